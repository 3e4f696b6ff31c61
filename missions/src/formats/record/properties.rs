//! Named values of a record, read whether they were numbers or text.

use serde_json::{Map, Value};

/// The values of a record by their names.
#[derive(Clone, Debug, Default)]
pub(in crate::formats) struct Properties(Map<String, Value>);

impl Properties {
    /// Those of a JSON object; none where it is no object.
    pub(in crate::formats) fn of_json(value: &Value) -> Self {
        Self(value.as_object().cloned().unwrap_or_default())
    }

    /// Those of text only.
    pub(in crate::formats) fn of_texts(texts: impl Iterator<Item = (String, String)>) -> Self {
        Self(
            texts
                .map(|(key, text)| (key, Value::String(text)))
                .collect(),
        )
    }

    pub(in crate::formats) fn text(&self, key: &str) -> Option<String> {
        match self.0.get(key)? {
            Value::String(text) => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        }
    }

    /// Whether there is such a value, whatever it is.
    pub(in crate::formats) fn has(&self, key: &str) -> bool {
        self.0.get(key).is_some_and(|value| !value.is_null())
    }

    /// A finite number.
    pub(in crate::formats) fn number(&self, key: &str) -> Option<f64> {
        let number = match self.0.get(key)? {
            Value::Number(number) => number.as_f64(),
            Value::String(text) => text.trim().parse().ok(),
            _ => None,
        };
        number.filter(|number| number.is_finite())
    }

    /// A whole number from 0 to `most`.
    pub(in crate::formats) fn whole(&self, key: &str, most: u16) -> Option<u16> {
        let number = self.number(key)?;
        let is_whole = number.fract() == 0.0 && (0.0..=f64::from(most)).contains(&number);
        is_whole.then_some(number as u16)
    }

    pub(in crate::formats) fn boolean(&self, key: &str) -> Option<bool> {
        match self.0.get(key)? {
            Value::Bool(value) => Some(*value),
            Value::String(text) => text.trim().parse().ok(),
            _ => None,
        }
    }
}
