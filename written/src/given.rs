//! One value that a file gives, read as what it has to be.

use crate::keys::TableKeys;
use crate::report::{Report, Spot, say};
use crate::suggestion::{closest, one_of};
use crate::table::Table;
use crate::tree::{Entry, Node, Notation, Value};
use geofences::{Bilingual, Position};

/// A value, and where it stands.
pub struct Given<'a, N = ()> {
    /// Where problems are noted.
    pub report: &'a Report<'a, N>,
    /// The value.
    pub value: &'a Value,
    /// Where it stands.
    pub spot: Spot,
}

/// What a number may be.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    /// The least.
    pub least: f64,
    /// The most.
    pub most: f64,
    /// The unit; empty for a mere number.
    pub unit: &'static str,
}

/// Bounds with a unit.
pub const fn bounds(least: f64, most: f64, unit: &'static str) -> Bounds {
    Bounds { least, most, unit }
}

impl<N> Clone for Given<'_, N> {
    fn clone(&self) -> Self {
        Self {
            report: self.report,
            value: self.value,
            spot: self.spot.clone(),
        }
    }
}

impl<'a, N> Given<'a, N> {
    /// Notes that the value is of a wrong type.
    pub fn wrong_type(&self, wanted_en: &str, wanted_zh: &str, help: Option<Bilingual>) {
        let (en, zh) = self.value.type_name();
        let what = say(
            format!("this is {en} and has to be {wanted_en}"),
            format!("此处是{zh}，应为{wanted_zh}"),
        );
        self.report.error("wrong-type", &self.spot, what, help);
    }

    /// Notes an error here.
    pub fn error(&self, code: &'static str, what: Bilingual, help: Option<Bilingual>) {
        self.report.error(code, &self.spot, what, help);
    }

    /// A number between bounds.
    pub fn number(&self, bounds: Bounds) -> Option<f64> {
        let number = match self.value {
            Value::Whole { number, .. } => number.map_or(f64::INFINITY, |whole| whole as f64),
            Value::Number { number, .. } => *number,
            _ => {
                let help = (!bounds.unit.is_empty()).then(|| {
                    let unit = bounds.unit;
                    say(
                        format!("write the number alone; it counts in {unit}"),
                        format!("只写数字，单位是 {unit}"),
                    )
                });
                self.wrong_type("a number", "数字", help);
                return None;
            }
        };
        if (bounds.least..=bounds.most).contains(&number) {
            return Some(number);
        }
        let Bounds { least, most, unit } = bounds;
        let blank = if unit.is_empty() { "" } else { " " };
        let what = say(
            format!("{number} is not from {least} to {most}{blank}{unit}"),
            format!("{number} 不在 {least} 至 {most}{blank}{unit} 之间"),
        );
        self.error("out-of-range", what, None);
        None
    }

    /// A whole number between bounds.
    pub fn whole(&self, bounds: Bounds) -> Option<u64> {
        if let Value::Number { written, .. } = self.value {
            let what = say(
                format!("{written} has to be a whole number"),
                format!("{written} 应为整数"),
            );
            self.error("wrong-type", what, None);
            return None;
        }
        self.number(bounds).map(|number| number as u64)
    }

    /// Any whole number of 64 bits that is not negative.
    pub fn seed(&self) -> Option<u64> {
        let Value::Whole { number, written } = self.value else {
            self.wrong_type("a whole number", "整数", None);
            return None;
        };
        let seed = number.and_then(|number| u64::try_from(number).ok());
        if seed.is_none() {
            let what = say(
                format!("{written} is not from 0 to {}", u64::MAX),
                format!("{written} 不在 0 至 {} 之间", u64::MAX),
            );
            self.error("out-of-range", what, None);
        }
        seed
    }

