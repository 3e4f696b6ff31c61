//! One craft as a thing: its body, what drives it, and the sensors it carries. It obeys a steering and
//! tells what its sensors tell; who steers is not its affair.

use crate::airframe::{
    Body, Contact, Effort, Multirotor, RotorSteering, Rotors, Steering, Surroundings, Touch,
};
use crate::battery::{Battery, BatteryModel};
use crate::environment::{Gusts, Weather};
use crate::place::{DegreeLengths, Place};
use crate::random::Random;
use crate::sensors::{Barometer, Compass, Estimate, Gnss, GnssFix, Navigation};
use crate::time::SimTime;
use geofences::Terrain;
use nalgebra::Vector3;
use std::sync::Arc;
use std::time::Duration;

/// What a craft is made of.
#[derive(Clone, Debug)]
pub struct CraftModel {
    /// The airframe.
    pub airframe: Multirotor,
    /// The battery.
    pub battery: BatteryModel,
    /// What the electronics take, W.
    pub electronics_w: f64,
    /// The receiver has its first fix so long after the start.
    pub first_fix_after: Duration,
}

impl CraftModel {
    /// A quadrotor for inspection.
    pub fn inspection_quad() -> Self {
        Self {
            airframe: Multirotor::inspection_quad(),
            battery: BatteryModel::small(),
            electronics_w: 14.0,
            first_fix_after: Duration::from_secs(6),
        }
    }

    /// A hexarotor for patrols.
    pub fn patrol_hexa() -> Self {
        Self {
            airframe: Multirotor::patrol_hexa(),
            battery: BatteryModel::large(),
            electronics_w: 40.0,
            first_fix_after: Duration::from_secs(6),
        }
    }
}

/// The world around a craft.
#[derive(Clone)]
pub struct World {
    /// The ground. Where it has none, it is taken to be at sea level.
    pub terrain: Arc<dyn Terrain>,
    /// The weather now.
    pub weather: Weather,
}

/// A craft.
pub struct Craft {
    model: CraftModel,
    body: Body,
    contact: Contact,
    rotors: Rotors,
    battery: Battery,
    effort: Effort,
    gusts: Gusts,
    wind_mps: Vector3<f64>,
    density: f64,
    ground_amsl_m: f64,
    gnss: Gnss,
    compass: Compass,
    barometer: Barometer,
    navigation: Navigation,
    fix: GnssFix,
    heading_rad: f64,
    pressure_pa: f64,
    random: Random,
    booted: SimTime,
    next_slow: SimTime,
    next_fix: SimTime,
    told_off_ned_m: Vector3<f64>,
    drain_w: f64,
}

/// The receiver reports so often.
const FIX_INTERVAL: Duration = Duration::from_millis(200);
/// What changes slowly is worked out so often.
const SLOW_INTERVAL: Duration = Duration::from_millis(500);

impl Craft {
    /// A craft that stands at a place, nose to `yaw_rad`, with its battery charged to a part.
    pub fn new(
        model: CraftModel,
        at: Place,
        yaw_rad: f64,
        charge: f64,
        (seed, name): (u64, &str),
        world: &World,
    ) -> Self {
        let stream = |what: &str| Random::new(seed, &format!("{name}/{what}"));
        let ground_amsl_m = ground_amsl_m(world, at);
        let body = Body::at_rest(at.at_amsl_m(ground_amsl_m), yaw_rad);
        let mut gnss = Gnss::new(stream("gnss"), model.first_fix_after);
        let fix = gnss.report(&body, SimTime::START, SimTime::START, 0.2);
        Self {
            contact: Contact::Standing,
            rotors: Rotors::new(&model.airframe),
            battery: Battery::new(
                model.battery.clone(),
                charge,
                world.weather.air.temperature_at_c(ground_amsl_m),
            ),
            effort: Effort::default(),
            gusts: Gusts::default(),
            wind_mps: Vector3::zeros(),
            density: world.weather.air.density_at(ground_amsl_m),
            ground_amsl_m,
            gnss,
            compass: Compass::new(stream("compass")),
            barometer: Barometer::new(stream("barometer")),
            navigation: Navigation::new(stream("navigation")),
            fix,
            heading_rad: yaw_rad,
            pressure_pa: world.weather.air.pressure_at_pa(ground_amsl_m),
            random: stream("gusts"),
            booted: SimTime::START,
            next_slow: SimTime::START,
            next_fix: SimTime::START,
            told_off_ned_m: Vector3::zeros(),
            drain_w: 0.0,
            model,
            body,
        }
    }

