//! The `ExtendedData` of a Placemark as the properties of a GeoJSON feature.

use super::tree::Element;
use crate::files::AirspaceFile;
use crate::files::rules::rule_word;
use crate::{Bilingual, ProblemPlace, Severity};
use serde_json::{Map, Value};

/// Properties that are text even where the text looks like a number.
const TEXT_PROPERTIES: [&str; 10] = [
    "id",
    "name",
    "name_zh",
    "name_en",
    "rule",
    "reason",
    "source",
    "authority",
    "contact",
    "conditions",
];

/// The properties of `placemark`, or `None` after an error that says why they cannot be used.
pub(super) fn properties(
    placemark: &Element,
    place: &ProblemPlace,
    file: &mut AirspaceFile,
) -> Option<Map<String, Value>> {
    let mut collector = Collector {
        properties: Map::new(),
        is_sound: true,
        not_read: Vec::new(),
        place,
        file,
    };
    for data in placemark.children_named("ExtendedData") {
        for entry in &data.children {
            match entry.name.as_str() {
                "Data" => collector.data(entry),
                "SchemaData" => collector.schema_data(entry),
                _ => collector.not_read.push(entry),
            }
        }
    }
    collector.report_not_read();
    collector.is_sound.then_some(collector.properties)
}

/// Whether the rule of these properties takes away from what is permitted. Words that are no rule
/// are for the GeoJSON reader to refuse.
pub(super) fn restricts(properties: &Map<String, Value>) -> bool {
    properties
        .get("rule")
        .and_then(Value::as_str)
        .is_some_and(|word| rule_word(word).is_none_or(|word| word.rule().restricts()))
}

struct Collector<'a> {
    properties: Map<String, Value>,
    is_sound: bool,
    /// Elements that are no property; how bad that is depends on the rule.
    not_read: Vec<&'a Element>,
    place: &'a ProblemPlace,
    file: &'a mut AirspaceFile,
}

impl<'a> Collector<'a> {
    fn data(&mut self, entry: &'a Element) {
        let mut values = entry.children_named("value");
        let value = values.next();
        let has_more = values.next().is_some();
        let has_others = entry
            .children
            .iter()
            .any(|child| !matches!(child.name.as_str(), "value" | "displayName"));
        let is_structured = value.is_some_and(|value| !value.children.is_empty());
        if has_more || has_others || is_structured || !entry.text.trim().is_empty() {
            self.unclear(entry);
            return;
        }
        self.take(entry, value.map_or("", |value| value.text.as_str()));
    }

    fn schema_data(&mut self, data: &'a Element) {
        for entry in &data.children {
            match entry.name.as_str() {
                "SimpleData" if entry.children.is_empty() => self.take(entry, &entry.text),
                "SimpleData" => self.unclear(entry),
                _ => self.not_read.push(entry),
            }
        }
    }

    /// Refuses an entry whose value does not stand where values stand: read as empty, times
    /// would be no times, which is always.
    fn unclear(&mut self, entry: &Element) {
        let name = entry.attribute("name").unwrap_or(&entry.name);
        self.is_sound = false;
        self.file.problem(
            Severity::Error,
            "kml-data-unclear",
            self.place_of(entry, name),
            Bilingual::new(
                format!("the value of {name:?} is not where it belongs, or there are several"),
                format!("{name:?} 的值不在应有的位置，或有多个值"),
            ),
            Some(Bilingual::new(
                "write <Data name=\"…\"><value>…</value></Data> or <SimpleData name=\"…\">…</SimpleData>",
                "请写 <Data name=\"…\"><value>…</value></Data> 或 <SimpleData name=\"…\">…</SimpleData>",
            )),
        );
    }

    fn place_of(&self, entry: &Element, field: &str) -> ProblemPlace {
        ProblemPlace {
            line: Some(entry.line),
            field: Some(field.to_owned()),
            ..self.place.clone()
        }
    }

    fn take(&mut self, entry: &'a Element, text: &str) {
        let name = entry.attribute("name").map(str::trim);
        let Some(name) = name.filter(|name| !name.is_empty()) else {
            self.not_read.push(entry);
            return;
        };
        let text = text.trim();
        if text.is_empty() {
            return;
        }
        let value = value_of(name, text);
        let former = self.properties.insert(name.to_owned(), value.clone());
        if former.is_some_and(|former| former != value) {
            self.is_sound = false;
            self.file.problem(
                Severity::Error,
                "duplicate-key",
                self.place_of(entry, name),
                Bilingual::new(
                    format!("{name:?} is given twice, and not the same"),
                    format!("{name:?} 给出了两次，且内容不同"),
                ),
                None,
            );
        }
    }

    /// Reports what was no property: a permission could be meant to be smaller by it.
    fn report_not_read(&mut self) {
        let severity = if restricts(&self.properties) {
            Severity::Warning
        } else {
            Severity::Error
        };
        for entry in std::mem::take(&mut self.not_read) {
            let name = &entry.name;
            self.is_sound &= severity != Severity::Error;
            self.file.problem(
                severity,
                "kml-data-not-read",
                self.place_of(entry, name),
                Bilingual::new(
                    format!("<{name}> is neither Data nor SimpleData with a name; it was not read"),
                    format!("<{name}> 不是带名称的 Data 或 SimpleData，未读取"),
                ),
                None,
            );
        }
    }
}

/// The value that a text stands for: JSON for numbers, lists and objects, else the text itself.
fn value_of(name: &str, text: &str) -> Value {
    let is_structured = text.starts_with(['[', '{']);
    let is_numeric = text.starts_with(|c: char| c.is_ascii_digit() || c == '-')
        && !TEXT_PROPERTIES.contains(&name);
    let value = if is_structured || is_numeric {
        serde_json::from_str(text).ok()
    } else {
        None
    };
    value.unwrap_or_else(|| Value::String(text.to_owned()))
}
