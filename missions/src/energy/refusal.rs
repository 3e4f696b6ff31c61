//! Why something cannot be flown, and what would make it possible.

use geofences::Bilingual;

/// Why something cannot be flown.
#[derive(Clone, Debug, PartialEq)]
pub enum CannotFly {
    /// A length, a height, a course, an angle, a time or a speed is no number that can be flown.
    NoLeg,
    /// The wind at some height, or a gust, is above the vehicle's limit.
    WindLimit {
        /// m/s.
        wind_mps: f64,
        /// m/s.
        limit_mps: f64,
    },
    /// It rains more than the vehicle may be rained on.
    Rain {
        /// mm/h.
        rain_mm_per_h: f64,
        /// mm/h.
        limit_mm_per_h: f64,
    },
    /// The air is colder or warmer than the vehicle's limits.
    Temperature {
        /// °C.
        temperature_c: f64,
        /// °C.
        coldest_c: f64,
        /// °C.
        warmest_c: f64,
    },
    /// It is higher than the vehicle flies.
    AboveCeiling {
        /// Metres above mean sea level.
        amsl_m: f64,
        /// Metres above mean sea level.
        ceiling_amsl_m: f64,
    },
    /// It needs more speed through the air than the vehicle has.
    TooFast {
        /// m/s.
        airspeed_mps: f64,
        /// The speed over ground that it was needed for, m/s.
        ground_mps: Option<f64>,
        /// m/s.
        largest_mps: f64,
        /// The greatest speed over ground on this course in this wind, if there is any.
        possible_ground_mps: Option<f64>,
    },
    /// At this speed through the air the wind blows it back or off the course.
    WindWins {
        /// m/s.
        airspeed_mps: f64,
        /// More than this is needed to go forward on the course, m/s.
        enough_mps: f64,
        /// The most that the vehicle has, m/s.
        largest_mps: f64,
    },
    /// A wing would stall.
    TooSlow {
        /// m/s.
        airspeed_mps: f64,
        /// The slowest with this mass, air and turn, m/s.
        slowest_mps: f64,
    },
    /// A wing climbs and sinks only so steeply.
    TooSteep {
        /// Metres; below 0 down.
        rise_m: f64,
        /// Over so many metres.
        distance_m: f64,
        /// Over so many it could.
        enough_m: f64,
    },
    /// What it carries is too heavy.
    TooHeavy {
        /// kg.
        mass_kg: f64,
        /// kg.
        most_kg: f64,
    },
    /// What it is to carry has no mass that there is.
    NoLoad {
        /// As asked, kg.
        load_kg: f64,
    },
    /// It has no rotors, or no wing, to fly so.
    NotSuch,
}

impl std::fmt::Display for CannotFly {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.bilingual().en)
    }
}

impl std::error::Error for CannotFly {}

impl CannotFly {
    /// Whether other weather would make it possible for the same vehicle on the same way.
    pub fn is_of_weather(&self) -> bool {
        matches!(
            self,
            Self::WindLimit { .. } | Self::Rain { .. } | Self::Temperature { .. }
        )
    }

