//! Everything that is simulated, in one step: vehicles, their links and the weather around them.
//!
//! `step(now, frames_in, frames_out)` is all there is to time: a test steps simulator and controller in
//! turn, a program steps it by a clock, and a day passes as fast as the machine goes.

mod frames;
mod line;

pub use frames::{Frames, LinkId};
pub use line::{Account, Line, Quality};

use crate::airframe::Touch;
use crate::craft::World;
use crate::environment::WeatherAt;
use crate::random::Random;
use crate::time::SimTime;
use crate::vehicle::Vehicle;
use crate::wire::{ChannelId, Outbox};
use chrono::{DateTime, Utc};
use geofences::Terrain;
use std::sync::Arc;
use std::time::Duration;

/// What a simulation starts with.
pub struct Setup {
    /// All chance comes from this.
    pub seed: u64,
    /// When in the world it starts.
    pub started: DateTime<Utc>,
    /// Vehicles are stepped so often.
    pub step: Duration,
    /// The ground.
    pub terrain: Arc<dyn Terrain>,
    /// The weather of the day.
    pub weather: WeatherAt,
}

/// A simulation.
pub struct Simulation {
    seed: u64,
    started: DateTime<Utc>,
    step: Duration,
    now: SimTime,
    weather: WeatherAt,
    world: World,
    next_weather: SimTime,
    members: Vec<Member>,
    outbox: Outbox,
    happenings: Vec<Happening>,
}

/// A vehicle with its links.
#[repr(C)]
struct Member {
    starts: SimTime,
    /// Whether anything may be on its way on any of the links; nearly always nothing is, and then nobody looks.
    is_under_way: bool,
    links: Vec<Lines>,
    vehicle: Vehicle,
}

/// Both directions of a link.
struct Lines {
    to_vehicle: Line,
    from_vehicle: Line,
}

/// Something that a vehicle did to the ground, or the ground to it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Happening {
    /// When.
    pub at: SimTime,
    /// Which vehicle.
    pub vehicle: u32,
    /// What.
    pub touch: Touch,
}

/// The weather is looked at so often.
const WEATHER_INTERVAL: Duration = Duration::from_millis(500);

impl Simulation {
    /// A world without vehicles.
    pub fn new(setup: Setup) -> Self {
        let weather = setup.weather.at(SimTime::START);
        Self {
            seed: setup.seed,
            started: setup.started,
            step: setup.step.max(Duration::from_millis(1)),
            now: SimTime::START,
            world: World {
                terrain: setup.terrain,
                weather,
            },
            weather: setup.weather,
            next_weather: SimTime::START,
            members: Vec::new(),
            outbox: Outbox::default(),
            happenings: Vec::new(),
        }
    }

    /// Adds a vehicle with its links, which comes to life at `starts`. Its index.
    pub fn add(&mut self, vehicle: Vehicle, starts: SimTime) -> u32 {
        let line = |what: &str, channel: usize| {
            let name = format!("{}/link {channel}/{what}", vehicle.name);
            Line::new(Random::new(self.seed, &name))
        };
        let links = (0..vehicle.links()).map(|channel| Lines {
            to_vehicle: line("to", channel),
            from_vehicle: line("from", channel),
        });
        let links = links.collect();
        self.members.push(Member {
            starts,
            is_under_way: false,
            links,
            vehicle,
        });
        self.members.len() as u32 - 1
    }

    /// The seed of all chance.
    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// When in the world it started.
    pub fn started(&self) -> DateTime<Utc> {
        self.started
    }

    /// The moment up to which it has gone.
    pub fn now(&self) -> SimTime {
        self.now
    }

    /// How often vehicles are stepped.
    pub fn step_interval(&self) -> Duration {
        self.step
    }

    /// The ground, and the weather now.
    pub fn world(&self) -> &World {
        &self.world
    }

    /// The vehicles, in the order in which they were added.
    pub fn vehicles(&self) -> impl ExactSizeIterator<Item = &Vehicle> {
        self.members.iter().map(|member| &member.vehicle)
    }

    /// A vehicle.
    pub fn vehicle(&self, index: u32) -> Option<&Vehicle> {
        Some(&self.members.get(index as usize)?.vehicle)
    }

    /// A vehicle, to do something to it, with the world around it.
    pub fn vehicle_mut(&mut self, index: u32) -> Option<(&mut Vehicle, &World)> {
        let member = self.members.get_mut(index as usize)?;
        Some((&mut member.vehicle, &self.world))
    }

    /// Makes a link better or worse, both ways. Whether there is such a link.
    pub fn set_quality(&mut self, link: LinkId, quality: Quality) -> bool {
        let Some(lines) = self.lines_mut(link) else {
            return false;
        };
        lines.to_vehicle.set_quality(quality);
        lines.from_vehicle.set_quality(quality);
        true
    }

