//! The quickest ways around corners: a visibility graph whose legs cost time.

use super::{FreeArea, distance};
use crate::flight_time::SpeedRamp;
use geo::Coord;
use geofences::Bilingual;
use std::cmp::Ordering;
use std::collections::BinaryHeap;

/// All corners of an area around which ways bend, with the quickest ways between them.
///
/// Each leg is flown from standstill to standstill, so that a way of few legs is better than a slightly shorter one.
#[derive(Clone, Debug)]
pub struct Network<'a> {
    area: &'a FreeArea,
    ramp: SpeedRamp,
    bends: Vec<Coord<f64>>,
    /// `times_s[from * count + until]`, infinite where there is no way.
    times_s: Vec<f64>,
    /// The bend before `until` on the quickest way from `from`.
    before: Vec<u32>,
}

/// Of an area with so many corners that ways bend around no network is made: between any two bends a way is known, which
/// would take too much memory and time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.text())]
pub struct TooManyBends {
    /// So many at least; [`Network::MOST_BENDS`] at most may be.
    pub bends: usize,
}

impl TooManyBends {
    /// What to tell people.
    pub fn text(&self) -> Bilingual {
        let (bends, most) = (self.bends, Network::MOST_BENDS);
        Bilingual::new(
            format!(
                "ways may bend at {bends} places around the borders of where one may be, more than {most}: draw the \
                 borders with fewer corners, or split the area"
            ),
            format!(
                "可飞区域边界上有 {bends} 个绕行拐点，超过 {most} 个：请减少边界顶点或拆分区域"
            ),
        )
    }
}

/// How a place is joined to the network.
#[derive(Clone, Debug, Default)]
pub struct Ways {
    /// The bends that it sees, and how far they are, s.
    seen: Vec<(u32, f64)>,
    /// How far each bend is on the quickest way, s.
    times_s: Vec<f64>,
}

impl<'a> Network<'a> {
    /// No network has more bends.
    pub const MOST_BENDS: usize = 3_000;

    /// The network of an area for an aircraft that speeds up like that.
    ///
    /// # Errors
    /// The area has too many corners that ways bend around.
    pub fn new(area: &'a FreeArea, ramp: SpeedRamp) -> Result<Self, TooManyBends> {
        let bends = area
            .bends(Self::MOST_BENDS)
            .map_err(|bends| TooManyBends { bends })?;
        let count = bends.len();
        let mut network = Self {
            area,
            ramp,
            bends,
            times_s: vec![f64::INFINITY; count * count],
            before: vec![u32::MAX; count * count],
        };
        let legs = network.legs();
        for from in 0..count {
            network.search_from(from, &legs);
        }
        Ok(network)
    }

