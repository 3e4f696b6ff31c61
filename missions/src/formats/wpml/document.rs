//! XML text as it is written.

use crate::formats::xml::escaped;
use std::fmt::{Display, Write};

/// A document being written.
#[derive(Default)]
pub(super) struct Document {
    pub text: String,
    open: Vec<&'static str>,
}

impl Document {
    /// Opens an element.
    pub(super) fn begin(&mut self, name: &'static str) {
        self.indent();
        let _ = writeln!(self.text, "<{name}>");
        self.open.push(name);
    }

    /// Closes the innermost element.
    pub(super) fn end(&mut self) {
        if let Some(name) = self.open.pop() {
            self.indent();
            let _ = writeln!(self.text, "</{name}>");
        }
    }

    /// An element with a value.
    pub(super) fn leaf(&mut self, name: &str, value: impl Display) {
        self.indent();
        let value = escaped(&value.to_string());
        let _ = writeln!(self.text, "<{name}>{value}</{name}>");
    }

    fn indent(&mut self) {
        for _ in &self.open {
            self.text.push_str("  ");
        }
    }
}
