use super::machine::Doubt;
use super::*;
use crate::link::frame::Sender;
use crate::link::mav_cmd;
use crate::link::report::{CommandAck, Report, Severity, StatusText};
use crate::moment::Moment;
use CommandResult as R;

const US: Sender = Sender {
    system: 250,
    component: 190,
};
const ARM: Command = Command::long(400, [1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0]);

fn at(ms: u64) -> Moment {
    Moment::from_us(1_795_000_000_000_000 + ms * 1_000)
}

fn ack(command: u16, result: R) -> CommandAck {
    CommandAck {
        command,
        result,
        progress: None,
        detail: 0,
        target_system: US.system,
        target_component: US.component,
    }
}

/// A machine, with all that it said.
struct Talk {
    machine: CommandMachine,
    texts: Texts,
    said: Vec<Say>,
}

impl Talk {
    fn of(command: Command) -> Self {
        Self::over(command, Some(Duration::from_millis(20)), Doubt::default())
    }

    fn over(command: Command, round_trip: Option<Duration>, doubt: Doubt) -> Self {
        let mut said = Vec::new();
        let how = (round_trip, doubt);
        Self {
            machine: CommandMachine::start(at(0), command, 1, US, how, &mut said),
            texts: Texts::default(),
            said,
        }
    }

    fn hear(&mut self, ms: u64, result: R) {
        let ack = ack(self.machine.command().id, result);
        self.machine.hear(at(ms), 1, &ack, &mut self.said);
    }

    fn text(&mut self, ms: u64, severity: u8, text: &str) {
        self.texts.hear(at(ms), 1, &status(severity, text));
    }

    fn until(&mut self, ms: u64) {
        while let Some(due) = self.machine.due().filter(|due| *due <= at(ms)) {
            self.machine.wake(due, &self.texts, &mut self.said);
        }
    }

    fn confirmations(&self) -> Vec<u8> {
        let confirmation = |say: &Say| match say {
            Say::CommandLong { confirmation, .. } => Some(*confirmation),
            _ => None,
        };
        self.said.iter().filter_map(confirmation).collect()
    }

    fn outcome(&self) -> Option<&Outcome> {
        self.machine.outcome()
    }
}

fn status(severity: u8, text: &str) -> StatusText {
    StatusText {
        severity: Severity(severity),
        text: text.to_owned(),
        id: 0,
        chunk: 0,
        is_last: true,
    }
}

fn refused(result: R, tries: u32) -> Outcome {
    Outcome::Refused {
        result,
        reason: Vec::new(),
        tries,
    }
}

#[test]
fn each_result_ends_a_command_as_the_standard_says() {
    let table = [
        (R::Accepted, Some(Outcome::Done)),
        (
            R::TemporarilyRejected,
            Some(refused(R::TemporarilyRejected, 1)),
        ),
        (R::Denied, Some(refused(R::Denied, 1))),
        (R::Unsupported, Some(refused(R::Unsupported, 1))),
        (R::Failed, Some(refused(R::Failed, 1))),
        (R::InProgress, None),
        (R::Cancelled, Some(Outcome::Cancelled { may_be_done: true })),
        (R::LongOnly, Some(refused(R::LongOnly, 1))),
        (R::UnsupportedFrame, Some(refused(R::UnsupportedFrame, 1))),
        (R::Other(77), Some(refused(R::Other(77), 1))),
    ];
    for (result, outcome) in table {
        let mut talk = Talk::of(ARM);
        talk.hear(20, result);
        talk.until(2_000);
        assert_eq!(talk.outcome(), outcome.as_ref(), "{result:?}");
        assert_eq!(talk.said.len(), 1, "{result:?}");
    }
}

#[test]
fn it_is_sent_for_six_seconds_and_then_nobody_knows() {
    let mut talk = Talk::of(ARM);
    talk.until(499);
    assert_eq!(talk.confirmations(), [0]);
    talk.until(500);
    assert_eq!(talk.confirmations(), [0, 1]);
    talk.until(5_999);
    assert_eq!(talk.outcome(), None);
    talk.until(6_000);
    let twelve: Vec<u8> = (0..12).collect();
    assert_eq!(talk.confirmations(), twelve);
    assert_eq!(talk.outcome(), Some(&Outcome::TimedOut { tries: 12 }));
}

