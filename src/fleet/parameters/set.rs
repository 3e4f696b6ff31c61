//! The parameters of one vehicle.

use super::encoding::{decode, value_of};
use super::{HASH_NAME, NO_INDEX};
use crate::link::dialect::Encoding;
use crate::link::report::{ParameterName, ParameterType, ParameterValue};
use crate::moment::Moment;
use std::cmp::Ordering;

/// A parameter.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Parameter {
    /// Its name.
    pub name: ParameterName,
    /// Its value, in the unit that the autopilot gives it.
    pub value: f64,
    /// Its type.
    pub parameter_type: ParameterType,
    /// Its number in the vehicle's list; `None` where it came without one.
    pub index: Option<u16>,
}

/// In what two sets differ.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Difference {
    /// Which parameter.
    pub name: ParameterName,
    /// Its value in the first; `None` where it has none.
    pub before: Option<f64>,
    /// Its value in the second.
    pub after: Option<f64>,
}

/// So many parameters are kept of a vehicle at most: real ones have 900 to 2 500.
const MOST: usize = 8_192;

/// All parameters of a vehicle, as far as they are known: 28 bytes each.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ParameterSet {
    /// By name.
    entries: Vec<Entry>,
    confirmed: Option<Moment>,
    shed: u64,
}

#[derive(Clone, Copy, Debug, PartialEq)]
struct Entry {
    name: ParameterName,
    bits: u32,
    index: u16,
    parameter_type: ParameterType,
}

impl Entry {
    /// What a vehicle told; `None` where that is no value of a parameter.
    fn of(told: &ParameterValue, encoding: Encoding) -> Option<Self> {
        let parameter_type = told.parameter_type?;
        let name = ParameterName::new(told.name.as_str())?;
        if name.as_str() == HASH_NAME {
            return None;
        }
        Some(Self {
            name,
            bits: decode(told.bytes, parameter_type, encoding)?,
            index: told.index,
            parameter_type,
        })
    }

    fn is_another(&self, than: &Self) -> bool {
        self.bits != than.bits || self.parameter_type != than.parameter_type
    }
}

impl ParameterSet {
    /// The set with these values, which were all of them at this moment.
    pub fn whole(
        parameters: impl IntoIterator<Item = (ParameterName, u32, ParameterType, u16)>,
        at: Moment,
    ) -> Self {
        let mut set = Self::default();
        for (name, bits, parameter_type, index) in parameters {
            set.put(Entry {
                name,
                bits,
                index,
                parameter_type,
            });
        }
        set.confirmed = Some(at);
        set
    }

    /// Takes a value that the vehicle told, be it an answer or that it changed. Whether it is news.
    pub fn hear(&mut self, told: &ParameterValue, encoding: Encoding) -> bool {
        match Entry::of(told, encoding) {
            Some(entry) => self.put(entry),
            None => false,
        }
    }

    /// Whether a value that the vehicle told is another one than is held.
    pub fn is_news(&self, told: &ParameterValue, encoding: Encoding) -> bool {
        Entry::of(told, encoding).is_some_and(|entry| {
            let at = self
                .entries
                .binary_search_by(|known| known.name.cmp(&entry.name));
            let known = at.ok().and_then(|at| self.entries.get(at));
            known.is_none_or(|known| known.is_another(&entry))
        })
    }

    fn put(&mut self, entry: Entry) -> bool {
        let at = self
            .entries
            .binary_search_by(|known| known.name.cmp(&entry.name));
        match at {
            Ok(at) => {
                let Some(known) = self.entries.get_mut(at) else {
                    return false;
                };
                let is_news = known.is_another(&entry);
                let index = if entry.index == NO_INDEX {
                    known.index
                } else {
                    entry.index
                };
                *known = Entry { index, ..entry };
                is_news
            }
            Err(_) if self.entries.len() >= MOST => {
                self.shed += 1;
                false
            }
            Err(at) => {
                self.entries.insert(at, entry);
                true
            }
        }
    }

    /// A parameter by its name.
    pub fn get(&self, name: &str) -> Option<Parameter> {
        let name = ParameterName::new(name)?;
        let found = self.entries.binary_search_by(|known| known.name.cmp(&name));
        Some(self.entries.get(found.ok()?)?.told())
    }

    /// The bits of a value; see the module `encoding`.
    pub(super) fn bits(&self, name: ParameterName) -> Option<(u32, ParameterType)> {
        let found = self.entries.binary_search_by(|known| known.name.cmp(&name));
        let entry = self.entries.get(found.ok()?)?;
        Some((entry.bits, entry.parameter_type))
    }

    /// All of them, by name.
    pub fn iter(&self) -> impl Iterator<Item = Parameter> {
        self.entries.iter().map(Entry::told)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether nothing is known.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// How many came with their number.
    pub(super) fn numbered(&self) -> usize {
        let numbered = self.entries.iter().filter(|it| it.index != NO_INDEX);
        numbered.count()
    }

    /// Where a parameter that came without its number stands in the vehicle's list.
    pub(super) fn number(&mut self, name: ParameterName, index: u16) {
        let found = self.entries.binary_search_by(|known| known.name.cmp(&name));
        let entry = found.ok().and_then(|at| self.entries.get_mut(at));
        if let Some(entry) = entry.filter(|it| it.index == NO_INDEX) {
            entry.index = index;
        }
    }

    /// Values that were not kept, for there are too many.
    pub fn shed(&self) -> u64 {
        self.shed
    }

    /// When all of it was known to be right: it was read whole then, or its hash was the vehicle's.
    /// Changes that were told since are in it. `None` where it was never whole.
    pub fn confirmed(&self) -> Option<Moment> {
        self.confirmed
    }

    /// It is whole and right now.
    pub(super) fn confirm(&mut self, now: Moment) {
        self.confirmed = Some(now);
    }

    /// It may be anything from now on: the vehicle restarted, say, or was away.
    pub fn doubt(&mut self) {
        self.confirmed = None;
    }

    /// In what another set differs from this one, by name. Values are compared bit by bit.
    pub fn differences(&self, after: &Self) -> Vec<Difference> {
        let (mut left, mut right) = (
            self.entries.iter().peekable(),
            after.entries.iter().peekable(),
        );
        let mut found = Vec::new();
        loop {
            let order = match (left.peek(), right.peek()) {
                (None, None) => return found,
                (Some(_), None) => Ordering::Less,
                (None, Some(_)) => Ordering::Greater,
                (Some(a), Some(b)) => a.name.cmp(&b.name),
            };
            let before = if order.is_le() { left.next() } else { None };
            let after = if order.is_ge() { right.next() } else { None };
            let is_same = before.map(Entry::content) == after.map(Entry::content);
            let Some(name) = before.or(after).map(|it| it.name).filter(|_| !is_same) else {
                continue;
            };
            found.push(Difference {
                name,
                before: before.map(|it| it.told().value),
                after: after.map(|it| it.told().value),
            });
        }
    }
}

impl Entry {
    fn told(&self) -> Parameter {
        Parameter {
            name: self.name,
            value: value_of(self.bits, self.parameter_type),
            parameter_type: self.parameter_type,
            index: (self.index != NO_INDEX).then_some(self.index),
        }
    }

    fn content(&self) -> (u32, ParameterType) {
        (self.bits, self.parameter_type)
    }
}
