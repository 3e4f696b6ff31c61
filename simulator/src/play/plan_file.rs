//! Plans as QGroundControl keeps them, to lie on board from the start: `.plan` (JSON) and `.waypoints`
//! (`QGC WPL 110`, a line an item).

use crate::autopilot::missions::Item;
use geofences::Bilingual;
use mavlink::dialects::ardupilotmega::{MavCmd, MavFrame};
use num_traits::FromPrimitive;
use serde_json::Value;

/// What a file holds for the three stores. The planned home is `None` where the file says none.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Plan {
    /// The mission, without home.
    pub mission: Vec<Item>,
    /// The fence.
    pub fence: Vec<Item>,
    /// The rally points.
    pub rally: Vec<Item>,
}

/// Reads a plan by its content.
///
/// # Errors
/// Everything that is wrong with it, each with its line or its path in the file.
pub fn read(text: &str) -> Result<Plan, Vec<Bilingual>> {
    if text.trim_start().starts_with("QGC WPL") {
        return read_waypoints(text);
    }
    match serde_json::from_str::<Value>(text) {
        Ok(plan) => read_plan(&plan),
        Err(error) => Err(vec![Bilingual::new(
            format!("neither a .plan (JSON: {error}) nor a .waypoints file (QGC WPL 110)"),
            format!("既不是 .plan（JSON：{error}），也不是 .waypoints 文件（QGC WPL 110）"),
        )]),
    }
}

/// An item by its numbers; `None` where MAVLink knows no such frame or command, or a number does not fit.
fn item(frame: f64, command: f64, params: [f64; 7], autocontinue: bool) -> Option<Item> {
    let [first, second, third, fourth, x, y, z] = params;
    let (frame, command) = (
        MavFrame::from_u64(whole(frame)?)?,
        MavCmd::from_u64(whole(command)?)?,
    );
    // As QGroundControl and Mission Planner send them: what is no place is not counted in 1e-7.
    let is_place =
        frame != MavFrame::MAV_FRAME_MISSION && command != MavCmd::MAV_CMD_DO_DIGICAM_CONTROL;
    let units = if is_place { 1e7 } else { 1.0 };
    Some(Item {
        frame,
        command,
        autocontinue,
        params: [first as f32, second as f32, third as f32, fourth as f32],
        x: scaled(x, units)?,
        y: scaled(y, units)?,
        z: if z.is_finite() { z as f32 } else { return None },
    })
}

fn whole(number: f64) -> Option<u64> {
    let is_whole = number.fract() == 0.0 && (0.0..=65_535.0).contains(&number);
    is_whole.then_some(number as u64)
}

fn scaled(number: f64, units: f64) -> Option<i32> {
    let scaled = (number * units).round();
    let fits = (f64::from(i32::MIN)..=f64::from(i32::MAX)).contains(&scaled);
    fits.then_some(scaled as i32)
}

fn read_waypoints(text: &str) -> Result<Plan, Vec<Bilingual>> {
    let (mut plan, mut problems) = (Plan::default(), Vec::new());
    let lines = text.lines().enumerate().skip(1);
    for (index, line) in lines.filter(|(_, line)| !line.trim().is_empty()) {
        let number = index + 1;
        let numbers: Vec<f64> = line
            .split_whitespace()
            .map_while(|it| it.parse().ok())
            .collect();
        let words = line.split_whitespace().count();
        let &[seq, _, frame, command, a, b, c, d, x, y, z, autocontinue] = numbers.as_slice()
        else {
            problems.push(Bilingual::new(
                format!("line {number}: 12 numbers are wanted, {words} words are there"),
                format!("第 {number} 行：应有 12 个数字，实有 {words} 个词"),
            ));
            continue;
        };
        let params = [a, b, c, d, x, y, z];
        match item(frame, command, params, autocontinue != 0.0) {
            // The first is home, which every autopilot knows better.
            Some(_) if seq == 0.0 => {}
            Some(item) => plan.mission.push(item),
            None => problems.push(unknown(&format!("line {number}"), frame, command)),
        }
    }
    if problems.is_empty() {
        Ok(plan)
    } else {
        Err(problems)
    }
}

fn unknown(place: &str, frame: f64, command: f64) -> Bilingual {
    Bilingual::new(
        format!(
            "{place}: command {command} or frame {frame} is none that MAVLink knows, or a place or height is no number that fits"
        ),
        format!("{place}：MAVLink 没有命令 {command} 或坐标系 {frame}，或位置、高度不是有效数字"),
    )
}

/// A place where something is wrong.
fn wrong(place: &str, en: &str, zh: &str) -> Bilingual {
    Bilingual::new(format!("{place}: {en}"), format!("{place}：{zh}"))
}

fn read_plan(value: &Value) -> Result<Plan, Vec<Bilingual>> {
    let (mut plan, mut problems) = (Plan::default(), Vec::new());
    match value.pointer("/mission/items").and_then(Value::as_array) {
        Some(items) => mission_items(items, "mission.items", &mut plan.mission, &mut problems),
        None => problems.push(wrong("mission.items", "is missing", "缺失")),
    }
    fence_items(value, &mut plan.fence, &mut problems);
    rally_items(value, &mut plan.rally, &mut problems);
    if problems.is_empty() {
        Ok(plan)
    } else {
        Err(problems)
    }
}

