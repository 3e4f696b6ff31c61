//! A link that we open ourselves, and again after growing waits when it is gone: a TCP client, a serial line.

use super::address::LinkAddress;
use super::batch::Batch;
use super::common::{Desk, left_of};
use super::event::{DownReason, OpenError, TransportEvent};
use super::serial::SerialLine;
use super::stream::{Channel, MOST_WAITING_TCP, Reading, Stream, most_waiting_serial, tune};
use super::traffic::Shed;
use crate::link::file_count::CountedFile;
use crate::link::names::PeerId;
use crate::moment::Moment;
use mio::Token;
use mio::net::TcpStream;
use std::io;
use std::net::SocketAddr;
use std::time::Duration;

/// A link that is opened by us.
pub(super) struct Dialled {
    target: Target,
    /// While it is not down.
    counted: Option<CountedFile>,
    state: State,
    /// How long it is waited before it is tried again.
    wait: Duration,
    /// Its being down was said.
    is_told: bool,
}

enum Target {
    Tcp(SocketAddr),
    Serial { path: String, baud: u32 },
}

enum State {
    /// It is tried again when the wait since then is over.
    Down(Moment),
    /// Whether the other side answers is not known yet.
    Connecting {
        stream: TcpStream,
        token: Token,
        since: Moment,
    },
    Up(Stream),
}

/// The first wait; each is twice the one before it.
pub(super) const FIRST_WAIT: Duration = Duration::from_millis(250);
/// The longest wait.
pub(super) const LONGEST_WAIT: Duration = Duration::from_secs(8);
/// Who has not answered in this time is not there.
pub(super) const ANSWER_WITHIN: Duration = Duration::from_secs(5);

impl Dialled {
    pub(super) fn tcp(to: SocketAddr) -> Self {
        Self::new(Target::Tcp(to))
    }

    pub(super) fn serial(path: &str, baud: u32) -> Self {
        let path = path.to_owned();
        Self::new(Target::Serial { path, baud })
    }

    fn new(target: Target) -> Self {
        Self {
            target,
            counted: None,
            // It is due at once.
            state: State::Down(Moment::default()),
            wait: Duration::ZERO,
            is_told: false,
        }
    }

    fn address(&self) -> LinkAddress {
        match &self.target {
            Target::Tcp(to) => LinkAddress::TcpTo(*to),
            Target::Serial { path, baud } => LinkAddress::Serial {
                path: path.clone(),
                baud: *baud,
            },
        }
    }

    pub(super) fn local_address(&self) -> Option<SocketAddr> {
        match &self.state {
            State::Up(stream) => stream.local_address(),
            _ => None,
        }
    }

    pub(super) fn far_address(&self) -> Option<SocketAddr> {
        match (&self.state, &self.target) {
            (State::Up(_), Target::Tcp(to)) => Some(*to),
            _ => None,
        }
    }

    /// How long until [`Dialled::drive`] has something to do; `None` while it waits for nothing.
    pub(super) fn due_in(&self, now: Moment) -> Option<Duration> {
        match &self.state {
            State::Down(since) => Some(left_of(self.wait, *since, now)),
            State::Connecting { since, .. } => Some(left_of(ANSWER_WITHIN, *since, now)),
            State::Up(_) => None,
        }
    }

    /// Opens it when it is time to, and gives up who does not answer.
    pub(super) fn drive(&mut self, now: Moment, desk: &mut Desk<'_>) {
        if self.due_in(now).is_none_or(|left| !left.is_zero()) {
            return;
        }
        if let State::Connecting { .. } = self.state {
            let error = OpenError::TimedOut(self.address());
            self.fall(now, DownReason::Open(error), desk);
            return;
        }
        if let Err(error) = self.open(now, desk) {
            self.fall(now, DownReason::Open(error), desk);
        }
    }

    fn open(&mut self, now: Moment, desk: &mut Desk<'_>) -> Result<(), OpenError> {
        let failed = |error| OpenError::System(self.address(), error);
        match &self.target {
            Target::Tcp(to) => {
                let mut stream = TcpStream::connect(*to).map_err(failed)?;
                let token = desk.common.watch.add(&mut stream, desk.link, None);
                let token = token.map_err(failed)?;
                self.counted = Some(desk.common.files.open_links.opened());
                self.state = State::Connecting {
                    stream,
                    token,
                    since: now,
                };
            }
            Target::Serial { path, baud } => {
                let mut line = SerialLine::open(path, *baud)?;
                let token = desk.common.watch.add(&mut line, desk.link, None);
                let token = token.map_err(failed)?;
                self.counted = Some(desk.common.files.open_links.opened());
                let most_waiting = most_waiting_serial(*baud);
                self.rise(
                    Stream::new(Channel::Serial(line), token, most_waiting),
                    desk,
                );
            }
        }
        Ok(())
    }

