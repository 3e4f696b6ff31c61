//! What patrols fly.

use super::*;

const CAMERA: &str = "[sensor]\ncamera = \"wide\"\n";
const HEIGHT: &str = "[flight]\nheight_agl_m = 60\n";

fn pattern(text: &str) -> Pattern {
    good(&format!("{HEAD}[pattern]\n{text}")).pattern
}

fn of_pattern(text: &str) -> Vec<(&'static str, String)> {
    after_head(&format!("[pattern]\n{text}"))
}

fn survey(areas: &str) -> Vec<(&'static str, String)> {
    of_pattern(&format!("kind = \"survey\"\n{areas}{CAMERA}{HEIGHT}"))
}

#[test]
fn each_kind_of_pattern_is_read() {
    let line = "line = [[120.40, 36.14], [120.41, 36.14]]\nwidth_m = 50\n";
    let corridor = pattern(&format!("kind = \"corridor\"\n{line}{CAMERA}{HEIGHT}"));
    let Pattern::Corridor(corridor) = corridor else {
        panic!()
    };
    assert_eq!((corridor.line.len(), corridor.width_m), (2, 50.0));

    let area = "[[pattern.area]]\nouter = [[120.40, 36.14], [120.41, 36.14], [120.41, 36.15]]\n";
    let rings = "kind = \"perimeter\"\nside = \"outside\"\nrings = 2\napart_m = 20\n";
    let perimeter = pattern(&format!("{rings}{area}{CAMERA}{HEIGHT}"));
    let Pattern::Perimeter(perimeter) = perimeter else {
        panic!()
    };
    assert_eq!(
        (perimeter.side, perimeter.rings, perimeter.apart_m),
        (Side::Outside, 2, 20.0)
    );

    let heights = "stand_off_m = 20\nlowest_agl_m = 10\nhighest_agl_m = 40\n";
    let round = "kind = \"orbit\"\ncentre = [120.40, 36.14]\nradius_m = 5\n";
    let Pattern::Orbit(orbit) = pattern(&format!("{round}{heights}{CAMERA}")) else {
        panic!()
    };
    assert!(matches!(
        orbit.structure,
        Structure::Round { radius_m: 5.0, .. }
    ));
    let walls = format!("kind = \"facade\"\n{heights}{area}{CAMERA}gsd_cm = 1\n");
    let patrol = good(&format!("{HEAD}[pattern]\n{walls}"));
    assert!(matches!(patrol.pattern, Pattern::Facade(_)));
    assert_eq!(patrol.height, Height::OfPattern { gsd_m: Some(0.01) });

    let datum = "datum = [120.40, 36.14]\nradius_m = 500\n";
    let square = pattern(&format!(
        "kind = \"expanding-square\"\n{datum}{CAMERA}{HEIGHT}"
    ));
    let Pattern::Search(search) = square else {
        panic!()
    };
    assert_eq!(search.kind, SearchKind::ExpandingSquare);
    assert_eq!((search.spacing_m, search.bearing_deg), (None, 0.0));
    let sector = format!("kind = \"sector-search\"\n{datum}spacing_m = 50\n{CAMERA}{HEIGHT}");
    let Pattern::Search(search) = pattern(&sector) else {
        panic!()
    };
    assert_eq!(
        (search.kind, search.spacing_m),
        (SearchKind::Sector, Some(50.0))
    );
}

#[test]
fn a_survey_has_polygons_with_holes() {
    let areas = r#"cross_hatch = true
bearing_deg = 30
[[pattern.area]]
outer = [[120.40, 36.14], [120.41, 36.14], [120.41, 36.15], [120.40, 36.15], [120.40, 36.14]]
holes = [[[120.402, 36.142], [120.404, 36.142], [120.404, 36.144]]]
[[pattern.area]]
outer = [[120.42, 36.14], [120.43, 36.14], [120.43, 36.15]]
"#;
    let Pattern::Survey(survey) = pattern(&format!("kind = \"survey\"\n{areas}{CAMERA}{HEIGHT}"))
    else {
        panic!()
    };
    assert!(survey.is_cross_hatched);
    assert_eq!(survey.bearing_deg, Some(30.0));
    let polygons = survey.area.to_polygons(geofences::CircleSide::Inscribed);
    assert_eq!(polygons.0.len(), 2);
    assert_eq!(polygons.0[0].interiors().len(), 1);
}

#[test]
fn rings_that_are_none_are_told_at_their_place() {
    for (ring, code) in [
        ("[[120.40, 36.14], [120.41, 36.14]]", "too-few-vertices"),
        (
            "[[120.40, 36.14], [120.41, 36.15], [120.41, 36.14], [120.40, 36.15]]",
            "ring-crosses-itself",
        ),
        (
            "[[120.40, 36.14], [120.41, 36.14], [120.42, 36.14]]",
            "ring-without-area",
        ),
    ] {
        let found = survey(&format!("[[pattern.area]]\nouter = {ring}\n"));
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(found[0].0, code);
        assert!(found[0].1.starts_with("pattern.area[0].outer"), "{found:?}");
    }
    let outside = "[[pattern.area]]\nouter = [[120.40, 36.14], [120.41, 36.14], [120.41, 36.15]]\nholes = [[[120.42, 36.14], [120.43, 36.14], [120.43, 36.15]]]\n";
    assert_eq!(
        survey(outside),
        one("hole-outside", "pattern.area[0].holes[0]")
    );
}

