use super::*;
use crate::airframe::RotorSteering;
use crate::environment::MeanWind;
use geofences::FlatTerrain;

fn world(speed_mps: f64) -> World {
    let wind = MeanWind {
        speed_mps,
        from_deg: 300.0,
        turbulence: 0.15,
    };
    World {
        terrain: Arc::new(FlatTerrain {
            elevation_amsl_m: 20.0,
            uncertainty_m: 0.0,
        }),
        weather: Weather {
            wind,
            ..Weather::default()
        },
    }
}

fn craft(world: &World) -> Craft {
    let at = Place::new(36.0671, 120.3826, 0.0);
    Craft::new(
        CraftModel::inspection_quad(),
        at,
        0.5,
        1.0,
        (1, "drone"),
        world,
    )
}

const DT: Duration = Duration::from_millis(20);

fn fly(craft: &mut Craft, world: &World, from_s: u64, seconds: u64, climb_mps: f64) -> Vec<Touch> {
    let mut touches = Vec::new();
    let mut now = SimTime::from_s(from_s);
    while now < SimTime::from_s(from_s + seconds) {
        let wanted = Vector3::new(0.0, 0.0, -climb_mps);
        let asked = Steering::Rotors(RotorSteering {
            acceleration_mps2: (wanted - craft.estimate().velocity_mps) * 1.5,
            yaw_rad: 0.5,
        });
        let touch = craft.step(&asked, world, now, DT.as_secs_f64());
        touches.extend((touch != Touch::None).then_some(touch));
        now = now + DT;
    }
    touches
}

#[test]
fn it_stands_on_the_ground_takes_off_and_lands() {
    let world = world(4.0);
    let mut craft = craft(&world);
    assert_eq!(craft.body().place.altitude_amsl_m, 20.0);
    for ms in (0..10_000).step_by(20) {
        craft.step(&Steering::Idle, &world, SimTime::from_ms(ms), 0.02);
    }
    assert_eq!(craft.contact(), Contact::Standing);
    assert!(craft.estimate().has_position);
    assert_eq!(fly(&mut craft, &world, 10, 10, 2.0), [Touch::LeftGround]);
    assert!(craft.body().place.altitude_amsl_m > 35.0);
    let landing = fly(&mut craft, &world, 20, 40, -0.8);
    assert!(
        matches!(landing[0], Touch::Landed(speed) if speed < 2.0),
        "{landing:?}"
    );
}

#[test]
fn with_its_motors_off_it_falls_and_breaks() {
    let world = world(0.0);
    let mut craft = craft(&world);
    fly(&mut craft, &world, 0, 15, 3.0);
    let mut now = SimTime::from_s(15);
    let mut crashed = None;
    while now < SimTime::from_s(30) && crashed.is_none() {
        now = now + DT;
        if let Touch::Crashed(speed) = craft.step(&Steering::Idle, &world, now, 0.02) {
            crashed = Some(speed);
        }
    }
    assert!(crashed.is_some_and(|speed| speed > 8.0), "{crashed:?}");
    assert_eq!(craft.contact(), Contact::Wrecked);
}

#[test]
fn the_same_seed_flies_the_same_flight_and_another_does_not() {
    let world = world(8.0);
    let flown = |seed| {
        let at = Place::new(36.0671, 120.3826, 0.0);
        let model = CraftModel::inspection_quad();
        let mut craft = Craft::new(model, at, 0.5, 1.0, (seed, "drone"), &world);
        fly(&mut craft, &world, 0, 20, 2.0);
        craft.body().place
    };
    assert_eq!(flown(1), flown(1));
    assert_ne!(flown(1), flown(2));
}

#[test]
fn wind_costs_energy() {
    let used = |speed_mps| {
        let world = world(speed_mps);
        let mut craft = craft(&world);
        fly(&mut craft, &world, 0, 5, 3.0);
        fly(&mut craft, &world, 5, 60, 0.0);
        craft.battery().consumed_wh()
    };
    assert!(used(0.0) > 2.0);
    assert!((used(12.0) - used(0.0)).abs() > 0.02 * used(0.0));
}

mod wings;
