//! For tests: what real autopilots have, and a model of how they answer about it.

#![allow(clippy::unwrap_used, missing_docs)]

use super::encoding::type_of_number;
use crate::fleet::parameters::{ParameterSet, bits_of, value_of};
use crate::fleet::test_line::{Line, Weather};
use crate::link::dialect::{Encoding, decode_value, encode_value};
use crate::link::report::{ParameterName, ParameterType, ParameterValue};
use crate::link::say::Say;
use crate::moment::Moment;
use std::collections::VecDeque;
use std::time::Duration;

pub const ARDUPILOT: &str = include_str!("../../../simulator/parameters/ardupilot.param");
pub const PX4: &str = include_str!("../../../simulator/parameters/px4.param");

pub const START: Moment = Moment::from_us(1_795_000_000_000_000);

/// Name, bits, type, in the order of transmission.
pub fn all_of(file: &str) -> Vec<(ParameterName, u32, ParameterType)> {
    let lines = file.lines().filter(|line| !line.starts_with('#'));
    let all = lines.map(|line| {
        let mut fields = line.split('\t');
        let name = ParameterName::new(fields.next().unwrap()).unwrap();
        let value: f64 = fields.next().unwrap().parse().unwrap();
        let kind = type_of_number(fields.next().unwrap().parse().unwrap()).unwrap();
        (name, bits_of(value, kind).unwrap(), kind)
    });
    all.collect()
}

pub fn set_of(file: &str, at: Moment) -> ParameterSet {
    let all = all_of(file).into_iter().zip(0..);
    ParameterSet::whole(
        all.map(|((name, bits, kind), index)| (name, bits, kind, index)),
        at,
    )
}

pub fn told(
    name: &str,
    value: f64,
    kind: ParameterType,
    encoding: Encoding,
    (index, count): (u16, u16),
) -> ParameterValue {
    ParameterValue {
        name: ParameterName::new(name).unwrap(),
        bytes: encode_value(value, kind, encoding).unwrap(),
        parameter_type: Some(kind),
        count,
        index,
    }
}

/// An autopilot at the far end of a bad line.
pub struct Autopilot {
    pub all: Vec<(ParameterName, u32, ParameterType)>,
    pub encoding: Encoding,
    pub hash: Option<u32>,
    /// It does not take another value for this one.
    pub stubborn: Option<&'static str>,
    /// It tells a value that was set only when it is another one.
    pub tells_changes_only: bool,
    streaming: VecDeque<usize>,
    pub up: Line<Say>,
    pub down: Line<ParameterValue>,
    pub now: Moment,
    pub questions: usize,
    pub is_deaf: bool,
}

/// Between two values of a list.
const PACE: Duration = Duration::from_millis(4);

impl Autopilot {
    pub fn new(file: &str, encoding: Encoding, weather: Weather, seed: &str) -> Self {
        Self {
            all: all_of(file),
            encoding,
            hash: (encoding == Encoding::Bytewise).then_some(0x65C7_1234),
            stubborn: None,
            tells_changes_only: false,
            streaming: VecDeque::new(),
            up: Line::new(weather, &format!("{seed}, up")),
            down: Line::new(weather, &format!("{seed}, down")),
            now: START,
            questions: 0,
            is_deaf: false,
        }
    }

    pub fn take(&mut self, says: Vec<Say>) {
        for say in says {
            self.questions += 1;
            self.up.send(self.now, say);
        }
    }

    pub fn value(&self, at: usize) -> ParameterValue {
        let (name, bits, kind) = self.all[at];
        let count = u16::try_from(self.all.len()).unwrap();
        let value = value_of(bits, kind);
        let index = u16::try_from(at).unwrap();
        told(name.as_str(), value, kind, self.encoding, (index, count))
    }

    pub fn tell(&mut self, at: usize) {
        let value = self.value(at);
        self.down.send(self.now, value);
    }

    fn tell_hash(&mut self) {
        if let Some(hash) = self.hash {
            let count = u16::try_from(self.all.len()).unwrap();
            let value = ParameterValue {
                name: ParameterName::new("_HASH_CHECK").unwrap(),
                bytes: hash.to_le_bytes(),
                parameter_type: Some(ParameterType::U32),
                count,
                index: u16::MAX,
            };
            self.down.send(self.now, value);
        }
    }

    pub fn find(&self, name: &str) -> Option<usize> {
        self.all
            .iter()
            .position(|(known, ..)| known.as_str() == name)
    }

    fn answer(&mut self, say: Say) {
        match say {
            Say::ParameterRequestList => {
                self.tell_hash();
                self.streaming = (0..self.all.len()).collect();
            }
            Say::ParameterRequestIndex(index) => self.tell(index.into()),
            Say::ParameterRequestName(name) if name.as_str() == "_HASH_CHECK" => self.tell_hash(),
            Say::ParameterRequestName(name) => {
                if let Some(at) = self.find(name.as_str()) {
                    self.tell(at);
                }
            }
            Say::ParameterSet {
                name,
                bytes,
                parameter_type,
            } => {
                let at = self.find(name.as_str()).unwrap();
                let value = decode_value(bytes, parameter_type, self.encoding);
                let (_, before, kind) = self.all[at];
                if parameter_type == kind && self.stubborn != Some(name.as_str()) {
                    self.all[at].1 = bits_of(value, kind).unwrap();
                }
                if !self.tells_changes_only || self.all[at].1 != before {
                    self.tell(at);
                }
            }
            other => panic!("an autopilot's parameters are not asked {other:?}"),
        }
    }

    /// Lets time pass until something is heard or `until` is reached.
    pub fn next(&mut self, until: Moment) -> Vec<ParameterValue> {
        loop {
            let streams = (!self.streaming.is_empty()).then(|| self.now + PACE);
            let events = [self.up.next(), self.down.next(), streams, Some(until)];
            let next = events.into_iter().flatten().min().unwrap();
            self.now = self.now.max(next);
            for say in self.up.arrived(self.now) {
                if !self.is_deaf {
                    self.answer(say);
                }
            }
            if let Some(at) = streams
                .filter(|at| *at <= self.now)
                .and_then(|_| self.streaming.pop_front())
            {
                self.tell(at);
            }
            let heard = self.down.arrived(self.now);
            if !heard.is_empty() || self.now >= until {
                return heard;
            }
        }
    }
}
