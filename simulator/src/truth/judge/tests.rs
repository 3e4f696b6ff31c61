#![allow(clippy::unwrap_used)]

use super::*;
use crate::airframe::Contact;
use crate::place::DegreeLengths;
use crate::random::Random;
use crate::scenario::{ReadOptions, read};
use crate::truth::{TruthImage, TruthLinkCount, TruthSample};
use geofences::Position;
use nalgebra::Vector3;
use std::borrow::Cow;

mod distrust;
mod passing;

const HOME: Place = Place::new(36.06, 120.38, 20.0);

/// A scenario of three vehicles that lasts a hundred seconds, with these assertions.
fn scenario(assertions: &str) -> Scenario {
    let text = format!(
        "[scenario]\nname = \"judged\"\nstart = 2026-11-24T08:00:00+08:00\nduration_s = 100\n\
         [[fleet]]\nname = \"v\"\ncount = 3\nat = [120.38, 36.06]\n\
         spread = {{ kind = \"ring\", radius_m = 0.5 }}\n\
         autopilot = \"ardupilot-copter\"\nairframe = \"inspection-quad\"\n\
         links = [{{ udp_to = \"127.0.0.1:14550\" }}, {{ tcp_listen = \"127.0.0.1:5760\" }}]\n\
         [[event]]\nname = \"smoke\"\nkind = \"smoke\"\nat = [120.38, 36.06]\nradius_m = 20\n\
         from_s = 30\nuntil_s = 60\n{assertions}"
    );
    let options = ReadOptions {
        file: "judged",
        vehicle_count: None,
    };
    let file = read(&text, options);
    assert!(file.problems.is_empty(), "{:#?}", file.problems);
    file.scenario.unwrap()
}

/// A vehicle that flies so far north of home, so high above ground of 20 m.
fn flying(at_s: u64, vehicle: usize, north_m: f64, agl_m: f64) -> TruthSample {
    let lengths = DegreeLengths::at(HOME.latitude_deg);
    TruthSample {
        at: SimTime::from_s(at_s),
        vehicle,
        place: HOME.moved_ned(Vector3::new(north_m, 0.0, -agl_m), lengths),
        ground_amsl_m: 20.0,
        velocity_mps: Vector3::zeros(),
        contact: Contact::Airborne,
        mode: Cow::Borrowed("AUTO"),
        is_armed: true,
        charge: 0.9,
    }
}

fn standing(at_s: u64, vehicle: usize, north_m: f64) -> TruthSample {
    TruthSample {
        contact: Contact::Standing,
        ..flying(at_s, vehicle, north_m, 0.0)
    }
}

fn in_mode(mode: &'static str, sample: TruthSample) -> TruthSample {
    TruthSample {
        mode: Cow::Borrowed(mode),
        ..sample
    }
}

/// What a running simulation tells: each half second how each vehicle was since its last sample given.
fn held(samples: &[TruthSample], until_s: u64) -> Vec<TruthSample> {
    let moments = (0..=2 * until_s).map(|half_s| SimTime::from_ms(500 * half_s));
    let at_moment = |at: SimTime| {
        (0..3).filter_map(move |vehicle| {
            let is_before = |it: &&TruthSample| it.vehicle == vehicle && it.at <= at;
            let last = samples.iter().filter(is_before).max_by_key(|it| it.at)?;
            Some(TruthSample { at, ..last.clone() })
        })
    };
    moments.flat_map(at_moment).collect()
}

fn half_a_second_later(sample: TruthSample) -> TruthSample {
    TruthSample {
        at: SimTime::from_ms(sample.at.ms() + 500),
        ..sample
    }
}

/// The verdict on one assertion after samples, where the truth ends at a moment or is cut off.
fn judged(assertion: &str, samples: &[TruthSample], end_s: Option<u64>) -> Verdict {
    let records = samples.iter().cloned().map(TruthRecord::Sample);
    judged_records(assertion, records, end_s)
}

fn judged_records(
    assertion: &str,
    records: impl IntoIterator<Item = TruthRecord>,
    end_s: Option<u64>,
) -> Verdict {
    let mut judge = Judge::new(&scenario(&format!("[[assert]]\n{assertion}")));
    for record in records {
        judge.take(&record);
    }
    if let Some(end_s) = end_s {
        let at = SimTime::from_s(end_s);
        judge.take(&TruthRecord::End { at });
    }
    let mut verdicts = judge.verdicts();
    assert_eq!(verdicts.len(), 1);
    verdicts.remove(0)
}

/// Samples of all three vehicles that stand.
fn all_standing(at_s: u64) -> Vec<TruthSample> {
    (0..3).map(|vehicle| standing(at_s, vehicle, 0.0)).collect()
}

