use super::*;
use crate::link::tlog::{Logged, TlogReader};
use std::collections::{BTreeSet, HashMap};
use std::path::Path;

/// Frames of a recorded flight, with their moments.
fn recorded(name: &str) -> Vec<(Moment, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/captures");
    let file = std::fs::File::open(folder.join(format!("{name}.tlog"))).unwrap();
    let mut reader = TlogReader::new(file);
    let mut frames = Vec::new();
    while let Some(Logged::Frame(at, frame)) = reader.next_entry().unwrap() {
        frames.push((at, frame.bytes().to_vec()));
    }
    frames
}

#[test]
fn each_frame_of_a_recorded_vehicle_arrives_at_an_endpoint_as_it_was() {
    for (name, least) in [
        ("ardupilot-mission", 3_000),
        ("ardupilot-groundstation", 3_000),
        ("px4-mission", 3_000),
    ] {
        let mut bench = Bench::of(Origin::Replayed);
        // The stations that had been there, each behind an address.
        let frames = recorded(name);
        let senders = frames
            .iter()
            .map(|it| Frame::of_whole(&it.1).unwrap().sender());
        let stations: BTreeSet<_> = senders.filter(|it| it.system != 1).collect();
        for (peer, it) in (1..).zip(stations) {
            let here = beat(it.system, it.component, 0, 6, 8);
            bench.comes(LOOK, PeerId(peer), &here);
        }
        let vehicle = 1;
        let (mut sent, mut arrived, mut to_itself, mut unproven) = (0, 0, 0, 0);
        let mut is_there = false;
        let mut met = HashMap::new();
        for (at, bytes) in frames {
            let frame = Frame::of_whole(&bytes).unwrap();
            if frame.sender().system != vehicle {
                continue;
            }
            bench.now = at;
            let is_first = frame.message_id() == 0 && frame.sender().component == 1;
            is_there |= is_first;
            let is_known = crate::link::frame::is_known(frame.message_id());
            let first = *met.entry(frame.message_id()).or_insert(bytes.clone()) == bytes;
            let out = bench.comes(MOBILE, PEER, &bytes);
            if !is_there || (!is_known && first) {
                unproven += 1;
                continue;
            }
            sent += 1;
            // PX4 also talks to itself; that is nobody else's.
            let is_to_itself = frame.target().system == vehicle;
            assert_eq!(out.is_empty(), is_to_itself, "{name}: {frame:?}");
            to_itself += usize::from(is_to_itself);
            arrived += usize::from(out.iter().any(|it| it.2 == bytes));
            assert!(out.iter().all(|it| it.2 == bytes), "{name}: {frame:?}");
        }
        assert!(sent > least && unproven < 400, "{name}: {sent} {unproven}");
        assert_eq!(arrived, sent - to_itself, "{name}");
        assert_eq!(to_itself, if name == "px4-mission" { 9 } else { 0 });
        assert_eq!(bench.heard().len(), sent, "{name}");
        let account = bench.hub.link_account(MOBILE).unwrap();
        assert_eq!(account.doubled, 0, "{name}");
        assert!(bench.hub.vehicles().count() == 1, "{name}");
    }
}

#[test]
fn a_recorded_flight_over_two_links_is_heard_once_and_in_order() {
    let mut bench = Bench::of(Origin::Replayed);
    bench.vehicles(RADIO, GROUP, Origin::Replayed, 1);
    let frames: Vec<_> = recorded("px4-mission")
        .into_iter()
        .filter(|(_, bytes)| Frame::of_whole(bytes).unwrap().sender().system == 1)
        .collect();
    let begin = frames
        .iter()
        .position(|(_, bytes)| message_id(bytes) == 0)
        .unwrap();
    let frames = &frames[begin..];
    let behind = 40;
    for (at, (moment, bytes)) in frames.iter().enumerate() {
        bench.now = *moment;
        bench.comes(MOBILE, PEER, bytes);
        if let Some((_, old)) = at.checked_sub(behind).map(|it| &frames[it]) {
            bench.comes(RADIO, PEER, old);
        }
    }
    let heard = bench.heard();
    assert!(heard.iter().all(|it| it.link == MOBILE));
    // PX4 hands out some of its numbers in another order than it sends them.
    let late = heard.iter().filter(|it| it.is_late).count();
    assert_eq!(late, 5);
    let known = |bytes: &[u8]| crate::link::frame::is_known(message_id(bytes));
    let expected = frames.iter().filter(|(_, bytes)| known(bytes)).count();
    let heard = heard.iter().filter(|it| known(&it.bytes)).count();
    assert_eq!(heard, expected);
}
