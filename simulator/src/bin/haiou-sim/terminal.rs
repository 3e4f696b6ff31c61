//! The terminal: takes it over, draws lines, reads keys, and gives it back whatever happens.

use crate::view::{Line, Look};
use crossterm::event::{self, Event, KeyCode, KeyEventKind, KeyModifiers};
use crossterm::style::{Attribute, Color, Print, ResetColor, SetAttribute, SetForegroundColor};
use crossterm::{cursor, execute, queue, terminal};
use std::io::{self, Write};
use std::time::Duration;

/// A terminal that is ours until this is dropped.
pub struct Terminal {
    out: io::Stdout,
}

/// What somebody pressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    Character(char),
    Enter,
    Escape,
    Backspace,
    Up,
    Down,
    PageUp,
    PageDown,
    Interrupt,
}

impl Terminal {
    /// Takes the terminal over.
    pub fn take() -> io::Result<Self> {
        terminal::enable_raw_mode()?;
        // From here on it is given back, whatever fails.
        let mut taken = Self { out: io::stdout() };
        execute!(taken.out, terminal::EnterAlternateScreen, cursor::Hide)?;
        Ok(taken)
    }

    /// How many columns and lines there are.
    pub fn size(&self) -> (usize, usize) {
        let (width, height) = terminal::size().unwrap_or((80, 24));
        (width.into(), height.into())
    }

    /// Draws the whole view.
    pub fn draw(&mut self, lines: &[Line]) -> io::Result<()> {
        let colours = std::env::var_os("NO_COLOR").is_none_or(|it| it.is_empty());
        queue!(self.out, cursor::MoveTo(0, 0))?;
        for (index, (look, text)) in lines.iter().enumerate() {
            queue!(self.out, cursor::MoveTo(0, index as u16))?;
            match look {
                Look::Heading => queue!(self.out, SetAttribute(Attribute::Bold))?,
                Look::Warning if colours => queue!(self.out, SetForegroundColor(Color::Yellow))?,
                Look::Bad if colours => queue!(self.out, SetForegroundColor(Color::Red))?,
                Look::Dim => queue!(self.out, SetAttribute(Attribute::Dim))?,
                _ => {}
            }
            queue!(
                self.out,
                Print(text),
                SetAttribute(Attribute::Reset),
                ResetColor
            )?;
        }
        self.out.flush()
    }

    /// The keys that were pressed since this was last asked.
    pub fn keys(&self) -> io::Result<Vec<Key>> {
        let mut keys = Vec::new();
        while event::poll(Duration::ZERO)? {
            let Event::Key(key) = event::read()? else {
                continue;
            };
            if key.kind == KeyEventKind::Release {
                continue;
            }
            let is_control = key.modifiers.contains(KeyModifiers::CONTROL);
            keys.extend(match key.code {
                KeyCode::Char('c') if is_control => Some(Key::Interrupt),
                KeyCode::Char(character) => Some(Key::Character(character)),
                KeyCode::Enter => Some(Key::Enter),
                KeyCode::Esc => Some(Key::Escape),
                KeyCode::Backspace => Some(Key::Backspace),
                KeyCode::Up => Some(Key::Up),
                KeyCode::Down => Some(Key::Down),
                KeyCode::PageUp => Some(Key::PageUp),
                KeyCode::PageDown => Some(Key::PageDown),
                _ => None,
            });
        }
        Ok(keys)
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // Where this fails there is no terminal any more to give back.
        execute!(self.out, cursor::Show, terminal::LeaveAlternateScreen).ok();
        terminal::disable_raw_mode().ok();
    }
}
