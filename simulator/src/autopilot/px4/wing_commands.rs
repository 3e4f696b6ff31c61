//! The commands that PX4 obeys only where a wing can carry it.

use super::modes::Mode;
use super::px4::{Around, Px4};
use super::transition::{Failure, WING};
use crate::autopilot::command::Command;
use crate::place::Place;
use mavlink::dialects::ardupilotmega::MavResult;

const ACCEPTED: MavResult = MavResult::MAV_RESULT_ACCEPTED;
const REJECTED: MavResult = MavResult::MAV_RESULT_TEMPORARILY_REJECTED;

impl Px4 {
    /// NAV_VTOL_TAKEOFF: over to the wing at the height of the command, and round its place.
    pub(super) fn command_vtol_take_off(
        &mut self,
        command: &Command,
        around: &Around,
    ) -> MavResult {
        self.take_off_amsl_m = command.z.is_finite().then_some(f64::from(command.z));
        let place = command.lat_lon_deg;
        self.loiters_at = place.map(|(latitude, longitude)| Place::new(latitude, longitude, 0.0));
        if self.change_to(Mode::VtolTakeoff, around) {
            return ACCEPTED;
        }
        (self.take_off_amsl_m, self.loiters_at) = (None, None);
        REJECTED
    }

    /// DO_VTOL_TRANSITION: to the wing only in modes that go on as one (PX4, `vehicle_cmd_poll`), and
    /// only in the air; to the rotors always, and at once by the second parameter, as a failure does.
    pub(super) fn command_transition(
        &mut self,
        to: f32,
        at_once: f32,
        around: &Around,
    ) -> MavResult {
        if to.round() == WING {
            let stays = matches!(
                self.mode,
                Mode::Takeoff | Mode::Land | Mode::Descend | Mode::Rtl
            );
            if stays || self.armed_at.is_none() || !around.is_airborne() {
                return REJECTED;
            }
            self.change_to_wing(around);
        } else if at_once.round() == 1.0 && self.flies_on_wing() {
            self.help_with_rotors(Failure::Commanded, around);
        } else {
            self.change_to_rotors(around);
        }
        ACCEPTED
    }

    /// DO_ORBIT: a wing does so in Hold.
    pub(super) fn command_orbit(&mut self, command: &Command, around: &Around) -> MavResult {
        if !self.change_to(Mode::Loiter, around) {
            return REJECTED;
        }
        let [radius_m, speed_mps, ..] = command.params;
        if speed_mps > 0.0 {
            self.flight.set_speed(Some(speed_mps.into()));
        }
        self.reposition(
            command.lat_lon_deg,
            command.z.into(),
            (None, radius_m),
            around,
        );
        ACCEPTED
    }
}
