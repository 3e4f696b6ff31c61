//! When patrols are flown.

use super::*;
use geofences::TimeRange;

fn recurring(recurrence: &str) -> String {
    format!("{SURVEY}[recurrence]\n{recurrence}")
}

fn patrol(recurrence: &str) -> Patrol {
    good(&format!("{HEAD}{}", recurring(recurrence)))
}

const MORNING: &str = "[[recurrence.window]]\nfrom = 08:00:00\nuntil = 10:00:00\n";

fn span(from: &str, until: &str) -> TimeRange {
    TimeRange::new(utc(from), utc(until)).unwrap()
}

/// The days, in Chinese time, on which windows open.
fn days(patrol: &Patrol, from: &str, until: &str) -> Vec<String> {
    let china = chrono::FixedOffset::east_opt(8 * 3600).unwrap();
    let windows = patrol.occurrences(utc(from), utc(until)).into_iter();
    let day = |it: TimeRange| it.from.with_timezone(&china).format("%m-%d").to_string();
    windows.map(day).collect()
}

#[test]
fn a_window_is_told_in_chinese_time_and_given_in_utc() {
    let patrol = patrol(&format!(
        "rule = \"FREQ=DAILY\"\nfirst_day = 2026-12-01\n{MORNING}"
    ));
    let found = patrol.occurrences(utc("2026-11-29T00:00:00Z"), utc("2026-12-03T00:00:00Z"));
    let expected = [
        span("2026-12-01T00:00:00Z", "2026-12-01T02:00:00Z"),
        span("2026-12-02T00:00:00Z", "2026-12-02T02:00:00Z"),
    ];
    assert_eq!(found, expected);
}

#[test]
fn a_window_that_is_open_at_any_moment_of_the_time_asked_for_is_given() {
    let patrol = patrol(&format!(
        "rule = \"FREQ=DAILY\"\nfirst_day = 2026-12-01\n{MORNING}"
    ));
    let count = |from, until| patrol.occurrences(utc(from), utc(until)).len();
    assert_eq!(count("2026-12-01T01:59:59Z", "2026-12-01T02:00:00Z"), 1);
    assert_eq!(count("2026-12-01T02:00:00Z", "2026-12-02T00:00:00Z"), 0);
    assert_eq!(count("2026-12-01T02:00:00Z", "2026-12-02T00:00:01Z"), 1);
    assert_eq!(count("2026-12-02T01:00:00Z", "2026-12-02T01:00:00Z"), 0);
    assert_eq!(count("2026-12-03T01:00:00Z", "2026-12-02T01:00:00Z"), 0);
}

#[test]
fn a_window_over_midnight_belongs_to_the_day_on_which_it_opens() {
    let patrol = patrol(
        "rule = \"FREQ=WEEKLY;BYDAY=FR\"\nfirst_day = 2026-12-01\n[[recurrence.window]]\nfrom = 22:00:00\nuntil = 01:00:00\n",
    );
    let found = patrol.occurrences(utc("2026-12-04T16:30:00Z"), utc("2026-12-05T16:00:00Z"));
    assert_eq!(
        found,
        [span("2026-12-04T14:00:00Z", "2026-12-04T17:00:00Z")]
    );
}

#[test]
fn windows_open_on_their_weekdays_alone() {
    let patrol = patrol(
        r#"rule = "FREQ=DAILY"
first_day = 2026-12-01
[[recurrence.window]]
days = ["sat", "sun"]
from = 14:00
until = 16:00
[[recurrence.window]]
days = ["sat"]
from = 09:00
until = 11:00
"#,
    );
    let found = patrol.occurrences(utc("2026-12-01T00:00:00Z"), utc("2026-12-08T00:00:00Z"));
    let expected = [
        span("2026-12-05T01:00:00Z", "2026-12-05T03:00:00Z"),
        span("2026-12-05T06:00:00Z", "2026-12-05T08:00:00Z"),
        span("2026-12-06T06:00:00Z", "2026-12-06T08:00:00Z"),
    ];
    assert_eq!(found, expected);
}

#[test]
fn exceptions_are_left_out_and_extra_days_added() {
    let patrol = patrol(&format!(
        "rule = \"FREQ=WEEKLY;BYDAY=TU\"\nfirst_day = 2026-12-01\nexceptions = [2026-12-08]\nextra_days = [2026-12-10]\n{MORNING}"
    ));
    let found = days(&patrol, "2026-12-01T00:00:00Z", "2026-12-21T00:00:00Z");
    assert_eq!(found, ["12-01", "12-10", "12-15"]);
}

