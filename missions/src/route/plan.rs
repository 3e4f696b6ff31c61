//! From a request to a route that was judged: each height in turn, the search, the airspace's word on what it found.

use super::field::{Field, LEG_BEND_M, RADIUS_M, TrueLength};
use super::layer::{Layer, Wider};
use super::leg::Leg;
use super::refusal::{LayerFault, LayerRefusal, RouteRefusal};
use super::request::{Route, RouteEnd, RouteRequest};
use super::search::{MOST_LEGS, Outcome, Search, Way};
use super::sight::Ask;
use chrono::{DateTime, Utc};
use geo::{Coord, Rect};
use geofences::{
    Altitude, AltitudeDatum, Bilingual, Cause, Decision, Finding, LocalPlane, Path, PathFault,
    PathJudgement, PathPoint, Position, UnknownWhy,
};

/// Ways up to so many times as long as the straight one are looked for.
const LONGER: f64 = 4.0;
/// Where permits end that short ways may use and long ones may not, ways up to so many times as long are looked for
/// by themselves.
const LITTLE_LONGER: f64 = 1.25;
/// What is added to the straight way's time before, s, so that short ways may be gone round too.
const LONGER_BY_S: f64 = 120.0;
/// A route that the airspace judges otherwise is looked for again so often.
const MOST_ROUNDS: i32 = 4;
/// After so many legs it is asked whether the goal is shut in.
const MOST_LEGS_AT_FIRST: usize = 20_000;
/// What is asked of the airspace lies so much before and after a flight at most, s.
const TIMES_BEYOND_S: f64 = 86_400.0;
/// So many legs are looked at to find out whether the goal is shut in.
const MOST_LEGS_BACKWARDS: usize = 5_000;
/// What the airspace found on a route is kept off so much farther at first, and four times as much each time, metres.
const FIRST_WIDER_M: f64 = 2.0;

/// The cheapest route of all heights asked for.
///
/// # Errors
/// Why there is none, for each height, and what would help.
pub fn plan_route(request: &RouteRequest<'_>) -> Result<Route, RouteRefusal> {
    let heights = checked(request)?;
    let plane = plane_between(request);
    let straight_m = {
        let [from, until] =
            [request.from, request.until].map(|it| plane.metres(it.position.coord()));
        crate::planar::distance(from, until)
    };
    if straight_m > RouteRefusal::LARGEST_M {
        return Err(RouteRefusal::TooFar {
            length_m: straight_m,
        });
    }
    check_times(request, &heights, straight_m)?;
    let mut layers: Vec<(f64, f64)> = heights
        .into_iter()
        .map(|height_m| (least_s(request, height_m, straight_m), height_m))
        .collect();
    layers.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
    let mut best: Option<Route> = None;
    let mut refusals = Vec::new();
    for (least_s, height_m) in layers {
        if best.as_ref().is_some_and(|best| best.cost_s <= least_s) {
            break;
        }
        match (OneLayer {
            request,
            plane,
            height_m,
            straight_m,
        })
        .route()
        {
            Ok(route) if best.as_ref().is_none_or(|best| route.cost_s < best.cost_s) => {
                best = Some(route);
            }
            Ok(_) => {}
            Err(fault) => refusals.push(LayerRefusal {
                height_agl_m: height_m,
                fault,
            }),
        }
    }
    best.ok_or(RouteRefusal::NoLayer { layers: refusals })
}

/// What a route at a height takes at least, s. Lengths in the plane and true ones differ by less than a hundredth.
fn least_s(request: &RouteRequest<'_>, height_m: f64, straight_m: f64) -> f64 {
    let pace = &request.pace;
    0.99 * straight_m / pace.speed_mps
        + pace.vertical_s(request.from.height_agl_m, height_m)
        + pace.vertical_s(height_m, request.until.height_agl_m)
}

fn plane_between(request: &RouteRequest<'_>) -> LocalPlane {
    let [from, until] = [request.from, request.until].map(|it| it.position.coord());
    LocalPlane::at((from + until) * 0.5)
}

