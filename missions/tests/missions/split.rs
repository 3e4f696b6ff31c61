//! Patterns split among drones, judged by trying everything on small ones.

use super::areas::{lanes_m, ragged, seeded};
use geo::{Coord, Distance, Euclidean};
use missions::flight_time::SpeedRamp;
use missions::pattern::Leg;
use missions::planar::FreeArea;
use missions::split::{
    DronesNeeded, Split, SplitDrone, SplitFault, SplitPart, SplitRequest, by_ramp,
    split as split_of,
};
use missions::survey::{SurveyEffort, SurveyRequest, plan_survey};
use rand::Rng;
use rand_chacha::ChaCha8Rng;

fn at(x: f64, y: f64) -> Coord<f64> {
    Coord { x, y }
}

fn drone(x: f64, y: f64) -> SplitDrone {
    SplitDrone {
        dock: at(x, y),
        speed_factor: 1.0,
        longest_s: None,
    }
}

fn metres(from: Coord<f64>, until: Coord<f64>) -> f64 {
    Euclidean.distance(from, until)
}

/// At 1 m/s, without ramps.
fn plain(legs: &[Leg], drones: &[SplitDrone]) -> Result<Split, Vec<SplitFault>> {
    plain_cut(legs, drones, f64::INFINITY)
}

fn plain_cut(
    legs: &[Leg],
    drones: &[SplitDrone],
    shortest_piece_m: f64,
) -> Result<Split, Vec<SplitFault>> {
    split_of(&SplitRequest {
        legs,
        drones,
        shortest_piece_m,
        leg_s: &metres,
        transit_s: &|drone, from, until| metres(from, until) / drone.speed_factor,
    })
}

/// Lanes of 100 m, 10 m apart, flown up and down, with the ways between them.
fn lanes(count: usize) -> Vec<Leg> {
    let mut legs = Vec::new();
    for lane in 0..count {
        let x = 10.0 * lane as f64;
        let (low, high) = (at(x, 0.0), at(x, 100.0));
        let (from, until) = if lane % 2 == 0 {
            (low, high)
        } else {
            (high, low)
        };
        if let Some(before) = legs.last() {
            let before: &Leg = before;
            legs.push(leg(before.until, from, false));
        }
        legs.push(leg(from, until, true));
    }
    legs
}

fn leg(from: Coord<f64>, until: Coord<f64>, is_lane: bool) -> Leg {
    Leg {
        from,
        until,
        is_lane,
    }
}

fn faults(result: Result<Split, Vec<SplitFault>>) -> Vec<SplitFault> {
    let faults = result.unwrap_err();
    for fault in &faults {
        let text = fault.text();
        assert!(!text.en.is_empty() && !text.zh.is_empty() && text.en != text.zh);
        assert!(!text.zh.is_ascii(), "{text:?}");
    }
    faults
}

// What is tried: each way to hand pieces out, walked leg by leg.

struct Tried<'a> {
    request: SplitRequest<'a>,
    /// Leg, beginning and end of each piece.
    pieces: Vec<(usize, Coord<f64>, Coord<f64>)>,
}

impl<'a> Tried<'a> {
    fn new(request: SplitRequest<'a>) -> Self {
        let mut pieces = Vec::new();
        for (index, leg) in request.legs.iter().enumerate() {
            if !leg.is_lane {
                continue;
            }
            let fitting = (metres(leg.from, leg.until) / request.shortest_piece_m).floor();
            let count = (fitting as usize).max(1);
            let place =
                |part: usize| leg.from + (leg.until - leg.from) * (part as f64 / count as f64);
            pieces.extend((0..count).map(|part| (index, place(part), place(part + 1))));
        }
        Self { request, pieces }
    }

    fn flight_s(&self, drone: &SplitDrone, first: usize, last: usize) -> f64 {
        let (first_leg, from, _) = self.pieces[first];
        let (last_leg, _, until) = self.pieces[last];
        let mut places = vec![from];
        places.extend((first_leg..last_leg).map(|leg| self.request.legs[leg].until));
        places.push(until);
        let along_s = self.walked_s(drone, &places);
        places.reverse();
        along_s.min(self.walked_s(drone, &places))
    }