#[test]
fn a_crash_is_told_with_who_when_and_where() {
    let mut samples = all_standing(0);
    samples.push(TruthSample {
        contact: Contact::Wrecked,
        ..standing(7, 1, 30.0)
    });
    samples.push(TruthSample {
        contact: Contact::Wrecked,
        ..standing(8, 2, 60.0)
    });
    let told = held(&samples, 100);
    let verdict = judged("kind = \"no-crash\"", &told, Some(100));
    assert_eq!(verdict.outcome, Outcome::NotMet);
    assert_eq!(
        (verdict.at, verdict.vehicle),
        (Some(SimTime::from_s(7)), Some(1))
    );
    assert_eq!(verdict.place, Some(samples[3].place));
    assert_eq!(verdict.why.en, "v-2 crashed");
    let others = judged("kind = \"no-crash\"\nvehicle = \"v-1\"", &told, Some(100));
    assert_eq!(others.outcome, Outcome::Met);
}

#[test]
fn that_something_never_happens_is_decided_by_the_end_alone() {
    let standing = all_standing(0);
    for (end_s, expected) in [
        (None, Outcome::Undecided),
        (Some(99), Outcome::Undecided),
        (Some(100), Outcome::Met),
    ] {
        let samples = held(&standing, end_s.unwrap_or(100));
        let verdict = judged("kind = \"no-crash\"", &samples, end_s);
        assert_eq!(verdict.outcome, expected, "{end_s:?}");
    }
    let of_one_is_nothing_told =
        judged("kind = \"no-crash\"", &held(&standing[..2], 100), Some(100));
    assert_eq!(of_one_is_nothing_told.outcome, Outcome::Undecided);
    assert_eq!(of_one_is_nothing_told.vehicle, Some(2));
}

#[test]
fn a_place_is_reached_by_all_or_by_any_in_time_and_at_its_height() {
    let place =
        "kind = \"reaches\"\nplace = [120.38, 36.069]\nwithin_m = 50\nfrom_s = 5\nby_s = 50\n";
    // 36.069° is 998.7 m north.
    let there = |at_s, vehicle| flying(at_s, vehicle, 960.0, 40.0);
    let all: Vec<_> = (0..3)
        .map(|vehicle| there(20 + vehicle as u64, vehicle))
        .collect();
    let verdict = judged(place, &all, Some(100));
    assert_eq!(
        (verdict.outcome, verdict.at),
        (Outcome::Met, Some(SimTime::from_s(22)))
    );
    let any = format!("{place}any = true\n");
    assert_eq!(judged(&any, &all[1..2], None).outcome, Outcome::Met);
    for (assertion, sample, expected) in [
        (&any, there(4, 0), Outcome::NotMet),
        (&any, there(5, 0), Outcome::Met),
        (&any, there(50, 0), Outcome::Met),
        (&any, there(51, 0), Outcome::NotMet),
        (&any, flying(20, 0, 940.0, 40.0), Outcome::NotMet),
        (
            &format!("{any}lowest_agl_m = 45"),
            there(20, 0),
            Outcome::NotMet,
        ),
        (
            &format!("{any}highest_amsl_m = 59"),
            there(20, 0),
            Outcome::NotMet,
        ),
        (
            &format!("{any}highest_amsl_m = 61"),
            there(20, 0),
            Outcome::Met,
        ),
    ] {
        let verdict = judged(assertion, &[sample], Some(100));
        assert_eq!(verdict.outcome, expected, "{assertion}");
    }
    let late = judged(place, &all[..2], Some(100));
    assert_eq!((late.outcome, late.vehicle), (Outcome::NotMet, Some(2)));
    assert_eq!(
        judged(place, &all[..2], Some(40)).outcome,
        Outcome::Undecided
    );
}

