//! What was seen of a vehicle since it was told something.

use super::{Expect, Spot};
use crate::link::frame::Sender;
use crate::link::report::{LandedState, Place, PositionTarget, Report, TargetHeight};
use crate::moment::Moment;
use geofences::Position;
use std::time::Duration;

/// What was seen since the step began.
#[derive(Clone, Debug)]
pub struct Seen {
    autopilot_component: u8,
    us: Sender,
    home_amsl_m: Option<f64>,
    boot_ms: Option<u32>,
    mode: Option<u32>,
    mode_told: Option<Moment>,
    is_armed: Option<bool>,
    is_in_air: Option<bool>,
    first_at: Option<Spot>,
    at: Option<Spot>,
    target: Option<Target>,
    mission_item: Option<u16>,
    gimbal_primary: Option<(u8, u8)>,
    has_restarted: bool,
}

/// The target that it reports.
#[derive(Clone, Copy, Debug)]
struct Target {
    /// `None` where its height cannot be told above mean sea level.
    spot: Option<Spot>,
    /// Since when it has been this one, and how often it was told.
    since: Moment,
    last: Moment,
    times: u32,
}

/// A climb that is no drift of an estimate: PX4's drifts by 0.75 m while it is armed on the ground
/// (`captures.md`, E 23).
const CLIMBED_M: f64 = 1.5;
/// A motion that is none of an estimate's.
const CAME_NEARER_M: f64 = 1.0;
/// Whoever is there need not come nearer.
const THERE_M: f64 = 5.0;
/// Two reports of one target differ by no more, m.
const SAME_TARGET_M: f64 = 0.5;
/// A heartbeat may be overtaken by the next target by so much.
const OVERTAKEN_BY: Duration = Duration::from_millis(300);
/// Reports that come out of order are no restart; it takes longer than that.
const RESTART_MS: u32 = 2_000;

impl Seen {
    /// Nothing seen yet.
    pub fn new(
        autopilot_component: u8,
        us: Sender,
        home_amsl_m: Option<f64>,
        boot_ms: Option<u32>,
    ) -> Self {
        Self {
            autopilot_component,
            us,
            home_amsl_m,
            boot_ms,
            mode: None,
            mode_told: None,
            is_armed: None,
            is_in_air: None,
            first_at: None,
            at: None,
            target: None,
            mission_item: None,
            gimbal_primary: None,
            has_restarted: false,
        }
    }

    /// A new step begins.
    pub fn begin(&mut self) {
        *self = Self::new(
            self.autopilot_component,
            self.us,
            self.home_amsl_m,
            self.boot_ms,
        );
    }

    /// Takes what a component says.
    pub fn take(&mut self, now: Moment, component: u8, report: &Report) {
        if let Report::GimbalManagerStatus(status) = report {
            self.gimbal_primary = Some(status.primary);
        }
        if component != self.autopilot_component {
            return;
        }
        match report {
            Report::Heartbeat(heartbeat) => {
                self.mode = Some(heartbeat.custom_mode);
                self.mode_told = Some(now);
                self.is_armed = Some(heartbeat.is_armed);
            }
            Report::ExtendedState { landed, .. } => match landed {
                LandedState::InAir | LandedState::Landing => self.is_in_air = Some(true),
                LandedState::OnGround => self.is_in_air = Some(false),
                // PX4 says so three seconds before it lifts off (`captures.md`, E 23).
                LandedState::TakingOff | LandedState::Unknown => {}
            },
            Report::GlobalPosition(position) => {
                self.boot(position.boot_ms);
                let spot = position
                    .place
                    .and_then(|place| spot(place, position.altitude_amsl_m));
                self.at = spot.or(self.at);
                self.first_at = self.first_at.or(spot);
            }
            Report::SystemTime(time) => self.boot(time.boot_ms),
            Report::Attitude(attitude) => self.boot(attitude.boot_ms),
            Report::HomePosition(home) => self.home_amsl_m = Some(home.altitude_amsl_m),
            Report::PositionTarget(target) => self.target(now, target),
            Report::MissionCurrent(current) => self.mission_item = Some(current.sequence),
            _ => {}
        }
    }

    /// Whether it is as expected.
    pub fn shows(&self, expect: &Expect) -> bool {
        match expect {
            Expect::Mode(mode) => self.mode == Some(*mode),
            Expect::Armed(is_armed) => self.is_armed == Some(*is_armed),
            Expect::InAir => self.is_in_air == Some(true) || self.climbed_m() >= CLIMBED_M,
            Expect::Target(ordered) => self.target_is(ordered) == Some(true) && self.goes(ordered),
            Expect::MissionFrom { item, before } => self.mission_item.is_some_and(|current| {
                *item <= current && before.is_none_or(|it| it <= *item || current < it)
            }),
            Expect::GimbalControl => {
                self.gimbal_primary == Some((self.us.system, self.us.component))
            }
            Expect::Restarted => self.has_restarted,
        }
    }

