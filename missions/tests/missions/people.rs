//! People on the ground: files with every mistake told at its place, the hours and days that hold, the most beneath a
//! stretch by an oracle written another way, and the file that is shipped.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use geo::Coord;
use geofences::{BeidouCell, BeidouLevel, Language, LocalPlane, Position, Severity, TimeRange};
use missions::people::{PeopleByHour, PeopleFile, read};
use missions::route::{PeopleCell, PeopleOnGround};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::fmt::Write as _;

const SHIPPED: &[u8] = include_bytes!("../../qingdao/people.csv");

/// Monday, 30 November 2026 to Sunday, 10 January 2027; New Year's Day is a holiday, and a Saturday a workday.
const SETTINGS: &str = "source,示意
valid_from,2026-11-30
valid_until,2027-01-10
holiday,2027-01-01
workday,2027-01-09
";
const COLUMNS: &str =
    "cell,day,name,0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23\n";
/// Of level 5, at 120.3826, 36.0671.
const CELL: &str = "N51J00174E0";

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn place(longitude_deg: f64, latitude_deg: f64) -> Position {
    Position::new(longitude_deg, latitude_deg).unwrap()
}

fn hours(of: impl Fn(usize) -> String) -> String {
    let hours: Vec<String> = (0..24).map(of).collect();
    hours.join(",")
}

/// A row whose number at each hour is that hour and `more`.
fn row(cell: &str, day: &str, more: usize) -> String {
    let hours = hours(|hour| (hour + more).to_string());
    format!("{cell},{day},,{hours}\n")
}

fn of_text(text: &str) -> PeopleFile {
    let file = read("people.csv", text.as_bytes());
    let has_error = file
        .problems
        .iter()
        .any(|it| it.severity == Severity::Error);
    assert_eq!(file.people.is_none(), has_error, "{:?}", file.problems);
    for problem in &file.problems {
        for language in [Language::En, Language::Zh] {
            assert!(!problem.text(language).is_empty());
        }
        assert_ne!(problem.what.en, problem.what.zh);
    }
    file
}

fn good(text: &str) -> PeopleByHour {
    let file = of_text(text);
    assert_eq!(file.problems, [], "{text}");
    file.people.unwrap()
}

fn with_rows(rows: &str) -> PeopleByHour {
    good(&format!("{SETTINGS}{COLUMNS}{rows}"))
}

/// The code, the line, the column and the key of each problem.
fn problems(text: &str) -> Vec<(&'static str, usize, usize, String)> {
    let problems = of_text(text).problems.into_iter();
    problems
        .map(|it| (it.code, it.place.line, it.place.column, it.place.key))
        .collect()
}

fn cell_at(people: &PeopleByHour, position: Position) -> PeopleCell {
    let size = people.cell_deg();
    PeopleCell {
        column: ((position.longitude_deg() + 180.0) / size.x).floor() as i64,
        row: ((position.latitude_deg() + 90.0) / size.y).floor() as i64,
    }
}

fn middle(code: &str) -> Position {
    let cell: BeidouCell = code.parse().unwrap();
    Position::try_from(cell.bounds().center()).unwrap()
}

fn told(people: &PeopleByHour, position: Position, time: &str) -> Option<f64> {
    people.per_km2(cell_at(people, position), at(time))
}

#[test]
fn a_cell_tells_each_hour_by_the_clocks_of_china() {
    let people = with_rows(&row(CELL, "any", 100));
    let here = place(120.3826, 36.0671);
    for hour in 0..24 {
        let time = format!("2026-12-02T{hour:02}:00:00+08:00");
        assert_eq!(told(&people, here, &time), Some(f64::from(hour) + 100.0));
    }
    assert_eq!(people.most_crowded_per_km2(), 123.0);
    assert_eq!(people.source(), "示意");
    assert_eq!(people.cell_count(), 1);
}

