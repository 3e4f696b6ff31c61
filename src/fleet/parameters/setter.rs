//! Sets one parameter and believes only what is read back.

use super::encoding::{decode, encode, value_of};
use crate::fleet::patience::patience;
use crate::link::dialect::Encoding;
use crate::link::report::{ParameterName, ParameterType, ParameterValue};
use crate::link::say::Say;
use crate::moment::Moment;
use geofences::Bilingual;
use std::time::Duration;

/// It is said so often.
const MOST_TRIES: u32 = 8;

/// Why a parameter is not as it was to be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum SetFailure {
    /// How the vehicle encodes values is not known: what it would take ours for is not known either.
    UnknownEncoding,
    /// Its type cannot hold the value, or the encoding cannot carry it.
    NotRepresentable,
    /// The vehicle has kept this value.
    Refused {
        /// As it was read back.
        found: f64,
    },
    /// Nothing was read back: it may be set or not.
    NoAnswer,
}

impl SetFailure {
    /// In words.
    pub fn what(self) -> Bilingual {
        match self {
            Self::UnknownEncoding => Bilingual::new(
                "How this autopilot encodes parameters is not known, so nothing is set.",
                "不了解该自驾仪的参数编码方式，因此不设置参数。",
            ),
            Self::NotRepresentable => Bilingual::new(
                "The parameter's type cannot hold this value.",
                "该参数的类型无法表示此数值。",
            ),
            Self::Refused { found } => Bilingual::new(
                format!("The vehicle refused the value and kept {found}."),
                format!("飞行器拒绝了该数值，仍为 {found}。"),
            ),
            Self::NoAnswer => Bilingual::new(
                "The vehicle did not answer; whether the parameter is set is not known.",
                "飞行器没有应答；参数是否已设置未知。",
            ),
        }
    }
}

/// How the setting stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum SetState {
    /// It was said so often, and is not read back yet.
    Running {
        /// Times.
        tries: u32,
    },
    /// It is set: the value was read back.
    Done,
    /// It is not, or nobody knows.
    Failed(SetFailure),
    /// Nobody wants it any more; it may be set or not.
    Cancelled,
}

/// Sets one parameter.
#[derive(Clone, Debug)]
pub struct ParameterSetter {
    name: ParameterName,
    parameter_type: ParameterType,
    /// How the vehicle encodes, the bits of the value, and what carries it.
    encoded: Option<(Encoding, u32, [u8; 4])>,
    round_trip: Duration,
    tries: u32,
    /// Another value was read back.
    found: Option<f64>,
    state: SetState,
    due: Moment,
}

impl ParameterSetter {
    /// Begins. The type is that which the vehicle told with the parameter; floats are rounded to it.
    pub fn start(
        now: Moment,
        round_trip: Duration,
        (name, value): (ParameterName, f64),
        parameter_type: ParameterType,
        encoding: Option<Encoding>,
        out: &mut Vec<Say>,
    ) -> Self {
        let encoded = encoding.and_then(|encoding| {
            let (bits, bytes) = encode(value, parameter_type, encoding)?;
            Some((encoding, bits, bytes))
        });
        let mut setter = Self {
            name,
            parameter_type,
            encoded,
            round_trip,
            tries: 0,
            found: None,
            state: SetState::Running { tries: 0 },
            due: now,
        };
        match (encoding, encoded) {
            (None, _) => setter.state = SetState::Failed(SetFailure::UnknownEncoding),
            (_, None) => setter.state = SetState::Failed(SetFailure::NotRepresentable),
            _ => setter.say(now, out),
        }
        setter
    }

    /// Which parameter it sets.
    pub fn name(&self) -> ParameterName {
        self.name
    }

    /// How it stands.
    pub fn state(&self) -> SetState {
        self.state
    }

    /// When it has to be woken; `None` once it has ended.
    pub fn due(&self) -> Option<Moment> {
        self.is_running().then_some(self.due)
    }

    /// Nobody wants it any more. What was said cannot be taken back.
    pub fn cancel(&mut self) {
        if self.is_running() {
            self.state = SetState::Cancelled;
        }
    }

    fn is_running(&self) -> bool {
        matches!(self.state, SetState::Running { .. })
    }

    fn say(&mut self, now: Moment, out: &mut Vec<Say>) {
        let Some((_, _, bytes)) = self.encoded else {
            return;
        };
        self.due = now + patience(self.round_trip, self.tries);
        out.push(Say::ParameterSet {
            name: self.name,
            bytes,
            parameter_type: self.parameter_type,
        });
        if self.tries > 0 {
            // Some tell a value only when it changes.
            out.push(Say::ParameterRequestName(self.name));
        }
        self.tries += 1;
        self.state = SetState::Running { tries: self.tries };
    }

    /// Takes a PARAM_VALUE of the vehicle. Another value than ours is no refusal at once: it may have been
    /// on its way before ours arrived.
    pub fn hear(&mut self, told: &ParameterValue) {
        let Some((encoding, wanted, _)) = self.encoded.filter(|_| self.is_running()) else {
            return;
        };
        if told.name.as_str() != self.name.as_str() {
            return;
        }
        let Some(parameter_type) = told.parameter_type else {
            return;
        };
        let Some(bits) = decode(told.bytes, parameter_type, encoding) else {
            return;
        };
        if bits == wanted && parameter_type == self.parameter_type {
            self.state = SetState::Done;
        } else {
            self.found = Some(value_of(bits, parameter_type));
        }
    }

    /// Nothing came for too long, or not what was wanted.
    pub fn wake(&mut self, now: Moment, out: &mut Vec<Say>) {
        if !self.is_running() || now < self.due {
            return;
        }
        if self.tries < MOST_TRIES {
            return self.say(now, out);
        }
        self.state = SetState::Failed(match self.found {
            Some(found) => SetFailure::Refused { found },
            None => SetFailure::NoAnswer,
        });
    }
}
