//! What is planned beside what was sent to real autopilots, and what these answered (`tests/captures`).

use super::*;
use crate::fleet::command::{Command, CommandDesk, CommandId, Form, Outcome};
use crate::link::frame::Frame;
use crate::link::report::{CommandAck, CommandResult, Report, Severity, StatusText};
use crate::link::tlog::{Logged, TlogReader};
use std::collections::BTreeMap;

const COMMAND_LONG: u32 = 76;
const COMMAND_ACK: u32 = 77;
const STATUSTEXT: u32 = 253;
const VEHICLE: u8 = 1;

/// A command of a station, or what the vehicle said to it.
#[derive(Debug)]
enum Said {
    Command(Sender, u16, [f32; 7]),
    Report(Report),
}

/// The payload with the zeros at its end.
fn whole<const N: usize>(frame: &Frame<'_>) -> [u8; N] {
    let mut bytes = [0; N];
    let payload = frame.payload();
    bytes[..payload.len().min(N)].copy_from_slice(&payload[..payload.len().min(N)]);
    bytes
}

fn said(frame: &Frame<'_>) -> Option<Said> {
    let is_vehicle = frame.sender().system == VEHICLE;
    match frame.message_id() {
        COMMAND_LONG if !is_vehicle => {
            let bytes: [u8; 33] = whole(frame);
            let param = |at: usize| f32::from_le_bytes(bytes[at * 4..][..4].try_into().unwrap());
            let command = u16::from_le_bytes([bytes[28], bytes[29]]);
            let params = std::array::from_fn(param);
            Some(Said::Command(frame.sender(), command, params))
        }
        COMMAND_ACK if is_vehicle => {
            let bytes: [u8; 10] = whole(frame);
            let result = match bytes[2] {
                0 => CommandResult::Accepted,
                1 => CommandResult::TemporarilyRejected,
                4 => CommandResult::Failed,
                other => CommandResult::Other(other),
            };
            Some(Said::Report(Report::CommandAck(CommandAck {
                command: u16::from_le_bytes([bytes[0], bytes[1]]),
                result,
                progress: None,
                detail: 0,
                target_system: bytes[8],
                target_component: bytes[9],
            })))
        }
        STATUSTEXT if is_vehicle => {
            let bytes: [u8; 54] = whole(frame);
            let text = String::from_utf8_lossy(&bytes[1..51]);
            Some(Said::Report(Report::StatusText(Box::new(StatusText {
                severity: Severity(bytes[0]),
                text: text.trim_end_matches('\0').to_owned(),
                id: u16::from_le_bytes([bytes[51], bytes[52]]),
                chunk: bytes[53],
                is_last: text.ends_with('\0'),
            }))))
        }
        _ => None,
    }
}

fn recorded(name: &str) -> Vec<(Moment, Said)> {
    let path = format!("{}/tests/captures/{name}.tlog", env!("CARGO_MANIFEST_DIR"));
    let mut reader = TlogReader::new(std::fs::File::open(path).unwrap());
    let mut all = Vec::new();
    while let Some(entry) = reader.next_entry().unwrap() {
        if let Logged::Frame(moment, frame) = entry
            && let Some(said) = said(&frame)
        {
            all.push((moment, said));
        }
    }
    all
}

/// What the stations of a recording sent, of these commands.
fn sent(name: &str, of: &[u16]) -> Vec<(u16, [f32; 7])> {
    let command = |(_, said): (Moment, Said)| match said {
        Said::Command(_, command, params) => Some((command, params)),
        Said::Report(_) => None,
    };
    let sent = recorded(name).into_iter().filter_map(command);
    sent.filter(|(command, _)| of.contains(command)).collect()
}

/// What is planned, all of it in COMMAND_LONG.
fn planned(order: &Order, facts: &VehicleFacts) -> Vec<(u16, [f32; 7])> {
    let long = |step: Step| match step.act {
        Act::Command { command, .. } => match command.form {
            Form::Long(params) => (command.id, params),
            Form::Int { .. } => panic!("{command:?}"),
        },
        Act::Nudge(_) => panic!("a nudge"),
    };
    plan(order, facts).unwrap().into_iter().map(long).collect()
}

#[test]
fn copter_takes_off_by_the_very_commands_that_it_took_off_by() {
    let order = Order::TakeOff { above_home_m: 20.0 };
    for name in ["ardupilot-mission", "ardupilot-groundstation"] {
        let sent = sent(name, &[176, 400, 22]);
        assert_eq!(sent[..3], planned(&order, &copter()), "{name}");
    }
}

