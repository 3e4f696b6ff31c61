//! The autopilots: what they decide, what they remember, and how they speak.

pub mod ardupilot;
pub mod area;
pub mod channel;
pub mod command;
pub mod flight;
pub mod guidance;
pub mod mission_run;
pub mod missions;
pub mod parameters;
pub mod px4;
#[cfg(test)]
pub(crate) mod station;
pub mod streams;
pub mod telling;
#[cfg(test)]
mod tests;
pub mod wing_guidance;

use crate::airframe::Steering;
use crate::craft::Craft;
use crate::place::Place;
use crate::time::SimTime;
use crate::wire::{ChannelId, Incoming, Outbox, Signing, Voice};
use missions::{Item, Kind, RefusedItem, Stores};
use parameters::Parameters;
use std::time::Duration;

/// A frame that came, with the link it came on. Its signature is already proven, where there must be
/// one, and nothing that a payload of the vehicle has answered is among them.
pub type Heard = (ChannelId, Incoming);

/// What every autopilot can do, whoever made it.
pub trait Autopilot: Send {
    /// Goes on to `now`, `dt_s` after the last step, with what came on its links. Adds what it says to
    /// `outbox`, and tells how to fly.
    fn step(
        &mut self,
        now: SimTime,
        dt_s: f64,
        craft: &Craft,
        heard: &[Heard],
        outbox: &mut Outbox,
    ) -> Steering;

    /// Its signing, which is that of the whole vehicle.
    fn signing_mut(&mut self) -> &mut Signing;

    /// Lets a part of the vehicle say something with the autopilot's own voice, as a gimbal manager
    /// does that is a part of it.
    fn lend_voice(
        &mut self,
        channel: ChannelId,
        now: SimTime,
        outbox: &mut Outbox,
        say: &mut dyn FnMut(&mut Voice),
    );

    /// What its mission or its failsafes want of the payload, since this was last asked: the mission
    /// items as they stand.
    fn take_payload_orders(&mut self) -> Vec<Item>;

    /// What it is about.
    fn status(&self) -> Status;

    /// Its parameters.
    fn parameters(&self) -> &Parameters;

    /// Its parameters, to set them before it flies.
    fn parameters_mut(&mut self) -> &mut Parameters;

    /// What it has on board.
    fn stores(&self) -> &Stores;

    /// What it has on board, to put something there that no ground station sent.
    fn stores_mut(&mut self) -> &mut Stores;

    /// Puts a whole plan on board that no ground station sent, as a transfer would have.
    ///
    /// # Errors
    /// The item that a transfer would have ended at; then nothing has changed.
    fn load(&mut self, kind: Kind, items: &[Item]) -> Result<(), RefusedItem>;

    /// Sends a message on a link every `interval` from now on, or not at all, as if a ground station had
    /// asked for it. Whether the autopilot has such a message.
    fn set_stream(
        &mut self,
        channel: ChannelId,
        message_id: u32,
        interval: Option<Duration>,
        now: SimTime,
    ) -> bool;

    /// A pilot turns the switch of the remote control.
    ///
    /// # Errors
    /// It knows no such mode, or cannot change to it now.
    fn pilot_sets_mode(
        &mut self,
        mode: &str,
        now: SimTime,
        craft: &Craft,
    ) -> Result<(), ModeRefusal>;

    /// Somebody without a ground station starts the mission on board, as a test pilot would: modes,
    /// arming and take-off in the autopilot's own way. Called each step until it is done.
    ///
    /// # Errors
    /// What it waits for, in its own words.
    fn start_mission_by_hand(&mut self, now: SimTime, craft: &Craft) -> Result<(), String>;

    /// Starts anew, as after a loss of power: what is stored stays, everything else is forgotten.
    fn reboot(&mut self, now: SimTime);
}

/// What an autopilot is about, as whoever watches the simulation would see it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Status {
    /// Its number.
    pub system_id: u8,
    /// Whether its motors are armed.
    pub is_armed: bool,
    /// The mode, as this autopilot's own people call it.
    pub mode: &'static str,
    /// The mission item that is flown, and how many there are.
    pub mission: Option<(u16, u16)>,
    /// Home, once it is set.
    pub home: Option<Place>,
}

/// Why a pilot's mode is not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ModeRefusal {
    /// There is no such mode.
    #[error("no mode {mode:?} here: it knows {known}")]
    Unknown {
        /// What was asked for.
        mode: String,
        /// What there is.
        known: String,
    },
    /// Not now.
    #[error("cannot change to {mode} now")]
    NotNow {
        /// What was asked for.
        mode: String,
    },
}
