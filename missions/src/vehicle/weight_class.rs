//! The class of a vehicle by the interim regulation on unmanned aircraft.

use super::Masses;
use geofences::Bilingual;

/// 微型 to 大型, by 无人驾驶航空器飞行管理暂行条例, Art. 62.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum WeightClass {
    /// 微型: empty below 0.25 kg, and no faster than 40 km/h level. That it also flies no higher than 50 m is
    /// not known from its figures: where it does fly higher it is light.
    Micro,
    /// 轻型: empty ≤ 4 kg, take-off ≤ 7 kg, and no faster than 100 km/h level.
    Light,
    /// 小型: empty ≤ 15 kg and take-off ≤ 25 kg.
    Small,
    /// 中型: take-off ≤ 150 kg.
    Medium,
    /// 大型: the rest.
    Large,
}

impl WeightClass {
    /// The lightest class whose every limit holds.
    pub fn of(masses: &Masses, largest_level_mps: f64) -> Self {
        let Masses {
            empty_kg,
            take_off_kg,
        } = *masses;
        let level_kmph = largest_level_mps * 3.6;
        if empty_kg < 0.25 && take_off_kg <= 7.0 && level_kmph <= 40.0 {
            Self::Micro
        } else if empty_kg <= 4.0 && take_off_kg <= 7.0 && level_kmph <= 100.0 {
            Self::Light
        } else if empty_kg <= 15.0 && take_off_kg <= 25.0 {
            Self::Small
        } else if take_off_kg <= 150.0 {
            Self::Medium
        } else {
            Self::Large
        }
    }

    /// What it is called.
    pub fn name(self) -> Bilingual {
        match self {
            Self::Micro => Bilingual::new("micro", "微型"),
            Self::Light => Bilingual::new("light", "轻型"),
            Self::Small => Bilingual::new("small", "小型"),
            Self::Medium => Bilingual::new("medium", "中型"),
            Self::Large => Bilingual::new("large", "大型"),
        }
    }

    /// Whether suitable airspace (适飞空域) is open to it at all; medium and large ones always apply.
    pub fn flies_in_suitable_airspace(self) -> bool {
        self <= Self::Small
    }
}
