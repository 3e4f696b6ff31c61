//! The search: A* over a visibility graph that grows with what is met.
//!
//! A leg is looked at when it comes first in the queue and not before (Lazy Weighted A*, Cohen, Phillips and
//! Likhachev 2014), and what bars it adds its bends. That loses nothing: the shortest way around what was met, once it
//! meets nothing more, is a way around everything, and what was never met could only make it longer. Of all legs only
//! those that pass both their bends tautly can belong to a shortest way.
//!
//! The way is as long as possible ways are but for the arcs around corners, which a few bends stand for, and for gaps
//! so narrow that no bend fits. Where zones forbid at some times only, the earliest arrival at each bend is kept: a
//! later one that would find a zone open again is not waited for.
//!
//! With people below a leg costs more than it is long; the corners of their cells are bends then, and the way is the
//! best of those that bend there.

use super::bends::Bend;
use super::field::{Field, Wall};
use super::leg::Leg;
use super::people::{Known, People, PeopleCell};
use super::sight::Ask;
use geo::{Coord, coord};
use std::cmp::Ordering;
use std::collections::{BinaryHeap, HashSet};

/// So many legs are looked at, and no more: about a second's work.
pub(super) const MOST_LEGS: usize = 400_000;
/// So many bends there are, and no more: a second's work.
const MOST_BENDS: usize = 10_000;
/// So many legs wait to be looked at, and no more: 100 MB.
const MOST_WAITING: usize = 2_000_000;
/// Ways bend around cells where each metre costs so many metres more than beside them; of less the search asks the
/// price, and looks for no way around.
const LEAST_STEP: f64 = 0.25;
/// Bends beside a cell of people are so far outside, metres.
const BESIDE_CELL_M: f64 = 1.0;
/// The last things that barred legs from a place are tried first.
const SHADOWS: usize = 8;
/// Costs that differ by less are one, s.
const SAME_S: f64 = 1e-9;

/// A way in the plane.
#[derive(Clone, Debug)]
pub(super) struct Way {
    /// From the first place to the last.
    pub bends: Vec<Coord<f64>>,
    /// When the last is reached, and what people add, seconds since departure.
    pub cost_s: f64,
}

/// What a search ends with.
#[derive(Clone, Debug)]
pub(super) enum Outcome {
    Found(Way),
    /// There is no way that ends in time.
    None,
    /// Too much would have to be looked at.
    GivenUp,
}

struct Node {
    bend: Bend,
    /// What the best way here costs, and how long it takes, seconds since departure.
    cost_s: f64,
    time_s: f64,
    before: u32,
    /// How long it takes from here to the last place at least, s.
    on_s: f64,
    is_known_to_be_clear: bool,
    is_expanded: bool,
}

/// A leg that may become part of a way.
struct Candidate {
    /// What the whole way costs at least, s.
    least_s: f64,
    from: u32,
    until: u32,
    /// What the way to its end costs, s.
    cost_s: f64,
    /// What the way to its start cost when it was entered, s.
    start_cost_s: f64,
    is_looked_at: bool,
}

/// A search that can be gone on with.
pub(super) struct Search<'f, 'a> {
    field: &'f mut Field<'a>,
    people: Option<People<'a>>,
    nodes: Vec<Node>,
    /// What barred legs from each node.
    shadows: Vec<Vec<Wall>>,
    queue: BinaryHeap<Candidate>,
    /// The cells whose corners are bends.
    cells: HashSet<PeopleCell>,
    known: Known,
    legs: usize,
}

const FROM: u32 = 0;
const UNTIL: u32 = 1;

impl<'f, 'a> Search<'f, 'a> {
    /// The search for the cheapest way between a field's ends.
    pub fn new(field: &'f mut Field<'a>, people: Option<People<'a>>) -> Self {
        let ends = field.ends;
        let mut search = Self {
            field,
            people,
            nodes: Vec::new(),
            shadows: vec![Vec::new(); ends.len()],
            queue: BinaryHeap::new(),
            cells: HashSet::new(),
            known: Known::default(),
            legs: 0,
        };
        search.nodes = ends.iter().map(|at| search.node(Bend::free(*at))).collect();
        if (FROM..=UNTIL).all(|end| search.is_clear(end)) {
            search.nodes[FROM as usize].cost_s = search.field.reached_s;
            search.nodes[FROM as usize].time_s = search.field.reached_s;
            search.expand(FROM);
        }
        search
    }

