//! What is written is read back as it was.

use super::*;
use crate::{
    Altitude, AltitudeBand, AltitudeDatum, Authority, Daily, DayMark, Footprint, LocalName,
    Obstacle, ObstacleKind, ObstacleShape, Position, RawPolygon, Rule, Scope, SunEvent, TimeWindow,
    Times, Weekdays, Zone, ZoneId,
};
use chrono::{DateTime, NaiveDate, Utc};
use geo::Coord;
use rand::seq::IndexedRandom;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// The seed of the random zones.
const ROUND_TRIP_SEED: u64 = 0x0047_1715;

/// Zones with every field in every state, over random stars and circles.
pub(crate) struct Inventor(pub(crate) ChaCha8Rng);

impl Inventor {
    pub(crate) fn new(seed: u64) -> Self {
        Self(ChaCha8Rng::seed_from_u64(seed))
    }

    fn maybe<T>(&mut self, make: impl FnOnce(&mut Self) -> T) -> Option<T> {
        self.0.random_bool(0.6).then(|| make(self))
    }

    fn text(&mut self) -> String {
        let texts = [
            "示例",
            "quote \" and \\ slash",
            "line\nbreak",
            "emoji 🚁",
            "plain",
        ];
        texts.choose(&mut self.0).unwrap().to_string()
    }

    fn position(&mut self) -> Position {
        let (lon, lat) = (
            self.0.random_range(-179.0..179.0),
            self.0.random_range(-80.0..80.0),
        );
        Position::new(lon, lat).unwrap()
    }

    /// A star around a place, with a small hole in its middle now and then.
    fn polygon(&mut self) -> RawPolygon {
        let center = self.position().coord();
        let corners = self.0.random_range(3..20);
        let ring = |radius: &mut dyn FnMut() -> f64| -> Vec<Coord<f64>> {
            (0..corners)
                .map(|corner| {
                    let angle = std::f64::consts::TAU * f64::from(corner) / f64::from(corners);
                    let r = radius();
                    Coord {
                        x: center.x + r * angle.cos(),
                        y: center.y + r * angle.sin(),
                    }
                })
                .collect()
        };
        let exterior = ring(&mut || self.0.random_range(0.4..0.9));
        let hole = ring(&mut || 0.05);
        let holes = if self.0.random_bool(0.3) {
            vec![hole]
        } else {
            Vec::new()
        };
        RawPolygon { exterior, holes }
    }

    pub(crate) fn footprint(&mut self) -> Footprint {
        if self.0.random_bool(0.3) {
            let radius_m = self.0.random_range(0.5..100_000.0);
            return Footprint::circle(self.position(), radius_m).unwrap();
        }
        let count = self.0.random_range(1..4);
        let raw: Vec<RawPolygon> = (0..count).map(|_| self.polygon()).collect();
        Footprint::from_polygons(&raw).unwrap().0
    }

    pub(crate) fn band(&mut self) -> AltitudeBand {
        use AltitudeDatum as D;
        let datums = [D::AboveGround, D::MeanSeaLevel, D::Wgs84Ellipsoid];
        let limit = |inventor: &mut Self, from: f64, to: f64| {
            let datum = *datums.choose(&mut inventor.0).unwrap();
            Altitude::new(inventor.0.random_range(from..to), datum).unwrap()
        };
        let lower = self.maybe(|inventor| limit(inventor, 0.5, 100.0));
        let upper = self.maybe(|inventor| limit(inventor, 100.5, 9_000.0));
        AltitudeBand::new(lower, upper).unwrap()
    }

    fn instant(&mut self) -> DateTime<Utc> {
        let nanos = if self.0.random_bool(0.5) {
            0
        } else {
            self.0.random_range(0..1_000_000_000)
        };
        DateTime::from_timestamp(self.0.random_range(0..4_000_000_000), nanos).unwrap()
    }

    fn mark(&mut self) -> DayMark {
        use SunEvent as E;
        let events = [
            E::MorningCivilTwilight,
            E::Sunrise,
            E::Sunset,
            E::EveningCivilTwilight,
        ];
        match self.0.random_range(0..3) {
            0 => DayMark::Sun {
                event: *events.choose(&mut self.0).unwrap(),
                offset_s: *[0, 1800, -900, 61, -7].choose(&mut self.0).unwrap(),
            },
            _ => DayMark::Clock {
                second_of_day: self.0.random_range(0..=86_400),
            },
        }
    }

    fn window(&mut self) -> TimeWindow {
        let from = self.instant();
        let days: Weekdays = clock_days()
            .into_iter()
            .filter(|_| self.0.random_bool(0.5))
            .collect();
        let weekdays = if days == Weekdays::NONE {
            Weekdays::ALL
        } else {
            days
        };
        let daily = self.maybe(|inventor| Daily {
            weekdays,
            starts: inventor.mark(),
            ends: inventor.mark(),
            utc_offset: FixedOffset::east_opt(inventor.0.random_range(-12..13) * 1_800).unwrap(),
        });
        TimeWindow {
            from: Some(from),
            until: self.maybe(|inventor| {
                from + chrono::TimeDelta::seconds(inventor.0.random_range(0..9_999_999))
            }),
            daily,
        }
    }

