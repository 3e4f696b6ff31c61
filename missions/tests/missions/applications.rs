//! What the rules require of a flight: each limit just inside and just outside, and what is not known.

use chrono::{DateTime, TimeDelta, Utc};
use geofences::{
    AltitudeBand, Approval, Approvals, Authority, Footprint, LocalName, Position, Rule, Scope,
    TimeRange, Times, Zone, ZoneId,
};
use missions::applications::{
    Application, ApplicationKind, FlightApproval, FlightFacts, ReportDue, ReportKind, Required,
    Term, ZoneTouched,
};
use missions::patrol::{ApprovalKind, Light, Priority};
use missions::vehicle::WeightClass;

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// Half an hour from a take-off.
fn flight(take_off: &str) -> TimeRange {
    let from = at(take_off);
    TimeRange::new(from, from + TimeDelta::minutes(30)).unwrap()
}

/// A small aircraft in suitable airspace by direct radio at 10:00 of 2 December in Qingdao, asked a week before.
fn free() -> FlightFacts<'static> {
    FlightFacts {
        now: at("2026-11-25T02:00:00Z"),
        flight: flight("2026-12-02T10:00:00+08:00"),
        weight_class: Some(WeightClass::Small),
        priority: Priority::Normal,
        highest_agl_m: Some(120.0),
        in_suitable_airspace: Some(true),
        over_network: Some(false),
        over_gathering: Some(false),
        drops: Some(false),
        from_moving_vehicle: Some(false),
        in_swarm: Some(false),
        light: Light::Day,
        asked_by_patrol: &[],
        zones: Some(&[]),
        approvals: &[],
    }
}

fn networked() -> FlightFacts<'static> {
    FlightFacts {
        over_network: Some(true),
        ..free()
    }
}

fn emergency() -> FlightFacts<'static> {
    FlightFacts {
        priority: Priority::Emergency,
        ..networked()
    }
}

fn kinds(required: &Required) -> Vec<ApprovalKind> {
    let of = |it: &Application| match &it.kind {
        ApplicationKind::Flight(kind) => *kind,
        other => panic!("{other:?}"),
    };
    required.applications.iter().map(of).collect()
}

