//! A table of a file: which keys it may have, which it has, and which were read.

use crate::given::Given;
use crate::keys::TableKeys;
use crate::report::{Report, Spot, say};
use crate::suggestion::{closest, one_of};
use crate::tree::{Entry, Node, Value};
use std::cell::RefCell;

/// A table that is being read.
pub struct Table<'a, N = ()> {
    /// Where problems are noted.
    pub report: &'a Report<'a, N>,
    /// Where it begins.
    pub spot: Spot,
    entries: &'a [Entry],
    keys: &'static TableKeys,
    used: RefCell<Vec<&'static str>>,
}

impl<'a, N> Table<'a, N> {
    /// Begins to read the table that a file is.
    pub fn of_file(report: &'a Report<'a, N>, tree: &'a Node, keys: &'static TableKeys) -> Self {
        let entries: &[Entry] = match &tree.value {
            Value::Table(entries) => entries,
            _ => &[],
        };
        Self::open(report, entries, keys, Spot::new(0, ""))
    }

    /// Begins to read a table. Keys that are none of its keys are noted.
    pub fn open(
        report: &'a Report<'a, N>,
        entries: &'a [Entry],
        keys: &'static TableKeys,
        spot: Spot,
    ) -> Self {
        let table = Self {
            report,
            spot,
            entries,
            keys,
            used: RefCell::default(),
        };
        for entry in entries {
            let name = entry.key.as_str();
            if !keys.keys.contains(&name) {
                let what = say(
                    format!("{name:?} is no key of {}", keys.title()),
                    format!("{} 没有键 {name:?}", keys.title()),
                );
                let help = closest(report, name, keys.keys).unwrap_or_else(|| one_of(keys.keys));
                report.error("unknown-key", &table.spot_of(entry), what, Some(help));
            }
        }
        table
    }

    fn spot_of(&self, entry: &Entry) -> Spot {
        Spot::new(entry.key_span.start, self.way_to(&entry.key))
    }

    fn way_to(&self, key: &str) -> String {
        if self.spot.key.is_empty() {
            key.to_owned()
        } else {
            format!("{}.{key}", self.spot.key)
        }
    }

    fn entry(&self, key: &str) -> Option<&'a Entry> {
        let found = self.entries.binary_search_by(|it| it.key.as_str().cmp(key));
        self.entries.get(found.ok()?)
    }

    /// What it gives for a key of its own.
    pub fn given(&self, key: &'static str) -> Option<Given<'a, N>> {
        debug_assert!(self.keys.keys.contains(&key), "{key}");
        let entry = self.entry(key)?;
        self.used.borrow_mut().push(key);
        // A list of tables begins at its first header; its value has no place of its own.
        let offset = entry.node.span.start.max(entry.key_span.start);
        Some(Given {
            report: self.report,
            value: &entry.node.value,
            spot: Spot::new(offset, self.way_to(key)),
        })
    }

    /// Whether it is of this kind.
    pub fn is_of(&self, keys: &'static TableKeys) -> bool {
        std::ptr::eq(self.keys, keys)
    }

    /// Whether it gives something for a key.
    pub fn has(&self, key: &'static str) -> bool {
        self.entry(key).is_some()
    }

    /// What `read` makes of a key's value; `None` where it is not there.
    pub fn optional<T>(
        &self,
        key: &'static str,
        read: impl FnOnce(Given<'a, N>) -> Option<T>,
    ) -> Option<T> {
        self.given(key).and_then(read)
    }

    /// What `read` makes of a key's value, which has to be there.
    pub fn required<T>(
        &self,
        key: &'static str,
        read: impl FnOnce(Given<'a, N>) -> Option<T>,
    ) -> Option<T> {
        let given = self.given(key);
        if given.is_none() {
            self.missing(key);
        }
        given.and_then(read)
    }

    /// Notes that a key is missing.
    pub fn missing(&self, key: &'static str) {
        let what = say(
            format!("{key} is missing in {}", self.keys.title()),
            format!("{} 缺少 {key}", self.keys.title()),
        );
        let spot = Spot::new(self.spot.offset, self.way_to(key));
        self.report.error("missing-key", &spot, what, None);
    }

    /// Ends the reading: keys that were not read mean nothing here. `why` says what of the table makes
    /// them so, in both languages.
    pub fn close(self, why: (&str, &str)) {
        let used = self.used.borrow();
        for entry in self.entries {
            let name = entry.key.as_str();
            if self.keys.keys.contains(&name) && !used.contains(&name) {
                let what = say(
                    format!("{name} means nothing {}", why.0),
                    format!("{name} {}没有意义", why.1),
                );
                let help = say("take it out", "请删去");
                let spot = self.spot_of(entry);
                self.report.error("useless-key", &spot, what, Some(help));
            }
        }
    }
}
