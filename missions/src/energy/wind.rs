//! The wind triangle: velocity over ground = velocity through the air + wind.

/// The wind as a course has it.
#[derive(Clone, Copy, Debug)]
pub(super) struct AlongCourse {
    /// From behind, m/s.
    pub tail_mps: f64,
    /// Towards the right, m/s.
    pub right_mps: f64,
}

impl AlongCourse {
    pub fn of(wind_east_mps: f64, wind_north_mps: f64, course_deg: f64) -> Self {
        let (east, north) = course_deg.to_radians().sin_cos();
        Self {
            tail_mps: wind_east_mps * east + wind_north_mps * north,
            right_mps: wind_east_mps * north - wind_north_mps * east,
        }
    }

    /// The speed through the air for a speed over ground, m/s.
    pub fn airspeed_mps(self, ground_mps: f64) -> f64 {
        (ground_mps - self.tail_mps).hypot(self.right_mps)
    }

    /// The speed over ground that a speed through the air gives, m/s, if it holds the course and goes
    /// forward.
    pub fn ground_mps(self, airspeed_mps: f64) -> Option<f64> {
        let ahead_2 = airspeed_mps * airspeed_mps - self.right_mps * self.right_mps;
        if ahead_2 < 0.0 {
            return None;
        }
        let ground_mps = ahead_2.sqrt() + self.tail_mps;
        (ground_mps > 0.0).then_some(ground_mps)
    }

    /// How far its way through the air points to the right of the course, degrees: against the wind.
    pub fn crab_deg(self, ground_mps: f64) -> f64 {
        (-self.right_mps)
            .atan2(ground_mps - self.tail_mps)
            .to_degrees()
    }
}
