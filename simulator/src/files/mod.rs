//! Files over MAVLink (MAVLink developer guide, file transfer protocol), from the vehicle's side. One
//! server for autopilots and cameras; in what they differ is told by [`FtpHabits`], and what files there
//! are by [`Files`].

mod ask;
mod habits;
pub mod packed_parameters;
mod packet;
mod server;
mod service;
mod volume;

pub use habits::{FtpHabits, SessionNumbers};
pub use packet::{DATA_BYTES, Packet, opcode};
pub use server::{FileServer, Reply};
pub use service::FileService;
pub use volume::Volume;

/// So many entries of a directory fit one message at most: the shortest are a letter, a letter and a
/// zero.
pub const MOST_ENTRIES: usize = DATA_BYTES / 3;

/// Why something about a file is refused (MAV_FTP_ERR).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// No reason is told.
    Fail,
    /// As the operating system says.
    Errno(u8),
    /// The size of the data is not as it must be.
    InvalidDataSize,
    /// There is no such session.
    InvalidSession,
    /// Too many files are open.
    NoSessionsAvailable,
    /// There is nothing more.
    EndOfFile,
    /// An operation that is not known.
    UnknownCommand,
    /// There is one already.
    FileExists,
    /// It may not be changed.
    FileProtected,
    /// There is none.
    FileNotFound,
}

impl Refusal {
    /// The number, and the error of the operating system with it.
    pub fn bytes(self) -> (u8, Option<u8>) {
        match self {
            Self::Fail => (1, None),
            Self::Errno(errno) => (2, Some(errno)),
            Self::InvalidDataSize => (3, None),
            Self::InvalidSession => (4, None),
            Self::NoSessionsAvailable => (5, None),
            Self::EndOfFile => (6, None),
            Self::UnknownCommand => (7, None),
            Self::FileExists => (8, None),
            Self::FileProtected => (9, None),
            Self::FileNotFound => (10, None),
        }
    }
}

/// One entry of a directory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entry {
    /// A file with its size in bytes.
    File(String, u32),
    /// A directory.
    Directory(String),
}

/// Something that changes files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change<'a> {
    /// Makes a file, or empties it.
    Create(&'a str),
    /// Writes into a file.
    Write {
        /// The file.
        path: &'a str,
        /// From this byte on.
        offset: u32,
        /// What.
        data: &'a [u8],
    },
    /// Cuts a file.
    Truncate {
        /// The file.
        path: &'a str,
        /// So many bytes stay.
        length: u32,
    },
    /// Removes a file.
    Remove(&'a str),
    /// Gives another name.
    Rename {
        /// What it is called.
        from: &'a str,
        /// What it will be called.
        to: &'a str,
    },
    /// Makes a directory.
    CreateDirectory(&'a str),
    /// Removes an empty directory.
    RemoveDirectory(&'a str),
}

/// What files a component has.
pub trait Files {
    /// The size that is told when a file is opened.
    ///
    /// # Errors
    /// Why it is not opened.
    fn size(&mut self, path: &str) -> Result<u32, Refusal>;

    /// What is in a file. `block` is how many bytes are asked for at a time: some files are packed so
    /// that no value lies across two blocks.
    ///
    /// # Errors
    /// Why it is not read.
    fn read(&mut self, path: &str, block: u8) -> Result<Vec<u8>, Refusal>;

    /// What is in a directory.
    ///
    /// # Errors
    /// Why it is not told.
    fn list(&mut self, path: &str) -> Result<Vec<Entry>, Refusal>;

    /// The same from one entry on: as many as there are, or as fit one message at least.
    ///
    /// # Errors
    /// Why it is not told.
    fn list_from(&mut self, path: &str, from: u32) -> Result<Vec<Entry>, Refusal> {
        let mut entries = self.list(path)?;
        entries.drain(..entries.len().min(from as usize));
        Ok(entries)
    }

    /// Changes something; most components let nothing be changed.
    ///
    /// # Errors
    /// Why it is not.
    fn change(&mut self, change: Change<'_>) -> Result<(), Refusal> {
        let _ = change;
        Err(Refusal::FileProtected)
    }
}

#[cfg(test)]
pub mod client;