#[test]
fn what_was_not_told_is_unknown_and_not_empty() {
    let here = middle(CELL);
    let blank_at_8 = hours(|hour| match hour {
        7 => "0".to_owned(),
        8 => String::new(),
        _ => "5".to_owned(),
    });
    let people = with_rows(&format!("{CELL},weekday,,{blank_at_8}\n"));
    let wednesday = |hour: u32| format!("2026-12-02T{hour:02}:00:00+08:00");
    assert_eq!(told(&people, here, &wednesday(7)), Some(0.0));
    assert_eq!(told(&people, here, &wednesday(8)), None);
    // On Saturday there is no row.
    assert_eq!(told(&people, here, "2026-12-05T07:00:00+08:00"), None);
    // Beside it there is no cell.
    let cell = cell_at(&people, here);
    for (column, row) in [(1, 0), (-1, 0), (0, 1), (0, -1)] {
        let beside = PeopleCell {
            column: cell.column + column,
            row: cell.row + row,
        };
        assert_eq!(people.per_km2(beside, at(&wednesday(7))), None);
    }
}

#[test]
fn weekends_holidays_and_workdays_have_their_rows() {
    let rows = row(CELL, "weekday", 0) + &row(CELL, "weekend", 1_000);
    let people = with_rows(&rows);
    for (day, number) in [
        ("2026-11-30", 12.0),    // Monday
        ("2026-12-04", 12.0),    // Friday
        ("2026-12-05", 1_012.0), // Saturday
        ("2026-12-06", 1_012.0), // Sunday
        ("2026-12-07", 12.0),    // Monday
        ("2027-01-01", 1_012.0), // Friday, a holiday
        ("2027-01-09", 12.0),    // Saturday, a workday
        ("2027-01-10", 1_012.0), // Sunday
    ] {
        let time = format!("{day}T12:00:00+08:00");
        assert_eq!(told(&people, middle(CELL), &time), Some(number), "{day}");
    }
}

#[test]
fn before_the_first_day_and_after_the_last_nothing_is_known() {
    let people = with_rows(&row(CELL, "any", 0));
    for (time, is_known) in [
        ("2026-11-29T23:59:59+08:00", false),
        ("2026-11-30T00:00:00+08:00", true),
        ("2027-01-10T23:59:59+08:00", true),
        ("2027-01-11T00:00:00+08:00", false),
    ] {
        assert_eq!(
            told(&people, middle(CELL), time).is_some(),
            is_known,
            "{time}"
        );
    }
    let days = ["2026-11-30", "2027-01-10"].map(|it| it.parse::<NaiveDate>().unwrap());
    assert_eq!(people.days(), days.into());
    for moment in [DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC] {
        assert_eq!(people.per_km2(cell_at(&people, middle(CELL)), moment), None);
    }
}

#[test]
fn the_finest_cell_says_it_all_for_its_ground() {
    let coarse = &CELL[..9];
    let fine = format!("{CELL}3");
    let blank = hours(|hour| if hour == 9 { "1" } else { "" }.to_owned());
    let rows = row(coarse, "any", 100) + &row(CELL, "any", 200);
    let people = with_rows(&format!("{rows}{fine},any,,{blank}\n"));
    let noon = "2026-12-02T12:00:00+08:00";
    assert_eq!(told(&people, middle(&fine), noon), None);
    assert_eq!(
        told(&people, middle(&fine), "2026-12-02T09:00:00+08:00"),
        Some(1.0)
    );
    assert_eq!(
        told(&people, middle(&format!("{CELL}0")), noon),
        Some(212.0)
    );
    let beside = CELL.parse::<BeidouCell>().unwrap().neighbour(0, 1).unwrap();
    let beside = middle(&beside.to_string());
    assert_eq!(told(&people, beside, noon), Some(112.0));
    // Every cell of 2″ of the coarse one is known, and none around.
    let cell: BeidouCell = coarse.parse().unwrap();
    let (south_west, north_east) = (cell.bounds().min(), cell.bounds().max());
    let size = people.cell_deg();
    let inside = |coord: Coord<f64>| {
        let position = place(coord.x, coord.y);
        told(&people, position, noon).is_some() || position == middle(&fine)
    };
    let half = size * 0.5;
    for step in 0..30 {
        let along = size * f64::from(step);
        let south = Coord {
            x: south_west.x + along.x + half.x,
            y: south_west.y + half.y,
        };
        let north = Coord {
            y: north_east.y - half.y,
            ..south
        };
        for edge in [south, north] {
            assert!(inside(edge));
        }
        assert!(!inside(Coord {
            y: south.y - size.y,
            ..south
        }));
        assert!(!inside(Coord {
            y: north.y + size.y,
            ..north
        }));
    }
}

