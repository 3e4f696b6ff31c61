//! Writes a log.

use crate::link::frame::Frame;
use crate::moment::Moment;
use std::io::{self, Write};

/// Writes a log entry by entry. What it writes to has to be buffered.
pub struct TlogWriter<W> {
    out: W,
    unsigned: Vec<u8>,
}

impl<W: Write> TlogWriter<W> {
    /// A writer at the beginning of a log.
    pub fn new(out: W) -> Self {
        Self {
            out,
            unsigned: Vec::new(),
        }
    }

    /// Writes a frame. Its signature is left out, for who has enough of them could guess at the key; the
    /// frame says then that it has none. A frame that carries a key (SETUP_SIGNING) is not written at
    /// all. Whether it was written.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn write(&mut self, at: Moment, frame: Frame<'_>) -> io::Result<bool> {
        let Some(bytes) = frame.for_a_log(&mut self.unsigned) else {
            return Ok(false);
        };
        self.out.write_all(&at.us().to_be_bytes())?;
        self.out.write_all(bytes)?;
        Ok(true)
    }

    /// What is written to.
    pub fn out(&self) -> &W {
        &self.out
    }

    /// Goes on writing to something else, and gives back what was written to.
    pub fn replace(&mut self, out: W) -> W {
        std::mem::replace(&mut self.out, out)
    }

    /// Hands on what is buffered, and gives back what was written to.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn finish(mut self) -> io::Result<W> {
        self.out.flush()?;
        Ok(self.out)
    }
}