    /// The area.
    pub fn area(&self) -> &'a FreeArea {
        self.area
    }

    /// How the aircraft speeds up.
    pub fn ramp(&self) -> SpeedRamp {
        self.ramp
    }

    fn legs(&self) -> Vec<Vec<(u32, f64)>> {
        let mut legs = vec![Vec::new(); self.bends.len()];
        for (one, &at) in self.bends.iter().enumerate() {
            for (other, &there) in self.bends.iter().enumerate().take(one) {
                if self.area.sees(at, there) {
                    let time_s = self.ramp.leg_s(distance(at, there));
                    legs[one].push((other as u32, time_s));
                    legs[other].push((one as u32, time_s));
                }
            }
        }
        legs
    }

    /// Dijkstra's search.
    fn search_from(&mut self, from: usize, legs: &[Vec<(u32, f64)>]) {
        let count = self.bends.len();
        let times_s = &mut self.times_s[from * count..(from + 1) * count];
        let before = &mut self.before[from * count..(from + 1) * count];
        times_s[from] = 0.0;
        let mut queue = BinaryHeap::from([Reached {
            time_s: 0.0,
            bend: from as u32,
        }]);
        while let Some(Reached { time_s, bend }) = queue.pop() {
            if time_s > times_s[bend as usize] {
                continue;
            }
            for &(next, leg_s) in &legs[bend as usize] {
                let there_s = time_s + leg_s;
                if there_s < times_s[next as usize] {
                    times_s[next as usize] = there_s;
                    before[next as usize] = bend;
                    queue.push(Reached {
                        time_s: there_s,
                        bend: next,
                    });
                }
            }
        }
    }

    /// How a place inside is joined.
    pub fn ways(&self, from: Coord<f64>) -> Ways {
        let count = self.bends.len();
        let mut ways = Ways {
            seen: Vec::new(),
            times_s: vec![f64::INFINITY; count],
        };
        for (bend, &at) in self.bends.iter().enumerate() {
            if !self.area.sees(from, at) {
                continue;
            }
            let leg_s = self.ramp.leg_s(distance(from, at));
            ways.seen.push((bend as u32, leg_s));
            let onwards = &self.times_s[bend * count..(bend + 1) * count];
            for (time_s, on_s) in ways.times_s.iter_mut().zip(onwards) {
                *time_s = time_s.min(leg_s + on_s);
            }
        }
        ways
    }

    /// How long the quickest way between two places takes, s; infinite where there is none.
    pub fn time_s(&self, from: (Coord<f64>, &Ways), until: (Coord<f64>, &Ways)) -> f64 {
        if self.area.sees(from.0, until.0) {
            return self.ramp.leg_s(distance(from.0, until.0));
        }
        let seen = &until.1.seen;
        let times_s = seen
            .iter()
            .map(|&(bend, leg_s)| from.1.times_s[bend as usize] + leg_s);
        times_s.fold(f64::INFINITY, f64::min)
    }

    /// The bends of the quickest way between two places, in order; `None` where there is no way.
    pub fn way(&self, from: Coord<f64>, until: Coord<f64>) -> Option<Vec<Coord<f64>>> {
        if self.area.sees(from, until) {
            return Some(Vec::new());
        }
        let (start, end) = (self.ways(from), self.ways(until));
        let count = self.bends.len();
        let mut best = (f64::INFINITY, 0, 0);
        for &(first, out_s) in &start.seen {
            for &(last, in_s) in &end.seen {
                let time_s = out_s + self.times_s[first as usize * count + last as usize] + in_s;
                if time_s < best.0 {
                    best = (time_s, first as usize, last as usize);
                }
            }
        }
        let (time_s, first, mut bend) = best;
        if time_s.is_infinite() {
            return None;
        }
        let mut bends = vec![self.bends[bend]];
        while bend != first {
            bend = self.before[first * count + bend] as usize;
            bends.push(self.bends[bend]);
        }
        bends.reverse();
        Some(bends)
    }
}

struct Reached {
    time_s: f64,
    bend: u32,
}

impl PartialEq for Reached {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Reached {}

impl PartialOrd for Reached {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Reached {
    /// The nearest is the greatest.
    fn cmp(&self, other: &Self) -> Ordering {
        other.time_s.total_cmp(&self.time_s)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::{LineString, Polygon};

    /// A room with as many squares in it, each of which has four corners with a bend each.
    fn room(squares: usize) -> FreeArea {
        let square = |x: f64, y: f64, side: f64| {
            let far = (x + side, y + side);
            LineString::from(vec![(x, y), (far.0, y), far, (x, far.1)])
        };
        let holes = (0..squares)
            .map(|hole| square(10.0 * (hole % 50) as f64, 10.0 * (hole / 50) as f64, 1.0));
        FreeArea::new(&Polygon::new(
            square(-10.0, -10.0, 1_000.0),
            holes.collect(),
        ))
        .unwrap()
    }

    #[test]
    fn a_network_is_made_of_as_many_bends_as_may_be_and_no_more() {
        let each = room(1).bends(usize::MAX).unwrap().len();
        let most = 10 * each;
        assert_eq!(room(10).bends(most).map(|it| it.len()), Ok(most));
        assert_eq!(room(10).bends(most - 1), Err(most));
        // Corners alone are enough to be too many.
        assert!(room(11).bends(43).is_err_and(|it| it == 44));
        let ramp = SpeedRamp::new(3.0, 1.0).unwrap();
        let crowded = room(Network::MOST_BENDS / 4 + 1);
        let fault = Network::new(&crowded, ramp).unwrap_err();
        assert_eq!(fault.bends, Network::MOST_BENDS + 4);
        let text = fault.text();
        assert!(
            text.en.contains("fewer corners") && text.zh.contains("减少边界顶点"),
            "{text}"
        );
    }
}
