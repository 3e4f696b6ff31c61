//! How a PX4 that can both hover and fly on a wing changes between the two: when it is told to, on the
//! way into a mission and before a landing; and how its rotors help when the wing does not carry it
//! (PX4, `vtol_type.cpp` and `standard.cpp`: its people call that a quad-chute).

use super::departure::Departure;
use super::events::Event;
use super::kind::VehicleKind;
use super::px4::{Around, Px4};
use crate::airframe::VtolState;
use crate::place::Place;
use crate::time::SimTime;
use mavlink::dialects::ardupilotmega::MavVtolState;
use std::time::Duration;

/// How far it is between rotors and wing.
#[derive(Clone, Debug, Default)]
pub(super) struct Transition {
    /// The wing is to carry it.
    wants_wing: bool,
    /// When and how high it began to gather speed, metres above mean sea level.
    began: Option<(SimTime, f64)>,
    /// The wing carries it since then.
    carried_since: Option<SimTime>,
    /// The highest it was since it flies below where it should, metres above mean sea level.
    peak_amsl_m: Option<f64>,
    /// The rotors had to help; until it is to fly on the wing again.
    pub has_failed: bool,
    /// How it comes to fly on its wing by itself.
    pub departure: Option<Departure>,
    /// It is on the way to where it lands, and has to slow down before.
    pub lands_at: Option<Place>,
}

/// Why the rotors help.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Failure {
    /// The wing does not carry it in time.
    TimedOut,
    /// Somebody wants it so.
    Commanded,
    /// It is too low for a wing.
    TooLow,
    /// It sinks though it should not.
    Sinks,
    /// It lost height while it gathered speed.
    SankMeanwhile,
    /// Its nose is too high or too low.
    TooSteep,
    /// It banks too much.
    BanksTooMuch,
}

impl Failure {
    fn event(self) -> &'static str {
        match self {
            Self::TimedOut => "vtol_att_ctrl_quadchute_tout",
            Self::Commanded => "vtol_att_ctrl_quadchute_ext_cmd",
            Self::TooLow => "vtol_att_ctrl_quadchute_min_alt",
            Self::Sinks => "vtol_att_ctrl_quadchute_alt_loss",
            Self::SankMeanwhile => "vtol_att_ctrl_quadchute_trans_alt_err",
            Self::TooSteep => "vtol_att_ctrl_quadchute_max_pitch",
            Self::BanksTooMuch => "vtol_att_ctrl_quadchute_max_roll",
        }
    }
}

/// MAV_VTOL_STATE_FW, as commands name it.
pub(super) const WING: f32 = 4.0;
/// Of severity CRITICAL inside and outside.
const CRITICAL_ALONE: u8 = 0x22;
/// Losses of height count for the transition so long after its end.
const COUNTS_AFTER: Duration = Duration::from_secs(5);

impl Transition {
    /// Another mode: what was begun by the last one is over, but what carries it stays.
    pub fn abandon(&mut self) {
        (self.departure, self.lands_at) = (None, None);
    }

    /// Its task is another.
    pub fn forget_landing(&mut self) {
        self.lands_at = None;
    }

    /// Whether it is about to change to the wing by itself.
    pub fn is_departing(&self) -> bool {
        self.departure.is_some()
    }
}

impl Px4 {
    /// Whether the wing is what steers it.
    pub(super) fn flies_on_wing(&self) -> bool {
        match self.kind {
            VehicleKind::Multirotor => false,
            VehicleKind::FixedWing => true,
            VehicleKind::Vtol => self.transition.wants_wing,
        }
    }

    /// Whether it still gathers the speed that the wing needs.
    pub(super) fn is_gathering_speed(&self, around: &Around) -> bool {
        let state = around.craft.vtol_state();
        self.transition.wants_wing && state.is_some_and(|state| state != VtolState::Wing)
    }

    /// Whether it is on the way from one to the other, or has to go it before its task is done.
    pub(super) fn is_changing_over(&self, around: &Around) -> bool {
        let wanted = if self.transition.wants_wing {
            VtolState::Wing
        } else {
            VtolState::Rotors
        };
        let is_between = around.craft.vtol_state().is_some_and(|it| it != wanted);
        is_between || self.transition.is_departing() || self.transition.lands_at.is_some()
    }

    /// As EXTENDED_SYS_STATE tells it.
    pub(super) fn vtol_state(&self, around: &Around) -> MavVtolState {
        match around.craft.vtol_state() {
            None => MavVtolState::MAV_VTOL_STATE_UNDEFINED,
            Some(VtolState::Rotors) => MavVtolState::MAV_VTOL_STATE_MC,
            Some(VtolState::ToWing) => MavVtolState::MAV_VTOL_STATE_TRANSITION_TO_FW,
            Some(VtolState::Wing) => MavVtolState::MAV_VTOL_STATE_FW,
            Some(VtolState::ToRotors) => MavVtolState::MAV_VTOL_STATE_TRANSITION_TO_MC,
        }
    }

