//! All returns from a stretch to one place: up, across and down.

use super::corridor::{Corridor, Judge};
use super::obstruction::{Blocked, Obstruction, Phase, add};
use super::return_rules::{Return, ReturnTarget, Targets};
use super::span::{Span, distances_m};
use geo::Coord;
use geofences::{Bilingual, LocalPlane, Position};
use std::cell::RefCell;
use std::collections::HashMap;

/// Where returns narrow to less than this, metres, they are judged as one.
const NARROW_M: f64 = 2.0;
/// Less than the radius of curvature of WGS 84 in any place and direction, metres.
const RADIUS_M: f64 = 6_335_000.0;
/// Heights nearer than this are one, metres.
const SAME_HEIGHT_M: f64 = 0.01;

/// How high above ground a return has to be and may be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HeightLimits {
    /// On its way across it is above all ground by this, metres, the ground as high as it may be.
    pub clear_of_ground_m: f64,
    /// Within this of the place where it lands it may be lower, metres.
    pub landing_radius_m: f64,
    /// It is nowhere higher above ground than this, metres, the ground as low as it may be (真高; 120 m by
    /// the Interim Regulation on Unmanned Aircraft Flight, Art. 19, unless more was approved). `None` where
    /// the airspace alone says.
    pub highest_above_ground_m: Option<f64>,
}

/// Stretches that returns begin on, straight in lon/lat, and the heights there.
pub(super) struct Start {
    pub ends: Vec<(Coord<f64>, Coord<f64>)>,
    pub now_amsl_m: Span,
    center: Coord<f64>,
    /// All of it lies within this of the centre, metres.
    pub reach_m: f64,
}

impl Start {
    pub(super) fn new(
        plane: &LocalPlane,
        ends: Vec<(Coord<f64>, Coord<f64>)>,
        now_amsl_m: Span,
    ) -> Self {
        let places = || {
            ends.iter()
                .flat_map(|(from, until)| [plane.metres(*from), plane.metres(*until)])
        };
        let center = Coord {
            x: Span::of(places().map(|at| at.x)).middle(),
            y: Span::of(places().map(|at| at.y)).middle(),
        };
        let far_m = places()
            .map(|at| (at - center).x.hypot((at - center).y))
            .fold(0.0, f64::max);
        let bend_m = ends
            .iter()
            .map(|(from, until)| bend_m(*from, *until))
            .fold(0.0, f64::max);
        Self {
            center: plane.coord(center),
            // The plane's scale is wrong by less than one part in a hundred.
            reach_m: if far_m > 0.0 {
                far_m * 1.01 + bend_m
            } else {
                0.0
            },
            ends,
            now_amsl_m,
        }
    }
}

/// How far a geodesic bends away from the line straight in lon/lat (as where airspaces cut legs into chords).
fn bend_m(from: Coord<f64>, until: Coord<f64>) -> f64 {
    let metres = LocalPlane::at((from + until) * 0.5).metres(until) * 1.01;
    let half = LocalPlane::at((from + until) * 0.5).metres(from) * 1.01;
    let length_m = (metres - half).x.hypot((metres - half).y);
    let highest = from.y.abs().max(until.y.abs()).min(85.0).to_radians();
    1.1 * length_m * length_m * highest.tan() / (8.0 * RADIUS_M)
}

/// Judges returns to the places that are given, by the rules of one autopilot.
pub(super) struct Sweep<'a> {
    pub judge: &'a Judge<'a>,
    pub rules: Return,
    pub places: &'a Targets,
    pub plane: LocalPlane,
    /// Descents that were judged, by their place and height: they are the same from everywhere.
    descents: RefCell<HashMap<(ReturnTarget, u64), Vec<Obstruction>>>,
}

impl<'a> Sweep<'a> {
    pub(super) fn new(judge: &'a Judge<'a>, rules: Return, places: &'a Targets) -> Self {
        Self {
            judge,
            rules,
            places,
            plane: LocalPlane::at(places.home.position.coord()),
            descents: RefCell::default(),
        }
    }

