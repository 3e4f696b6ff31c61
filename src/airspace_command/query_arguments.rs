//! What `haiou airspace query` is told: a place with its height, a time, a ground.

use crate::command_line::value_error;
use chrono::{DateTime, Utc};
use clap::Args;
use geofences::{Altitude, AltitudeDatum, Bilingual, Position};
use std::path::PathBuf;
use std::str::FromStr;

/// What `query` is told.
#[derive(Clone, Debug, Args)]
pub struct QueryArguments {
    /// Airspace files, read as one airspace 空域文件
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// Where: LON,LAT,ALT with agl, amsl or wgs84, as in 120.38,36.06,60agl 位置与高度
    #[arg(long, value_name = "LON,LAT,ALT", allow_hyphen_values = true)]
    pub at: PlaceAndHeight,
    /// When: RFC 3339 with its offset, as in 2026-11-24T10:00:00+08:00 时间
    #[arg(long, value_name = "T", default_value = "now")]
    pub time: QueryTime,
    /// The ground: a folder of SRTM .hgt tiles, flat:METRES, or synthetic 地形
    #[arg(long, value_name = "DIR|flat:METRES|synthetic")]
    pub terrain: Option<TerrainChoice>,
    /// A zone whose approval is held; may be given again 已获批准的空域标识，可重复
    #[arg(long = "approval", value_name = "ZONE_ID")]
    pub approvals: Vec<String>,
    /// Judge by what could be read of files with errors 忽略有错误的要素
    #[arg(long)]
    pub partial: bool,
    /// Print JSON for machines 输出 JSON
    #[arg(long)]
    pub json: bool,
}

/// A place and a height, as `LON,LAT,ALTdatum`: `120.38,36.06,60agl`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PlaceAndHeight {
    /// The place.
    pub position: Position,
    /// The height.
    pub altitude: Altitude,
}

impl FromStr for PlaceAndHeight {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let parts: Vec<&str> = text.split(',').map(str::trim).collect();
        let [longitude, latitude, height] = parts[..] else {
            return Err(message(
                "three parts are needed: LON,LAT,ALT as in 120.38,36.06,60agl",
                "需要三个部分：经度，纬度，高度，例如 120.38,36.06,60agl",
            ));
        };
        let position = Position::new(number(longitude)?, number(latitude)?).map_err(|error| {
            message(
                &error.to_string(),
                &format!("经纬度 {longitude},{latitude} 超出范围（先经度，后纬度）"),
            )
        })?;
        Ok(Self {
            position,
            altitude: height_with_datum(height)?,
        })
    }
}

fn message(en: &str, zh: &str) -> String {
    value_error(&Bilingual::new(en, zh))
}

fn number(text: &str) -> Result<f64, String> {
    text.parse().map_err(|_| {
        message(
            &format!("\"{text}\" is not a number"),
            &format!("“{text}”不是数字"),
        )
    })
}

/// A height never comes without what it is measured from: there is no default to guess.
fn height_with_datum(text: &str) -> Result<Altitude, String> {
    let datums = [
        AltitudeDatum::AboveGround,
        AltitudeDatum::MeanSeaLevel,
        AltitudeDatum::Wgs84Ellipsoid,
    ];
    let found = datums
        .into_iter()
        .find_map(|datum| Some((text.strip_suffix(datum.short_name())?, datum)));
    let Some((metres, datum)) = found else {
        return Err(message(
            &format!("the height \"{text}\" must end in agl, amsl or wgs84, as in 60agl"),
            &format!("高度“{text}”须以 agl、amsl 或 wgs84 结尾，例如 60agl"),
        ));
    };
    let metres = number(metres.trim())?;
    Altitude::new(metres, datum).map_err(|error| {
        message(
            &error.to_string(),
            &format!("高度 {metres} 米不在 -1000 至 100000 之间"),
        )
    })
}

/// When: an instant, or the moment the command runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QueryTime {
    /// When the command runs.
    Now,
    /// This instant.
    At(DateTime<Utc>),
}

impl QueryTime {
    /// The instant, given what time it is.
    pub fn instant(self, now: DateTime<Utc>) -> DateTime<Utc> {
        match self {
            Self::Now => now,
            Self::At(instant) => instant,
        }
    }
}

