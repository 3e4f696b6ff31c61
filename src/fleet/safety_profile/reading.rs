//! Reads a profile from its file: all problems at once, each with its line.

use super::reading_values::{Reading, Value};
use super::{Requirement, Rule, SafetyProfile, Target, Want};
use crate::link::report::ParameterType;
use geofences::Bilingual;
use std::cell::RefCell;
use std::fmt;
use std::ops::Range;
use toml::de::{DeTable, DeValue};

/// Something wrong in a profile.
#[derive(Clone, Debug, PartialEq)]
pub struct ProfileProblem {
    /// The line, from 1.
    pub line: usize,
    /// What.
    pub what: Bilingual,
}

impl fmt::Display for ProfileProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.line, self.what)
    }
}

/// The names of rules.
const RULES: [&str; 7] = [
    "equals",
    "at_least",
    "at_most",
    "within",
    "one_of",
    "has_bits",
    "lacks_bits",
];
/// What stands for the id of this ground station.
const OUR_SYSTEM: &str = "our-system";
/// No profile is longer than this.
const LONGEST_FILE: usize = 1 << 20;

impl SafetyProfile {
    /// Reads a profile.
    ///
    /// # Errors
    /// All problems, by line; nothing of it is used then.
    pub fn read(text: &str) -> Result<Self, Vec<ProfileProblem>> {
        let file = Reading {
            text,
            problems: RefCell::default(),
        };
        let profile = if text.len() <= LONGEST_FILE {
            file.profile()
        } else {
            file.note(0..0, "the file is too long", "文件过长");
            None
        };
        let mut problems = file.problems.into_inner();
        problems.sort_by_key(|problem| problem.line);
        match profile {
            Some(profile) if problems.is_empty() => Ok(profile),
            _ => Err(problems),
        }
    }
}

impl Reading<'_> {
    fn profile(&self) -> Option<SafetyProfile> {
        let (root, errors) = DeTable::parse_recoverable(self.text);
        for error in errors {
            let message = error.message();
            let zh = format!("不是有效的 TOML：{message}");
            self.note(
                error.span().unwrap_or_default(),
                format!("this is no TOML: {message}"),
                zh,
            );
        }
        let at = root.span();
        let table = root.get_ref();
        self.only(table, &["class", "name", "oldest_s", "requirement"]);
        let class = self
            .wanted(table, "class", at.clone())
            .and_then(|it| self.text_of(it));
        let name = self
            .wanted(table, "name", at.clone())
            .and_then(|it| self.both_languages(it));
        let oldest = self
            .wanted(table, "oldest_s", at.clone())
            .and_then(|it| self.age(it));
        let list = self.wanted(table, "requirement", at);
        let requirements = list.and_then(|list| self.requirements(list));
        Some(SafetyProfile {
            class: class?,
            name: name?,
            oldest: oldest?,
            requirements: requirements?,
        })
    }

    fn requirements(&self, list: &Value<'_>) -> Option<Vec<Requirement>> {
        let entries = list
            .get_ref()
            .as_array()
            .filter(|entries| !entries.is_empty());
        let Some(entries) = entries else {
            self.note(
                list.span(),
                "nothing is required: anything would do",
                "没有任何要求",
            );
            return None;
        };
        let read: Vec<_> = entries
            .iter()
            .map(|entry| self.requirement(entry))
            .collect();
        let read = read.into_iter().collect::<Option<Vec<_>>>()?;
        self.only_once(list, &read);
        Some(read)
    }

    fn only_once(&self, list: &Value<'_>, requirements: &[Requirement]) {
        let mut names: Vec<_> = requirements
            .iter()
            .flat_map(|it| &it.wants)
            .map(|it| it.parameter)
            .collect();
        names.sort_unstable();
        for pair in names.windows(2) {
            if let [a, b] = pair
                && a == b
            {
                let name = a.as_str();
                let zh = format!("{name} 重复出现");
                self.note(list.span(), format!("{name} is required twice"), zh);
            }
        }
    }

    fn requirement(&self, entry: &Value<'_>) -> Option<Requirement> {
        let table = self.table(entry)?;
        let keys: Vec<_> = ["parameter", "set", "why", "or"]
            .into_iter()
            .chain(RULES)
            .collect();
        self.only(table, &keys);
        let why = self
            .wanted(table, "why", entry.span())
            .and_then(|it| self.both_languages(it));
        let first = self.want(table, entry.span());
        let others = match table.get("or") {
            None => Some(Vec::new()),
            Some(others) => self.others(others),
        };
        let wants = std::iter::once(first?).chain(others?).collect();
        Some(Requirement { wants, why: why? })
    }

    fn others(&self, others: &Value<'_>) -> Option<Vec<Want>> {
        let Some(entries) = others.get_ref().as_array() else {
            self.note(others.span(), "this has to be a list", "此处应为列表");
            return None;
        };
        let keys: Vec<_> = ["parameter", "set"].into_iter().chain(RULES).collect();
        let wants: Vec<_> = entries
            .iter()
            .map(|entry| {
                let table = self.table(entry)?;
                self.only(table, &keys);
                self.want(table, entry.span())
            })
            .collect();
        wants.into_iter().collect()
    }

    fn want(&self, table: &DeTable<'_>, at: Range<usize>) -> Option<Want> {
        let parameter = self
            .wanted(table, "parameter", at.clone())
            .and_then(|it| self.name(it));
        let rule = self.rule(table, at);
        let target = match table.get("set") {
            None => Some(None),
            Some(set) => rule
                .as_ref()
                .and_then(|rule| self.target(set, rule))
                .map(Some),
        };
        Some(Want {
            parameter: parameter?,
            rule: rule?,
            target: target?,
        })
    }

    fn rule(&self, table: &DeTable<'_>, at: Range<usize>) -> Option<Rule> {
        let given: Vec<_> = RULES
            .into_iter()
            .filter_map(|name| Some((name, table.get(name)?)))
            .collect();
        let &[(name, value)] = given.as_slice() else {
            let known = RULES.join(", ");
            let zh = format!("须且只能有一条规则：{known}");
            self.note(at, format!("there has to be one rule: {known}"), zh);
            return None;
        };
        match name {
            "equals" if value.get_ref().as_str() == Some(OUR_SYSTEM) => Some(Rule::OurSystem),
            "equals" => self.number(value).map(Rule::Equals),
            "at_least" => self.number(value).map(Rule::AtLeast),
            "at_most" => self.number(value).map(Rule::AtMost),
            "has_bits" => self.bits(value).map(Rule::HasBits),
            "lacks_bits" => self.bits(value).map(Rule::LacksBits),
            "within" => self.within(value),
            _ => self.numbers(value).map(Rule::OneOf),
        }
    }

    fn target(&self, value: &Value<'_>, rule: &Rule) -> Option<Target> {
        let target = match value.get_ref() {
            DeValue::Boolean(true) => Target::AsRuled,
            _ => Target::Value(self.number(value)?),
        };
        // Any system id will do to see whether the rule says a value.
        let set = rule.value_for(target, 0.0, 1);
        let is_met = set.is_some_and(|set| rule.is_met(set, ParameterType::F32, 1));
        let is_good = match target {
            Target::AsRuled => set.is_some(),
            Target::Value(value) => is_met || rule.is_met(value, ParameterType::I32, 1),
        };
        if !is_good {
            self.note(
                value.span(),
                "what it is set to does not meet its rule",
                "设定值不符合其规则",
            );
        }
        is_good.then_some(target)
    }
}
