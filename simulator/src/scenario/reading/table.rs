//! A table of a file: which keys it may have, which it has, and which were read.

use super::given::Given;
use super::keys::TableKeys;
use super::report::{Report, Spot, say};
use super::suggestion::{closest, one_of};
use std::cell::RefCell;
use toml::Spanned;
use toml::de::DeTable;

/// A table that is being read.
pub struct Table<'a> {
    /// Where problems are noted.
    pub report: &'a Report<'a>,
    /// Where it begins.
    pub spot: Spot,
    entries: &'a DeTable<'a>,
    keys: &'static TableKeys,
    used: RefCell<Vec<&'static str>>,
}

impl<'a> Table<'a> {
    /// Begins to read a table. Keys that are none of its keys are noted.
    pub fn open(
        report: &'a Report<'a>,
        entries: &'a DeTable<'a>,
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
        for key in entries.keys() {
            let name = key.get_ref().as_ref();
            if !keys.keys.contains(&name) {
                let what = say(
                    format!("{name:?} is no key of {}", keys.title()),
                    format!("{} 没有键 {name:?}", keys.title()),
                );
                let help = closest(report, name, keys.keys).unwrap_or_else(|| one_of(keys.keys));
                report.error("unknown-key", &table.spot_of(key), what, Some(help));
            }
        }
        table
    }

    fn spot_of(&self, key: &Spanned<std::borrow::Cow<'_, str>>) -> Spot {
        Spot {
            offset: key.span().start,
            key: self.way_to(key.get_ref()),
        }
    }

    fn way_to(&self, key: &str) -> String {
        if self.spot.key.is_empty() {
            key.to_owned()
        } else {
            format!("{}.{key}", self.spot.key)
        }
    }

    /// What it gives for a key of its own.
    pub fn given(&self, key: &'static str) -> Option<Given<'a>> {
        debug_assert!(self.keys.keys.contains(&key), "{key}");
        let (name, value) = self
            .entries
            .iter()
            .find(|(name, _)| name.get_ref() == key)?;
        self.used.borrow_mut().push(key);
        Some(Given {
            report: self.report,
            value: value.get_ref(),
            spot: Spot {
                // A list of tables begins at its first header; its value has no place of its own.
                offset: value.span().start.max(name.span().start),
                key: self.way_to(key),
            },
        })
    }

    /// Whether it is of this kind.
    pub fn is_of(&self, keys: &'static TableKeys) -> bool {
        std::ptr::eq(self.keys, keys)
    }

    /// Whether it gives something for a key.
    pub fn has(&self, key: &'static str) -> bool {
        self.entries.keys().any(|name| name.get_ref() == key)
    }

    /// What `read` makes of a key's value; `None` where it is not there.
    pub fn optional<T>(
        &self,
        key: &'static str,
        read: impl FnOnce(Given<'a>) -> Option<T>,
    ) -> Option<T> {
        self.given(key).and_then(read)
    }

    /// What `read` makes of a key's value, which has to be there.
    pub fn required<T>(
        &self,
        key: &'static str,
        read: impl FnOnce(Given<'a>) -> Option<T>,
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
        let spot = Spot {
            offset: self.spot.offset,
            key: self.way_to(key),
        };
        self.report.error("missing-key", &spot, what, None);
    }

    /// Ends the reading: keys that were not read mean nothing here. `why` says what of the table makes
    /// them so, in both languages.
    pub fn close(self, why: (&str, &str)) {
        let used = self.used.borrow();
        for key in self.entries.keys() {
            let name = key.get_ref().as_ref();
            if self.keys.keys.contains(&name) && !used.contains(&name) {
                let what = say(
                    format!("{name} means nothing {}", why.0),
                    format!("{name} {}没有意义", why.1),
                );
                let help = say("take it out", "请删去");
                let spot = self.spot_of(key);
                self.report.error("useless-key", &spot, what, Some(help));
            }
        }
    }
}
