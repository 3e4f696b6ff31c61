use super::*;

fn coords(pairs: &[(f64, f64)]) -> Vec<Coord<f64>> {
    pairs.iter().map(|&(x, y)| Coord { x, y }).collect()
}

fn qingdao() -> Option<Rect<f64>> {
    Some(Rect::new((119.5, 35.5), (121.0, 37.2)))
}

#[test]
fn vertices_within_the_extent_and_on_its_border_give_no_problem() {
    let mut file = AirspaceFile::default();
    let vertices = coords(&[(119.5, 35.5), (121.0, 37.2), (120.3, 36.0)]);
    let place = ProblemPlace::default();
    assert!(checked_extent(
        vertices.iter().copied(),
        qingdao(),
        &place,
        &mut file
    ));
    assert_eq!(file.problems, []);
}

#[test]
fn swapped_axes_are_named_when_they_explain_every_vertex() {
    let mut file = AirspaceFile::default();
    let vertices = coords(&[(36.0, 120.3), (36.1, 120.3), (36.1, 120.4)]);
    let place = ProblemPlace::default();
    assert!(!checked_extent(
        vertices.iter().copied(),
        qingdao(),
        &place,
        &mut file
    ));
    let problem = &file.problems[0];
    assert_eq!(problem.code, "outside-expected-extent");
    assert_eq!(problem.severity, Severity::Error);
    assert!(
        problem
            .help
            .as_ref()
            .unwrap()
            .en
            .starts_with("swapped axes")
    );
}

#[test]
fn one_vertex_just_outside_the_extent_is_named() {
    let mut file = AirspaceFile::default();
    let vertices = coords(&[(120.0, 36.0), (121.000001, 36.0), (120.5, 36.5)]);
    let place = ProblemPlace::default();
    assert!(!checked_extent(
        vertices.iter().copied(),
        qingdao(),
        &place,
        &mut file
    ));
    assert_eq!(file.problems[0].place.vertex, Some(1));
}

#[test]
fn a_circle_without_a_radius_or_with_its_centre_off_the_globe_is_refused() {
    for (center, radius_m, code) in [
        ((120.0, 36.0), 0.0, "radius-out-of-range"),
        ((120.0, 36.0), f64::NAN, "radius-out-of-range"),
        ((36.0, 120.0), 50.0, "latitude-out-of-range"),
        ((181.0, 36.0), 50.0, "longitude-out-of-range"),
        ((120.0, 89.5), 50.0, "circle-at-pole"),
    ] {
        let mut file = AirspaceFile::default();
        let footprint =
            footprint_circle(center.into(), radius_m, &ProblemPlace::default(), &mut file);
        assert_eq!(footprint, None);
        assert_eq!(file.problems[0].code, code);
    }
}
