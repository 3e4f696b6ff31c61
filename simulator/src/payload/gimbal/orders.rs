//! What a gimbal's manager is told, and by whom.

use super::control::Steerer;
use super::messages::ManagerMessage;
use super::motion::wrapped;
use super::{Aim, DEVICE_COMPONENT, Gimbal};
use crate::autopilot::missions::Partner;
use crate::payload::moment::Moment;
use crate::payload::order::{Order, whole};
use crate::payload::{ACCEPTED, DENIED, FAILED, interval_of};
use mavlink::dialects::ardupilotmega::*;
use nalgebra::{Quaternion, UnitQuaternion};

/// Bits of the flags of the manager.
const RETRACT: u32 = 1;
const NEUTRAL: u32 = 2;
const YAW_LOCK: u32 = 16;
const YAW_IN_VEHICLE_FRAME: u32 = 32;
const YAW_IN_EARTH_FRAME: u32 = 64;

/// Angles and rates as they are asked for, radians and rad/s; NaN is not asked for.
#[derive(Clone, Copy, Debug)]
struct Wish {
    pitch: f64,
    yaw: f64,
    pitch_rate: f64,
    yaw_rate: f64,
    flags: u32,
}

impl Gimbal {
    /// Answers a command that is for the manager. Whether it was one.
    pub fn command_manager(
        &mut self,
        order: &Order,
        partner: Partner,
        moment: &mut Moment,
    ) -> bool {
        let asked = order.number(0).and_then(ManagerMessage::of);
        match (order.command, asked) {
            (MavCmd::MAV_CMD_REQUEST_MESSAGE, Some(message)) => {
                moment.acknowledge_as_autopilot(partner, order.command, ACCEPTED);
                self.say_of_manager(message, partner.channel, moment);
                true
            }
            (MavCmd::MAV_CMD_SET_MESSAGE_INTERVAL, Some(message)) => {
                let interval = interval_of(order.params[1], super::manager_default(message));
                let streams = self.manager_streams.get_mut(usize::from(partner.channel.0));
                if let (Some(streams), Some(interval)) = (streams, interval) {
                    streams.set(message, interval, moment.now);
                }
                let result = interval.map_or(DENIED, |_| ACCEPTED);
                moment.acknowledge_as_autopilot(partner, order.command, result);
                true
            }
            _ => {
                let who = (partner.system_id, partner.component_id);
                let Some(result) = self.obey(order, who, false, moment) else {
                    return false;
                };
                moment.acknowledge_as_autopilot(partner, order.command, result);
                true
            }
        }
    }

    /// Does what someone wants, who may be the autopilot's own mission; `None` for what is none of the
    /// gimbal's affairs.
    pub fn obey(
        &mut self,
        order: &Order,
        who: Steerer,
        is_mission: bool,
        moment: &Moment,
    ) -> Option<MavResult> {
        let is_free = self.control.is_free();
        let may = self.control.lets(who) || (is_mission && is_free);
        let result = match order.command {
            MavCmd::MAV_CMD_DO_GIMBAL_MANAGER_CONFIGURE => self.configure(order, who),
            MavCmd::MAV_CMD_DO_GIMBAL_MANAGER_PITCHYAW => {
                let flags = whole(order.fifth).filter(|_| may && is_ours(order.seventh));
                let Some(flags) = flags else {
                    return Some(DENIED);
                };
                let radians = |index: usize| f64::from(order.params[index]).to_radians();
                let wish = Wish {
                    pitch: radians(0),
                    yaw: radians(1),
                    pitch_rate: radians(2),
                    yaw_rate: radians(3),
                    flags,
                };
                self.fulfil(&wish, moment);
                ACCEPTED
            }
            // Whoever names a place takes the control with it, as on PX4.
            MavCmd::MAV_CMD_DO_SET_ROI_LOCATION => self.look_at(order, who, moment),
            MavCmd::MAV_CMD_DO_SET_ROI => match order.number(0) {
                Some(0) => self.look_ahead(who),
                Some(3) => self.look_at(order, who, moment),
                Some(_) => FAILED,
                None => DENIED,
            },
            MavCmd::MAV_CMD_DO_SET_ROI_NONE => self.look_ahead(who),
            MavCmd::MAV_CMD_DO_MOUNT_CONTROL => self.mount_control(order, who),
            _ => return None,
        };
        Some(result)
    }

    fn configure(&mut self, order: &Order, who: Steerer) -> MavResult {
        if !is_ours(order.seventh) {
            return DENIED;
        }
        if self.control.configure(order.params, who) {
            ACCEPTED
        } else {
            DENIED
        }
    }

    fn look_at(&mut self, order: &Order, who: Steerer, moment: &Moment) -> MavResult {
        match order.place(moment.home) {
            Some(place) => {
                self.control.primary = who;
                self.motion.set_aim(Aim::Place(place));
                ACCEPTED
            }
            None => DENIED,
        }
    }

    fn look_ahead(&mut self, who: Steerer) -> MavResult {
        self.control.primary = who;
        self.motion.set_aim(Aim::Neutral);
        ACCEPTED
    }

