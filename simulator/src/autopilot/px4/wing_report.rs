//! What PX4's messages say of flight on a wing.

use super::report::Report;
use crate::autopilot::wing_guidance::WingAim;
use crate::place::Place;
use mavlink::dialects::ardupilotmega::NAV_CONTROLLER_OUTPUT_DATA;

fn bearing_deg(from: Place, to: Place) -> i16 {
    let way = from.ned_to(to);
    way.y.atan2(way.x).to_degrees() as i16
}

impl Report<'_> {
    /// NAV_CONTROLLER_OUTPUT, which only the controller of wings makes.
    pub(super) fn nav_controller(&self) -> Option<NAV_CONTROLLER_OUTPUT_DATA> {
        let (aim, steering) = self.wing?;
        let here = self.estimate.place;
        let course_deg = |radians: f64| radians.to_degrees() as i16;
        let (target_bearing, wp_dist_m, beside_m) = match aim {
            WingAim::Line { from, to }
            | WingAim::Land {
                from,
                touchdown: to,
                ..
            } => {
                let (line, left) = (from.ned_to(to).xy(), here.ned_to(to).xy());
                // To the right of the line above 0.
                let beside_m = left.perp(&line) / line.norm().max(1.0);
                (bearing_deg(here, to), left.norm(), beside_m)
            }
            WingAim::Loiter {
                centre, radius_m, ..
            } => {
                let away_m = here.ground_distance_m(centre);
                (bearing_deg(here, centre), away_m, away_m - radius_m)
            }
            WingAim::Course { course_rad, .. } | WingAim::ClimbOut { course_rad, .. } => {
                (course_deg(course_rad), 0.0, 0.0)
            }
        };
        let velocity = self.estimate.velocity_mps;
        let airspeed_mps = self.estimate.airspeed_mps.unwrap_or_default();
        Some(NAV_CONTROLLER_OUTPUT_DATA {
            nav_roll: steering.bank_rad.to_degrees() as f32,
            nav_pitch: steering.climb_rad.to_degrees() as f32,
            alt_error: (self.wing_amsl_m? - here.altitude_amsl_m) as f32,
            aspd_error: (steering.airspeed_mps - airspeed_mps) as f32,
            xtrack_error: beside_m as f32,
            nav_bearing: course_deg(velocity.y.atan2(velocity.x)),
            target_bearing,
            wp_dist: wp_dist_m as u16,
        })
    }
}
