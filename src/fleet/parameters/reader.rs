//! Reads all parameters of a vehicle the fastest way that it offers: ArduPilot's in one file where its files may
//! be read, else by the list. Whatever goes wrong with the file, the list is read.

use super::packed_list::{PACKED_LIST_PATH, read_packed_list};
use super::{
    ListProgress, ListRequest, ListState, ParameterListRead, ParameterListReader, ParameterSet,
};
use crate::fleet::file_transfer::{
    FileProgress, FileReader, FileRequest, FileState, FileTruth, TransferNumbers,
};
use crate::link::report::{FtpPacket, ParameterValue};
use crate::link::say::Say;
use crate::moment::Moment;

/// A larger file is none of parameters, bytes: 1 400 of them take 20 kB.
const LARGEST_FILE: u32 = 256 * 1024;
/// So many values may be told while the file is read. With more the list is read, which takes them in.
const MOST_TOLD_MEANWHILE: usize = 64;

/// Reads all parameters of a vehicle.
#[derive(Clone, Debug)]
pub struct ParameterReader {
    request: ListRequest,
    way: Way,
    /// The numbers of files' packets, where a file was tried.
    numbers: Option<TransferNumbers>,
}

#[derive(Clone, Debug)]
enum Way {
    File(Box<FileWay>),
    List(Box<ParameterListReader>),
}

#[derive(Clone, Debug)]
struct FileWay {
    reader: FileReader,
    file: Vec<u8>,
    /// Values that were told meanwhile, the last of each name.
    told: Vec<ParameterValue>,
    is_too_much: bool,
    state: ListState,
}

impl ParameterReader {
    /// Begins: with the file, where the numbers of its transfer are given.
    pub fn start(
        now: Moment,
        request: ListRequest,
        numbers: Option<TransferNumbers>,
        out: &mut Vec<Say>,
    ) -> Self {
        let way = match numbers {
            Some(numbers) => Way::File(Box::new(FileWay::start(now, &request, numbers, out))),
            None => Way::list(now, &request, out),
        };
        let mut reader = Self {
            request,
            way,
            numbers,
        };
        reader.look(now, out);
        reader
    }

    /// How it stands. While the file is read, no parameter is there yet; see [`Self::file_progress`].
    pub fn state(&self) -> &ListState {
        match &self.way {
            Way::File(way) => &way.state,
            Way::List(list) => list.state(),
        }
    }

    /// How far the file is, while it is read.
    pub fn file_progress(&self) -> Option<FileProgress> {
        match (&self.way, self.state()) {
            (Way::File(way), ListState::Running(_)) => match way.reader.state() {
                FileState::Running(progress) => Some(progress),
                _ => None,
            },
            _ => None,
        }
    }

    /// Whether files of the autopilot are being read: nobody else may read there meanwhile.
    pub fn is_reading_a_file(&self) -> bool {
        matches!(&self.way, Way::File(way) if way.reader.due().is_some())
    }

    /// With what the next transfer of files begins, where this one tried one.
    pub fn numbers(&self) -> Option<TransferNumbers> {
        match &self.way {
            Way::File(way) => Some(way.reader.numbers()),
            Way::List(_) => self.numbers,
        }
    }

    /// When it has to be woken; `None` once nothing more is to be said.
    pub fn due(&self) -> Option<Moment> {
        match &self.way {
            Way::File(way) => way.reader.due(),
            Way::List(list) => list.due(),
        }
    }

    /// Takes a PARAM_VALUE of the vehicle.
    pub fn hear(
        &mut self,
        now: Moment,
        told: &ParameterValue,
        is_overtaken: bool,
        out: &mut Vec<Say>,
    ) {
        match &mut self.way {
            Way::File(way) => way.keep(*told),
            Way::List(list) => list.hear(now, told, is_overtaken, out),
        }
    }

    /// Takes an answer of the vehicle's file server.
    pub fn hear_packet(&mut self, now: Moment, packet: &FtpPacket, out: &mut Vec<Say>) {
        if let Way::File(way) = &mut self.way {
            way.reader.hear(now, packet, out);
            self.look(now, out);
        }
    }

