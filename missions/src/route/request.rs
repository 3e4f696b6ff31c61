//! What a route is asked for, and what comes out.

use super::people::People;
use chrono::{DateTime, Utc};
use geofences::{Context, PathJudgement, PathPoint, Position, Snapshot};

/// What a route is asked for.
#[derive(Clone, Copy)]
pub struct RouteRequest<'a> {
    /// The airspace.
    pub airspace: &'a Snapshot,
    /// The earth, the approvals held, and the margins: they are the clearance of the route.
    pub context: Context<'a>,
    /// Where it begins.
    pub from: RouteEnd,
    /// Where it ends.
    pub until: RouteEnd,
    /// When it begins.
    pub departure: DateTime<Utc>,
    /// How fast it is flown.
    pub pace: Pace,
    /// The heights to choose from, metres above the ground under the aircraft.
    pub layers_agl_m: &'a [f64],
    /// Who is on the ground, where that is to matter.
    pub people: Option<People<'a>>,
}

/// One end of a route.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RouteEnd {
    /// Where.
    pub position: Position,
    /// How high, metres above the ground there.
    pub height_agl_m: f64,
}

/// How fast a route is flown, all in m/s and positive.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pace {
    /// Over the ground.
    pub speed_mps: f64,
    /// Straight up.
    pub climb_mps: f64,
    /// Straight down.
    pub descent_mps: f64,
}

impl Pace {
    /// How long a change of height takes, s.
    pub(super) fn vertical_s(&self, from_m: f64, until_m: f64) -> f64 {
        let up_m = until_m - from_m;
        if up_m >= 0.0 {
            up_m / self.climb_mps
        } else {
            -up_m / self.descent_mps
        }
    }

    pub(super) fn is_sound(&self) -> bool {
        [self.speed_mps, self.climb_mps, self.descent_mps]
            .iter()
            .all(|it| it.is_finite() && *it > 0.0)
    }
}

/// A route that the airspace was asked about.
#[derive(Clone, Debug)]
pub struct Route {
    /// Its bends with heights above ground and times: straight up or down at the first place, legs that follow
    /// the ground at one height above it, straight up or down at the last place. Legs are geodesics.
    pub points: Vec<PathPoint>,
    /// The height that was chosen, metres above ground.
    pub layer_agl_m: f64,
    /// How long it is over the ground, metres.
    pub length_m: f64,
    /// How long it takes, changes of height included, s.
    pub duration_s: f64,
    /// What it costs: its duration and what the people below add, s.
    pub cost_s: f64,
    /// What the airspace says of all of it: it allows the flight.
    pub judgement: PathJudgement,
}
