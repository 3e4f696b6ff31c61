//! What items mean. What means nothing here is kept as it is, with a warning.

use super::commands::*;
use crate::formats::findings::Findings;
use crate::mission::{Carried, FlyTo, ForeignItem, Heading, Home, Step};
use geofences::fence::Autopilot;
use geofences::{Altitude, AltitudeDatum, Bilingual, Position, ProblemPlace};

/// An item and where it stands in its file.
#[derive(Clone, Debug)]
pub(in crate::formats) struct Placed {
    pub item: ForeignItem,
    pub place: ProblemPlace,
}

/// What items are understood by.
#[derive(Clone, Copy, Debug)]
pub(in crate::formats) struct Context {
    pub home: Home,
    /// Whom they are for; `None` where the file does not say.
    pub autopilot: Option<Autopilot>,
    pub carried: Carried,
    /// Whether they are for an aircraft with wings; not where the file does not say.
    pub has_wings: bool,
}

/// What they mean.
#[derive(Clone, Debug, Default)]
pub(in crate::formats) struct Understood {
    pub steps: Vec<Step>,
    /// The speed that is set before it flies anywhere, m/s.
    pub speed_mps: Option<f64>,
}

/// Understands the items of a mission, home not among them.
pub(in crate::formats) fn understand(
    items: &[Placed],
    context: &Context,
    findings: &mut Findings<'_>,
) -> Understood {
    let mut reader = Reader {
        context,
        findings,
        understood: Understood::default(),
        last_place: context.home.position,
        heading: None,
        has_flown: false,
        may_take_photos_by_time: false,
    };
    for placed in items {
        reader.item(placed);
    }
    reader.heading_is_for_nothing();
    if context.autopilot == Some(Autopilot::ArduPilot) {
        reader.not_done(items);
    }
    reader.understood
}

/// Whether some of the items are only for wings: take-offs and landings of VTOLs.
pub(in crate::formats) fn is_for_wings(items: &[Placed]) -> bool {
    (items.iter()).any(|it| matches!(it.item.command, NAV_VTOL_TAKEOFF | NAV_VTOL_LAND))
}

pub(super) struct Reader<'a, 'f> {
    pub context: &'a Context,
    pub findings: &'a mut Findings<'f>,
    pub understood: Understood,
    pub last_place: Position,
    /// The heading on the way to the next place, and the item that says it.
    heading: Option<(f64, Placed)>,
    pub has_flown: bool,
    /// Whether photos have begun that only the end of photos ends.
    pub may_take_photos_by_time: bool,
}

/// A parameter, counted from 1 as in MAVLink; 0 where it is not said.
pub(super) fn parameter(item: &ForeignItem, number: usize) -> f64 {
    let index = number.saturating_sub(1);
    (item.parameters.get(index).copied().flatten()).unwrap_or(0.0)
}

impl Reader<'_, '_> {
    fn item(&mut self, placed: &Placed) {
        let item = &placed.item;
        if !item.is_continued {
            return self.foreign(
                placed,
                "the mission stops after this item until somebody goes on",
                "航线在此项之后停止，需人工继续",
            );
        }
        match item.command {
            NAV_WAYPOINT | NAV_LOITER_TIME => self.fly_to(placed),
            NAV_TAKEOFF | NAV_VTOL_TAKEOFF => self.take_off(placed),
            NAV_LAND | NAV_VTOL_LAND => self.land(placed),
            NAV_RETURN_TO_LAUNCH => self.navigation(Step::ReturnHome),
            CONDITION_YAW => self.turn(placed),
            _ => self.deed(placed),
        }
    }

    pub(super) fn push(&mut self, step: Step) {
        self.understood.steps.push(step);
    }

    pub(super) fn navigation(&mut self, step: Step) {
        self.heading_is_for_nothing();
        // Its speed may be set before or after it takes off.
        self.has_flown |= !matches!(step, Step::TakeOff { .. });
        self.push(step);
    }

    /// Keeps an item that means nothing here.
    pub(super) fn foreign(&mut self, placed: &Placed, en: &str, zh: &str) {
        let command = placed.item.command;
        if command <= NAV_LAST {
            self.heading_is_for_nothing();
            self.has_flown = true;
        }
        self.findings.warning(
            "item-not-understood",
            placed.place.clone(),
            Bilingual::new(
                format!("command {command}: {en}; it is kept, and the mission cannot be judged"),
                format!("命令 {command}：{zh}；已保留，但无法评估此航线"),
            ),
        );
        self.push(Step::Foreign(placed.item));
    }

    pub(super) fn not_understood(&mut self, placed: &Placed) {
        self.foreign(placed, "this means nothing here", "无法理解");
    }