    /// Nothing came for too long.
    pub fn wake(&mut self, now: Moment, out: &mut Vec<Say>) {
        match &mut self.way {
            Way::File(way) => {
                way.reader.wake(now, out);
                self.look(now, out);
            }
            Way::List(list) => list.wake(now, out),
        }
    }

    /// The vehicle has started anew, perhaps with other parameters. Its file is another one now, so that the
    /// list is read.
    pub fn rebooted(&mut self, now: Moment, out: &mut Vec<Say>) {
        match &mut self.way {
            Way::File(way) if matches!(way.state, ListState::Running(_)) => {
                // Where it kept the file open after all, it is told to close it.
                way.reader.cancel(now, out);
                self.numbers = Some(way.reader.numbers());
                self.way = Way::list(now, &self.request, out);
            }
            Way::File(_) => {}
            Way::List(list) => list.rebooted(now, out),
        }
    }

    /// Nobody wants it any more: a file that is open is closed.
    pub fn cancel(&mut self, now: Moment, out: &mut Vec<Say>) {
        match &mut self.way {
            Way::File(way) if matches!(way.state, ListState::Running(_)) => {
                way.state = ListState::Cancelled;
                way.reader.cancel(now, out);
            }
            Way::File(_) => {}
            Way::List(list) => list.cancel(),
        }
    }

    /// What came of the file: it is the list, or the list has to be read.
    fn look(&mut self, now: Moment, out: &mut Vec<Say>) {
        let Way::File(way) = &mut self.way else {
            return;
        };
        way.take(now, out);
        if !matches!(way.state, ListState::Running(_)) || way.reader.due().is_some() {
            return;
        }
        match way.set(now, &self.request) {
            Some(set) => {
                way.state = ListState::Done(Box::new(ParameterListRead {
                    set,
                    hash: None,
                    is_from_cache: false,
                    unread: 0,
                }));
            }
            None => {
                self.numbers = Some(way.reader.numbers());
                self.way = Way::list(now, &self.request, out);
            }
        }
    }
}

impl Way {
    fn list(now: Moment, request: &ListRequest, out: &mut Vec<Say>) -> Self {
        Self::List(Box::new(ParameterListReader::start(
            now,
            request.clone(),
            out,
        )))
    }
}

impl FileWay {
    fn start(
        now: Moment,
        request: &ListRequest,
        numbers: TransferNumbers,
        out: &mut Vec<Say>,
    ) -> Self {
        let file = FileRequest {
            path: PACKED_LIST_PATH.to_owned(),
            truth: FileTruth::Made,
            largest: LARGEST_FILE,
            round_trip: request.round_trip,
        };
        Self {
            reader: FileReader::start(now, file, numbers, out),
            file: Vec::new(),
            told: Vec::new(),
            is_too_much: false,
            state: ListState::Running(ListProgress::default()),
        }
    }

    fn keep(&mut self, told: ParameterValue) {
        if let Some(known) = self.told.iter_mut().find(|it| it.name == told.name) {
            *known = told;
        } else if self.told.len() < MOST_TOLD_MEANWHILE {
            self.told.push(told);
        } else {
            self.is_too_much = true;
        }
    }

    /// Takes the bytes that came. A file that is made while it is read may be longer than it was said to be.
    fn take(&mut self, now: Moment, out: &mut Vec<Say>) {
        self.file.extend(self.reader.take());
        if self.file.len() > LARGEST_FILE as usize {
            self.file.clear();
            self.reader.cancel(now, out);
        }
    }

    /// The parameters, where the file came whole and is one of them: with what was told meanwhile, for a value
    /// may have been written into the file before it changed.
    fn set(&self, now: Moment, request: &ListRequest) -> Option<ParameterSet> {
        let is_whole = matches!(self.reader.state(), FileState::Done(_)) && !self.is_too_much;
        let mut set = is_whole
            .then(|| read_packed_list(&self.file, now).ok())
            .flatten()?;
        for told in &self.told {
            set.hear(told, request.encoding);
        }
        Some(set)
    }
}
