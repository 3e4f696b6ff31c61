//! Sets what is not as it must be, one after another, each read back before the next.

use super::Correction;
use crate::fleet::parameters::{ParameterSetter, SetFailure, SetState};
use crate::link::dialect::Encoding;
use crate::link::report::{ParameterName, ParameterValue};
use crate::link::say::Say;
use crate::moment::Moment;
use geofences::Bilingual;
use std::collections::VecDeque;
use std::time::Duration;

/// Why not all of it was set.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum CorrectionFailure {
    /// The vehicle is armed, or may be: a failsafe that is switched on in the air may act at once.
    NotDisarmed,
    /// A parameter could not be set; what came after it was left, for it may rely on it.
    Parameter(ParameterName, SetFailure),
}

impl CorrectionFailure {
    /// In words.
    pub fn what(self) -> Bilingual {
        match self {
            Self::NotDisarmed => Bilingual::new(
                "Parameters are only set right while the vehicle is known to be disarmed.",
                "仅在确认飞行器已上锁时才校正参数。",
            ),
            Self::Parameter(name, why) => {
                let (name, why) = (name.as_str(), why.what());
                Bilingual::new(format!("{name}: {}", why.en), format!("{name}：{}", why.zh))
            }
        }
    }
}

/// How it stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum CorrectorState {
    /// It goes on.
    Running {
        /// So many are set and read back.
        done: usize,
        /// Of so many.
        total: usize,
    },
    /// All are set and read back. Whether the profile is met is for a new judgement to say.
    Done,
    /// It stopped.
    Failed(CorrectionFailure),
    /// Nobody wants it any more: some may be set.
    Cancelled,
}

/// Sets corrections.
#[derive(Clone, Debug)]
pub struct Corrector {
    left: VecDeque<Correction>,
    total: usize,
    encoding: Option<Encoding>,
    round_trip: Duration,
    setter: Option<ParameterSetter>,
    /// Nothing is said while it is not known whether the vehicle is disarmed.
    is_held: bool,
    state: CorrectorState,
}

impl Corrector {
    /// Begins, where the vehicle is known to be disarmed.
    pub fn start(
        now: Moment,
        round_trip: Duration,
        orders: Vec<Correction>,
        encoding: Option<Encoding>,
        is_disarmed: bool,
        out: &mut Vec<Say>,
    ) -> Self {
        let mut corrector = Self {
            total: orders.len(),
            left: orders.into(),
            encoding,
            round_trip,
            setter: None,
            is_held: false,
            state: CorrectorState::Done,
        };
        if is_disarmed {
            corrector.go_on(now, out);
        } else {
            corrector.fail(CorrectionFailure::NotDisarmed);
        }
        corrector
    }

    /// How it stands.
    pub fn state(&self) -> CorrectorState {
        self.state
    }

    /// How many it was given.
    pub fn total(&self) -> usize {
        self.total
    }

    /// When it has to be woken; `None` once it has ended.
    pub fn due(&self) -> Option<Moment> {
        let setter = self.setter.as_ref().filter(|_| !self.is_held)?;
        // One that was done while it was held is gone on from at once.
        Some(setter.due().unwrap_or_default())
    }

    /// Whether it is not known now that the vehicle is disarmed: then nothing more is said, until it is.
    pub fn hold(&mut self, is_held: bool) {
        self.is_held = is_held;
    }

    /// Takes a PARAM_VALUE of the vehicle.
    pub fn hear(&mut self, now: Moment, told: &ParameterValue, out: &mut Vec<Say>) {
        if let Some(setter) = &mut self.setter {
            setter.hear(told);
            if !self.is_held {
                self.look(now, out);
            }
        }
    }

    /// Nothing came for too long.
    pub fn wake(&mut self, now: Moment, out: &mut Vec<Say>) {
        if let Some(setter) = self.setter.as_mut().filter(|_| !self.is_held) {
            setter.wake(now, out);
            self.look(now, out);
        }
    }

    /// The vehicle was armed meanwhile: nothing more is set.
    pub fn armed(&mut self) {
        if self.setter.is_some() {
            self.fail(CorrectionFailure::NotDisarmed);
        }
    }

    /// Nobody wants it any more. What was said cannot be taken back.
    pub fn cancel(&mut self) {
        if self.setter.take().is_some() {
            self.left.clear();
            self.state = CorrectorState::Cancelled;
        }
    }

    fn fail(&mut self, why: CorrectionFailure) {
        self.setter = None;
        self.left.clear();
        self.state = CorrectorState::Failed(why);
    }

    /// Whether the one that is being set is done.
    fn look(&mut self, now: Moment, out: &mut Vec<Say>) {
        let Some(setter) = &self.setter else {
            return;
        };
        match setter.state() {
            SetState::Running { .. } => {}
            SetState::Done => self.go_on(now, out),
            SetState::Failed(why) => self.fail(CorrectionFailure::Parameter(setter.name(), why)),
            SetState::Cancelled => self.cancel(),
        }
    }

    /// Begins with the next one.
    fn go_on(&mut self, now: Moment, out: &mut Vec<Say>) {
        let Some(next) = self.left.pop_front() else {
            self.setter = None;
            self.state = CorrectorState::Done;
            return;
        };
        self.state = CorrectorState::Running {
            done: self.total - self.left.len() - 1,
            total: self.total,
        };
        let wanted = (next.parameter, next.to);
        let (round_trip, encoding) = (self.round_trip, self.encoding);
        let setter =
            ParameterSetter::start(now, round_trip, wanted, next.parameter_type, encoding, out);
        self.setter = Some(setter);
        // It may have failed at once.
        self.look(now, out);
    }
}