    fn rise(&mut self, stream: Stream, desk: &mut Desk<'_>) {
        desk.common.watch.set_ready(stream.token());
        self.state = State::Up(stream);
        self.is_told = false;
        let link = desk.link;
        desk.common.news.push(TransportEvent::LinkUp { link });
    }

    fn fall(&mut self, now: Moment, why: DownReason, desk: &mut Desk<'_>) {
        self.counted = None;
        match std::mem::replace(&mut self.state, State::Down(now)) {
            State::Up(stream) => {
                let shed = stream.close(&mut desk.common.watch);
                desk.shed(PeerId::ONLY, shed);
            }
            State::Connecting {
                mut stream, token, ..
            } => desk.common.watch.remove(&mut stream, token),
            State::Down(_) => {}
        }
        self.wait = (self.wait * 2).clamp(FIRST_WAIT, LONGEST_WAIT);
        if !self.is_told {
            self.is_told = true;
            let link = desk.link;
            desk.common
                .news
                .push(TransportEvent::LinkDown { link, why });
        }
    }

    /// Takes what has come. Whether there may be more.
    pub(super) fn serve(&mut self, came: Moment, desk: &mut Desk<'_>, batch: &mut Batch) -> bool {
        let now = desk.common.now;
        if let Err(error) = self.finish_connecting(desk) {
            self.fall(now, DownReason::Open(error), desk);
        }
        let State::Up(stream) = &mut self.state else {
            return false;
        };
        stream.unblock();
        if let Err(error) = stream.flush(desk.traffic) {
            desk.traffic.write_errors += 1;
            self.fall(now, DownReason::Write(error), desk);
            return false;
        }
        let before = desk.traffic.received_pieces;
        let reading = desk.read(stream, PeerId::ONLY, came, batch);
        if desk.traffic.received_pieces > before {
            // Who only closes again at once is not there yet.
            self.wait = Duration::ZERO;
        }
        match reading {
            Reading::Drained => return false,
            Reading::More => return true,
            Reading::Closed => self.fall(now, DownReason::Closed, desk),
            Reading::Failed(error) => {
                desk.traffic.read_errors += 1;
                self.fall(now, DownReason::Read(error), desk);
            }
        }
        false
    }

    /// Sees whether the other side has answered.
    fn finish_connecting(&mut self, desk: &mut Desk<'_>) -> Result<(), OpenError> {
        let State::Connecting { stream, .. } = &self.state else {
            return Ok(());
        };
        let failed = |error| OpenError::System(self.address(), error);
        if let Some(error) = stream.take_error().map_err(failed)? {
            return Err(failed(error));
        }
        match (stream.local_addr(), stream.peer_addr()) {
            (_, Err(error)) if error.kind() == io::ErrorKind::NotConnected => return Ok(()),
            (_, Err(error)) => return Err(failed(error)),
            // A free port of this machine that is ours by chance: it would keep the other side from it.
            (Ok(own), Ok(far)) if own == far => return Err(OpenError::Itself(self.address())),
            _ => {}
        }
        let state = std::mem::replace(&mut self.state, State::Down(desk.common.now));
        if let State::Connecting { stream, token, .. } = state {
            tune(&stream);
            let stream = Stream::new(Channel::Tcp(stream), token, MOST_WAITING_TCP);
            self.rise(stream, desk);
        }
        Ok(())
    }

    /// Queues a frame. While the link is down it is given up: nobody wants to be obeyed later. Whether it was
    /// queued.
    pub(super) fn send(&mut self, to: Option<PeerId>, frame: &[u8], desk: &mut Desk<'_>) -> bool {
        let peer = to.unwrap_or(PeerId::ONLY);
        let pushed = match &mut self.state {
            State::Up(stream) if peer == PeerId::ONLY => Some(stream.push(frame)),
            _ => None,
        };
        desk.shed(peer, pushed.unwrap_or(Shed::of_length(frame.len())));
        pushed.is_some()
    }

    /// Gives up what waits.
    pub(super) fn give_up(&mut self, desk: &mut Desk<'_>) {
        if let State::Up(stream) = &mut self.state {
            desk.shed(PeerId::ONLY, stream.give_up());
        }
    }

    /// Says to the other side that nothing more comes.
    pub(super) fn end_sending(&self) {
        if let State::Up(stream) = &self.state {
            stream.end_sending();
        }
    }

    /// Writes what waits, as far as it is taken.
    pub(super) fn flush(&mut self, desk: &mut Desk<'_>) {
        let State::Up(stream) = &mut self.state else {
            return;
        };
        if let Err(error) = stream.flush(desk.traffic) {
            desk.traffic.write_errors += 1;
            let now = desk.common.now;
            self.fall(now, DownReason::Write(error), desk);
        }
    }
}
