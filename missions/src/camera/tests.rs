use super::*;

/// The wide camera of the Mavic 3 Enterprise: 4/3 inch CMOS of 17.3 × 13.0 mm, 5280 × 3956 pixels, 12.29 mm
/// (24 mm equivalent), 0.7 s between photos, mechanical shutter (DJI, Mavic 3 Enterprise, specifications).
fn wide() -> CameraFigures {
    CameraFigures {
        sensor_width_mm: 17.3,
        sensor_height_mm: 13.0,
        image_width_px: 5_280,
        image_height_px: 3_956,
        shortest_focal_mm: 12.29,
        longest_focal_mm: 12.29,
        least_interval_s: 0.7,
        exposure_s: 0.001,
        lowest_pitch_deg: -90.0,
        highest_pitch_deg: 35.0,
    }
}

fn view() -> View {
    Camera::new(wide()).unwrap().widest()
}

fn is_near(value: f64, expected: f64, off: f64) {
    assert!((value - expected).abs() <= off, "{value} is not {expected}");
}

#[test]
fn the_ground_sampling_distance_is_pixel_times_height_over_focal_length() {
    // 13.0 mm / 3956 = 3.286 µm; 100 m · 3.286 µm / 12.29 mm = 2.674 cm.
    is_near(view().gsd_m(100.0), 0.026_74, 0.000_01);
    is_near(view().height_m(view().gsd_m(87.0)), 87.0, 1e-9);
}

#[test]
fn the_image_straight_down_is_as_wide_as_the_sensor_says() {
    let seen = view().nadir(100.0);
    // 17.3 / 12.29 · 100 m and 13.0 / 12.29 · 100 m.
    is_near(seen.across_m, 140.765, 0.001);
    is_near(seen.along_m, 105.777, 0.001);
    // Diagonal 84° (maker): here from the sides.
    let half = (seen.across_m / 200.0).hypot(seen.along_m / 200.0);
    is_near(2.0 * half.atan().to_degrees(), 82.7, 0.1);
}

#[test]
fn overlaps_give_the_distances_between_photos_and_lanes() {
    let (front, side) = (Overlap::new(0.8).unwrap(), Overlap::new(0.7).unwrap());
    is_near(view().trigger_distance_m(100.0, front), 21.155, 0.001);
    is_near(view().lane_spacing_m(100.0, side), 42.230, 0.001);
    assert!(Overlap::new(0.0).is_ok() && Overlap::new(0.999).is_ok());
    for bad in [1.0, -0.01, f64::NAN] {
        assert!(Overlap::new(bad).is_err());
    }
}

#[test]
fn the_speed_is_held_by_the_interval_or_by_blur_whichever_is_less() {
    // 21.155 m / 0.7 s = 30.2 m/s; 2.674 cm / 1 ms = 26.7 m/s.
    let speed = view().photo_speed(100.0, 21.155);
    is_near(speed.by_interval_mps, 30.22, 0.01);
    is_near(speed.by_blur_mps, 26.74, 0.01);
    assert_eq!(speed.greatest_mps(), speed.by_blur_mps);
    // From 12 m with 90 % overlap: 1.269 m / 0.7 s = 1.81 m/s, and 3.2 m/s by blur.
    let near = view().photo_speed(12.0, 12.693 * 0.1);
    assert_eq!(near.greatest_mps(), near.by_interval_mps);
    is_near(near.greatest_mps(), 1.813, 0.001);
}

#[test]
fn an_oblique_image_straight_down_is_the_one_straight_down() {
    let seen = view().oblique(100.0, -90.0, 0.0, 1_000.0).unwrap();
    assert!(!seen.is_clipped);
    let [near_left, _, far_right, _] = seen.corners;
    is_near(near_left.east_m, -70.382, 0.001);
    is_near(near_left.north_m, -52.889, 0.001);
    is_near(far_right.east_m, 70.382, 0.001);
    is_near(far_right.north_m, 52.889, 0.001);
}

#[test]
fn an_oblique_image_at_45_degrees_is_the_trapezoid_worked_out_by_hand() {
    // tan of half the angle along is 13.0/(2·12.29) = 0.52889, so 27.873°. Near edge: 100·tan(45° − 27.873°)
    // = 30.814 m; far edge: 100·tan(45° + 27.873°) = 324.53 m. The half width is 0.70382 times the depth
    // along the axis, (X + 100)·√½: 65.10 m and 211.28 m.
    let seen = view().oblique(100.0, -45.0, 90.0, 1_000.0).unwrap();
    assert!(!seen.is_clipped);
    let [near_left, near_right, far_right, far_left] = seen.corners;
    is_near(near_left.east_m, 30.81, 0.01);
    is_near(far_left.east_m, 324.53, 0.02);
    // Looking east, left is north.
    is_near(near_left.north_m, 65.10, 0.01);
    is_near(near_right.north_m, -65.10, 0.01);
    is_near(far_left.north_m, 211.28, 0.01);
    is_near(far_right.north_m, -211.28, 0.01);
}