#[test]
fn a_place_with_its_level_is_the_same_as_the_code_of_its_cell() {
    let numbers = hours(|hour| hour.to_string());
    for level in 4..=6 {
        let position = place(120.3826, 36.0671);
        let cell = BeidouCell::at(position, BeidouLevel::new(level).unwrap()).unwrap();
        let by_code = with_rows(&format!("{cell},any,here,{numbers}\n"));
        let columns = COLUMNS.replace("cell", "longitude,latitude,level");
        let by_degrees = good(&format!(
            "{SETTINGS}{columns}120.3826,36.0671,{level},any,here,{numbers}\n"
        ));
        assert_eq!(by_code, by_degrees);
        assert_eq!(by_code.cell_deg().x, cell.size_deg().0);
    }
}

#[test]
fn a_spreadsheets_file_is_read_with_its_byte_order_mark_padding_quotes_and_line_breaks() {
    let plain = with_rows(&row(CELL, "any", 0).replace(",any,,", ",any,\"a, \"\"b\"\"\","));
    let padding = ",".repeat(12);
    let mut text = "\u{feff}".to_owned();
    let all = format!(
        "{SETTINGS}\"# a note, with a comma\"\n\n{}{}",
        COLUMNS.replace(",0,1,2,", ",00,01,2,"),
        row(CELL, "any", 0).replace(",any,,", ", any ,\" a, \"\"b\"\" \",")
    );
    for line in all.lines() {
        write!(text, "{line}{padding}\r\n").unwrap();
    }
    // A comment that no spreadsheet wrote may have a quote in it.
    let text = text.replace("valid_from", "# 60\" wide\nvalid_from");
    assert_eq!(good(&text), plain);
}

#[test]
fn every_mistake_is_told_at_once_with_its_place() {
    let columns = COLUMNS.replace(",5,", ",fife,");
    let mut rows = String::new();
    rows += &row("N51J00174F", "any", 0);
    rows += &row(CELL, "sunday", 0)
        .replace(",7,", ",-7,")
        .replace(",8,", ",many,");
    rows += &row(CELL, "any", 0).replace("\n", ",extra\n");
    rows += &row("N51J", "any", 0);
    rows += &row("", "any", 0);
    let text = format!(
        "source,a,b\nvalid_from,2026-11-31\nsauce,x\nholiday\nholiday,2027-01-01,2027-01-01\n{columns}{rows}"
    );
    let expected = [
        ("wrong-count", 1, 1, "source"),
        ("missing-key", 1, 1, "valid_until"),
        ("bad-time", 2, 12, "valid_from"),
        ("unknown-key", 3, 1, ""),
        ("empty", 4, 1, "holiday"),
        ("duplicate-day", 5, 20, "holiday"),
        ("missing-column", 6, 1, ""),
        ("unknown-column", 6, 25, "fife"),
        ("bad-cell", 7, 1, "cell"),
        ("unknown-word", 8, 13, "day"),
        ("out-of-range", 8, 35, "7"),
        ("wrong-type", 8, 38, "8"),
        ("no-column", 9, 80, ""),
        ("out-of-range", 10, 1, "cell"),
        ("missing-value", 11, 1, ""),
    ];
    let expected = expected.map(|(code, line, column, key)| (code, line, column, key.to_owned()));
    assert_eq!(problems(&text), expected);
}

