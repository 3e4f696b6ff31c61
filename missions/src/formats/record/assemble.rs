//! A whole mission as features with records, and back.

use super::step::{record_of, step_of};
use super::{Properties, VERSION, carried_members, carried_of};
use crate::formats::MOST_ITEMS;
use crate::formats::fence_rings::{FenceRing, degrees_of, items_of, rings_of, vertex_at};
use crate::formats::findings::Findings;
use crate::formats::heights::Heights;
use crate::mission::{Home, Mission, RallyPlace, Step};
use geofences::{Altitude, Bilingual, Position, Problem, ProblemPlace};
use serde_json::{Map, Value, json};

/// What a feature looks like on a map; longitude and latitude, degrees.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::formats) enum Shape {
    /// Nothing.
    None,
    /// A point.
    Point(Position),
    /// The path, with heights AMSL where all are known.
    Path {
        places: Vec<Position>,
        amsl_m: Option<Vec<f64>>,
    },
    /// A ring whose last corner repeats the first.
    Ring(Vec<(f64, f64)>),
}

/// Something of a mission that is drawn, or only said.
#[derive(Clone, Debug)]
pub(in crate::formats) struct Feature {
    pub shape: Shape,
    pub record: Map<String, Value>,
}

/// The features of a mission: its path to look at, its steps in order, fence and rally places.
///
/// # Errors
/// A fence that is none.
pub(in crate::formats) fn features_of(mission: &Mission) -> Result<Vec<Feature>, Vec<Problem>> {
    let rings = rings_of(&mission.fence)?;
    let mut features = vec![Feature {
        shape: path_of(mission),
        record: named("path"),
    }];
    for (index, step) in mission.steps.iter().enumerate() {
        let (position, mut record) = record_of(step);
        record.insert("step".to_owned(), json!(index));
        features.push(Feature {
            shape: position.map_or(Shape::None, Shape::Point),
            record,
        });
    }
    features.extend(rings.iter().map(|ring| Feature {
        shape: Shape::Ring(closed(ring)),
        record: named(if ring.is_inclusion {
            "fence-inclusion"
        } else {
            "fence-exclusion"
        }),
    }));
    features.extend(mission.rally.iter().map(|rally| {
        let mut record = named("rally");
        let height = json!(rally.height_above_home_m);
        record.insert("height_above_home_m".to_owned(), height);
        Feature {
            shape: Shape::Point(rally.position),
            record,
        }
    }));
    Ok(features)
}

fn named(name: &str) -> Map<String, Value> {
    Map::from_iter([("do".to_owned(), json!(name))])
}

fn closed(ring: &FenceRing) -> Vec<(f64, f64)> {
    let corners = ring.vertices.iter().chain(ring.vertices.first());
    corners.map(|vertex| degrees_of(*vertex)).collect()
}

fn path_of(mission: &Mission) -> Shape {
    let heights = Heights::of(mission);
    let home = mission.home;
    let (mut places, mut amsl_m) = (vec![home.position], vec![Some(home.ground_amsl_m)]);
    let mut last_m = Some(home.ground_amsl_m);
    for step in &mission.steps {
        let place = match step {
            Step::TakeOff { altitude } => {
                last_m = heights.amsl_m(*altitude, home.position);
                home.position
            }
            Step::FlyTo(to) => {
                last_m = heights.amsl_m(to.altitude, to.position);
                to.position
            }
            Step::Land { position } => *position,
            Step::ReturnHome => home.position,
            Step::Do(_) | Step::Foreign(_) => continue,
        };
        places.push(place);
        amsl_m.push(last_m);
    }
    Shape::Path {
        places,
        amsl_m: amsl_m.into_iter().collect(),
    }
}

/// The values of the mission as a whole.
pub(in crate::formats) fn mission_members(mission: &Mission) -> Map<String, Value> {
    let home = mission.home;
    let mut members = carried_members(&mission.carried);
    for (key, value) in [
        ("haiou_mission", json!(VERSION)),
        ("name_en", json!(mission.name.en)),
        ("name_zh", json!(mission.name.zh)),
        ("home_longitude_deg", json!(home.position.longitude_deg())),
        ("home_latitude_deg", json!(home.position.latitude_deg())),
        ("home_ground_amsl_m", json!(home.ground_amsl_m)),
        ("speed_mps", json!(mission.speed_mps)),
        ("return_height_m", json!(mission.return_height_m)),
    ] {
        members.insert(key.to_owned(), value);
    }
    members
}

