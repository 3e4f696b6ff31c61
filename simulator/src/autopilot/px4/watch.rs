//! What PX4 watches: its position and home, its ground station, its battery, its fence.

use super::arming::Reason;
use super::events::{CRITICAL_WARNING, Event, INFO};
use super::failsafe::{Action, Cause, Failures, Wish};
use super::fence::{Breach, Complaint, Fence};
use super::modes::Mode;
use super::px4::{Around, Px4};
use crate::autopilot::missions::Kind;
use crate::place::Place;
use crate::sensors::Reception;
use crate::time::SimTime;
use mavlink::dialects::ardupilotmega::MavSeverity;
use std::time::Duration;

/// What was seen so far.
#[derive(Clone, Debug, Default)]
pub(super) struct Watch {
    /// What was last reported of what it may be armed for, and when.
    reported: Option<((bool, bool), SimTime)>,
    /// A ground station was heard lately; `None` before the first.
    hears_station: Option<bool>,
    /// How low the battery is: not, low, critical, nearly empty.
    pub battery: usize,
    battery_at_arming: usize,
    /// The plans that were taken, by their ids.
    pub mission_is_of: u32,
    fence_is_of: u32,
    breach: Breach,
    lost_since: Option<SimTime>,
}

/// It is watched so often.
pub(super) const INTERVAL: Duration = Duration::from_millis(100);
/// What it may be armed for is reported no more often.
const REPORT_INTERVAL: Duration = Duration::from_secs(2);
/// A position has to be lost so long.
const POSITION_LOST: Duration = Duration::from_secs(1);
/// Home's height follows the satellites' when it is off by this, m (`captures.md`, C.5).
const HOME_JUMP_M: f64 = 0.6;

/// What is said of the battery, by how low it is.
const BATTERY_TEXTS: [(MavSeverity, &str, &str); 3] = [
    (
        MavSeverity::MAV_SEVERITY_CRITICAL,
        "Low battery\t",
        "check_battery_low",
    ),
    (
        MavSeverity::MAV_SEVERITY_CRITICAL,
        "Critical battery\t",
        "check_battery_critical",
    ),
    (
        MavSeverity::MAV_SEVERITY_EMERGENCY,
        "Emergency battery level\t",
        "check_battery_emergency",
    ),
];

impl Watch {
    /// Whether a ground station is heard.
    pub fn hears_station(&self) -> bool {
        self.hears_station == Some(true)
    }

    /// Whether a report would tell something new.
    pub fn has_news(&self, judged: (bool, bool)) -> bool {
        self.hears_station.is_some() && self.reported.is_none_or(|(before, _)| before != judged)
    }

    /// A report was made.
    pub fn note_report(&mut self, judged: (bool, bool), now: SimTime) {
        self.reported = Some((judged, now));
    }

    /// It is armed: what was low already is not acted on.
    pub fn begin_flight(&mut self) {
        self.battery_at_arming = self.battery;
        self.lost_since = None;
    }
}

impl Px4 {
    /// Watches, and acts on what it sees.
    pub(super) fn watch(&mut self, around: &Around) {
        self.watch_position(around);
        self.watch_station(around);
        self.watch_battery(around);
        self.watch_plans(around);
        let last = self.watch.reported.map(|(_, at)| at);
        if self.watch.has_news(self.judged(around))
            && last.is_none_or(|last| around.now - last >= REPORT_INTERVAL)
        {
            self.report_checks(around);
        }
        if self.armed_at.is_some() {
            self.move_home_in_flight(around);
            self.watch_failures(around);
        }
    }

    /// Takes what came, and what somebody put on board without a word.
    fn watch_plans(&mut self, around: &Around) {
        let id = |kind| self.stores.get(kind).opaque_id();
        let (mission, fence) = (id(Kind::Mission), id(Kind::Fence));
        if fence != self.watch.fence_is_of {
            self.refresh_fence(around);
        }
        let is_new = self.mission.taken_at.is_none() && mission != self.watch.mission_is_of;
        if is_new || self.mission.taken_at.is_some_and(|at| around.now >= at) {
            self.take_mission(around);
        }
    }

    fn watch_position(&mut self, around: &Around) {
        if around.estimate.has_position {
            self.position_since.get_or_insert(around.now);
        } else {
            self.position_since = None;
        }
        if self.home.is_none() && self.has_position(around) {
            self.set_home(around);
        }
    }