#[test]
fn a_slow_link_is_waited_for_and_an_unmeasured_one_longer_each_time_and_both_are_tried_six_times() {
    let mut talk = Talk::over(ARM, Some(Duration::from_millis(1_000)), Doubt::default());
    talk.until(2_099);
    assert_eq!(talk.said.len(), 1);
    talk.until(2_100);
    assert_eq!(talk.said.len(), 2);
    talk.until(12_599);
    assert_eq!((talk.said.len(), talk.outcome()), (6, None));
    talk.until(12_600);
    assert_eq!(talk.outcome(), Some(&Outcome::TimedOut { tries: 6 }));
    let mut talk = Talk::over(ARM, None, Doubt::default());
    talk.until(9_499);
    assert_eq!((talk.said.len(), talk.outcome()), (6, None));
    talk.until(9_500);
    assert_eq!(talk.outcome(), Some(&Outcome::TimedOut { tries: 6 }));
}

#[test]
fn a_command_in_a_frame_is_repeated_as_it_is() {
    let form = Form::Int {
        frame: 0,
        params: [0.0; 4],
        x: 1,
        y: 2,
        z: 3.0,
    };
    let command = Command {
        id: mav_cmd::DO_REPOSITION,
        form,
        patience: Duration::ZERO,
    };
    let mut talk = Talk::of(command);
    talk.until(600);
    assert_eq!(talk.said, vec![form.say(192, 0); 2]);
    talk.hear(700, R::UnsupportedFrame);
    talk.until(2_000);
    assert_eq!(talk.said.len(), 2, "no other frame is tried");
    assert_eq!(talk.outcome(), Some(&refused(R::UnsupportedFrame, 2)));
}

#[test]
fn progress_lengthens_the_wait_and_is_told() {
    let mut talk = Talk::of(ARM);
    let mut progress = ack(400, R::InProgress);
    progress.progress = Some(40);
    talk.machine.hear(at(100), 1, &progress, &mut talk.said);
    assert_eq!(talk.machine.progress(), Some(40));
    talk.until(10_099);
    assert_eq!((talk.said.len(), talk.outcome()), (1, None));
    talk.hear(10_099, R::TemporarilyRejected);
    assert_eq!(talk.outcome(), None, "that is the answer to a repetition");
    talk.until(10_100);
    assert_eq!(talk.outcome(), Some(&Outcome::TimedOut { tries: 1 }));
}

#[test]
fn progress_without_end_ends() {
    let mut talk = Talk::of(ARM);
    for second in 0..=400 {
        talk.until(second * 1_000);
        talk.hear(second * 1_000, R::InProgress);
    }
    assert_eq!(talk.outcome(), Some(&Outcome::TimedOut { tries: 1 }));
}

#[test]
fn a_rejection_for_now_is_tried_again_for_a_while() {
    let patient = ARM.with_patience(Duration::from_secs(3));
    let mut talk = Talk::of(patient);
    talk.hear(10, R::TemporarilyRejected);
    talk.hear(11, R::TemporarilyRejected);
    talk.until(1_010);
    assert_eq!(
        talk.confirmations(),
        [0, 0],
        "a new beginning, no repetition"
    );
    talk.hear(1_020, R::Accepted);
    assert_eq!(talk.outcome(), Some(&Outcome::Done));

    let mut talk = Talk::of(patient);
    for ms in (10..20_000).step_by(10) {
        talk.until(ms);
        talk.hear(ms, R::TemporarilyRejected);
    }
    let Some(Outcome::Refused { result, tries, .. }) = talk.outcome() else {
        panic!("{:?}", talk.outcome());
    };
    assert_eq!((*result, *tries), (R::TemporarilyRejected, 4));
}

