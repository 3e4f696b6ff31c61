#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::{read, write};
use crate::files::{AirspaceFile, ReadOptions};
use crate::{
    Altitude, AltitudeBand, AltitudeDatum, CircleSide, Footprint, FootprintView, LocalName,
    Position, RawPolygon, Rule, Scope, TimeWindow, Times, Zone, ZoneId,
};
use chrono::FixedOffset;
use geo::{Contains, Coord, Intersects, Point};
use rand::{Rng, SeedableRng};
use serde_json::{Value, json};

const DAMAGE_SEED: u64 = 0x91A;
const SAMPLE: &str = include_str!("../../../tests/files/plan/fence.plan");

fn read_bytes(bytes: &[u8]) -> AirspaceFile {
    let options = ReadOptions {
        file: "dir/test.plan",
        expected_extent: None,
        utc_offset: FixedOffset::east_opt(8 * 3600).unwrap(),
        progress: None,
    };
    read(bytes, &options)
}

fn read_json(plan: &Value) -> AirspaceFile {
    read_bytes(plan.to_string().as_bytes())
}

fn plan(polygons: Value, circles: Value) -> Value {
    json!({
        "fileType": "Plan",
        "version": 1,
        "geoFence": { "version": 2, "polygons": polygons, "circles": circles },
    })
}

fn square(west: f64, south: f64, size: f64, inclusion: bool) -> Value {
    let (east, north) = (west + size, south + size);
    json!({
        "inclusion": inclusion,
        "polygon": [[south, west], [south, east], [north, east], [north, west]],
        "version": 1,
    })
}

fn disc(longitude_deg: f64, latitude_deg: f64, radius_m: f64, inclusion: bool) -> Value {
    json!({
        "circle": { "center": [latitude_deg, longitude_deg], "radius": radius_m },
        "inclusion": inclusion,
        "version": 1,
    })
}

fn codes(file: &AirspaceFile) -> Vec<&'static str> {
    file.problems.iter().map(|problem| problem.code).collect()
}

fn raw_square(west: f64, south: f64, size: f64) -> Vec<Coord<f64>> {
    let (east, north) = (west + size, south + size);
    [
        (west, south),
        (east, south),
        (east, north),
        (west, north),
        (west, south),
    ]
    .map(Coord::from)
    .to_vec()
}

type Ring = Vec<Coord<f64>>;

/// A footprint of outer rings, each with its holes.
fn footprint(polygons: &[(Ring, Vec<Ring>)]) -> Footprint {
    let raw: Vec<RawPolygon> = polygons
        .iter()
        .map(|(exterior, holes)| RawPolygon {
            exterior: exterior.clone(),
            holes: holes.clone(),
        })
        .collect();
    Footprint::from_polygons(&raw).unwrap().0
}

fn zone(id: &str, rule: Rule, footprint: Footprint) -> Zone {
    Zone {
        id: ZoneId::new(id),
        name: LocalName::default(),
        rule,
        scope: Scope::Flight,
        footprint,
        band: AltitudeBand::ALL,
        times: Times::Always,
        authority: None,
        reason: None,
        conditions: None,
        source: None,
    }
}

#[test]
fn the_sample_file_reads_as_one_permission_and_two_prohibitions() {
    let file = read_bytes(SAMPLE.as_bytes());
    assert_eq!(codes(&file), ["plan-without-heights"]);
    let rules: Vec<Rule> = file.zones.iter().map(|zone| zone.rule).collect();
    assert_eq!(rules, [Rule::Prohibited, Rule::Prohibited, Rule::Permitted]);
    assert_eq!(file.zones[0].id.as_str(), "test.plan polygon 1");
    assert_eq!(file.zones[1].id.as_str(), "test.plan circle 0");
    assert_eq!(file.zones[0].band, AltitudeBand::ALL);
}

#[test]
fn a_keep_in_is_permitted_up_to_120_m_above_ground_and_no_higher() {
    let file = read_json(&plan(json!([square(120.0, 36.0, 0.1, true)]), json!([])));
    let upper = file.zones[0].band.upper().unwrap();
    assert_eq!(
        upper,
        Altitude::new(120.0, AltitudeDatum::AboveGround).unwrap()
    );
}