fn only(required: &Required) -> &Application {
    let [application] = required.applications.as_slice() else {
        panic!("{required:?}")
    };
    application
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
fn an_application_is_late_from_noon_of_the_day_before() {
    let asked = |now: &str| FlightFacts {
        now: at(now),
        ..networked()
    };
    let cases = [
        ("2026-12-01T11:59:00+08:00", false),
        ("2026-12-01T11:59:59.999999999+08:00", false),
        ("2026-12-01T12:00:00+08:00", true),
        ("2026-12-01T12:01:00+08:00", true),
    ];
    for (now, is_late) in cases {
        let required = asked(now).required();
        let application = only(&required);
        assert_eq!(application.is_late, is_late, "{now}");
        assert_eq!(application.help.is_some(), is_late, "{now}");
        assert_eq!(application.file_by, at("2026-12-01T12:00:00+08:00"));
        assert_eq!(
            application.decided_by,
            Some(at("2026-12-01T21:00:00+08:00"))
        );
    }
}

#[test]
fn the_day_before_is_told_by_the_clocks_of_china_over_midnight_and_the_end_of_the_year() {
    let cases = [
        ("2026-12-01T23:59:59+08:00", "2026-11-30T12:00:00+08:00"),
        ("2026-12-02T00:00:00+08:00", "2026-12-01T12:00:00+08:00"),
        // In UTC this is the evening of 31 December.
        ("2027-01-01T00:10:00+08:00", "2026-12-31T12:00:00+08:00"),
        ("2026-12-31T23:50:00+08:00", "2026-12-30T12:00:00+08:00"),
        ("2027-01-02T06:00:00+08:00", "2027-01-01T12:00:00+08:00"),
        ("2028-03-01T08:00:00+08:00", "2028-02-29T12:00:00+08:00"),
    ];
    for (take_off, file_by) in cases {
        let facts = FlightFacts {
            flight: flight(take_off),
            ..networked()
        };
        let required = facts.required();
        let application = only(&required);
        assert_eq!(application.file_by, at(file_by), "{take_off}");
        let decided_by = at(file_by) + TimeDelta::hours(9);
        assert_eq!(application.decided_by, Some(decided_by), "{take_off}");
    }
}

#[test]
fn who_is_late_hears_of_the_first_day_that_is_open_and_of_the_way_of_emergencies() {
    let help = |now: &str, take_off: &str| {
        let facts = FlightFacts {
            now: at(now),
            flight: flight(take_off),
            ..networked()
        };
        only(&facts.required()).help.clone().unwrap()
    };
    let before_noon = help("2026-12-02T11:59:00+08:00", "2026-12-02T15:00:00+08:00");
    assert!(before_noon.en.contains("fly on 2026-12-03 or later"));
    let from_noon = help("2026-12-02T12:00:00+08:00", "2026-12-03T09:00:00+08:00");
    assert!(from_noon.en.contains("fly on 2026-12-04 or later"));
    let at_years_end = help("2026-12-31T12:01:00+08:00", "2027-01-01T09:00:00+08:00");
    for part in ["2027-01-02", "direct radio link", "Art. 29", "Art. 26"] {
        assert!(at_years_end.en.contains(part), "{at_years_end}");
    }
    for part in ["2027-01-02", "无线电链路", "第29条"] {
        assert!(at_years_end.zh.contains(part), "{}", at_years_end.zh);
    }
}

#[test]
fn an_emergency_applies_and_reports_until_half_an_hour_before() {
    let take_off = emergency().flight.from;
    let file_by = take_off - TimeDelta::minutes(30);
    for (now, is_late) in [
        (file_by - TimeDelta::seconds(1), false),
        (file_by, true),
        (file_by + TimeDelta::seconds(1), true),
    ] {
        let facts = FlightFacts { now, ..emergency() };
        let required = facts.required();
        let application = only(&required);
        assert_eq!(application.file_by, file_by);
        assert_eq!(
            application.decided_by,
            Some(take_off - TimeDelta::minutes(10))
        );
        assert_eq!(application.is_late, is_late);
        assert!(application.why.en.contains("Art. 29"));
        let report = &required.reports[0];
        assert_eq!(report.due, ReportDue::Before(file_by));
        assert_eq!(report.is_late, is_late);
        if let Some(help) = &application.help {
            assert!(help.en.contains("extreme emergency") && help.zh.contains("特别紧急任务"));
        }
    }
}

#[test]
fn take_off_is_reported_an_hour_before_and_the_end_promptly_after() {
    let due = at("2026-12-02T09:00:00+08:00");
    let cases = [
        (due - TimeDelta::seconds(1), false),
        (due, true),
        (due + TimeDelta::seconds(1), true),
    ];
    for (now, is_late) in cases {
        let facts = FlightFacts { now, ..networked() };
        let required = facts.required();
        let [before, after] = required.reports.as_slice() else {
            panic!("{required:?}")
        };
        assert_eq!(before.kind, ReportKind::BeforeTakeOff);
        assert_eq!(before.due, ReportDue::Before(due));
        assert_eq!(before.is_late, is_late);
        assert!(before.why.en.contains("Art. 30") && before.why.zh.contains("第30条"));
        assert_eq!(after.kind, ReportKind::AfterFlight);
        assert_eq!(after.due, ReportDue::PromptlyAfter(facts.flight.until));
        assert!(!after.is_late);
    }
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

fn harbour(authority: Option<Authority>) -> Zone {
    Zone {
        id: ZoneId::new("QD-PORT"),
        name: LocalName {
            zh: Some("前湾港".to_owned()),
            en: None,
        },
        rule: Rule::NeedsAuthorization,
        scope: Scope::Flight,
        footprint: Footprint::circle(Position::new(120.215, 36.010).unwrap(), 500.0).unwrap(),
        band: AltitudeBand::ALL,
        times: Times::Always,
        authority,
        reason: None,
        conditions: None,
        source: None,
    }
}

fn port_authority() -> Authority {
    Authority {
        name: "港口管理单位".to_owned(),
        contact: Some("0532-0000-0003".to_owned()),
    }
}

#[test]
fn a_zone_is_applied_for_at_its_authority_or_where_none_is_named_at_the_air_traffic_management_body()
 {
    let nameless = Authority {
        name: " ".to_owned(),
        contact: None,
    };
    for (authority, name, contact) in [
        (
            Some(port_authority()),
            "港口管理单位",
            Some("0532-0000-0003"),
        ),
        (Some(nameless), "空中交通管理机构", None),
        (None, "空中交通管理机构", None),
    ] {
        let zones = [ZoneTouched::new(
            &harbour(authority),
            free().flight,
            &Approvals::none(),
        )];
        let facts = FlightFacts {
            zones: Some(&zones),
            ..free()
        };
        let required = facts.required();
        let application = only(&required);
        assert_eq!(
            application.kind,
            ApplicationKind::Zone(ZoneId::new("QD-PORT"))
        );
        assert_eq!(application.to.name.zh, name);
        assert_eq!(application.to.contact.as_deref(), contact);
        assert!(application.why.zh.contains("前湾港"));
        assert!(!application.is_held && !application.is_late);
        assert_eq!(required.reports.len(), 2);
    }
}

#[test]
fn a_zone_is_held_where_one_approval_holds_from_take_off_to_landing() {
    let flight = free().flight;
    let second = TimeDelta::seconds(1);
    for (from, until, is_held) in [
        (flight.from, flight.until, true),
        (flight.from + second, flight.until, false),
        (flight.from, flight.until - second, false),
    ] {
        let approval = Approval {
            zone: ZoneId::new("QD-PORT"),
            number: "P-1".to_owned(),
            valid: TimeRange::new(from, until).unwrap(),
        };
        let held = Approvals::from_iter([approval]);
        let zone = ZoneTouched::new(&harbour(None), flight, &held);
        assert_eq!(zone.is_held, is_held);
        let facts = FlightFacts {
            now: flight.from,
            zones: Some(std::slice::from_ref(&zone)),
            ..free()
        };
        let required = facts.required();
        let application = only(&required);
        assert_eq!(application.is_held, is_held);
        assert_eq!(application.is_late, !is_held);
        assert_eq!(application.help.is_some(), !is_held);
    }
}

fn approval(term: Term) -> FlightApproval {
    FlightApproval {
        number: "青空 2026-17".to_owned(),
        valid: TimeRange::new(
            at("2026-07-01T00:00:00+08:00"),
            at("2027-07-01T00:00:00+08:00"),
        )
        .unwrap(),
        kinds: vec![ApprovalKind::Network],
        term,
    }
}

#[test]
fn an_approval_is_held_for_its_kinds_from_take_off_to_landing_only() {
    let flight = networked().flight;
    let second = TimeDelta::seconds(1);
    for (from, until, kind, is_held) in [
        (flight.from, flight.until, ApprovalKind::Network, true),
        (
            flight.from + second,
            flight.until,
            ApprovalKind::Network,
            false,
        ),
        (
            flight.from,
            flight.until - second,
            ApprovalKind::Network,
            false,
        ),
        (flight.from, flight.until, ApprovalKind::Swarm, false),
    ] {
        let approvals = [FlightApproval {
            valid: TimeRange::new(from, until).unwrap(),
            kinds: vec![kind],
            ..approval(Term::OneFlight)
        }];
        let facts = FlightFacts {
            approvals: &approvals,
            ..networked()
        };
        let required = facts.required();
        assert_eq!(only(&required).is_held, is_held, "{from} {until} {kind:?}");
        assert_eq!(required.reports.len(), 2);
    }
}

#[test]
fn a_reversed_flight_is_covered_by_no_approval() {
    let TimeRange { from, until } = networked().flight;
    let reversed = TimeRange {
        from: until,
        until: from,
    };
    let approvals = [approval(Term::OneFlight)];
    let facts = FlightFacts {
        flight: reversed,
        approvals: &approvals,
        ..networked()
    };
    assert!(!only(&facts.required()).is_held);
}

#[test]
fn under_a_long_term_approval_the_plan_of_each_flight_is_filed_by_noon_of_the_day_before() {
    for (now, is_plan_filed, is_late) in [
        ("2026-12-01T11:59:00+08:00", false, false),
        ("2026-12-01T12:00:00+08:00", false, true),
        ("2026-12-01T12:01:00+08:00", false, true),
        ("2026-12-01T12:01:00+08:00", true, false),
    ] {
        let approvals = [approval(Term::LongTerm { is_plan_filed })];
        let facts = FlightFacts {
            now: at(now),
            approvals: &approvals,
            ..networked()
        };
        let required = facts.required();
        let [network, plan] = required.applications.as_slice() else {
            panic!("{required:?}")
        };
        assert!(network.is_held && !network.is_late);
        assert_eq!(
            plan.kind,
            ApplicationKind::PlanUnderLongTerm {
                number: "青空 2026-17".to_owned()
            }
        );
        assert_eq!(plan.is_held, is_plan_filed);
        assert_eq!(plan.is_late, is_late);
        assert_eq!(plan.file_by, at("2026-12-01T12:00:00+08:00"));
        assert_eq!(plan.decided_by, None);
        assert!(plan.why.en.contains("Art. 26") && plan.why.zh.contains("第26条"));
    }
}

#[test]
fn one_long_term_approval_of_several_kinds_has_one_plan_to_file_and_one_flights_approval_has_none()
{
    let mut long = approval(Term::LongTerm {
        is_plan_filed: false,
    });
    long.kinds = vec![ApprovalKind::Network, ApprovalKind::Swarm];
    let plans = |approvals: &[FlightApproval]| {
        let facts = FlightFacts {
            in_swarm: Some(true),
            approvals,
            ..networked()
        };
        facts.required().applications.len() - 2
    };
    assert_eq!(plans(std::slice::from_ref(&long)), 1);
    let once = FlightApproval {
        kinds: long.kinds.clone(),
        ..approval(Term::OneFlight)
    };
    assert_eq!(plans(&[long.clone(), once]), 0);
    let filed = FlightApproval {
        number: "2".to_owned(),
        term: Term::LongTerm {
            is_plan_filed: true,
        },
        ..long.clone()
    };
    let approvals = [long, filed];
    let facts = FlightFacts {
        approvals: &approvals,
        ..networked()
    };
    let required = facts.required();
    assert!(required.applications.iter().all(|it| it.is_held));
}

#[test]
fn an_emergency_needs_no_plan_filed_the_day_before_but_the_application_of_emergencies() {
    let approvals = [approval(Term::LongTerm {
        is_plan_filed: false,
    })];
    let facts = FlightFacts {
        now: at("2026-12-02T09:00:00+08:00"),
        approvals: &approvals,
        ..emergency()
    };
    let required = facts.required();
    let application = only(&required);
    assert_eq!(
        application.kind,
        ApplicationKind::Flight(ApprovalKind::Network)
    );
    assert!(!application.is_held && !application.is_late);
    let filed = [approval(Term::LongTerm {
        is_plan_filed: true,
    })];
    let facts = FlightFacts {
        approvals: &filed,
        ..emergency()
    };
    assert!(facts.required().applications.iter().all(|it| it.is_held));
}

#[test]
fn at_the_ends_of_time_nothing_panics_and_everything_is_late() {
    for moment in [DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC] {
        for priority in [Priority::Emergency, Priority::Normal] {
            let facts = FlightFacts {
                now: moment,
                flight: TimeRange {
                    from: moment,
                    until: moment,
                },
                priority,
                ..networked()
            };
            let required = facts.required();
            assert!(only(&required).is_late);
            assert!(only(&required).help.is_some());
        }
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
