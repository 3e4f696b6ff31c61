//! The list below the picture: what is in the way, with the numbers that the map shows, and what is to be known.

use super::Picture;
use super::sheet::{Sheet, in_lines};
use geo::coord;
use geofences::Bilingual;

/// So many are listed; nobody reads more on a picture.
const MOST: usize = 40;
const LINE: f64 = 16.0;
const INDENT: f64 = 30.0;

/// What is listed.
pub(super) struct Findings {
    entries: Vec<Entry>,
    more: usize,
}

struct Entry {
    number: Option<usize>,
    lines: Vec<(&'static str, String)>,
}

impl Findings {
    pub fn of(picture: &Picture<'_>, width: f64) -> Self {
        let mut entries = Vec::new();
        for (index, it) in picture.hindrances.iter().take(MOST).enumerate() {
            let Bilingual { en, zh } = it.kind.name();
            let mut entry = Entry {
                number: Some(index + 1),
                lines: Vec::new(),
            };
            let what = Bilingual::new(
                format!("{en}: {}", it.what.en),
                format!("{zh}：{}", it.what.zh),
            );
            entry.add(("strong", "small"), &what, width);
            if let Some(help) = &it.help {
                let help = Bilingual::new(format!("→ {}", help.en), format!("→ {}", help.zh));
                entry.add(("", "small"), &help, width);
            }
            entries.push(entry);
        }
        let notes = picture.plan.map(|it| it.notes.as_slice());
        for note in notes.unwrap_or_default() {
            let mut entry = Entry {
                number: None,
                lines: Vec::new(),
            };
            let note = Bilingual::new(format!("Note: {}", note.en), format!("说明：{}", note.zh));
            entry.add(("", "small"), &note, width);
            entries.push(entry);
        }
        Self {
            entries,
            more: picture.hindrances.len().saturating_sub(MOST),
        }
    }

    /// The number of a hindrance, where it is listed.
    pub fn number_of(&self, index: usize) -> Option<usize> {
        self.entries.get(index).and_then(|it| it.number)
    }

    pub fn height(&self) -> f64 {
        if self.entries.is_empty() {
            return 0.0;
        }
        let lines: usize = self.entries.iter().map(|it| it.lines.len()).sum();
        let more = if self.more > 0 { LINE + 8.0 } else { 0.0 };
        20.0 + lines as f64 * LINE + self.entries.len() as f64 * 8.0 + more
    }

    pub fn draw(&self, sheet: &mut Sheet, left: f64, top: f64) {
        let mut y = top + 34.0;
        for entry in &self.entries {
            if let Some(number) = entry.number {
                let at = coord! { x: left + 10.0, y: y - 4.0 };
                sheet.circle("found", at, 9.0);
                sheet.text_middle(at.x, at.y + 4.0, "in-mark", &number.to_string());
            }
            for (class, line) in &entry.lines {
                sheet.text(left + INDENT, y, class, line);
                y += LINE;
            }
            y += 8.0;
        }
        if self.more > 0 {
            let more = self.more;
            sheet.text(
                left + INDENT,
                y,
                "",
                &format!("另有 {more} 项 · {more} more"),
            );
        }
    }
}

impl Entry {
    fn add(&mut self, classes: (&'static str, &'static str), words: &Bilingual, width: f64) {
        let within = width - INDENT;
        let zh = in_lines(&words.zh, 12.0, within);
        self.lines.extend(zh.into_iter().map(|it| (classes.0, it)));
        if words.zh != words.en {
            let en = in_lines(&words.en, 11.0, within);
            self.lines.extend(en.into_iter().map(|it| (classes.1, it)));
        }
    }
}
