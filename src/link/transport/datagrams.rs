//! Many datagrams a call of the system, both ways (`recvmmsg`, `sendmmsg`).

use crate::moment::Moment;
use nix::cmsg_space;
use nix::sys::socket::{
    ControlMessageOwned, MsgFlags, MultiHeaders, RecvMsg, SockaddrIn, SockaddrIn6, SockaddrLike,
    SockaddrStorage, recvmmsg, sendmmsg,
};
use nix::sys::time::TimeSpec;
use std::io::{IoSlice, IoSliceMut};
use std::net::SocketAddr;
use std::os::fd::RawFd;

/// Room for receiving and sending, used by all sockets in turn.
pub(super) struct Datagrams {
    /// The system keeps the length of an address in the headers, so each family has its own.
    v4: Receiver<SockaddrIn>,
    v6: Receiver<SockaddrIn6>,
    headers: MultiHeaders<SockaddrStorage>,
    addresses: Vec<Option<SockaddrStorage>>,
}

struct Receiver<S> {
    headers: MultiHeaders<S>,
    room: Box<[u8]>,
}

/// Datagrams that are received with one call.
pub(super) const RECEIVED_AT_ONCE: usize = 64;
/// Datagrams that are sent with one call.
pub(super) const SENT_AT_ONCE: usize = 256;
/// No datagram is larger. It is a line of the cache more than a power of two, so that not all beginnings
/// want the same lines; memory that no datagram reaches is never touched.
const LARGEST: usize = 65_536 + 64;

impl Datagrams {
    pub(super) fn new() -> Self {
        Self {
            v4: Receiver::new(),
            v6: Receiver::new(),
            headers: MultiHeaders::preallocate(SENT_AT_ONCE, None),
            addresses: Vec::with_capacity(SENT_AT_ONCE),
        }
    }

    /// Receives what is there with one call, at most so many, and no more than [`RECEIVED_AT_ONCE`]: the fewer,
    /// the less has to be made ready for it. Each datagram is handed to `each`, with its sender and the
    /// moment at which the system had it, where it says so. How many.
    pub(super) fn receive(
        &mut self,
        socket: RawFd,
        is_v6: bool,
        most: usize,
        each: impl FnMut(SocketAddr, Option<Moment>, &[u8]),
    ) -> nix::Result<usize> {
        if is_v6 {
            self.v6.receive(socket, most, each)
        } else {
            self.v4.receive(socket, most, each)
        }
    }

    /// Sends datagrams with one call, no more than [`SENT_AT_ONCE`]; without an address to where the socket
    /// is connected. How many the system took.
    pub(super) fn send<'a>(
        &mut self,
        socket: RawFd,
        datagrams: impl Iterator<Item = (Option<SocketAddr>, &'a [u8])>,
    ) -> nix::Result<usize> {
        let mut slices = [[IoSlice::new(&[])]; SENT_AT_ONCE];
        self.addresses.clear();
        for (slot, (address, bytes)) in slices.iter_mut().zip(datagrams) {
            *slot = [IoSlice::new(bytes)];
            self.addresses.push(address.map(SockaddrStorage::from));
        }
        let slices = slices.get(..self.addresses.len()).unwrap_or_default();
        let flags = MsgFlags::MSG_DONTWAIT | MsgFlags::MSG_NOSIGNAL;
        let sent = sendmmsg(
            socket,
            &mut self.headers,
            slices,
            &self.addresses,
            [],
            flags,
        )?;
        Ok(sent.count())
    }
}

impl<S: SockaddrLike + Copy + Into<SocketAddr>> Receiver<S> {
    fn new() -> Self {
        Self {
            headers: MultiHeaders::preallocate(RECEIVED_AT_ONCE, Some(cmsg_space!(TimeSpec))),
            room: vec![0; RECEIVED_AT_ONCE * LARGEST].into(),
        }
    }

    fn receive(
        &mut self,
        socket: RawFd,
        most: usize,
        mut each: impl FnMut(SocketAddr, Option<Moment>, &[u8]),
    ) -> nix::Result<usize> {
        let mut rooms = self.room.chunks_exact_mut(LARGEST);
        let mut slices: [_; RECEIVED_AT_ONCE] =
            std::array::from_fn(|_| [IoSliceMut::new(rooms.next().unwrap_or_default())]);
        let flags = MsgFlags::MSG_DONTWAIT;
        let slices = slices.iter_mut().take(most);
        let received = recvmmsg(socket, &mut self.headers, slices, flags, None)?;
        let mut count = 0;
        for message in received {
            count += 1;
            let bytes = message.iovs().next().unwrap_or_default();
            if let Some(from) = message.address {
                each(from.into(), stamp(&message), bytes);
            }
        }
        Ok(count)
    }
}

/// When the system had a datagram.
fn stamp<S>(message: &RecvMsg<'_, '_, S>) -> Option<Moment> {
    message.cmsgs().ok()?.find_map(|it| match it {
        ControlMessageOwned::ScmTimestampns(time) => {
            let seconds = u64::try_from(time.tv_sec()).ok()?;
            let nanoseconds = u64::try_from(time.tv_nsec()).ok()?;
            let us = seconds
                .checked_mul(1_000_000)?
                .checked_add(nanoseconds / 1_000)?;
            Some(Moment::from_us(us))
        }
        _ => None,
    })
}