#[test]
fn the_first_result_stands() {
    for (first, second) in [(R::Accepted, R::Failed), (R::Failed, R::Accepted)] {
        let mut talk = Talk::of(ARM);
        talk.hear(10, first);
        talk.hear(11, second);
        talk.hear(12, R::InProgress);
        talk.until(3_000);
        let is_done = talk.outcome() == Some(&Outcome::Done);
        assert_eq!(is_done, first == R::Accepted);
    }
}

#[test]
fn answers_that_are_not_for_it_are_passed_over() {
    let mut talk = Talk::of(ARM);
    let mine = ack(400, R::Accepted);
    let of_another_command = ack(176, R::Accepted);
    let for_another_station = CommandAck {
        target_system: 255,
        ..mine
    };
    let for_another_part = CommandAck {
        target_component: 191,
        ..mine
    };
    for (component, ack) in [
        (1, of_another_command),
        (1, for_another_station),
        (1, for_another_part),
        (154, mine),
    ] {
        assert!(!talk.machine.hear(at(5), component, &ack, &mut talk.said));
        assert_eq!(talk.outcome(), None);
    }
    let to_everybody = CommandAck {
        target_system: 0,
        target_component: 0,
        ..mine
    };
    assert!(talk.machine.hear(at(6), 1, &to_everybody, &mut talk.said));
    assert_eq!(talk.outcome(), Some(&Outcome::Done));
}

#[test]
fn the_other_form_is_taken_where_it_says_the_same() {
    let mut talk = Talk::of(ARM);
    talk.hear(10, R::IntOnly);
    let int = Form::Int {
        frame: mav_cmd::FRAME_MISSION,
        params: [1.0, 0.0, 0.0, 0.0],
        x: 0,
        y: 0,
        z: 0.0,
    };
    assert_eq!(talk.said.last(), Some(&int.say(400, 0)));
    talk.hear(20, R::LongOnly);
    talk.until(2_000);
    assert_eq!(talk.outcome(), Some(&refused(R::LongOnly, 2)), "but once");
}

#[test]
fn no_form_is_taken_that_says_something_else() {
    let in_place = |id, frame, x| Command {
        id,
        form: Form::Int {
            frame,
            params: [0.0; 4],
            x,
            y: 0,
            z: 0.0,
        },
        patience: Duration::ZERO,
    };
    let table = [
        (
            in_place(192, mav_cmd::FRAME_GLOBAL, 360_000_000),
            R::LongOnly,
        ),
        (in_place(400, mav_cmd::FRAME_GLOBAL, 0), R::LongOnly),
        (
            in_place(400, mav_cmd::FRAME_MISSION, (1 << 24) + 1),
            R::LongOnly,
        ),
        (Command::long(22, [0.0; 7]), R::IntOnly),
        (
            Command::long(400, [0.0, 0.0, 0.0, 0.0, 0.5, 0.0, 0.0]),
            R::IntOnly,
        ),
    ];
    for (command, result) in table {
        let mut talk = Talk::of(command);
        talk.hear(10, result);
        talk.until(2_000);
        assert_eq!(talk.outcome(), Some(&refused(result, 1)), "{command:?}");
    }
}

#[test]
fn whole_numbers_change_form_and_come_back() {
    for number in [0.0, 1.0, -16_777_216.0, f32::NAN] {
        let long = Form::Long([0.0, 0.0, 0.0, 0.0, number, 0.0, 1.5]);
        let back = long.as_int(400).and_then(|int| int.as_long(400)).unwrap();
        assert_eq!(format!("{back:?}"), format!("{long:?}"));
    }
    let too_large = Form::Long([0.0, 0.0, 0.0, 0.0, 16_777_218.0, 0.0, 0.0]);
    assert_eq!(too_large.as_int(400), None);
}

