//! Reading waypoints, separated by tabs or spaces.

use super::HEADER;
use crate::formats::MOST_ITEMS;
use crate::formats::findings::{Findings, place, text_of};
use crate::formats::mavlink::{Context, Placed, Understood, is_for_wings, understand};
use crate::formats::record::{unsaid_return_height, unsaid_speed};
use crate::mission::{Carried, ForeignItem, Home, Mission};
use geofences::fence::Autopilot;
use geofences::{Altitude, Bilingual, Position};

/// The words of a line, in order.
const FIELDS: [&str; 12] = [
    "seq",
    "current",
    "frame",
    "command",
    "param1",
    "param2",
    "param3",
    "param4",
    "latitude",
    "longitude",
    "height",
    "autocontinue",
];

/// Reads waypoints; the mission is called `name`.
pub(in crate::formats) fn read(
    bytes: &[u8],
    name: &Bilingual,
    findings: &mut Findings<'_>,
) -> Option<Mission> {
    let text = text_of(bytes, findings)?;
    let mut lines = text.lines().enumerate();
    let header = lines.next().map(|(_, line)| line.trim());
    if header != Some(HEADER) {
        findings.error(
            "waypoints-header",
            place(None, None, Some(1)),
            Bilingual::new(
                format!("the file does not begin with \"{HEADER}\""),
                format!("文件不以“{HEADER}”开头"),
            ),
        );
        return None;
    }
    let mut items: Vec<Placed> = Vec::new();
    for (index, line) in lines {
        let line = line.trim();
        // pymavlink writes comments so.
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        if items.len() > MOST_ITEMS {
            findings.error(
                "too-many-items",
                place(Some(items.len()), None, Some(index + 1)),
                Bilingual::new(
                    "the mission has more than 65535 items; the rest is not read",
                    "航线超过 65535 个航点项，其余未读取",
                ),
            );
            break;
        }
        let feature = items.len();
        // One that cannot be read keeps its number, so that those after it are told by theirs.
        items.push(item(line, feature, index + 1, findings).unwrap_or_else(|| unread(feature)));
    }
    let first = items.first().cloned();
    let home = home(first.as_ref(), findings);
    if findings.has_failed() {
        // Items are understood all the same, so that all their problems are told.
        let at_nowhere = Home {
            position: Position::ORIGIN,
            ground_amsl_m: 0.0,
        };
        understood(&items, home.unwrap_or(at_nowhere), findings);
        return None;
    }
    let home = home?;
    let understood = understood(&items, home, findings);
    let autopilot = Some(Autopilot::ArduPilot);
    let speed = understood.speed_mps;
    let speed_mps = speed.unwrap_or_else(|| unsaid_speed(autopilot, findings));
    Some(Mission {
        name: name.clone(),
        home,
        steps: understood.steps,
        speed_mps,
        return_height_m: unsaid_return_height(autopilot, findings),
        rally: Vec::new(),
        fence: Vec::new(),
        carried: Carried::default(),
    })
}

fn understood(items: &[Placed], home: Home, findings: &mut Findings<'_>) -> Understood {
    let context = Context {
        home,
        autopilot: Some(Autopilot::ArduPilot),
        carried: Carried::default(),
        has_wings: is_for_wings(items),
    };
    let items = items.get(1..).unwrap_or_default();
    let unread = |placed: &&Placed| placed.place.line.is_some();
    let items: Vec<Placed> = items.iter().filter(unread).cloned().collect();
    understand(&items, &context, findings)
}

fn unread(feature: usize) -> Placed {
    Placed {
        item: ForeignItem {
            command: 0,
            frame: 0,
            parameters: [None; 7],
            is_continued: true,
        },
        place: place(Some(feature), None, None),
    }
}

