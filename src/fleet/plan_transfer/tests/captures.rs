//! The recorded transfers: what the vehicles said is heard again, and what we say is what was said then.

use super::*;
use crate::link::report::{MissionAck, MissionCount, MissionResult};
use crate::link::tlog::{Logged, TlogReader};

/// A message of the mission protocol.
#[derive(Clone, Debug, PartialEq)]
enum Said {
    Ours(Say),
    Theirs(Report),
}

/// The fields of a message, as many zeros behind them as were left out.
struct Fields([u8; 64]);

impl Fields {
    fn u16(&self, at: usize) -> u16 {
        u16::from_le_bytes(self.0[at..at + 2].try_into().unwrap())
    }

    fn u32(&self, at: usize) -> u32 {
        u32::from_le_bytes(self.0[at..at + 4].try_into().unwrap())
    }

    fn f32(&self, at: usize) -> f32 {
        f32::from_bits(self.u32(at))
    }

    fn kind(&self, at: usize) -> PlanKind {
        PlanKind::of_number(self.0[at]).unwrap()
    }

    fn item(&self) -> PlanItem {
        PlanItem {
            kind: self.kind(37),
            sequence: self.u16(28),
            frame: self.0[34],
            command: self.u16(30),
            is_current: self.0[35] != 0,
            goes_on: self.0[36] != 0,
            params: [self.f32(0), self.f32(4), self.f32(8), self.f32(12)],
            x: self.u32(16).cast_signed(),
            y: self.u32(20).cast_signed(),
            z: self.f32(24),
        }
    }
}

/// The messages of the mission protocol in a recording, in order, by the layouts of the standard.
fn recorded(name: &str) -> Vec<(Moment, Said)> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/captures");
    let bytes = std::fs::read(format!("{folder}/{name}.tlog")).unwrap();
    let mut reader = TlogReader::new(&bytes[..]);
    let mut all = Vec::new();
    while let Some(entry) = reader.next_entry().unwrap() {
        let Logged::Frame(at, frame) = entry else {
            continue;
        };
        let mut fields = Fields([0; 64]);
        let payload = frame.payload();
        let length = payload.len().min(64);
        fields.0[..length].copy_from_slice(&payload[..length]);
        let is_theirs = frame.sender().system == 1;
        if let Some(said) = said(frame.message_id(), &fields, is_theirs) {
            all.push((at, said));
        }
    }
    all
}

fn said(message: u32, fields: &Fields, is_theirs: bool) -> Option<Said> {
    Some(match (message, is_theirs) {
        (40 | 51, true) => Said::Theirs(Report::MissionRequest(MissionRequest {
            kind: fields.kind(4),
            sequence: fields.u16(0),
            is_legacy: message == 40,
        })),
        (44, true) => Said::Theirs(Report::MissionCount(MissionCount {
            kind: fields.kind(4),
            count: fields.u16(0),
            plan_id: fields.u32(5),
        })),
        (47, true) => {
            assert_eq!(fields.0[2], 0);
            Said::Theirs(Report::MissionAck(MissionAck {
                kind: fields.kind(3),
                result: MissionResult::Accepted,
                plan_id: fields.u32(4),
            }))
        }
        (73, true) => Said::Theirs(Report::MissionItem(fields.item())),
        (43, false) => Said::Ours(Say::MissionRequestList {
            kind: fields.kind(2),
        }),
        (44, false) => Said::Ours(Say::MissionCount {
            kind: fields.kind(4),
            count: fields.u16(0),
        }),
        (47, false) => Said::Ours(Say::MissionAck {
            kind: fields.kind(3),
            result: fields.0[2],
        }),
        (51, false) => Said::Ours(Say::MissionRequest {
            kind: fields.kind(4),
            sequence: fields.u16(0),
        }),
        (73, false) => Said::Ours(Say::MissionItem(fields.item())),
        _ => return None,
    })
}