#[test]
fn several_keep_ins_permit_only_what_they_have_in_common() {
    let polygons = json!([
        square(120.0, 36.0, 0.1, true),
        square(120.05, 36.05, 0.1, true)
    ]);
    let circles = json!([disc(120.075, 36.075, 2000.0, true)]);
    let file = read_json(&plan(polygons, circles));
    assert_eq!(
        codes(&file),
        ["plan-several-keep-ins", "plan-without-heights"]
    );
    assert_eq!(file.zones.len(), 1);
    let shape = file.zones[0].footprint.to_polygons(CircleSide::Inscribed);
    assert!(shape.contains(&Point::new(120.075, 36.075)));
    assert!(!shape.intersects(&Point::new(120.04, 36.04)));
    assert!(!shape.intersects(&Point::new(120.055, 36.055)));
    assert!(!shape.intersects(&Point::new(120.12, 36.12)));
}

#[test]
fn keep_ins_without_a_common_part_are_an_error_and_permit_nothing() {
    let polygons = json!([
        square(120.0, 36.0, 0.1, true),
        square(121.0, 36.0, 0.1, true)
    ]);
    let file = read_json(&plan(polygons, json!([])));
    assert!(file.zones.is_empty());
    assert!(codes(&file).contains(&"plan-keep-ins-apart"));
}

#[test]
fn an_unusable_shape_leaves_nothing_permitted() {
    let good = square(120.0, 36.0, 0.1, true);
    let shapes = [
        json!({ "inclusion": true, "polygon": [[36.0, 120.0]], "version": 1 }),
        json!({ "inclusion": false, "polygon": [[36.0, 120.0], [36.1, 120.1]], "version": 1 }),
        json!({ "inclusion": true, "polygon": [[36.0], [1, 2, 3], "x"], "version": 1 }),
        json!({ "inclusion": "yes", "polygon": [], "version": 1 }),
        json!({ "polygon": [], "version": 1 }),
        json!({ "inclusion": true, "polygon": square(120.0, 36.0, 0.1, true)["polygon"] }),
        json!({ "inclusion": true, "polygon": [[120.0, 36.0], [121.0, 36.0], [120.0, 37.0]], "version": 1 }),
        json!(5),
    ];
    for bad in shapes {
        let file = read_json(&plan(json!([good, bad]), json!([])));
        assert!(file.zones.is_empty(), "{bad}");
        assert!(!file.is_clean(), "{bad}");
        assert!(codes(&file).contains(&"plan-keep-in-incomplete"), "{bad}");
        assert_eq!(file.problems[0].place.feature, Some(1), "{bad}");
    }
}

#[test]
fn a_member_given_twice_is_an_error() {
    let text = plan(json!([square(120.0, 36.0, 0.1, true)]), json!([])).to_string();
    let twice = text.replace(
        "\"inclusion\":true",
        "\"inclusion\":false,\"inclusion\":true",
    );
    assert_ne!(text, twice);
    assert!(!read_bytes(twice.as_bytes()).is_clean());
}

#[test]
fn a_member_that_is_not_known_may_be_a_misspelt_keep_out_and_is_an_error() {
    let good = plan(
        json!([square(120.0, 36.0, 0.1, true)]),
        json!([disc(120.05, 36.05, 100.0, false)]),
    );
    assert!(read_json(&good).is_clean());
    let text = good.to_string();
    for (ours, misspelt) in [("circles", "circels"), ("radius", "Radius")] {
        let file = read_bytes(text.replace(ours, misspelt).as_bytes());
        assert!(!file.is_clean(), "{misspelt}");
        assert!(file.zones.iter().all(|zone| zone.rule == Rule::Prohibited));
    }
}