fn item(line: &str, feature: usize, number: usize, findings: &mut Findings<'_>) -> Option<Placed> {
    let words: Vec<&str> = line.split_whitespace().take(FIELDS.len() + 1).collect();
    let at = |field: Option<&str>| place(Some(feature), field.map(str::to_owned), Some(number));
    if words.len() != FIELDS.len() {
        findings.error(
            "waypoints-line",
            at(None),
            Bilingual::new(
                "12 values are wanted: seq, current, frame, command, 4 parameters, latitude, longitude, height, autocontinue",
                "应有 12 个值：序号、当前、坐标系、命令、4 个参数、纬度、经度、高度、自动继续",
            ),
        );
        return None;
    }
    let mut values = [None; 12];
    let mut is_sound = true;
    for ((value, word), field) in values.iter_mut().zip(&words).zip(FIELDS) {
        match word.parse::<f64>() {
            Ok(number) if number.is_finite() => *value = Some(number),
            // Not said.
            Ok(number) if number.is_nan() => {}
            _ => {
                is_sound = false;
                let shown: String = word.chars().take(40).collect();
                findings.error(
                    "not-a-number",
                    at(Some(field)),
                    Bilingual::new(format!("{shown} is no number"), format!("{shown} 不是数字")),
                );
            }
        }
    }
    let [seq, _, frame, command, a, b, c, d, x, y, z, goes_on] = values;
    let mut whole = |value: Option<f64>, most: u16, field: &str| {
        let whole = value.filter(|it| it.fract() == 0.0 && (0.0..=f64::from(most)).contains(it));
        if whole.is_none() && is_sound {
            findings.error(
                "not-a-whole-number",
                at(Some(field)),
                Bilingual::new(
                    format!("a whole number from 0 to {most} is wanted"),
                    format!("应为 0 至 {most} 的整数"),
                ),
            );
        }
        whole.map(|it| it as u16)
    };
    let (seq, frame) = (whole(seq, u16::MAX, "seq"), whole(frame, 255, "frame"));
    let command = whole(command, u16::MAX, "command");
    let goes_on = whole(goes_on, 1, "autocontinue");
    if let Some(seq) = seq
        && usize::from(seq) != feature
    {
        findings.error(
            "waypoints-order",
            at(Some("seq")),
            Bilingual::new(
                format!("the item is numbered {seq} where {feature} is wanted"),
                format!("序号为 {seq}，应为 {feature}"),
            ),
        );
    }
    Some(Placed {
        item: ForeignItem {
            command: command?,
            frame: u8::try_from(frame?).ok()?,
            parameters: [a, b, c, d, x, y, z],
            is_continued: goes_on? == 1,
        },
        place: at(None),
    })
}

/// Home, which the first item is.
fn home(first: Option<&Placed>, findings: &mut Findings<'_>) -> Option<Home> {
    let at = first.map_or(place(None, None, Some(1)), |placed| placed.place.clone());
    // Another command, or a height above something else, is a first step: home was left out.
    let first = first.filter(|it| it.item.command == 16 && matches!(it.item.frame, 0 | 5));
    let [.., latitude, longitude, height] = first.map_or([None; 7], |first| first.item.parameters);
    let position = match (latitude, longitude) {
        (Some(latitude), Some(longitude)) if latitude != 0.0 || longitude != 0.0 => {
            Position::new(longitude, latitude).ok()
        }
        _ => None,
    };
    let height = height.filter(|it| (Altitude::LOWEST_M..=Altitude::HIGHEST_M).contains(it));
    let home = position.zip(height).map(|(position, ground_amsl_m)| Home {
        position,
        ground_amsl_m,
    });
    // One that could not be read at all has its problem already.
    if home.is_none() && at.line.is_some() {
        findings.report(
            geofences::Severity::Error,
            "home-unknown",
            at,
            Bilingual::new(
                "item 0 has to be home: command 16 in frame 0, with latitude, longitude and height AMSL",
                "第 0 项应为起飞点：命令 16、坐标系 0，并给出纬度、经度和海拔高度",
            ),
            Some(Bilingual::new(
                "set home in the planner before saving",
                "请在规划软件中设置起飞点后再保存",
            )),
        );
    }
    home
}
