//! The landing places that are shipped: each lies free in suitable airspace, and by day and by night there are some.

use crate::plans::Qingdao;
use crate::vehicles::airspace_file;
use chrono::{DateTime, TimeDelta, Utc};
use geo::{Coord, Rect};
use geofences::{Approval, Approvals, LocalPlane, Rule, TimeRange};
use missions::route::{SpaceRequest, free_areas};
use missions::ways_home::{LandingPlaces, read_landing_places};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::collections::BTreeSet;

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/qingdao/landing-places.toml");

pub fn shipped() -> LandingPlaces {
    let (read, problems) =
        read_landing_places("landing-places.toml", &std::fs::read(FILE).unwrap());
    assert_eq!(problems, []);
    read.unwrap()
}

/// Midnight in China, on a day on which all surveys hold.
fn midnight() -> DateTime<Utc> {
    "2026-11-30T16:00:00Z".parse().unwrap()
}

#[test]
fn they_say_that_they_are_illustrative_and_are_a_dozen_and_more() {
    let shipped = shipped();
    assert!(shipped.source.contains("示意"));
    assert!(shipped.places.len() > 12);
    let names: BTreeSet<&str> = shipped
        .places
        .iter()
        .map(|it| it.name().zh.as_str())
        .collect();
    assert_eq!(names.len(), shipped.places.len());
}

#[test]
fn at_each_hour_of_the_day_some_may_be_landed_at_and_at_none_may_all() {
    let places = shipped().places;
    for hour in 0..24 {
        let from = midnight() + TimeDelta::hours(hour);
        let window = TimeRange::new(from, from + TimeDelta::minutes(30)).unwrap();
        let open = places
            .iter()
            .filter(|it| it.closed_because(window).is_none());
        let open = open.count();
        assert!(open >= 8, "{hour}: {open}");
        let is_day = (9..17).contains(&hour);
        assert!(!is_day || open < places.len(), "{hour}: {open}");
    }
}

#[test]
fn each_lies_with_its_circle_where_one_may_fly_up_from_the_ground() {
    let qingdao = Qingdao::new();
    let window = TimeRange::new(midnight(), midnight() + TimeDelta::hours(1)).unwrap();
    // Conditions of scenic areas can be met; where one has to ask no landing is planned.
    let scenic = airspace_file("scenic").zones;
    let conditional = scenic.into_iter().filter(|it| it.rule == Rule::Conditional);
    let approvals: Approvals = conditional
        .map(|zone| Approval {
            zone: zone.id,
            number: "示意".to_owned(),
            valid: window,
        })
        .collect();
    let shipped = shipped();
    for (id, place) in shipped.ids.iter().zip(&shipped.places) {
        let plane = LocalPlane::at(place.position().coord());
        let around = Coord { x: 200.0, y: 200.0 };
        let middle = plane.metres(place.position().coord());
        let free = free_areas(&SpaceRequest {
            airspace: &qingdao.airspace,
            context: qingdao.surroundings(&approvals).context(None),
            heights_agl_m: (2.0, 40.0),
            window,
            plane,
            region: Rect::new(middle - around, middle + around),
        });
        let is_free = |at: Coord<f64>| free.iter().any(|it| it.contains(at));
        for step in 0..24 {
            let turn = f64::from(step) * std::f64::consts::TAU / 24.0;
            let edge = Coord {
                x: turn.sin(),
                y: turn.cos(),
            } * place.radius_m();
            assert!(is_free(middle + edge), "{id}");
        }
    }
}

#[test]
fn a_damaged_file_gives_places_or_problems_and_never_a_panic() {
    let mut random = ChaCha8Rng::seed_from_u64(0x01A4_D196);
    let text = std::fs::read_to_string(FILE).unwrap();
    let pieces = [
        "-1",
        "1e300",
        "nan",
        "\"\"",
        "[]",
        "[[",
        "]",
        "=",
        "true",
        "\n",
        "海",
        "24",
        "25",
        "2026-02-30",
    ];
    for _ in 0..500 {
        let mut lines: Vec<String> = text.lines().take(60).map(str::to_owned).collect();
        for _ in 0..random.random_range(1..4) {
            let line = random.random_range(0..lines.len());
            match random.random_range(0..3) {
                0 => drop(lines.remove(line)),
                1 => lines[line] = lines[random.random_range(0..lines.len())].clone(),
                _ => {
                    let piece = pieces[random.random_range(0..pieces.len())];
                    let cut = lines[line].split('=').next().unwrap_or_default().to_owned();
                    lines[line] = format!("{cut}= {piece}");
                }
            }
        }
        let (places, problems) = read_landing_places("damaged.toml", lines.join("\n").as_bytes());
        assert!(places.is_some() || !problems.is_empty());
    }
}
