//! What has to be so at a moment. The last samples not later than it tell, if they are not old.

use super::known::Known;
use super::{Finding, ends_too_early};
use crate::airframe::Contact;
use crate::scenario::{AssertionKind, ModeMoment, Quantifier, VehicleCount};
use crate::time::SimTime;

/// Something that has to be so at a moment.
pub struct Moment {
    at: SimTime,
    vehicles: Vec<usize>,
    wanted: Wanted,
}

enum Wanted {
    Mode(Quantifier, &'static str),
    Airborne(VehicleCount),
}

impl Moment {
    /// What an assertion wants, if it is of this kind.
    pub fn new(kind: &AssertionKind, vehicles: &[usize]) -> Option<Self> {
        let (at, wanted) = match kind {
            AssertionKind::Airborne { at, count } => (*at, Wanted::Airborne(*count)),
            AssertionKind::Mode {
                who,
                mode,
                when: ModeMoment::At(at),
            } => (*at, Wanted::Mode(*who, mode)),
            _ => return None,
        };
        Some(Self {
            at,
            vehicles: vehicles.to_vec(),
            wanted,
        })
    }

    /// Decides once the moment has passed; `known` is what was known before.
    pub fn take(&self, now: SimTime, known: &Known) -> Option<Finding> {
        (now > self.at).then(|| self.judge(known))
    }

    /// What it comes to where nothing more is told.
    pub fn end(&self, now: SimTime, has_ended: bool, known: &Known) -> Finding {
        if has_ended && now >= self.at {
            self.judge(known)
        } else {
            ends_too_early(now)
        }
    }

    fn judge(&self, known: &Known) -> Finding {
        if let Some(silence) = known.too_little(&self.vehicles, self.at, self.at) {
            return silence;
        }
        let finding = match self.wanted {
            Wanted::Mode(who, mode) => self.mode(who, mode, known),
            Wanted::Airborne(count) => self.airborne(count, known),
        };
        finding.then(self.at)
    }

    fn mode(&self, who: Quantifier, mode: &str, known: &Known) -> Finding {
        let is_in = |vehicle: &&usize| {
            let last = known.last(**vehicle);
            last.is_some_and(|last| last.mode == mode)
        };
        let at_s = self.at.seconds();
        let inside = self.vehicles.iter().find(is_in);
        let outside = self.vehicles.iter().find(|vehicle| !is_in(vehicle));
        match (who, inside, outside) {
            (Quantifier::All, _, None) | (Quantifier::Any, Some(_), _) => Finding::met(
                format!("in mode {mode} at {at_s} s"),
                format!("{at_s} 秒时处于 {mode} 模式"),
            ),
            (_, _, other) => {
                let other = other.copied().unwrap_or_default();
                let (name, last) = (known.name(other), known.last(other));
                let is = last.map_or("?", |last| last.mode.as_ref());
                Finding::not_met(
                    format!("{name} was in mode {is} at {at_s} s, not in {mode}"),
                    format!("{at_s} 秒时 {name} 处于 {is} 模式，而非 {mode}"),
                )
                .by(other, last.map(|last| last.place))
            }
        }
    }

    fn airborne(&self, wanted: VehicleCount, known: &Known) -> Finding {
        let is_airborne = |vehicle: &&usize| {
            let last = known.last(**vehicle);
            last.is_some_and(|last| last.contact == Contact::Airborne)
        };
        let (count, all) = (
            self.vehicles.iter().filter(is_airborne).count(),
            self.vehicles.len(),
        );
        let is_met = match wanted {
            VehicleCount::AtLeast(least) => count >= least,
            VehicleCount::AtMost(most) => count <= most,
            VehicleCount::AtLeastPart(part) => count as f64 >= part * all as f64,
        };
        let at_s = self.at.seconds();
        let (en, zh) = (
            format!("{count} of {all} were in the air at {at_s} s"),
            format!("{at_s} 秒时 {all} 架中有 {count} 架在空中"),
        );
        if is_met {
            Finding::met(en, zh)
        } else {
            Finding::not_met(en, zh)
        }
    }
}
