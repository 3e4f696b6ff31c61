//! Fetches the files of photos, one after another, and hands them out as they come.

use super::FileAddress;
use super::delivery::{Delivery, FetchRequest, FetchState, WhyNoFile};
use super::matching::{ListedFile, match_files};
use super::record::PhotoKey;
use crate::fleet::file_transfer::{
    DirectoryEntry, DirectoryReader, DirectoryState, FileReader, FileRequest, FileState, FileTruth,
    TransferFailure, TransferNumbers,
};
use crate::link::report::FtpPacket;
use crate::link::say::Say;
use crate::moment::Moment;
use std::collections::VecDeque;

/// So many folders are looked into at most.
const MOST_FOLDERS: usize = 256;
/// So many files are listed at most.
const MOST_FILES: usize = 20_000;

/// Fetches the files of photos.
#[derive(Clone, Debug)]
pub struct PhotoFetcher {
    request: FetchRequest,
    camera: Option<u8>,
    numbers: TransferNumbers,
    listing: Option<DirectoryReader>,
    folder: String,
    folders: VecDeque<String>,
    folders_seen: usize,
    files: Vec<ListedFile>,
    fetching: Option<(PhotoKey, FileReader)>,
    left: VecDeque<(PhotoKey, String)>,
    state: FetchState,
}

impl PhotoFetcher {
    /// Begins, with the numbers that the last transfer with the camera ended with.
    pub fn start(
        now: Moment,
        request: FetchRequest,
        numbers: TransferNumbers,
        out: &mut Vec<Say>,
        deliveries: &mut Vec<Delivery>,
    ) -> Self {
        let mut fetcher = Self {
            camera: request.photos.first().map(|photo| photo.key.camera),
            folder: String::new(),
            folders: VecDeque::from([request.folder.clone()]),
            request,
            numbers,
            listing: None,
            folders_seen: 1,
            files: Vec::new(),
            fetching: None,
            left: VecDeque::new(),
            state: FetchState::Running(0),
        };
        fetcher.plan_addressed(deliveries);
        fetcher.go_on(now, out, deliveries);
        fetcher
    }

    /// How it stands.
    pub fn state(&self) -> FetchState {
        self.state
    }

    /// With what the next transfer begins.
    pub fn numbers(&self) -> TransferNumbers {
        let fetching = self.fetching.as_ref();
        fetching.map_or(self.numbers, |(_, reader)| reader.numbers())
    }

    /// When it has to be woken; `None` once nothing more is to be said.
    pub fn due(&self) -> Option<Moment> {
        let fetching = self.fetching.as_ref().and_then(|(_, reader)| reader.due());
        fetching.or_else(|| self.listing.as_ref()?.due())
    }

    /// Photos with an address need no listing.
    fn plan_addressed(&mut self, deliveries: &mut Vec<Delivery>) {
        let camera = self.camera;
        self.request.photos.retain(|photo| {
            let why = match &photo.file {
                FileAddress::Untold => return true,
                FileAddress::Elsewhere(url) => WhyNoFile::Elsewhere(url.clone()),
                FileAddress::Mavlink {
                    component: Some(other),
                    ..
                } if Some(*other) != camera => WhyNoFile::OtherComponent(*other),
                FileAddress::Mavlink { path, .. } => {
                    self.left.push_back((photo.key, path.clone()));
                    return true;
                }
            };
            deliveries.push(Delivery::Missing(photo.key, why));
            false
        });
    }

    fn needs_listing(&self) -> bool {
        self.request
            .photos
            .iter()
            .any(|photo| photo.file == FileAddress::Untold)
    }

    /// Takes an answer of the camera.
    pub fn hear(
        &mut self,
        now: Moment,
        packet: &FtpPacket,
        out: &mut Vec<Say>,
        deliveries: &mut Vec<Delivery>,
    ) {
        if let Some((_, reader)) = &mut self.fetching {
            reader.hear(now, packet, out);
        } else if let Some(listing) = &mut self.listing {
            listing.hear(now, packet, out);
        }
        self.look(now, out, deliveries);
    }

    /// Nothing came for too long.
    pub fn wake(&mut self, now: Moment, out: &mut Vec<Say>, deliveries: &mut Vec<Delivery>) {
        if let Some((_, reader)) = &mut self.fetching {
            reader.wake(now, out);
        } else if let Some(listing) = &mut self.listing {
            listing.wake(now, out);
        }
        self.look(now, out, deliveries);
    }

    /// Nobody wants them any more. What came of the file that is not whole is to be thrown away.
    pub fn cancel(&mut self, now: Moment, out: &mut Vec<Say>) {
        if matches!(self.state, FetchState::Done | FetchState::Cancelled) {
            return;
        }
        self.state = FetchState::Cancelled;
        self.left.clear();
        self.listing = None;
        if let Some((_, reader)) = &mut self.fetching {
            reader.cancel(now, out);
            self.numbers = reader.numbers();
        }
    }

    /// Goes on after the camera did not answer, in the middle of the file. Whether it does.
    pub fn resume(
        &mut self,
        now: Moment,
        out: &mut Vec<Say>,
        deliveries: &mut Vec<Delivery>,
    ) -> bool {
        if self.state != FetchState::Interrupted {
            return false;
        }
        self.state = FetchState::Running(self.left.len());
        match &mut self.fetching {
            Some((_, reader)) => {
                reader.resume(now, out);
            }
            // It was listing: that folder is listed anew.
            None => self.folders.push_front(std::mem::take(&mut self.folder)),
        }
        if self.fetching.is_none() {
            self.listing = None;
            self.go_on(now, out, deliveries);
        }
        true
    }

