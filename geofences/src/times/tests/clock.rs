use super::*;
use chrono::{Datelike, NaiveDate, NaiveTime, TimeDelta, Weekday};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

const CLOCK_ORACLE_SEED: u64 = 0x7165_0001;

fn is_active(times: &Times, text: &str) -> bool {
    let active = [TimeReading::Longest, TimeReading::Shortest]
        .map(|r| times.is_active_at(utc(text), &qingdao(), r));
    assert_eq!(active[0], active[1], "clock times are not in doubt");
    active[0]
}

#[test]
fn always_is_always_even_at_the_ends_of_time() {
    for now in [
        DateTime::<Utc>::MIN_UTC,
        utc("2026-06-21T00:00:00Z"),
        DateTime::<Utc>::MAX_UTC,
    ] {
        assert!(Times::Always.is_active_at(now, &qingdao(), TimeReading::Shortest));
    }
    let within = range("2026-06-21T00:00:00Z", "2026-06-22T00:00:00Z");
    let ranges = Times::Always.active_ranges(within, &qingdao(), TimeReading::Shortest);
    assert_eq!(ranges, [within]);
}

#[test]
fn no_windows_are_never() {
    let never = Times::Windows(Vec::new());
    assert!(!is_active(&never, "2026-06-21T00:00:00Z"));
    let within = range("2026-06-21T00:00:00Z", "2026-06-22T00:00:00Z");
    assert!(
        never
            .active_ranges(within, &qingdao(), TimeReading::Longest)
            .is_empty()
    );
}

#[test]
fn both_ends_of_a_window_belong_to_it() {
    let window = TimeWindow::new(
        Some(utc("2026-06-21T01:00:00Z")),
        Some(utc("2026-06-21T02:00:00Z")),
        None,
    );
    let times = Times::Windows(vec![window.unwrap()]);
    assert!(!is_active(&times, "2026-06-21T00:59:59.999Z"));
    assert!(is_active(&times, "2026-06-21T01:00:00Z"));
    assert!(is_active(&times, "2026-06-21T02:00:00Z"));
    assert!(!is_active(&times, "2026-06-21T02:00:00.001Z"));
}

#[test]
fn a_night_span_starts_on_its_weekday_and_ends_on_the_following_morning() {
    // 2026-06-19 is a Friday; 22:00 to 06:00 in China is 14:00Z to 22:00Z.
    let friday = Weekdays::NONE.with(Weekday::Fri);
    let times = daily(friday, clock(22, 0), clock(6, 0));
    assert!(!is_active(&times, "2026-06-19T13:59:59Z"));
    assert!(is_active(&times, "2026-06-19T14:00:00Z"));
    assert!(is_active(&times, "2026-06-19T22:00:00Z"));
    assert!(!is_active(&times, "2026-06-19T22:00:00.5Z"));
    assert!(!is_active(&times, "2026-06-19T22:00:01Z"));
    assert!(
        !is_active(&times, "2026-06-18T16:00:00Z"),
        "Friday's first hour is Thursday's span"
    );
    assert!(!is_active(&times, "2026-06-20T14:00:00Z"));
}

#[test]
fn midnight_to_midnight_is_the_whole_day_however_it_is_written() {
    let friday = Weekdays::NONE.with(Weekday::Fri);
    for (starts, ends) in [(clock(0, 0), clock(0, 0)), (clock(0, 0), clock(24, 0))] {
        let times = daily(friday, starts, ends);
        assert!(!is_active(&times, "2026-06-18T15:59:59Z"));
        assert!(is_active(&times, "2026-06-18T16:00:00Z"));
        assert!(is_active(&times, "2026-06-19T16:00:00Z"));
        assert!(!is_active(&times, "2026-06-19T16:00:01Z"));
    }
}

#[test]
fn a_span_that_starts_at_the_end_of_its_day_is_found() {
    let friday = Weekdays::NONE.with(Weekday::Fri);
    let times = daily(friday, clock(24, 0), clock(24, 0));
    assert!(!is_active(&times, "2026-06-19T15:59:59Z"));
    assert!(is_active(&times, "2026-06-19T16:00:00Z"));
    assert!(
        is_active(&times, "2026-06-20T16:00:00Z"),
        "its last instant"
    );
    assert!(!is_active(&times, "2026-06-20T16:00:01Z"));
}

#[test]
fn spans_that_touch_become_one_range() {
    let every_day = daily(Weekdays::ALL, clock(0, 0), clock(24, 0));
    let within = range("2026-06-18T05:00:00Z", "2026-06-25T05:00:00Z");
    assert_eq!(
        every_day.active_ranges(within, &qingdao(), TimeReading::Shortest),
        [within]
    );
}