/// So many numbers of an array; what is `null` in a plan is not given, and NaN.
fn numbers<const N: usize>(value: &Value) -> Option<[f64; N]> {
    let list = value.as_array()?;
    let read = list.iter().map(|it| match it {
        Value::Null => Some(f64::NAN),
        other => other.as_f64(),
    });
    read.collect::<Option<Vec<f64>>>()?.try_into().ok()
}

fn mission_items(
    items: &[Value],
    path: &str,
    mission: &mut Vec<Item>,
    problems: &mut Vec<Bilingual>,
) {
    for (index, value) in items.iter().enumerate() {
        let place = format!("{path}[{index}]");
        // What a survey or a scan was worked out to.
        let inner = value
            .pointer("/TransectStyleComplexItem/Items")
            .and_then(Value::as_array);
        if let Some(inner) = inner {
            let path = format!("{place}.TransectStyleComplexItem.Items");
            mission_items(inner, &path, mission, problems);
            continue;
        }
        let frame = value["frame"].as_f64();
        let (Some(command), Some(params)) =
            (value["command"].as_f64(), numbers::<7>(&value["params"]))
        else {
            problems.push(wrong(
                &place,
                "a command and 7 params are wanted (SimpleItem), or a survey with its items",
                "应有命令和 7 个参数（SimpleItem），或带航点的测绘项",
            ));
            continue;
        };
        let frame = frame.unwrap_or(f64::from(MavFrame::MAV_FRAME_MISSION as u32));
        let autocontinue = value["autoContinue"].as_bool().unwrap_or(true);
        // Places that are not given are where the vehicle is.
        let mut given = params;
        given[4..]
            .iter_mut()
            .filter(|it| it.is_nan())
            .for_each(|it| *it = 0.0);
        match item(frame, command, given, autocontinue) {
            Some(item) => mission.push(item),
            None => problems.push(unknown(&place, frame, command)),
        }
    }
}

fn fence_items(value: &Value, fence: &mut Vec<Item>, problems: &mut Vec<Bilingual>) {
    for (place, polygon) in list(value, "geoFence", "polygons", problems) {
        match polygon_items(polygon) {
            Some(items) => fence.extend(items),
            None => problems.push(wrong(
                &place,
                "`inclusion` (true or false) and at least three corners of latitude and longitude are wanted",
                "应有 inclusion（true 或 false）和至少三个由纬度、经度组成的顶点",
            )),
        }
    }
    for (place, circle) in list(value, "geoFence", "circles", problems) {
        match circle_item(circle) {
            Some(item) => fence.push(item),
            None => problems.push(wrong(
                &place,
                "`inclusion` (true or false), a center and a radius above 0 are wanted",
                "应有 inclusion（true 或 false）、圆心和大于 0 的半径",
            )),
        }
    }
}

fn rally_items(value: &Value, rally: &mut Vec<Item>, problems: &mut Vec<Bilingual>) {
    for (place, point) in list(value, "rallyPoints", "points", problems) {
        // Heights of rally points are above home.
        let read = numbers::<3>(point).and_then(|[latitude, longitude, height]| {
            let params = [0.0, 0.0, 0.0, 0.0, latitude, longitude, height];
            item(3.0, 5_100.0, params, true)
        });
        match read {
            Some(item) => rally.push(item),
            None => problems.push(wrong(
                &place,
                "latitude, longitude and height are wanted",
                "应为纬度、经度和高度",
            )),
        }
    }
}

/// The entries of a list with their places in the file; none where it is not there, and a problem where it
/// is no list.
fn list<'a>(
    value: &'a Value,
    part: &str,
    name: &str,
    problems: &mut Vec<Bilingual>,
) -> Vec<(String, &'a Value)> {
    let path = format!("{part}.{name}");
    match &value[part][name] {
        Value::Null => Vec::new(),
        Value::Array(entries) => {
            let entries = entries.iter().enumerate();
            let named = entries.map(|(index, entry)| (format!("{path}[{index}]"), entry));
            named.collect()
        }
        _ => {
            problems.push(wrong(&path, "a list is wanted", "应为列表"));
            Vec::new()
        }
    }
}

/// The command of a fence that keeps in (first) or out (second); it has to say which.
fn command_of(entry: &Value, (inside, outside): (f64, f64)) -> Option<f64> {
    let keeps_in = entry["inclusion"].as_bool()?;
    Some(if keeps_in { inside } else { outside })
}

fn polygon_items(polygon: &Value) -> Option<Vec<Item>> {
    let command = command_of(polygon, (5_001.0, 5_002.0))?;
    let corners = polygon["polygon"].as_array()?;
    if corners.len() < 3 {
        return None;
    }
    let count = corners.len() as f64;
    let items = corners.iter().map(|corner| {
        let [latitude, longitude] = numbers::<2>(corner)?;
        let params = [count, 0.0, 0.0, 0.0, latitude, longitude, 0.0];
        item(0.0, command, params, true)
    });
    items.collect()
}

fn circle_item(entry: &Value) -> Option<Item> {
    let command = command_of(entry, (5_003.0, 5_004.0))?;
    let [latitude, longitude] = numbers::<2>(&entry["circle"]["center"])?;
    let radius = entry["circle"]["radius"].as_f64();
    let radius = radius.filter(|radius| *radius > 0.0)?;
    let params = [radius, 0.0, 0.0, 0.0, latitude, longitude, 0.0];
    item(0.0, command, params, true)
}

#[cfg(test)]
mod tests;
