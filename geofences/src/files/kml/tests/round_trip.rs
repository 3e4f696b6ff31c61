//! What is written reads back.

use super::{codes, options, read_bytes};
use crate::files::kml::{read_kmz, write, write_kmz};
use crate::{
    Altitude, AltitudeBand, AltitudeDatum, Authority, Footprint, LocalName, Obstacle, ObstacleKind,
    ObstacleShape, Position, RawPolygon, Rule, Scope, TimeWindow, Times, Zone, ZoneId,
};
use chrono::{TimeZone, Utc};
use geo::Coord;

fn place(longitude_deg: f64, latitude_deg: f64) -> Position {
    Position::new(longitude_deg, latitude_deg).unwrap()
}

fn zone(id: &str, rule: Rule, footprint: Footprint) -> Zone {
    Zone {
        id: ZoneId::new(id),
        name: LocalName {
            zh: Some("区 <一> & \"二\"".to_owned()),
            en: Some("Zone\none".to_owned()),
        },
        rule,
        scope: Scope::Flight,
        footprint,
        band: AltitudeBand::new(None, Altitude::new(119.75, AltitudeDatum::AboveGround).ok())
            .unwrap(),
        times: Times::Always,
        authority: None,
        reason: None,
        conditions: None,
        source: None,
    }
}

fn polygons() -> Footprint {
    let square = |west: f64, south: f64, size: f64| -> Vec<Coord<f64>> {
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
    };
    let raw = [
        RawPolygon {
            exterior: square(120.0, 36.0, 0.1),
            holes: vec![square(120.04, 36.04, 0.01 / 3.0)],
        },
        RawPolygon {
            exterior: square(120.2, 36.0, 0.1),
            holes: vec![],
        },
    ];
    Footprint::from_polygons(&raw).unwrap().0
}

fn zones() -> Vec<Zone> {
    let circle = |radius_m| Footprint::circle(place(120.3, 36.1), radius_m).unwrap();
    let mut full = zone("007", Rule::Conditional, polygons());
    full.authority = Some(Authority {
        name: "Tower 塔台".to_owned(),
        contact: Some("0532".to_owned()),
    });
    full.reason = Some("5".to_owned());
    full.conditions = Some("[by day]".to_owned());
    full.source = Some("示意".to_owned());
    full.scope = Scope::Imaging;
    full.times = Times::Windows(vec![TimeWindow {
        from: Some(Utc.with_ymd_and_hms(2026, 11, 24, 1, 2, 3).unwrap()),
        until: None,
        daily: None,
    }]);
    vec![
        full,
        zone("a", Rule::Prohibited, circle(1234.5)),
        zone("b", Rule::Permitted, circle(50_000.25)),
        zone(
            "c",
            Rule::NeedsAuthorization,
            Footprint::circle(place(179.99, -17.0), 5000.0).unwrap(),
        ),
        zone("d", Rule::Advisory, polygons()),
    ]
}

fn obstacle(id: &str, shape: ObstacleShape) -> Obstacle {
    Obstacle {
        id: ZoneId::new(id),
        name: LocalName {
            zh: None,
            en: Some("Mast".to_owned()),
        },
        kind: ObstacleKind::PowerLine,
        shape,
        top: Altitude::new(88.5, AltitudeDatum::MeanSeaLevel).unwrap(),
        vertical_uncertainty_m: 1.5,
        horizontal_uncertainty_m: 2.5,
        surveyed: None,
        source: None,
    }
}

fn obstacles() -> Vec<Obstacle> {
    vec![
        obstacle(
            "p",
            ObstacleShape::Point {
                position: place(120.1, 36.1),
                radius_m: 3.0,
            },
        ),
        obstacle("q", ObstacleShape::Polygon(polygons())),
        obstacle(
            "l",
            ObstacleShape::Line {
                vertices: vec![place(120.1, 36.1), place(120.2, 36.15)],
                half_width_m: 5.0,
            },
        ),
    ]
}

#[test]
fn zones_and_obstacles_read_back_identically_from_kml_and_kmz() {
    let (text, problems) = write(&zones(), &obstacles());
    assert!(problems.is_empty(), "{problems:?}");
    let from_kml = read_bytes(text.as_bytes());
    let (bytes, _) = write_kmz(&zones(), &obstacles()).unwrap();
    let from_kmz = read_kmz(&bytes, &options());
    for file in [from_kml, from_kmz] {
        assert!(file.is_clean(), "{:?}", file.problems);
        assert_eq!(file.zones, zones());
        assert_eq!(file.obstacles, obstacles());
    }
}

#[test]
fn writing_twice_gives_the_same_bytes() {
    let first = write_kmz(&zones(), &obstacles()).unwrap().0;
    let second = write_kmz(&zones(), &obstacles()).unwrap().0;
    assert_eq!(first, second);
}

#[test]
fn every_rule_has_a_style_of_its_own() {
    let (text, _) = write(&zones(), &obstacles());
    for rule in [
        "permitted",
        "advisory",
        "conditional",
        "needs_authorization",
        "prohibited",
        "obstacle",
    ] {
        assert!(text.contains(&format!("<Style id=\"{rule}\">")));
        assert!(
            text.contains(&format!("<styleUrl>#{rule}</styleUrl>")),
            "{rule}"
        );
    }
}

#[test]
fn nothing_written_is_a_document_without_features() {
    let (text, _) = write(&[], &[]);
    assert_eq!(codes(&read_bytes(text.as_bytes())), ["no-features"]);
}
