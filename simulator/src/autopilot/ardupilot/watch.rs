//! What Copter watches while it flies: its fence, its ground station, its battery, its position.

use super::breaches::Breaches;
use super::copter::{Announcement, Copter, Return};
use super::fence::{Fence, FenceKind};
use super::modes::Mode;
use super::regular::Regular;
use crate::airframe::Contact;
use crate::autopilot::flight::Task;
use crate::autopilot::missions::Kind;
use crate::craft::Craft;
use crate::place::Place;
use crate::time::SimTime;
use mavlink::dialects::ardupilotmega::{FENCE_STATUS_DATA, MavSeverity};
use std::time::Duration;

/// What was seen so far.
#[derive(Clone, Debug, Default)]
pub struct Watch {
    fence: Fence,
    fence_is_of: (u64, u32, bool),
    floor_is_dropped: bool,
    /// What is broken, as it was told.
    broken: Breaches,
    /// What is broken and was acted on: in the air alone.
    acted_on: Breaches,
    breaches: u16,
    broken_since: Option<SimTime>,
    station_is_lost: bool,
    low_since: [Option<SimTime>; 2],
    acted_on_battery: [bool; 2],
    position_lost_since: Option<SimTime>,
}

/// The fence is checked so often; so is everything else that is watched.
pub(super) const INTERVAL: Duration = Duration::from_millis(100);
/// A position has to be lost so long.
const POSITION_LOST: Duration = Duration::from_secs(1);
/// FS_OPTIONS: go on with a mission though the ground station is lost.
const CONTINUE_IN_AUTO: u32 = 2;
/// FS_OPTIONS: go on landing whatever fails.
const CONTINUE_LANDING: u32 = 8;
/// FS_OPTIONS: go on in the pilot's modes though the ground station is lost.
const CONTINUE_WITH_PILOT: u32 = 16;

/// Farther outside of its fence than this it does not come back any more, m (AC_FENCE_GIVE_UP_DISTANCE).
const GIVES_UP_BEYOND_M: f64 = 100.0;

/// What is said when the battery makes it do something.
const BATTERY_FAILSAFE: &str = "Battery Failsafe";
/// How texts name the two thresholds of the battery.
const BATTERY_LEVELS: [&str; 2] = ["low", "critical"];

fn names(kinds: impl Iterator<Item = FenceKind>) -> String {
    let names: Vec<&str> = kinds.map(FenceKind::name).collect();
    names.join(" and ")
}

impl Watch {
    /// The floor of the fence does not count any more.
    pub fn drop_floor(&mut self) {
        self.floor_is_dropped = true;
    }

    /// It counts again.
    pub fn restore_floor(&mut self) {
        self.floor_is_dropped = false;
    }

    /// The motors stopped: what is low or broken in the next flight is acted on anew.
    pub fn end_flight(&mut self) {
        self.low_since = [None; 2];
        self.acted_on_battery = [false; 2];
        self.acted_on = Breaches::default();
    }

    /// FENCE_STATUS as it is now.
    pub fn fence_status(&self, booted: SimTime) -> FENCE_STATUS_DATA {
        FENCE_STATUS_DATA {
            breach_time: self
                .broken_since
                .map_or(0, |since| (since - booted).as_millis() as u32),
            breach_count: self.breaches,
            breach_status: u8::from(self.broken.kinds().next().is_some()),
            breach_type: self.broken.told(),
            ..Default::default()
        }
    }
}

impl Copter {
    /// Whether a target is one that it takes: not outside of its fence.
    pub(super) fn fence_lets(&mut self, target: Place) -> bool {
        self.refresh_fence();
        let Some(home) = self.home else {
            return true;
        };
        self.watch.fence.broken_at(target, home).is_empty()
    }

    /// What of the fence it breaks where it is. Without a position it breaks nothing.
    pub(super) fn broken_fences(&mut self, craft: &Craft) -> Vec<FenceKind> {
        self.refresh_fence();
        let estimate = craft.estimate();
        match self.home {
            Some(home) if estimate.has_position && self.start_up.uses_gnss() => {
                self.watch.fence.broken_at(estimate.place, home)
            }
            _ => Vec::new(),
        }
    }

