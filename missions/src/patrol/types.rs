//! A patrol as checked plain data: nothing here has to be parsed or checked once more.

use super::{Pattern, Recurrence};
use chrono::{DateTime, Utc};
use geofences::{Bilingual, TimeRange, ZoneId};

/// What is looked at, how well, when, how often and for whom.
#[derive(Clone, Debug, PartialEq)]
pub struct Patrol {
    /// Its name for machines and files: letters, digits, `-`, `_` and `.`.
    pub id: String,
    /// What people call it.
    pub name: Bilingual,
    /// The department that asks for it.
    pub department: Bilingual,
    /// Where it comes from, such as 示意 (illustrative).
    pub source: Option<String>,
    /// Who goes first where not all can be flown.
    pub priority: Priority,
    /// Whether people who have no part in it may be beneath the aircraft.
    pub may_overfly_people: bool,
    /// What is flown.
    pub pattern: Pattern,
    /// What it looks with; none where points ask for neither photo nor video.
    pub sensor: Option<Sensor>,
    /// How high it is flown.
    pub height: Height,
    /// How fast at most, m/s over ground; none: as fast as vehicle and camera allow.
    pub speed_mps: Option<f64>,
    /// What it carries to where it is flown, kg; 0 where nothing.
    pub payload_kg: f64,
    /// When it is flown; none: only when somebody asks for it.
    pub recurrence: Option<Recurrence>,
    /// In which conditions it is flown.
    pub limits: Limits,
    /// What has to be approved before.
    pub approvals: Approvals,
}

impl Patrol {
    /// Its windows that are open at any moment from `from` to before `until`, by their beginnings, as
    /// [`Recurrence::occurrences`] gives them; none of a patrol that is flown only when somebody asks.
    pub fn occurrences(&self, from: DateTime<Utc>, until: DateTime<Utc>) -> Vec<TimeRange> {
        let recurrence = self.recurrence.as_ref();
        recurrence.map_or_else(Vec::new, |it| it.occurrences(from, until))
    }
}

/// Who goes first; the more urgent is the less.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Priority {
    /// Danger to life, fire, flood.
    Emergency,
    /// Soon.
    High,
    /// As planned.
    Normal,
    /// When there is time left.
    Low,
}

/// What a patrol looks with.
#[derive(Clone, Debug, PartialEq)]
pub struct Sensor {
    /// The camera of the vehicle, by the name that the vehicle's file gives it.
    pub camera: String,
    /// What it does on the way.
    pub recording: Recording,
    /// The part of a picture that the next one along the track sees again, 0…0.95.
    pub forward_overlap: f64,
    /// The part that the neighbouring track sees again, 0…0.95.
    pub side_overlap: f64,
    /// Where it points, degrees above the horizon, −90 straight down; none: as the pattern has it.
    pub gimbal_pitch_deg: Option<f64>,
}

/// What the camera does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Recording {
    /// Photos, each so far after the one before as the overlap says.
    Photos,
    /// Video all along.
    Video,
    /// Only what the points of interest ask for.
    AtPoints,
}

/// How high a patrol is flown.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Height {
    /// So high that a pixel covers so much ground.
    ForGsd {
        /// Ground sampling distance, metres a pixel.
        gsd_m: f64,
    },
    /// At this height above the ground beneath.
    AboveGround {
        /// Metres.
        metres: f64,
    },
    /// As the points or the structure say.
    OfPattern {
        /// What a pixel has to cover at most where the pattern looks, metres.
        gsd_m: Option<f64>,
    },
}

/// In which conditions a patrol is flown; what is none is left to the vehicle's own limit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Limits {
    /// The most mean wind, m/s.
    pub wind_mps: Option<f64>,
    /// The most gusts, m/s.
    pub gust_mps: Option<f64>,
    /// The most rain, mm/h.
    pub rain_mm_per_h: Option<f64>,
    /// The lowest temperature, °C.
    pub least_temperature_c: Option<f64>,
    /// The highest temperature, °C.
    pub highest_temperature_c: Option<f64>,
    /// The least visibility, metres.
    pub visibility_m: Option<f64>,
    /// In which light.
    pub light: Light,
}

/// In which light a patrol is flown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Light {
    /// From sunrise to sunset.
    Day,
    /// From the beginning of morning civil twilight to the end of evening civil twilight.
    DayAndTwilight,
    /// Only outside of civil twilight and day, for what is seen by its heat or its light.
    Night,
    /// In any.
    Any,
}

/// What has to be approved before a patrol is flown, beyond what rules ask of every flight.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Approvals {
    /// By what is asked for.
    pub kinds: Vec<ApprovalKind>,
    /// By the zones whose authorities are asked.
    pub zones: Vec<ZoneId>,
}

/// What is asked for: 无人驾驶航空器飞行管理暂行条例, articles 19, 26 and 31.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ApprovalKind {
    /// A flight activity application (飞行活动申请), filed by 12:00 the day before.
    FlightActivity,
    /// Flying in controlled airspace (管制空域).
    ControlledAirspace,
    /// Control over cell stations or the internet (通过通信基站或者互联网).
    Network,
    /// Over gatherings of people (飞越集会人群).
    OverCrowds,
    /// Dropping (投放).
    Dropping,
    /// From a moving vehicle or vessel (移动的车辆、船舶).
    FromMovingVehicle,
    /// Several aircraft as one (集群).
    Swarm,
}
