//! The signals that end it: Ctrl-C, what a service manager sends, and a terminal that is closed.

use crate::ground_control::live::LiveHandle;
use nix::sys::signal::{SigSet, Signal};

/// They are held back, in this thread and all that it starts from now on.
pub(super) struct Waiting(SigSet);

impl Waiting {
    /// Holds them back, but for those that whoever started us wants to be ignored: `nohup` does so for it to go
    /// on when its terminal is closed. One that is held back would come all the same.
    pub(super) fn begin() -> nix::Result<Self> {
        let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
        let ignored = ignored(&status);
        let mut signals = SigSet::empty();
        for signal in [Signal::SIGINT, Signal::SIGTERM, Signal::SIGHUP] {
            if !is_in(ignored, signal) {
                signals.add(signal);
            }
        }
        signals.thread_block()?;
        Ok(Self(signals))
    }

    /// Waits for the first one in a thread of its own, and asks the links to end. A second one that somebody means
    /// then ends the program at once, whatever is not written yet. That a terminal was closed is said more than once
    /// (by the system and by the shell), and means no haste.
    pub(super) fn then(self, handle: LiveHandle) {
        let Self(signals) = self;
        let mut in_haste = signals;
        in_haste.remove(Signal::SIGHUP);
        std::thread::spawn(move || {
            let waited = signals.wait();
            handle.stop();
            if waited.is_ok() && in_haste.thread_unblock().is_ok() {
                loop {
                    std::thread::park();
                }
            }
        });
    }
}

/// The signals that are ignored, a bit each (proc(5), /proc/self/status); none where it is not said.
fn ignored(status: &str) -> u64 {
    let mut lines = status.lines();
    let mask = lines.find_map(|line| line.strip_prefix("SigIgn:"));
    mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok())
        .unwrap_or(0)
}

fn is_in(mask: u64, signal: Signal) -> bool {
    let bit = u32::try_from(signal as i32 - 1).unwrap_or(u32::MAX);
    mask.checked_shr(bit).is_some_and(|mask| mask & 1 == 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn which_signals_are_ignored_is_read_bit_by_bit() {
        let status = "Name:\thaiou\nSigBlk:\t0000000000004003\nSigIgn:\t0000000000001001\n";
        let mask = ignored(status);
        assert!(is_in(mask, Signal::SIGHUP) && is_in(mask, Signal::SIGPIPE));
        assert!(!is_in(mask, Signal::SIGINT) && !is_in(mask, Signal::SIGTERM));
        assert_eq!(ignored("Name:\thaiou\n"), 0);
        assert_eq!(ignored("SigIgn:\tno number\n"), 0);
    }
}
