//! A crew's commands, and when it refuses them.

use super::{Crew, CrewState};
use crate::city::moment::time_text;
use crate::city::names::{LONGEST_NAME, is_name};
use crate::city::replies::{Order, Outcome};
use crate::city::streets::Streets;
use crate::place::Place;
use crate::time::SimTime;
use geofences::Bilingual;
use serde::Deserialize;
use std::time::Duration;

/// What a crew can be told.
#[derive(Debug, Deserialize)]
#[serde(tag = "command", rename_all = "snake_case")]
enum CrewCommand {
    /// Go there and work.
    Assign {
        task: String,
        longitude_deg: f64,
        latitude_deg: f64,
        #[serde(default = "customary_work_s")]
        on_site_s: f64,
    },
    /// Leave what you do.
    Cancel,
}

fn customary_work_s() -> f64 {
    600.0
}

/// The longest work that a crew is sent for, s.
const LONGEST_WORK_S: f64 = 8.0 * 3_600.0;

/// What a crew was sent for.
#[derive(Clone, Debug)]
pub struct Task {
    /// The command that sent it.
    pub command_id: String,
    /// What it is, by whoever sent it.
    pub name: String,
    /// Where.
    pub place: Place,
    /// How long the work takes.
    pub on_site: Duration,
}

impl Crew {
    /// Takes a command and answers it.
    pub fn take(&mut self, payload: &[u8], streets: Option<&Streets>, now: SimTime) {
        let Some(Order { id, command }) = self.desk.read::<CrewCommand>(payload, now) else {
            return;
        };
        match command {
            CrewCommand::Cancel => self.cancel(&id, now),
            CrewCommand::Assign {
                task,
                longitude_deg,
                latitude_deg,
                on_site_s,
            } => {
                let place = Place::new(latitude_deg, longitude_deg, self.place.altitude_amsl_m);
                let refusal = self.refusal(&task, place, on_site_s);
                if let Some(reason) = refusal {
                    self.desk
                        .answer(&id, "assign", Outcome::Refused, Some(reason), now);
                    return;
                }
                self.desk
                    .answer(&id, "assign", Outcome::Accepted, None, now);
                let task = Task {
                    command_id: id,
                    name: task,
                    place,
                    on_site: Duration::from_secs_f64(on_site_s),
                };
                self.set_out(task, streets, now);
            }
        }
    }

    fn cancel(&mut self, id: &str, now: SimTime) {
        let Some(task) = self.task.take() else {
            self.desk.answer(
                id,
                "cancel",
                Outcome::Refused,
                Some(nothing_to_cancel()),
                now,
            );
            return;
        };
        self.way.clear();
        self.change(CrewState::Idle, now);
        self.desk.answer(id, "cancel", Outcome::Accepted, None, now);
        let reason = Some(cancelled());
        self.desk
            .answer(&task.command_id, "assign", Outcome::Failed, reason, now);
        self.desk.answer(id, "cancel", Outcome::Done, None, now);
    }

    fn refusal(&self, task: &str, place: Place, on_site_s: f64) -> Option<Bilingual> {
        if !is_name(task) {
            return Some(task_is_no_name());
        }
        if place.position().is_none() {
            return Some(no_place(place));
        }
        if !(0.0..=LONGEST_WORK_S).contains(&on_site_s) {
            return Some(no_work(on_site_s));
        }
        let way_m = self.place.ground_distance_m(place);
        match (self.state, &self.task) {
            (CrewState::Resting, _) => {
                let until = time_text(self.since + self.config.rests_for, self.start);
                Some(rests_until(&until))
            }
            (_, Some(task)) => Some(is_busy(&task.name)),
            _ if way_m > self.config.moves.longest_way_m() => {
                Some(too_far(way_m, self.config.moves.longest_way_m()))
            }
            _ => None,
        }
    }
}

fn task_is_no_name() -> Bilingual {
    Bilingual::new(
        format!("\"task\" is no name: give 1 to {LONGEST_NAME} of A-Z a-z 0-9 - _ ."),
        format!("\"task\" 不合规：须为 1 至 {LONGEST_NAME} 个字符，限 A-Z a-z 0-9 - _ ."),
    )
}

fn no_place(place: Place) -> Bilingual {
    let (longitude, latitude) = (place.longitude_deg, place.latitude_deg);
    Bilingual::new(
        format!(
            "longitude {longitude}, latitude {latitude} is no place: within ±180° and ±90°, please"
        ),
        format!("经度 {longitude}、纬度 {latitude} 不是有效位置：须在 ±180° 与 ±90° 内"),
    )
}

fn no_work(on_site_s: f64) -> Bilingual {
    Bilingual::new(
        format!("\"on_site_s\" of {on_site_s} is not within 0 to {LONGEST_WORK_S}"),
        format!("\"on_site_s\" 为 {on_site_s}，须在 0 至 {LONGEST_WORK_S} 之间"),
    )
}

fn rests_until(until: &str) -> Bilingual {
    Bilingual::new(
        format!("the crew rests until {until}"),
        format!("人员休息至 {until}"),
    )
}

fn is_busy(task: &str) -> Bilingual {
    Bilingual::new(
        format!("the crew is busy with {task}: cancel that first"),
        format!("人员正在执行 {task}：请先取消"),
    )
}

fn too_far(way_m: f64, longest_m: f64) -> Bilingual {
    let (way_km, longest_km) = (way_m / 1_000.0, longest_m / 1_000.0);
    Bilingual::new(
        format!("the place is {way_km:.1} km away, and this crew goes {longest_km:.0} km at most"),
        format!("目的地距离 {way_km:.1} 公里，超过该人员的最远行程 {longest_km:.0} 公里"),
    )
}

fn nothing_to_cancel() -> Bilingual {
    Bilingual::new("the crew has no task to cancel", "人员没有可取消的任务")
}

fn cancelled() -> Bilingual {
    Bilingual::new("it was cancelled", "已取消")
}
