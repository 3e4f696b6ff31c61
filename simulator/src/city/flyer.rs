//! Something that flies a route without an autopilot of its own: it turns, climbs and gains speed
//! within its limits, and cuts corners as aircraft do.

use super::moment::TICK_S;
use super::route::{AtEnd, FlightConfig, RoutePoint};
use crate::place::{DegreeLengths, Place};
use crate::time::SimTime;
use nalgebra::Vector3;
use std::f64::consts::{PI, TAU};

/// Where a flight is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    NotYet,
    Flying,
    /// Hovers, or stands, until then.
    Waiting(SimTime),
    Stays,
    Gone,
}

/// Something that flies.
#[derive(Clone, Debug)]
pub struct Flyer {
    flight: FlightConfig,
    phase: Phase,
    place: Place,
    track_rad: f64,
    speed_mps: f64,
    climb_mps: f64,
    /// The point that it flies to.
    next: usize,
}

/// So near is there, m.
const THERE_M: f64 = 1.0;

impl Flyer {
    /// A flight, not begun. It has a route of at least one point: the configuration was checked.
    pub fn new(flight: FlightConfig) -> Self {
        let first = flight.route.first();
        let place = first.map_or(Place::new(0.0, 0.0, 0.0), |first| first.place);
        Self {
            phase: Phase::NotYet,
            place,
            track_rad: 0.0,
            speed_mps: 0.0,
            climb_mps: 0.0,
            next: 0,
            flight,
        }
    }

    /// Whether it is in the world.
    pub fn is_there(&self) -> bool {
        !matches!(self.phase, Phase::NotYet | Phase::Gone)
    }

    /// Where it is.
    pub fn place(&self) -> Place {
        self.place
    }

    /// Where it began.
    pub fn first_place(&self) -> Place {
        self.flight
            .route
            .first()
            .map_or(self.place, |point| point.place)
    }

    /// How it moves: north, east, down, m/s.
    pub fn velocity_ned_mps(&self) -> Vector3<f64> {
        let (sin, cos) = self.track_rad.sin_cos();
        Vector3::new(self.speed_mps * cos, self.speed_mps * sin, -self.climb_mps)
    }

    /// Where it moves to, degrees clockwise from north.
    pub fn track_deg(&self) -> f64 {
        self.track_rad.to_degrees().rem_euclid(360.0)
    }

    /// Goes on by a tick.
    pub fn tick(&mut self, now: SimTime) {
        match self.phase {
            Phase::NotYet if now >= self.flight.starts_at => self.begin(now),
            Phase::Waiting(until) if now >= until => self.leave_point(now),
            Phase::Flying => self.fly(now),
            Phase::NotYet | Phase::Waiting(_) | Phase::Stays | Phase::Gone => {}
        }
    }

    fn begin(&mut self, now: SimTime) {
        let Some(first) = self.flight.route.first().copied() else {
            self.phase = Phase::Gone;
            return;
        };
        if let Some(second) = self.flight.route.get(1) {
            let ned = first.place.ned_to(second.place);
            self.track_rad = ned.y.atan2(ned.x);
            // What comes into the area in flight has its speed; what stands still begins slowly.
            self.speed_mps = if self.can_hover() {
                0.0
            } else {
                second.speed_mps
            };
        }
        self.arrive(first, now);
    }

    /// Whether it can stand in the air: by how it turns, as aeroplanes do not turn on the spot.
    fn can_hover(&self) -> bool {
        self.flight.limits.turn_rate_dps > 5.0
    }

    fn arrive(&mut self, point: RoutePoint, now: SimTime) {
        if point.wait.is_zero() {
            self.leave_point(now);
        } else {
            (self.speed_mps, self.climb_mps) = (0.0, 0.0);
            self.phase = Phase::Waiting(now + point.wait);
        }
    }

