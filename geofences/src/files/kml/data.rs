//! The `ExtendedData` of a Placemark as the properties of a GeoJSON feature.

use super::tree::Element;
use crate::files::AirspaceFile;
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
        place,
        file,
    };
    for data in placemark.children_named("ExtendedData") {
        for entry in &data.children {
            match entry.name.as_str() {
                "Data" => {
                    let text = entry.child("value").map_or("", |value| value.text.as_str());
                    collector.take(entry, text);
                }
                "SchemaData" => collector.schema_data(entry),
                _ => collector.unknown(entry),
            }
        }
    }
    collector.is_sound.then_some(collector.properties)
}

struct Collector<'a> {
    properties: Map<String, Value>,
    is_sound: bool,
    place: &'a ProblemPlace,
    file: &'a mut AirspaceFile,
}

impl Collector<'_> {
    fn schema_data(&mut self, data: &Element) {
        for entry in &data.children {
            match entry.name.as_str() {
                "SimpleData" => self.take(entry, &entry.text),
                _ => self.unknown(entry),
            }
        }
    }

    fn place_of(&self, entry: &Element, field: &str) -> ProblemPlace {
        ProblemPlace {
            line: Some(entry.line),
            field: Some(field.to_owned()),
            ..self.place.clone()
        }
    }

    fn take(&mut self, entry: &Element, text: &str) {
        let Some(name) = entry.attribute("name").map(str::trim) else {
            self.unknown(entry);
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

    fn unknown(&mut self, entry: &Element) {
        let name = &entry.name;
        self.file.problem(
            Severity::Warning,
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
