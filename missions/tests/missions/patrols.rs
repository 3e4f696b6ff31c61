//! The patrols that are shipped: each loads without a problem, lies in suitable airspace, and is flown some day.

use chrono::{DateTime, FixedOffset, Utc};
use geo::{BooleanOps, Buffer, Contains, Coord, LineString, MultiPolygon, Point, Polygon};
use geofences::files::{self, Format, ReadOptions};
use geofences::{CircleSide, Footprint, LocalPlane, Position, Rule};
use missions::patrol::{Patrol, Pattern, Structure, read};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("qingdao/patrols")
}

pub fn shipped() -> Vec<(String, Patrol)> {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.sort();
    let load = |path: PathBuf| {
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        let file = read(&name, &fs::read(&path).unwrap());
        assert_eq!(file.problems, [], "{name}");
        (name, file.patrol.unwrap())
    };
    paths.into_iter().map(load).collect()
}

#[test]
fn twelve_and_more_patrols_load_without_a_problem_each_named_as_its_file() {
    let patrols = shipped();
    assert!(patrols.len() >= 12);
    for (name, patrol) in &patrols {
        assert_eq!(name, &format!("{}.toml", patrol.id));
        assert!(
            patrol.source.as_ref().is_some_and(|it| it.contains("示意")),
            "{name}"
        );
    }
}

#[test]
fn every_kind_of_pattern_is_among_them() {
    let patrols = shipped();
    let kinds: BTreeSet<_> = patrols.iter().map(|(_, it)| kind(&it.pattern)).collect();
    let all = [
        "corridor",
        "expanding-square",
        "facade",
        "orbit",
        "perimeter",
        "points",
        "sector",
        "survey",
    ];
    assert_eq!(kinds, BTreeSet::from(all));
}

fn kind(pattern: &Pattern) -> &'static str {
    match pattern {
        Pattern::Points(_) => "points",
        Pattern::Survey(_) => "survey",
        Pattern::Corridor(_) => "corridor",
        Pattern::Perimeter(_) => "perimeter",
        Pattern::Orbit(_) => "orbit",
        Pattern::Facade(_) => "facade",
        Pattern::Search(search) => match search.kind {
            missions::patrol::SearchKind::ExpandingSquare => "expanding-square",
            missions::patrol::SearchKind::Sector => "sector",
        },
    }
}

#[test]
fn what_recurs_is_flown_within_a_year_and_never_at_the_wrong_hour() {
    let from: DateTime<Utc> = "2026-12-01T00:00:00Z".parse().unwrap();
    let until: DateTime<Utc> = "2027-12-01T00:00:00Z".parse().unwrap();
    for (name, patrol) in shipped() {
        let windows = patrol.occurrences(from, until);
        assert_eq!(windows.is_empty(), patrol.recurrence.is_none(), "{name}");
    }
}

#[test]
fn each_lies_in_suitable_airspace_with_room_to_fly() {
    let suitable = suitable();
    // One plane for all of Qingdao: straight lines stay straight, and 30 m stay 30 m within some centimetres.
    let plane = LocalPlane::at(Coord { x: 120.4, y: 36.1 });
    let union = suitable
        .iter()
        .skip(1)
        .fold(in_plane(&plane, &suitable[0]), |all, area| {
            all.union(&in_plane(&plane, area))
        });
    // Borders of neighbours were drawn place by place: less than a metre between them is no gap.
    let union = union.buffer(0.5).buffer(-0.5);
    for (name, patrol) in shipped() {
        let room = room(&plane, &patrol.pattern);
        assert!(union.contains(&room), "{name}");
    }
}

fn suitable() -> Vec<MultiPolygon<f64>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../geofences/qingdao/suitable.geojson");
    let options = ReadOptions {
        file: "suitable.geojson",
        expected_extent: None,
        utc_offset: FixedOffset::east_opt(8 * 3600).unwrap(),
        progress: None,
    };
    let file = files::read_as(Format::GeoJson, &fs::read(path).unwrap(), &options);
    let permitted = file
        .zones
        .iter()
        .filter(|zone| zone.rule == Rule::Permitted);
    permitted
        .map(|zone| zone.footprint.to_polygons(CircleSide::Inscribed))
        .collect()
}

fn in_plane(plane: &LocalPlane, polygons: &MultiPolygon<f64>) -> MultiPolygon<f64> {
    use geo::MapCoords;
    polygons.map_coords(|coord| plane.metres(coord))
}

/// What is flown over, and 20 m around it.
fn room(plane: &LocalPlane, pattern: &Pattern) -> MultiPolygon<f64> {
    const AROUND_M: f64 = 20.0;
    let at = |position: Position| Point(plane.metres(position.coord()));
    let around = |position, radius_m: f64| at(position).buffer(radius_m + AROUND_M);
    let area = |area: &Footprint, far_m: f64| {
        in_plane(plane, &area.to_polygons(CircleSide::Circumscribed)).buffer(far_m + AROUND_M)
    };
    match pattern {
        Pattern::Points(points) => {
            let nothing = MultiPolygon(Vec::<Polygon<f64>>::new());
            let each = points.iter().map(|point| around(point.at, 0.0));
            each.fold(nothing, |all, one| all.union(&one))
        }
        Pattern::Survey(survey) => area(&survey.area, 0.0),
        Pattern::Corridor(corridor) => {
            let line: LineString<f64> = corridor.line.iter().map(|it| at(*it)).collect();
            line.buffer(corridor.width_m / 2.0 + AROUND_M)
        }
        Pattern::Perimeter(perimeter) => area(&perimeter.area, perimeter.distance_m),
        Pattern::Orbit(it) | Pattern::Facade(it) => match &it.structure {
            Structure::Round { centre, radius_m } => around(*centre, radius_m + it.stand_off_m),
            Structure::Outline(outline) => area(outline, it.stand_off_m),
        },
        Pattern::Search(search) => around(search.datum, search.radius_m),
    }
}
