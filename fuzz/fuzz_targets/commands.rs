//! Any answers and texts to several commands, with time and calls to stop: each command has one end, refused or done
//! only where an answer said so, and what is said in all is bounded.
#![no_main]

use haiou::fleet::command::{Command, CommandDesk, CommandId, Outcome};
use haiou::link::frame::Sender;
use haiou::link::report::{CommandAck, CommandResult, Report, Severity, StatusText};
use haiou::moment::Moment;
use haiou_fuzz::Decisions;
use std::time::Duration;

const US: Sender = Sender {
    system: 245,
    component: 190,
};
const COMMANDS: [u16; 3] = [400, 176, 192];
const MOST_SAID: usize = 128;

fn result(byte: u8) -> CommandResult {
    match byte % 12 {
        0 => CommandResult::Accepted,
        1 => CommandResult::TemporarilyRejected,
        2 => CommandResult::Denied,
        3 => CommandResult::Unsupported,
        4 => CommandResult::Failed,
        5 | 10 | 11 => CommandResult::InProgress,
        6 => CommandResult::Cancelled,
        7 => CommandResult::LongOnly,
        8 => CommandResult::IntOnly,
        _ => CommandResult::Other(byte),
    }
}

fn report(decisions: &mut Decisions<'_>) -> Report {
    let head = decisions.byte();
    if head & 1 == 0 {
        let text = String::from_utf8_lossy(decisions.take(usize::from(head >> 3))).into_owned();
        return Report::StatusText(Box::new(StatusText {
            severity: Severity(head >> 5),
            text,
            id: decisions.u16(),
            chunk: decisions.byte(),
            is_last: head & 2 == 0,
        }));
    }
    let progress = decisions.byte();
    Report::CommandAck(CommandAck {
        command: COMMANDS[usize::from(head >> 1) % 3],
        result: result(decisions.byte()),
        progress: (progress <= 100).then_some(progress),
        detail: 0,
        target_system: [0, US.system, 255][usize::from(head >> 3) % 3],
        target_component: [0, US.component, 1][usize::from(head >> 5) % 3],
    })
}

/// Takes what has ended; each once.
fn collect(desk: &mut CommandDesk, open: &mut Vec<CommandId>, accepted: usize) {
    open.retain(|id| {
        let outcome = desk.take_outcome(*id);
        assert!(desk.take_outcome(*id).is_none());
        if matches!(outcome, Some(Outcome::Done)) {
            assert!(accepted > 0, "nobody accepted anything");
        }
        outcome.is_none()
    });
}

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let mut decisions = Decisions::new(&bytes[..bytes.len().min(4_096)]);
    let mut now = Moment::from_us(1_795_000_000_000_000);
    let (mut desk, mut out) = (CommandDesk::new(US), Vec::new());
    let (mut open, mut accepted) = (Vec::new(), 0);
    while !decisions.is_over() {
        out.clear();
        match decisions.byte() {
            step @ 0..=89 => now = now + Duration::from_millis(u64::from(step) * 20),
            which @ 90..=119 => {
                let patience = Duration::from_secs(u64::from(which % 4));
                let id = COMMANDS[usize::from(which) % 3];
                let command = Command::long(id, [0.0; 7]).with_patience(patience);
                if which < 110 {
                    open.extend(desk.submit(now, 1, command, &mut out));
                } else {
                    open.push(desk.submit_at_once(now, 1, command, &mut out));
                }
            }
            which @ 120..=129 => {
                if let Some(id) = open.get(usize::from(which - 120)) {
                    desk.cancel(now, *id, &mut out);
                }
            }
            _ => {
                let report = report(&mut decisions);
                if let Report::CommandAck(ack) = &report {
                    accepted += usize::from(ack.result == CommandResult::Accepted);
                }
                desk.hear(now, 1, &report, &mut out);
            }
        }
        assert!(out.len() <= MOST_SAID, "{}", out.len());
        out.clear();
        if desk.due().is_some_and(|due| due <= now) {
            desk.wake(now, &mut out);
        }
        assert!(out.len() <= MOST_SAID, "{}", out.len());
        collect(&mut desk, &mut open, accepted);
    }
    let mut wakes = 0;
    while let Some(due) = desk.due() {
        now = now.max(due);
        out.clear();
        desk.wake(now, &mut out);
        collect(&mut desk, &mut open, accepted);
        wakes += 1;
        assert!(wakes < 20_000, "it never ends: {desk:?}");
    }
    assert!(open.is_empty(), "each has its end: {open:?}");
});
