//! A slow manual nudge: a velocity that ends by itself when it is no longer repeated.

use super::Refusal;
use crate::link::say::Say;
use crate::moment::Moment;
use geofences::Bilingual;
use std::time::Duration;

/// A velocity along the vehicle's axes.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Velocity {
    /// Forward, m/s.
    pub forward_mps: f32,
    /// To the right, m/s.
    pub right_mps: f32,
    /// Down, m/s.
    pub down_mps: f32,
    /// Clockwise, rad/s.
    pub yaw_radps: f32,
}

impl Velocity {
    /// Not faster over ground, m/s.
    pub const MOST_MPS: f32 = 2.0;
    /// Not faster up or down, m/s.
    pub const MOST_VERTICAL_MPS: f32 = 1.0;
    /// Not faster around, rad/s.
    pub const MOST_YAW_RADPS: f32 = 0.6;

    /// Itself, where it is within its limits.
    ///
    /// # Errors
    /// [`Refusal::OutOfLimits`], also for what is no number. It is not cut to its limits: that would be
    /// another direction.
    pub fn checked(self) -> Result<Self, Refusal> {
        let over_ground = self.forward_mps.hypot(self.right_mps);
        let limits = [
            (
                over_ground,
                Self::MOST_MPS,
                "Speed over ground (m/s)",
                "水平速度（m/s）",
            ),
            (
                self.down_mps,
                Self::MOST_VERTICAL_MPS,
                "Vertical speed (m/s)",
                "垂直速度（m/s）",
            ),
            (
                self.yaw_radps,
                Self::MOST_YAW_RADPS,
                "Yaw rate (rad/s)",
                "偏航角速度（rad/s）",
            ),
        ];
        for (value, most, en, zh) in limits {
            if !(-most..=most).contains(&value) {
                let most = f64::from(most);
                return Err(Refusal::OutOfLimits {
                    what: Bilingual::new(en, zh),
                    least: -most,
                    most,
                });
            }
        }
        Ok(self)
    }

    fn say(self) -> Say {
        Say::BodyVelocity {
            velocity_mps: [self.forward_mps, self.right_mps, self.down_mps],
            yaw_rate_radps: self.yaw_radps,
        }
    }
}

/// A nudge going on.
#[derive(Clone, Debug)]
pub struct NudgeMachine {
    velocity: Velocity,
    renewed: Moment,
    sent: Moment,
    is_unsent: bool,
    /// How often zero was said since it ended.
    zeros: u8,
}

/// How long it goes on after the last time that it was repeated.
pub const LASTS: Duration = Duration::from_millis(500);
/// Not more often than that, however often it is repeated.
const SPARSEST: Duration = Duration::from_millis(50);
/// No one acknowledges a velocity, so that zero is said several times.
const ZEROS: u8 = 4;
const BETWEEN_ZEROS: Duration = Duration::from_millis(150);

impl NudgeMachine {
    /// Begins, with a velocity within its limits.
    pub fn start(now: Moment, velocity: Velocity, out: &mut Vec<Say>) -> Self {
        out.push(velocity.say());
        Self {
            velocity,
            renewed: now,
            sent: now,
            is_unsent: false,
            zeros: 0,
        }
    }

    /// It is repeated, perhaps with another velocity. Whether it was still going on: one that is coming to
    /// a stop does.
    pub fn renew(&mut self, now: Moment, velocity: Velocity, out: &mut Vec<Say>) -> bool {
        if self.zeros > 0 || now.since(self.renewed) >= LASTS {
            return false;
        }
        self.velocity = velocity;
        self.renewed = now;
        self.is_unsent = true;
        self.wake(now, out);
        true
    }

    /// Does what is due.
    pub fn wake(&mut self, now: Moment, out: &mut Vec<Say>) {
        if self.due().is_none_or(|due| now < due) {
            return;
        }
        if self.zeros == 0 && now.since(self.renewed) < LASTS {
            self.is_unsent = false;
            self.sent = now;
            out.push(self.velocity.say());
        } else {
            self.zeros += 1;
            self.sent = now;
            out.push(Velocity::default().say());
        }
    }

    /// When [`Self::wake`] is due; `None` when it has ended.
    pub fn due(&self) -> Option<Moment> {
        match self.zeros {
            0 if self.is_unsent => Some((self.sent + SPARSEST).min(self.renewed + LASTS)),
            0 => Some(self.renewed + LASTS),
            ZEROS.. => None,
            _ => Some(self.sent + BETWEEN_ZEROS),
        }
    }

    /// Stops at once.
    pub fn cancel(&mut self, now: Moment, out: &mut Vec<Say>) {
        if self.zeros == 0 {
            self.zeros = 1;
            self.sent = now;
            out.push(Velocity::default().say());
        }
    }
}