    /// The old way (MAV_MOUNT_MODE): pitch, roll and yaw in degrees.
    fn mount_control(&mut self, order: &Order, who: Steerer) -> MavResult {
        let aim = match whole(order.seventh) {
            None => return DENIED,
            Some(0) => Aim::Retract,
            Some(1) => Aim::Neutral,
            Some(2) => Aim::Angles {
                pitch: f64::from(order.params[0]).to_radians(),
                yaw: f64::from(order.params[2]).to_radians(),
                is_locked: false,
            },
            Some(_) => return FAILED,
        };
        let is_sane = match aim {
            Aim::Angles { pitch, yaw, .. } => pitch.is_finite() && yaw.is_finite(),
            _ => true,
        };
        if !is_sane {
            return DENIED;
        }
        self.control.primary = who;
        self.motion.set_aim(aim);
        ACCEPTED
    }

    /// Messages that steer; from those who have not the control they are dropped without a word.
    pub fn steer(&mut self, message: &MavMessage, partner: Partner, moment: &Moment) {
        if !self.control.lets((partner.system_id, partner.component_id)) {
            return;
        }
        let (wish, device) = match message {
            MavMessage::GIMBAL_MANAGER_SET_PITCHYAW(asked) => (
                Wish {
                    pitch: asked.pitch.into(),
                    yaw: asked.yaw.into(),
                    pitch_rate: asked.pitch_rate.into(),
                    yaw_rate: asked.yaw_rate.into(),
                    flags: asked.flags.bits(),
                },
                asked.gimbal_device_id,
            ),
            MavMessage::GIMBAL_MANAGER_SET_MANUAL_CONTROL(asked) => {
                // Sticks from −1 to 1, of what the gimbal can.
                let fastest = self.setup.most_rate_degps.to_radians();
                let (lowest, highest) = self.setup.pitch_deg;
                let pitch = f64::from(asked.pitch);
                let reach = if pitch < 0.0 { -lowest } else { highest };
                (
                    Wish {
                        pitch: pitch * reach.to_radians(),
                        yaw: f64::from(asked.yaw) * self.setup.most_yaw_deg.to_radians(),
                        pitch_rate: f64::from(asked.pitch_rate) * fastest,
                        yaw_rate: f64::from(asked.yaw_rate) * fastest,
                        flags: asked.flags.bits(),
                    },
                    asked.gimbal_device_id,
                )
            }
            MavMessage::GIMBAL_MANAGER_SET_ATTITUDE(asked) => {
                let [w, x, y, z] = asked.q.map(f64::from);
                let attitude = Quaternion::new(w, x, y, z);
                // NaN: no attitude is asked for.
                let angles = UnitQuaternion::try_new(attitude, 0.1)
                    .filter(|attitude| attitude.w.is_finite())
                    .map(|attitude| attitude.euler_angles());
                let (pitch, yaw) = angles.map_or((f64::NAN, f64::NAN), |it| (it.1, it.2));
                (
                    Wish {
                        pitch,
                        yaw,
                        pitch_rate: asked.angular_velocity_y.into(),
                        yaw_rate: asked.angular_velocity_z.into(),
                        flags: asked.flags.bits(),
                    },
                    asked.gimbal_device_id,
                )
            }
            _ => return,
        };
        if is_ours(device.into()) {
            self.fulfil(&wish, moment);
        }
    }

    fn fulfil(&mut self, wish: &Wish, moment: &Moment) {
        if wish.flags & RETRACT != 0 {
            return self.motion.set_aim(Aim::Retract);
        }
        if wish.flags & NEUTRAL != 0 {
            return self.motion.set_aim(Aim::Neutral);
        }
        let is_locked = wish.flags & YAW_LOCK != 0;
        let heading = moment.craft.body().euler_rad().2;
        let (held_pitch, held_yaw) = self.motion.angles();
        if wish.pitch.is_finite() || wish.yaw.is_finite() {
            let from_north = wish.flags & YAW_IN_EARTH_FRAME != 0
                || (is_locked && wish.flags & YAW_IN_VEHICLE_FRAME == 0);
            let asked_yaw = if wish.yaw.is_finite() {
                wish.yaw
            } else if from_north {
                held_yaw + heading
            } else {
                held_yaw
            };
            let yaw = match (from_north, is_locked) {
                (true, false) => asked_yaw - heading,
                (false, true) => asked_yaw + heading,
                _ => asked_yaw,
            };
            let pitch = if wish.pitch.is_finite() {
                wish.pitch
            } else {
                held_pitch
            };
            self.motion.set_aim(Aim::Angles {
                pitch,
                yaw: wrapped(yaw),
                is_locked,
            });
        } else if wish.pitch_rate.is_finite() || wish.yaw_rate.is_finite() {
            let fastest = self.setup.most_rate_degps.to_radians();
            let rate = |rate: f64| {
                if rate.is_finite() {
                    rate.clamp(-fastest, fastest)
                } else {
                    0.0
                }
            };
            self.motion.set_aim(Aim::Rates {
                pitch: rate(wish.pitch_rate),
                yaw: rate(wish.yaw_rate),
                is_locked,
            });
        }
    }
}

/// 0 is every gimbal.
fn is_ours(device: f64) -> bool {
    device == 0.0 || device == f64::from(DEVICE_COMPONENT)
}