    fn node(&self, bend: Bend) -> Node {
        Node {
            bend,
            cost_s: f64::INFINITY,
            time_s: f64::INFINITY,
            before: FROM,
            on_s: self.leg_s(bend.at, self.field.ends[1]),
            is_known_to_be_clear: false,
            is_expanded: false,
        }
    }

    fn leg_s(&self, from: Coord<f64>, until: Coord<f64>) -> f64 {
        self.field.length_m(from, until) / self.field.speed_mps
    }

    /// Goes on until there is an answer, or so many legs were looked at in all.
    pub fn run(&mut self, most_legs: usize) -> Outcome {
        let has_room = |it: &Self| it.nodes.len() < MOST_BENDS && it.queue.len() < MOST_WAITING;
        while self.legs < most_legs && has_room(self) {
            let Some(candidate) = self.queue.pop() else {
                return Outcome::None;
            };
            if self.is_superseded(&candidate) || !self.is_clear(candidate.until) {
                continue;
            }
            if !candidate.is_looked_at {
                if !self.may_be_flown(&candidate) {
                    continue;
                }
                let more_s = self.people_s(&candidate);
                if more_s > 0.0 {
                    self.queue.push(Candidate {
                        least_s: candidate.least_s + more_s,
                        cost_s: candidate.cost_s + more_s,
                        is_looked_at: true,
                        ..candidate
                    });
                    continue;
                }
            }
            self.accept(&candidate);
            if candidate.until == UNTIL {
                return Outcome::Found(self.way());
            }
            self.expand(candidate.until);
        }
        Outcome::GivenUp
    }

    fn is_superseded(&self, candidate: &Candidate) -> bool {
        let from = &self.nodes[candidate.from as usize];
        let until = &self.nodes[candidate.until as usize];
        from.cost_s != candidate.start_cost_s || candidate.cost_s >= until.cost_s - SAME_S
    }

    fn accept(&mut self, candidate: &Candidate) {
        let from = &self.nodes[candidate.from as usize];
        let time_s = from.time_s;
        let leg_s = self.leg_s(from.bend.at, self.nodes[candidate.until as usize].bend.at);
        let until = &mut self.nodes[candidate.until as usize];
        until.time_s = time_s + leg_s;
        until.cost_s = candidate.cost_s;
        until.before = candidate.from;
    }

    /// Whether nothing always stands where a bend is. Where something does, no way there is of use any more.
    fn is_clear(&mut self, number: u32) -> bool {
        let node = &self.nodes[number as usize];
        if node.is_known_to_be_clear {
            return true;
        }
        let is_clear = is_clear_at(self.field, node.bend.at);
        let node = &mut self.nodes[number as usize];
        node.is_known_to_be_clear = is_clear;
        if !is_clear {
            node.cost_s = f64::NEG_INFINITY;
        }
        is_clear
    }

    /// Whether a leg meets nothing. What it meets adds its bends.
    fn may_be_flown(&mut self, candidate: &Candidate) -> bool {
        self.legs += 1;
        let until = self.nodes[candidate.until as usize].bend.at;
        let from = &self.nodes[candidate.from as usize];
        let leg = Leg::new(from.bend.at, until);
        let is_in_shadow = self.shadows[candidate.from as usize]
            .iter()
            .any(|wall| leg.comes_within(wall.reach_m, wall.from, wall.until));
        if is_in_shadow {
            return false;
        }
        let mut met = Vec::new();
        let stays = self.field.meets(&leg, from.time_s, Ask::First, &mut met);
        if stays && met.is_empty() {
            return true;
        }
        for wall in met {
            let blocker = self.field.blockers.get(wall.blocker as usize);
            if blocker.is_some_and(|it| it.spans.is_none()) {
                let shadows = &mut self.shadows[candidate.from as usize];
                if shadows.len() == SHADOWS {
                    shadows.remove(0);
                }
                shadows.push(wall);
            }
            let bends = self.field.bends_around(wall.blocker);
            self.add(bends);
        }
        false
    }

    fn add(&mut self, bends: Vec<Bend>) {
        let first = self.nodes.len() as u32;
        for bend in bends {
            // Many lie within other things. Far off, that is asked when a way comes there.
            let is_known = self.field.is_filled_at(bend.at);
            if !is_known || is_clear_at(self.field, bend.at) {
                let node = self.node(bend);
                self.nodes.push(Node {
                    is_known_to_be_clear: is_known,
                    ..node
                });
            }
        }
        self.shadows.resize_with(self.nodes.len(), Vec::new);
        for from in 0..first {
            if self.nodes[from as usize].is_expanded {
                for until in first..self.nodes.len() as u32 {
                    self.consider(from, until);
                }
            }
        }
    }