    /// Every place that one of the returns may go to, one at least.
    ///
    /// # Errors
    /// It is not known of any place: every return goes somewhere.
    pub(super) fn targets(&self, start: &Start) -> Result<Vec<ReturnTarget>, Obstruction> {
        let doubt_m = self.judge.context.margins.horizontal_m;
        let targets = self.rules.targets(self.places, doubt_m, |place| {
            distances_m(&self.plane, &start.ends, place)
        });
        if targets.is_empty() {
            return Err(Obstruction {
                what: Blocked::NotJudged(Bilingual::new(
                    "it is not known where a return from here goes: check home, the landing and the rally places",
                    "无法确定由此返航的目的地：请检查起飞点、着陆点和备降点",
                )),
                phase: Phase::Climb,
                position: Position::try_from(start.center).unwrap_or(self.places.home.position),
            });
        }
        Ok(targets)
    }

    /// How high the ground may be where a target is, metres AMSL.
    pub(super) fn ground_amsl_m(&self, target: ReturnTarget) -> Option<Span> {
        let place = self.places.position(target)?;
        let ground = self.judge.context.terrain.ground_at(place)?;
        let is_doubt = ground.uncertainty_m >= 0.0;
        let span = Span {
            low: ground.elevation_amsl_m - ground.uncertainty_m,
            high: ground.elevation_amsl_m + ground.uncertainty_m,
        };
        (is_doubt && span.low.is_finite() && span.high.is_finite()).then_some(span)
    }

    /// There is no terrain where a target is.
    pub(super) fn no_terrain(&self, target: ReturnTarget) -> Obstruction {
        let place = self.places.position(target);
        Obstruction {
            what: Blocked::NoTerrain,
            phase: Phase::Descent,
            position: place.unwrap_or(self.places.home.position),
        }
    }

    /// How high the returns to a target are flown, from how far, and how high the ground is there.
    pub(super) fn heights_and_distances(
        &self,
        start: &Start,
        target: ReturnTarget,
    ) -> Option<(Span, Span, Span)> {
        let ground_amsl_m = self.ground_amsl_m(target)?;
        let distance_m = distances_m(&self.plane, &start.ends, self.places.position(target)?);
        let heights = self.rules.height_amsl_m(
            self.places,
            target,
            ground_amsl_m,
            distance_m,
            start.now_amsl_m,
        );
        Some((heights, distance_m, ground_amsl_m))
    }

    /// The first that is in the way of any return to any place that it may go to; nothing only where
    /// nothing is.
    pub(super) fn first_blocked(&self, start: &Start) -> Vec<Obstruction> {
        let targets = match self.targets(start) {
            Ok(targets) => targets,
            Err(obstruction) => return vec![obstruction],
        };
        for target in targets {
            let found = self.blocked(start, target, false);
            if !found.is_empty() {
                return found;
            }
        }
        Vec::new()
    }

    /// What is in the way of any of the returns to a target: all of it, or some.
    pub(super) fn blocked(
        &self,
        start: &Start,
        target: ReturnTarget,
        is_all: bool,
    ) -> Vec<Obstruction> {
        let mut found = Vec::new();
        let place = self.places.position(target);
        let (Some((heights, _, ground_amsl_m)), Some(place)) =
            (self.heights_and_distances(start, target), place)
        else {
            return vec![self.no_terrain(target)];
        };
        for phase in [Phase::Climb, Phase::Across, Phase::Descent] {
            let more = match phase {
                Phase::Climb => self.climb(start, heights, place),
                Phase::Across => self.across(start, heights, place, is_all),
                Phase::Descent => self.descent(target, place, heights.high, ground_amsl_m.low),
            };
            add(&mut found, more);
            if !is_all && !found.is_empty() {
                break;
            }
        }
        found
    }

    fn climb(&self, start: &Start, heights: Span, place: Position) -> Vec<Obstruction> {
        let is_level = heights.high - start.now_amsl_m.low < SAME_HEIGHT_M;
        // A wing climbs on its way.
        if is_level || matches!(self.rules, Return::Wing(_)) {
            return Vec::new();
        }
        self.judge.blocked(&Corridor {
            phase: Phase::Climb,
            from: start.center,
            until: start.center,
            heights_amsl_m: Span {
                low: start.now_amsl_m.low,
                high: heights.high,
            },
            reach_m: start.reach_m,
            landing: place.coord(),
        })
    }