    /// In both languages, with what would make it possible.
    pub fn bilingual(&self) -> Bilingual {
        match self {
            Self::NoLeg => Bilingual::new(
                "a length, height, course, angle, time or speed is no number that can be flown",
                "长度、高度、航向、角度、时间或速度不是可飞行的数值",
            ),
            Self::WindLimit {
                wind_mps,
                limit_mps,
            } => Bilingual::new(
                format!(
                    "the wind or gust of {wind_mps:.1} m/s is above the vehicle's limit of {limit_mps:.1} m/s: \
                    wait for less wind, or take a vehicle that stands more"
                ),
                format!(
                    "风速或阵风 {wind_mps:.1} m/s 超过机型限值 {limit_mps:.1} m/s：等待风力减弱，或换用抗风能力更强的机型"
                ),
            ),
            Self::Rain {
                rain_mm_per_h,
                limit_mm_per_h,
            } => Bilingual::new(
                format!(
                    "rain of {rain_mm_per_h} mm/h is above the vehicle's limit of {limit_mm_per_h} mm/h: wait \
                    until it is drier, or take a vehicle that may get wet"
                ),
                format!(
                    "降雨 {rain_mm_per_h} mm/h 超过机型限值 {limit_mm_per_h} mm/h：等待降雨减弱，或换用防雨机型"
                ),
            ),
            Self::Temperature {
                temperature_c,
                coldest_c,
                warmest_c,
            } => Bilingual::new(
                format!(
                    "the air of {temperature_c:.0} °C is outside the vehicle's {coldest_c:.0} to \
                    {warmest_c:.0} °C: fly at another hour, or take another vehicle"
                ),
                format!(
                    "气温 {temperature_c:.0} °C 超出机型的 {coldest_c:.0} 至 {warmest_c:.0} °C：改时段或换机型"
                ),
            ),
            Self::AboveCeiling {
                amsl_m,
                ceiling_amsl_m,
            } => Bilingual::new(
                format!(
                    "{amsl_m:.0} m above sea level is above the vehicle's ceiling of {ceiling_amsl_m:.0} m: \
                    fly lower, or take another vehicle"
                ),
                format!("海拔 {amsl_m:.0} 米超过机型升限 {ceiling_amsl_m:.0} 米：降低高度或换机型"),
            ),
            Self::TooFast {
                airspeed_mps,
                ground_mps,
                largest_mps,
                possible_ground_mps,
            } => too_fast(
                *airspeed_mps,
                *ground_mps,
                *largest_mps,
                *possible_ground_mps,
            ),
            Self::WindWins {
                airspeed_mps,
                enough_mps,
                largest_mps,
            } => wind_wins(*airspeed_mps, *enough_mps, *largest_mps),
            Self::TooSlow {
                airspeed_mps,
                slowest_mps,
            } => Bilingual::new(
                format!(
                    "{airspeed_mps:.1} m/s through the air is too slow for the wing: fly at least \
                    {slowest_mps:.1} m/s, or turn wider"
                ),
                format!(
                    "空速 {airspeed_mps:.1} m/s 低于机翼所需：不低于 {slowest_mps:.1} m/s，或加大转弯半径"
                ),
            ),
            Self::TooSteep {
                rise_m,
                distance_m,
                enough_m,
            } => Bilingual::new(
                format!(
                    "{rise_m:.0} m of height over {distance_m:.0} m is too steep: it needs {enough_m:.0} m"
                ),
                format!("在 {distance_m:.0} 米内升降 {rise_m:.0} 米过陡：需要 {enough_m:.0} 米"),
            ),
            Self::TooHeavy { mass_kg, most_kg } => Bilingual::new(
                format!(
                    "{mass_kg:.2} kg at take-off is above the {most_kg:.2} kg that the vehicle may weigh: \
                    leave {:.2} kg behind",
                    mass_kg - most_kg
                ),
                format!(
                    "起飞重量 {mass_kg:.2} kg 超过最大起飞重量 {most_kg:.2} kg：减重 {:.2} kg",
                    mass_kg - most_kg
                ),
            ),
            Self::NoLoad { load_kg } => Bilingual::new(
                format!("a load of {load_kg} kg is none"),
                format!("载荷 {load_kg} kg 无效"),
            ),
            Self::NotSuch => Bilingual::new(
                "the vehicle has no rotors or no wing to fly so: take another airframe",
                "该机型没有旋翼或机翼，无法这样飞行：换用其他机型",
            ),
        }
    }
}

fn too_fast(airspeed: f64, ground: Option<f64>, largest: f64, possible: Option<f64>) -> Bilingual {
    let (of_en, of_zh) = ground.map_or((String::new(), String::new()), |ground| {
        (
            format!(" for {ground:.1} m/s over ground"),
            format!("（地速 {ground:.1} m/s）"),
        )
    });
    let (help_en, help_zh) = match possible {
        Some(possible) => (
            format!(
                "on this course in this wind at most {possible:.1} m/s over ground is possible"
            ),
            format!("此航向在当前风中地速最多 {possible:.1} m/s"),
        ),
        None => (
            "in this wind it cannot fly this course at all: wait for less wind, or fly another way"
                .to_owned(),
            "当前风中无法沿此航向前进：等待风力减弱或改道".to_owned(),
        ),
    };
    Bilingual::new(
        format!(
            "{airspeed:.1} m/s through the air{of_en} is above the vehicle's {largest:.1} m/s: {help_en}"
        ),
        format!("所需空速 {airspeed:.1} m/s{of_zh}超过机型最大 {largest:.1} m/s：{help_zh}"),
    )
}

fn wind_wins(airspeed: f64, enough: f64, largest: f64) -> Bilingual {
    let (help_en, help_zh) = if enough < largest {
        (
            format!("fly faster than {enough:.1} m/s through the air"),
            format!("空速须大于 {enough:.1} m/s"),
        )
    } else {
        (
            format!(
                "even its {largest:.1} m/s are not enough: wait for less wind, or fly another way"
            ),
            format!("即使最大空速 {largest:.1} m/s 也不够：等待风力减弱或改道"),
        )
    };
    Bilingual::new(
        format!(
            "with {airspeed:.1} m/s through the air it does not go forward on this course in this wind: {help_en}"
        ),
        format!("空速 {airspeed:.1} m/s 时在当前风中无法沿此航向前进：{help_zh}"),
    )
}
