//! The fence that Copter holds: what it consists of, and whether a place breaks it.

use crate::autopilot::area::{Area, areas_of};
use crate::autopilot::missions::Item;
use crate::autopilot::parameters::Parameters;
use crate::place::Place;
use mavlink::dialects::ardupilotmega::FenceBreach;

/// Kinds of fence, the bits of FENCE_TYPE.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FenceKind {
    /// Too high.
    AltitudeMax,
    /// Too far from home.
    Circle,
    /// Out of an inclusion or in an exclusion.
    Polygon,
    /// Too low.
    AltitudeMin,
}

impl FenceKind {
    const ALL: [Self; 4] = [
        Self::AltitudeMax,
        Self::Circle,
        Self::Polygon,
        Self::AltitudeMin,
    ];

    fn bit(self) -> u32 {
        match self {
            Self::AltitudeMax => 1,
            Self::Circle => 2,
            Self::Polygon => 4,
            Self::AltitudeMin => 8,
        }
    }

    /// As texts name it.
    pub fn name(self) -> &'static str {
        match self {
            Self::AltitudeMax => "Max Alt",
            Self::Circle => "Circle",
            Self::Polygon => "Polygon",
            Self::AltitudeMin => "Min Alt",
        }
    }

    /// Whether one who breaks it and goes on breaks it again behind it: but for areas there is a fence
    /// behind the fence (AC_Fence, `check_fence_circle` and its like).
    pub fn has_another_behind(self) -> bool {
        self != Self::Polygon
    }

    /// As FENCE_STATUS names it.
    pub fn breach(self) -> FenceBreach {
        match self {
            Self::AltitudeMax => FenceBreach::FENCE_BREACH_MAXALT,
            Self::AltitudeMin => FenceBreach::FENCE_BREACH_MINALT,
            Self::Circle | Self::Polygon => FenceBreach::FENCE_BREACH_BOUNDARY,
        }
    }
}

/// A fence as it is enforced: what was uploaded, with the parameters.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Fence {
    inclusions: Vec<Area>,
    exclusions: Vec<Area>,
    kinds: u32,
    height_max_m: f64,
    height_min_m: f64,
    radius_m: f64,
    one_inclusion_is_enough: bool,
}

impl Fence {
    /// The fence of what is on board. Nothing at all unless it is enabled.
    pub fn new(items: &[Item], parameters: &Parameters) -> Self {
        if parameters.value("FENCE_ENABLE") == 0.0 {
            return Self::default();
        }
        let mut fence = Self {
            kinds: parameters.value("FENCE_TYPE") as u32,
            height_max_m: parameters.value("FENCE_ALT_MAX"),
            height_min_m: parameters.value("FENCE_ALT_MIN"),
            radius_m: parameters.value("FENCE_RADIUS"),
            one_inclusion_is_enough: parameters.value("FENCE_OPTIONS") as u32 & 2 != 0,
            ..Self::default()
        };
        for (area, is_inclusion) in areas_of(items) {
            if is_inclusion {
                fence.inclusions.push(area);
            } else {
                fence.exclusions.push(area);
            }
        }
        fence
    }

    /// The same without its floor.
    #[must_use]
    pub fn without_floor(self) -> Self {
        Self {
            kinds: self.kinds & !FenceKind::AltitudeMin.bit(),
            ..self
        }
    }

    /// What a place breaks, `home` being where heights and the circle count from.
    pub fn broken_at(&self, place: Place, home: Place) -> Vec<FenceKind> {
        let height_m = place.altitude_amsl_m - home.altitude_amsl_m;
        let is_broken = |kind: &FenceKind| match kind {
            FenceKind::AltitudeMax => height_m > self.height_max_m,
            FenceKind::AltitudeMin => height_m < self.height_min_m,
            FenceKind::Circle => home.ground_distance_m(place) > self.radius_m,
            FenceKind::Polygon => self.breaks_polygons(place),
        };
        let enabled = |kind: &FenceKind| self.kinds & kind.bit() != 0;
        FenceKind::ALL
            .into_iter()
            .filter(|kind| enabled(kind) && is_broken(kind))
            .collect()
    }

    /// How far beyond a kind of fence a place is that breaks it, m; of areas beyond the one that it is
    /// farthest beyond.
    pub fn beyond_m(&self, kind: FenceKind, place: Place, home: Place) -> f64 {
        let height_m = place.altitude_amsl_m - home.altitude_amsl_m;
        match kind {
            FenceKind::AltitudeMax => height_m - self.height_max_m,
            FenceKind::AltitudeMin => self.height_min_m - height_m,
            FenceKind::Circle => home.ground_distance_m(place) - self.radius_m,
            FenceKind::Polygon => {
                let left = self.inclusions.iter().filter(|it| !it.contains(place));
                let entered = self.exclusions.iter().filter(|it| it.contains(place));
                left.chain(entered)
                    .map(|area| area.border_distance_m(place))
                    .fold(0.0, f64::max)
            }
        }
    }

