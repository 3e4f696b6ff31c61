//! Where autopilots return to and how high, as intervals: for all points of a stretch at once.

use super::span::Span;
use crate::mission::{Home, RallyPlace};
use geofences::Position;

/// Within a cone flatter than this ArduCopter climbs to its full height (ArduCopter, `RTL_MIN_CONE_SLOPE`).
const FLATTEST_CONE: f64 = 0.5;
/// Older releases of ArduCopter climb at least so much within the cone, newer ones need not, metres
/// (ArduCopter, `RTL_ABS_MIN_CLIMB`): both are reckoned with.
const LEAST_CLIMB_IN_CONE_M: f64 = 2.5;
/// No return of ArduCopter is lower above home, metres (ArduCopter, `RTL_ALT_MIN`).
const LOWEST_M: f64 = 0.3;
/// PX4 takes another place than home when it is nearer by this, metres (PX4, `MIN_DIST_THRESHOLD`).
const CLEARLY_NEARER_M: f64 = 2.0;

/// What an autopilot does on a return, by its parameters as they were read back.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Return {
    /// ArduCopter in RTL.
    Copter(CopterReturn),
    /// PX4 on rotors in Return mode.
    Px4(Px4Return),
    /// A wing, or a VTOL that flies on it.
    Wing(WingReturn),
    /// DJI's return to home.
    Dji(DjiReturn),
}

/// ArduCopter's RTL (`ModeRTL::compute_return_target`): straight up, straight across, straight down.
/// Heights are above home: RTL_ALT_TYPE has to be 0.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CopterReturn {
    /// RTL_ALT, metres above home.
    pub height_m: f64,
    /// RTL_CLIMB_MIN, metres.
    pub least_climb_m: f64,
    /// RTL_CONE_SLOPE: metres of height for a metre of distance; below 0.5 there is no cone.
    pub cone_slope: f64,
    /// FENCE_ALT_MAX less FENCE_MARGIN, metres above home, where the fence of heights is enabled: it climbs
    /// no higher.
    pub fence_top_m: Option<f64>,
    /// RALLY_LIMIT_KM in metres; 0 for no limit.
    pub rally_limit_m: f64,
    /// RALLY_INCL_HOME: whether it goes home where that is nearer than the nearest rally point.
    pub is_home_a_rally_place: bool,
    /// How many rally points it can hold.
    pub most_rally_places: usize,
}

/// PX4's Return mode on rotors with RTL_TYPE 0, 1 or 3 (PX4 user guide, "Return Mode (Generic Vehicle)").
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Px4Return {
    /// RTL_TYPE.
    pub target: Px4Target,
    /// RTL_RETURN_ALT, metres above the place that it returns to.
    pub height_m: f64,
    /// RTL_CONE_ANG, degrees: half the angle of the cone; 0 for none.
    pub cone_deg: f64,
    /// RTL_MIN_DIST, metres: nearer than this the cone counts.
    pub cone_within_m: f64,
    /// NAV_ACC_RAD, metres.
    pub acceptance_m: f64,
    /// How many rally points it can hold.
    pub most_rally_places: usize,
}

/// Which places PX4 chooses the nearest of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Px4Target {
    /// RTL_TYPE 0: home and the rally points.
    HomeOrRally,
    /// RTL_TYPE 1: the mission's landing and the rally points; home where there is neither.
    LandingOrRally,
    /// RTL_TYPE 3: all of them.
    Nearest,
}

/// A wing's return: it turns, climbs or sinks on its way straight to above the place, circles down and
/// lands there.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WingReturn {
    /// How high.
    pub height: WingHeight,
    /// WP_LOITER_RAD or RTL_LOITER_RAD, metres.
    pub turn_radius_m: f64,
    /// RALLY_LIMIT_KM in metres; 0 for no limit, as in PX4.
    pub rally_limit_m: f64,
    /// RALLY_INCL_HOME: whether it goes home where that is nearer than the nearest rally point, as PX4 does.
    pub is_home_a_rally_place: bool,
    /// How many rally points it can hold.
    pub most_rally_places: usize,
}

/// How high a wing returns.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum WingHeight {
    /// ArduPlane, RTL_ALTITUDE from 0 on: so many metres above home.
    AboveHome(f64),
    /// ArduPlane, RTL_ALTITUDE below 0: as high as it is (ArduPlane, `Plane::get_RTL_altitude_cm`); to a rally place
    /// as high as is stored with that.
    AsItIs,
    /// PX4, RTL_RETURN_ALT: so many metres above the place that it returns to, or as high as it is where that is
    /// more.
    AboveTarget(f64),
}