#[test]
fn who_leaves_an_area_or_its_heights_in_the_air_is_told() {
    let inside = "kind = \"stays-inside\"\nhighest_agl_m = 100\nfrom_s = 10\nuntil_s = 50\n\
                  circle = { centre = [120.38, 36.06], radius_m = 200 }";
    let with = |sample: TruthSample| {
        let mut samples = all_standing(0);
        samples.push(sample.clone());
        samples.push(TruthSample {
            contact: Contact::Standing,
            ..half_a_second_later(sample)
        });
        judged(inside, &held(&samples, 100), Some(100)).outcome
    };
    assert_eq!(with(flying(20, 0, 199.0, 99.0)), Outcome::Met);
    assert_eq!(with(flying(20, 0, 201.0, 99.0)), Outcome::NotMet);
    assert_eq!(with(flying(20, 0, 199.0, 101.0)), Outcome::NotMet);
    assert_eq!(with(standing(20, 0, 300.0)), Outcome::Met);
    assert_eq!(with(flying(9, 0, 300.0, 50.0)), Outcome::Met);
    assert_eq!(with(flying(10, 0, 300.0, 50.0)), Outcome::NotMet);
    assert_eq!(with(flying(50, 0, 300.0, 50.0)), Outcome::NotMet);
    assert_eq!(with(flying(51, 0, 300.0, 50.0)), Outcome::Met);
    let polygon = "kind = \"stays-inside\"\nvehicle = \"v-1\"\n\
                   polygon = [[120.37, 36.05], [120.39, 36.05], [120.38, 36.07]]";
    let north = |north_m| {
        let samples = held(&[flying(0, 0, north_m, 50.0)], 100);
        judged(polygon, &samples, Some(100)).outcome
    };
    // The tip is 1 109.6 m north of home.
    assert_eq!(north(1_100.0), Outcome::Met);
    assert_eq!(north(1_120.0), Outcome::NotMet);
}

#[test]
fn modes_are_judged_at_a_moment_ever_and_never() {
    let samples = [
        in_mode("AUTO", flying(10, 0, 0.0, 50.0)),
        in_mode("RTL", flying(20, 0, 0.0, 50.0)),
        in_mode("LAND", flying(30, 0, 0.0, 50.0)),
    ];
    let since_10_s = held(&samples, 100);
    let mut from_the_start = vec![in_mode("AUTO", flying(0, 0, 0.0, 50.0))];
    from_the_start.extend(samples);
    let from_the_start = held(&from_the_start, 100);
    let of = |rest: &str| {
        let assertion = format!("kind = \"mode\"\nvehicle = \"v-1\"\nmode = \"RTL\"\n{rest}");
        let is_early = rest == "at_s = 5";
        let samples = if is_early {
            &since_10_s
        } else {
            &from_the_start
        };
        judged(&assertion, samples, Some(100)).outcome
    };
    for (rest, expected) in [
        ("at_s = 25", Outcome::Met),
        ("at_s = 20", Outcome::Met),
        ("at_s = 19.9", Outcome::NotMet),
        ("at_s = 30", Outcome::NotMet),
        ("at_s = 5", Outcome::Undecided),
        ("", Outcome::Met),
        ("by_s = 19", Outcome::NotMet),
        // It is in RTL from 20 s until it is in LAND at 30 s.
        ("from_s = 29", Outcome::Met),
        ("from_s = 30", Outcome::NotMet),
        ("never = true", Outcome::NotMet),
        ("never = true\nfrom_s = 29", Outcome::NotMet),
        ("never = true\nfrom_s = 30", Outcome::Met),
        ("never = true\nuntil_s = 19", Outcome::Met),
    ] {
        assert_eq!(of(rest), expected, "{rest}");
    }
    let all_or_any = |any: bool| {
        let mut samples = all_standing(0);
        samples[1].mode = Cow::Borrowed("RTL");
        let assertion = format!("kind = \"mode\"\nmode = \"RTL\"\nat_s = 5\nany = {any}");
        judged(&assertion, &held(&samples, 100), Some(100)).outcome
    };
    assert_eq!(
        (all_or_any(true), all_or_any(false)),
        (Outcome::Met, Outcome::NotMet)
    );
}

#[test]
fn only_who_flew_can_land_and_only_in_time_and_near() {
    let home = "kind = \"lands\"\nvehicle = \"v-1\"\nhome = true\nwithin_m = 10\nby_s = 50";
    let flight = |landing: TruthSample| [standing(0, 0, 0.0), flying(10, 0, 50.0, 30.0), landing];
    let outcome = |samples: &[TruthSample]| judged(home, samples, Some(100)).outcome;
    assert_eq!(outcome(&flight(standing(40, 0, 5.0))), Outcome::Met);
    assert_eq!(outcome(&flight(standing(40, 0, 30.0))), Outcome::NotMet);
    assert_eq!(outcome(&flight(standing(51, 0, 5.0))), Outcome::NotMet);
    assert_eq!(
        outcome(&[standing(0, 0, 0.0), standing(40, 0, 0.0)]),
        Outcome::NotMet
    );
    let hop = [
        standing(0, 0, 0.0),
        flying(1, 0, 0.0, 0.2),
        standing(2, 0, 0.0),
    ];
    assert_eq!(outcome(&hop), Outcome::NotMet);
    let wreck = TruthSample {
        contact: Contact::Wrecked,
        ..standing(40, 0, 5.0)
    };
    assert_eq!(outcome(&flight(wreck)), Outcome::NotMet);
    // It may land elsewhere first.
    let twice = [
        flying(10, 0, 50.0, 30.0),
        standing(20, 0, 50.0),
        flying(30, 0, 50.0, 30.0),
        standing(40, 0, 1.0),
    ];
    assert_eq!(outcome(&twice), Outcome::Met);
}

