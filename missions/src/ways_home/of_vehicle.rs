//! What an autopilot does on a return, from the file of its vehicle.

use super::return_rules::{
    CopterReturn, DjiReturn, Px4Return, Px4Target, Return, WingHeight, WingReturn,
};
use crate::vehicle::{FailsafeReturn, Px4ReturnType, Vehicle};
use geofences::Bilingual;

/// A return that nothing can be said about, so that no flight with it is judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnknownReturn {
    /// PX4's RTL_TYPE 2: along the mission.
    AlongMission,
    /// PX4's RTL_TYPE 1 or 3 with a wing: to the landing of the mission.
    WingToLanding,
}

impl UnknownReturn {
    /// What to tell people, with what would help.
    pub fn text(self) -> Bilingual {
        match self {
            Self::AlongMission => Bilingual::new(
                "its autopilot returns along the mission (RTL_TYPE 2), which is not judged: set RTL_TYPE to 0, 1 or 3",
                "飞控沿任务航线返航（RTL_TYPE 2），无法判断：请将 RTL_TYPE 设为 0、1 或 3",
            ),
            Self::WingToLanding => Bilingual::new(
                "its autopilot returns to the landing of the mission (RTL_TYPE 1 or 3), which is not judged for a \
                 wing: set RTL_TYPE to 0",
                "飞控返航至任务着陆点（RTL_TYPE 1 或 3），固定翼无法判断：请将 RTL_TYPE 设为 0",
            ),
        }
    }
}

impl Return {
    /// The return of a class of vehicles, by its parameters as the vehicle's file has them. A VTOL's is that on its
    /// wing.
    ///
    /// `fence_top_m` is FENCE_ALT_MAX less FENCE_MARGIN, metres above home, where a flight has a fence of heights: it
    /// is no part of the class.
    ///
    /// # Errors
    /// Nothing can be said about such a return.
    pub fn of(vehicle: &Vehicle, fence_top_m: Option<f64>) -> Result<Self, UnknownReturn> {
        let most_rally_places =
            usize::try_from(vehicle.controller.rally_points).unwrap_or(usize::MAX);
        let has_wing = vehicle.airframe.wing().is_some();
        match vehicle.controller.failsafe {
            FailsafeReturn::ArduCopter {
                height_m,
                cone_slope,
                least_climb_m,
                rally_limit_m,
                rally_includes_home,
                final_m: _,
                wait_s: _,
            } => Ok(Self::Copter(CopterReturn {
                height_m,
                least_climb_m,
                cone_slope,
                fence_top_m,
                rally_limit_m,
                is_home_a_rally_place: rally_includes_home,
                most_rally_places,
            })),
            FailsafeReturn::ArduPlane {
                height_m,
                radius_m,
                rally_limit_m,
                rally_includes_home,
                hover_m: _,
            } => Ok(Self::Wing(WingReturn {
                height: if height_m < 0.0 {
                    WingHeight::AsItIs
                } else {
                    WingHeight::AboveHome(height_m)
                },
                turn_radius_m: radius_m,
                rally_limit_m,
                is_home_a_rally_place: rally_includes_home,
                most_rally_places,
            })),
            FailsafeReturn::Px4 {
                kind,
                height_m,
                radius_m,
                ..
            } if has_wing => match kind {
                Px4ReturnType::HomeOrRally => Ok(Self::Wing(WingReturn {
                    height: WingHeight::AboveTarget(height_m),
                    turn_radius_m: radius_m,
                    rally_limit_m: 0.0,
                    is_home_a_rally_place: true,
                    most_rally_places,
                })),
                Px4ReturnType::LandingOrRally | Px4ReturnType::Nearest => {
                    Err(UnknownReturn::WingToLanding)
                }
                Px4ReturnType::AlongMission => Err(UnknownReturn::AlongMission),
            },
            FailsafeReturn::Px4 {
                kind,
                height_m,
                cone_half_angle_deg,
                least_distance_m,
                acceptance_m,
                descend_m: _,
                radius_m: _,
                wait_s: _,
            } => Ok(Self::Px4(Px4Return {
                target: target(kind)?,
                height_m,
                cone_deg: cone_half_angle_deg,
                cone_within_m: least_distance_m,
                acceptance_m,
                most_rally_places,
            })),
            FailsafeReturn::Dji {
                height_m,
                least_distance_m,
            } => Ok(Self::Dji(DjiReturn {
                height_m,
                least_distance_m,
            })),
        }
    }
}

