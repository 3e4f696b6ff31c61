//! Copter as one of the autopilots.

use super::copter::Copter;
use super::habits::CopterHabits;
use super::modes::Mode;
use super::regular::Regular;
use crate::airframe::{Contact, Steering};
use crate::autopilot::flight::{Facing, Task};
use crate::autopilot::missions::{Item, Kind, RefusedItem, Stores, admitted};
use crate::autopilot::parameters::Parameters;
use crate::autopilot::{Autopilot, Heard, ModeRefusal, Status};
use crate::craft::Craft;
use crate::time::SimTime;
use crate::wire::{ChannelId, Outbox, Signing, Voice};
use std::time::Duration;

/// A test pilot takes off to this height before the mission begins, metres.
const TEST_PILOTS_HEIGHT_M: f64 = 10.0;

impl Autopilot for Copter {
    fn step(
        &mut self,
        now: SimTime,
        dt_s: f64,
        craft: &Craft,
        heard: &[Heard],
        outbox: &mut Outbox,
    ) -> Steering {
        self.step(now, dt_s, craft, heard, outbox)
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
        let total = self.stores.get(Kind::Mission).items().len();
        Status {
            system_id: self.system_id,
            is_armed: self.armed_at.is_some(),
            mode: self.mode.name(),
            // Item 0 is home.
            mission: (total > 1).then(|| {
                let current = self.run.current().unwrap_or(0);
                (current, total.saturating_sub(1) as u16)
            }),
            home: self.home,
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
        let habits = CopterHabits {
            home: self.home,
            flies_mission: false,
        };
        let kept = admitted(&habits, kind, items)?;
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
        self.quiet_until = SimTime::START;
        let link = self.channels.get_mut(usize::from(channel.0));
        let message = Regular::of(message_id);
        link.zip(message)
            .is_some_and(|(link, message)| link.streams.set(message, interval, now))
    }

    fn pilot_sets_mode(
        &mut self,
        mode: &str,
        now: SimTime,
        craft: &Craft,
    ) -> Result<(), ModeRefusal> {
        let Some(found) = Mode::ALL
            .into_iter()
            .find(|known| known.name().eq_ignore_ascii_case(mode))
        else {
            return Err(ModeRefusal::Unknown {
                mode: mode.to_owned(),
                known: Mode::ALL.map(Mode::name).join(", "),
            });
        };
        if self.set_mode(found, now, craft) {
            Ok(())
        } else {
            Err(ModeRefusal::NotNow {
                mode: mode.to_owned(),
            })
        }
    }

    fn start_mission_by_hand(&mut self, now: SimTime, craft: &Craft) -> Result<(), String> {
        if self.armed_at.is_none() {
            if !self.start_up.uses_gnss() {
                return Err("AHRS: waiting for home".to_owned());
            }
            if self.mode != Mode::Guided {
                self.set_mode(Mode::Guided, now, craft);
            }
            let refusals = self.arming_refusals(craft);
            if !refusals.is_empty() {
                return Err(refusals.join("; "));
            }
            self.arm(false, now, craft);
            return Err("arming".to_owned());
        }
        let estimate = craft.estimate();
        if craft.contact() == Contact::Standing {
            if self.flight.task() == Task::Rest {
                let from = estimate.place;
                let to_amsl_m = from.altitude_amsl_m + TEST_PILOTS_HEIGHT_M;
                let task = Task::TakeOff { from, to_amsl_m };
                self.flight.begin(task, Facing::Keep, now);
            }
            return Err("taking off".to_owned());
        }
        if !self.flight.is_done(&estimate, &self.settings.flight) {
            return Err("climbing".to_owned());
        }
        if self.set_mode(Mode::Auto, now, craft) {
            Ok(())
        } else {
            Err("Auto is refused".to_owned())
        }
    }

    fn reboot(&mut self, now: SimTime) {
        let links = self.channels.len() as u8;
        let anew = Self::new(
            self.system_id,
            links,
            self.flight.yaw_rad(),
            self.started,
            now,
        );
        let before = std::mem::replace(self, anew);
        self.parameters = before.parameters;
        self.stores = before.stores;
        self.signing = before.signing;
        self.files.keep_of(before.files);
    }
}
