//! All members of the fleet, by their places: in pieces, so that a fleet that grows is not copied, and has little room
//! that nobody needs.

use super::member::Member;

/// The members.
#[derive(Debug, Default)]
pub(super) struct Members(Vec<Vec<Member>>);

/// So many lie in a piece.
const PIECE: usize = 16;

impl Members {
    /// How many there are.
    pub(super) fn len(&self) -> usize {
        let last = self.0.last().map_or(0, Vec::len);
        self.0.len().saturating_sub(1) * PIECE + last
    }

    /// One more, in the next place.
    pub(super) fn push(&mut self, member: Member) {
        match self.0.last_mut() {
            Some(piece) if piece.len() < PIECE => piece.push(member),
            _ => {
                let mut piece = Vec::with_capacity(PIECE);
                piece.push(member);
                self.0.push(piece);
            }
        }
    }

    /// The one in a place.
    #[inline]
    pub(super) fn get(&self, place: usize) -> Option<&Member> {
        self.0.get(place / PIECE)?.get(place % PIECE)
    }

    /// The same, to be changed.
    #[inline]
    pub(super) fn get_mut(&mut self, place: usize) -> Option<&mut Member> {
        self.0.get_mut(place / PIECE)?.get_mut(place % PIECE)
    }

    /// All, in the order of their places.
    pub(super) fn iter(&self) -> impl Iterator<Item = &Member> {
        self.0.iter().flatten()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::link::frame::Sender;
    use crate::link::names::{GroupId, Origin, VehicleId};
    use crate::moment::Moment;

    #[test]
    fn each_is_in_the_place_in_which_it_came() {
        let us = Sender {
            system: 255,
            component: 190,
        };
        let id = |number: u16| VehicleId {
            group: GroupId(number),
            system: 1,
        };
        let mut members = Members::default();
        for number in 0..100 {
            assert_eq!(members.len(), usize::from(number));
            let now = Moment::default();
            members.push(Member::new(us, id(number), Origin::Simulated, now));
        }
        for number in 0..100 {
            let place = usize::from(number);
            assert_eq!(members.get(place).unwrap().vehicle.id(), id(number));
            assert_eq!(members.get_mut(place).unwrap().vehicle.id(), id(number));
        }
        assert!(members.get(100).is_none() && members.get_mut(100).is_none());
        let all: Vec<_> = members.iter().map(|it| it.vehicle.id()).collect();
        assert_eq!(all, (0..100).map(id).collect::<Vec<_>>());
    }
}
