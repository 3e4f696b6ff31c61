#![allow(clippy::unwrap_used, clippy::float_cmp)]

mod correcting;
mod reading;
mod wings;

use super::*;
use crate::fleet::parameters::fixture::{ARDUPILOT, Autopilot, PX4, START, all_of, set_of};
use crate::fleet::parameters::{ParameterSet, SetFailure, encoding_of};
use crate::fleet::test_line::Weather;
use crate::link::dialect::Encoding;
use crate::link::report::ParameterType;
use crate::moment::Moment;

const AROUND: Circumstances = Circumstances {
    now: START,
    our_system: 250,
};

/// The voltage that a person has to decide, for the pack of three cells that it comes with.
const VOLTAGE: (&str, f32) = ("BATT_CRT_VOLT", 10.2);

fn copter() -> &'static SafetyProfile {
    SafetyProfile::shipped(AutopilotKind::ArduPilot, ComponentKind::Rotorcraft, false).unwrap()
}

fn px4() -> &'static SafetyProfile {
    SafetyProfile::shipped(AutopilotKind::Px4, ComponentKind::Rotorcraft, false).unwrap()
}

fn names(shortfalls: &[Shortfall]) -> Vec<&str> {
    shortfalls.iter().map(|it| it.parameter.as_str()).collect()
}

/// The set with one value otherwise, or without it.
fn with(set: &ParameterSet, name: &str, value: Option<f64>) -> ParameterSet {
    let all = set
        .iter()
        .filter(|it| it.name.as_str() != name || value.is_some());
    let all = all.map(|it| {
        let value = value
            .filter(|_| it.name.as_str() == name)
            .unwrap_or(it.value);
        let bits = crate::fleet::parameters::bits_of(value, it.parameter_type).unwrap();
        (it.name, bits, it.parameter_type, it.index.unwrap())
    });
    ParameterSet::whole(all.collect::<Vec<_>>(), set.confirmed().unwrap())
}

/// The set after its corrections, by themselves and by hand.
fn corrected(set: &ParameterSet, profile: &SafetyProfile) -> ParameterSet {
    let found = corrections(set, profile, AROUND);
    assert!(
        found
            .by_hand
            .iter()
            .all(|it| it.parameter.as_str() == VOLTAGE.0)
    );
    let orders = found.orders.iter();
    let set = orders.fold(set.clone(), |set, it| {
        with(&set, it.parameter.as_str(), Some(it.to))
    });
    with(&set, VOLTAGE.0, Some(VOLTAGE.1.into()))
}

