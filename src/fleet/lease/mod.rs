//! Who holds a vehicle: one operator at a time, for as long as they say that they are there.
//!
//! - Whoever takes a free vehicle holds it for a minute, and longer by renewing.
//! - Another one asks for it; the holder grants or denies. What is not answered within a minute is over.
//! - An administrator takes a held vehicle over, but has to ask first, and to wait for ten seconds or for
//!   the denial: so the holder knows before.
//! - A ground station holds a vehicle while its heartbeat is heard; ten seconds without one, and it no longer
//!   does.
//! - Hold, return and land need no lease, whoever holds it. Everything else does.
//! - Disarming in the air needs two different people within half a minute, one of whom holds the vehicle.
//!   A station is nobody's word for that.
//! - When another one holds it, what was ordered under the lease before ends, and so do jobs that change
//!   something.
//! - What was given is called off by whoever gave it, by the holder, or by an administrator.

mod holder;
mod refusal;

pub use holder::{Holder, Person, Role};
pub use refusal::LeaseRefusal;

use crate::fleet::order::Order;
use crate::link::names::{LinkId, PeerId};
use crate::moment::Moment;
use std::time::Duration;

/// The lease of one vehicle.
#[derive(Clone, Debug, Default)]
pub struct Lease {
    held: Option<Held>,
    asked: Option<Asked>,
    disarming: Option<Disarming>,
}

/// Who holds a vehicle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// Who.
    pub by: Holder,
    /// Since when.
    pub since: Moment,
    /// Until when, unless it is renewed.
    pub until: Moment,
}

/// Who asked for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// Who.
    pub by: Holder,
    /// When.
    pub at: Moment,
    /// Whether the holder said no.
    pub was_denied: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Disarming {
    by: Person,
    held: bool,
    at: Moment,
}

impl Lease {
    /// How long a person holds a vehicle without renewing.
    pub const LASTS: Duration = Duration::from_secs(60);
    /// How long a station holds it without a heartbeat.
    pub const STATION_LASTS: Duration = Duration::from_secs(10);
    /// How long a question waits for its answer.
    pub const QUESTION_LASTS: Duration = Duration::from_secs(60);
    /// How long an administrator waits for the holder's answer.
    pub const ADMINISTRATOR_WAITS: Duration = Duration::from_secs(10);
    /// How long after the first the second person may say that it is to be disarmed in the air.
    pub const SECOND_WORD: Duration = Duration::from_secs(30);

    /// Who holds it.
    pub fn held(&self, now: Moment) -> Option<&Held> {
        self.held.as_ref().filter(|held| now < held.until)
    }

    /// Who asked for it and has not been granted it.
    pub fn asked(&self, now: Moment) -> Option<&Asked> {
        let lasts = |asked: &&Asked| now.since(asked.at) < Self::QUESTION_LASTS;
        self.asked.as_ref().filter(lasts)
    }

    /// Takes it where nobody holds it; whoever holds it renews it.
    ///
    /// # Errors
    /// Another one holds it, or they may command nothing.
    pub fn take(&mut self, now: Moment, by: &Holder, role: Role) -> Result<(), LeaseRefusal> {
        operator(role)?;
        match self.held(now) {
            Some(held) if held.by != *by => Err(LeaseRefusal::HeldBy(held.by.clone())),
            Some(_) => self.renew(now, by),
            None => {
                self.give(now, by.clone());
                Ok(())
            }
        }
    }

    /// The holder is still there.
    ///
    /// # Errors
    /// They do not hold it.
    pub fn renew(&mut self, now: Moment, by: &Holder) -> Result<(), LeaseRefusal> {
        self.holds(now, by)?;
        // A station is there while it is heard, whatever it asks for.
        if let (Some(held), Holder::Person(_)) = (&mut self.held, by) {
            held.until = now + Self::LASTS;
        }
        Ok(())
    }

    /// A heartbeat of a station came.
    pub fn heard_station(&mut self, now: Moment, link: LinkId, peer: PeerId, system: u8) {
        let station = Holder::Station { link, peer, system };
        if self.holds(now, &station).is_ok()
            && let Some(held) = &mut self.held
        {
            held.until = now + Self::STATION_LASTS;
        }
    }

    /// The holder leaves it. Whoever asked for it last then has it.
    ///
    /// # Errors
    /// They do not hold it.
    pub fn release(&mut self, now: Moment, by: &Holder) -> Result<(), LeaseRefusal> {
        self.holds(now, by)?;
        self.held = None;
        if let Some(asked) = self.asked(now).cloned() {
            self.give(now, asked.by);
        }
        Ok(())
    }

    /// Asks the holder for it. One question waits at a time, and an administrator's goes before another's.
    ///
    /// # Errors
    /// Nobody holds it, they hold it themselves, another one has asked, or they may command nothing.
    pub fn ask(&mut self, now: Moment, by: &Holder, role: Role) -> Result<(), LeaseRefusal> {
        operator(role)?;
        match self.held(now) {
            None => return Err(LeaseRefusal::HeldByNobody),
            Some(held) if held.by == *by => return Err(LeaseRefusal::HeldByYou),
            Some(_) => {}
        }
        match self.asked(now) {
            // Asking again does not begin the wait anew.
            Some(asked) if asked.by == *by && !asked.was_denied => return Ok(()),
            Some(asked) if asked.by != *by && !asked.was_denied && role != Role::Administrator => {
                return Err(LeaseRefusal::AskedBy(asked.by.clone()));
            }
            _ => {}
        }
        self.asked = Some(Asked {
            by: by.clone(),
            at: now,
            was_denied: false,
        });
        Ok(())
    }

