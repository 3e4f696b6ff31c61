//! Zones and approvals: who is asked, and what is held.

use super::*;

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
