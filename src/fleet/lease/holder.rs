//! Who can hold a vehicle.

use crate::link::names::{LinkId, PeerId};
use std::fmt;

/// A person, by the name of their account.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Person(String);

impl Person {
    /// The longest name, bytes.
    pub const LONGEST: usize = 64;

    /// A person of that name; `None` where it is empty, too long, has control characters, or spaces around
    /// it.
    pub fn new(name: &str) -> Option<Self> {
        let is_good = (1..=Self::LONGEST).contains(&name.len())
            && !name.chars().any(char::is_control)
            && name.trim() == name;
        is_good.then(|| Self(name.to_owned()))
    }

    /// Their name.
    pub fn name(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Person {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Who can hold a vehicle.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Holder {
    /// A person.
    Person(Person),
    /// A ground station that is attached.
    Station {
        /// Over which link.
        link: LinkId,
        /// Who there.
        peer: PeerId,
        /// Its MAVLink system id.
        system: u8,
    },
}

impl fmt::Display for Holder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Person(person) => person.fmt(f),
            Self::Station { link, peer, system } => {
                write!(f, "station {system} ({}.{})", link.0, peer.0)
            }
        }
    }
}

/// What an account may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Looks.
    Reader,
    /// Looks, and files cases.
    Inspector,
    /// Commands.
    Operator,
    /// Commands, and says who may.
    Administrator,
}