fn kind_of(said: &Said) -> PlanKind {
    match said {
        Said::Ours(
            Say::MissionRequestList { kind }
            | Say::MissionCount { kind, .. }
            | Say::MissionAck { kind, .. }
            | Say::MissionRequest { kind, .. },
        ) => *kind,
        Said::Ours(Say::MissionItem(item)) | Said::Theirs(Report::MissionItem(item)) => item.kind,
        Said::Theirs(Report::MissionRequest(it)) => it.kind,
        Said::Theirs(Report::MissionCount(it)) => it.kind,
        Said::Theirs(Report::MissionAck(it)) => it.kind,
        other => panic!("{other:?}"),
    }
}

/// Sends what was sent then, hears what was said then, and gives the end with what we said and what was.
fn replayed(name: &str, habits: Habits, kind: PlanKind) -> (Outcome, Vec<Say>, Vec<Say>) {
    let recorded = recorded(name);
    let of_kind: Vec<_> = recorded
        .iter()
        .filter(|(_, it)| kind_of(it) == kind)
        .collect();
    let then: Vec<Say> = of_kind
        .iter()
        .filter_map(|(_, it)| match it {
            Said::Ours(say) => Some(say.clone()),
            Said::Theirs(_) => None,
        })
        .collect();
    let sent: Vec<PlanItem> = then
        .iter()
        .filter_map(|say| match say {
            Say::MissionItem(item) => Some(*item),
            _ => None,
        })
        .collect();
    let autopilot = partner(habits).autopilot;
    let items = home::from_vehicle(autopilot, kind, &sent);
    let mut out = Vec::new();
    let began = of_kind[0].0;
    let mut transfer = PlanTransfer::upload(began, partner(habits), kind, items, &mut out);
    for (at, said) in of_kind {
        if let Said::Theirs(report) = said {
            transfer.hear(*at, report, &mut out);
        }
    }
    (transfer.outcome().unwrap().clone(), out, then)
}

fn without_home(say: &Say) -> String {
    match say {
        // What home is sent as does not matter: the vehicle puts its own in its place.
        Say::MissionItem(item) if item.kind == PlanKind::Mission && item.sequence == 0 => {
            "home or the first item".to_owned()
        }
        other => format!("{other:?}"),
    }
}

fn is_as_recorded(name: &str, habits: Habits, kind: PlanKind) -> (Option<u32>, Vec<Difference>) {
    let (outcome, now, then) = replayed(name, habits, kind);
    let [now, then] = [now, then].map(|all| all.iter().map(without_home).collect::<Vec<_>>());
    assert_eq!(now, then, "{name} {kind:?}");
    let Outcome::Verified {
        plan_id, as_kept, ..
    } = outcome
    else {
        panic!("{name} {kind:?}: {outcome:?}");
    };
    (plan_id, as_kept)
}

#[test]
fn the_recorded_transfers_with_ardupilot_are_verified_word_for_word() {
    for kind in [PlanKind::Mission, PlanKind::Fence] {
        let (plan_id, as_kept) = is_as_recorded("ardupilot-mission", Habits::ArduPilot, kind);
        assert_eq!((plan_id, as_kept), (None, Vec::new()), "{kind:?}");
    }
}

#[test]
fn the_recorded_transfers_with_px4_are_verified_word_for_word() {
    for (kind, id) in [
        (PlanKind::Mission, 0xa4cf_855d),
        (PlanKind::Fence, 0x6b32_1a0c),
    ] {
        let (plan_id, as_kept) = is_as_recorded("px4-mission", Habits::Px4, kind);
        assert_eq!((plan_id, as_kept), (Some(id), Vec::new()), "{kind:?}");
    }
}

#[test]
fn what_a_ground_station_sent_comes_back_with_the_direction_of_a_circle_added() {
    let name = "ardupilot-groundstation";
    let (outcome, ..) = replayed(name, Habits::ArduPilot, PlanKind::Mission);
    let Outcome::Verified { as_kept, count, .. } = outcome else {
        panic!("{outcome:?}");
    };
    let loiter = Difference::Field {
        item: 3,
        field: Field::Param(3),
        sent: 0.0,
        on_board: 1.0,
    };
    assert_eq!((count, as_kept), (5, vec![loiter]));
}
