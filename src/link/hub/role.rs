//! What a link is for.

use crate::link::names::{GroupId, LinkId, Origin, PeerId, VehicleId};
use crate::link::signing::{Key, Marks};
use geofences::Bilingual;

/// What is behind a link.
#[derive(Clone, Debug)]
pub enum LinkRole {
    /// Vehicles.
    Vehicles(VehicleLink),
    /// Ground stations.
    Stations(Endpoint),
}

/// A link to vehicles.
#[derive(Clone, Copy, Debug)]
pub struct VehicleLink {
    /// All links of a group lead to the same aircraft.
    pub group: GroupId,
    /// What the vehicles are: the same for all links of a group.
    pub origin: Origin,
    /// What becomes of unsigned traffic.
    pub unsigned: UnsignedPolicy,
    /// Among the links of a group, the lowest is used first.
    pub priority: u8,
    /// It leads to one place ([`PeerId::ONLY`]), which is called upon before it has said anything: an
    /// address, a TCP server, a serial line.
    pub leads_to_one: bool,
}

/// What becomes of frames that are not signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnsignedPolicy {
    /// They are taken.
    Accept,
    /// They are refused, but for RADIO_STATUS: radios cannot sign.
    AcceptRadioStatusOnly,
    /// They are refused.
    Refuse,
}

/// A link to ground stations.
#[derive(Clone, Debug)]
pub struct Endpoint {
    /// Which vehicles they see.
    pub sees: Visible,
    /// What they may do.
    pub access: Access,
    /// Whoever speaks there has to sign with it, and mapped frames are signed with it.
    pub key: Option<Key>,
    /// What was kept of the signatures with that key before a restart.
    pub marks: Option<Marks>,
    /// As in [`VehicleLink::leads_to_one`]: what is seen is sent there before anything was heard.
    pub leads_to_one: bool,
}

/// Which vehicles an endpoint sees.
#[derive(Clone, Debug)]
pub enum Visible {
    /// All.
    All,
    /// Those of some groups.
    Groups(Vec<GroupId>),
    /// Some.
    Vehicles(Vec<VehicleId>),
}

impl Visible {
    /// Whether it sees a vehicle.
    pub fn contains(&self, vehicle: VehicleId) -> bool {
        match self {
            Self::All => true,
            Self::Groups(groups) => groups.contains(&vehicle.group),
            Self::Vehicles(vehicles) => vehicles.contains(&vehicle),
        }
    }
}

/// What stations at an endpoint may do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Access {
    /// Look, and ask what only reads.
    #[default]
    ReadOnly,
    /// Command the vehicles that they hold; stop any that they see.
    Control,
}

/// A ground station: a system id behind an address at an endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StationRef {
    /// The endpoint.
    pub link: LinkId,
    /// Who behind it.
    pub peer: PeerId,
    /// The station's MAVLink system id.
    pub system: u8,
}

/// Who holds a vehicle.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Holder {
    /// Nobody.
    #[default]
    Nobody,
    /// Somebody who uses us, not a station.
    Operator,
    /// A station.
    Station(StationRef),
}

/// Why a link cannot be added.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkRefused {
    /// Its number is in use.
    NumberInUse,
    /// Its group's vehicles are of another origin.
    OtherOrigin {
        /// The group.
        group: GroupId,
        /// What they are.
        is: Origin,
        /// What the link says that they are.
        not: Origin,
    },
}

impl LinkRefused {
    /// The same in words, with the link's name.
    pub fn in_words(&self, link: &str) -> Bilingual {
        match self {
            Self::NumberInUse => Bilingual::new(
                format!("link \"{link}\": its number is in use"),
                format!("链路“{link}”：编号已被占用"),
            ),
            Self::OtherOrigin { is, not, .. } => {
                let ((is_en, is_zh), (not_en, not_zh)) = (origin_words(*is), origin_words(*not));
                Bilingual::new(
                    format!(
                        "link \"{link}\" is to lead to {not_en} vehicles, and its group leads to {is_en} \
                         ones: the links of a group lead to the same aircraft"
                    ),
                    format!(
                        "链路“{link}”声明通向{not_zh}飞行器，而其所在组通向{is_zh}飞行器：同组链路必须通向相同的飞行器"
                    ),
                )
            }
        }
    }
}

fn origin_words(origin: Origin) -> (&'static str, &'static str) {
    match origin {
        Origin::Live => ("live", "真实"),
        Origin::Simulated => ("simulated", "仿真"),
        Origin::Replayed => ("replayed", "回放"),
    }
}