#[test]
fn those_in_the_air_are_counted_at_the_moment() {
    let mut samples = all_standing(0);
    samples.extend([
        flying(10, 0, 0.0, 50.0),
        flying(12, 1, 0.0, 50.0),
        standing(20, 0, 0.0),
    ]);
    let samples = held(&samples, 100);
    let at = |at_s: f64, count: &str| {
        let assertion = format!("kind = \"airborne\"\nat_s = {at_s}\n{count}");
        judged(&assertion, &samples, Some(100)).outcome
    };
    assert_eq!(at(15.0, "at_least = 2"), Outcome::Met);
    assert_eq!(at(15.0, "at_least = 3"), Outcome::NotMet);
    assert_eq!(at(11.0, "at_most = 1"), Outcome::Met);
    assert_eq!(at(12.0, "at_most = 1"), Outcome::NotMet);
    assert_eq!(at(30.0, "at_least_part = 0.33"), Outcome::Met);
    assert_eq!(at(30.0, "at_least_part = 0.34"), Outcome::NotMet);
    let early = judged(
        "kind = \"airborne\"\nat_s = 30\nat_least = 0",
        &held(&samples, 20),
        Some(20),
    );
    assert_eq!(early.outcome, Outcome::Undecided);
}

#[test]
fn a_battery_that_gets_emptier_is_told() {
    let mut samples = all_standing(0);
    samples[2].charge = 0.4;
    let of = |charge: f64| {
        let assertion = format!("kind = \"battery-above\"\ncharge = {charge}");
        judged(&assertion, &held(&samples, 100), Some(100))
    };
    assert_eq!(of(0.4).outcome, Outcome::Met);
    assert_eq!(
        (of(0.41).outcome, of(0.41).vehicle),
        (Outcome::NotMet, Some(2))
    );
}

#[test]
fn an_event_is_seen_by_a_picture_of_its_place_while_it_is_there() {
    let image = |at_s, west_deg: f64| {
        let corners = [(0.0, -0.001), (0.002, -0.001), (0.002, 0.001), (0.0, 0.001)];
        let corner =
            |(east, north)| Position::new(120.38 - west_deg + east, 36.06 + north).unwrap();
        TruthRecord::Image(TruthImage {
            at: SimTime::from_s(at_s),
            vehicle: 1,
            place: HOME,
            ground_corners: corners.map(corner).to_vec(),
        })
    };
    let of = |record: TruthRecord| {
        let verdict = judged_records(
            "kind = \"event-seen\"\nevent = \"smoke\"",
            [record],
            Some(100),
        );
        (verdict.outcome, verdict.vehicle)
    };
    assert_eq!(of(image(40, 0.001)), (Outcome::Met, Some(1)));
    assert_eq!(of(image(29, 0.001)).0, Outcome::NotMet);
    assert_eq!(of(image(60, 0.001)).0, Outcome::NotMet);
    assert_eq!(of(image(40, 0.003)).0, Outcome::NotMet);
}

