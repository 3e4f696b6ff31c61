use super::*;
use chrono::{NaiveDate, NaiveTime, TimeDelta, Weekday};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

const DOUBT_SEED: u64 = 0x7165_0003;
const SUN_SEED: u64 = 0x7165_0002;
const MOST_DOUBT_IN_QINGDAO: TimeDelta = TimeDelta::seconds(165);

/// Declination, degrees, and equation of time, minutes, as NOAA's solar calculator has them
/// (J. Meeus, Astronomical Algorithms, ch. 25 and 28), at minutes from 2000-01-01T12:00Z.
fn noaa_sun(minutes_from_j2000: f64) -> (f64, f64) {
    let t = minutes_from_j2000 / 1440.0 / 36_525.0;
    let mean_longitude = (280.466_46 + t * (36_000.769_83 + t * 0.000_303_2)).to_radians();
    let anomaly = (357.529_11 + t * (35_999.050_29 - t * 0.000_153_7)).to_radians();
    let eccentricity = 0.016_708_634 - t * 0.000_042_037;
    let center_deg = anomaly.sin() * (1.914_602 - t * 0.004_817)
        + (2.0 * anomaly).sin() * 0.019_993
        + (3.0 * anomaly).sin() * 0.000_289;
    let node = (125.04 - 1_934.136 * t).to_radians();
    let longitude_deg = mean_longitude.to_degrees() + center_deg - 0.005_69 - 0.004_78 * node.sin();
    let obliquity = (23.439_291 - t * 0.013_004_2 + 0.002_56 * node.cos()).to_radians();
    let declination = (obliquity.sin() * longitude_deg.to_radians().sin()).asin();
    let y = (obliquity / 2.0).tan().powi(2);
    let equation_rad = y * (2.0 * mean_longitude).sin() - 2.0 * eccentricity * anomaly.sin()
        + 4.0 * eccentricity * y * anomaly.sin() * (2.0 * mean_longitude).cos()
        - 0.5 * y * y * (4.0 * mean_longitude).sin()
        - 1.25 * eccentricity * eccentricity * (2.0 * anomaly).sin();
    (declination.to_degrees(), 4.0 * equation_rad.to_degrees())
}

/// When the sun passes the zenith distance in the morning and evening, minutes from 00:00 UTC of
/// the date; the sun's place taken at the very moment, by iteration.
fn noaa_minutes(date: NaiveDate, place: &SunPlace, zenith_deg: f64) -> (f64, f64) {
    let (longitude, latitude) = (
        place.position.longitude_deg(),
        place.position.latitude_deg(),
    );
    let epoch = utc("2000-01-01T12:00:00Z");
    let midnight_min = (date.and_time(NaiveTime::MIN).and_utc() - epoch).num_minutes() as f64;
    let phi = latitude.to_radians();
    [-1.0, 1.0]
        .map(|side| {
            let mut moment_min = 720.0 - 4.0 * longitude;
            for _ in 0..5 {
                let (declination_deg, equation_min) = noaa_sun(midnight_min + moment_min);
                let declination = declination_deg.to_radians();
                let cos_hour_angle = zenith_deg.to_radians().cos()
                    / (phi.cos() * declination.cos())
                    - phi.tan() * declination.tan();
                let hour_angle_deg = cos_hour_angle.acos().to_degrees();
                moment_min = 720.0 - 4.0 * longitude - equation_min + side * 4.0 * hour_angle_deg;
            }
            moment_min
        })
        .into()
}

