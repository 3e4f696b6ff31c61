//! What a volume touches against a scan.

use crate::support::{
    City, NoTerrain, World, after_noon_s, agl, airspace, amsl, band, noon, polygons_of, position,
    rng, rounds, square, wgs84, within, zone,
};
use geo::Relate;
use geofences::{
    CircleSide, ConstantGeoid, FlatTerrain, Footprint, Rule, Times, UnknownWhy, Volume4D, Zone,
    synthetic_qingdao,
};
use rand::Rng;

const SEED: u64 = 0x5EA6_0071;

#[test]
fn a_volume_touches_what_a_scan_finds() {
    let city = City::new(SEED);
    let mut rng = rng(SEED + 1);
    let zones: Vec<Zone> = (0..250)
        .map(|id| {
            let mut zone = city.zone(&mut rng, id);
            let lower = 10.0 * f64::from(rng.random_range(0..20));
            let upper = lower + 10.0 * f64::from(rng.random_range(1..12));
            zone.band = match rng.random_range(0..4) {
                0 => band(agl(lower), agl(upper)),
                1 => band(amsl(lower), amsl(upper)),
                2 => band(wgs84(lower), wgs84(upper)),
                _ => band(None, None),
            };
            if rng.random_bool(0.5) {
                let from = 100 * rng.random_range(0..10);
                zone.times = within(from, from + 100 * rng.random_range(1..8));
            }
            zone
        })
        .collect();
    let snapshot = airspace(zones.clone());
    let mut world = World::over(FlatTerrain {
        elevation_amsl_m: 30.0,
        uncertainty_m: 2.0,
    });
    world.geoid = Box::new(ConstantGeoid::new(10.0, 1.0).unwrap());
    // Metres above the ellipsoid at which a limit may be, at the lowest and at the highest.
    let range = |limit: geofences::Altitude| match limit.datum() {
        geofences::AltitudeDatum::AboveGround => (limit.metres() + 37.0, limit.metres() + 43.0),
        geofences::AltitudeDatum::MeanSeaLevel => (limit.metres() + 9.0, limit.metres() + 11.0),
        _ => (limit.metres(), limit.metres()),
    };
    let mut touched = 0;
    for _ in 0..rounds(300) {
        let place = city.place(&mut rng);
        let outline = if rng.random() {
            Footprint::circle(position(place.x, place.y), rng.random_range(1.0..500.0)).unwrap()
        } else {
            let size = rng.random_range(1e-5..5e-3);
            square(place.x, place.y, place.x + size, place.y + size)
        };
        let lower_m = rng.random_range(0.0..200.0);
        let upper_m = lower_m + rng.random_range(0.0..50.0);
        let from_s = rng.random_range(0..1_500);
        let until_s = from_s + rng.random_range(0..300);
        let volume = Volume4D::new(
            outline.clone(),
            lower_m,
            upper_m,
            after_noon_s(from_s),
            after_noon_s(until_s),
        )
        .unwrap();
        let polygons = outline.to_polygons(CircleSide::Circumscribed);
        // The geoid may bend: what that may add under so small a volume.
        let bend_m = 15.0 * volume.bounds().width().hypot(volume.bounds().height());
        let mut sure = Vec::new();
        let mut possible = Vec::new();
        for zone in &zones {
            let meets = zone_polygons_meet(zone, &polygons);
            let in_time = match &zone.times {
                Times::Always => true,
                Times::Windows(windows) => windows.iter().any(|window| {
                    window.from.unwrap() <= after_noon_s(until_s)
                        && after_noon_s(from_s) <= window.until.unwrap()
                }),
            };
            let apart_by = |slack_m: f64| {
                zone.band.lower().is_some_and(|lower| {
                    !(lower.datum() == geofences::AltitudeDatum::AboveGround
                        && lower.metres() <= 0.0)
                        && range(lower).0 - slack_m > upper_m
                }) || zone
                    .band
                    .upper()
                    .is_some_and(|upper| range(upper).1 + slack_m < lower_m)
            };
            if meets && in_time && !apart_by(0.0) {
                sure.push(zone.id.to_string());
            }
            if meets && in_time && !apart_by(bend_m) {
                possible.push(zone.id.to_string());
            }
        }
        let mut found: Vec<String> = snapshot
            .touching_volume(&volume, &world.context())
            .iter()
            .map(|touch| {
                assert_eq!(touch.unsure, None);
                touch.subject.id().to_string()
            })
            .collect();
        found.sort();
        touched += found.len();
        assert!(
            sure.iter().all(|id| found.contains(id)),
            "{sure:?} in {found:?}"
        );
        assert!(
            found.iter().all(|id| possible.contains(id)),
            "{found:?} in {possible:?}"
        );
    }
    assert!(touched > 200, "{touched}");
}

/// Whether they meet by geo's DE-9IM relation, member by member, where the library under test asks
/// for intersection of the whole.
fn zone_polygons_meet(zone: &Zone, outline: &geo::MultiPolygon<f64>) -> bool {
    polygons_of(&zone.clone().into()).iter().any(|member| {
        outline
            .iter()
            .any(|part| member.relate(part).is_intersects())
    })
}

#[test]
fn bands_above_ground_are_as_wide_as_the_ground_under_the_volume() {
    let mut high = zone("high", Rule::Prohibited, square(120.4, 36.0, 120.8, 36.4));
    high.band = band(agl(100.0), agl(120.0));
    let snapshot = airspace([high]);
    let world = World {
        geoid: Box::new(ConstantGeoid::new(0.0, 0.0).unwrap()),
        ..World::over(synthetic_qingdao(0.0).unwrap())
    };
    let touches = |footprint: Footprint, lower_m: f64, upper_m: f64| {
        let volume = Volume4D::new(footprint, lower_m, upper_m, noon(), noon()).unwrap();
        !snapshot
            .touching_volume(&volume, &world.context())
            .is_empty()
    };
    // Over the peak of 1 132.7 m and its slopes.
    let slopes = || square(120.55, 36.15, 120.63, 36.23);
    assert!(touches(slopes(), 1_200.0, 1_210.0));
    assert!(touches(slopes(), 950.0, 960.0));
    assert!(!touches(slopes(), 500.0, 510.0));
    assert!(!touches(slopes(), 1_300.0, 1_310.0));
    // Over the sea.
    let sea = || square(120.7, 36.01, 120.71, 36.02);
    assert!(touches(sea(), 100.0, 120.0));
    assert!(!touches(sea(), 700.0, 710.0));
}

#[test]
fn what_cannot_be_told_is_named_as_unsure() {
    let mut high = zone("high", Rule::Prohibited, square(120.4, 36.0, 120.8, 36.4));
    high.band = band(agl(100.0), agl(120.0));
    let snapshot = airspace([high]);
    let volume = Volume4D::new(
        square(120.5, 36.1, 120.6, 36.2),
        5_000.0,
        5_100.0,
        noon(),
        noon(),
    )
    .unwrap();
    let touches = snapshot.touching_volume(&volume, &World::over(NoTerrain).context());
    assert_eq!(touches.len(), 1);
    assert_eq!(touches[0].unsure, Some(UnknownWhy::NoTerrain));
}
