//! The same flight in the simulator, from take-off to landing, faster than real time.

use super::class::started;
use super::errand::Errand;
use geofences::FlatTerrain;
use mavlink::dialects::ardupilotmega::{COMMAND_LONG_DATA, MavCmd, MavFrame};
use nalgebra::Vector3;
use simulator::airframe::Touch;
use simulator::autopilot::missions::{Item, Kind};
use simulator::craft::Craft;
use simulator::environment::{Weather, WeatherAt};
use simulator::place::{DegreeLengths, Place};
use simulator::simulation::{Frames, LinkId, Setup, Simulation};
use simulator::time::SimTime;
use simulator::vehicle::Vehicle;
use simulator::wire::{ChannelId, Outbox, Sender, Signing};
use std::sync::Arc;
use std::time::Duration;

/// What a piece of a flight took.
#[derive(Clone, Copy, Debug, Default)]
pub struct PieceFlown {
    pub seconds: f64,
    pub energy_wh: f64,
}

const HOME: Place = Place::new(36.0671, 120.3826, 0.0);
const LINK: LinkId = LinkId {
    vehicle: 0,
    channel: ChannelId(0),
};
/// How often it is looked at.
const LOOK: Duration = Duration::from_millis(100);
/// It has started up by then, s.
const STARTED_UP_S: u64 = 60;
/// No flight is longer, s.
const LONGEST_S: f64 = 3_600.0;

/// Flies it. What each piece of it took.
pub fn fly(errand: &Errand) -> Vec<PieceFlown> {
    let mut flight = Flight::new(errand);
    flight.wait_until(SimTime::from_s(STARTED_UP_S));
    flight.start(errand);
    flight.pieces(errand)
}

struct Flight {
    simulation: Simulation,
    sender: Sender,
    signing: Signing,
    frames: Frames,
}

impl Flight {
    fn new(errand: &Errand) -> Self {
        let weather = Weather {
            wind: errand.wind,
            air: errand.air,
            ..Weather::default()
        };
        let mut simulation = Simulation::new(Setup {
            seed: errand.seed,
            started: started(),
            step: Duration::from_millis(20),
            terrain: Arc::new(FlatTerrain {
                elevation_amsl_m: errand.ground_amsl_m,
                uncertainty_m: 0.0,
            }),
            weather: WeatherAt::new(vec![(SimTime::START, weather)]),
        });
        let mut craft = Craft::new(
            errand.class.craft(),
            HOME,
            0.0,
            1.0,
            (errand.seed, &errand.name),
            simulation.world(),
        );
        craft.set_drain_w(errand.class.equipment_w());
        let mut autopilot = errand.class.autopilot();
        let items = items(errand);
        let items = if errand.class.home_is_item_0() {
            &items[..]
        } else {
            &items[1..]
        };
        autopilot.load(Kind::Mission, items).unwrap();
        let vehicle = Vehicle::new(errand.name.clone(), craft, autopilot, 1);
        simulation.add(vehicle, SimTime::START);
        Self {
            simulation,
            sender: Sender::new(ChannelId(0), 255, 190),
            signing: Signing::off(started()),
            frames: Frames::default(),
        }
    }

    fn wait_until(&mut self, until: SimTime) {
        self.simulation.step(until, [], &mut self.frames);
        self.frames.clear();
    }

    /// A ground station commands it over its link.
    fn command(&mut self, command: MavCmd, params: [f32; 2]) {
        let (now, mut outbox) = (self.simulation.now(), Outbox::default());
        let message = COMMAND_LONG_DATA {
            param1: params[0],
            param2: params[1],
            command,
            target_system: 1,
            target_component: 1,
            ..Default::default()
        };
        self.sender
            .send(now, &mut self.signing, &message, &mut outbox);
        let frames: Vec<_> = outbox.iter().map(|(_, bytes)| (LINK, bytes)).collect();
        self.simulation.step(now + LOOK, frames, &mut self.frames);
        self.frames.clear();
    }

    fn start(&mut self, errand: &Errand) {
        self.command(MavCmd::MAV_CMD_DO_SET_MODE, [1.0, 4.0]);
        self.command(MavCmd::MAV_CMD_COMPONENT_ARM_DISARM, [1.0, 0.0]);
        self.command(MavCmd::MAV_CMD_MISSION_START, [0.0, 0.0]);
        let vehicle = self.simulation.vehicle(0).unwrap();
        assert!(vehicle.autopilot.status().is_armed, "{}", errand.name);
    }

    fn vehicle(&self) -> &Vehicle {
        self.simulation.vehicle(0).unwrap()
    }

