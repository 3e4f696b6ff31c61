//! Names that were given, so that others can refer to them.

use crate::given::Given;
use crate::report::say;
use crate::suggestion::{closest, one_of};
use crate::tree::Value;
use std::collections::HashMap;

/// What was meant is looked for among so many names, for a start.
const MOST_COMPARED: usize = 2_000;
/// Longer lists of names are written with a `*`.
const MOST_LISTED: usize = 256;

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
    pub fn add<N>(&mut self, name: String, about: T, given: &Given<'_, N>) {
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
    pub fn one<N>(&self, given: &Given<'_, N>) -> Option<usize> {
        let name = given.text()?;
        let found = self.by_name.get(name).copied();
        if found.is_none() {
            self.unknown(name, given);
        }
        found
    }

    /// The indices of the things that are referred to, ascending: by a name, by the beginning of names
    /// before a `*`, or by a list of both.
    pub fn several<N>(&self, given: &Given<'_, N>) -> Option<Vec<usize>> {
        let mut is_named = vec![false; self.list.len()];
        if matches!(given.value, Value::List(_)) {
            let elements = given.elements()?;
            if elements.len() > MOST_LISTED {
                let what = say(
                    format!("{} names; {MOST_LISTED} are the most", elements.len()),
                    format!("{} 个名称，最多 {MOST_LISTED} 个", elements.len()),
                );
                let help = say("use a * at the end of a name", "可在名称末尾使用 *");
                given.error("out-of-range", what, Some(help));
                return None;
            }
            let mut is_good = true;
            for element in &elements {
                is_good &= self.mark(element, &mut is_named).is_some();
            }
            is_good.then_some(())?;
        } else {
            self.mark(given, &mut is_named)?;
        }
        let named = is_named.iter().enumerate();
        let found: Vec<usize> = named.filter(|(_, is)| **is).map(|(at, _)| at).collect();
        if found.is_empty() {
            let what = say("this names nothing", "此处未指定任何对象");
            given.error("empty", what, None);
            return None;
        }
        Some(found)
    }

    /// Marks the things that are referred to by a name or by the beginning of names.
    fn mark<N>(&self, given: &Given<'_, N>, is_named: &mut [bool]) -> Option<()> {
        let name = given.text()?;
        let Some(start) = name.strip_suffix('*') else {
            let index = self.one(given)?;
            if let Some(is_named) = is_named.get_mut(index) {
                *is_named = true;
            }
            return Some(());
        };
        let mut is_any = false;
        for ((name, _), is_named) in self.list.iter().zip(is_named) {
            if name.starts_with(start) {
                *is_named = true;
                is_any = true;
            }
        }
        if !is_any {
            self.unknown(name, given);
        }
        is_any.then_some(())
    }

    fn unknown<N>(&self, name: &str, given: &Given<'_, N>) {
        if self.has_gaps {
            return;
        }
        let (en, zh) = self.thing;
        let what = say(
            format!("there is no {en} {name:?}"),
            format!("没有名为 {name:?} 的{zh}"),
        );
        let names: Vec<&str> = self
            .list
            .iter()
            .take(MOST_COMPARED)
            .map(|(name, _)| name.as_str())
            .collect();
        let help = closest(given.report, name, &names).unwrap_or_else(|| one_of(&names));
        given.error("unknown-name", what, Some(help));
    }

    /// All of them.
    pub fn all(&self) -> Vec<usize> {
        (0..self.list.len()).collect()
    }
}
