//! How far the simulation is to be at a moment of the clock: a speed that can be changed, a pause, and
//! what happens when the machine cannot keep up.

use simulator::time::SimTime;
use std::time::Duration;

/// What a speed may be.
pub const SPEEDS: &str = "a speed is 0, for as fast as it goes, or from 0.001 to 10000";
/// The same in Chinese.
pub const SPEEDS_ZH: &str = "速度应为 0（尽快）或 0.001 到 10000";

/// Whether it is one: slower than a thousandth, and no step would come within anybody's patience.
pub fn is_speed(speed: f64) -> bool {
    speed == 0.0 || (1e-3..=1e4).contains(&speed)
}

/// Turns the time of the clock into that of the simulation.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    /// Simulated seconds a second; 0 for as fast as it goes.
    speed: f64,
    is_paused: bool,
    /// At this moment of the clock …
    from: Duration,
    /// … the simulation was here.
    at: SimTime,
}

/// A simulation that is later than this does not run after its time; it goes on from where it is, so that
/// a machine that was asleep does not simulate the whole night at once.
const MOST_LATE: Duration = Duration::from_secs(2);

impl Pace {
    /// From the start at a speed.
    pub fn new(speed: f64) -> Self {
        Self {
            speed,
            is_paused: false,
            from: Duration::ZERO,
            at: SimTime::START,
        }
    }

    /// The speed that is asked for.
    pub fn speed(&self) -> f64 {
        self.speed
    }

    /// Whether it stands.
    pub fn is_paused(&self) -> bool {
        self.is_paused
    }

    /// Goes on from here at another speed.
    pub fn set_speed(&mut self, speed: f64, clock: Duration, simulated: SimTime) {
        (self.speed, self.from, self.at) = (speed, clock, simulated);
    }

    /// Stands, or goes on.
    pub fn toggle_pause(&mut self, clock: Duration, simulated: SimTime) {
        self.is_paused = !self.is_paused;
        (self.from, self.at) = (clock, simulated);
    }

    /// Where the simulation is to be; `step` is the least that it goes on.
    pub fn target(&mut self, clock: Duration, simulated: SimTime, step: Duration) -> SimTime {
        if self.is_paused {
            return simulated;
        }
        if self.speed <= 0.0 {
            return simulated + step;
        }
        let target = self.at + clock.saturating_sub(self.from).mul_f64(self.speed);
        if target.since(simulated) > MOST_LATE.mul_f64(self.speed.max(1.0)) {
            (self.from, self.at) = (clock, simulated);
            return simulated + step;
        }
        target
    }

    /// How long to wait until the next step is due.
    pub fn wait(&self, clock: Duration, simulated: SimTime, step: Duration) -> Duration {
        const IDLE: Duration = Duration::from_millis(50);
        if self.is_paused {
            return IDLE;
        }
        if self.speed <= 0.0 {
            return Duration::ZERO;
        }
        let due = (simulated + step).since(self.at).div_f64(self.speed);
        (self.from + due).saturating_sub(clock).min(IDLE)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STEP: Duration = Duration::from_millis(20);

    #[test]
    fn at_a_speed_of_ten_a_second_is_ten() {
        let mut pace = Pace::new(10.0);
        let clock = Duration::from_secs(1);
        let target = pace.target(clock, SimTime::from_s(9), STEP);
        assert_eq!(target, SimTime::from_s(10));
        // The next step is due 2 ms after the last.
        assert_eq!(pace.wait(clock, target, STEP), Duration::from_millis(2));
    }

    #[test]
    fn a_change_of_speed_and_a_pause_go_on_from_where_it_is() {
        let mut pace = Pace::new(1.0);
        let here = SimTime::from_s(5);
        pace.toggle_pause(Duration::from_secs(5), here);
        assert_eq!(pace.target(Duration::from_secs(9), here, STEP), here);
        pace.toggle_pause(Duration::from_secs(10), here);
        let target = pace.target(Duration::from_secs(11), here, STEP);
        assert_eq!(target, SimTime::from_s(6));
        pace.set_speed(4.0, Duration::from_secs(11), target);
        let target = pace.target(Duration::from_millis(11_250), target, STEP);
        assert_eq!(target, SimTime::from_s(7));
    }

    #[test]
    fn as_fast_as_it_goes_is_a_step_at_a_time_without_waiting() {
        let mut pace = Pace::new(0.0);
        let here = SimTime::from_s(100);
        assert_eq!(pace.target(Duration::ZERO, here, STEP), here + STEP);
        assert_eq!(pace.wait(Duration::ZERO, here, STEP), Duration::ZERO);
    }

    #[test]
    fn a_machine_that_was_asleep_goes_on_from_where_it_was() {
        let mut pace = Pace::new(1.0);
        let here = SimTime::from_s(5);
        let woken = Duration::from_secs(3_600);
        assert_eq!(pace.target(woken, here, STEP), here + STEP);
        let later = woken + Duration::from_secs(1);
        assert_eq!(pace.target(later, here, STEP), SimTime::from_s(6));
    }
}
