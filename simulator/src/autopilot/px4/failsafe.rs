//! What PX4 does by itself when something fails: the worst that any failure asks for, after a while in
//! which a person may take over (PX4, `failsafe/framework.cpp`).

use super::modes::Mode;
use crate::time::SimTime;
use std::time::Duration;

/// What is done, from nothing to the worst.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Action {
    /// Nothing.
    #[default]
    None,
    /// It is told.
    Warn,
    /// The place is held.
    Hold,
    /// Back home.
    Return,
    /// Down, here.
    Land,
    /// Down, without knowing where.
    Descend,
    /// The motors stop.
    Disarm,
    /// The motors stop, and nothing starts them again.
    Terminate,
}

/// What can fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// The ground station is not heard (NAV_DLL_ACT).
    Station,
    /// The battery is low: told alone.
    BatteryLow,
    /// It is critically low (COM_LOW_BAT_ACT).
    BatteryCritical,
    /// It is nearly empty (COM_LOW_BAT_ACT).
    BatteryEmergency,
    /// The fence is broken (GF_ACTION).
    Fence,
    /// The mode cannot go on: no position, or no setpoints.
    Mode,
    /// The rotors had to help where a wing should carry (COM_QC_ACT).
    Wing,
}

const CAUSES: usize = 7;

/// What a failure asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wish {
    /// What is to be done.
    pub action: Action,
    /// It waits in Hold first, so that a person may take over.
    pub waits: bool,
    /// It goes on when the failure is over, until the mode is changed or the motors stop.
    pub lasts: bool,
}

impl Wish {
    /// At once, and until the failure is over.
    pub fn now(action: Action) -> Self {
        Self {
            action,
            waits: false,
            lasts: false,
        }
    }
}

/// What has failed at a moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Failures([Option<Wish>; CAUSES]);

impl Failures {
    /// Adds a failure with what it asks for.
    pub fn add(&mut self, cause: Cause, wish: Wish) {
        self.0[cause as usize] = (wish.action != Action::None).then_some(wish);
    }
}

/// What is done about failures.
#[derive(Clone, Debug, Default)]
pub struct Failsafe {
    active: Failures,
    failing: Failures,
    waits_until: Option<SimTime>,
    is_taken_over: bool,
    selected: Action,
    is_waiting: bool,
}

impl Failsafe {
    /// What is done now.
    pub fn selected(&self) -> Action {
        self.selected
    }

    /// Whether it flies otherwise than it was told to.
    pub fn is_on(&self) -> bool {
        self.selected > Action::Warn
    }

    /// A person chose a mode: it is theirs, until something new fails.
    pub fn take_over(&mut self) {
        if self.selected == Action::Terminate {
            return;
        }
        self.is_taken_over = self.is_on() || self.is_taken_over;
        for (active, failing) in self.active.0.iter_mut().zip(self.failing.0) {
            *active = active.filter(|wish| !wish.lasts || failing.is_some());
        }
    }

    /// The motors stopped.
    pub fn reset(&mut self) {
        *self = Self::default();
    }

    /// Takes what fails now. What is to be said, if there is something.
    pub fn update(
        &mut self,
        now: SimTime,
        failures: Failures,
        wait: Duration,
        intention: Mode,
    ) -> Option<String> {
        self.failing = failures;
        self.waits_until = self.waits_until.filter(|until| now < *until);
        for (active, failing) in self.active.0.iter_mut().zip(failures.0) {
            match (*active, failing) {
                (None, Some(wish)) => {
                    *active = Some(wish);
                    if wish.action >= Action::Hold {
                        self.is_taken_over = false;
                    }
                    let is_delayed = (Action::Return..=Action::Descend).contains(&wish.action);
                    if wish.waits && is_delayed && !wait.is_zero() && self.waits_until.is_none() {
                        self.waits_until = Some(now + wait);
                    }
                }
                // Motors that were stopped for good stay so, whatever fails or not any more.
                (Some(wish), _) if wish.action == Action::Terminate => {}
                (Some(wish), Some(new)) => {
                    *active = Some(Wish {
                        action: new.action,
                        ..wish
                    });
                }
                // What a person took over does not come back when it is over.
                (Some(wish), None) if !wish.lasts || self.is_taken_over => *active = None,
                _ => {}
            }
        }
        self.is_taken_over &= self
            .active
            .0
            .iter()
            .flatten()
            .any(|wish| wish.action >= Action::Hold);
        self.select(wait, intention)
    }

