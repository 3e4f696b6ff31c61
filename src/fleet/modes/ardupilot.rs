//! ArduPilot's modes: the enums COPTER_MODE, PLANE_MODE, ROVER_MODE and SUB_MODE of `ardupilotmega.xml`, and
//! the numbers of old firmware that are no longer in them.

use super::ModeMeaning::{Guided, Hold, Land, Manual, Mission, Other, Return, Stabilised, TakeOff};
use super::{Line, ModeFamily, ModeMeaning, ModeWish};

const fn line(
    number: u32,
    english: &'static str,
    chinese: &'static str,
    meaning: ModeMeaning,
) -> Line {
    Line {
        number,
        english,
        chinese,
        meaning,
    }
}

pub(super) const COPTER: &[Line] = &[
    line(0, "STABILIZE", "自稳", Stabilised),
    line(1, "ACRO", "特技", Manual),
    line(2, "ALT_HOLD", "定高", Stabilised),
    line(3, "AUTO", "自动任务", Mission),
    line(4, "GUIDED", "引导", Guided),
    line(5, "LOITER", "悬停（遥控）", Stabilised),
    line(6, "RTL", "返航", Return),
    line(7, "CIRCLE", "绕圈", Other),
    line(8, "POSITION", "定点（旧）", Stabilised),
    line(9, "LAND", "降落", Land),
    line(10, "OF_LOITER", "光流悬停（旧）", Stabilised),
    line(11, "DRIFT", "漂移", Stabilised),
    line(13, "SPORT", "运动", Stabilised),
    line(14, "FLIP", "翻转", Other),
    line(15, "AUTOTUNE", "自动调参", Other),
    line(16, "POSHOLD", "定点", Stabilised),
    line(17, "BRAKE", "刹停", Hold),
    line(18, "THROW", "抛飞", TakeOff),
    line(19, "AVOID_ADSB", "避让", Other),
    line(20, "GUIDED_NOGPS", "引导（无定位）", Other),
    line(21, "SMART_RTL", "原路返航", Return),
    line(22, "FLOWHOLD", "光流悬停", Stabilised),
    line(23, "FOLLOW", "跟随", Other),
    line(24, "ZIGZAG", "之字", Other),
    line(25, "SYSTEMID", "系统辨识", Other),
    line(26, "AUTOROTATE", "自旋迫降", Land),
    line(27, "AUTO_RTL", "任务返航", Return),
    line(28, "TURTLE", "翻身", Other),
    line(29, "RATE_ACRO", "特技（角速度）", Manual),
];

pub(super) const PLANE: &[Line] = &[
    line(0, "MANUAL", "手动", Manual),
    line(1, "CIRCLE", "绕圈", Other),
    line(2, "STABILIZE", "自稳", Stabilised),
    line(3, "TRAINING", "教练", Stabilised),
    line(4, "ACRO", "特技", Manual),
    line(5, "FBWA", "线性增稳 A", Stabilised),
    line(6, "FBWB", "线性增稳 B", Stabilised),
    line(7, "CRUISE", "巡航", Stabilised),
    line(8, "AUTOTUNE", "自动调参", Other),
    line(10, "AUTO", "自动任务", Mission),
    line(11, "RTL", "返航", Return),
    line(12, "LOITER", "盘旋", Hold),
    line(13, "TAKEOFF", "起飞", TakeOff),
    line(14, "AVOID_ADSB", "避让", Other),
    line(15, "GUIDED", "引导", Guided),
    line(16, "INITIALISING", "初始化", Other),
    line(17, "QSTABILIZE", "垂起自稳", Stabilised),
    line(18, "QHOVER", "垂起定高", Stabilised),
    line(19, "QLOITER", "垂起悬停（遥控）", Stabilised),
    line(20, "QLAND", "垂直降落", Land),
    line(21, "QRTL", "垂起返航", Return),
    line(22, "QAUTOTUNE", "垂起自动调参", Other),
    line(23, "QACRO", "垂起特技", Manual),
    line(24, "THERMAL", "热气流", Other),
    line(25, "LOITERALTQLAND", "盘旋降高后垂直降落", Land),
    line(26, "AUTOLAND", "自动着陆", Land),
];

pub(super) const ROVER: &[Line] = &[
    line(0, "MANUAL", "手动", Manual),
    line(1, "ACRO", "特技", Manual),
    line(2, "LEARNING", "学习（旧）", Other),
    line(3, "STEERING", "转向", Stabilised),
    line(4, "HOLD", "停车", Hold),
    line(5, "LOITER", "定点", Hold),
    line(6, "FOLLOW", "跟随", Other),
    line(7, "SIMPLE", "简单", Manual),
    line(8, "DOCK", "入坞", Other),
    line(9, "CIRCLE", "绕圈", Other),
    line(10, "AUTO", "自动任务", Mission),
    line(11, "RTL", "返航", Return),
    line(12, "SMART_RTL", "原路返航", Return),
    line(15, "GUIDED", "引导", Guided),
    line(16, "INITIALISING", "初始化", Other),
];

pub(super) const SUB: &[Line] = &[
    line(0, "STABILIZE", "自稳", Stabilised),
    line(1, "ACRO", "特技", Manual),
    line(2, "ALT_HOLD", "定深", Stabilised),
    line(3, "AUTO", "自动任务", Mission),
    line(4, "GUIDED", "引导", Guided),
    line(7, "CIRCLE", "绕圈", Other),
    line(9, "SURFACE", "上浮", Return),
    line(16, "POSHOLD", "定点", Stabilised),
    line(19, "MANUAL", "手动", Manual),
    line(20, "MOTORDETECT", "电机检测", Other),
    line(21, "SURFTRAK", "随底", Stabilised),
];

/// To hold is BRAKE: it ignores the sticks. In LOITER a throttle stick at the bottom, which is what a vehicle
/// without a remote control reads, means to sink; GUIDED keeps its last target, and so may go on to it.
pub(super) fn copter_for(wish: ModeWish) -> u32 {
    match wish {
        ModeWish::Hold => 17,
        ModeWish::Return => 6,
        ModeWish::Land => 9,
        ModeWish::Guided => 4,
        ModeWish::Mission => 3,
    }
}

/// To hold is LOITER, also with rotors: without a remote control QLOITER sinks slowly (own knowledge of
/// ArduPlane's `get_pilot_desired_climb_rate`), and a wing needs no more than its circle. A plane without
/// rotors has no mode that lands it wherever it is: its mission's landing or its way home does.
pub(super) fn plane_for(family: ModeFamily, wish: ModeWish) -> Option<u32> {
    Some(match wish {
        ModeWish::Hold => 12,
        ModeWish::Return => 11,
        ModeWish::Land if family == ModeFamily::QuadPlane => 20,
        ModeWish::Land => return None,
        ModeWish::Guided => 15,
        ModeWish::Mission => 10,
    })
}

pub(super) fn rover_for(wish: ModeWish) -> Option<u32> {
    Some(match wish {
        ModeWish::Hold => 4,
        ModeWish::Return => 11,
        ModeWish::Land => return None,
        ModeWish::Guided => 15,
        ModeWish::Mission => 10,
    })
}

/// What takes its sticks away from a submarine is GUIDED or AUTO alone, so nothing holds it safely.
pub(super) fn sub_for(wish: ModeWish) -> Option<u32> {
    Some(match wish {
        ModeWish::Hold | ModeWish::Land => return None,
        ModeWish::Return => 9,
        ModeWish::Guided => 4,
        ModeWish::Mission => 3,
    })
}
