//! What a scenario is, in a number: a log tells of which scenario it is by more than a name.

use crate::scenario::Scenario;
use std::fmt::{self, Write};

/// The number, in hexadecimal. It is made of all that makes the day what it is and what has to come out
/// of it, by the names of the fields; not of addresses and keys, which are where it is played.
pub fn fingerprint(scenario: &Scenario) -> String {
    let mut hash = Fnv1a::default();
    // Hashing does not fail.
    let _ = write_all(scenario, &mut hash);
    format!("{:016x}", hash.0)
}

fn write_all(scenario: &Scenario, out: &mut impl Write) -> fmt::Result {
    let time = (&scenario.duration, &scenario.step);
    let world = (&scenario.weather, &scenario.ground, &scenario.events);
    let city = (
        &scenario.docks,
        &scenario.sensors,
        &scenario.crews,
        &scenario.traffic,
    );
    write!(out, "{time:?}{world:?}{city:?}")?;
    write!(out, "{:?}{:?}", scenario.faults, scenario.assertions)?;
    for vehicle in &scenario.vehicles {
        let is = (&vehicle.name, vehicle.autopilot, vehicle.airframe);
        let begins = (
            vehicle.system_id,
            vehicle.stand,
            vehicle.at,
            vehicle.height_agl_m,
            vehicle.heading_deg,
            vehicle.charge,
        );
        let does = (&vehicle.parameters, &vehicle.payload, &vehicle.task);
        write!(out, "{is:?}{begins:?}{does:?}")?;
        for link in &vehicle.links {
            write!(out, "{:?}{:?}", link.quality, link.radio)?;
        }
    }
    Ok(())
}

/// FNV-1a with 64 bits (draft-eastlake-fnv, 2 and 5): the same everywhere and always.
struct Fnv1a(u64);

impl Default for Fnv1a {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Write for Fnv1a {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for byte in text.bytes() {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_the_one_of_its_specification() {
        // The draft's test vectors.
        for (text, expected) in [
            ("", 0xcbf2_9ce4_8422_2325),
            ("a", 0xaf63_dc4c_8601_ec8c),
            ("foobar", 0x8594_4171_f739_67e8),
        ] {
            let mut hash = Fnv1a::default();
            hash.write_str(text).unwrap_or_default();
            assert_eq!(hash.0, expected, "{text}");
        }
    }
}