/// The heights to try, each once.
fn checked(request: &RouteRequest<'_>) -> Result<Vec<f64>, RouteRefusal> {
    let bad = |en: &str, zh: &str| Err(RouteRefusal::BadRequest(Bilingual::new(en, zh)));
    if !request.pace.is_sound() {
        return bad("each speed has to be a positive number", "各速度须为正数");
    }
    if !request.context.margins.are_sound() {
        return bad(
            "each margin has to be a number from 0 to 10000 m",
            "各间隔余量须为 0 至 10000 米",
        );
    }
    if request.people.is_some_and(|people| !people.is_sound()) {
        return bad(
            "what is told of people on the ground has to be finite, with cells of 0.0001° or more",
            "地面人口数据须为有限数，网格不小于 0.0001°",
        );
    }
    let is_height = |it: f64| Altitude::new(it, AltitudeDatum::AboveGround).is_ok() && it >= 0.0;
    let ends = [request.from.height_agl_m, request.until.height_agl_m];
    let mut heights = request.layers_agl_m.to_vec();
    heights.sort_by(f64::total_cmp);
    heights.dedup();
    if heights.is_empty() || !heights.iter().chain(&ends).all(|it| is_height(*it)) {
        return bad(
            "there has to be a height to fly at, and each has to be a number from 0 on",
            "须给出至少一个飞行高度，且均不得为负",
        );
    }
    let is_near = |a: f64, b: f64| (a - b).abs() < 10.0;
    let [from, until] = [request.from, request.until].map(|it| it.position.coord());
    if !is_near(from.x, until.x) || !is_near(from.y, until.y) || from.y.abs() > 85.0 {
        return bad(
            "the ends have to be near each other, not at a pole or on both sides of the antimeridian",
            "两端须相近，且不得在极地或跨越 180° 经线",
        );
    }
    Ok(heights)
}

/// No flight may take so long, or run beyond what can be counted, that nothing is known of its times.
fn check_times(
    request: &RouteRequest<'_>,
    heights: &[f64],
    straight_m: f64,
) -> Result<(), RouteRefusal> {
    let pace = &request.pace;
    let longest_s = |height_m: &f64| {
        longest_s(request, *height_m, straight_m, LONGER)
            + pace.vertical_s(*height_m, request.until.height_agl_m)
    };
    let longest_s = heights.iter().map(longest_s).fold(0.0, f64::max);
    let is_short = longest_s <= RouteRefusal::LONGEST_S;
    let is_counted = [-TIMES_BEYOND_S, longest_s + TIMES_BEYOND_S]
        .iter()
        .all(|at_s| later(request.departure, *at_s).is_some());
    if is_short && is_counted {
        return Ok(());
    }
    Err(RouteRefusal::TooLong {
        departure: request.departure,
        longest_s,
    })
}

/// No way at a height is looked for that takes longer up to its end, s.
fn longest_s(request: &RouteRequest<'_>, height_m: f64, straight_m: f64, longer: f64) -> f64 {
    let up_s = request.pace.vertical_s(request.from.height_agl_m, height_m);
    up_s + straight_m / request.pace.speed_mps * longer + LONGER_BY_S
}

/// The search at one height.
struct OneLayer<'r> {
    request: &'r RouteRequest<'r>,
    plane: LocalPlane,
    height_m: f64,
    straight_m: f64,
}