    fn expand(&mut self, from: u32) {
        self.nodes[from as usize].is_expanded = true;
        for until in UNTIL..self.nodes.len() as u32 {
            self.consider(from, until);
        }
    }

    /// Enters a leg into the queue, if it may belong to a best way.
    #[inline]
    fn consider(&mut self, from: u32, until: u32) {
        let (start, end) = (&self.nodes[from as usize], &self.nodes[until as usize]);
        if end.cost_s <= start.cost_s || from == until {
            return;
        }
        let way = end.bend.at - start.bend.at;
        // The first and the last place may lie between the bends around a corner and its arc.
        let is_last = until == UNTIL;
        if from != FROM && !(end.bend.is_passed(way) && (is_last || start.bend.is_passed(way))) {
            return;
        }
        let is_second = start.before == FROM;
        if !is_second && !is_last {
            let before = &self.nodes[start.before as usize];
            if !start.bend.turns(start.bend.at - before.bend.at, way) {
                return;
            }
        }
        let leg_s = self.leg_s(start.bend.at, end.bend.at);
        let cost_s = start.cost_s + leg_s;
        if cost_s >= end.cost_s - SAME_S {
            return;
        }
        if start.time_s + leg_s + end.on_s > self.field.layer.longest_s {
            return;
        }
        self.queue.push(Candidate {
            least_s: cost_s + end.on_s,
            from,
            until,
            cost_s,
            start_cost_s: start.cost_s,
            is_looked_at: false,
        });
    }

    /// What people add to a leg, s. Where they are more than beside, the corners of their cells become bends.
    fn people_s(&mut self, candidate: &Candidate) -> f64 {
        let Some(people) = self.people else {
            return 0.0;
        };
        let from = &self.nodes[candidate.from as usize];
        let (start, start_s) = (from.bend.at, from.time_s);
        let end = self.nodes[candidate.until as usize].bend.at;
        let leg_s = self.leg_s(start, end);
        let layer = self.field.layer;
        let coord = |at| self.field.plane.coord(at);
        let time = |share: f64| layer.time_at(start_s + share * leg_s);
        let above = people.along(coord(start), coord(end), time, &mut self.known);
        let mut bends = Vec::new();
        let mut share = 0.0;
        for part in &above {
            let at = time(share + 0.5 * part.share);
            share += part.share;
            let is_more =
                part.more > LEAST_STEP
                    && !self.cells.contains(&part.cell)
                    && part.cell.neighbours().iter().any(|beside| {
                        self.known.more(&people, *beside, at) + LEAST_STEP < part.more
                    });
            if is_more {
                self.cells.insert(part.cell);
                let corners = people
                    .corners(part.cell)
                    .map(|corner| self.field.plane.metres(corner));
                bends.extend(outside(corners).map(Bend::free));
            }
        }
        bends.retain(|bend| self.field.is_in_time(bend.at));
        self.add(bends);
        above.iter().map(|part| part.share * part.more).sum::<f64>() * leg_s
    }

    fn way(&self) -> Way {
        let mut number = UNTIL;
        let mut bends = vec![self.nodes[number as usize].bend.at];
        while number != FROM {
            number = self.nodes[number as usize].before;
            bends.push(self.nodes[number as usize].bend.at);
        }
        bends.reverse();
        Way {
            bends,
            cost_s: self.nodes[UNTIL as usize].cost_s,
        }
    }
}

fn is_clear_at(field: &mut Field, at: Coord<f64>) -> bool {
    let mut met = Vec::new();
    field.stands_in(at, &mut met) && met.is_empty()
}

/// The corners of a cell, a little outside.
fn outside(corners: [Coord<f64>; 4]) -> [Coord<f64>; 4] {
    let center = (corners[0] + corners[2]) * 0.5;
    corners.map(|corner| {
        let from = corner - center;
        corner + coord! { x: from.x.signum(), y: from.y.signum() } * BESIDE_CELL_M
    })
}

impl PartialEq for Candidate {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Candidate {}

impl PartialOrd for Candidate {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Candidate {
    /// The cheapest is the greatest; of the same cost always the same one.
    fn cmp(&self, other: &Self) -> Ordering {
        let cost = other.least_s.total_cmp(&self.least_s);
        cost.then_with(|| (other.from, other.until).cmp(&(self.from, self.until)))
    }
}
