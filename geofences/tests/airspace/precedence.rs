//! Which answer wins, and what an empty airspace says.

use crate::support::{
    World, after_noon_s, agl, airspace, amsl, at, band, noon, position, square, within, zone,
};
use geofences::{
    Approval, Cause, Decision, FlatTerrain, PathPoint, PointJudgement, Rule, Scope, Snapshot,
    TimeRange, UnknownWhy, Zone, ZoneId,
};

fn here() -> PathPoint {
    at(position(120.35, 36.05), agl(50.0), noon())
}

fn around(id: &str, rule: Rule) -> Zone {
    zone(id, rule, square(120.3, 36.0, 120.4, 36.1))
}

fn judge(snapshot: &Snapshot) -> PointJudgement {
    snapshot.judge_point(&here(), &World::flat().context())
}

/// A zone whose height cannot be told in [`World::flat`] without terrain.
fn no_terrain() -> World {
    World::over(FlatTerrain {
        elevation_amsl_m: f64::NAN,
        uncertainty_m: 0.0,
    })
}

#[test]
fn the_worst_that_applies_is_the_answer() {
    let rules = [
        (Rule::Permitted, Decision::Permitted),
        (Rule::Advisory, Decision::Permitted),
        (Rule::Conditional, Decision::Conditional),
        (Rule::NeedsAuthorization, Decision::NeedsAuthorization),
        (Rule::Prohibited, Decision::Prohibited),
    ];
    for (one, first) in rules {
        for (other, second) in rules {
            let snapshot = airspace([
                around("base", Rule::Permitted),
                around("one", one),
                around("other", other),
            ]);
            let judgement = judge(&snapshot);
            assert_eq!(
                judgement.decision,
                first.max(second),
                "{one:?} with {other:?}"
            );
            assert_eq!(judgement.findings[0].decision, judgement.decision);
        }
    }
}

#[test]
fn unknown_is_worse_than_a_missing_approval_and_better_than_a_ban() {
    let mut unknown = around("unknown", Rule::Conditional);
    unknown.band = band(agl(10.0), agl(100.0));
    let point = at(position(120.35, 36.05), amsl(50.0), noon());
    let decide = |zones: Vec<Zone>| {
        airspace(zones)
            .judge_point(&point, &no_terrain().context())
            .decision
    };
    let base = || around("base", Rule::Permitted);
    assert_eq!(decide(vec![base(), unknown.clone()]), Decision::Unknown);
    assert_eq!(
        decide(vec![
            base(),
            unknown.clone(),
            around("auth", Rule::NeedsAuthorization)
        ]),
        Decision::Unknown
    );
    assert_eq!(
        decide(vec![base(), unknown, around("ban", Rule::Prohibited)]),
        Decision::Prohibited
    );
}

#[test]
fn an_advisory_is_told_and_changes_nothing() {
    let judgement = judge(&airspace([
        around("base", Rule::Permitted),
        around("hint", Rule::Advisory),
    ]));
    assert_eq!(judgement.decision, Decision::Permitted);
    assert!(judgement.findings.iter().any(|finding| {
        matches!(&finding.cause, Cause::Subject(subject) if subject.id().as_str() == "hint")
    }));
}

#[test]
fn only_a_permitted_zone_permits() {
    for rule in [
        Rule::Advisory,
        Rule::Conditional,
        Rule::NeedsAuthorization,
        Rule::Prohibited,
    ] {
        let judgement = judge(&airspace([around("one", rule)]));
        assert_eq!(judgement.decision, Decision::Prohibited, "{rule:?}");
    }
}

#[test]
fn an_approval_does_not_permit_by_itself() {
    let snapshot = airspace([around("one", Rule::NeedsAuthorization)]);
    let mut world = World::flat();
    world.approvals = [approval("one", -60, 60)].into_iter().collect();
    let judgement = snapshot.judge_point(&here(), &world.context());
    assert_eq!(judgement.decision, Decision::Prohibited);
    assert!(
        judgement
            .findings
            .iter()
            .any(|finding| finding.cause == Cause::OutsidePermitted)
    );
}

fn approval(zone: &str, from_s: i64, until_s: i64) -> Approval {
    Approval {
        zone: ZoneId::new(zone),
        number: "青空批 7".to_owned(),
        valid: TimeRange::new(after_noon_s(from_s), after_noon_s(until_s)).unwrap(),
    }
}

#[test]
fn an_approval_lifts_its_zone_while_it_is_valid() {
    let snapshot = airspace([
        around("base", Rule::Permitted),
        around("a", Rule::NeedsAuthorization),
    ]);
    let mut world = World::flat();
    world.approvals = [approval("a", 0, 600), approval("other", -9_999, 9_999)]
        .into_iter()
        .collect();
    let at_s = |seconds: i64| {
        let point = PathPoint {
            time: after_noon_s(seconds),
            ..here()
        };
        snapshot.judge_point(&point, &world.context()).decision
    };
    assert_eq!(at_s(-1), Decision::NeedsAuthorization);
    assert_eq!(at_s(0), Decision::Permitted);
    assert_eq!(at_s(599), Decision::Permitted);
    assert_eq!(at_s(600), Decision::Permitted);
    assert_eq!(at_s(601), Decision::NeedsAuthorization);
}

