//! Comma-separated values (RFC 4180), taken apart row by row.

use chrono::NaiveDate;
use std::borrow::Cow;
use written::{Bounds, Given, Notation, Report, Spot, Value, say};

/// More fields of a row are not kept.
const MOST_FIELDS: usize = 64;

/// The rows of a text that are left.
pub(super) struct Rows<'a> {
    report: &'a Report<'a>,
    text: &'a str,
    at: usize,
    /// Whether a row was no CSV.
    pub is_broken: bool,
}

/// A row that is not blank and no comment.
pub(super) struct Row<'a> {
    /// Blank ones at its end are left out.
    pub fields: Vec<Field<'a>>,
    /// Bytes from the start of the text.
    pub offset: usize,
}

/// A field, without its quotes and the blanks around it.
pub(super) struct Field<'a> {
    pub text: Cow<'a, str>,
    /// Bytes from the start of the text.
    pub offset: usize,
}

impl<'a> Rows<'a> {
    pub fn new(report: &'a Report<'a>) -> Self {
        Self {
            report,
            text: report.text(),
            at: 0,
            is_broken: false,
        }
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// The next row as it stands, blank or not.
    fn row(&mut self) -> Row<'a> {
        let offset = self.at;
        let mut fields = Vec::new();
        let mut beyond = None;
        loop {
            let field = self.field();
            if fields.len() < MOST_FIELDS {
                fields.push(field);
            } else if !field.text.is_empty() {
                beyond.get_or_insert(field.offset);
            }
            let rest = self.rest();
            if rest.starts_with(',') {
                self.at += 1;
                continue;
            }
            // A line break, or the end.
            self.at += rest.len().min(1);
            break;
        }
        if let Some(offset) = beyond {
            let what = say(
                format!("a row has {MOST_FIELDS} fields at the most"),
                format!("每行最多 {MOST_FIELDS} 个字段"),
            );
            let spot = Spot::new(offset, "");
            self.report.error("too-many-fields", &spot, what, None);
        }
        while fields
            .last()
            .is_some_and(|it: &Field<'_>| it.text.is_empty())
        {
            fields.pop();
        }
        Row { fields, offset }
    }

    /// The field that begins here; afterwards here is the comma or the line break behind it, or the end.
    fn field(&mut self) -> Field<'a> {
        let rest = self.rest();
        let blanks = rest.len() - rest.trim_start_matches([' ', '\t']).len();
        let offset = self.at + blanks;
        if rest[blanks..].starts_with('"') {
            self.at = offset + 1;
            return self.quoted(offset);
        }
        let text = self.until_comma();
        Field {
            text: Cow::Borrowed(text.trim()),
            offset,
        }
    }

    /// All up to the next comma or line break.
    fn until_comma(&mut self) -> &'a str {
        let rest = self.rest();
        let end = rest.find([',', '\n']).unwrap_or(rest.len());
        self.at += end;
        &rest[..end]
    }

    /// What follows a quote.
    fn quoted(&mut self, offset: usize) -> Field<'a> {
        let mut text = Cow::Borrowed("");
        loop {
            let rest = self.rest();
            let Some(end) = rest.find('"') else {
                self.at = self.text.len();
                let what = say("this quote is not closed", "引号没有闭合");
                self.broken(offset, what);
                break;
            };
            let part = &rest[..end];
            let is_doubled = rest[end + 1..].starts_with('"');
            self.at += end + 1 + usize::from(is_doubled);
            let part = if is_doubled { &rest[..=end] } else { part };
            if text.is_empty() {
                text = Cow::Borrowed(part);
            } else {
                text.to_mut().push_str(part);
            }
            if !is_doubled {
                break;
            }
        }
        let behind = self.at;
        if !self.until_comma().trim().is_empty() {
            let what = say(
                "after a closing quote there has to be a comma",
                "引号之后应为逗号",
            );
            self.broken(behind, what);
        }
        if text.trim().len() < text.len() {
            text = Cow::Owned(text.trim().to_owned());
        }
        Field { text, offset }
    }

    fn broken(&mut self, offset: usize, what: geofences::Bilingual) {
        let help = say(
            "within quotes write \"\" for a quote",
            "引号内的引号写作 \"\"",
        );
        let code = Notation::Csv.broken();
        let spot = Spot::new(offset, "");
        self.report.error(code, &spot, what, Some(help));
        self.is_broken = true;
    }
}

impl<'a> Iterator for Rows<'a> {
    type Item = Row<'a>;

    /// The next row that is not blank and no comment.
    fn next(&mut self) -> Option<Row<'a>> {
        loop {
            let rest = self.rest();
            if rest.is_empty() {
                return None;
            }
            if rest.starts_with('#') {
                self.at += rest.find('\n').map_or(rest.len(), |end| end + 1);
                continue;
            }
            let row = self.row();
            // A spreadsheet writes a comment as a field like all others.
            let is_comment = |first: &Field<'_>| first.text.starts_with('#');
            if row.fields.first().is_some_and(|first| !is_comment(first)) {
                return Some(row);
            }
        }
    }
}

impl Row<'_> {
    /// Where it begins.
    pub fn spot(&self) -> Spot {
        Spot::new(self.offset, "")
    }
}

impl Field<'_> {
    /// Where it stands; `key` is the name of its column or setting.
    pub fn spot(&self, key: &str) -> Spot {
        Spot::new(self.offset, key)
    }

    fn read<T>(
        &self,
        report: &Report<'_>,
        key: &str,
        value: &Value,
        read: impl FnOnce(&Given<'_>) -> Option<T>,
    ) -> Option<T> {
        read(&Given {
            report,
            value,
            spot: self.spot(key),
        })
    }

    /// It as a number between bounds.
    pub fn number(&self, report: &Report<'_>, key: &str, bounds: Bounds) -> Option<f64> {
        self.read(report, key, &self.numeric(), |it| it.number(bounds))
    }

    /// It as a whole number between bounds.
    pub fn whole(&self, report: &Report<'_>, key: &str, bounds: Bounds) -> Option<u64> {
        self.read(report, key, &self.numeric(), |it| it.whole(bounds))
    }

    /// It as a day.
    pub fn date(&self, report: &Report<'_>, key: &str) -> Option<NaiveDate> {
        self.read(report, key, &self.value(), |it| it.date())
    }

    /// It as one of several words.
    pub fn choice<T: Copy>(
        &self,
        report: &Report<'_>,
        key: &str,
        thing: (&str, &str),
        choices: &[(&'static str, T)],
    ) -> Option<T> {
        self.read(report, key, &self.value(), |it| it.choice(thing, choices))
    }

    fn value(&self) -> Value {
        Value::Text(self.text.clone().into_owned())
    }

    fn numeric(&self) -> Value {
        let written = self.text.trim();
        if let Ok(number) = written.parse::<i128>() {
            return Value::Whole {
                number: Some(number),
                written: written.to_owned(),
            };
        }
        match written.parse::<f64>() {
            Ok(number) => Value::Number {
                number,
                written: written.to_owned(),
            },
            Err(_) => self.value(),
        }
    }
}
