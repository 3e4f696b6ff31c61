//! Where a link leads, as people write it: as a URL, which says back what it was read from.

use super::address_problem::{AddressProblem, Part};
use super::serial::is_known_baud;
use std::fmt;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::str::FromStr;

/// Where a link leads.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum LinkAddress {
    /// `udp-listen://HOST:PORT`: listens, and answers each peer where it was heard. Port 0 is any free one.
    UdpListen(SocketAddr),
    /// `udp://HOST:PORT`: sends to one address, and hears only what comes from it.
    UdpTo(SocketAddr),
    /// `tcp-listen://HOST:PORT`: listens for any number of clients. Port 0 is any free one.
    TcpListen(SocketAddr),
    /// `tcp://HOST:PORT`: a client, which connects again when it is cut off.
    TcpTo(SocketAddr),
    /// `serial:///dev/ttyUSB0?baud=57600`: a serial line, which is opened again when it was unplugged.
    Serial {
        /// The device's file, from `/` on.
        path: String,
        /// Bits a second, one of those that the system knows.
        baud: u32,
    },
}

/// Bits a second of a serial line whose address does not say any: what telemetry radios come with.
pub const USUAL_BAUD: u32 = 57_600;

impl fmt::Display for LinkAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UdpListen(at) => write!(f, "udp-listen://{at}"),
            Self::UdpTo(to) => write!(f, "udp://{to}"),
            Self::TcpListen(at) => write!(f, "tcp-listen://{at}"),
            Self::TcpTo(to) => write!(f, "tcp://{to}"),
            Self::Serial { path, baud } => write!(f, "serial://{path}?baud={baud}"),
        }
    }
}

impl FromStr for LinkAddress {
    type Err = AddressProblem;

    fn from_str(text: &str) -> Result<Self, AddressProblem> {
        let problem = |part| AddressProblem::new(text, part);
        let (scheme, rest) = text
            .split_once("://")
            .ok_or_else(|| problem(Part::NoScheme))?;
        let place = || socket_address(rest).map_err(problem);
        let towards = || place().and_then(|to| is_one_place(to).map_err(problem));
        match scheme {
            "udp-listen" => Ok(Self::UdpListen(place()?)),
            "udp" => Ok(Self::UdpTo(towards()?)),
            "tcp-listen" => Ok(Self::TcpListen(place()?)),
            "tcp" => Ok(Self::TcpTo(towards()?)),
            "serial" => serial(rest).map_err(problem),
            other => Err(problem(Part::Scheme(other.to_owned()))),
        }
    }
}

fn socket_address(text: &str) -> Result<SocketAddr, Part> {
    let text = text.strip_suffix('/').unwrap_or(text);
    if let Ok(address) = text.parse() {
        return is_no_crowd(address);
    }
    if let Some(at) = text.find(['/', '?', '#']) {
        return Err(Part::Rest(text[at..].to_owned()));
    }
    let after_brackets = text.rfind(']').map_or(0, |at| at + 1);
    let colon = text[after_brackets..].rfind(':');
    let Some(colon) = colon.map(|at| at + after_brackets) else {
        return Err(Part::NoPort);
    };
    let (host, port) = (&text[..colon], &text[colon + 1..]);
    let host = match host {
        "" => return Err(Part::NoHost),
        "localhost" => IpAddr::V4(Ipv4Addr::LOCALHOST),
        _ if host.contains(':') && !host.starts_with('[') => {
            return Err(Part::NoBrackets(host.to_owned()));
        }
        _ => bare(host)
            .parse()
            .map_err(|_| Part::Host(host.to_owned()))?,
    };
    let port = match port.parse() {
        Ok(number) if port.bytes().all(|it| it.is_ascii_digit()) => number,
        _ => return Err(Part::Port(port.to_owned())),
    };
    is_no_crowd(SocketAddr::new(host, port))
}

/// A host without the brackets around it.
fn bare(host: &str) -> &str {
    let inside = host.strip_prefix('[').and_then(|it| it.strip_suffix(']'));
    inside.unwrap_or(host)
}

/// An address that one machine has: many at once would each answer.
fn is_no_crowd(address: SocketAddr) -> Result<SocketAddr, Part> {
    let is_broadcast = address.ip() == IpAddr::V4(Ipv4Addr::BROADCAST);
    if address.ip().is_multicast() || is_broadcast {
        return Err(Part::Crowd(address.ip()));
    }
    Ok(address)
}

/// An address to which something can be sent.
fn is_one_place(to: SocketAddr) -> Result<SocketAddr, Part> {
    if to.ip().is_unspecified() {
        return Err(Part::AnyHost(to.ip()));
    }
    if to.port() == 0 {
        return Err(Part::AnyPort);
    }
    Ok(to)
}

