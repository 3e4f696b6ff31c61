//! Recorded flights heard over links that lose, double and turn around.

use super::*;
use crate::link::dialect::decode;
use crate::link::names::{GroupId, LinkId};
use crate::link::report::Report;
use crate::link::tlog::{Logged, TlogReader};
use crate::observed::Source;
use std::time::Duration;

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/captures");
const CAPTURES: [&str; 3] = [
    "ardupilot-mission",
    "ardupilot-groundstation",
    "px4-mission",
];

/// What the autopilot says in a capture, from its first heartbeat on.
fn reports(name: &str) -> Vec<(Moment, Report)> {
    let bytes = std::fs::read(format!("{FOLDER}/{name}.tlog")).unwrap();
    let mut reader = TlogReader::new(&bytes[..]);
    let mut heard: Vec<(Moment, Report)> = Vec::new();
    while let Some(entry) = reader.next_entry().unwrap() {
        if let Logged::Frame(at, frame) = entry
            && frame.sender().system == 1
            && let Some(report) = decode(frame)
            && (!heard.is_empty() || matches!(report, Report::Heartbeat(_)))
        {
            heard.push((at, report));
        }
    }
    heard
}

const ID: VehicleId = VehicleId {
    group: GroupId(0),
    system: 1,
};
const SOURCE: Source = Source {
    link: LinkId(0),
    component: 1,
};

#[test]
fn a_flight_heard_twice_and_out_of_order_is_known_as_well() {
    // Each report comes again after the three that follow it.
    let heard = reports("px4-mission");
    let mut plain = Vehicle::new(ID, Origin::Live);
    let mut twice = plain.clone();
    let (mut plainly, mut again) = (Vec::new(), Vec::new());
    for (index, (at, report)) in heard.iter().enumerate() {
        plain.hear(*at, SOURCE, false, report, &mut plainly);
        twice.hear(*at, SOURCE, false, report, &mut again);
        if let Some((_, late)) = index.checked_sub(4).and_then(|index| heard.get(index)) {
            // Texts and records are told apart by the link, which hears doubles; states are by the vehicle.
            if !matches!(late, Report::StatusText(_)) {
                twice.hear(*at, SOURCE, true, late, &mut again);
            }
        }
        assert_eq!(plain.known().position, twice.known().position, "{index}");
        assert_eq!(plain.known().heartbeat, twice.known().heartbeat, "{index}");
        assert_eq!(plain.known().mission, twice.known().mission, "{index}");
    }
    assert_eq!(plainly, again);
}

/// A random number below `below` (SplitMix64).
fn random(seed: &mut u64, below: u64) -> u64 {
    *seed = seed.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let mut mixed = *seed;
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    (mixed ^ (mixed >> 31)) % below
}

#[test]
fn a_bad_link_neither_turns_back_the_clock_nor_reboots_the_vehicle() {
    const SEEDS: std::ops::Range<u64> = 20_261_130..20_261_140;
    for name in CAPTURES {
        let all = reports(name);
        for first in SEEDS {
            let mut seed = first;
            // A fifth is lost, a tenth comes twice, everything is up to 2 s late and out of order.
            let mut arriving: Vec<(Moment, &Report)> = Vec::new();
            for (at, report) in &all {
                let copies = match random(&mut seed, 10) {
                    0 | 1 => 0,
                    2 => 2,
                    _ => 1,
                };
                for _ in 0..copies {
                    let late = Duration::from_micros(random(&mut seed, 2_000_000));
                    arriving.push((*at + late, report));
                }
            }
            arriving.sort_by_key(|(at, _)| *at);
            assert_clock_goes_on(name, first, &arriving);
        }
    }
}

fn assert_clock_goes_on(name: &str, seed: u64, arriving: &[(Moment, &Report)]) {
    let (mut vehicle, mut events, mut newest) = (Vehicle::new(ID, Origin::Live), Vec::new(), 0);
    for (at, report) in arriving {
        vehicle.hear(*at, SOURCE, false, report, &mut events);
        while vehicle.due().is_some_and(|due| due <= *at) {
            vehicle.wake(*at, &mut events);
        }
        let known = vehicle.known();
        let boot_ms = known.position.map_or(0, |it| it.value.boot_ms);
        assert!(
            boot_ms >= newest,
            "{name}, seed {seed}: {boot_ms} after {newest}"
        );
        newest = boot_ms;
        if vehicle.integrity().is_good() {
            let limit = Duration::from_millis(3_600);
            let fresh = known.position.and_then(|it| it.fresh(*at, limit).copied());
            assert!(fresh.is_some(), "{name}, seed {seed}");
        }
    }
    let reboots = events.iter().filter(|it| it.what == VehicleEvent::Rebooted);
    assert_eq!(reboots.count(), 0, "{name}, seed {seed}");
}
