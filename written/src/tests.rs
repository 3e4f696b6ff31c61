use crate::{Notation, Problem, Report, Table, bounds, parse, tables, text_of, undocumented};
use geofences::{Language, Severity};

tables! {
    /// The file.
    FILE: "the file", false, ["name", "height_m", "count", "day", "from", "at", "open", "part", "moment"];
    /// A part.
    PART: "[[part]]", true, ["size"];
}

/// What the little reader of the tests makes of a text.
#[derive(Debug, Default, PartialEq)]
struct Read {
    name: Option<String>,
    height_m: Option<f64>,
    count: Option<u64>,
    day: Option<String>,
    from: Option<String>,
    moment: Option<String>,
    at: Option<String>,
    open: Option<bool>,
    sizes: Vec<Option<f64>>,
}

fn read(text: &str, notation: Notation) -> (Read, Vec<Problem>) {
    let report = Report::new("some.file", text, notation, ());
    let tree = parse(&report);
    let file = Table::of_file(&report, &tree, &FILE);
    let size = bounds(0.0, 10.0, "m");
    let parts = file.given("part").map(|given| given.tables(&PART));
    let parts = parts.unwrap_or_default();
    let read = Read {
        name: file.required("name", |given| given.text().map(str::to_owned)),
        height_m: file.optional("height_m", |given| given.number(bounds(0.0, 120.0, "m"))),
        count: file.optional("count", |given| given.whole(bounds(0.0, 9.0, ""))),
        day: file.optional("day", |given| given.date().map(|it| it.to_string())),
        from: file.optional("from", |given| given.time_of_day().map(|it| it.to_string())),
        moment: file.optional("moment", |given| {
            given.date_time().map(|it| it.to_rfc3339())
        }),
        at: file.optional("at", |given| given.position().map(|it| it.to_string())),
        open: file.optional("open", |given| given.flag()),
        sizes: parts
            .iter()
            .map(|part| part.required("size", |given| given.number(size)))
            .collect(),
    };
    let problems = report.into_problems();
    for problem in &problems {
        for language in [Language::En, Language::Zh] {
            assert!(!problem.text(language).is_empty());
        }
        assert_ne!(problem.what.en, problem.what.zh);
    }
    (read, problems)
}

fn codes(text: &str, notation: Notation) -> Vec<(&'static str, usize, usize, String)> {
    let of = |it: Problem| (it.code, it.place.line, it.place.column, it.place.key);
    read(text, notation).1.into_iter().map(of).collect()
}

fn one(
    code: &'static str,
    line: usize,
    column: usize,
    key: &str,
) -> Vec<(&'static str, usize, usize, String)> {
    vec![(code, line, column, key.to_owned())]
}

#[test]
fn json_says_the_same_as_toml() {
    let toml = r#"
name = "海鸥 \"1\""
height_m = 50.5
count = 3
day = 2026-11-24
from = 08:30
moment = 2026-11-24T08:00:00+08:00
at = [120.38, 36.07]
open = true
[[part]]
size = 1
[[part]]
size = 2.5e0
"#;
    let json = r#"{"part": [{"size": 1}, {"size": 2.5e0}],
"name": "\u6d77\u9e25 \"1\"", "height_m": 50.5, "count": 3, "day": "2026-11-24", "from": "08:30",
"moment": "2026-11-24T08:00:00+08:00", "at": [120.38, 36.07], "open": true}"#;
    let (from_toml, problems) = read(toml, Notation::Toml);
    assert_eq!(problems, []);
    let (from_json, problems) = read(json, Notation::Json);
    assert_eq!(problems, []);
    assert_eq!(from_toml, from_json);
    assert_eq!(from_toml.name.as_deref(), Some("海鸥 \"1\""));
    assert_eq!(from_toml.from.as_deref(), Some("08:30:00"));
    assert_eq!(from_toml.sizes, [Some(1.0), Some(2.5)]);
}

