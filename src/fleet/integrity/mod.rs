//! Position integrity: whether what a vehicle says of its place may be relied on, as a state that whoever
//! plans, commands or judges must respect. What is not said is unknown, never good.

mod estimators;
mod judge;
mod places;
mod reason;
mod receivers;
mod say;
#[cfg(test)]
mod tests;
mod watch;

pub use judge::ExpectedHeading;
pub use reason::{EstimatorValue, Level, Reason, Reasons};
pub use watch::IntegrityWatch;

/// How well a vehicle knows where it is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum PositionIntegrity {
    /// Everything that must be said is said, is fresh, and is well.
    Good,
    /// It knows where it is, and something speaks against relying on it: nothing new should be begun.
    Degraded(Reasons),
    /// It does not know where it is, or must be taken not to.
    Lost(Reasons),
    /// It does not say enough to tell.
    Unknown(Reasons),
}

impl Default for PositionIntegrity {
    fn default() -> Self {
        Self::of(Reasons::one(Reason::NoPosition))
    }
}

impl PositionIntegrity {
    /// The state that reasons make: the worst of them decides.
    fn of(reasons: Reasons) -> Self {
        match reasons.level() {
            Level::Good => Self::Good,
            Level::Degraded => Self::Degraded(reasons),
            Level::Unknown => Self::Unknown(reasons),
            Level::Lost => Self::Lost(reasons),
        }
    }

    /// How bad it is.
    pub fn level(&self) -> Level {
        self.reasons().level()
    }

    /// Why; none where it is good.
    pub fn reasons(&self) -> Reasons {
        match self {
            Self::Good => Reasons::default(),
            Self::Degraded(reasons) | Self::Lost(reasons) | Self::Unknown(reasons) => *reasons,
        }
    }

    /// Whether the position may be relied on without reserve.
    pub fn is_good(&self) -> bool {
        matches!(self, Self::Good)
    }
}