    fn leave_point(&mut self, _now: SimTime) {
        self.phase = Phase::Flying;
        if self.next + 1 < self.flight.route.len() {
            self.next += 1;
            return;
        }
        match self.flight.at_end {
            AtEnd::Leave => self.phase = Phase::Gone,
            AtEnd::Repeat if self.flight.route.len() > 1 => self.next = 0,
            AtEnd::Repeat | AtEnd::Stay => {
                (self.speed_mps, self.climb_mps) = (0.0, 0.0);
                self.phase = Phase::Stays;
            }
        }
    }

    fn fly(&mut self, now: SimTime) {
        let point = self.flight.route[self.next];
        let to = self.place.ned_to(point.place);
        let stops = self.stops_at(point);
        let distance_m = to.xy().norm();
        if self.is_reached(distance_m, to, stops) {
            self.arrive(point, now);
            return;
        }
        let limits = self.flight.limits;
        let turn_radps = limits.turn_rate_dps.to_radians();
        let mut is_turning = false;
        if distance_m > THERE_M {
            let off = wrapped(to.y.atan2(to.x) - self.track_rad);
            let most = turn_radps * TICK_S;
            is_turning = off.abs() > most;
            self.track_rad += off.clamp(-most, most);
        }
        let braking_mps = (2.0 * limits.acceleration_mps2 * distance_m).sqrt();
        // Turning in a circle of half the way, it comes to fly straight at the point; in one that the
        // point lies in, it would circle round it for ever.
        let turning_mps = if is_turning {
            0.5 * turn_radps * distance_m
        } else {
            f64::INFINITY
        };
        let wanted_mps = if stops {
            point.speed_mps.min(braking_mps).min(turning_mps)
        } else {
            point.speed_mps
        };
        let change = limits.acceleration_mps2 * TICK_S;
        self.speed_mps += (wanted_mps - self.speed_mps).clamp(-change, change);
        if stops && distance_m <= THERE_M {
            self.speed_mps = 0.0;
        }
        // The height comes evenly with the way, and at the end of it within a second.
        let left_s = (distance_m / self.speed_mps.max(0.1)).max(1.0);
        let climb_mps = -to.z
            / if stops && distance_m <= THERE_M {
                1.0
            } else {
                left_s
            };
        self.climb_mps = climb_mps.clamp(-limits.climb_mps, limits.climb_mps);
        let lengths = DegreeLengths::at(self.place.latitude_deg);
        self.place = self
            .place
            .moved_ned(self.velocity_ned_mps() * TICK_S, lengths);
    }

    /// Whether it comes to a halt there.
    fn stops_at(&self, point: RoutePoint) -> bool {
        let is_last = self.next + 1 == self.flight.route.len();
        !point.wait.is_zero()
            || (is_last && self.flight.at_end == AtEnd::Stay)
            || (self.can_hover() && self.goes_straight_up_or_down_to(point))
    }

    fn goes_straight_up_or_down_to(&self, point: RoutePoint) -> bool {
        let route = &self.flight.route;
        let before = match self.next.checked_sub(1) {
            Some(before) => route.get(before),
            None => route.last(),
        };
        before.is_some_and(|before| {
            let leg = before.place.ned_to(point.place);
            leg.xy().norm() < THERE_M && leg.z.abs() > THERE_M
        })
    }

    fn is_reached(&self, distance_m: f64, to: Vector3<f64>, stops: bool) -> bool {
        if stops {
            return distance_m <= THERE_M && to.z.abs() < 0.1;
        }
        let radius_m = self.speed_mps / self.flight.limits.turn_rate_dps.to_radians();
        let is_behind = to.xy().dot(&self.velocity_ned_mps().xy()) < 0.0;
        let turns_too_wide = is_behind && distance_m < 2.0 * radius_m;
        // What cannot hover has a vertical leg behind it once it moves.
        let is_high_enough = self.speed_mps > 0.5 || to.z.abs() < 0.5;
        let lead_m = self
            .turn_lead_m(radius_m)
            .max(THERE_M)
            .max(self.speed_mps * TICK_S);
        (distance_m <= lead_m && is_high_enough) || turns_too_wide
    }