#[test]
fn a_refusal_carries_what_was_said_before_and_after_it() {
    let mut talk = Talk::of(ARM);
    talk.text(3, 2, "PreArm: Need Position Estimate");
    talk.text(4, 6, "EKF3 IMU0 is using GPS");
    talk.hear(5, R::Failed);
    talk.text(6, 6, "Arm: Fence requires position");
    talk.text(7, 2, "PreArm: Need Position Estimate");
    talk.text(100, 2, "Preflight Fail: Compass 0\t");
    talk.until(514);
    assert_eq!(talk.outcome(), None);
    talk.until(515);
    let Some(Outcome::Refused { reason, .. }) = talk.outcome() else {
        panic!("{:?}", talk.outcome());
    };
    assert_eq!(
        *reason,
        [
            "PreArm: Need Position Estimate",
            "Arm: Fence requires position",
            "Preflight Fail: Compass 0"
        ]
    );
}

#[test]
fn what_was_said_long_before_is_no_reason() {
    let mut texts = Texts::default();
    texts.hear(at(0), 1, &status(2, "PreArm: of old"));
    texts.hear(at(1_000), 1, &status(2, "PreArm: of now"));
    assert_eq!(texts.reasons(at(1)), ["PreArm: of now"]);
}

#[test]
fn texts_in_pieces_are_put_together_and_bounded() {
    let mut texts = Texts::default();
    let piece = |id, chunk, text: &str| StatusText {
        id,
        chunk,
        ..status(2, text)
    };
    texts.hear(
        at(0),
        1,
        &piece(0, 0, "Arming denied: Resolve system health failures firs"),
    );
    texts.hear(at(0), 1, &piece(0, 1, "t\t"));
    texts.hear(at(0), 1, &piece(0, 1, "t\t"));
    texts.hear(at(0), 1, &piece(9, 3, "a piece of nothing"));
    assert_eq!(
        texts.reasons(at(0)),
        ["Arming denied: Resolve system health failures first"]
    );
    for number in 0..1_000_u16 {
        texts.hear(at(1), 1, &status(2, &format!("{number}")));
    }
    let endless: Vec<_> = (0..=255)
        .map(|chunk| piece(7, chunk, &"x".repeat(50)))
        .collect();
    for piece in &endless {
        texts.hear(at(2), 1, piece);
    }
    assert_eq!(texts.reasons(at(1)).len(), 8);
    assert_eq!(texts.reasons(at(2))[0].len(), 300);
}

#[test]
fn what_is_in_progress_is_told_that_it_is_cancelled() {
    let mut talk = Talk::of(ARM);
    talk.hear(10, R::InProgress);
    talk.machine.cancel(at(20), &talk.texts, &mut talk.said);
    assert_eq!(talk.said.last(), Some(&Say::CommandCancel { command: 400 }));
    talk.until(600);
    assert_eq!(talk.said.len(), 3, "it is said again");
    let mut done = Talk {
        machine: talk.machine.clone(),
        texts: Texts::default(),
        said: Vec::new(),
    };
    done.hear(610, R::Accepted);
    assert_eq!(done.outcome(), Some(&Outcome::Done), "it was too late");
    talk.until(10_000);
    let cancelled = Outcome::Cancelled { may_be_done: true };
    assert_eq!(talk.outcome(), Some(&cancelled));
}

#[test]
fn cancelled_at_any_moment_it_ends() {
    for ms in (0..20_000).step_by(50) {
        let mut talk = Talk::of(ARM.with_patience(Duration::from_secs(5)));
        let script = [
            (60, R::TemporarilyRejected),
            (2_300, R::InProgress),
            (9_000, R::InProgress),
        ];
        for (when, result) in script.into_iter().filter(|(when, _)| *when < ms) {
            talk.until(when);
            talk.hear(when, result);
        }
        talk.until(ms);
        talk.machine.cancel(at(ms), &talk.texts, &mut talk.said);
        talk.machine.cancel(at(ms), &talk.texts, &mut talk.said);
        talk.until(ms + 2_000);
        assert!(talk.outcome().is_some(), "cancelled at {ms}");
        assert_eq!(talk.machine.due(), None);
    }
}

