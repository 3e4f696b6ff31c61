//! SVG as text: shapes, and words that are always escaped.

use super::style::STYLE;
use geo::Coord;
use std::fmt::Write;

/// A rectangle of the picture, pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Area {
    pub left: f64,
    pub top: f64,
    pub width: f64,
    pub height: f64,
}

impl Area {
    pub const fn new(left: f64, top: f64, width: f64, height: f64) -> Self {
        Self {
            left,
            top,
            width,
            height,
        }
    }

    pub const fn right(&self) -> f64 {
        self.left + self.width
    }

    pub const fn bottom(&self) -> f64 {
        self.top + self.height
    }

    /// Whether it shares more than a border with another.
    pub fn meets(&self, other: &Self) -> bool {
        self.left < other.right()
            && other.left < self.right()
            && self.top < other.bottom()
            && other.top < self.bottom()
    }

    /// Whether another lies in it.
    pub fn holds(&self, other: &Self) -> bool {
        self.left <= other.left
            && other.right() <= self.right()
            && self.top <= other.top
            && other.bottom() <= self.bottom()
    }

    /// The same with so much more on each side.
    pub fn grown(&self, by: f64) -> Self {
        Self::new(
            self.left - by,
            self.top - by,
            self.width + 2.0 * by,
            self.height + 2.0 * by,
        )
    }
}

/// A picture that is being written.
pub(super) struct Sheet(String);

impl Sheet {
    pub fn new(width: f64, height: f64) -> Self {
        let mut text = String::with_capacity(64 * 1024);
        let _ = write!(
            text,
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
             <svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width:.0}\" height=\"{height:.0}\" \
             viewBox=\"0 0 {width:.0} {height:.0}\">\n{STYLE}\
             <rect class=\"paper\" width=\"{width:.0}\" height=\"{height:.0}\"/>\n"
        );
        Self(text)
    }

    pub fn into_text(mut self) -> String {
        self.0.push_str("</svg>\n");
        self.0
    }

    /// A group whose content is cut off at an area.
    pub fn begin_cut(&mut self, name: &str, area: Area) {
        let Area {
            left,
            top,
            width,
            height,
        } = area;
        let _ = writeln!(
            self.0,
            "<clipPath id=\"{name}\"><rect x=\"{left:.1}\" y=\"{top:.1}\" width=\"{width:.1}\" \
             height=\"{height:.1}\"/></clipPath>\n<g clip-path=\"url(#{name})\">"
        );
    }

    pub fn end_cut(&mut self) {
        self.0.push_str("</g>\n");
    }

    pub fn rect(&mut self, class: &str, area: Area) {
        let Area {
            left,
            top,
            width,
            height,
        } = area;
        let _ = writeln!(
            self.0,
            "<rect class=\"{class}\" x=\"{left:.1}\" y=\"{top:.1}\" width=\"{width:.1}\" height=\"{height:.1}\"/>"
        );
    }

    pub fn circle(&mut self, class: &str, at: Coord<f64>, radius: f64) {
        let _ = writeln!(
            self.0,
            "<circle class=\"{class}\" cx=\"{:.1}\" cy=\"{:.1}\" r=\"{radius:.1}\"/>",
            at.x, at.y
        );
    }

    pub fn line(&mut self, class: &str, from: Coord<f64>, until: Coord<f64>) {
        self.open(class, [[from, until].as_slice()]);
    }

    /// Lines through places, each one open.
    pub fn open<'a>(&mut self, class: &str, lines: impl IntoIterator<Item = &'a [Coord<f64>]>) {
        self.path(class, lines, "");
    }

    /// A line through places that is so wide.
    pub fn wide(&mut self, class: &str, line: &[Coord<f64>], width: f64) {
        let _ = writeln!(self.0, "<g stroke-width=\"{width:.1}\">");
        self.open(class, [line]);
        self.0.push_str("</g>\n");
    }

    /// Rings, each closed; where they lie in each other they are holes.
    pub fn closed<'a>(&mut self, class: &str, rings: impl IntoIterator<Item = &'a [Coord<f64>]>) {
        self.path(class, rings, "Z");
    }

    fn path<'a>(
        &mut self,
        class: &str,
        lines: impl IntoIterator<Item = &'a [Coord<f64>]>,
        end: &str,
    ) {
        let mut way = String::new();
        for line in lines {
            for (index, at) in line.iter().enumerate() {
                let letter = if index == 0 { 'M' } else { 'L' };
                let _ = write!(way, "{letter}{:.1} {:.1}", at.x, at.y);
            }
            way.push_str(end);
        }
        if !way.is_empty() {
            let _ = writeln!(self.0, "<path class=\"{class}\" d=\"{way}\"/>");
        }
    }

    /// Words that begin at a place; their base line is at `y`.
    pub fn text(&mut self, x: f64, y: f64, class: &str, words: &str) {
        self.words((x, y), class, "", words);
    }

    /// Words that end at a place.
    pub fn text_end(&mut self, x: f64, y: f64, class: &str, words: &str) {
        self.words((x, y), class, " text-anchor=\"end\"", words);
    }

    /// Words with their middle at a place.
    pub fn text_middle(&mut self, x: f64, y: f64, class: &str, words: &str) {
        self.words((x, y), class, " text-anchor=\"middle\"", words);
    }

    fn words(&mut self, (x, y): (f64, f64), class: &str, anchor: &str, words: &str) {
        let words = escaped(words);
        let _ = writeln!(
            self.0,
            "<text class=\"{class}\" x=\"{x:.1}\" y=\"{y:.1}\"{anchor}>{words}</text>"
        );
    }
}

