//! What a fetcher of photos is asked for, and what it hands out.

use super::record::{Photo, PhotoKey};
use crate::fleet::file_transfer::{FileRead, TransferFailure};
use std::time::Duration;

/// What is to be fetched.
#[derive(Clone, Debug)]
pub struct FetchRequest {
    /// Photos of one series of a camera, of which no file is here yet.
    pub photos: Vec<Photo>,
    /// The folder in which to look for files of photos without an address, and all folders in it.
    pub folder: String,
    /// A larger file is not fetched, bytes.
    pub largest: u32,
    /// The measured round trip.
    pub round_trip: Duration,
}

/// What is handed out.
#[derive(Clone, Debug, PartialEq)]
pub enum Delivery {
    /// The file of a photo begins.
    Begun {
        /// Which photo.
        photo: PhotoKey,
        /// Where its file is on the camera.
        path: String,
    },
    /// The next bytes of it.
    Bytes(PhotoKey, Vec<u8>),
    /// It is here whole.
    Whole(PhotoKey, FileRead),
    /// It is not to be had; what came of it is to be thrown away.
    Missing(PhotoKey, WhyNoFile),
}

/// Why a photo has no file.
#[derive(Clone, Debug, PartialEq)]
pub enum WhyNoFile {
    /// None was found, or none that is certainly its own.
    Unmatched,
    /// It is at an address, which is not ours to fetch.
    Elsewhere(String),
    /// Another component has it.
    OtherComponent(u8),
    /// It could not be fetched, or the camera's folders not be listed.
    Transfer(TransferFailure),
}

/// How it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FetchState {
    /// So many files are left.
    Running(usize),
    /// The camera does not answer. It can be gone on with; see [`super::PhotoFetcher::resume`].
    Interrupted,
    /// Each photo has its file, or was told to have none.
    Done,
    /// Nobody wants them any more.
    Cancelled,
}
