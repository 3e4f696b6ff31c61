//! How long an answer is waited for, by the measured round trip of its link.

use std::time::Duration;

/// No answer is waited for shorter than this: a vehicle has other things to do than to answer.
const SHORTEST: Duration = Duration::from_millis(700);
/// None is waited for longer, however slow the link seems.
const LONGEST: Duration = Duration::from_secs(15);
/// What a vehicle takes to answer, beside the way there and back.
const WORK: Duration = Duration::from_millis(400);

/// How long to wait for the answer to a question that was asked `asked_before` times without one: twice
/// the round trip and what the work takes, half as much more with each time.
pub fn patience(round_trip: Duration, asked_before: u32) -> Duration {
    let once = round_trip.saturating_mul(2).saturating_add(WORK);
    let longer = once.saturating_mul(2 + asked_before.min(4)) / 2;
    longer.clamp(SHORTEST, LONGEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patience_covers_the_round_trip_grows_with_each_try_and_has_an_end() {
        let slow = Duration::from_secs(1);
        assert_eq!(patience(Duration::ZERO, 0), SHORTEST);
        assert!(patience(slow, 0) > 2 * slow);
        assert!(patience(slow, 1) > patience(slow, 0));
        assert_eq!(patience(slow, 4), patience(slow, 400));
        assert_eq!(patience(Duration::MAX, 9), LONGEST);
    }
}
