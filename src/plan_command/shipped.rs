//! The vehicle classes and the fleet that are used where none are given: those that are shipped.

macro_rules! shipped {
    ($($name:literal),* $(,)?) => {
        /// The shipped classes: file names and texts.
        pub(super) const CLASSES: &[(&str, &str)] = &[$((
            $name,
            include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/missions/vehicles/", $name)),
        )),*];
    };
}

shipped![
    "cargo-octo.toml",
    "dock-quad.toml",
    "field-quad.toml",
    "heavy-quad.toml",
    "hover-wing.toml",
    "inspection-quad.toml",
    "patrol-hexa.toml",
    "survey-vtol.toml",
    "survey-wing.toml",
];

/// The shipped fleet, which is illustrative: its name and its text.
pub(super) const FLEET: (&str, &str) = (
    "missions/qingdao/fleet.toml",
    include_str!("../../missions/qingdao/fleet.toml"),
);

/// The shipped landing places, which are illustrative.
pub(super) const LANDING_PLACES: (&str, &str) = (
    "missions/qingdao/landing-places.toml",
    include_str!("../../missions/qingdao/landing-places.toml"),
);

/// The shipped people on the ground, who are illustrative.
pub(super) const PEOPLE: (&str, &str) = (
    "missions/qingdao/people.csv",
    include_str!("../../missions/qingdao/people.csv"),
);

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    #[test]
    fn every_shipped_class_is_among_them() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("missions/vehicles");
        let mut there: Vec<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        there.sort();
        let here: Vec<&str> = CLASSES.iter().map(|it| it.0).collect();
        assert_eq!(here, there);
    }
}
