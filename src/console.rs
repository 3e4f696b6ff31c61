//! How the command line talks to people: their language, and colours where a terminal shows them.

use geofences::{Bilingual, Language};
use std::io::{self, IsTerminal, Write};

/// How the command line talks.
#[derive(Clone, Copy, Debug)]
pub struct Console {
    /// The language of messages.
    pub language: Language,
    /// Whether standard output shows colours.
    pub coloured: bool,
    /// Whether standard error is a terminal that progress may be drawn on.
    pub shows_progress: bool,
}

/// The colours that are used, each with one meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colour {
    /// It is good.
    Green,
    /// Take care.
    Yellow,
    /// It is not good.
    Red,
}

impl Console {
    /// What suits this process: colours only on a terminal, and not when `NO_COLOR` is set
    /// (no-color.org) or the terminal is `dumb`.
    pub fn of_this_process(language: Language) -> Self {
        let plain = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty())
            || std::env::var_os("TERM").is_some_and(|value| value == "dumb");
        Self {
            language,
            coloured: !plain && std::io::stdout().is_terminal(),
            shows_progress: std::io::stderr().is_terminal(),
        }
    }

    /// The text in the console's language.
    pub fn text<'a>(&self, both: &'a Bilingual) -> &'a str {
        both.in_language(self.language)
    }

    /// One of two texts, by the console's language.
    pub fn pick<'a>(&self, en: &'a str, zh: &'a str) -> &'a str {
        match self.language {
            Language::En => en,
            Language::Zh => zh,
        }
    }

    /// The text in a colour, where colours are shown.
    pub fn paint(&self, colour: Colour, text: &str) -> String {
        if !self.coloured {
            return text.to_owned();
        }
        let code = match colour {
            Colour::Green => 32,
            Colour::Yellow => 33,
            Colour::Red => 31,
        };
        format!("\u{1b}[{code}m{text}\u{1b}[0m")
    }
}

/// Prints a line on standard error. A terminal or pipe that is gone takes it with it: what was going on goes on,
/// where `eprintln` would panic.
pub fn complain(line: &str) {
    writeln!(io::stderr(), "{line}").ok();
}

/// Prints lines on standard output, as [`complain`] does on standard error: `head` may have read enough.
pub fn say(lines: &str) {
    writeln!(io::stdout(), "{lines}").ok();
}

/// Draws on the terminal behind standard error, as far as it is still there.
pub fn draw(text: &str) {
    write!(io::stderr(), "{text}").ok();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_painted_away_from_a_terminal() {
        let mut console = Console {
            language: Language::En,
            coloured: false,
            shows_progress: false,
        };
        assert_eq!(console.paint(Colour::Red, "no"), "no");
        console.coloured = true;
        assert_eq!(console.paint(Colour::Red, "no"), "\u{1b}[31mno\u{1b}[0m");
    }
}
