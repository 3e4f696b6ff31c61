//! Where one may fly: positions, heights, zones, obstacles, and the judgements made of them.
//!
//! The crate decides; it reads no clock, opens no socket and knows no MAVLink. Every judgement
//! takes the time as an argument, and answers `Unknown` rather than guess.
//!
//! Modules in suggested reading order:

pub mod altitude;
mod antimeridian;
pub mod beidou_grid;
pub mod bilingual;
pub mod files;
pub mod airspace;
pub mod footprint;
pub mod gcj02;
pub mod geoid;
pub mod obstacle;
pub mod position;
pub mod problem;
pub mod terrain;
pub mod times;
pub mod volume;
pub mod zone;

pub use airspace::*;
pub use altitude::{Altitude, AltitudeBand, AltitudeDatum, AltitudeError};
pub use beidou_grid::{BeidouCell, BeidouGridError, BeidouLevel};
pub use bilingual::{Bilingual, Language};
pub use footprint::{
    CircleSide, FlatRings, Footprint, FootprintFault, FootprintFaultKind, FootprintRepair, FootprintView,
    RawPolygon, RingPlace,
};
pub use gcj02::{gcj02_from_wgs84, wgs84_from_gcj02};
pub use geoid::{ConstantGeoid, Egm96Geoid, Geoid, GeoidError, GeoidWithLocalOffset, Undulation};
pub use obstacle::{Obstacle, ObstacleKind, ObstacleShape};
pub use position::{Position, PositionError};
pub use problem::{Problem, ProblemPlace, Severity};
pub use terrain::{
    FlatTerrain, GridFrame, GridTerrain, Ground, GroundPiece, GroundRange, SrtmTerrain, Terrain,
    TerrainError, synthetic_qingdao,
};
pub use times::{
    Daily, DayMark, SunEvent, SunPlace, TimeRange, TimeReading, TimeWindow, Times, TimesError,
    Weekdays,
};
pub use volume::{Volume4D, VolumeError};
pub use zone::{Authority, LocalName, Rule, Scope, Zone, ZoneId};
