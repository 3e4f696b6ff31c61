use super::flight::Flight;
use super::labels::{Label, Labels};
use super::map::round_length_m;
use super::sheet::{Area, escaped, in_lines, width_of};
use super::{Picture, draw};
use crate::energy::Budget;
use crate::feasibility::{
    EnergyProof, Feasibility, Hindrance, HindranceKind, LegProof, PieceKind, Place, Sensing,
    WayHomeProof,
};
use crate::mission::{Carried, Home, Mission, RallyPlace};
use crate::patrol::{Look, Pattern, PointOfInterest};
use crate::plan::Plan;
use crate::ways_home::ReturnTarget;
use geo::coord;
use geofences::{
    Airspace, Approvals, Bilingual, FlatTerrain, Footprint, LocalName, Obstacle, ObstacleKind,
    ObstacleShape, Position, Rule, Scope, Subject, Times, Zone, ZoneId,
};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::sync::Arc;

const HOSTILE: &str = "</text><script>\"A&B'\u{1}]]>";

fn at(east: f64, north: f64) -> Position {
    Position::new(120.38 + east * 1e-5, 36.06 + north * 1e-5).unwrap()
}

fn place(east: f64, north: f64, amsl_m: f64) -> Place {
    Place {
        position: at(east, north),
        amsl_m,
    }
}

/// Pieces between places, each of ten seconds; where it stays it takes a photo, and on the third it films.
fn legs(places: &[Place]) -> Vec<LegProof> {
    let budget = Budget {
        usable_wh: 100.0,
        reserve_wh: 20.0,
    };
    let pairs = places.windows(2).enumerate();
    pairs
        .map(|(index, pair)| {
            let (begins_s, ends_s) = (index as f64 * 10.0, index as f64 * 10.0 + 10.0);
            let stays = pair[0] == pair[1];
            LegProof {
                step: index,
                kind: if stays {
                    PieceKind::Stay
                } else {
                    PieceKind::Leg
                },
                from: pair[0],
                until: pair[1],
                seconds: (begins_s, ends_s),
                above_ground_m: None,
                zones: Vec::new(),
                balance: Some(budget.after(ends_s, ends_s)),
                way_home: Some(WayHomeProof {
                    target: ReturnTarget::Home,
                    energy_wh: 5.0,
                    seconds: 20.0,
                    left_wh: 95.0 - ends_s,
                }),
                sensing: Sensing {
                    is_photo: stays,
                    is_video: index == 2,
                    ..Sensing::default()
                },
            }
        })
        .collect()
}

fn plan() -> Plan {
    let places = [
        place(0.0, 0.0, 5.0),
        place(0.0, 0.0, 60.0),
        place(400.0, 100.0, 60.0),
        place(900.0, 100.0, 60.0),
        place(900.0, 100.0, 60.0),
        place(900.0, 100.0, 60.0),
        place(0.0, 0.0, 60.0),
    ];
    let budget = Budget {
        usable_wh: 100.0,
        reserve_wh: 20.0,
    };
    Plan {
        mission: Mission {
            name: Bilingual::new(HOSTILE, HOSTILE),
            home: Home {
                position: at(0.0, 0.0),
                ground_amsl_m: 5.0,
            },
            steps: Vec::new(),
            speed_mps: 8.0,
            return_height_m: 50.0,
            rally: vec![RallyPlace {
                position: at(500.0, -300.0),
                height_above_home_m: 40.0,
            }],
            fence: Vec::new(),
            carried: Carried::default(),
        },
        feasibility: Feasibility {
            required: None,
            hindrances: Vec::new(),
            legs: legs(&places),
            departure: "2026-12-02T02:10:00Z".parse().unwrap(),
            landing: None,
            energy: Some(EnergyProof {
                budget,
                at_landing: budget.after(60.0, 60.0),
                least_left_wh: 35.0,
            }),
            fence: None,
        },
        seen: None,
        notes: vec![Bilingual::new(HOSTILE, HOSTILE)],
    }
}

fn subjects() -> Vec<Subject> {
    let name = || LocalName {
        zh: Some(HOSTILE.to_owned()),
        en: Some(HOSTILE.to_owned()),
    };
    let zone = Zone {
        id: ZoneId::new(HOSTILE),
        name: name(),
        rule: Rule::Prohibited,
        scope: Scope::Flight,
        footprint: Footprint::circle(at(600.0, 300.0), 200.0).unwrap(),
        band: geofences::AltitudeBand::ALL,
        times: Times::Always,
        authority: None,
        reason: None,
        conditions: None,
        source: None,
    };
    let obstacle = Obstacle {
        id: ZoneId::new("mast"),
        name: name(),
        kind: ObstacleKind::Mast,
        shape: ObstacleShape::Point {
            position: at(200.0, 300.0),
            radius_m: 0.0,
        },
        top: geofences::Altitude::new(60.0, geofences::AltitudeDatum::AboveGround).unwrap(),
        vertical_uncertainty_m: 1.0,
        horizontal_uncertainty_m: 1.0,
        surveyed: None,
        source: None,
    };
    vec![
        Subject::Zone(Arc::new(zone)),
        Subject::Obstacle(Arc::new(obstacle)),
    ]
}

