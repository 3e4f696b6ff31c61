//! Ground stations behind an endpoint, and what of theirs reaches the vehicle.

use super::line::HEARTBEAT;
use super::*;
use haiou::fleet::lease::Holder;
use haiou::fleet::order::OrderEvent;
use haiou::fleet::request::LeaseAsk;
use haiou::fleet::told::Told;
use haiou::ground_control::Tidings;
use haiou::link::dialect::{decode, encode};
use haiou::link::frame::{Finder, Found, Sender, Target, frame_up};
use haiou::link::hub::{Access, Endpoint, HubEvent, Refusal, Visible};
use haiou::link::names::{LinkId, PeerId};
use haiou::link::report::{CommandAck, CommandResult, Report};
use haiou::link::say::Say;

/// A ground station, as simple as one can be.
struct Station {
    link: LinkId,
    sender: Sender,
    sequence: u8,
    next_beat: Duration,
    is_alive: bool,
    acks: Vec<CommandAck>,
    frames: usize,
}

impl Station {
    fn new(world: &mut World, access: Access) -> Self {
        let link = world.endpoint(Endpoint {
            sees: Visible::All,
            access,
            key: None,
            marks: None,
            leads_to_one: true,
        });
        Self {
            link,
            sender: Sender {
                system: 255,
                component: 190,
            },
            sequence: 0,
            next_beat: Duration::ZERO,
            is_alive: true,
            acks: Vec::new(),
            frames: 0,
        }
    }

    fn holder(&self) -> Holder {
        Holder::Station {
            link: self.link,
            peer: PeerId::ONLY,
            system: self.sender.system,
        }
    }

    fn says(&mut self, world: &mut World, say: &Say) {
        let target = Target {
            system: 1,
            component: 1,
        };
        let (mut payload, mut room) = (Vec::new(), Vec::new());
        let id = encode(say, target, &mut payload);
        let bytes = frame_up(self.sender, self.sequence, id, &payload, None, &mut room).unwrap();
        self.sequence = self.sequence.wrapping_add(1);
        world.station_says(self.link, bytes.to_vec());
    }

    /// Goes on by one step, with a heartbeat each second.
    fn step(&mut self, world: &mut World) {
        if self.is_alive && world.elapsed() >= self.next_beat {
            self.next_beat = world.elapsed() + seconds(1);
            self.says(world, &Say::Heartbeat);
        }
        world.step();
        for bytes in world.station_hears(self.link) {
            self.frames += 1;
            let (acks, sender) = (&mut self.acks, self.sender);
            Finder::default().in_datagram(&bytes, |found| {
                if let Found::Frame(frame) = found
                    && let Some(Report::CommandAck(ack)) = decode(frame)
                    && frame.target().system == sender.system
                {
                    acks.push(ack);
                }
            });
        }
    }

    fn pass(&mut self, world: &mut World, time: Duration) {
        let until = world.elapsed() + time;
        while world.elapsed() < until {
            self.step(world);
        }
    }

    fn until(
        &mut self,
        world: &mut World,
        what: &str,
        within: Duration,
        is_so: impl Fn(&World) -> bool,
    ) {
        let until = world.elapsed() + within;
        while !is_so(world) {
            if world.elapsed() > until {
                world.fail(&format!("not within {within:?}: {what}"));
            }
            self.step(world);
        }
    }

    /// Sends a command as stations do, up to ten times until it is answered.
    fn commands(
        &mut self,
        world: &mut World,
        command: u16,
        params: [f32; 7],
    ) -> Option<CommandResult> {
        self.acks.clear();
        for confirmation in 0..10 {
            self.says(
                world,
                &Say::CommandLong {
                    command,
                    params,
                    confirmation,
                },
            );
            self.pass(world, Duration::from_millis(700));
            if let Some(ack) = self.acks.iter().find(|it| it.command == command) {
                return Some(ack.result);
            }
        }
        None
    }
}

fn holder(world: &World) -> Option<Holder> {
    let desk = world.control.fleet().desk(ONE).unwrap();
    desk.lease.held(world.now()).map(|it| it.by.clone())
}

fn set_mode(flavour: Flavour, copter: f32, px4: [f32; 2]) -> [f32; 7] {
    match flavour {
        Flavour::Copter => [1.0, copter, 0.0, 0.0, 0.0, 0.0, 0.0],
        Flavour::Px4 => [1.0, px4[0], px4[1], 0.0, 0.0, 0.0, 0.0],
    }
}