    /// Gathers speed straight ahead until the wing carries it.
    pub(super) fn change_to_wing(&mut self, around: &Around) {
        if self.kind != VehicleKind::Vtol || self.transition.wants_wing {
            return;
        }
        let here = around.estimate.place;
        self.transition.wants_wing = true;
        self.transition.has_failed = false;
        self.transition.began = Some((around.now, here.altitude_amsl_m));
        (self.transition.carried_since, self.transition.peak_amsl_m) = (None, None);
        // A speed that was asked for was one of the rotors (PX4, `set_cruising_speed`).
        self.flight.set_speed(None);
        self.wing.take_over();
        self.wing.begin(around.craft.heading_rad(), here);
    }

    /// Slows down until the rotors carry it.
    pub(super) fn change_to_rotors(&mut self, around: &Around) {
        if self.kind == VehicleKind::Vtol && self.transition.wants_wing {
            self.transition.wants_wing = false;
            self.flight.set_speed(None);
            self.flight.take_over(around.craft.heading_rad());
        }
    }

    /// It is on the ground: the next flight begins on the rotors.
    pub(super) fn forget_transition(&mut self) {
        self.transition = Transition::default();
    }

    /// The rotors help, and what COM_QC_ACT says comes next.
    pub(super) fn help_with_rotors(&mut self, failure: Failure, around: &Around) {
        if self.transition.has_failed {
            return;
        }
        self.transition.has_failed = true;
        let event = Event::new(failure.event(), CRITICAL_ALONE);
        self.warn("Quad-chute triggered\t", Some(event));
        self.change_to_rotors(around);
    }

    /// How far it has to be from a place to come to rest there on its rotors, m.
    pub(super) fn braking_m(&self, around: &Around) -> f64 {
        let speed_mps = around.estimate.velocity_mps.xy().norm();
        0.5 * speed_mps * speed_mps / self.settings.transition.brake_mps2
    }

    /// Watches whether the wing carries it as it should.
    pub(super) fn watch_wing(&mut self, around: &Around) {
        if !self.transition.wants_wing {
            return;
        }
        if !around.is_airborne() {
            // On the ground there is nothing to fly on.
            self.transition.wants_wing = false;
            return;
        }
        if around.craft.vtol_state() == Some(VtolState::Wing)
            && self.transition.carried_since.is_none()
        {
            self.transition.carried_since = Some(around.now);
            self.wing.take_over();
            let course_rad = around.craft.heading_rad();
            self.wing.begin(course_rad, around.estimate.place);
        }
        if let Some(failure) = self.wing_failure(around) {
            let highest_m = self.settings.transition.highest_m;
            if highest_m <= 0.0 || self.height_above_home_m(around) <= highest_m {
                self.help_with_rotors(failure, around);
            }
        }
    }

    fn height_above_home_m(&self, around: &Around) -> f64 {
        let here_m = around.estimate.place.altitude_amsl_m;
        here_m - self.home.map_or(here_m, |home| home.level_amsl_m)
    }

    fn wing_failure(&mut self, around: &Around) -> Option<Failure> {
        let limits = self.settings.transition;
        let (began, from_amsl_m) = self.transition.began?;
        let (for_now, here_m) = (around.now - began, around.estimate.place.altitude_amsl_m);
        let carried_for = self
            .transition
            .carried_since
            .map(|since| around.now - since);
        let counts = carried_for.is_none_or(|carried| carried <= COUNTS_AFTER);
        if counts && limits.loss_m > 0.0 && from_amsl_m - here_m > limits.loss_m {
            return Some(Failure::SankMeanwhile);
        }
        if carried_for.is_none() {
            let shown_mps = around.estimate.airspeed_mps.unwrap_or(f64::INFINITY);
            let is_slow = for_now >= limits.blend_after && shown_mps < limits.blend_mps;
            let is_late = !limits.timeout.is_zero() && for_now >= limits.timeout;
            return (is_slow || is_late).then_some(Failure::TimedOut);
        }
        if limits.lowest_m > 0.0 && self.height_above_home_m(around) < limits.lowest_m {
            return Some(Failure::TooLow);
        }
        if self.has_sunk(around, limits.wing_loss_m) {
            return Some(Failure::Sinks);
        }
        let (roll, pitch, _) = around.craft.body().euler_rad();
        let (most_pitch, most_roll) = limits.most_rad;
        if most_pitch > 0.0 && pitch.abs() > most_pitch {
            return Some(Failure::TooSteep);
        }
        (most_roll > 0.0 && roll.abs() > most_roll).then_some(Failure::BanksTooMuch)
    }

    /// Whether it sank by so much from the highest that it was below where it should be.
    fn has_sunk(&mut self, around: &Around, most_m: f64) -> bool {
        let here_m = around.estimate.place.altitude_amsl_m;
        let wanted_m = self.wing.wanted_amsl_m(&around.estimate);
        if wanted_m.is_none_or(|wanted_m| here_m >= wanted_m) {
            self.transition.peak_amsl_m = None;
            return false;
        }
        let peak_m = self.transition.peak_amsl_m.get_or_insert(here_m);
        *peak_m = peak_m.max(here_m);
        most_m > 0.0 && *peak_m - here_m > most_m
    }
}
