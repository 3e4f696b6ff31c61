use crate::fleet::parameters::fixture::{ARDUPILOT, Autopilot, PX4, START, told};
use crate::fleet::parameters::{ParameterSetter, SetFailure, SetState, encoding_of};
use crate::fleet::test_line::Weather;
use crate::link::dialect::Encoding;
use crate::link::report::{ParameterName, ParameterType};
use crate::link::say::Say;
use std::time::Duration;

fn set(autopilot: &mut Autopilot, name: &str, value: f64, weather: Weather) -> SetState {
    let kind = autopilot.all[autopilot.find(name).unwrap()].2;
    let name = ParameterName::new(name).unwrap();
    let mut says = Vec::new();
    let encoding = Some(autopilot.encoding);
    let round_trip = weather.round_trip();
    let mut setter = ParameterSetter::start(
        autopilot.now,
        round_trip,
        (name, value),
        kind,
        encoding,
        &mut says,
    );
    autopilot.take(says);
    while let Some(due) = setter.due() {
        let mut says = Vec::new();
        for told in autopilot.next(due) {
            setter.hear(&told);
        }
        setter.wake(autopilot.now, &mut says);
        autopilot.take(says);
    }
    setter.state()
}

#[test]
fn it_is_set_when_it_is_read_back_in_both_encodings_and_in_a_storm() {
    for seed in ["gull", "tern", "skua", "plover"] {
        let mut ardupilot = Autopilot::new(ARDUPILOT, Encoding::ByCast, Weather::STORM, seed);
        let mut px4 = Autopilot::new(PX4, Encoding::Bytewise, Weather::STORM, seed);
        assert_eq!(
            set(&mut ardupilot, "RTL_ALT", 4_000.0, Weather::STORM),
            SetState::Done
        );
        assert_eq!(
            set(&mut ardupilot, "FS_EKF_THRESH", 0.7, Weather::STORM),
            SetState::Done
        );
        assert_eq!(
            set(&mut px4, "NAV_DLL_ACT", 2.0, Weather::STORM),
            SetState::Done
        );
        assert_eq!(ardupilot.all[ardupilot.find("RTL_ALT").unwrap()].1, 4_000);
        let threshold = ardupilot.all[ardupilot.find("FS_EKF_THRESH").unwrap()].1;
        assert_eq!(threshold, 0.7_f32.to_bits());
        assert_eq!(px4.all[px4.find("NAV_DLL_ACT").unwrap()].1, 2);
    }
}

#[test]
fn a_value_that_is_already_so_is_confirmed_by_a_vehicle_that_tells_only_changes() {
    let mut autopilot = Autopilot::new(ARDUPILOT, Encoding::ByCast, Weather::CLEAR, "same");
    autopilot.tells_changes_only = true;
    assert_eq!(
        set(&mut autopilot, "RTL_ALT", 1_500.0, Weather::CLEAR),
        SetState::Done
    );
}

#[test]
fn the_old_value_is_a_refusal_only_after_all_tries() {
    let mut autopilot = Autopilot::new(PX4, Encoding::Bytewise, Weather::CLEAR, "stubborn");
    autopilot.stubborn = Some("NAV_DLL_ACT");
    let refused = SetState::Failed(SetFailure::Refused { found: 0.0 });
    assert_eq!(
        set(&mut autopilot, "NAV_DLL_ACT", 2.0, Weather::CLEAR),
        refused
    );
    assert!(autopilot.questions > 8);
}

#[test]
fn without_an_answer_nobody_knows() {
    let mut autopilot = Autopilot::new(PX4, Encoding::Bytewise, Weather::CLEAR, "deaf");
    autopilot.is_deaf = true;
    let unknown = SetState::Failed(SetFailure::NoAnswer);
    assert_eq!(
        set(&mut autopilot, "NAV_DLL_ACT", 2.0, Weather::CLEAR),
        unknown
    );
}

#[test]
fn what_type_or_encoding_cannot_hold_is_not_said_at_all() {
    let name = ParameterName::new("X").unwrap();
    let start = |value, kind, encoding| {
        let mut says = Vec::new();
        let setter = ParameterSetter::start(
            START,
            Duration::ZERO,
            (name, value),
            kind,
            encoding,
            &mut says,
        );
        (setter.state(), says.len())
    };
    let failed = |why| (SetState::Failed(why), 0);
    let (cast, bytes) = (Some(Encoding::ByCast), Some(Encoding::Bytewise));
    assert_eq!(
        start(1.0, ParameterType::F32, None),
        failed(SetFailure::UnknownEncoding)
    );
    let impossible = failed(SetFailure::NotRepresentable);
    assert_eq!(start(127.0, ParameterType::I8, cast).1, 1);
    assert_eq!(start(128.0, ParameterType::I8, cast), impossible);
    assert_eq!(start(0.5, ParameterType::I32, bytes), impossible);
    assert_eq!(start(f64::NAN, ParameterType::F32, bytes), impossible);
    // 2^24 is the last whole number that a float tells from its neighbours.
    assert_eq!(start(16_777_216.0, ParameterType::I32, cast).1, 1);
    assert_eq!(start(16_777_217.0, ParameterType::I32, cast), impossible);
    assert_eq!(start(16_777_217.0, ParameterType::I32, bytes).1, 1);
}

#[test]
fn another_type_another_name_and_what_comes_after_the_end_change_nothing() {
    let name = ParameterName::new("NAV_DLL_ACT").unwrap();
    let encoding = Some(Encoding::Bytewise);
    let mut says: Vec<Say> = Vec::new();
    let wanted = (name, 2.0);
    let mut setter = ParameterSetter::start(
        START,
        Duration::ZERO,
        wanted,
        ParameterType::I32,
        encoding,
        &mut says,
    );
    setter.hear(&told(
        "NAV_RCL_ACT",
        2.0,
        ParameterType::I32,
        Encoding::Bytewise,
        (1, 9),
    ));
    setter.hear(&told(
        "NAV_DLL_ACT",
        2.0,
        ParameterType::F32,
        Encoding::Bytewise,
        (1, 9),
    ));
    assert_eq!(setter.state(), SetState::Running { tries: 1 });
    setter.cancel();
    setter.hear(&told(
        "NAV_DLL_ACT",
        2.0,
        ParameterType::I32,
        Encoding::Bytewise,
        (1, 9),
    ));
    setter.wake(START + Duration::from_secs(60), &mut says);
    assert_eq!(
        (setter.state(), says.len(), setter.due()),
        (SetState::Cancelled, 1, None)
    );
}

#[test]
fn the_encoding_is_that_of_the_capabilities_that_were_recorded_and_else_unknown() {
    assert_eq!(
        encoding_of(0xFBEF),
        Some(Encoding::ByCast),
        "ArduCopter 4.7"
    );
    assert_eq!(encoding_of(0xE8FF), Some(Encoding::Bytewise), "PX4 1.17");
    assert_eq!(encoding_of(1 << 17), Some(Encoding::ByCast));
    assert_eq!(encoding_of(1 << 17 | 1 << 4), None);
    assert_eq!(encoding_of(0), None);
}
