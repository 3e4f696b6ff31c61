//! How jobs end before they are done.

use super::JobDesk;
use crate::fleet::command::Directed;
use crate::fleet::job::{JobId, JobOutcome};
use crate::fleet::lease::Holder;
use crate::moment::Moment;

impl JobDesk {
    /// What a job of others would still change is not changed: it would be under the lease of who holds the
    /// vehicle now. Those that wait do not begin.
    pub fn held_by(&mut self, now: Moment, holder: &Holder, out: &mut Vec<Directed>) {
        for lane in 0..self.lanes.len() {
            self.on(now, lane, |running, _| {
                if running.changes_something() && running.news.by != *holder {
                    running.cancel(now, out);
                }
            });
        }
    }

    /// Who gave a job that goes on or waits.
    pub fn giver(&self, id: JobId) -> Option<&Holder> {
        let all = self.lanes.iter().flat_map(|lane| {
            let running = lane.running.iter().map(|running| &running.news);
            running.chain(lane.waiting.iter().map(|(news, _)| news))
        });
        let mut given = all.filter(|news| news.id == id);
        given.next().map(|news| &news.by)
    }

    /// Calls a job off. Whether there was one.
    pub fn cancel(&mut self, now: Moment, id: JobId, out: &mut Vec<Directed>) -> bool {
        for lane in 0..self.lanes.len() {
            let mut is_it = false;
            self.on(now, lane, |running, _| {
                is_it = running.news.id == id;
                if is_it {
                    running.cancel(now, out);
                }
            });
            if is_it || self.cancel_waiting(now, lane, id) {
                return true;
            }
        }
        false
    }

    /// The vehicle is gone for good: whatever goes on or waits ends, and nothing more is said.
    pub fn close(&mut self, now: Moment) {
        let mut nobody_hears = Vec::new();
        for lane in std::mem::take(&mut self.lanes) {
            if let Some(mut running) = lane.running {
                running.cancel(now, &mut nobody_hears);
                let outcome = running.outcome().unwrap_or(JobOutcome::Cancelled);
                self.end(now, running.news, outcome);
            }
            for (news, _) in lane.waiting {
                self.end(now, news, JobOutcome::Cancelled);
            }
        }
    }

    fn cancel_waiting(&mut self, now: Moment, lane: usize, id: JobId) -> bool {
        let Some(desk) = self.lanes.get_mut(lane) else {
            return false;
        };
        let at = desk.waiting.iter().position(|(news, _)| news.id == id);
        match at.and_then(|at| desk.waiting.remove(at)) {
            Some((news, _)) => {
                self.end(now, news, JobOutcome::Cancelled);
                true
            }
            None => false,
        }
    }
}