    fn times(&mut self) -> Times {
        let count = self.0.random_range(0..3);
        match count {
            0 => Times::Always,
            _ => Times::Windows((0..count).map(|_| self.window()).collect()),
        }
    }

    pub(crate) fn zone(&mut self, id: usize) -> Zone {
        let rules = [
            Rule::Permitted,
            Rule::Advisory,
            Rule::Conditional,
            Rule::NeedsAuthorization,
            Rule::Prohibited,
        ];
        Zone {
            id: ZoneId::new(format!("区-{id}")),
            name: LocalName {
                zh: self.maybe(Self::text),
                en: self.maybe(Self::text),
            },
            rule: *rules.choose(&mut self.0).unwrap(),
            scope: *[Scope::Flight, Scope::Imaging].choose(&mut self.0).unwrap(),
            footprint: self.footprint(),
            band: self.band(),
            times: self.times(),
            authority: self.maybe(|inventor| Authority {
                name: inventor.text(),
                contact: inventor.maybe(Self::text),
            }),
            reason: self.maybe(Self::text),
            conditions: self.maybe(Self::text),
            source: self.maybe(Self::text),
        }
    }

    fn obstacle(&mut self, id: usize) -> Obstacle {
        let shape = match self.0.random_range(0..3) {
            0 => ObstacleShape::Point {
                position: self.position(),
                radius_m: self.0.random_range(0.0..50.0),
            },
            1 => ObstacleShape::Line {
                vertices: (0..4).map(|_| self.position()).collect(),
                half_width_m: self.0.random_range(0.0..50.0),
            },
            _ => ObstacleShape::Polygon(Footprint::from_polygons(&[self.polygon()]).unwrap().0),
        };
        let kinds = [
            ObstacleKind::Building,
            ObstacleKind::BridgePylon,
            ObstacleKind::CableCar,
            ObstacleKind::Other,
        ];
        Obstacle {
            id: ZoneId::new(format!("obstacle {id}")),
            name: LocalName {
                zh: self.maybe(Self::text),
                en: self.maybe(Self::text),
            },
            kind: *kinds.choose(&mut self.0).unwrap(),
            shape,
            top: Altitude::new(
                self.0.random_range(-100.0..900.0),
                AltitudeDatum::MeanSeaLevel,
            )
            .unwrap(),
            vertical_uncertainty_m: self.0.random_range(0.0..20.0),
            horizontal_uncertainty_m: 0.0,
            surveyed: self.maybe(|inventor| {
                NaiveDate::from_yo_opt(2026, inventor.0.random_range(1..365)).unwrap()
            }),
            source: self.maybe(Self::text),
        }
    }
}

fn clock_days() -> [chrono::Weekday; 7] {
    crate::files::clock::DAYS.map(|(day, _)| day)
}

#[test]
fn random_zones_and_obstacles_are_read_back_as_they_were() {
    let mut inventor = Inventor::new(ROUND_TRIP_SEED);
    let zones: Vec<Zone> = (0..400).map(|id| inventor.zone(id)).collect();
    let obstacles: Vec<Obstacle> = (0..100).map(|id| inventor.obstacle(id)).collect();
    let (text, lost) = write(&zones, &obstacles);
    assert_eq!(lost, []);
    let file = read_text(&text);
    // Tops below the sea are read with a warning each.
    let sunk = obstacles.iter().filter(|o| o.top.metres() <= 0.0);
    assert_eq!(codes(&file), vec!["top-zero"; sunk.count()]);
    for (read, written) in file.zones.iter().zip(&zones) {
        assert_eq!(read, written);
    }
    assert_eq!(file.zones.len(), zones.len());
    assert_eq!(file.obstacles, obstacles);
}

#[test]
fn a_zone_that_is_never_active_is_left_out_with_a_warning() {
    let mut zone = Inventor::new(ROUND_TRIP_SEED).zone(0);
    zone.times = Times::Windows(Vec::new());
    let (text, lost) = write([&zone], []);
    assert_eq!(lost[0].code, "lost-never-active");
    assert_eq!(codes(&read_text(&text)), ["no-features"]);
}

#[test]
fn a_window_on_no_day_is_written_as_judgements_read_it() {
    let mut inventor = Inventor::new(ROUND_TRIP_SEED);
    let sound = TimeWindow {
        daily: None,
        ..inventor.window()
    };
    let on_no_day = TimeWindow {
        daily: Some(Daily {
            weekdays: Weekdays::NONE,
            starts: DayMark::Clock { second_of_day: 0 },
            ends: DayMark::Clock {
                second_of_day: 3_600,
            },
            utc_offset: FixedOffset::east_opt(0).unwrap(),
        }),
        ..sound.clone()
    };
    let mut zone = inventor.zone(0);
    zone.band = AltitudeBand::ALL;
    zone.times = Times::Windows(vec![on_no_day, sound.clone()]);
    zone.rule = Rule::Prohibited;
    let (text, lost) = write([&zone], []);
    assert_eq!(lost.len(), 1);
    assert_eq!(lost[0].code, "lost-days");
    assert_eq!(read_text(&text).zones[0].times, Times::Always);
    zone.rule = Rule::Permitted;
    let (text, _) = write([&zone], []);
    assert_eq!(read_text(&text).zones[0].times, Times::Windows(vec![sound]));
}