#[test]
fn an_area_is_neither_too_small_nor_too_large() {
    let square = |side_deg: f64| {
        let (east, north) = (120.0 + side_deg, 36.0 + side_deg);
        format!(
            "[[pattern.area]]\nouter = [[120.0, 36.0], [{east}, 36.0], [{east}, {north}], [120.0, {north}]]\n"
        )
    };
    // A degree of longitude has 90.2 km here, one of latitude 111.0: 10 m × 10 m and 300 km² are the limits.
    assert_eq!(
        survey(&square(0.000_099)),
        one("area-too-small", "pattern.area")
    );
    assert_eq!(survey(&square(0.000_101)), []);
    assert_eq!(survey(&square(0.172)), []);
    assert_eq!(
        survey(&square(0.174)),
        one("area-too-large", "pattern.area")
    );
}

#[test]
fn a_line_is_long_enough_and_goes_on() {
    let corridor = |line: &str| {
        of_pattern(&format!(
            "kind = \"corridor\"\nwidth_m = 20\nline = {line}\n{CAMERA}{HEIGHT}"
        ))
    };
    assert_eq!(
        corridor("[[120.40, 36.14]]"),
        one("out-of-range", "pattern.line")
    );
    assert_eq!(
        corridor("[[120.40, 36.14], [120.4001, 36.14]]"),
        one("line-too-short", "pattern.line")
    );
    assert_eq!(corridor("[[120.40, 36.14], [120.4002, 36.14]]"), []);
    let doubled = "[[120.40, 36.14], [120.41, 36.14], [120.41, 36.14], [120.42, 36.14]]";
    assert_eq!(corridor(doubled), one("doubled-place", "pattern.line[2]"));
    assert_eq!(
        corridor("[[36.14, 120.40], [120.41, 36.14]]"),
        one("bad-place", "pattern.line[0]")
    );
}

#[test]
fn a_place_far_from_all_others_is_a_slip() {
    let line = "[[120.40, 36.14], [120.41, 36.14], [120.42, 36.15], [121.42, 36.70]]";
    let found = of_pattern(&format!(
        "kind = \"corridor\"\nwidth_m = 20\nline = {line}\n{CAMERA}{HEIGHT}"
    ));
    assert_eq!(found, one("far-away", "pattern.line[3]"));
}

#[test]
fn the_height_is_said_once() {
    let survey = |rest: &str| {
        let area =
            "[[pattern.area]]\nouter = [[120.40, 36.14], [120.41, 36.14], [120.41, 36.15]]\n";
        of_pattern(&format!("kind = \"survey\"\n{area}{CAMERA}{rest}"))
    };
    assert_eq!(survey(""), one("missing-key", "flight.height_agl_m"));
    assert_eq!(survey("gsd_cm = 2\n"), []);
    assert_eq!(survey(HEIGHT), []);
    let both = format!("gsd_cm = 2\n{HEIGHT}");
    assert_eq!(survey(&both), one("contradiction", "flight.height_agl_m"));
}

#[test]
fn a_height_in_controlled_airspace_is_a_warning() {
    for (height_m, count) in [(120, 0), (121, 1)] {
        let text = format!(
            "{HEAD}[pattern]\nkind = \"sector-search\"\ndatum = [120.40, 36.14]\nradius_m = 500\n{CAMERA}[flight]\nheight_agl_m = {height_m}\n"
        );
        let file = read_toml(&text);
        assert!(file.patrol.is_some());
        assert_eq!(file.problems.len(), count, "{height_m}");
    }
}

#[test]
fn keys_of_another_pattern_mean_nothing() {
    let datum = "kind = \"sector-search\"\ndatum = [120.40, 36.14]\nradius_m = 500\n";
    let found = of_pattern(&format!("{datum}width_m = 3\n{CAMERA}{HEIGHT}"));
    assert_eq!(found, one("useless-key", "pattern.width_m"));
    let orbit = "kind = \"orbit\"\ncentre = [120.40, 36.14]\nradius_m = 5\nstand_off_m = 20\nlowest_agl_m = 10\nhighest_agl_m = 40\n";
    let found = of_pattern(&format!("{orbit}{CAMERA}gimbal_pitch_deg = -45\n{HEIGHT}"));
    let expected = [
        ("useless-key", "sensor.gimbal_pitch_deg".to_owned()),
        ("useless-key", "flight.height_agl_m".to_owned()),
    ];
    assert_eq!(found, expected);
}

