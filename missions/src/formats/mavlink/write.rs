//! A mission as items for one autopilot.

use super::commands::*;
use super::deeds;
use super::understand_ends::is_away;
use crate::formats::check::refusal;
use crate::formats::heights::Heights;
use crate::formats::{Airframe, Loss, MOST_ITEMS};
use crate::mission::{FlyTo, ForeignItem, Heading, Mission, Step};
use geofences::fence::Autopilot;
use geofences::{Altitude, AltitudeDatum, Bilingual, Position, Problem};

/// ArduCopter stops at a waypoint only when it stays there, and counts whole seconds (ArduPilot, `mode_auto.cpp`,
/// `do_nav_wp`; `AP_Mission.cpp` keeps param1 in 16 bits).
const ARDUPILOT_SHORTEST_HOLD_S: f64 = 1.0;
/// PX4 stops where the time inside is above 0 (PX4, `mission_base.cpp`: the next place is only told to the
/// controller when it is 0).
const PX4_SHORTEST_HOLD_S: f64 = 0.1;
/// The longest that ArduPilot's 16 bits hold.
const ARDUPILOT_LONGEST_HOLD_S: f64 = 65_535.0;

/// An item, and the step that it comes from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StepItem {
    /// Which step of the mission; `None` for the speed that it begins with.
    pub step: Option<usize>,
    /// The item.
    pub item: ForeignItem,
}

/// A mission as items.
#[derive(Clone, Debug, PartialEq)]
pub struct Items {
    /// The items in order, home not among them.
    pub items: Vec<StepItem>,
    /// What they do not say.
    pub lost: Vec<Loss>,
}

/// The items that `autopilot` flies a mission by.
///
/// # Errors
/// Heights that it does not take, and more items than it can number.
pub fn items_of(
    mission: &Mission,
    autopilot: Autopilot,
    airframe: Airframe,
) -> Result<Items, Vec<Problem>> {
    let mut writer = Writer {
        mission,
        autopilot,
        airframe,
        heights: Heights::of(mission),
        items: Vec::new(),
        lost: Vec::new(),
        problems: Vec::new(),
    };
    // As QGroundControl puts the speed of the whole mission (`MissionSettingsItem`).
    writer.push(None, deeds::speed(mission.speed_mps, airframe));
    for (index, step) in mission.steps.iter().enumerate() {
        writer.step(index, step);
    }
    if autopilot == Autopilot::ArduPilot {
        writer.leave_out_after_last();
    }
    if writer.items.len() > MOST_ITEMS {
        writer.problems.push(refusal(
            None,
            "too-many-items",
            Bilingual::new(
                format!("the mission needs more than {MOST_ITEMS} items"),
                format!("航线需要超过 {MOST_ITEMS} 个航点项"),
            ),
            Bilingual::new("cut it into several", "请拆分为多条航线"),
        ));
    }
    if writer.problems.is_empty() {
        Ok(Items {
            items: writer.items,
            lost: writer.lost,
        })
    } else {
        Err(writer.problems)
    }
}

pub(super) struct Writer<'a> {
    pub mission: &'a Mission,
    pub autopilot: Autopilot,
    pub airframe: Airframe,
    heights: Heights,
    pub items: Vec<StepItem>,
    lost: Vec<Loss>,
    problems: Vec<Problem>,
}

/// An item without a place.
pub(super) fn plain(command: u16, first: [f64; 4]) -> ForeignItem {
    let [a, b, c, d] = first.map(Some);
    let none = Some(0.0);
    ForeignItem {
        command,
        frame: MISSION,
        parameters: [a, b, c, d, none, none, none],
        is_continued: true,
    }
}

