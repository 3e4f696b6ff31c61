//! What take-offs and landings mean.

use super::commands::*;
use super::understand::{Placed, Reader, parameter};
use crate::mission::{FlyTo, Step};
use geofences::fence::Autopilot;
use geofences::{Bilingual, LocalPlane, Position};

/// A take-off that is told within this of home is one at home, m: it is further than positions are off, and no
/// flight.
const AT_HOME_M: f64 = 5.0;

impl Reader<'_, '_> {
    pub(super) fn take_off(&mut self, placed: &Placed) {
        let position = self.position(placed);
        let Some(altitude) = self.altitude(placed) else {
            return self.foreign(placed, "it says no height", "未给出高度");
        };
        self.passed_over(placed, 1, &[]);
        self.passed_over(placed, 2, &[]);
        self.navigation(Step::TakeOff { altitude });
        // ArduPilot climbs where it stands (ArduPilot, `mode_auto.cpp`, `do_takeoff`); PX4 flies on to the place.
        if self.context.autopilot == Some(Autopilot::ArduPilot) {
            return;
        }
        if let Some(position) = position
            && is_away(self.context.home.position, position)
        {
            let heading = self.yaw_of(placed, true);
            self.push(Step::FlyTo(FlyTo {
                position,
                altitude,
                hold_s: 0.0,
                is_passed: true,
                heading,
            }));
            self.last_place = position;
        }
    }

    pub(super) fn land(&mut self, placed: &Placed) {
        // Without a place it lands where it is.
        let position = self.position(placed).unwrap_or(self.last_place);
        for number in 1..=4 {
            self.passed_over(placed, number, &[]);
        }
        self.height_of_landing(placed);
        self.navigation(Step::Land { position });
    }

    /// A landing ends on the ground, wherever that is. Wings glide to where they are told that it is, so that
    /// another height than home's is another way down.
    fn height_of_landing(&mut self, placed: &Placed) {
        let metres = parameter(&placed.item, 7);
        let frame = placed.item.frame;
        let is_at_home_height =
            metres == 0.0 && matches!(frame, GLOBAL_RELATIVE_ALT | GLOBAL_RELATIVE_ALT_INT);
        if self.context.has_wings && placed.item.command == NAV_LAND {
            if !is_at_home_height {
                self.findings.error(
                    "landing-height",
                    placed.place.clone(),
                    Bilingual::new(
                        format!("wings land at {metres} m in frame {frame}; only 0 m above home is understood"),
                        format!("固定翼在坐标系 {frame} 中的 {metres} 米处降落；只支持相对起飞点 0 米"),
                    ),
                );
            }
        } else {
            self.passed_over(placed, 7, &[]);
        }
    }
}

/// Whether a place is another one than home.
pub(super) fn is_away(home: Position, position: Position) -> bool {
    let metres = LocalPlane::at(home.coord()).metres(position.coord());
    metres.x.hypot(metres.y) > AT_HOME_M
}
