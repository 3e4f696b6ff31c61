//! Links as they are written on the command line.

use super::options::{self, error};
use crate::ground_control::live::{LinkSetup, LinkUse};
use crate::link::hub::{Access, UnsignedPolicy};
use crate::link::names::Origin;
use crate::link::transport::LinkAddress;
use std::str::FromStr;

/// A link to vehicles.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VehicleArgument {
    address: LinkAddress,
    name: Option<String>,
    group: Option<String>,
    origin: Origin,
    priority: u8,
    unsigned: UnsignedPolicy,
}

/// An endpoint for ground stations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StationArgument {
    address: LinkAddress,
    name: Option<String>,
    access: Access,
    sees: Option<Vec<String>>,
}

const ORIGINS: [(&str, Origin); 2] = [("live", Origin::Live), ("simulated", Origin::Simulated)];
const UNSIGNED: [(&str, UnsignedPolicy); 3] = [
    ("accept", UnsignedPolicy::Accept),
    ("radio", UnsignedPolicy::AcceptRadioStatusOnly),
    ("refuse", UnsignedPolicy::Refuse),
];
const ACCESS: [(&str, Access); 2] = [("read", Access::ReadOnly), ("control", Access::Control)];

impl FromStr for VehicleArgument {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let known = ["name", "group", "origin", "priority", "unsigned"];
        let options = options::read(text, &known)?;
        let priority = options.value("priority").unwrap_or("0");
        let priority = priority.parse().map_err(|_| {
            error(
                &format!("priority: \"{priority}\" is no number from 0 to 255"),
                &format!("priority：“{priority}”不是 0 到 255 的数字"),
            )
        })?;
        Ok(Self {
            name: options.value("name").map(str::to_owned),
            group: options.value("group").map(str::to_owned),
            origin: options.one_of("origin", &ORIGINS)?,
            priority,
            unsigned: options.one_of("unsigned", &UNSIGNED)?,
            address: options.address,
        })
    }
}

impl FromStr for StationArgument {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let options = options::read(text, &["name", "access", "sees"])?;
        let groups = |list: &str| list.split(',').map(str::to_owned).collect();
        Ok(Self {
            name: options.value("name").map(str::to_owned),
            access: options.one_of("access", &ACCESS)?,
            sees: options.value("sees").map(groups),
            address: options.address,
        })
    }
}

/// All links as the link thread takes them.
pub(super) fn setups(vehicles: &[VehicleArgument], stations: &[StationArgument]) -> Vec<LinkSetup> {
    let given = vehicles.iter().flat_map(|it| [&it.name, &it.group]);
    let given = given.chain(stations.iter().map(|it| &it.name));
    let mut taken: Vec<String> = given.flatten().cloned().collect();
    let mut name = |given: &Option<String>, address: &LinkAddress| {
        given.clone().unwrap_or_else(|| {
            let name = free_name(address, &taken);
            taken.push(name.clone());
            name
        })
    };
    let mut setups = Vec::new();
    for it in vehicles {
        let name = name(&it.name, &it.address);
        let group = it.group.clone().unwrap_or_else(|| name.clone());
        setups.push(LinkSetup {
            name,
            address: it.address.clone(),
            of: LinkUse::Vehicles {
                group,
                origin: it.origin,
                priority: it.priority,
                unsigned: it.unsigned,
            },
        });
    }
    for it in stations {
        setups.push(LinkSetup {
            name: name(&it.name, &it.address),
            address: it.address.clone(),
            of: LinkUse::Stations {
                access: it.access,
                sees: it.sees.clone(),
            },
        });
    }
    setups
}

