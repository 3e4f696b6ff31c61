//! Why patrols are not flown as one.

use super::*;
use missions::patrol::{Light, Recording};

#[test]
fn what_looks_elsewhere_is_flown_alone_and_needs_no_reason() {
    let merging = merged(&[survey("here", 0.0), survey("there", 0.0101)]);
    assert_eq!((merging.alone, merging.apart), (vec![0, 1], vec![]));
    assert_eq!(merging.groups, []);
    let beside = [
        points("a", &[point(0.0, 60.0, "actions = [\"photo\"]")]),
        points("b", &[point(20.5, 60.0, "actions = [\"photo\"]")]),
    ];
    assert_eq!(merged(&beside).alone, [0, 1]);
}

#[test]
fn all_reasons_are_told_why_patrols_of_one_place_are_not_flown_as_one() {
    let one = survey("one", 0.0);
    let other = with(&survey("other", 0.0), |it| {
        let sensor = it.sensor.as_mut().unwrap();
        sensor.camera = "thermal".into();
        sensor.recording = Recording::Video;
        sensor.gimbal_pitch_deg = Some(-45.0);
        it.limits.light = Light::Night;
        it.limits.highest_temperature_c = Some(-10.0);
        it.height = Height::AboveGround { metres: 80.0 };
    });
    let cold = with(&one, |it| it.limits.least_temperature_c = Some(-5.0));
    let found = why(&[cold, other]);
    assert_eq!(
        found,
        [
            WhyApart::OtherCamera("wide".into(), "thermal".into()),
            WhyApart::OtherRecording(Recording::Photos, Recording::Video),
            WhyApart::OtherGimbal(None, Some(-45.0)),
            WhyApart::OtherHeight,
            WhyApart::OtherLight(Light::Day, Light::Night),
            WhyApart::TemperaturesDoNotMeet {
                least_c: -5.0,
                highest_c: -10.0
            },
        ]
    );
    let turned = |deg| {
        with(&survey("turned", 0.005), |it| {
            if let Pattern::Survey(survey) = &mut it.pattern {
                survey.bearing_deg = Some(deg);
            }
        })
    };
    assert_eq!(
        why(&[turned(10.0), turned(100.0)]),
        [WhyApart::OtherBearing(10.0, 100.0)]
    );
    // The same lanes flown from their other ends.
    one_group(&[turned(10.0), turned(190.0)]);
}

#[test]
fn patterns_of_different_kinds_at_one_place_do_not_fit() {
    let inside = points("inside", &[point(100.0, 60.0, "actions = [\"photo\"]")]);
    let inside = with(&inside, |it| {
        if let Pattern::Points(points) = &mut it.pattern {
            points[0].at = Position::new(120.405, 36.145).unwrap();
        }
    });
    let found = why(&[survey("area", 0.0), inside]);
    assert!(
        matches!(found[0], WhyApart::PatternsDoNotFit(..)),
        "{found:?}"
    );
}

#[test]
fn a_point_that_one_asks_for_and_another_may_not_overfly_keeps_them_apart() {
    let shared = || point(0.0, 60.0, "actions = [\"photo\"]");
    let one = points(
        "one",
        &[shared(), point(300.0, 60.0, "actions = [\"photo\"]")],
    );
    let other = points("other", &[shared()]);
    let pair = [one, other];
    let far_east = |it: Position| it.longitude_deg() > 120.402;
    let found = why_by(&pair, &|patrol, at| patrol.id == "one" || !far_east(at));
    assert_eq!(
        found,
        [WhyApart::NotOverflown {
            asked_by: 0,
            point: 1,
            name: Bilingual::new("east 300", "东300"),
            forbidden_to: 1
        }]
    );
    // What one asks for itself is its own affair.
    let merging = merged_by(&pair, &|patrol, at| patrol.id == "other" || far_east(at));
    assert_eq!(merging.unwrap().groups.len(), 1);
}

#[test]
fn what_fits_two_by_two_and_not_together_is_told_with_the_group_it_does_not_join() {
    let hours = |id, from: &str, until: &str| {
        let rule = format!(
            "[recurrence]\nrule = \"FREQ=DAILY\"\nfirst_day = 2027-01-01\n\
             [[recurrence.window]]\nfrom = {from}\nuntil = {until}\n"
        );
        patrol(id, &format!("{SURVEY}{}{CAMERA}{rule}", area(0.0)))
    };
    let merging = merged(&[
        hours("a", "08:00:00", "10:00:00"),
        hours("b", "09:00:00", "11:00:00"),
        hours("c", "10:00:00", "12:00:00"),
    ]);
    assert_eq!(merging.groups[0].members, [0, 1]);
    assert_eq!(merging.alone, [2]);
    let [apart] = &merging.apart[..] else {
        panic!()
    };
    assert_eq!((apart.patrol, &apart.from), (2, &vec![0, 1]));
    assert_eq!(apart.why, [WhyApart::WindowsDoNotMeet]);
}

#[test]
fn no_more_are_flown_as_one_than_can_share_exactly() {
    let patrols: Vec<Patrol> = (0..18).map(|it| survey(&format!("p{it}"), 0.0)).collect();
    let merging = merged(&patrols);
    let sizes: Vec<usize> = merging.groups.iter().map(|it| it.members.len()).collect();
    assert_eq!(sizes, [16, 2]);
    assert_eq!(merging.apart.len(), 2);
    assert_eq!(merging.apart[0].why, [WhyApart::GroupFull { most: 16 }]);
}

#[test]
fn what_cannot_be_compared_is_refused_with_all_reasons() {
    let many: Vec<Patrol> = (0..65).map(|it| survey(&format!("p{it}"), 0.0)).collect();
    let found = merge(&MergeRequest {
        patrols: &many,
        window: TimeRange::new(day().from, day().from).unwrap(),
        same_place_m: f64::NAN,
        may_overfly: &|_, _| true,
    })
    .unwrap_err();
    assert!(matches!(
        found[..],
        [
            MergeFault::TooManyPatrols { patrols: 65, .. },
            MergeFault::Window { seconds: 0, .. },
            MergeFault::SamePlace { .. }
        ]
    ));
    assert!(found.iter().all(|it| !it.text().zh.is_ascii()));
}
