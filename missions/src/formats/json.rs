//! JSON values that know where they stand: their path in the document and their line.

use super::findings::{Findings, place};
use geofences::{Bilingual, ProblemPlace};
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;
use std::fmt;
use std::rc::Rc;

/// A value and where it stands.
#[derive(Clone, Debug)]
pub(super) struct Node<'a> {
    whole: &'a str,
    /// Where lines of the whole end, bytes from its beginning: counting them for each value is quadratic.
    line_ends: Rc<[usize]>,
    text: &'a str,
    path: String,
}

/// The members of an object.
#[derive(Clone, Debug)]
pub(super) struct Members<'a> {
    node: Node<'a>,
    list: Vec<(String, &'a str)>,
}

impl<'a> Node<'a> {
    /// The document; a problem where it is no JSON.
    pub(super) fn document(whole: &'a str, findings: &mut Findings<'_>) -> Option<Self> {
        match serde_json::from_str::<&RawValue>(whole) {
            Ok(value) => Some(Self {
                whole,
                line_ends: whole.match_indices('\n').map(|(at, _)| at).collect(),
                text: value.get(),
                path: String::new(),
            }),
            Err(error) => {
                findings.error(
                    "not-json",
                    place(None, None, Some(error.line())),
                    Bilingual::new(
                        format!("the file is no JSON: {error}"),
                        format!("文件不是有效的 JSON：{error}"),
                    ),
                );
                None
            }
        }
    }

    fn below(&self, text: &'a str, path: String) -> Self {
        Self {
            whole: self.whole,
            line_ends: Rc::clone(&self.line_ends),
            text,
            path,
        }
    }

    /// The line that it begins in, from 1.
    pub(super) fn line(&self) -> usize {
        let offset = (self.text.as_ptr() as usize).saturating_sub(self.whole.as_ptr() as usize);
        1 + self.line_ends.partition_point(|end| *end < offset)
    }

    /// The place of a problem with it, in item `feature`.
    pub(super) fn place(&self, feature: Option<usize>) -> ProblemPlace {
        let field = (!self.path.is_empty()).then(|| self.path.clone());
        place(feature, field, Some(self.line()))
    }

    pub(super) fn is_null(&self) -> bool {
        self.text == "null"
    }

    /// A finite number.
    pub(super) fn number(&self) -> Option<f64> {
        let number: Option<f64> = serde_json::from_str(self.text).ok();
        number.filter(|number| number.is_finite())
    }

    /// A whole number from 0 to `most`, which may be written with a fraction of 0.
    pub(super) fn whole(&self, most: u16) -> Option<u16> {
        let number = self.number()?;
        let is_whole = number.fract() == 0.0 && (0.0..=f64::from(most)).contains(&number);
        is_whole.then_some(number as u16)
    }

    pub(super) fn text(&self) -> Option<String> {
        serde_json::from_str(self.text).ok()
    }

    pub(super) fn boolean(&self) -> Option<bool> {
        serde_json::from_str(self.text).ok()
    }

    /// The value by itself.
    pub(super) fn value(&self) -> serde_json::Value {
        serde_json::from_str(self.text).unwrap_or_default()
    }

    /// What is shown of it in messages.
    pub(super) fn excerpt(&self) -> String {
        let mut shown: String = self.text.chars().take(40).collect();
        if shown.len() < self.text.len() {
            shown.push('…');
        }
        shown
    }

    /// The values of a list.
    pub(super) fn items(&self) -> Option<Vec<Self>> {
        let list: Vec<&'a RawValue> = serde_json::from_str(self.text).ok()?;
        let items = list.into_iter().enumerate();
        let items =
            items.map(|(index, raw)| self.below(raw.get(), format!("{}[{index}]", self.path)));
        Some(items.collect())
    }

    /// The members of an object.
    pub(super) fn members(&self) -> Option<Members<'a>> {
        let RawMembers(list) = serde_json::from_str(self.text).ok()?;
        Some(Members {
            node: self.clone(),
            list,
        })
    }
}

impl<'a> Members<'a> {
    /// The object itself.
    pub(super) fn node(&self) -> &Node<'a> {
        &self.node
    }

    /// The members whose keys are none of these, with their keys.
    pub(super) fn others_than(&self, known: &[&str]) -> impl Iterator<Item = (&str, Node<'a>)> {
        let others = (self.list.iter()).filter(|(key, _)| !known.contains(&key.as_str()));
        others.map(|(key, text)| {
            let node = self.node.below(text, joined(&self.node.path, key));
            (key.as_str(), node)
        })
    }

    /// A member that is there and not null.
    pub(super) fn get(&self, name: &str) -> Option<Node<'a>> {
        self.get_or_null(name).filter(|node| !node.is_null())
    }

    /// A member that is there; where one is doubled, the first.
    pub(super) fn get_or_null(&self, name: &str) -> Option<Node<'a>> {
        let (key, text) = self.list.iter().find(|(key, _)| key == name)?;
        Some(self.node.below(text, joined(&self.node.path, key)))
    }

    /// Reports keys that are given twice: nobody can say which one is meant.
    pub(super) fn refuse_doubled(&self, feature: Option<usize>, findings: &mut Findings<'_>) {
        let mut keys: Vec<&str> = self.list.iter().map(|(key, _)| key.as_str()).collect();
        keys.sort_unstable();
        let mut doubled: Vec<&str> = keys
            .windows(2)
            .filter_map(|pair| match pair {
                [first, second] if first == second => Some(*first),
                _ => None,
            })
            .collect();
        doubled.dedup();
        for key in doubled {
            let path = joined(&self.node.path, key);
            findings.error(
                "duplicate-key",
                place(feature, path, Some(self.node.line())),
                Bilingual::new(
                    format!("\"{key}\" is given twice, and which one is meant cannot be known"),
                    format!("“{key}”出现了两次，无法判断以哪个为准"),
                ),
            );
        }
    }
}

fn joined(path: &str, key: &str) -> String {
    if path.is_empty() {
        key.to_owned()
    } else {
        format!("{path}.{key}")
    }
}

struct RawMembers<'a>(Vec<(String, &'a str)>);

impl<'de> Deserialize<'de> for RawMembers<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(MembersVisitor)
    }
}

struct MembersVisitor;

impl<'de> Visitor<'de> for MembersVisitor {
    type Value = RawMembers<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut list = Vec::new();
        while let Some((key, value)) = map.next_entry::<String, &'de RawValue>()? {
            list.push((key, value.get()));
        }
        Ok(RawMembers(list))
    }
}