    fn breaks_polygons(&self, place: Place) -> bool {
        let mut inclusions = self.inclusions.iter();
        // Inside of all of them, but for the option.
        let is_out = if self.one_inclusion_is_enough {
            !self.inclusions.is_empty() && !inclusions.any(|area| area.contains(place))
        } else {
            inclusions.any(|area| !area.contains(place))
        };
        is_out || self.exclusions.iter().any(|area| area.contains(place))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::autopilot::parameters::ARDUPILOT;
    use crate::place::DegreeLengths;
    use mavlink::dialects::ardupilotmega::{MavCmd, MavFrame};
    use nalgebra::Vector3;

    const HOME: Place = Place::new(36.0671, 120.3826, 20.0);

    fn at(north_m: f64, east_m: f64, up_m: f64) -> Place {
        let lengths = DegreeLengths::at(HOME.latitude_deg);
        HOME.moved_ned(Vector3::new(north_m, east_m, -up_m), lengths)
    }

    fn item(command: MavCmd, size: f32, (north_m, east_m): (f64, f64)) -> Item {
        let place = at(north_m, east_m, 0.0);
        Item {
            frame: MavFrame::MAV_FRAME_GLOBAL,
            command,
            autocontinue: false,
            params: [size, 0.0, 0.0, 0.0],
            x: (place.latitude_deg * 1e7).round() as i32,
            y: (place.longitude_deg * 1e7).round() as i32,
            z: 0.0,
        }
    }

    fn square(command: MavCmd, (north_m, east_m): (f64, f64), half_m: f64) -> Vec<Item> {
        [(-1.0, -1.0), (-1.0, 1.0), (1.0, 1.0), (1.0, -1.0)]
            .map(|(n, e)| item(command, 4.0, (north_m + n * half_m, east_m + e * half_m)))
            .to_vec()
    }

    fn parameters(changes: &[(&str, f64)]) -> Parameters {
        let mut parameters = Parameters::new(&ARDUPILOT);
        parameters.set("FENCE_ENABLE", 1.0).unwrap();
        for (name, value) in changes {
            parameters.set(name, *value).unwrap();
        }
        parameters
    }

    const IN: MavCmd = MavCmd::MAV_CMD_NAV_FENCE_POLYGON_VERTEX_INCLUSION;
    const OUT: MavCmd = MavCmd::MAV_CMD_NAV_FENCE_POLYGON_VERTEX_EXCLUSION;

    #[test]
    fn a_fence_that_is_not_enabled_is_no_fence() {
        let items = square(IN, (0.0, 0.0), 50.0);
        let fence = Fence::new(&items, &Parameters::new(&ARDUPILOT));
        assert!(fence.broken_at(at(5_000.0, 0.0, 900.0), HOME).is_empty());
    }

    #[test]
    fn enabling_it_adds_a_circle_of_150_m_and_a_ceiling_of_100_m() {
        let fence = Fence::new(&[], &parameters(&[]));
        assert!(fence.broken_at(at(149.0, 0.0, 99.0), HOME).is_empty());
        assert_eq!(
            fence.broken_at(at(151.0, 0.0, 99.0), HOME),
            [FenceKind::Circle]
        );
        let high = fence.broken_at(at(0.0, 0.0, 101.0), HOME);
        assert_eq!(high, [FenceKind::AltitudeMax]);
    }

    #[test]
    fn one_has_to_be_inside_all_inclusions_unless_the_option_is_set() {
        let mut items = square(IN, (0.0, 0.0), 50.0);
        items.extend(square(IN, (80.0, 0.0), 50.0));
        let strict = Fence::new(&items, &parameters(&[]));
        assert!(strict.broken_at(at(40.0, 0.0, 5.0), HOME).is_empty());
        assert_eq!(
            strict.broken_at(at(0.0, 0.0, 5.0), HOME),
            [FenceKind::Polygon]
        );
        let union = Fence::new(&items, &parameters(&[("FENCE_OPTIONS", 2.0)]));
        assert!(union.broken_at(at(0.0, 0.0, 5.0), HOME).is_empty());
        assert_eq!(
            union.broken_at(at(0.0, 60.0, 5.0), HOME),
            [FenceKind::Polygon]
        );
    }

    #[test]
    fn exclusions_are_kept_out_of() {
        let mut items = square(OUT, (100.0, 0.0), 20.0);
        items.push(item(
            MavCmd::MAV_CMD_NAV_FENCE_CIRCLE_EXCLUSION,
            10.0,
            (0.0, 60.0),
        ));
        let fence = Fence::new(&items, &parameters(&[]));
        assert!(fence.broken_at(at(79.0, 0.0, 5.0), HOME).is_empty());
        assert!(!fence.broken_at(at(81.0, 0.0, 5.0), HOME).is_empty());
        assert!(fence.broken_at(at(0.0, 49.0, 5.0), HOME).is_empty());
        assert!(!fence.broken_at(at(0.0, 51.0, 5.0), HOME).is_empty());
    }

    #[test]
    fn a_count_that_runs_past_the_list_does_no_harm() {
        let items = [item(IN, 200.0, (0.0, 0.0))];
        Fence::new(&items, &parameters(&[])).broken_at(HOME, HOME);
    }
}
