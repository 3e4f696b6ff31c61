//! Until when: just before, at and just after each deadline.

use super::*;

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
