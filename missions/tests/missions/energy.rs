//! Energy of the shipped classes: against what their makers publish, and properties that any aircraft has.

use crate::vehicles::{named, shipped};
use missions::energy::{Air, AirFigures, Budget, Flyer, Leg, Motion, Pace};
use missions::vehicle::{Airframe, Vehicle};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

const SEA_LEVEL_DENSITY: f64 = 1.225;

/// Air of a temperature at sea level.
fn air(temperature_c: f64, wind_east_mps: f64, wind_north_mps: f64) -> Air {
    Air::new(AirFigures {
        // 6.5 K colder than at sea level.
        temperature_c: temperature_c - 6.5,
        // So high that the wind is the same at all heights flown.
        measured_amsl_m: 1_000.0,
        measured_agl_m: 1_000.0,
        pressure_hpa: 1_013.25,
        wind_east_mps,
        wind_north_mps,
        gust_mps: wind_east_mps.hypot(wind_north_mps),
        rain_mm_per_h: 0.0,
    })
    .unwrap()
}

fn on_rotors_w(flyer: &Flyer, airspeed_mps: f64) -> f64 {
    let motion = Motion::OnRotors {
        airspeed_mps,
        climb_mps: 0.0,
    };
    flyer.power_w(motion, SEA_LEVEL_DENSITY).unwrap()
}

/// The power that drains a battery in so many minutes, W.
fn drains_w(energy_wh: f64, minutes: f64) -> f64 {
    energy_wh * 60.0 / minutes
}

fn within_a_tenth(predicted_w: f64, published_w: f64) {
    let off = predicted_w / published_w - 1.0;
    assert!(off.abs() < 0.1, "{predicted_w:.1} W for {published_w:.1} W");
}

#[test]
fn the_dock_quadrotor_takes_what_its_published_endurance_says() {
    // DJI, Matrice 3D: 115.2 Wh; 40 min hovering, 50 min at 13 m/s, 43 km at 15 m/s, each until it is empty.
    let vehicle = named("dock-quad");
    let flyer = Flyer::new(&vehicle, []).unwrap();
    let energy_wh = vehicle.battery.energy_wh;
    within_a_tenth(on_rotors_w(&flyer, 0.0), drains_w(energy_wh, 40.0));
    within_a_tenth(on_rotors_w(&flyer, 13.0), drains_w(energy_wh, 50.0));
    within_a_tenth(
        on_rotors_w(&flyer, 15.0),
        drains_w(energy_wh, 43_000.0 / 15.0 / 60.0),
    );
}

#[test]
fn the_field_quadrotor_takes_what_its_published_endurance_says() {
    // DJI, Matrice 30T: two of 131.6 Wh; 36 min hovering, 41 min flying.
    let vehicle = named("field-quad");
    let flyer = Flyer::new(&vehicle, []).unwrap();
    within_a_tenth(on_rotors_w(&flyer, 0.0), drains_w(263.2, 36.0));
    within_a_tenth(on_rotors_w(&flyer, 10.0), drains_w(263.2, 41.0));
}

#[test]
fn the_heavy_quadrotor_takes_what_its_published_endurance_says_with_and_without_a_load() {
    // DJI, Matrice 350: two of 263.2 Wh; 55 min at 8 m/s with nothing; its forerunner 31 min with 2.7 kg.
    let mut figures = (*named("heavy-quad")).clone();
    let empty = Vehicle::new(figures.clone()).unwrap();
    within_a_tenth(
        on_rotors_w(&Flyer::new(&empty, []).unwrap(), 8.0),
        drains_w(526.4, 55.0),
    );
    figures.masses.empty_kg = 9.17;
    figures.equipment.clear();
    let loaded = Vehicle::new(figures).unwrap();
    within_a_tenth(
        on_rotors_w(&Flyer::new(&loaded, []).unwrap(), 8.0),
        drains_w(526.4, 31.0),
    );
}

#[test]
fn the_cargo_octorotor_takes_what_its_published_endurance_says_with_and_without_a_load() {
    // DJI, FlyCart 30: two of 1 984.4 Wh; 29 min with nothing, 18 min with 30 kg.
    let mut figures = (*named("cargo-octo")).clone();
    let empty = Vehicle::new(figures.clone()).unwrap();
    within_a_tenth(
        on_rotors_w(&Flyer::new(&empty, []).unwrap(), 0.0),
        drains_w(3_968.8, 29.0),
    );
    figures.masses.empty_kg = 95.0;
    let loaded = Vehicle::new(figures).unwrap();
    within_a_tenth(
        on_rotors_w(&Flyer::new(&loaded, []).unwrap(), 0.0),
        drains_w(3_968.8, 18.0),
    );
}

