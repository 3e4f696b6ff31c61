//! PX4's modes (`px4_custom_mode.h`): a main mode in the third byte of `custom_mode`, a sub mode in the
//! fourth.

use super::ModeMeaning::{Guided, Hold, Land, Manual, Mission, Other, Return, Stabilised, TakeOff};
use super::{Line, ModeMeaning, ModeWish};

const ALTITUDE: u8 = 2;
const POSITION: u8 = 3;
const AUTO: u8 = 4;

const fn line(
    main: u8,
    sub: u8,
    english: &'static str,
    chinese: &'static str,
    meaning: ModeMeaning,
) -> Line {
    Line {
        number: number(main, sub),
        english,
        chinese,
        meaning,
    }
}

const fn number(main: u8, sub: u8) -> u32 {
    u32::from_le_bytes([0, 0, main, sub])
}

pub(super) const LINES: &[Line] = &[
    line(1, 0, "MANUAL", "手动", Manual),
    line(ALTITUDE, 0, "ALTCTL", "定高", Stabilised),
    line(POSITION, 0, "POSCTL", "定点（遥控）", Stabilised),
    line(POSITION, 1, "ORBIT", "绕圈", Other),
    line(POSITION, 2, "POSCTL_SLOW", "慢速定点（遥控）", Stabilised),
    line(AUTO, 1, "READY", "就绪", Other),
    line(AUTO, 2, "TAKEOFF", "起飞", TakeOff),
    line(AUTO, 3, "LOITER", "悬停", Hold),
    line(AUTO, 4, "MISSION", "自动任务", Mission),
    line(AUTO, 5, "RTL", "返航", Return),
    line(AUTO, 6, "LAND", "降落", Land),
    line(AUTO, 7, "RTGS", "返回地面站（旧）", Other),
    line(AUTO, 8, "FOLLOWME", "跟随", Other),
    line(AUTO, 9, "PRECLAND", "精准降落", Land),
    line(AUTO, 10, "VTOL_TAKEOFF", "垂起起飞", TakeOff),
    line(AUTO, 11, "EXTERNAL1", "外部模式 1", Other),
    line(AUTO, 12, "EXTERNAL2", "外部模式 2", Other),
    line(AUTO, 13, "EXTERNAL3", "外部模式 3", Other),
    line(AUTO, 14, "EXTERNAL4", "外部模式 4", Other),
    line(AUTO, 15, "EXTERNAL5", "外部模式 5", Other),
    line(AUTO, 16, "EXTERNAL6", "外部模式 6", Other),
    line(AUTO, 17, "EXTERNAL7", "外部模式 7", Other),
    line(AUTO, 18, "EXTERNAL8", "外部模式 8", Other),
    line(5, 0, "ACRO", "特技", Manual),
    line(6, 0, "OFFBOARD", "外部控制", Guided),
    line(7, 0, "STABILIZED", "自稳", Stabilised),
    line(8, 0, "RATTITUDE", "半自稳（旧）", Stabilised),
    line(10, 0, "TERMINATION", "终止飞行", Other),
];

/// AUTO.LOITER holds, and it is the mode too in which it follows DO_REPOSITION; OFFBOARD would want a stream
/// of set points that never stops.
pub(super) fn number_for(wish: ModeWish) -> u32 {
    let sub = match wish {
        ModeWish::Hold | ModeWish::Guided => 3,
        ModeWish::Mission => 4,
        ModeWish::Return => 5,
        ModeWish::Land => 6,
    };
    number(AUTO, sub)
}

pub(super) fn main_and_sub(custom_mode: u32) -> (u8, u8) {
    let [_, _, main, sub] = custom_mode.to_le_bytes();
    (main, sub)
}

/// "main.sub".
pub(super) fn shown(custom_mode: u32) -> String {
    let (main, sub) = main_and_sub(custom_mode);
    format!("{main}.{sub}")
}
