//! Crews: people on foot or in a car who go where they are sent.

mod orders;
#[cfg(test)]
mod tests;

use super::moment::{Moment, Regular, TICK, TICK_S, time_text};
use super::names::{rounded, rounded_deg};
use super::publication::{Publication, TOPIC_ROOT};
use super::replies::{Desk, Outcome};
use super::streets::Streets;
use crate::place::{DegreeLengths, Place};
use crate::random::Random;
use crate::time::SimTime;
use chrono::{DateTime, Utc};
use nalgebra::Vector3;
use orders::Task;
use serde::Serialize;
use std::collections::VecDeque;
use std::time::Duration;

/// How a crew moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CrewMoves {
    /// At 1.35 m/s (Weidmann 1993: 1.34).
    OnFoot,
    /// At 30 km/h, lights included.
    ByCar,
}

impl CrewMoves {
    /// Mean speed on the way, m/s.
    pub const fn speed_mps(self) -> f64 {
        match self {
            Self::OnFoot => 1.35,
            Self::ByCar => 30.0 / 3.6,
        }
    }

    /// The longest way that it is sent on, m.
    pub const fn longest_way_m(self) -> f64 {
        match self {
            Self::OnFoot => 5_000.0,
            Self::ByCar => 80_000.0,
        }
    }
}

/// A crew.
#[derive(Clone, Debug, PartialEq)]
pub struct CrewConfig {
    /// Its name.
    pub id: String,
    /// How many people.
    pub people: u32,
    /// How it moves.
    pub moves: CrewMoves,
    /// Its mean speed on the way, m/s.
    pub speed_mps: f64,
    /// Where it is at the start.
    pub base: Place,
    /// Where it goes in turn, again and again, while it has nothing to do. None: it stays where it is.
    pub round: Vec<Place>,
    /// After so much work it rests.
    pub works_for: Duration,
    /// For so long.
    pub rests_for: Duration,
}

impl CrewConfig {
    /// Two people who rest for half an hour after four hours of work.
    pub fn new(id: impl Into<String>, moves: CrewMoves, base: Place) -> Self {
        Self {
            id: id.into(),
            people: 2,
            moves,
            speed_mps: moves.speed_mps(),
            base,
            round: Vec::new(),
            works_for: Duration::from_secs(4 * 3_600),
            rests_for: Duration::from_secs(30 * 60),
        }
    }
}

/// What a crew does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CrewState {
    /// Nothing, or its round: it can be sent.
    Idle,
    /// Goes to where it was sent.
    OnTheWay,
    /// Works there.
    OnSite,
    /// Rests.
    Resting,
}

/// How a crew truly is.
#[derive(Clone, Debug, PartialEq)]
pub struct CrewTruth<'a> {
    /// Its name.
    pub id: &'a str,
    /// What it does.
    pub state: CrewState,
    /// Where it is; the height is that of its base.
    pub place: Place,
    /// What it was sent for.
    pub task: Option<&'a str>,
}

#[derive(Serialize)]
struct CrewMessage<'a> {
    at: String,
    simulated: bool,
    crew: &'a str,
    people: u32,
    state: CrewState,
    task: Option<&'a str>,
    longitude_deg: f64,
    latitude_deg: f64,
    speed_mps: f64,
    expected_at: Option<String>,
    rests_until: Option<String>,
}

/// How unlike the mean a trip may be: traffic, lights, stairs.
const PACE_SPREAD: f64 = 0.15;
/// Error of a telephone's position, m.
const POSITION_ERROR_M: f64 = 4.0;
/// So near is there, m.
const THERE_M: f64 = 0.1;
const MOVING_INTERVAL: Duration = Duration::from_secs(5);
const STANDING_INTERVAL: Duration = Duration::from_secs(60);

/// A crew while the city runs.
#[derive(Clone, Debug)]
pub struct Crew {
    config: CrewConfig,
    state: CrewState,
    since: SimTime,
    place: Place,
    task: Option<Task>,
    way: VecDeque<Place>,
    speed_mps: f64,
    /// The place of its round that it goes to.
    round_at: usize,
    worked: Duration,
    /// What was told last, and whether it moved then.
    told: Option<(CrewState, bool)>,
    due: Regular,
    random: Random,
    start: DateTime<Utc>,
    /// Reads and answers commands.
    pub desk: Desk,
}

impl Crew {
    /// A crew at its base.
    pub fn new(config: CrewConfig, seed: u64, start: DateTime<Utc>) -> Self {
        Self {
            state: CrewState::Idle,
            since: SimTime::START,
            place: config.base,
            task: None,
            way: VecDeque::new(),
            speed_mps: 0.0,
            round_at: 0,
            worked: Duration::ZERO,
            told: None,
            due: Regular::new(STANDING_INTERVAL, SimTime::START),
            random: Random::new(seed, &format!("city/crew/{}", config.id)),
            start,
            desk: Desk::new(format!("{TOPIC_ROOT}/crews/{}/reply", config.id), start),
            config,
        }
    }

    /// Its name.
    pub fn id(&self) -> &str {
        &self.config.id
    }