#[test]
fn wrong_versions_and_file_types_are_errors_and_give_no_zone() {
    let good = plan(json!([square(120.0, 36.0, 0.1, false)]), json!([]));
    assert!(read_json(&good).is_clean());
    for (pointer, value, code) in [
        ("/fileType", json!("Params"), "plan-file-type"),
        ("/fileType", Value::Null, "plan-file-type"),
        ("/version", json!(2), "plan-version"),
        ("/version", Value::Null, "plan-version"),
        ("/geoFence/version", json!(1), "plan-version"),
        ("/geoFence/polygons/0/version", json!(2), "plan-version"),
    ] {
        let mut bad = good.clone();
        *bad.pointer_mut(pointer).unwrap() = value;
        let file = read_json(&bad);
        assert!(file.zones.is_empty(), "{pointer}");
        assert!(
            codes(&file).contains(&code),
            "{pointer}: {:?}",
            file.problems
        );
    }
}

#[test]
fn an_empty_fence_is_an_error() {
    for text in [
        plan(json!([]), json!([])).to_string(),
        json!({ "fileType": "Plan", "version": 1, "geoFence": { "version": 2 } }).to_string(),
        json!({ "fileType": "Plan", "version": 1 }).to_string(),
    ] {
        assert_eq!(codes(&read_bytes(text.as_bytes())), ["no-features"]);
    }
    for text in ["", "[]", "{", "null"] {
        assert_eq!(
            codes(&read_bytes(text.as_bytes())),
            ["plan-malformed"],
            "{text}"
        );
    }
}

#[test]
fn a_circle_needs_a_radius_above_zero() {
    for radius_m in [0.0, -5.0, 1e9] {
        let file = read_json(&plan(
            json!([]),
            json!([disc(120.0, 36.0, radius_m, false)]),
        ));
        assert!(!file.is_clean());
        assert!(file.zones.is_empty());
    }
}

#[test]
fn what_was_written_reads_back() {
    let permitted = zone(
        "a",
        Rule::Permitted,
        footprint(&[(
            raw_square(120.0, 36.0, 0.1),
            vec![raw_square(120.04, 36.04, 0.01)],
        )]),
    );
    let prohibited = zone(
        "b",
        Rule::Prohibited,
        Footprint::circle(Position::new(120.02, 36.02).unwrap(), 300.0).unwrap(),
    );
    let (text, problems) = write(&[permitted, prohibited.clone()], &[]).unwrap();
    assert!(problems.is_empty(), "{problems:?}");
    let file = read_bytes(text.as_bytes());
    assert_eq!(codes(&file), ["plan-without-heights"]);
    assert_eq!(file.zones.len(), 3);
    let hole = &file.zones[0];
    assert_eq!(hole.rule, Rule::Prohibited);
    let hole = hole.footprint.to_polygons(CircleSide::Inscribed);
    assert!(hole.contains(&Point::new(120.045, 36.045)));
    assert_eq!(file.zones[1].footprint, prohibited.footprint);
    let inside = file.zones[2].footprint.to_polygons(CircleSide::Inscribed);
    assert!(inside.contains(&Point::new(120.09, 36.09)));
}

#[test]
fn a_plan_has_what_qgroundcontrol_asks_for() {
    let zones = [zone(
        "a",
        Rule::Permitted,
        Footprint::circle(Position::new(120.02, 36.02).unwrap(), 300.0).unwrap(),
    )];
    let (text, _) = write(&zones, &[]).unwrap();
    let plan: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(plan["fileType"], "Plan");
    assert_eq!(plan["version"], 1);
    assert!(plan["groundStation"].is_string());
    assert_eq!(plan["mission"]["version"], 2);
    assert_eq!(plan["mission"]["items"], json!([]));
    assert_eq!(
        plan["mission"]["plannedHomePosition"],
        json!([36.02, 120.02, 0])
    );
    for member in ["firmwareType", "vehicleType", "cruiseSpeed", "hoverSpeed"] {
        assert!(plan["mission"][member].is_number(), "{member}");
    }
    assert_eq!(plan["rallyPoints"], json!({ "version": 2, "points": [] }));
    assert_eq!(plan["geoFence"]["version"], 2);
    assert_eq!(
        plan["geoFence"]["circles"][0]["circle"]["center"],
        json!([36.02, 120.02])
    );
    assert_eq!(plan["geoFence"]["circles"][0]["inclusion"], true);
}