/// DJI's return to home: straight up, straight across, straight down. It has no rally places.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DjiReturn {
    /// The height that it climbs to where it is lower, metres above home.
    pub height_m: f64,
    /// Nearer to home than this it stays as high as it is, metres.
    pub least_distance_m: f64,
}

/// Where a return ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ReturnTarget {
    /// Where it took off.
    Home,
    /// Where its mission lands.
    Landing,
    /// The rally place with this number, from 0.
    Rally(usize),
}

/// The places that a return can end at.
#[derive(Clone, Debug, PartialEq)]
pub struct Targets {
    /// Where it took off.
    pub home: Home,
    /// Where its mission lands, where it has a landing of its own.
    pub landing: Option<Position>,
    /// The rally places, as they are stored in the aircraft.
    pub rally: Vec<RallyPlace>,
}

impl Targets {
    /// Where a target is.
    pub fn position(&self, target: ReturnTarget) -> Option<Position> {
        match target {
            ReturnTarget::Home => Some(self.home.position),
            ReturnTarget::Landing => self.landing,
            ReturnTarget::Rally(index) => self.rally.get(index).map(|place| place.position),
        }
    }

    /// The height that is stored with a target, metres above home.
    fn stored_height_m(&self, target: ReturnTarget) -> f64 {
        match target {
            ReturnTarget::Rally(index) => self
                .rally
                .get(index)
                .map_or(0.0, |place| place.height_above_home_m),
            ReturnTarget::Home | ReturnTarget::Landing => 0.0,
        }
    }

    /// How high PX4 takes a target to be, metres AMSL.
    fn target_amsl_m(&self, target: ReturnTarget, target_ground_amsl_m: Span) -> Span {
        let home_m = self.home.ground_amsl_m;
        match target {
            ReturnTarget::Home => Span::one(home_m),
            ReturnTarget::Landing => target_ground_amsl_m,
            ReturnTarget::Rally(_) => Span::one(home_m + self.stored_height_m(target)),
        }
    }
}

impl WingHeight {
    fn metres(self) -> Option<f64> {
        match self {
            Self::AboveHome(metres) | Self::AboveTarget(metres) => Some(metres),
            Self::AsItIs => None,
        }
    }
}

impl Return {
    /// The same return at another height, metres above what its own is above.
    #[must_use]
    pub fn at_height(self, height_m: f64) -> Self {
        match self {
            Self::Copter(rules) => Self::Copter(CopterReturn { height_m, ..rules }),
            Self::Px4(rules) => Self::Px4(Px4Return { height_m, ..rules }),
            Self::Wing(rules) => {
                let height = match rules.height {
                    WingHeight::AboveHome(_) | WingHeight::AsItIs => {
                        WingHeight::AboveHome(height_m)
                    }
                    WingHeight::AboveTarget(_) => WingHeight::AboveTarget(height_m),
                };
                Self::Wing(WingReturn { height, ..rules })
            }
            Self::Dji(rules) => Self::Dji(DjiReturn { height_m, ..rules }),
        }
    }

    /// How high it returns, metres above home, or above its target for PX4; `None` where it returns as high as it
    /// is.
    pub fn height_m(&self) -> Option<f64> {
        match self {
            Self::Copter(rules) => Some(rules.height_m),
            Self::Px4(rules) => Some(rules.height_m),
            Self::Wing(rules) => rules.height.metres(),
            Self::Dji(rules) => Some(rules.height_m),
        }
    }

    /// Whether heights that are stored with rally places are those of the places, which it adds its own to, and not
    /// those that it comes at.
    pub(super) fn adds_to_stored_heights(&self) -> bool {
        match self {
            Self::Px4(_) => true,
            Self::Wing(rules) => matches!(rules.height, WingHeight::AboveTarget(_)),
            Self::Copter(_) | Self::Dji(_) => false,
        }
    }

    /// How many rally places its autopilot holds.
    pub fn most_rally_places(&self) -> usize {
        match self {
            Self::Copter(rules) => rules.most_rally_places,
            Self::Px4(rules) => rules.most_rally_places,
            Self::Wing(rules) => rules.most_rally_places,
            Self::Dji(_) => 0,
        }
    }