    fn walked_s(&self, drone: &SplitDrone, places: &[Coord<f64>]) -> f64 {
        let legs_s: f64 = places
            .windows(2)
            .map(|ends| (self.request.leg_s)(ends[0], ends[1]))
            .sum();
        let out_s = (self.request.transit_s)(drone, drone.dock, places[0]);
        let home_s = (self.request.transit_s)(drone, *places.last().unwrap(), drone.dock);
        let time_s = out_s + legs_s / drone.speed_factor + home_s;
        match drone.longest_s {
            Some(longest_s) if time_s > longest_s => f64::INFINITY,
            _ => time_s,
        }
    }

    /// The shortest longest flight of all that is left from a piece on.
    fn shortest_s(&self, from: usize, flown: &mut Vec<bool>) -> f64 {
        if from == self.pieces.len() {
            return 0.0;
        }
        let mut best_s = f64::INFINITY;
        for index in 0..flown.len() {
            if flown[index] {
                continue;
            }
            flown[index] = true;
            for last in from..self.pieces.len() {
                let this_s = self.flight_s(&self.request.drones[index], from, last);
                if this_s < best_s {
                    best_s = best_s.min(this_s.max(self.shortest_s(last + 1, flown)));
                }
            }
            flown[index] = false;
        }
        best_s
    }

    fn best_s(&self) -> f64 {
        self.shortest_s(0, &mut vec![false; self.request.drones.len()])
    }
}

/// A walk of lanes and ways.
fn random_legs(random: &mut ChaCha8Rng, lanes: usize) -> Vec<Leg> {
    let mut legs = Vec::new();
    let mut here = at(0.0, 0.0);
    let mut left = lanes;
    while left > 0 {
        let there = at(
            random.random_range(-100.0..100.0),
            random.random_range(-100.0..100.0),
        );
        let is_lane = random.random_bool(0.6);
        legs.push(leg(here, there, is_lane));
        left -= usize::from(is_lane);
        here = there;
    }
    legs.push(leg(here, at(0.0, 0.0), false));
    legs
}

fn random_drone(random: &mut ChaCha8Rng) -> SplitDrone {
    let dock = |random: &mut ChaCha8Rng| f64::from(random.random_range(-2..3)) * 60.0;
    SplitDrone {
        dock: at(dock(random), dock(random)),
        speed_factor: [1.0, 1.0, 1.5][random.random_range(0..3)],
        longest_s: random
            .random_bool(0.3)
            .then(|| random.random_range(100.0..900.0)),
    }
}

/// Some number for two places: no way that anybody flies, so that nothing may be taken for granted.
fn arbitrary_s(from: Coord<f64>, until: Coord<f64>) -> f64 {
    let mixed = (12.9898 * from.x + 78.233 * from.y + 37.719 * until.x + 4.581 * until.y).sin();
    150.0 * (mixed * 43_758.545).fract().abs()
}

