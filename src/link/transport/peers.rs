//! The table of a UDP link that listens: who is behind which address.

use crate::link::names::PeerId;
use crate::moment::Moment;
use rustc_hash::FxHashMap;
use std::collections::HashMap;
use std::net::SocketAddr;
use std::time::Duration;

/// Gives out numbers of peers. None is given out again while anybody may remember it.
#[derive(Debug, Default)]
pub(super) struct PeerIds {
    last: u32,
}

impl PeerIds {
    pub(super) fn next(&mut self) -> PeerId {
        // The first is of links that lead to one place.
        self.last = self.last.checked_add(1).unwrap_or(1);
        PeerId(self.last)
    }
}

/// Addresses and their peers, no more than [`MOST_PEERS`].
pub(super) struct PeerTable {
    /// Strangers choose addresses, so the hash is one that they cannot aim at.
    by_address: HashMap<SocketAddr, usize>,
    by_id: FxHashMap<PeerId, usize>,
    peers: Vec<Peer>,
    pinned: usize,
    /// Where the peer is that was heard last: the next datagram is often its, too.
    recent: usize,
    /// Those that were silent for the longest time when this was made, the longest last.
    candidates: Vec<(Moment, PeerId)>,
}

#[derive(Clone, Copy, Debug)]
struct Peer {
    id: PeerId,
    address: SocketAddr,
    heard: Moment,
    is_pinned: bool,
}

/// Who speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Speaker {
    Known(PeerId),
    /// A new one; another may have had to make room.
    New(PeerId, Option<PeerId>),
    /// A new one for whom there is no room.
    Refused,
}

/// The most peers of a link: a city's vehicles, and a crowd of strangers.
pub(super) const MOST_PEERS: usize = 16_384;
/// So many candidates for making room are found at once, so that a flood of addresses costs little each.
const CANDIDATES: usize = 1_024;
/// The most that are pinned: some candidates are always left.
pub(super) const MOST_PINNED: usize = MOST_PEERS - CANDIDATES;
/// What is for all goes to those that were heard in this time, and to those that are pinned.
pub(super) const RECENT: Duration = Duration::from_secs(60);

impl PeerTable {
    pub(super) fn new() -> Self {
        Self {
            by_address: HashMap::new(),
            by_id: FxHashMap::default(),
            peers: Vec::new(),
            pinned: 0,
            recent: 0,
            candidates: Vec::new(),
        }
    }

    /// Who is heard from an address.
    pub(super) fn hear(&mut self, from: SocketAddr, now: Moment, ids: &mut PeerIds) -> Speaker {
        let recent = self.peers.get(self.recent);
        if recent.is_none_or(|peer| peer.address != from) {
            match self.by_address.get(&from) {
                Some(at) => self.recent = *at,
                None => return self.let_in(from, now, ids),
            }
        }
        match self.peers.get_mut(self.recent) {
            Some(peer) => {
                peer.heard = peer.heard.max(now);
                Speaker::Known(peer.id)
            }
            None => Speaker::Refused,
        }
    }

    fn let_in(&mut self, address: SocketAddr, now: Moment, ids: &mut PeerIds) -> Speaker {
        let (at, gone) = if self.peers.len() < MOST_PEERS {
            (self.peers.len(), None)
        } else {
            let Some(at) = self.longest_silent() else {
                return Speaker::Refused;
            };
            (at, self.peers.get(at).copied())
        };
        if let Some(gone) = gone {
            self.by_address.remove(&gone.address);
            self.by_id.remove(&gone.id);
        }
        let mut id = ids.next();
        while self.by_id.contains_key(&id) {
            id = ids.next();
        }
        let peer = Peer {
            id,
            address,
            heard: now,
            is_pinned: false,
        };
        match self.peers.get_mut(at) {
            Some(place) => *place = peer,
            None => self.peers.push(peer),
        }
        self.by_address.insert(address, at);
        self.by_id.insert(id, at);
        self.recent = at;
        Speaker::New(id, gone.map(|peer| peer.id))
    }

    /// Where the peer is that was silent for the longest time and is not pinned. A candidate that was heard
    /// meanwhile is none; any other was silent for longer than all that were no candidates.
    fn longest_silent(&mut self) -> Option<usize> {
        loop {
            while let Some((heard, id)) = self.candidates.pop() {
                let Some(at) = self.by_id.get(&id) else {
                    continue;
                };
                let peer = self.peers.get(*at)?;
                if peer.heard == heard && !peer.is_pinned {
                    return Some(*at);
                }
            }
            let free = self.peers.iter().filter(|peer| !peer.is_pinned);
            self.candidates
                .extend(free.map(|peer| (peer.heard, peer.id)));
            if self.candidates.len() > CANDIDATES {
                self.candidates.select_nth_unstable(CANDIDATES);
                self.candidates.truncate(CANDIDATES);
            }
            self.candidates.sort_unstable_by(|a, b| b.cmp(a));
            if self.candidates.is_empty() {
                return None;
            }
        }
    }

