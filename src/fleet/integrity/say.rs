//! Reasons in words, in both languages, with their numbers.

use super::{EstimatorValue, Reason};
use crate::link::report::{GnssFix, InterferenceState};
use geofences::Bilingual;

impl Reason {
    /// The reason for people.
    pub fn say(self) -> Bilingual {
        match self {
            Self::NoPosition => both("it has told no position", "未报告位置"),
            Self::PositionStale(age) => Bilingual::new(
                format!("its position is {age:.0} s old"),
                format!("位置数据已过期 {age:.0} 秒"),
            ),
            Self::PositionEmpty => both("it says that it has no position", "自报无位置"),
            Self::OnlySatelliteLink => both(
                "only the satellite link tells of it, without the quality of its position",
                "仅有卫星链路，定位质量未知",
            ),
            Self::SatelliteLinkFailure(flags) => Bilingual::new(
                format!("it reports a failed receiver or estimator (flags {flags:#x})"),
                format!("自报卫星接收机或估计器故障（标志 {flags:#x}）"),
            ),
            Self::Vibration(level) | Self::VibrationExtreme(level) => Bilingual::new(
                format!("it vibrates, {level:.0} m/s²"),
                format!("振动过大，{level:.0} m/s²"),
            ),
            Self::VibrationStale(age) => Bilingual::new(
                format!("it vibrated too much {age:.0} s ago, and nothing was told of it since"),
                format!("{age:.0} 秒前振动过大，此后无报告"),
            ),
            Self::Clipping(count) => Bilingual::new(
                format!("its accelerometers clipped {count} times lately"),
                format!("加速度计近期削波 {count} 次"),
            ),
            Self::HeadingOff(heading, expected) => Bilingual::new(
                format!("its compass says {heading:.0}°, its dock stands at {expected:.0}°"),
                format!("罗盘航向 {heading:.0}°，机库朝向 {expected:.0}°"),
            ),
            _ => self
                .say_of_estimator()
                .unwrap_or_else(|| self.say_of_receiver()),
        }
    }

    fn say_of_estimator(self) -> Option<Bilingual> {
        Some(match self {
            Self::NoEstimator => both("its estimator says nothing", "估计器无状态报告"),
            Self::EstimatorStale(age) => Bilingual::new(
                format!("its estimator was last heard {age:.0} s ago"),
                format!("估计器状态已过期 {age:.0} 秒"),
            ),
            Self::EstimatorNotStarted => both("its estimator has not started", "估计器尚未启动"),
            Self::EstimatorLacks(flags) => Bilingual::new(
                format!("its estimator lacks {}", lacking(flags, false)),
                format!("估计器缺少{}", lacking(flags, true)),
            ),
            Self::EstimatorConstantPosition => both(
                "its estimator holds a place instead of following one",
                "估计器处于恒定位置模式",
            ),
            Self::GnssGlitch => both("its receiver jumps (GNSS glitch)", "卫星定位跳变"),
            Self::AccelerometerError => both(
                "its estimator rejects its accelerometers",
                "估计器拒绝加速度计数据",
            ),
            Self::InnovationHigh(what, ratio) => {
                let (en, zh) = names(what);
                Bilingual::new(
                    format!("its estimator's {en} test is at {ratio:.2} of its limit"),
                    format!("估计器{zh}新息检验为限值的 {ratio:.2} 倍"),
                )
            }
            Self::InnovationsFail(what, ratio) => {
                let (en, zh) = names(what);
                Bilingual::new(
                    format!("its estimator's tests fail, {en} worst at {ratio:.2} of the limit"),
                    format!("估计器新息检验失败，{zh}最差，为限值的 {ratio:.2} 倍"),
                )
            }
            Self::EstimatorDoubt(metres) | Self::EstimatorDoubtLost(metres) => Bilingual::new(
                format!("its estimator doubts its position by {metres:.1} m"),
                format!("估计器水平误差 {metres:.1} 米"),
            ),
            Self::EstimatorDisagrees(metres, limit) | Self::EstimatorContradicts(metres, limit) => {
                Bilingual::new(
                    format!("receiver and estimator are {metres:.0} m apart (limit {limit:.0} m)"),
                    format!("卫星定位与估计位置相差 {metres:.0} 米（限值 {limit:.0} 米）"),
                )
            }
            _ => return None,
        })
    }

