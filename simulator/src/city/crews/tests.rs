#![allow(clippy::unwrap_used)]

use super::*;
use crate::city::support::{Told, at, empty, results, world};

const COMMAND: &str = "haiou/v1/crews/east-1/command";

fn crew(moves: CrewMoves) -> Told {
    let mut config = empty();
    let crew = CrewConfig::new("east-1", moves, at(0.0, 0.0));
    config.crews.push(crew);
    Told::new(config, world(0.0, 0.0, 1_013.25))
}

fn assign(told: &mut Told, id: &str, place: Place, on_site_s: u64) {
    let (longitude_deg, latitude_deg) = (place.longitude_deg, place.latitude_deg);
    let payload = format!(
        r#"{{"command_id": "{id}", "command": "assign", "task": "case-{id}",
            "longitude_deg": {longitude_deg}, "latitude_deg": {latitude_deg},
            "on_site_s": {on_site_s}}}"#
    );
    told.command(COMMAND, &payload);
}

/// The seconds at which its states were told first.
fn changes(told: &mut Told) -> Vec<(String, f64)> {
    let said = std::mem::take(&mut told.said);
    let mut changes: Vec<(String, f64)> = Vec::new();
    for one in said.iter().filter(|one| one.topic.ends_with("/state")) {
        let message: serde_json::Value = serde_json::from_str(&one.payload).unwrap();
        let state = message["state"].as_str().unwrap().to_owned();
        if changes.last().is_none_or(|(last, _)| *last != state) {
            changes.push((state, one.at.seconds()));
        }
    }
    changes
}

#[test]
fn a_crew_arrives_after_the_time_its_way_takes_works_and_reports() {
    for (moves, way_m, mean_s) in [
        (CrewMoves::OnFoot, 810.0, 600.0),
        (CrewMoves::ByCar, 5_000.0, 600.0),
    ] {
        let mut told = crew(moves);
        told.until(100, &[]);
        told.take("");
        assign(&mut told, "1", at(0.0, way_m), 300);
        told.until(2_000, &[]);
        let said = told.said.clone();
        let changed = changes(&mut told);
        let names: Vec<&str> = changed.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["on_the_way", "on_site", "idle"]);
        let way_s = changed[1].1 - changed[0].1;
        assert!((way_s / mean_s - 1.0).abs() < 0.19, "{way_s}");
        assert!((changed[2].1 - changed[1].1 - 300.0).abs() < 0.2);
        told.said = said;
        assert_eq!(results(&told.take("/reply"), "1"), ["accepted", "done"]);
        let truth = told.city.crews().next().unwrap();
        assert!(truth.place.ground_distance_m(at(0.0, way_m)) < 0.1);
        assert_eq!(truth.task, None);
    }
}

#[test]
fn on_the_way_it_moves_evenly_and_says_when_it_will_be_there() {
    let mut told = crew(CrewMoves::ByCar);
    assign(&mut told, "1", at(5_000.0, 0.0), 60);
    told.until(100, &[]);
    let states = told.take("/state");
    assert_eq!(states[0]["task"], "case-1");
    assert!(states.len() > 18);
    let speed_mps = states[1]["speed_mps"].as_f64().unwrap();
    let truth = told.city.crews().next().unwrap().place;
    let way_m = truth.ground_distance_m(at(0.0, 0.0));
    assert!(
        (way_m / 100.0 / speed_mps - 1.0).abs() < 0.02,
        "{way_m} {speed_mps}"
    );
    // 5 km at 30 km/h from 02:00: 02:10, as expected at the start.
    let expected = states[0]["expected_at"].as_str().unwrap();
    assert!(
        expected.starts_with("2026-11-24T02:10:00") || expected.starts_with("2026-11-24T02:09:59")
    );
}

