//! Missions in parts, judged by what is flown and done in all of them together.

use super::areas::seeded;
use geo::{Distance, Geodesic, Point};
use geofences::{Altitude, AltitudeDatum, Bilingual, Position};
use missions::cut::{CannotBeCut, NotOnMission, PlaceOnMission, cut, resume};
use missions::mission::{Carried, Deed, FlyTo, ForeignItem, Heading, Home, Mission, Step};
use rand::Rng;
use rand_chacha::ChaCha8Rng;

fn amsl(metres: f64) -> Altitude {
    Altitude::new(metres, AltitudeDatum::MeanSeaLevel).unwrap()
}

fn position(longitude: f64, latitude: f64) -> Position {
    Position::new(longitude, latitude).unwrap()
}

fn leg(longitude: f64, latitude: f64, metres: f64) -> Step {
    Step::FlyTo(FlyTo {
        position: position(longitude, latitude),
        altitude: amsl(metres),
        hold_s: 0.0,
        is_passed: false,
        heading: Heading::Along,
    })
}

fn mission(steps: Vec<Step>) -> Mission {
    Mission {
        name: Bilingual::new("patrol", "巡查"),
        home: Home {
            position: position(120.38, 36.06),
            ground_amsl_m: 20.0,
        },
        steps,
        speed_mps: 8.0,
        return_height_m: 60.0,
        rally: Vec::new(),
        fence: Vec::new(),
        carried: Carried::default(),
    }
}

fn any_deed(random: &mut ChaCha8Rng) -> Deed {
    match random.random_range(0..10) {
        0 => Deed::Speed {
            mps: random.random_range(3.0..12.0),
        },
        1 => Deed::Gimbal {
            pitch_deg: random.random_range(-90.0..0.0),
            yaw_deg: 0.0,
        },
        2 => Deed::LookAhead,
        3 => Deed::Photo,
        4 => Deed::PhotosEach {
            metres: random.random_range(5.0..20.0),
        },
        5 => Deed::PhotosEnd,
        6 => Deed::VideoBegin,
        7 => Deed::VideoEnd,
        8 => Deed::Zoom {
            ratio: random.random_range(1.0..5.0),
        },
        _ => Deed::Light {
            is_on: random.random_range(0..2) == 0,
        },
    }
}

fn any_mission(seed: u64) -> Mission {
    let mut random = seeded(seed);
    let mut steps = vec![
        Step::TakeOff {
            altitude: amsl(60.0),
        },
        leg(120.381, 36.061, 60.0),
    ];
    for _ in 0..random.random_range(5..40) {
        if random.random_range(0..2) == 0 {
            steps.push(Step::Do(any_deed(&mut random)));
        } else {
            let (east, north) = (
                random.random_range(0.0..0.02),
                random.random_range(0.0..0.02),
            );
            steps.push(leg(
                120.38 + east,
                36.06 + north,
                random.random_range(50.0..110.0),
            ));
        }
    }
    steps.push(Step::ReturnHome);
    mission(steps)
}

/// What goes on on a leg: the last deed of each kind.
#[derive(Clone, Debug, Default, PartialEq)]
struct On([Option<Deed>; 6]);

impl On {
    fn does(&mut self, deed: Deed) -> bool {
        let (kind, now) = match deed {
            Deed::Speed { .. } => (0, Some(deed)),
            Deed::Zoom { .. } => (1, Some(deed)),
            Deed::Gimbal { .. } | Deed::LookAt { .. } | Deed::LookAhead => (2, Some(deed)),
            Deed::VideoBegin => (3, Some(deed)),
            Deed::VideoEnd => (3, None),
            Deed::PhotosEach { .. } => (4, Some(deed)),
            Deed::PhotosEnd => (4, None),
            Deed::Light { is_on } => (5, is_on.then_some(deed)),
            _ => return false,
        };
        self.0[kind] = now;
        true
    }
}

/// What is flown and done: each leg from where to where with what goes on, and what is done once.
#[derive(Clone, Debug, PartialEq)]
enum Work {
    Leg(Position, Position, On),
    Once(Deed),
}

/// The work of a mission behind its first leg, the way home left out.
fn work(mission: &Mission) -> Vec<Work> {
    let (mut here, mut on, mut all, mut has_begun) =
        (mission.home.position, On::default(), Vec::new(), false);
    for step in &mission.steps {
        match step {
            Step::FlyTo(leg) => {
                if has_begun {
                    all.push(Work::Leg(here, leg.position, on.clone()));
                }
                here = leg.position;
                has_begun = true;
            }
            Step::Do(deed) if !on.does(*deed) => all.push(Work::Once(*deed)),
            _ => {}
        }
    }
    all
}

fn metres(from: Position, until: Position) -> f64 {
    Geodesic.distance(Point(from.coord()), Point(until.coord()))
}

