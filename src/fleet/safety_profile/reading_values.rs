//! The values of a profile, each read as what it has to be, and what is wrong with them.

use super::ProfileProblem;
use super::rule::Rule;
use crate::link::report::ParameterName;
use geofences::Bilingual;
use std::cell::RefCell;
use std::ops::Range;
use std::time::Duration;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// So many problems are told at most.
const MOST_PROBLEMS: usize = 100;

/// A file that is being read.
pub struct Reading<'a> {
    pub text: &'a str,
    pub problems: RefCell<Vec<ProfileProblem>>,
}

/// A value, and where it stands.
pub type Value<'a> = Spanned<DeValue<'a>>;

impl Reading<'_> {
    /// Notes a problem.
    pub fn note(&self, at: Range<usize>, en: impl Into<String>, zh: impl Into<String>) {
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

    /// Notes keys that mean nothing: a mistyped rule must not be no rule.
    pub fn only(&self, table: &DeTable<'_>, keys: &[&str]) {
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

    /// A value that has to be there.
    pub fn wanted<'t, 'i>(
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

    /// A text that is not empty.
    pub fn text_of(&self, value: &Value<'_>) -> Option<String> {
        match value.get_ref().as_str().map(str::trim) {
            Some(text) if !text.is_empty() => Some(text.to_owned()),
            _ => {
                self.note(value.span(), "this has to be a text", "此处应为文字");
                None
            }
        }
    }

    /// A text in both languages.
    pub fn both_languages(&self, value: &Value<'_>) -> Option<Bilingual> {
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

    /// A time that is not 0, in seconds.
    pub fn age(&self, value: &Value<'_>) -> Option<Duration> {
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

    /// A number.
    pub fn number(&self, value: &Value<'_>) -> Option<f64> {
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

    /// A table.
    pub fn table<'t, 'i>(&self, value: &'t Value<'i>) -> Option<&'t DeTable<'i>> {
        let table = value.get_ref().as_table();
        if table.is_none() {
            self.note(value.span(), "this has to be a table", "此处应为表");
        }
        table
    }

    /// The name of a parameter.
    pub fn name(&self, value: &Value<'_>) -> Option<ParameterName> {
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

    /// Bits.
    pub fn bits(&self, value: &Value<'_>) -> Option<u32> {
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

    /// A list of numbers.
    pub fn numbers(&self, value: &Value<'_>) -> Option<Vec<f64>> {
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

    /// The least and the most.
    pub fn within(&self, value: &Value<'_>) -> Option<Rule> {
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
}
