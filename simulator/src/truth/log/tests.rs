#![allow(clippy::unwrap_used)]

use super::*;
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