#[test]
fn extra_days_alone_are_enough() {
    let patrol = patrol(&format!("extra_days = [2027-02-06, 2027-02-08]\n{MORNING}"));
    let found = days(&patrol, "2026-12-01T00:00:00Z", "2028-01-01T00:00:00Z");
    assert_eq!(found, ["02-06", "02-08"]);
    let with_first = format!("extra_days = [2027-02-06]\nfirst_day = 2026-12-01\n{MORNING}");
    let found = after_head(&recurring(&with_first));
    assert_eq!(found, one("useless-key", "recurrence.first_day"));
}

#[test]
fn rules_of_months_and_years_give_the_days_of_the_standard() {
    for (rule, expected) in [
        // RFC 5545, section 3.8.5.3: "monthly on the first Friday", "the last day of the month", and others.
        ("FREQ=MONTHLY;BYDAY=1FR", vec!["01-01", "02-05", "03-05"]),
        (
            "FREQ=MONTHLY;BYDAY=+1FR,-1SU",
            vec!["01-01", "01-31", "02-05", "02-28", "03-05", "03-28"],
        ),
        (
            "FREQ=MONTHLY;BYMONTHDAY=-1",
            vec!["01-31", "02-28", "03-31"],
        ),
        (
            "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
            vec!["01-29", "02-26", "03-31"],
        ),
        (
            "FREQ=YEARLY;BYMONTH=3;BYDAY=TH",
            vec!["03-04", "03-11", "03-18", "03-25"],
        ),
        ("FREQ=DAILY;INTERVAL=30", vec!["01-01", "01-31", "03-02"]),
        ("FREQ=WEEKLY;COUNT=3", vec!["01-01", "01-08", "01-15"]),
        (
            "RRULE:freq=daily;until=20270103",
            vec!["01-01", "01-02", "01-03"],
        ),
        ("FREQ=DAILY;UNTIL=20270102T155959Z", vec!["01-01", "01-02"]),
        (
            "FREQ=DAILY;UNTIL=20270102T160000Z",
            vec!["01-01", "01-02", "01-03"],
        ),
    ] {
        let patrol = patrol(&format!(
            "rule = \"{rule}\"\nfirst_day = 2027-01-01\n{MORNING}"
        ));
        let found = days(&patrol, "2026-12-01T00:00:00Z", "2027-03-31T12:00:00Z");
        assert_eq!(found, expected, "{rule}");
    }
}

#[test]
fn what_is_no_rule_of_days_is_told() {
    for rule in [
        "",
        "DAILY",
        "FREQ=DAILY;FREQ=WEEKLY",
        "FREQ=HOURLY",
        "FREQ=SECONDLY",
        "FREQ=DAILY;BYHOUR=8",
        "FREQ=DAILY;INTERVAL=0",
        "FREQ=DAILY;INTERVAL=1001",
        "FREQ=DAILY;COUNT=0",
        "FREQ=DAILY;COUNT=3;UNTIL=20270101",
        "FREQ=DAILY;UNTIL=20270230",
        "FREQ=DAILY;UNTIL=20270101T000000",
        "FREQ=DAILY;UNTIL=20200101",
        "FREQ=DAILY;BYDAY=XX",
        "FREQ=DAILY;BYDAY=X",
        "FREQ=MONTHLY;BYDAY=ABMO",
        "FREQ=MONTHLY;BYDAY=0MO",
        "FREQ=MONTHLY;BYDAY=-MO",
        "FREQ=MONTHLY;BYDAY=70000MO",
        "FREQ=DAILY;BYDAY=",
        "FREQ=DAILY;BYDAY=S查",
        "FREQ=WEEKLY; BYDAY=MO",
        "FREQ=DAILY;BYMONTH=13",
        "FREQ=MONTHLY;BYMONTHDAY=32",
        "FREQ=DAILY;BYEASTER=1",
        "FREQ=DAILY;X-NAME=1",
        "BYDAY=MO",
    ] {
        let text = format!("rule = \"{rule}\"\nfirst_day = 2026-12-01\n{MORNING}");
        let found = after_head(&recurring(&text));
        let code = if rule.is_empty() { "empty" } else { "bad-rule" };
        assert_eq!(found, one(code, "recurrence.rule"), "{rule}");
    }
}

