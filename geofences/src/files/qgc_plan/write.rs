//! Writing a fence that a vehicle can enforce, as a QGroundControl plan.

use super::{FENCE_VERSION, FILE_TYPE, PERMITTED_UP_TO_AGL_M, PLAN_VERSION, SHAPE_VERSION};
use crate::{
    AltitudeBand, AltitudeDatum, Bilingual, CircleSide, FootprintView, Obstacle, Position, Problem,
    ProblemPlace, Rule, Scope, Severity, Times, Zone,
};
use geo::{BooleanOps, Coord, InteriorPoint, LineString, MultiPolygon};
use serde_json::{Value, json};

/// Writes the zones as the fence of a plan without a mission, with every loss as a problem.
///
/// What a fence cannot say is written on the safe side: restrictions hold at all heights and
/// times, and their holes are closed. Obstacles, advisory zones and imaging rules are left out.
///
/// # Errors
/// An error where the fence would permit more than the zones do: permitted areas that do not make
/// one polygon (vehicles demand to be inside *all* keep-ins, and a hull would permit too much), no
/// permitted zone that is ever active, or one that holds at some times or heights only: a keep-in
/// holds always, and up to the height that it is read back with.
pub fn write(
    zones: &[Zone],
    obstacles: &[Obstacle],
) -> Result<(String, Vec<Problem>), Vec<Problem>> {
    let mut fence = Fence::default();
    for (index, zone) in zones.iter().enumerate() {
        fence.zone(index, zone);
    }
    fence.obstacles(obstacles);
    fence.keep_in();
    if fence.refused {
        return Err(fence.problems);
    }
    Ok((fence.plan(), fence.problems))
}

#[derive(Default)]
struct Fence<'a> {
    permitted: Vec<&'a Zone>,
    polygons: Vec<Value>,
    circles: Vec<Value>,
    home: Option<Coord<f64>>,
    problems: Vec<Problem>,
    refused: bool,
}

impl<'a> Fence<'a> {
    fn warn(&mut self, code: &'static str, place: ProblemPlace, en: String, zh: String) {
        self.problems.push(Problem {
            severity: Severity::Warning,
            code,
            place,
            what: Bilingual::new(en, zh),
            help: None,
        });
    }

    fn refuse(&mut self, code: &'static str, en: &str, zh: &str) {
        self.refused = true;
        self.problems.push(Problem {
            severity: Severity::Error,
            code,
            place: ProblemPlace::default(),
            what: Bilingual::new(en, zh),
            help: None,
        });
    }

    fn zone(&mut self, index: usize, zone: &'a Zone) {
        let place = ProblemPlace {
            feature: Some(index),
            id: Some(zone.id.to_string()),
            ..ProblemPlace::default()
        };
        if zone.scope == Scope::Imaging || zone.rule == Rule::Advisory {
            self.warn(
                "plan-zone-left-out",
                place,
                "advisory zones and rules about imaging have no place in a fence; left out"
                    .to_owned(),
                "提示性区域和拍摄限制无法写入围栏，已省略".to_owned(),
            );
            return;
        }
        if never(zone) {
            self.warn(
                "plan-zone-left-out",
                place,
                "the zone is never active; left out".to_owned(),
                "该区域从不生效，已省略".to_owned(),
            );
            return;
        }
        self.narrow_permission(zone, &place);
        self.losses(zone, &place);
        match zone.rule {
            Rule::Permitted => self.permitted.push(zone),
            _ => self.keep_out(zone, &place),
        }
    }