impl Writer<'_> {
    pub(super) fn push(&mut self, step: Option<usize>, item: ForeignItem) {
        self.items.push(StepItem { step, item });
    }

    pub(super) fn lose(&mut self, step: usize, en: &str, zh: &str) {
        self.lost.push(Loss::new(step, en, zh));
    }

    fn step(&mut self, index: usize, step: &Step) {
        match step {
            Step::TakeOff { altitude } => {
                let command = match self.airframe {
                    Airframe::Vtol => NAV_VTOL_TAKEOFF,
                    Airframe::Multirotor | Airframe::FixedWing => NAV_TAKEOFF,
                };
                let home = self.mission.home.position;
                let first = [Some(0.0), Some(0.0), Some(0.0), self.no_yaw()];
                self.placed(index, command, first, home, *altitude);
            }
            Step::FlyTo(to) => self.fly_to(index, to),
            Step::Do(deed) => self.deed(index, *deed),
            Step::ReturnHome => self.push(Some(index), plain(NAV_RETURN_TO_LAUNCH, [0.0; 4])),
            Step::Land { position } => self.land(index, *position),
            Step::Foreign(item) => self.foreign(index, item),
        }
    }

    fn land(&mut self, index: usize, position: Position) {
        let command = match self.airframe {
            Airframe::Vtol => NAV_VTOL_LAND,
            Airframe::Multirotor | Airframe::FixedWing => NAV_LAND,
        };
        // Wings glide to the height that they are told, and only home's is known.
        if self.airframe == Airframe::FixedWing && is_away(self.mission.home.position, position) {
            self.problems.push(refusal(
                index,
                "landing-not-at-home",
                Bilingual::new(
                    "wings need the height of the place that they land at, and only home's is known",
                    "固定翼降落需要降落点的高度，而只有起飞点的高度已知",
                ),
                Bilingual::new("land at home, or return", "请在起飞点降落，或改为返航"),
            ));
            return;
        }
        let first = [Some(0.0), Some(0.0), Some(0.0), self.no_yaw()];
        let item = at(command, GLOBAL_RELATIVE_ALT, first, position, 0.0);
        self.push(Some(index), item);
    }

    /// An item as it was read, unless it leads to another one by a number: that is the number it had in its file.
    fn foreign(&mut self, index: usize, item: &ForeignItem) {
        if !matches!(item.command, DO_JUMP | DO_SET_MISSION_CURRENT) {
            return self.push(Some(index), *item);
        }
        let command = item.command;
        self.problems.push(refusal(
            index,
            "item-by-number",
            Bilingual::new(
                format!(
                    "command {command} goes to an item by its number, and items are numbered anew: it would go elsewhere"
                ),
                format!("命令 {command} 按序号跳转，而写出时各项会重新编号，将跳到别处"),
            ),
            Bilingual::new(
                "write out the steps that it repeats or skips",
                "请改为直接写出要重复或跳过的步骤",
            ),
        ));
    }

    /// How a yaw that is not said is written: PX4 knows none (NaN), ArduPilot does not store it.
    fn no_yaw(&self) -> Option<f64> {
        match self.autopilot {
            Autopilot::Px4 => None,
            Autopilot::ArduPilot => Some(0.0),
        }
    }

    fn fly_to(&mut self, index: usize, to: &FlyTo) {
        let mut yaw = self.no_yaw();
        if let Heading::Degrees(degrees) = to.heading {
            match self.autopilot {
                Autopilot::Px4 => yaw = Some(degrees),
                // What stands between two places is done on the way to the second (ArduPilot,
                // `AP_Mission::advance_current_nav_cmd`). Angles are from 0 on there.
                Autopilot::ArduPilot => {
                    let degrees = degrees.rem_euclid(360.0);
                    self.push(Some(index), plain(CONDITION_YAW, [degrees, 0.0, 0.0, 0.0]));
                }
            }
        }
        let (command, hold_s) = self.hold(index, to);
        let first = [Some(hold_s), Some(0.0), Some(0.0), yaw];
        self.placed(index, command, first, to.position, to.altitude);
    }

    /// The command that flies to a place, and how long it stays there.
    fn hold(&mut self, index: usize, to: &FlyTo) -> (u16, f64) {
        let stays = to.hold_s > 0.0;
        if stays && to.is_passed {
            self.lose(
                index,
                "a place where it stays is not flown through",
                "需要停留的航点不能直接飞过",
            );
        }
        if self.airframe != Airframe::Multirotor {
            if !stays && !to.is_passed {
                self.lose(
                    index,
                    "wings cannot stop at a place: it is flown through",
                    "固定翼无法在航点停住：将直接飞过",
                );
            }
            let command = if stays { NAV_LOITER_TIME } else { NAV_WAYPOINT };
            return (command, self.whole_hold_s(index, to.hold_s));
        }
        if to.is_passed && !stays {
            return (NAV_WAYPOINT, 0.0);
        }
        if !stays {
            self.lose(
                index,
                "autopilots stop at a place only to stay there: the shortest stay is added (ArduPilot 1 s, PX4 0.1 s)",
                "自驾仪只有停留时才会在航点停住：已加上最短停留时间（ArduPilot 1 秒，PX4 0.1 秒）",
            );
            return (NAV_WAYPOINT, self.shortest_hold_s());
        }
        (NAV_WAYPOINT, self.whole_hold_s(index, to.hold_s))
    }

    fn shortest_hold_s(&self) -> f64 {
        match self.autopilot {
            Autopilot::ArduPilot => ARDUPILOT_SHORTEST_HOLD_S,
            Autopilot::Px4 => PX4_SHORTEST_HOLD_S,
        }
    }

    fn whole_hold_s(&mut self, index: usize, hold_s: f64) -> f64 {
        if self.autopilot == Autopilot::Px4 {
            return hold_s;
        }
        let kept_s = hold_s.ceil().min(ARDUPILOT_LONGEST_HOLD_S);
        if kept_s != hold_s {
            self.lose(
                index,
                "ArduPilot keeps whole seconds up to 65535: rounded up",
                "ArduPilot 只保存不超过 65535 的整秒数：已向上取整",
            );
        }
        kept_s
    }

    /// An item at a place and a height.
    pub(super) fn placed(
        &mut self,
        index: usize,
        command: u16,
        first: [Option<f64>; 4],
        position: Position,
        altitude: Altitude,
    ) {
        if let Some((frame, metres)) = self.framed(index, position, altitude) {
            let item = at(command, frame, first, position, metres);
            self.push(Some(index), item);
        }
    }

    fn framed(
        &mut self,
        index: usize,
        position: Position,
        altitude: Altitude,
    ) -> Option<(u8, f64)> {
        let metres = altitude.metres();
        let told = match altitude.datum() {
            AltitudeDatum::MeanSeaLevel => Some((GLOBAL, metres)),
            AltitudeDatum::AboveHome => Some((GLOBAL_RELATIVE_ALT, metres)),
            AltitudeDatum::AboveGround => {
                (self.autopilot == Autopilot::ArduPilot).then_some((GLOBAL_TERRAIN_ALT, metres))
            }
            AltitudeDatum::Wgs84Ellipsoid => {
                let amsl_m = self.heights.amsl_m(altitude, position);
                if amsl_m.is_some() {
                    self.lose(
                        index,
                        "the height above the ellipsoid is written above mean sea level, by EGM96",
                        "椭球高已按 EGM96 换算为海拔高",
                    );
                }
                amsl_m.map(|amsl_m| (GLOBAL, amsl_m))
            }
        };
        if told.is_none() {
            self.problems.push(refusal(
                index,
                "height-not-written",
                Bilingual::new(
                    format!("the autopilot takes no height like {altitude}"),
                    format!("自驾仪不接受此类高度：{altitude}"),
                ),
                Bilingual::new(
                    "give it above mean sea level or above home",
                    "请改用海拔高或相对起飞点高度",
                ),
            ));
        }
        told
    }
}

fn at(
    command: u16,
    frame: u8,
    [a, b, c, d]: [Option<f64>; 4],
    position: Position,
    metres: f64,
) -> ForeignItem {
    let (latitude, longitude) = (position.latitude_deg(), position.longitude_deg());
    ForeignItem {
        command,
        frame,
        parameters: [a, b, c, d, Some(latitude), Some(longitude), Some(metres)],
        is_continued: true,
    }
}