/// What is flown, judged apart from how it was found.
fn assert_sound(request: &SplitRequest<'_>, split: &Split, seed: u64) {
    let flown: Vec<(&SplitDrone, &SplitPart)> = request
        .drones
        .iter()
        .zip(&split.parts)
        .filter_map(|(drone, part)| Some((drone, part.as_ref()?)))
        .collect();
    let mut longest_s: f64 = 0.0;
    for (drone, part) in &flown {
        assert!(part.legs.first().unwrap().is_lane && part.legs.last().unwrap().is_lane);
        let is_joined = part.legs.windows(2).all(|it| it[0].until == it[1].from);
        assert!(is_joined, "{seed}");
        let legs_s = part
            .legs
            .iter()
            .map(|it| (request.leg_s)(it.from, it.until));
        let legs_s = legs_s.sum::<f64>() / drone.speed_factor;
        assert!((legs_s - part.part_s).abs() < 1e-6, "{seed}");
        let (first, last) = (part.legs.first().unwrap(), part.legs.last().unwrap());
        assert_eq!(
            part.out_s,
            (request.transit_s)(drone, drone.dock, first.from)
        );
        assert_eq!(
            part.home_s,
            (request.transit_s)(drone, last.until, drone.dock)
        );
        let most_s = drone.longest_s.unwrap_or(f64::INFINITY);
        assert!(part.time_s() <= most_s + 1e-9, "{seed}");
        longest_s = longest_s.max(part.time_s());
    }
    assert_eq!(longest_s, split.longest_s, "{seed}");
    // In the pattern's order and direction, lanes that were cut are the pattern's when they are joined again.
    let mut parts: Vec<&SplitPart> = flown.iter().map(|it| it.1).collect();
    parts.sort_by_key(|it| it.number);
    let mut lanes: Vec<(Coord<f64>, Coord<f64>)> = Vec::new();
    let whole: Vec<_> = request.legs.iter().filter(|it| it.is_lane).collect();
    for part in parts {
        let mut legs = part.legs.clone();
        if part.is_reversed {
            legs.reverse();
            legs.iter_mut()
                .for_each(|it| std::mem::swap(&mut it.from, &mut it.until));
        }
        for lane in legs.iter().filter(|it| it.is_lane) {
            let is_begun = lanes
                .len()
                .checked_sub(1)
                .is_some_and(|it| lanes[it].1 == lane.from && lanes[it].1 != whole[it].until);
            match lanes.last_mut() {
                Some(last) if is_begun => last.1 = lane.until,
                _ => lanes.push((lane.from, lane.until)),
            }
        }
    }
    let whole: Vec<_> = whole.iter().map(|it| (it.from, it.until)).collect();
    assert_eq!(lanes, whole, "{seed}");
}

fn assert_as_good_as_tried(seed: u64, is_arbitrary: bool) -> bool {
    let mut random = seeded(seed);
    let lanes = random.random_range(2..5);
    let legs = random_legs(&mut random, lanes);
    let drones: Vec<_> = (0..random.random_range(1..4))
        .map(|_| random_drone(&mut random))
        .collect();
    let wind = random.random_range(-0.4..0.4);
    let ramp = SpeedRamp::new(1.0, 0.05).unwrap();
    // Slower against the wind, which blows along x.
    let leg_s = |from: Coord<f64>, until: Coord<f64>| match is_arbitrary {
        true => arbitrary_s(from, until),
        false => ramp.leg_s(metres(from, until)) + wind * (until.x - from.x).max(0.0),
    };
    let transit_s = |drone: &SplitDrone, from, until| match is_arbitrary {
        true => arbitrary_s(from, until) / drone.speed_factor,
        false => leg_s(from, until).max(0.0) / drone.speed_factor,
    };
    let leg_s = |from, until| leg_s(from, until).max(0.0);
    let request = SplitRequest {
        legs: &legs,
        drones: &drones,
        shortest_piece_m: random.random_range(40.0..120.0),
        leg_s: &leg_s,
        transit_s: &transit_s,
    };
    let tried = Tried::new(request);
    if tried.pieces.len() < drones.len() || tried.pieces.len() > 9 {
        return false;
    }
    let best_s = tried.best_s();
    match split_of(&request) {
        Ok(split) => {
            assert!(split.is_shortest);
            assert_sound(&request, &split, seed);
            let is_best = (split.longest_s - best_s).abs() <= 1e-6 * best_s.max(1.0);
            assert!(is_best, "{seed}: {} but {best_s} can be", split.longest_s);
        }
        Err(faults) => {
            assert!(
                best_s.is_infinite(),
                "{seed}: {faults:?} but {best_s} can be"
            );
            assert!(matches!(
                faults[..],
                [SplitFault::BeyondLongestTimes { .. }]
            ));
        }
    }
    true
}

