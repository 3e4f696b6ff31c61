//! Flight modes: what each autopilot calls its `custom_mode` numbers, what they mean, and which number asks
//! for what.

mod ardupilot;
mod px4;
#[cfg(test)]
mod tests;

use crate::link::report::{AutopilotKind, ComponentKind, Heartbeat};
use geofences::Bilingual;

/// Whose table of modes applies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ModeFamily {
    /// ArduPilot Copter, helicopters included.
    Copter,
    /// ArduPilot Plane.
    Plane,
    /// ArduPilot Plane with rotors.
    QuadPlane,
    /// ArduPilot Rover, boats included.
    Rover,
    /// ArduPilot Sub.
    Sub,
    /// PX4, whatever it flies.
    Px4,
    /// None that is known.
    Other,
}

/// What a mode is for, as far as decisions need it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ModeMeaning {
    /// A pilot's sticks turn it directly.
    Manual,
    /// A pilot's sticks lean or steer it; attitude, height or place are held for him.
    Stabilised,
    /// It goes where it is told, one target after the other.
    Guided,
    /// It flies its mission.
    Mission,
    /// It stays (a wing circles) without anybody's sticks.
    Hold,
    /// It flies home.
    Return,
    /// It comes down.
    Land,
    /// It takes off.
    TakeOff,
    /// It does something else by itself: avoids, follows, tunes, ends its flight.
    Other,
    /// The number is not known: nothing may be concluded from it.
    Unknown,
}

/// What a vehicle can be asked to do by a mode.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ModeWish {
    /// Stay without anybody's sticks.
    Hold,
    /// Fly home.
    Return,
    /// Come down here.
    Land,
    /// Go where it is told.
    Guided,
    /// Fly the mission.
    Mission,
}

/// A mode of a kind of vehicle.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Mode {
    /// Whose table applies.
    pub family: ModeFamily,
    /// HEARTBEAT.custom_mode.
    pub number: u32,
}

/// A line of a table of modes.
struct Line {
    number: u32,
    /// As the autopilot's own people write it.
    english: &'static str,
    chinese: &'static str,
    meaning: ModeMeaning,
}

impl ModeFamily {
    /// The family of who sends a heartbeat.
    pub fn of(heartbeat: &Heartbeat) -> Self {
        match heartbeat.autopilot {
            Some(AutopilotKind::Px4) => Self::Px4,
            Some(AutopilotKind::ArduPilot) => Self::of_ardupilot(heartbeat),
            Some(AutopilotKind::Other(_)) | None => Self::Other,
        }
    }

    fn of_ardupilot(heartbeat: &Heartbeat) -> Self {
        match heartbeat.component {
            ComponentKind::Rotorcraft => Self::Copter,
            ComponentKind::FixedWing => Self::Plane,
            ComponentKind::Vtol => Self::QuadPlane,
            ComponentKind::OtherVehicle => match heartbeat.mav_type {
                // MAV_TYPE_GROUND_ROVER, MAV_TYPE_SURFACE_BOAT.
                10 | 11 => Self::Rover,
                // MAV_TYPE_SUBMARINE.
                12 => Self::Sub,
                _ => Self::Other,
            },
            _ => Self::Other,
        }
    }

    fn lines(self) -> &'static [Line] {
        match self {
            Self::Copter => ardupilot::COPTER,
            Self::Plane | Self::QuadPlane => ardupilot::PLANE,
            Self::Rover => ardupilot::ROVER,
            Self::Sub => ardupilot::SUB,
            Self::Px4 => px4::LINES,
            Self::Other => &[],
        }
    }

    /// The mode with an English name, in any case of letters; `None` where there is none.
    pub fn named(self, english: &str) -> Option<Mode> {
        let mut lines = self.lines().iter();
        let line = lines.find(|line| line.english.eq_ignore_ascii_case(english))?;
        Some(self.with(line.number))
    }

    /// The mode that does what is wished; `None` where no mode does it safely.
    pub fn that_does(self, wish: ModeWish) -> Option<Mode> {
        let number = match self {
            Self::Copter => ardupilot::copter_for(wish),
            Self::Plane | Self::QuadPlane => ardupilot::plane_for(self, wish)?,
            Self::Rover => ardupilot::rover_for(wish)?,
            Self::Sub => ardupilot::sub_for(wish)?,
            Self::Px4 => px4::number_for(wish),
            Self::Other => return None,
        };
        Some(self.with(number))
    }

    fn with(self, number: u32) -> Mode {
        Mode {
            family: self,
            number,
        }
    }
}

impl Mode {
    /// The mode that a heartbeat tells.
    pub fn of(heartbeat: &Heartbeat) -> Self {
        ModeFamily::of(heartbeat).with(heartbeat.custom_mode)
    }

    fn line(self) -> Option<&'static Line> {
        let mut lines = self.family.lines().iter();
        lines.find(|line| line.number == self.number)
    }

    /// What it is called: in English as the autopilot's own people write it. One that is not known is
    /// "mode N".
    pub fn name(self) -> Bilingual {
        if let Some(line) = self.line() {
            return Bilingual::new(line.english, line.chinese);
        }
        let shown = if self.family == ModeFamily::Px4 {
            px4::shown(self.number)
        } else {
            self.number.to_string()
        };
        Bilingual::new(format!("mode {shown}"), format!("模式 {shown}"))
    }

    /// What it is for.
    pub fn meaning(self) -> ModeMeaning {
        self.line()
            .map_or(ModeMeaning::Unknown, |line| line.meaning)
    }

    /// PX4's main and sub mode, as DO_SET_MODE wants them apart; `None` for other autopilots.
    pub fn px4_main_and_sub(self) -> Option<(u8, u8)> {
        (self.family == ModeFamily::Px4).then(|| px4::main_and_sub(self.number))
    }
}
