//! TOML, read by the crate `toml` with all mistakes that it finds.

use crate::report::Report;
use crate::tree::{Entry, Node, Value, note_broken};
use std::borrow::Cow;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Reads the report's text as TOML.
pub fn parse<N>(report: &Report<'_, N>) -> Node {
    let (document, mistakes) = DeTable::parse_recoverable(report.text());
    for mistake in &mistakes {
        let offset = mistake.span().map_or(0, |span| span.start);
        note_broken(report, offset, mistake.message());
    }
    Node {
        span: document.span(),
        value: table(document.into_inner()),
    }
}

fn table(entries: DeTable<'_>) -> Value {
    let entry = |(key, value): (Spanned<Cow<'_, str>>, Spanned<DeValue<'_>>)| Entry {
        key_span: key.span(),
        key: key.into_inner().into_owned(),
        node: node(value),
    };
    let mut entries: Vec<Entry> = entries.into_iter().map(entry).collect();
    entries.sort_by(|a, b| a.key.cmp(&b.key));
    Value::Table(entries)
}

fn node(value: Spanned<DeValue<'_>>) -> Node {
    let span = value.span();
    let value = match value.into_inner() {
        DeValue::String(text) => Value::Text(text.into_owned()),
        DeValue::Integer(whole) => Value::Whole {
            number: i128::from_str_radix(whole.as_str(), whole.radix()).ok(),
            written: whole.to_string(),
        },
        DeValue::Float(float) => Value::Number {
            number: float.as_str().parse().unwrap_or(f64::NAN),
            written: float.to_string(),
        },
        DeValue::Boolean(flag) => Value::Flag(flag),
        DeValue::Datetime(moment) => Value::DateTime(moment.to_string()),
        DeValue::Array(list) => Value::List(list.into_iter().map(node).collect()),
        DeValue::Table(entries) => table(entries),
    };
    Node { value, span }
}
