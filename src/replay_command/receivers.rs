//! Who is there to be sent something.

use crate::link::names::PeerId;
use crate::link::transport::{DownReason, GoneReason, Incoming, LinkAddress, To, TransportEvent};
use geofences::Bilingual;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

/// Who is at the other end of a link, and to whom something was sent.
pub(super) struct Receivers {
    there: There,
    /// Of those who are there: who only looked whether somebody listens, say, was sent nothing.
    sent_to: BTreeSet<PeerId>,
}

/// Who is at the other end of a link, as its transport tells it.
enum There {
    /// A link that leads to one place.
    One {
        /// It can be used.
        is_up: bool,
        /// Why it could not be used, when it was last told.
        why: Option<Bilingual>,
    },
    /// The clients of a server.
    Clients(Vec<PeerId>),
    /// Who was heard at a port, and at which uptime last.
    Heard(BTreeMap<PeerId, Duration>),
}

/// Who was not heard at a port for so long is no longer there.
const SILENT: Duration = Duration::from_secs(60);

impl Receivers {
    /// Nobody yet.
    pub(super) fn of(address: &LinkAddress) -> Self {
        let there = match address {
            LinkAddress::TcpListen(_) => There::Clients(Vec::new()),
            LinkAddress::UdpListen(_) => There::Heard(BTreeMap::new()),
            LinkAddress::UdpTo(_) | LinkAddress::TcpTo(_) | LinkAddress::Serial { .. } => {
                There::One {
                    is_up: false,
                    why: None,
                }
            }
        };
        Self {
            there,
            sent_to: BTreeSet::new(),
        }
    }

    /// Whether it leads to one place.
    pub(super) fn is_one(&self) -> bool {
        matches!(self.there, There::One { .. })
    }

    /// Notes that something was handed over to be sent there.
    pub(super) fn sent(&mut self, to: To) {
        self.sent_to.insert(match to {
            To::Peer(peer) => peer,
            To::All => PeerId::ONLY,
        });
    }

    /// Notes what has come at an uptime. Whether somebody broke off who was sent something, and may not have read
    /// what was sent last.
    pub(super) fn note(&mut self, now: Duration, incoming: Incoming<'_>) -> bool {
        let was_sent_to = gone(incoming).is_some_and(|peer| self.sent_to.remove(&peer));
        let has_broken_off = was_sent_to && has_broken_off(incoming);
        match (&mut self.there, incoming) {
            (There::One { is_up, .. }, Incoming::Event(TransportEvent::LinkUp { .. })) => {
                *is_up = true;
            }
            (
                There::One { is_up, why },
                Incoming::Event(TransportEvent::LinkDown { why: down, .. }),
            ) => {
                *is_up = false;
                *why = Some(down.told());
            }
            (There::Clients(all), Incoming::Event(TransportEvent::PeerCame { peer, .. })) => {
                all.push(*peer);
            }
            (There::Clients(all), Incoming::Event(TransportEvent::PeerGone { peer, .. })) => {
                all.retain(|it| it != peer);
            }
            (There::Heard(all), Incoming::Arrival(arrival)) => {
                all.insert(arrival.peer, now);
            }
            (There::Heard(all), Incoming::Event(TransportEvent::PeerGone { peer, .. })) => {
                all.remove(peer);
            }
            _ => {}
        }
        has_broken_off
    }

    /// Those who are there at an uptime.
    pub(super) fn now(&self, now: Duration) -> Vec<To> {
        match &self.there {
            There::One { is_up, .. } => is_up.then_some(To::All).into_iter().collect(),
            There::Clients(all) => all.iter().copied().map(To::Peer).collect(),
            There::Heard(all) => all
                .iter()
                .filter(|(_, at)| now.saturating_sub(**at) <= SILENT)
                .map(|(peer, _)| To::Peer(*peer))
                .collect(),
        }
    }

    /// Why nobody is there.
    pub(super) fn why_nobody(&self) -> Bilingual {
        match &self.there {
            There::One { why: Some(why), .. } => why.clone(),
            There::One { why: None, .. } => Bilingual::new("nobody answers there", "对端无应答"),
            There::Clients(_) | There::Heard(_) => {
                Bilingual::new("nobody has come there", "无人连接")
            }
        }
    }
}

/// Whose connection ended.
fn gone(incoming: Incoming<'_>) -> Option<PeerId> {
    match incoming {
        Incoming::Event(TransportEvent::LinkDown { .. }) => Some(PeerId::ONLY),
        Incoming::Event(TransportEvent::PeerGone { peer, .. }) => Some(*peer),
        _ => None,
    }
}

/// Whether a connection ended otherwise than by being closed: the system says so where something of what was sent
/// lay unread.
fn has_broken_off(incoming: Incoming<'_>) -> bool {
    match incoming {
        Incoming::Event(TransportEvent::LinkDown { why, .. }) => {
            matches!(why, DownReason::Read(_) | DownReason::Write(_))
        }
        Incoming::Event(TransportEvent::PeerGone { why, .. }) => match why {
            GoneReason::Read(_) | GoneReason::Write(_) | GoneReason::Silent => true,
            GoneReason::Closed | GoneReason::Crowded => false,
        },
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::link::names::LinkId;
    use crate::link::transport::ReadError;

    const LINK: LinkId = LinkId(0);
    const NOW: Duration = Duration::ZERO;

    fn reset() -> ReadError {
        ReadError(std::io::ErrorKind::ConnectionReset.into())
    }

    #[test]
    fn only_who_was_sent_something_has_broken_off() {
        let address = "tcp-listen://127.0.0.1:0".parse().unwrap();
        let mut receivers = Receivers::of(&address);
        let (link, looked, reads) = (LINK, PeerId(1), PeerId(2));
        let note = |receivers: &mut Receivers, event| receivers.note(NOW, Incoming::Event(&event));
        let came = |peer| TransportEvent::PeerCame { link, peer };
        let gone = |peer| {
            let why = GoneReason::Read(reset());
            TransportEvent::PeerGone { link, peer, why }
        };
        // Whether somebody listens there, say.
        assert!(!note(&mut receivers, came(looked)));
        assert!(!note(&mut receivers, came(reads)));
        receivers.sent(To::Peer(reads));
        assert!(!note(&mut receivers, gone(looked)));
        assert!(note(&mut receivers, gone(reads)));
        // The link that leads to one place: each connection for itself.
        let address = "tcp://127.0.0.1:1".parse().unwrap();
        let mut receivers = Receivers::of(&address);
        let down = || {
            let why = DownReason::Read(reset());
            TransportEvent::LinkDown { link, why }
        };
        for is_sent in [false, true, false] {
            assert!(!note(&mut receivers, TransportEvent::LinkUp { link }));
            if is_sent {
                receivers.sent(To::All);
            }
            assert_eq!(note(&mut receivers, down()), is_sent);
        }
    }
}