#[test]
fn what_contradicts_itself_is_told() {
    let round = "kind = \"orbit\"\ncentre = [120.40, 36.14]\nradius_m = 5\n";
    let found = of_pattern(&format!(
        "{round}stand_off_m = 20\nlowest_agl_m = 40\nhighest_agl_m = 39\n{CAMERA}"
    ));
    assert_eq!(found, one("contradiction", "pattern.highest_agl_m"));
    let area = "[[pattern.area]]\nouter = [[120.40, 36.14], [120.401, 36.14], [120.401, 36.141]]\n";
    let found = of_pattern(&format!(
        "{round}stand_off_m = 20\nlowest_agl_m = 10\nhighest_agl_m = 40\n{area}{CAMERA}"
    ));
    assert_eq!(found, one("contradiction", "pattern"));
    let wide = "kind = \"sector-search\"\ndatum = [120.40, 36.14]\nradius_m = 50\nspacing_m = 51\n";
    assert_eq!(
        of_pattern(&format!("{wide}{CAMERA}{HEIGHT}")),
        one("contradiction", "pattern.spacing_m")
    );
}

fn points(points: &str, rest: &str) -> Vec<(&'static str, String)> {
    of_pattern(&format!("kind = \"points\"\n{points}{rest}"))
}

#[test]
fn points_say_what_is_done_there() {
    let text = r#"kind = "points"
[[pattern.point]]
name = "pier"
name_zh = "栈桥"
at = [120.40, 36.14]
height_agl_m = 40
dwell_s = 30
heading_deg = 90
gimbal_pitch_deg = -45
actions = ["photo", "video", "loudspeaker", "light"]
[[pattern.point]]
at = [120.41, 36.14]
look_at = [120.411, 36.141]
"#;
    let Pattern::Points(points) = pattern(&format!("{text}{CAMERA}{HEIGHT}")) else {
        panic!()
    };
    let heights: Vec<f64> = points.iter().map(|point| point.height_agl_m).collect();
    assert_eq!(heights, [40.0, 60.0]);
    assert_eq!(points[0].name.as_ref().unwrap().zh, "栈桥");
    let angles = Look::Angles {
        heading_deg: Some(90.0),
        gimbal_pitch_deg: Some(-45.0),
    };
    assert_eq!(points[0].look, angles);
    assert_eq!(
        points[0].actions,
        [
            Action::Photo,
            Action::Video,
            Action::Loudspeaker,
            Action::Light
        ]
    );
    assert!(matches!(points[1].look, Look::At(_)));
    assert_eq!((points[1].dwell_s, points[1].actions.len()), (0.0, 0));
}

#[test]
fn a_camera_is_needed_only_for_what_it_does() {
    let photo = "[[pattern.point]]\nat = [120.40, 36.14]\nactions = [\"photo\"]\n";
    assert_eq!(points(photo, HEIGHT), one("missing-key", "sensor"));
    assert_eq!(points(photo, &format!("{CAMERA}{HEIGHT}")), []);
    let speaker =
        "[[pattern.point]]\nat = [120.40, 36.14]\ndwell_s = 5\nactions = [\"loudspeaker\"]\n";
    assert_eq!(points(speaker, HEIGHT), []);
    let datum = "kind = \"sector-search\"\ndatum = [120.40, 36.14]\nradius_m = 500\n";
    assert_eq!(
        of_pattern(&format!("{datum}{HEIGHT}")),
        one("missing-key", "sensor")
    );
}

#[test]
fn points_that_leave_something_open_are_told() {
    let bare = "[[pattern.point]]\nat = [120.40, 36.14]\n";
    assert_eq!(
        points(bare, ""),
        one("missing-key", "pattern.point[0].height_agl_m")
    );
    assert_eq!(points("", HEIGHT), one("missing-key", "pattern.point"));
    assert_eq!(
        points("point = []\n", HEIGHT),
        one("empty", "pattern.point")
    );
    let no_time = "[[pattern.point]]\nat = [120.40, 36.14]\nactions = [\"light\"]\n";
    assert_eq!(
        points(no_time, HEIGHT),
        one("contradiction", "pattern.point[0].actions[0]")
    );
    let two_looks =
        "[[pattern.point]]\nat = [120.40, 36.14]\nheading_deg = 3\nlook_at = [120.40, 36.15]\n";
    assert_eq!(
        points(two_looks, HEIGHT),
        one("contradiction", "pattern.point[0].look_at")
    );
    let half_named = "[[pattern.point]]\nat = [120.40, 36.14]\nname = \"x\"\n";
    assert_eq!(
        points(half_named, HEIGHT),
        one("missing-key", "pattern.point[0].name_zh")
    );
    let gsd = format!("{CAMERA}gsd_cm = 2\n{HEIGHT}");
    assert_eq!(points(bare, &gsd), one("useless-key", "sensor.gsd_cm"));
}

#[test]
fn a_load_is_a_mass_and_nothing_where_none_is_said() {
    let point =
        "[pattern]\nkind = \"points\"\n[[pattern.point]]\nat = [120.4, 36.1]\nheight_agl_m = 20\n";
    let with = |flight: &str| format!("{point}[flight]\n{flight}");
    let load = |flight: &str| good(&format!("{HEAD}{}", with(flight))).payload_kg;
    assert_eq!(load("payload_kg = 12.5\n"), 12.5);
    assert_eq!(load(""), 0.0);
    let found = after_head(&with("payload_kg = -1\n"));
    assert_eq!(found, one("out-of-range", "flight.payload_kg"));
}
