//! The signals that end it: Ctrl-C, what a service manager sends, and a terminal that is closed.

use crate::ground_control::live::LiveHandle;
use nix::sys::signal::{SigSet, Signal};

/// They are held back, in this thread and all that it starts from now on.
pub(super) struct Waiting(SigSet);

impl Waiting {
    /// Holds them back.
    pub(super) fn begin() -> nix::Result<Self> {
        let mut signals = SigSet::empty();
        for signal in [Signal::SIGINT, Signal::SIGTERM, Signal::SIGHUP] {
            signals.add(signal);
        }
        signals.thread_block()?;
        Ok(Self(signals))
    }

    /// Waits for the first one in a thread of its own, and asks the links to end. A second one then ends the
    /// program at once, whatever is not written yet.
    pub(super) fn then(self, handle: LiveHandle) {
        let Self(signals) = self;
        std::thread::spawn(move || {
            let waited = signals.wait();
            handle.stop();
            if waited.is_ok() && signals.thread_unblock().is_ok() {
                loop {
                    std::thread::park();
                }
            }
        });
    }
}
