//! What happens in the city that a camera can see.

use crate::place::Place;

/// A kind of thing to be found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum EventKind {
    /// Something burns: a fire, and smoke that drifts with the wind.
    Smoke,
    /// Green algae on the water. Where the ground is land, there is a pond under it.
    Algae,
    /// Rubble and waste where none should be.
    Dump,
    /// Many people.
    Crowd,
    /// Water where there should be none.
    HighWater,
}

/// One thing to be found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SceneEvent {
    /// What it is.
    pub kind: EventKind,
    /// Its middle; its height does not matter, it lies on the ground.
    pub place: Place,
    /// How far it reaches, metres; of smoke how wide the fire is.
    pub radius_m: f64,
    /// How much of it there is, 0 to 1.
    pub strength: f64,
}

/// Where the sea is, for places whose terrain does not tell: ground at or below sea level is water
/// anyhow.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Coast {
    /// South of this latitude, degrees.
    pub south_of_deg: Option<f64>,
    /// West of this longitude, degrees.
    pub west_of_deg: Option<f64>,
}

/// Everything that can be seen beside the ground.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scene {
    /// What happens.
    pub events: Vec<SceneEvent>,
    /// Where the sea is.
    pub coast: Coast,
}
