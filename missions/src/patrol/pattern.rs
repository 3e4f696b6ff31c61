//! What a patrol flies, as its writer means it. Heights are above the ground beneath, bearings clockwise from north.

use geofences::{Bilingual, Footprint, Position};

/// What is flown.
#[derive(Clone, Debug, PartialEq)]
pub enum Pattern {
    /// Places that are visited, in the best order.
    Points(Vec<PointOfInterest>),
    /// An area that is seen all over.
    Survey(Survey),
    /// A strip along a line.
    Corridor(Corridor),
    /// Around an area, along its border.
    Perimeter(Perimeter),
    /// Around a structure, in rings at several heights.
    Orbit(StructurePattern),
    /// Along each wall of a structure.
    Facade(StructurePattern),
    /// Around a place where somebody or something was last known to be.
    Search(Search),
}

/// A place that is visited.
#[derive(Clone, Debug, PartialEq)]
pub struct PointOfInterest {
    /// What people call it; none where nothing is said.
    pub name: Option<Bilingual>,
    /// Where.
    pub at: Position,
    /// How high, metres above the ground there.
    pub height_agl_m: f64,
    /// How long it stays, s.
    pub dwell_s: f64,
    /// Where nose and camera point.
    pub look: Look,
    /// What is done there, in this order; what goes on for a while ends with the stay.
    pub actions: Vec<Action>,
}

/// Where nose and camera point at a place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Look {
    /// By angles.
    Angles {
        /// Degrees clockwise from north; none: as it came.
        heading_deg: Option<f64>,
        /// Degrees above the horizon; none: straight down.
        gimbal_pitch_deg: Option<f64>,
    },
    /// At the ground of another place.
    At(Position),
}

/// What is done at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// One photo.
    Photo,
    /// A video as long as the stay.
    Video,
    /// The loudspeaker plays as long as the stay.
    Loudspeaker,
    /// The light shines as long as the stay.
    Light,
}

/// An area that is seen all over.
#[derive(Clone, Debug, PartialEq)]
pub struct Survey {
    /// Polygons with holes.
    pub area: Footprint,
    /// Whether it is flown a second time across.
    pub is_cross_hatched: bool,
    /// How lanes run, degrees, 0…360; none: the best.
    pub bearing_deg: Option<f64>,
}

/// A strip along a line.
#[derive(Clone, Debug, PartialEq)]
pub struct Corridor {
    /// At least two places.
    pub line: Vec<Position>,
    /// So wide, half of it on each side, metres.
    pub width_m: f64,
}

/// Around an area, along its border.
#[derive(Clone, Debug, PartialEq)]
pub struct Perimeter {
    /// One polygon without holes.
    pub area: Footprint,
    /// On which side of its border.
    pub side: Side,
    /// So far off the border, metres; 0 along it.
    pub distance_m: f64,
    /// How many rings.
    pub rings: usize,
    /// How far each ring is from the one before, metres; 0 where there is but one.
    pub apart_m: f64,
}

/// A side of a border.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Within the area.
    Inside,
    /// Around it.
    Outside,
}

/// How a structure is looked at.
#[derive(Clone, Debug, PartialEq)]
pub struct StructurePattern {
    /// The structure.
    pub structure: Structure,
    /// So far from its walls, metres.
    pub stand_off_m: f64,
    /// The lowest height flown, metres above the structure's ground.
    pub lowest_agl_m: f64,
    /// The highest height flown, metres above the structure's ground.
    pub highest_agl_m: f64,
    /// How high the structure is, metres above its ground; none: not known, and nothing is flown above it.
    pub top_agl_m: Option<f64>,
}

/// The ground plan of a structure.
#[derive(Clone, Debug, PartialEq)]
pub enum Structure {
    /// A mast, a tower, a tank.
    Round {
        /// Its middle.
        centre: Position,
        /// Metres.
        radius_m: f64,
    },
    /// One polygon without holes.
    Outline(Footprint),
}

/// A search around a place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Search {
    /// In which way.
    pub kind: SearchKind,
    /// Where somebody or something was last known to be.
    pub datum: Position,
    /// All within so far is searched, metres.
    pub radius_m: f64,
    /// How far tracks are apart, metres; none: as far as the camera sees to the sides.
    pub spacing_m: Option<f64>,
    /// The first leg, degrees clockwise from north.
    pub bearing_deg: f64,
}

/// A way to search (International Aeronautical and Maritime Search and Rescue Manual, volume II, chapter 5).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SearchKind {
    /// SS: a square that grows.
    ExpandingSquare,
    /// VS: sectors through the place.
    Sector,
}
