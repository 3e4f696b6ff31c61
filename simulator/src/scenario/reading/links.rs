//! Links of vehicles.

use super::given::{Given, PART, Table};
use super::keys;
use crate::scenario::{LinkAddress, LinkQuality, LinkRadio, LinkSetup};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use written::{Value, bounds, say};

/// The link of vehicles that are alike: their ports may differ.
pub struct LinkPattern {
    kind: Kind,
    first: SocketAddr,
    vehicles_per_port: usize,
    port_step: u16,
    quality: LinkQuality,
    radio: Option<LinkRadio>,
}

/// A radio of which nothing more is said: a SiK one on the band that is free in China, and an antenna on
/// a tripod.
const USUAL_RADIO: LinkRadio = LinkRadio {
    station: None,
    station_height_agl_m: 2.0,
    power_dbm: 20.0,
    frequency_mhz: 433.0,
};

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    UdpTo,
    UdpListen,
    TcpListen,
}

const KINDS: [(&str, Kind); 3] = [
    ("udp_to", Kind::UdpTo),
    ("udp_listen", Kind::UdpListen),
    ("tcp_listen", Kind::TcpListen),
];

/// The most links that a vehicle has: more than any autopilot has ports.
const MOST_LINKS: usize = 16;

/// Reads the links of a vehicle or of a fleet.
pub fn read(table: &Table<'_>) -> Vec<LinkPattern> {
    let Some(given) = table.given("links") else {
        return Vec::new();
    };
    let is_fleet = table.is_of(&keys::FLEET);
    let tables = given.tables(&keys::LINK);
    if tables.len() > MOST_LINKS {
        let what = say(
            format!("{} links; {MOST_LINKS} are the most", tables.len()),
            format!("{} 条链路，最多 {MOST_LINKS} 条", tables.len()),
        );
        given.error("out-of-range", what, None);
    }
    let links = tables.iter().filter_map(|table| link(table, is_fleet));
    let links = links.collect();
    for table in tables {
        table.close(("on the link of a single vehicle", "对单个飞行器的链路"));
    }
    links
}

fn link(table: &Table<'_>, is_fleet: bool) -> Option<LinkPattern> {
    let quality = quality(table);
    let radio = table.optional("radio", |given| match given.value {
        Value::Flag(has_radio) => has_radio.then_some(USUAL_RADIO),
        _ => radio(&given),
    });
    let count = bounds(1.0, 254.0, "");
    let step = bounds(0.0, 1_000.0, "");
    let (mut per_port, mut port_step) = (None, None);
    if is_fleet {
        per_port = table.optional("vehicles_per_port", |given| given.whole(count));
        port_step = table.optional("port_step", |given| given.whole(step));
    }
    let given: Vec<_> = KINDS
        .into_iter()
        .filter(|(key, _)| table.has(key))
        .map(|(key, kind)| (kind, table.optional(key, |given| address(&given, kind))))
        .collect();
    let [(kind, first)] = given.as_slice() else {
        let what = say(
            "a link has one of udp_to, udp_listen and tcp_listen",
            "每条链路须有且仅有 udp_to、udp_listen、tcp_listen 之一",
        );
        let report = table.report;
        report.error("contradiction", &table.spot, what, None);
        return None;
    };
    // All send to one port of a ground station; each listens on its own port.
    let usual = if *kind == Kind::UdpTo { usize::MAX } else { 1 };
    Some(LinkPattern {
        kind: *kind,
        first: (*first)?,
        vehicles_per_port: per_port.map_or(usual, |count| count as usize),
        port_step: port_step.unwrap_or(1) as u16,
        quality,
        radio,
    })
}

fn radio(given: &Given<'_>) -> Option<LinkRadio> {
    let table = given.table(&keys::RADIO)?;
    let number = |key, bounds, usual: f64| {
        let given = table.optional(key, |given| given.number(bounds));
        given.unwrap_or(usual)
    };
    Some(LinkRadio {
        station: table.optional("station", |given| given.position()),
        station_height_agl_m: number(
            "station_height_agl_m",
            bounds(0.0, 1_000.0, "m"),
            USUAL_RADIO.station_height_agl_m,
        ),
        power_dbm: number(
            "power_dbm",
            bounds(-10.0, 40.0, "dBm"),
            USUAL_RADIO.power_dbm,
        ),
        frequency_mhz: number(
            "frequency_mhz",
            bounds(100.0, 6_000.0, "MHz"),
            USUAL_RADIO.frequency_mhz,
        ),
    })
}

/// Reads how good a link is.
pub fn quality(table: &Table<'_>) -> LinkQuality {
    let number = |key, bounds| {
        let given = table.optional(key, |given| given.number(bounds));
        given.unwrap_or(0.0)
    };
    let late = bounds(0.0, 60_000.0, "ms");
    let quality = LinkQuality {
        loss: number("loss", PART),
        delay_ms: number("delay_ms", late),
        jitter_ms: number("jitter_ms", late),
        duplicate: number("duplicate", PART),
        reorder: number("reorder", PART),
        corrupt: number("corrupt", PART),
    };
    if quality.jitter_ms > quality.delay_ms
        && let Some(given) = table.given("jitter_ms")
    {
        let what = say(
            "jitter_ms is larger than delay_ms: packets would come before they are sent",
            "jitter_ms 大于 delay_ms：数据包会在发送之前到达",
        );
        given.error("contradiction", what, None);
    }
    quality
}

fn address(given: &Given<'_>, kind: Kind) -> Option<SocketAddr> {
    let text = given.text()?;
    let parsed = text.parse().ok().or_else(|| {
        let port = text.strip_prefix("localhost:")?.parse().ok()?;
        Some(SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), port))
    });
    let address = parsed.filter(|address: &SocketAddr| address.port() != 0);
    let Some(address) = address else {
        let what = say(
            format!("{text:?} is no address with a port"),
            format!("{text:?} 不是带端口的地址"),
        );
        let help = say(
            "write it as \"127.0.0.1:14550\"",
            "写作 \"127.0.0.1:14550\"",
        );
        given.error("bad-address", what, Some(help));
        return None;
    };
    if kind != Kind::UdpTo && !address.ip().is_loopback() {
        let what = say(
            "vehicles that do not exist listen on loopback addresses only",
            "模拟飞行器只可监听本机回环地址",
        );
        let help = say(
            format!("use 127.0.0.1:{}", address.port()),
            format!("改用 127.0.0.1:{}", address.port()),
        );
        given.error("not-loopback", what, Some(help));
    }
    Some(address)
}

impl LinkPattern {
    /// Which port, counted from the first, the vehicle with this index has; `None` where ports end
    /// before.
    fn port(&self, index: usize) -> Option<u16> {
        let steps = u16::try_from(index / self.vehicles_per_port).ok()?;
        let further = steps.checked_mul(self.port_step)?;
        self.first.port().checked_add(further)
    }

    /// The link of the vehicle with this index.
    pub fn at(&self, index: usize) -> Option<LinkSetup> {
        let socket = SocketAddr::new(self.first.ip(), self.port(index)?);
        Some(LinkSetup {
            address: match self.kind {
                Kind::UdpTo => LinkAddress::UdpTo(socket),
                Kind::UdpListen => LinkAddress::UdpListen(socket),
                Kind::TcpListen => LinkAddress::TcpListen(socket),
            },
            quality: self.quality,
            radio: self.radio,
        })
    }
}
