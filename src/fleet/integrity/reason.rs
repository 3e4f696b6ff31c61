//! Why a position may not be relied on.

use crate::link::report::{GnssFix, InterferenceState};

/// How bad a reason is, the worse the later. Not to know is worse than a known weakness.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// There is none.
    #[default]
    Good,
    /// The position is there, and doubtful.
    Degraded,
    /// It is not told.
    Unknown,
    /// There is none that may be relied on.
    Lost,
}

/// What an estimator measures its innovations of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EstimatorValue {
    /// Velocity.
    Velocity,
    /// Horizontal position.
    Horizontal,
    /// Height.
    Vertical,
    /// Compass.
    Compass,
}

/// One reason, with its numbers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Reason {
    /// No position was told since it is heard.
    NoPosition,
    /// The position is this old, s.
    PositionStale(f32),
    /// It says that it does not know its place (0/0).
    PositionEmpty,
    /// Only the satellite link says where it is, without its quality.
    OnlySatelliteLink,
    /// HIGH_LATENCY2 says that its receiver or estimator failed (HL_FAILURE_FLAG bits).
    SatelliteLinkFailure(u16),
    /// Its estimator says nothing.
    NoEstimator,
    /// What its estimator said is this old, s.
    EstimatorStale(f32),
    /// Its estimator has not started.
    EstimatorNotStarted,
    /// Its estimator has no attitude, velocity or absolute position: the missing flag bits.
    EstimatorLacks(u16),
    /// Its estimator holds a place instead of following one.
    EstimatorConstantPosition,
    /// Its estimator notices that the receiver jumps.
    GnssGlitch,
    /// Its estimator rejects its accelerometers.
    AccelerometerError,
    /// An innovation is close to the limit of its test.
    InnovationHigh(EstimatorValue, f32),
    /// Innovations are beyond the limit together: the worst one.
    InnovationsFail(EstimatorValue, f32),
    /// The estimator doubts its horizontal position by so much, m, and that is more than it should.
    EstimatorDoubt(f32),
    /// The same, and so much that autopilots give the position up.
    EstimatorDoubtLost(f32),
    /// No receiver says anything.
    NoReceiver,
    /// What the receivers said is this old, s.
    ReceiverStale(f32),
    /// No receiver has a position in three dimensions: the better fix.
    NoFix(GnssFix),
    /// A receiver has none, and another has.
    ReceiverWithoutFix(u8),
    /// Few satellites: receiver and number.
    FewSatellites(u8, u8),
    /// Its satellites stand badly: receiver and dilution of precision.
    Dilution(u8, f32),
    /// A receiver doubts its position by so much, m.
    ReceiverDoubt(u8, f32),
    /// The same, and too much to fly by.
    ReceiverDoubtLost(u8, f32),
    /// Signals are jammed.
    Jamming(InterferenceState),
    /// Signals are forged, and it is held off.
    SpoofingMitigated,
    /// Signals are forged.
    Spoofing,
    /// Interference or errors were told, and nothing of them since: for so long, s.
    InterferenceStale(f32),
    /// A receiver reports errors (GPS_SYSTEM_ERROR_FLAGS bits).
    ReceiverErrors(u32),
    /// Two receivers are this far apart, m, where they may be that far.
    ReceiversDisagree(f32, f32),
    /// The same, and so far that it cannot be doubt.
    ReceiversContradict(f32, f32),
    /// Receiver and estimator are this far apart, m, where they may be that far.
    EstimatorDisagrees(f32, f32),
    /// The same, and so far that it cannot be doubt.
    EstimatorContradicts(f32, f32),
    /// It vibrates, m/s².
    Vibration(f32),
    /// It vibrates so much that no estimate holds, m/s².
    VibrationExtreme(f32),
    /// It vibrated too much, and nothing was told of it since: for so long, s.
    VibrationStale(f32),
    /// Accelerometers clipped so often lately.
    Clipping(u32),
    /// It says that it looks there, and stands in a dock that looks elsewhere, degrees.
    HeadingOff(f32, f32),
}