#[test]
fn an_image_that_reaches_the_horizon_is_clipped_at_the_range_and_says_so() {
    // The upper edge is 27.873° above the axis: at −27.8° it is above the horizon.
    let seen = view().oblique(100.0, -27.8, 0.0, 500.0).unwrap();
    assert!(seen.is_clipped);
    is_near(seen.corners[2].north_m, 500.0, 1e-9);
    // The right edge goes on along the image's side: 0.70382·(500·cos 27.8° + 100·sin 27.8°) = 344.1 m.
    is_near(seen.corners[2].east_m, 344.1, 0.1);
    // Just below the horizon, but farther than the range.
    assert!(view().oblique(100.0, -28.0, 0.0, 500.0).unwrap().is_clipped);
    assert!(!view().oblique(100.0, -45.0, 0.0, 324.6).unwrap().is_clipped);
    assert!(view().oblique(100.0, -45.0, 0.0, 324.5).unwrap().is_clipped);
}

#[test]
fn every_ray_of_an_image_meets_the_ground_inside_its_footprint() {
    let view = view();
    for pitch_deg in [-90.0, -70.0, -45.0, -20.0, 0.0, 10.0] {
        let seen = view.oblique(80.0, pitch_deg, 0.0, 400.0).unwrap();
        let [near_left, _, far_right, _] = seen.corners;
        let (sin, cos) = (-f64::to_radians(pitch_deg)).sin_cos();
        for step in 0..=400 {
            let v = view.half_along * (f64::from(step % 21) / 10.0 - 1.0);
            let u = view.half_across * (f64::from(step / 21) / 10.0 - 1.0).clamp(-1.0, 1.0);
            let down = sin + v * cos;
            if down <= 0.0 {
                continue;
            }
            let (ahead_m, right_m) = (80.0 * (cos - v * sin) / down, 80.0 * u / down);
            if ahead_m > 400.0 {
                continue;
            }
            assert!(ahead_m >= near_left.north_m - 1e-9 && ahead_m <= far_right.north_m + 1e-9);
            let part = (ahead_m - near_left.north_m) / (far_right.north_m - near_left.north_m);
            let half_m = -near_left.east_m + part * (far_right.east_m + near_left.east_m);
            assert!(
                right_m.abs() <= half_m + 1e-6,
                "{pitch_deg} {right_m} {half_m}"
            );
        }
    }
}

#[test]
fn an_image_without_ground_is_refused() {
    let view = view();
    // The lower edge is 27.873° below the axis.
    assert!(view.oblique(100.0, 27.8, 0.0, 1e6).is_ok());
    for (height_m, pitch_deg, range_m) in [(100.0, 27.9, 1e6), (100.0, 20.0, 500.0)] {
        let refused = view.oblique(height_m, pitch_deg, 0.0, range_m);
        assert!(matches!(refused, Err(SeesNoGround::TooFlat { .. })));
    }
    let beyond = view.oblique(100.0, 35.1, 0.0, 500.0);
    assert!(matches!(beyond, Err(SeesNoGround::Pitch { .. })));
    for (height_m, pitch_deg, range_m) in [
        (0.0, -90.0, 500.0),
        (-3.0, -90.0, 500.0),
        (f64::NAN, -90.0, 1.0),
    ] {
        let refused = view.oblique(height_m, pitch_deg, 0.0, range_m);
        assert!(matches!(refused, Err(SeesNoGround::Height { .. })));
    }
    assert!(view.oblique(50.0, f64::NAN, 0.0, 500.0).is_err());
}

#[test]
fn zoom_makes_the_image_finer_and_narrower_within_the_optics() {
    let camera = Camera::new(CameraFigures {
        longest_focal_mm: 24.58,
        ..wide()
    })
    .unwrap();
    assert_eq!(camera.most_zoom(), 2.0);
    let zoomed = camera.zoomed(2.0).unwrap();
    is_near(zoomed.gsd_m(100.0), view().gsd_m(50.0), 1e-12);
    is_near(zoomed.nadir(100.0).across_m, 70.38, 0.01);
    for times in [0.99, 2.01, f64::NAN] {
        assert!(camera.zoomed(times).is_err());
    }
}

#[test]
fn all_that_is_wrong_with_a_camera_is_told_at_once() {
    let faults = Camera::new(CameraFigures {
        sensor_width_mm: -1.0,
        exposure_s: f64::NAN,
        lowest_pitch_deg: -91.0,
        ..wide()
    })
    .unwrap_err();
    let fields: Vec<_> = faults.iter().map(|fault| fault.field.as_str()).collect();
    assert_eq!(
        fields,
        ["sensor_width_mm", "exposure_s", "lowest_pitch_deg"]
    );
}

#[test]
fn a_sensor_that_does_not_fit_its_image_is_refused() {
    // The 16:9 video format with the sensor's full height.
    let faults = Camera::new(CameraFigures {
        image_height_px: 2_970,
        ..wide()
    });
    assert_eq!(faults.unwrap_err()[0].field, "image_width_px");
    let reversed = Camera::new(CameraFigures {
        longest_focal_mm: 10.0,
        ..wide()
    });
    assert_eq!(reversed.unwrap_err()[0].field, "shortest_focal_mm");
}