#[test]
fn a_patrol_that_is_never_flown_is_told() {
    for (rule, windows) in [
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", MORNING),
        (
            "FREQ=WEEKLY;BYDAY=MO",
            "[[recurrence.window]]\ndays = [\"tue\"]\nfrom = 08:00:00\nuntil = 10:00:00\n",
        ),
    ] {
        let text = format!("rule = \"{rule}\"\nfirst_day = 2026-12-01\n{windows}");
        assert_eq!(
            after_head(&recurring(&text)),
            one("never", "recurrence"),
            "{rule}"
        );
    }
    let all_taken = "rule = \"FREQ=DAILY;COUNT=2\"\nfirst_day = 2026-12-01\nexceptions = [2026-12-01, 2026-12-02]\n";
    let found = after_head(&recurring(&format!("{all_taken}{MORNING}")));
    assert_eq!(found, one("never", "recurrence"));
    let closed = "extra_days = [2026-12-01]\n[[recurrence.window]]\ndays = [\"wed\"]\nfrom = 08:00:00\nuntil = 10:00:00\n";
    assert_eq!(after_head(&recurring(closed)), one("never", "recurrence"));
}

#[test]
fn an_exception_that_is_no_day_of_the_rule_is_likely_a_slip() {
    let text = format!(
        "rule = \"FREQ=WEEKLY;BYDAY=TU\"\nfirst_day = 2026-12-01\nexceptions = [2026-12-09]\n{MORNING}"
    );
    let file = read_toml(&format!("{HEAD}{}", recurring(&text)));
    assert!(file.patrol.is_some());
    assert_eq!(file.problems[0].code, "no-change");
    assert_eq!(file.problems[0].severity, Severity::Warning);
}

#[test]
fn windows_that_overlap_are_told_also_over_midnight_and_over_the_week() {
    let window = |days: &str, from: &str, until: &str| {
        format!("[[recurrence.window]]\ndays = {days}\nfrom = {from}\nuntil = {until}\n")
    };
    let rule = "rule = \"FREQ=DAILY\"\nfirst_day = 2026-12-01\n";
    for (first, second, is_good) in [
        (
            window("[\"mon\"]", "08:00", "10:00"),
            window("[\"mon\"]", "09:59", "11:00"),
            false,
        ),
        (
            window("[\"mon\"]", "08:00", "10:00"),
            window("[\"mon\"]", "10:00", "11:00"),
            true,
        ),
        (
            window("[\"mon\"]", "22:00", "01:00"),
            window("[\"tue\"]", "00:30", "02:00"),
            false,
        ),
        (
            window("[\"mon\"]", "22:00", "01:00"),
            window("[\"wed\"]", "00:30", "02:00"),
            true,
        ),
        (
            window("[\"sun\"]", "22:00", "01:00"),
            window("[\"mon\"]", "00:30", "02:00"),
            false,
        ),
        (
            window("[\"sun\"]", "22:00", "01:00"),
            window("[\"mon\"]", "01:00", "02:00"),
            true,
        ),
    ] {
        let found = after_head(&recurring(&format!("{rule}{first}{second}")));
        let expected = if is_good {
            Vec::new()
        } else {
            one("windows-overlap", "recurrence.window[1]")
        };
        assert_eq!(found, expected, "{first}{second}");
    }
}

#[test]
fn a_window_has_at_least_five_minutes() {
    let rule = "rule = \"FREQ=DAILY\"\nfirst_day = 2026-12-01\n";
    for (until, is_good) in [("08:05", true), ("08:04:59", false), ("08:00", false)] {
        let window = format!("[[recurrence.window]]\nfrom = 08:00\nuntil = {until}\n");
        let found = after_head(&recurring(&format!("{rule}{window}")));
        assert_eq!(found.is_empty(), is_good, "{until}: {found:?}");
    }
}

#[test]
fn however_long_the_time_so_many_windows_are_given_at_the_most() {
    let patrol = patrol(&format!(
        "rule = \"FREQ=DAILY\"\nfirst_day = 2026-12-01\n{MORNING}"
    ));
    let all = patrol.occurrences(DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC);
    assert_eq!(all.len(), MOST_OCCURRENCES);
    assert_eq!(all[0].from, utc("2026-12-01T00:00:00Z"));
    assert!(all.windows(2).all(|pair| pair[0].from < pair[1].from));
    let next = patrol.occurrences(all[MOST_OCCURRENCES - 1].from, DateTime::<Utc>::MAX_UTC);
    assert_eq!(next[0], all[MOST_OCCURRENCES - 1]);
}