    /// The target that it goes to although another one was ordered, where it has said so three times, for a
    /// second or more.
    pub fn wrong_target(&self, ordered: &Spot) -> Option<Spot> {
        let target = self.target?;
        let is_settled =
            target.times >= 3 && target.last.since(target.since) >= Duration::from_secs(1);
        let is_wrong = self.target_is(ordered) == Some(false);
        target.spot.filter(|_| is_settled && is_wrong)
    }

    /// Whether its mode was told since its target has been this one: a failsafe that changes both may have
    /// told the target alone so far.
    pub fn has_told_mode_since_target(&self) -> bool {
        let told = self.target.zip(self.mode_told);
        told.is_some_and(|(target, mode)| mode >= target.since + OVERTAKEN_BY)
    }

    /// The command was answered: targets that were told before are of before it.
    pub fn forget_target(&mut self) {
        self.target = None;
    }

    /// What was seen of what was expected, in words.
    pub fn in_words(&self, expect: &Expect) -> String {
        let nothing = || "nothing told".to_owned();
        match expect {
            Expect::Mode(_) => self.mode.map_or_else(nothing, |it| format!("mode {it}")),
            Expect::Armed(_) => self
                .is_armed
                .map_or_else(nothing, |it| Expect::Armed(it).to_string()),
            Expect::InAir => match self.at {
                Some(_) => format!("climbed {:.1} m", self.climbed_m()),
                None => nothing(),
            },
            Expect::Target(ordered) => match self.target {
                None => "no target told".to_owned(),
                Some(Target { spot: None, .. }) => "a target of unknown height".to_owned(),
                Some(Target {
                    spot: Some(spot), ..
                }) if self.goes(ordered) => format!("target {spot}"),
                Some(Target {
                    spot: Some(spot), ..
                }) => format!("target {spot}, and not on the way there"),
            },
            Expect::MissionFrom { .. } => self
                .mission_item
                .map_or_else(nothing, |it| format!("mission item {it}")),
            Expect::GimbalControl => match self.gimbal_primary {
                Some((system, component)) => format!("gimbal under {system}/{component}"),
                None => nothing(),
            },
            Expect::Restarted => "no restart".to_owned(),
        }
    }

    fn boot(&mut self, boot_ms: u32) {
        match self.boot_ms {
            Some(known) if boot_ms < known => {
                self.has_restarted |= known - boot_ms >= RESTART_MS;
                if self.has_restarted {
                    self.boot_ms = Some(boot_ms);
                }
            }
            _ => self.boot_ms = Some(boot_ms),
        }
    }

    fn target(&mut self, now: Moment, target: &PositionTarget) {
        let height_m = match target.above {
            TargetHeight::MeanSeaLevel => target.height_m.map(f64::from),
            TargetHeight::Home => target
                .height_m
                .zip(self.home_amsl_m)
                .map(|(above_m, home_m)| f64::from(above_m) + home_m),
            TargetHeight::Terrain | TargetHeight::Unknown(_) => None,
        };
        let Some(place) = target.place else {
            return;
        };
        let spot = height_m.and_then(|height_m| spot(place, height_m));
        let is_same = |known: &Target| match (known.spot, spot) {
            (Some(known), Some(spot)) => {
                let (over_ground, up) = known.apart_m(&spot);
                over_ground <= SAME_TARGET_M && up.abs() <= SAME_TARGET_M
            }
            (None, None) => true,
            _ => false,
        };
        self.target = Some(match self.target.filter(is_same) {
            Some(known) => Target {
                last: now,
                times: known.times.saturating_add(1),
                ..known
            },
            None => Target {
                spot,
                since: now,
                last: now,
                times: 1,
            },
        });
    }

    fn target_is(&self, ordered: &Spot) -> Option<bool> {
        let (over_ground, up) = ordered.apart_m(&self.target?.spot?);
        Some(over_ground <= Expect::TARGET_OFF_M && up.abs() <= Expect::TARGET_HEIGHT_OFF_M)
    }

    fn goes(&self, to: &Spot) -> bool {
        let away = |from: &Spot| {
            let (over_ground, up) = from.apart_m(to);
            over_ground.hypot(up)
        };
        match (&self.first_at, &self.at) {
            (Some(first), Some(at)) => {
                away(at) <= THERE_M || away(at) + CAME_NEARER_M <= away(first)
            }
            _ => false,
        }
    }

    fn climbed_m(&self) -> f64 {
        match (self.first_at, self.at) {
            (Some(first), Some(at)) => at.amsl_m - first.amsl_m,
            _ => 0.0,
        }
    }
}

fn spot(place: Place, amsl_m: impl Into<f64>) -> Option<Spot> {
    let position = Position::new(place.longitude_deg(), place.latitude_deg()).ok()?;
    let amsl_m = amsl_m.into();
    amsl_m.is_finite().then_some(Spot { position, amsl_m })
}
