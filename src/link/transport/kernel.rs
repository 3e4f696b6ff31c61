//! What the system keeps for a UDP socket, and what it had to drop.

use crate::link::names::LinkId;
use mio::net::UdpSocket;
use nix::sys::socket::{getsockopt, setsockopt, sockopt};
use nix::sys::stat::fstat;
use rustc_hash::FxHashMap;
use std::io;

/// What the system is asked to keep for a socket each way, bytes: a city's telemetry of a second or two.
/// It gives what its own limit allows.
const BUFFER: usize = 16 << 20;

/// Asks for large buffers, beyond the system's own limit where we may.
pub(super) fn enlarge_buffers(socket: &UdpSocket) {
    if setsockopt(socket, sockopt::RcvBufForce, &BUFFER).is_err() {
        setsockopt(socket, sockopt::RcvBuf, &BUFFER).ok();
    }
    setsockopt(socket, sockopt::SndBuf, &BUFFER).ok();
}

/// What the system really keeps of what comes, in its own bytes, which count its bookkeeping.
pub(super) fn receive_buffer(socket: &UdpSocket) -> Option<usize> {
    getsockopt(socket, sockopt::RcvBuf).ok()
}

/// Where the system lists a socket, and by which number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Listed {
    is_v6: bool,
    inode: u64,
}

/// Where a socket is listed; `None` where the system does not say.
pub(super) fn listed(socket: &UdpSocket, is_v6: bool) -> Option<Listed> {
    let inode = fstat(socket).ok()?.st_ino;
    Some(Listed { is_v6, inode })
}

/// A list that misses a socket is read so often.
const MOST_READINGS: usize = 3;

/// Datagrams that the system dropped because sockets were not read fast enough, by socket. Each list is read
/// once, however many sockets are asked for, and again where others came and went beside one, which is missed then.
/// The control message that would tell it (`SO_RXQ_OVFL`) does not fit beside the stamps in reused headers, so
/// it is read where the system lists its sockets.
pub(super) fn drops(
    sockets: &FxHashMap<Listed, LinkId>,
    mut read: impl FnMut(&str) -> io::Result<String>,
) -> FxHashMap<LinkId, u64> {
    let mut drops = FxHashMap::default();
    for (is_v6, list) in [(false, "/proc/self/net/udp"), (true, "/proc/self/net/udp6")] {
        let asked = || sockets.iter().filter(|(it, _)| it.is_v6 == is_v6);
        let mut readings = 0..MOST_READINGS;
        while asked().any(|(_, link)| !drops.contains_key(link)) && readings.next().is_some() {
            let list = read(list).unwrap_or_default();
            let listed = list.lines().skip(1).filter_map(drops_of);
            drops.extend(listed.filter_map(|(inode, count)| {
                let link = sockets.get(&Listed { is_v6, inode })?;
                Some((*link, count))
            }));
        }
    }
    drops
}

/// Columns of the list (proc(5), /proc/net/udp).
const INODE: usize = 9;
const DROPS: usize = 12;

/// The number of a socket, and what was dropped of it.
fn drops_of(line: &str) -> Option<(u64, u64)> {
    let mut columns = line.split_ascii_whitespace();
    let inode = columns.nth(INODE)?.parse().ok()?;
    let count = columns.nth(DROPS - INODE - 1)?.parse().ok()?;
    Some((inode, count))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TITLE: &str = "sl local_address rem_address st tx_queue rx_queue tr tm->when uid inode\n";

    fn socket(inode: u64, drops: u64) -> String {
        let columns = "07 00000000:00000000 00:00000000 00000000 0 0";
        format!("10: 0100007F:38D6 00000000:0000 {columns} {inode} 2 0000dead {drops}\n")
    }

    fn v4(inode: u64) -> Listed {
        let is_v6 = false;
        Listed { is_v6, inode }
    }

    #[test]
    fn drops_are_those_of_the_socket_with_this_number() {
        let list = format!("{TITLE}{}{}", socket(4711, 7), socket(471, 9));
        let sockets = [
            (v4(471), LinkId(1)),
            (v4(4711), LinkId(2)),
            (v4(47), LinkId(3)),
        ];
        let sockets = sockets.into_iter().collect();
        let drops = drops(&sockets, |name| match name {
            "/proc/self/net/udp" => Ok(list.clone()),
            _ => panic!("no socket is in {name}"),
        });
        let expected = [(LinkId(1), 9), (LinkId(2), 7)];
        assert_eq!(drops, expected.into_iter().collect());
    }

    #[test]
    fn the_lists_are_read_once_for_any_number_of_sockets() {
        let numbers = 0..300_u16;
        let list: String = numbers.clone().map(|it| socket(it.into(), 5)).collect();
        let sockets = numbers.map(|number| {
            let (is_v6, inode) = (number % 2 == 0, number.into());
            (Listed { is_v6, inode }, LinkId(number))
        });
        let mut read = Vec::new();
        let drops = drops(&sockets.collect(), |name| {
            read.push(name.to_owned());
            Ok(format!("{TITLE}{list}"))
        });
        assert_eq!(read, ["/proc/self/net/udp", "/proc/self/net/udp6"]);
        assert!(drops.len() == 300 && drops.values().all(|it| *it == 5));
    }

    #[test]
    fn a_list_that_misses_a_socket_is_read_again_and_not_for_ever() {
        let sockets: FxHashMap<_, _> = [(v4(471), LinkId(1)), (v4(47), LinkId(2))]
            .into_iter()
            .collect();
        let mut readings = 0;
        let mut found_at = |reading| {
            readings = 0;
            let drops = drops(&sockets, |_| {
                readings += 1;
                let second = if readings >= reading {
                    socket(47, 3)
                } else {
                    String::new()
                };
                Ok(format!("{TITLE}{}{second}", socket(471, 9)))
            });
            assert_eq!(drops.get(&LinkId(1)), Some(&9));
            (drops.get(&LinkId(2)).copied(), readings)
        };
        assert_eq!(found_at(1), (Some(3), 1));
        assert_eq!(found_at(3), (Some(3), 3));
        assert_eq!(found_at(4), (None, 3));
    }

    #[test]
    fn what_the_system_does_not_say_is_not_known() {
        let sockets = [(v4(471), LinkId(1))].into_iter().collect();
        let unreadable = |_: &str| Err(io::Error::from(io::ErrorKind::NotFound));
        assert!(drops(&sockets, unreadable).is_empty());
        assert!(drops(&sockets, |_| Ok(format!("{TITLE}10: 0100007F:38D6\n"))).is_empty());
    }
}
