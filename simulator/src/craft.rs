//! One craft as a thing: its body, what drives it, and the sensors it carries. It obeys a steering and
//! tells what its sensors tell; who steers is not its affair.

use crate::airframe::{
    Airframe, Body, Contact, Drive, Effort, Launch, Multirotor, Steering, Supply, Surroundings,
    Touch, Vtol, VtolState, WingModel,
};
use crate::battery::{Battery, BatteryModel};
use crate::environment::{Gusts, Weather};
use crate::place::{DegreeLengths, Place};
use crate::random::Random;
use crate::sensors::{Barometer, Compass, Estimate, Gnss, GnssFix, Laser, Navigation, Pitot};
use crate::time::SimTime;
use geofences::Terrain;
use nalgebra::Vector3;
use std::sync::Arc;
use std::time::Duration;

/// What a craft is made of.
#[derive(Clone, Debug)]
pub struct CraftModel {
    /// The airframe.
    pub airframe: Airframe,
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
            airframe: Airframe::Multirotor(Multirotor::inspection_quad()),
            battery: BatteryModel::small(),
            electronics_w: 14.0,
            first_fix_after: Duration::from_secs(6),
        }
    }

    /// A hexarotor for patrols.
    pub fn patrol_hexa() -> Self {
        Self {
            airframe: Airframe::Multirotor(Multirotor::patrol_hexa()),
            battery: BatteryModel::large(),
            electronics_w: 40.0,
            first_fix_after: Duration::from_secs(6),
        }
    }

    /// An aeroplane for surveys that is thrown by hand.
    pub fn survey_wing() -> Self {
        Self {
            airframe: Airframe::FixedWing {
                wing: WingModel::survey_wing(),
                launch: Launch::by_hand(),
            },
            battery: BatteryModel::long(),
            electronics_w: 15.0,
            first_fix_after: Duration::from_secs(6),
        }
    }

    /// An aeroplane for surveys that hovers.
    pub fn survey_vtol() -> Self {
        Self {
            airframe: Airframe::Vtol(Vtol::survey()),
            battery: BatteryModel::tall(),
            electronics_w: 25.0,
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

/// A craft. What each step reads comes first, and what is read at each fix or less often last.
#[repr(C)]
pub struct Craft {
    model: Arc<CraftModel>,
    next_slow: SimTime,
    next_fix: SimTime,
    contact: Contact,
    ground_is_known: bool,
    /// The sensors that only those with a wing carry; apart, for most have none.
    wing_sensors: Option<Box<WingSensors>>,
    wind_mps: Vector3<f64>,
    density: f64,
    ground_amsl_m: f64,
    drain_w: f64,
    charger_w: f64,
    effort: Effort,
    gusts: Gusts,
    random: Random,
    body: Body,
    battery: Battery,
    navigation: Navigation,
    drive: Drive,
    gnss: Gnss,
    compass: Compass,
    barometer: Barometer,
    fix: GnssFix,
    heading_rad: f64,
    pressure_pa: f64,
    booted: SimTime,
    told_off_ned_m: Vector3<f64>,
}

/// What an aeroplane carries besides: it must know its speed through the air, and its height to land.
struct WingSensors {
    pitot: Pitot,
    laser: Laser,
}

/// The receiver reports so often.
const FIX_INTERVAL: Duration = Duration::from_millis(200);
/// What changes slowly is worked out so often.
const SLOW_INTERVAL: Duration = Duration::from_millis(500);

impl Craft {
    /// A craft that stands at a place, nose to `yaw_rad`, with its battery charged to a part. Those of one
    /// model may share it.
    pub fn new(
        model: impl Into<Arc<CraftModel>>,
        at: Place,
        yaw_rad: f64,
        charge: f64,
        (seed, name): (u64, &str),
        world: &World,
    ) -> Self {
        let model = model.into();
        let stream = |what: &str| Random::new(seed, &format!("{name}/{what}"));
        let known_ground_amsl_m = ground_amsl_m(world, at);
        let ground_amsl_m = known_ground_amsl_m.unwrap_or(0.0);
        let body = Body::at_rest(at.at_amsl_m(ground_amsl_m), yaw_rad);
        let mut gnss = Gnss::new(stream("gnss"), model.first_fix_after);
        let fix = gnss.report(&body, SimTime::START, SimTime::START, 0.2);
        Self {
            contact: Contact::Standing,
            drive: Drive::new(&model.airframe),
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
            ground_is_known: known_ground_amsl_m.is_some(),
            gnss,
            compass: Compass::new(stream("compass")),
            barometer: Barometer::new(stream("barometer")),
            navigation: Navigation::new(stream("navigation")),
            wing_sensors: model.airframe.wing().map(|_| {
                Box::new(WingSensors {
                    pitot: Pitot::new(stream("pitot")),
                    laser: Laser::new(stream("laser")),
                })
            }),
            fix,
            heading_rad: yaw_rad,
            pressure_pa: world.weather.air.pressure_at_pa(ground_amsl_m),
            random: stream("gusts"),
            booted: SimTime::START,
            next_slow: SimTime::START,
            next_fix: SimTime::START,
            told_off_ned_m: Vector3::zeros(),
            drain_w: 0.0,
            charger_w: 0.0,
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
        self.battery.step(power_w, self.charger_w, air_c, dt_s);
        if now >= self.next_fix {
            // At steps that do not go into the interval the next one comes the earlier.
            self.next_fix = (self.next_fix + FIX_INTERVAL).max(now);
            self.sense(world, now);
        }
        touch
    }

    fn slow_step(&mut self, world: &World, dt_s: f64) {
        self.body.refresh();
        let ground_amsl_m = ground_amsl_m(world, self.body.place);
        self.ground_is_known = ground_amsl_m.is_some();
        self.ground_amsl_m = ground_amsl_m.unwrap_or(0.0);
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
        let supply = Supply {
            voltage_part: self.battery.voltage_v() / self.battery.model().nominal_v(),
            airspeed_shown_mps: self.airspeed_shown_mps(),
        };
        self.effort = self.drive.step(
            &self.model.airframe,
            &mut self.body,
            self.contact,
            steering,
            around,
            supply,
            dt_s,
        );
        let slides = matches!(self.model.airframe, Airframe::FixedWing { .. });
        self.contact
            .step(&mut self.body, self.ground_amsl_m, slides, dt_s)
    }

    fn airspeed_shown_mps(&self) -> Option<f64> {
        let sensors = self.wing_sensors.as_ref()?;
        Some(sensors.pitot.airspeed_mps(self.drive.airspeed_mps()?))
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
        if let Some(sensors) = &mut self.wing_sensors {
            let airspeed_mps = self.drive.airspeed_mps().unwrap_or_default();
            let static_pa = world.weather.air.pressure_at_pa(altitude);
            sensors.pitot.sense(airspeed_mps, static_pa, self.density);
            sensors.laser.sense();
        }
    }

    /// What it takes itself to be.
    pub fn estimate(&self) -> Estimate {
        Estimate {
            airspeed_mps: self.airspeed_shown_mps(),
            ..self.navigation.estimate(&self.body, self.body.lengths())
        }
    }

    /// The height above ground that its laser shows, m; `None` when it has none or sees no ground.
    pub fn laser_height_m(&self) -> Option<f64> {
        let sensors = self.wing_sensors.as_ref()?;
        let upright = (self.body.attitude * Vector3::z()).z;
        let height_m = self.body.place.altitude_amsl_m - self.ground_amsl_m;
        sensors.laser.height_m(height_m, upright)
    }

    /// What it is made of.
    pub fn model(&self) -> &CraftModel {
        &self.model
    }

    /// What carries it now, if both rotors and a wing can.
    pub fn vtol_state(&self) -> Option<VtolState> {
        self.drive.vtol_state()
    }

    /// Whether it truly flies on a stalled wing.
    pub fn is_stalled(&self) -> bool {
        self.drive.is_stalled()
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

    /// Lets a charger give its battery so much, W.
    pub fn set_charger_w(&mut self, charger_w: f64) {
        self.charger_w = charger_w;
    }

    /// Lets it break at something that it flew into. How fast it was then, m/s.
    pub fn break_at_obstacle(&mut self) -> f64 {
        self.contact = Contact::Wrecked;
        self.body.velocity_mps.norm()
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

    /// Its motors, to do something to them: rotors first, then the propeller of a wing.
    pub fn rotors_mut(&mut self) -> &mut Drive {
        &mut self.drive
    }

    /// Its pitot tube, if it has one, to do something to it.
    pub fn pitot_mut(&mut self) -> Option<&mut Pitot> {
        self.wing_sensors.as_mut().map(|sensors| &mut sensors.pitot)
    }

    /// Its laser altimeter, if it has one, to do something to it.
    pub fn laser_mut(&mut self) -> Option<&mut Laser> {
        self.wing_sensors.as_mut().map(|sensors| &mut sensors.laser)
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
    /// Where the terrain has no data it is taken to be at sea level.
    pub fn ground_amsl_m(&self) -> f64 {
        self.ground_amsl_m
    }

    /// The same; `None` where the terrain has no data, so that nobody judges by what is not known.
    pub fn known_ground_amsl_m(&self) -> Option<f64> {
        self.ground_is_known.then_some(self.ground_amsl_m)
    }
}

/// The ground beneath a place, metres above mean sea level; `None` where the terrain has no data.
fn ground_amsl_m(world: &World, at: Place) -> Option<f64> {
    let ground = at.position().and_then(|at| world.terrain.ground_at(at));
    ground.map(|ground| ground.elevation_amsl_m)
}

#[cfg(test)]
mod tests;
