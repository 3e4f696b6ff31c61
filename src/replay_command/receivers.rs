//! Who is there to be sent something.

use crate::link::names::PeerId;
use crate::link::transport::{DownReason, GoneReason, Incoming, LinkAddress, To, TransportEvent};
use geofences::Bilingual;
use std::collections::BTreeMap;
use std::time::Duration;

/// Who is at the other end of a link, as its transport tells it.
pub(super) enum Receivers {
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
        match address {
            LinkAddress::TcpListen(_) => Self::Clients(Vec::new()),
            LinkAddress::UdpListen(_) => Self::Heard(BTreeMap::new()),
            LinkAddress::UdpTo(_) | LinkAddress::TcpTo(_) | LinkAddress::Serial { .. } => {
                Self::One {
                    is_up: false,
                    why: None,
                }
            }
        }
    }

    /// Whether it leads to one place.
    pub(super) fn is_one(&self) -> bool {
        matches!(self, Self::One { .. })
    }

    /// Notes what has come at an uptime. Whether somebody broke off, who may not have read what was sent last.
    pub(super) fn note(&mut self, now: Duration, incoming: Incoming<'_>) -> bool {
        let has_broken_off = has_broken_off(incoming);
        match (self, incoming) {
            (Self::One { is_up, .. }, Incoming::Event(TransportEvent::LinkUp { .. })) => {
                *is_up = true;
            }
            (
                Self::One { is_up, why },
                Incoming::Event(TransportEvent::LinkDown { why: down, .. }),
            ) => {
                *is_up = false;
                *why = Some(down.told());
            }
            (Self::Clients(all), Incoming::Event(TransportEvent::PeerCame { peer, .. })) => {
                all.push(*peer);
            }
            (Self::Clients(all), Incoming::Event(TransportEvent::PeerGone { peer, .. })) => {
                all.retain(|it| it != peer);
            }
            (Self::Heard(all), Incoming::Arrival(arrival)) => {
                all.insert(arrival.peer, now);
            }
            (Self::Heard(all), Incoming::Event(TransportEvent::PeerGone { peer, .. })) => {
                all.remove(peer);
            }
            _ => {}
        }
        has_broken_off
    }

    /// Those who are there at an uptime.
    pub(super) fn now(&self, now: Duration) -> Vec<To> {
        match self {
            Self::One { is_up, .. } => is_up.then_some(To::All).into_iter().collect(),
            Self::Clients(all) => all.iter().copied().map(To::Peer).collect(),
            Self::Heard(all) => all
                .iter()
                .filter(|(_, at)| now.saturating_sub(**at) <= SILENT)
                .map(|(peer, _)| To::Peer(*peer))
                .collect(),
        }
    }

    /// Why nobody is there.
    pub(super) fn why_nobody(&self) -> Bilingual {
        match self {
            Self::One { why: Some(why), .. } => why.clone(),
            Self::One { why: None, .. } => Bilingual::new("nobody answers there", "对端无应答"),
            Self::Clients(_) | Self::Heard(_) => {
                Bilingual::new("nobody has come there", "无人连接")
            }
        }
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
