use super::support::*;
use crate::fence::{FenceError, MissionPoint, Unenforced, UnusedReason};
use crate::{
    AltitudeDatum::{AboveGround, AboveHome, MeanSeaLevel, Wgs84Ellipsoid},
    Obstacle, ObstacleKind, ObstacleShape, Rule, TimeWindow, Times, Zone, ZoneId,
};

fn town_below(ceiling: crate::Altitude) -> Zone {
    let mut town = zone("town", Rule::Permitted, rectangle(-2e3, -2e3, 2e3, 2e3));
    town.band = band(None, Some(ceiling));
    town
}

fn town() -> Zone {
    zone("town", Rule::Permitted, rectangle(-2e3, -2e3, 2e3, 2e3))
}

fn path(altitude_m: f64) -> Vec<MissionPoint> {
    path_at(altitude_m, &[(0.0, 0.0), (300.0, 0.0)])
}

fn reason(zones: Vec<Zone>, path: Vec<MissionPoint>) -> Option<UnusedReason> {
    let mut open = town();
    open.id = ZoneId::new("open");
    let zones = zones.into_iter().chain([open]).collect();
    let fence = Case::new(path, zones).compile().unwrap();
    fence.unused_cover.first().map(|cover| cover.reason)
}

#[test]
fn a_ceiling_above_ground_is_judged_over_the_lowest_plausible_ground() {
    // 2 m of vertical error, ground at 5 ± 3 m: 120 m AGL is reached from 120 m AMSL on.
    let ceiling = || vec![town_below(height(120.0, AboveGround))];
    assert_eq!(reason(ceiling(), path(119.9)), None);
    assert_eq!(reason(ceiling(), path(120.1)), Some(UnusedReason::Heights));
}

#[test]
fn a_ceiling_above_sea_level_is_judged_with_the_vertical_error() {
    let ceiling = || vec![town_below(height(120.0, MeanSeaLevel))];
    assert_eq!(reason(ceiling(), path(117.9)), None);
    assert_eq!(reason(ceiling(), path(118.1)), Some(UnusedReason::Heights));
}

#[test]
fn a_ceiling_above_the_ellipsoid_is_judged_with_the_geoid_and_its_doubt() {
    // The geoid stands at 10 ± 0.5 m, and a metre is allowed for its shape.
    let ceiling = || vec![town_below(height(120.0, Wgs84Ellipsoid))];
    assert_eq!(reason(ceiling(), path(106.4)), None);
    assert_eq!(reason(ceiling(), path(106.6)), Some(UnusedReason::Heights));
}

#[test]
fn a_lower_limit_on_the_ground_permits_landing() {
    let mut ground_up = town();
    ground_up.band = band(
        Some(height(0.0, AboveGround)),
        Some(height(200.0, AboveGround)),
    );
    let mut takeoff = path(60.0);
    takeoff[0].altitude = height(0.0, AboveGround);
    assert_eq!(reason(vec![ground_up], takeoff.clone()), None);
    let mut above = town();
    above.band = band(Some(height(30.0, AboveGround)), None);
    assert_eq!(reason(vec![above], takeoff), Some(UnusedReason::Heights));
}

#[test]
fn heights_above_home_count_from_the_ground_at_home() {
    let mut above_home = path(0.0);
    for point in &mut above_home {
        point.altitude = height(100.0, AboveHome);
    }
    // 5 + 3 + 100 + 2 = 110.
    let ceiling = |m| vec![town_below(height(m, MeanSeaLevel))];
    assert_eq!(reason(ceiling(110.1), above_home.clone()), None);
    assert_eq!(
        reason(ceiling(109.9), above_home),
        Some(UnusedReason::Heights)
    );
}

#[test]
fn without_terrain_a_ceiling_above_ground_permits_nothing() {
    let mut case = Case::new(path(60.0), vec![town_below(height(120.0, AboveGround))]);
    case.ground.elevation_m = None;
    let unused = vec![ZoneId::new("town")];
    assert_eq!(
        case.compile().unwrap_err(),
        [FenceError::NoPermittedCover { unused }]
    );
    case.zones.push(zone(
        "open",
        Rule::Permitted,
        rectangle(-2e3, -2e3, 2e3, 2e3),
    ));
    let fence = case.compile().unwrap();
    assert_eq!(fence.unused_cover[0].reason, UnusedReason::HeightsUnknown);
    assert!(
        fence
            .settings
            .iter()
            .all(|setting| setting.name != "FENCE_ALT_MAX")
    );
}

