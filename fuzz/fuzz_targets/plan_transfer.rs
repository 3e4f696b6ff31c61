//! Any stream of what a vehicle may say, of time, of a lost link and of a call to stop, into the transfer of a
//! plan: it ends, says no more than so much for each thing that it is told, is silent once it has ended, and
//! claims a plan to be on board only where as many items were read back as were sent.
#![no_main]

use haiou::fleet::plan_transfer::{Capacities, Outcome, PlanTransfer, TransferPartner};
use haiou::link::report::{
    AutopilotKind, ComponentKind, MissionAck, MissionCount, MissionRequest, MissionResult,
    PlanItem, PlanKind, Report,
};
use haiou::moment::Moment;
use haiou_fuzz::Decisions;
use std::collections::BTreeSet;
use std::time::Duration;

/// For one thing that it is told it asks for a window of items at most, and begins again.
const MOST_SAID: usize = 64;

fn item(kind: PlanKind, sequence: u16, variant: u8) -> PlanItem {
    PlanItem {
        kind,
        sequence,
        frame: 6,
        command: 16,
        is_current: false,
        goes_on: true,
        params: [0.0; 4],
        x: 360_671_000 + i32::from(sequence),
        y: 1_203_826_000 + i32::from(variant),
        z: 30.0,
    }
}

fn report(decisions: &mut Decisions<'_>, sent: &[PlanItem]) -> Report {
    let what = decisions.byte();
    let kind = PlanKind::ALL[usize::from(what >> 6) % 3];
    let sequence = u16::from(decisions.byte() % 24);
    match what % 8 {
        0 => Report::MissionAck(MissionAck {
            kind,
            result: match sequence {
                0..=3 => MissionResult::Accepted,
                15 => MissionResult::Cancelled,
                other => MissionResult::Refused(other as u8),
            },
            plan_id: u32::from(decisions.byte()),
        }),
        1 | 2 => Report::MissionRequest(MissionRequest {
            kind,
            sequence: if sequence == 23 {
                decisions.u16()
            } else {
                sequence
            },
            is_legacy: what & 8 != 0,
        }),
        3 => Report::MissionCount(MissionCount {
            kind,
            count: if sequence == 23 {
                decisions.u16()
            } else {
                sequence
            },
            plan_id: u32::from(decisions.byte()),
        }),
        // What was sent comes back, as it is or a little otherwise.
        4 | 5 if usize::from(sequence) < sent.len() => Report::MissionItem(PlanItem {
            sequence,
            ..sent[usize::from(sequence)]
        }),
        _ => Report::MissionItem(item(kind, sequence, decisions.byte())),
    }
}

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let mut decisions = Decisions::new(&bytes[..bytes.len().min(4_096)]);
    let head = decisions.byte();
    let kind = PlanKind::ALL[usize::from(head >> 4) % 3];
    let autopilot = if head & 1 == 0 {
        AutopilotKind::Px4
    } else {
        AutopilotKind::ArduPilot
    };
    let partner = TransferPartner {
        autopilot,
        component: ComponentKind::Rotorcraft,
        takes_int: head & 2 == 0,
        round_trip: (head & 4 == 0).then(|| Duration::from_millis(40)),
        capacities: Capacities::default_for(autopilot),
    };
    let items: Vec<_> = (0..u16::from(head >> 5))
        .map(|at| item(kind, at, 0))
        .collect();
    let (mut now, mut out) = (Moment::from_us(1_795_000_000_000_000), Vec::new());
    let is_upload = head & 8 == 0;
    let mut transfer = if is_upload {
        PlanTransfer::upload(now, partner, kind, items.clone(), &mut out)
    } else {
        PlanTransfer::download(now, partner, kind, &mut out)
    };
    let mut read_back = BTreeSet::new();
    let mut is_cancelled = false;
    while !decisions.is_over() && transfer.outcome().is_none() {
        out.clear();
        match decisions.byte() {
            step @ 0..=99 => now = now + Duration::from_millis(u64::from(step) * 20),
            254 => {
                transfer.cancel(&mut out);
                is_cancelled = true;
            }
            253 => transfer.link_lost(now),
            252 => transfer.link_back(now, &mut out),
            _ => {
                let report = report(&mut decisions, &items);
                if let Report::MissionItem(item) = &report {
                    read_back.insert(item.sequence);
                }
                transfer.hear(now, &report, &mut out);
            }
        }
        assert!(out.len() <= MOST_SAID, "{}", out.len());
        let before = out.len();
        if transfer.due().is_some_and(|due| due <= now) {
            transfer.wake(now, &mut out);
        }
        assert!(out.len() - before <= MOST_SAID);
    }
    // With nobody answering any more it comes to its end by itself.
    let mut wakes = 0;
    while let Some(due) = transfer.due() {
        out.clear();
        now = now.max(due);
        transfer.wake(now, &mut out);
        assert!(out.len() <= MOST_SAID);
        wakes += 1;
        assert!(wakes < 1_000, "it never ends: {transfer:?}");
    }
    let outcome = transfer.outcome().expect("it is not due").clone();
    match &outcome {
        Outcome::Verified { count, .. } => {
            assert!(is_upload && usize::from(*count) == items.len());
            assert!(read_back.len() >= items.len(), "{read_back:?}");
        }
        Outcome::Downloaded { items, .. } => assert!(!is_upload && read_back.len() >= items.len()),
        Outcome::Cancelled { .. } => assert!(is_cancelled || !outcome.text(kind).en.is_empty()),
        _ => assert!(!outcome.text(kind).zh.is_empty()),
    }
    out.clear();
    transfer.hear(now, &report(&mut decisions, &items), &mut out);
    transfer.wake(now + Duration::from_secs(600), &mut out);
    transfer.link_lost(now);
    transfer.link_back(now, &mut out);
    transfer.cancel(&mut out);
    assert!(out.is_empty(), "what has ended says nothing: {out:?}");
    assert_eq!(
        format!("{:?}", transfer.outcome()),
        format!("{:?}", Some(&outcome))
    );
});
