#![allow(clippy::unwrap_used)]

use super::*;

const KEY: &str = "00112233445566778899aabbccddeeff00112233445566778899AABBCCDDEEFF";

fn lines(text: &str) -> Vec<Option<usize>> {
    let problems = parse_keys(text).unwrap_err();
    problems.iter().map(|it| it.line).collect()
}

#[test]
fn keys_of_vehicles_and_endpoints_are_read() {
    let text = format!("# keys\n\nradio 7 {KEY}\n  room stations  {KEY}\n");
    let keys = parse_keys(&text).unwrap();
    let whose: Vec<_> = keys.iter().map(|it| it.whose.to_string()).collect();
    assert_eq!(whose, ["radio 7", "room stations"]);
    assert_eq!(keys[0].key.0[..3], [0x00, 0x11, 0x22]);
    assert_eq!(keys[0].key.0[31], 0xFF);
}

#[test]
fn all_problems_are_told_at_once_each_with_its_line() {
    let text = format!(
        "radio 0 {KEY}\nradio 256 {KEY}\nradio 7\nradio 8 {KEY}\nradio 8 {KEY}\nradio 9 {}\nradio 10 {}g\n\
         radio 11 {KEY} more\nradio 12 {}\n",
        &KEY[1..],
        &KEY[1..],
        "0".repeat(64)
    );
    let expected = [1, 2, 3, 5, 6, 7, 8, 9].map(Some);
    assert_eq!(lines(&text), expected);
}

#[test]
fn no_problem_and_no_printout_says_what_a_key_is() {
    let text = format!("radio 7 {KEY}x\nradio 8 {KEY}\nradio 8 {KEY}\n");
    let problems = format!("{:?}", parse_keys(&text));
    assert!(!problems.contains("2233"), "{problems}");
    let keys = format!("{:?}", parse_keys(&format!("radio 8 {KEY}")));
    assert!(keys.contains("Key(…)") && !keys.contains("34"), "{keys}");
}

#[cfg(unix)]
#[test]
fn a_file_that_others_may_read_is_refused_with_whatever_else_is_wrong() {
    use std::os::unix::fs::PermissionsExt;
    let path = std::env::temp_dir().join(format!("haiou-keys-{}", std::process::id()));
    let with_mode = |mode| {
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        read_keys(&path)
    };
    fs::write(&path, format!("radio 7 {KEY}\n")).unwrap();
    assert_eq!(with_mode(0o600).unwrap().len(), 1);
    for mode in [0o640, 0o604, 0o620, 0o602, 0o610] {
        assert_eq!(with_mode(mode).unwrap_err().len(), 1, "{mode:o}");
    }
    fs::write(&path, "radio 7 1\n").unwrap();
    assert_eq!(with_mode(0o644).unwrap_err().len(), 2);
    fs::remove_file(&path).unwrap();
    assert_eq!(read_keys(&path).unwrap_err().len(), 1);
}
