//! Photos: each that a camera tells of becomes a record, those that were missed are asked for again, and
//! their files are fetched and matched to them.

mod address;
mod book;
mod delivery;
mod fetcher;
mod matching;
mod record;

pub use address::FileAddress;
pub use book::PhotoBook;
pub use delivery::{Delivery, FetchRequest, FetchState, WhyNoFile};
pub use fetcher::PhotoFetcher;
pub use matching::{ListedFile, Matching, match_files};
pub use record::{Photo, PhotoKey};

#[cfg(test)]
mod tests;