    /// Says that a parameter was passed over, unless it says nothing.
    pub(super) fn passed_over(&mut self, placed: &Placed, number: usize, nothing: &[f64]) {
        let value = parameter(&placed.item, number);
        if value == 0.0 || nothing.contains(&value) {
            return;
        }
        let field = placed.place.field.as_deref().unwrap_or_default();
        let field = format!("{field}.param{number}");
        self.findings.warning(
            "parameter-not-kept",
            ProblemPlace {
                field: Some(field.trim_start_matches('.').to_owned()),
                ..placed.place.clone()
            },
            Bilingual::new(
                format!(
                    "parameter {number} of command {} is {value}; it is not kept",
                    placed.item.command
                ),
                format!(
                    "命令 {} 的参数 {number} 为 {value}，未保留",
                    placed.item.command
                ),
            ),
        );
    }

    /// The item's place; `None` where it says none (no numbers, or 0 and 0). A place that is none on earth is an
    /// error.
    pub(super) fn position(&mut self, placed: &Placed) -> Option<Position> {
        let [.., Some(latitude), Some(longitude), _] = placed.item.parameters else {
            return None;
        };
        if latitude == 0.0 && longitude == 0.0 {
            return None;
        }
        match Position::new(longitude, latitude) {
            Ok(position) => Some(position),
            Err(error) => {
                self.findings.error(
                    "position-out-of-range",
                    placed.place.clone(),
                    Bilingual::new(
                        error.to_string(),
                        format!("经度 {longitude} 或纬度 {latitude} 超出范围"),
                    ),
                );
                None
            }
        }
    }

    /// The item's height; `None` where its frame is none of a place on earth. A height that is not believed is an
    /// error.
    pub(super) fn altitude(&mut self, placed: &Placed) -> Option<Altitude> {
        let datum = match placed.item.frame {
            GLOBAL | GLOBAL_INT => AltitudeDatum::MeanSeaLevel,
            GLOBAL_RELATIVE_ALT | GLOBAL_RELATIVE_ALT_INT => AltitudeDatum::AboveHome,
            GLOBAL_TERRAIN_ALT | GLOBAL_TERRAIN_ALT_INT => AltitudeDatum::AboveGround,
            _ => return None,
        };
        let metres = placed.item.parameters[6]?;
        match Altitude::new(metres, datum) {
            Ok(altitude) => Some(altitude),
            Err(error) => {
                self.findings.error(
                    "height-out-of-range",
                    placed.place.clone(),
                    Bilingual::new(error.to_string(), format!("高度 {metres} 米不可信")),
                );
                None
            }
        }
    }

    fn fly_to(&mut self, placed: &Placed) {
        let (position, altitude) = (self.position(placed), self.altitude(placed));
        let (Some(position), Some(altitude)) = (position, altitude) else {
            return self.foreign(placed, "it says no place or no height", "未给出位置或高度");
        };
        let hold_s = parameter(&placed.item, 1);
        if hold_s < 0.0 {
            return self.not_understood(placed);
        }
        let is_waypoint = placed.item.command == NAV_WAYPOINT;
        if is_waypoint {
            self.passed_over(placed, 2, &[]);
            self.passed_over(placed, 3, &[]);
        } else {
            self.passed_over(placed, 2, &[]);
            self.passed_over(placed, 3, &[1.0, -1.0]);
            self.passed_over(placed, 4, &[]);
        }
        let heading = match self.heading.take() {
            Some((degrees, _)) => Heading::Degrees(degrees),
            None => self.yaw_of(placed, is_waypoint),
        };
        self.navigation(Step::FlyTo(FlyTo {
            position,
            altitude,
            hold_s,
            is_passed: is_waypoint && hold_s == 0.0,
            heading,
        }));
        self.last_place = position;
    }

    /// The yaw that a waypoint says by itself; ArduPilot does not keep it.
    pub(super) fn yaw_of(&self, placed: &Placed, is_waypoint: bool) -> Heading {
        match placed.item.parameters[3] {
            Some(yaw) if is_waypoint && self.context.autopilot != Some(Autopilot::ArduPilot) => {
                Heading::Degrees(yaw)
            }
            _ => Heading::Along,
        }
    }

    fn turn(&mut self, placed: &Placed) {
        let is_from_north = parameter(&placed.item, 4) == 0.0;
        if !is_from_north {
            return self.foreign(
                placed,
                "it turns from where the nose points",
                "相对机头方向转动",
            );
        }
        self.heading_is_for_nothing();
        self.passed_over(placed, 2, &[]);
        self.passed_over(placed, 3, &[]);
        self.heading = Some((parameter(&placed.item, 1), placed.clone()));
    }

    /// A heading with no place after it that is flown to.
    fn heading_is_for_nothing(&mut self) {
        if let Some((_, placed)) = self.heading.take() {
            self.foreign(
                &placed,
                "it turns where no place follows",
                "其后没有要飞往的航点",
            );
        }
    }
}
