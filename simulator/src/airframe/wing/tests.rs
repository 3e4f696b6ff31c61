use super::*;

fn flow(speed_mps: f64, incidence_rad: f64, side_mps: f64) -> Airflow {
    let (sin, cos) = incidence_rad.sin_cos();
    let air_mps = Vector3::new(speed_mps * cos, side_mps, speed_mps * sin);
    Airflow {
        air_mps,
        speed_mps: air_mps.norm(),
        incidence_rad,
    }
}

/// Lift square to the air and drag along it, N.
fn lift_and_drag(model: &WingModel, speed_mps: f64, incidence_rad: f64) -> (f64, f64) {
    let force = model.force_n(&flow(speed_mps, incidence_rad, 0.0), 1.225);
    let (sin, cos) = incidence_rad.sin_cos();
    (
        force.x * sin - force.z * cos,
        -force.x * cos - force.z * sin,
    )
}

#[test]
fn lift_grows_to_the_stall_and_breaks_down_beyond_it() {
    let model = WingModel::survey_vtol();
    let stall = model.stall_incidence_rad();
    assert!((0.15..0.3).contains(&stall), "{stall}");
    let lift = |incidence| lift_and_drag(&model, 15.0, incidence).0;
    let most = lift(stall);
    // ½ρV²·S·C: 0.5 · 1.225 · 225 · 0.62 · 1.3.
    assert!((most - 111.07).abs() < 0.1, "{most}");
    assert!(lift(0.5 * stall) < 0.8 * most);
    assert!(lift(stall + 0.08) < 0.5 * most);
}

#[test]
fn the_air_never_pushes_a_body_on() {
    for model in [WingModel::survey_wing(), WingModel::survey_vtol()] {
        for step in -180..180 {
            for side_mps in [-8.0, 0.0, 3.0] {
                let flow = flow(12.0, f64::from(step).to_radians(), side_mps);
                let force = model.force_n(&flow, 1.2);
                assert!(force.dot(&flow.air_mps) < 0.0, "{step}° {side_mps}");
            }
        }
    }
}

#[test]
fn falling_flat_it_has_the_drag_of_a_plate() {
    let model = WingModel::survey_wing();
    let (_, drag) = lift_and_drag(&model, 10.0, std::f64::consts::FRAC_PI_2);
    let coefficient = drag / (0.5 * 1.225 * 100.0 * model.area_m2);
    assert!((coefficient - 1.28).abs() < 0.03, "{coefficient}");
}

#[test]
fn level_drag_is_least_where_both_kinds_of_drag_are_alike() {
    let model = WingModel::survey_wing();
    let best = (0..300)
        .map(|tenth| 8.0 + f64::from(tenth) * 0.05)
        .min_by(|a, b| {
            let drag = |speed: &f64| model.level_drag_n(*speed, 1.225);
            drag(a).total_cmp(&drag(b))
        })
        .unwrap();
    // C_L² = C_D0 / k there, and L/D = 1 / (2·√(C_D0·k)).
    let lift = (model.drag_zero / model.drag_lift).sqrt();
    let speed = (2.0 * 3.2 * 9.80665 / (1.225 * 0.42 * lift)).sqrt();
    assert!((best - speed).abs() < 0.1, "{best} {speed}");
    let ratio = 3.2 * 9.80665 / model.level_drag_n(best, 1.225);
    assert!((ratio - 11.92).abs() < 0.05, "{ratio}");
}

#[test]
fn a_propeller_gives_less_and_takes_more_work_as_it_goes_faster() {
    let propeller = WingModel::survey_wing().propeller;
    assert_eq!(propeller.most_thrust_at_n(0.0), 20.0);
    assert_eq!(propeller.most_thrust_at_n(15.0), 10.0);
    assert_eq!(propeller.most_thrust_at_n(40.0), 0.0);
    // At rest T·√(T/2ρA), in motion at least T·V.
    let still = propeller.power_w(10.0, 0.0, 1.225) * propeller.efficiency;
    assert!((still - 10.0 * (10.0_f64 / (2.0 * 1.225 * 0.066)).sqrt()).abs() < 1e-9);
    let moving = propeller.power_w(10.0, 16.0, 1.225) * propeller.efficiency;
    assert!(moving > 160.0 && moving < 240.0, "{moving}");
}
