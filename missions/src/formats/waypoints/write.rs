//! Writing waypoints as ArduPilot's storage holds them.

use super::HEADER;
use crate::formats::mavlink;
use crate::formats::{Loss, MOST_ITEMS, WriteOptions, Written};
use crate::mission::{ForeignItem, Mission};
use geofences::Problem;
use geofences::fence::Autopilot;
use std::fmt::Write;

/// Writes a mission for ArduPilot, whatever `options` say of the autopilot.
///
/// # Errors
/// What ArduPilot does not take.
pub fn write(mission: &Mission, options: &WriteOptions) -> Result<Written, Vec<Problem>> {
    let items = mavlink::items_of(mission, Autopilot::ArduPilot, options.airframe)?;
    let mut lost = items.lost;
    lose_whole(mission, options, &mut lost);
    let home = mission.home;
    let mut text = format!("{HEADER}\n");
    let home = ForeignItem {
        command: 16,
        frame: 0,
        parameters: [
            Some(0.0),
            Some(0.0),
            Some(0.0),
            Some(0.0),
            Some(home.position.latitude_deg()),
            Some(home.position.longitude_deg()),
            Some(home.ground_amsl_m),
        ],
        is_continued: true,
    };
    line(&mut text, 0, &home);
    for (index, item) in items.items.iter().enumerate().take(MOST_ITEMS) {
        if item.item.parameters.contains(&None) {
            lost.push(Loss::new(
                item.step,
                "a parameter that is not said is written as 0: the file has no other way",
                "未给出的参数写为 0：文件没有其他表示方式",
            ));
        }
        line(&mut text, index + 1, &item.item);
    }
    Ok(Written {
        bytes: text.into_bytes(),
        lost,
    })
}

/// `seq current frame command p1 p2 p3 p4 latitude longitude height autocontinue`.
fn line(text: &mut String, seq: usize, item: &ForeignItem) {
    let [a, b, c, d, x, y, z] = item.parameters.map(|parameter| parameter.unwrap_or(0.0));
    let current = u8::from(seq == 0);
    let goes_on = u8::from(item.is_continued);
    // Whole centimetres and 1e-7 degrees (ArduPilot, `Location`); 8 and 6 digits as Mission Planner writes.
    let _ = writeln!(
        text,
        "{seq}\t{current}\t{}\t{}\t{a:.8}\t{b:.8}\t{c:.8}\t{d:.8}\t{:.8}\t{:.8}\t{:.6}\t{goes_on}",
        item.frame,
        item.command,
        (x * 1e7).round() / 1e7,
        (y * 1e7).round() / 1e7,
        (z * 100.0).round() / 100.0,
    );
}

fn lose_whole(mission: &Mission, options: &WriteOptions, lost: &mut Vec<Loss>) {
    lost.push(Loss::new(
        None,
        "the name is not in the file",
        "文件不含航线名称",
    ));
    lost.push(Loss::new(
        None,
        "the return height is not in the file: an autopilot takes it from its own parameters (RTL_ALT)",
        "文件不含返航高度：自驾仪使用自身参数（RTL_ALT）",
    ));
    if !mission.fence.is_empty() {
        lost.push(Loss::new(
            None,
            "the fence is not in the file",
            "文件不含电子围栏",
        ));
    }
    if !mission.rally.is_empty() {
        lost.push(Loss::new(
            None,
            "the rally points are not in the file",
            "文件不含备降点",
        ));
    }
    if mission.carried != crate::mission::Carried::default() {
        lost.push(Loss::new(
            None,
            "what relays and servos switch, and the range of the zoom, are not in the file",
            "文件不含继电器、舵机的用途和变焦范围",
        ));
    }
    if options.autopilot != Autopilot::ArduPilot {
        lost.push(Loss::new(
            None,
            "the file is ArduPilot's; write a .plan for PX4",
            "此文件格式用于 ArduPilot；PX4 请写出 .plan",
        ));
    }
}
