//! A mission as it is flown: pieces one after another, each with its heights, its time and its energy.

use super::flying::Flying;
use super::hindrance::Found;
use super::sensing::Sensing;
use crate::energy::{Flown, Leg};
use geofences::Position;

/// A place at a height.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Place {
    /// Where.
    pub position: Position,
    /// How high, metres AMSL.
    pub amsl_m: f64,
}

/// What a piece of a flight is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PieceKind {
    /// From the ground straight up.
    TakeOff,
    /// From a place to a place, or straight up or down in the air.
    Leg,
    /// At a place.
    Stay,
    /// Straight down to the ground.
    Landing,
}

/// A piece of a flight.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Piece {
    /// The step of the mission that it is flown for, from 0.
    pub step: usize,
    /// What it is.
    pub kind: PieceKind,
    /// Where it begins.
    pub from: Place,
    /// Where it ends; the height changes evenly.
    pub until: Place,
    /// When it begins, s after take-off.
    pub begins_s: f64,
    /// What it takes.
    pub flown: Flown,
    /// What the camera does.
    pub sensing: Sensing,
    /// As the energy model was asked about it, where it is a leg.
    pub(super) leg: Leg,
}

impl Piece {
    /// When it ends, s after take-off.
    pub fn ends_s(&self) -> f64 {
        self.begins_s + self.flown.seconds
    }
}

/// A mission as it is flown.
#[derive(Clone, Debug, PartialEq)]
pub struct Timeline {
    /// Its pieces, each from where the one before ends.
    pub pieces: Vec<Piece>,
}

impl Timeline {
    /// How long it takes, s.
    pub fn duration_s(&self) -> f64 {
        self.pieces.last().map_or(0.0, Piece::ends_s)
    }

    /// What it takes from the battery, Wh.
    pub fn energy_wh(&self) -> f64 {
        self.pieces.iter().map(|it| it.flown.energy_wh).sum()
    }

    /// The pieces that are flown from place to place.
    pub fn legs(&self) -> impl Iterator<Item = &Piece> {
        self.pieces.iter().filter(|it| it.kind == PieceKind::Leg)
    }
}

/// Flies a mission on paper; what cannot be flown or is not understood is found, and the rest flown on.
pub(super) fn timeline(mut flying: Flying<'_>, found: &mut Found) -> Timeline {
    let steps = &flying.question.mission.steps;
    for index in 0..steps.len() {
        flying.step(index, found);
    }
    flying.finish(found);
    Timeline {
        pieces: flying.pieces,
    }
}