    /// The height of home is corrected in flight by what the satellites say, and jumps with their noise.
    fn move_home_in_flight(&mut self, around: &Around) {
        let fix = around.craft.fix();
        let off_m = fix.place.altitude_amsl_m - around.estimate.place.altitude_amsl_m;
        let Some(home) = &mut self.home else {
            return;
        };
        let amsl_m = home.level_amsl_m + off_m;
        let is_off = (amsl_m - home.place.altitude_amsl_m).abs() > HOME_JUMP_M;
        if around.is_airborne() && fix.reception >= Reception::ThreeD && is_off {
            home.place.altitude_amsl_m = amsl_m;
            home.changed = around.now;
        }
    }

    /// A ground station was heard: the first time it is told what may be armed.
    pub(super) fn hear_station(&mut self, around: &Around) {
        if self.watch.hears_station.is_none() {
            self.watch.hears_station = Some(true);
            self.report_checks(around);
        }
    }

    fn watch_station(&mut self, around: &Around) {
        let heard = self.links.iter().filter_map(|it| it.channel.station_heard);
        let Some(heard) = heard.max() else {
            return;
        };
        let loss = self.settings.failures.station_loss;
        let is_heard = around.now - heard <= loss;
        let before = self.watch.hears_station.replace(is_heard);
        match (before, is_heard) {
            (Some(false), true) => {
                let event = Event::new("commander_dl_regained", INFO);
                self.tell("GCS connection regained\t", Some(event));
            }
            (Some(true), false) => {
                let event = Event::new("commander_gcs_lost", INFO);
                self.tell("Connection to ground control lost\t", Some(event));
            }
            _ => {}
        }
    }

    fn watch_battery(&mut self, around: &Around) {
        let charge = around.craft.battery().charge();
        let thresholds = self.settings.battery.iter();
        let level = thresholds.filter(|threshold| charge < **threshold).count();
        let before = self.watch.battery;
        if self.armed_at.is_none() {
            self.watch.battery = level;
        } else {
            // In flight it only becomes worse.
            self.watch.battery = level.max(before);
        }
        if self.watch.battery > before
            && let Some((severity, text, name)) = BATTERY_TEXTS.get(self.watch.battery - 1)
        {
            self.say(*severity, *text, Some(Event::new(name, CRITICAL_WARNING)));
        }
    }

    fn watch_failures(&mut self, around: &Around) {
        let mut failures = Failures::default();
        self.judge_station(&mut failures);
        self.judge_battery(&mut failures);
        self.judge_fence(&mut failures, around);
        self.judge_mode(&mut failures, around);
        self.judge_wing(&mut failures);
        let wait = self.settings.failures.wait;
        let text = self
            .failsafe
            .update(around.now, failures, wait, self.intention);
        if let Some(text) = text {
            self.warn(text, None);
        }
        match self.failsafe.selected() {
            Action::Disarm => self.disarm(Reason::Failsafe, around.now),
            Action::Terminate => self.terminate(),
            _ => self.follow_failsafe(around),
        }
    }

    /// Stops the motors for good: nothing but a start anew lets them turn again.
    pub(super) fn terminate(&mut self) {
        self.is_terminated = true;
        self.flight.rest();
    }

    /// NAV_DLL_ACT: 0 nothing, 1 Hold, 2 Return, 3 Land, 5 terminates, 6 disarms.
    fn judge_station(&self, failures: &mut Failures) {
        let action = match self.settings.failures.station.0 {
            1 => Action::Hold,
            2 => Action::Return,
            3 => Action::Land,
            5 => Action::Terminate,
            6 => Action::Disarm,
            _ => return,
        };
        let exceptions = self.settings.failures.station.1;
        let exception = match self.intention {
            Mode::Mission => 1,
            Mode::Offboard => 4,
            mode if mode.is_pilots() => 0,
            _ => 2,
        };
        let is_excepted = exceptions & exception != 0 || self.intention == Mode::Land;
        if self.watch.hears_station == Some(false) && !is_excepted {
            let lasts = action > Action::Hold;
            failures.add(
                Cause::Station,
                Wish {
                    action,
                    waits: true,
                    lasts,
                },
            );
        }
    }

    /// COM_LOW_BAT_ACT: 0 warns, 2 lands when it is critical, 3 returns then and lands when it is nearly
    /// empty. What was low when it was armed is told alone.
    fn judge_battery(&self, failures: &mut Failures) {
        let level = self.watch.battery;
        let parameter = self.settings.failures.battery;
        let is_worse = level > self.watch.battery_at_arming;
        let (cause, action) = match (level, parameter) {
            (0, _) => return,
            (1, _) => (Cause::BatteryLow, Action::Warn),
            (2, 3) if is_worse => (Cause::BatteryCritical, Action::Return),
            (2, 2) if is_worse => (Cause::BatteryCritical, Action::Land),
            (3, 2 | 3) if is_worse => (Cause::BatteryEmergency, Action::Land),
            _ => (Cause::BatteryLow, Action::Warn),
        };
        let lasts = action > Action::Warn;
        failures.add(
            cause,
            Wish {
                action,
                waits: true,
                lasts,
            },
        );
    }

