//! A transfer, a peer and the line between them, in a time of their own.

use super::line::{Faults, Line};
use super::peer::Peer;
use super::*;

#[derive(Clone, Debug)]
pub struct World {
    pub now: Moment,
    pub peer: Peer,
    pub transfer: Option<PlanTransfer>,
    to_peer: Line<Say>,
    from_peer: Line<Report>,
    /// All that we said.
    pub said: Vec<Say>,
    /// How many messages were sent, both ways.
    pub sent: usize,
    /// Which of them is lost.
    pub lose: Option<usize>,
    /// Nothing comes through.
    pub is_cut: bool,
}

impl World {
    pub fn new(habits: Habits, faults: Faults, seed: u64) -> Self {
        Self {
            now: BEGIN,
            peer: Peer::new(habits),
            transfer: None,
            to_peer: Line::new(faults, seed),
            from_peer: Line::new(faults, !seed),
            said: Vec::new(),
            sent: 0,
            lose: None,
            is_cut: false,
        }
    }

    pub fn clean(habits: Habits) -> Self {
        Self::new(habits, Faults::NONE, 0)
    }

    pub fn partner(&self) -> TransferPartner {
        partner(self.peer.habits)
    }

    pub fn upload(&mut self, kind: PlanKind, items: Vec<PlanItem>) {
        let mut out = Vec::new();
        let partner = self.partner();
        self.transfer = Some(PlanTransfer::upload(
            self.now, partner, kind, items, &mut out,
        ));
        self.say(out);
    }

    pub fn download(&mut self, kind: PlanKind) {
        let mut out = Vec::new();
        let partner = self.partner();
        self.transfer = Some(PlanTransfer::download(self.now, partner, kind, &mut out));
        self.say(out);
    }

    /// The transfer is told something.
    pub fn tell(&mut self, tell: impl FnOnce(&mut PlanTransfer, Moment, &mut Vec<Say>)) {
        let mut out = Vec::new();
        tell(self.transfer.as_mut().unwrap(), self.now, &mut out);
        self.say(out);
    }

    fn is_lost(&mut self) -> bool {
        self.sent += 1;
        self.is_cut || self.lose == Some(self.sent - 1)
    }

    fn say(&mut self, out: Vec<Say>) {
        for say in out {
            self.said.push(say.clone());
            if !self.is_lost() {
                self.to_peer.send(self.now, say);
            }
        }
    }

    fn answer(&mut self, out: Vec<Report>) {
        for report in out {
            if !self.is_lost() {
                self.from_peer.send(self.now, report);
            }
        }
    }

    /// To the next thing that happens, at most 50 ms on; whether the transfer still runs.
    pub fn step(&mut self) -> bool {
        let later = self.now + Duration::from_millis(50);
        let due = self.transfer.as_ref().and_then(PlanTransfer::due);
        let next = [due, self.to_peer.next_at(), self.from_peer.next_at()];
        let next = next.into_iter().flatten().min().unwrap_or(later);
        self.now = next.min(later).max(self.now);
        for say in self.to_peer.arrived(self.now) {
            let mut out = Vec::new();
            self.peer.hear(self.now, &say, &mut out);
            self.answer(out);
        }
        let mut out = Vec::new();
        self.peer.wake(self.now, &mut out);
        self.answer(out);
        for report in self.from_peer.arrived(self.now) {
            self.tell(|transfer, now, out| transfer.hear(now, &report, out));
        }
        if self
            .transfer
            .as_ref()
            .and_then(PlanTransfer::due)
            .is_some_and(|due| due <= self.now)
        {
            self.tell(|transfer, now, out| transfer.wake(now, out));
        }
        self.transfer.as_ref().unwrap().outcome().is_none()
    }

    pub fn run(&mut self) -> Outcome {
        let until = self.now + Duration::from_secs(3_600);
        while self.step() {
            assert!(self.now < until, "it never ends: {:?}", self.transfer);
        }
        self.outcome()
    }

    pub fn run_for(&mut self, duration: Duration) {
        let until = self.now + duration;
        while self.now < until {
            self.step();
        }
    }

    pub fn outcome(&self) -> Outcome {
        self.transfer.as_ref().unwrap().outcome().unwrap().clone()
    }

    pub fn progress(&self) -> Progress {
        match self.transfer.as_ref().unwrap().state() {
            TransferState::Running(progress) => progress,
            TransferState::Ended(outcome) => panic!("{outcome:?}"),
        }
    }

    /// What an outcome claims is true.
    pub fn is_honest(&self, kind: PlanKind, sent: &[PlanItem], before: &[PlanItem]) -> bool {
        let held = self.peer.held(kind, sent);
        let same =
            |one: &[PlanItem], other: &[PlanItem]| format!("{one:?}") == format!("{other:?}");
        match self.outcome() {
            Outcome::Verified { .. } => same(self.peer.store(kind), &held),
            Outcome::Refused {
                may_have_changed: false,
                ..
            }
            | Outcome::Failed {
                may_have_changed: false,
                ..
            }
            | Outcome::Cancelled {
                may_have_changed: false,
            }
            | Outcome::TooLarge { .. } => same(self.peer.store(kind), before),
            _ => true,
        }
    }
}

pub fn is_verified(outcome: &Outcome) -> bool {
    matches!(outcome, Outcome::Verified { .. })
}