fn target(kind: Px4ReturnType) -> Result<Px4Target, UnknownReturn> {
    match kind {
        Px4ReturnType::HomeOrRally => Ok(Px4Target::HomeOrRally),
        Px4ReturnType::LandingOrRally => Ok(Px4Target::LandingOrRally),
        Px4ReturnType::Nearest => Ok(Px4Target::Nearest),
        Px4ReturnType::AlongMission => Err(UnknownReturn::AlongMission),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::vehicle::tests::{quad_figures, vtol_figures, wing_figures};
    use crate::vehicle::{Controller, FlightController, VehicleFigures};

    fn of(figures: VehicleFigures) -> Result<Return, UnknownReturn> {
        Return::of(&Vehicle::new(figures).unwrap(), Some(110.0))
    }

    #[test]
    fn the_parameters_of_a_copter_and_a_plane_are_those_of_their_files() {
        let copter = Return::Copter(CopterReturn {
            height_m: 15.0,
            least_climb_m: 0.0,
            cone_slope: 3.0,
            fence_top_m: Some(110.0),
            rally_limit_m: 300.0,
            is_home_a_rally_place: true,
            most_rally_places: 10,
        });
        assert_eq!(of(quad_figures()), Ok(copter));
        let mut figures = wing_figures();
        let FailsafeReturn::ArduPlane {
            rally_includes_home,
            ..
        } = &mut figures.controller.failsafe
        else {
            unreachable!("it is an ArduPlane");
        };
        *rally_includes_home = false;
        let wing = Return::Wing(WingReturn {
            height: WingHeight::AboveHome(100.0),
            turn_radius_m: 40.0,
            rally_limit_m: 5_000.0,
            is_home_a_rally_place: false,
            most_rally_places: 10,
        });
        assert_eq!(of(figures), Ok(wing));
    }

    #[test]
    fn a_plane_whose_return_height_is_minus_one_comes_home_as_high_as_it_is() {
        let with = |set_m| {
            let mut figures = wing_figures();
            let FailsafeReturn::ArduPlane { height_m, .. } = &mut figures.controller.failsafe
            else {
                unreachable!("it is an ArduPlane");
            };
            *height_m = set_m;
            let vehicle = Vehicle::new(figures).unwrap();
            let rules = Return::of(&vehicle, None).unwrap();
            assert_eq!(vehicle.controller.failsafe.height_m(), rules.height_m());
            rules.height_m()
        };
        assert_eq!(with(-1.0), None);
        assert_eq!(with(0.0), Some(0.0));
    }

    #[test]
    fn a_wing_on_px4_comes_home_above_the_place_and_to_no_landing() {
        let wing = Return::Wing(WingReturn {
            height: WingHeight::AboveTarget(60.0),
            turn_radius_m: 80.0,
            rally_limit_m: 0.0,
            is_home_a_rally_place: true,
            most_rally_places: 10,
        });
        assert_eq!(of(vtol_figures()), Ok(wing));
        let with = |set| {
            let mut figures = vtol_figures();
            let FailsafeReturn::Px4 { kind, .. } = &mut figures.controller.failsafe else {
                unreachable!("it is a PX4");
            };
            *kind = set;
            of(figures)
        };
        let to_landing = Err(UnknownReturn::WingToLanding);
        assert_eq!(with(Px4ReturnType::Nearest), to_landing);
        assert_eq!(with(Px4ReturnType::LandingOrRally), to_landing);
        let along = Err(UnknownReturn::AlongMission);
        assert_eq!(with(Px4ReturnType::AlongMission), along);
    }

    #[test]
    fn rotors_on_px4_and_dji_come_home_as_their_files_say() {
        let with = |controller| {
            of(VehicleFigures {
                controller,
                ..quad_figures()
            })
        };
        let px4 = |kind| {
            with(Controller {
                kind: FlightController::Px4,
                failsafe: FailsafeReturn::Px4 {
                    kind,
                    height_m: 30.0,
                    cone_half_angle_deg: 45.0,
                    descend_m: 10.0,
                    least_distance_m: 12.0,
                    radius_m: 0.0,
                    acceptance_m: 2.0,
                    wait_s: 0.0,
                },
                ..quad_figures().controller
            })
        };
        let expected = Return::Px4(Px4Return {
            target: Px4Target::Nearest,
            height_m: 30.0,
            cone_deg: 45.0,
            cone_within_m: 12.0,
            acceptance_m: 2.0,
            most_rally_places: 10,
        });
        assert_eq!(px4(Px4ReturnType::Nearest), Ok(expected));
        let along = Err(UnknownReturn::AlongMission);
        assert_eq!(px4(Px4ReturnType::AlongMission), along);
        let dji = with(Controller {
            kind: FlightController::Dji,
            fence: None,
            failsafe: FailsafeReturn::Dji {
                height_m: 100.0,
                least_distance_m: 50.0,
            },
            ..quad_figures().controller
        });
        let expected = Return::Dji(DjiReturn {
            height_m: 100.0,
            least_distance_m: 50.0,
        });
        assert_eq!(dji, Ok(expected));
    }
}