#[test]
fn ceilings_and_lower_limits_are_left_to_the_controller() {
    let mut town = town();
    town.band = band(
        Some(height(10.0, MeanSeaLevel)),
        Some(height(120.0, AboveGround)),
    );
    let fence = Case::new(path(60.0), vec![town]).compile().unwrap();
    let zone = || ZoneId::new("town");
    assert!(
        fence
            .unenforced
            .contains(&Unenforced::Ceiling { zone: zone() })
    );
    assert!(
        fence
            .unenforced
            .contains(&Unenforced::LowerLimit { zone: zone() })
    );
}

fn keep_out(lower_m: Option<f64>, upper_m: Option<f64>) -> Zone {
    let mut keep_out = zone(
        "above",
        Rule::Prohibited,
        rectangle(500.0, -50.0, 600.0, 50.0),
    );
    let limit = |metres| height(metres, MeanSeaLevel);
    keep_out.band = band(lower_m.map(limit), upper_m.map(limit));
    keep_out
}

#[test]
fn a_keep_out_surely_above_the_mission_is_left_to_the_controller() {
    let fence = |lower| {
        Case::new(path(60.0), vec![town(), keep_out(Some(lower), None)])
            .compile()
            .unwrap()
    };
    assert!(fence(62.1).exclusions.is_empty());
    assert!(fence(62.1).unenforced.contains(&Unenforced::AltitudeBand {
        zone: ZoneId::new("above")
    }));
    assert_eq!(fence(61.9).exclusions.len(), 1);
}

#[test]
fn a_keep_out_surely_below_the_mission_is_left_to_the_controller() {
    let fence = |upper| {
        Case::new(path(60.0), vec![town(), keep_out(None, Some(upper))])
            .compile()
            .unwrap()
    };
    assert!(fence(57.9).exclusions.is_empty());
    assert_eq!(fence(58.1).exclusions.len(), 1);
}

#[test]
fn a_keep_out_above_ground_unknown_is_an_exclusion() {
    let mut low = keep_out(None, None);
    low.band = band(None, Some(height(5.0, AboveGround)));
    let mut case = Case::new(path(60.0), vec![town(), low]);
    assert!(case.compile().unwrap().exclusions.is_empty());
    case.ground.elevation_m = None;
    assert_eq!(case.compile().unwrap().exclusions.len(), 1);
}

fn building(top_m: f64) -> Obstacle {
    Obstacle {
        id: ZoneId::new("tower"),
        name: Default::default(),
        kind: ObstacleKind::Building,
        shape: ObstacleShape::Polygon(rectangle(140.0, -10.0, 160.0, 10.0)),
        top: height(top_m, AboveGround),
        vertical_uncertainty_m: 2.0,
        horizontal_uncertainty_m: 1.0,
        surveyed: None,
        source: None,
    }
}

#[test]
fn an_obstacle_under_the_path_is_passed_over_with_clearance_or_refused() {
    // From the ground up, so that the obstacle stands in the mission's heights; over it at 60 m.
    let mut climb = path_at(60.0, &[(0.0, 0.0), (0.0, 0.0), (300.0, 0.0)]);
    climb[0].altitude = height(0.0, AboveGround);
    let with = |top_m: f64| {
        let mut case = Case::new(climb.clone(), vec![town()]);
        case.obstacles = vec![building(top_m)];
        case.compile()
    };
    // Ground 5 + 3, top, 2 of doubt, 10 of clearance against 60 − 2: 38 m is the limit.
    let fence = with(37.9).unwrap();
    assert!(fence.unenforced.contains(&Unenforced::Overflown {
        obstacle: ZoneId::new("tower")
    }));
    let errors = with(38.1).unwrap_err();
    assert!(
        matches!(errors[0], FenceError::MeetsObstacle { leg: 1, .. }),
        "{errors:?}"
    );
}

fn at_hours(from: u32, until: u32) -> Times {
    Times::Windows(vec![TimeWindow {
        from: Some(instant(from)),
        until: Some(instant(until)),
        daily: None,
    }])
}

#[test]
fn a_zone_permitted_for_part_of_the_window_is_not_relied_on() {
    let mut later = town();
    later.times = at_hours(2, 3);
    assert_eq!(reason(vec![later.clone()], path(60.0)), None);
    later.times = Times::Windows(vec![TimeWindow {
        from: Some(instant(2) + chrono::TimeDelta::seconds(1)),
        until: None,
        daily: None,
    }]);
    assert_eq!(reason(vec![later], path(60.0)), Some(UnusedReason::Times));
}

#[test]
fn a_keep_out_outside_the_window_is_no_exclusion() {
    let mut event = keep_out(None, None);
    event.times = at_hours(4, 5);
    let fence = Case::new(path(60.0), vec![town(), event])
        .compile()
        .unwrap();
    assert!(fence.exclusions.is_empty());
}