#[test]
fn all_problems_of_either_notation_come_at_once_each_where_it_is() {
    let toml = " heigth_m = 5\ncount = 1.0\n at = [36.0, 120.0]\nopen = \"yes\"\nday = 24\npart = [{size = 11}, {}]\n";
    let json = "{\"heigth_m\": 5,\n\"count\": 1.0,\n \"at\": [36.0, 120.0],\n\"open\": \"yes\",\n\"day\": 24,\n\"part\": [{\"size\": 11}, {}]}";
    let expected = [
        ("missing-key", 1, "name"),
        ("unknown-key", 1, "heigth_m"),
        ("wrong-type", 2, "count"),
        ("bad-place", 3, "at"),
        ("wrong-type", 4, "open"),
        ("wrong-type", 5, "day"),
        ("out-of-range", 6, "part[0].size"),
        ("missing-key", 6, "part[1].size"),
    ];
    for (text, notation) in [(toml, Notation::Toml), (json, Notation::Json)] {
        let found = codes(text, notation);
        let found: Vec<_> = found
            .iter()
            .map(|(code, line, _, key)| (*code, *line, key.as_str()))
            .collect();
        assert_eq!(found, expected, "{notation:?}");
    }
}

#[test]
fn a_column_counts_characters() {
    let json = "{\"name\": \"海鸥\", \"open\": 1}";
    assert_eq!(
        codes(json, Notation::Json),
        one("wrong-type", 1, 24, "open")
    );
}

#[test]
fn what_is_likely_meant_is_asked() {
    let (_, problems) = read("name = \"x\"\nheigth_m = 5", Notation::Toml);
    let help = problems[0].help.as_ref().unwrap();
    assert_eq!(help.en, "did you mean height_m?");
    assert_eq!(help.zh, "是否指 height_m？");
}

#[test]
fn texts_that_are_no_toml_and_no_json_are_told_where_they_break() {
    let toml = "name = \"x\"\nheight_m = \ncount = 3 3\n";
    let found = codes(toml, Notation::Toml);
    assert!(
        found.iter().all(|(code, ..)| *code == "not-toml"),
        "{found:?}"
    );
    assert!(found.len() > 1, "{found:?}");
    for (json, line) in [
        ("", 1),
        ("{\"name\": \"x\",}", 1),
        ("{\"name\":\n 'x'}", 2),
        ("{\"name\": \"x\"} {}", 1),
        ("{\n// no\n\"name\": \"x\"}", 2),
        ("{\"name\": \"x\",\n \"count\": 01}", 2),
        ("{\"name\": \"x\",\n \"count\": +1}", 2),
        ("{\"name\": \"x\",\n \"count\": 1.}", 2),
        ("{\"name\": \"x\",\n \"count\": NaN}", 2),
        ("{\"name\": \"x\",\n \"count\": 0x1}", 2),
        ("{\"name\": \"x", 1),
        ("{\"name\" \"x\"}", 1),
        ("[1]", 1),
        ("3", 1),
    ] {
        let found = codes(json, Notation::Json);
        let found: Vec<_> = found
            .iter()
            .map(|(code, line, ..)| (*code, *line))
            .collect();
        assert_eq!(found, [("not-json", line)], "{json}");
    }
}

#[test]
fn a_doubled_key_is_told_at_its_second_place() {
    let found = codes("name = \"x\"\ncount = 1\ncount = 2\n", Notation::Toml);
    assert_eq!(found, one("not-toml", 3, 1, ""));
    let json = "{\"name\": \"x\",\n \"count\": 1,\n \"count\": 2}";
    assert_eq!(
        codes(json, Notation::Json),
        one("duplicate-key", 3, 2, "count")
    );
    assert_eq!(read(json, Notation::Json).0.count, Some(1));
}

#[test]
fn null_is_nothing() {
    let json = "{\"name\": null}";
    assert_eq!(
        codes(json, Notation::Json),
        one("wrong-type", 1, 10, "name")
    );
}

