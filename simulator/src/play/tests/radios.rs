//! Radios of a scenario's links.

use super::*;
use crate::wire::{ChannelId, Splitter};
use mavlink::dialects::ardupilotmega::{MavMessage, RADIO_STATUS_DATA};

/// What the radios of the only vehicle told within 60 s, by link.
fn told(links: Vec<LinkSetup>) -> (Play, Vec<(ChannelId, RADIO_STATUS_DATA)>) {
    let mut setup = vehicle("drone-1", 1);
    setup.task = None;
    setup.links = links;
    let play = Play::new(Arc::new(scenario(vec![setup], Vec::new())), Path::new("."));
    let (mut play, mut frames) = (play.unwrap(), Frames::default());
    play.step(SimTime::from_s(60), [], &mut frames);
    let mut told = Vec::new();
    for (link, bytes) in frames.iter() {
        Splitter::default().take(bytes, |frame| {
            if let Some(MavMessage::RADIO_STATUS(status)) = frame.message() {
                told.push((link.channel, status));
            }
        });
    }
    (play, told)
}

fn link(loss: f64, radio: Option<LinkRadio>) -> LinkSetup {
    LinkSetup {
        address: LinkAddress::UdpListen("127.0.0.1:14550".parse().unwrap()),
        quality: LinkQuality {
            loss,
            ..LinkQuality::default()
        },
        radio,
    }
}

fn radio(north_m: f64, power_dbm: f64) -> Option<LinkRadio> {
    let at = position();
    let latitude_deg = at.latitude_deg() + north_m / 110_957.0;
    Some(LinkRadio {
        station: geofences::Position::new(at.longitude_deg(), latitude_deg).ok(),
        station_height_agl_m: 2.0,
        power_dbm,
        frequency_mhz: 433.0,
    })
}

fn mean(told: &[(ChannelId, RADIO_STATUS_DATA)], of: impl Fn(&RADIO_STATUS_DATA) -> u8) -> f64 {
    let sum: f64 = told.iter().map(|it| f64::from(of(&it.1))).sum();
    sum / told.len() as f64
}

#[test]
fn each_radio_tells_on_its_own_link_how_far_its_station_is() {
    let links = vec![
        link(0.0, None),
        link(0.0, radio(300.0, 20.0)),
        link(0.0, radio(3_000.0, 20.0)),
    ];
    let (_, all) = told(links);
    let of = |channel| {
        let of = all.iter().filter(move |it| it.0 == ChannelId(channel));
        of.cloned().collect::<Vec<_>>()
    };
    let (none, near, far) = (of(0), of(1), of(2));
    assert!(none.is_empty());
    assert!((58..=60).contains(&near.len()) && (58..=60).contains(&far.len()));
    // Ten times as far is 20 dB, 38 of its units, at both ends alike; and the noise is the same.
    for of in [
        |it: &RADIO_STATUS_DATA| it.rssi,
        |it: &RADIO_STATUS_DATA| it.remrssi,
    ] {
        let lost = mean(&near, of) - mean(&far, of);
        assert!((lost - 38.0).abs() < 6.0, "{lost}");
    }
    let noise = mean(&near, |it| it.noise) - mean(&far, |it| it.noise);
    assert!(noise.abs() < 3.0, "{noise}");
    // The two links do not fade together.
    let differences: std::collections::BTreeSet<i16> = near
        .iter()
        .zip(&far)
        .map(|(a, b)| i16::from(a.1.rssi) - i16::from(b.1.rssi))
        .collect();
    assert!(differences.len() > 5, "{differences:?}");
}

#[test]
fn its_errors_are_the_packets_that_the_link_lost() {
    let (play, good) = told(vec![link(0.0, radio(300.0, 20.0))]);
    assert!(good.iter().all(|it| it.1.rxerrors == 0));
    drop(play);
    let (play, bad) = told(vec![link(0.2, radio(300.0, 20.0))]);
    let id = LinkId {
        vehicle: 0,
        channel: ChannelId(0),
    };
    let (_, from) = play.simulation().account(id).unwrap();
    let last = bad.last().unwrap().1.rxerrors;
    // It was told within the last seconds.
    let lost = from.lost as f64;
    assert!(lost > 20.0, "{lost}");
    assert!(
        (lost - 4.0..=lost).contains(&f64::from(last)),
        "{last} {lost}"
    );
    assert!(bad.is_sorted_by_key(|it| it.1.rxerrors));
    // A weak signal alone loses nothing here.
    let (_, weak) = told(vec![link(0.0, radio(3_000.0, -10.0))]);
    assert!(weak.iter().all(|it| it.1.rxerrors == 0));
    assert!(mean(&weak, |it| it.rssi) + 40.0 < mean(&good, |it| it.rssi));
}
