//! Links, fleet and recorder at work: one thread with all sockets, which others ask, read and stop.
//!
//! The thread is the only writer of all that it holds, so that nothing in the path of a message is locked.
//! Others give it requests through a bounded queue, read snapshots ([`Reader`]) and a summary
//! ([`LiveStatus`]), and take what it tells ([`TidingsReader`]). When it panics it is gone with all its
//! sockets: no heartbeat goes out any more (invariant 8), what was asked for and has no answer is refused, and
//! [`Live::join`] says so.

mod link_thread;
mod links;
mod logs;
mod marks;
mod pins;
mod quota;
mod recording;
mod requests;
mod setup;
mod status;
mod taking;
mod telling;
mod tidings;
mod weight;

pub use link_thread::LiveEnd;
pub use setup::{LinkProblem, LinkSetup, LinkUse, LiveSetup, SigningSetup, StartProblem};
pub use status::{LinkStatus, LiveStatus};
pub use tidings::{LinkNews, LiveTidings, NextTidings, TidingsReader};

use crate::fleet::published::Reader;
use crate::fleet::request::{Request, Wanted};
use crate::link::transport::Waker;
use geofences::Bilingual;
use link_thread::LinkThread;
use requests::Asking;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::sync_channel;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use tidings::Queue;

/// Links, fleet and recorder, working.
pub struct Live {
    handle: LiveHandle,
    tidings: TidingsReader,
    thread: Option<JoinHandle<Result<LiveEnd, StartProblem>>>,
}

/// What other threads ask, read and stop the link thread with.
#[derive(Clone)]
pub struct LiveHandle {
    requests: Asking,
    waker: Waker,
    switches: Arc<Switches>,
    reader: Reader,
    shown: Arc<Shown>,
    tidings: Arc<Queue>,
}

/// What is wanted of the link thread.
#[derive(Clone, Debug)]
pub enum LiveRequest {
    /// Something of the fleet.
    Fleet(Request),
    /// One more link. What becomes of it is told.
    AddLink(Box<LinkSetup>),
    /// The link of this name is to be closed.
    RemoveLink(String),
    /// It is to fail as a fault of ours would have it.
    #[cfg(test)]
    Panic,
}

/// Why the link thread does not take a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotTaken {
    /// Too many wait already.
    Full,
    /// Nobody reads what it tells, the answers among it.
    NobodyReads,
    /// It has ended.
    Ended,
}

/// It did not end by itself: a fault of ours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Panicked(pub String);

/// What is set from outside, and never waits in a queue.
#[derive(Debug, Default)]
struct Switches {
    is_healthy: AtomicBool,
    is_stopping: AtomicBool,
}

/// Where the last summary stands.
#[derive(Debug, Default)]
struct Shown(Mutex<Arc<LiveStatus>>);

impl Live {
    /// Opens all links, and begins. It begins unhealthy.
    ///
    /// # Errors
    /// A link cannot be opened, nothing can be recorded, or what was kept of signatures cannot be read.
    pub fn start(setup: LiveSetup) -> Result<Self, StartProblem> {
        let (requests, wanted) = requests::way();
        let (tell, started) = sync_channel(1);
        let switches = Arc::new(Switches::default());
        let (queue, shown) = (Arc::new(Queue::default()), Arc::<Shown>::default());
        let (theirs, tell_of, show) = (switches.clone(), queue.clone(), shown.clone());
        let builder = std::thread::Builder::new().name("links".to_owned());
        let thread = builder.spawn(move || {
            // However it ends, whoever waits for what it tells learns that nothing more comes.
            let tell_of = tidings::Teller::new(tell_of);
            let thread = LinkThread::new(setup, wanted, tell_of, show)?;
            let ways = (thread.waker(), thread.reader());
            tell.send(ways).ok();
            Ok(thread.run(&theirs))
        });
        let thread = thread.map_err(StartProblem::Thread)?;
        let Ok((waker, reader)) = started.recv() else {
            return Err(match thread.join() {
                Ok(Err(problem)) => problem,
                Ok(Ok(_)) => StartProblem::Panicked(Panicked(String::new())),
                Err(why) => StartProblem::Panicked(Panicked::of(&*why)),
            });
        };
        let handle = LiveHandle {
            requests,
            waker,
            switches,
            reader,
            shown,
            tidings: queue.clone(),
        };
        Ok(Self {
            handle,
            tidings: TidingsReader::new(queue),
            thread: Some(thread),
        })
    }