    fn select(&mut self, wait: Duration, intention: Mode) -> Option<String> {
        let worst = self
            .active
            .0
            .iter()
            .flatten()
            .max_by_key(|wish| wish.action);
        let (action, waits) = worst.map_or((Action::None, false), |it| (it.action, it.waits));
        let before = (self.selected, self.is_waiting);
        self.is_waiting = waits && self.waits_until.is_some() && !self.is_taken_over;
        // Who lands already does not turn back, and who returns does not begin anew.
        let is_under_way = match intention {
            Mode::Land => action <= Action::Land,
            Mode::Rtl => action == Action::Return,
            _ => false,
        };
        self.selected = if action <= Action::Warn || action == Action::Terminate {
            action
        } else if self.is_taken_over || is_under_way {
            Action::Warn
        } else if self.is_waiting {
            Action::Hold
        } else {
            action
        };
        if self.selected <= Action::Warn || before == (self.selected, self.is_waiting) {
            return None;
        }
        if self.is_waiting {
            let seconds = wait.as_secs();
            return Some(format!(
                "Failsafe activated: entering Hold for {seconds} seconds\t"
            ));
        }
        (self.selected > before.0 || before.1).then(|| "Failsafe activated\t".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WAIT: Duration = Duration::from_secs(5);
    const RETURN: Wish = Wish {
        action: Action::Return,
        waits: true,
        lasts: true,
    };

    fn with(causes: &[(Cause, Wish)]) -> Failures {
        let mut failures = Failures::default();
        for (cause, wish) in causes {
            failures.add(*cause, *wish);
        }
        failures
    }

    fn go(failsafe: &mut Failsafe, s: u64, causes: &[(Cause, Wish)]) -> Option<String> {
        failsafe.update(SimTime::from_s(s), with(causes), WAIT, Mode::Mission)
    }

    #[test]
    fn a_return_waits_in_hold_first_and_goes_on_when_the_link_is_back() {
        let mut failsafe = Failsafe::default();
        let lost = [(Cause::Station, RETURN)];
        let text = go(&mut failsafe, 10, &lost);
        assert_eq!(
            text.as_deref(),
            Some("Failsafe activated: entering Hold for 5 seconds\t")
        );
        assert_eq!(failsafe.selected(), Action::Hold);
        assert_eq!(go(&mut failsafe, 14, &lost), None);
        let text = go(&mut failsafe, 15, &lost);
        assert_eq!(text.as_deref(), Some("Failsafe activated\t"));
        assert_eq!(failsafe.selected(), Action::Return);
        go(&mut failsafe, 16, &[]);
        assert_eq!(failsafe.selected(), Action::Return);
    }

    #[test]
    fn a_hold_at_the_fence_ends_with_the_breach() {
        let mut failsafe = Failsafe::default();
        go(&mut failsafe, 1, &[(Cause::Fence, Wish::now(Action::Hold))]);
        assert_eq!(failsafe.selected(), Action::Hold);
        go(&mut failsafe, 2, &[]);
        assert_eq!(failsafe.selected(), Action::None);
    }

    #[test]
    fn a_person_takes_over_until_something_new_fails() {
        let mut failsafe = Failsafe::default();
        let lost = [(Cause::Station, RETURN)];
        go(&mut failsafe, 1, &lost);
        failsafe.take_over();
        go(&mut failsafe, 2, &lost);
        assert_eq!(failsafe.selected(), Action::Warn);
        let both = [lost[0], (Cause::Fence, Wish::now(Action::Land))];
        go(&mut failsafe, 20, &both);
        assert_eq!(failsafe.selected(), Action::Land);
    }

    #[test]
    fn what_was_taken_over_and_is_over_may_fail_again() {
        let mut failsafe = Failsafe::default();
        let lost = [(Cause::Station, RETURN)];
        go(&mut failsafe, 1, &lost);
        failsafe.take_over();
        go(&mut failsafe, 2, &[]);
        assert_eq!(failsafe.selected(), Action::None);
        go(&mut failsafe, 20, &lost);
        assert_eq!(failsafe.selected(), Action::Hold);
    }

    #[test]
    fn motors_that_are_stopped_for_good_stay_so() {
        for cause in [Cause::Fence, Cause::Mode, Cause::Station] {
            let mut failsafe = Failsafe::default();
            go(&mut failsafe, 1, &[(cause, Wish::now(Action::Terminate))]);
            assert_eq!(failsafe.selected(), Action::Terminate);
            failsafe.take_over();
            go(&mut failsafe, 2, &[]);
            go(&mut failsafe, 3, &[(cause, Wish::now(Action::Hold))]);
            assert_eq!(failsafe.selected(), Action::Terminate);
        }
        // The same for one that was milder at first.
        let mut failsafe = Failsafe::default();
        go(&mut failsafe, 1, &[(Cause::Mode, Wish::now(Action::Hold))]);
        go(
            &mut failsafe,
            2,
            &[(Cause::Mode, Wish::now(Action::Terminate))],
        );
        go(&mut failsafe, 3, &[]);
        assert_eq!(failsafe.selected(), Action::Terminate);
    }

    #[test]
    fn who_lands_already_goes_on_landing() {
        let mut failsafe = Failsafe::default();
        let failures = with(&[(Cause::Station, RETURN)]);
        failsafe.update(SimTime::from_s(1), failures, WAIT, Mode::Land);
        assert_eq!(failsafe.selected(), Action::Warn);
    }
}
