#![allow(clippy::unwrap_used)]

use super::*;
use crate::airframe::Contact;
use crate::random::Random;
use crate::scenario::{ReadOptions, read};
use crate::truth::Outcome;
use std::collections::BTreeMap;

const SCENARIO: &str = include_str!("../../../scenarios/link-loss.toml");

fn scenario(text: &str) -> Scenario {
    let options = ReadOptions {
        file: "test.toml",
        vehicle_count: None,
    };
    read(text, options).scenario.unwrap()
}

const LOG_SEED: u64 = 0x106_0001;

/// Ten minutes in which anything may happen.
fn records(scenario: &Scenario, round: u64) -> Vec<TruthRecord> {
    let mut random = Random::new(LOG_SEED, &round.to_string());
    let modes = mode_names(scenario.vehicles[0].autopilot);
    let mut records = Vec::new();
    let mut counts: BTreeMap<usize, (u64, u64)> = BTreeMap::new();
    for at_s in 0..600 {
        let at = SimTime::from_us(at_s * 1_000_000 + random.number() % 1_000);
        for (vehicle, setup) in scenario.vehicles.iter().enumerate() {
            let contact = match random.number() % 4_000 {
                0 => Contact::Wrecked,
                1..1_500 => Contact::Standing,
                _ => Contact::Airborne,
            };
            let offset_deg = random.between(-1e-3, 1e-3);
            let place = Place::new(
                setup.at.latitude_deg() + offset_deg,
                setup.at.longitude_deg() + random.between(-1e-4, 1e-4),
                random.between(10.0, 90.0),
            );
            let pick = (random.number() as usize) % modes.len();
            let is_rare = random.chance(0.999);
            records.push(TruthRecord::Sample(TruthSample {
                at,
                vehicle,
                place,
                ground_amsl_m: 12.0,
                velocity_mps: Vector3::new(random.normal(), random.normal(), -0.0),
                contact,
                mode: Cow::Borrowed(if is_rare { "AUTO" } else { modes[pick] }),
                is_armed: random.chance(0.5),
                charge: random.unit(),
            }));
            let count = counts.entry(vehicle).or_default();
            count.0 += random.number() % 9 + 1;
            count.1 += random.number() % 3;
            records.push(TruthRecord::LinkCount(TruthLinkCount {
                at,
                vehicle,
                link: 0,
                sent: count.0,
                lost: count.1,
            }));
        }
        let corners = [(0.0, 0.0), (0.001, 0.0), (0.001, 0.001)];
        let corner = |(east, north)| Position::new(120.38 + east, 36.06 + north).unwrap();
        records.push(TruthRecord::Image(TruthImage {
            at,
            vehicle: 0,
            place: Place::new(36.06, 120.38, random.unit()),
            ground_corners: corners.map(corner).to_vec(),
        }));
    }
    let at = SimTime::from_s(600);
    records.push(TruthRecord::End { at });
    records
}

fn written(scenario: &Scenario, records: &[TruthRecord]) -> Vec<u8> {
    let mut writer = TruthLogWriter::new(Vec::new(), scenario).unwrap();
    records.iter().for_each(|it| writer.write(it).unwrap());
    writer.finish().unwrap()
}

#[test]
fn a_log_judged_afterwards_has_the_verdicts_of_when_it_happened() {
    let scenario = scenario(SCENARIO);
    let mut outcomes = BTreeMap::new();
    for round in 0..12 {
        let records = records(&scenario, round);
        let mut judge = Judge::new(&scenario);
        records.iter().for_each(|record| judge.take(record));
        let log = written(&scenario, &records);
        let afterwards = judge_log(log.as_slice(), &scenario).unwrap();
        assert_eq!(afterwards, judge.verdicts(), "round {round}");
        assert_eq!(afterwards.len(), scenario.assertions.len());
        for verdict in afterwards {
            *outcomes
                .entry(format!("{:?}", verdict.outcome))
                .or_insert(0) += 1;
        }
    }
    // The rounds are worth something only where they come out differently.
    assert!(
        outcomes["Met"] > 5 && outcomes["NotMet"] > 5,
        "{outcomes:?}"
    );
}

#[test]
fn every_record_comes_back_as_it_was() {
    let scenario = scenario(SCENARIO);
    let records = records(&scenario, 77);
    let log = written(&scenario, &records);
    let mut reader = TruthLogReader::new(log.as_slice(), &scenario).unwrap();
    for record in &records {
        assert_eq!(reader.next_record().unwrap().as_ref(), Some(record));
    }
    assert_eq!(reader.next_record().unwrap(), None);
}

#[test]
fn a_log_that_was_cut_off_leaves_undecided_what_it_cannot_tell() {
    let scenario = scenario(SCENARIO);
    let all = written(&scenario, &records(&scenario, 1));
    // In the middle of the second sample.
    let lines: Vec<_> = all
        .iter()
        .enumerate()
        .filter(|(_, byte)| **byte == b'\n')
        .collect();
    let cut = &all[..lines[3].0 - 20];
    let verdicts = judge_log(cut, &scenario).unwrap();
    let crash = verdicts
        .iter()
        .find(|it| it.name == "nothing crashes")
        .unwrap();
    assert_eq!(crash.outcome, Outcome::Undecided);
}