#[test]
fn the_true_moment_lies_within_the_doubt_up_to_the_polar_circles_and_beyond_them_is_not_told() {
    let mut random = ChaCha8Rng::seed_from_u64(DOUBT_SEED);
    let epoch = NaiveDate::from_ymd_opt(1970, 1, 1).unwrap();
    let (mut told, mut not_told) = (0, 0);
    for _ in 0..10_000 {
        let place = at(
            random.random_range(-170.0..170.0),
            random.random_range(-80.0..80.0),
        );
        let date = epoch + TimeDelta::days(random.random_range(-7_200..47_400));
        let utc_offset_s = (place.position.longitude_deg() * 240.0) as i64;
        let day = (date - epoch).num_days();
        for (events, zenith_deg) in [
            ([SunEvent::Sunrise, SunEvent::Sunset], 90.833),
            (
                [
                    SunEvent::MorningCivilTwilight,
                    SunEvent::EveningCivilTwilight,
                ],
                96.0,
            ),
        ] {
            let minutes = noaa_minutes(date, &place, zenith_deg);
            for (event, minutes) in events.into_iter().zip([minutes.0, minutes.1]) {
                let moment = sun::event_on_day(event, day, utc_offset_s, &place);
                if let Some(moment) = moment {
                    let second = day as f64 * 86_400.0 + minutes * 60.0;
                    assert!(
                        moment.earliest_s as f64 <= second && second <= moment.latest_s as f64,
                        "{event:?} {place:?} {date}: {second} in {moment:?}"
                    );
                    told += 1;
                } else {
                    not_told += 1;
                }
            }
        }
    }
    assert!(
        told > 10_000 && not_told > 100,
        "{told} told, {not_told} not"
    );
}

/// The one range of `times` within the day that starts at local midnight.
fn only_range(times: &Times, date: NaiveDate, sun: &SunPlace, reading: TimeReading) -> TimeRange {
    let midnight = date
        .and_time(NaiveTime::MIN)
        .and_local_timezone(china())
        .unwrap()
        .to_utc();
    let within = TimeRange::new(midnight, midnight + TimeDelta::days(1)).unwrap();
    let ranges = times.active_ranges(within, sun, reading);
    assert_eq!(ranges.len(), 1, "{ranges:?}");
    ranges[0]
}

#[test]
fn the_sun_of_qingdao_rises_and_sets_as_published() {
    let times = daily(
        Weekdays::ALL,
        sun_told(SunEvent::Sunrise),
        sun_told(SunEvent::Sunset),
    );
    for (date, rises, sets) in [
        ("2026-06-21", "2026-06-20T20:43:00Z", "2026-06-21T11:20:00Z"),
        ("2026-12-22", "2026-12-21T23:04:00Z", "2026-12-22T08:46:00Z"),
    ] {
        let longest = only_range(
            &times,
            date.parse().unwrap(),
            &qingdao(),
            TimeReading::Longest,
        );
        let shortest = only_range(
            &times,
            date.parse().unwrap(),
            &qingdao(),
            TimeReading::Shortest,
        );
        assert!(
            longest.from <= utc(rises) && utc(rises) <= shortest.from,
            "{longest:?}"
        );
        assert!(
            shortest.until <= utc(sets) && utc(sets) <= longest.until,
            "{longest:?}"
        );
        for doubt in [shortest.from - longest.from, longest.until - shortest.until] {
            assert!(
                doubt >= TimeDelta::minutes(4),
                "at least two minutes each way"
            );
            assert!(doubt <= MOST_DOUBT_IN_QINGDAO * 2, "no more than needed");
        }
        let middle = longest.from + (shortest.from - longest.from) / 2;
        assert!(
            (middle - utc(rises)).abs() <= TimeDelta::minutes(2),
            "{middle}"
        );
        let middle = longest.until + (shortest.until - longest.until) / 2;
        assert!(
            (middle - utc(sets)).abs() <= TimeDelta::minutes(2),
            "{middle}"
        );
    }
}

