//! Receivers on the ground: what they hear.

use crate::place::Place;

/// A receiver of ADS-B, of Remote ID, or of both.
#[derive(Clone, Debug, PartialEq)]
pub struct ReceiverConfig {
    /// Its name.
    pub id: String,
    /// Where its antenna is.
    pub place: Place,
    /// It hears ADS-B so far, m; `None` when it is not made for it. Customary: 250 km.
    pub adsb_range_m: Option<f64>,
    /// It hears Remote ID so far, m; `None` when it is not made for it. Customary: 2 km.
    pub remote_id_range_m: Option<f64>,
}

/// A receiver while the city runs.
#[derive(Clone, Debug)]
pub struct Receiver {
    /// What it is.
    pub config: ReceiverConfig,
}

impl Receiver {
    /// Whether it hears somebody's ADS-B.
    pub fn hears_adsb(&self, from: Place) -> bool {
        self.config
            .adsb_range_m
            .is_some_and(|range_m| self.reaches(from, range_m))
    }

    /// Whether it hears somebody's Remote ID.
    pub fn hears_remote_id(&self, from: Place) -> bool {
        self.config
            .remote_id_range_m
            .is_some_and(|range_m| self.reaches(from, range_m))
    }

    /// Within range and above the radio horizon: 4.12·(√h₁ + √h₂) km over an earth of 4/3 of its
    /// radius (ITU-R P.452), heights in metres above sea level, which stands for the ground here.
    fn reaches(&self, from: Place, range_m: f64) -> bool {
        let root = |height_m: f64| height_m.max(1.0).sqrt();
        let heights = root(self.config.place.altitude_amsl_m) + root(from.altitude_amsl_m);
        let distance_m = self.distance_m(from);
        distance_m <= range_m && distance_m <= 4_120.0 * heights
    }

    /// How far somebody is, m.
    pub fn distance_m(&self, from: Place) -> f64 {
        self.config.place.ned_to(from).norm()
    }
}