    /// The holder hands it over to whoever asked.
    ///
    /// # Errors
    /// They do not hold it, or nobody asked.
    pub fn grant(&mut self, now: Moment, by: &Holder) -> Result<(), LeaseRefusal> {
        self.holds(now, by)?;
        let asked = self.asked(now).filter(|asked| !asked.was_denied);
        let to = asked.ok_or(LeaseRefusal::NobodyAsked)?.by.clone();
        self.give(now, to);
        Ok(())
    }

    /// The holder keeps it.
    ///
    /// # Errors
    /// They do not hold it, or nobody asked.
    pub fn deny(&mut self, now: Moment, by: &Holder) -> Result<(), LeaseRefusal> {
        self.holds(now, by)?;
        self.asked(now).ok_or(LeaseRefusal::NobodyAsked)?;
        if let Some(asked) = &mut self.asked {
            asked.was_denied = true;
        }
        Ok(())
    }

    /// An administrator takes it from its holder, after asking.
    ///
    /// # Errors
    /// They are none, have not asked, or have not waited.
    pub fn take_over(&mut self, now: Moment, by: &Person, role: Role) -> Result<(), LeaseRefusal> {
        if role != Role::Administrator {
            return Err(LeaseRefusal::NoAdministrator);
        }
        let by = Holder::Person(by.clone());
        if self.held(now).is_none_or(|held| held.by == by) {
            return self.take(now, &by, role);
        }
        let asked = self.asked(now).filter(|asked| asked.by == by);
        let asked = asked.ok_or(LeaseRefusal::AskFirst)?;
        let until = asked.at + Self::ADMINISTRATOR_WAITS;
        if !asked.was_denied && now < until {
            return Err(LeaseRefusal::Wait { until });
        }
        self.give(now, by);
        Ok(())
    }

    /// Whether they may order that. Where two people are needed, the other one of them.
    ///
    /// # Errors
    /// Why they may not, or that the other one's word is missing: then it is remembered that they said so.
    pub fn may(
        &mut self,
        now: Moment,
        order: &Order,
        by: &Holder,
        role: Role,
    ) -> Result<Option<Person>, LeaseRefusal> {
        operator(role)?;
        if order.is_stop() {
            return Ok(None);
        }
        if *order == Order::DisarmInAir {
            return self.disarm_in_air(now, by).map(Some);
        }
        self.holds(now, by)?;
        Ok(None)
    }

    /// Whether they may call off what somebody gave, a stop as well.
    ///
    /// # Errors
    /// They neither gave it, nor hold the vehicle, nor are an administrator.
    pub fn may_call_off(
        &self,
        now: Moment,
        giver: &Holder,
        by: &Holder,
        role: Role,
    ) -> Result<(), LeaseRefusal> {
        let may = by == giver || role == Role::Administrator || self.holds(now, by).is_ok();
        may.then_some(()).ok_or(LeaseRefusal::NotTheirs)
    }

    /// Whether they hold it now.
    ///
    /// # Errors
    /// Who else does, or that nobody does.
    pub fn holds(&self, now: Moment, by: &Holder) -> Result<(), LeaseRefusal> {
        match self.held(now) {
            Some(held) if held.by == *by => Ok(()),
            Some(held) => Err(LeaseRefusal::HeldBy(held.by.clone())),
            None => Err(LeaseRefusal::HeldByNobody),
        }
    }

    /// Who held it until it ran out, which is told once.
    pub fn wake(&mut self, now: Moment) -> Option<Holder> {
        self.held.take_if(|held| now >= held.until).map(|it| it.by)
    }

    /// When it runs out.
    pub fn due(&self) -> Option<Moment> {
        self.held.as_ref().map(|held| held.until)
    }

    fn disarm_in_air(&mut self, now: Moment, by: &Holder) -> Result<Person, LeaseRefusal> {
        let Holder::Person(person) = by else {
            return Err(LeaseRefusal::NoPerson);
        };
        let held = self.holds(now, by).is_ok();
        let first = self
            .disarming
            .take_if(|first| first.by != *person || now.since(first.at) > Self::SECOND_WORD)
            .filter(|first| now.since(first.at) <= Self::SECOND_WORD);
        if let Some(first) = first {
            // One of the two, when they said so or now.
            let first_holds = self.holds(now, &Holder::Person(first.by.clone())).is_ok();
            if held || first.held || first_holds {
                return Ok(first.by);
            }
            self.disarming = Some(first);
            return Err(LeaseRefusal::NeitherHolds);
        }
        let first = self.disarming.get_or_insert(Disarming {
            by: person.clone(),
            held,
            at: now,
        });
        let until = first.at + Self::SECOND_WORD;
        Err(LeaseRefusal::SecondPerson { until })
    }

    fn give(&mut self, now: Moment, to: Holder) {
        let lasts = match to {
            Holder::Person(_) => Self::LASTS,
            Holder::Station { .. } => Self::STATION_LASTS,
        };
        self.held = Some(Held {
            by: to,
            since: now,
            until: now + lasts,
        });
        self.asked = None;
    }
}

fn operator(role: Role) -> Result<(), LeaseRefusal> {
    match role {
        Role::Operator | Role::Administrator => Ok(()),
        Role::Inspector | Role::Reader => Err(LeaseRefusal::NoOperator),
    }
}

#[cfg(test)]
mod tests;
