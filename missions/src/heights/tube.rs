//! Profiles of bounded slope between bounds that are straight between knots.

/// What rounding may do to a height, metres.
const ROUNDING_M: f64 = 1e-9;

/// How much can be climbed and sunk from each knot to the next.
#[derive(Clone, Debug)]
pub(super) struct Slopes {
    pub x_m: Vec<f64>,
    pub climb_m: Vec<f64>,
    pub descent_m: Vec<f64>,
}

/// A lower and an upper bound at each knot.
#[derive(Clone, Debug)]
pub(super) struct Bounds {
    pub lower: Vec<f64>,
    pub upper: Vec<f64>,
}

impl Bounds {
    /// Whether there is room between them at every knot.
    pub(super) fn is_open(&self) -> bool {
        self.lower
            .iter()
            .zip(&self.upper)
            .all(|(lower, upper)| lower <= upper)
    }
}

impl Slopes {
    /// The lowest profile that can be flown and is nowhere below `bound`. It begins to climb before a hill.
    pub(super) fn lowest_above(&self, bound: &[f64]) -> Vec<f64> {
        envelope(bound, &self.descent_m, &self.climb_m)
    }

    /// The highest profile that can be flown and is nowhere above `bound`.
    pub(super) fn highest_below(&self, bound: &[f64]) -> Vec<f64> {
        let mirrored: Vec<f64> = bound.iter().map(|height| -height).collect();
        let mut found = envelope(&mirrored, &self.climb_m, &self.descent_m);
        found.iter_mut().for_each(|height| *height = -*height);
        found
    }
}

/// The least function above a bound that falls by no more than `fall` to the next knot and rises by no more
/// than `rise` from the one before. One sweep each way is enough: what a knot demands of another it demands
/// of all between.
fn envelope(bound: &[f64], fall: &[f64], rise: &[f64]) -> Vec<f64> {
    let mut found = bound.to_vec();
    let mut before: Option<f64> = None;
    for (height, fall) in found.iter_mut().zip([&0.0].into_iter().chain(fall)) {
        *height = before.map_or(*height, |before| height.max(before - fall));
        before = Some(*height);
    }
    let mut after: Option<f64> = None;
    for (height, rise) in found
        .iter_mut()
        .rev()
        .zip([&0.0].into_iter().chain(rise.iter().rev()))
    {
        *height = after.map_or(*height, |after| height.max(after - rise));
        after = Some(*height);
    }
    found
}

/// What a profile may use: both borders can be flown, and so can anything between them whose slope is
/// bounded.
#[derive(Clone, Debug)]
pub(super) struct Tube {
    low: Vec<f64>,
    high: Vec<f64>,
}

impl Tube {
    /// Between the lowest profile that is high enough and the highest that is low enough. Where slopes let
    /// none be both, anything between the two; always within reach. What is least or greatest of profiles
    /// that can be flown can be flown.
    pub(super) fn between(high_enough: &[f64], low_enough: &[f64], reach: &Bounds) -> Self {
        let each = high_enough
            .iter()
            .zip(low_enough)
            .zip(reach.lower.iter().zip(&reach.upper));
        let (low, high) = each
            .map(|((one, other), (lower, upper))| {
                let within = |height: f64| height.max(*lower).min(*upper);
                (within(one.min(*other)), within(one.max(*other)))
            })
            .unzip();
        Self { low, high }
    }

    /// A profile within the tube, as knots and heights: the corners, and few others. From each it goes
    /// straight as far as it can.
    pub(super) fn fewest_corners(
        &self,
        slopes: &Slopes,
        wanted: &[f64],
        is_corner: &[bool],
    ) -> Vec<(usize, f64)> {
        let within = |knot: usize, height: f64| match (self.low.get(knot), self.high.get(knot)) {
            (Some(low), Some(high)) => height.max(*low).min(*high),
            _ => height,
        };
        let at = |values: &[f64], knot: usize| values.get(knot).copied().unwrap_or(0.0);
        let last = self.low.len().saturating_sub(1);
        let mut knot = 0;
        let mut height = within(0, at(wanted, 0));
        let mut found = vec![(knot, height)];
        while knot < last {
            let (next, slope) = self.straight_from(knot, height, slopes, wanted, is_corner);
            let dx = at(&slopes.x_m, next) - at(&slopes.x_m, knot);
            height = within(next, height + slope * dx);
            knot = next;
            found.push((knot, height));
        }
        found
    }