/// A name by an address that is nobody's yet. It can be the name of a folder, and a word in the file of keys.
fn free_name(address: &LinkAddress, taken: &[String]) -> String {
    let text = address.to_string();
    let words = text.split(|it: char| !it.is_ascii_alphanumeric() && it != '.');
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    let plain = words.join("-");
    let mut name = plain.clone();
    let mut number = 2;
    while taken.contains(&name) {
        name = format!("{plain}-{number}");
        number += 1;
    }
    name
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn vehicle(text: &str) -> VehicleArgument {
        text.parse().unwrap()
    }

    fn station(text: &str) -> StationArgument {
        text.parse().unwrap()
    }

    /// What is said in English of a link that is wrong.
    fn wrong(text: &str) -> String {
        let error = text.parse::<VehicleArgument>().unwrap_err();
        error.split(" / ").next().unwrap().to_owned()
    }

    #[test]
    fn without_options_a_link_is_live_and_an_endpoint_reads() {
        let link = vehicle("udp-listen://0.0.0.0:14550");
        assert_eq!((link.origin, link.priority), (Origin::Live, 0));
        assert_eq!(link.unsigned, UnsignedPolicy::Accept);
        let endpoint = station("tcp-listen://127.0.0.1:0");
        assert_eq!(endpoint.access, Access::ReadOnly);
        assert_eq!(endpoint.sees, None);
    }

    #[test]
    fn options_are_read_and_the_speed_of_a_serial_line_stays_its_own() {
        let link = vehicle(
            "serial:///dev/ttyUSB0?group=north&baud=115200&origin=simulated&priority=255&unsigned=radio",
        );
        assert_eq!(
            link.address.to_string(),
            "serial:///dev/ttyUSB0?baud=115200"
        );
        assert_eq!(link.group.as_deref(), Some("north"));
        assert_eq!((link.origin, link.priority), (Origin::Simulated, 255));
        assert_eq!(link.unsigned, UnsignedPolicy::AcceptRadioStatusOnly);
        let endpoint = station("udp://10.0.0.7:14550?access=control&sees=north,崂山");
        assert_eq!(endpoint.access, Access::Control);
        assert_eq!(endpoint.sees.unwrap(), ["north", "崂山"]);
    }

    #[test]
    fn what_is_wrong_is_named() {
        let with = |options: &str| wrong(&format!("udp-listen://0.0.0.0:14550?{options}"));
        assert!(with("speed=7").contains("no option \"speed\""));
        assert!(with("baud=57600").contains("no option \"baud\""));
        assert!(with("access=control").contains("no option \"access\""));
        assert!(with("group=a&group=b").contains("group stands twice"));
        assert!(with("group=").contains("group has no value"));
        assert!(with("origin=replayed").contains("none of live, simulated"));
        assert!(with("priority=256").contains("no number from 0 to 255"));
        assert!(with("priority=255&unsigned=some").contains("none of accept"));
        assert!(wrong("serial:///dev/a?baud=9600&baud=9600").contains("baud stands twice"));
        let unknown = wrong("serial:///dev/a?speed=9600");
        assert!(unknown.ends_with("priority, unsigned, baud"), "{unknown}");
        assert!(with("speed=7").ends_with("priority, unsigned"));
        assert!(wrong("udp-listen://drone:14550").contains("host"));
    }

    #[test]
    fn links_are_called_by_their_addresses_and_no_two_alike() {
        let links = [
            vehicle("udp-listen://127.0.0.1:0"),
            vehicle("udp-listen://127.0.0.1:0"),
            vehicle("serial:///dev/ttyUSB0?name=radio&group=north"),
            vehicle("udp-listen://[::1]:14550"),
        ];
        let setups = setups(&links, &[station("tcp-listen://127.0.0.1:5760")]);
        let names: Vec<&str> = setups.iter().map(|it| it.name.as_str()).collect();
        assert_eq!(
            names,
            [
                "udp-listen-127.0.0.1-0",
                "udp-listen-127.0.0.1-0-2",
                "radio",
                "udp-listen-1-14550",
                "tcp-listen-127.0.0.1-5760",
            ]
        );
        let groups = setups.iter().filter_map(|it| match &it.of {
            LinkUse::Vehicles { group, .. } => Some(group.as_str()),
            LinkUse::Stations { .. } => None,
        });
        let groups: Vec<&str> = groups.collect();
        assert_eq!(groups[1..3], ["udp-listen-127.0.0.1-0-2", "north"]);
    }
}
