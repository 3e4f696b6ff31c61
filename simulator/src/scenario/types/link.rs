//! Links between vehicles and ground stations.

use geofences::Position;
use std::net::SocketAddr;

/// One link of a vehicle.
#[derive(Clone, Debug, PartialEq)]
pub struct LinkSetup {
    /// Over what, to where. Several vehicles may have the same: then they share one socket.
    pub address: LinkAddress,
    /// How good it is, in both directions.
    pub quality: LinkQuality,
    /// The telemetry radio that carries it and tells how well it hears.
    pub radio: Option<LinkRadio>,
}

/// A telemetry radio on a link.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LinkRadio {
    /// Where the antenna of the ground station stands; `None`: where the vehicle begins.
    pub station: Option<Position>,
    /// How high above the ground that antenna is, metres.
    pub station_height_agl_m: f64,
    /// What both ends send with, dBm.
    pub power_dbm: f64,
    /// Its frequency, MHz.
    pub frequency_mhz: f64,
}

/// Over what a link goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LinkAddress {
    /// Frames are sent in UDP packets to here, from the vehicle's own port; answers come back there.
    UdpTo(SocketAddr),
    /// UDP packets are awaited here; whoever sent one gets frames. A loopback address.
    UdpListen(SocketAddr),
    /// TCP connections are awaited here. A loopback address.
    TcpListen(SocketAddr),
}

impl LinkAddress {
    /// The address itself.
    pub fn socket(self) -> SocketAddr {
        match self {
            Self::UdpTo(at) | Self::UdpListen(at) | Self::TcpListen(at) => at,
        }
    }
}

/// How good a link is. Probabilities are for each packet.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct LinkQuality {
    /// It is lost, 0…1.
    pub loss: f64,
    /// It comes so late, ms.
    pub delay_ms: f64,
    /// Half the width of the evenly spread difference from that delay, ms; at most the delay.
    pub jitter_ms: f64,
    /// It comes twice, 0…1.
    pub duplicate: f64,
    /// It is held back until the next one has passed, 0…1.
    pub reorder: f64,
    /// One of its bits is turned over, 0…1.
    pub corrupt: f64,
}