#[test]
fn no_split_of_small_patterns_is_better_as_trying_all_of_them_shows() {
    let judged = (0..600).filter(|seed| assert_as_good_as_tried(*seed, false));
    assert!(judged.count() > 300);
}

#[test]
fn no_split_is_better_even_where_times_follow_no_rule() {
    let judged = (1_000..1_600).filter(|seed| assert_as_good_as_tried(*seed, true));
    assert!(judged.count() > 300);
}

#[test]
fn one_drone_flies_all_the_way_round_that_is_quicker() {
    let legs = lanes(3);
    let split = plain(&legs, &[drone(0.0, 0.0)]).unwrap();
    let part = split.parts[0].as_ref().unwrap();
    assert_eq!(part.legs, legs);
    assert_eq!(
        split.longest_s,
        320.0 + metres(at(20.0, 100.0), at(0.0, 0.0))
    );
    // Against the pattern it is quicker in a wind that is with it there.
    let blown = split_of(&SplitRequest {
        legs: &legs,
        drones: &[drone(0.0, 0.0)],
        shortest_piece_m: f64::INFINITY,
        leg_s: &|from, until| metres(from, until) + (until.x - from.x),
        transit_s: &|_, _, _| 0.0,
    })
    .unwrap();
    assert!(blown.parts[0].as_ref().unwrap().is_reversed);
    assert_eq!(blown.longest_s, 300.0);
}

#[test]
fn two_drones_at_both_ends_take_half_each_and_the_way_between_them_is_not_flown() {
    let split = plain(&lanes(4), &[drone(30.0, 0.0), drone(0.0, 0.0)]).unwrap();
    let [Some(right), Some(left)] = &split.parts[..] else {
        panic!()
    };
    assert_eq!((left.number, right.number), (0, 1));
    assert_eq!((left.legs.len(), right.legs.len()), (3, 3));
    assert_eq!(split.longest_s, 220.0);
}

#[test]
fn a_long_lane_is_cut_within_for_drones_that_share_it() {
    let lane = [leg(at(0.0, 0.0), at(900.0, 0.0), true)];
    let drones = [drone(0.0, 0.0), drone(450.0, 0.0), drone(900.0, 0.0)];
    let split = plain_cut(&lane, &drones, 10.0).unwrap();
    let each_m: Vec<f64> = split
        .parts
        .iter()
        .map(|it| lanes_m(&it.as_ref().unwrap().legs))
        .collect();
    assert!((each_m.iter().sum::<f64>() - 900.0).abs() < 1e-9);
    // There and back from each end is as long as out from the middle, over its part and back.
    let piece_m = 900.0 / 64.0;
    assert!(
        (split.longest_s - 600.0).abs() <= 2.0 * piece_m,
        "{split:?}"
    );
    // Not cut, one flies it all.
    let whole = plain(&lane, &drones[1..2]).unwrap();
    assert_eq!(whole.longest_s, 1_800.0);
    assert_eq!(
        faults(plain(&lane, &drones)),
        [SplitFault::MoreDronesThanPieces {
            drones: 3,
            pieces: 1
        }]
    );
}

#[test]
fn a_faster_drone_takes_more_and_one_that_is_too_far_off_stays() {
    let fast = SplitDrone {
        speed_factor: 3.0,
        ..drone(0.0, 0.0)
    };
    let split = plain(&lanes(8), &[drone(70.0, 0.0), fast]).unwrap();
    let [Some(slow), Some(fast)] = &split.parts[..] else {
        panic!()
    };
    assert_eq!((lanes_m(&slow.legs), lanes_m(&fast.legs)), (200.0, 600.0));
    let far = plain(&lanes(8), &[drone(0.0, 0.0), drone(50_000.0, 0.0)]).unwrap();
    assert!(far.parts[0].is_some() && far.parts[1].is_none());
}