/// Pieces of a leg that go on in one another are one.
fn joined(work: Vec<Work>) -> Vec<Work> {
    let mut all: Vec<Work> = Vec::new();
    for next in work {
        if let (Some(Work::Leg(_, until, on)), Work::Leg(from, end, next_on)) =
            (all.last_mut(), &next)
            && until == from
            && on == next_on
        {
            *until = *end;
        } else {
            all.push(next);
        }
    }
    all
}

/// Straight metres of a mission from home and back.
fn length_m(mission: &Mission) -> f64 {
    let mut here = mission.home.position;
    let mut total = 0.0;
    for step in &mission.steps {
        if let Step::FlyTo(leg) = step {
            total += metres(here, leg.position);
            here = leg.position;
        }
    }
    total + metres(here, mission.home.position)
}

#[test]
fn all_parts_together_fly_and_do_what_the_whole_does_and_each_fits() {
    let mut parts_of_all = 0;
    for seed in 0..200 {
        let whole = any_mission(seed);
        // Enough to fly to the farthest place and back.
        let most_m = 6_500.0;
        let parts = cut(&whole, |part| length_m(part) <= most_m).unwrap();
        assert!(parts.iter().all(|part| length_m(part) <= most_m), "{seed}");
        let together: Vec<Work> = parts.iter().flat_map(work).collect();
        let (together, whole_work) = (joined(together), joined(work(&whole)));
        assert_eq!(together.len(), whole_work.len(), "{seed}");
        for (one, other) in together.iter().zip(&whole_work) {
            assert_eq!(one, other, "{seed}");
        }
        for part in &parts {
            assert_eq!(part.steps.last(), Some(&Step::ReturnHome));
            assert!(matches!(part.steps[0], Step::TakeOff { .. }));
        }
        parts_of_all += parts.len();
    }
    assert!(parts_of_all > 400, "{parts_of_all}");
}

#[test]
fn a_leg_that_is_too_long_by_itself_is_cut_on_the_way_and_flown_on_at_the_exact_place() {
    // One line over home, from 7 km west of it to 7 km east, where no part may be longer than 18 km.
    let (west, east) = (position(120.30, 36.06), position(120.46, 36.06));
    let whole = mission(vec![
        Step::TakeOff {
            altitude: amsl(60.0),
        },
        leg(120.30, 36.06, 60.0),
        Step::Do(Deed::PhotosEach { metres: 10.0 }),
        leg(120.46, 36.06, 100.0),
        Step::Do(Deed::PhotosEnd),
        Step::ReturnHome,
    ]);
    let parts = cut(&whole, |part| length_m(part) <= 18_000.0).unwrap();
    assert_eq!(parts.len(), 2);
    let (Step::FlyTo(end), Step::FlyTo(start)) = (&parts[0].steps[3], &parts[1].steps[1]) else {
        panic!("{parts:?}");
    };
    assert_eq!(
        (end.position, end.altitude),
        (start.position, start.altitude)
    );
    // As far as may be: to a 256th part of the leg.
    let flown_m = metres(west, end.position);
    let left_m = 18_000.0 - length_m(&parts[0]);
    assert!(
        (0.0..2.1 * metres(west, east) / 256.0).contains(&left_m),
        "{left_m}"
    );
    // The first stops taking photos, the second takes them again from there.
    assert_eq!(
        parts[0].steps[4..],
        [Step::Do(Deed::PhotosEnd), Step::ReturnHome]
    );
    assert_eq!(
        parts[1].steps[2],
        Step::Do(Deed::PhotosEach { metres: 10.0 })
    );
    // As high as the leg is there.
    let part = flown_m / metres(west, east);
    assert!((end.altitude.metres() - (60.0 + 40.0 * part)).abs() < 0.01);
}

#[test]
fn where_nothing_fits_it_is_said_of_which_step() {
    let whole = any_mission(3);
    let step = whole
        .steps
        .iter()
        .skip(2)
        .position(|it| matches!(it, Step::FlyTo(_)))
        .unwrap()
        + 2;
    assert_eq!(
        cut(&whole, |_| false),
        Err(CannotBeCut::NothingFits { step })
    );
}

