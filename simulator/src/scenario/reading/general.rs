//! What a scenario is, and the ground it is on.

use super::given::{MOMENT_S, Table};
use super::keys;
use crate::scenario::GroundModel;
use crate::time::SimTime;
use chrono::{DateTime, FixedOffset};
use std::path::PathBuf;
use std::time::Duration;
use written::bounds;

/// What `[scenario]` says.
pub struct General {
    pub name: String,
    pub name_zh: String,
    pub seed: u64,
    pub start: DateTime<FixedOffset>,
    pub duration: Option<Duration>,
    pub step: Duration,
}

/// The step where none is given: 50 Hz.
const USUAL_STEP_MS: u64 = 20;

/// Reads `[scenario]`.
pub fn read(file: &Table<'_>) -> Option<General> {
    let table = file.required("scenario", |given| given.table(&keys::SCENARIO))?;
    let name = table.required("name", |given| given.text());
    let name_zh = table.optional("name_zh", |given| given.text());
    let seed = table.optional("seed", |given| given.seed());
    let start = table.required("start", |given| given.date_time());
    let duration = table.optional("duration_s", |given| {
        given.number(bounds(1.0, MOMENT_S.most, "s"))
    });
    let duration = duration.map(Duration::from_secs_f64);
    let step_ms = table.optional("step_ms", |given| given.whole(bounds(1.0, 100.0, "ms")));
    let end = duration.map(|duration| SimTime::START + duration);
    table.report.notes.end.set(end);
    Some(General {
        name: name?.to_owned(),
        name_zh: name_zh.or(name)?.to_owned(),
        seed: seed.unwrap_or(1),
        start: start?,
        duration,
        step: Duration::from_millis(step_ms.unwrap_or(USUAL_STEP_MS)),
    })
}

#[derive(Clone, Copy)]
enum GroundKind {
    Flat,
    Srtm,
    Synthetic,
}

/// Reads `[terrain]`.
pub fn ground(file: &Table<'_>) -> Option<GroundModel> {
    let Some(given) = file.given("terrain") else {
        return Some(GroundModel::Flat {
            elevation_amsl_m: 0.0,
        });
    };
    let table = given.table(&keys::TERRAIN)?;
    let kind = table.required("kind", |given| {
        given.choice(
            ("kind of terrain", "地形"),
            &[
                ("flat", GroundKind::Flat),
                ("srtm", GroundKind::Srtm),
                ("synthetic-qingdao", GroundKind::Synthetic),
            ],
        )
    })?;
    let model = match kind {
        GroundKind::Flat => table
            .required("elevation_amsl_m", |given| {
                given.number(bounds(-500.0, 6_000.0, "m"))
            })
            .map(|elevation_amsl_m| GroundModel::Flat { elevation_amsl_m }),
        GroundKind::Srtm => table
            .required("folder", |given| given.text())
            .map(|folder| GroundModel::Srtm {
                folder: PathBuf::from(folder),
            }),
        GroundKind::Synthetic => Some(GroundModel::SyntheticQingdao),
    };
    table.close(("for this kind of terrain", "对这种地形"));
    model
}