    /// Goes on to `now`, `dt_s` after the last step, steered so. What happened with the ground.
    pub fn step(&mut self, steering: &Steering, world: &World, now: SimTime, dt_s: f64) -> Touch {
        if now >= self.next_slow {
            self.next_slow = now + SLOW_INTERVAL;
            self.slow_step(world, dt_s);
        }
        let mut wind_mps = self.wind_mps;
        if self.contact == Contact::Airborne {
            wind_mps += self.gusts.step(&mut self.random);
        }
        let around = Surroundings {
            wind_mps,
            density: self.density,
            air: world.weather.air,
        };
        let touch = self.move_on(steering, &around, dt_s);
        let power_w = self.effort.power_w + self.model.electronics_w + self.drain_w;
        let air_c = world
            .weather
            .air
            .temperature_at_c(self.body.place.altitude_amsl_m);
        self.battery.step(power_w, air_c, dt_s);
        if now >= self.next_fix {
            self.next_fix = now + FIX_INTERVAL;
            self.sense(world, now);
        }
        touch
    }

    fn slow_step(&mut self, world: &World, dt_s: f64) {
        self.body.refresh();
        self.ground_amsl_m = ground_amsl_m(world, self.body.place);
        let agl_m = self.body.place.altitude_amsl_m - self.ground_amsl_m;
        let wind = world.weather.wind;
        self.wind_mps = wind.at_height(agl_m);
        let airspeed = (self.body.velocity_mps - self.wind_mps).norm();
        self.gusts.adapt(&wind, agl_m, airspeed, dt_s);
        self.density = world
            .weather
            .air
            .density_at(self.body.place.altitude_amsl_m);
    }

    fn move_on(&mut self, steering: &Steering, around: &Surroundings, dt_s: f64) -> Touch {
        let voltage_part = self.battery.voltage_v() / self.battery.model().nominal_v();
        let rotors = match (steering, self.contact) {
            (_, Contact::Wrecked) => None,
            (Steering::Rotors(rotors), _) => Some(*rotors),
            // Motors off in the air: it falls, and the drag of the air is all that holds it.
            (_, Contact::Airborne) => Some(RotorSteering {
                acceleration_mps2: Vector3::new(0.0, 0.0, crate::environment::GRAVITY_MPS2),
                yaw_rad: self.body.euler_rad().2,
            }),
            _ => None,
        };
        match rotors {
            Some(rotors) => {
                self.effort = self.rotors.step(
                    &self.model.airframe,
                    &mut self.body,
                    rotors,
                    around,
                    voltage_part,
                    dt_s,
                );
            }
            None => {
                self.rotors.stop();
                self.effort = Effort::default();
            }
        }
        self.contact.step(&mut self.body, self.ground_amsl_m, false)
    }

    fn sense(&mut self, world: &World, now: SimTime) {
        let dt_s = FIX_INTERVAL.as_secs_f64();
        self.fix = self.gnss.report(&self.body, now, self.booted, dt_s);
        if self.fix.reception >= crate::sensors::Reception::ThreeD {
            self.navigation.take(&self.body, &self.fix, dt_s);
        } else {
            self.navigation.coast(dt_s);
        }
        let yaw = self.body.euler_rad().2;
        self.heading_rad = self.compass.heading_rad(yaw).unwrap_or(yaw);
        let altitude = self.body.place.altitude_amsl_m;
        let pressure = self
            .barometer
            .pressure_pa(world.weather.air, altitude, dt_s);
        self.pressure_pa = pressure.unwrap_or(self.pressure_pa);
    }

