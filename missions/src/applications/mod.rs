//! Which applications and reports the rules of China require for one flight, with their deadlines.
//!
//! The law is the Interim Regulation on the Administration of Unmanned Aircraft Flights
//! (无人驾驶航空器飞行管理暂行条例, in force since 2024-01-01) and the notice of Shandong of February 2026, by which
//! only the published suitable airspace is open. Each rule says in its doc comment how far it is to be trusted:
//! `[text]` was read in the regulation or a notice, `[known]` is general knowledge that has to be checked before a
//! claim of conformity. `docs/applications.md` tells them to people.
//!
//! Fails closed: a fact that is not known counts as what requires an application. Exemptions that need facts which
//! nobody tells here (aircraft of police, customs and emergency services over their own station, farming) are not
//! used.

mod deadlines;
mod facts;
mod help;
mod required;
mod rules;

pub use facts::{FlightApproval, FlightFacts, Term, ZoneTouched};
pub use required::{
    Addressee, Application, ApplicationKind, Report, ReportDue, ReportKind, Required,
};

impl FlightFacts<'_> {
    /// What the rules require of the flight.
    pub fn required(&self) -> Required {
        required::required(self)
    }
}