#[test]
fn the_survey_vtol_flies_as_long_as_its_maker_says() {
    // Wingtra, WingtraOne GEN II: two of 99 Wh; 59 min at 16 m/s with take-off and landing.
    let vehicle = named("survey-vtol");
    let camera = vehicle.equipment_named("survey").unwrap();
    let flyer = Flyer::new(&vehicle, [camera]).unwrap();
    let calm = air(15.0, 0.0, 0.0);
    let up = flyer.take_off(0.0, 30.0, &calm).unwrap();
    let down = flyer.landing(30.0, 0.0, &calm).unwrap();
    let leg = |minutes: f64| Leg {
        distance_m: 16.0 * 60.0 * minutes,
        course_deg: 0.0,
        from_amsl_m: 30.0,
        to_amsl_m: 30.0,
        pace: flyer.cruise_pace(),
        begins_at_rest: true,
        ends_at_rest: true,
    };
    let whole = |minutes| {
        let between = flyer.leg(&leg(minutes), &calm).unwrap();
        let seconds = up.seconds + between.seconds + down.seconds;
        (
            seconds / 60.0,
            up.energy_wh + between.energy_wh + down.energy_wh,
        )
    };
    let (minutes, energy_wh) = whole(58.0);
    within_a_tenth(energy_wh * 60.0 / minutes, drains_w(198.0, 59.0));
}

/// A leg that the class can fly in weak wind.
fn some_leg(random: &mut ChaCha8Rng, pace: Pace) -> Leg {
    let distance_m = random.random_range(200.0..5_000.0);
    let from_amsl_m = random.random_range(20.0..120.0);
    let rise_m = random.random_range(-0.05..0.05) * distance_m;
    Leg {
        distance_m,
        course_deg: random.random_range(0.0..360.0),
        from_amsl_m,
        to_amsl_m: (from_amsl_m + rise_m).max(0.0),
        pace,
        begins_at_rest: random.random(),
        ends_at_rest: random.random(),
    }
}

fn heavier(vehicle: &Vehicle, kg: f64) -> Vehicle {
    let mut figures = (**vehicle).clone();
    figures.masses.empty_kg += kg;
    figures.equipment.clear();
    figures.masses.take_off_kg = figures.masses.take_off_kg.max(figures.masses.empty_kg);
    Vehicle::new(figures).unwrap()
}

#[test]
fn whatever_is_heavier_takes_more() {
    let mut random = ChaCha8Rng::seed_from_u64(0x5EA_601);
    for vehicle in shipped() {
        let heavy = heavier(&vehicle, 0.1 * vehicle.masses.empty_kg);
        let (light, heavy) = (
            Flyer::new(&vehicle, []).unwrap(),
            Flyer::new(&heavy, []).unwrap(),
        );
        for _ in 0..100 {
            let leg = some_leg(&mut random, light.cruise_pace());
            let wind = air(
                15.0,
                random.random_range(-3.0..3.0),
                random.random_range(-3.0..3.0),
            );
            let (one, other) = (
                light.leg(&leg, &wind).unwrap(),
                heavy.leg(&leg, &wind).unwrap(),
            );
            // A wing that sinks is pulled by its weight.
            let sinks = one.climb_mps < 0.0 && !matches!(vehicle.airframe, Airframe::Multirotor(_));
            assert!(
                other.energy_wh > one.energy_wh || sinks,
                "{} {leg:?}",
                vehicle.id
            );
        }
    }
}