    /// How far a circle of it reaches to the side of its course, metres.
    pub(super) fn turn_radius_m(&self) -> f64 {
        match self {
            Self::Wing(rules) => rules.turn_radius_m,
            Self::Copter(_) | Self::Px4(_) | Self::Dji(_) => 0.0,
        }
    }

    /// Whether all parameters are numbers that mean something.
    pub(super) fn is_sound(&self) -> bool {
        let distances = match self {
            Self::Copter(it) => [
                it.height_m,
                it.least_climb_m,
                it.cone_slope,
                it.rally_limit_m,
            ],
            Self::Px4(it) => [it.height_m, it.cone_deg, it.cone_within_m, it.acceptance_m],
            Self::Wing(it) => [
                it.height.metres().unwrap_or(0.0),
                it.turn_radius_m,
                it.rally_limit_m,
                0.0,
            ],
            Self::Dji(it) => [it.height_m, it.least_distance_m, 0.0, 0.0],
        };
        let top_is_sound = match self {
            Self::Copter(it) => it.fence_top_m.is_none_or(f64::is_finite),
            Self::Px4(_) | Self::Wing(_) | Self::Dji(_) => true,
        };
        top_is_sound
            && distances
                .iter()
                .all(|value| (0.0..=10_000.0).contains(value))
    }

    /// Every place that it may return to from one of the points whose distances `distance_m` tells; the
    /// aircraft may be `doubt_m` off.
    pub(super) fn targets(
        &self,
        places: &Targets,
        doubt_m: f64,
        distance_m: impl Fn(Position) -> Span,
    ) -> Vec<ReturnTarget> {
        let home = (ReturnTarget::Home, distance_m(places.home.position));
        let rally: Vec<(ReturnTarget, Span)> = places
            .rally
            .iter()
            .enumerate()
            .map(|(index, place)| (ReturnTarget::Rally(index), distance_m(place.position)))
            .collect();
        let landing = places
            .landing
            .map(|place| (ReturnTarget::Landing, distance_m(place)));
        let apart_m = 2.0 * doubt_m;
        match self {
            Self::Copter(rules) => rally_or_home(
                home,
                &rally,
                rules.rally_limit_m,
                rules.is_home_a_rally_place,
                apart_m,
            ),
            Self::Wing(rules) => rally_or_home(
                home,
                &rally,
                rules.rally_limit_m,
                rules.is_home_a_rally_place,
                apart_m,
            ),
            Self::Dji(_) => vec![ReturnTarget::Home],
            Self::Px4(rules) => {
                let landing = landing.filter(|_| rules.target != Px4Target::HomeOrRally);
                let has_other = landing.is_some() || !rally.is_empty();
                let home =
                    Some(home).filter(|_| rules.target != Px4Target::LandingOrRally || !has_other);
                let all: Vec<_> = home.into_iter().chain(landing).chain(rally).collect();
                nearest(&all, apart_m + CLEARLY_NEARER_M)
            }
        }
    }

    /// How high it returns to a target from a distance and a height, as far as both go: metres AMSL. The
    /// height grows with both, so that the ends of the intervals give those of the answer.
    pub(super) fn height_amsl_m(
        &self,
        places: &Targets,
        target: ReturnTarget,
        target_ground_amsl_m: Span,
        distance_m: Span,
        now_amsl_m: Span,
    ) -> Span {
        let home_m = places.home.ground_amsl_m;
        match self {
            Self::Copter(rules) => {
                let stored_m = places.stored_height_m(target);
                let above = |distance_m: f64, now_m: f64, climb_m: f64| {
                    home_m
                        + rules.height_above_home_m(stored_m, distance_m, now_m - home_m, climb_m)
                };
                Span {
                    low: above(distance_m.low, now_amsl_m.low, 0.0),
                    high: above(distance_m.high, now_amsl_m.high, LEAST_CLIMB_IN_CONE_M),
                }
            }
            Self::Px4(rules) => {
                let to_m = places.target_amsl_m(target, target_ground_amsl_m);
                let above = |to_m: f64, distance_m: f64, now_m: f64| {
                    now_m.max(to_m + rules.height_from_m(distance_m))
                };
                Span {
                    low: above(to_m.low, distance_m.low, now_amsl_m.low),
                    high: above(to_m.high, distance_m.high, now_amsl_m.high),
                }
            }
            Self::Wing(rules) => {
                // ArduPlane sinks to its height or climbs to it, PX4 climbs to it or stays: anything between.
                let stored_m = places.stored_height_m(target);
                let height_amsl_m = match (rules.height, target) {
                    (WingHeight::AboveHome(height_m), ReturnTarget::Rally(_)) => {
                        // Releases differ in which of the two it flies at.
                        Span::of([
                            home_m + height_m.min(stored_m),
                            home_m + height_m.max(stored_m),
                        ])
                    }
                    (WingHeight::AboveHome(height_m), _) => Span::one(home_m + height_m),
                    (WingHeight::AboveTarget(height_m), _) => {
                        let to_m = places.target_amsl_m(target, target_ground_amsl_m);
                        Span::of([to_m.low + height_m, to_m.high + height_m])
                    }
                    (WingHeight::AsItIs, ReturnTarget::Rally(_)) => Span::one(home_m + stored_m),
                    (WingHeight::AsItIs, ReturnTarget::Home | ReturnTarget::Landing) => {
                        return now_amsl_m;
                    }
                };
                now_amsl_m.around(height_amsl_m)
            }
            Self::Dji(rules) => {
                let above = |distance_m: f64, now_m: f64| {
                    if distance_m < rules.least_distance_m {
                        now_m
                    } else {
                        now_m.max(home_m + rules.height_m)
                    }
                };
                Span {
                    low: above(distance_m.low, now_amsl_m.low),
                    high: above(distance_m.high, now_amsl_m.high),
                }
            }
        }
    }
}

