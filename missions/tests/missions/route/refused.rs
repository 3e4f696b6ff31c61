//! Where there is no route: what is said.

use super::*;
use missions::route::LayerFault;

fn fault(refusal: &RouteRefusal) -> &LayerFault {
    match refusal {
        RouteRefusal::NoLayer { layers } => &layers[0].fault,
        other => panic!("{other:?}"),
    }
}

#[test]
fn nothing_is_permitted_in_an_empty_airspace() {
    let refusal = Scene::new(Vec::<Zone>::new())
        .plan((0.0, 0.0), (1_000.0, 0.0))
        .unwrap_err();
    assert!(
        matches!(fault(&refusal), LayerFault::From(_)),
        "{refusal:?}"
    );
}

#[test]
fn a_start_and_a_goal_outside_are_told_apart() {
    let scene = Scene::new([rect(
        "part",
        Rule::Permitted,
        (-1_000.0, -1_000.0),
        (1_000.0, 1_000.0),
    )]);
    let refusal = scene.plan((-2_000.0, 0.0), (0.0, 0.0)).unwrap_err();
    assert!(
        matches!(fault(&refusal), LayerFault::From(_)),
        "{refusal:?}"
    );
    let refusal = scene.plan((0.0, 0.0), (985.0, 0.0)).unwrap_err();
    assert!(
        matches!(fault(&refusal), LayerFault::Until(_)),
        "{refusal:?}"
    );
    assert!(scene.plan((0.0, 0.0), (965.0, 0.0)).is_ok());
}

#[test]
fn out_of_a_closed_ring_and_into_it_there_is_no_way_and_the_ring_is_named() {
    let ring = |width_m: f64| {
        let square = |half: f64| {
            LineString::from(vec![
                (-half, -half),
                (half, -half),
                (half, half),
                (-half, half),
            ])
        };
        let polygon = Polygon::new(square(1_000.0), vec![square(1_000.0 - width_m)]);
        zone_of("ring", Rule::NeedsAuthorization, &polygon)
    };
    let scene = Scene::new([whole(120.0), ring(100.0)]);
    for (from, until) in [((0.0, 0.0), (3_000.0, 0.0)), ((3_000.0, 0.0), (0.0, 0.0))] {
        let refusal = scene.plan(from, until).unwrap_err();
        assert!(
            matches!(
                fault(&refusal),
                LayerFault::NoWay {
                    is_certain: true,
                    leaves_permitted: false,
                    ..
                }
            ),
            "{refusal:?}"
        );
        let named: Vec<String> = refusal
            .in_the_way()
            .iter()
            .map(|it| it.id().to_string())
            .collect();
        assert_eq!(named, ["ring"]);
        let text = refusal.text();
        assert!(text.en.contains("an approval for ring"), "{text}");
        assert!(text.zh.contains("取得“ring”的批准"), "{}", text.zh);
    }
}

#[test]
fn what_would_help_is_said() {
    let wall = Zone {
        band: agl(Some(50.0), None),
        ..rect(
            "wall",
            Rule::Prohibited,
            (-100.0, -30_000.0),
            (100.0, 30_000.0),
        )
    };
    let refusal = Scene::new([whole(120.0), wall.clone()])
        .plan((-1_000.0, 0.0), (1_000.0, 0.0))
        .unwrap_err();
    assert!(refusal.text().en.contains("another height"), "{refusal}");
    let mut scene = Scene::new([whole(120.0), wall]);
    scene.layers = vec![80.0, 40.0];
    assert_eq!(
        scene
            .plan((-1_000.0, 0.0), (1_000.0, 0.0))
            .unwrap()
            .layer_agl_m,
        40.0
    );
}

#[test]
fn a_layer_above_the_ceiling_is_refused() {
    // 120 m less the margin of 5 m.
    for (layer_m, is_way) in [(114.9, true), (115.1, false)] {
        let mut scene = Scene::new([whole(120.0)]);
        scene.layers = vec![layer_m];
        assert_eq!(
            scene.plan((0.0, 0.0), (1_000.0, 0.0)).is_ok(),
            is_way,
            "{layer_m}"
        );
    }
}

#[test]
fn requests_that_are_none_are_refused() {
    let mut scene = Scene::new([whole(120.0)]);
    for layers in [vec![], vec![f64::NAN], vec![-1.0], vec![1e9]] {
        scene.layers = layers;
        let refusal = scene.plan((0.0, 0.0), (1_000.0, 0.0)).unwrap_err();
        assert!(
            matches!(refusal, RouteRefusal::BadRequest(_)),
            "{refusal:?}"
        );
    }
    scene.layers = vec![80.0];
    let refusal = scene.plan((-31_000.0, 0.0), (31_000.0, 0.0)).unwrap_err();
    assert!(
        matches!(refusal, RouteRefusal::TooFar { .. }),
        "{refusal:?}"
    );
}

#[test]
fn a_flight_whose_times_cannot_be_counted_is_refused_and_not_flown_at_another_time() {
    let mut scene = Scene::new([whole(120.0)]);
    let day = chrono::TimeDelta::days(1);
    for (departure, is_counted) in [
        (DateTime::<Utc>::MAX_UTC - day * 3, true),
        (DateTime::<Utc>::MAX_UTC - day, false),
        (DateTime::<Utc>::MAX_UTC, false),
        (DateTime::<Utc>::MIN_UTC + day * 2, true),
        (DateTime::<Utc>::MIN_UTC, false),
    ] {
        scene.departure = departure;
        let planned = scene.plan((0.0, 0.0), (1_000.0, 0.0));
        assert_eq!(planned.is_ok(), is_counted, "{departure} {planned:?}");
        let Err(refusal) = planned else { continue };
        assert!(
            matches!(refusal, RouteRefusal::TooLong { .. }),
            "{refusal:?}"
        );
    }
}

#[test]
fn a_flight_that_may_take_longer_than_a_week_is_refused() {
    let mut scene = Scene::new([whole(120.0)]);
    // Up to four times the straight way, 120 s, and 60 m up and down each.
    let up_and_down_s = 60.0 / 3.0 + 60.0 / 2.0;
    let least_mps = 4.0 * 1_000.0 / (RouteRefusal::LONGEST_S - 120.0 - up_and_down_s);
    for (part, is_short) in [(1.001, true), (0.999, false), (1e-300, false)] {
        scene.pace.speed_mps = part * least_mps;
        let planned = scene.plan((0.0, 0.0), (1_000.0, 0.0));
        assert_eq!(planned.is_ok(), is_short, "{part} {planned:?}");
        let Err(refusal) = planned else { continue };
        let text = refusal.text();
        assert!(
            text.en.contains("check the speeds") && text.zh.contains("请检查速度"),
            "{text}"
        );
    }
}