#[test]
fn a_keep_out_in_part_of_the_window_is_an_exclusion_throughout() {
    let mut event = keep_out(None, None);
    event.times = at_hours(3, 5);
    let fence = Case::new(path(60.0), vec![town(), event])
        .compile()
        .unwrap();
    assert_eq!(fence.exclusions.len(), 1);
    assert_eq!(fence.unenforced, [Unenforced::EndOfWindow]);
}

#[test]
fn a_keep_out_in_part_of_the_window_across_the_path_is_left_to_the_controller() {
    let mut event = zone(
        "event",
        Rule::Prohibited,
        rectangle(100.0, -50.0, 200.0, 50.0),
    );
    event.times = at_hours(3, 5);
    let fence = Case::new(path(60.0), vec![town(), event.clone()])
        .compile()
        .unwrap();
    assert!(fence.exclusions.is_empty());
    assert!(fence.unenforced.contains(&Unenforced::Times {
        zone: ZoneId::new("event")
    }));
    event.times = at_hours(1, 5);
    assert!(
        Case::new(path(60.0), vec![town(), event])
            .compile()
            .is_err()
    );
}

/// Ground that falls from 100 m at both ends of any line to 20 m in its middle.
struct Valley;

impl crate::Terrain for Valley {
    fn ground_at(&self, _: crate::Position) -> Option<crate::Ground> {
        Some(crate::Ground {
            elevation_amsl_m: 100.0,
            uncertainty_m: 0.0,
        })
    }

    fn ground_along(
        &self,
        _: crate::Position,
        _: crate::Position,
        pieces: &mut Vec<crate::GroundPiece>,
    ) -> bool {
        pieces.push(crate::GroundPiece {
            from: 0.0,
            until: 1.0,
            constant: 100.0,
            linear: -320.0,
            quadratic: 320.0,
            uncertainty_m: 0.0,
        });
        true
    }

    fn ground_range(&self, _: crate::Position, _: crate::Position) -> Option<crate::GroundRange> {
        Some(crate::GroundRange {
            lowest_amsl_m: 20.0,
            highest_amsl_m: 100.0,
            uncertainty_m: 0.0,
        })
    }

    fn name(&self) -> &str {
        "valley"
    }
}

#[test]
fn heights_above_ground_are_judged_under_the_aircraft_between_the_points() {
    use crate::fence::frame::LocalFrame;
    use crate::fence::heights::{BandRelation, EarthModels, MissionHeights};
    use crate::fence::path::{pieces, region_around};
    let path = path_at(130.0, &[(0.0, 0.0), (300.0, 0.0)]);
    let pieces = pieces(
        &path,
        LocalFrame::around(HOME_LONGITUDE_DEG, HOME_LATITUDE_DEG),
    );
    let earth = EarthModels {
        terrain: &Valley,
        geoid: &Plain {
            elevation_m: None,
            uncertainty_m: 0.0,
        },
    };
    let heights = MissionHeights::of(&path, &pieces, &region_around(&path, 100.0), 0.0, earth);
    // 30 m above both ends, 110 m above the bottom.
    let up_to = |m| heights.cover_by(&band(None, Some(height(m, AboveGround))));
    let down_to = |m| heights.cover_by(&band(Some(height(m, AboveGround)), None));
    assert_eq!(up_to(110.1), BandRelation::Covers);
    assert_eq!(up_to(109.9), BandRelation::Overlaps);
    assert_eq!(down_to(29.9), BandRelation::Covers);
    assert_eq!(down_to(30.1), BandRelation::Overlaps);
}

/// The heights of a path of one leg over the valley.
fn over_the_valley(path: &[MissionPoint]) -> crate::fence::heights::MissionHeights {
    use crate::fence::frame::LocalFrame;
    use crate::fence::heights::{EarthModels, MissionHeights};
    use crate::fence::path::{pieces, region_around};
    let frame = LocalFrame::around(HOME_LONGITUDE_DEG, HOME_LATITUDE_DEG);
    let earth = EarthModels {
        terrain: &Valley,
        geoid: &Plain {
            elevation_m: None,
            uncertainty_m: 0.0,
        },
    };
    MissionHeights::of(
        path,
        &pieces(path, frame),
        &region_around(path, 100.0),
        0.0,
        earth,
    )
}

#[test]
fn a_leg_between_heights_above_ground_goes_up_and_down_with_the_ground() {
    use crate::fence::heights::BandRelation;
    let mut path = path_at(0.0, &[(0.0, 0.0), (300.0, 0.0)]);
    for point in &mut path {
        point.altitude = height(60.0, AboveGround);
    }
    let heights = over_the_valley(&path);
    // 160 m above the sea at both ends, 80 m in the middle.
    let above_sea = |from: f64, to: f64| {
        let limit = |m| Some(height(m, MeanSeaLevel));
        heights.cover_by(&band(limit(from), limit(to)))
    };
    assert_eq!(above_sea(79.9, 160.1), BandRelation::Covers);
    assert_eq!(above_sea(80.1, 160.1), BandRelation::Overlaps);
    assert_eq!(above_sea(79.9, 159.9), BandRelation::Overlaps);
    let above_ground = band(
        Some(height(59.9, AboveGround)),
        Some(height(60.1, AboveGround)),
    );
    assert_eq!(heights.cover_by(&above_ground), BandRelation::Covers);
}

