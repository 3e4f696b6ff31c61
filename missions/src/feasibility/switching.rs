//! Whether the autopilot can switch the lights and loudspeakers that a mission switches.

use super::hindrance::{Found, Hindrance, HindranceKind};
use super::question::Question;
use crate::mission::{Deed, Step, Switch};
use crate::vehicle::{EquipmentKind, FlightController};
use geofences::Bilingual;

/// Something that is switched, as people call it.
struct Switched {
    kind: EquipmentKind,
    switch: Option<Switch>,
    en: &'static str,
    zh: &'static str,
}

/// Finds what is switched and cannot be. DJI's waylines switch neither: its pilot or its dock does, and whoever writes
/// such a file is told.
pub(super) fn check(question: &Question<'_>, found: &mut Found) {
    let carried = question.mission.carried;
    for (index, step) in question.mission.steps.iter().enumerate() {
        let switched = match step {
            Step::Do(Deed::Light { .. }) => Switched {
                kind: EquipmentKind::Light,
                switch: carried.light,
                en: "light",
                zh: "灯光",
            },
            Step::Do(Deed::Loudspeaker { .. }) => Switched {
                kind: EquipmentKind::Loudspeaker,
                switch: carried.loudspeaker,
                en: "loudspeaker",
                zh: "喊话器",
            },
            _ => continue,
        };
        if let Some(hindrance) = switched.hindrance(question) {
            found.add(hindrance.at_step(index));
        }
    }
}

impl Switched {
    fn hindrance(&self, question: &Question<'_>) -> Option<Hindrance> {
        let Self { en, zh, .. } = self;
        let aircraft = &question.aircraft;
        if !aircraft.carries.iter().any(|it| it.kind == self.kind) {
            return Some(hindrance(
                (
                    format!("it switches a {en}, and carries none"),
                    format!("任务使用{zh}，而飞行器未搭载"),
                ),
                (
                    "take an aircraft that carries one",
                    "请使用搭载该设备的飞行器",
                ),
            ));
        }
        match (aircraft.vehicle.controller.kind, self.switch) {
            (FlightController::ArduPilot, None) => Some(hindrance(
                (
                    format!("nobody says which relay or servo switches its {en}"),
                    format!("未说明{zh}由哪个继电器或舵机控制"),
                ),
                (
                    "say it in the vehicle's file: relay, or servo with on_us and off_us",
                    "请在机型文件中注明：relay，或 servo 与 on_us、off_us",
                ),
            )),
            (FlightController::Px4, _) => Some(hindrance(
                (
                    format!("PX4 switches no relay and no servo in a mission, and so no {en}"),
                    format!("PX4 的航线不能控制继电器或舵机，因此不能控制{zh}"),
                ),
                (
                    "take an aircraft with another autopilot, or leave it out of the patrol",
                    "请使用其他飞控的飞行器，或在任务中去掉该动作",
                ),
            )),
            (FlightController::ArduPilot, Some(_)) | (FlightController::Dji, _) => None,
        }
    }
}

fn hindrance((en, zh): (String, String), help: (&str, &str)) -> Hindrance {
    Hindrance::new(HindranceKind::Mission, Bilingual::new(en, zh)).helped_by(help.0, help.1)
}
