//! The photos of one camera: what was told, what is missing, and what is asked for again.

use super::record::{Photo, PhotoKey};
use crate::fleet::patience::patience;
use crate::link::mav_cmd::{REQUEST_CAMERA_IMAGE_CAPTURE, REQUEST_MESSAGE};
use crate::link::names::VehicleId;
use crate::link::report::{CameraImageCaptured, CameraStatus, CommandAck, CommandResult};
use crate::link::say::Say;
use crate::moment::Moment;
use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::time::Duration;

/// CAMERA_IMAGE_CAPTURED.
const IMAGE_CAPTURED: f32 = 263.0;
/// A photo is asked for so often.
const MOST_TRIES: u32 = 8;
/// So many are asked for at once.
const WINDOW: usize = 4;
/// So many that are missing are asked for, the latest; the others are only counted.
const MOST_WAITING: u32 = 1_024;
/// So many that were told are remembered, the latest.
const MOST_TOLD: usize = 8_192;
/// So many that are missing for good are listed, the latest.
const MOST_MISSING: usize = 4_096;
/// A camera's clock may be read so much before or after a photo.
const SLACK_MS: u32 = 2_000;
/// And what it says of the time of one photo may differ by so much, µs.
const SLACK_US: u64 = 2_000_000;
/// A count that is lower than what was told says that the camera has started again once it has been so for so
/// long: no link is that far behind another. Own choice.
const LOWER_LASTS: Duration = Duration::from_secs(10);

/// The photos of one camera.
#[derive(Clone, Debug)]
pub struct PhotoBook {
    vehicle: VehicleId,
    camera: u8,
    round_trip: Duration,
    series: u32,
    /// What was told in this series, by index.
    told: BTreeMap<u32, Told>,
    newest_boot_ms: u32,
    /// The index of the next photo; `None` before anything was told.
    next: Option<u32>,
    /// Missing, and not asked for yet.
    waiting: BTreeSet<u32>,
    /// They are asked for from then on: what is only late comes by itself.
    ripe: Moment,
    asked: Vec<Asked>,
    missing: BTreeSet<(u32, u32)>,
    uncounted: u64,
    failed: u64,
    /// Since when its count has been lower than what was told already.
    lower_since: Option<Moment>,
    refuses_message: bool,
}

/// What tells a photo from another one of its number.
#[derive(Clone, Copy, Debug)]
struct Told {
    /// ms since the camera's start; a camera may tell the time of now when it tells of a photo again.
    boot_ms: u32,
    /// 0 where it is not told.
    unix_us: u64,
    /// Of its address; 0 where it is not told.
    file_hash: u64,
    /// Whether we asked for it, so that it may be told more than once.
    was_asked: bool,
}

impl Told {
    fn is_same_photo(&self, other: &Self) -> bool {
        let is_same_moment = self.boot_ms == other.boot_ms;
        let are_told = |one: u64, other: u64| one != 0 && other != 0;
        let times = are_told(self.unix_us, other.unix_us)
            .then(|| self.unix_us.abs_diff(other.unix_us) <= SLACK_US);
        let files =
            are_told(self.file_hash, other.file_hash).then_some(self.file_hash == other.file_hash);
        match (times, files) {
            (None, None) => is_same_moment || self.was_asked,
            // A camera without a clock tells 0 of each.
            _ if is_same_moment && self.boot_ms != 0 => true,
            (times, files) => times == Some(true) || files == Some(true),
        }
    }
}

#[derive(Clone, Copy, Debug)]
struct Asked {
    index: u32,
    tries: u32,
    due: Moment,
    /// By REQUEST_MESSAGE.
    by_message: bool,
}

impl PhotoBook {
    /// The book of a camera that was just found.
    pub fn new(vehicle: VehicleId, camera: u8, round_trip: Duration) -> Self {
        Self {
            vehicle,
            camera,
            round_trip,
            series: 0,
            told: BTreeMap::new(),
            newest_boot_ms: 0,
            next: None,
            waiting: BTreeSet::new(),
            ripe: Moment::default(),
            asked: Vec::new(),
            missing: BTreeSet::new(),
            uncounted: 0,
            failed: 0,
            lower_since: None,
            refuses_message: false,
        }
    }