    /// Keeps a peer however long it is silent, or no longer. Whether it is so now.
    pub(super) fn pin(&mut self, id: PeerId, is_pinned: bool) -> bool {
        let at = self.by_id.get(&id);
        let Some(peer) = at.and_then(|at| self.peers.get_mut(*at)) else {
            return false;
        };
        match (peer.is_pinned, is_pinned) {
            (false, true) if self.pinned == MOST_PINNED => return false,
            (false, true) => self.pinned += 1,
            (true, false) => self.pinned -= 1,
            _ => {}
        }
        peer.is_pinned = is_pinned;
        true
    }

    pub(super) fn address_of(&self, id: PeerId) -> Option<SocketAddr> {
        let peer = self.by_id.get(&id).and_then(|at| self.peers.get(*at))?;
        Some(peer.address)
    }

    /// Those that something for all goes to.
    pub(super) fn all(&self, now: Moment) -> impl Iterator<Item = (PeerId, SocketAddr)> {
        let is_here = move |peer: &&Peer| peer.is_pinned || now.since(peer.heard) < RECENT;
        let here = self.peers.iter().filter(is_here);
        here.map(|peer| (peer.id, peer.address))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(number: usize) -> SocketAddr {
        let [.., a, b, c] = (number as u32).to_be_bytes();
        SocketAddr::from(([10, a, b, c], 14_550))
    }

    fn second(number: usize) -> Moment {
        Moment::from_us(number as u64 * 1_000_000)
    }

    /// A table in which address n was heard at second n, and its peers.
    fn full() -> (PeerTable, PeerIds, Vec<PeerId>) {
        let (mut table, mut ids, mut peers) = (PeerTable::new(), PeerIds::default(), Vec::new());
        for number in 0..MOST_PEERS {
            match table.hear(address(number), second(number), &mut ids) {
                Speaker::New(id, None) => peers.push(id),
                other => panic!("{other:?}"),
            }
        }
        (table, ids, peers)
    }

    #[test]
    fn a_peer_keeps_its_number_and_its_address() {
        let (mut table, mut ids, peers) = full();
        for number in [7, 7, 0, MOST_PEERS - 1] {
            let speaker = table.hear(address(number), second(MOST_PEERS), &mut ids);
            assert_eq!(speaker, Speaker::Known(peers[number]));
            assert_eq!(table.address_of(peers[number]), Some(address(number)));
        }
        assert_eq!(table.address_of(PeerId::ONLY), None);
    }

    #[test]
    fn in_a_full_table_the_longest_silent_makes_room_unless_it_is_pinned_or_was_heard_meanwhile() {
        let (mut table, mut ids, peers) = full();
        assert!(table.pin(peers[0], true));
        table.hear(address(2), second(MOST_PEERS), &mut ids);
        let mut gone = Vec::new();
        for number in MOST_PEERS..MOST_PEERS + 3 {
            if number == MOST_PEERS + 1 {
                // Candidates are found already; this one is no more.
                table.hear(address(3), second(number), &mut ids);
            }
            match table.hear(address(number), second(number), &mut ids) {
                Speaker::New(_, Some(id)) => gone.push(id),
                other => panic!("{other:?}"),
            }
        }
        assert_eq!(gone, [peers[1], peers[4], peers[5]]);
        assert_eq!(table.address_of(peers[1]), None);
        // Who comes back is another one: nobody takes it for what was known of the first.
        let again = table.hear(address(1), second(MOST_PEERS + 3), &mut ids);
        assert!(matches!(again, Speaker::New(id, _) if !peers.contains(&id)));
    }

    #[test]
    fn a_long_flood_of_addresses_leaves_those_that_are_pinned_or_speak() {
        let (mut table, mut ids, peers) = full();
        assert!(table.pin(peers[5], true));
        for number in MOST_PEERS..4 * MOST_PEERS {
            if number % 1_024 == 0 {
                let speaker = table.hear(address(6), second(number), &mut ids);
                assert_eq!(speaker, Speaker::Known(peers[6]));
            }
            table.hear(address(number), second(number), &mut ids);
        }
        assert_eq!(table.address_of(peers[5]), Some(address(5)));
        assert_eq!(table.address_of(peers[7]), None);
        assert_eq!(table.peers.len(), MOST_PEERS);
        assert_eq!(table.by_id.len(), MOST_PEERS);
        assert_eq!(table.by_address.len(), MOST_PEERS);
    }

    #[test]
    fn some_places_are_never_pinned() {
        let (mut table, _, peers) = full();
        assert!(peers[..MOST_PINNED].iter().all(|id| table.pin(*id, true)));
        assert!(table.pin(peers[0], true), "it is so already");
        assert!(!table.pin(peers[MOST_PINNED], true));
        assert!(table.pin(peers[0], false));
        assert!(table.pin(peers[MOST_PINNED], true));
    }

    #[test]
    fn what_is_for_all_goes_to_those_of_the_last_minute_and_to_the_pinned() {
        let (mut table, mut ids) = (PeerTable::new(), PeerIds::default());
        let mut peers = Vec::new();
        for number in 0..4 {
            if let Speaker::New(id, _) = table.hear(address(number), second(number), &mut ids) {
                peers.push(id);
            }
        }
        table.pin(peers[0], true);
        let all: Vec<PeerId> = table.all(second(62)).map(|(id, _)| id).collect();
        assert_eq!(all, [peers[0], peers[3]]);
        let all = table.all(Moment::from_us(61_999_999));
        assert_eq!(all.count(), 3);
    }
}