fn serial(text: &str) -> Result<LinkAddress, Part> {
    let (path, options) = text.split_once('?').unwrap_or((text, ""));
    let is_path = path.len() > 1 && path.starts_with('/') && !path.contains(char::is_control);
    if !is_path {
        return Err(Part::SerialPath(path.to_owned()));
    }
    let mut baud = None;
    for option in options.split('&').filter(|it| !it.is_empty()) {
        let (name, value) = option.split_once('=').unwrap_or((option, ""));
        if name != "baud" || baud.is_some() {
            return Err(Part::Option(option.to_owned()));
        }
        let number = value.parse().ok().filter(|it| is_known_baud(*it));
        baud = Some(number.ok_or_else(|| Part::Baud(value.to_owned()))?);
    }
    Ok(LinkAddress::Serial {
        path: path.to_owned(),
        baud: baud.unwrap_or(USUAL_BAUD),
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    /// Which part of an address is said to be wrong.
    fn wrong(text: &str) -> Part {
        let problem = text.parse::<LinkAddress>().unwrap_err();
        assert!(problem.to_string().starts_with(text), "{problem}");
        assert!(problem.told().zh.starts_with(text));
        problem.part().clone()
    }

    #[test]
    fn an_address_says_back_what_it_was_read_from() {
        for text in [
            "udp-listen://127.0.0.1:14550",
            "udp-listen://0.0.0.0:0",
            "udp-listen://[::]:14550",
            "udp://192.168.1.7:14555",
            "udp://[fe80::1%3]:14555",
            "tcp-listen://[::1]:5760",
            "tcp://10.0.0.9:5760",
            "serial:///dev/ttyUSB0?baud=57600",
            "serial:///dev/serial/by-id/usb-FTDI_FT232R-if00-port0?baud=921600",
        ] {
            let address: LinkAddress = text.parse().unwrap();
            assert_eq!(address.to_string(), text);
        }
    }

    #[test]
    fn what_may_be_left_out_is_what_is_usual() {
        let read = |text: &str| text.parse::<LinkAddress>().unwrap().to_string();
        assert_eq!(
            read("serial:///dev/ttyS0"),
            "serial:///dev/ttyS0?baud=57600"
        );
        assert_eq!(
            read("serial:///dev/ttyS0?"),
            "serial:///dev/ttyS0?baud=57600"
        );
        assert_eq!(read("tcp://localhost:5760/"), "tcp://127.0.0.1:5760");
    }

    #[test]
    fn the_part_that_is_wrong_is_named() {
        let text = str::to_owned;
        assert_eq!(wrong("127.0.0.1:14550"), Part::NoScheme);
        assert_eq!(wrong("udpin://0.0.0.0:14550"), Part::Scheme(text("udpin")));
        assert_eq!(wrong("UDP://1.2.3.4:5"), Part::Scheme(text("UDP")));
        assert_eq!(wrong("udp://:14550"), Part::NoHost);
        assert_eq!(wrong("udp://drone-7:14550"), Part::Host(text("drone-7")));
        assert_eq!(wrong("udp://1.2.3:14550"), Part::Host(text("1.2.3")));
        assert_eq!(wrong("udp://[::1:14550"), Part::Host(text("[::1")));
        assert_eq!(wrong("udp://::1:14550"), Part::NoBrackets(text("::1")));
        assert_eq!(wrong("udp://1.2.3.4"), Part::NoPort);
        assert_eq!(wrong("udp://[::1]"), Part::NoPort);
        assert_eq!(wrong("udp://1.2.3.4:"), Part::Port(text("")));
        assert_eq!(wrong("tcp://1.2.3.4:+5"), Part::Port(text("+5")));
        assert_eq!(wrong("udp://1.2.3.4:65536"), Part::Port(text("65536")));
        assert_eq!(wrong("udp://1.2.3.4:5/x"), Part::Rest(text("/x")));
        assert_eq!(wrong("udp://1.2.3.4:0"), Part::AnyPort);
        assert_eq!(wrong("tcp://0.0.0.0:5"), Part::AnyHost([0, 0, 0, 0].into()));
        assert_eq!(
            wrong("udp-listen://224.0.0.1:5"),
            Part::Crowd([224, 0, 0, 1].into())
        );
        assert_eq!(
            wrong("udp://255.255.255.255:5"),
            Part::Crowd([255; 4].into())
        );
        assert_eq!(wrong("serial://COM3"), Part::SerialPath(text("COM3")));
        assert_eq!(wrong("serial:///"), Part::SerialPath(text("/")));
        assert_eq!(
            wrong("serial:///dev/a?baud=57601"),
            Part::Baud(text("57601"))
        );
        assert_eq!(wrong("serial:///dev/a?baud="), Part::Baud(text("")));
        assert_eq!(
            wrong("serial:///dev/a?bits=7"),
            Part::Option(text("bits=7"))
        );
        let twice = "serial:///dev/a?baud=57600&baud=9600";
        assert_eq!(wrong(twice), Part::Option(text("baud=9600")));
    }

    #[test]
    fn who_writes_as_another_program_wants_it_is_told_how_it_is_written_here() {
        let told = |text: &str| text.parse::<LinkAddress>().unwrap_err().told();
        assert!(told("udpin://0.0.0.0:14550").en.contains("udp-listen://"));
        assert!(told("tcpout://1.2.3.4:5").zh.contains("tcp://"));
    }
}