    /// A text that is not empty.
    pub fn text(&self) -> Option<&'a str> {
        let Value::Text(text) = self.value else {
            self.wrong_type("a text in quotes", "加引号的文本", None);
            return None;
        };
        if text.trim().is_empty() {
            self.error("empty", say("this text is empty", "文本为空"), None);
            return None;
        }
        Some(text)
    }

    /// A text that is a name: it becomes part of topics, of file names and of messages.
    pub fn name(&self) -> Option<&'a str> {
        self.name_with("")
    }

    /// A name in which some more characters are allowed.
    pub fn name_with(&self, more: &str) -> Option<&'a str> {
        let name = self.text()?;
        let is_good =
            |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.') || more.contains(c);
        let count = name.chars().count();
        if count > MOST_NAME_CHARACTERS {
            let what = say(
                format!("the name has {count} characters; {MOST_NAME_CHARACTERS} are the most"),
                format!("名称有 {count} 个字符，最多 {MOST_NAME_CHARACTERS} 个"),
            );
            self.error("bad-name", what, None);
            return None;
        }
        if let Some(bad) = name.chars().find(|c| !is_good(*c)) {
            let what = say(
                format!("a name cannot have {bad:?} in it"),
                format!("名称中不能有 {bad:?}"),
            );
            let help = say(
                "use letters, digits, -, _ and .",
                "只用字母、汉字、数字、-、_ 和 .",
            );
            self.error("bad-name", what, Some(help));
            return None;
        }
        Some(name)
    }

    /// Yes or no.
    pub fn flag(&self) -> Option<bool> {
        if let Value::Flag(flag) = self.value {
            return Some(*flag);
        }
        self.wrong_type("true or false", "true 或 false", None);
        None
    }

    /// One of several words. `thing` says what they are, in both languages.
    pub fn choice<T: Copy>(&self, thing: (&str, &str), choices: &[(&'static str, T)]) -> Option<T> {
        let word = self.text()?;
        let found = choices.iter().find(|(name, _)| *name == word);
        if found.is_none() {
            let names: Vec<&str> = choices.iter().map(|(name, _)| *name).collect();
            let what = say(
                format!("{word:?} is no {}", thing.0),
                format!("没有名为 {word:?} 的{}", thing.1),
            );
            let help = closest(self.report, word, &names).unwrap_or_else(|| one_of(&names));
            self.error("unknown-word", what, Some(help));
        }
        found.map(|(_, choice)| *choice)
    }

    /// The values of a list.
    pub fn elements(&self) -> Option<Vec<Given<'a, N>>> {
        let Value::List(list) = self.value else {
            self.wrong_type("a list in [ ]", "[ ] 中的列表", None);
            return None;
        };
        let element = |(index, element): (usize, &'a Node)| Given {
            report: self.report,
            value: &element.value,
            spot: Spot::new(element.span.start, format!("{}[{index}]", self.spot.key)),
        };
        Some(list.iter().enumerate().map(element).collect())
    }

    /// A table with these keys.
    pub fn table(&self, keys: &'static TableKeys) -> Option<Table<'a, N>> {
        if let Value::Table(entries) = self.value {
            return Some(Table::open(self.report, entries, keys, self.spot.clone()));
        }
        self.wrong_type("a table", "表", None);
        None
    }

    /// The keys and values of a table whose keys are names that it makes up itself.
    pub fn entries(&self) -> Option<Vec<(&'a str, Given<'a, N>)>> {
        let Value::Table(entries) = self.value else {
            self.wrong_type("a table", "表", None);
            return None;
        };
        let entry = |entry: &'a Entry| {
            let way = format!("{}.{}", self.spot.key, entry.key);
            let given = Given {
                report: self.report,
                value: &entry.node.value,
                spot: Spot::new(entry.key_span.start, way),
            };
            (entry.key.as_str(), given)
        };
        Some(entries.iter().map(entry).collect())
    }

    /// The tables of a list.
    pub fn tables(&self, keys: &'static TableKeys) -> Vec<Table<'a, N>> {
        if let Value::Table(_) = self.value
            && keys.is_list
        {
            let what = say(
                "there may be several of it: it has to be a list",
                "可有多项，应为列表",
            );
            let name = &self.spot.key;
            let help = match self.report.notation() {
                Notation::Toml => say(
                    format!("write [[{name}]] instead of [{name}]"),
                    format!("将 [{name}] 改写为 [[{name}]]"),
                ),
                Notation::Json | Notation::Csv => say("write it in [ ]", "写在 [ ] 中"),
            };
            self.error("wrong-type", what, Some(help));
            return Vec::new();
        }
        let elements = self.elements().unwrap_or_default();
        elements
            .iter()
            .filter_map(|element| element.table(keys))
            .collect()
    }

    /// A position: longitude and latitude, degrees, in that order.
    pub fn position(&self) -> Option<Position> {
        let elements = self.elements()?;
        let [longitude, latitude] = elements.as_slice() else {
            let what = say(
                format!("a place has two numbers, not {}", elements.len()),
                format!("位置应有 2 个数，此处有 {} 个", elements.len()),
            );
            self.error("bad-place", what, Some(place_help()));
            return None;
        };
        let any = bounds(-1e9, 1e9, "°");
        let (longitude, latitude) = (longitude.number(any), latitude.number(any));
        let (longitude, latitude) = (longitude?, latitude?);
        match Position::new(longitude, latitude) {
            Ok(position) => {
                self.report.saw_position(position, self.spot.clone());
                Some(position)
            }
            Err(error) => {
                let zh = if latitude.abs() > 90.0 && longitude.abs() <= 90.0 {
                    "纬度超出 ±90°：经度与纬度是否颠倒？"
                } else {
                    "经度或纬度超出范围"
                };
                self.error("bad-place", say(error.to_string(), zh), Some(place_help()));
                None
            }
        }
    }
}

/// Longer names fit no screen.
const MOST_NAME_CHARACTERS: usize = 48;

fn place_help() -> Bilingual {
    say(
        "write [longitude, latitude] in degrees, such as [120.3826, 36.0671]",
        "写作 [经度, 纬度]，单位为度，如 [120.3826, 36.0671]",
    )
}