#[test]
fn an_answer_to_an_earlier_command_does_not_end_the_next() {
    let mut desk = CommandDesk::new(US);
    let mut out = Vec::new();
    desk.set_round_trip(Some(Duration::from_millis(20)));
    let first = desk.submit(at(0), 1, ARM, &mut out).unwrap();
    let disarm = Command::long(400, [0.0; 7]);
    let second = desk.submit_at_once(at(100), 1, disarm, &mut out);
    let cut = Outcome::Cancelled { may_be_done: true };
    assert_eq!(desk.take_outcome(first), Some(cut));
    let late = Report::CommandAck(ack(400, R::Accepted));
    desk.hear(at(110), 1, &late, &mut out);
    assert_eq!(desk.take_outcome(second), None, "that was for the first");
    desk.hear(at(130), 1, &late, &mut out);
    assert_eq!(desk.take_outcome(second), Some(Outcome::Done));
}

#[test]
fn where_the_earlier_answer_was_lost_the_command_is_sent_again() {
    let doubt = Doubt {
        answers: 1,
        until: at(1_000),
    };
    let mut talk = Talk::over(ARM, None, doubt);
    talk.hear(30, R::Accepted);
    assert_eq!(talk.outcome(), None);
    talk.until(500);
    assert_eq!(talk.confirmations(), [0, 1]);
    talk.until(4_000);
    assert_eq!(
        talk.said.len(),
        4,
        "the try that may have been answered does not count"
    );
    let mut talk = Talk::over(ARM, None, doubt);
    talk.hear(30, R::Accepted);
    talk.until(500);
    talk.hear(530, R::Accepted);
    assert_eq!(talk.outcome(), Some(&Outcome::Done));
    assert_eq!(
        talk.machine.doubt(),
        Doubt {
            answers: 1,
            until: at(1_000)
        },
        "one is out still, and not for longer than before"
    );
}

#[test]
fn one_of_a_number_goes_at_a_time_and_the_others_wait_in_order() {
    let mut desk = CommandDesk::new(US);
    let mut out = Vec::new();
    let rate = |message: f32| Command::long(511, [message, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0]);
    let ids: Vec<_> = [1.0, 2.0, 3.0]
        .map(|message| desk.submit(at(0), 1, rate(message), &mut out).unwrap())
        .into();
    assert_eq!(out.len(), 1);
    desk.submit(at(0), 154, rate(9.0), &mut out).unwrap();
    assert_eq!(out.len(), 2, "another component is asked meanwhile");
    let answer = Report::CommandAck(ack(511, R::Accepted));
    for (at_ms, id) in [(10, ids[0]), (20, ids[1]), (30, ids[2])] {
        desk.hear(at(at_ms), 1, &answer, &mut out);
        assert_eq!(desk.take_outcome(id), Some(Outcome::Done));
    }
    let sent: Vec<f32> = out
        .iter()
        .filter_map(|directed| match &directed.say {
            Say::CommandLong { params, .. } => Some(params[0]),
            _ => None,
        })
        .collect();
    assert_eq!(sent, [1.0, 9.0, 2.0, 3.0]);
}

#[test]
fn what_waits_is_bounded_and_a_stop_is_not() {
    let mut desk = CommandDesk::new(US);
    let mut out = Vec::new();
    let taken = (0..1_000)
        .filter(|_| desk.submit(at(0), 1, ARM, &mut out).is_some())
        .count();
    assert_eq!(taken, 65);
    assert_eq!(out.len(), 1);
    desk.submit_at_once(at(1), 1, ARM, &mut out);
    assert_eq!(out.len(), 2);
}

#[test]
fn what_waits_is_cancelled_without_having_been_sent() {
    let mut desk = CommandDesk::new(US);
    let mut out = Vec::new();
    desk.submit(at(0), 1, ARM, &mut out);
    let waiting = desk.submit(at(0), 1, ARM, &mut out).unwrap();
    desk.cancel(at(1), waiting, &mut out);
    let cancelled = Outcome::Cancelled { may_be_done: false };
    assert_eq!(desk.take_outcome(waiting), Some(cancelled));
    assert_eq!(out.len(), 1);
}