#[test]
fn a_file_without_what_matters_is_no_file_of_people() {
    let codes = |text: &str| -> Vec<&str> {
        let found = problems(text).into_iter();
        found.map(|(code, ..)| code).collect()
    };
    assert_eq!(
        codes(""),
        ["missing-key", "missing-key", "missing-key", "no-header"]
    );
    assert_eq!(codes(SETTINGS), ["no-header"]);
    assert_eq!(codes(&format!("{SETTINGS}{COLUMNS}")), ["empty"]);
    let blank = format!("{CELL},any,nobody knows\n");
    assert_eq!(codes(&format!("{SETTINGS}{COLUMNS}{blank}")), ["empty"]);
    let row = row(CELL, "any", 0);
    let twice = format!("{SETTINGS}{COLUMNS}{row}{row}");
    assert_eq!(codes(&twice), ["duplicate-cell"]);
    let reversed = SETTINGS.replace("2027-01-10", "2026-11-29");
    assert_eq!(
        codes(&format!("{reversed}{COLUMNS}{row}")),
        ["contradiction"]
    );
    let unclosed = row.replace(",any,,", ",any,\"name,");
    assert_eq!(
        codes(&format!("{SETTINGS}{COLUMNS}{unclosed}")),
        ["not-csv"]
    );
    let far = row.clone() + &row.replace(CELL, "N31J00174E0");
    assert!(codes(&format!("{SETTINGS}{COLUMNS}{far}")).contains(&"far-away"));
    let gbk = [b"source,".as_slice(), &[0xca, 0xbe, 0xd2, 0xe2]].concat();
    let file = read("people.csv", &gbk);
    assert_eq!(file.problems[0].code, "not-utf-8");
    assert!(file.people.is_none());
}

#[test]
fn numbers_hold_for_three_years_at_the_most() {
    let row = row(CELL, "any", 0);
    let until = |day: &str| {
        let settings = format!("source,x\nvalid_from,2026-01-01\nvalid_until,{day}\n");
        of_text(&format!("{settings}{COLUMNS}{row}"))
            .people
            .is_some()
    };
    assert!(until("2026-01-01"));
    assert!(until("2028-12-31"));
    assert!(!until("2029-01-01"));
    assert!(!until("9999-12-31"));
}

#[test]
fn a_day_that_counts_as_another_outside_of_the_days_that_hold_is_a_warning() {
    let settings = format!("{SETTINGS}holiday,2027-10-01\n");
    let file = of_text(&format!("{settings}{COLUMNS}{}", row(CELL, "any", 0)));
    assert_eq!(file.problems.len(), 1);
    assert_eq!(file.problems[0].severity, Severity::Warning);
    assert_eq!(file.problems[0].place.line, 6);
}

fn range(from: &str, until: &str) -> TimeRange {
    TimeRange::new(at(from), at(until)).unwrap()
}

/// Cells around [`CELL`], so many to each side, with a number each.
fn block(side: i32, number: impl Fn(i32, i32) -> Option<usize>) -> PeopleByHour {
    let cell: BeidouCell = CELL.parse().unwrap();
    let mut rows = String::new();
    for north in -side..=side {
        for east in -side..=side {
            let Some(number) = number(east, north) else {
                continue;
            };
            let code = cell.neighbour(east, north).unwrap();
            let numbers = hours(|_| number.to_string());
            writeln!(rows, "{code},any,{east} {north},{numbers}").unwrap();
        }
    }
    with_rows(&rows)
}

