//! Bad usage: exit code 2, said in the reader's language.

use crate::haiou::haiou;

#[test]
fn an_unknown_command_is_bad_usage() {
    let ran = haiou(&["airspace", "fly"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("fly"), "{}", ran.err);
    assert_eq!(ran.out, "");
}

#[test]
fn bad_usage_is_said_in_chinese_when_asked_for() {
    let ran = haiou(&["--lang", "zh", "airspace", "check"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("缺少参数："), "{}", ran.err);
}

#[test]
fn help_is_no_failure() {
    for arguments in [&["--help"][..], &["airspace", "check", "--help"]] {
        let ran = haiou(arguments);
        assert_eq!(ran.code, 0);
        assert!(ran.out.contains("Usage"), "{}", ran.out);
    }
}
