//! What the system keeps for a UDP socket, and what it had to drop.

use mio::net::UdpSocket;
use nix::sys::socket::{getsockopt, setsockopt, sockopt};
use nix::sys::stat::fstat;
use std::fs;

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

/// Datagrams that the system dropped because the socket was not read fast enough; `None` where it does not
/// say, or misses the socket while others come and go. The control message that would tell it
/// (`SO_RXQ_OVFL`) does not fit beside the stamps in reused headers, so it is read where the system lists its
/// sockets.
pub(super) fn drops(socket: &UdpSocket) -> Option<u64> {
    let inode = fstat(socket).ok()?.st_ino.to_string();
    let list = match socket.local_addr().ok()?.is_ipv6() {
        true => "/proc/self/net/udp6",
        false => "/proc/self/net/udp",
    };
    drops_of(&fs::read_to_string(list).ok()?, &inode)
}

/// Columns of the list (proc(5), /proc/net/udp).
const INODE: usize = 9;
const DROPS: usize = 12;

fn drops_of(list: &str, inode: &str) -> Option<u64> {
    let mut sockets = list.lines().skip(1).map(str::split_ascii_whitespace);
    let mut socket = sockets.find(|columns| columns.clone().nth(INODE) == Some(inode))?;
    socket.nth(DROPS)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drops_are_those_of_the_socket_with_this_number() {
        let columns = "07 00000000:00000000 00:00000000 00000000 0 0";
        let socket = |inode, drops| {
            format!("10: 0100007F:38D6 00000000:0000 {columns} {inode} 2 0000dead {drops}\n")
        };
        let title = "sl local_address rem_address st tx_queue rx_queue tr tm->when uid inode";
        let list = format!("{title}\n{}{}", socket(4711, 7), socket(471, 9));
        assert_eq!(drops_of(&list, "471"), Some(9));
        assert_eq!(drops_of(&list, "4711"), Some(7));
        assert_eq!(drops_of(&list, "47"), None);
    }
}