    /// It stands where it was to land, and its battery never came near its end.
    fn check_arrival(&self, errand: &Errand) {
        let (craft, last) = (&self.vehicle().craft, errand.stops.last().unwrap());
        let off_m = craft
            .body()
            .place
            .ground_distance_m(place(last.north_m, last.east_m));
        assert!(off_m < 10.0, "{} landed {off_m} m off", errand.name);
        let charge = craft.battery().charge();
        assert!(charge > 0.1, "{}: {charge} left", errand.name);
    }

    /// What each piece takes, up to the touchdown.
    fn pieces(&mut self, errand: &Errand) -> Vec<PieceFlown> {
        let began = self.simulation.now();
        let of_item = pieces_of_items(errand);
        let mut pieces = vec![PieceFlown::default(); of_item.iter().max().unwrap() + 1];
        let mut consumed_wh = self.vehicle().craft.battery().consumed_wh();
        loop {
            self.wait_until(self.simulation.now() + LOOK);
            let now_wh = self.vehicle().craft.battery().consumed_wh();
            let status = self.vehicle().autopilot.status();
            let item = usize::from(status.mission.unwrap().0);
            let item = if errand.class.home_is_item_0() {
                item
            } else {
                item + 1
            };
            let piece = of_item.get(item).copied().unwrap_or(pieces.len() - 1);
            pieces[piece].seconds += LOOK.as_secs_f64();
            pieces[piece].energy_wh += now_wh - consumed_wh;
            consumed_wh = now_wh;
            for happening in self.simulation.take_happenings() {
                match happening.touch {
                    Touch::Landed(_) => {
                        self.check_arrival(errand);
                        assert!(pieces.iter().all(|it| it.seconds > 0.0), "{}", errand.name);
                        return pieces;
                    }
                    Touch::Crashed(_) => panic!("{} crashed", errand.name),
                    Touch::LeftGround | Touch::None => {}
                }
            }
            let seconds = (self.simulation.now() - began).as_secs_f64();
            assert!(
                seconds < LONGEST_S,
                "{} flies for ever: {status:?}",
                errand.name
            );
        }
    }
}

/// Which piece an item of the mission belongs to; one that is no flying belongs to the next.
fn pieces_of_items(errand: &Errand) -> Vec<usize> {
    // Home, take-off, speed.
    let mut of_item = vec![0, 0, 1];
    let mut piece = 0;
    for (at, stop) in errand.stops.iter().enumerate() {
        piece += 1;
        of_item.push(piece);
        if stop.hold_s > 0.0 {
            piece += 1;
            of_item.push(piece);
        }
        if at + 1 == errand.stops.len() {
            piece += 1;
            of_item.push(piece);
        }
    }
    of_item
}

fn place(north_m: f64, east_m: f64) -> Place {
    let lengths = DegreeLengths::at(HOME.latitude_deg);
    HOME.moved_ned(Vector3::new(north_m, east_m, 0.0), lengths)
}

/// With home first, as ArduPilot has it.
fn items(errand: &Errand) -> Vec<Item> {
    let item = |command, params: [f32; 4], place: Option<Place>, height_m: f64| Item {
        frame: match place {
            Some(_) => MavFrame::MAV_FRAME_GLOBAL_RELATIVE_ALT,
            None => MavFrame::MAV_FRAME_MISSION,
        },
        command,
        autocontinue: true,
        params,
        x: place.map_or(0, |it| (it.latitude_deg * 1e7).round() as i32),
        y: place.map_or(0, |it| (it.longitude_deg * 1e7).round() as i32),
        z: height_m as f32,
    };
    let mut items = vec![
        item(MavCmd::MAV_CMD_NAV_WAYPOINT, [0.0; 4], Some(HOME), 0.0),
        item(
            MavCmd::MAV_CMD_NAV_TAKEOFF,
            [0.0; 4],
            Some(HOME),
            errand.take_off_m,
        ),
        item(
            MavCmd::MAV_CMD_DO_CHANGE_SPEED,
            [1.0, errand.speed_mps as f32, -1.0, 0.0],
            None,
            0.0,
        ),
    ];
    for stop in &errand.stops {
        let at = Some(place(stop.north_m, stop.east_m));
        items.push(item(
            MavCmd::MAV_CMD_NAV_WAYPOINT,
            [0.0; 4],
            at,
            stop.height_m,
        ));
        if stop.hold_s > 0.0 {
            let params = [stop.hold_s as f32, 0.0, 0.0, 0.0];
            items.push(item(
                MavCmd::MAV_CMD_NAV_LOITER_TIME,
                params,
                at,
                stop.height_m,
            ));
        }
    }
    let last = errand.stops.last().unwrap();
    items.push(item(
        MavCmd::MAV_CMD_NAV_LAND,
        [0.0; 4],
        Some(place(last.north_m, last.east_m)),
        0.0,
    ));
    items
}
