//! Figures read with their places, so that what is wrong with them together is told where they stand.

use crate::camera::Fault;
use geofences::Bilingual;
use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use written::{Report, Spot, Table, bounds, say};

/// Where figures stand, and which of them could not be read.
#[derive(Default)]
pub(super) struct Places {
    spots: RefCell<HashMap<String, Spot>>,
    unread: RefCell<HashSet<String>>,
}

pub(super) type Notes<'a> = Report<'a, Places>;
pub(super) type Keys<'a> = Table<'a, Places>;

impl Places {
    fn saw(&self, spot: &Spot) {
        self.spots
            .borrow_mut()
            .insert(spot.key.clone(), spot.clone());
    }

    fn lacks(&self, way: String) {
        self.unread.borrow_mut().insert(way);
    }
}

/// A number. Where there is none that is noted, and it is no number, so that the others are still judged.
pub(super) fn number(table: &Keys, key: &'static str) -> f64 {
    // What it may be is judged with the other figures, and in one place.
    let found = table.required(key, |given| {
        table.report.notes.saw(&given.spot);
        given.number(bounds(-1e12, 1e12, ""))
    });
    found.unwrap_or_else(|| {
        table.report.notes.lacks(way_to(table, key));
        f64::NAN
    })
}

/// A whole number that is not negative.
pub(super) fn count(table: &Keys, key: &'static str) -> u32 {
    let found = table.required(key, |given| {
        table.report.notes.saw(&given.spot);
        given.whole(bounds(0.0, f64::from(u32::MAX), ""))
    });
    let found = found.and_then(|whole| u32::try_from(whole).ok());
    found.unwrap_or_else(|| {
        table.report.notes.lacks(way_to(table, key));
        0
    })
}

/// A whole number from one to another, both included. Where there is none that is noted.
pub(super) fn whole<T: TryFrom<u64> + Default>(
    table: &Keys,
    key: &'static str,
    (least, most): (f64, f64),
    unit: &'static str,
) -> T {
    let found = table.required(key, |given| {
        table.report.notes.saw(&given.spot);
        given.whole(bounds(least, most, unit))
    });
    let found = found.and_then(|whole| T::try_from(whole).ok());
    found.unwrap_or_else(|| {
        table.report.notes.lacks(way_to(table, key));
        T::default()
    })
}

/// A name of files and topics.
pub(super) fn id(table: &Keys, key: &'static str) -> String {
    let name = table.required(key, |given| {
        table.report.notes.saw(&given.spot);
        given.name().map(str::to_owned)
    });
    name.unwrap_or_else(|| {
        table.report.notes.lacks(way_to(table, key));
        String::new()
    })
}

/// `name` and `name_zh`.
pub(super) fn names(table: &Keys) -> Bilingual {
    let text = |key| {
        table
            .required(key, |given| given.text())
            .unwrap_or_default()
    };
    Bilingual::new(text("name"), text("name_zh"))
}

/// Notes faults where their figures stand, below the way `below`. A fault of a figure that could not be read
/// is told already.
pub(super) fn note(report: &Notes, below: &str, faults: &[Fault]) {
    let places = &report.notes;
    for fault in faults {
        let way = if below.is_empty() {
            fault.field.clone()
        } else {
            format!("{below}.{}", fault.field)
        };
        if places.unread.borrow().contains(&way) {
            continue;
        }
        let spots = places.spots.borrow();
        // A fault of several figures stands where their table does.
        let nearest = || way.rsplit_once('.').and_then(|(table, _)| spots.get(table));
        let spot = spots.get(&way).or_else(nearest).cloned();
        let spot = spot.unwrap_or_else(|| Spot::new(0, way));
        report.error("out-of-range", &spot, fault.what.clone(), None);
    }
}

/// A table that may be there.
pub(super) fn optional_table<'a>(
    file: &Keys<'a>,
    key: &'static str,
    keys: &'static written::TableKeys,
) -> Option<Keys<'a>> {
    file.optional(key, |given| {
        file.report.notes.saw(&given.spot);
        given.table(keys)
    })
}

/// A table that has to be there.
pub(super) fn table<'a>(
    file: &Keys<'a>,
    key: &'static str,
    keys: &'static written::TableKeys,
) -> Option<Keys<'a>> {
    file.required(key, |given| {
        file.report.notes.saw(&given.spot);
        given.table(keys)
    })
}

/// Notes that a table means nothing for this kind of vehicle.
pub(super) fn not_for(file: &Keys, key: &'static str, why: (&str, &str)) {
    if let Some(given) = file.given(key) {
        let what = say(
            format!("{key} means nothing {}", why.0),
            format!("{key} {}没有意义", why.1),
        );
        given.error("useless-key", what, Some(say("take it out", "请删去")));
    }
}

fn way_to(table: &Keys, key: &str) -> String {
    if table.spot.key.is_empty() {
        key.to_owned()
    } else {
        format!("{}.{key}", table.spot.key)
    }
}