#[test]
fn a_crew_keeps_to_the_streets() {
    let mut config = empty();
    let points = vec![at(0.0, 0.0), at(0.0, 800.0), at(600.0, 800.0)];
    config.streets = Some(Streets::new(points, &[(0, 1), (1, 2)]).unwrap());
    config
        .crews
        .push(CrewConfig::new("east-1", CrewMoves::ByCar, at(0.0, 0.0)));
    let mut told = Told::new(config, world(0.0, 0.0, 1_013.25));
    assign(&mut told, "1", at(600.0, 800.0), 60);
    for second in 0..400 {
        told.until(second, &[]);
        let place = told.city.crews().next().unwrap().place;
        let from_corner = at(0.0, 800.0).ned_to(place);
        assert!(
            from_corner.x.abs() < 0.5 || from_corner.y.abs() < 0.5,
            "{from_corner}"
        );
    }
    let arrived = changes(&mut told)[1].1;
    assert!((arrived / (1_400.0 / CrewMoves::ByCar.speed_mps()) - 1.0).abs() < 0.19);
}

#[test]
fn a_crew_refuses_what_it_cannot_do_and_says_why() {
    let mut told = crew(CrewMoves::OnFoot);
    assign(&mut told, "far", at(6_000.0, 0.0), 60);
    assign(&mut told, "long", at(100.0, 0.0), 100_000);
    told.command(COMMAND, r#"{"command_id": "none", "command": "cancel"}"#);
    told.command(
        COMMAND,
        r#"{"command_id": "moon", "command": "assign", "task": "t",
            "longitude_deg": 400, "latitude_deg": 0}"#,
    );
    assign(&mut told, "good", at(100.0, 0.0), 60);
    assign(&mut told, "second", at(100.0, 0.0), 60);
    told.until(1, &[]);
    let replies = told.take("/reply");
    for (id, why) in [
        ("far", "6.0 km"),
        ("long", "on_site_s"),
        ("none", "no task"),
        ("moon", "no place"),
        ("second", "case-good"),
    ] {
        assert_eq!(results(&replies, id), ["refused"], "{id}");
        let reply = replies
            .iter()
            .find(|reply| reply["command_id"] == id)
            .unwrap();
        assert!(
            reply["reason"]["en"].as_str().unwrap().contains(why),
            "{reply}"
        );
        assert!(!reply["reason"]["zh"].as_str().unwrap().is_ascii());
    }
    assert_eq!(results(&replies, "good"), ["accepted"]);
}