#[test]
fn ranges_are_clipped_to_the_question_and_to_the_validity() {
    let nights = Daily::new(Weekdays::ALL, clock(22, 0), clock(6, 0), china()).unwrap();
    let window = TimeWindow::new(Some(utc("2026-06-19T15:00:00Z")), None, Some(nights)).unwrap();
    let within = range("2026-06-18T00:00:00Z", "2026-06-20T14:30:00Z");
    let ranges =
        Times::Windows(vec![window]).active_ranges(within, &qingdao(), TimeReading::Longest);
    assert_eq!(
        ranges,
        [
            range("2026-06-19T15:00:00Z", "2026-06-19T22:00:00Z"),
            range("2026-06-20T14:00:00Z", "2026-06-20T14:30:00Z"),
        ]
    );
}

/// The clock windows again, by chrono's own calendar instead of seconds.
fn oracle_is_active(window: &TimeWindow, now: DateTime<Utc>) -> bool {
    if window.from.is_some_and(|from| now < from) || window.until.is_some_and(|until| until < now) {
        return false;
    }
    let daily = window.daily.as_ref().unwrap();
    let local = now.with_timezone(&daily.utc_offset).naive_local();
    let (
        DayMark::Clock {
            second_of_day: starts,
        },
        DayMark::Clock {
            second_of_day: ends,
        },
    ) = (daily.starts, daily.ends)
    else {
        unreachable!("clock windows only")
    };
    let moment = |date: NaiveDate, second: u32| {
        date.and_time(NaiveTime::MIN) + TimeDelta::seconds(i64::from(second))
    };
    (0..3).any(|days_ago| {
        let date = local.date() - TimeDelta::days(days_ago);
        let end_date = if ends > starts {
            date
        } else {
            date.succ_opt().unwrap()
        };
        daily.weekdays.contains(date.weekday())
            && moment(date, starts) <= local
            && local <= moment(end_date, ends)
    })
}

fn random_clock_window(random: &mut ChaCha8Rng) -> TimeWindow {
    let minute_mark = |random: &mut ChaCha8Rng| DayMark::Clock {
        second_of_day: random.random_range(0..=1440) * 60,
    };
    let weekdays = (0..7)
        .filter(|_| random.random_bool(0.5))
        .map(|day| Weekday::try_from(day).unwrap())
        .chain([Weekday::Wed])
        .collect();
    let offset = FixedOffset::east_opt(random.random_range(-48..=56) * 900).unwrap();
    let daily = Daily::new(weekdays, minute_mark(random), minute_mark(random), offset).unwrap();
    let base = utc("2026-02-26T00:00:00Z");
    let from = base + TimeDelta::minutes(random.random_range(0..5_000));
    let until = from + TimeDelta::minutes(random.random_range(0..10_000));
    TimeWindow::new(
        random.random_bool(0.5).then_some(from),
        random.random_bool(0.5).then_some(until),
        Some(daily),
    )
    .unwrap()
}

#[test]
fn clock_windows_agree_with_a_calendar_minute_by_minute() {
    let mut random = ChaCha8Rng::seed_from_u64(CLOCK_ORACLE_SEED);
    let within = range("2026-02-26T00:00:00Z", "2026-03-08T00:00:00Z");
    for _ in 0..40 {
        let windows: Vec<_> = (0..2).map(|_| random_clock_window(&mut random)).collect();
        let times = Times::Windows(windows.clone());
        let ranges = times.active_ranges(within, &qingdao(), TimeReading::Shortest);
        assert!(ranges.windows(2).all(|pair| pair[0].until < pair[1].from));
        let mut now = within.from;
        while now <= within.until {
            for now in [
                now,
                now + TimeDelta::seconds(1),
                now - TimeDelta::seconds(1),
            ] {
                let expected = windows.iter().any(|window| oracle_is_active(window, now));
                let active = times.is_active_at(now, &qingdao(), TimeReading::Longest);
                assert_eq!(active, expected, "{now} {windows:?}");
                let listed = ranges
                    .iter()
                    .any(|range| range.from <= now && now <= range.until);
                let inside = within.from <= now && now <= within.until;
                assert_eq!(listed, expected && inside, "{now} {windows:?} {ranges:?}");
            }
            now += TimeDelta::minutes(5);
        }
    }
}

#[test]
fn the_ends_of_time_and_far_years_do_no_harm() {
    let all_time = TimeRange::new(DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC).unwrap();
    for times in [
        daily(Weekdays::ALL, clock(22, 0), clock(6, 0)),
        daily(
            Weekdays::ALL,
            sun_told(SunEvent::Sunset),
            sun_told(SunEvent::Sunrise),
        ),
    ] {
        for now in [all_time.from, all_time.until, utc("9999-12-31T12:00:00Z")] {
            let _ = times.is_active_at(now, &qingdao(), TimeReading::Longest);
        }
        for within in [
            all_time,
            TimeRange {
                from: all_time.until,
                ..all_time
            },
        ] {
            let longest = times.active_ranges(within, &qingdao(), TimeReading::Longest);
            assert!(longest.len() <= 803);
            let _ = times.active_ranges(within, &qingdao(), TimeReading::Shortest);
        }
    }
    let sunny = daily(
        Weekdays::ALL,
        sun_told(SunEvent::Sunrise),
        sun_told(SunEvent::Sunset),
    );
    let far = utc("9999-12-31T16:00:00Z");
    assert!(
        sunny.is_active_at(far, &qingdao(), TimeReading::Longest),
        "not told, so active"
    );
    assert!(!sunny.is_active_at(far, &qingdao(), TimeReading::Shortest));
}

