//! Where one may fly: positions, heights, zones, obstacles, and the judgements made of them.
//!
//! The crate decides; it reads no clock, opens no socket and knows no MAVLink. Every judgement
//! takes the time as an argument, and answers `Unknown` rather than guess.
//!
//! Modules in suggested reading order:

pub mod bilingual;
pub mod position;
pub mod altitude;
pub mod times;
mod antimeridian;
pub mod local_plane;
pub mod footprint;
pub mod zone;
pub mod obstacle;
pub mod volume;
pub mod terrain;
pub mod geoid;
pub mod airspace;
pub mod intents;
pub mod beidou_grid;
pub mod gcj02;
pub mod problem;
pub mod fence;
pub mod files;

pub use airspace::*;
pub use altitude::{Altitude, AltitudeBand, AltitudeDatum, AltitudeError};
pub use beidou_grid::{BeidouCell, BeidouGridError, BeidouLevel};
pub use bilingual::{Bilingual, Language};
pub use footprint::{
    CircleSide, FlatRings, Footprint, FootprintFault, FootprintFaultKind, FootprintRepair,
    FootprintView, RawPolygon, RingPlace,
};
pub use gcj02::{gcj02_from_wgs84, wgs84_from_gcj02};
pub use geoid::{ConstantGeoid, Egm96Geoid, Geoid, GeoidError, GeoidWithLocalOffset, Undulation};
pub use intents::{
    AffectedIntent, Conflict, IntentId, IntentState, Intents, NoVolumes, OperationalIntent,
};
pub use local_plane::LocalPlane;
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
