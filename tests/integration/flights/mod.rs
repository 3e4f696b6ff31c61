//! Controller and simulator in one time that the test owns: flights that prove the whole, without a socket.

mod deeds;
mod leases;
mod line;
mod origins;
mod orders;
mod photos;
mod plans;
mod reboots;
mod scenario;
mod signing;
mod stations;
mod transfers;
mod whole_flights;
mod world;

use deeds::{operator, person};
use scenario::{BAD, CLEAN, Flavour, Setup};
use world::World;

use haiou::fleet::order::Order;
use haiou::link::names::{GroupId, VehicleId};
use std::time::Duration;

/// The vehicle that most flights have.
const ONE: VehicleId = VehicleId {
    group: GroupId(1),
    system: 1,
};

const BOTH: [Flavour; 2] = [Flavour::Copter, Flavour::Px4];

fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

/// A vehicle that is connected, told who it is, ready to arm, and held by the operator.
fn ready(setup: Setup) -> World {
    let mut world = World::new(setup);
    world.connect(ONE);
    world.hold(ONE, "anna");
    world
}

/// The same, hovering 20 m above home.
fn in_the_air(setup: Setup) -> World {
    let mut world = ready(setup);
    world.done(ONE, Order::TakeOff { above_home_m: 20.0 }, seconds(60));
    world.until("it is up", seconds(60), |world| world.height_m(0) > 18.5);
    world
}