    /// How far before the point a turn has to begin that ends on the next leg, m: R·tan(Δ/2).
    fn turn_lead_m(&self, radius_m: f64) -> f64 {
        let after = match self.flight.route.get(self.next + 1) {
            Some(after) => after,
            None if self.flight.at_end == AtEnd::Repeat => &self.flight.route[0],
            None => return 0.0,
        };
        let leg = self.flight.route[self.next].place.ned_to(after.place);
        if leg.xy().norm() < THERE_M {
            return 0.0;
        }
        let turn = wrapped(leg.y.atan2(leg.x) - self.track_rad).abs();
        (radius_m * (0.5 * turn.min(0.75 * PI)).tan()).min(0.5 * leg.xy().norm())
    }
}

/// An angle within ±π.
fn wrapped(angle_rad: f64) -> f64 {
    (angle_rad + PI).rem_euclid(TAU) - PI
}

#[cfg(test)]
mod tests {
    use super::super::route::FlyingLimits;
    use super::*;
    use std::time::Duration;

    const AT: Place = Place::new(36.06, 120.38, 100.0);

    fn point(north_m: f64, east_m: f64, amsl_m: f64, speed_mps: f64, wait_s: u64) -> RoutePoint {
        let ned = Vector3::new(north_m, east_m, 0.0);
        RoutePoint {
            place: AT
                .moved_ned(ned, DegreeLengths::at(36.06))
                .at_amsl_m(amsl_m),
            speed_mps,
            wait: Duration::from_secs(wait_s),
        }
    }

    fn flown(limits: FlyingLimits, route: Vec<RoutePoint>, at_end: AtEnd) -> Vec<Flyer> {
        let mut flyer = Flyer::new(FlightConfig {
            route,
            starts_at: SimTime::from_s(5),
            at_end,
            limits,
        });
        let ticks = 0..20_000;
        ticks
            .map(|tick| {
                flyer.tick(SimTime::from_ms(tick * 100));
                flyer.clone()
            })
            .collect()
    }

    #[test]
    fn an_airliner_keeps_its_speed_turns_at_its_rate_and_leaves_at_the_end() {
        let route = vec![
            point(0.0, 0.0, 900.0, 90.0, 0),
            point(9_000.0, 0.0, 600.0, 90.0, 0),
            point(9_000.0, 9_000.0, 300.0, 90.0, 0),
        ];
        let steps = flown(FlyingLimits::AIRLINER, route, AtEnd::Leave);
        assert!(!steps[49].is_there() && steps[50].is_there());
        let flying: Vec<&Flyer> = steps.iter().filter(|step| step.is_there()).collect();
        // 18 km less the corner: R = v/ω = 1 719 m, so 2R − πR/2 = 738 m are saved.
        let seconds = flying.len() as f64 * 0.1;
        assert!(
            (seconds - (18_000.0 - 738.0) / 90.0).abs() < 3.0,
            "{seconds}"
        );
        for pair in flying.windows(2) {
            let turned = wrapped(pair[1].track_rad - pair[0].track_rad).abs();
            assert!(turned <= 0.3_f64.to_radians() + 1e-9);
            let moved = pair[0].place.ground_distance_m(pair[1].place);
            assert!(moved < 9.01, "{moved}");
        }
        let last = flying[flying.len() - 1];
        assert!((last.place.altitude_amsl_m - 300.0).abs() < 5.0);
        let ends = point(9_000.0, 9_000.0, 300.0, 0.0, 0).place;
        assert!(last.place.ground_distance_m(ends) < 30.0);
    }