    /// How far a straight line from a height at a knot keeps within the tube, and its slope.
    fn straight_from(
        &self,
        knot: usize,
        height: f64,
        slopes: &Slopes,
        wanted: &[f64],
        is_corner: &[bool],
    ) -> (usize, f64) {
        let at = |values: &[f64], knot: usize| values.get(knot).copied().unwrap_or(0.0);
        let from_x = at(&slopes.x_m, knot);
        let (mut least, mut most) = (f64::NEG_INFINITY, f64::INFINITY);
        let mut reached = None;
        for next in knot + 1..self.low.len() {
            let dx = at(&slopes.x_m, next) - from_x;
            let step = at(&slopes.x_m, next) - at(&slopes.x_m, next - 1);
            let (mut low, mut high) = (least, most);
            if step > 0.0 {
                low = low.max(-at(&slopes.descent_m, next - 1) / step);
                high = high.min(at(&slopes.climb_m, next - 1) / step);
            }
            if dx > 0.0 {
                let room = ROUNDING_M / dx;
                low = low.max((at(&self.low, next) - height) / dx - room);
                high = high.min((at(&self.high, next) - height) / dx + room);
            }
            if low > high {
                if let Some(reached) = reached {
                    // The side on which the next knot lies leads farthest.
                    return (reached, if low > most { most } else { least });
                }
                // The first knot can be reached but for rounding.
                return (next, 0.5 * (low + high));
            }
            (least, most) = (low, high);
            reached = Some(next);
            let is_end = next + 1 == self.low.len();
            if is_end || is_corner.get(next).copied().unwrap_or(false) {
                let best = if dx > 0.0 {
                    (at(wanted, next) - height) / dx
                } else {
                    0.0
                };
                return (next, best.max(least).min(most));
            }
        }
        (knot + 1, 0.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slopes(count: usize, climb_m: f64, descent_m: f64) -> Slopes {
        Slopes {
            x_m: (0..=count).map(|knot| knot as f64 * 10.0).collect(),
            climb_m: vec![climb_m; count],
            descent_m: vec![descent_m; count],
        }
    }

    #[test]
    fn the_lowest_profile_begins_to_climb_before_the_hill_and_sinks_after_it() {
        let found = slopes(6, 2.0, 4.0).lowest_above(&[0.0, 0.0, 0.0, 5.0, 0.0, 0.0, 0.0]);
        assert_eq!(found, [0.0, 1.0, 3.0, 5.0, 1.0, 0.0, 0.0]);
    }

    #[test]
    fn the_highest_profile_sinks_before_the_valley() {
        let found = slopes(6, 2.0, 4.0).highest_below(&[9.0, 9.0, 9.0, 1.0, 9.0, 9.0, 9.0]);
        assert_eq!(found, [9.0, 9.0, 5.0, 1.0, 3.0, 5.0, 7.0]);
    }

    #[test]
    fn a_straight_profile_has_no_corner_but_its_ends() {
        let slopes = slopes(6, 2.0, 2.0);
        let wanted: Vec<f64> = (0..7).map(f64::from).collect();
        let reach = Bounds {
            lower: vec![-50.0; 7],
            upper: vec![50.0; 7],
        };
        let tube = Tube::between(&wanted, &wanted, &reach);
        let corners = [true, false, false, false, false, false, true];
        let found = tube.fewest_corners(&slopes, &wanted, &corners);
        assert_eq!(found.len(), 2, "{found:?}");
        assert!((found[1].1 - 6.0).abs() < 1e-6);
    }
}