fn drawn(plan: Option<&Plan>, hindrances: &[Hindrance]) -> String {
    let airspace = Airspace::new(subjects()).unwrap().snapshot();
    let name = Bilingual::new(HOSTILE, HOSTILE);
    draw(&Picture {
        title: &name,
        facts: std::slice::from_ref(&name),
        pattern: &Pattern::Points(vec![PointOfInterest {
            name: Some(name.clone()),
            at: at(900.0, 100.0),
            height_agl_m: 50.0,
            dwell_s: 10.0,
            look: Look::At(at(950.0, 200.0)),
            actions: Vec::new(),
        }]),
        plan,
        hindrances,
        home: at(0.0, 0.0),
        home_name: &name,
        departure: "2026-12-02T02:10:00Z".parse().unwrap(),
        airspace: &airspace,
        approvals: &Approvals::none(),
        terrain: &FlatTerrain {
            elevation_amsl_m: 5.0,
            uncertainty_m: 0.0,
        },
        highest_agl_m: 120.0,
    })
}

/// Reads it as XML to its end.
#[track_caller]
fn assert_well_formed(svg: &str) {
    use quick_xml::events::Event;
    let mut reader = quick_xml::Reader::from_str(svg);
    let mut depth = 0_i32;
    loop {
        match reader.read_event().unwrap() {
            Event::Start(start) => {
                assert_ne!(start.name().as_ref(), "script");
                depth += 1;
            }
            Event::End(_) => depth -= 1,
            Event::Eof => break,
            _ => {}
        }
    }
    assert_eq!(depth, 0);
    for nonsense in ["NaN", "inf\"", "\u{1}"] {
        assert!(!svg.contains(nonsense), "{nonsense}");
    }
}

#[test]
fn whatever_things_are_called_the_picture_is_whole() {
    let plan = plan();
    let hindrance = Hindrance::new(HindranceKind::Airspace, Bilingual::new(HOSTILE, HOSTILE))
        .at(at(500.0, 0.0))
        .helped_by(HOSTILE, HOSTILE);
    assert_well_formed(&drawn(Some(&plan), &[]));
    assert_well_formed(&drawn(Some(&plan), std::slice::from_ref(&hindrance)));
    assert_well_formed(&drawn(None, std::slice::from_ref(&hindrance)));
    assert_well_formed(&drawn(None, &[]));
}

#[test]
fn nothing_is_said_to_be_flyable_without_a_flight_or_with_something_in_its_way() {
    let plan = plan();
    let hindrance = Hindrance::new(HindranceKind::Fence, Bilingual::new("a", "a"));
    assert!(drawn(Some(&plan), &[]).contains("may and can be flown"));
    for svg in [drawn(None, &[]), drawn(Some(&plan), &[hindrance])] {
        assert!(!svg.contains("may and can be flown"));
        assert!(svg.contains("not to be flown"));
    }
}

#[test]
fn a_flight_is_drawn_in_strands_by_its_camera_and_a_place_where_it_stays_once() {
    let flight = Flight::of(&plan());
    let is_on: Vec<bool> = flight.strands.iter().map(|it| it.is_on).collect();
    assert_eq!(is_on, [false, true, false]);
    assert_eq!(flight.stops.len(), 1);
    assert!(flight.stops[0].is_recording);
    assert_eq!(flight.stops[0].place, place(900.0, 100.0, 60.0));
    let expected_m = plan().feasibility.length_m();
    assert!((flight.length_m - expected_m).abs() < 1e-6);
    let half = flight.place_at(flight.length_m).unwrap();
    assert_eq!(half, at(0.0, 0.0));
}

#[test]
fn no_label_stands_on_another_or_outside_of_the_map() {
    let area = Area::new(0.0, 0.0, 600.0, 400.0);
    let mut random = ChaCha8Rng::seed_from_u64(20_261_130);
    let mut labels = Labels::new(area);
    let mut count = 0;
    for index in 0..300 {
        let at = coord! { x: random.random_range(0.0..600.0), y: random.random_range(0.0..400.0) };
        let label = Label::new(&format!("空域名称{index}"), &format!("zone {index}"));
        count += usize::from(labels.beside(at, 6.0, label));
    }
    assert!(count > 30, "{count}");
    let areas = labels.areas();
    assert_eq!(areas.len(), count);
    for (index, one) in areas.iter().enumerate() {
        assert!(area.holds(one));
        assert!(areas.iter().skip(index + 1).all(|other| !one.meets(other)));
    }
}

#[test]
fn scales_are_round_and_no_longer_than_they_may_be() {
    for (most_m, expected_m) in [(9.9, 5.0), (10.0, 10.0), (249.0, 200.0), (1_999.0, 1_000.0)] {
        assert_eq!(round_length_m(most_m), expected_m, "{most_m}");
    }
}

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