impl OneLayer<'_> {
    fn route(&self) -> Result<Route, LayerFault> {
        self.check_ends()?;
        let mut wider = Wider::default();
        let mut findings = Vec::new();
        for round in 0..MOST_ROUNDS {
            let way = self.way(&wider)?;
            let points = self.points(&way.bends);
            let points = points.map_err(LayerFault::JudgedOtherwise)?;
            let judgement = self.judged(&points).map_err(LayerFault::JudgedOtherwise)?;
            if judgement.decision.allows_flight() {
                return Ok(self.finished(points, &way, judgement));
            }
            findings = against(&judgement);
            let wider_m = FIRST_WIDER_M * 4_f64.powi(round);
            for finding in &findings {
                match &finding.cause {
                    Cause::Subject(subject)
                    | Cause::Unknown {
                        about: Some(subject),
                        ..
                    } => {
                        wider.subjects.insert(subject.id().clone(), wider_m);
                    }
                    _ => wider.permitted_m = wider_m,
                }
            }
        }
        Err(LayerFault::JudgedOtherwise(findings))
    }

    /// The ways up and down at the ends, by themselves.
    fn check_ends(&self) -> Result<(), LayerFault> {
        let (from, until) = (self.request.from, self.request.until);
        let (up_s, down_s) = (self.up_s(), self.down_s());
        let there_s = up_s + self.straight_m / self.request.pace.speed_mps;
        let column = |end: RouteEnd, heights: [f64; 2], times_s: [f64; 2]| {
            let point = |index: usize| self.point(end.position, heights[index], times_s[index]);
            let judgement = self.judged(&[point(0)?, point(1)?])?;
            if judgement.decision.allows_flight() {
                Ok(())
            } else {
                Err(against(&judgement))
            }
        };
        column(from, [from.height_agl_m, self.height_m], [0.0, up_s]).map_err(LayerFault::From)?;
        let down = [there_s, there_s + down_s];
        column(until, [self.height_m, until.height_agl_m], down).map_err(LayerFault::Until)
    }

    fn way(&self, wider: &Wider) -> Result<Way, LayerFault> {
        let mut field = self.field(LONGER, wider);
        let mut search = Search::new(&mut field, self.request.people);
        let mut outcome = search.run(MOST_LEGS_AT_FIRST);
        let is_given_up = |it: &Outcome| matches!(it, Outcome::GivenUp);
        let is_shut_in = is_given_up(&outcome) && self.is_goal_shut_in(wider);
        if is_given_up(&outcome) && !is_shut_in {
            outcome = search.run(MOST_LEGS);
        }
        let leaves_permits = field.leaves_permits;
        let is_certain = is_shut_in || !(is_given_up(&outcome) || leaves_permits);
        let mut ways = vec![outcome];
        if leaves_permits {
            let mut field = self.field(LITTLE_LONGER, wider);
            ways.push(Search::new(&mut field, self.request.people).run(MOST_LEGS));
        }
        let found = ways.into_iter().filter_map(|outcome| match outcome {
            Outcome::Found(way) => Some(way),
            Outcome::None | Outcome::GivenUp => None,
        });
        found
            .min_by(|a, b| a.cost_s.total_cmp(&b.cost_s))
            .ok_or_else(|| self.no_way(is_certain, leaves_permits, wider))
    }

    /// Whether a short search backwards, with all that is a matter of times open, ends for want of ways: from a start
    /// in the open it would take long to find that out.
    fn is_goal_shut_in(&self, wider: &Wider) -> bool {
        let mut field = self.field(LONGER, wider);
        field.layer.is_lenient = true;
        field.ends.swap(0, 1);
        let outcome = Search::new(&mut field, None).run(MOST_LEGS_BACKWARDS);
        matches!(outcome, Outcome::None)
    }

    fn field<'s>(&'s self, longer: f64, wider: &'s Wider) -> Field<'s> {
        let layer = Layer {
            context: &self.request.context,
            height_m: self.height_m,
            departure: self.request.departure,
            longest_s: longest_s(self.request, self.height_m, self.straight_m, longer),
            region: Rect::new(Coord::zero(), Coord::zero()),
            reach_deg: Coord::zero(),
            wider,
            is_lenient: false,
        };
        Field::new(self.request, layer, self.plane)
    }

    fn up_s(&self) -> f64 {
        let from_m = self.request.from.height_agl_m;
        self.request.pace.vertical_s(from_m, self.height_m)
    }

    fn down_s(&self) -> f64 {
        let until_m = self.request.until.height_agl_m;
        self.request.pace.vertical_s(self.height_m, until_m)
    }

    /// Up, along the way, down; legs that as geodesics would leave the straight line too far are parted.
    ///
    /// # Errors
    /// A place, a height or a time of it is none.
    fn points(&self, bends: &[Coord<f64>]) -> Result<Vec<PathPoint>, Vec<Finding>> {
        let field_length = TrueLength::at(&self.plane);
        let (from, until) = (self.request.from, self.request.until);
        let mut points = vec![self.point(from.position, from.height_agl_m, 0.0)?];
        let mut at_s = self.up_s();
        points.push(self.point(from.position, self.height_m, at_s)?);
        for ends in bends.windows(2) {
            let (start, end) = (ends[0], ends[1]);
            let parts = parts_of(&self.plane, start, end);
            let part_s =
                field_length.of(start, end) / f64::from(parts) / self.request.pace.speed_mps;
            for part in 1..=parts {
                let at = start + (end - start) * (f64::from(part) / f64::from(parts));
                at_s += part_s;
                let position = Position::try_from(self.plane.coord(at))
                    .map_err(|_| unknown([UnknownWhy::CrossesAntimeridian]))?;
                points.push(self.point(position, self.height_m, at_s)?);
            }
        }
        if let Some(last) = points.last_mut() {
            last.position = until.position;
        }
        points.push(self.point(until.position, until.height_agl_m, at_s + self.down_s())?);
        Ok(points)
    }

    /// What the airspace says of points; what makes them no path, where they are none.
    fn judged(&self, points: &[PathPoint]) -> Result<PathJudgement, Vec<Finding>> {
        let path = Path::new(points.to_vec()).map_err(|faults| {
            let why = |fault: &PathFault| match fault {
                PathFault::Leg { why, .. } => *why,
                _ => UnknownWhy::TimeOutOfRange,
            };
            unknown(faults.iter().map(why))
        })?;
        Ok(self
            .request
            .airspace
            .judge_path(&path, &self.request.context))
    }

    fn finished(&self, points: Vec<PathPoint>, way: &Way, judgement: PathJudgement) -> Route {
        let length = TrueLength::at(&self.plane);
        let length_m: f64 = way
            .bends
            .windows(2)
            .map(|ends| length.of(ends[0], ends[1]))
            .sum();
        let speed_mps = self.request.pace.speed_mps;
        Route {
            points,
            layer_agl_m: self.height_m,
            length_m,
            duration_s: self.up_s() + length_m / speed_mps + self.down_s(),
            cost_s: way.cost_s + self.down_s(),
            judgement,
        }
    }

    fn no_way(&self, is_certain: bool, permits_at_other_times: bool, wider: &Wider) -> LayerFault {
        let mut field = self.field(LITTLE_LONGER, wider);
        let leg = Leg::new(field.ends[0], field.ends[1]);
        let mut met = Vec::new();
        field.meets(&leg, field.reached_s, Ask::All, &mut met);
        let mut numbers: Vec<u32> = met.iter().map(|wall| wall.blocker).collect();
        for end in field.ends {
            field.stands_in(end, &mut numbers);
        }
        numbers.sort_unstable();
        numbers.dedup();
        let mut in_the_way = Vec::new();
        let mut leaves_permitted = false;
        for blocker in numbers
            .iter()
            .filter_map(|it| field.blockers.get(*it as usize))
        {
            match blocker.entry() {
                Some(entry) => in_the_way.push(entry.subject().clone()),
                None => leaves_permitted = true,
            }
        }
        LayerFault::NoWay {
            in_the_way,
            leaves_permitted,
            permits_at_other_times,
            is_certain,
        }
    }

    fn point(
        &self,
        position: Position,
        height_m: f64,
        at_s: f64,
    ) -> Result<PathPoint, Vec<Finding>> {
        // Heights and times were checked: where one is none still, it is not taken for another.
        let altitude = Altitude::new(height_m, AltitudeDatum::AboveGround).ok();
        let time = later(self.request.departure, at_s);
        let point = altitude.zip(time).map(|(altitude, time)| PathPoint {
            position,
            altitude,
            time,
        });
        point.ok_or_else(|| unknown([UnknownWhy::TimeOutOfRange]))
    }
}

