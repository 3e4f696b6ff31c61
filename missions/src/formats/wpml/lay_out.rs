//! Laying a mission out as waypoints, and what is lost by it.

use super::plan::{Action, Finish, HeightMode, Nose, Photos, Plan, Waypoint};
use super::{DjiAircraft, SECURITY_HEIGHTS_M};
use crate::formats::Loss;
use crate::formats::check::refusal;
use crate::formats::heights::Heights;
use crate::mission::{FlyTo, Heading, Mission, Step};
use geofences::{Altitude, AltitudeDatum, Bilingual, Position, Problem};

/// The most waypoints that indices of 16 bits number.
const MOST_WAYPOINTS: usize = 65_536;

/// Lays a mission out.
///
/// # Errors
/// Heights above the ground, items of other autopilots, no waypoint at all.
pub(super) fn lay_out(
    mission: &Mission,
    aircraft: &DjiAircraft,
) -> Result<(Plan, Vec<Loss>), Vec<Problem>> {
    let mut layout = Layout::new(mission, aircraft);
    for (index, step) in mission.steps.iter().enumerate() {
        layout.step(index, step);
    }
    layout.close_photos();
    let count = layout.waypoints.len();
    if count == 0 || count > MOST_WAYPOINTS {
        layout.problems.push(refusal(
            None,
            "waypoints-none-or-too-many",
            Bilingual::new(
                format!("the mission has {count} waypoints; 1 to {MOST_WAYPOINTS} can be written"),
                format!("航线有 {count} 个航点；可写出 1 至 {MOST_WAYPOINTS} 个"),
            ),
            Bilingual::new("let it fly somewhere, or cut it", "请添加航点或拆分航线"),
        ));
    }
    if layout.problems.is_empty() {
        Ok(layout.finished())
    } else {
        Err(layout.problems)
    }
}

pub(super) struct Layout<'a> {
    pub mission: &'a Mission,
    pub aircraft: &'a DjiAircraft,
    heights: Heights,
    pub height_mode: HeightMode,
    pub waypoints: Vec<Waypoint>,
    pub photos: Vec<Photos>,
    /// Photos that have begun: from which waypoint, each how many metres, by which step.
    pub open_photos: Option<(usize, f64, usize)>,
    /// What is to be done before the first waypoint.
    pub pending: Vec<Action>,
    pub take_off_m: Option<f64>,
    pub speed_mps: f64,
    pub transition_mps: Option<f64>,
    pub looks_at: Option<Position>,
    pub finish: Option<Finish>,
    pub lost: Vec<Loss>,
    problems: Vec<Problem>,
}

impl<'a> Layout<'a> {
    fn new(mission: &'a Mission, aircraft: &'a DjiAircraft) -> Self {
        let mut flown = mission.steps.iter().filter_map(|step| match step {
            Step::FlyTo(to) => Some(to.altitude.datum()),
            _ => None,
        });
        let all_above_ellipsoid = flown.all(|datum| datum == AltitudeDatum::Wgs84Ellipsoid);
        Self {
            mission,
            aircraft,
            heights: Heights::of(mission),
            height_mode: if all_above_ellipsoid {
                HeightMode::Ellipsoid
            } else {
                HeightMode::AboveStart
            },
            waypoints: Vec::new(),
            photos: Vec::new(),
            open_photos: None,
            pending: Vec::new(),
            take_off_m: None,
            speed_mps: mission.speed_mps,
            transition_mps: None,
            looks_at: None,
            finish: None,
            lost: Vec::new(),
            problems: Vec::new(),
        }
    }

    pub(super) fn lose(&mut self, step: impl Into<Option<usize>>, en: &str, zh: &str) {
        self.lost.push(Loss::new(step, en, zh));
    }

    fn step(&mut self, index: usize, step: &Step) {
        if self.finish.is_some() {
            return self.lose(
                index,
                "nothing follows the return or the landing: left out",
                "返航或降落之后不能再有步骤：已省略",
            );
        }
        match step {
            Step::TakeOff { altitude } => self.take_off(index, *altitude),
            Step::FlyTo(to) => self.fly_to(index, to),
            Step::Do(deed) => self.deed(index, *deed),
            Step::ReturnHome => self.finish = Some(Finish::GoHome),
            Step::Land { position } => self.land(index, *position),
            Step::Foreign(item) => self.problems.push(refusal(
                index,
                "item-not-written",
                Bilingual::new(
                    format!("command {} has no meaning for DJI aircraft", item.command),
                    format!("命令 {} 对大疆飞行器没有意义", item.command),
                ),
                Bilingual::new("write a .plan, or remove it", "请写出 .plan，或删除该项"),
            )),
        }
    }

