//! Where one may fly: positions, heights, zones, obstacles, and the judgements made of them.
//!
//! The crate decides; it reads no clock, opens no socket and knows no MAVLink. Every judgement
//! takes the time as an argument, and answers `Unknown` rather than guess.
//!
//! Modules in suggested reading order:

pub mod altitude;
mod antimeridian;
pub mod bilingual;
pub mod files;
pub mod footprint;
pub mod geoid;
pub mod obstacle;
pub mod position;
pub mod problem;
pub mod terrain;
pub mod times;
pub mod volume;
pub mod zone;

pub use altitude::{Altitude, AltitudeBand, AltitudeDatum, AltitudeError};
pub use bilingual::{Bilingual, Language};
pub use footprint::{
    CircleSide, Footprint, FootprintFault, FootprintFaultKind, FootprintRepair, FootprintView,
    RawPolygon, RingPlace,
};
pub use geoid::{Geoid, Undulation};
pub use obstacle::{Obstacle, ObstacleKind, ObstacleShape};
pub use position::{Position, PositionError};
pub use problem::{Problem, ProblemPlace, Severity};
pub use terrain::{Ground, GroundPiece, GroundRange, Terrain};
pub use times::{
    Daily, DayMark, SunEvent, SunPlace, TimeRange, TimeReading, TimeWindow, Times, Weekdays,
};
pub use volume::{Volume4D, VolumeError};
pub use zone::{Authority, LocalName, Rule, Scope, Zone, ZoneId};
