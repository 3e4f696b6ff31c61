//! What a scenario is, in a number: a log tells of which scenario it is by more than a name.

use crate::scenario::{LinkSetup, Scenario, VehicleSetup};
use std::fmt::{self, Write};

/// The number, in hexadecimal. It is made of all that makes the day what it is and what has to come out
/// of it, by the names of the fields; not of addresses and keys, which are where it is played.
pub fn fingerprint(scenario: &Scenario) -> String {
    let mut hash = Fnv1a::default();
    // Hashing does not fail.
    let _ = write_all(scenario, &mut hash);
    format!("{:016x}", hash.0)
}

/// Writes all that counts. What is taken apart here names each field, so that none that comes later is
/// forgotten: it has to be said whether it counts.
fn write_all(scenario: &Scenario, out: &mut impl Write) -> fmt::Result {
    let Scenario {
        // A log says these itself.
        name: _,
        name_zh: _,
        seed: _,
        start: _,
        duration,
        step,
        weather,
        ground,
        vehicles,
        docks,
        sensors,
        crews,
        receivers,
        traffic,
        publication: _,
        events,
        faults,
        assertions,
    } = scenario;
    write!(out, "{:?}{:?}", (duration, step), (weather, ground, events))?;
    write!(out, "{:?}", (docks, sensors, crews, receivers, traffic))?;
    write!(out, "{faults:?}{assertions:?}")?;
    vehicles.iter().try_for_each(|it| write_vehicle(it, out))
}

fn write_vehicle(vehicle: &VehicleSetup, out: &mut impl Write) -> fmt::Result {
    let VehicleSetup {
        name,
        // Its vehicles stand one by one in a scenario.
        fleet: _,
        autopilot,
        airframe,
        system_id,
        stand,
        at,
        height_agl_m,
        heading_deg,
        charge,
        parameters,
        payload,
        links,
        signing_key: _,
        task,
    } = vehicle;
    write!(out, "{:?}", (name, autopilot, airframe))?;
    let begins = (system_id, stand, at, height_agl_m, heading_deg, charge);
    write!(out, "{begins:?}{:?}", (parameters, payload, task))?;
    links.iter().try_for_each(|link| {
        let LinkSetup {
            address: _,
            quality,
            radio,
        } = link;
        write!(out, "{quality:?}{radio:?}")
    })
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