    /// Refuses a permission that the keep-in would make wider.
    fn narrow_permission(&mut self, zone: &Zone, place: &ProblemPlace) {
        if zone.rule.restricts() {
            return;
        }
        let mut refused = |field: &str, code, what| {
            self.refused = true;
            self.problems.push(Problem {
                severity: Severity::Error,
                code,
                place: ProblemPlace {
                    field: Some(field.to_owned()),
                    ..place.clone()
                },
                what,
                help: None,
            });
        };
        if zone.times != Times::Always {
            refused(
                "times",
                "plan-permitted-times",
                Bilingual::new(
                    "a keep-in holds always, and this zone is permitted at some times only",
                    "围栏的允许区始终有效，而该空域只在部分时间允许",
                ),
            );
        }
        if !reaches_ground(zone.band) {
            refused(
                "lower",
                "plan-permitted-heights",
                Bilingual::new(
                    "a keep-in starts at the ground, and this zone is not permitted from there on",
                    "围栏的允许区从地面起，而该空域并非从地面起允许",
                ),
            );
        }
        if !reaches_assumed_height(zone.band) {
            refused(
                "upper",
                "plan-permitted-heights",
                Bilingual::new(
                    format!(
                        "a keep-in reaches up to {PERMITTED_UP_TO_AGL_M} m above ground, and this zone is not known to be permitted as high"
                    ),
                    format!(
                        "围栏的允许区达真高 {PERMITTED_UP_TO_AGL_M} m，而该空域不一定允许到此高度"
                    ),
                ),
            );
        }
    }

    fn losses(&mut self, zone: &Zone, place: &ProblemPlace) {
        let mut en = Vec::new();
        let mut zh = Vec::new();
        if zone.band != AltitudeBand::ALL {
            en.push("its heights");
            zh.push("高度范围");
        }
        if zone.times != Times::Always {
            en.push("its times");
            zh.push("生效时间");
        }
        if !matches!(zone.rule, Rule::Permitted | Rule::Prohibited) {
            en.push("its rule (it is written as a keep-out)");
            zh.push("规则（写作禁入区）");
        }
        if !en.is_empty() {
            self.warn(
                "plan-zone-simplified",
                place.clone(),
                format!(
                    "a fence cannot say {}; the vehicle will not know",
                    en.join(" and ")
                ),
                format!("围栏无法表达{}；飞行器不会知道", zh.join("、")),
            );
        }
    }

    fn keep_out(&mut self, zone: &Zone, place: &ProblemPlace) {
        match zone.footprint.view() {
            FootprintView::Circle { center, radius_m } => {
                self.circles.push(circle(center, radius_m, false));
            }
            FootprintView::Polygons(polygons) => {
                for polygon in &polygons {
                    if !polygon.interiors().is_empty() {
                        self.warn(
                            "plan-hole-closed",
                            place.clone(),
                            "a keep-out cannot have a hole; the hole is closed".to_owned(),
                            "禁入区不能有孔；孔已封闭".to_owned(),
                        );
                    }
                    self.polygons.push(shape(polygon.exterior(), false));
                }
            }
        }
    }

    fn obstacles(&mut self, obstacles: &[Obstacle]) {
        let Some(first) = obstacles.first() else {
            return;
        };
        let place = ProblemPlace {
            id: Some(first.id.to_string()),
            ..ProblemPlace::default()
        };
        let count = obstacles.len();
        self.warn(
            "plan-obstacles-left-out",
            place,
            format!("a fence has no heights; {count} obstacles are left out, this one first"),
            format!("围栏没有高度；省略了 {count} 个障碍物，此为第一个"),
        );
    }

    /// One keep-in of all permitted zones; holes become keep-outs.
    fn keep_in(&mut self) {
        let permitted = std::mem::take(&mut self.permitted);
        match permitted.as_slice() {
            // Where no zone permits, nothing is permitted.
            [] => self.refuse(
                "plan-nothing-permitted",
                "no zone permits flying at any time; a fence without a keep-in would permit all \
                 outside its keep-outs",
                "没有任何空域在任何时刻允许飞行；而没有允许区的围栏会允许禁入区之外的一切",
            ),
            [only] => match only.footprint.view() {
                FootprintView::Circle { center, radius_m } => {
                    self.home = Some(center.coord());
                    self.circles.push(circle(center, radius_m, true));
                }
                FootprintView::Polygons(polygons) => self.one_keep_in(&polygons),
            },
            several => {
                let whole = several
                    .iter()
                    .map(|zone| zone.footprint.to_polygons(CircleSide::Inscribed))
                    .reduce(|whole, next| whole.union(&next));
                self.one_keep_in(&whole.unwrap_or_else(|| MultiPolygon(Vec::new())));
            }
        }
    }