/// A cliff: 5 m in the west of home, 80 m from 30 m east of it on.
struct Cliff;

impl crate::Terrain for Cliff {
    fn ground_at(&self, at: crate::Position) -> Option<crate::Ground> {
        let is_high = at.longitude_deg() >= place(30.0, 0.0).longitude_deg();
        Some(crate::Ground {
            elevation_amsl_m: if is_high { 80.0 } else { 5.0 },
            uncertainty_m: 0.0,
        })
    }

    fn ground_along(
        &self,
        from: crate::Position,
        _: crate::Position,
        pieces: &mut Vec<crate::GroundPiece>,
    ) -> bool {
        let ground = self.ground_at(from).unwrap();
        pieces.push(crate::GroundPiece {
            from: 0.0,
            until: 1.0,
            constant: ground.elevation_amsl_m,
            linear: 0.0,
            quadratic: 0.0,
            uncertainty_m: 0.0,
        });
        true
    }

    fn ground_range(
        &self,
        south_west: crate::Position,
        north_east: crate::Position,
    ) -> Option<crate::GroundRange> {
        let low = self.ground_at(south_west)?.elevation_amsl_m;
        let high = self.ground_at(north_east)?.elevation_amsl_m;
        Some(crate::GroundRange {
            lowest_amsl_m: low,
            highest_amsl_m: high,
            uncertainty_m: 0.0,
        })
    }

    fn name(&self) -> &str {
        "cliff"
    }
}

#[test]
fn the_top_of_an_obstacle_beside_the_region_is_above_its_own_ground() {
    // The mast stands on the cliff, 40 m beside a path at 60 m above the sea; its top is at 100 m.
    let mut mast = building(20.0);
    mast.shape = ObstacleShape::Point {
        position: place(40.0, 0.0),
        radius_m: 1.0,
    };
    let mut case = Case::new(
        path_at(60.0, &[(-5.0, -200.0), (-5.0, 200.0)]),
        vec![town()],
    );
    case.surroundings_m = 30.0;
    case.obstacles = vec![mast];
    let zones: Vec<&Zone> = case.zones.iter().collect();
    let obstacles: Vec<&Obstacle> = case.obstacles.iter().collect();
    let around = crate::fence::Surroundings {
        zones: &zones,
        obstacles: &obstacles,
        approvals: &case.approvals,
    };
    let compiled = case.request(|request| {
        let request = crate::fence::FenceRequest {
            earth: crate::fence::EarthModels {
                terrain: &Cliff,
                geoid: &case.ground,
            },
            ..*request
        };
        crate::fence::compile(&request, &around)
    });
    let overflown = Unenforced::Overflown {
        obstacle: ZoneId::new("tower"),
    };
    assert!(
        compiled.is_err() || compiled.is_ok_and(|fence| !fence.unenforced.contains(&overflown))
    );
}

#[test]
fn a_keep_out_from_the_ground_up_is_kept_out_of_though_its_ground_is_high() {
    use crate::fence::heights::{BandRelation, ground_span};
    let heights = over_the_valley(&path_at(60.0, &[(0.0, 0.0), (300.0, 0.0)]));
    let hill = crate::GroundRange {
        lowest_amsl_m: 150.0,
        highest_amsl_m: 300.0,
        uncertainty_m: 10.0,
    };
    assert_eq!(ground_span(hill).lowest_m, 140.0);
    let relation = |lower: Option<f64>| {
        let band = band(lower.map(|m| height(m, AboveGround)), None);
        heights.misses(&band, heights.amsl, Some(hill))
    };
    assert_eq!(relation(None), BandRelation::Overlaps);
    assert_eq!(relation(Some(0.0)), BandRelation::Overlaps);
    assert_eq!(relation(Some(-5.0)), BandRelation::Overlaps);
    assert_eq!(relation(Some(5.0)), BandRelation::Misses);
}

#[test]
fn a_permission_that_begins_above_the_ellipsoid_is_told_to_be_left_to_the_controller() {
    let mut town = town();
    town.band = band(Some(height(0.0, Wgs84Ellipsoid)), None);
    let fence = Case::new(path(60.0), vec![town]).compile().unwrap();
    let lower = Unenforced::LowerLimit {
        zone: ZoneId::new("town"),
    };
    assert!(fence.unenforced.contains(&lower), "{:?}", fence.unenforced);
}