/// Into how many parts a leg has to be cut for each to be within [`LEG_BEND_M`] of its geodesic: one of length L
/// bends away by L²·tan(latitude)/(8·R), with one part in ten for the ellipsoid.
fn parts_of(plane: &LocalPlane, from: Coord<f64>, until: Coord<f64>) -> u32 {
    let highest = [from, until]
        .map(|at| plane.coord(at).y.abs())
        .into_iter()
        .fold(0.0, f64::max);
    let length_m = crate::planar::distance(from, until);
    let bend_m = 1.1 * length_m * length_m * highest.to_radians().tan() / (8.0 * RADIUS_M);
    // Less than a hundred: legs are shorter than 200 km.
    (bend_m / LEG_BEND_M).sqrt().ceil().clamp(1.0, 1_000.0) as u32
}

/// A moment of a flight; `None` beyond what can be counted.
pub(super) fn later(departure: DateTime<Utc>, seconds: f64) -> Option<DateTime<Utc>> {
    let since_us = (seconds * 1e6).round();
    // Beyond it numbers are taken for its ends, which are other moments.
    let is_counted = since_us.abs() < i64::MAX as f64;
    let since = chrono::TimeDelta::microseconds(since_us as i64);
    departure.checked_add_signed(since).filter(|_| is_counted)
}

/// Findings of what is not known.
fn unknown(why: impl IntoIterator<Item = UnknownWhy>) -> Vec<Finding> {
    let findings = why.into_iter().map(|why| Finding {
        decision: Decision::Unknown,
        cause: Cause::Unknown { why, about: None },
    });
    findings.collect()
}

/// What of a judgement does not allow the flight, each once.
fn against(judgement: &PathJudgement) -> Vec<Finding> {
    let mut findings: Vec<Finding> = Vec::new();
    for stretch in &judgement.stretches {
        let finding = &stretch.finding;
        if !finding.decision.allows_flight() && !findings.contains(finding) {
            findings.push(finding.clone());
        }
    }
    findings
}
