//! Reads a profile from its file: all problems at once, each with its line.

use super::{Requirement, Rule, SafetyProfile, Target, Want};
use crate::link::report::{ParameterName, ParameterType};
use geofences::Bilingual;
use std::cell::RefCell;
use std::fmt;
use std::ops::Range;
use std::time::Duration;
use toml::Spanned;
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
/// So many problems are told at most.
const MOST_PROBLEMS: usize = 100;

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

struct Reading<'a> {
    text: &'a str,
    problems: RefCell<Vec<ProfileProblem>>,
}

type Value<'a> = Spanned<DeValue<'a>>;

impl Reading<'_> {
    fn note(&self, at: Range<usize>, en: impl Into<String>, zh: impl Into<String>) {
        let before = self.text.as_bytes().get(..at.start).unwrap_or_default();
        let line = 1 + before.iter().filter(|byte| **byte == b'\n').count();
        let mut problems = self.problems.borrow_mut();
        if problems.len() < MOST_PROBLEMS {
            problems.push(ProfileProblem {
                line,
                what: Bilingual::new(en, zh),
            });
        }
    }

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

    /// Notes keys that mean nothing: a mistyped rule must not be no rule.
    fn only(&self, table: &DeTable<'_>, keys: &[&str]) {
        for key in table.keys() {
            let name = key.get_ref();
            if !keys.contains(&name.as_ref()) {
                let known = keys.join(", ");
                let zh = format!("“{name}”没有含义；可用：{known}");
                self.note(
                    key.span(),
                    format!("`{name}` means nothing here; there are: {known}"),
                    zh,
                );
            }
        }
    }

    fn wanted<'t, 'i>(
        &self,
        table: &'t DeTable<'i>,
        key: &str,
        at: Range<usize>,
    ) -> Option<&'t Value<'i>> {
        let found = table.get(key);
        if found.is_none() {
            self.note(at, format!("`{key}` is missing"), format!("缺少“{key}”"));
        }
        found
    }

    fn text_of(&self, value: &Value<'_>) -> Option<String> {
        match value.get_ref().as_str().map(str::trim) {
            Some(text) if !text.is_empty() => Some(text.to_owned()),
            _ => {
                self.note(value.span(), "this has to be a text", "此处应为文字");
                None
            }
        }
    }

    fn both_languages(&self, value: &Value<'_>) -> Option<Bilingual> {
        let Some(table) = value.get_ref().as_table() else {
            self.note(
                value.span(),
                "this has to be { en = \"…\", zh = \"…\" }",
                "此处应为 { en = \"…\", zh = \"…\" }",
            );
            return None;
        };
        self.only(table, &["en", "zh"]);
        let en = self
            .wanted(table, "en", value.span())
            .and_then(|it| self.text_of(it));
        let zh = self
            .wanted(table, "zh", value.span())
            .and_then(|it| self.text_of(it));
        Some(Bilingual::new(en?, zh?))
    }

    fn age(&self, value: &Value<'_>) -> Option<Duration> {
        let seconds = self.number(value)?;
        let age = Duration::try_from_secs_f64(seconds)
            .ok()
            .filter(|age| !age.is_zero());
        if age.is_none() {
            self.note(
                value.span(),
                "this has to be more than 0 s",
                "此处应大于 0 秒",
            );
        }
        age
    }

    fn number(&self, value: &Value<'_>) -> Option<f64> {
        let number = match value.get_ref() {
            DeValue::Integer(whole) => i64::from_str_radix(whole.as_str(), whole.radix())
                .ok()
                .map(|it| it as f64),
            DeValue::Float(float) => float.as_str().parse::<f64>().ok(),
            _ => None,
        };
        let number = number.filter(|number| number.is_finite());
        if number.is_none() {
            self.note(value.span(), "this has to be a number", "此处应为数字");
        }
        number
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

    fn table<'t, 'i>(&self, value: &'t Value<'i>) -> Option<&'t DeTable<'i>> {
        let table = value.get_ref().as_table();
        if table.is_none() {
            self.note(value.span(), "this has to be a table", "此处应为表");
        }
        table
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

    fn name(&self, value: &Value<'_>) -> Option<ParameterName> {
        let name = value.get_ref().as_str().and_then(ParameterName::new);
        if name.is_none() {
            self.note(
                value.span(),
                "this has to be the name of a parameter: 1 to 16 characters",
                "此处应为参数名：1 至 16 个字符",
            );
        }
        name
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

    fn bits(&self, value: &Value<'_>) -> Option<u32> {
        let number = self.number(value)?;
        let is_good = number.fract() == 0.0 && (1.0..=f64::from(u32::MAX)).contains(&number);
        if !is_good {
            self.note(
                value.span(),
                "these have to be bits, 1 or more",
                "此处应为不小于 1 的位掩码",
            );
        }
        is_good.then_some(number as u32)
    }

    fn numbers(&self, value: &Value<'_>) -> Option<Vec<f64>> {
        let entries = value
            .get_ref()
            .as_array()
            .filter(|entries| !entries.is_empty());
        let Some(entries) = entries else {
            self.note(
                value.span(),
                "this has to be a list of numbers",
                "此处应为数字列表",
            );
            return None;
        };
        let numbers: Vec<_> = entries.iter().map(|entry| self.number(entry)).collect();
        numbers.into_iter().collect()
    }

    fn within(&self, value: &Value<'_>) -> Option<Rule> {
        let numbers = self.numbers(value)?;
        match numbers.as_slice() {
            &[least, most] if least <= most => Some(Rule::Within(least, most)),
            _ => {
                self.note(
                    value.span(),
                    "this has to be [least, most]",
                    "此处应为 [最小值, 最大值]",
                );
                None
            }
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