#[test]
fn permitted_zones_that_touch_become_one_keep_in_and_apart_they_are_refused() {
    let at = |id, west| {
        zone(
            id,
            Rule::Permitted,
            footprint(&[(raw_square(west, 36.0, 0.1), vec![])]),
        )
    };
    let (text, problems) = write(&[at("a", 120.0), at("b", 120.1), at("c", 120.15)], &[]).unwrap();
    assert!(problems.is_empty());
    let plan: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(plan["geoFence"]["polygons"].as_array().unwrap().len(), 1);
    let refused = write(&[at("a", 120.0), at("b", 120.2)], &[]).unwrap_err();
    assert_eq!(refused[0].code, "plan-permitted-apart");
    let two_parts = footprint(&[
        (raw_square(120.0, 36.0, 0.1), vec![]),
        (raw_square(120.2, 36.0, 0.1), vec![]),
    ]);
    assert!(write(&[zone("d", Rule::Permitted, two_parts)], &[]).is_err());
}

#[test]
fn what_a_fence_cannot_say_is_a_warning_on_the_safe_side() {
    let square = || {
        footprint(&[(
            raw_square(120.0, 36.0, 0.1),
            vec![raw_square(120.04, 36.04, 0.01)],
        )])
    };
    let around = footprint(&[(raw_square(119.9, 35.9, 0.3), vec![])]);
    let mut banded = zone("banded", Rule::Prohibited, square());
    banded.band =
        AltitudeBand::new(None, Altitude::new(50.0, AltitudeDatum::AboveGround).ok()).unwrap();
    let mut never = zone("never", Rule::Prohibited, square());
    never.times = Times::Windows(Vec::new());
    let mut imaging = zone("imaging", Rule::Prohibited, square());
    imaging.scope = Scope::Imaging;
    let zones = [
        banded,
        zone("asks", Rule::NeedsAuthorization, square()),
        zone("told", Rule::Advisory, square()),
        imaging,
        never,
        zone("around", Rule::Permitted, around),
    ];
    let (text, problems) = write(&zones, &[]).unwrap();
    let told: Vec<_> = problems
        .iter()
        .map(|p| (p.code, p.place.id.as_deref().unwrap_or("")))
        .collect();
    assert_eq!(
        told,
        [
            ("plan-zone-simplified", "banded"),
            ("plan-hole-closed", "banded"),
            ("plan-zone-simplified", "asks"),
            ("plan-hole-closed", "asks"),
            ("plan-zone-left-out", "told"),
            ("plan-zone-left-out", "imaging"),
            ("plan-zone-left-out", "never"),
        ]
    );
    let file = read_bytes(text.as_bytes());
    assert_eq!(file.zones.len(), 3);
    for zone in &file.zones {
        let shape = zone.footprint.to_polygons(CircleSide::Inscribed);
        assert!(shape.contains(&Point::new(120.045, 36.045)));
    }
}

#[test]
fn restrictions_alone_do_not_become_a_fence_that_permits_the_rest_of_the_world() {
    let square = || footprint(&[(raw_square(120.0, 36.0, 0.1), vec![])]);
    let mut imaging = zone("imaging", Rule::Permitted, square());
    imaging.scope = Scope::Imaging;
    for zones in [
        vec![zone("no", Rule::Prohibited, square())],
        vec![imaging],
        vec![],
    ] {
        let refused = write(&zones, &[]).unwrap_err();
        let last = refused.last().unwrap();
        assert_eq!(last.code, "plan-nothing-permitted");
        assert_eq!(last.severity, crate::Severity::Error);
    }
}

#[test]
fn a_permission_that_never_holds_does_not_become_a_fence_without_keep_in() {
    let square = footprint(&[(raw_square(120.0, 36.0, 0.1), vec![])]);
    let mut never = zone("never", Rule::Permitted, square);
    never.times = Times::Windows(Vec::new());
    let refused = write(&[never], &[]).unwrap_err();
    assert!(refused.iter().any(|p| p.code == "plan-nothing-permitted"));
}