#[test]
fn the_colder_it_is_the_larger_part_of_the_battery_a_leg_takes() {
    let mut random = ChaCha8Rng::seed_from_u64(0x5EA_602);
    for vehicle in shipped() {
        let flyer = Flyer::new(&vehicle, []).unwrap();
        let part = |leg: &Leg, temperature_c: f64| {
            let usable_wh = Budget::of(&vehicle.battery, temperature_c, 0)
                .unwrap()
                .usable_wh;
            flyer
                .leg(leg, &air(temperature_c, 0.0, 0.0))
                .unwrap()
                .energy_wh
                / usable_wh
        };
        for _ in 0..100 {
            let leg = some_leg(&mut random, flyer.cruise_pace());
            let colder_c = random.random_range(vehicle.limits.coldest_c + 3.0..9.0);
            let warmer_c = random.random_range(colder_c + 0.5..10.0);
            assert!(
                part(&leg, colder_c) > part(&leg, warmer_c),
                "{} {leg:?}",
                vehicle.id
            );
        }
    }
}

#[test]
fn with_the_same_speed_through_the_air_more_wind_from_ahead_takes_more() {
    let mut random = ChaCha8Rng::seed_from_u64(0x5EA_603);
    for vehicle in shipped() {
        let flyer = Flyer::new(&vehicle, []).unwrap();
        for _ in 0..100 {
            let mut leg = some_leg(
                &mut random,
                Pace::ThroughAir(vehicle.performance.cruise_mps),
            );
            leg.to_amsl_m = leg.from_amsl_m;
            leg.distance_m += 1_000.0;
            let (east, north) = leg.course_deg.to_radians().sin_cos();
            let against = |mps: f64| {
                flyer
                    .leg(&leg, &air(15.0, -mps * east, -mps * north))
                    .unwrap()
            };
            let weaker_mps = random.random_range(-5.0..4.0);
            let stronger_mps = random.random_range(weaker_mps + 0.1..5.0);
            let (weaker, stronger) = (against(weaker_mps), against(stronger_mps));
            assert!(stronger.seconds > weaker.seconds, "{} {leg:?}", vehicle.id);
            assert!(
                stronger.energy_wh > weaker.energy_wh,
                "{} {leg:?}",
                vehicle.id
            );
        }
    }
}

#[test]
fn beyond_the_speed_of_least_power_a_multirotor_takes_more_the_faster_it_meets_the_air() {
    for vehicle in shipped() {
        if !matches!(vehicle.airframe, Airframe::Multirotor(_)) {
            continue;
        }
        let flyer = Flyer::new(&vehicle, []).unwrap();
        let powers: Vec<f64> = (0..=250)
            .map(|tenth| on_rotors_w(&flyer, f64::from(tenth) / 10.0))
            .collect();
        let least = (0..powers.len())
            .min_by(|a, b| powers[*a].total_cmp(&powers[*b]))
            .unwrap();
        // Down to the least and up from there: the curve has one valley.
        assert!(
            powers[..=least].windows(2).all(|pair| pair[0] >= pair[1]),
            "{}",
            vehicle.id
        );
        assert!(
            powers[least..].windows(2).all(|pair| pair[0] <= pair[1]),
            "{}",
            vehicle.id
        );
        assert!((3..=200).contains(&least), "{}: {least}", vehicle.id);
    }
}

#[test]
fn the_pieces_of_a_leg_take_what_the_whole_takes() {
    let mut random = ChaCha8Rng::seed_from_u64(0x5EA_604);
    for vehicle in shipped() {
        let flyer = Flyer::new(&vehicle, []).unwrap();
        for _ in 0..100 {
            let mut whole = some_leg(&mut random, flyer.cruise_pace());
            (whole.begins_at_rest, whole.ends_at_rest) = (false, false);
            let wind = air(
                15.0,
                random.random_range(-3.0..3.0),
                random.random_range(-3.0..3.0),
            );
            let part = random.random_range(0.1..0.9);
            let middle_m = whole.from_amsl_m + part * (whole.to_amsl_m - whole.from_amsl_m);
            let first = Leg {
                distance_m: part * whole.distance_m,
                to_amsl_m: middle_m,
                ..whole
            };
            let second = Leg {
                distance_m: (1.0 - part) * whole.distance_m,
                from_amsl_m: middle_m,
                ..whole
            };
            let of = |leg: &Leg| flyer.leg(leg, &wind).unwrap();
            let (one, two, both) = (of(&first), of(&second), of(&whole));
            assert!((one.seconds + two.seconds - both.seconds).abs() < 1e-6);
            // The air of the middle stands for that of the leg.
            let off = (one.energy_wh + two.energy_wh) / both.energy_wh - 1.0;
            assert!(off.abs() < 1e-4, "{} {off}", vehicle.id);
        }
    }
}