#[test]
fn the_most_beneath_a_stretch_is_told_with_where_and_when() {
    let crowd = |east: i32, north: i32| Some(if (east, north) == (3, 0) { 9_000 } else { 10 });
    let people = block(6, crowd);
    let times = range("2026-12-02T12:10:00+08:00", "2026-12-02T12:20:00+08:00");
    let from = middle(CELL);
    let cell: BeidouCell = CELL.parse().unwrap();
    let until = middle(&cell.neighbour(4, 0).unwrap().to_string());
    let beneath = people.beneath(from, until, 10.0, times);
    let most = beneath.most.unwrap();
    assert_eq!(most.per_km2, 9_000.0);
    assert_eq!(most.name, Some("3 0"));
    assert_eq!(most.at, times.from);
    assert!(cell.neighbour(3, 0).unwrap().contains(most.position));
    assert_eq!(beneath.unknown, None);
    // One that stays short of it, seen and not seen by its width.
    let short = middle(&cell.neighbour(2, 0).unwrap().to_string());
    let half_m = 0.5 * cell.size_deg().0 * LocalPlane::at(from.coord()).metres_per_degree().x;
    let of_width = |width_m| {
        let beneath = people.beneath(from, short, width_m, times);
        beneath.most.unwrap().per_km2
    };
    assert_eq!(of_width(half_m - 0.5), 10.0);
    assert_eq!(of_width(half_m + 0.5), 9_000.0);
}

#[test]
fn the_worst_hour_of_all_that_are_touched_counts() {
    let rows = row(CELL, "weekday", 0) + &row(CELL, "weekend", 1_000);
    let people = with_rows(&rows);
    let here = middle(CELL);
    let most = |from: &str, until: &str| {
        let beneath = people.beneath(here, here, 1.0, range(from, until));
        assert_eq!(beneath.unknown, None);
        let most = beneath.most.unwrap();
        (most.per_km2, most.at)
    };
    let first = "2026-12-02T12:30:00+08:00";
    assert_eq!(most(first, "2026-12-02T12:59:59+08:00"), (12.0, at(first)));
    let next = "2026-12-02T13:00:00+08:00";
    assert_eq!(most(first, next), (13.0, at(next)));
    let friday_night = ("2026-12-04T23:30:00+08:00", "2026-12-05T00:30:00+08:00");
    let saturday = at("2026-12-05T00:00:00+08:00");
    assert_eq!(most(friday_night.0, friday_night.1), (1_000.0, saturday));
    let weeks = most("2026-11-30T00:00:00+08:00", "2027-01-10T23:59:59+08:00");
    assert_eq!(weeks, (1_023.0, at("2026-12-05T23:00:00+08:00")));
}

#[test]
fn what_is_partly_unknown_is_told_beside_the_most_that_is_known() {
    let gap = |east: i32, north: i32| ((east, north) != (1, 0)).then_some(10);
    let people = block(4, gap);
    let times = range("2026-12-02T12:10:00+08:00", "2026-12-02T12:20:00+08:00");
    let cell: BeidouCell = CELL.parse().unwrap();
    let missing = cell.neighbour(1, 0).unwrap();
    let until = middle(&cell.neighbour(2, 0).unwrap().to_string());
    let beneath = people.beneath(middle(CELL), until, 5.0, times);
    assert_eq!(beneath.most.unwrap().per_km2, 10.0);
    assert!(missing.contains(beneath.unknown.unwrap().position));
    assert_eq!(beneath.unknown.unwrap().at, times.from);
    // Days for which nothing was told, on each side.
    let here = middle(&cell.neighbour(-2, 0).unwrap().to_string());
    for (from, until, unknown_at, is_known) in [
        (
            "2026-11-29T23:30:00+08:00",
            "2026-11-29T23:40:00+08:00",
            "2026-11-29T23:30:00+08:00",
            false,
        ),
        (
            "2026-11-29T23:30:00+08:00",
            "2026-11-30T00:00:00+08:00",
            "2026-11-29T23:30:00+08:00",
            true,
        ),
        (
            "2027-01-10T23:30:00+08:00",
            "2027-01-11T00:00:00+08:00",
            "2027-01-11T00:00:00+08:00",
            true,
        ),
        (
            "2027-01-11T00:00:00+08:00",
            "2027-01-11T00:10:00+08:00",
            "2027-01-11T00:00:00+08:00",
            false,
        ),
    ] {
        let beneath = people.beneath(here, here, 5.0, range(from, until));
        assert_eq!(beneath.unknown.unwrap().at, at(unknown_at));
        assert_eq!(beneath.most.is_some(), is_known);
    }
}