#[test]
fn sunrise_and_twilight_agree_with_the_noaa_formula_within_70_seconds_all_year() {
    let minutes = |minutes: f64| TimeDelta::seconds((minutes * 60.0) as i64);
    for (starts, ends, zenith_deg) in [
        (SunEvent::Sunrise, SunEvent::Sunset, 90.833),
        (
            SunEvent::MorningCivilTwilight,
            SunEvent::EveningCivilTwilight,
            96.0,
        ),
    ] {
        let times = daily(Weekdays::ALL, sun_told(starts), sun_told(ends));
        for day in (0..365).step_by(3) {
            let date = NaiveDate::from_yo_opt(2026, day + 1).unwrap();
            let (rises_min, sets_min) = noaa_minutes(date, &qingdao(), zenith_deg);
            let midnight = date.and_time(NaiveTime::MIN).and_utc();
            let longest = only_range(&times, date, &qingdao(), TimeReading::Longest);
            let shortest = only_range(&times, date, &qingdao(), TimeReading::Shortest);
            let middle = longest.from + (shortest.from - longest.from) / 2;
            let off = middle - (midnight + minutes(rises_min));
            assert!(
                off.abs() < TimeDelta::seconds(70),
                "{date} {starts:?} off by {off}"
            );
            let middle = longest.until + (shortest.until - longest.until) / 2;
            let off = middle - (midnight + minutes(sets_min));
            assert!(
                off.abs() < TimeDelta::seconds(70),
                "{date} {ends:?} off by {off}"
            );
        }
    }
}

#[test]
fn a_wide_zone_is_in_more_doubt_by_four_minutes_a_degree() {
    let times = daily(
        Weekdays::ALL,
        sun_told(SunEvent::Sunrise),
        sun_told(SunEvent::Sunset),
    );
    let date = "2026-03-20".parse().unwrap();
    let wide = SunPlace {
        half_width_deg: 0.5,
        ..qingdao()
    };
    let narrow = only_range(&times, date, &qingdao(), TimeReading::Longest);
    let longest = only_range(&times, date, &wide, TimeReading::Longest);
    assert_eq!(narrow.from - longest.from, TimeDelta::minutes(2));
    assert_eq!(longest.until - narrow.until, TimeDelta::minutes(2));
    for (sun, reading) in [
        (qingdao(), TimeReading::Longest),
        (wide, TimeReading::Shortest),
    ] {
        let range = only_range(&times, date, &sun, reading);
        for (instant, active) in [
            (range.from - TimeDelta::seconds(1), false),
            (range.from, true),
            (range.until, true),
            (range.until + TimeDelta::seconds(1), false),
        ] {
            assert_eq!(times.is_active_at(instant, &sun, reading), active);
        }
    }
}

#[test]
fn an_offset_from_sunset_shifts_the_span() {
    let mark = |offset_s| DayMark::Sun {
        event: SunEvent::Sunset,
        offset_s,
    };
    let times = daily(Weekdays::ALL, mark(-1800), mark(1800));
    let range = only_range(
        &times,
        "2026-06-21".parse().unwrap(),
        &qingdao(),
        TimeReading::Shortest,
    );
    let shortened = TimeDelta::hours(1) - (range.until - range.from);
    assert!(TimeDelta::minutes(4) <= shortened && shortened <= MOST_DOUBT_IN_QINGDAO * 2);
    let sunset = range.from + TimeDelta::minutes(30);
    assert!((sunset - utc("2026-06-21T11:20:00Z")).abs() < TimeDelta::minutes(5));
}

#[test]
fn a_night_told_by_the_sun_runs_from_sunset_to_the_next_sunrise() {
    let friday = Weekdays::NONE.with(Weekday::Fri);
    let times = daily(
        friday,
        sun_told(SunEvent::Sunset),
        sun_told(SunEvent::Sunrise),
    );
    for reading in [TimeReading::Longest, TimeReading::Shortest] {
        let active = |text| times.is_active_at(utc(text), &qingdao(), reading);
        assert!(
            !active("2026-06-18T18:00:00Z"),
            "the night to Friday is Thursday's"
        );
        assert!(!active("2026-06-19T11:10:00Z"));
        assert!(active("2026-06-19T11:30:00Z"));
        assert!(active("2026-06-19T20:30:00Z"));
        assert!(!active("2026-06-19T21:00:00Z"));
    }
}

