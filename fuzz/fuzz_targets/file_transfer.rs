//! Any packets as answers of a file server, with time, a lost link and a call to stop: a reader of a file and one
//! of a folder end, hold no more than they were told to fetch, and a file is whole only with as many bytes as
//! were handed out.
#![no_main]

use haiou::fleet::file_transfer::{
    DirectoryReader, FileReader, FileRequest, FileState, FileTruth, Packet, TransferNumbers, opcode,
};
use haiou::link::report::FtpPacket;
use haiou::link::say::Say;
use haiou::moment::Moment;
use haiou_fuzz::Decisions;
use std::time::Duration;

const LARGEST: u32 = 20_000;
const MOST_SAID: usize = 64;

/// An answer to the last question, more or less: what does not fit it is passed over and finds nothing.
fn answer(decisions: &mut Decisions<'_>, question: Option<&Packet>) -> FtpPacket {
    let mut raw = [0; 251];
    let form = decisions.byte();
    if let (Some(question), true) = (question, form & 1 == 0) {
        let length = usize::from(decisions.byte()).min(239);
        let data = decisions.take(length);
        let mut data = data.to_vec();
        if form & 2 == 0 {
            data.resize(length, 7);
        }
        let offset = match form & 12 {
            0 => question.offset,
            4 => u32::from(decisions.u16()),
            _ => question
                .offset
                .wrapping_add(239 * u32::from(decisions.byte())),
        };
        let is_yes = form & 16 == 0;
        let sequence = question.sequence.wrapping_add(1 + u16::from(form >> 6));
        let packet = Packet::question(0, sequence, question.session).with_data(&data);
        let packet = packet.expect("it is short");
        let packet = Packet {
            opcode: if is_yes { opcode::ACK } else { opcode::NAK },
            request_opcode: question.opcode,
            is_burst_complete: form & 32 != 0,
            offset,
            ..packet
        };
        raw = packet.write();
    } else {
        let any = decisions.take(251);
        raw[..any.len()].copy_from_slice(any);
    }
    FtpPacket {
        target_system: 255,
        target_component: 190,
        bytes: raw,
    }
}

fn asked(out: &[Say], last: &mut Option<Packet>) {
    assert!(out.len() <= MOST_SAID, "{}", out.len());
    for say in out {
        let Say::Ftp(bytes) = say else {
            panic!("{say:?}")
        };
        *last = Some(Packet::read(bytes));
    }
}

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let mut decisions = Decisions::new(&bytes[..bytes.len().min(16_384)]);
    let start = Moment::from_us(1_795_000_000_000_000);
    let (mut now, mut out, mut last) = (start, Vec::new(), None);
    let round_trip = Duration::from_millis(40);
    let head = decisions.byte();
    if head & 1 == 0 {
        let request = FileRequest {
            path: "a".to_owned(),
            truth: if head & 2 == 0 {
                FileTruth::Stored
            } else {
                FileTruth::Made
            },
            largest: LARGEST,
            round_trip,
        };
        let mut reader = FileReader::start(now, request, TransferNumbers::default(), &mut out);
        asked(&out, &mut last);
        let (mut handed_out, mut wakes) = (0, 0);
        while reader.due().is_some() {
            out.clear();
            match decisions.byte() {
                _ if decisions.is_over() => {
                    now = now.max(reader.due().unwrap_or(now));
                    wakes += 1;
                    assert!(wakes < 1_000, "it never ends: {reader:?}");
                }
                step @ 0..=60 => now = now + Duration::from_millis(u64::from(step) * 20),
                254 => reader.cancel(now, &mut out),
                _ => reader.hear(now, &answer(&mut decisions, last.as_ref()), &mut out),
            }
            asked(&out, &mut last);
            out.clear();
            if reader.due().is_some_and(|due| due <= now) {
                reader.wake(now, &mut out);
            }
            asked(&out, &mut last);
            handed_out += reader.take().len();
        }
        if let FileState::Done(read) = reader.state() {
            assert_eq!(read.size as usize, handed_out);
        }
        out.clear();
        if !matches!(reader.state(), FileState::Cancelled) {
            reader.hear(now, &answer(&mut decisions, last.as_ref()), &mut out);
            assert!(out.is_empty());
        }
    } else {
        let path = "b".to_owned();
        let numbers = TransferNumbers::default();
        let mut reader = DirectoryReader::start(now, round_trip, path, numbers, &mut out);
        asked(&out, &mut last);
        while let Some(due) = reader.due() {
            out.clear();
            match decisions.byte() {
                _ if decisions.is_over() => now = now.max(due),
                step @ 0..=60 => now = now + Duration::from_millis(u64::from(step) * 20),
                254 => reader.cancel(),
                _ => reader.hear(now, &answer(&mut decisions, last.as_ref()), &mut out),
            }
            if reader.due().is_some_and(|due| due <= now) {
                reader.wake(now, &mut out);
            }
            asked(&out, &mut last);
        }
    }
});
