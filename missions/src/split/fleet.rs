//! The best split over all orders of drones, exact: which drones of each kind have flown is the state.

use super::pieces::Pieces;
use super::plan::Share;
use super::reach::Kind;

/// More states are not gone through: as many as six drones have, none of which is like another.
const MOST_STATES: usize = 64;

/// How many drones of each kind have flown.
pub(super) struct Fleet<'a> {
    pieces: &'a Pieces<'a>,
    kinds: &'a [Kind],
    /// By how much a state's number grows with a drone of each kind.
    steps: Vec<usize>,
    /// All states, those with fewer drones first.
    states: Vec<usize>,
}

/// By which part a place between pieces was reached.
#[derive(Clone, Copy)]
struct Came {
    kind: usize,
    first: usize,
}

impl<'a> Fleet<'a> {
    /// The states of a fleet, where they are not too many.
    pub(super) fn new(pieces: &'a Pieces<'a>, kinds: &'a [Kind]) -> Option<Self> {
        let mut steps = Vec::new();
        let mut count: usize = 1;
        for kind in kinds {
            steps.push(count);
            count = count.checked_mul(kind.drones.len() + 1)?;
            if count > MOST_STATES {
                return None;
            }
        }
        let mut fleet = Self {
            pieces,
            kinds,
            steps,
            states: (0..count).collect(),
        };
        let mut states = std::mem::take(&mut fleet.states);
        states.sort_by_key(|state| fleet.drones(*state));
        fleet.states = states;
        Some(fleet)
    }

    /// How many drones of a kind have flown.
    fn of_kind(&self, state: usize, kind: usize) -> usize {
        state / self.steps[kind] % (self.kinds[kind].drones.len() + 1)
    }

    fn drones(&self, state: usize) -> usize {
        (0..self.kinds.len())
            .map(|kind| self.of_kind(state, kind))
            .sum()
    }

    /// A split into as few parts as can be, in which no flight is longer than `limit_s`.
    pub(super) fn within(&self, limit_s: f64) -> Option<Vec<Share>> {
        let count = self.pieces.len();
        let mut came: Vec<Vec<Option<Came>>> = vec![vec![None; count + 1]; self.states.len()];
        for &state in &self.states {
            let here = std::mem::take(&mut came[state]);
            let may_begin = |first: usize| match state {
                0 => first == 0,
                _ => here[first].is_some(),
            };
            for (kind, drones) in self.kinds.iter().enumerate() {
                if self.of_kind(state, kind) == drones.drones.len() {
                    continue;
                }
                let next = state + self.steps[kind];
                drones.reach(self.pieces, limit_s, may_begin, |first, last| {
                    came[next][last + 1].get_or_insert(Came { kind, first });
                });
                if came[next][count].is_some() {
                    came[state] = here;
                    return self.shares(&came, next);
                }
            }
            came[state] = here;
        }
        None
    }

    fn shares(&self, came: &[Vec<Option<Came>>], state: usize) -> Option<Vec<Share>> {
        let (mut state, mut end) = (state, self.pieces.len());
        let mut shares = Vec::new();
        while end > 0 {
            let Came { kind, first } = came[state][end]?;
            state -= self.steps[kind];
            shares.push(Share {
                kind,
                drone: self.kinds[kind].drones[self.of_kind(state, kind)],
                first,
                last: end - 1,
            });
            end = first;
        }
        shares.reverse();
        Some(shares)
    }
}