    fn one_keep_in(&mut self, polygons: &MultiPolygon<f64>) {
        // Parts that touch (at the antimeridian, or drawn so) may still be one polygon.
        let merged = match polygons.0.as_slice() {
            [_] => polygons.clone(),
            parts => parts.iter().fold(
                MultiPolygon(Vec::new()),
                |whole: MultiPolygon<f64>, part| whole.union(part),
            ),
        };
        let [polygon] = merged.0.as_slice() else {
            self.refuse(
                "plan-permitted-apart",
                "the permitted zones do not make one polygon; vehicles demand to be inside all \
                 keep-ins, so that no fence can say this",
                "允许区不能合成一个多边形；飞行器要求同时位于所有允许区内，围栏无法表达",
            );
            return;
        };
        self.home = polygon.interior_point().map(|point| point.0);
        let holes = polygon.interiors().iter().map(|hole| shape(hole, false));
        self.polygons.extend(holes);
        self.polygons.push(shape(polygon.exterior(), true));
    }

    fn plan(&self) -> String {
        let home = self.home.or_else(|| self.any_vertex());
        let home = home.unwrap_or_else(Coord::zero);
        let plan = json!({
            "fileType": FILE_TYPE,
            "version": PLAN_VERSION,
            "groundStation": "Haiou",
            "geoFence": {
                "version": FENCE_VERSION,
                "polygons": self.polygons,
                "circles": self.circles,
            },
            "mission": {
                "version": 2,
                "firmwareType": MAV_AUTOPILOT_PX4,
                "vehicleType": MAV_TYPE_QUADROTOR,
                "globalPlanAltitudeMode": 1,
                "cruiseSpeed": 15,
                "hoverSpeed": 5,
                "plannedHomePosition": [home.y, home.x, 0],
                "items": [],
            },
            "rallyPoints": { "version": 2, "points": [] },
        });
        format!("{plan:#}\n")
    }

    fn any_vertex(&self) -> Option<Coord<f64>> {
        let polygon = self.polygons.iter().map(|polygon| &polygon["polygon"][0]);
        let circle = self
            .circles
            .iter()
            .map(|circle| &circle["circle"]["center"]);
        let place = polygon.chain(circle).next()?;
        Some(Coord {
            x: place[1].as_f64()?,
            y: place[0].as_f64()?,
        })
    }
}

/// `MAV_AUTOPILOT_PX4` of MAVLink's minimal.xml: a plan has to name some firmware; without
/// mission items it means nothing.
const MAV_AUTOPILOT_PX4: u64 = 12;
/// `MAV_TYPE_QUADROTOR` of MAVLink's minimal.xml.
const MAV_TYPE_QUADROTOR: u64 = 2;

fn never(zone: &Zone) -> bool {
    matches!(&zone.times, Times::Windows(windows) if windows.is_empty())
}

/// Whether a band has no lower limit but the ground.
fn reaches_ground(band: AltitudeBand) -> bool {
    band.lower()
        .is_none_or(|lower| lower.datum() == AltitudeDatum::AboveGround && lower.metres() <= 0.0)
}

/// Whether a band reaches as high as the keep-ins of a plan are read.
fn reaches_assumed_height(band: AltitudeBand) -> bool {
    band.upper().is_none_or(|upper| {
        upper.datum() == AltitudeDatum::AboveGround && upper.metres() >= PERMITTED_UP_TO_AGL_M
    })
}

fn circle(center: Position, radius_m: f64, inclusion: bool) -> Value {
    json!({
        "circle": {
            "center": [center.latitude_deg(), center.longitude_deg()],
            "radius": radius_m,
        },
        "inclusion": inclusion,
        "version": SHAPE_VERSION,
    })
}

/// A ring without its closing vertex, latitude first.
fn shape(ring: &LineString<f64>, inclusion: bool) -> Value {
    let open = ring.0.len().saturating_sub(1);
    let vertices: Vec<[f64; 2]> = ring.0.iter().take(open).map(|c| [c.y, c.x]).collect();
    json!({
        "inclusion": inclusion,
        "polygon": vertices,
        "version": SHAPE_VERSION,
    })
}