#[test]
fn what_is_no_log_of_this_scenario_is_told_by_its_line() {
    let scenario_here = scenario(SCENARIO);
    let records = records(&scenario_here, 1);
    let log = String::from_utf8(written(&scenario_here, &records[..6])).unwrap();
    let error = |text: &str| {
        judge_log(text.as_bytes(), &scenario_here)
            .unwrap_err()
            .to_string()
    };
    assert!(error("").starts_with("line 1 of the log is no record"));
    let broken = log.replacen("\"contact\"", "\"kontakt\"", 1);
    assert!(
        error(&broken).starts_with("line 2 of the log is no record"),
        "{}",
        error(&broken)
    );
    let stranger = log.replace("\"careful\"", "\"nobody\"");
    assert!(error(&stranger).contains("has no vehicle \"nobody\""));
    let other = scenario(&SCENARIO.replace("seed = 20261201", "seed = 3"));
    let refused = judge_log(log.as_bytes(), &other).unwrap_err();
    assert!(matches!(
        refused,
        TruthLogError::OtherScenario { seed: 20261201, .. }
    ));
}

/// A short log, and the records of it.
fn short() -> (Scenario, Vec<TruthRecord>) {
    let scenario = scenario(SCENARIO);
    let records = records(&scenario, 3);
    (scenario, records)
}

fn refusal(scenario: &Scenario, log: &[u8]) -> String {
    judge_log(log, scenario).unwrap_err().to_string()
}

#[test]
fn what_is_no_number_is_judged_from_the_log_as_it_was_live() {
    let (scenario, good) = short();
    type Spoil = fn(&mut TruthSample);
    let spoils: [Spoil; 4] = [
        |it| it.place.latitude_deg = f64::NAN,
        |it| it.place.longitude_deg = 1e300,
        |it| it.velocity_mps.x = f64::INFINITY,
        |it| it.charge = f64::NAN,
    ];
    for spoil in spoils {
        let mut records = good.clone();
        for record in &mut records {
            if let TruthRecord::Sample(sample) = record {
                spoil(sample);
            }
        }
        let mut judge = Judge::new(&scenario);
        records.iter().for_each(|record| judge.take(record));
        let live = judge.verdicts();
        assert!(live.iter().all(|it| it.outcome != Outcome::Met));
        let log = written(&scenario, &records);
        assert_eq!(judge_log(log.as_slice(), &scenario).unwrap(), live);
    }
}

#[test]
fn a_record_earlier_than_the_one_before_or_after_the_end_is_refused() {
    let (scenario, mut records) = short();
    let end = records.pop().unwrap();
    let mut turned = records.clone();
    turned.reverse();
    assert!(refusal(&scenario, &written(&scenario, &turned)).contains("and the one before of"));
    let mut twice_ended = records;
    twice_ended.extend([end.clone(), end]);
    assert!(refusal(&scenario, &written(&scenario, &twice_ended)).contains("after the end"));
}

#[test]
fn a_log_of_the_same_name_and_seed_but_of_another_day_is_refused() {
    let (here, records) = short();
    let log = written(&here, &records);
    let differs = |other: &Scenario| match judge_log(log.as_slice(), other) {
        Err(TruthLogError::OtherScenario { difference, .. }) => difference.en,
        other => panic!("{other:?}"),
    };
    type Change = fn(&mut Scenario);
    let changes: [Change; 8] = [
        |it| it.faults.clear(),
        |it| it.assertions.truncate(1),
        |it| it.duration = None,
        |it| it.vehicles.truncate(1),
        |it| it.vehicles[0].charge = 0.125,
        |it| it.vehicles[0].links.clear(),
        |it| {
            it.receivers.push(crate::scenario::ReceiverSetup {
                name: "tower".to_owned(),
                at: it.vehicles[0].at,
                height_agl_m: 10.0,
                adsb_range_m: None,
                remote_id_range_m: Some(2_000.0),
            });
        },
        |it| it.weather = crate::environment::WeatherAt::default(),
    ];
    for change in changes {
        let mut other = here.clone();
        change(&mut other);
        assert!(differs(&other).starts_with("what is in it"));
    }
    let mut later = here.clone();
    later.start += chrono::TimeDelta::hours(1);
    assert_eq!(differs(&later), "its start");
    // Read once more it is the same, and wherever it is played.
    let mut same = scenario(SCENARIO);
    same.vehicles[0].links[0].address =
        crate::scenario::LinkAddress::UdpTo(([127, 0, 0, 1], 9).into());
    assert!(judge_log(log.as_slice(), &same).is_ok());
}

#[test]
fn another_format_is_told_as_one() {
    let (scenario, _) = short();
    let old = b"{\"record\":\"scenario\",\"format\":1,\"name\":\"x\",\"seed\":3,\"start\":\"y\"}\n";
    assert!(refusal(&scenario, old).contains("format 1"));
}

#[test]
fn places_links_and_lines_that_cannot_be_are_refused() {
    let (scenario, records) = short();
    let log = String::from_utf8(written(&scenario, &records[..8])).unwrap();
    let links = scenario.vehicles[0].links.len();
    let replaced = |of: &str, key: &str, value: &str| {
        let mut lines: Vec<_> = log.lines().map(str::to_owned).collect();
        let line = lines.iter_mut().find(|it| it.contains(of)).unwrap();
        let mut json: serde_json::Value = serde_json::from_str(line).unwrap();
        json[key] = serde_json::from_str(value).unwrap();
        *line = json.to_string();
        refusal(&scenario, (lines.join("\n") + "\n").as_bytes())
    };
    assert!(replaced("\"sample\"", "latitude_deg", "91").contains("latitude"));
    assert!(replaced("\"sample\"", "longitude_deg", "1e300").contains("longitude"));
    let refused = replaced("\"link-count\"", "link", &links.to_string());
    assert!(refused.contains("none of number"), "{refused}");
    let long = replaced("\"sample\"", "mode", &format!("{:?}", "x".repeat(70_000)));
    assert!(long.contains("longer than 65536 bytes"), "{long}");
    // One that never ends is not read whole.
    let endless = io::BufReader::new(io::repeat(b'x'));
    let refused = TruthLogReader::new(endless, &scenario).err().unwrap();
    assert!(refused.to_string().contains("longer than"));
}