#[test]
fn of_what_cannot_be_looked_at_nothing_is_known() {
    let people = block(2, |_, _| Some(10));
    let here = middle(CELL);
    let times = range("2026-12-02T12:10:00+08:00", "2026-12-02T12:20:00+08:00");
    let reversed = TimeRange {
        from: times.until,
        until: times.from,
    };
    let ever = TimeRange {
        from: DateTime::<Utc>::MIN_UTC,
        until: DateTime::<Utc>::MAX_UTC,
    };
    for (until, half_width_m, times) in [
        (here, f64::NAN, times),
        (here, -1.0, times),
        (here, 1_001.0, times),
        (here, f64::INFINITY, times),
        (here, 5.0, reversed),
        (place(-59.6, -36.0), 5.0, times),
        (place(122.0, 36.0), 5.0, times),
        (place(120.3, 90.0), 5.0, times),
    ] {
        let beneath = people.beneath(here, until, half_width_m, times);
        assert_eq!(beneath.most, None);
        assert_eq!(beneath.unknown.unwrap().position, here);
    }
    let beneath = people.beneath(here, here, 5.0, ever);
    assert_eq!(beneath.most.unwrap().per_km2, 10.0);
    assert_eq!(beneath.unknown.unwrap().at, ever.from);
}

/// How far a place is from a stretch, metres, in a plane.
fn apart_m(plane: &LocalPlane, place: Coord<f64>, from: Position, until: Position) -> f64 {
    let (from, until) = (plane.metres(from.coord()), plane.metres(until.coord()));
    let place = plane.metres(place);
    let steps = 200;
    let distances = (0..=steps).map(|step| {
        let at = from + (until - from) * (f64::from(step) / f64::from(steps));
        (place.x - at.x).hypot(place.y - at.y)
    });
    distances.fold(f64::INFINITY, f64::min)
}

#[test]
fn the_most_beneath_is_that_of_an_oracle_over_random_stretches() {
    let mut random = ChaCha8Rng::seed_from_u64(20_261_201);
    let numbers: Vec<usize> = (0..441)
        .map(|_| random.random_range(0..1_000_000))
        .collect();
    let index = |east: i32, north: i32| ((north + 10) * 21 + east + 10) as usize;
    let people = block(10, |east, north| Some(numbers[index(east, north)]));
    let cell: BeidouCell = CELL.parse().unwrap();
    let centre = middle(CELL).coord();
    let plane = LocalPlane::at(centre);
    let times = range("2026-12-02T12:10:00+08:00", "2026-12-02T12:20:00+08:00");
    for round in 0..30 {
        let mut end = || {
            let m = |it: &mut ChaCha8Rng| it.random_range(-600.0..600.0);
            let metres = Coord {
                x: m(&mut random),
                y: m(&mut random),
            };
            Position::try_from(plane.coord(metres)).unwrap()
        };
        let (from, until) = (end(), end());
        let half_width_m = random.random_range(0.0..150.0);
        let beneath = people.beneath(from, until, half_width_m, times);
        // The cells within the width for sure, and those that may be: by points on a lattice of each cell.
        let (mut least, mut most) = (0.0_f64, 0.0_f64);
        for north in -10..=10 {
            for east in -10..=10 {
                let bounds = cell.neighbour(east, north).unwrap().bounds();
                // Half a cell is 80 m across.
                if apart_m(&plane, bounds.center(), from, until) > half_width_m + 100.0 {
                    continue;
                }
                let lattice = (0..=8).flat_map(|x| (0..=8).map(move |y| (x, y)));
                let nearest = lattice.map(|(x, y)| {
                    let share = |it: i32| f64::from(it) / 8.0;
                    let place = Coord {
                        x: bounds.min().x + bounds.width() * share(x),
                        y: bounds.min().y + bounds.height() * share(y),
                    };
                    apart_m(&plane, place, from, until)
                });
                let nearest_m = nearest.fold(f64::INFINITY, f64::min);
                let number = numbers[index(east, north)] as f64;
                if nearest_m <= half_width_m {
                    least = least.max(number);
                }
                // Between the points of the lattice something may be nearer by half their distance, 10 m, and so may
                // the stretch be between its own, 4 m.
                if nearest_m <= half_width_m + 14.0 {
                    most = most.max(number);
                }
            }
        }
        let told = beneath.most.unwrap();
        assert!(told.per_km2 >= least, "round {round}");
        assert!(told.per_km2 <= most, "round {round}");
        assert_eq!(beneath.unknown, None, "round {round}");
    }
}

