//! Whatever is asked of a PX4 with a wing, in any order: it stays a thing in the world.

use super::*;
use crate::random::Random;
use crate::sensors::{GnssFault, PitotFault};

/// Parameters that flight depends on.
const NAMES: [&str; 44] = [
    "FW_AIRSPD_MAX",
    "FW_AIRSPD_MIN",
    "FW_AIRSPD_TRIM",
    "FW_GPSF_LT",
    "FW_GPSF_R",
    "FW_LND_ANG",
    "FW_LND_FLALT",
    "FW_R_LIM",
    "FW_TKO_PITCH_MIN",
    "FW_T_CLMB_MAX",
    "FW_T_SINK_MAX",
    "FW_T_SINK_MIN",
    "NPFG_DAMPING",
    "NPFG_PERIOD",
    "NAV_LOITER_RAD",
    "NAV_ACC_RAD",
    "NAV_FW_ALT_RAD",
    "NAV_MC_ALT_RAD",
    "RTL_LOITER_RAD",
    "RTL_RETURN_ALT",
    "RTL_DESCEND_ALT",
    "RTL_LAND_DELAY",
    "RTL_TYPE",
    "RTL_CONE_ANG",
    "MIS_TAKEOFF_ALT",
    "MIS_YAW_ERR",
    "COM_QC_ACT",
    "COM_SPOOLUP_TIME",
    "COM_FAIL_ACT_T",
    "COM_LOW_BAT_ACT",
    "BAT_CRIT_THR",
    "GF_ACTION",
    "GF_MAX_HOR_DIST",
    "NAV_DLL_ACT",
    "MPC_XY_CRUISE",
    "MPC_ACC_HOR",
    "MPC_JERK_AUTO",
    "MPC_LAND_ALT1",
    "VT_FW_MIN_ALT",
    "VT_F_TR_OL_TM",
    "VT_TRANS_TIMEOUT",
    "VT_B_DEC_MSS",
    "VT_QC_ALT_LOSS",
    "VTO_LOITER_ALT",
];

struct Chaos {
    station: Station,
    random: Random,
}

impl Chaos {
    fn new(model: CraftModel, seed: u64) -> Self {
        let mut random = Random::new(seed, "chaos");
        let wind = wind(random.between(0.0, 12.0), random.between(0.0, 360.0));
        let mut station = Station::flying(model, wind);
        station.arm();
        Self { station, random }
    }

    fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        let index = (self.random.unit() * of.len() as f64) as usize;
        of[index.min(of.len() - 1)]
    }

    /// A number as a fool or a foe would send it.
    fn odd(&mut self) -> f32 {
        let usual = self.random.between(-200.0, 200.0) as f32;
        let odd = [
            0.0,
            -0.0,
            1.0,
            -1.0,
            4.0,
            f32::NAN,
            f32::INFINITY,
            f32::NEG_INFINITY,
            f32::MAX,
            f32::MIN,
            f32::MIN_POSITIVE,
            1e9,
        ];
        if self.random.chance(0.5) {
            usual
        } else {
            self.pick(&odd)
        }
    }

    fn near(&mut self) -> (f64, f64, f64) {
        (
            self.random.between(-900.0, 900.0),
            self.random.between(-900.0, 900.0),
            self.random.between(-10.0, 120.0),
        )
    }

    fn command(&mut self) {
        let command = self.pick(&[
            MavCmd::MAV_CMD_NAV_TAKEOFF,
            MavCmd::MAV_CMD_NAV_VTOL_TAKEOFF,
            MavCmd::MAV_CMD_DO_VTOL_TRANSITION,
            MavCmd::MAV_CMD_DO_ORBIT,
            MavCmd::MAV_CMD_NAV_RETURN_TO_LAUNCH,
            MavCmd::MAV_CMD_NAV_LAND,
            MavCmd::MAV_CMD_MISSION_START,
            MavCmd::MAV_CMD_DO_REPOSITION,
            MavCmd::MAV_CMD_DO_CHANGE_ALTITUDE,
            MavCmd::MAV_CMD_DO_CHANGE_SPEED,
            MavCmd::MAV_CMD_DO_SET_HOME,
            MavCmd::MAV_CMD_COMPONENT_ARM_DISARM,
            MavCmd::MAV_CMD_PREFLIGHT_REBOOT_SHUTDOWN,
        ]);
        let mut params = [0.0; 7].map(|_: f32| self.odd());
        if self.random.chance(0.7) {
            let (north_m, east_m, up_m) = self.near();
            let to = place(north_m, east_m, up_m);
            (params[4], params[5]) = (to.latitude_deg as f32, to.longitude_deg as f32);
            params[6] = to.altitude_amsl_m as f32;
        }
        match command {
            // Off is off, and nothing would be seen any more.
            MavCmd::MAV_CMD_PREFLIGHT_REBOOT_SHUTDOWN => params[0] = 1.0,
            MavCmd::MAV_CMD_DO_REPOSITION => params[1] = 1.0,
            MavCmd::MAV_CMD_DO_VTOL_TRANSITION => params[0] = self.pick(&[3.0, 4.0]),
            _ => {}
        }
        self.station.command(command, params);
    }

    fn set_parameter(&mut self) {
        let name = self.pick(&NAMES);
        let parameters = &self.station.autopilot.parameters;
        let Some((_, before, kind)) = parameters.index_of(name).and_then(|at| parameters.at(at))
        else {
            return;
        };
        // Now and then it is set right again.
        let value = if self.random.chance(0.3) {
            before
        } else {
            self.odd().into()
        };
        let is_real = kind == MavParamType::MAV_PARAM_TYPE_REAL32;
        let param_value = if is_real {
            value as f32
        } else {
            f32::from_bits(value as i32 as u32)
        };
        self.station.send(&PARAM_SET_DATA {
            param_value,
            target_system: 1,
            target_component: 1,
            param_id: mavlink::types::CharArray::from(name),
            param_type: kind,
        });
    }

    fn plan(&mut self) {
        let count = 1 + (self.random.unit() * 7.0) as usize;
        let items: Vec<_> = (0..count as u16)
            .map(|seq| {
                let command = self.pick(&[
                    MavCmd::MAV_CMD_NAV_TAKEOFF,
                    MavCmd::MAV_CMD_NAV_VTOL_TAKEOFF,
                    MavCmd::MAV_CMD_NAV_WAYPOINT,
                    MavCmd::MAV_CMD_NAV_WAYPOINT,
                    MavCmd::MAV_CMD_NAV_LOITER_TO_ALT,
                    MavCmd::MAV_CMD_NAV_LOITER_TIME,
                    MavCmd::MAV_CMD_NAV_LAND,
                    MavCmd::MAV_CMD_NAV_VTOL_LAND,
                    MavCmd::MAV_CMD_NAV_RETURN_TO_LAUNCH,
                    MavCmd::MAV_CMD_DO_VTOL_TRANSITION,
                    MavCmd::MAV_CMD_DO_CHANGE_SPEED,
                    MavCmd::MAV_CMD_DO_JUMP,
                    MavCmd::MAV_CMD_DO_LAND_START,
                ]);
                let is_bare = matches!(
                    command,
                    MavCmd::MAV_CMD_NAV_RETURN_TO_LAUNCH
                        | MavCmd::MAV_CMD_DO_VTOL_TRANSITION
                        | MavCmd::MAV_CMD_DO_CHANGE_SPEED
                        | MavCmd::MAV_CMD_DO_JUMP
                        | MavCmd::MAV_CMD_DO_LAND_START
                );
                let at = (!is_bare).then(|| self.near());
                let params = [0.0; 4].map(|_: f32| self.odd());
                numbered(&item(command, params, at), seq)
            })
            .collect();
        self.station.upload(&items);
        self.station.wait(1.5);
        self.station.mode(Mode::Mission);
    }

    fn fail(&mut self) {
        let craft = &mut self.station.craft;
        match (self.random.unit() * 6.0) as usize {
            0 => craft.gnss_mut().set_fault(GnssFault::Dead),
            1 | 2 => craft.gnss_mut().set_fault(GnssFault::None),
            3 => {
                let motor = (self.random.unit() * 5.0) as usize;
                craft.rotors_mut().set_health(motor, self.random.unit());
            }
            4 => {
                for motor in 0..5 {
                    craft.rotors_mut().set_health(motor, 1.0);
                }
            }
            _ => {
                if let Some(pitot) = craft.pitot_mut() {
                    pitot.set_fault(PitotFault::Open);
                }
            }
        }
    }

    fn act(&mut self) {
        match (self.random.unit() * 12.0) as usize {
            0..=3 => self.command(),
            4 | 5 => {
                let mode = self.pick(&Mode::ALL);
                self.station.mode(mode);
            }
            6 | 7 => self.set_parameter(),
            8 => self.plan(),
            9 => self.fail(),
            10 => self.setpoint(),
            _ => {
                self.station.beat();
                self.station.arm();
            }
        }
    }

    fn setpoint(&mut self) {
        let [vx, vy, vz] = [0; 3].map(|_| self.odd());
        let velocity = SET_POSITION_TARGET_LOCAL_NED_DATA {
            vx,
            vy,
            vz,
            type_mask: PositionTargetTypemask::from_bits_retain(0xDC7),
            target_system: 1,
            target_component: 1,
            ..Default::default()
        };
        for _ in 0..3 {
            self.station.send(&velocity);
            self.station.wait(0.1);
        }
        self.station.mode(Mode::Offboard);
    }

    fn check(&self, seed: u64) {
        let body = self.station.craft.body();
        let numbers = body.velocity_mps.iter().chain(body.rates_radps.iter());
        let attitude = body.attitude.coords.iter();
        assert!(numbers.chain(attitude).all(|it| it.is_finite()), "{seed}");
        assert!(body.place.is_on_earth(), "{seed}: {:?}", body.place);
        assert!(out_m(&self.station) < 60_000.0, "{seed}");
        assert!(body.velocity_mps.norm() < 120.0, "{seed}: {body:?}");
        let height_m = self.station.height_m();
        assert!((-1.0..5_000.0).contains(&height_m), "{seed}: {height_m} m");
        let orders = self.station.autopilot.flight.wanted();
        let orders = orders.0.iter().chain(orders.1.iter());
        assert!(orders.copied().all(f64::is_finite), "{seed}");
    }
}

fn fly(model: fn() -> CraftModel, seed: u64) -> (Place, usize) {
    let mut chaos = Chaos::new(model(), seed);
    chaos.station.mode(Mode::Takeoff);
    chaos.station.arm();
    chaos.station.wait(20.0);
    for _ in 0..40 {
        chaos.act();
        for _ in 0..6 {
            let seconds = chaos.random.between(0.1, 1.5);
            chaos.station.wait(seconds);
            chaos.check(seed);
        }
    }
    let place = chaos.station.craft.body().place;
    (place, chaos.station.said.len())
}

#[test]
fn whatever_is_asked_of_a_wing_it_stays_in_the_world() {
    for seed in 1..=12 {
        fly(CraftModel::survey_wing, seed);
    }
}

#[test]
fn whatever_is_asked_of_a_vtol_it_stays_in_the_world() {
    for seed in 101..=112 {
        fly(CraftModel::survey_vtol, seed);
    }
}

#[test]
fn whatever_is_asked_the_same_seed_flies_the_same() {
    for model in [CraftModel::survey_wing, CraftModel::survey_vtol] {
        assert_eq!(fly(model, 7), fly(model, 7));
    }
}
