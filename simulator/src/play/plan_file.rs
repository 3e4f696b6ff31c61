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

fn item(frame: u64, command: u64, params: [f64; 7], autocontinue: bool) -> Option<Item> {
    let degrees_e7 = |degrees: f64| (degrees * 1e7).round() as i32;
    let [first, second, third, fourth, x, y, z] = params;
    Some(Item {
        frame: MavFrame::from_u64(frame)?,
        command: MavCmd::from_u64(command)?,
        autocontinue,
        params: [first as f32, second as f32, third as f32, fourth as f32],
        x: degrees_e7(x),
        y: degrees_e7(y),
        z: z as f32,
    })
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
        match item(frame as u64, command as u64, params, autocontinue != 0.0) {
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
        format!("{place}: command {command} or frame {frame} is none that MAVLink knows"),
        format!("{place}：MAVLink 没有命令 {command} 或坐标系 {frame}"),
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
    let points = value
        .pointer("/rallyPoints/points")
        .and_then(Value::as_array);
    for (index, point) in points.into_iter().flatten().enumerate() {
        let place = format!("rallyPoints.points[{index}]");
        match numbers::<3>(point) {
            Some([latitude, longitude, height]) => {
                let params = [0.0, 0.0, 0.0, 0.0, latitude, longitude, height];
                // Heights of rally points are above home.
                plan.rally.extend(item(3, 5_100, params, true));
            }
            None => problems.push(wrong(
                &place,
                "latitude, longitude and height are wanted",
                "应为纬度、经度和高度",
            )),
        }
    }
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
        let frame = value["frame"].as_u64();
        let (Some(command), Some(params)) =
            (value["command"].as_u64(), numbers::<7>(&value["params"]))
        else {
            problems.push(wrong(
                &place,
                "a command and 7 params are wanted (SimpleItem), or a survey with its items",
                "应有命令和 7 个参数（SimpleItem），或带航点的测绘项",
            ));
            continue;
        };
        let frame = frame.unwrap_or(MavFrame::MAV_FRAME_MISSION as u64);
        let autocontinue = value["autoContinue"].as_bool().unwrap_or(true);
        // Places that are not given are where the vehicle is.
        let mut given = params;
        given[4..]
            .iter_mut()
            .filter(|it| it.is_nan())
            .for_each(|it| *it = 0.0);
        match item(frame, command, given, autocontinue) {
            Some(item) => mission.push(item),
            None => problems.push(unknown(&place, frame as f64, command as f64)),
        }
    }
}

fn fence_items(value: &Value, fence: &mut Vec<Item>, problems: &mut Vec<Bilingual>) {
    let list = |path: &str| {
        value
            .pointer(path)
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
    };
    for (index, polygon) in list("/geoFence/polygons").enumerate() {
        let place = format!("geoFence.polygons[{index}]");
        let corners = polygon["polygon"]
            .as_array()
            .map(Vec::as_slice)
            .unwrap_or_default();
        let read: Option<Vec<[f64; 2]>> = corners.iter().map(numbers::<2>).collect();
        let Some(read) = read.filter(|read| read.len() >= 3) else {
            problems.push(wrong(
                &place,
                "at least three corners of latitude and longitude are wanted",
                "至少需要三个由纬度和经度组成的顶点",
            ));
            continue;
        };
        let command = if polygon["inclusion"].as_bool().unwrap_or(true) {
            5_001
        } else {
            5_002
        };
        let count = read.len() as f64;
        fence.extend(read.iter().filter_map(|[latitude, longitude]| {
            let params = [count, 0.0, 0.0, 0.0, *latitude, *longitude, 0.0];
            item(0, command, params, true)
        }));
    }
    for (index, circle) in list("/geoFence/circles").enumerate() {
        let place = format!("geoFence.circles[{index}]");
        let centre = numbers::<2>(&circle["circle"]["center"]);
        let radius = circle["circle"]["radius"]
            .as_f64()
            .filter(|radius| *radius > 0.0);
        let (Some([latitude, longitude]), Some(radius)) = (centre, radius) else {
            problems.push(wrong(
                &place,
                "a center and a radius above 0 are wanted",
                "应有圆心和大于 0 的半径",
            ));
            continue;
        };
        let command = if circle["inclusion"].as_bool().unwrap_or(true) {
            5_003
        } else {
            5_004
        };
        let params = [radius, 0.0, 0.0, 0.0, latitude, longitude, 0.0];
        fence.extend(item(0, command, params, true));
    }
}

#[cfg(test)]
mod tests;
