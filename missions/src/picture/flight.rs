//! A flight taken apart into what is drawn of it.

use crate::feasibility::{LegProof, PieceKind, Place};
use crate::plan::Plan;
use geo::{Distance, Geodesic, Point};
use geofences::Position;

/// What is drawn of a flight.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Flight {
    /// What is flown in one go with the camera on or off, one after another.
    pub strands: Vec<Strand>,
    /// Where it stays, or takes a single photo.
    pub stops: Vec<Stop>,
    /// How far it flies in all, metres over ground.
    pub length_m: f64,
}

/// Pieces one after another that are drawn alike.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Strand {
    /// Whether the camera records.
    pub is_on: bool,
    /// Metres between photos, where they are taken by distance.
    pub photos_each_m: Option<f64>,
    /// Its places, each with how far was flown until there, metres over ground.
    pub places: Vec<(Place, f64)>,
}

/// A place where it stays.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Stop {
    pub place: Place,
    /// How far was flown until there, metres over ground.
    pub after_m: f64,
    /// When it comes there, s after take-off.
    pub seconds: f64,
    /// Whether pictures are taken there.
    pub is_recording: bool,
}

impl Flight {
    pub fn of(plan: &Plan) -> Self {
        let mut flight = Self::default();
        for leg in &plan.feasibility.legs {
            flight.add(leg);
        }
        flight
    }

    fn add(&mut self, leg: &LegProof) {
        let before_m = self.length_m;
        let after_m = before_m + distance_m(leg.from.position, leg.until.position);
        self.length_m = after_m;
        let is_stop = leg.kind == PieceKind::Stay || leg.sensing.is_photo;
        if is_stop {
            self.add_stop(leg, after_m);
        }
        let is_on = leg.kind != PieceKind::Stay
            && (leg.sensing.is_video || leg.sensing.photos_each_m.is_some());
        let photos_each_m = leg.sensing.photos_each_m.filter(|_| is_on);
        if leg.kind == PieceKind::Stay && leg.from == leg.until {
            return;
        }
        match self.strands.last_mut() {
            Some(strand) if strand.is_on == is_on && strand.photos_each_m == photos_each_m => {
                strand.places.push((leg.until, after_m));
            }
            _ => self.strands.push(Strand {
                is_on,
                photos_each_m,
                places: vec![(leg.from, before_m), (leg.until, after_m)],
            }),
        }
    }

    fn add_stop(&mut self, leg: &LegProof, after_m: f64) {
        let is_recording = leg.sensing.is_recording();
        match self.stops.last_mut() {
            Some(stop) if stop.place == leg.until => stop.is_recording |= is_recording,
            _ => self.stops.push(Stop {
                place: leg.until,
                after_m,
                seconds: leg.seconds.0,
                is_recording,
            }),
        }
    }

    /// All that is flown through, from the take-off to the landing.
    pub fn places(&self) -> impl Iterator<Item = &(Place, f64)> {
        self.strands.iter().flat_map(|it| &it.places)
    }

    /// Where on its way it is after so far, metres.
    pub fn place_at(&self, after_m: f64) -> Option<Position> {
        let mut before: Option<&(Place, f64)> = None;
        for next in self.places() {
            if next.1 >= after_m {
                let Some((from, from_m)) = before.filter(|it| next.1 > it.1) else {
                    return Some(next.0.position);
                };
                let part = (after_m - from_m) / (next.1 - from_m);
                return between(from.position, next.0.position, part);
            }
            before = Some(next);
        }
        before.map(|it| it.0.position)
    }
}

/// Metres over ground.
pub(super) fn distance_m(from: Position, until: Position) -> f64 {
    Geodesic.distance(Point(from.coord()), Point(until.coord()))
}

/// A part of the way, 0…1: on a picture lines are straight.
pub(super) fn between(from: Position, until: Position, part: f64) -> Option<Position> {
    let (a, b) = (from.coord(), until.coord());
    Position::new(a.x + (b.x - a.x) * part, a.y + (b.y - a.y) * part).ok()
}
