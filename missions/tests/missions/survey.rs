//! Surveys, judged by a raster of our own and by geo.

use super::areas::{ragged, rectangle};
use geo::{BoundingRect, Contains, Coord, Distance, Euclidean, Line, Point, Polygon};
use missions::flight_time::SpeedRamp;
use missions::planar::FreeArea;
use missions::survey::{
    Direction, Lane, SurveyEffort, SurveyFault, SurveyPath, SurveyRequest, lanes, plan_lanes,
    plan_survey,
};

const SPACING_M: f64 = 3.0;

fn planned(
    area: &FreeArea,
    spacing_m: f64,
    bearing_deg: Option<f64>,
) -> Result<SurveyPath, SurveyFault> {
    plan_survey(&SurveyRequest {
        cover: area,
        free: area,
        spacing_m,
        ramp: SpeedRamp::new(3.0, 1.0).unwrap(),
        bearing_deg,
        sees_on_ways: false,
        effort: SurveyEffort::default(),
    })
}

/// The part of an area within half a spacing of the lanes, looked at each 0.3 m.
fn seen_part(polygon: &Polygon<f64>, path: &SurveyPath) -> f64 {
    let bounds = polygon.bounding_rect().unwrap();
    let (mut inside, mut seen) = (0, 0);
    let mut x = bounds.min().x + 0.11;
    while x < bounds.max().x {
        let mut y = bounds.min().y + 0.17;
        while y < bounds.max().y {
            let at = Point::new(x, y);
            if polygon.contains(&at) {
                inside += 1;
                let is_near = |leg: &missions::survey::SurveyLeg| {
                    Euclidean.distance(&at, &Line::new(leg.from, leg.until)) <= SPACING_M / 2.0
                };
                let mut lanes = path.legs.iter().filter(|it| it.is_lane);
                seen += usize::from(lanes.any(is_near));
            }
            y += 0.3;
        }
        x += 0.3;
    }
    f64::from(seen as u32) / f64::from(inside)
}

#[test]
fn ragged_areas_with_holes_are_seen_whole_and_never_left() {
    for seed in 0..24 {
        let polygon = ragged(seed);
        let area = FreeArea::new(&polygon).unwrap();
        let path = planned(&area, SPACING_M, None).unwrap();
        for (index, leg) in path.legs.iter().enumerate() {
            let line = Line::new(leg.from, leg.until);
            let is_inside = match leg.from == leg.until {
                true => polygon.contains(&Point(leg.from)),
                false => polygon.contains(&line),
            };
            assert!(is_inside, "{seed}: leg {index} {line:?}");
        }
        assert!(
            path.legs
                .windows(2)
                .all(|pair| pair[0].until == pair[1].from),
            "{seed}"
        );
        let seen = seen_part(&polygon, &path);
        assert!(seen >= 0.999, "{seed}: {seen}, told {}", path.seen);
        assert!(
            (seen - path.seen).abs() < 2e-3,
            "{seed}: {seen}, told {}",
            path.seen
        );
    }
}

#[test]
fn a_rectangle_is_flown_along_its_longer_side_in_as_few_lanes_as_cover_it() {
    let area = FreeArea::new(&rectangle(30.0, 200.0)).unwrap();
    let path = planned(&area, SPACING_M, None).unwrap();
    let lanes = path.legs.iter().filter(|it| it.is_lane).count();
    assert_eq!((lanes, path.legs.len()), (10, 19));
    // Ten lanes of 200 m and nine ways of 3 m between them.
    let by_hand_s = 10.0 * (200.0 / 3.0 + 3.0) + 9.0 * 2.0 * 3.0_f64.sqrt();
    assert!(
        (path.time_s - by_hand_s).abs() < 0.1,
        "{} {by_hand_s}",
        path.time_s
    );
}

#[test]
fn a_given_direction_is_kept() {
    let area = FreeArea::new(&rectangle(30.0, 200.0)).unwrap();
    let path = planned(&area, SPACING_M, Some(60.0)).unwrap();
    let (sin, cos) = 60.0_f64.to_radians().sin_cos();
    for leg in path
        .legs
        .iter()
        .filter(|it| it.is_lane && it.from != it.until)
    {
        let along: Coord<f64> = leg.until - leg.from;
        let across = along.x * cos - along.y * sin;
        assert!(across.abs() < 1e-6, "{leg:?}");
    }
}