#[test]
fn huge_nesting_is_an_error_and_no_overflow_of_the_stack() {
    for opening in ["[", "{\"a\":"] {
        let json = format!("{{\"name\": {}", opening.repeat(100_000));
        let found = codes(&json, Notation::Json);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].0, "not-json");
    }
    for opening in ["[", "{a="] {
        let toml = format!("name = {}", opening.repeat(100_000));
        let found = codes(&toml, Notation::Toml);
        assert_eq!(found[0].0, "not-toml");
    }
    let headers = format!("[{}a]\nb = 1", "a.".repeat(20_000));
    assert!(!codes(&headers, Notation::Toml).is_empty());
}

#[test]
fn a_number_beyond_any_type_is_out_of_range() {
    for text in ["1e999", "99999999999999999999999999999999999999999999"] {
        let json = format!("{{\"name\": \"x\", \"height_m\": {text}}}");
        assert_eq!(
            codes(&json, Notation::Json),
            one("out-of-range", 1, 27, "height_m")
        );
    }
    let nan = codes("name = \"x\"\nheight_m = nan", Notation::Toml);
    assert_eq!(nan, one("out-of-range", 2, 12, "height_m"));
}

#[test]
fn dates_and_times_that_do_not_exist_are_told() {
    let json = "{\"name\": \"x\",\n\"day\": \"2026-02-30\",\n\"from\": \"24:00\",\n\"moment\": \"2026-11-24\"}";
    let found = codes(json, Notation::Json);
    let found: Vec<_> = found
        .iter()
        .map(|(code, line, ..)| (*code, *line))
        .collect();
    assert_eq!(found, [("bad-time", 2), ("bad-time", 3), ("bad-time", 4)]);
}

#[test]
fn bytes_that_are_not_utf_8_are_told_where_they_begin() {
    let problem = text_of("some.toml", b"a = 1\nb = \"\xe6\xb5\xb7\xff\"").unwrap_err();
    assert_eq!(problem.code, "not-utf-8");
    assert_eq!((problem.place.line, problem.place.column), (2, 7));
    assert_eq!(problem.severity, Severity::Error);
    assert_eq!(text_of("some.toml", b"\xef\xbb\xbfa = 1").unwrap(), "a = 1");
    let many = vec![b' '; (16 << 20) + 1];
    assert_eq!(text_of("some.toml", &many).unwrap_err().code, "too-large");
    assert!(text_of("some.toml", &many[1..]).is_ok());
}

#[test]
fn of_very_many_problems_a_thousand_are_told_and_the_rest_is_counted() {
    let mut text = String::from("name = \"x\"\n");
    for index in 0..1_003 {
        text.push_str(&format!("key_{index} = 1\n"));
    }
    let problems = read(&text, Notation::Toml).1;
    assert_eq!(problems.len(), 1_001);
    let last = &problems[1_000];
    assert_eq!(last.code, "too-many-problems");
    assert_eq!(last.severity, Severity::Error);
    assert!(last.what.en.starts_with("3 more"), "{}", last.what.en);
}

#[test]
fn a_key_that_the_reference_does_not_tell_is_found() {
    let reference = "# Keys\n\n### `[[part]]`\n\n| key | value |\n|---|---|\n| `size` | m |\n\n## Other\n| `name` | |\n";
    assert_eq!(undocumented(&[&PART], reference), Vec::<String>::new());
    assert_eq!(
        undocumented(&[&PART], "### `[[part]]`\n"),
        ["[[part]]: size"]
    );
    assert_eq!(undocumented(&[&FILE], reference).len(), FILE.keys.len());
    assert_eq!(ALL.len(), 2);
}

#[test]
fn the_name_of_a_file_says_its_notation() {
    assert_eq!(Notation::of_file("a/b.json"), Notation::Json);
    assert_eq!(Notation::of_file("a/b.JSON"), Notation::Json);
    assert_eq!(Notation::of_file("a.json/b.toml"), Notation::Toml);
    assert_eq!(Notation::of_file("b"), Notation::Toml);
}