    /// The round trip was measured anew.
    pub fn set_round_trip(&mut self, round_trip: Duration) {
        self.round_trip = round_trip;
    }

    /// Photos that did not come, however often they were asked for.
    pub fn missing(&self) -> impl Iterator<Item = PhotoKey> {
        self.missing
            .iter()
            .map(|(series, index)| self.key(*series, *index))
    }

    /// How many are missing and still asked for.
    pub fn wanted(&self) -> usize {
        self.waiting.len() + self.asked.len()
    }

    /// Missing ones that were too many to be asked for or listed.
    pub fn uncounted(&self) -> u64 {
        self.uncounted
    }

    /// How often the camera said that a photo did not work.
    pub fn failed(&self) -> u64 {
        self.failed
    }

    fn key(&self, series: u32, index: u32) -> PhotoKey {
        PhotoKey {
            vehicle: self.vehicle,
            camera: self.camera,
            series,
            index,
        }
    }

    /// Takes what the camera tells of a photo. The record, where it is a new one.
    pub fn hear_captured(
        &mut self,
        now: Moment,
        told: &CameraImageCaptured,
        out: &mut Vec<Say>,
    ) -> Option<Photo> {
        let Ok(index) = u32::try_from(told.index) else {
            self.failed += u64::from(!told.is_captured);
            return None;
        };
        let one = Told {
            boot_ms: told.boot_ms,
            unix_us: told.unix_us,
            file_hash: hash_of(&told.file_url),
            was_asked: self.asked.iter().any(|asked| asked.index == index),
        };
        if self.is_of_a_new_series(index, &one) {
            self.restarted();
        }
        if self.told.contains_key(&index) {
            return None;
        }
        self.note_told(index, one);
        self.expect(now, index, index.saturating_add(1));
        self.ask(now, out);
        if !told.is_captured {
            self.failed += 1;
            return None;
        }
        Some(Photo::of(self.key(self.series, index), now, told))
    }

    /// A camera's clock goes on with its photos. One that is earlier than it must be by its number is of
    /// another start; one that is later may be told anew with the time of now, or be another photo.
    fn is_of_a_new_series(&self, index: u32, told: &Told) -> bool {
        let boot_ms = told.boot_ms;
        let is_before = |other: u32| boot_ms.saturating_add(SLACK_MS) < other;
        let is_early = is_before(self.newest_boot_ms);
        if let Some(known) = self.told.get(&index) {
            return is_early && known.boot_ms != boot_ms || !known.is_same_photo(told);
        }
        let below = self.told.range(..index).next_back();
        let above = self.told.range(index..).next();
        let is_behind = below.is_none_or(|(_, below)| !is_before(below.boot_ms));
        let is_in_front =
            above.is_none_or(|(_, above)| boot_ms <= above.boot_ms.saturating_add(SLACK_MS));
        is_early && !(is_behind && is_in_front)
    }

    fn note_told(&mut self, index: u32, told: Told) {
        self.told.insert(index, told);
        if self.told.len() > MOST_TOLD {
            self.told.pop_first();
        }
        self.newest_boot_ms = self.newest_boot_ms.max(told.boot_ms);
        // One that came late tells nothing of now.
        if self.next.is_none_or(|next| index >= next) {
            self.lower_since = None;
        }
        self.waiting.remove(&index);
        self.asked.retain(|asked| asked.index != index);
        self.missing.remove(&(self.series, index));
    }

    /// All below `end` were taken. Before anything was told, those below `first` are not ours.
    fn expect(&mut self, now: Moment, first: u32, end: u32) {
        let from = self.next.unwrap_or(first);
        if end <= from && self.next.is_some() {
            return;
        }
        self.next = Some(end.max(from));
        if self.waiting.is_empty() {
            self.ripe = now + patience(self.round_trip, 0);
        }
        let asked_from = from.max(end.saturating_sub(MOST_WAITING));
        self.uncounted += u64::from(asked_from - from);
        let new = (asked_from..end).filter(|index| !self.told.contains_key(index));
        self.waiting.extend(new);
        while self.waiting.len() > MOST_WAITING as usize {
            self.waiting.pop_first();
            self.uncounted += 1;
        }
    }