#[test]
fn an_approval_lifts_neither_a_ban_nor_what_is_not_known() {
    let mut unknown = around("a", Rule::NeedsAuthorization);
    unknown.band = band(agl(10.0), agl(100.0));
    let mut world = no_terrain();
    world.approvals = [approval("a", -60, 60), approval("ban", -60, 60)]
        .into_iter()
        .collect();
    let ban = airspace([
        around("base", Rule::Permitted),
        around("ban", Rule::Prohibited),
    ]);
    assert_eq!(
        ban.judge_point(&here(), &world.context()).decision,
        Decision::Prohibited
    );
    // Whatever the height, the approval covers the zone: it is told as the zone it is.
    let lifted = airspace([around("base", Rule::Permitted), unknown]);
    let point = at(position(120.35, 36.05), amsl(50.0), noon());
    let judgement = lifted.judge_point(&point, &world.context());
    assert_eq!(judgement.decision, Decision::Permitted);
    assert!(
        judgement
            .findings
            .iter()
            .all(|finding| matches!(finding.cause, Cause::Subject(_))),
        "{judgement:?}"
    );
}

#[test]
fn imaging_zones_are_named_and_leave_the_flight_alone() {
    for rule in [
        Rule::Prohibited,
        Rule::NeedsAuthorization,
        Rule::Conditional,
    ] {
        let mut imaging = around("no pictures", rule);
        imaging.scope = Scope::Imaging;
        imaging.band = band(agl(0.0), agl(100.0));
        let judgement = judge(&airspace([
            around("base", Rule::Permitted),
            imaging.clone(),
        ]));
        assert_eq!(judgement.decision, Decision::Permitted);
        assert_eq!(judgement.imaging.len(), 1, "{rule:?}");
        assert_eq!(judgement.findings.len(), 1);
        // Also where its heights cannot be told.
        let point = at(position(120.35, 36.05), amsl(50.0), noon());
        let judgement = airspace([around("base", Rule::Permitted), imaging])
            .judge_point(&point, &no_terrain().context());
        assert_eq!(judgement.decision, Decision::Permitted);
        assert_eq!(judgement.imaging.len(), 1);
    }
}

#[test]
fn a_zone_that_permits_imaging_permits_no_flight() {
    let mut imaging = around("pictures", Rule::Permitted);
    imaging.scope = Scope::Imaging;
    let judgement = judge(&airspace([imaging]));
    assert_eq!(judgement.decision, Decision::Prohibited);
    assert!(judgement.imaging.is_empty());
}

#[test]
fn an_empty_airspace_permits_nothing_and_says_so() {
    let judgement = judge(&airspace([]));
    assert_eq!(judgement.decision, Decision::Prohibited);
    assert_eq!(judgement.findings[0].cause, Cause::EmptyAirspace);
}

#[test]
fn outside_every_permitted_zone_nothing_is_permitted() {
    let snapshot = airspace([zone(
        "far",
        Rule::Permitted,
        square(121.0, 36.0, 121.1, 36.1),
    )]);
    let judgement = judge(&snapshot);
    assert_eq!(judgement.decision, Decision::Prohibited);
    assert_eq!(judgement.findings[0].cause, Cause::OutsidePermitted);
}

#[test]
fn what_permits_is_named_when_it_does_and_only_then() {
    let mut low = around("low", Rule::Permitted);
    low.band = band(agl(0.0), agl(60.0));
    let mut high = around("high", Rule::Permitted);
    high.band = band(agl(60.0), agl(120.0));
    let mut past = around("past", Rule::Permitted);
    past.times = within(-100, -50);
    let judgement = judge(&airspace([low, high, past]));
    assert_eq!(judgement.decision, Decision::Permitted);
    let named: Vec<String> = judgement
        .findings
        .iter()
        .filter_map(|finding| match &finding.cause {
            Cause::Subject(subject) => Some(subject.id().to_string()),
            _ => None,
        })
        .collect();
    assert_eq!(named, ["low"]);
}

#[test]
fn a_zone_applies_in_its_hours_only() {
    let mut ban = around("ban", Rule::Prohibited);
    ban.times = within(60, 120);
    let snapshot = airspace([around("base", Rule::Permitted), ban]);
    let at_s = |seconds: i64| {
        let point = PathPoint {
            time: after_noon_s(seconds),
            ..here()
        };
        snapshot
            .judge_point(&point, &World::flat().context())
            .decision
    };
    assert_eq!(at_s(59), Decision::Permitted);
    assert_eq!(at_s(60), Decision::Prohibited);
    assert_eq!(at_s(120), Decision::Prohibited);
    assert_eq!(at_s(121), Decision::Permitted);
}

#[test]
fn a_permission_has_run_out_at_its_last_instant() {
    let mut permit = around("base", Rule::Permitted);
    permit.times = within(60, 120);
    let snapshot = airspace([permit]);
    let at_s = |seconds: i64| {
        let point = PathPoint {
            time: after_noon_s(seconds),
            ..here()
        };
        snapshot
            .judge_point(&point, &World::flat().context())
            .decision
    };
    assert_eq!(at_s(59), Decision::Prohibited);
    assert_eq!(at_s(60), Decision::Permitted);
    assert_eq!(at_s(119), Decision::Permitted);
    assert_eq!(at_s(120), Decision::Prohibited);
}

#[test]
fn unsound_margins_leave_nothing_known() {
    let snapshot = airspace([around("base", Rule::Permitted)]);
    for margin in [-1.0, f64::NAN, f64::INFINITY] {
        let world = World::flat().with_margins(margin, 0.0);
        let judgement = snapshot.judge_point(&here(), &world.context());
        assert_eq!(judgement.decision, Decision::Unknown);
        assert_eq!(
            judgement.findings[0].cause,
            Cause::Unknown {
                why: UnknownWhy::BadMargins,
                about: None
            }
        );
    }
}
