use super::*;
use crate::link::report::AutopilotKind;

const ROUND_TRIP: Duration = Duration::from_millis(40);

fn at(ms: u64) -> Moment {
    Moment::from_us(1_700_000_000_000_000 + ms * 1_000)
}

fn ack(command: u16, result: CommandResult) -> CommandAck {
    CommandAck {
        command,
        result,
        progress: None,
        detail: 0,
        target_system: 0,
        target_component: 0,
    }
}

/// The message that a question is about, and the interval that it asks for, µs.
fn question(say: &Say) -> (u16, u32, f32) {
    match say {
        Say::CommandLong {
            command, params, ..
        } => (*command, params[0] as u32, params[1]),
        other => panic!("no question: {other:?}"),
    }
}

/// What is asked from `from` until `until`, ms, of a vehicle that answers at once as `answer` says.
fn asked(
    interview: &mut Interview,
    (from, until): (u64, u64),
    mut answer: impl FnMut(u32) -> Option<CommandResult>,
) -> Vec<u32> {
    let mut all = Vec::new();
    for ms in (from..until).step_by(10) {
        let mut out = Vec::new();
        interview.wake(at(ms), ROUND_TRIP, &mut out);
        for say in &out {
            let (command, message, _) = question(say);
            all.push(message);
            if let Some(result) = answer(message) {
                assert!(interview.answered(ack(command, result), true, at(ms)));
            }
        }
    }
    all
}

#[test]
fn a_vehicle_that_is_only_observed_is_asked_who_it_is_and_nothing_else() {
    let mut interview = Interview::new(of_autopilot(AutopilotKind::ArduPilot), false, at(0));
    let mut out = Vec::new();
    interview.wake(at(0), ROUND_TRIP, &mut out);
    let questions: Vec<_> = out.iter().map(question).collect();
    assert_eq!(questions, [(mav_cmd::REQUEST_MESSAGE, 148, 0.0)]);
    interview.heard(148, at(5));
    interview.answered(
        ack(mav_cmd::REQUEST_MESSAGE, CommandResult::Accepted),
        true,
        at(5),
    );
    assert!(asked(&mut interview, (10, 60_000), |_| None).is_empty());
}

#[test]
fn all_that_is_wanted_is_asked_for_in_turn_within_two_seconds() {
    for autopilot in [AutopilotKind::ArduPilot, AutopilotKind::Px4] {
        let mut interview = Interview::new(of_autopilot(autopilot), true, at(0));
        let asked = asked(&mut interview, (0, 2_000), |_| {
            Some(CommandResult::Accepted)
        });
        let wanted: Vec<u32> = of_autopilot(autopilot)
            .iter()
            .map(|want| want.message_id)
            .collect();
        assert_eq!(asked, wanted);
        assert!(wanted.is_sorted());
    }
}

#[test]
fn an_unknown_autopilot_is_asked_only_who_it_is() {
    let mut interview = Interview::new(of_autopilot(AutopilotKind::Other(4)), true, at(0));
    assert_eq!(
        asked(&mut interview, (0, 1_500), |_| Some(
            CommandResult::Accepted
        )),
        [148]
    );
}

#[test]
fn what_comes_is_not_asked_for_and_what_stays_away_is_asked_for_again() {
    let mut interview = Interview::new(of_autopilot(AutopilotKind::Px4), true, at(0));
    let all_but_one = |interview: &mut Interview, ms: u64| {
        for want in of_autopilot(AutopilotKind::Px4) {
            if want.message_id != 74 {
                interview.heard(want.message_id, at(ms));
            }
        }
    };
    all_but_one(&mut interview, 0);
    let mut questions = Vec::new();
    for second in 0..20 {
        all_but_one(&mut interview, second * 1_000);
        let span = (second * 1_000, (second + 1) * 1_000);
        questions.extend(asked(&mut interview, span, |_| {
            Some(CommandResult::Accepted)
        }));
    }
    // At 0, 2, 6 and 14 s: each time after twice as long.
    assert_eq!(questions, [74, 74, 74, 74]);
}

#[test]
fn a_message_that_is_refused_is_not_asked_for_again() {
    let mut interview = Interview::new(of_autopilot(AutopilotKind::ArduPilot), true, at(0));
    let answer = |message| {
        Some(if message == 162 {
            CommandResult::Failed
        } else {
            CommandResult::Accepted
        })
    };
    let asked = asked(&mut interview, (0, 30_000), answer);
    assert_eq!(asked.iter().filter(|message| **message == 162).count(), 1);
    assert_eq!(interview.refused().collect::<Vec<_>>(), [162]);
}