#[test]
fn a_permission_that_a_keep_in_would_widen_is_refused_with_its_place() {
    use AltitudeDatum as D;
    let permitted = || {
        let square = footprint(&[(raw_square(120.0, 36.0, 0.1), vec![])]);
        zone("p", Rule::Permitted, square)
    };
    let height = |metres, datum| Altitude::new(metres, datum).ok();
    for (lower, upper, refused) in [
        (None, None, None),
        (None, height(120.0, D::AboveGround), None),
        (
            height(0.0, D::AboveGround),
            height(300.0, D::AboveGround),
            None,
        ),
        (None, height(60.0, D::AboveGround), Some("upper")),
        (None, height(400.0, D::MeanSeaLevel), Some("upper")),
        (None, height(400.0, D::Wgs84Ellipsoid), Some("upper")),
        (
            height(30.0, D::AboveGround),
            height(120.0, D::AboveGround),
            Some("lower"),
        ),
        (height(0.0, D::MeanSeaLevel), None, Some("lower")),
    ] {
        let mut zone = permitted();
        zone.band = AltitudeBand::new(lower, upper).unwrap();
        let (rule, band) = (Rule::Prohibited, zone.band);
        match (write(&[zone], &[]), refused) {
            (Ok((text, _)), None) => assert!(read_bytes(text.as_bytes()).is_clean()),
            (Err(problems), Some(field)) => {
                let told = problems
                    .iter()
                    .find(|p| p.code == "plan-permitted-heights")
                    .unwrap();
                assert_eq!(told.place.field.as_deref(), Some(field));
                assert_eq!(told.place.id.as_deref(), Some("p"));
                assert_eq!(told.place.feature, Some(0));
            }
            (written, _) => panic!("{band:?}: {written:?}"),
        }
        // A restriction only gets larger.
        let mut zone = permitted();
        (zone.rule, zone.band) = (rule, band);
        assert!(write(&[zone, permitted()], &[]).is_ok(), "{band:?}");
    }
    let mut zone = permitted();
    zone.times = Times::Windows(vec![TimeWindow {
        from: None,
        until: Some("2026-05-01T00:00:00Z".parse().unwrap()),
        daily: None,
    }]);
    let problems = write(&[zone.clone()], &[]).unwrap_err();
    assert!(problems.iter().any(|p| p.code == "plan-permitted-times"));
    zone.rule = Rule::Prohibited;
    assert!(write(&[zone, permitted()], &[]).is_ok());
}

#[test]
fn united_circles_lie_inside_the_circles() {
    let at = |id, longitude_deg| {
        let center = Position::new(longitude_deg, 36.0).unwrap();
        zone(
            id,
            Rule::Permitted,
            Footprint::circle(center, 1000.0).unwrap(),
        )
    };
    let (text, _) = write(&[at("a", 120.0), at("b", 120.01)], &[]).unwrap();
    let file = read_bytes(text.as_bytes());
    let FootprintView::Polygons(shape) = file.zones[0].footprint.view() else {
        panic!("no polygon");
    };
    use geo::{Distance, Geodesic};
    for vertex in shape.0[0].exterior() {
        let distance_m = [120.0, 120.01]
            .map(|x| Geodesic.distance(Point::new(x, 36.0), Point::from(*vertex)))
            .into_iter()
            .fold(f64::INFINITY, f64::min);
        assert!(distance_m < 1000.001, "{distance_m}");
    }
}

#[test]
fn no_truncation_and_no_damage_panics_or_is_silent() {
    let bytes = SAMPLE.as_bytes();
    for end in 0..bytes.len() - 2 {
        let file = read_bytes(&bytes[..end]);
        assert!(!file.is_clean(), "{end}");
    }
    let mut random = rand_chacha::ChaCha8Rng::seed_from_u64(DAMAGE_SEED);
    for _ in 0..500 {
        let mut damaged = bytes.to_vec();
        for _ in 0..random.random_range(1..8) {
            let at = random.random_range(0..damaged.len());
            damaged[at] = random.random();
        }
        let file = read_bytes(&damaged);
        assert!(!file.zones.is_empty() || !file.is_clean());
    }
}