/// Words as XML holds them; what XML 1.0 holds in no form (2.2) is left out.
pub(super) fn escaped(words: &str) -> String {
    let mut text = String::with_capacity(words.len());
    for letter in words.chars() {
        match letter {
            '&' => text.push_str("&amp;"),
            '<' => text.push_str("&lt;"),
            '>' => text.push_str("&gt;"),
            '"' => text.push_str("&quot;"),
            '\'' => text.push_str("&#39;"),
            '\t' | '\n' | '\r' => text.push(' '),
            '\u{0}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => {}
            letter => text.push(letter),
        }
    }
    text
}

/// About how wide words are at a size, pixels: fonts differ, so rather too wide.
pub(super) fn width_of(words: &str, size: f64) -> f64 {
    words.chars().map(|it| letter_width(it) * size).sum()
}

fn letter_width(letter: char) -> f64 {
    match letter {
        ' ' | '.' | ',' | ':' | ';' | 'i' | 'j' | 'l' | '\'' | '|' | '(' | ')' => 0.34,
        'm' | 'w' | 'M' | 'W' | '@' | '%' => 0.95,
        'A'..='Z' => 0.70,
        '\u{0}'..='\u{2ff}' => 0.58,
        _ => 1.0,
    }
}

/// Words in lines of a width: broken at blanks, and between Chinese letters.
pub(super) fn in_lines(words: &str, size: f64, width: f64) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    let mut used = 0.0;
    for piece in pieces(words) {
        let piece_width = width_of(piece, size);
        if used + piece_width > width && !line.is_empty() {
            lines.push(std::mem::take(&mut line).trim_end().to_owned());
            used = 0.0;
        }
        if line.is_empty() && piece.trim().is_empty() {
            continue;
        }
        line.push_str(piece);
        used += piece_width;
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines
}

/// What is not broken: words with the blank behind them, and single Chinese letters with what ends them.
fn pieces(words: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut start = 0;
    let mut letters = words.char_indices().peekable();
    while let Some((at, letter)) = letters.next() {
        let end = at + letter.len_utf8();
        let next = letters.peek().map(|(_, next)| *next);
        let is_wide = |it: char| it >= '\u{2e80}';
        let binds = |it: char| matches!(it, '，' | '。' | '；' | '：' | '、' | '）' | '”');
        let ends = letter == ' '
            || next.is_none()
            || (is_wide(letter) && !next.is_some_and(binds) && letter != '（' && letter != '“')
            || next.is_some_and(|next| is_wide(next) && !binds(next) && letter != '（');
        if ends {
            pieces.extend(words.get(start..end));
            start = end;
        }
    }
    pieces
}