impl Reason {
    /// How bad it is.
    pub fn level(self) -> Level {
        match self {
            Self::NoPosition
            | Self::PositionStale(_)
            | Self::OnlySatelliteLink
            | Self::NoEstimator
            | Self::EstimatorStale(_)
            | Self::NoReceiver
            | Self::ReceiverStale(_)
            | Self::InterferenceStale(_)
            | Self::VibrationStale(_) => Level::Unknown,
            Self::PositionEmpty
            | Self::SatelliteLinkFailure(_)
            | Self::EstimatorNotStarted
            | Self::EstimatorLacks(_)
            | Self::EstimatorConstantPosition
            | Self::InnovationsFail(..)
            | Self::EstimatorDoubtLost(_)
            | Self::NoFix(_)
            | Self::ReceiverDoubtLost(..)
            | Self::Spoofing
            | Self::ReceiversContradict(..)
            | Self::EstimatorContradicts(..)
            | Self::VibrationExtreme(_) => Level::Lost,
            _ => Level::Degraded,
        }
    }

    /// Whether it rests on a measured number, which may cross its limit for a moment: it counts only once it
    /// has lasted.
    pub(super) fn flaps(self) -> bool {
        !matches!(
            self,
            Self::NoPosition
                | Self::PositionStale(_)
                | Self::PositionEmpty
                | Self::OnlySatelliteLink
                | Self::SatelliteLinkFailure(_)
                | Self::NoEstimator
                | Self::EstimatorStale(_)
                | Self::EstimatorNotStarted
                | Self::EstimatorLacks(_)
                | Self::EstimatorConstantPosition
                | Self::NoReceiver
                | Self::ReceiverStale(_)
                | Self::InterferenceStale(_)
                | Self::VibrationStale(_)
                | Self::Jamming(_)
                | Self::SpoofingMitigated
                | Self::Spoofing
        )
    }

    /// Whether it is the same reason, with other numbers perhaps.
    pub fn is_like(self, other: Self) -> bool {
        std::mem::discriminant(&self) == std::mem::discriminant(&other)
    }
}

/// So many reasons are told of at most, the worst first.
const MOST: usize = 6;

/// Some reasons, the worst first. No allocation: it is made anew some times a second for each vehicle.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Reasons {
    list: [Option<Reason>; MOST],
}

impl Reasons {
    /// One reason.
    pub fn one(reason: Reason) -> Self {
        let mut reasons = Self::default();
        reasons.add(reason);
        reasons
    }

    /// Adds one, before those that are less bad. What is least bad is left out where there are too many.
    pub fn add(&mut self, reason: Reason) {
        let is_less_bad =
            |held: &Option<Reason>| held.is_none_or(|held| held.level() < reason.level());
        if let Some(place) = self.list.iter().position(is_less_bad)
            && let Some(rest) = self.list.get_mut(place..)
        {
            rest.rotate_right(1);
            if let Some(held) = rest.first_mut() {
                *held = Some(reason);
            }
        }
    }

    /// Whether there may be more than are told.
    pub(super) fn are_full(&self) -> bool {
        self.list.iter().all(Option::is_some)
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = Reason> {
        self.list.iter().flatten().copied()
    }

    /// The worst one decides.
    pub fn level(&self) -> Level {
        self.list
            .first()
            .copied()
            .flatten()
            .map_or(Level::Good, Reason::level)
    }

    /// Whether they are the same reasons, with other numbers perhaps.
    pub fn are_like(&self, other: &Self) -> bool {
        self.list.iter().zip(&other.list).all(|pair| match pair {
            (Some(one), Some(other)) => one.is_like(*other),
            (None, None) => true,
            _ => false,
        })
    }
}

impl FromIterator<Reason> for Reasons {
    fn from_iter<I: IntoIterator<Item = Reason>>(reasons: I) -> Self {
        let mut all = Self::default();
        for reason in reasons {
            all.add(reason);
        }
        all
    }
}