#[test]
fn what_goes_on_is_restored_before_it_goes_on_and_what_was_done_once_is_not_done_again() {
    let gimbal = Deed::Gimbal {
        pitch_deg: -60.0,
        yaw_deg: 10.0,
    };
    let steps = vec![
        Step::TakeOff {
            altitude: amsl(60.0),
        },
        leg(120.381, 36.061, 60.0),
        Step::Do(Deed::Speed { mps: 5.0 }),
        Step::Do(Deed::VideoBegin),
        Step::Do(Deed::Photo),
        Step::Do(gimbal),
        leg(120.39, 36.07, 80.0),
        Step::Do(Deed::VideoEnd),
        Step::ReturnHome,
    ];
    let whole = mission(steps.clone());
    let half = PlaceOnMission {
        step: 6,
        fraction: 0.5,
    };
    let rest = resume(&whole, half).unwrap();
    let restored = [
        Step::Do(Deed::Speed { mps: 5.0 }),
        Step::Do(gimbal),
        Step::Do(Deed::VideoBegin),
    ];
    assert_eq!(rest.steps[2..5], restored);
    assert_eq!(rest.steps[5..], steps[6..]);
    let Step::FlyTo(there) = &rest.steps[1] else {
        panic!()
    };
    assert!((there.altitude.metres() - 70.0).abs() < 1e-9);
    let nearest = PlaceOnMission::nearest(&whole, 6, there.position).unwrap();
    assert!(
        nearest.step == 6 && (nearest.fraction - 0.5).abs() < 1e-6,
        "{nearest:?}"
    );
    // Before it was in the air it is the whole mission.
    assert_eq!(resume(&whole, PlaceOnMission::at_step(0)), Ok(whole));
}

#[test]
fn places_that_are_none_are_refused_with_why() {
    let foreign = Step::Foreign(ForeignItem {
        command: 31_000,
        frame: 2,
        parameters: [None; 7],
        is_continued: true,
    });
    let whole = mission(vec![
        Step::TakeOff {
            altitude: amsl(60.0),
        },
        leg(120.381, 36.061, 60.0),
        Step::FlyTo(FlyTo {
            position: position(120.382, 36.061),
            altitude: Altitude::new(50.0, AltitudeDatum::AboveHome).unwrap(),
            hold_s: 0.0,
            is_passed: true,
            heading: Heading::Degrees(90.0),
        }),
        Step::Do(Deed::Photo),
        leg(120.39, 36.07, 80.0),
    ]);
    let at = |step, fraction| resume(&whole, PlaceOnMission { step, fraction });
    assert_eq!(at(5, 0.0), Err(NotOnMission::NoStep { step: 5, steps: 5 }));
    for fraction in [-0.1, 1.1, f64::NAN] {
        assert!(matches!(at(1, fraction), Err(NotOnMission::Fraction(_))));
    }
    assert_eq!(at(2, 0.5), Err(NotOnMission::MixedHeights { step: 2 }));
    assert!(at(2, 0.0).is_ok());
    // What is not understood may lead back, wherever it stands.
    for step in [0, 3, 5] {
        let mut with = whole.clone();
        with.steps.insert(step, foreign.clone());
        let expected = NotOnMission::Foreign { step };
        for place in 0..6 {
            let place = PlaceOnMission::at_step(place);
            assert_eq!(resume(&with, place), Err(expected));
        }
        assert_eq!(cut(&with, |_| true), Err(CannotBeCut::Place(expected)));
    }
}

#[test]
fn a_mission_without_a_take_off_is_flown_on_only_where_nothing_was_flown() {
    let whole = mission(vec![
        Step::Do(Deed::Speed { mps: 5.0 }),
        leg(120.381, 36.061, 60.0),
        leg(120.382, 36.062, 60.0),
        Step::ReturnHome,
    ]);
    let at = |step, fraction| resume(&whole, PlaceOnMission { step, fraction });
    assert_eq!(at(0, 0.0), Ok(whole.clone()));
    assert_eq!(at(1, 0.0), Ok(whole.clone()));
    for (step, fraction) in [(1, 0.1), (2, 0.0), (2, 0.5), (3, 0.0)] {
        assert!(at(step, fraction).is_err(), "{step} {fraction}");
    }
    let never = NotOnMission::NeverTookOff;
    assert_eq!(at(2, 0.0), Err(never));
    let mut longer = whole;
    longer.steps.insert(3, leg(120.383, 36.063, 60.0));
    let fits = |part: &Mission| part.steps.len() <= 4;
    assert_eq!(cut(&longer, fits), Err(CannotBeCut::Place(never)));
}

#[test]
fn a_mission_without_a_second_leg_that_does_not_fit_is_refused_at_once() {
    let take_off = Step::TakeOff {
        altitude: amsl(60.0),
    };
    let photo = Step::Do(Deed::Photo);
    for (steps, step) in [
        (vec![take_off.clone(), photo.clone(), photo.clone()], 2),
        (vec![take_off, leg(120.381, 36.061, 60.0), photo], 1),
    ] {
        let whole = mission(steps);
        let asked = std::cell::Cell::new(0);
        // Whatever is shorter would fit, and there is nothing shorter.
        let fits = |part: &Mission| {
            asked.set(asked.get() + 1);
            part != &whole
        };
        let expected = Err(CannotBeCut::NothingFits { step });
        assert_eq!(cut(&whole, fits), expected);
        assert_eq!(asked.get(), 1);
    }
}