    fn look(&mut self, now: Moment, out: &mut Vec<Say>, deliveries: &mut Vec<Delivery>) {
        if !matches!(self.state, FetchState::Running(_)) {
            return;
        }
        if self.fetching.is_some() {
            self.look_at_file(now, out, deliveries);
        } else if self.listing.is_some() {
            self.look_at_listing(now, out, deliveries);
        }
    }

    fn look_at_file(&mut self, now: Moment, out: &mut Vec<Say>, deliveries: &mut Vec<Delivery>) {
        let Some((photo, reader)) = &mut self.fetching else {
            return;
        };
        let photo = *photo;
        let bytes = reader.take();
        if !bytes.is_empty() {
            deliveries.push(Delivery::Bytes(photo, bytes));
        }
        self.numbers = reader.numbers();
        deliveries.push(match reader.state() {
            FileState::Running(_) => return,
            FileState::Failed(TransferFailure::NoAnswer) => {
                self.state = FetchState::Interrupted;
                return;
            }
            FileState::Done(read) => Delivery::Whole(photo, read),
            FileState::Failed(why) => Delivery::Missing(photo, WhyNoFile::Transfer(why)),
            FileState::Cancelled => return,
        });
        self.fetching = None;
        self.go_on(now, out, deliveries);
    }

    fn look_at_listing(&mut self, now: Moment, out: &mut Vec<Say>, deliveries: &mut Vec<Delivery>) {
        let Some(listing) = &self.listing else {
            return;
        };
        self.numbers = listing.numbers();
        match listing.state().clone() {
            DirectoryState::Running(_) | DirectoryState::Cancelled => return,
            DirectoryState::Failed(TransferFailure::NoAnswer) => {
                self.state = FetchState::Interrupted;
                return;
            }
            // A folder inside may be closed to us; without the first there is nothing to match.
            DirectoryState::Failed(why) if self.folder == self.request.folder => {
                self.folders.clear();
                self.none_listed(why, deliveries);
            }
            DirectoryState::Failed(_) => {}
            DirectoryState::Done { entries, .. } => self.take_entries(entries),
        }
        self.listing = None;
        self.go_on(now, out, deliveries);
    }

    fn none_listed(&mut self, why: TransferFailure, deliveries: &mut Vec<Delivery>) {
        self.request.photos.retain(|photo| {
            let is_lost = photo.file == FileAddress::Untold;
            if is_lost {
                deliveries.push(Delivery::Missing(photo.key, WhyNoFile::Transfer(why)));
            }
            !is_lost
        });
    }

    fn take_entries(&mut self, entries: Vec<DirectoryEntry>) {
        let folder = self.folder.trim_end_matches('/').to_owned();
        let path_of = |name: String| match folder.as_str() {
            "" if self.folder.is_empty() => name,
            folder => format!("{folder}/{name}"),
        };
        for entry in entries {
            match entry {
                DirectoryEntry::Directory(name) if name == "." || name == ".." => {}
                DirectoryEntry::Directory(name) if self.folders_seen < MOST_FOLDERS => {
                    self.folders_seen += 1;
                    self.folders.push_back(path_of(name));
                }
                DirectoryEntry::File { name, size } if self.files.len() < MOST_FILES => {
                    let path = path_of(name);
                    self.files.push(ListedFile { path, size });
                }
                _ => {}
            }
        }
    }

    /// The next folder, the matching, the next file, or the end.
    fn go_on(&mut self, now: Moment, out: &mut Vec<Say>, deliveries: &mut Vec<Delivery>) {
        if self.needs_listing() {
            if let Some(folder) = self.folders.pop_front() {
                self.folder.clone_from(&folder);
                let (round_trip, numbers) = (self.request.round_trip, self.numbers);
                let listing = DirectoryReader::start(now, round_trip, folder, numbers, out);
                self.numbers = listing.numbers();
                self.listing = Some(listing);
                self.state = FetchState::Running(self.left.len());
                return;
            }
            self.plan_listed(deliveries);
        }
        let Some((photo, path)) = self.left.pop_front() else {
            self.state = FetchState::Done;
            return;
        };
        self.state = FetchState::Running(self.left.len() + 1);
        deliveries.push(Delivery::Begun {
            photo,
            path: path.clone(),
        });
        let request = FileRequest {
            path,
            truth: FileTruth::Stored,
            largest: self.request.largest,
            round_trip: self.request.round_trip,
        };
        let reader = FileReader::start(now, request, self.numbers, out);
        self.numbers = reader.numbers();
        self.fetching = Some((photo, reader));
    }

    fn plan_listed(&mut self, deliveries: &mut Vec<Delivery>) {
        let photos = std::mem::take(&mut self.request.photos);
        let files = std::mem::take(&mut self.files);
        let found = match_files(&photos, &files);
        for photo in photos
            .iter()
            .filter(|photo| photo.file == FileAddress::Untold)
        {
            match found.pairs.iter().find(|(key, _)| *key == photo.key) {
                Some((key, file)) => self.left.push_back((*key, file.path.clone())),
                None => deliveries.push(Delivery::Missing(photo.key, WhyNoFile::Unmatched)),
            }
        }
    }
}