#[test]
fn copters_mission_and_return_go_by_the_commands_that_were_obeyed() {
    let script = sent("ardupilot-mission", &[176, 300]);
    let start = planned(&Order::StartMission { from_item: 0 }, &flying(copter()));
    assert_eq!(start.last(), script.last());
    let resume = planned(&Order::ResumeMission, &flying(copter()));
    assert_eq!(resume[0], script[script.len() - 2]);
    let station = sent("ardupilot-groundstation", &[176]);
    let home = planned(&Order::ReturnHome, &flying(copter()));
    assert_eq!(home.last(), station.last());
}

#[test]
fn px4s_mode_and_arming_go_by_the_commands_that_were_obeyed() {
    let script = sent("px4-mission", &[176, 400]);
    let resume = planned(&Order::ResumeMission, &flying(px4()));
    // The script's first parameter has the bit for armed motors as well, which says nothing here.
    let (command, params) = script[0];
    assert_eq!((command, params[0] as u8 & 1), (176, 1));
    assert_eq!(params[1..], resume[0].1[1..]);
    assert_eq!(planned(&Order::Arm, &px4())[0], script[1]);
}

/// A station of a recording, with the commands that are not ended.
struct Station {
    us: Sender,
    desk: CommandDesk,
    going: Vec<(u16, CommandId)>,
}

/// How often each command of a recording was done or not, and how the latter ended.
#[derive(Default)]
struct Ends {
    counts: BTreeMap<(u16, bool), usize>,
    others: Vec<Outcome>,
}

impl Ends {
    fn collect(&mut self, station: &mut Station) {
        let Station { desk, going, .. } = station;
        going.retain(|(command, id)| {
            let Some(outcome) = desk.take_outcome(*id) else {
                return true;
            };
            let is_done = outcome == Outcome::Done;
            *self.counts.entry((*command, is_done)).or_default() += 1;
            self.others.extend((!is_done).then_some(outcome));
            false
        });
    }
}

/// Feeds a recording's commands and what followed to a desk for each station.
fn replayed(name: &str) -> Ends {
    let mut stations: Vec<Station> = Vec::new();
    let mut ends = Ends::default();
    let mut out = Vec::new();
    for (now, said) in recorded(name) {
        for Station { desk, .. } in &mut stations {
            while let Some(due) = desk.due().filter(|due| *due <= now) {
                desk.wake(due, &mut out);
            }
        }
        match said {
            Said::Command(us, id, params) => {
                if !stations.iter().any(|it| it.us == us) {
                    let (desk, going) = (CommandDesk::new(us), Vec::new());
                    stations.push(Station { us, desk, going });
                }
                let station = stations.iter_mut().find(|it| it.us == us).unwrap();
                let command = Command::long(id, params);
                let submitted = station.desk.submit(now, VEHICLE, command, &mut out);
                station.going.extend(submitted.map(|it| (id, it)));
            }
            Said::Report(report) => {
                for Station { desk, .. } in &mut stations {
                    desk.hear(now, VEHICLE, &report, &mut out);
                }
            }
        }
        for station in &mut stations {
            ends.collect(station);
        }
    }
    assert!(stations.iter().all(|it| it.going.is_empty()), "{name}");
    ends
}

#[test]
fn all_commands_of_copters_script_are_done_by_its_answers() {
    let Ends { counts, others } = replayed("ardupilot-mission");
    let done = [
        ((22, true), 1),
        ((176, true), 2),
        ((207, true), 1),
        ((300, true), 1),
        ((400, true), 1),
        ((511, true), 5),
        ((512, true), 1),
    ];
    assert_eq!(counts, BTreeMap::from(done));
    assert_eq!(others, []);
}

#[test]
fn px4s_refused_arming_has_its_reason_and_its_doubled_answer_ends_one_command() {
    let Ends { counts, others } = replayed("px4-mission");
    assert_eq!(counts.get(&(176, true)), Some(&1), "it is answered twice");
    assert_eq!(counts.get(&(400, true)), Some(&1));
    let reason = "Arming denied: Resolve system health failures first".to_owned();
    let refused = Outcome::Refused {
        result: CommandResult::TemporarilyRejected,
        reason: vec![reason],
        tries: 1,
    };
    assert!(others.contains(&refused), "{others:?}");
}
