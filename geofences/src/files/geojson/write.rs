//! Writing GeoJSON: one feature a line, so that versions of a file can be compared.

use super::obstacle::KINDS;
use crate::files::clock;
use crate::{
    Altitude, Authority, Daily, DayMark, Footprint, FootprintView, Obstacle, ObstacleShape,
    Position, Problem, TimeWindow, Times, Weekdays, Zone,
};
use chrono::{DateTime, FixedOffset, SecondsFormat, Utc};
use serde::Serialize;

/// A feature in the order in which its members are written.
#[derive(Serialize)]
struct Feature<P> {
    r#type: &'static str,
    id: String,
    properties: P,
    geometry: Geometry,
}

#[derive(Serialize)]
#[serde(tag = "type", content = "coordinates")]
pub(crate) enum Geometry {
    Point([f64; 2]),
    LineString(Vec<[f64; 2]>),
    Polygon(Vec<Vec<[f64; 2]>>),
    MultiPolygon(Vec<Vec<Vec<[f64; 2]>>>),
}

#[derive(Default, Serialize)]
struct ZoneProperties<'a> {
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    name_zh: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    name_en: Option<&'a str>,
    rule: Option<crate::Rule>,
    scope: crate::Scope,
    lower: Limit,
    #[serde(skip_serializing_if = "Option::is_none")]
    lower_datum: Option<&'static str>,
    upper: Limit,
    #[serde(skip_serializing_if = "Option::is_none")]
    upper_datum: Option<&'static str>,
    unit: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    times: Option<Vec<Window>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    authority: Option<WrittenAuthority<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    conditions: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    radius_m: Option<f64>,
}

#[derive(Serialize)]
struct ObstacleProperties<'a> {
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    name_zh: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    name_en: Option<&'a str>,
    obstacle: &'static str,
    top: f64,
    top_datum: &'static str,
    unit: &'static str,
    vertical_uncertainty_m: f64,
    horizontal_uncertainty_m: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    radius_m: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    half_width_m: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    surveyed: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<&'a str>,
}