    /// The way from the middle, in pieces each half as wide as the one before.
    fn across(
        &self,
        start: &Start,
        heights: Span,
        place: Position,
        is_all: bool,
    ) -> Vec<Obstruction> {
        let (from, until) = (start.center, place.coord());
        let bend_m = if start.reach_m > 0.0 {
            bend_m(from, until)
        } else {
            0.0
        };
        let turn_m = 2.0 * self.rules.turn_radius_m();
        let mut found = Vec::new();
        let mut done = 0.0;
        while done < 1.0 && (is_all || found.is_empty()) {
            let reach_m = start.reach_m * (1.0 - done);
            let next = if reach_m > NARROW_M {
                0.5 * (1.0 + done)
            } else {
                1.0
            };
            let at = |s: f64| {
                if s < 1.0 {
                    from + (until - from) * s
                } else {
                    until
                }
            };
            let more = self.judge.blocked(&Corridor {
                phase: Phase::Across,
                from: at(done),
                until: at(next),
                heights_amsl_m: heights,
                reach_m: reach_m + bend_m + turn_m,
                landing: until,
            });
            add(&mut found, more);
            done = next;
        }
        found
    }

    fn descent(
        &self,
        target: ReturnTarget,
        place: Position,
        high_m: f64,
        ground_m: f64,
    ) -> Vec<Obstruction> {
        let key = (target, high_m.to_bits());
        if let Some(known) = self.descents.borrow().get(&key) {
            return known.clone();
        }
        let found = self.judge.blocked(&Corridor {
            phase: Phase::Descent,
            from: place.coord(),
            until: place.coord(),
            heights_amsl_m: Span {
                low: ground_m.min(high_m),
                high: high_m,
            },
            reach_m: self.rules.turn_radius_m(),
            landing: place.coord(),
        });
        self.descents.borrow_mut().insert(key, found.clone());
        found
    }
}

#[cfg(test)]
mod tests {
    use super::super::return_rules::{Px4Return, Px4Target};
    use super::super::strictest::Strictest;
    use super::*;
    use crate::mission::Home;
    use geo::Rect;
    use geofences::{Airspace, Approvals, ConstantGeoid, Context, FlatTerrain, Margins, TimeRange};

    #[test]
    fn where_no_place_is_known_to_be_returned_to_something_is_in_the_way() {
        let (snapshot, approvals) = (Airspace::default().snapshot(), Approvals::none());
        let time = chrono::DateTime::UNIX_EPOCH;
        let window = TimeRange::new(time, time).unwrap();
        let at = Position::ORIGIN;
        let within = Rect::new(at.coord(), at.coord());
        let judge = Judge {
            airspace: Strictest::over(&snapshot, &within, window, &approvals).unwrap(),
            context: Context {
                terrain: &FlatTerrain {
                    elevation_amsl_m: 0.0,
                    uncertainty_m: 0.0,
                },
                geoid: &ConstantGeoid::new(0.0, 0.0).unwrap(),
                // Nothing is nearer than no number.
                margins: Margins {
                    horizontal_m: f64::NAN,
                    ..Margins::NONE
                },
                approvals: &approvals,
                home: None,
            },
            limits: HeightLimits {
                clear_of_ground_m: 0.0,
                landing_radius_m: 0.0,
                highest_above_ground_m: None,
            },
            time,
        };
        let places = Targets {
            home: Home {
                position: at,
                ground_amsl_m: 0.0,
            },
            landing: None,
            rally: Vec::new(),
        };
        let rules = Return::Px4(Px4Return {
            target: Px4Target::HomeOrRally,
            height_m: 60.0,
            cone_deg: 0.0,
            cone_within_m: 0.0,
            acceptance_m: 1.0,
            most_rally_places: 0,
        });
        let sweep = Sweep::new(&judge, rules, &places);
        let start = Start::new(
            &sweep.plane,
            vec![(at.coord(), at.coord())],
            Span::one(50.0),
        );
        assert!(
            rules
                .targets(&places, f64::NAN, |_| Span::one(9.0))
                .is_empty()
        );
        let found = sweep.first_blocked(&start);
        assert!(
            matches!(found.as_slice(), [it] if it.what.is_unknown()),
            "{found:?}"
        );
    }
}
