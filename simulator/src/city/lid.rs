//! A dock's lid: it takes time to move, and may stick.

use std::time::Duration;

/// Where the lid is and what it does, as the dock knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LidState {
    /// Shut.
    Closed,
    /// On its way up.
    Opening,
    /// Quite open: a vehicle can leave and come.
    Open,
    /// On its way down.
    Closing,
    /// It stands half-way: it was jammed and has been freed.
    Stopped,
    /// It was to move and did not.
    Jammed,
}

/// A motor that pulls in vain for this long is switched off: then the jam is known.
pub const JAM_NOTICED_AFTER: Duration = Duration::from_secs(2);

/// A lid.
#[derive(Clone, Debug)]
pub struct Lid {
    travel: Duration,
    /// 0 shut, 1 open.
    open_part: f64,
    /// Where it is driven to.
    driven_to: Option<f64>,
    /// Whether it cannot move, known or not.
    is_stuck: bool,
    stalled_for: Duration,
    is_jam_known: bool,
}

/// How an order to the lid ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LidEnd {
    /// It is where it was to be.
    Arrived,
    /// It sticks.
    Jammed,
}

impl Lid {
    /// A lid that takes `travel` from shut to open.
    pub fn new(travel: Duration, is_open: bool) -> Self {
        Self {
            travel,
            open_part: f64::from(u8::from(is_open)),
            driven_to: None,
            is_stuck: false,
            stalled_for: Duration::ZERO,
            is_jam_known: false,
        }
    }

    /// What the dock knows of it.
    pub fn state(&self) -> LidState {
        match self.driven_to {
            _ if self.is_jam_known => LidState::Jammed,
            Some(to) if to > 0.5 => LidState::Opening,
            Some(_) => LidState::Closing,
            None if self.open_part <= 0.0 => LidState::Closed,
            None if self.open_part >= 1.0 => LidState::Open,
            None => LidState::Stopped,
        }
    }

    /// How far it is open, 0…1.
    pub fn open_part(&self) -> f64 {
        self.open_part
    }

    /// Drives it open or shut.
    pub fn drive(&mut self, open: bool) {
        self.driven_to = Some(f64::from(u8::from(open)));
        self.stalled_for = Duration::ZERO;
    }

    /// Makes it stick where it is, or frees it. A freed one waits for its next order.
    pub fn set_stuck(&mut self, is_stuck: bool) {
        self.is_stuck = is_stuck;
        if !is_stuck {
            self.is_jam_known = false;
        }
    }

    /// Goes on. How its order ended, when it ends now.
    pub fn step(&mut self, dt: Duration) -> Option<LidEnd> {
        let to = self.driven_to?;
        // Nothing has to move when it is there already: a lid that sticks there is not found out.
        if self.is_stuck && self.open_part != to {
            self.stalled_for += dt;
            if self.stalled_for < JAM_NOTICED_AFTER {
                return None;
            }
            self.is_jam_known = true;
            self.driven_to = None;
            return Some(LidEnd::Jammed);
        }
        self.stalled_for = Duration::ZERO;
        let step = dt.as_secs_f64() / self.travel.as_secs_f64().max(1e-3);
        self.open_part += (to - self.open_part).clamp(-step, step);
        if (self.open_part - to).abs() > 1e-9 {
            return None;
        }
        self.open_part = to;
        self.driven_to = None;
        Some(LidEnd::Arrived)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_motor_that_pulled_in_vain_for_a_moment_and_then_moved_the_lid_starts_to_count_anew() {
        let mut lid = Lid::new(Duration::from_secs(12), false);
        let seconds = |lid: &mut Lid, seconds: u64| {
            let ends = (0..10 * seconds).filter_map(|_| lid.step(Duration::from_millis(100)));
            ends.collect::<Vec<_>>()
        };
        lid.drive(true);
        lid.set_stuck(true);
        assert_eq!(seconds(&mut lid, 1), []);
        lid.set_stuck(false);
        assert_eq!(seconds(&mut lid, 2), []);
        lid.set_stuck(true);
        assert_eq!(seconds(&mut lid, 1), []);
        assert_eq!(seconds(&mut lid, 1), [LidEnd::Jammed]);
    }
}
