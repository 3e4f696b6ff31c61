//! Sample files as people send them.

use super::*;
use crate::{ObstacleKind, ObstacleShape};

fn sample(name: &str, bytes: &[u8]) -> AirspaceFile {
    read(
        bytes,
        &ReadOptions {
            file: name,
            ..options()
        },
    )
}

#[test]
fn a_table_export_gives_what_is_sound_and_every_fault_of_the_rest() {
    let bytes = include_bytes!("../../../../tests/files/geojson/table_export.geojson");
    let file = sample("table_export.geojson", bytes);
    let ids: Vec<&str> = file.zones.iter().map(|zone| zone.id.as_str()).collect();
    assert_eq!(ids, ["101", "103"]);
    let errors: Vec<(Option<usize>, &str)> = file
        .problems
        .iter()
        .filter(|problem| problem.severity == Severity::Error)
        .map(|problem| (problem.place.feature, problem.code))
        .collect();
    assert_eq!(
        errors,
        [
            (Some(1), "rule-unknown"),
            (Some(1), "radius-missing"),
            (Some(3), "duplicate-id"),
            (Some(4), "property-misspelt"),
            (Some(5), "ring-crosses-itself"),
            (Some(6), "no-geometry"),
        ]
    );
    let shown = file
        .problems
        .iter()
        .find(|p| p.code == "property-misspelt")
        .unwrap();
    assert_eq!(shown.place.line, Some(10));
    for problem in &file.problems {
        assert!(!problem.what.en.is_empty() && !problem.what.zh.is_empty());
        assert_eq!(problem.place.file.as_deref(), Some("table_export.geojson"));
    }
}

#[test]
fn a_file_that_was_cut_off_keeps_its_whole_features_and_says_where_it_ends() {
    let bytes = include_bytes!("../../../../tests/files/geojson/truncated.geojson");
    let file = sample("truncated.geojson", bytes);
    assert_eq!(file.zones.len(), 1);
    assert_eq!(codes(&file), ["truncated"]);
    assert_eq!(file.problems[0].place.line, Some(3));
}

#[test]
fn an_empty_collection_with_a_byte_order_mark_is_an_error() {
    let bytes = include_bytes!("../../../../tests/files/geojson/empty_with_mark.geojson");
    assert_eq!(codes(&sample("empty.geojson", bytes)), ["no-features"]);
}

#[test]
fn obstacles_say_what_is_assumed_of_them() {
    let bytes = include_bytes!("../../../../tests/files/geojson/obstacles.geojson");
    let file = sample("obstacles.geojson", bytes);
    let ids: Vec<&str> = file.obstacles.iter().map(|o| o.id.as_str()).collect();
    assert_eq!(ids, ["mast-1", "line-1/0", "line-1/1"]);
    assert_eq!(
        codes(&file),
        [
            "uncertainty-assumed",
            "uncertainty-assumed",
            "radius-assumed",
            "datum-missing"
        ]
    );
    let mast = &file.obstacles[0];
    assert_eq!((mast.kind, mast.top.metres()), (ObstacleKind::Mast, 45.5));
    assert_eq!(
        (mast.vertical_uncertainty_m, mast.horizontal_uncertainty_m),
        (10.0, 10.0)
    );
    let line = &file.obstacles[2];
    assert!((line.top.metres() - 45.72).abs() < 1e-9);
    let ObstacleShape::Line {
        vertices,
        half_width_m,
    } = &line.shape
    else {
        panic!("not a line");
    };
    assert_eq!((vertices.len(), *half_width_m), (3, 15.0));
}

#[test]
fn a_feature_without_an_id_is_named_after_file_and_place() {
    let text = one(r#""rule":"prohibited""#, TRIANGLE).replace(r#""id":"z","#, "");
    let file = read_text(&text);
    assert_eq!(codes(&file), ["id-missing"]);
    assert_eq!(file.zones[0].id.as_str(), "zones#0");
}
