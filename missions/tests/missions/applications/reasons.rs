//! Why something is required.

use super::*;

fn kinds(required: &Required) -> Vec<ApprovalKind> {
    let of = |it: &Application| match &it.kind {
        ApplicationKind::Flight(kind) => *kind,
        other => panic!("{other:?}"),
    };
    required.applications.iter().map(of).collect()
}

#[test]
fn a_small_aircraft_in_suitable_airspace_by_direct_radio_by_day_requires_nothing() {
    for class in [WeightClass::Micro, WeightClass::Light, WeightClass::Small] {
        let facts = FlightFacts {
            weight_class: Some(class),
            ..free()
        };
        let required = facts.required();
        assert_eq!(required.applications, []);
        assert_eq!(required.reports, []);
        assert_eq!(required.duties, []);
    }
}

#[test]
fn medium_and_large_aircraft_always_apply() {
    for class in [WeightClass::Medium, WeightClass::Large] {
        let facts = FlightFacts {
            weight_class: Some(class),
            ..free()
        };
        let required = facts.required();
        assert_eq!(kinds(&required), [ApprovalKind::FlightActivity]);
        let why = &only(&required).why;
        assert!(why.en.contains("Art. 31") && why.zh.contains("第31条"));
    }
}

#[test]
fn at_120_m_airspace_is_suitable_and_a_hair_above_it_is_controlled() {
    let at_height = |height_m| FlightFacts {
        highest_agl_m: Some(height_m),
        ..free()
    };
    assert_eq!(at_height(120.0).required().applications, []);
    for height_m in [120.0_f64.next_up(), 120.1, 500.0, f64::INFINITY, f64::NAN] {
        let required = at_height(height_m).required();
        assert_eq!(
            kinds(&required),
            [ApprovalKind::ControlledAirspace],
            "{height_m}"
        );
        assert!(only(&required).why.en.contains("Art. 19"));
    }
}

#[test]
fn outside_published_suitable_airspace_nothing_is_open() {
    let facts = FlightFacts {
        in_suitable_airspace: Some(false),
        highest_agl_m: Some(150.0),
        ..free()
    };
    let required = facts.required();
    assert_eq!(kinds(&required), [ApprovalKind::ControlledAirspace]);
    let why = &only(&required).why;
    for part in ["150.0 m", "Art. 19", "Shandong"] {
        assert!(why.en.contains(part), "{why}");
    }
    assert!(why.zh.contains("山东省"));
}

#[test]
fn each_situation_of_article_31_requires_its_own_approval() {
    let with = |change: fn(&mut FlightFacts<'static>)| {
        let mut facts = free();
        change(&mut facts);
        facts.required()
    };
    let cases = [
        (
            ApprovalKind::Network,
            with(|it| it.over_network = Some(true)),
        ),
        (
            ApprovalKind::OverCrowds,
            with(|it| it.over_gathering = Some(true)),
        ),
        (ApprovalKind::Dropping, with(|it| it.drops = Some(true))),
        (
            ApprovalKind::FromMovingVehicle,
            with(|it| it.from_moving_vehicle = Some(true)),
        ),
        (ApprovalKind::Swarm, with(|it| it.in_swarm = Some(true))),
    ];
    for (kind, required) in cases {
        assert_eq!(kinds(&required), [kind]);
        let application = only(&required);
        assert!(application.why.en.contains("Art. 31"));
        assert!(application.why.zh.contains("第31条"));
        assert_eq!(application.to.name.en, "air traffic management body");
    }
}

#[test]
fn what_is_not_known_is_required() {
    let facts = FlightFacts {
        weight_class: None,
        highest_agl_m: None,
        in_suitable_airspace: None,
        over_network: None,
        over_gathering: None,
        drops: None,
        from_moving_vehicle: None,
        in_swarm: None,
        zones: None,
        ..free()
    };
    let required = facts.required();
    let all = [
        ApprovalKind::FlightActivity,
        ApprovalKind::ControlledAirspace,
        ApprovalKind::Network,
        ApprovalKind::OverCrowds,
        ApprovalKind::Dropping,
        ApprovalKind::FromMovingVehicle,
        ApprovalKind::Swarm,
    ];
    assert_eq!(kinds(&required), all);
    for application in &required.applications {
        assert!(application.why.en.contains("not known"), "{application:?}");
        assert!(!application.is_held);
    }
}

#[test]
fn zones_that_could_not_be_looked_up_are_controlled_airspace() {
    let facts = FlightFacts {
        zones: None,
        ..free()
    };
    assert_eq!(kinds(&facts.required()), [ApprovalKind::ControlledAirspace]);
}

#[test]
fn what_the_patrol_asks_for_is_required_once_and_by_the_rule_where_there_is_one() {
    let facts = FlightFacts {
        asked_by_patrol: &[ApprovalKind::Network, ApprovalKind::FlightActivity],
        ..networked()
    };
    let required = facts.required();
    assert_eq!(
        kinds(&required),
        [ApprovalKind::FlightActivity, ApprovalKind::Network]
    );
    assert!(required.applications[0].why.en.contains("the patrol asks"));
    assert!(required.applications[1].why.en.contains("cell stations"));
}

#[test]
fn lights_are_a_duty_wherever_it_may_not_be_day() {
    for light in [Light::DayAndTwilight, Light::Night, Light::Any] {
        let required = FlightFacts { light, ..free() }.required();
        assert_eq!(required.applications, []);
        assert_eq!(required.duties.len(), 1, "{light:?}");
        assert!(required.duties[0].en.contains("Art. 32"));
    }
}

#[test]
fn everything_is_said_in_both_languages_with_its_article() {
    let zones = [ZoneTouched::new(
        &harbour(Some(port_authority())),
        free().flight,
        &Approvals::none(),
    )];
    for priority in [Priority::Emergency, Priority::Low] {
        let facts = FlightFacts {
            now: free().flight.from,
            priority,
            weight_class: None,
            highest_agl_m: Some(200.0),
            over_gathering: None,
            drops: Some(true),
            asked_by_patrol: &[ApprovalKind::Swarm],
            zones: Some(&zones),
            ..networked()
        };
        let required = facts.required();
        assert_eq!(required.applications.len(), 7);
        let whys = required.applications.iter().map(|it| &it.why);
        for why in whys.chain(required.reports.iter().map(|it| &it.why)) {
            assert!(why.en.contains("Art. "), "{why}");
            assert!(why.zh.contains("暂行条例第"), "{}", why.zh);
        }
        for application in &required.applications {
            let help = application.help.as_ref().unwrap();
            assert!(help.en.contains("Art. 29") && help.zh.contains("第29条"));
        }
    }
}