#[test]
fn lost_frames_are_counted_for_each_vehicle() {
    let count = |at_s, vehicle, link, (sent, lost)| {
        TruthRecord::LinkCount(TruthLinkCount {
            at: SimTime::from_s(at_s),
            vehicle,
            link,
            sent,
            lost,
        })
    };
    let counts = |at_s| {
        [
            count(at_s, 0, 0, (100, 5)),
            count(at_s, 0, 1, (100, 20)),
            count(at_s, 1, 0, (100, 10)),
            count(at_s, 2, 0, (100, 0)),
        ]
    };
    // The links are counted in the end too; of the second one of two of them, that nothing passed.
    let samples = held(&all_standing(0), 100).into_iter();
    let mut told: Vec<_> = samples.map(TruthRecord::Sample).collect();
    told.push(count(10, 0, 0, (10, 4)));
    told.extend(counts(20));
    told.sort_by_key(TruthRecord::at);
    let old = told.clone();
    told.extend(counts(100));
    let records = told.clone();
    let mut all_links = told;
    all_links.extend([count(100, 1, 1, (0, 0)), count(100, 2, 1, (0, 0))]);
    let of_told = |rest: &str, records: &[TruthRecord]| {
        let assertion = format!("kind = \"messages-lost\"\n{rest}");
        let verdict = judged_records(&assertion, records.to_vec(), Some(100));
        (verdict.outcome, verdict.vehicle)
    };
    let of = |rest: &str| {
        let is_of_second = rest.starts_with("link = 1");
        of_told(rest, if is_of_second { &records } else { &all_links })
    };
    // A count that is old, or of one link of two, leaves open what was lost.
    let undecided = (Outcome::Undecided, Some(0));
    assert_eq!(of_told("at_most = 25", &old), undecided);
    assert_eq!(of_told("link = 0\nat_most = 10", &old), undecided);
    let of_one_link = (Outcome::Undecided, Some(1));
    assert_eq!(of_told("at_most = 25", &records), of_one_link);
    assert_eq!(of("at_most = 25"), (Outcome::Met, None));
    assert_eq!(of("at_most = 24"), (Outcome::NotMet, Some(0)));
    assert_eq!(of("link = 0\nat_most = 10"), (Outcome::Met, None));
    assert_eq!(of("link = 0\nat_most = 9"), (Outcome::NotMet, Some(1)));
    assert_eq!(of("at_most_part = 0.125"), (Outcome::Met, None));
    assert_eq!(of("at_most_part = 0.12"), (Outcome::NotMet, Some(0)));
    // Of the second link of two of them nothing is told.
    assert_eq!(of("link = 1\nat_most = 99"), (Outcome::Undecided, Some(1)));
}

#[test]
fn who_comes_too_near_is_found_as_by_comparing_all_with_all() {
    let mut random = Random::new(0x5E9A_0001, "separation");
    let mut broken = 0;
    for round in 0..300 {
        let least_m = random.between(5.0, 40.0);
        let moments: Vec<Vec<TruthSample>> = (0..4)
            .map(|at_s| {
                let mut sample = |vehicle| {
                    let lengths = DegreeLengths::at(HOME.latitude_deg);
                    let mut axis = |most: f64| random.between(-most, most);
                    let step = Vector3::new(axis(60.0), axis(60.0), axis(10.0) - 50.0);
                    let mut sample = flying(at_s, vehicle, 0.0, 0.0);
                    sample.place = HOME.moved_ned(step, lengths);
                    if random.chance(0.2) {
                        sample.contact = Contact::Standing;
                    }
                    sample
                };
                (0..3).map(&mut sample).collect()
            })
            .collect();
        // All pairs of each moment; the first moment with a pair too near breaks it.
        let is_near = |a: &TruthSample, b: &TruthSample| {
            let in_air = |it: &TruthSample| it.contact == Contact::Airborne;
            let apart_m = a.place.ned_to(b.place).norm();
            in_air(a) && in_air(b) && apart_m < least_m
        };
        let pairs = [(0, 1), (0, 2), (1, 2)];
        let first = moments
            .iter()
            .position(|it| pairs.iter().any(|(a, b)| is_near(&it[*a], &it[*b])));
        let assertion = format!("kind = \"separation\"\nat_least_m = {least_m}");
        let verdict = judged(&assertion, &moments.concat(), Some(100));
        let at = first.map(|at| SimTime::from_s(at as u64));
        assert_eq!(verdict.at, at, "round {round}: {least_m} m");
        assert_eq!(verdict.outcome == Outcome::NotMet, first.is_some());
        broken += usize::from(first.is_some());
    }
    assert!((50..290).contains(&broken), "{broken} of 300 are broken");
}

#[test]
fn a_simulation_may_end_when_all_is_decided_that_can_be() {
    let open = |assertions: &str| {
        let mut scenario = scenario(assertions);
        scenario.duration = None;
        Judge::new(&scenario)
    };
    let crash = "[[assert]]\nkind = \"no-crash\"\n";
    let seen = "[[assert]]\nkind = \"airborne\"\nat_s = 10\nat_least = 0\n";
    let mut only_never = open(crash);
    let mut both = open(&format!("{crash}{seen}"));
    for moment in held(&all_standing(0), 11).chunks(3) {
        for sample in moment {
            only_never.take(&TruthRecord::Sample(sample.clone()));
            both.take(&TruthRecord::Sample(sample.clone()));
        }
        let at = moment[0].at;
        let is_decided = at > SimTime::from_s(10);
        assert_eq!(both.has_nothing_to_wait_for(), is_decided, "{at:?}");
    }
    assert!(!only_never.has_nothing_to_wait_for());
    let at = SimTime::from_s(12);
    both.take(&TruthRecord::End { at });
    assert!(both.verdicts().iter().all(|it| it.outcome == Outcome::Met));
}