#[test]
fn beyond_all_longest_times_it_says_how_many_of_each_kind_would_do() {
    let short = SplitDrone {
        longest_s: Some(310.0),
        ..drone(0.0, 0.0)
    };
    let shorter = SplitDrone {
        longest_s: Some(150.0),
        ..drone(0.0, 0.0)
    };
    // A pair of lanes takes 210 s and up to 140 s of transit.
    let found = faults(plain(&lanes(8), &[short, shorter]));
    let [SplitFault::BeyondLongestTimes { needed }] = &found[..] else {
        panic!("{found:?}")
    };
    let [of_short, of_shorter] = needed[..] else {
        panic!("{needed:?}")
    };
    assert_eq!((of_short.like, of_shorter.like), (0, 1));
    assert_eq!(of_shorter.count, None);
    let count = of_short.count.unwrap();
    assert!(plain(&lanes(8), &vec![short; count]).is_ok());
    assert!(plain(&lanes(8), &vec![short; count - 1]).is_err());
    // Just enough, and just not.
    let with = |longest_s| {
        let drone = SplitDrone {
            longest_s: Some(longest_s),
            ..drone(0.0, 0.0)
        };
        plain(&lanes(1), &[drone])
    };
    assert!(with(200.0).is_ok());
    let one = DronesNeeded {
        like: 0,
        count: None,
    };
    let beyond = vec![SplitFault::BeyondLongestTimes { needed: vec![one] }];
    assert_eq!(faults(with(199.999)), beyond);
}

#[test]
fn all_faults_are_told_at_once() {
    let mut legs = lanes(3);
    legs[2].from = at(5.0, 5.0);
    legs[3].until = at(f64::NAN, 0.0);
    let bad = SplitDrone {
        dock: at(f64::INFINITY, 0.0),
        speed_factor: 0.0,
        longest_s: Some(-1.0),
    };
    let found = faults(plain_cut(&legs, &[bad], -1.0));
    assert!(found.contains(&SplitFault::Dock { drone: 0 }));
    assert!(found.contains(&SplitFault::SpeedFactor {
        drone: 0,
        value: 0.0
    }));
    assert!(found.contains(&SplitFault::LongestTime {
        drone: 0,
        value: -1.0
    }));
    assert!(found.contains(&SplitFault::Apart { leg: 2 }));
    assert!(found.contains(&SplitFault::NoPlace { leg: 3 }));
    assert!(found.contains(&SplitFault::ShortestPiece(-1.0)));
    assert_eq!(
        faults(plain(&[], &[])),
        [SplitFault::NoDrone, SplitFault::NoLane]
    );
    let many = faults(plain(&lanes(100), &[drone(0.0, 0.0); 65]));
    assert!(matches!(
        many[..],
        [SplitFault::TooManyDrones { drones: 65, .. }]
    ));
    let long: Vec<Leg> = lanes(200);
    assert!(matches!(
        faults(plain_cut(&long, &[drone(0.0, 0.0)], 0.01))[..],
        [SplitFault::TooManyPieces { pieces: 12_800, .. }]
    ));
    let cannot = faults(split_of(&SplitRequest {
        legs: &lanes(2),
        drones: &[drone(0.0, 0.0)],
        shortest_piece_m: f64::INFINITY,
        leg_s: &|from, _| if from.x > 0.0 { f64::NAN } else { 1.0 },
        transit_s: &|_, _, _| 1.0,
    }));
    assert_eq!(
        cannot,
        [
            SplitFault::LegTime { leg: 1 },
            SplitFault::LegTime { leg: 2 }
        ]
    );
}

#[test]
fn a_lane_to_which_there_is_no_way_is_flown_by_nobody_and_that_is_said() {
    let found = faults(split_of(&SplitRequest {
        legs: &lanes(2),
        drones: &[drone(0.0, 0.0), drone(10.0, 0.0)],
        shortest_piece_m: f64::INFINITY,
        leg_s: &metres,
        transit_s: &|_, _, _| f64::NAN,
    }));
    let none = |like| DronesNeeded { like, count: None };
    let needed = vec![none(0), none(1)];
    assert_eq!(found, [SplitFault::BeyondLongestTimes { needed }]);
}