/// Flies a vehicle up, as a station does.
fn takes_off(station: &mut Station, world: &mut World, flavour: Flavour) {
    let accepted = Some(CommandResult::Accepted);
    let mode = match flavour {
        Flavour::Copter => set_mode(flavour, 4.0, [0.0; 2]),
        Flavour::Px4 => set_mode(flavour, 0.0, [4.0, 2.0]),
    };
    assert_eq!(station.commands(world, 176, mode), accepted);
    let arm = [1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0];
    assert_eq!(station.commands(world, 400, arm), accepted);
    if flavour == Flavour::Copter {
        let up = [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 20.0];
        assert_eq!(station.commands(world, 22, up), accepted);
    }
    station.until(world, "it flies", seconds(30), |world| {
        world.height_m(0) > 1.0
    });
}

#[test]
fn a_station_flies_through_us_and_holds_the_vehicle_while_it_beats() {
    for flavour in BOTH {
        let mut world = World::new(Setup::new(flavour, CLEAN));
        world.connect(ONE);
        let mut station = Station::new(&mut world, Access::Control);
        station.pass(&mut world, seconds(3));
        assert!(station.frames > 20, "it sees the vehicle");
        assert_eq!(holder(&world), None);
        takes_off(&mut station, &mut world, flavour);
        assert_eq!(holder(&world), Some(station.holder()));
        // For much longer than a station holds it without a heartbeat.
        station.pass(&mut world, seconds(60));
        assert_eq!(holder(&world), Some(station.holder()));
        // Its own heartbeat goes through while it does.
        let of_station = |world: &World| {
            let sent = world.sent.iter();
            sent.filter(|it| it.message_id == HEARTBEAT && it.system == 255)
                .count()
        };
        let beats = of_station(&world);
        assert!(beats > 50, "{beats}");
        let end = world.ends(ONE, Order::SetSpeed { speed_mps: 3.0 }, seconds(2));
        assert!(matches!(end, OrderEvent::Refused { .. }), "{end:?}");
        // A person's stop breaks through.
        world.done(ONE, Order::Hold, seconds(10));
        // When it falls silent it holds nothing any more, which is told.
        station.is_alive = false;
        station.pass(&mut world, seconds(12));
        assert_eq!(holder(&world), None);
        let by = station.holder();
        let ended = world.told.iter().filter(
            |it| matches!(it, Tidings::Fleet(Told::LeaseEnded { by: whose, .. }) if *whose == by),
        );
        assert_eq!(ended.count(), 1);
        assert_eq!(world.lease(ONE, operator("anna"), LeaseAsk::Take), Ok(()));
        world.done(ONE, Order::Land, seconds(10));
    }
}

#[test]
fn a_station_whose_vehicle_somebody_holds_may_stop_it_and_nothing_else() {
    for flavour in BOTH {
        let mut world = in_the_air(Setup::new(flavour, CLEAN));
        let mut station = Station::new(&mut world, Access::Control);
        station.pass(&mut world, seconds(3));
        let sent = world.sent.len();
        // DO_CHANGE_SPEED.
        let speed = [1.0, 3.0, -1.0, 0.0, 0.0, 0.0, 0.0];
        assert_eq!(station.commands(&mut world, 178, speed), None);
        let of_station = world.sent[sent..].iter().filter(|it| it.system == 255);
        assert_eq!(of_station.count(), 0);
        let account = world.control.hub().link_account(station.link).unwrap();
        assert!(account.refused.of(Refusal::HeldByAnother) >= 10);
        // RETURN_TO_LAUNCH.
        let stopped = station.commands(&mut world, 20, [0.0; 7]);
        assert_eq!(stopped, Some(CommandResult::Accepted));
        station.until(&mut world, "it returns", seconds(5), |world| {
            world.mode(ONE) == "RTL"
        });
        let broke_through = world.told.iter().any(|it| {
            matches!(
                it,
                Tidings::Hub(
                    _,
                    HubEvent::StationCommanded {
                        broke_through: true,
                        ..
                    }
                )
            )
        });
        assert!(broke_through);
    }
}

#[test]
fn a_station_that_may_only_look_commands_nothing_and_its_heartbeat_ends_here() {
    let mut world = ready(Setup::new(Flavour::Copter, CLEAN));
    let mut station = Station::new(&mut world, Access::ReadOnly);
    station.pass(&mut world, seconds(3));
    let sent = world.sent.len();
    let arm = [1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0];
    assert_eq!(station.commands(&mut world, 400, arm), None);
    assert_eq!(station.commands(&mut world, 20, [0.0; 7]), None);
    assert_eq!(
        world.sent[sent..]
            .iter()
            .filter(|it| it.system == 255)
            .count(),
        0
    );
    // It may ask: REQUEST_MESSAGE for AUTOPILOT_VERSION.
    let version = [148.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0];
    let asked = station.commands(&mut world, 512, version);
    assert_eq!(asked, Some(CommandResult::Accepted));
}