    fn refresh_fence(&mut self) {
        let store = self.stores.get(Kind::Fence);
        let drops_floor = self.watch.floor_is_dropped;
        let is_of = (self.parameters.version(), store.opaque_id(), drops_floor);
        if self.watch.fence_is_of != is_of {
            let fence = Fence::new(store.items(), &self.parameters);
            self.watch.fence = if drops_floor {
                fence.without_floor()
            } else {
                fence
            };
            self.watch.fence_is_of = is_of;
        }
    }

    /// Watches, and acts on what it sees.
    pub(super) fn watch(&mut self, now: SimTime, craft: &Craft) {
        if self.armed_at.is_none() {
            return;
        }
        if craft.contact() == Contact::Wrecked {
            self.say(MavSeverity::MAV_SEVERITY_EMERGENCY, "Crash: Disarming");
            self.disarm();
            return;
        }
        self.watch_fence(now, craft);
        self.watch_station(now, craft);
        self.watch_battery(now, craft);
        self.watch_position(now, craft);
    }

    fn watch_fence(&mut self, now: SimTime, craft: &Craft) {
        let mut broken = self.broken_fences(craft);
        if self.is_landing() {
            // Whoever lands has no floor (AC_Fence, `get_auto_disable_fences`).
            broken.retain(|kind| *kind != FenceKind::AltitudeMin);
        }
        let here = craft.estimate().place;
        let (fence, home) = (&self.watch.fence, self.home.unwrap_or(here));
        let broken = broken.into_iter();
        let broken: Vec<(FenceKind, f64)> = broken
            .map(|kind| (kind, fence.beyond_m(kind, here, home)))
            .collect();
        self.tell_breach(&broken, now);
        // A breach that began on the ground is acted on once it flies.
        if broken.is_empty() || craft.contact() == Contact::Airborne {
            let new = self.watch.acted_on.take(&broken);
            let farthest_m = new.iter().map(|(_, beyond_m)| *beyond_m).reduce(f64::max);
            if let Some(beyond_m) = farthest_m {
                self.act_on_breach(beyond_m, now, craft);
            }
        }
    }

    /// Each fence that is broken is told as it breaks, and that all is well again when none is any more.
    fn tell_breach(&mut self, broken: &[(FenceKind, f64)], now: SimTime) {
        let before = self.watch.broken.clone();
        let new = self.watch.broken.take(broken);
        if broken.is_empty() && before.kinds().next().is_some() {
            self.watch.broken_since = None;
            let text = format!("{} fence breach cleared", names(before.kinds()));
            self.say(MavSeverity::MAV_SEVERITY_NOTICE, text);
        } else if !new.is_empty() {
            self.watch.breaches = self.watch.breaches.saturating_add(new.len() as u16);
            self.watch.broken_since.get_or_insert(now);
            let text = format!("{} fence breached", names(new.iter().map(|it| it.0)));
            self.say(MavSeverity::MAV_SEVERITY_WARNING, text);
        } else {
            return;
        }
        self.announcements
            .push(Announcement::Now(Regular::FenceStatus));
    }

    /// Whether it comes down to land, of its own will or on command.
    fn is_landing(&self) -> bool {
        let lands_at_home = matches!(self.returning, Some((Return::Descend, _)));
        matches!(self.flight.task(), Task::Land(_)) || lands_at_home || self.run.is_arriving()
    }

    /// FENCE_ACTION: 0 tells alone, 1 returns or lands, 2 lands, 4 brakes or lands. From far outside it
    /// lands whatever the parameter says (`Copter::fence_check`).
    fn act_on_breach(&mut self, beyond_m: f64, now: SimTime, craft: &Craft) {
        let mode = match self.settings.watched.fence_action {
            0 => return,
            _ if beyond_m > GIVES_UP_BEYOND_M => Mode::Land,
            2 => Mode::Land,
            4 => Mode::Brake,
            _ => Mode::Rtl,
        };
        if !self.set_mode(mode, now, craft) {
            self.set_mode(Mode::Land, now, craft);
        }
    }