#[test]
fn many_drones_that_are_not_alike_are_put_into_a_good_order() {
    // Docks along the lanes, named in an order that has nothing to do with it.
    let legs = lanes(48);
    let drones: Vec<_> = (0..12)
        .map(|it| drone(20.0 + 40.0 * f64::from(it * 5 % 12), 0.0))
        .collect();
    let request = SplitRequest {
        legs: &legs,
        drones: &drones,
        shortest_piece_m: f64::INFINITY,
        leg_s: &metres,
        transit_s: &|_, from, until| metres(from, until),
    };
    let split = split_of(&request).unwrap();
    assert!(!split.is_shortest);
    assert_sound(&request, &split, 0);
    // Four lanes each, up and down: 430 m and some way there and back.
    assert!(split.longest_s < 470.0, "{}", split.longest_s);
    // Alike, they are told apart no more, and all is exact.
    let alike = plain(&legs, &[drone(240.0, 0.0); 12]).unwrap();
    assert!(alike.is_shortest);
}

#[test]
fn surveys_of_ragged_areas_are_split_without_a_lane_lost_and_shorter_with_each_drone() {
    let ramp = SpeedRamp::new(3.0, 1.0).unwrap();
    let leg_s = by_ramp(ramp);
    for seed in 0..8 {
        let area = FreeArea::new(&ragged(seed)).unwrap();
        let survey = plan_survey(&SurveyRequest {
            cover: &area,
            free: &area,
            spacing_m: 3.0,
            ramp,
            bearing_deg: None,
            sees_on_ways: false,
            effort: SurveyEffort::default(),
        })
        .unwrap();
        let drones = [
            drone(-90.0, 0.0),
            drone(90.0, 0.0),
            drone(0.0, 90.0),
            drone(0.0, -90.0),
        ];
        let mut before_s = f64::INFINITY;
        for count in 1..=drones.len() {
            let request = SplitRequest {
                legs: &survey.legs,
                drones: &drones[..count],
                shortest_piece_m: 5.0,
                leg_s: &leg_s,
                transit_s: &|_, from, until| leg_s(from, until),
            };
            let split = split_of(&request).unwrap();
            assert!(split.is_shortest);
            assert_sound(&request, &split, seed);
            assert!(split.longest_s <= before_s);
            // Nobody does more than its share and a lane's piece, and the ways there and back.
            let fair_s = survey.time_s / count as f64 + 2.0 * leg_s(at(0.0, 0.0), at(180.0, 0.0));
            assert!(
                split.longest_s < fair_s + 20.0,
                "{seed}: {} {fair_s}",
                split.longest_s
            );
            before_s = split.longest_s;
        }
        let parts_m = |split: &Split| -> f64 {
            let parts = split.parts.iter().flatten();
            parts.map(|it| lanes_m(&it.legs)).sum()
        };
        let whole = plain_cut(&survey.legs, &drones, 5.0).unwrap();
        assert!((parts_m(&whole) - lanes_m(&survey.legs)).abs() < 1e-6);
    }
}

#[test]
fn as_many_lanes_as_a_survey_may_have_are_split_among_six_drones_with_none_better() {
    let legs = lanes(3_000);
    let drones: Vec<_> = (0..6)
        .map(|it| drone(6_000.0 * f64::from(it), -50.0))
        .collect();
    let request = SplitRequest {
        legs: &legs,
        drones: &drones,
        shortest_piece_m: 34.0,
        leg_s: &metres,
        transit_s: &|_, from, until| metres(from, until),
    };
    let split = split_of(&request).unwrap();
    assert!(split.is_shortest);
    assert_sound(&request, &split, 0);
    // No drone can fly more than what all together have to, and each takes some.
    assert!(split.longest_s >= 300_000.0 / 6.0);
    assert!(split.parts.iter().all(|it| it.is_some()));
}