#[test]
fn days_told_in_utc_find_the_sunrise_that_falls_on_them() {
    // 2026-06-21 in UTC holds the sunrise of the Chinese 22nd, at 20:43Z.
    let utc_days = FixedOffset::east_opt(0).unwrap();
    let sunday = Weekdays::NONE.with(Weekday::Sun);
    let marks = (sun_told(SunEvent::Sunrise), sun_told(SunEvent::Sunset));
    let daily = Daily::new(sunday, marks.0, marks.1, utc_days).unwrap();
    let times = Times::Windows(vec![TimeWindow::new(None, None, Some(daily)).unwrap()]);
    let within = range("2026-06-20T00:00:00Z", "2026-06-24T00:00:00Z");
    let ranges = times.active_ranges(within, &qingdao(), TimeReading::Shortest);
    assert_eq!(ranges.len(), 1);
    assert!((ranges[0].from - utc("2026-06-21T20:43:00Z")).abs() < TimeDelta::minutes(4));
    assert!((ranges[0].until - utc("2026-06-22T11:20:00Z")).abs() < TimeDelta::minutes(4));
}

#[test]
fn where_the_sun_does_not_set_the_longest_reading_is_all_day_and_the_shortest_never() {
    let tromso = at(18.95, 69.65);
    let utc_plus_one = FixedOffset::east_opt(3600).unwrap();
    let friday = Weekdays::NONE.with(Weekday::Fri);
    for (starts, ends) in [
        (sun_told(SunEvent::Sunrise), sun_told(SunEvent::Sunset)),
        (clock(10, 0), sun_told(SunEvent::Sunset)),
        (sun_told(SunEvent::Sunrise), clock(12, 0)),
    ] {
        let daily = Daily::new(friday, starts, ends, utc_plus_one).unwrap();
        let times = Times::Windows(vec![TimeWindow::new(None, None, Some(daily)).unwrap()]);
        let within = range("2026-06-17T00:00:00Z", "2026-06-22T00:00:00Z");
        let all_friday = range("2026-06-18T23:00:00Z", "2026-06-19T23:00:00Z");
        assert_eq!(
            times.active_ranges(within, &tromso, TimeReading::Longest),
            [all_friday]
        );
        assert!(
            times
                .active_ranges(within, &tromso, TimeReading::Shortest)
                .is_empty()
        );
        let noon = utc("2026-06-19T11:00:00Z");
        assert!(times.is_active_at(noon, &tromso, TimeReading::Longest));
        assert!(!times.is_active_at(noon, &tromso, TimeReading::Shortest));
    }
}

#[test]
fn where_the_sun_sets_flatly_the_doubt_is_greater() {
    let times = daily(
        Weekdays::ALL,
        sun_told(SunEvent::Sunrise),
        sun_told(SunEvent::Sunset),
    );
    let far_north = at(120.0, 65.0);
    let date = "2026-06-10".parse().unwrap();
    let longest = only_range(&times, date, &far_north, TimeReading::Longest);
    let shortest = only_range(&times, date, &far_north, TimeReading::Shortest);
    assert!(longest.until - shortest.until > TimeDelta::minutes(12));
}

#[test]
fn when_the_order_of_the_marks_is_in_doubt_each_reading_takes_its_side() {
    // Sunset is at 19:20 or so: does a span from sunset to 19:20 last no time, or a day?
    let times = daily(Weekdays::ALL, sun_told(SunEvent::Sunset), clock(19, 20));
    let noon = utc("2026-06-21T04:00:00Z");
    assert!(times.is_active_at(noon, &qingdao(), TimeReading::Longest));
    assert!(!times.is_active_at(noon, &qingdao(), TimeReading::Shortest));
}

