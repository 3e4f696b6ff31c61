//! Why there are no heights along a track, and what would help.

use super::follow::Following;
use super::knots::Knots;
use super::tube::Bounds;
use geofences::{Altitude, Bilingual, Obstacle, Position};
use std::sync::Arc;

/// The slowest part of the speed that is tried.
const SLOWEST_PART: f64 = 0.05;
/// Halvings until an answer is exact enough.
const HALVINGS: usize = 20;

/// Why there are no heights.
#[derive(Clone, Debug, PartialEq)]
pub enum HeightsRefusal {
    /// A track has two points at least.
    NoTrack,
    /// A speed is not a number above 0, m/s.
    BadSpeed(f64),
    /// The lowest height above ground, the wanted one and the highest one are not in this order from 0 on,
    /// or the tolerance or the margins are no numbers from 0.
    BadHeights {
        /// As given, metres.
        lowest_m: f64,
        /// As given, metres.
        wanted_m: f64,
        /// As given, metres.
        highest_m: f64,
    },
    /// There is no terrain data.
    NoTerrain {
        /// On which leg.
        leg: usize,
        /// On the stretch that begins here.
        position: Position,
    },
    /// It is not known how high an obstacle is.
    UnknownTop {
        /// Which.
        obstacle: Arc<Obstacle>,
    },
    /// A height is none that is believed of heights.
    NoHeight {
        /// On which leg.
        leg: usize,
        /// Where.
        position: Position,
        /// The height, metres AMSL.
        amsl_m: f64,
    },
    /// At one place the lowest height that is demanded is above the highest that is allowed.
    NoRoom {
        /// On which leg.
        leg: usize,
        /// Where it is worst.
        position: Position,
        /// The lowest that is demanded there, metres AMSL.
        lowest_amsl_m: f64,
        /// The highest that is allowed there, metres AMSL.
        highest_amsl_m: f64,
        /// Whether an obstacle demands it: then only a way around helps.
        is_obstacle: bool,
    },
    /// The ground rises or falls faster than the aircraft.
    TooSteep {
        /// On which leg.
        leg: usize,
        /// Where it is worst.
        position: Position,
        /// How many metres are missing there.
        missing_m: f64,
        /// With this part of the speed it can be flown; `None` where no speed helps.
        part_of_speed: Option<f64>,
        /// With this lowest height above ground it can be flown at its speed, metres; `None` where none
        /// helps.
        lowest_m: Option<f64>,
    },
}

impl HeightsRefusal {
    /// Whether it is the same lack: one obstacle, or no terrain on one leg.
    pub(super) fn is_same_as(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::NoTerrain { leg, .. }, Self::NoTerrain { leg: other, .. }) => leg == other,
            (one, other) => one == other,
        }
    }

    /// What to tell people.
    pub fn text(&self) -> Bilingual {
        match self {
            Self::NoTrack => {
                Bilingual::new("a track has two points at least", "航线至少需要两个点")
            }
            Self::BadSpeed(speed_mps) => Bilingual::new(
                format!("a speed of {speed_mps} m/s is not a number above 0"),
                format!("速度 {speed_mps} 米/秒不是正数"),
            ),
            Self::BadHeights {
                lowest_m,
                wanted_m,
                highest_m,
            } => Bilingual::new(
                format!(
                    "the heights above ground {lowest_m} m (lowest), {wanted_m} m (wanted) and {highest_m} m (highest) \
                     are not in this order from 0 on, or the tolerance or the margins are no numbers from 0: correct them"
                ),
                format!(
                    "真高下限 {lowest_m} 米、期望值 {wanted_m} 米、上限 {highest_m} 米未按顺序或为负，或容差、间隔余量无效：请更正"
                ),
            ),
            Self::NoTerrain { leg, position } => Bilingual::new(
                format!(
                    "leg {leg}: there is no terrain data from {position} on; load it, or give absolute heights"
                ),
                format!("第 {leg} 航段：自 {position} 起没有地形数据，请加载地形或改用绝对高度"),
            ),
            Self::UnknownTop { obstacle } => {
                let (en, zh) = obstacle.name.both(&obstacle.id);
                Bilingual::new(
                    format!("the top of obstacle {en} is not known, and the track passes it"),
                    format!("航线经过障碍物“{zh}”，其顶高未知"),
                )
            }
            Self::NoHeight {
                leg,
                position,
                amsl_m,
            } => Bilingual::new(
                format!(
                    "leg {leg}, at {position}: {amsl_m:.0} m AMSL is no height from {} to {} m; check the terrain",
                    Altitude::LOWEST_M,
                    Altitude::HIGHEST_M
                ),
                format!(
                    "第 {leg} 航段 {position}：海拔 {amsl_m:.0} 米不在 {} 至 {} 米之间，请检查地形数据",
                    Altitude::LOWEST_M,
                    Altitude::HIGHEST_M
                ),
            ),
            Self::NoRoom {
                leg,
                position,
                lowest_amsl_m,
                highest_amsl_m,
                is_obstacle,
            } => no_room(
                *leg,
                *position,
                *lowest_amsl_m,
                *highest_amsl_m,
                *is_obstacle,
            ),
            Self::TooSteep {
                leg,
                position,
                missing_m,
                part_of_speed,
                lowest_m,
            } => too_steep(*leg, *position, *missing_m, *part_of_speed, *lowest_m),
        }
    }
}