    /// What it takes itself to be.
    pub fn estimate(&self) -> Estimate {
        let lengths = DegreeLengths::at(self.body.place.latitude_deg);
        self.navigation.estimate(&self.body, lengths)
    }

    /// Where it says that it is: where it takes itself to be, unless its telemetry lies.
    pub fn told_estimate(&self) -> Estimate {
        let mut estimate = self.estimate();
        estimate.place = self.told(estimate.place);
        estimate
    }

    /// The last report of its receiver as it tells it on.
    pub fn told_fix(&self) -> GnssFix {
        GnssFix {
            place: self.told(self.fix.place),
            ..self.fix
        }
    }

    fn told(&self, place: Place) -> Place {
        if self.told_off_ned_m == Vector3::zeros() {
            return place;
        }
        place.moved_ned(self.told_off_ned_m, DegreeLengths::at(place.latitude_deg))
    }

    /// Lets its telemetry tell places that are so far off, north, east, down, metres; it flies by what it
    /// knows all the same.
    pub fn set_told_off(&mut self, off_ned_m: Vector3<f64>) {
        self.told_off_ned_m = off_ned_m;
    }

    /// Lets something draw so much from its battery beside motors and electronics, W.
    pub fn set_drain_w(&mut self, drain_w: f64) {
        self.drain_w = drain_w;
    }

    /// Its barometer, to do something to it.
    pub fn barometer_mut(&mut self) -> &mut Barometer {
        &mut self.barometer
    }

    /// Where it truly is.
    pub fn body(&self) -> &Body {
        &self.body
    }

    /// Whether it stands, flies or lies.
    pub fn contact(&self) -> Contact {
        self.contact
    }

    /// Its battery.
    pub fn battery(&self) -> &Battery {
        &self.battery
    }

    /// Its battery, to do something to it.
    pub fn battery_mut(&mut self) -> &mut Battery {
        &mut self.battery
    }

    /// Its rotors, to do something to them.
    pub fn rotors_mut(&mut self) -> &mut Rotors {
        &mut self.rotors
    }

    /// Its receiver, to do something to it.
    pub fn gnss_mut(&mut self) -> &mut Gnss {
        &mut self.gnss
    }

    /// Its compass, to do something to it.
    pub fn compass_mut(&mut self) -> &mut Compass {
        &mut self.compass
    }

    /// The last report of its receiver.
    pub fn fix(&self) -> &GnssFix {
        &self.fix
    }

    /// The pressure that its barometer shows, Pa.
    pub fn pressure_pa(&self) -> f64 {
        self.pressure_pa
    }

    /// The heading that its compass shows, radians.
    pub fn heading_rad(&self) -> f64 {
        self.heading_rad
    }

    /// What its motors do.
    pub fn effort(&self) -> Effort {
        self.effort
    }

    /// The mean wind around it, north, east, down, m/s.
    pub fn wind_mps(&self) -> Vector3<f64> {
        self.wind_mps
    }

    /// The true height of the ground beneath it, metres above mean sea level.
    pub fn ground_amsl_m(&self) -> f64 {
        self.ground_amsl_m
    }
}

fn ground_amsl_m(world: &World, at: Place) -> f64 {
    let ground = at.position().and_then(|at| world.terrain.ground_at(at));
    ground.map_or(0.0, |ground| ground.elevation_amsl_m)
}

#[cfg(test)]
mod tests {
    use super::*;
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

    fn fly(
        craft: &mut Craft,
        world: &World,
        from_s: u64,
        seconds: u64,
        climb_mps: f64,
    ) -> Vec<Touch> {
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
}
