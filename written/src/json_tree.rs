//! JSON, read by the crate `jsonc-parser` without any of the liberties that it can take.

use crate::report::{Report, Spot, say};
use crate::tree::{Entry, Node, Value, note_broken, nothing};
use jsonc_parser::ast::{Object, Value as Json};
use jsonc_parser::common::Ranged;
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};

const STRICT: ParseOptions = ParseOptions {
    allow_comments: false,
    allow_loose_object_property_names: false,
    allow_trailing_commas: false,
    allow_missing_commas: false,
    allow_single_quoted_strings: false,
    allow_hexadecimal_numbers: false,
    allow_unary_plus_numbers: false,
    allow_bare_decimal_point_numbers: false,
    allow_non_finite_numbers: false,
    allow_extended_string_escapes: false,
};

/// Reads the report's text as JSON.
pub fn parse<N>(report: &Report<'_, N>) -> Node {
    let value = match parse_to_ast(report.text(), &CollectOptions::default(), &STRICT) {
        Ok(parsed) => parsed.value,
        Err(error) => {
            note_broken(report, error.range().start, &error.kind().to_string());
            return nothing();
        }
    };
    let Some(value) = value else {
        note_broken(report, 0, "the file is empty");
        return nothing();
    };
    let root = Reader { report }.node(value, String::new());
    if !matches!(root.value, Value::Table(_)) {
        let (en, zh) = root.value.type_name();
        let what = say(
            format!("the file is {en} and has to be an object in {{ }}"),
            format!("文件是{zh}，应为 {{ }} 中的对象"),
        );
        report.error(
            report.notation().broken(),
            &Spot::new(root.span.start, ""),
            what,
            None,
        );
        return nothing();
    }
    root
}

struct Reader<'r, 'a, N> {
    report: &'r Report<'a, N>,
}

impl<N> Reader<'_, '_, N> {
    /// A value; `way` is the way to it.
    fn node(&self, json: Json<'_>, way: String) -> Node {
        let span = json.range().start..json.range().end;
        let value = match json {
            Json::StringLit(text) => Value::Text(text.value.into_owned()),
            Json::NumberLit(number) => self.number(number.value, span.start),
            Json::BooleanLit(flag) => Value::Flag(flag.value),
            Json::NullKeyword(_) => Value::Null,
            Json::Array(list) => {
                let elements = list.elements.into_iter().enumerate();
                let node = |(index, it)| self.node(it, format!("{way}[{index}]"));
                Value::List(elements.map(node).collect())
            }
            Json::Object(object) => self.table(object, &way),
        };
        Node { value, span }
    }

    fn number(&self, written: &str, offset: usize) -> Value {
        if !is_number(written) {
            let message = format!("{written} is no number");
            note_broken(self.report, offset, &message);
        }
        let written_here = written.to_owned();
        if written.contains(['.', 'e', 'E']) {
            let number = written.parse().unwrap_or(f64::NAN);
            return Value::Number {
                number,
                written: written_here,
            };
        }
        Value::Whole {
            number: written.parse().ok(),
            written: written_here,
        }
    }

    fn table(&self, object: Object<'_>, way: &str) -> Value {
        let mut entries: Vec<Entry> = Vec::with_capacity(object.properties.len());
        for property in object.properties {
            let key_span = property.name.range().start..property.name.range().end;
            let key = property.name.into_string();
            let way = if way.is_empty() {
                key.clone()
            } else {
                format!("{way}.{key}")
            };
            let node = self.node(property.value, way);
            entries.push(Entry {
                key,
                key_span,
                node,
            });
        }
        // Stable: of entries with the same key the first one of the file comes first.
        entries.sort_by(|a, b| a.key.cmp(&b.key));
        entries.dedup_by(|again, first| {
            let is_doubled = again.key == first.key;
            if is_doubled {
                self.doubled(again, way);
            }
            is_doubled
        });
        Value::Table(entries)
    }

    fn doubled(&self, again: &Entry, way: &str) {
        let key = &again.key;
        let what = say(
            format!("{key:?} is there already"),
            format!("键 {key:?} 重复出现"),
        );
        let help = say("keep one of them", "只保留其中之一");
        let way = if way.is_empty() {
            key.clone()
        } else {
            format!("{way}.{key}")
        };
        let spot = Spot::new(again.key_span.start, way);
        self.report.error("duplicate-key", &spot, what, Some(help));
    }
}

/// Whether a text is a number by RFC 8259, section 6.
fn is_number(text: &str) -> bool {
    let text = text.strip_prefix('-').unwrap_or(text);
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (text, None),
    };
    let (whole, fraction) = match mantissa.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (mantissa, None),
    };
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|it| it.is_ascii_digit());
    let exponent = exponent.map(|it| it.strip_prefix(['+', '-']).unwrap_or(it));
    is_digits(whole)
        && (whole == "0" || !whole.starts_with('0'))
        && fraction.is_none_or(is_digits)
        && exponent.is_none_or(is_digits)
}
