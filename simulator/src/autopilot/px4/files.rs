//! PX4's files, as the autopilot tells them on its links.

use super::px4::Px4;
use crate::time::SimTime;
use crate::wire::Outbox;

impl Px4 {
    /// Answers what was asked for about files, and goes on with bursts.
    pub(super) fn serve_files(&mut self, now: SimTime, outbox: &mut Outbox) {
        while let Some(reply) = self.files.next_reply(now) {
            let channel = reply.channel;
            self.speak_to(channel, now, outbox, |voice| voice.say(&reply.message));
        }
    }
}

#[cfg(test)]
mod tests;