impl FromStr for QueryTime {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text == "now" {
            return Ok(Self::Now);
        }
        DateTime::parse_from_rfc3339(text)
            .map(|instant| Self::At(instant.with_timezone(&Utc)))
            .map_err(|_| {
                message(
                    "not a time with its offset (RFC 3339), as in 2026-11-24T10:00:00+08:00, or now",
                    "不是带时区的时间(RFC 3339),例如 2026-11-24T10:00:00+08:00,或 now",
                )
            })
    }
}

/// The ground that heights are judged over.
#[derive(Clone, Debug, PartialEq)]
pub enum TerrainChoice {
    /// Even ground at this elevation, metres AMSL.
    Flat(f64),
    /// The synthetic surface of 崂山 and 浮山, for trying things out.
    Synthetic,
    /// A folder of SRTM `.hgt` tiles.
    Tiles(PathBuf),
}

impl FromStr for TerrainChoice {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text == "synthetic" {
            return Ok(Self::Synthetic);
        }
        let Some(metres) = text.strip_prefix("flat:") else {
            return Ok(Self::Tiles(PathBuf::from(text)));
        };
        let elevation = number(metres)?;
        match Altitude::new(elevation, AltitudeDatum::MeanSeaLevel) {
            Ok(_) => Ok(Self::Flat(elevation)),
            Err(error) => Err(message(
                &error.to_string(),
                &format!("地面高程 {metres} 米不在 -1000 至 100000 之间"),
            )),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_with_its_height_is_read() {
        let read: PlaceAndHeight = "120.38,36.06,60agl".parse().unwrap();
        assert_eq!(read.position, Position::new(120.38, 36.06).unwrap());
        assert_eq!(
            read.altitude,
            Altitude::new(60.0, AltitudeDatum::AboveGround).unwrap()
        );
        let below: PlaceAndHeight = "120.38, 36.06, -2.5wgs84".parse().unwrap();
        assert_eq!(below.altitude.datum(), AltitudeDatum::Wgs84Ellipsoid);
        assert_eq!(below.altitude.metres(), -2.5);
    }

    #[test]
    fn a_height_without_its_datum_is_refused_in_both_languages() {
        let error = "120.38,36.06,60".parse::<PlaceAndHeight>().unwrap_err();
        assert!(error.contains("agl, amsl or wgs84"), "{error}");
        assert!(error.contains("须以 agl"), "{error}");
    }

    #[test]
    fn a_height_above_a_home_that_is_not_there_is_refused() {
        assert!("120.38,36.06,60home".parse::<PlaceAndHeight>().is_err());
    }

    #[test]
    fn swapped_or_unfinished_places_are_refused() {
        for text in [
            "36.06,120.38,60agl",
            "120.38,36.06",
            "a,36.06,60agl",
            "nan,36,6agl",
            "",
        ] {
            assert!(text.parse::<PlaceAndHeight>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_time_without_its_offset_is_refused() {
        assert!("2026-11-24T10:00:00".parse::<QueryTime>().is_err());
        let read: QueryTime = "2026-11-24T10:00:00+08:00".parse().unwrap();
        let utc: QueryTime = "2026-11-24T02:00:00Z".parse().unwrap();
        assert_eq!(read, utc);
        assert_eq!("now".parse(), Ok(QueryTime::Now));
    }

    #[derive(Debug, clap::Parser)]
    struct Line {
        #[command(flatten)]
        query: QueryArguments,
    }

    #[test]
    fn a_whole_query_is_read_west_of_greenwich_too() {
        let words = "query a.geojson b.kml --at -0.5,51.5,60agl --approval A --approval B";
        let line = <Line as clap::Parser>::try_parse_from(words.split(' ')).unwrap();
        assert_eq!(line.query.files.len(), 2);
        assert_eq!(line.query.at.position.longitude_deg(), -0.5);
        assert_eq!(line.query.time, QueryTime::Now);
        assert_eq!(line.query.approvals, ["A", "B"]);
    }

    #[test]
    fn terrain_is_flat_synthetic_or_a_folder() {
        assert_eq!("flat:12.5".parse(), Ok(TerrainChoice::Flat(12.5)));
        assert_eq!("synthetic".parse(), Ok(TerrainChoice::Synthetic));
        assert_eq!("dem".parse(), Ok(TerrainChoice::Tiles("dem".into())));
        assert!("flat:high".parse::<TerrainChoice>().is_err());
        assert!("flat:nan".parse::<TerrainChoice>().is_err());
    }
}