#[test]
fn real_autopilots_as_they_come_do_not_meet_their_profiles() {
    let Verdict::NotMet {
        shortfalls,
        missing,
    } = judge(&set_of(ARDUPILOT, START), copter(), AROUND)
    else {
        panic!()
    };
    assert_eq!(
        names(&shortfalls),
        [
            "MAV_GCS_SYSID",
            "FS_OPTIONS",
            "FS_GCS_ENABLE",
            "BATT_CRT_VOLT",
            "BATT_FS_LOW_ACT",
            "BATT_FS_CRT_ACT",
            "RTL_ALT",
            "RTL_CONE_SLOPE",
            "RALLY_LIMIT_KM",
            "FENCE_RADIUS",
            "FENCE_ENABLE",
        ]
    );
    assert!(missing.is_empty(), "{missing:?}");
    let Verdict::NotMet {
        shortfalls,
        missing,
    } = judge(&set_of(PX4, START), px4(), AROUND)
    else {
        panic!()
    };
    assert_eq!(
        names(&shortfalls),
        [
            "NAV_DLL_ACT",
            "BAT_CRIT_THR",
            "BAT_LOW_THR",
            "RTL_CONE_ANG",
            "COM_ARM_WO_GPS",
            "GF_MAX_HOR_DIST",
            "GF_MAX_VER_DIST",
            "GF_ACTION"
        ]
    );
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn after_their_corrections_they_do() {
    for (file, profile) in [(ARDUPILOT, copter()), (PX4, px4())] {
        let corrected = corrected(&set_of(file, START), profile);
        assert_eq!(judge(&corrected, profile, AROUND), Verdict::Met);
    }
}

#[test]
fn a_lost_link_may_not_leave_a_copter_where_it_was_stopped() {
    let set = set_of(ARDUPILOT, START);
    let order = |set: &ParameterSet| {
        let orders = corrections(set, copter(), AROUND).orders;
        let mut all = orders.into_iter();
        all.find(|it| it.parameter.as_str() == "FS_OPTIONS")
    };
    assert_eq!(set.get("FS_OPTIONS").unwrap().value, 16.0);
    assert_eq!(order(&set).unwrap().to, 0.0);
    // The other bits are left.
    assert_eq!(
        order(&with(&set, "FS_OPTIONS", Some(26.0))).unwrap().to,
        8.0
    );
    assert_eq!(order(&with(&set, "FS_OPTIONS", Some(8.0))), None);
}

#[test]
fn no_mode_of_px4_may_be_excepted_from_a_lost_link() {
    let good = corrected(&set_of(PX4, START), px4());
    for modes in [1.0, 2.0, 4.0] {
        let bad = with(&good, "COM_DLL_EXCEPT", Some(modes));
        let Verdict::NotMet { shortfalls, .. } = judge(&bad, px4(), AROUND) else {
            panic!("{modes}")
        };
        assert_eq!(names(&shortfalls), ["COM_DLL_EXCEPT"]);
    }
}

#[test]
fn no_other_station_may_count_where_a_range_of_stations_may() {
    let good = corrected(&set_of(ARDUPILOT, START), copter());
    let with_range = |last: f64| {
        let all = good.iter().map(|it| {
            let bits = crate::fleet::parameters::bits_of(it.value, it.parameter_type).unwrap();
            (it.name, bits, it.parameter_type, it.index.unwrap())
        });
        let name = ParameterName::new("MAV_GCS_SYSID_HI").unwrap();
        let kind = ParameterType::U8;
        let bits = crate::fleet::parameters::bits_of(last, kind).unwrap();
        let all: Vec<_> = all.collect();
        let index = u16::try_from(all.len()).unwrap();
        let all = all.into_iter().chain([(name, bits, kind, index)]);
        ParameterSet::whole(all.collect::<Vec<_>>(), START)
    };
    assert_eq!(judge(&with_range(0.0), copter(), AROUND), Verdict::Met);
    let Verdict::NotMet { shortfalls, .. } = judge(&with_range(255.0), copter(), AROUND) else {
        panic!()
    };
    assert_eq!(names(&shortfalls), ["MAV_GCS_SYSID_HI"]);
}

/// A value that a rule does not allow.
fn breaking(rule: &Rule) -> f64 {
    match rule {
        Rule::Equals(value) | Rule::AtMost(value) | Rule::Within(_, value) => value + 1.0,
        Rule::AtLeast(least) => least - 1.0,
        Rule::OneOf(values) => values.iter().fold(0.0, |a: f64, b| a.max(*b)) + 1.0,
        Rule::HasBits(_) => 0.0,
        Rule::LacksBits(bits) => f64::from(*bits),
        Rule::OurSystem => f64::from(AROUND.our_system) + 1.0,
    }
}

#[test]
fn each_requirement_alone_is_enough_not_to_be_met_and_missing_it_is_unknown() {
    for (file, profile) in [(ARDUPILOT, copter()), (PX4, px4())] {
        let good = corrected(&set_of(file, START), profile);
        for requirement in &profile.requirements {
            let present = requirement
                .wants
                .iter()
                .find(|it| good.get(it.parameter.as_str()).is_some());
            let want = present.unwrap();
            let name = want.parameter.as_str();
            let bad = with(&good, name, Some(breaking(&want.rule)));
            let verdict = judge(&bad, profile, AROUND);
            let Verdict::NotMet { shortfalls, .. } = &verdict else {
                panic!("{name}: {verdict:?}")
            };
            assert_eq!(names(shortfalls), [name]);
            let verdict = judge(&with(&good, name, None), profile, AROUND);
            assert!(
                matches!(&verdict, Verdict::Unknown(Doubt::Missing(it)) if it.len() == 1),
                "{name}: {verdict:?}"
            );
        }
    }
}

#[test]
fn a_list_that_is_unread_old_or_of_the_future_tells_nothing() {
    let profile = px4();
    let good = corrected(&set_of(PX4, START), profile);
    let at = |now| judge(&good, profile, Circumstances { now, ..AROUND });
    let limit = START + profile.oldest;
    assert_eq!(at(limit), Verdict::Met);
    let stale = Verdict::Unknown(Doubt::Stale { confirmed: START });
    assert_eq!(at(limit + Duration::from_micros(1)), stale);
    assert_eq!(at(START - Duration::from_micros(1)), stale);
    let mut doubted = good.clone();
    doubted.doubt();
    assert_eq!(
        judge(&doubted, profile, AROUND),
        Verdict::Unknown(Doubt::Unread)
    );
    let nothing = ParameterSet::default();
    assert_eq!(
        judge(&nothing, profile, AROUND),
        Verdict::Unknown(Doubt::Unread)
    );
}

#[test]
fn rules_hold_to_their_limits_and_not_beyond() {
    let real = ParameterType::F32;
    let met = |rule: &Rule, value: f32| rule.is_met(value.into(), real, 250);
    // 0.15 as a float is a little more, 0.7 a little less than the number itself.
    for limit in [0.15_f32, 0.7, 10.5] {
        let number: f64 = limit.to_string().parse().unwrap();
        let (less, more) = (limit.next_down(), limit.next_up());
        for (rule, below, above) in [
            (Rule::AtLeast(number), false, true),
            (Rule::AtMost(number), true, false),
            (Rule::Equals(number), false, false),
            (Rule::OneOf(vec![99.0, number]), false, false),
            (Rule::Within(number, 99.0), false, true),
            (Rule::Within(-1.0, number), true, false),
        ] {
            assert!(met(&rule, limit), "{rule:?}");
            assert_eq!(
                (met(&rule, less), met(&rule, more)),
                (below, above),
                "{rule:?}"
            );
            assert!(
                !met(&rule, f32::NAN) && !met(&rule, f32::INFINITY),
                "{rule:?}"
            );
        }
    }
    let whole = |rule: Rule, value: f64| rule.is_met(value, ParameterType::I32, 250);
    assert!(whole(Rule::HasBits(5), 7.0) && whole(Rule::HasBits(5), 5.0));
    assert!(!whole(Rule::HasBits(5), 4.0) && !whole(Rule::HasBits(5), -1.0));
    assert!(whole(Rule::LacksBits(2), 16.0) && whole(Rule::LacksBits(2), 0.0));
    assert!(!whole(Rule::LacksBits(2), 18.0) && !whole(Rule::LacksBits(2), -1.0));
    assert!(whole(Rule::OurSystem, 250.0) && !whole(Rule::OurSystem, 255.0));
}

#[test]
fn bits_are_put_right_and_the_others_left() {
    assert_eq!(
        Rule::HasBits(5).value_for(Target::AsRuled, 10.0, 1),
        Some(15.0)
    );
    assert_eq!(
        Rule::LacksBits(2).value_for(Target::AsRuled, 18.0, 1),
        Some(16.0)
    );
    assert_eq!(
        Rule::OneOf(vec![1.0]).value_for(Target::AsRuled, 0.0, 1),
        None
    );
}

#[test]
fn a_height_in_metres_by_its_newer_name_is_judged_in_metres() {
    let good = corrected(&set_of(ARDUPILOT, START), copter());
    let height = good.get("RTL_ALT").unwrap();
    let renamed = |metres: f64| {
        let all = good.iter().map(|it| {
            let bits = |value, kind| crate::fleet::parameters::bits_of(value, kind).unwrap();
            match it.name == height.name {
                false => (
                    it.name,
                    bits(it.value, it.parameter_type),
                    it.parameter_type,
                    it.index.unwrap(),
                ),
                true => {
                    let name = ParameterName::new("RTL_ALT_M").unwrap();
                    (
                        name,
                        bits(metres, ParameterType::F32),
                        ParameterType::F32,
                        it.index.unwrap(),
                    )
                }
            }
        });
        ParameterSet::whole(all.collect::<Vec<_>>(), START)
    };
    assert_eq!(judge(&renamed(40.0), copter(), AROUND), Verdict::Met);
    for wrong in [29.9, 55.1, 4_000.0] {
        let found = corrections(&renamed(wrong), copter(), AROUND);
        assert_eq!(found.orders.len(), 1);
        assert_eq!(
            (found.orders[0].parameter.as_str(), found.orders[0].to),
            ("RTL_ALT_M", 40.0)
        );
    }
}

#[test]
fn shipped_profiles_put_limits_before_switches_and_returning_below_the_ceiling() {
    let place = |profile: &SafetyProfile, name: &str| {
        let mut requirements = profile.requirements.iter();
        requirements
            .position(|it| it.wants.iter().any(|want| want.parameter.as_str() == name))
            .unwrap()
    };
    for (profile, limit, switch) in [
        (copter(), "MAV_GCS_SYSID", "FS_GCS_ENABLE"),
        (copter(), "FS_GCS_TIMEOUT", "FS_GCS_ENABLE"),
        (copter(), "BATT_LOW_VOLT", "BATT_FS_LOW_ACT"),
        (copter(), "BATT_CRT_VOLT", "BATT_FS_CRT_ACT"),
        (copter(), "FENCE_ALT_MAX", "FENCE_ENABLE"),
        (copter(), "FENCE_RADIUS", "FENCE_ENABLE"),
        (copter(), "FENCE_TYPE", "FENCE_ENABLE"),
        (copter(), "FENCE_ACTION", "FENCE_ENABLE"),
        (px4(), "COM_DL_LOSS_T", "NAV_DLL_ACT"),
        (px4(), "BAT_CRIT_THR", "COM_LOW_BAT_ACT"),
        (px4(), "GF_MAX_HOR_DIST", "GF_ACTION"),
        (px4(), "GF_MAX_VER_DIST", "GF_ACTION"),
    ] {
        assert!(
            place(profile, limit) < place(profile, switch),
            "{limit} {switch}"
        );
    }
    for (profile, height, ceiling) in [
        (copter(), ("RTL_ALT", 0.01), "FENCE_ALT_MAX"),
        (copter(), ("RTL_ALT_M", 1.0), "FENCE_ALT_MAX"),
        (px4(), ("RTL_RETURN_ALT", 1.0), "GF_MAX_VER_DIST"),
    ] {
        let band = |name: &str| {
            let wants = &profile.requirements[place(profile, name)].wants;
            match wants
                .iter()
                .find(|it| it.parameter.as_str() == name)
                .unwrap()
                .rule
            {
                Rule::Within(least, most) => (least, most),
                ref other => panic!("{other:?}"),
            }
        };
        assert!(band(height.0).1 * height.1 < band(ceiling).0);
    }
}

#[test]
fn what_a_person_has_to_decide_is_not_set_voltages_of_unknown_packs_among_it() {
    let set = with(&set_of(ARDUPILOT, START), "BATT_MONITOR", Some(0.0));
    let found = corrections(&set, copter(), AROUND);
    assert_eq!(names(&found.by_hand), ["BATT_MONITOR", VOLTAGE.0]);
    assert!(found.orders.iter().all(
        |it| !it.parameter.as_str().starts_with("BATT_M") && it.parameter.as_str() != VOLTAGE.0
    ));
}

#[test]
fn vehicles_without_a_profile_have_none() {
    let others = [
        (AutopilotKind::Px4, ComponentKind::OtherVehicle),
        (AutopilotKind::Other(4), ComponentKind::Rotorcraft),
    ];
    for (autopilot, vehicle) in others {
        assert_eq!(SafetyProfile::shipped(autopilot, vehicle, false), None);
    }
}