#[test]
fn beyond_the_days_that_are_followed_the_longest_reading_is_active_and_the_shortest_is_not() {
    let times = daily(Weekdays::ALL, clock(8, 0), clock(18, 0));
    let within = range("2026-01-01T12:00:00Z", "2126-01-01T00:00:00Z");
    let followed_until = within.from + TimeDelta::days(Times::LONGEST_RANGE_DAYS);
    let longest = times.active_ranges(within, &qingdao(), TimeReading::Longest);
    let shortest = times.active_ranges(within, &qingdao(), TimeReading::Shortest);
    assert_eq!(shortest.len(), 800);
    assert_eq!(longest[..800], shortest);
    let beyond = TimeRange::new(followed_until, within.until).unwrap();
    assert_eq!(longest[800..], [beyond]);
}

#[test]
fn a_long_question_about_a_short_validity_is_answered_exactly() {
    let days = Daily::new(Weekdays::ALL, clock(8, 0), clock(18, 0), china()).unwrap();
    let from = utc("2100-01-01T00:00:00Z");
    let window = TimeWindow::new(Some(from), Some(from + TimeDelta::hours(1)), Some(days)).unwrap();
    let within = range("2026-01-01T00:00:00Z", "2126-01-01T00:00:00Z");
    let ranges =
        Times::Windows(vec![window]).active_ranges(within, &qingdao(), TimeReading::Longest);
    assert_eq!(
        ranges,
        [TimeRange::new(from, from + TimeDelta::hours(1)).unwrap()]
    );
}

#[test]
fn checked_constructors_refuse_what_makes_no_sense() {
    let (early, late) = (utc("2026-06-21T00:00:00Z"), utc("2026-06-21T00:00:01Z"));
    let reversed = TimesError::Reversed {
        from: late,
        until: early,
    };
    assert_eq!(TimeRange::new(late, early), Err(reversed));
    assert!(TimeRange::new(early, early).is_ok());
    assert_eq!(
        TimeWindow::new(Some(late), Some(early), None),
        Err(reversed)
    );
    let try_daily = |weekdays, starts| Daily::new(weekdays, starts, clock(1, 0), china());
    assert_eq!(
        try_daily(Weekdays::NONE, clock(0, 0)),
        Err(TimesError::NoWeekdays)
    );
    let second = |second_of_day| DayMark::Clock { second_of_day };
    assert!(try_daily(Weekdays::ALL, second(86_400)).is_ok());
    assert_eq!(
        try_daily(Weekdays::ALL, second(86_401)),
        Err(TimesError::SecondOfDay(86_401))
    );
    let mark = |offset_s| DayMark::Sun {
        event: SunEvent::Sunset,
        offset_s,
    };
    assert!(try_daily(Weekdays::ALL, mark(-43_200)).is_ok());
    for offset_s in [43_201, -43_201, i32::MIN] {
        let error = TimesError::SunOffset(offset_s);
        assert_eq!(try_daily(Weekdays::ALL, mark(offset_s)), Err(error));
        assert!(!error.message().zh.is_empty());
    }
}

#[test]
fn values_that_no_constructor_checked_are_read_on_the_safe_side() {
    let (early, late) = (utc("2026-06-21T00:00:00Z"), utc("2026-06-21T00:00:01Z"));
    let reversed = TimeWindow {
        from: Some(late),
        until: Some(early),
        daily: None,
    };
    let unreadable = Daily {
        weekdays: Weekdays::ALL,
        starts: DayMark::Clock {
            second_of_day: u32::MAX,
        },
        ends: DayMark::Sun {
            event: SunEvent::Sunset,
            offset_s: i32::MIN,
        },
        utc_offset: china(),
    };
    let unreadable = TimeWindow {
        from: None,
        until: None,
        daily: Some(unreadable),
    };
    let within = range("2026-06-20T00:00:00Z", "2026-06-22T00:00:00Z");
    for window in [reversed, unreadable] {
        let times = Times::Windows(vec![window]);
        assert!(times.is_active_at(early, &qingdao(), TimeReading::Longest));
        assert!(!times.is_active_at(early, &qingdao(), TimeReading::Shortest));
        let ranges = |reading| times.active_ranges(within, &qingdao(), reading);
        assert_eq!(ranges(TimeReading::Longest), [within]);
        assert!(ranges(TimeReading::Shortest).is_empty());
    }
    let no_place = SunPlace {
        half_width_deg: f64::NAN,
        ..qingdao()
    };
    let sunny = daily(
        Weekdays::ALL,
        sun_told(SunEvent::Sunrise),
        sun_told(SunEvent::Sunset),
    );
    let noon = utc("2026-06-21T04:00:00Z");
    assert!(sunny.is_active_at(noon, &no_place, TimeReading::Longest));
    assert!(!sunny.is_active_at(noon, &no_place, TimeReading::Shortest));
}
