//! What has to come out of a scenario.

use crate::time::SimTime;
use geofences::{Footprint, Position};

/// One thing that has to come out, judged from the truth.
#[derive(Clone, Debug, PartialEq)]
pub struct Assertion {
    /// Its name in reports; no other assertion has it.
    pub name: String,
    /// The vehicles that it is about, by their indices, ascending, at least one.
    pub vehicles: Vec<usize>,
    /// What has to be.
    pub kind: AssertionKind,
}

/// Whether all vehicles have to do it, or one of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quantifier {
    /// Each.
    All,
    /// At least one.
    Any,
}

/// What has to be. Places are the true ones. A moment of `None` is the end of the scenario.
#[derive(Clone, Debug, PartialEq)]
pub enum AssertionKind {
    /// No vehicle hits the ground so that it breaks.
    NoCrash,
    /// A vehicle comes to a place.
    Reaches {
        /// Who.
        who: Quantifier,
        /// Where.
        place: Position,
        /// So near, metres over the ground.
        radius_m: f64,
        /// At such a height.
        heights: HeightBand,
        /// Not before.
        from: SimTime,
        /// Not later.
        by: Option<SimTime>,
    },
    /// Vehicles in the air stay inside.
    StaysInside {
        /// Of what; `None`: anywhere.
        area: Option<Footprint>,
        /// And at such a height.
        heights: HeightBand,
        /// From then on.
        from: SimTime,
        /// Until then.
        until: Option<SimTime>,
    },
    /// A vehicle is in a mode.
    Mode {
        /// Who.
        who: Quantifier,
        /// In which, as [`crate::scenario::mode_names`] names it.
        mode: &'static str,
        /// When.
        when: ModeMoment,
    },
    /// A vehicle that flew comes down on its feet near a place.
    Lands {
        /// Who.
        who: Quantifier,
        /// Where.
        place: LandingPlace,
        /// So near, metres over the ground.
        within_m: f64,
        /// Not later.
        by: Option<SimTime>,
    },
    /// Any two vehicles in the air keep away from each other.
    Separation {
        /// So far, metres, in three dimensions.
        at_least_m: f64,
    },
    /// No battery is emptier.
    BatteryAbove {
        /// Than this, 0…1.
        charge: f64,
    },
    /// An image shows the middle of an event while it is there.
    EventSeen {
        /// Which, by its index.
        event: usize,
        /// Not later.
        by: Option<SimTime>,
    },
    /// So many are in the air.
    Airborne {
        /// Then.
        at: SimTime,
        /// How many.
        count: VehicleCount,
    },
    /// Not more frames are lost, on their way to the ground station and from it.
    MessagesLost {
        /// On which link of each vehicle, from 0; `None`: on all of them together.
        link: Option<usize>,
        /// Than this.
        at_most: LossLimit,
    },
}

/// Heights between bounds; a bound that is not given does not bind.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct HeightBand {
    /// Not lower above the ground beneath, metres.
    pub lowest_agl_m: Option<f64>,
    /// Not higher above the ground beneath, metres.
    pub highest_agl_m: Option<f64>,
    /// Not lower above mean sea level, metres.
    pub lowest_amsl_m: Option<f64>,
    /// Not higher above mean sea level, metres.
    pub highest_amsl_m: Option<f64>,
}

impl HeightBand {
    /// Whether a height above the sea, over ground of another, lies between.
    pub fn holds(&self, altitude_amsl_m: f64, ground_amsl_m: f64) -> bool {
        let agl_m = altitude_amsl_m - ground_amsl_m;
        self.lowest_agl_m.is_none_or(|least| agl_m >= least)
            && self.highest_agl_m.is_none_or(|most| agl_m <= most)
            && self
                .lowest_amsl_m
                .is_none_or(|least| altitude_amsl_m >= least)
            && self
                .highest_amsl_m
                .is_none_or(|most| altitude_amsl_m <= most)
    }
}

/// When a vehicle has to be in a mode.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ModeMoment {
    /// At this moment.
    At(SimTime),
    /// At any moment from the first to the second; `None`: to the end.
    Ever(SimTime, Option<SimTime>),
    /// At no moment from the first to the second; `None`: to the end.
    Never(SimTime, Option<SimTime>),
}

/// Where a vehicle has to land.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum LandingPlace {
    /// Where it began.
    Home,
    /// There; docks are resolved to their places.
    At(Position),
}

/// How many vehicles.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum VehicleCount {
    /// At least this many.
    AtLeast(usize),
    /// At most this many.
    AtMost(usize),
    /// At least this part of those that the assertion is about, 0…1.
    AtLeastPart(f64),
}

/// How much may be lost.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum LossLimit {
    /// This many frames.
    Frames(u64),
    /// This part of those that were sent, 0…1.
    Part(f64),
}
