use super::*;

/// All problems of a profile, as lines.
fn problems(text: &str) -> Vec<String> {
    let problems = SafetyProfile::read(text).unwrap_err();
    problems.iter().map(ToString::to_string).collect()
}

#[test]
fn all_problems_of_a_profile_are_told_at_once_with_their_lines() {
    let text = r#"class = "x"
name = { en = "X" }
oldest_s = 0

[[requirement]]
parameter = "A_NAME_THAT_IS_TOO_LONG"
equals = 1
why = { en = "w", zh = "w" }

[[requirement]]
parameter = "B"
equal = 1
why = { en = "w", zh = "w" }

[[requirement]]
parameter = "C"
at_least = 3
set = 2
why = { en = "w", zh = "w" }

[[requirement]]
parameter = "D"
at_least = 3
at_most = 4
why = { en = "w", zh = "w" }

[[requirement]]
parameter = "E"
within = [4, 3]
why = { en = "w", zh = "w" }
"#;
    let found = problems(text);
    let lines: Vec<_> = found
        .iter()
        .map(|it| it.split(':').next().unwrap())
        .collect();
    assert_eq!(
        lines,
        ["2", "3", "6", "10", "12", "18", "21", "29"],
        "{found:#?}"
    );
}

#[test]
fn a_profile_that_requires_nothing_or_is_cut_is_none() {
    let whole = include_str!("../profiles/px4-multirotor.toml");
    assert!(SafetyProfile::read(whole).is_ok());
    let head = whole.split("[[requirement]]").next().unwrap();
    assert!(problems(head).concat().contains("`requirement` is missing"));
    assert!(
        problems("requirement = []")
            .concat()
            .contains("nothing is required")
    );
    assert!(!problems("class = ").is_empty());
    assert!(problems(&" ".repeat(2 << 20)).concat().contains("too long"));
    let twice = format!(
        "{whole}\n[[requirement]]\nparameter = \"GF_ACTION\"\nequals = 3\n\
         why = {{ en = \"w\", zh = \"w\" }}\n"
    );
    assert!(
        problems(&twice)
            .concat()
            .contains("GF_ACTION is required twice")
    );
}

#[test]
fn each_name_of_a_shipped_profile_is_one_that_a_real_autopilot_has() {
    for (file, profile) in [(ARDUPILOT, copter()), (PX4, px4())] {
        let known = all_of(file);
        for requirement in &profile.requirements {
            let is_known = |want: &Want| known.iter().any(|(name, ..)| *name == want.parameter);
            assert!(requirement.wants.iter().any(is_known), "{requirement:?}");
        }
    }
}

#[test]
fn nothing_is_shipped_that_cannot_be_read() {
    assert_eq!(SHIPPED.len(), 6);
    assert!(
        SHIPPED
            .iter()
            .all(|it| it.oldest > Duration::ZERO && Moment::default() + it.oldest < START)
    );
}
