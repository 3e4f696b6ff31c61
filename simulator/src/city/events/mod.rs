//! What happens in the city and is to be found: where it is, how strong, and what one sees of it.

mod plume;
mod sight;
#[cfg(test)]
mod tests;

pub use plume::SmokePuff;
pub use sight::SeenEvent;

use super::moment::{Moment, TICK};
use crate::place::{DegreeLengths, Place};
use crate::time::SimTime;
use nalgebra::{Vector2, Vector3};
use plume::Plume;

/// What happens, and how much of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum EventKind {
    /// Something smoulders.
    Smoke {
        /// Fine particles (PM2.5) given off, g/s: a heap of rubbish 1 to 10.
        emission_g_per_s: f64,
    },
    /// Green algae (浒苔) on the sea.
    AlgaePatch {
        /// Part of the water in it that is covered, 0…1.
        cover: f64,
    },
    /// Rubbish or rubble where it may not lie.
    IllegalDump {
        /// How much, m³.
        volume_m3: f64,
    },
    /// People gather.
    Crowd {
        /// How many at most.
        people: u32,
    },
    /// Water stands higher than it should.
    HighWater {
        /// How much higher at most, m.
        rise_m: f64,
    },
}

impl EventKind {
    /// How much of it there is, in its own unit.
    pub fn strength(self) -> f64 {
        match self {
            Self::Smoke { emission_g_per_s } => emission_g_per_s,
            Self::AlgaePatch { cover } => cover,
            Self::IllegalDump { volume_m3 } => volume_m3,
            Self::Crowd { people } => f64::from(people),
            Self::HighWater { rise_m } => rise_m,
        }
    }

    /// People come and go, and water rises and falls; the rest is there or not.
    fn grows(self) -> bool {
        matches!(self, Self::Crowd { .. } | Self::HighWater { .. })
    }
}

/// An event.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// Its name.
    pub id: String,
    /// What happens.
    pub kind: EventKind,
    /// Where it begins.
    pub place: Place,
    /// From when.
    pub from: SimTime,
    /// Until when, not included; `None`: it is never over.
    pub until: Option<SimTime>,
    /// It reaches so far around its place, m.
    pub extent_m: f64,
}

impl Event {
    /// How much of its full strength it has, 0…1: crowds and waters come during the first quarter of
    /// their time and go during the last. Those that are never over come within a quarter of an hour.
    pub fn part_at(&self, now: SimTime) -> f64 {
        if now < self.from || self.until.is_some_and(|until| now >= until) {
            return 0.0;
        }
        if !self.kind.grows() {
            return 1.0;
        }
        let since = now - self.from;
        let (grows_s, to_edge) = match self.until {
            Some(until) => (
                0.25 * (until - self.from).as_secs_f64(),
                since.min(until - now),
            ),
            None => (COMES_WITHIN_S, since),
        };
        (to_edge.as_secs_f64() / grows_s).min(1.0)
    }
}

/// What is never over is there in full after this long, s.
const COMES_WITHIN_S: f64 = 900.0;

/// An event while the city runs.
#[derive(Clone, Debug)]
pub struct Happening {
    event: Event,
    plume: Plume,
}

impl Happening {
    /// An event that will happen.
    pub fn new(event: Event) -> Self {
        Self {
            plume: Plume::new(event.extent_m),
            event,
        }
    }

    /// Goes on by a tick.
    pub fn tick(&mut self, moment: &Moment) {
        if let EventKind::Smoke { .. } = self.event.kind {
            let wind = moment.world.weather.wind.at_height(10.0).xy();
            let burns = self.event.part_at(moment.at) > 0.0;
            self.plume.step(TICK, wind, burns);
        }
    }

    fn moved(&self, ne_m: Vector2<f64>) -> Place {
        let lengths = DegreeLengths::at(self.event.place.latitude_deg);
        let ned = Vector3::new(ne_m.x, ne_m.y, 0.0);
        self.event.place.moved_ned(ned, lengths)
    }

    /// Fine particles that it adds to the air somewhere, µg/m³.
    pub fn smoke_ug_per_m3(&self, at: Place) -> f64 {
        let EventKind::Smoke { emission_g_per_s } = self.event.kind else {
            return 0.0;
        };
        let ned = self.event.place.ned_to(at);
        let grams = self.plume.dilution_s_per_m3(ned.xy(), (-ned.z).max(0.0));
        emission_g_per_s * grams * 1e6
    }

    /// People of it within `radius_m` of a place: of those spread evenly over its extent, the part
    /// that the overlap of the two circles holds.
    pub fn people_within(&self, at: Place, radius_m: f64, now: SimTime) -> f64 {
        let EventKind::Crowd { people } = self.event.kind else {
            return 0.0;
        };
        let extent_m = self.event.extent_m.max(1.0);
        let distance_m = at.ground_distance_m(self.event.place);
        let shared_m2 = overlap_m2(distance_m, radius_m, extent_m);
        let area_m2 = std::f64::consts::PI * extent_m * extent_m;
        f64::from(people) * self.event.part_at(now) * shared_m2 / area_m2
    }

    /// The sound of it somewhere, dB(A); `None` when it makes none. A crowd of N gives off
    /// 15·lg N + 64 dB(A) (Hayne, Rumble, Mee 2006) over ground that reflects.
    pub fn sound_dba(&self, at: Place, now: SimTime) -> Option<f64> {
        let EventKind::Crowd { people } = self.event.kind else {
            return None;
        };
        let present = f64::from(people) * self.event.part_at(now);
        let distance_m = at
            .ground_distance_m(self.event.place)
            .max(0.5 * self.event.extent_m)
            .max(3.0);
        let power_dba = 15.0 * present.log10() + 64.0;
        (present >= 1.0).then(|| power_dba - 20.0 * distance_m.log10() - 8.0)
    }

    /// How much it lifts the water somewhere, m.
    pub fn water_rise_m(&self, at: Place, now: SimTime) -> f64 {
        match self.event.kind {
            EventKind::HighWater { rise_m }
                if at.ground_distance_m(self.event.place) <= self.event.extent_m =>
            {
                rise_m * self.event.part_at(now)
            }
            _ => 0.0,
        }
    }
}

/// The area that two circles have in common, m².
fn overlap_m2(distance_m: f64, a_m: f64, b_m: f64) -> f64 {
    let (small, large) = (a_m.min(b_m), a_m.max(b_m));
    if distance_m >= small + large {
        return 0.0;
    }
    if distance_m <= large - small {
        return std::f64::consts::PI * small * small;
    }
    // The chord that both share cuts a segment off each.
    let segment = |radius: f64, other: f64| {
        let to_chord =
            (distance_m * distance_m + radius * radius - other * other) / (2.0 * distance_m);
        let half_angle = (to_chord / radius).clamp(-1.0, 1.0).acos();
        radius * radius * (half_angle - half_angle.sin() * half_angle.cos())
    };
    segment(small, large) + segment(large, small)
}
