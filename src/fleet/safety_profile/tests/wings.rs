use super::*;

const WING: &str = include_str!("../../../../simulator/parameters/px4-wing.param");
const VTOL: &str = include_str!("../../../../simulator/parameters/px4-vtol.param");

fn shipped(
    autopilot: AutopilotKind,
    vehicle: ComponentKind,
    hovers: bool,
) -> &'static SafetyProfile {
    SafetyProfile::shipped(autopilot, vehicle, hovers).unwrap()
}

/// All shipped profiles of what flies as a wing.
fn wings() -> [&'static SafetyProfile; 4] {
    [
        shipped(AutopilotKind::ArduPilot, ComponentKind::FixedWing, false),
        shipped(AutopilotKind::ArduPilot, ComponentKind::FixedWing, true),
        shipped(AutopilotKind::Px4, ComponentKind::FixedWing, false),
        shipped(AutopilotKind::Px4, ComponentKind::Vtol, true),
    ]
}

/// PX4's parameters with those of an airframe over them.
fn px4_with(airframe: &str) -> ParameterSet {
    let mut all = all_of(PX4);
    for (name, bits, kind) in all_of(airframe) {
        all.retain(|(known, ..)| *known != name);
        all.push((name, bits, kind));
    }
    let numbered = all.into_iter().zip(0..);
    ParameterSet::whole(
        numbered.map(|((name, bits, kind), at)| (name, bits, kind, at)),
        START,
    )
}

/// A set in which everything that a profile names is as it says, or as `otherwise` says.
fn set_for(profile: &SafetyProfile, otherwise: &[(&str, f64)]) -> ParameterSet {
    let wants = profile
        .requirements
        .iter()
        .filter_map(|it| it.wants.first());
    let all = wants.zip(0..).map(|(want, index)| {
        let name = want.parameter.as_str();
        let given = otherwise.iter().find(|(of, _)| *of == name);
        let by_hand = || match want.rule {
            Rule::AtLeast(least) => least,
            ref other => panic!("{name}: {other:?} has no value"),
        };
        let value = given
            .map(|(_, value)| *value)
            .or_else(|| want.rule.value_for(want.target?, 0.0, AROUND.our_system));
        let bits =
            crate::fleet::parameters::bits_of(value.unwrap_or_else(by_hand), ParameterType::F32);
        (want.parameter, bits.unwrap(), ParameterType::F32, index)
    });
    ParameterSet::whole(all.collect::<Vec<_>>(), START)
}

#[test]
fn every_class_of_wings_has_a_profile_of_its_own() {
    let mut classes: Vec<_> = wings().map(|it| it.class.as_str()).into();
    assert_eq!(
        classes,
        [
            "ardupilot-plane",
            "ardupilot-quadplane",
            "px4-plane",
            "px4-vtol"
        ]
    );
    classes.dedup();
    assert_eq!(classes.len(), 4);
    // One that calls itself a VTOL needs no second word for it.
    let vtol = shipped(AutopilotKind::ArduPilot, ComponentKind::Vtol, false);
    assert_eq!(vtol.class, "ardupilot-quadplane");
}

#[test]
fn px4_on_wings_as_it_comes_falls_short_and_meets_its_profile_after_its_corrections() {
    let [_, _, plane, vtol] = wings();
    for (file, profile, cone) in [(WING, plane, None), (VTOL, vtol, Some("RTL_CONE_ANG"))] {
        let set = px4_with(file);
        let Verdict::NotMet {
            shortfalls,
            missing,
        } = judge(&set, profile, AROUND)
        else {
            panic!("{}", profile.class)
        };
        let before = ["NAV_DLL_ACT", "BAT_CRIT_THR", "BAT_LOW_THR"];
        let after = [
            "COM_ARM_WO_GPS",
            "GF_MAX_HOR_DIST",
            "GF_MAX_VER_DIST",
            "GF_ACTION",
        ];
        let expected: Vec<_> = before.into_iter().chain(cone).chain(after).collect();
        assert_eq!(names(&shortfalls), expected);
        assert_eq!(missing, []);
        assert_eq!(
            judge(&corrected(&set, profile), profile, AROUND),
            Verdict::Met
        );
    }
}

#[test]
fn what_profiles_of_wings_set_meets_them_and_what_breaks_one_rule_does_not() {
    for profile in wings() {
        let good = set_for(profile, &[]);
        assert_eq!(
            judge(&good, profile, AROUND),
            Verdict::Met,
            "{}",
            profile.class
        );
        for want in profile
            .requirements
            .iter()
            .filter_map(|it| it.wants.first())
        {
            let name = want.parameter.as_str();
            let bad = set_for(profile, &[(name, breaking(&want.rule))]);
            let Verdict::NotMet { shortfalls, .. } = judge(&bad, profile, AROUND) else {
                panic!("{name}")
            };
            assert_eq!(names(&shortfalls), [name]);
        }
    }
}

#[test]
fn an_aeroplane_without_rotors_lacks_what_a_vtol_must_have() {
    let [plane, quadplane, ..] = wings();
    let verdict = judge(&set_for(plane, &[]), quadplane, AROUND);
    assert!(!verdict.is_met(), "{verdict:?}");
}

#[test]
fn wings_come_home_below_the_ceiling_and_get_limits_before_switches() {
    for profile in wings() {
        let place = |name: &str| {
            let mut all = profile.requirements.iter();
            all.position(|it| it.wants.iter().any(|want| want.parameter.as_str() == name))
        };
        let band = |name: &str| {
            let requirement = &profile.requirements[place(name)?];
            let want = requirement
                .wants
                .iter()
                .find(|it| it.parameter.as_str() == name)?;
            match want.rule {
                Rule::Within(least, most) => Some((least, most)),
                _ => None,
            }
        };
        let home = band("RTL_ALTITUDE")
            .or_else(|| band("RTL_RETURN_ALT"))
            .unwrap();
        let ceiling = band("FENCE_ALT_MAX")
            .or_else(|| band("GF_MAX_VER_DIST"))
            .unwrap();
        assert!(home.1 < ceiling.0);
        if let Some(old) = band("ALT_HOLD_RTL") {
            assert_eq!(old, (home.0 * 100.0, home.1 * 100.0));
        }
        let switches = [
            ("FENCE_ALT_MAX", "FENCE_ENABLE"),
            ("FENCE_ACTION", "FENCE_ENABLE"),
            ("FS_LONG_ACTN", "FS_GCS_ENABL"),
            ("GF_MAX_VER_DIST", "GF_ACTION"),
            ("COM_DL_LOSS_T", "NAV_DLL_ACT"),
        ];
        for (limit, switch) in switches {
            assert!(
                place(limit) < place(switch) || place(switch).is_none(),
                "{switch}"
            );
        }
    }
}