    /// Takes a camera's count of its photos.
    pub fn hear_status(&mut self, now: Moment, status: &CameraStatus, out: &mut Vec<Say>) {
        let count = status.image_count;
        let next = self.next.unwrap_or(0);
        if count >= next {
            self.lower_since = None;
            self.expect(now, count, count);
        } else if count > 0 {
            let since = *self.lower_since.get_or_insert(now);
            if now.since(since) >= LOWER_LASTS {
                self.restarted();
                self.expect(now, 0, count);
            }
        }
        self.ask(now, out);
    }

    /// The camera has started again: it counts from 0. What is still missing stays so.
    pub fn restarted(&mut self) {
        let asked = std::mem::take(&mut self.asked);
        let waiting = std::mem::take(&mut self.waiting);
        for index in asked.into_iter().map(|asked| asked.index).chain(waiting) {
            self.give_up(index);
        }
        self.series += 1;
        self.told.clear();
        self.newest_boot_ms = 0;
        self.next = Some(0);
        self.lower_since = None;
    }

    fn give_up(&mut self, index: u32) {
        self.missing.insert((self.series, index));
        if self.missing.len() > MOST_MISSING {
            self.missing.pop_first();
            self.uncounted += 1;
        }
    }

    /// How many questions by REQUEST_MESSAGE are open.
    pub fn asked_by_message(&self) -> usize {
        self.asked.iter().filter(|asked| asked.by_message).count()
    }

    /// Takes the camera's answer to a question of ours: it may not know one of the two ways to ask.
    pub fn hear_ack(&mut self, ack: &CommandAck) {
        let is_unknown = matches!(
            ack.result,
            CommandResult::Unsupported | CommandResult::Denied
        );
        if ack.command == REQUEST_MESSAGE && is_unknown {
            self.refuses_message = true;
        }
    }

    /// When it has to be woken; `None` while nothing is missing.
    pub fn due(&self) -> Option<Moment> {
        let asked = self.asked.iter().map(|asked| asked.due).min();
        let has_room = self.asked.len() < WINDOW && !self.waiting.is_empty();
        let waiting = has_room.then_some(self.ripe);
        asked.into_iter().chain(waiting).min()
    }

    /// Asks again, and for the next ones.
    pub fn wake(&mut self, now: Moment, out: &mut Vec<Say>) {
        let (due, not_due): (Vec<_>, Vec<_>) = self
            .asked
            .iter()
            .copied()
            .partition(|asked| asked.due <= now);
        self.asked = not_due;
        for asked in due {
            if asked.tries >= MOST_TRIES {
                self.give_up(asked.index);
            } else {
                self.say(now, asked.index, asked.tries, out);
            }
        }
        self.ask(now, out);
    }

    /// Nobody wants those that are missing any more: they are listed.
    pub fn cancel(&mut self) {
        let asked = std::mem::take(&mut self.asked);
        let waiting = std::mem::take(&mut self.waiting);
        for index in asked.into_iter().map(|asked| asked.index).chain(waiting) {
            self.give_up(index);
        }
    }

    fn ask(&mut self, now: Moment, out: &mut Vec<Say>) {
        while self.asked.len() < WINDOW && now >= self.ripe {
            let Some(index) = self.waiting.pop_first() else {
                return;
            };
            self.say(now, index, 0, out);
        }
    }

    /// Asks for a photo: by REQUEST_MESSAGE, and every second time by the command of old.
    fn say(&mut self, now: Moment, index: u32, tries: u32, out: &mut Vec<Say>) {
        let number = index as f32;
        let by_message = !self.refuses_message && tries.is_multiple_of(2);
        let (command, params) = if by_message {
            let params = [IMAGE_CAPTURED, number, 0.0, 0.0, 0.0, 0.0, 0.0];
            (REQUEST_MESSAGE, params)
        } else {
            let params = [number, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0];
            (REQUEST_CAMERA_IMAGE_CAPTURE, params)
        };
        out.push(Say::CommandLong {
            command,
            params,
            confirmation: 0,
        });
        self.asked.push(Asked {
            index,
            tries: tries + 1,
            due: now + patience(self.round_trip, tries),
            by_message,
        });
    }
}

/// A number for an address, so that memory does not grow with its length; 0 for none.
fn hash_of(url: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    url.hash(&mut hasher);
    if url.trim().is_empty() {
        0
    } else {
        hasher.finish()
    }
}