impl CopterReturn {
    /// `in_cone_m` is the least climb within the cone of the release.
    fn height_above_home_m(
        &self,
        stored_m: f64,
        distance_m: f64,
        now_m: f64,
        in_cone_m: f64,
    ) -> f64 {
        let least_m = LOWEST_M.max(now_m + self.least_climb_m);
        let mut height_m = stored_m.max(0.0).max(self.height_m).max(least_m);
        if self.cone_slope >= FLATTEST_CONE {
            height_m = height_m.min((distance_m * self.cone_slope).max(least_m + in_cone_m));
        }
        let top_m = self.fence_top_m.unwrap_or(f64::INFINITY);
        height_m.min(top_m).max(now_m)
    }
}

impl Px4Return {
    /// Metres above its target (PX4, `RTL::calculate_return_alt_from_cone_half_angle`).
    fn height_from_m(&self, distance_m: f64) -> f64 {
        if self.cone_deg <= 0.0 {
            return self.height_m;
        }
        if distance_m <= self.acceptance_m {
            return 2.0 * distance_m;
        }
        let within_m = if distance_m <= self.cone_within_m {
            let cone = self.cone_deg.clamp(1.0, 89.0).to_radians().tan();
            self.height_m.min(distance_m / cone)
        } else {
            self.height_m
        };
        within_m.max(2.0 * self.acceptance_m)
    }
}

/// Those that may be the nearest one, if distances are told apart from `apart_m` on.
fn nearest(all: &[(ReturnTarget, Span)], apart_m: f64) -> Vec<ReturnTarget> {
    let surely_within_m = all
        .iter()
        .map(|(_, span)| span.high)
        .fold(f64::INFINITY, f64::min);
    all.iter()
        .filter(|(_, span)| span.low <= surely_within_m + apart_m)
        .map(|(target, _)| *target)
        .collect()
}

/// ArduPilot's choice (`AP_Rally::calc_best_rally_or_home_location`).
fn rally_or_home(
    home: (ReturnTarget, Span),
    rally: &[(ReturnTarget, Span)],
    limit_m: f64,
    is_home_one: bool,
    apart_m: f64,
) -> Vec<ReturnTarget> {
    let limit_m = if limit_m > 0.0 {
        limit_m
    } else {
        f64::INFINITY
    };
    let nearest_m = rally
        .iter()
        .map(|(_, span)| span.high)
        .fold(f64::INFINITY, f64::min);
    let is_surely_rally =
        nearest_m < limit_m - apart_m && (!is_home_one || nearest_m < home.1.low - apart_m);
    let mut targets: Vec<ReturnTarget> = rally
        .iter()
        .filter(|(_, span)| {
            let may_be_nearest = span.low <= nearest_m + apart_m && span.low <= limit_m + apart_m;
            may_be_nearest && (!is_home_one || span.low <= home.1.high + apart_m)
        })
        .map(|(target, _)| *target)
        .collect();
    if !is_surely_rally {
        targets.push(home.0);
    }
    targets
}

#[cfg(test)]
mod tests;
