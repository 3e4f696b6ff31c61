//! What anybody on the network can bring about as often as they like is told some times a second of each link,
//! and of the rest how much it was.

use super::tidings::LinkNews;
use crate::link::names::{LinkId, PeerId};
use rustc_hash::FxHashMap;

/// What can be brought about so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Noise {
    /// Somebody came, and went.
    Gone,
    /// A station asked for what it may not.
    Refused,
}

/// How much was told in this second.
#[derive(Debug, Default)]
pub(super) struct Quota {
    of: FxHashMap<LinkId, [Share; 2]>,
    /// Whose going was counted already in this step, and whether there was room to tell it.
    counted: FxHashMap<(LinkId, PeerId), bool>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Share {
    told: u32,
    left_out: u64,
}

/// So much of each kind is told of a link in a second. A station that only looks may ask for several things that
/// it may not when it begins.
const TOLD_A_SECOND: u32 = 10;

impl Quota {
    /// Whether there is room to tell that a station was refused something. It is counted.
    pub(super) fn takes_refused(&mut self, link: LinkId) -> bool {
        self.takes(link, Noise::Refused)
    }

    /// Whether there is room to tell that somebody's connection ended. It is counted, and not once more when
    /// the station that was behind it is gone with it.
    pub(super) fn takes_peer_gone(&mut self, link: LinkId, peer: PeerId) -> bool {
        let has_room = self.takes(link, Noise::Gone);
        self.counted.insert((link, peer), has_room);
        has_room
    }

    /// Whether there is room to tell that a station is gone. It is counted, unless that its connection ended
    /// was.
    pub(super) fn takes_station_gone(&mut self, link: LinkId, peer: PeerId) -> bool {
        let counted = self.counted.remove(&(link, peer));
        counted.unwrap_or_else(|| self.takes(link, Noise::Gone))
    }

    /// What a step brought about is told: who goes from now on goes by themselves.
    pub(super) fn end_step(&mut self) {
        self.counted.clear();
    }

    fn takes(&mut self, link: LinkId, noise: Noise) -> bool {
        let [gone, refused] = self.of.entry(link).or_default();
        let share = match noise {
            Noise::Gone => gone,
            Noise::Refused => refused,
        };
        if share.told < TOLD_A_SECOND {
            share.told += 1;
            return true;
        }
        share.left_out += 1;
        false
    }

    /// A new second: how much was not told in the last one, of each link.
    pub(super) fn renew(&mut self) -> Vec<(LinkId, LinkNews)> {
        let mut told = Vec::new();
        for (link, [gone, refused]) in self.of.drain() {
            if gone.left_out > 0 {
                told.push((link, LinkNews::MorePeersGone(gone.left_out)));
            }
            if refused.left_out > 0 {
                told.push((link, LinkNews::MoreRefused(refused.left_out)));
            }
        }
        told
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn some_are_told_and_the_others_counted_of_each_link_and_kind() {
        let mut quota = Quota::default();
        let (north, south) = (LinkId(0), LinkId(1));
        let told = (0..10_000).filter(|_| quota.takes_refused(north));
        assert_eq!(told.count(), 10);
        assert!(quota.takes_station_gone(north, PeerId(0)) && quota.takes_refused(south));
        assert_eq!(quota.renew(), [(north, LinkNews::MoreRefused(9_990))]);
        assert!(quota.renew().is_empty(), "it is told once");
        let told = (0..12).filter(|peer| quota.takes_peer_gone(north, PeerId(*peer)));
        assert_eq!(told.count(), 10, "a new second has room again");
        assert_eq!(quota.renew(), [(north, LinkNews::MorePeersGone(2))]);
    }

    #[test]
    fn a_station_that_goes_with_its_connection_is_counted_once() {
        let mut quota = Quota::default();
        let (link, peers) = (LinkId(0), (0..12).map(PeerId));
        let told = peers.clone().filter(|it| quota.takes_peer_gone(link, *it));
        assert_eq!(told.count(), 10);
        let told: Vec<PeerId> = peers
            .filter(|it| quota.takes_station_gone(link, *it))
            .collect();
        assert_eq!(told, (0..10).map(PeerId).collect::<Vec<_>>());
        assert_eq!(quota.renew(), [(link, LinkNews::MorePeersGone(2))]);
        // Another one, which was silent for a minute, counts by itself; so does each one in a later step.
        assert!(quota.takes_peer_gone(link, PeerId(12)));
        quota.end_step();
        for peer in 12..21 {
            assert!(quota.takes_station_gone(link, PeerId(peer)));
        }
        assert!(!quota.takes_station_gone(link, PeerId(21)));
        assert_eq!(quota.renew(), [(link, LinkNews::MorePeersGone(1))]);
    }
}