#[test]
fn a_geodesic_bends_and_what_it_crosses_is_beneath() {
    // 80 km along a parallel of 60° N: the geodesic runs 217 m north of the straight line in its middle.
    let (from, until) = (place(120.0, 60.0), place(121.433, 60.0));
    let level = BeidouLevel::new(5).unwrap();
    let plane = LocalPlane::at(from.coord());
    let bent_deg = plane.degrees(217.0).y;
    let north = BeidouCell::at(place(120.7165, 60.0 + bent_deg), level).unwrap();
    let people = with_rows(&row(&north.to_string(), "any", 0));
    let times = range("2026-12-02T12:10:00+08:00", "2026-12-02T12:20:00+08:00");
    assert!(people.beneath(from, until, 0.0, times).most.is_some());
}

#[test]
fn the_shipped_file_knows_where_and_when_qingdao_is_crowded() {
    let people = {
        let file = read("people.csv", SHIPPED);
        assert_eq!(file.problems, []);
        file.people.unwrap()
    };
    assert!(people.source().contains("示意"));
    assert!(people.cell_count() >= 36);
    let by_name = [
        ("栈桥", 120.3165, 36.0590),
        ("五四广场", 120.3795, 36.0620),
        ("奥帆中心", 120.3865, 36.0570),
        ("台东", 120.3520, 36.0840),
        ("海水浴场", 120.3390, 36.0560),
        ("浮山", 120.4180, 36.0900),
    ];
    for (name, longitude, latitude) in by_name {
        let here = place(longitude, latitude);
        let times = range("2026-12-05T15:00:00+08:00", "2026-12-05T15:30:00+08:00");
        let beneath = people.beneath(here, here, 1.0, times);
        assert_eq!(beneath.unknown, None, "{name}");
        let most = beneath.most.unwrap();
        assert!(most.name.unwrap().contains(name), "{:?}", most.name);
        let saturday = told(&people, here, "2026-12-05T15:00:00+08:00").unwrap();
        let wednesday = told(&people, here, "2026-12-02T15:00:00+08:00").unwrap();
        let night = told(&people, here, "2026-12-05T03:00:00+08:00").unwrap();
        assert!(saturday > wednesday && wednesday > night, "{name}");
        let holiday = told(&people, here, "2027-01-01T15:00:00+08:00");
        assert_eq!(holiday, Some(saturday), "{name}");
    }
    // Along the coast all is known; in the middle of the bay nothing is.
    let times = range("2026-12-02T10:00:00+08:00", "2026-12-02T10:20:00+08:00");
    let coast = people.beneath(place(120.30, 36.055), place(120.48, 36.085), 50.0, times);
    assert_eq!(coast.unknown, None);
    let bay = place(120.20, 36.12);
    assert_eq!(people.beneath(bay, bay, 50.0, times).most, None);
}