#[test]
fn what_may_be_flown_over_and_is_not_to_be_seen_is_used_for_turns_alone() {
    // A U that is to be seen inside of a square that may be flown.
    let polygon = Polygon::new(
        vec![
            (10.0, 10.0),
            (90.0, 10.0),
            (90.0, 90.0),
            (70.0, 90.0),
            (70.0, 30.0),
            (30.0, 30.0),
            (30.0, 90.0),
            (10.0, 90.0),
        ]
        .into(),
        Vec::new(),
    );
    let (cover, free) = (
        FreeArea::new(&polygon).unwrap(),
        FreeArea::new(&rectangle(100.0, 100.0)).unwrap(),
    );
    let within = |free| {
        let request = SurveyRequest {
            cover: &cover,
            free,
            spacing_m: SPACING_M,
            ramp: SpeedRamp::new(3.0, 1.0).unwrap(),
            bearing_deg: Some(0.0),
            sees_on_ways: false,
            effort: SurveyEffort::default(),
        };
        plan_survey(&request).unwrap()
    };
    let (around, across) = (within(&cover), within(&free));
    assert!(
        across.time_s <= 1.02 * around.time_s,
        "{} {}",
        across.time_s,
        around.time_s
    );
    for leg in across
        .legs
        .iter()
        .filter(|it| it.is_lane && it.from != it.until)
    {
        assert!(polygon.contains(&Line::new(leg.from, leg.until)), "{leg:?}");
    }
}

#[test]
fn what_cannot_be_surveyed_is_refused_with_why() {
    let small = FreeArea::new(&rectangle(0.2, 0.2)).unwrap();
    assert_eq!(planned(&small, SPACING_M, None), Err(SurveyFault::TooSmall));
    let area = FreeArea::new(&rectangle(100.0, 100.0)).unwrap();
    for spacing in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        assert!(matches!(
            planned(&area, spacing, None),
            Err(SurveyFault::Spacing(_))
        ));
    }
    let large = FreeArea::new(&rectangle(20_000.0, 20_000.0)).unwrap();
    assert!(matches!(
        planned(&large, SPACING_M, None),
        Err(SurveyFault::TooManyLanes { most: 3_000, .. })
    ));
}

#[test]
fn arms_of_an_l_are_each_flown_along() {
    let arms = vec![
        (0.0, 0.0),
        (300.0, 0.0),
        (300.0, 20.0),
        (20.0, 20.0),
        (20.0, 300.0),
        (0.0, 300.0),
    ];
    let area = FreeArea::new(&Polygon::new(arms.into(), Vec::new())).unwrap();
    let both = planned(&area, SPACING_M, None).unwrap();
    let one_s = [0.0, 90.0].map(|bearing| planned(&area, SPACING_M, Some(bearing)).unwrap().time_s);
    assert!(
        both.time_s < 0.75 * one_s[0].min(one_s[1]),
        "{} {one_s:?}",
        both.time_s
    );
    let lanes = both.legs.iter().filter(|it| it.is_lane);
    let sides = lanes.map(|it| it.until - it.from);
    let (mut along_x, mut along_y) = (0, 0);
    for side in sides {
        along_x += u32::from(side.x.abs() > 200.0);
        along_y += u32::from(side.y.abs() > 200.0);
    }
    assert!(along_x >= 6 && along_y >= 6, "{along_x} {along_y}");
    assert!(both.seen >= 0.999);
}

#[test]
fn parts_that_cannot_be_reached_from_each_other_are_told_before_an_order_is_looked_for() {
    let pinched = vec![
        (0.0, 0.0),
        (100.0, 50.0),
        (200.0, 0.0),
        (200.0, 100.0),
        (100.0, 50.0),
        (0.0, 100.0),
    ];
    let pinched = FreeArea::new(&Polygon::new(pinched.into(), Vec::new())).unwrap();
    for bearing_deg in [None, Some(0.0), Some(30.0)] {
        let planned = planned(&pinched, SPACING_M, bearing_deg);
        assert!(
            matches!(planned, Err(SurveyFault::Parted { .. })),
            "{planned:?}"
        );
    }
}

#[test]
fn nothing_is_surveyed_from_where_one_may_not_be() {
    let cover = FreeArea::new(&rectangle(100.0, 100.0)).unwrap();
    let free = FreeArea::new(&rectangle(100.0, 40.0)).unwrap();
    // Lanes across the border, and lanes beyond it, which it does not part from each other.
    for bearing_deg in [None, Some(0.0), Some(90.0)] {
        let planned = plan_survey(&SurveyRequest {
            cover: &cover,
            free: &free,
            spacing_m: SPACING_M,
            ramp: SpeedRamp::new(3.0, 1.0).unwrap(),
            bearing_deg,
            sees_on_ways: false,
            effort: SurveyEffort::default(),
        });
        let Err(SurveyFault::NotFree { at }) = planned else {
            panic!("{planned:?}")
        };
        assert!(!free.contains(at) || !free.sees(at, Coord { x: at.x, y: 99.0 }));
    }
}

fn along_x(x: f64, from_y: f64, until_y: f64) -> Lane {
    Lane {
        from: Coord { x, y: from_y },
        until: Coord { x, y: until_y },
    }
}

