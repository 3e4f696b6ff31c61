//! Vehicles that pass each other between samples.

use super::*;

/// Where a vehicle that flies straight on is after a time, metres north, east and down of home.
type Line = (Vector3<f64>, Vector3<f64>);

fn samples(lines: &[Line], until_s: u64) -> Vec<TruthSample> {
    let lengths = DegreeLengths::at(HOME.latitude_deg);
    let mut samples = Vec::new();
    for half_s in 0..=2 * until_s {
        for (vehicle, (begin_m, velocity_mps)) in lines.iter().enumerate() {
            let ned_m = begin_m + velocity_mps * (0.5 * half_s as f64);
            samples.push(TruthSample {
                at: SimTime::from_ms(500 * half_s),
                place: HOME.moved_ned(ned_m, lengths),
                velocity_mps: *velocity_mps,
                ..flying(0, vehicle, 0.0, 0.0)
            });
        }
    }
    samples
}

fn outcome(lines: &[Line], at_least_m: f64) -> Outcome {
    let assertion = format!("kind = \"separation\"\nat_least_m = {at_least_m}");
    let assertion = format!("{assertion}\nvehicle = [\"v-1\", \"v-2\"]");
    judged(&assertion, &samples(lines, 100), Some(100)).outcome
}

#[test]
fn two_that_meet_head_on_between_samples_are_found() {
    // At 30 m/s towards each other they are 7.5 m apart at the samples before and after they meet.
    let from = |north_m: f64, north_mps: f64| {
        let begin_m = Vector3::new(north_m, 0.0, -50.0);
        (begin_m, Vector3::new(north_mps, 0.0, 0.0))
    };
    let meet = [from(0.0, 15.0), from(307.5, -15.0)];
    assert_eq!(outcome(&meet, 5.0), Outcome::NotMet);
    let mut above = meet;
    above[1].0.z -= 6.0;
    assert_eq!(outcome(&above, 5.0), Outcome::Met);
    assert_eq!(outcome(&above, 7.0), Outcome::NotMet);
}

#[test]
fn who_passes_is_found_as_by_following_them_in_small_steps() {
    let mut random = Random::new(0x5E9A_0002, "passing");
    let (mut broken, mut kept) = (0, 0);
    for round in 0..60 {
        let at_least_m = random.between(2.0, 12.0);
        let mut line = || {
            let mut axis = |most: f64| random.between(-most, most);
            // Where it is after 50 s, and whence it came.
            let middle_m = Vector3::new(axis(8.0), axis(8.0), axis(8.0) - 60.0);
            let velocity_mps = Vector3::new(axis(25.0), axis(25.0), 0.0);
            (middle_m - velocity_mps * 50.0, velocity_mps)
        };
        let lines = [line(), line()];
        // In steps of 1 ms, to a little after the end.
        let apart_m = |ms: u32| {
            let at_s = f64::from(ms) * 1e-3;
            let [one, other] = lines.map(|(begin_m, mps)| begin_m + mps * at_s);
            (one - other).norm()
        };
        let nearest_m = (0..100_250).map(apart_m).fold(f64::INFINITY, f64::min);
        if (nearest_m - at_least_m).abs() < 0.1 {
            continue;
        }
        let expected = if nearest_m < at_least_m {
            broken += 1;
            Outcome::NotMet
        } else {
            kept += 1;
            Outcome::Met
        };
        let told = outcome(&lines, at_least_m);
        assert_eq!(
            told, expected,
            "round {round}: {nearest_m} m of {at_least_m} m"
        );
    }
    assert!(broken > 10 && kept > 10, "{broken} broken, {kept} kept");
}

#[test]
fn who_is_never_told_of_at_the_same_moment_is_not_taken_for_apart() {
    let still = (Vector3::new(0.0, 0.0, -50.0), Vector3::zeros());
    let mut told = samples(&[still, still], 100);
    for sample in told.iter_mut().filter(|it| it.vehicle == 1) {
        sample.at = SimTime::from_ms(sample.at.ms() + 200);
    }
    told.retain(|it| it.at <= SimTime::from_s(100));
    let assertion = "kind = \"separation\"\nat_least_m = 5\nvehicle = [\"v-1\", \"v-2\"]";
    assert_eq!(
        judged(assertion, &told, Some(100)).outcome,
        Outcome::Undecided
    );
}
