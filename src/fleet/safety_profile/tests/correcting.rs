use super::*;
use crate::link::say::Say;

/// Begins on a vehicle that is disarmed; what is said first.
fn begin(
    autopilot: &Autopilot,
    weather: Weather,
    orders: Vec<Correction>,
) -> (Corrector, Vec<Say>) {
    let (now, encoding) = (autopilot.now, Some(autopilot.encoding));
    let mut says = Vec::new();
    let corrector = Corrector::start(now, weather.round_trip(), orders, encoding, true, &mut says);
    (corrector, says)
}

#[test]
fn while_it_is_not_known_whether_the_vehicle_is_disarmed_nothing_is_set_and_afterwards_it_goes_on()
{
    let weather = Weather::CLEAR;
    let mut autopilot = Autopilot::new(ARDUPILOT, Encoding::ByCast, weather, "held");
    let set = set_of(ARDUPILOT, START);
    let profile = copter();
    let orders = corrections(&set, profile, AROUND).orders;
    let total = orders.len();
    let (mut corrector, mut says) = begin(&autopilot, weather, orders);
    assert_eq!(says.len(), 1);
    corrector.hold(true);
    assert_eq!(corrector.due(), None);
    // The answer to what was said comes, and time passes.
    autopilot.take(std::mem::take(&mut says));
    let now = autopilot.now + Duration::from_secs(20);
    for told in autopilot.next(now) {
        corrector.hear(now, &told, &mut says);
    }
    corrector.wake(now, &mut says);
    assert_eq!(says, []);
    assert_eq!(
        corrector.state(),
        CorrectorState::Running { done: 0, total }
    );
    corrector.hold(false);
    assert!(corrector.due().is_some_and(|due| due <= now));
    corrector.wake(now, &mut says);
    assert_eq!(says.len(), 1);
    assert_eq!(
        corrector.state(),
        CorrectorState::Running { done: 1, total }
    );
}

/// Corrects a vehicle on a line; what it has then, and how it went.
fn correct(
    autopilot: &mut Autopilot,
    profile: &SafetyProfile,
    weather: Weather,
    mut stop_after: Option<usize>,
) -> CorrectorState {
    if let Some(at) = autopilot.find(VOLTAGE.0) {
        autopilot.all[at].1 = VOLTAGE.1.to_bits();
    }
    let mut set = ParameterSet::whole(
        autopilot
            .all
            .iter()
            .zip(0..)
            .map(|((name, bits, kind), index)| (*name, *bits, *kind, index)),
        START,
    );
    let orders = corrections(&set, profile, AROUND).orders;
    let (mut corrector, says) = begin(autopilot, weather, orders);
    autopilot.take(says);
    while let Some(due) = corrector.due() {
        let mut says = Vec::new();
        for told in autopilot.next(due) {
            set.hear(&told, autopilot.encoding);
            corrector.hear(autopilot.now, &told, &mut says);
            let done = match corrector.state() {
                CorrectorState::Running { done, .. } => Some(done),
                _ => None,
            };
            if stop_after.is_some_and(|after| done.is_some_and(|done| done >= after)) {
                stop_after = None;
                corrector.cancel();
                says.clear();
            }
        }
        corrector.wake(autopilot.now, &mut says);
        autopilot.take(says);
    }
    if corrector.state() == CorrectorState::Done {
        assert_eq!(
            judge(&set, profile, AROUND),
            Verdict::Met,
            "as it was read back"
        );
    }
    corrector.state()
}

fn verdict(autopilot: &Autopilot, profile: &SafetyProfile) -> Verdict {
    let all = autopilot.all.iter().zip(0..);
    let all = all.map(|((name, bits, kind), index)| (*name, *bits, *kind, index));
    judge(&ParameterSet::whole(all, START), profile, AROUND)
}

#[test]
fn vehicles_are_set_right_also_in_a_storm() {
    for seed in ["gull", "tern", "skua", "plover"] {
        for (file, encoding, profile) in [
            (ARDUPILOT, Encoding::ByCast, copter()),
            (PX4, Encoding::Bytewise, px4()),
        ] {
            let mut autopilot = Autopilot::new(file, encoding, Weather::STORM, seed);
            assert_eq!(
                correct(&mut autopilot, profile, Weather::STORM, None),
                CorrectorState::Done,
                "{seed}"
            );
            assert_eq!(verdict(&autopilot, profile), Verdict::Met);
        }
    }
}

#[test]
fn what_a_vehicle_refuses_ends_it_before_what_relies_on_it() {
    let mut autopilot = Autopilot::new(ARDUPILOT, Encoding::ByCast, Weather::CLEAR, "stubborn");
    autopilot.stubborn = Some("FENCE_RADIUS");
    let state = correct(&mut autopilot, copter(), Weather::CLEAR, None);
    let name = ParameterName::new("FENCE_RADIUS").unwrap();
    let why = SetFailure::Refused { found: 150.0 };
    assert_eq!(
        state,
        CorrectorState::Failed(CorrectionFailure::Parameter(name, why))
    );
    let enabled = autopilot.all[autopilot.find("FENCE_ENABLE").unwrap()].1;
    assert_eq!(enabled, 0);
}

#[test]
fn cancelled_after_any_of_them_it_sets_no_more() {
    for after in 0..8 {
        let mut autopilot = Autopilot::new(ARDUPILOT, Encoding::ByCast, Weather::CLEAR, "cancel");
        let state = correct(&mut autopilot, copter(), Weather::CLEAR, Some(after));
        assert_eq!(state, CorrectorState::Cancelled, "{after}");
        assert!(!verdict(&autopilot, copter()).is_met());
    }
}

#[test]
fn an_armed_vehicle_and_one_of_unknown_encoding_are_not_set() {
    let orders = corrections(&set_of(PX4, START), px4(), AROUND).orders;
    let mut says = Vec::new();
    let start = |encoding, is_disarmed, says: &mut Vec<_>| {
        Corrector::start(
            START,
            Duration::ZERO,
            orders.clone(),
            encoding,
            is_disarmed,
            says,
        )
    };
    let armed = start(Some(Encoding::Bytewise), false, &mut says);
    let not_disarmed = CorrectorState::Failed(CorrectionFailure::NotDisarmed);
    assert_eq!((armed.state(), armed.due()), (not_disarmed, None));
    let unknown = start(encoding_of(0), true, &mut says);
    assert!(matches!(
        unknown.state(),
        CorrectorState::Failed(CorrectionFailure::Parameter(_, SetFailure::UnknownEncoding))
    ));
    assert!(says.is_empty());
    let mut going = start(Some(Encoding::Bytewise), true, &mut says);
    assert_eq!(says.len(), 1);
    going.armed();
    going.wake(START + Duration::from_secs(60), &mut says);
    assert_eq!((going.state(), says.len()), (not_disarmed, 1));
}
