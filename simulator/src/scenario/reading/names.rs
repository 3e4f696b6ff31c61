//! Names that were given, so that others can refer to them.

use super::given::Given;
use super::report::say;
use super::suggestion::{closest, one_of};
use std::collections::HashMap;

/// The names of all things of one kind, with what others have to know of each.
pub struct Names<T> {
    thing: (&'static str, &'static str),
    list: Vec<(String, T)>,
    by_name: HashMap<String, usize>,
    has_gaps: bool,
}

impl<T> Names<T> {
    /// No name yet; `thing` says what they name, in both languages.
    pub fn new(thing: (&'static str, &'static str)) -> Self {
        Self {
            thing,
            list: Vec::new(),
            by_name: HashMap::new(),
            has_gaps: false,
        }
    }

    /// A thing has no name that could be read: then others that refer to it are not blamed.
    pub fn has_gap(&mut self) {
        self.has_gaps = true;
    }

    /// A name is given, at `given`. Names that are there already are noted.
    pub fn add(&mut self, name: String, about: T, given: &Given<'_>) {
        if let Some(first) = self.by_name.get(&name) {
            let (en, zh) = self.thing;
            let what = say(
                format!("{en} {first} (counted from 0) is called {name:?} already"),
                format!("第 {first} 个{zh}（从 0 计）已名为 {name:?}"),
            );
            let help = say("give it another name", "请改名");
            let report = given.report;
            report.error_once("duplicate-name", &given.spot, what, Some(help));
        } else {
            self.by_name.insert(name.clone(), self.list.len());
        }
        self.list.push((name, about));
    }

    /// What is known of a thing.
    pub fn about(&self, index: usize) -> Option<&T> {
        self.list.get(index).map(|(_, about)| about)
    }

    /// The index of the thing that is referred to. A name of nothing is noted.
    pub fn one(&self, given: &Given<'_>) -> Option<usize> {
        let name = given.text()?;
        let found = self.by_name.get(name).copied();
        if found.is_none() {
            self.unknown(name, given);
        }
        found
    }

    /// The indices of the things that are referred to, ascending: by a name, by the beginning of names
    /// before a `*`, or by a list of both.
    pub fn several(&self, given: &Given<'_>) -> Option<Vec<usize>> {
        let mut found = if matches!(given.value, toml::de::DeValue::Array(_)) {
            let elements = given.elements()?;
            let each = elements.iter().map(|element| self.matching(element));
            each.collect::<Option<Vec<_>>>()?.concat()
        } else {
            self.matching(given)?
        };
        found.sort_unstable();
        found.dedup();
        if found.is_empty() {
            given.error(
                "empty",
                say("this names nothing", "此处未指定任何对象"),
                None,
            );
            return None;
        }
        Some(found)
    }

    fn matching(&self, given: &Given<'_>) -> Option<Vec<usize>> {
        let name = given.text()?;
        let Some(start) = name.strip_suffix('*') else {
            return self.one(given).map(|index| vec![index]);
        };
        let names = self.list.iter().enumerate();
        let found: Vec<usize> = names
            .filter(|(_, (name, _))| name.starts_with(start))
            .map(|(index, _)| index)
            .collect();
        if found.is_empty() {
            self.unknown(name, given);
            return None;
        }
        Some(found)
    }

    fn unknown(&self, name: &str, given: &Given<'_>) {
        if self.has_gaps {
            return;
        }
        let (en, zh) = self.thing;
        let what = say(
            format!("there is no {en} {name:?}"),
            format!("没有名为 {name:?} 的{zh}"),
        );
        let names: Vec<&str> = self.list.iter().map(|(name, _)| name.as_str()).collect();
        let help = closest(name, &names).unwrap_or_else(|| one_of(&names));
        given.error("unknown-name", what, Some(help));
    }

    /// All of them.
    pub fn all(&self) -> Vec<usize> {
        (0..self.list.len()).collect()
    }
}