/// Plans lanes given from south to north.
fn planned_lanes(
    area: &FreeArea,
    spacing_m: f64,
    lanes: &[Lane],
) -> Result<SurveyPath, SurveyFault> {
    let request = SurveyRequest {
        cover: area,
        free: area,
        spacing_m,
        ramp: SpeedRamp::new(3.0, 1.0).unwrap(),
        bearing_deg: None,
        sees_on_ways: false,
        effort: SurveyEffort::default(),
    };
    plan_lanes(&request, Direction::bearing(0.0), lanes)
}

#[test]
fn lanes_are_counted_before_they_are_made() {
    let north = Direction::bearing(0.0);
    let area = FreeArea::new(&rectangle(3_000.0, 50.0)).unwrap();
    assert_eq!(lanes(&area, north, 1.0).map(|it| it.len()), Ok(3_000));
    for (spacing_m, lines) in [(0.999, 3_004), (1e-300, usize::MAX)] {
        let fault = lanes(&area, north, spacing_m).unwrap_err();
        assert_eq!(
            fault,
            SurveyFault::TooManyLanes {
                lanes: lines,
                most: 3_000
            }
        );
        assert_eq!(planned(&area, spacing_m, Some(0.0)), Err(fault));
        let text = fault.text();
        assert!(
            text.en.contains("split the area") && text.zh.contains("拆分区域"),
            "{text}"
        );
    }
    // Holes part lanes, too.
    let hole = |index: usize| {
        let y = 2.0 * index as f64 + 1.0;
        vec![(1.0, y), (999.0, y), (999.0, y + 1.0), (1.0, y + 1.0)].into()
    };
    let parted = Polygon::new(
        rectangle(1_000.0, 100.0).exterior().clone(),
        (0..40).map(hole).collect(),
    );
    let parted = FreeArea::new(&parted).unwrap();
    let fault = lanes(&parted, north, 5.0).unwrap_err();
    assert!(
        matches!(
            fault,
            SurveyFault::TooManyLanes {
                lanes: 3_001..3_100,
                ..
            }
        ),
        "{fault}"
    );
}

#[test]
fn lanes_without_a_direction_or_a_spacing_are_refused() {
    let area = FreeArea::new(&rectangle(100.0, 100.0)).unwrap();
    for bearing_deg in [f64::NAN, f64::INFINITY] {
        assert_eq!(
            planned(&area, SPACING_M, Some(bearing_deg)),
            Err(SurveyFault::Bearing)
        );
        let nowhere = Direction::bearing(bearing_deg);
        assert_eq!(lanes(&area, nowhere, SPACING_M), Err(SurveyFault::Bearing));
    }
    for spacing_m in [0.0, -1.0, f64::NAN] {
        let refused = [
            lanes(&area, Direction::bearing(0.0), spacing_m).err(),
            planned_lanes(&area, spacing_m, &[]).err(),
        ];
        for fault in refused {
            assert!(matches!(fault, Some(SurveyFault::Spacing(_))), "{fault:?}");
        }
    }
}

#[test]
fn lanes_that_are_given_are_refused_where_one_may_not_fly_or_where_they_are_too_many() {
    let hole = vec![(4.0, 4.0), (6.0, 4.0), (6.0, 6.0), (4.0, 6.0)];
    let polygon = Polygon::new(rectangle(10.0, 10.0).exterior().clone(), vec![hole.into()]);
    let area = FreeArea::new(&polygon).unwrap();
    assert!(planned_lanes(&area, SPACING_M, &[along_x(3.9, 1.0, 9.0)]).is_ok());
    // Through the hole, out of the area, and nowhere.
    for lane in [
        along_x(5.0, 1.0, 9.0),
        along_x(5.0, 1.0, 11.0),
        along_x(f64::NAN, 1.0, 3.0),
    ] {
        let fault = planned_lanes(&area, SPACING_M, &[lane]).unwrap_err();
        assert!(matches!(fault, SurveyFault::NotFree { .. }), "{fault}");
    }
    let many = vec![along_x(2.0, 1.0, 9.0); 3_001];
    assert_eq!(
        planned_lanes(&area, SPACING_M, &many),
        Err(SurveyFault::TooManyLanes {
            lanes: 3_001,
            most: 3_000
        })
    );
    // What one lane leaves unseen takes more visits than are made.
    let wide = FreeArea::new(&rectangle(2_000.0, 2_000.0)).unwrap();
    let fault = planned_lanes(&wide, 10.0, &[along_x(1_000.0, 1.0, 1_999.0)]).unwrap_err();
    assert!(
        matches!(fault, SurveyFault::TooManyLanes { most: 3_000, .. }),
        "{fault}"
    );
}
