//! Shows what happens from a thread of its own: whoever reads what is printed may stop to, and that holds up
//! neither the recording nor its end.

use super::screen::Screen;
use crate::clock;
use crate::console::{Console, complain};
use crate::ground_control::live::{LiveEnd, LiveHandle, NextTidings, Panicked, TidingsReader};
use geofences::Bilingual;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::Duration;

/// The thread that shows.
pub(super) struct Showing {
    ends: Sender<Result<LiveEnd, Panicked>>,
    /// Nothing comes over it: it is closed when all was shown.
    is_over: Receiver<()>,
    shown: Arc<AtomicU64>,
}

/// News is waited for so long before it is looked whether progress is to be shown.
const LOOKED: Duration = Duration::from_millis(200);
/// A reader that takes nothing for so long after the end is not waited for any more.
const PATIENCE: Duration = Duration::from_secs(3);
/// However slowly it reads on, it is not waited for longer.
const LONGEST: Duration = Duration::from_secs(10);
/// Saying that is tried for so long.
const LAST_WORD: Duration = Duration::from_millis(500);

impl Showing {
    /// Begins to show what is told.
    pub(super) fn start(
        mut screen: Screen,
        mut tidings: TidingsReader,
        handle: LiveHandle,
    ) -> io::Result<Self> {
        let (ends, ended) = channel();
        let (over, is_over) = channel();
        let shown = Arc::<AtomicU64>::default();
        let count = shown.clone();
        let builder = std::thread::Builder::new().name("screen".to_owned());
        builder.spawn(move || {
            // Dropped when it is over, however that comes.
            let _over: Sender<()> = over;
            loop {
                match tidings.next(LOOKED) {
                    NextTidings::Told(tidings) => screen.tell(&tidings, &handle.status()),
                    NextTidings::NothingYet => {}
                    NextTidings::Ended => break,
                }
                screen.progress(clock::moment(), &handle);
                count.fetch_add(1, Ordering::Relaxed);
            }
            screen.clear();
            if let Ok(ended) = ended.recv() {
                screen.end(&ended, &handle.reader().latest());
            }
        })?;
        Ok(Self {
            ends,
            is_over,
            shown,
        })
    }

    /// Shows how it ended, and waits until all is shown, as long as somebody takes it.
    pub(super) fn end(self, ended: Result<LiveEnd, Panicked>, console: Console) {
        self.ends.send(ended).ok();
        let until = clock::uptime() + LONGEST;
        loop {
            let before = self.shown.load(Ordering::Relaxed);
            match self.is_over.recv_timeout(PATIENCE) {
                Err(RecvTimeoutError::Timeout) => {}
                Ok(()) | Err(RecvTimeoutError::Disconnected) => return,
            }
            let is_too_long = clock::uptime() >= until;
            if is_too_long || self.shown.load(Ordering::Relaxed) == before {
                return say_that_nobody_reads(console);
            }
        }
    }
}

/// Standard error may be as stuck as what it is said of.
fn say_that_nobody_reads(console: Console) {
    let why = Bilingual::new(
        "nobody reads standard output: news and summary are not all printed",
        "标准输出无人读取：消息与总结未能全部输出",
    );
    let (over, is_over) = channel::<()>();
    let said = std::thread::Builder::new().spawn(move || {
        complain(console.text(&why));
        drop(over);
    });
    if said.is_ok() {
        is_over.recv_timeout(LAST_WORD).ok();
    }
}