#[test]
fn damaged_files_are_read_without_a_panic_and_every_problem_has_its_place() {
    let mut random = ChaCha8Rng::seed_from_u64(20_261_202);
    let signs = b",\"\n\r#;-.0159eNJ \xe7\xa4\xba\xff";
    for _ in 0..300 {
        let mut bytes = SHIPPED.to_vec();
        // Short ones are all head, where most can go wrong.
        bytes.truncate(random.random_range(0..bytes.len()));
        for _ in 0..random.random_range(1..8) {
            let at = random.random_range(0..=bytes.len());
            let sign = signs[random.random_range(0..signs.len())];
            match random.random_range(0..3) {
                0 => bytes.insert(at, sign),
                1 if at < bytes.len() => bytes[at] = sign,
                _ if at < bytes.len() => drop(bytes.remove(at)),
                _ => {}
            }
        }
        let file = read("people.csv", &bytes);
        let is_error = |it: &written::Problem| it.severity == Severity::Error;
        assert_eq!(file.people.is_none(), file.problems.iter().any(is_error));
        let lines = bytes.split(|it| *it == b'\n').count();
        for problem in &file.problems {
            assert!((1..=lines).contains(&problem.place.line));
            assert!(!problem.what.zh.is_empty());
        }
        if let Some(people) = &file.people {
            let most = people.most_crowded_per_km2();
            assert!(most.is_finite() && most >= 0.0);
        }
    }
}

#[test]
fn a_row_beyond_measure_and_a_number_beyond_measure_are_refused() {
    let long = format!("source,x{}\n", ",y".repeat(1_000));
    let found = problems(&long);
    assert!(found.iter().any(|(code, ..)| *code == "too-many-fields"));
    for (number, is_good) in [
        ("5000000", true),
        ("5000001", false),
        ("nan", false),
        ("inf", false),
        ("1e3", true),
    ] {
        let row = row(CELL, "any", 0).replace(",23\n", &format!(",{number}\n"));
        let file = of_text(&format!("{SETTINGS}{COLUMNS}{row}"));
        assert_eq!(file.people.is_some(), is_good, "{number}");
    }
    for (count, is_good) in [(48, true), (49, false)] {
        let row = row(CELL, "any", 0).replace(",any,,", &format!(",any,{},", "台".repeat(count)));
        let file = of_text(&format!("{SETTINGS}{COLUMNS}{row}"));
        assert_eq!(file.people.is_some(), is_good, "{count}");
    }
}

#[test]
fn many_questions_are_answered_quickly_enough_for_a_route_planner() {
    // Not a measurement: a question that copied or searched all cells would take minutes here.
    let people = read("people.csv", SHIPPED).people.unwrap();
    let cell = cell_at(&people, place(120.38, 36.06));
    let start = at("2026-12-02T00:00:00Z");
    let mut known = 0_u32;
    for step in 0..1_000_000_i64 {
        let beside = PeopleCell {
            column: cell.column + step % 97,
            row: cell.row + step % 31,
        };
        let hour = start + TimeDelta::hours(step % 700);
        known += u32::from(people.per_km2(beside, hour).is_some());
    }
    assert!(known > 500_000);
}

#[test]
fn the_documented_example_is_read_without_a_problem() {
    let reference = include_str!("../../../docs/formats/people.md");
    let (_, example) = reference.split_once("```csv\n").unwrap();
    let (example, _) = example.split_once("```").unwrap();
    let people = good(example);
    assert_eq!(people.cell_count(), 2);
    let square = middle("N51J00174E0");
    let new_year = told(&people, square, "2027-01-01T12:00:00+08:00");
    assert_eq!(new_year, None);
    let wednesday = told(&people, square, "2026-12-02T19:00:00+08:00");
    assert_eq!(wednesday, Some(5_000.0));
}