/// A limit: a height, or a word for none.
#[derive(Serialize)]
#[serde(untagged)]
enum Limit {
    Word(&'static str),
    Metres(f64),
}

impl Default for Limit {
    fn default() -> Self {
        Self::Word("UNL")
    }
}

#[derive(Serialize)]
#[serde(untagged)]
enum WrittenAuthority<'a> {
    Name(&'a str),
    Whole(&'a Authority),
}

#[derive(Default, Serialize)]
struct Window {
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    days: Option<Vec<&'static str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    daily_from: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    daily_until: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    utc_offset: Option<String>,
}

/// Writes zones and obstacles as GeoJSON with our properties.
///
/// The problems say what the format cannot hold: a zone that is active at no time, and of a
/// permission a window on no day, are left out, for a file cannot say "never". A restriction with
/// a window on no day is written as it is judged: active always. Blank names and
/// texts come back as missing. Everything else is read back as it was.
pub fn write<'a>(
    zones: impl IntoIterator<Item = &'a Zone>,
    obstacles: impl IntoIterator<Item = &'a Obstacle>,
) -> (String, Vec<Problem>) {
    let mut problems = Vec::new();
    let mut lines: Vec<String> = Vec::new();
    for zone in zones {
        if zone.rule.restricts() && has_window_on_no_day(&zone.times) {
            problems.push(super::lost_days(&zone.id));
        }
        match zone_feature(zone) {
            Some(feature) => push_line(&feature, &zone.id, &mut lines, &mut problems),
            None => problems.push(super::lost_never_active(&zone.id)),
        }
    }
    for obstacle in obstacles {
        let feature = obstacle_feature(obstacle);
        push_line(&feature, &obstacle.id, &mut lines, &mut problems);
    }
    let text = format!(
        "{{\"type\":\"FeatureCollection\",\"features\":[\n{}\n]}}\n",
        lines.join(",\n")
    );
    (text, problems)
}

/// One feature as a line. All numbers of checked types are finite, so that this succeeds; what
/// would not is told rather than dropped.
fn push_line<P: Serialize>(
    feature: &Feature<P>,
    id: &crate::ZoneId,
    lines: &mut Vec<String>,
    problems: &mut Vec<Problem>,
) {
    match serde_json::to_string(feature) {
        Ok(line) => lines.push(line),
        Err(error) => problems.push(super::lost_feature(id, &error.to_string())),
    }
}

fn zone_feature(zone: &Zone) -> Option<Feature<ZoneProperties<'_>>> {
    let (geometry, radius_m) = written_footprint(&zone.footprint);
    let (lower, upper) = (zone.band.lower(), zone.band.upper());
    Some(Feature {
        r#type: "Feature",
        id: zone.id.as_str().to_owned(),
        properties: ZoneProperties {
            kind: "zone",
            name_zh: zone.name.zh.as_deref(),
            name_en: zone.name.en.as_deref(),
            rule: Some(zone.rule),
            scope: zone.scope,
            lower: lower.map_or(Limit::Word("GND"), metres),
            lower_datum: lower.map(|limit| limit.datum().short_name()),
            upper: upper.map_or(Limit::Word("UNL"), metres),
            upper_datum: upper.map(|limit| limit.datum().short_name()),
            unit: "m",
            times: match &zone.times {
                Times::Always => None,
                times if zone.rule.restricts() && has_window_on_no_day(times) => None,
                Times::Windows(windows) => {
                    let written: Vec<Window> = windows.iter().filter_map(window).collect();
                    if written.is_empty() {
                        return None;
                    }
                    Some(written)
                }
            },
            authority: zone
                .authority
                .as_ref()
                .map(|authority| match authority.contact {
                    None if !authority.name.trim().is_empty() => {
                        WrittenAuthority::Name(&authority.name)
                    }
                    _ => WrittenAuthority::Whole(authority),
                }),
            reason: zone.reason.as_deref(),
            conditions: zone.conditions.as_deref(),
            source: zone.source.as_deref(),
            radius_m,
        },
        geometry,
    })
}

fn metres(limit: Altitude) -> Limit {
    Limit::Metres(limit.metres())
}

fn obstacle_feature(obstacle: &Obstacle) -> Feature<ObstacleProperties<'_>> {
    let (geometry, radius_m, half_width_m) = match &obstacle.shape {
        ObstacleShape::Point { position, radius_m } => {
            (Geometry::Point(pair(*position)), Some(*radius_m), None)
        }
        ObstacleShape::Line {
            vertices,
            half_width_m,
        } => {
            let vertices = vertices.iter().map(|vertex| pair(*vertex)).collect();
            (Geometry::LineString(vertices), None, Some(*half_width_m))
        }
        ObstacleShape::Polygon(footprint) => {
            let (geometry, radius_m) = written_footprint(footprint);
            (geometry, radius_m, None)
        }
    };
    let kind = KINDS.iter().find(|(kind, _)| *kind == obstacle.kind);
    Feature {
        r#type: "Feature",
        id: obstacle.id.as_str().to_owned(),
        properties: ObstacleProperties {
            kind: "obstacle",
            name_zh: obstacle.name.zh.as_deref(),
            name_en: obstacle.name.en.as_deref(),
            obstacle: kind.map_or("other", |(_, name)| name),
            top: obstacle.top.metres(),
            top_datum: obstacle.top.datum().short_name(),
            unit: "m",
            vertical_uncertainty_m: obstacle.vertical_uncertainty_m,
            horizontal_uncertainty_m: obstacle.horizontal_uncertainty_m,
            radius_m,
            half_width_m,
            surveyed: obstacle.surveyed.map(|date| date.to_string()),
            source: obstacle.source.as_deref(),
        },
        geometry,
    }
}

