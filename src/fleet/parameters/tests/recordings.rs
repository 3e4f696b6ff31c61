//! What was recorded of real autopilots.

use crate::fleet::file_transfer::{
    FileReader, FileRequest, FileState, FileTruth, Packet, TransferNumbers, opcode,
};
use crate::fleet::parameters::fixture::{ARDUPILOT, PX4, set_of};
use crate::fleet::parameters::{PACKED_LIST_PATH, ParameterSet, read_packed_list};
use crate::link::dialect::{Encoding, decode};
use crate::link::report::{FtpPacket, Report};
use crate::link::say::Say;
use crate::link::tlog::{Logged, TlogReader};
use crate::moment::Moment;
use std::collections::BTreeSet;
use std::fs::File;
use std::time::Duration;

/// What the autopilot said, with its moments.
fn said(capture: &str) -> Vec<(Moment, Report)> {
    let path = format!("{}/tests/captures/{capture}", env!("CARGO_MANIFEST_DIR"));
    let mut log = TlogReader::new(File::open(path).unwrap());
    let mut said = Vec::new();
    while let Some(entry) = log.next_entry().unwrap() {
        let Logged::Frame(at, frame) = entry else {
            panic!("{entry:?}")
        };
        let sender = frame.sender();
        if (sender.system, sender.component) == (1, 1) {
            said.extend(decode(frame).map(|report| (at, report)));
        }
    }
    said
}

/// The recorded server: what it said, with the numbers of our own questions.
fn recorded_answers(question: &Packet, recorded: &[Packet]) -> Vec<FtpPacket> {
    let to = |operation: u8| {
        recorded
            .iter()
            .filter(move |it| it.request_opcode == operation)
    };
    let answers: Vec<&Packet> = match question.opcode {
        // One question for the bytes behind the last, which was never asked in the recording.
        opcode::READ_FILE => to(opcode::BURST_READ_FILE)
            .filter(|it| it.opcode == opcode::NAK)
            .collect(),
        operation => to(operation).collect(),
    };
    let numbered = answers.into_iter().zip(1..).map(|(answer, ahead)| Packet {
        sequence: question.sequence.wrapping_add(ahead),
        session: question.session,
        request_opcode: question.opcode,
        ..*answer
    });
    let packets = numbered.map(|answer| FtpPacket {
        target_system: 255,
        target_component: 230,
        bytes: answer.write(),
    });
    packets.collect()
}

#[test]
fn the_list_that_mavproxy_fetched_is_fetched_and_read_to_the_bit() {
    let recorded: Vec<Packet> = said("ardupilot-groundstation.tlog")
        .into_iter()
        .filter_map(|(_, report)| match report {
            Report::Ftp(ftp) => Some(Packet::read(&ftp.bytes)),
            _ => None,
        })
        .collect();
    let request = FileRequest {
        path: PACKED_LIST_PATH.to_owned(),
        truth: FileTruth::Made,
        largest: 100_000,
        round_trip: Duration::from_millis(10),
    };
    let now = Moment::from_us(1_795_442_632_794_187);
    let mut says = Vec::new();
    let mut reader = FileReader::start(now, request, TransferNumbers::default(), &mut says);
    let mut file = Vec::new();
    let mut questions = Vec::new();
    while let Some(say) = says.pop() {
        let Say::Ftp(bytes) = say else {
            panic!("{say:?}")
        };
        let question = Packet::read(&bytes);
        questions.push(question.opcode);
        for answer in recorded_answers(&question, &recorded) {
            reader.hear(now, &answer, &mut says);
            file.extend(reader.take());
        }
    }
    let FileState::Done(read) = reader.state() else {
        panic!("{:?}", reader.state())
    };
    assert_eq!((read.size, file.len()), (15_038, 15_038));
    let once = [
        opcode::OPEN_FILE_RO,
        opcode::BURST_READ_FILE,
        opcode::READ_FILE,
        opcode::TERMINATE_SESSION,
    ];
    assert_eq!(questions, once);
    let set = read_packed_list(&file, now).unwrap();
    assert_eq!(set.len(), 1_354);
    let kept = set_of(ARDUPILOT, now);
    let differing = kept.differences(&set);
    // The gyroscopes were not calibrated yet when this list was read. All the others are the same.
    assert!(
        differing
            .iter()
            .all(|it| it.name.as_str().starts_with("INS_GYR")),
        "{differing:#?}"
    );
    assert_eq!(differing.len(), 8);
    for parameter in kept.iter() {
        let read = set.get(parameter.name.as_str()).unwrap();
        assert_eq!(read.index, parameter.index, "{:?}", parameter.name);
        assert_eq!(
            read.parameter_type, parameter.parameter_type,
            "{:?}",
            parameter.name
        );
    }
}

/// Names of the values that are told by themselves in a recording, heard into a set.
fn heard_into(set: &mut ParameterSet, capture: &str, encoding: Encoding) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for (_, report) in said(capture) {
        if let Report::ParameterValue(value) = report {
            set.hear(&value, encoding);
            names.insert(value.name.as_str().to_owned());
        }
    }
    names
}

#[test]
fn what_ardupilot_tells_by_itself_changes_the_set_and_leaves_the_indices() {
    let before = set_of(ARDUPILOT, Moment::default());
    let mut set = before.clone();
    let names = heard_into(&mut set, "ardupilot-mission.tlog", Encoding::ByCast);
    assert_eq!(set.len(), 1_354);
    assert!(names.contains("MOT_THST_HOVER") && names.contains("FENCE_TOTAL"));
    assert_eq!(
        set.get("MOT_THST_HOVER").unwrap().value,
        f64::from(0.377_497_76_f32)
    );
    for name in names {
        assert_eq!(
            set.get(&name).unwrap().index,
            before.get(&name).unwrap().index
        );
    }
}

#[test]
fn what_px4_tells_by_itself_is_read_bytewise() {
    let mut set = set_of(PX4, Moment::default());
    let names = heard_into(&mut set, "px4-mission.tlog", Encoding::Bytewise);
    assert_eq!(names.len(), 12);
    // Microseconds in the air.
    assert_eq!(set.get("LND_FLIGHT_T_LO").unwrap().value, 98_168_000.0);
    assert_eq!(set.get("COM_FLIGHT_UUID").unwrap().value, 1.0);
    assert_eq!(set.len(), 876);
}
