use super::sheet::{escaped, in_lines, width_of};

#[test]
fn names_cannot_break_out_of_the_picture() {
    assert_eq!(
        escaped("<script>\"A&B'\u{0}\u{ffff}</script>"),
        "&lt;script&gt;&quot;A&amp;B&#39;&lt;/script&gt;"
    );
}

#[test]
fn lines_are_broken_at_blanks_and_between_chinese_letters_and_lose_nothing() {
    let words = "返航高度须设为 60 m above home，并回读确认，so that all know";
    let lines = in_lines(words, 12.0, 90.0);
    assert!(lines.len() > 2, "{lines:?}");
    for line in &lines {
        assert!(width_of(line, 12.0) <= 102.0, "{line}");
        assert!(!line.starts_with('，'), "{line}");
    }
    let whole: String = lines.concat().chars().filter(|it| *it != ' ').collect();
    let given: String = words.chars().filter(|it| *it != ' ').collect();
    assert_eq!(whole, given);
}

#[test]
fn a_word_that_is_wider_than_the_line_stands_alone() {
    assert_eq!(
        in_lines("a Donaudampfschiff b", 12.0, 40.0),
        ["a", "Donaudampfschiff", "b"]
    );
}