    fn say_of_receiver(self) -> Bilingual {
        match self {
            Self::ReceiverStale(age) => Bilingual::new(
                format!("its receivers were last heard {age:.0} s ago"),
                format!("卫星接收机数据已过期 {age:.0} 秒"),
            ),
            Self::NoFix(fix) => Bilingual::new(
                format!("no receiver has a position ({})", fix_name(fix, false)),
                format!("卫星接收机未定位（{}）", fix_name(fix, true)),
            ),
            Self::ReceiverWithoutFix(which) => Bilingual::new(
                format!("receiver {} has no position", which + 1),
                format!("接收机 {} 未定位", which + 1),
            ),
            Self::FewSatellites(which, count) => Bilingual::new(
                format!("receiver {} sees {count} satellites", which + 1),
                format!("接收机 {} 仅 {count} 颗卫星", which + 1),
            ),
            Self::Dilution(which, hdop) => Bilingual::new(
                format!(
                    "the satellites of receiver {} stand badly (HDOP {hdop:.1})",
                    which + 1
                ),
                format!("接收机 {} 水平精度因子 {hdop:.1}", which + 1),
            ),
            Self::ReceiverDoubt(which, metres) | Self::ReceiverDoubtLost(which, metres) => {
                Bilingual::new(
                    format!(
                        "receiver {} doubts its position by {metres:.1} m",
                        which + 1
                    ),
                    format!("接收机 {} 水平误差 {metres:.1} 米", which + 1),
                )
            }
            Self::Jamming(InterferenceState::Mitigated) => both(
                "its signals are jammed, which is held off",
                "卫星信号受干扰，已抑制",
            ),
            Self::Jamming(_) => both("its signals are jammed", "卫星信号受干扰"),
            Self::SpoofingMitigated => both(
                "its signals are forged, which is held off",
                "卫星信号被欺骗，已抑制",
            ),
            Self::Spoofing => both("its signals are forged", "卫星信号被欺骗"),
            Self::InterferenceStale(age) => Bilingual::new(
                format!(
                    "its signals were disturbed {age:.0} s ago, and nothing was told of it since"
                ),
                format!("{age:.0} 秒前卫星信号异常，此后无报告"),
            ),
            Self::ReceiverErrors(flags) => Bilingual::new(
                format!("a receiver reports errors (flags {flags:#x})"),
                format!("接收机报告错误（标志 {flags:#x}）"),
            ),
            Self::ReceiversDisagree(metres, limit) | Self::ReceiversContradict(metres, limit) => {
                Bilingual::new(
                    format!("its receivers are {metres:.0} m apart (limit {limit:.0} m)"),
                    format!("两台接收机位置相差 {metres:.0} 米（限值 {limit:.0} 米）"),
                )
            }
            _ => both("its receivers say nothing", "卫星接收机无数据"),
        }
    }
}

fn both(en: &str, zh: &str) -> Bilingual {
    Bilingual::new(en, zh)
}

fn names(what: EstimatorValue) -> (&'static str, &'static str) {
    match what {
        EstimatorValue::Velocity => ("velocity", "速度"),
        EstimatorValue::Horizontal => ("horizontal position", "水平位置"),
        EstimatorValue::Vertical => ("height", "高度"),
        EstimatorValue::Compass => ("compass", "罗盘"),
    }
}

fn lacking(flags: u16, in_chinese: bool) -> String {
    let parts = [
        (super::estimators::ATTITUDE, "attitude", "姿态"),
        (
            super::estimators::VELOCITY_HORIZONTAL,
            "horizontal velocity",
            "水平速度",
        ),
        (
            super::estimators::POSITION_HORIZONTAL,
            "an absolute position",
            "绝对水平位置",
        ),
        (
            super::estimators::POSITION_VERTICAL,
            "an absolute height",
            "绝对高度",
        ),
    ];
    let missing = parts.iter().filter(|(flag, ..)| flags & flag != 0);
    let names = missing.map(|(_, en, zh)| if in_chinese { *zh } else { *en });
    names
        .collect::<Vec<_>>()
        .join(if in_chinese { "、" } else { ", " })
}

fn fix_name(fix: GnssFix, in_chinese: bool) -> &'static str {
    match (fix, in_chinese) {
        (GnssFix::NoReceiver, false) => "no receiver",
        (GnssFix::NoReceiver, true) => "无接收机",
        (GnssFix::None, false) => "no fix",
        (GnssFix::None, true) => "无定位",
        (GnssFix::Fix2d, false) => "two dimensions only",
        (GnssFix::Fix2d, true) => "仅二维定位",
        (_, false) => "a fix that is not known",
        (_, true) => "未知定位类型",
    }
}
