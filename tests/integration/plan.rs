//! `haiou plan` with the shipped patrols, airspace, classes and fleet.

use crate::haiou::{Ran, haiou, root, shipped_airspace, written};
use missions::formats;
use serde_json::Value;
use std::path::{Path, PathBuf};

const WEDNESDAY_MORNING: &str = "2026-12-02T10:10:00+08:00";
const WEATHER: &str = "missions/qingdao/weather.toml";

/// A folder of a test's own, empty.
fn folder(test: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(test);
    std::fs::remove_dir_all(&folder).ok();
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

fn plan_of(patrol: &str, options: &[&str]) -> Ran {
    let mut arguments = vec![
        "plan".to_owned(),
        patrol.to_owned(),
        "--airspace".to_owned(),
    ];
    arguments.extend(shipped_airspace());
    arguments.extend(options.iter().map(|it| (*it).to_owned()));
    haiou(&arguments)
}

/// A shipped patrol on a fine Wednesday.
fn plan(patrol: &str, options: &[&str]) -> Ran {
    let patrol = format!("missions/qingdao/patrols/{patrol}.toml");
    let day = [
        "--terrain",
        "synthetic",
        "--weather",
        WEATHER,
        "--depart",
        WEDNESDAY_MORNING,
    ];
    plan_of(&patrol, &[&day[..], options].concat())
}

fn json(ran: &Ran) -> Value {
    serde_json::from_str(&ran.out).unwrap_or_else(|why| panic!("{why}: {}", ran.out))
}

fn text_of(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[track_caller]
fn read_back(path: &Path) -> missions::mission::Mission {
    let name = path.file_name().unwrap().to_str().unwrap();
    let (mission, problems) = formats::read(&std::fs::read(path).unwrap(), name);
    mission.unwrap_or_else(|| panic!("{problems:?}"))
}

/// Whether a picture is well-formed XML with one root, and all texts of it.
fn texts_of_svg(path: &Path) -> Vec<String> {
    let svg = std::fs::read_to_string(path).unwrap();
    let mut reader = quick_xml::Reader::from_str(&svg);
    reader.config_mut().check_end_names = true;
    let mut texts = Vec::new();
    let mut depth = 0_usize;
    loop {
        match reader.read_event().unwrap() {
            quick_xml::events::Event::Start(_) => depth += 1,
            quick_xml::events::Event::End(_) => depth -= 1,
            quick_xml::events::Event::Text(text) => texts.push(text.xml10_content().into_owned()),
            quick_xml::events::Event::Eof => break,
            _ => {}
        }
    }
    assert_eq!(depth, 0);
    texts
}

#[test]
fn the_outfalls_are_planned_written_and_drawn() {
    let folder = folder("plan-outfalls");
    let (mission, picture) = (folder.join("outfalls.geojson"), folder.join("outfalls.svg"));
    let ran = plan(
        "shinan-outfalls",
        &[
            "-o",
            text_of(&mission),
            "--svg",
            text_of(&picture),
            "--json",
        ],
    );
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    let said = json(&ran);
    assert_eq!(said["feasible"], true);
    let flights = said["flights"].as_array().unwrap();
    assert_eq!(flights.len(), 1);
    let flight = &flights[0];
    assert_eq!(flight["take_off"], "2026-12-02T02:10:00Z");
    let energy = &flight["energy"];
    assert!(energy["least_left_after_any_way_home_wh"].as_f64() >= energy["reserve_wh"].as_f64());
    let read = read_back(&mission);
    assert_eq!(read.steps.len() as u64, flight["steps"].as_u64().unwrap());
    let texts = texts_of_svg(&picture);
    for text in ["市南入海排口巡查", "图例 Legend", "北 N", "八大关东侧排口"] {
        assert!(texts.iter().any(|it| it == text), "{text} is not drawn");
    }
}

#[test]
fn an_autopilot_that_holds_a_fence_gets_it_with_its_mission() {
    let folder = folder("plan-river");
    let (mission, waypoints) = (folder.join("river.plan"), folder.join("river.waypoints"));
    let outputs = ["-o", text_of(&mission), "-o", text_of(&waypoints), "--json"];
    let ran = plan("licun-river-flood", &outputs);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    let said = json(&ran);
    let flight = &said["flights"][0];
    let read = read_back(&mission);
    let vertices = flight["fence"]["vertices"].as_u64().unwrap();
    assert!(vertices >= 3);
    assert_eq!(read.fence.len() as u64, vertices);
    let settings = flight["fence"]["settings"].as_array().unwrap();
    assert!(settings.iter().any(|it| it["name"] == "FENCE_ENABLE"));
    // What `.waypoints` cannot hold, it is said to lose.
    assert!(read_back(&waypoints).fence.is_empty());
    let files = flight["files"].as_array().unwrap();
    assert!(
        !files[1]["lost"].as_array().unwrap().is_empty(),
        "{files:?}"
    );
}

#[test]
fn several_flights_are_several_files_one_after_another() {
    let folder = folder("plan-algae");
    let mission = folder.join("algae.kml");
    let ran = plan("shinan-algae", &["-o", text_of(&mission), "--json"]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    let said = json(&ran);
    let flights = said["flights"].as_array().unwrap();
    assert!(flights.len() > 1);
    assert!(!mission.exists());
    let mut landed = String::new();
    for (index, flight) in flights.iter().enumerate() {
        read_back(&folder.join(format!("algae-{}.kml", index + 1)));
        let take_off = flight["take_off"].as_str().unwrap();
        assert!(take_off > landed.as_str(), "{take_off} is before {landed}");
        landed = flight["landing"].as_str().unwrap().to_owned();
    }
}

#[test]
fn every_leg_has_its_proof() {
    let ran = plan("shinan-outfalls", &["--json"]);
    let said = json(&ran);
    let legs = said["flights"][0]["legs"].as_array().unwrap();
    let kind = |it: &Value| it["kind"].as_str().unwrap().to_owned();
    assert_eq!(kind(&legs[0]), "take-off");
    assert_eq!(kind(legs.last().unwrap()), "landing");
    let mut before_s = 0.0;
    for leg in legs {
        assert_eq!(leg["begins_s"].as_f64().unwrap(), before_s);
        before_s = leg["ends_s"].as_f64().unwrap();
        assert_eq!(leg["energy"]["keeps_reserve"], true);
        assert!(leg["way_home"]["left_wh"].is_number(), "{leg}");
        assert!(leg["above_ground_m"]["most"].as_f64().unwrap() <= 120.0);
    }
    assert!(legs.iter().any(|it| it["sensor"]["is_photo"] == true));
}

#[test]
fn the_pier_needs_the_approval_that_its_patrol_asks_for() {
    let folder = folder("plan-pier");
    let mission = folder.join("pier.kmz");
    let arguments = ["-o", text_of(&mission), "--json"];
    let without = plan("zhanqiao-crowd", &arguments);
    assert_eq!(without.code, 1);
    let said = json(&without);
    assert_eq!(said["feasible"], false);
    assert_eq!(said["flights"], Value::Array(Vec::new()));
    let first = &said["refused"][0]["hindrances"][0];
    assert_eq!(first["kind"], "airspace");
    assert!(
        first["what"]["en"]
            .as_str()
            .unwrap()
            .contains("QD-SCENIC-ZHANQIAO")
    );
    assert!(!mission.exists(), "what may not be flown has no file");

    let held = [&arguments[..], &["--approval", "QD-SCENIC-ZHANQIAO"]].concat();
    let with = plan("zhanqiao-crowd", &held);
    assert_eq!(with.code, 0, "{}{}", with.out, with.err);
    assert!(mission.exists());
    let said = json(&with);
    let legs = said["flights"][0]["legs"].as_array().unwrap();
    let zones = legs.iter().flat_map(|it| it["zones"].as_array().unwrap());
    let ids: Vec<&Value> = zones.map(|it| &it["id"]).collect();
    assert!(ids.contains(&&Value::from("QD-SCENIC-ZHANQIAO")), "{ids:?}");
}

#[test]
fn what_is_in_the_way_is_told_with_what_helps_and_drawn_and_an_old_file_is_not_taken_for_new() {
    let folder = folder("plan-wind");
    let weather = std::fs::read_to_string(root().join(WEATHER)).unwrap();
    let weather = weather
        .replace("wind_mps = 3.5", "wind_mps = 15")
        .replace("gust_mps = 6", "gust_mps = 21");
    let weather = written("plan-wind", "storm.toml", &weather);
    let (mission, picture) = (folder.join("old.geojson"), folder.join("storm.svg"));
    std::fs::write(&mission, "an older one").unwrap();
    let options = [
        "--terrain",
        "synthetic",
        "--weather",
        text_of(&weather),
        "--depart",
        WEDNESDAY_MORNING,
        "-o",
        text_of(&mission),
        "--svg",
        text_of(&picture),
    ];
    let patrol = "missions/qingdao/patrols/shinan-outfalls.toml";
    let ran = plan_of(patrol, &options);
    assert_eq!(ran.code, 1, "{}", ran.out);
    assert!(ran.out.contains("NO"), "{}", ran.out);
    assert!(
        ran.out
            .contains("wind 15.0 m/s, and the patrol is flown up to 8 m/s"),
        "{}",
        ran.out
    );
    assert!(ran.out.contains("→ wait for better weather"), "{}", ran.out);
    assert!(ran.err.contains("older"), "{}", ran.err);
    assert_eq!(std::fs::read_to_string(&mission).unwrap(), "an older one");
    assert!(
        texts_of_svg(&picture)
            .iter()
            .any(|it| it.contains("not to be flown"))
    );

    let chinese = plan_of(patrol, &[&options[..6], &["--lang", "zh"]].concat());
    assert!(chinese.out.contains("不可飞"), "{}", chinese.out);
    assert!(
        chinese.out.contains("风速 15.0 m/s，超过任务上限 8 m/s"),
        "{}",
        chinese.out
    );
}

#[test]
fn without_weather_it_refuses_and_shows_a_file_that_it_would_take() {
    let patrol = "missions/qingdao/patrols/shinan-outfalls.toml";
    let ran = plan_of(
        patrol,
        &["--terrain", "synthetic", "--depart", WEDNESDAY_MORNING],
    );
    assert_eq!(ran.code, 2);
    let example = ran.err.split("such as").nth(1).unwrap();
    let weather = missions::weather::read("example.toml", example.as_bytes());
    assert_eq!(weather.problems, []);
    assert!(weather.weather.is_some());
}

#[test]
fn weather_of_another_day_is_none() {
    let patrol = "missions/qingdao/patrols/shinan-outfalls.toml";
    let ran = plan_of(
        patrol,
        &[
            "--terrain",
            "synthetic",
            "--weather",
            WEATHER,
            "--depart",
            "2027-01-06T10:10:00+08:00",
        ],
    );
    assert_eq!(ran.code, 1, "{}{}", ran.out, ran.err);
    assert!(ran.out.contains("the weather is told from"), "{}", ran.out);
}

#[test]
fn the_problems_of_all_files_come_at_once() {
    let patrol = written("plan-broken", "patrol.toml", "[patrol]\nid = \"a b\"\n");
    let weather = written(
        "plan-broken",
        "weather.toml",
        "[weather]\ntemperature = 3\n",
    );
    let fleet = written("plan-broken", "fleet.toml", "[fleet]\nname = 3\n");
    let airspace = written("plan-broken", "zones.geojson", "{");
    let ran = haiou(&[
        "plan",
        text_of(&patrol),
        "--airspace",
        text_of(&airspace),
        "no-such-file.geojson",
        "--weather",
        text_of(&weather),
        "--fleet",
        text_of(&fleet),
        "-o",
        "mission.doc",
        "--json",
    ]);
    assert_eq!(ran.code, 2, "{}", ran.out);
    let said = json(&ran);
    let problems = said["problems"].as_array().unwrap();
    for file in ["patrol.toml", "weather.toml", "fleet.toml", "zones.geojson"] {
        let is_of = |it: &&Value| it["place"]["file"].as_str().unwrap_or("").ends_with(file);
        assert!(problems.iter().any(|it| is_of(&it)), "{file}: {problems:?}");
    }
    let line = problems
        .iter()
        .find(|it| it["place"]["key"] == "weather.temperature");
    assert_eq!(line.unwrap()["place"]["line"], 2);
    let refusals = said["refusals"].to_string();
    for about in ["no-such-file.geojson", "--terrain", "mission.doc"] {
        assert!(refusals.contains(about), "{about}: {refusals}");
        assert!(ran.err.contains(about), "{about}: {}", ran.err);
    }
}

#[test]
fn an_output_that_is_an_input_or_is_named_twice_is_refused() {
    for options in [
        ["-o", WEATHER, "--svg", "a.svg"],
        ["-o", "a.plan", "-o", "a.plan"],
    ] {
        assert_eq!(plan("shinan-outfalls", &options).code, 2, "{options:?}");
    }
    assert!(root().join(WEATHER).exists());
    assert!(!root().join("a.plan").exists());
}

#[test]
fn an_aircraft_is_not_given_a_file_that_it_does_not_load() {
    let folder = folder("plan-dji");
    let mission = folder.join("a.plan");
    let options = ["--drone", "sailing-1", "-o", text_of(&mission)];
    let ran = plan("shinan-outfalls", &options);
    assert_eq!(ran.code, 1, "{}", ran.out);
    assert!(ran.out.contains("does not load .plan"), "{}", ran.out);
    assert!(!mission.exists());
    let nobody = plan("shinan-outfalls", &["--drone", "nobody"]);
    assert_eq!(nobody.code, 1);
    assert!(
        nobody.out.contains("no aircraft \"nobody\""),
        "{}",
        nobody.out
    );
}

/// Where a mission flies, and how high above mean sea level.
fn places(mission: &missions::mission::Mission) -> Vec<(f64, f64, f64)> {
    let steps = mission.steps.iter().filter_map(|step| match step {
        missions::mission::Step::FlyTo(to) => Some(to),
        _ => None,
    });
    let amsl_m = |altitude: geofences::Altitude| match altitude.datum() {
        geofences::AltitudeDatum::AboveHome => mission.home.ground_amsl_m + altitude.metres(),
        geofences::AltitudeDatum::MeanSeaLevel => altitude.metres(),
        _ => panic!("{altitude}"),
    };
    let place = |it: &missions::mission::FlyTo| {
        let (x, y) = (it.position.longitude_deg(), it.position.latitude_deg());
        (x, y, amsl_m(it.altitude))
    };
    steps.map(place).collect()
}

#[test]
fn a_kmz_is_djis_wayline_for_an_aircraft_of_djis_and_says_what_is_not_in_it() {
    let folder = folder("plan-wayline");
    let (kmz, whole) = (folder.join("pier.kmz"), folder.join("pier.geojson"));
    let options = [
        "--approval",
        "QD-SCENIC-ZHANQIAO",
        "--drone",
        "zhanqiao-1",
        "-o",
        text_of(&kmz),
        "-o",
        text_of(&whole),
    ];
    let ran = plan("zhanqiao-crowd", &[&options[..], &["--json"]].concat());
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    let files = json(&ran)["flights"][0]["files"].clone();
    assert_eq!(files[0]["format"], "DJI WPML");
    assert_eq!(files[0]["not_loaded"], Value::Null);
    let lost = files[0]["lost"].to_string();
    assert!(lost.contains("no light and no loudspeaker"), "{lost}");
    let (flown, planned) = (places(&read_back(&kmz)), places(&read_back(&whole)));
    assert_eq!(flown.len(), planned.len());
    for (is, was) in flown.iter().zip(&planned) {
        assert!((is.0 - was.0).abs() < 1e-7 && (is.1 - was.1).abs() < 1e-7);
        assert!((is.2 - was.2).abs() < 0.01, "{is:?} {was:?}");
    }
    let text = plan("zhanqiao-crowd", &options).out;
    assert!(text.contains("(DJI WPML)"), "{text}");
    assert!(
        text.contains("not in it: waylines switch no light"),
        "{text}"
    );
}

/// The shipped classes with one changed, in a folder.
fn classes(test: &str, class: &str, change: impl Fn(&str) -> String) -> PathBuf {
    let folder = folder(test);
    for entry in std::fs::read_dir(root().join("missions/vehicles")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        let text = std::fs::read_to_string(&path).unwrap();
        let is_it = name == format!("{class}.toml");
        let text = if is_it { change(&text) } else { text };
        std::fs::write(folder.join(name), text).unwrap();
    }
    folder
}

#[test]
fn a_kmz_is_kml_for_others_and_where_djis_numbers_are_not_known() {
    let folder = folder("plan-kml-archive");
    let kmz = folder.join("a.kmz");
    let is_kml = || {
        let bytes = std::fs::read(&kmz).unwrap();
        formats::detect(&bytes, "a.kmz").unwrap() == formats::Format::Kmz
    };
    // What has to load a `.plan` too is none of DJI's.
    let also = folder.join("a.plan");
    let outputs = ["-o", text_of(&kmz), "-o", text_of(&also), "--json"];
    let ran = plan("licun-river-flood", &outputs);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    let files = json(&ran)["flights"][0]["files"].clone();
    let (format, why) = (&files[0]["format"], &files[0]["not_loaded"]);
    assert_eq!((format, why), (&Value::from("KMZ"), &Value::Null));
    assert!(is_kml());

    let without_numbers = classes("plan-kml-classes", "dock-quad", |text| {
        let kept = text.lines().filter(|line| {
            !["[dji]", "dji =", "drone"]
                .iter()
                .any(|it| line.starts_with(it))
        });
        kept.collect::<Vec<_>>().join("\n")
    });
    let options = [
        "--vehicles",
        text_of(&without_numbers),
        "--drone",
        "sailing-1",
    ];
    let ran = plan(
        "shinan-outfalls",
        &[&options[..], &["-o", text_of(&kmz)]].concat(),
    );
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    assert!(ran.out.contains("(KMZ)"), "{}", ran.out);
    assert!(ran.out.contains("KML to look at"), "{}", ran.out);
    assert!(is_kml());
}

#[test]
fn a_loudspeaker_is_switched_as_the_file_of_the_vehicle_says_and_is_in_the_way_where_it_does_not() {
    let fleet = written(
        "plan-loud",
        "fleet.toml",
        r#"
            [fleet]
            name = "fleet"
            name_zh = "机队"
            source = "made for a test"
            [[dock]]
            id = "shore"
            name = "shore"
            name_zh = "岸边"
            at = [120.3095, 36.0575]
            height_agl_m = 4
            turnaround_s = 1800
            [[drone]]
            id = "one"
            class = "inspection-quad"
            dock = "shore"
            battery_cycles = 20
            carries = ["tele", "loud"]
        "#,
    );
    let mission = folder("plan-loud-out").join("pier.plan");
    let ran = |switch: &str| {
        let vehicles = classes("plan-loud-classes", "inspection-quad", |text| {
            let text = text
                .replace("name = \"wide\"", "name = \"tele\"")
                .replace("focal_mm = 8.8", "focal_mm = 60");
            format!(
                "{text}\n[[equipment]]\nname = \"loud\"\nkind = \"loudspeaker\"\nmass_kg = 0\npower_w = 5\n{switch}"
            )
        });
        let options = [
            "--approval",
            "QD-SCENIC-ZHANQIAO",
            "--fleet",
            text_of(&fleet),
            "--people",
            "missions/qingdao/people.csv",
            "--vehicles",
            text_of(&vehicles),
            "-o",
            text_of(&mission),
        ];
        plan("zhanqiao-crowd", &options)
    };
    let unknown = ran("");
    assert_eq!(unknown.code, 1, "{}{}", unknown.out, unknown.err);
    let why = "nobody says which relay or servo switches its loudspeaker";
    assert!(unknown.out.contains(why), "{}", unknown.out);
    assert!(!mission.exists());
    let known = ran("servo = 9\non_us = 1900\noff_us = 1100\n");
    assert_eq!(known.code, 0, "{}{}", known.out, known.err);
    let read = read_back(&mission);
    let switched = read.steps.iter().filter_map(|step| match step {
        missions::mission::Step::Do(missions::mission::Deed::Loudspeaker { is_on }) => Some(*is_on),
        _ => None,
    });
    assert_eq!(switched.collect::<Vec<_>>(), [true, false, true, false]);
    let text = std::fs::read_to_string(&mission).unwrap();
    let items: Value = serde_json::from_str(&text).unwrap();
    let items = items["mission"]["items"].as_array().unwrap();
    let pulses = items.iter().filter(|it| it["command"] == 183);
    let pulses: Vec<_> = pulses
        .map(|it| (it["params"][0].as_f64(), it["params"][1].as_f64()))
        .collect();
    let pulse = |us| (Some(9.0), Some(us));
    let once = [pulse(1_900.0), pulse(1_100.0)];
    assert_eq!(pulses, [once, once].concat());
}
