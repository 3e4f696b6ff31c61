//! What happens in the city.

use super::city::{City, both_names, tables};
use super::given::{Given, PART, ScenarioGiven, Table};
use super::keys;
use crate::scenario::{Event, EventKind};
use crate::time::SimTime;
use written::{bounds, say};

/// Reads all events.
pub fn read(file: &Table<'_>, city: &mut City) -> Vec<Event> {
    let tables = tables(file, "event", &keys::EVENT);
    let events = tables.iter().filter_map(|table| event(table, city));
    events.collect()
}

fn event(table: &Table<'_>, city: &mut City) -> Option<Event> {
    let names = both_names(table, &mut city.events, ());
    let kind = table.required("kind", |given| {
        given.choice(
            ("kind of event", "事件类型"),
            &[
                ("smoke", EventKind::Smoke),
                ("algae", EventKind::Algae),
                ("dump", EventKind::Dump),
                ("crowd", EventKind::Crowd),
                ("high-water", EventKind::HighWater),
            ],
        )
    });
    let at = table.required("at", |given| given.position());
    let from = table.optional("from_s", |given| given.moment());
    let from = from.unwrap_or(SimTime::START);
    let until = table.optional("until_s", |given| later(&given, from));
    let far = bounds(1.0, 20_000.0, "m");
    let radius_m = table.required("radius_m", |given| given.number(far));
    let strength = table.optional("strength", |given| given.number(PART));
    let (name, name_zh) = names?;
    Some(Event {
        name,
        name_zh,
        kind: kind?,
        at: at?,
        from,
        until,
        radius_m: radius_m?,
        strength: strength.unwrap_or(0.5),
    })
}

/// A moment that has to be later than another one.
pub fn later(given: &Given<'_>, from: SimTime) -> Option<SimTime> {
    let until = given.moment()?;
    if until > from {
        return Some(until);
    }
    let what = say(
        format!(
            "it is over at {} s, and begins at {} s",
            until.seconds(),
            from.seconds()
        ),
        format!(
            "结束于 {} 秒，却始于 {} 秒",
            until.seconds(),
            from.seconds()
        ),
    );
    given.error("ends-before-it-begins", what, None);
    None
}
