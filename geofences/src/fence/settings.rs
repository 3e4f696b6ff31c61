//! What must be set on the vehicle so that the uploaded fence does anything, and nothing else.

use super::Autopilot;
use super::heights::MissionHeights;
use crate::Bilingual;

/// What the autopilot does when it meets its fence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum BreachAction {
    /// Stop and stay, which is what the margin is made for; the controller decides what follows.
    #[default]
    Hold,
    /// Fly home as the autopilot does: straight, so that the way home may cross an exclusion.
    Return,
}

/// One parameter of the vehicle.
#[derive(Clone, Debug, PartialEq)]
pub struct VehicleSetting {
    /// The parameter's name.
    pub name: &'static str,
    /// Its value.
    pub value: f64,
    /// Why.
    pub why: Bilingual,
}

/// The settings, in the order in which they have to be made. The ceiling above home, metres, is
/// `None` where it is not known; it is then not enforced.
///
/// Numbers: ArduPilot, `AC_Fence` (FENCE_TYPE bits 1 ceiling, 2 circle, 4 polygon; FENCE_ACTION
/// 1 return or land, 4 brake or land); PX4, `geofence_params` (GF_ACTION 2 hold, 3 return).
pub(super) fn settings(
    autopilot: Autopilot,
    action: BreachAction,
    ceiling_above_home_m: Option<f64>,
) -> Vec<VehicleSetting> {
    let set = |name, value, en: &str, zh: &str| VehicleSetting {
        name,
        value,
        why: Bilingual::new(en, zh),
    };
    let held = match action {
        BreachAction::Hold => ("stop and stay at the fence", "触及围栏时停住", [4.0, 2.0]),
        BreachAction::Return => ("fly home at the fence", "触及围栏时返航", [1.0, 3.0]),
    };
    match autopilot {
        Autopilot::ArduPilot => {
            let mut all = vec![set(
                "FENCE_TYPE",
                if ceiling_above_home_m.is_some() {
                    5.0
                } else {
                    4.0
                },
                "polygons (4), with a ceiling (1) where one is known: the default adds a circle around home and a ceiling of 100 m",
                "多边形（4），已知上限时加高度（1）：默认值会另加以起飞点为圆心的圆形围栏和 100 米上限",
            )];
            all.extend(ceiling_above_home_m.map(|ceiling_m| {
                set(
                    "FENCE_ALT_MAX",
                    ceiling_m,
                    "the highest height of the mission above home, metres",
                    "任务相对起飞点的最大高度（米）",
                )
            }));
            all.push(set("FENCE_ACTION", held.2[0], held.0, held.1));
            all.push(set(
                "FENCE_ENABLE",
                1.0,
                "an upload enables nothing",
                "上传围栏并不会启用围栏",
            ));
            all
        }
        Autopilot::Px4 => vec![
            set(
                "GF_MAX_HOR_DIST",
                0.0,
                "no circle around home besides the polygons",
                "除多边形外不设以起飞点为圆心的圆形围栏",
            ),
            set(
                "GF_MAX_VER_DIST",
                ceiling_above_home_m.unwrap_or(0.0),
                "the highest height of the mission above home, metres; 0 is none",
                "任务相对起飞点的最大高度（米）；0 表示不限",
            ),
            set("GF_ACTION", held.2[1], held.0, held.1),
        ],
    }
}

/// The ceiling above home that no height of the mission exceeds, rounded up to a decimetre.
///
/// Taken above the lowest plausible home, so that the aircraft's own path never meets it; where
/// home is higher, the ceiling is that much higher, too: one reason why ceilings stay with the
/// controller.
pub(super) fn ceiling_above_home_m(heights: &MissionHeights) -> Option<f64> {
    let highest_m = heights.amsl?.highest_m;
    let home_m = heights.home_ground_amsl?.lowest_m;
    let ceiling_m = highest_m - home_m;
    (ceiling_m > 0.0).then_some((ceiling_m * 10.0).ceil() / 10.0)
}
