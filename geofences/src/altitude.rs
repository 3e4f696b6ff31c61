//! Heights that cannot be separated from their datum.

use serde::{Deserialize, Serialize};
use std::fmt;

/// What a height is measured from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum AltitudeDatum {
    /// Metres above the WGS 84 ellipsoid (GNSS height; ASTM F3548 "W84").
    #[serde(rename = "wgs84")]
    Wgs84Ellipsoid,
    /// Metres above mean sea level (AMSL): above the EGM96 geoid, as autopilots report it.
    #[serde(rename = "amsl")]
    MeanSeaLevel,
    /// Metres above the ground beneath the aircraft (AGL; 真高).
    #[serde(rename = "agl")]
    AboveGround,
    /// Metres above the place the aircraft took off from.
    #[serde(rename = "home")]
    AboveHome,
}

impl AltitudeDatum {
    /// The short name used in files, on the command line and in messages.
    pub fn short_name(self) -> &'static str {
        match self {
            Self::Wgs84Ellipsoid => "wgs84",
            Self::MeanSeaLevel => "amsl",
            Self::AboveGround => "agl",
            Self::AboveHome => "home",
        }
    }
}

/// A checked height in metres with its datum.
#[derive(Clone, Copy, PartialEq, Serialize)]
pub struct Altitude {
    metres: f64,
    datum: AltitudeDatum,
}

/// Why a number is no [`Altitude`], or two altitudes no [`AltitudeBand`].
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum AltitudeError {
    /// NaN, infinite, or outside [`Altitude::LOWEST_M`]…[`Altitude::HIGHEST_M`].
    #[error("height {0} m is not a number between -1000 and 100000")]
    OutOfRange(f64),
    /// The lower limit is not below the upper one, both with the same datum.
    #[error("the lower limit {lower} is not below the upper limit {upper}")]
    Inverted {
        /// The lower limit as given.
        lower: Altitude,
        /// The upper limit as given.
        upper: Altitude,
    },
    /// A limit of a zone stands above a home, which a zone does not have.
    #[error("the limit {0} is above home: a zone has no home")]
    AboveHome(Altitude),
}

impl Altitude {
    /// The lowest height that is believed; the Dead Sea's shore is at −440 m AMSL.
    pub const LOWEST_M: f64 = -1_000.0;
    /// The highest height that is believed: the border of space.
    pub const HIGHEST_M: f64 = 100_000.0;

    /// A height of `metres` over `datum`.
    ///
    /// # Errors
    /// [`AltitudeError::OutOfRange`] when not finite or beyond what is believed.
    pub fn new(metres: f64, datum: AltitudeDatum) -> Result<Self, AltitudeError> {
        if (Self::LOWEST_M..=Self::HIGHEST_M).contains(&metres) {
            Ok(Self { metres, datum })
        } else {
            Err(AltitudeError::OutOfRange(metres))
        }
    }

    /// On the ground.
    pub const fn ground() -> Self {
        Self {
            metres: 0.0,
            datum: AltitudeDatum::AboveGround,
        }
    }

    /// Metres over [`Self::datum`].
    pub fn metres(self) -> f64 {
        self.metres
    }

    /// What the height is measured from.
    pub fn datum(self) -> AltitudeDatum {
        self.datum
    }
}

impl fmt::Debug for Altitude {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for Altitude {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} m {}", self.metres, self.datum.short_name())
    }
}

/// The heights that a zone covers: from a lower limit to an upper one, each with its own datum.
///
/// `None` as lower limit reaches down to the ground and below; as upper limit, up without end.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Default)]
pub struct AltitudeBand {
    lower: Option<Altitude>,
    upper: Option<Altitude>,
}

impl AltitudeBand {
    /// From below the ground up without end.
    pub const ALL: Self = Self {
        lower: None,
        upper: None,
    };

    /// The band between two limits.
    ///
    /// # Errors
    /// [`AltitudeError::Inverted`] when both limits have one datum and the lower is not below the
    /// upper; [`AltitudeError::AboveHome`] when a limit is above home.
    pub fn new(lower: Option<Altitude>, upper: Option<Altitude>) -> Result<Self, AltitudeError> {
        for limit in [lower, upper].into_iter().flatten() {
            if limit.datum == AltitudeDatum::AboveHome {
                return Err(AltitudeError::AboveHome(limit));
            }
        }
        if let (Some(lower), Some(upper)) = (lower, upper)
            && lower.datum == upper.datum
            && lower.metres >= upper.metres
        {
            return Err(AltitudeError::Inverted { lower, upper });
        }
        Ok(Self { lower, upper })
    }

    /// The lower limit; `None` reaches down without end.
    pub fn lower(&self) -> Option<Altitude> {
        self.lower
    }

    /// The lower limit that one can be below: nothing flies below the ground.
    pub(crate) fn lower_to_break(&self) -> Option<Altitude> {
        self.lower
            .filter(|lower| lower.datum != AltitudeDatum::AboveGround || lower.metres > 0.0)
    }

    /// The upper limit; `None` reaches up without end.
    pub fn upper(&self) -> Option<Altitude> {
        self.upper
    }
}