    /// Heartbeats count only from the configured station, and only after one was heard.
    fn watch_station(&mut self, now: SimTime, craft: &Craft) {
        let action = self.settings.watched.station_action;
        let heard = self.channels.iter().filter_map(|it| it.station_heard).max();
        let (Some(heard), true) = (heard, action > 0) else {
            return;
        };
        let timeout = self.settings.watched.station_timeout;
        let is_lost = now - heard > timeout;
        if is_lost == self.watch.station_is_lost {
            return;
        }
        self.watch.station_is_lost = is_lost;
        if !is_lost {
            self.say(MavSeverity::MAV_SEVERITY_WARNING, "GCS Failsafe Cleared");
            return;
        }
        self.say(MavSeverity::MAV_SEVERITY_WARNING, "GCS Failsafe");
        let options = self.settings.watched.failsafe_options;
        let goes_on = match self.mode {
            Mode::Auto => options & CONTINUE_IN_AUTO != 0,
            // Brake counts as a pilot's mode too (mode.h, `ModeBrake::is_autopilot`).
            Mode::Stabilize | Mode::AltHold | Mode::Loiter | Mode::Brake => {
                options & CONTINUE_WITH_PILOT != 0
            }
            Mode::Land => options & CONTINUE_LANDING != 0,
            _ => false,
        };
        if goes_on || craft.contact() != Contact::Airborne {
            return;
        }
        let mode = match action {
            5 => Mode::Land,
            7 => Mode::Brake,
            _ => Mode::Rtl,
        };
        if !self.set_mode(mode, now, craft) {
            self.set_mode(Mode::Land, now, craft);
        }
    }

    fn watch_battery(&mut self, now: SimTime, craft: &Craft) {
        let battery = craft.battery();
        let timer = self.settings.watched.battery_timer;
        let capacity_mah = self.settings.watched.battery_capacity_mah;
        for (level, name) in BATTERY_LEVELS.into_iter().enumerate() {
            let (least_v, least_mah, action) = self.settings.watched.battery[level];
            let is_low = least_v > 0.0 && battery.voltage_v() < least_v
                || least_mah > 0.0 && capacity_mah - battery.consumed_mah() < least_mah;
            if !is_low {
                self.watch.low_since[level] = None;
                continue;
            }
            let since = *self.watch.low_since[level].get_or_insert(now);
            if now - since < timer || self.watch.acted_on_battery[level] {
                continue;
            }
            self.watch.acted_on_battery[level] = true;
            let text = format!(
                "Battery 1 is {name} {:.2}V used {:.0} mAh",
                battery.voltage_v(),
                battery.consumed_mah()
            );
            self.say(MavSeverity::MAV_SEVERITY_WARNING, text);
            let mode = match action {
                1 => Mode::Land,
                2..=4 | 6 => Mode::Rtl,
                7 => Mode::Brake,
                // Terminated: it falls.
                5 => {
                    self.say(MavSeverity::MAV_SEVERITY_WARNING, BATTERY_FAILSAFE);
                    self.disarm();
                    return;
                }
                _ => continue,
            };
            self.say(MavSeverity::MAV_SEVERITY_WARNING, BATTERY_FAILSAFE);
            if craft.contact() == Contact::Airborne && !self.set_mode(mode, now, craft) {
                self.set_mode(Mode::Land, now, craft);
            }
        }
    }

    fn watch_position(&mut self, now: SimTime, craft: &Craft) {
        let needs = self.mode.needs_position() && craft.contact() == Contact::Airborne;
        if !needs || craft.estimate().has_position {
            self.watch.position_lost_since = None;
            return;
        }
        let since = *self.watch.position_lost_since.get_or_insert(now);
        if now - since < POSITION_LOST {
            return;
        }
        self.watch.position_lost_since = None;
        self.say(
            MavSeverity::MAV_SEVERITY_CRITICAL,
            "EKF Failsafe: changed to LAND Mode",
        );
        self.set_mode(Mode::Land, now, craft);
    }
}

#[cfg(test)]
mod tests;
