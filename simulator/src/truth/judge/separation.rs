//! How far vehicles in the air are from each other: those of one moment are sorted into squares, so
//! that each is compared with its neighbours only. Between samples they are taken to move straight on,
//! so that two that pass each other in between are found too.

use super::density::{Density, MOST_SILENCE, Silence};
use crate::airframe::Contact;
use crate::place::{DegreeLengths, Place};
use crate::time::SimTime;
use crate::truth::TruthSample;
use nalgebra::Vector3;
use std::collections::HashMap;
use std::time::Duration;

/// A sample stands for so long after it: half the time to the next one.
const AHEAD: Duration = Duration::from_millis(250);
/// Squares are a little larger than the distance that is asked for: the lengths of degrees change a
/// little over a city.
const SQUARE: f64 = 1.05;
/// And this much larger, metres, so that two at 30 m/s are mostly in neighbouring squares.
const MOTION_M: f64 = 15.0;

/// The vehicles in the air at one moment.
pub struct Separation {
    at_least_m: f64,
    moment: Option<SimTime>,
    lengths: Option<DegreeLengths>,
    squares: HashMap<(i64, i64), Vec<Flyer>>,
    /// The fastest of them, m/s.
    fastest_mps: f64,
    /// How many are to be told of, and of whom it was at which moment, last.
    vehicle_count: usize,
    told: HashMap<usize, SimTime>,
    told_now: usize,
    /// The last moment before this one at which all were told of, and how often that was.
    all_told: Option<SimTime>,
    density: Density,
}

#[derive(Clone, Copy)]
struct Flyer {
    vehicle: usize,
    place: Place,
    velocity_mps: Vector3<f64>,
}

impl Separation {
    /// Nothing is in the air yet; so many vehicles are meant.
    pub fn new(at_least_m: f64, vehicle_count: usize) -> Self {
        Self {
            at_least_m,
            moment: None,
            lengths: None,
            squares: HashMap::new(),
            fastest_mps: 0.0,
            vehicle_count,
            told: HashMap::new(),
            told_now: 0,
            all_told: None,
            density: Density::default(),
        }
    }

    /// Takes a sample in, whose numbers are sound, not earlier than the one before. The nearest vehicle
    /// of the same moment that comes nearer than it may, and how near, metres.
    pub fn take(&mut self, sample: &TruthSample) -> Option<(usize, f64)> {
        self.go_on_to(sample.at);
        if self.told.insert(sample.vehicle, sample.at) != Some(sample.at) {
            self.told_now += 1;
            if self.told_now == self.vehicle_count {
                self.density.take(sample.at);
            }
        }
        if sample.contact != Contact::Airborne {
            return None;
        }
        let flyer = Flyer {
            vehicle: sample.vehicle,
            place: sample.place,
            velocity_mps: sample.velocity_mps,
        };
        self.fastest_mps = self.fastest_mps.max(flyer.velocity_mps.norm());
        let nearest = self.nearest(flyer, self.back_s(sample.at));
        let square = self.square(flyer.place);
        self.squares.entry(square).or_default().push(flyer);
        nearest
    }

    /// A silence about all of them together that touches the time between two moments: who is told of
    /// at other moments than the others was compared with nobody.
    pub fn silence(&self, from: SimTime, until: SimTime) -> Option<Silence> {
        self.density.silence(from, until)
    }

    fn go_on_to(&mut self, at: SimTime) {
        if self.moment == Some(at) {
            return;
        }
        if self.told_now == self.vehicle_count {
            self.all_told = self.moment;
        }
        self.moment = Some(at);
        self.told_now = 0;
        self.fastest_mps = 0.0;
        self.squares.clear();
    }

    /// How far back to look, seconds: to where the samples before looked ahead to, but not so far that it
    /// is a silence.
    fn back_s(&self, at: SimTime) -> f64 {
        let seen_until = self
            .all_told
            .map_or(SimTime::START, |before| before + AHEAD);
        at.since(seen_until).min(MOST_SILENCE).as_secs_f64()
    }

    fn nearest(&mut self, flyer: Flyer, back_s: f64) -> Option<(usize, f64)> {
        let (north, east) = self.square(flyer.place);
        let moves_m =
            (flyer.velocity_mps.norm() + self.fastest_mps) * back_s.max(AHEAD.as_secs_f64());
        let reach = SQUARE * (self.at_least_m + moves_m) / self.side_m();
        let too_near = |other: &Flyer| {
            let distance_m = flyer.nearest_m(other, back_s);
            // What is no number is not far enough.
            let is_far = distance_m >= self.at_least_m;
            (!is_far && other.vehicle != flyer.vehicle).then_some((other.vehicle, distance_m))
        };
        let nearer = |a: &(usize, f64), b: &(usize, f64)| a.1.total_cmp(&b.1);
        let width = 2.0 * reach.ceil() + 1.0;
        if width * width <= self.squares.len().max(9) as f64 {
            let reach = reach.ceil() as i64;
            let steps = move || -reach..=reach;
            let near = steps().flat_map(|n| {
                steps().map(move |e| (north.saturating_add(n), east.saturating_add(e)))
            });
            let others = near.filter_map(|square| self.squares.get(&square));
            others.flatten().filter_map(too_near).min_by(nearer)
        } else {
            let others = self.squares.values().flatten();
            others.filter_map(too_near).min_by(nearer)
        }
    }

    fn side_m(&self) -> f64 {
        SQUARE * (self.at_least_m + MOTION_M)
    }

    fn square(&mut self, place: Place) -> (i64, i64) {
        let side_m = self.side_m();
        let lengths = *self
            .lengths
            .get_or_insert_with(|| DegreeLengths::at(place.latitude_deg));
        let north = place.latitude_deg * lengths.latitude_m / side_m;
        let east = place.longitude_deg * lengths.longitude_m / side_m;
        (north.floor() as i64, east.floor() as i64)
    }
}

impl Flyer {
    /// How near another one comes where both move straight on, from so many seconds before their moment
    /// until a little after it, metres.
    fn nearest_m(&self, other: &Self, back_s: f64) -> f64 {
        let apart_m = self.place.ned_to(other.place);
        let moves_mps = other.velocity_mps - self.velocity_mps;
        let closing = -apart_m.dot(&moves_mps) / moves_mps.norm_squared();
        // Two that move alike stay as far apart as they are.
        let at_s = if closing.is_nan() { 0.0 } else { closing };
        let at_s = at_s.max(-back_s).min(AHEAD.as_secs_f64());
        (apart_m + moves_mps * at_s).norm()
    }
}