fn no_room(
    leg: usize,
    position: Position,
    lowest_m: f64,
    highest_m: f64,
    is_obstacle: bool,
) -> Bilingual {
    let (en, zh) = if is_obstacle {
        ("over an obstacle; fly around it", "障碍物之上，请绕行")
    } else {
        (
            "over ground that is known no better; lower the lowest height or get better terrain",
            "地形精度不足，请降低真高下限或使用更精确的地形",
        )
    };
    Bilingual::new(
        format!(
            "leg {leg}, at {position}: at least {lowest_m:.0} m and at most {highest_m:.0} m AMSL, {en}"
        ),
        format!(
            "第 {leg} 航段 {position}：至少 {lowest_m:.0} 米且至多 {highest_m:.0} 米（海拔），{zh}"
        ),
    )
}

fn too_steep(
    leg: usize,
    position: Position,
    missing_m: f64,
    part_of_speed: Option<f64>,
    lowest_m: Option<f64>,
) -> Bilingual {
    let (mut en, mut zh) = (Vec::new(), Vec::new());
    if let Some(part) = part_of_speed {
        let percent = (100.0 * part).floor();
        en.push(format!("fly at {percent:.0} % of the speed"));
        zh.push(format!("以 {percent:.0}% 的速度飞行"));
    }
    if let Some(lowest_m) = lowest_m {
        let lowest_m = lowest_m.floor();
        en.push(format!("allow down to {lowest_m:.0} m above ground"));
        zh.push(format!("将真高下限降至 {lowest_m:.0} 米"));
    }
    if en.is_empty() {
        en.push("fly around it".to_owned());
        zh.push("绕行".to_owned());
    }
    Bilingual::new(
        format!(
            "leg {leg}, at {position}: the ground is steeper than it can follow, by {missing_m:.0} m; {}",
            en.join(", or ")
        ),
        format!(
            "第 {leg} 航段 {position}：地形过陡，差 {missing_m:.0} 米；可{}",
            zh.join("，或")
        ),
    )
}

/// All places without room; where every one has some, all that are too steep.
pub(super) fn refusals(
    knots: &Knots,
    following: &Following,
    bounds: &Bounds,
) -> Vec<HeightsRefusal> {
    let no_room = worst_of_runs(bounds)
        .into_iter()
        .map(|(knot, _)| HeightsRefusal::NoRoom {
            leg: knots.leg(knot),
            position: knots.position(knot),
            lowest_amsl_m: bounds.lower.get(knot).copied().unwrap_or(f64::NAN),
            highest_amsl_m: bounds.upper.get(knot).copied().unwrap_or(f64::NAN),
            is_obstacle: knots.is_obstacle(knot, following.lowest_m),
        });
    let no_room: Vec<HeightsRefusal> = no_room.collect();
    if !no_room.is_empty() {
        return no_room;
    }
    let part_of_speed = best(SLOWEST_PART, 1.0, |part| {
        is_open(knots, following, following.lowest_m, part)
    });
    let lowest_m = best(0.0, following.lowest_m, |lowest_m| {
        is_open(knots, following, lowest_m, 1.0)
    });
    let steep = worst_of_runs(&reach(knots, following, bounds, 1.0));
    steep
        .into_iter()
        .map(|(knot, missing_m)| HeightsRefusal::TooSteep {
            leg: knots.leg(knot),
            position: knots.position(knot),
            missing_m,
            part_of_speed,
            lowest_m,
        })
        .collect()
}

fn reach(knots: &Knots, following: &Following, bounds: &Bounds, part_of_speed: f64) -> Bounds {
    let slopes = knots.slopes(following, part_of_speed);
    Bounds {
        lower: slopes.lowest_above(&bounds.lower),
        upper: slopes.highest_below(&bounds.upper),
    }
}

fn is_open(knots: &Knots, following: &Following, lowest_m: f64, part_of_speed: f64) -> bool {
    let bounds = knots.bounds(lowest_m, following.highest_m);
    reach(knots, following, &bounds, part_of_speed).is_open()
}

/// The greatest value that is good, where all below it are; `None` where the least is not.
fn best(least: f64, most: f64, is_good: impl Fn(f64) -> bool) -> Option<f64> {
    if !is_good(least) {
        return None;
    }
    let (mut good, mut bad) = (least, most);
    for _ in 0..HALVINGS {
        let middle = 0.5 * (good + bad);
        if is_good(middle) {
            good = middle;
        } else {
            bad = middle;
        }
    }
    Some(good)
}

/// The worst knot of each run of knots at which the bounds are crossed, and by how much.
fn worst_of_runs(bounds: &Bounds) -> Vec<(usize, f64)> {
    let mut runs: Vec<(usize, f64)> = Vec::new();
    let mut is_in_run = false;
    for (knot, (lower, upper)) in bounds.lower.iter().zip(&bounds.upper).enumerate() {
        let missing_m = lower - upper;
        if missing_m <= 0.0 {
            is_in_run = false;
            continue;
        }
        match runs.last_mut() {
            Some(worst) if is_in_run => {
                if missing_m > worst.1 {
                    *worst = (knot, missing_m);
                }
            }
            _ => runs.push((knot, missing_m)),
        }
        is_in_run = true;
    }
    runs
}
