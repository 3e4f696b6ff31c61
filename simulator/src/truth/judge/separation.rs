//! How far vehicles in the air are from each other: those of one moment are sorted into squares, so
//! that each is compared with its neighbours only.

use crate::airframe::Contact;
use crate::place::{DegreeLengths, Place};
use crate::time::SimTime;
use crate::truth::TruthSample;
use std::collections::HashMap;

/// The vehicles in the air at one moment.
pub struct Separation {
    at_least_m: f64,
    moment: Option<SimTime>,
    lengths: Option<DegreeLengths>,
    squares: HashMap<(i64, i64), Vec<(usize, Place)>>,
}

/// Squares are a little larger than the distance that is asked for: the lengths of degrees change a
/// little over a city.
const SQUARE: f64 = 1.05;

impl Separation {
    /// Nothing is in the air yet.
    pub fn new(at_least_m: f64) -> Self {
        Self {
            at_least_m,
            moment: None,
            lengths: None,
            squares: HashMap::new(),
        }
    }

    /// Takes a sample in. The nearest vehicle of the same moment that is nearer than it may be, and how
    /// near, metres.
    pub fn take(&mut self, sample: &TruthSample) -> Option<(usize, f64)> {
        if self.moment != Some(sample.at) {
            self.moment = Some(sample.at);
            self.squares.clear();
        }
        if sample.contact != Contact::Airborne {
            return None;
        }
        let (north, east) = self.square(sample.place);
        let near = (-1..=1).flat_map(|n| (-1..=1).map(move |e| (north + n, east + e)));
        let others = near
            .filter_map(|square| self.squares.get(&square))
            .flatten();
        let nearest = others
            .filter(|(vehicle, _)| *vehicle != sample.vehicle)
            .map(|(vehicle, place)| (*vehicle, sample.place.ned_to(*place).norm()))
            .min_by(|a, b| a.1.total_cmp(&b.1));
        let square = self.squares.entry((north, east)).or_default();
        square.push((sample.vehicle, sample.place));
        nearest.filter(|(_, distance_m)| *distance_m < self.at_least_m)
    }

    fn square(&mut self, place: Place) -> (i64, i64) {
        let lengths = *self
            .lengths
            .get_or_insert_with(|| DegreeLengths::at(place.latitude_deg));
        let side_m = SQUARE * self.at_least_m;
        let north = place.latitude_deg * lengths.latitude_m / side_m;
        let east = place.longitude_deg * lengths.longitude_m / side_m;
        (north.floor() as i64, east.floor() as i64)
    }
}