#[test]
fn a_cancelled_task_has_failed_and_the_crew_can_be_sent_again() {
    let mut told = crew(CrewMoves::OnFoot);
    assign(&mut told, "1", at(500.0, 0.0), 60);
    told.until(100, &[]);
    told.command(COMMAND, r#"{"command_id": "2", "command": "cancel"}"#);
    assign(&mut told, "3", at(500.0, 0.0), 60);
    told.until(1_000, &[]);
    let replies = told.take("/reply");
    assert_eq!(results(&replies, "1"), ["accepted", "failed"]);
    assert_eq!(results(&replies, "2"), ["accepted", "done"]);
    assert_eq!(results(&replies, "3"), ["accepted", "done"]);
}

#[test]
fn after_its_hours_a_crew_rests_and_then_works_again() {
    let mut told = crew(CrewMoves::OnFoot);
    assign(&mut told, "1", at(10.0, 0.0), 4 * 3_600);
    told.until(4 * 3_600 + 60, &[]);
    assert_eq!(told.city.crews().next().unwrap().state, CrewState::Resting);
    assign(&mut told, "2", at(20.0, 0.0), 60);
    told.until(4 * 3_600 + 70, &[]);
    let replies = told.take("/reply");
    assert_eq!(results(&replies, "2"), ["refused"]);
    let reply = replies
        .iter()
        .find(|reply| reply["command_id"] == "2")
        .unwrap();
    // It works until 06:00, and a few seconds for the way.
    assert!(
        reply["reason"]["en"]
            .as_str()
            .unwrap()
            .contains("2026-11-24T06:30:")
    );
    told.until(4 * 3_600 + 1_900, &[]);
    assign(&mut told, "3", at(20.0, 0.0), 60);
    told.until(5 * 3_600, &[]);
    assert_eq!(results(&told.take("/reply"), "3"), ["accepted", "done"]);
}

#[test]
fn a_crew_with_nothing_to_do_goes_its_round_and_takes_it_up_again_after_a_task() {
    let mut config = empty();
    let mut walker = CrewConfig::new("east-1", CrewMoves::OnFoot, at(0.0, 0.0));
    walker.speed_mps = 2.0;
    walker.round = vec![at(0.0, 200.0), at(0.0, 0.0)];
    config.crews.push(walker);
    let mut told = Told::new(config, world(0.0, 0.0, 1_013.25));
    let mut reached = [f64::INFINITY; 2];
    for second in 0..1_200 {
        told.until(second, &[]);
        let place = told.city.crews().next().unwrap().place;
        let far_m = place.ground_distance_m(at(0.0, 200.0));
        reached[0] = reached[0].min(far_m);
        if reached[0] < 1.0 {
            reached[1] = reached[1].min(place.ground_distance_m(at(0.0, 0.0)));
        }
    }
    assert!(
        reached.iter().all(|nearest_m| *nearest_m < 2.0),
        "{reached:?}"
    );
    let states = told.take("/state");
    assert!(states.len() > 200 && states.iter().all(|state| state["state"] == "idle"));
    assign(&mut told, "1", at(300.0, 0.0), 60);
    told.until(1_800, &[]);
    assert_eq!(results(&told.take("/reply"), "1"), ["accepted", "done"]);
    let place = told.city.crews().next().unwrap().place;
    assert!(place.ground_distance_m(at(300.0, 0.0)) > 20.0);
}

fn walker(round: Vec<Place>) -> Told {
    let mut config = empty();
    let mut walker = CrewConfig::new("east-1", CrewMoves::OnFoot, at(0.0, 0.0));
    walker.round = round;
    config.crews.push(walker);
    Told::new(config, world(0.0, 0.0, 1_013.25))
}

/// When its states were told, and whether it moved.
fn moves(told: &mut Told) -> Vec<(f64, bool)> {
    let said = std::mem::take(&mut told.said);
    let states = said.iter().filter(|one| one.topic.ends_with("/state"));
    states
        .map(|one| {
            let message: serde_json::Value = serde_json::from_str(&one.payload).unwrap();
            (
                one.at.seconds(),
                message["speed_mps"].as_f64().unwrap() > 0.0,
            )
        })
        .collect()
}

#[test]
fn a_crew_that_takes_up_its_round_again_tells_it_at_once_and_then_every_five_seconds() {
    let mut told = walker(vec![at(0.0, 200.0), at(0.0, 0.0)]);
    assign(&mut told, "1", at(20.0, 0.0), 30);
    told.until(300, &[]);
    let states = told.said.clone();
    let done = states.iter().find(|one| one.payload.contains("done"));
    let done_s = done.unwrap().at.seconds();
    let after: Vec<(f64, bool)> = moves(&mut told)
        .into_iter()
        .filter(|(at_s, _)| *at_s >= done_s)
        .collect();
    let first = after.iter().find(|(_, moves)| *moves).unwrap().0;
    assert!(first - done_s < 0.5, "{first} {done_s}");
    let moving: Vec<f64> = after.iter().map(|(at_s, _)| *at_s).collect();
    assert!(moving.len() > 30);
    for pair in moving.windows(2) {
        assert!(pair[1] - pair[0] <= 5.05, "{pair:?}");
    }
}

#[test]
fn a_crew_whose_round_is_one_place_goes_there_and_stays() {
    let mut told = walker(vec![at(0.0, 100.0)]);
    told.until(200, &[]);
    assert!(moves(&mut told)[1].1);
    let place = told.city.crews().next().unwrap().place;
    assert!(place.ground_distance_m(at(0.0, 100.0)) < 0.1);
    told.until(800, &[]);
    let states = moves(&mut told);
    assert!((9..=11).contains(&states.len()), "{}", states.len());
    assert!(states.iter().all(|(_, moves)| !moves));
    // It does not set out anew each tick either, which would draw a pace and look for a way.
    let mut config = CrewConfig::new("east-1", CrewMoves::OnFoot, at(0.0, 0.0));
    config.round = vec![at(0.0, 1.0)];
    let mut crew = Crew::new(config, 7, empty().start);
    let mut paces = Vec::new();
    for _ in 0..100 {
        crew.go_round(None);
        paces.push(crew.speed_mps);
    }
    assert!(crew.way.is_empty() && paces[0] > 0.0);
    assert!(paces.iter().all(|pace| *pace == paces[0]));
}
