//! Places that are visited.

use super::keys;
use super::patterns::{self, BEARING_DEG};
use crate::patrol::{Action, Look, PointOfInterest};
use geofences::Bilingual;
use written::{Given, Spot, Table, bounds, say};

const MOST_POINTS: usize = 500;
const MOST_ACTIONS: usize = 20;

const ACTIONS: &[(&str, Action)] = &[
    ("photo", Action::Photo),
    ("video", Action::Video),
    ("loudspeaker", Action::Loudspeaker),
    ("light", Action::Light),
];

/// Reads the places. Those that say no height are visited at that of `[flight]`.
pub fn read(table: &Table<'_>, flight: Option<&Table<'_>>) -> Option<Vec<PointOfInterest>> {
    let usual = flight.and_then(|flight| flight.given("height_agl_m"));
    let usual = match usual {
        Some(given) => Usual::Read(patterns::height_agl_m(&given)),
        None => Usual::NotGiven,
    };
    let given = table.given("point");
    let Some(given) = given else {
        table.missing("point");
        return None;
    };
    let tables = given.tables(&keys::POINT);
    if tables.len() > MOST_POINTS {
        let what = say(
            format!("{} points; {MOST_POINTS} are the most", tables.len()),
            format!("{} 个点，最多 {MOST_POINTS} 个", tables.len()),
        );
        let help = say("divide them among several patrols", "请拆分为多个巡查任务");
        given.error("out-of-range", what, Some(help));
        return None;
    }
    if given.value == &written::Value::List(Vec::new()) {
        given.error("empty", say("there is no point", "没有点"), None);
        return None;
    }
    let points: Vec<_> = tables.iter().map(|table| point(table, usual)).collect();
    points.into_iter().collect()
}

/// The height that `[flight]` says.
#[derive(Clone, Copy)]
enum Usual {
    NotGiven,
    /// None where it could not be read, which is noted.
    Read(Option<f64>),
}

fn point(table: &Table<'_>, usual: Usual) -> Option<PointOfInterest> {
    let name = name(table);
    let at = table.required("at", |given| given.position());
    let height_agl_m = height_agl_m(table, usual);
    let dwell_s = table.optional("dwell_s", |given| given.number(bounds(0.0, 3_600.0, "s")));
    let dwell_s = dwell_s.unwrap_or(0.0);
    let look = look(table);
    let actions = match table.given("actions") {
        Some(given) => actions(&given, dwell_s),
        None => Some(Vec::new()),
    };
    Some(PointOfInterest {
        name: name?,
        at: at?,
        height_agl_m: height_agl_m?,
        dwell_s,
        look: look?,
        actions: actions?,
    })
}

fn name(table: &Table<'_>) -> Option<Option<Bilingual>> {
    if !table.has("name") && !table.has("name_zh") {
        return Some(None);
    }
    let en = table.required("name", |given| given.text());
    let zh = table.required("name_zh", |given| given.text());
    Some(Some(say(en?, zh?)))
}

fn height_agl_m(table: &Table<'_>, usual: Usual) -> Option<f64> {
    if let Some(given) = table.given("height_agl_m") {
        return patterns::height_agl_m(&given);
    }
    match usual {
        Usual::Read(height_m) => height_m,
        Usual::NotGiven => {
            let what = say(
                "nothing says how high this point is visited",
                "未说明访问该点的高度",
            );
            let help = say(
                "add height_agl_m here, or in [flight] for all points",
                "在此处添加 height_agl_m，或在 [flight] 中为所有点添加",
            );
            let spot = Spot::new(
                table.spot.offset,
                format!("{}.height_agl_m", table.spot.key),
            );
            let report = table.report;
            report.error("missing-key", &spot, what, Some(help));
            None
        }
    }
}

fn look(table: &Table<'_>) -> Option<Look> {
    let heading_deg = table.optional("heading_deg", |given| given.number(BEARING_DEG));
    let pitch = bounds(-90.0, 45.0, "°");
    let gimbal_pitch_deg = table.optional("gimbal_pitch_deg", |given| given.number(pitch));
    let Some(at) = table.given("look_at") else {
        return Some(Look::Angles {
            heading_deg,
            gimbal_pitch_deg,
        });
    };
    if table.has("heading_deg") || table.has("gimbal_pitch_deg") {
        let what = say(
            "look_at says where to point, and so do heading_deg and gimbal_pitch_deg",
            "look_at 与 heading_deg、gimbal_pitch_deg 都规定了朝向",
        );
        let help = say("keep look_at or the angles", "保留 look_at 或角度之一");
        at.error("contradiction", what, Some(help));
    }
    at.position().map(Look::At)
}

fn actions(given: &Given<'_>, dwell_s: f64) -> Option<Vec<Action>> {
    let elements = given.elements()?;
    if elements.len() > MOST_ACTIONS {
        let what = say(
            format!("{} actions; {MOST_ACTIONS} are the most", elements.len()),
            format!("{} 个动作，最多 {MOST_ACTIONS} 个", elements.len()),
        );
        given.error("out-of-range", what, None);
        return None;
    }
    let action = |given: &Given<'_>| {
        let action = given.choice(("action", "动作"), ACTIONS)?;
        if dwell_s == 0.0 && action != Action::Photo {
            let what = say(
                "this goes on as long as the aircraft stays, and it does not stay",
                "此动作持续到停留结束，而飞行器在此不停留",
            );
            let help = say("say how long: dwell_s", "请用 dwell_s 给出停留时间");
            given.error("contradiction", what, Some(help));
        }
        Some(action)
    };
    let actions: Vec<_> = elements.iter().map(action).collect();
    actions.into_iter().collect()
}
