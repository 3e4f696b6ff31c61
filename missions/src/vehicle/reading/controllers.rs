//! What flies a vehicle, and how it comes home.

use super::airframes::Kind;
use super::figures::{Keys, count, number, table};
use super::keys;
use crate::vehicle::{Controller, FailsafeReturn, FlightController, Px4ReturnType};
use geofences::fence::VertexBudget;

/// Which it is, where that is told, and all of it, where nothing is wrong with it.
pub(super) fn controller(
    file: &Keys,
    airframe: Option<Kind>,
) -> (Option<FlightController>, Option<Controller>) {
    let given = table(file, "controller", &keys::CONTROLLER);
    let kind = given.as_ref().and_then(kind);
    (kind, whole(file, given, kind, airframe))
}

fn kind(table: &Keys) -> Option<FlightController> {
    let kinds = [
        ("ardupilot", FlightController::ArduPilot),
        ("px4", FlightController::Px4),
        ("dji", FlightController::Dji),
    ];
    table.required("kind", |given| {
        given.choice(("flight controller", "飞控"), &kinds)
    })
}

fn whole(
    file: &Keys,
    given: Option<Keys>,
    kind: Option<FlightController>,
    airframe: Option<Kind>,
) -> Option<Controller> {
    let home = table(file, "failsafe", &keys::FAILSAFE);
    let failsafe = kind
        .zip(airframe)
        .zip(home)
        .map(|((kind, airframe), home)| {
            let failsafe = failsafe(&home, kind, airframe);
            home.close(("for this autopilot and airframe", "在该飞控和机型中"));
            failsafe
        });
    let given = given?;
    let mission_items = count(&given, "mission_items");
    let rally_points = count(&given, "rally_points");
    let return_mps = number(&given, "return_mps");
    let has_fence = kind.is_none_or(|kind| kind.fence_autopilot().is_some());
    let fence = has_fence.then(|| VertexBudget {
        total: vertices(&given, "fence_vertices"),
        per_polygon: vertices(&given, "fence_polygon_vertices"),
    });
    given.close((
        "for an autopilot that takes no fence",
        "在不接受围栏的飞控中",
    ));
    Some(Controller {
        kind: kind?,
        mission_items,
        fence,
        rally_points,
        return_mps,
        failsafe: failsafe??,
    })
}

fn vertices(table: &Keys, key: &'static str) -> usize {
    usize::try_from(count(table, key)).unwrap_or(usize::MAX)
}

fn failsafe(home: &Keys, kind: FlightController, airframe: Kind) -> Option<FailsafeReturn> {
    let height_m = number(home, "height_m");
    let includes_home = || home.required("rally_includes_home", |given| given.flag());
    Some(match (kind, airframe) {
        (FlightController::ArduPilot, Kind::Multirotor) => FailsafeReturn::ArduCopter {
            height_m,
            cone_slope: number(home, "cone_slope"),
            least_climb_m: number(home, "least_climb_m"),
            final_m: number(home, "final_m"),
            rally_limit_m: number(home, "rally_limit_m"),
            wait_s: number(home, "wait_s"),
            rally_includes_home: includes_home()?,
        },
        (FlightController::ArduPilot, Kind::FixedWing | Kind::Vtol) => FailsafeReturn::ArduPlane {
            height_m,
            radius_m: number(home, "radius_m"),
            rally_limit_m: number(home, "rally_limit_m"),
            hover_m: (airframe == Kind::Vtol).then(|| number(home, "hover_m")),
            rally_includes_home: includes_home()?,
        },
        (FlightController::Px4, _) => {
            let kinds = [
                ("home-or-rally", Px4ReturnType::HomeOrRally),
                ("landing-or-rally", Px4ReturnType::LandingOrRally),
                ("along-mission", Px4ReturnType::AlongMission),
                ("nearest", Px4ReturnType::Nearest),
            ];
            FailsafeReturn::Px4 {
                height_m,
                cone_half_angle_deg: number(home, "cone_half_angle_deg"),
                descend_m: number(home, "descend_m"),
                least_distance_m: number(home, "least_distance_m"),
                radius_m: if airframe == Kind::Multirotor {
                    0.0
                } else {
                    number(home, "radius_m")
                },
                acceptance_m: if airframe == Kind::Multirotor {
                    number(home, "acceptance_m")
                } else {
                    0.0
                },
                wait_s: number(home, "wait_s"),
                kind: home
                    .required("to", |given| given.choice(("way home", "返航方式"), &kinds))?,
            }
        }
        (FlightController::Dji, _) => FailsafeReturn::Dji {
            height_m,
            least_distance_m: number(home, "least_distance_m"),
        },
    })
}
