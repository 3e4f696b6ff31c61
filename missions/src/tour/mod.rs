//! In which order, and which way round, required pieces are flown so that the whole takes the least time.
//!
//! Pieces are what has to be flown anyway (lanes, places to be seen); what is between them is not. The tour has a
//! free start and a free end. It is found by local search from a seed: the same input gives the same tour.

mod improve;
mod moves;
mod search;

pub use search::{SearchEffort, order_pieces};

/// Where a piece can be entered or left: its ends are `2 * piece` and `2 * piece + 1`.
pub type End = u32;

/// How long it takes from one end of a piece to another, s.
pub trait JoinTimes {
    /// How many ends there are: twice as many as pieces.
    fn ends(&self) -> usize;

    /// The same both ways; infinite where there is no way. Nothing is asked about an end and itself.
    fn join_s(&mut self, from: End, until: End) -> f32;

    /// No join of these ends is quicker, s: to be told quickly.
    fn least_join_s(&self, from: End, until: End) -> f32;
}

/// Pieces in order, each by the end at which it is entered.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Tour {
    /// The ends at which pieces are entered, in order.
    pub entries: Vec<End>,
}

impl Tour {
    /// How long the joins between the pieces take, s.
    pub fn joins_s(&self, times: &mut impl JoinTimes) -> f64 {
        let joins = self
            .entries
            .windows(2)
            .map(|pair| f64::from(times.join_s(other_end(pair[0]), pair[1])));
        joins.sum()
    }
}

/// The other end of the same piece.
pub const fn other_end(end: End) -> End {
    end ^ 1
}

/// The piece of an end.
pub const fn piece_of(end: End) -> usize {
    (end >> 1) as usize
}