    /// What became of the packets of a link: to the vehicle, and from it.
    pub fn account(&self, link: LinkId) -> Option<(Account, Account)> {
        let member = self.members.get(link.vehicle as usize)?;
        let lines = member.links.get(usize::from(link.channel.0))?;
        Some((lines.to_vehicle.account(), lines.from_vehicle.account()))
    }

    fn lines_mut(&mut self, link: LinkId) -> Option<&mut Lines> {
        let member = self.members.get_mut(link.vehicle as usize)?;
        member.links.get_mut(usize::from(link.channel.0))
    }

    /// What vehicles and ground did to each other since this was last asked.
    pub fn take_happenings(&mut self) -> Vec<Happening> {
        std::mem::take(&mut self.happenings)
    }

    /// Goes on to `now` in steps, with the frames that come in now, in bytes as they come. Adds what comes
    /// out of the links to `frames_out`. A moment that is past changes nothing, but the frames are taken.
    pub fn step<'a>(
        &mut self,
        now: SimTime,
        frames_in: impl IntoIterator<Item = (LinkId, &'a [u8])>,
        frames_out: &mut Frames,
    ) {
        for (link, bytes) in frames_in {
            let at = self.now;
            let Some(member) = self.members.get_mut(link.vehicle as usize) else {
                continue;
            };
            if let Some(lines) = member.links.get_mut(usize::from(link.channel.0)) {
                let (vehicle, is_there) = (&mut member.vehicle, member.starts <= at);
                lines.to_vehicle.put(at, bytes, |packet| {
                    // Before it comes to life nobody hears what arrives.
                    if is_there {
                        vehicle.take(at, link.channel, packet);
                    }
                });
                member.is_under_way |= lines.to_vehicle.is_under_way();
            }
        }
        while self.now + self.step <= now {
            self.one_step(frames_out);
        }
    }

    fn one_step(&mut self, frames_out: &mut Frames) {
        let now = self.now + self.step;
        self.now = now;
        if now >= self.next_weather {
            self.next_weather = now + WEATHER_INTERVAL;
            self.world.weather = self.weather.at(now);
        }
        let dt_s = self.step.as_secs_f64();
        for index in 0..self.members.len() {
            if let Some(next) = self.members.get(index + 1) {
                next.vehicle.fetch();
            }
            let Some(member) = self.members.get_mut(index) else {
                return;
            };
            if member.starts > now {
                continue;
            }
            let vehicle = index as u32;
            member.hear(now);
            member.tell_radios();
            let touch = member
                .vehicle
                .step(now, dt_s, &self.world, &mut self.outbox);
            member.tell(now, vehicle, &self.outbox, frames_out);
            self.outbox.clear();
            if touch != Touch::None {
                self.happenings.push(Happening {
                    at: now,
                    vehicle,
                    touch,
                });
            }
        }
    }
}

impl Member {
    fn hear(&mut self, now: SimTime) {
        if !self.is_under_way {
            return;
        }
        for (channel, lines) in self.links.iter_mut().enumerate() {
            let vehicle = &mut self.vehicle;
            lines.to_vehicle.each_due(now, |packet| {
                vehicle.take(now, ChannelId(channel as u8), packet);
            });
        }
    }

    /// Radios count what of the vehicle did not arrive whole.
    fn tell_radios(&mut self) {
        if let Some(payload) = &mut self.vehicle.payload {
            payload.count_errors(|channel| {
                let lines = self.links.get(usize::from(channel.0));
                let account = lines.map(|lines| lines.from_vehicle.account());
                account.map_or(0, |account| account.lost + account.corrupted)
            });
        }
    }

    fn tell(&mut self, now: SimTime, vehicle: u32, outbox: &Outbox, frames_out: &mut Frames) {
        for (channel, frame) in outbox.iter() {
            let link = LinkId { vehicle, channel };
            if let Some(lines) = self.links.get_mut(usize::from(channel.0)) {
                lines
                    .from_vehicle
                    .put(now, frame, |packet| frames_out.push(link, packet));
                self.is_under_way |= lines.from_vehicle.is_under_way();
            }
        }
        if !self.is_under_way {
            return;
        }
        for (channel, lines) in self.links.iter_mut().enumerate() {
            let channel = ChannelId(channel as u8);
            lines.from_vehicle.each_due(now, |packet| {
                frames_out.push(LinkId { vehicle, channel }, packet);
            });
        }
        let mut lines = self.links.iter();
        self.is_under_way =
            lines.any(|it| it.to_vehicle.is_under_way() || it.from_vehicle.is_under_way());
    }
}

#[cfg(test)]
mod tests;