#[test]
fn an_answer_that_does_not_come_holds_up_nothing_for_longer_than_two_round_trips() {
    let mut interview = Interview::new(of_autopilot(AutopilotKind::ArduPilot), true, at(0));
    let slow = Duration::from_millis(1_000);
    let mut out = Vec::new();
    interview.wake(at(0), slow, &mut out);
    interview.wake(at(1_999), slow, &mut out);
    assert_eq!(out.len(), 1);
    interview.wake(at(2_000), slow, &mut out);
    assert_eq!(out.len(), 2);
    assert_ne!(question(&out[0]).1, question(&out[1]).1);
}

#[test]
fn an_answer_to_somebody_elses_command_is_none() {
    let mut interview = Interview::new(of_autopilot(AutopilotKind::ArduPilot), true, at(0));
    assert!(!interview.answered(ack(511, CommandResult::Accepted), true, at(0)));
    let mut out = Vec::new();
    interview.wake(at(0), ROUND_TRIP, &mut out);
    assert!(!interview.answered(ack(400, CommandResult::Accepted), true, at(1)));
    assert!(interview.answered(ack(511, CommandResult::Accepted), true, at(1)));
}

#[test]
fn over_another_link_all_is_asked_for_that_does_not_come_there_and_nothing_once_more() {
    let mut interview = Interview::new(of_autopilot(AutopilotKind::Px4), true, at(0));
    let first = asked(&mut interview, (0, 1_900), |_| {
        Some(CommandResult::Accepted)
    });
    assert_eq!(first.len(), 19);
    for message in &first {
        interview.heard(*message, at(1_900));
    }
    let silent = asked(&mut interview, (1_900, 3_000), |_| None);
    assert!(silent.is_empty());
    interview.over_another_link(at(3_000));
    interview.heard(33, at(3_200));
    let again = asked(&mut interview, (3_000, 5_000), |_| {
        Some(CommandResult::Accepted)
    });
    let expected: Vec<u32> = first
        .into_iter()
        .filter(|it| ![33, 148].contains(it))
        .collect();
    assert_eq!(again, expected);
}

/// What is refused after a minute over a link with so long a way, of a vehicle that knows no message 441.
fn refused_after_a_minute(one_way_ms: u64) -> Vec<u32> {
    let mut interview = Interview::new(of_autopilot(AutopilotKind::ArduPilot), true, at(0));
    let unmeasured = Duration::from_millis(500);
    let mut answers = Vec::new();
    let mut rates = Vec::new();
    for ms in (0..60_000).step_by(10) {
        let mut out = Vec::new();
        interview.wake(at(ms), unmeasured, &mut out);
        for say in &out {
            let (command, message, _) = question(say);
            let result = match message {
                441 => CommandResult::Unsupported,
                _ => CommandResult::Accepted,
            };
            answers.push((ms + one_way_ms * 2, ack(command, result)));
            if message != 441 {
                rates.push((ms + one_way_ms * 2, message));
            }
        }
        answers.retain(|(when, ack)| {
            if *when <= ms {
                interview.answered(*ack, true, at(ms));
            }
            *when > ms
        });
        for (_, message) in rates.iter().filter(|(since, _)| *since <= ms) {
            interview.heard(*message, at(ms));
        }
    }
    interview.refused().collect()
}

#[test]
fn the_refusal_of_a_question_that_was_given_up_is_not_taken_for_that_of_the_next() {
    for one_way_ms in [100, 700, 1_400] {
        let refused = refused_after_a_minute(one_way_ms);
        assert!(
            refused.iter().all(|it| *it == 441),
            "{one_way_ms}: {refused:?}"
        );
    }
    assert_eq!(refused_after_a_minute(100), [441]);
}

#[test]
fn a_refusal_is_believed_for_ten_minutes_or_until_it_comes_after_all() {
    let mut interview = Interview::new(of_autopilot(AutopilotKind::ArduPilot), true, at(0));
    let refuses = |message| {
        Some(match message {
            162 => CommandResult::Failed,
            _ => CommandResult::Accepted,
        })
    };
    asked(&mut interview, (0, 5_000), refuses);
    let questions = asked(&mut interview, (590_000, 599_000), refuses);
    assert!(!questions.contains(&162));
    let questions = asked(&mut interview, (599_000, 700_000), refuses);
    assert!(questions.contains(&162));
    assert_eq!(interview.refused().collect::<Vec<_>>(), [162]);
    interview.heard(162, at(700_000));
    assert_eq!(interview.refused().count(), 0);
}

#[test]
fn a_refusal_that_may_be_anothers_is_asked_about_again() {
    let mut interview = Interview::new(of_autopilot(AutopilotKind::ArduPilot), true, at(0));
    let mut out = Vec::new();
    interview.wake(at(0), ROUND_TRIP, &mut out);
    let (command, message, _) = question(&out[0]);
    assert!(interview.answered(ack(command, CommandResult::Denied), false, at(40)));
    assert_eq!(interview.refused().count(), 0);
    let again = asked(&mut interview, (50, 20_000), |_| {
        Some(CommandResult::Accepted)
    });
    assert!(again.contains(&message));
}
