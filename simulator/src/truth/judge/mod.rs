//! The judge: takes the truth in as it happens, remembers a little of each vehicle and nothing of the
//! past, and says in the end what was met and what was not.

mod bound;
mod density;
mod goal;
mod known;
mod moment;
mod separation;
#[cfg(test)]
mod tests;

use super::TruthRecord;
use crate::place::Place;
use crate::scenario::{Assertion, AssertionKind, ModeMoment, Scenario};
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

    /// What it is worth where not all of the truth could be taken in: what came to pass, did; that all
    /// was well is not known.
    fn doubted(self, spoiled: Option<&Bilingual>) -> Self {
        match spoiled {
            Some(why) if self.outcome == Outcome::Met => {
                Self::undecided(why.en.clone(), why.zh.clone())
            }
            _ => self,
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
    /// Why nothing can come out well any more.
    spoiled: Option<Bilingual>,
}

struct Judged {
    name: String,
    /// `None`: it cannot be judged.
    rule: Option<Rule>,
    finding: Option<Finding>,
}

impl Judge {
    /// A judge who has seen nothing yet.
    pub fn new(scenario: &Scenario) -> Self {
        let end = scenario.duration.map(|duration| SimTime::START + duration);
        let judged = scenario.assertions.iter().map(|assertion| {
            let rule = rule(assertion, scenario, end);
            let finding = rule.is_none().then(cannot_be_judged);
            Judged {
                name: assertion.name.clone(),
                rule,
                finding,
            }
        });
        Self {
            judged: judged.collect(),
            known: Known::new(scenario),
            now: SimTime::START,
            has_ended: false,
            spoiled: None,
        }
    }

    /// Takes in what happened. Records come in the order of their moments, and the end is the last one:
    /// one that does not belong is left out, and nothing that is undecided then comes out as met.
    pub fn take(&mut self, record: &TruthRecord) {
        if let Some(why) = self.objection(record) {
            self.spoiled.get_or_insert(why);
            return;
        }
        let at = record.at();
        self.now = at;
        self.has_ended = matches!(record, TruthRecord::End { .. });
        for judged in &mut self.judged {
            if judged.finding.is_some() {
                continue;
            }
            let finding = match &mut judged.rule {
                Some(Rule::Goal(goal)) => goal.take(record, &self.known),
                Some(Rule::Bound(bound)) => bound.take(record, &self.known),
                Some(Rule::Moment(moment)) => moment.take(at, &self.known),
                None => None,
            };
            judged.finding = finding.map(|it| it.doubted(self.spoiled.as_ref()));
        }
        if let TruthRecord::Sample(sample) = record {
            self.known.take(sample);
        }
    }

    /// Why a record does not belong here.
    fn objection(&self, record: &TruthRecord) -> Option<Bilingual> {
        let at_s = record.at().seconds();
        let is_known = |vehicle: usize| self.known.of(vehicle).is_some();
        let does_exist = match record {
            TruthRecord::Sample(sample) => is_known(sample.vehicle),
            TruthRecord::Image(image) => is_known(image.vehicle),
            TruthRecord::LinkCount(count) => {
                let vehicle = self.known.of(count.vehicle);
                vehicle.is_some_and(|vehicle| count.link < vehicle.links)
            }
            TruthRecord::End { .. } => true,
        };
        let why = if self.has_ended {
            ("after the end", "结束之后")
        } else if record.at() < self.now {
            ("out of order", "时间顺序错误")
        } else if !does_exist {
            (
                "of a vehicle or link that does not exist",
                "所述飞行器或链路不存在",
            )
        } else {
            return None;
        };
        Some(Bilingual::new(
            format!("the truth has a record {}, of {at_s} s", why.0),
            format!("真值记录有误（{}），时刻 {at_s} 秒", why.1),
        ))
    }

    /// Whether all is decided that can be decided before the scenario is ended: then a simulation
    /// without a duration may end. Never where all that is asserted is that something never happens.
    pub fn has_nothing_to_wait_for(&self) -> bool {
        let is_open = |judged: &Judged| match &judged.rule {
            Some(Rule::Bound(bound)) => bound.is_open_ended(),
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
                let finding = match &judged.rule {
                    Some(Rule::Goal(goal)) => goal.end(self.now, self.has_ended, known),
                    Some(Rule::Bound(bound)) => bound.end(self.now, self.has_ended, known),
                    Some(Rule::Moment(moment)) => moment.end(self.now, self.has_ended, known),
                    None => cannot_be_judged(),
                };
                finding.doubted(self.spoiled.as_ref())
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

/// What it takes to decide an assertion; `None` where it is about nothing that the scenario has.
fn rule(assertion: &Assertion, scenario: &Scenario, end: Option<SimTime>) -> Option<Rule> {
    let (kind, vehicles) = (&assertion.kind, assertion.vehicles.as_slice());
    let is_each_once = vehicles.is_sorted_by(|a, b| a < b);
    if !is_each_once || *vehicles.last()? >= scenario.vehicles.len() {
        return None;
    }
    match kind {
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
    }
}

fn cannot_be_judged() -> Finding {
    Finding::undecided(
        "it cannot be judged: it is about nothing that the scenario has",
        "无法判定：断言所述对象不在情景中",
    )
}

/// The truth ends before what it has to tell.
fn ends_too_early(now: SimTime) -> Finding {
    let now_s = now.seconds();
    Finding::undecided(
        format!("the truth ends at {now_s:.1} s, before it can be decided"),
        format!("真值记录止于 {now_s:.1} 秒，尚不能判定"),
    )
}