    /// What it is asked, read and stopped with.
    pub fn handle(&self) -> &LiveHandle {
        &self.handle
    }

    /// What it tells. There is one reader.
    pub fn tidings(&mut self) -> &mut TidingsReader {
        &mut self.tidings
    }

    /// The same, to be read in another thread; here nothing is told any more then.
    pub fn take_tidings(&mut self) -> TidingsReader {
        std::mem::replace(&mut self.tidings, TidingsReader::of_nothing())
    }

    /// Whether it has ended: [`Live::join`] does not wait then.
    pub fn has_ended(&self) -> bool {
        self.thread.as_ref().is_none_or(JoinHandle::is_finished)
    }

    /// Waits until it has ended, which somebody has to ask for.
    ///
    /// # Errors
    /// It panicked.
    pub fn join(mut self) -> Result<LiveEnd, Panicked> {
        match self.thread.take().map(JoinHandle::join) {
            Some(Ok(Ok(end))) => Ok(end),
            Some(Ok(Err(problem))) => Err(Panicked(problem.told().en)),
            Some(Err(why)) => Err(Panicked::of(&*why)),
            None => Err(Panicked(String::new())),
        }
    }
}

impl Drop for Live {
    /// Nobody is left to command: the links end, and what was recorded is written.
    fn drop(&mut self) {
        if let Some(thread) = self.thread.take() {
            self.handle.stop();
            thread.join().ok();
        }
    }
}

impl LiveHandle {
    /// Asks for something. Its answer is told.
    ///
    /// # Errors
    /// It is not taken, and nothing will be told of it.
    pub fn request(&self, request: LiveRequest) -> Result<(), NotTaken> {
        // Answers are never given up, so nothing is taken whose answer nobody would take: but that a vehicle is
        // to stop is.
        if !request.is_stop() && self.tidings.has_most_answers() {
            return Err(NotTaken::NobodyReads);
        }
        self.requests.ask(request)?;
        self.waker.wake();
        Ok(())
    }

    /// Whether dispatch can judge: only then heartbeats go out (invariant 8). It waits behind no request.
    pub fn set_healthy(&self, is_healthy: bool) {
        self.switches
            .is_healthy
            .store(is_healthy, Ordering::Release);
        self.waker.wake();
    }

    /// Asks it to end. What was recorded is written then.
    pub fn stop(&self) {
        self.switches.is_stopping.store(true, Ordering::Release);
        self.waker.wake();
    }

    /// Reads snapshots of the fleet.
    pub fn reader(&self) -> &Reader {
        &self.reader
    }

    /// The summary of links and recorder, renewed once a second and when a link is added or removed.
    pub fn status(&self) -> Arc<LiveStatus> {
        self.shown.latest()
    }
}

impl LiveRequest {
    /// Whether the fleet answers it.
    pub(super) fn is_of_fleet(&self) -> bool {
        matches!(self, Self::Fleet(_))
    }

    /// Whether it makes a vehicle stop.
    pub(super) fn is_stop(&self) -> bool {
        let Self::Fleet(request) = self else {
            return false;
        };
        matches!(&request.wanted, Wanted::Order(it) if it.order.is_stop())
    }
}

impl NotTaken {
    /// The same in words.
    pub fn told(self) -> Bilingual {
        match self {
            Self::Full => Bilingual::new("too many requests wait", "等待处理的请求过多"),
            Self::NobodyReads => Bilingual::new(
                "nobody takes the answers to earlier requests",
                "先前请求的答复无人接收",
            ),
            Self::Ended => Bilingual::new("the links have ended", "链路已停止"),
        }
    }
}

impl Panicked {
    fn of(why: &(dyn std::any::Any + Send)) -> Self {
        let text = why.downcast_ref::<String>().cloned();
        let text = text.or_else(|| why.downcast_ref::<&str>().map(|it| (*it).to_owned()));
        Self(text.unwrap_or_default())
    }

    /// The same in words.
    pub fn told(&self) -> Bilingual {
        let Self(why) = self;
        Bilingual::new(
            format!("the link thread failed, and all links are closed: {why}"),
            format!("链路线程出错，所有链路已关闭：{why}"),
        )
    }
}

impl Shown {
    fn latest(&self) -> Arc<LiveStatus> {
        let latest = self.0.lock();
        latest.unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn show(&self, status: LiveStatus) {
        let status = Arc::new(status);
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = status;
    }
}

#[cfg(test)]
mod tests;
