//! Every key that a file of landing places may have. `docs/landing-places.md` tells each of them; a test compares.

written::tables! {
    /// The file.
    FILE: "the file of landing places", false, ["survey", "place"];
    /// What the places were surveyed for.
    SURVEY: "[survey]", false, ["name", "name_zh", "source"];
    /// A place.
    PLACE: "[[place]]", true, [
        "id", "name", "name_zh", "at", "radius_m", "surveyed_on", "valid_until", "hours",
    ];
    /// What is on its ground for some hours of the day.
    HOURS: "hours", true, ["from", "until", "use"];
}

#[cfg(test)]
mod tests {
    use super::*;

    const DOCUMENTATION: &str = include_str!(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../docs/landing-places.md"
    ));

    #[test]
    fn the_reference_tells_the_keys_that_the_reader_knows() {
        let titled: Vec<_> = ALL
            .iter()
            .filter(|table| table.title.starts_with('['))
            .copied()
            .collect();
        assert_eq!(
            written::undocumented(&titled, DOCUMENTATION),
            Vec::<String>::new()
        );
    }

    #[test]
    fn the_reference_tells_what_an_entry_of_hours_has_and_every_use() {
        for word in HOURS
            .keys
            .iter()
            .chain(&["clear", "few", "crowd", "not-surveyed"])
        {
            assert!(DOCUMENTATION.contains(&format!("`{word}`")), "{word}");
        }
    }
}
