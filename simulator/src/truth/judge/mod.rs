//! The judge: takes the truth in as it happens, remembers a little of each vehicle and nothing of the
//! past, and says in the end what was met and what was not.

mod bound;
mod goal;
mod known;
mod moment;
mod separation;
#[cfg(test)]
mod tests;

use super::TruthRecord;
use crate::place::Place;
use crate::scenario::{AssertionKind, ModeMoment, Scenario};
use crate::time::SimTime;
use bound::Bound;
use geofences::Bilingual;
use goal::Goal;
use known::Known;
use moment::Moment;

/// What became of an assertion.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It came out as it had to.
    Met,
    /// It did not.
    NotMet,
    /// The truth does not reach far enough to say so.
    Undecided,
}

/// What became of an assertion, and why.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    /// The name of the assertion.
    pub name: String,
    /// What became of it.
    pub outcome: Outcome,
    /// Why.
    pub why: Bilingual,
    /// When it was decided: first broken, or done.
    pub at: Option<SimTime>,
    /// Which vehicle decided it, by its index.
    pub vehicle: Option<usize>,
    /// Where that vehicle truly was.
    pub place: Option<Place>,
}

/// What decides an assertion.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Finding {
    outcome: Outcome,
    why: Bilingual,
    at: Option<SimTime>,
    vehicle: Option<usize>,
    place: Option<Place>,
}

impl Finding {
    fn new(outcome: Outcome, en: impl Into<String>, zh: impl Into<String>) -> Self {
        Self {
            outcome,
            why: Bilingual::new(en, zh),
            at: None,
            vehicle: None,
            place: None,
        }
    }

    fn met(en: impl Into<String>, zh: impl Into<String>) -> Self {
        Self::new(Outcome::Met, en, zh)
    }

    fn not_met(en: impl Into<String>, zh: impl Into<String>) -> Self {
        Self::new(Outcome::NotMet, en, zh)
    }

    fn undecided(en: impl Into<String>, zh: impl Into<String>) -> Self {
        Self::new(Outcome::Undecided, en, zh)
    }

    fn then(self, at: SimTime) -> Self {
        Self {
            at: Some(at),
            ..self
        }
    }

    fn by(self, vehicle: usize, place: Option<Place>) -> Self {
        Self {
            vehicle: Some(vehicle),
            place,
            ..self
        }
    }
}

/// One assertion by what it takes to decide it.
enum Rule {
    /// Something has to come to pass.
    Goal(Goal),
    /// Something may never happen.
    Bound(Bound),
    /// Something has to be so at a moment.
    Moment(Moment),
}

/// The judge of a scenario's assertions.
pub struct Judge {
    known: Known,
    judged: Vec<Judged>,
    now: SimTime,
    has_ended: bool,
}

struct Judged {
    name: String,
    rule: Rule,
    finding: Option<Finding>,
}

impl Judge {
    /// A judge who has seen nothing yet.
    pub fn new(scenario: &Scenario) -> Self {
        let end = scenario.duration.map(|duration| SimTime::START + duration);
        let judged = scenario.assertions.iter().map(|assertion| {
            let kind = &assertion.kind;
            let vehicles = assertion.vehicles.as_slice();
            let rule = match kind {
                AssertionKind::Airborne { .. }
                | AssertionKind::Mode {
                    when: ModeMoment::At(_),
                    ..
                } => Moment::new(kind, vehicles).map(Rule::Moment),
                AssertionKind::Reaches { .. }
                | AssertionKind::Lands { .. }
                | AssertionKind::EventSeen { .. }
                | AssertionKind::Mode {
                    when: ModeMoment::Ever(..),
                    ..
                } => Goal::new(kind, vehicles, scenario, end).map(Rule::Goal),
                _ => Bound::new(kind, vehicles, scenario.vehicles.len(), end).map(Rule::Bound),
            };
            rule.map(|rule| Judged {
                name: assertion.name.clone(),
                rule,
                finding: None,
            })
        });
        Self {
            judged: judged.flatten().collect(),
            known: Known::new(scenario),
            now: SimTime::START,
            has_ended: false,
        }
    }

    /// Takes in what happened. Records come in the order of their moments.
    pub fn take(&mut self, record: &TruthRecord) {
        let at = record.at();
        self.now = self.now.max(at);
        self.has_ended |= matches!(record, TruthRecord::End { .. });
        for judged in &mut self.judged {
            if judged.finding.is_some() {
                continue;
            }
            judged.finding = match &mut judged.rule {
                Rule::Goal(goal) => goal.take(record, &self.known),
                Rule::Bound(bound) => bound.take(record, &self.known),
                Rule::Moment(moment) => moment.take(at, &self.known),
            };
        }
        if let TruthRecord::Sample(sample) = record {
            self.known.take(sample);
        }
    }

    /// Whether all is decided that can be decided before the scenario is ended: then a simulation
    /// without a duration may end. Never where all that is asserted is that something never happens.
    pub fn has_nothing_to_wait_for(&self) -> bool {
        let is_open = |judged: &Judged| match &judged.rule {
            Rule::Bound(bound) => bound.is_open_ended(),
            _ => false,
        };
        let closed = self.judged.iter().filter(|judged| !is_open(judged));
        let mut some = false;
        for judged in closed {
            some = true;
            if judged.finding.is_none() {
                return false;
            }
        }
        some
    }

    /// What became of each assertion, in the order of the scenario, if nothing more comes.
    pub fn verdicts(&self) -> Vec<Verdict> {
        let verdicts = self.judged.iter().map(|judged| {
            let finding = judged.finding.clone().unwrap_or_else(|| {
                let known = &self.known;
                match &judged.rule {
                    Rule::Goal(goal) => goal.end(self.now, self.has_ended, known),
                    Rule::Bound(bound) => bound.end(self.now, self.has_ended, known),
                    Rule::Moment(moment) => moment.end(self.now, self.has_ended, known),
                }
            });
            Verdict {
                name: judged.name.clone(),
                outcome: finding.outcome,
                why: finding.why,
                at: finding.at,
                vehicle: finding.vehicle,
                place: finding.place,
            }
        });
        verdicts.collect()
    }
}

/// The truth ends before what it has to tell.
fn ends_too_early(now: SimTime) -> Finding {
    let now_s = now.seconds();
    Finding::undecided(
        format!("the truth ends at {now_s} s, before it can be decided"),
        format!("真值记录止于 {now_s} 秒，尚不能判定"),
    )
}
