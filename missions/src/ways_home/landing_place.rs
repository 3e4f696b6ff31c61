//! Places where an aircraft may land when it cannot come home: surveyed, and rated for each hour of the day.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use geofences::{Bilingual, Position, TimeRange};

/// What is on the ground of a landing place at an hour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GroundUse {
    /// Nobody, nothing.
    Clear,
    /// A few people pass who can be kept away.
    Few,
    /// A crowd, or traffic.
    Crowd,
    /// It was not looked at.
    NotSurveyed,
}

/// A place that was surveyed for landing.
#[derive(Clone, Debug, PartialEq)]
pub struct LandingPlace {
    name: Bilingual,
    position: Position,
    radius_m: f64,
    surveyed_on: NaiveDate,
    valid_until: NaiveDate,
    ground_use_by_hour: [GroundUse; 24],
}

/// Why something is no landing place.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
pub enum LandingPlaceFault {
    /// It is no clear circle.
    #[error("the clear radius of {0} m is not a number above 0")]
    Radius(f64),
    /// The survey would not hold for a day.
    #[error("the survey of {surveyed_on} is said to hold until {valid_until}, which is before it")]
    Validity {
        /// As given.
        surveyed_on: NaiveDate,
        /// As given.
        valid_until: NaiveDate,
    },
    /// There is no hour at which anything may land there.
    #[error("there is no hour without a crowd that was surveyed")]
    NeverOpen,
}

impl LandingPlaceFault {
    /// What to tell people.
    pub fn text(&self) -> Bilingual {
        let zh = match self {
            Self::Radius(radius_m) => format!("净空半径 {radius_m} 米不是正数"),
            Self::Validity {
                surveyed_on,
                valid_until,
            } => {
                format!("{surveyed_on} 的勘察有效期至 {valid_until}，早于勘察日")
            }
            Self::NeverOpen => "没有任何已勘察且无人群聚集的时段".to_owned(),
        };
        Bilingual::new(self.to_string(), zh)
    }
}

impl LandingPlace {
    /// A place: a circle of `radius_m` that is clear and even, what is on it at each hour of the day in
    /// Asia/Shanghai (from 0 to 23), when that was surveyed, and the last day on which the survey holds.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn new(
        name: Bilingual,
        position: Position,
        radius_m: f64,
        surveyed_on: NaiveDate,
        valid_until: NaiveDate,
        ground_use_by_hour: [GroundUse; 24],
    ) -> Result<Self, Vec<LandingPlaceFault>> {
        let mut faults = Vec::new();
        if !(radius_m.is_finite() && radius_m > 0.0) {
            faults.push(LandingPlaceFault::Radius(radius_m));
        }
        if valid_until < surveyed_on {
            faults.push(LandingPlaceFault::Validity {
                surveyed_on,
                valid_until,
            });
        }
        if !ground_use_by_hour.iter().any(|it| it.is_open()) {
            faults.push(LandingPlaceFault::NeverOpen);
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        Ok(Self {
            name,
            position,
            radius_m,
            surveyed_on,
            valid_until,
            ground_use_by_hour,
        })
    }

    /// What it is called.
    pub fn name(&self) -> &Bilingual {
        &self.name
    }

    /// Its middle.
    pub fn position(&self) -> Position {
        self.position
    }

    /// The radius that is clear and even, metres.
    pub fn radius_m(&self) -> f64 {
        self.radius_m
    }

    /// Why nothing may land there at some time of a window; `None` where it may all through.
    pub fn closed_because(&self, window: TimeRange) -> Option<Bilingual> {
        if window.until < window.from {
            return Some(Bilingual::new(
                format!(
                    "it is asked for until {}, which is before {}: correct the times",
                    window.until, window.from
                ),
                format!(
                    "所问时段的结束 {} 早于开始 {}：请更正时间",
                    window.until, window.from
                ),
            ));
        }
        let (first, last) = (hour_in_china(window.from), hour_in_china(window.until));
        let day = |hour: i64| {
            let days = TimeDelta::try_days(hour.div_euclid(24));
            days.and_then(|days| NaiveDate::default().checked_add_signed(days))
        };
        let is_surveyed = day(first).is_some_and(|day| self.surveyed_on <= day)
            && day(last).is_some_and(|day| day <= self.valid_until);
        if !is_surveyed {
            return Some(Bilingual::new(
                format!(
                    "its survey holds from {} to {}",
                    self.surveyed_on, self.valid_until
                ),
                format!(
                    "其勘察有效期为 {} 至 {}",
                    self.surveyed_on, self.valid_until
                ),
            ));
        }
        // A day has every hour.
        let hours = (first..=last).take(24).map(|hour| hour.rem_euclid(24));
        let closed = |hour: &i64| {
            let ground = usize::try_from(*hour)
                .ok()
                .and_then(|hour| self.ground_use_by_hour.get(hour));
            !ground.is_some_and(|ground| ground.is_open())
        };
        hours.into_iter().find(closed).map(|hour| {
            Bilingual::new(
                format!("from {hour}:00 there is a crowd, or it was not surveyed"),
                format!("{hour} 时有人群聚集或未勘察"),
            )
        })
    }
}

impl GroundUse {
    fn is_open(self) -> bool {
        matches!(self, Self::Clear | Self::Few)
    }
}

/// Hours since 1970 by the clocks of China, which have been 8 h ahead of UTC all year since 1992.
fn hour_in_china(time: DateTime<Utc>) -> i64 {
    (time.timestamp() + 8 * 3_600).div_euclid(3_600)
}