/// The mission of a whole's values and its features, each with its place in the file.
pub(in crate::formats) fn mission_of(
    whole: &Properties,
    features: &[(Shape, Properties, ProblemPlace)],
    findings: &mut Findings<'_>,
) -> Option<Mission> {
    let mut mission = begun(whole, findings)?;
    for (shape, properties, at) in features {
        let name = properties.text("do");
        let is_fence = matches!(name.as_deref(), Some("fence-inclusion" | "fence-exclusion"));
        if matches!(shape, Shape::Ring(_)) && !is_fence {
            wrong(
                at,
                "a polygon is part of a fence, and this says another thing of it",
                "多边形应为围栏的一部分，而此处的说明与之不符",
                findings,
            );
        }
        let position = match shape {
            Shape::Point(position) => Some(*position),
            _ => None,
        };
        match name.as_deref() {
            Some("path") => {}
            Some("rally") => mission
                .rally
                .extend(rally_of(position, properties, at, findings)),
            Some(name @ ("fence-inclusion" | "fence-exclusion")) => {
                let items = ring_of(shape, name == "fence-inclusion");
                match items.and_then(|ring| items_of(&ring)) {
                    Some(items) => mission.fence.extend(items),
                    None => wrong(
                        at,
                        "a ring of 3 to 65535 corners is wanted that ends where it begins",
                        "应为首尾相同、有 3 至 65535 个顶点的环",
                        findings,
                    ),
                }
                if mission.fence.len() > MOST_ITEMS {
                    let what = Bilingual::new(
                        "the fence has more than 65535 corners; the rest is not read",
                        "围栏超过 65535 个顶点，其余未读取",
                    );
                    findings.error("too-many-items", at.clone(), what);
                    return None;
                }
            }
            _ => {
                if properties.number("step") != Some(mission.steps.len() as f64) {
                    wrong(
                        at,
                        "a step is missing, or they are not in order",
                        "步骤缺失或顺序有误",
                        findings,
                    );
                }
                mission
                    .steps
                    .extend(step_of(properties, position, at, findings));
            }
        }
    }
    Some(mission)
}

fn wrong(at: &ProblemPlace, en: &str, zh: &str, findings: &mut Findings<'_>) {
    findings.error("record-malformed", at.clone(), Bilingual::new(en, zh));
}

fn begun(whole: &Properties, findings: &mut Findings<'_>) -> Option<Mission> {
    if whole.number("haiou_mission") != Some(VERSION) {
        let at = ProblemPlace {
            field: Some("haiou_mission".to_owned()),
            ..ProblemPlace::default()
        };
        findings.error(
            "not-our-mission",
            at,
            Bilingual::new(
                "the file is no mission that Haiou wrote, or of another version",
                "文件不是海鸥写出的航线，或版本不同",
            ),
        );
        return None;
    }
    let is_height = |it: &f64| (Altitude::LOWEST_M..=Altitude::HIGHEST_M).contains(it);
    let mut number = |key: &str, is_good: &dyn Fn(&f64) -> bool| {
        let number = whole.number(key).filter(is_good);
        if number.is_none() {
            let at = ProblemPlace {
                field: Some(key.to_owned()),
                ..ProblemPlace::default()
            };
            wrong(
                &at,
                "a number that makes sense is wanted",
                "应为合理的数字",
                findings,
            );
        }
        number
    };
    let longitude = number("home_longitude_deg", &|it| it.abs() <= 180.0);
    let latitude = number("home_latitude_deg", &|it| it.abs() <= 90.0);
    let ground_amsl_m = number("home_ground_amsl_m", &is_height);
    let speed_mps = number("speed_mps", &|it| *it > 0.0);
    let return_height_m = number("return_height_m", &is_height);
    let name = |key: &str| whole.text(key).unwrap_or_default();
    Some(Mission {
        name: Bilingual::new(name("name_en"), name("name_zh")),
        home: Home {
            position: Position::new(longitude?, latitude?).ok()?,
            ground_amsl_m: ground_amsl_m?,
        },
        steps: Vec::new(),
        speed_mps: speed_mps?,
        return_height_m: return_height_m?,
        rally: Vec::new(),
        fence: Vec::new(),
        carried: carried_of(whole, &ProblemPlace::default(), findings),
    })
}

fn rally_of(
    position: Option<Position>,
    properties: &Properties,
    at: &ProblemPlace,
    findings: &mut Findings<'_>,
) -> Option<RallyPlace> {
    let height = properties.number("height_above_home_m");
    let height = height.filter(|it| (Altitude::LOWEST_M..=Altitude::HIGHEST_M).contains(it));
    let rally = position
        .zip(height)
        .map(|(position, height_above_home_m)| RallyPlace {
            position,
            height_above_home_m,
        });
    if rally.is_none() {
        wrong(
            at,
            "a point and its height above home are wanted",
            "应有点和相对起飞点的高度",
            findings,
        );
    }
    rally
}

fn ring_of(shape: &Shape, is_inclusion: bool) -> Option<FenceRing> {
    let Shape::Ring(corners) = shape else {
        return None;
    };
    // One that is cut off is another area than was meant.
    if corners.first() != corners.last() {
        return None;
    }
    let mut vertices = Vec::new();
    for (longitude, latitude) in corners.iter().skip(1) {
        vertices.push(vertex_at(*longitude, *latitude)?);
    }
    // The first corner stands first again.
    let last = vertices.pop()?;
    vertices.insert(0, last);
    Some(FenceRing {
        is_inclusion,
        vertices,
    })
}