    /// GF_ACTION: 0 nothing, 1 warns, 2 Hold, 3 Return, 4 terminates, 5 Land.
    fn judge_fence(&mut self, failures: &mut Failures, around: &Around) {
        let action = match self.settings.failures.fence {
            1 => Action::Warn,
            2 => Action::Hold,
            3 => Action::Return,
            4 => Action::Terminate,
            5 => Action::Land,
            _ => return,
        };
        let has_position = self.has_position(around) && around.is_airborne();
        let breach = if has_position {
            self.fence_breach(around.estimate.place)
        } else {
            Breach::default()
        };
        let before = std::mem::replace(&mut self.watch.breach, breach);
        if breach != before {
            let new = Breach {
                is_far: breach.is_far && !before.is_far,
                is_high: breach.is_high && !before.is_high,
                is_out: breach.is_out && !before.is_out,
            };
            for text in new.texts() {
                self.warn(text, None);
            }
        }
        if breach.is_any() {
            failures.add(
                Cause::Fence,
                Wish {
                    action,
                    waits: false,
                    lasts: matches!(action, Action::Return | Action::Land),
                },
            );
        }
    }

    /// COM_QC_ACT, once the rotors had to help: -1 warns, 0 Return, 1 Land, 2 Hold.
    fn judge_wing(&self, failures: &mut Failures) {
        let action = match self.settings.transition.action {
            0 => Action::Return,
            1 => Action::Land,
            2 => Action::Hold,
            _ => Action::Warn,
        };
        if self.transition.has_failed {
            failures.add(
                Cause::Wing,
                Wish {
                    action,
                    waits: true,
                    lasts: action > Action::Warn,
                },
            );
        }
    }

    /// A mode that cannot go on: without a position it comes down, and without setpoints it does what
    /// COM_OBL_RC_ACT says, or without a remote control what NAV_RCL_ACT says.
    fn judge_mode(&mut self, failures: &mut Failures, around: &Around) {
        let lacks = self.lacks(self.intention, around);
        if lacks.lacks_setpoints {
            let action = match self.settings.failures.setpoints.0 {
                3 => Action::Return,
                4 => Action::Land,
                5 => Action::Hold,
                6 => Action::Terminate,
                7 => Action::Disarm,
                _ => match self.settings.failures.setpoints.1 {
                    1 => Action::Hold,
                    3 => Action::Land,
                    _ => Action::Return,
                },
            };
            failures.add(Cause::Mode, Wish::now(action));
        }
        let is_lost = lacks.lacks_position && around.is_airborne();
        if !is_lost {
            self.watch.lost_since = None;
            return;
        }
        let since = *self.watch.lost_since.get_or_insert(around.now);
        if around.now - since >= POSITION_LOST {
            failures.add(Cause::Mode, Wish::now(Action::Descend));
        }
    }

    /// The farthest and the highest that it may be, m, 0 for no such limit.
    pub(super) fn fence_limits_m(&self) -> (f64, f64) {
        self.settings.failures.fence_limits_m
    }

    pub(super) fn fence_breach(&self, place: Place) -> Breach {
        let home = self.home.map(|home| home.place);
        self.fence.breach(place, home, self.fence_limits_m())
    }

    /// Whether it breaks its fence where it is, as far as that keeps it from arming.
    pub(super) fn breaks_fence(&self, around: &Around) -> bool {
        self.settings.failures.fence > 0
            && self.has_position(around)
            && self.fence_breach(around.estimate.place).is_any()
    }

    /// Takes the fence on board, and says what of it cannot be.
    pub(super) fn refresh_fence(&mut self, around: &Around) {
        let flies = around.is_airborne() && self.settings.failures.fence > 0;
        let here = flies.then_some(around.estimate.place);
        let home = self.home.map(|home| home.place);
        let store = self.stores.get(Kind::Fence);
        self.watch.fence_is_of = store.opaque_id();
        let (fence, complaints) = Fence::new(store.items(), home, here);
        self.fence = fence;
        for complaint in complaints {
            let (what, name) = match complaint {
                Complaint::Home => ("Home position", "navigator_geofence_invalid_against_home"),
                Complaint::Vehicle => (
                    "current vehicle position",
                    "navigator_geofence_invalid_against_cur_pos",
                ),
            };
            let event = Event::new(name, CRITICAL_WARNING);
            let text = format!("Geofence invalid, doesn't contain {what}\t");
            self.warn(text, Some(event));
        }
    }
}

#[cfg(test)]
mod tests;