    #[test]
    fn a_multirotor_rises_waits_and_stays_where_it_was_to_stay() {
        let route = vec![
            point(0.0, 0.0, 10.0, 8.0, 0),
            point(0.0, 0.0, 60.0, 8.0, 30),
            point(200.0, 0.0, 60.0, 8.0, 0),
            point(200.0, 100.0, 40.0, 8.0, 0),
        ];
        let steps = flown(FlyingLimits::MULTIROTOR, route, AtEnd::Stay);
        let waits = steps
            .iter()
            .filter(|step| matches!(step.phase, Phase::Waiting(_)));
        assert_eq!(waits.count(), 300);
        let last = &steps[steps.len() - 1];
        assert_eq!(last.phase, Phase::Stays);
        let target = point(200.0, 100.0, 40.0, 0.0, 0).place;
        assert!(last.place.ground_distance_m(target) <= 1.5);
        assert!((last.place.altitude_amsl_m - 40.0).abs() < 0.5);
    }

    #[test]
    fn what_can_hover_flies_a_vertical_leg_to_its_end_without_waiting_there() {
        for limits in [FlyingLimits::MULTIROTOR, FlyingLimits::HELICOPTER] {
            let route = vec![
                point(0.0, 0.0, 10.0, 8.0, 0),
                point(0.0, 0.0, 60.0, 8.0, 0),
                point(300.0, 0.0, 60.0, 8.0, 0),
                point(300.0, 0.0, 20.0, 8.0, 0),
            ];
            let steps = flown(limits, route, AtEnd::Leave);
            let flying = steps.iter().filter(|step| step.is_there());
            for (north_m, amsl_m) in [(0.0, 60.0), (300.0, 20.0)] {
                let corner = point(north_m, 0.0, amsl_m, 0.0, 0).place;
                let nearest = flying.clone().map(|step| {
                    let off = step.place.ned_to(corner);
                    off.norm()
                });
                let nearest_m = nearest.fold(f64::INFINITY, f64::min);
                assert!(nearest_m < 1.5, "{limits:?} {amsl_m}: {nearest_m}");
            }
            assert!(!steps[steps.len() - 1].is_there());
        }
    }

    #[test]
    fn a_point_to_wait_at_inside_the_turning_circle_is_not_circled_for_ever() {
        for (limits, speed_mps, near_m) in [
            (FlyingLimits::AIRLINER, 80.0, 700.0),
            (FlyingLimits::HELICOPTER, 40.0, 100.0),
            (FlyingLimits::MULTIROTOR, 15.0, 4.0),
        ] {
            for bearing in 0..12 {
                let (sin, cos) = (f64::from(bearing) * PI / 6.0).sin_cos();
                let (north_m, east_m) = (3_000.0 + near_m * cos, near_m * sin);
                let route = vec![
                    point(0.0, 0.0, 300.0, speed_mps, 0),
                    point(3_000.0, 0.0, 300.0, speed_mps, 0),
                    point(north_m, east_m, 300.0, speed_mps, 30),
                ];
                let target = route[2].place;
                let steps = flown(limits, route, AtEnd::Stay);
                let waits = steps
                    .iter()
                    .find(|step| matches!(step.phase, Phase::Waiting(_)));
                let waits = waits.unwrap_or_else(|| panic!("{limits:?} {bearing}"));
                assert!(waits.place.ground_distance_m(target) < 1.5);
            }
        }
    }

    #[test]
    fn a_round_that_is_repeated_never_ends_and_never_strays() {
        let route = vec![
            point(0.0, 0.0, 300.0, 50.0, 0),
            point(6_000.0, 0.0, 300.0, 50.0, 0),
            point(6_000.0, 500.0, 300.0, 50.0, 0),
            point(0.0, 500.0, 300.0, 50.0, 0),
        ];
        let steps = flown(FlyingLimits::HELICOPTER, route, AtEnd::Repeat);
        assert!(steps[60..].iter().all(Flyer::is_there));
        let farthest = steps.iter().map(|step| step.place.ground_distance_m(AT));
        assert!(farthest.fold(0.0, f64::max) < 7_500.0);
        let returns = steps[2_000..].iter();
        let nearest = returns.map(|step| step.place.ground_distance_m(AT));
        assert!(nearest.fold(f64::INFINITY, f64::min) < 600.0);
    }
}