#[test]
fn ranges_and_instants_agree_for_times_told_by_the_sun_and_the_shortest_lies_in_the_longest() {
    const EVENTS: [SunEvent; 4] = [
        SunEvent::MorningCivilTwilight,
        SunEvent::Sunrise,
        SunEvent::Sunset,
        SunEvent::EveningCivilTwilight,
    ];
    let mut random = ChaCha8Rng::seed_from_u64(SUN_SEED);
    for _ in 0..120 {
        let mut mark = || match random.random_range(0..5) {
            4 => clock(random.random_range(0..24), 30),
            event => DayMark::Sun {
                event: EVENTS[event],
                offset_s: random.random_range(-43_200..=43_200),
            },
        };
        let (starts, ends) = (mark(), mark());
        let offset = FixedOffset::east_opt(random.random_range(-12..=14) * 3600).unwrap();
        let weekdays = Weekdays::NONE.with(Weekday::try_from(random.random_range(0..7)).unwrap());
        let daily = Daily::new(weekdays, starts, ends, offset).unwrap();
        let times = Times::Windows(vec![TimeWindow::new(None, None, Some(daily)).unwrap()]);
        let sun = SunPlace {
            half_width_deg: random.random_range(0.0..3.0),
            ..at(
                random.random_range(-180.0..180.0),
                random.random_range(-90.0..90.0),
            )
        };
        let from = utc("2026-01-01T00:00:00Z") + TimeDelta::days(random.random_range(0..365));
        let within = TimeRange::new(from, from + TimeDelta::days(9)).unwrap();
        let [longest, shortest] = [TimeReading::Longest, TimeReading::Shortest]
            .map(|reading| times.active_ranges(within, &sun, reading));
        let listed =
            |ranges: &[TimeRange], now| ranges.iter().any(|r| r.from <= now && now <= r.until);
        for minute in (0..9 * 1440).step_by(7) {
            let now = from + TimeDelta::minutes(minute);
            let [in_longest, in_shortest] = [&longest, &shortest].map(|r| listed(r, now));
            assert!(in_longest || !in_shortest, "{times:?} {sun:?} {now}");
            let active = |reading| times.is_active_at(now, &sun, reading);
            assert_eq!(
                active(TimeReading::Longest),
                in_longest,
                "{times:?} {sun:?} {now}"
            );
            assert_eq!(
                active(TimeReading::Shortest),
                in_shortest,
                "{times:?} {sun:?} {now}"
            );
        }
    }
}

#[test]
fn at_the_corner_of_a_large_zone_the_sun_is_up_within_its_shortest_reading() {
    let times = daily(
        Weekdays::ALL,
        sun_told(SunEvent::Sunrise),
        sun_told(SunEvent::Sunset),
    );
    // West, south, east, north: a district, a province, and one far in the north.
    for (west, south, east, north) in [
        (119.5, 35.6, 121.0, 37.15),
        (115.0, 34.0, 122.5, 38.0),
        (123.0, 44.0, 127.0, 52.0),
    ] {
        let corner = |x, y| geo::Coord { x, y };
        let bounds = geo::Rect::new(corner(west, south), corner(east, north));
        let sun = SunPlace::over(&bounds);
        for date in ["2026-06-21", "2026-12-21", "2026-03-20"] {
            let date: NaiveDate = date.parse().unwrap();
            let shortest = only_range(&times, date, &sun, TimeReading::Shortest);
            let longest = only_range(&times, date, &sun, TimeReading::Longest);
            let midnight = date.and_time(NaiveTime::MIN).and_utc();
            for (x, y) in [(west, south), (west, north), (east, south), (east, north)] {
                let place = SunPlace {
                    position: crate::Position::new(x, y).unwrap(),
                    half_width_deg: 0.0,
                };
                let (rise_min, set_min) = noaa_minutes(date, &place, 90.833);
                let at = |minutes: f64| midnight + TimeDelta::seconds((minutes * 60.0) as i64);
                let (rise, set) = (at(rise_min), at(set_min));
                assert!(
                    longest.from <= rise && rise <= shortest.from,
                    "{x} {y} {date}"
                );
                assert!(
                    shortest.until <= set && set <= longest.until,
                    "{x} {y} {date}"
                );
            }
        }
    }
}

#[test]
fn where_the_sun_may_not_set_in_a_part_of_a_zone_nothing_is_told() {
    let corner = |x, y| geo::Coord { x, y };
    let polar = SunPlace::over(&geo::Rect::new(corner(20.0, 60.0), corner(22.0, 70.0)));
    assert_eq!(polar.half_width_deg, 180.0);
}
