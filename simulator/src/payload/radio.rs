//! A telemetry radio that tells how well it hears (SiK firmware): a system of its own on the link, which
//! never signs. It is the one of the ground station that speaks: "remote" is the one on the vehicle.

use super::moment::Moment;
use super::setup::RadioSetup;
use crate::place::Place;
use crate::random::{Random, Wander};
use crate::time::SimTime;
use crate::wire::{ChannelId, Sender, Signing};
use chrono::{DateTime, Utc};
use mavlink::dialects::ardupilotmega::RADIO_STATUS_DATA;
use std::time::Duration;

/// It calls itself system '3', component 'D'.
const SYSTEM: u8 = 51;
const COMPONENT: u8 = 68;
const INTERVAL: Duration = Duration::from_secs(1);
/// Gain of both antennas together, dB.
const ANTENNAS_DB: f64 = 4.0;
/// The noise that a receiver sees in a town, dBm.
const NOISE_DBM: f64 = -104.0;
/// Fading: standard deviation, dB, and how long it lasts, s.
const FADING_DB: f64 = 3.0;
const FADING_S: f64 = 4.0;

/// A radio.
pub(super) struct Radio {
    setup: RadioSetup,
    sender: Sender,
    signing: Signing,
    random: Random,
    fading: [Wander; 2],
    next: SimTime,
    errors: u64,
}

/// As SiK radios scale dBm (their data sheet's RSSI register).
fn scaled(dbm: f64) -> u8 {
    (1.9 * (dbm + 127.0)).clamp(0.0, 254.0).round() as u8
}

/// What is lost between antennas in free space, dB (Friis).
fn path_loss_db(distance_m: f64, frequency_mhz: f64) -> f64 {
    20.0 * (distance_m.max(1.0) / 1_000.0).log10() + 20.0 * frequency_mhz.log10() + 32.45
}

impl Radio {
    pub fn new(setup: RadioSetup, started: DateTime<Utc>, (seed, name): (u64, &str)) -> Self {
        let channel = setup.channel;
        Self {
            sender: Sender::new(ChannelId(channel), SYSTEM, COMPONENT),
            setup,
            signing: Signing::off(started),
            random: Random::new(seed, &format!("{name}/radio {channel}")),
            fading: [Wander::default(); 2],
            next: SimTime::START + INTERVAL,
            errors: 0,
        }
    }

    /// The link that it carries.
    pub fn channel(&self) -> ChannelId {
        ChannelId(self.setup.channel)
    }

    /// So many packets of the vehicle did not arrive whole so far.
    pub fn count_errors(&mut self, errors: u64) {
        self.errors = errors;
    }

    pub fn step(&mut self, moment: &mut Moment) {
        let here = moment.craft.body().place;
        let station: Place = *self.setup.station.get_or_insert(here);
        if moment.now < self.next {
            return;
        }
        self.next = self.next + INTERVAL;
        let distance_m = station.ned_to(here).norm();
        let mean_dbm =
            self.setup.power_dbm + ANTENNAS_DB - path_loss_db(distance_m, self.setup.frequency_mhz);
        let (random, dt_s) = (&mut self.random, INTERVAL.as_secs_f64());
        let mut heard =
            |fading: &mut Wander| mean_dbm + fading.step(random, dt_s, FADING_S, FADING_DB);
        let [local, remote] = &mut self.fading;
        let (local_dbm, remote_dbm) = (heard(local), heard(remote));
        let noise_dbm = NOISE_DBM + 1.5 * self.random.normal();
        let status = RADIO_STATUS_DATA {
            // Its counter begins anew when it is full.
            rxerrors: self.errors as u16,
            fixed: 0,
            rssi: scaled(local_dbm),
            remrssi: scaled(remote_dbm),
            txbuf: 100,
            noise: scaled(noise_dbm),
            remnoise: scaled(NOISE_DBM),
        };
        let signing = &mut self.signing;
        self.sender
            .send(moment.now, signing, &status, moment.outbox);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn twice_as_far_is_six_decibels_less() {
        // 1 km at 433 MHz: 85.2 dB (tables of free-space loss).
        assert!((path_loss_db(1_000.0, 433.0) - 85.18).abs() < 0.05);
        let more = path_loss_db(2_000.0, 433.0) - path_loss_db(1_000.0, 433.0);
        assert!((more - 6.02).abs() < 0.01);
        assert_eq!((scaled(-127.0), scaled(-60.0), scaled(40.0)), (0, 127, 254));
    }
}
