//! PX4 as one of the autopilots.

use super::arming::Reason;
use super::habits::Px4Habits;
use super::modes::Mode;
use super::px4::{Around, Px4};
use super::regular::{LinkMode, Regular};
use crate::airframe::Steering;
use crate::autopilot::missions::{Item, Kind, RefusedItem, Stores, admitted};
use crate::autopilot::parameters::Parameters;
use crate::autopilot::{Autopilot, Heard, ModeRefusal, Status};
use crate::craft::Craft;
use crate::time::SimTime;
use crate::wire::{ChannelId, Outbox, Signing, Voice};
use std::time::Duration;

fn around(now: SimTime, craft: &Craft) -> Around<'_> {
    Around {
        now,
        craft,
        estimate: craft.estimate(),
    }
}

impl Autopilot for Px4 {
    fn step(
        &mut self,
        now: SimTime,
        dt_s: f64,
        craft: &Craft,
        heard: &[Heard],
        outbox: &mut Outbox,
    ) -> Steering {
        self.go_on(now, dt_s, craft, heard, outbox)
    }

    fn signing_mut(&mut self) -> &mut Signing {
        &mut self.signing
    }

    fn lend_voice(
        &mut self,
        channel: ChannelId,
        now: SimTime,
        outbox: &mut Outbox,
        say: &mut dyn FnMut(&mut Voice),
    ) {
        self.speak_to(channel, now, outbox, say);
    }

    fn take_payload_orders(&mut self) -> Vec<Item> {
        std::mem::take(&mut self.payload_orders)
    }

    fn status(&self) -> Status {
        let total = self.items().len() as u16;
        Status {
            system_id: self.system_id,
            is_armed: self.armed_at.is_some(),
            mode: self.mode.name(),
            mission: (total > 0).then(|| (self.run.current().unwrap_or(0), total)),
            home: self.home.map(|home| home.place),
        }
    }

    fn parameters(&self) -> &Parameters {
        &self.parameters
    }

    fn parameters_mut(&mut self) -> &mut Parameters {
        &mut self.parameters
    }

    fn stores(&self) -> &Stores {
        &self.stores
    }

    fn stores_mut(&mut self) -> &mut Stores {
        &mut self.stores
    }

    fn load(&mut self, kind: Kind, items: &[Item]) -> Result<(), RefusedItem> {
        let kept = admitted(&Px4Habits { current: 0 }, kind, items)?;
        self.stores.get_mut(kind).replace(kept);
        Ok(())
    }

    fn set_stream(
        &mut self,
        channel: ChannelId,
        message_id: u32,
        interval: Option<Duration>,
        now: SimTime,
    ) -> bool {
        let link = self.links.get_mut(usize::from(channel.0));
        let message = Regular::of(message_id);
        link.zip(message)
            .is_some_and(|(link, message)| link.channel.streams.set(message, interval, now))
    }

    fn pilot_sets_mode(
        &mut self,
        mode: &str,
        now: SimTime,
        craft: &Craft,
    ) -> Result<(), ModeRefusal> {
        let is_it = |known: &Mode| known.name().eq_ignore_ascii_case(mode);
        let Some(found) = Mode::ALL.into_iter().find(is_it) else {
            return Err(ModeRefusal::Unknown {
                mode: mode.to_owned(),
                known: Mode::ALL.map(Mode::name).join(", "),
            });
        };
        // Who turns the switch has sticks as well.
        self.has_pilot = true;
        if self.set_mode(found, &around(now, craft)) {
            Ok(())
        } else {
            self.reject_mode(found);
            Err(ModeRefusal::NotNow {
                mode: mode.to_owned(),
            })
        }
    }

    fn start_mission_by_hand(&mut self, now: SimTime, craft: &Craft) -> Result<(), String> {
        let around = around(now, craft);
        if self.armed_at.is_some() && self.mode == Mode::Mission {
            return Ok(());
        }
        let lacks = self.lacks(Mode::Mission, &around);
        if lacks.lacks_position {
            return Err("No valid global position estimate".to_owned());
        }
        if lacks.lacks_mission {
            return Err("No valid mission available".to_owned());
        }
        if !self.set_mode(Mode::Mission, &around) || !self.arming_checks(&around).pass() {
            return Err("Resolve system health failures first".to_owned());
        }
        self.arm(Reason::MissionStart, &around);
        Err("arming".to_owned())
    }

    fn reboot(&mut self, now: SimTime) {
        let links: Vec<LinkMode> = self.links.iter().map(|link| link.mode.clone()).collect();
        let anew = Self::of_kind(
            self.kind,
            self.system_id,
            &links,
            self.flight.yaw_rad(),
            self.started,
            now,
        );
        let before = std::mem::replace(self, anew);
        self.parameters = before.parameters;
        self.stores = before.stores;
        self.signing = before.signing;
        self.files.keep_card_of(before.files);
        if !self.items().is_empty() {
            self.await_mission(now);
        }
    }
}
