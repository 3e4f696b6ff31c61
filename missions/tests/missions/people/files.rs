//! Files: everything that is wrong is told at its place.

use super::*;

/// The code, the line, the column and the key of each problem.
fn problems(text: &str) -> Vec<(&'static str, usize, usize, String)> {
    let problems = of_text(text).problems.into_iter();
    problems
        .map(|it| (it.code, it.place.line, it.place.column, it.place.key))
        .collect()
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
fn the_documented_example_is_read_without_a_problem() {
    let reference = include_str!("../../../../docs/formats/people.md");
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
