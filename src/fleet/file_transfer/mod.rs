//! Files of vehicles and cameras over MAVLink (MAVLink developer guide, file transfer protocol), read only.
//!
//! Two machines: [`DirectoryReader`] lists a folder, [`FileReader`] fetches a file. They hold no file: what
//! has come in order is taken from the reader as it goes, and only what came too early waits in it.

mod directory;
mod numbers;
mod packet;
mod reader;
mod reader_states;
mod reading;
mod received;
mod refusal;

pub use directory::{DirectoryEntry, DirectoryReader, DirectoryState};
pub use numbers::TransferNumbers;
pub use packet::{DATA_BYTES, Packet, opcode};
pub use reader::FileReader;
pub use reader_states::{
    FileProgress, FileRead, FileRequest, FileState, FileTruth, TransferFailure,
};
pub use received::file_sum;
pub use refusal::Refusal;

#[cfg(test)]
pub(super) mod server_model;
#[cfg(test)]
mod tests;
