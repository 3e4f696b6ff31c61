//! A dock's commands, and when it refuses them.

use super::{ChargingState, Dock, FULL_WITHIN};
use crate::city::lid::LidState;
use crate::city::replies::{Order, Outcome};
use crate::time::SimTime;
use geofences::Bilingual;
use serde::Deserialize;

/// What a dock can be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DockCommand {
    OpenLid,
    CloseLid,
    StartCharging,
    StopCharging,
}

impl DockCommand {
    /// Its name in messages.
    pub fn name(self) -> &'static str {
        match self {
            Self::OpenLid => "open_lid",
            Self::CloseLid => "close_lid",
            Self::StartCharging => "start_charging",
            Self::StopCharging => "stop_charging",
        }
    }
}

#[derive(Debug, Deserialize)]
struct Said {
    command: DockCommand,
}

/// A command to the lid that is being carried out.
pub type LidOrder = Order<DockCommand>;

impl Dock {
    /// Takes a command and answers it.
    pub fn take(&mut self, payload: &[u8], now: SimTime) {
        if self.is_silent {
            return;
        }
        let Some(Order { id, command: said }) = self.desk.read::<Said>(payload, now) else {
            return;
        };
        let (command, name) = (said.command, said.command.name());
        if let Some(reason) = self.refusal(command) {
            self.desk
                .answer(&id, name, Outcome::Refused, Some(reason), now);
            return;
        }
        self.desk.answer(&id, name, Outcome::Accepted, None, now);
        match command {
            DockCommand::OpenLid | DockCommand::CloseLid => {
                self.order_lid(Order { id, command }, now);
            }
            DockCommand::StartCharging => {
                self.charging = ChargingState::Charging;
                self.desk.answer(&id, name, Outcome::Done, None, now);
            }
            DockCommand::StopCharging => {
                self.charging = ChargingState::Idle;
                self.desk.answer(&id, name, Outcome::Done, None, now);
            }
        }
    }

    fn refusal(&self, command: DockCommand) -> Option<Bilingual> {
        let is_jammed = self.lid.state() == LidState::Jammed;
        match command {
            DockCommand::OpenLid | DockCommand::CloseLid if is_jammed => Some(lid_jammed()),
            DockCommand::CloseLid if self.is_sky_busy => Some(sky_busy()),
            DockCommand::OpenLid | DockCommand::CloseLid | DockCommand::StopCharging => None,
            DockCommand::StartCharging => match &self.in_bay {
                None => Some(no_vehicle()),
                Some(_) if self.is_charger_dead => Some(charger_dead()),
                Some(vehicle) if vehicle.charge >= self.config.charges_to - FULL_WITHIN => {
                    Some(is_full(&vehicle.id, vehicle.charge))
                }
                Some(_) => None,
            },
        }
    }

    fn order_lid(&mut self, order: LidOrder, now: SimTime) {
        self.overtake_lid_order(now);
        self.lid.drive(order.command == DockCommand::OpenLid);
        self.lid_order = Some(order);
    }

    /// Answers the order that the lid carries out, as another takes its place.
    pub fn overtake_lid_order(&mut self, now: SimTime) {
        if let Some(before) = self.lid_order.take() {
            let (reason, name) = (overtaken(), before.command.name());
            self.desk
                .answer(&before.id, name, Outcome::Failed, Some(reason), now);
        }
    }
}

pub fn lid_jammed() -> Bilingual {
    Bilingual::new(
        "the lid is jammed: somebody has to free it on site",
        "舱盖卡住：需派人到现场处理",
    )
}

fn sky_busy() -> Bilingual {
    Bilingual::new(
        "a vehicle flies close above the dock: the lid stays open until it has landed or left",
        "机巢上方有飞行器：待其降落或离开后方可关闭舱盖",
    )
}

fn charger_dead() -> Bilingual {
    Bilingual::new(
        "the charger gives nothing: somebody has to look at it on site",
        "充电器无输出：需派人到现场处理",
    )
}

fn no_vehicle() -> Bilingual {
    Bilingual::new(
        "there is no vehicle in the dock to charge",
        "机巢内没有可充电的飞行器",
    )
}

fn is_full(vehicle: &str, charge: f64) -> Bilingual {
    let percent = (100.0 * charge).round();
    Bilingual::new(
        format!("{vehicle} is charged already: {percent} %"),
        format!("{vehicle} 已充满：{percent}%"),
    )
}

fn overtaken() -> Bilingual {
    Bilingual::new(
        "a later command to the lid, or a hand on its button, took its place",
        "已被后来的舱盖指令或现场按钮取代",
    )
}