/// A footprint as a geometry, and the radius where it is a circle.
pub(crate) fn written_footprint(footprint: &Footprint) -> (Geometry, Option<f64>) {
    match footprint.view() {
        FootprintView::Circle { center, radius_m } => {
            (Geometry::Point(pair(center)), Some(radius_m))
        }
        FootprintView::Polygons(polygons) => {
            let mut written: Vec<Vec<Vec<[f64; 2]>>> = polygons.iter().map(rings).collect();
            let geometry = match written.pop() {
                Some(only) if written.is_empty() => Geometry::Polygon(only),
                last => {
                    written.extend(last);
                    Geometry::MultiPolygon(written)
                }
            };
            (geometry, None)
        }
    }
}

fn rings(polygon: &geo::Polygon<f64>) -> Vec<Vec<[f64; 2]>> {
    std::iter::once(polygon.exterior())
        .chain(polygon.interiors())
        .map(|ring| ring.0.iter().map(|vertex| [vertex.x, vertex.y]).collect())
        .collect()
}

fn pair(position: Position) -> [f64; 2] {
    [position.longitude_deg(), position.latitude_deg()]
}

/// Whether a window recurs on no day, which [`Daily::new`] refuses. Judgements read such a window
/// as active for a rule that restricts, and as not active for one that permits.
pub(crate) fn has_window_on_no_day(times: &Times) -> bool {
    match times {
        Times::Always => false,
        Times::Windows(windows) => windows.iter().any(is_on_no_day),
    }
}

pub(crate) fn is_on_no_day(window: &TimeWindow) -> bool {
    let daily = window.daily.as_ref();
    daily.is_some_and(|daily| daily.weekdays == Weekdays::NONE)
}

/// `None` for a window that recurs on no day.
fn window(window: &TimeWindow) -> Option<Window> {
    if is_on_no_day(window) {
        return None;
    }
    let mut written = Window {
        from: window.from.map(instant),
        until: window.until.map(instant),
        ..Window::default()
    };
    if let Some(daily) = &window.daily {
        write_daily(daily, &mut written);
    } else if window.from.is_none() && window.until.is_none() {
        // A span without ends is "always"; a list of windows says it as every day, all day.
        let all_day = Daily {
            weekdays: Weekdays::ALL,
            starts: DayMark::Clock { second_of_day: 0 },
            ends: DayMark::Clock {
                second_of_day: clock::DAY_S,
            },
            utc_offset: chrono::Offset::fix(&Utc),
        };
        write_daily(&all_day, &mut written);
    }
    Some(written)
}

fn write_daily(daily: &Daily, written: &mut Window) {
    if daily.weekdays != Weekdays::ALL {
        let days = clock::DAYS
            .iter()
            .filter(|(day, _)| daily.weekdays.contains(*day));
        written.days = Some(days.map(|(_, name)| *name).collect());
    }
    written.daily_from = Some(mark(daily.starts));
    written.daily_until = Some(mark(daily.ends));
    written.utc_offset = Some(offset(daily.utc_offset));
}

/// An instant in RFC 3339 with 'Z' and as many decimals as it has.
pub(crate) fn instant(instant: DateTime<Utc>) -> String {
    instant.to_rfc3339_opts(SecondsFormat::AutoSi, true)
}

fn mark(mark: DayMark) -> String {
    match mark {
        DayMark::Clock { second_of_day } => clock_text(second_of_day),
        DayMark::Sun { event, offset_s } => {
            let event = clock::sun_word(event);
            match offset_s {
                0 => event.to_owned(),
                s if s % 60 == 0 => format!("{event}{:+}min", s / 60),
                s => format!("{event}{s:+}s"),
            }
        }
    }
}

fn clock_text(second_of_day: u32) -> String {
    let (hour, minute, second) = (
        second_of_day / 3600,
        second_of_day / 60 % 60,
        second_of_day % 60,
    );
    match second {
        0 => format!("{hour:02}:{minute:02}"),
        _ => format!("{hour:02}:{minute:02}:{second:02}"),
    }
}

fn offset(offset: FixedOffset) -> String {
    offset.to_string()
}
