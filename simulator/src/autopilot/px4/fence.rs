//! The fence that PX4 holds, and whether a place breaks it.

use crate::autopilot::area::{Area, areas_of};
use crate::autopilot::missions::Item;
use crate::place::Place;

/// What of a fence a place breaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Breach {
    /// Too far from home (GF_MAX_HOR_DIST).
    pub is_far: bool,
    /// Too high above home (GF_MAX_VER_DIST).
    pub is_high: bool,
    /// Out of an inclusion or in an exclusion.
    pub is_out: bool,
}

impl Breach {
    /// Whether anything is broken.
    pub fn is_any(self) -> bool {
        self.is_far || self.is_high || self.is_out
    }

    /// What is said of it.
    pub fn texts(self) -> impl Iterator<Item = &'static str> {
        [
            (self.is_far, "Geofence: exceeding maximum distance to Home"),
            (
                self.is_high,
                "Geofence: exceeding maximum altitude above Home",
            ),
            (self.is_out, "Geofence: approaching or outside geofence"),
        ]
        .into_iter()
        .filter_map(|(is_it, text)| is_it.then_some(text))
    }
}

/// A fence as it is enforced.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Fence {
    areas: Vec<(Area, bool)>,
}

/// Why an area is left out of the fence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Complaint {
    /// Home would break it.
    Home,
    /// The vehicle, in flight, would break it.
    Vehicle,
}

impl Fence {
    /// The fence of what is on board. An area that home breaks, or in flight the vehicle itself, is left
    /// out, with a complaint, and that is all that happens.
    pub fn new(
        items: &[Item],
        home: Option<Place>,
        flying_at: Option<Place>,
    ) -> (Self, Vec<Complaint>) {
        let mut fence = Self::default();
        let mut complaints = Vec::new();
        for (area, is_inclusion) in areas_of(items) {
            let lets = |place: Place| area.contains(place) == is_inclusion;
            if home.is_some_and(|home| !lets(home)) {
                complaints.push(Complaint::Home);
            } else if flying_at.is_some_and(|here| !lets(here)) {
                complaints.push(Complaint::Vehicle);
            } else {
                fence.areas.push((area, is_inclusion));
            }
        }
        (fence, complaints)
    }

    /// What a place breaks, with the farthest and the highest that it may be, m, 0 for no such limit.
    pub fn breach(&self, place: Place, home: Option<Place>, (far_m, high_m): (f64, f64)) -> Breach {
        // Inside of all inclusions: PX4 knows no groups.
        let is_out = self
            .areas
            .iter()
            .any(|(area, is_inclusion)| area.contains(place) != *is_inclusion);
        let Some(home) = home else {
            return Breach {
                is_out,
                ..Breach::default()
            };
        };
        Breach {
            is_far: far_m > 0.0 && home.ground_distance_m(place) >= far_m,
            is_high: high_m > 0.0 && place.altitude_amsl_m - home.altitude_amsl_m >= high_m,
            is_out,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::place::DegreeLengths;
    use mavlink::dialects::ardupilotmega::{MavCmd, MavFrame};
    use nalgebra::Vector3;

    const HOME: Place = Place::new(36.0671, 120.3826, 20.0);
    const NO_LIMITS: (f64, f64) = (0.0, 0.0);

    fn at(north_m: f64, up_m: f64) -> Place {
        let lengths = DegreeLengths::at(HOME.latitude_deg);
        HOME.moved_ned(Vector3::new(north_m, 0.0, -up_m), lengths)
    }

    fn circle(command: MavCmd, radius_m: f32, north_m: f64) -> Item {
        let place = at(north_m, 0.0);
        Item {
            frame: MavFrame::MAV_FRAME_GLOBAL,
            command,
            autocontinue: true,
            params: [radius_m, 0.0, 0.0, 0.0],
            x: (place.latitude_deg * 1e7).round() as i32,
            y: (place.longitude_deg * 1e7).round() as i32,
            z: 0.0,
        }
    }

    const IN: MavCmd = MavCmd::MAV_CMD_NAV_FENCE_CIRCLE_INCLUSION;
    const OUT: MavCmd = MavCmd::MAV_CMD_NAV_FENCE_CIRCLE_EXCLUSION;

    #[test]
    fn one_has_to_be_inside_all_inclusions_and_outside_all_exclusions() {
        let items = [
            circle(IN, 100.0, 0.0),
            circle(IN, 100.0, 60.0),
            circle(OUT, 10.0, 70.0),
        ];
        let (fence, complaints) = Fence::new(&items, Some(HOME), None);
        assert!(complaints.is_empty());
        let is_out = |north_m| {
            fence
                .breach(at(north_m, 10.0), Some(HOME), NO_LIMITS)
                .is_out
        };
        assert!(!is_out(50.0) && is_out(70.0) && !is_out(85.0));
        assert!(is_out(110.0) && is_out(-50.0));
    }

    #[test]
    fn an_area_that_home_or_the_vehicle_breaks_is_left_out() {
        let items = [circle(IN, 50.0, 500.0), circle(IN, 50.0, 0.0)];
        let (fence, complaints) = Fence::new(&items, Some(HOME), None);
        assert_eq!(complaints, [Complaint::Home]);
        assert!(!fence.breach(at(10.0, 5.0), Some(HOME), NO_LIMITS).is_any());
        assert!(fence.breach(at(60.0, 5.0), Some(HOME), NO_LIMITS).is_out);
        let (fence, complaints) = Fence::new(&items[1..], Some(HOME), Some(at(60.0, 5.0)));
        assert_eq!(complaints, [Complaint::Vehicle]);
        assert_eq!(fence, Fence::default());
    }

    #[test]
    fn limits_of_distance_and_height_count_from_home_and_are_off_at_0() {
        let fence = Fence::default();
        let breach = |north_m, up_m, limits| fence.breach(at(north_m, up_m), Some(HOME), limits);
        assert!(!breach(5_000.0, 900.0, NO_LIMITS).is_any());
        assert!(breach(101.0, 5.0, (100.0, 0.0)).is_far);
        assert!(breach(5.0, 101.0, (0.0, 100.0)).is_high);
        assert!(!breach(99.0, 99.0, (100.0, 100.0)).is_any());
    }
}