    fn take_off(&mut self, index: usize, altitude: Altitude) {
        if self.take_off_m.is_some() || !self.waypoints.is_empty() {
            return self.lose(
                index,
                "it takes off once, at the beginning: left out",
                "只能在开始时起飞一次：已省略",
            );
        }
        let home = self.mission.home.position;
        let above_home_m = self.heights.above_home_m(altitude, home);
        // At home, above the ground is above home.
        let is_above_ground = altitude.datum() == AltitudeDatum::AboveGround;
        let metres = above_home_m.or(is_above_ground.then_some(altitude.metres()));
        let Some(metres) = metres else {
            return self.refuse_height(index, altitude);
        };
        let (lowest, highest) = SECURITY_HEIGHTS_M;
        let kept = metres.clamp(lowest, highest);
        if kept != metres {
            self.lose(
                index,
                "the height to climb to after take-off is from 2 to 1500 m: the nearest is written",
                "安全起飞高度应为 2 至 1500 米：已取最接近的值",
            );
        }
        self.take_off_m = Some(kept);
    }

    fn refuse_height(&mut self, index: usize, altitude: Altitude) {
        self.problems.push(refusal(
            index,
            "height-not-written",
            Bilingual::new(
                format!("a wayline takes no height like {altitude}"),
                format!("大疆航线不接受此类高度：{altitude}"),
            ),
            Bilingual::new(
                "give it above mean sea level or above home",
                "请改用海拔高或相对起飞点高度",
            ),
        ));
    }

    fn fly_to(&mut self, index: usize, to: &FlyTo) {
        let metres = match self.height_mode {
            HeightMode::Ellipsoid => Some(to.altitude.metres()),
            HeightMode::AboveStart => self.heights.above_home_m(to.altitude, to.position),
        };
        let Some(height_m) = metres else {
            return self.refuse_height(index, to.altitude);
        };
        if self.waypoints.is_empty() {
            self.transition_mps = Some(self.speed_mps);
        }
        self.turn_nose(index, to.heading);
        let mut actions = std::mem::take(&mut self.pending);
        if to.hold_s > 0.0 {
            actions.push(Action::Hover(to.hold_s));
        }
        if to.hold_s > 0.0 && to.is_passed {
            self.lose(
                index,
                "a place where it stays is not flown through",
                "需要停留的航点不能直接飞过",
            );
        }
        self.waypoints.push(Waypoint {
            position: to.position,
            height_m,
            speed_mps: self.speed_mps,
            is_passed: to.is_passed && to.hold_s == 0.0,
            nose: self.looks_at.map_or(Nose::Along, Nose::Toward),
            actions,
        });
    }

    /// Turns the nose at the waypoint before the leg on which it points somewhere.
    fn turn_nose(&mut self, index: usize, heading: Heading) {
        let Heading::Degrees(degrees) = heading else {
            return;
        };
        let looks_at = self.looks_at;
        match self.waypoints.last_mut() {
            Some(before) if looks_at.is_none() => {
                let degrees = (degrees + 180.0).rem_euclid(360.0) - 180.0;
                before.nose = Nose::Fixed(degrees);
                before.actions.push(Action::RotateYaw(degrees));
                if before.is_passed {
                    before.is_passed = false;
                    self.lose(
                        index,
                        "it stops at the waypoint before, to turn its nose",
                        "需在前一航点停住以转动机头",
                    );
                }
            }
            Some(_) => self.lose(
                index,
                "the nose points to the place looked at, not where the leg says",
                "机头朝向注视点，而不是航段指定的方向",
            ),
            None => self.lose(
                index,
                "on the way to the first waypoint the nose points along it",
                "飞往首个航点时机头沿航线方向",
            ),
        }
    }

    fn land(&mut self, index: usize, position: Position) {
        self.finish = Some(Finish::Land);
        let Some(last) = self.waypoints.last() else {
            return self.lose(
                index,
                "it lands at its last waypoint, and there is none",
                "将在最后航点降落，但没有航点",
            );
        };
        if last.position == position {
            return;
        }
        let landing = Waypoint {
            position,
            is_passed: false,
            actions: Vec::new(),
            ..last.clone()
        };
        self.waypoints.push(landing);
        self.lose(
            index,
            "it lands at its last waypoint: the landing place is written as one, at the height of the one before",
            "将在最后航点降落：降落点写为航点，高度同前一航点",
        );
    }

    /// Says that something is done at the first waypoint, and not before.
    pub(super) fn before_first(&mut self, index: usize) {
        self.lose(
            index,
            "what is done before the first waypoint is done there",
            "首个航点之前的动作改在首个航点执行",
        );
    }

    pub(super) fn set_speed(&mut self, mps: f64) {
        self.speed_mps = mps;
        if let Some(last) = self.waypoints.last_mut() {
            last.speed_mps = mps;
        }
    }
}
