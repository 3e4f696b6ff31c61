//! What anybody on the network can bring about as often as they like is told some times a second of each link,
//! and of the rest how much it was.

use super::tidings::LinkNews;
use crate::link::names::LinkId;
use rustc_hash::FxHashMap;

/// What can be brought about so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Noise {
    /// Somebody came, and went.
    Gone,
    /// A station asked for what it may not.
    Refused,
}

/// How much was told in this second.
#[derive(Debug, Default)]
pub(super) struct Quota {
    of: FxHashMap<LinkId, [Share; 2]>,
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
    /// Whether there is room to tell this. It is counted.
    pub(super) fn takes(&mut self, link: LinkId, noise: Noise) -> bool {
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
        let told = (0..10_000).filter(|_| quota.takes(north, Noise::Refused));
        assert_eq!(told.count(), 10);
        assert!(quota.takes(north, Noise::Gone) && quota.takes(south, Noise::Refused));
        assert_eq!(quota.renew(), [(north, LinkNews::MoreRefused(9_990))]);
        assert!(quota.renew().is_empty(), "it is told once");
        let told = (0..12).filter(|_| quota.takes(north, Noise::Gone));
        assert_eq!(told.count(), 10, "a new second has room again");
        assert_eq!(quota.renew(), [(north, LinkNews::MorePeersGone(2))]);
    }
}