    /// How it truly is.
    pub fn truth(&self) -> CrewTruth<'_> {
        CrewTruth {
            id: &self.config.id,
            state: self.state,
            place: self.place,
            task: self.task.as_ref().map(|task| task.name.as_str()),
        }
    }

    /// Sets out for a task.
    fn set_out(&mut self, task: Task, streets: Option<&Streets>, now: SimTime) {
        self.start_moving(task.place, streets);
        self.task = Some(task);
        self.change(CrewState::OnTheWay, now);
    }

    fn start_moving(&mut self, to: Place, streets: Option<&Streets>) {
        self.way = match streets {
            Some(streets) => streets.way(self.place, to).into(),
            None => VecDeque::from([to]),
        };
        let pace = self.random.between(1.0 - PACE_SPREAD, 1.0 + PACE_SPREAD);
        self.speed_mps = self.config.speed_mps * pace;
    }

    /// Goes its round, when it has one. From one place it sets out for the next in the same tick.
    fn go_round(&mut self, streets: Option<&Streets>) {
        self.move_on();
        if !self.way.is_empty() {
            return;
        }
        let Some(next) = self.config.round.get(self.round_at).copied() else {
            return;
        };
        self.round_at = (self.round_at + 1) % self.config.round.len();
        if self.place.ground_distance_m(next) > THERE_M {
            self.start_moving(next, streets);
        }
    }

    fn change(&mut self, state: CrewState, now: SimTime) {
        self.state = state;
        self.since = now;
    }

    /// The rest of its way, m.
    fn way_left_m(&self) -> f64 {
        let starts = std::iter::once(&self.place).chain(&self.way);
        let legs = starts.zip(&self.way);
        legs.map(|(from, to)| from.ground_distance_m(*to)).sum()
    }

    /// Goes on by a tick.
    pub fn tick(&mut self, moment: &Moment, streets: Option<&Streets>, out: &mut Vec<Publication>) {
        let now = moment.at;
        match self.state {
            CrewState::OnTheWay => self.go_on(now),
            CrewState::OnSite => self.work_on(now),
            CrewState::Resting if now - self.since >= self.config.rests_for => {
                self.worked = Duration::ZERO;
                self.change(CrewState::Idle, now);
            }
            CrewState::Idle if self.worked >= self.config.works_for => {
                self.way.clear();
                self.change(CrewState::Resting, now);
            }
            CrewState::Idle => {
                if now - self.since >= self.config.rests_for {
                    self.worked = Duration::ZERO;
                }
                self.go_round(streets);
            }
            CrewState::Resting => {}
        }
        self.desk.drain_into(out);
        self.tell(moment, out);
    }

    fn go_on(&mut self, now: SimTime) {
        self.worked += TICK;
        self.move_on();
        if self.way.is_empty() {
            self.change(CrewState::OnSite, now);
        }
    }

    /// Moves along its way by a tick.
    fn move_on(&mut self) {
        let mut left_m = self.speed_mps * TICK_S;
        while let Some(next) = self.way.front().copied() {
            let leg_m = self.place.ground_distance_m(next);
            if leg_m > left_m {
                let part = left_m / leg_m;
                self.place.latitude_deg += part * (next.latitude_deg - self.place.latitude_deg);
                self.place.longitude_deg += part * (next.longitude_deg - self.place.longitude_deg);
                return;
            }
            left_m -= leg_m;
            self.place = next.at_amsl_m(self.place.altitude_amsl_m);
            self.way.pop_front();
        }
    }

    fn work_on(&mut self, now: SimTime) {
        self.worked += TICK;
        let Some(task) = &self.task else {
            self.change(CrewState::Idle, now);
            return;
        };
        if now - self.since >= task.on_site {
            let id = task.command_id.clone();
            self.task = None;
            self.desk.answer(&id, "assign", Outcome::Done, None, now);
            self.change(CrewState::Idle, now);
        }
    }

    fn tell(&mut self, moment: &Moment, out: &mut Vec<Publication>) {
        let moves = !self.way.is_empty();
        let is_new = self
            .told
            .is_none_or(|(state, moved)| state != self.state || (moves && !moved));
        if !self.due.is_due(moment.at) && !is_new {
            return;
        }
        self.told = Some((self.state, moves));
        let interval = if moves {
            MOVING_INTERVAL
        } else {
            STANDING_INTERVAL
        };
        self.due = Regular::new(interval, moment.at + interval);
        let topic = format!("{TOPIC_ROOT}/crews/{}/state", self.config.id);
        let message = self.message(moment);
        out.push(Publication::state(topic, &message, moment.at));
    }

    fn message(&mut self, moment: &Moment) -> CrewMessage<'_> {
        let [north, east] = std::array::from_fn(|_| POSITION_ERROR_M * self.random.normal());
        let lengths = DegreeLengths::at(self.place.latitude_deg);
        let said = self
            .place
            .moved_ned(Vector3::new(north, east, 0.0), lengths);
        let moves = !self.way.is_empty();
        let is_expected = self.state == CrewState::OnTheWay;
        // The crew expects the mean speed, not what the trip will turn out to be.
        let left_s = self.way_left_m() / self.config.speed_mps;
        let text = |at: SimTime| time_text(at, self.start);
        CrewMessage {
            at: moment.text(),
            simulated: true,
            crew: &self.config.id,
            people: self.config.people,
            state: self.state,
            task: self.task.as_ref().map(|task| task.name.as_str()),
            longitude_deg: rounded_deg(said.longitude_deg),
            latitude_deg: rounded_deg(said.latitude_deg),
            speed_mps: if moves {
                rounded(self.speed_mps, 1)
            } else {
                0.0
            },
            expected_at: is_expected.then(|| text(moment.at + Duration::from_secs_f64(left_s))),
            rests_until: (self.state == CrewState::Resting)
                .then(|| text(self.since + self.config.rests_for)),
        }
    }
}
