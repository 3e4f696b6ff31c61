//! What each link and each sender on it has brought and lost. Counts only: nobody decides here.

use super::frame::{Frame, Rejection, Sender};
use super::pace::{Pace, SILENCE_US};
use super::recent::Recent;
use crate::moment::Moment;
use rustc_hash::FxHashMap;
use std::time::Duration;

/// What a link has brought.
#[derive(Clone, Debug, Default)]
pub struct Account {
    /// Bytes that came in, rubbish included.
    pub bytes: u64,
    /// Frames whose checksums were right.
    pub frames: u64,
    /// Bytes that were no frame, by why.
    pub rejected: Rejected,
    /// Senders that were not counted by themselves, for there are too many: their frames.
    pub frames_of_others: u64,
    senders: FxHashMap<Sender, SenderAccount>,
    /// What was lost of those that are forgotten.
    lost_before: u64,
}

/// Pieces of rubbish.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rejected {
    /// Bytes in which no frame begins.
    pub no_start: u64,
    /// Beginnings of frames that were cut off.
    pub truncated: u64,
    /// Wrong checksums.
    pub checksum: u64,
    /// Messages that are not known and could not be proven whole.
    pub unproven: u64,
    /// Frames that ask for what is not understood, ids of 32 bits among them.
    pub flags: u64,
}

/// What a sender has said on a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SenderAccount {
    /// Frames.
    pub frames: u64,
    /// Frames that did not come, by gaps in their sequence.
    pub lost: u64,
    /// Frames that came out of their order or twice: they are in no gap.
    pub disordered: u64,
    /// Bytes of its frames.
    pub bytes: u64,
    /// When it was heard last.
    pub heard: Moment,
    /// Its rates and losses of late.
    pub recent: Recent,
    pace: Pace,
    skipped: Skipped,
    sequence: u8,
}

/// Which of the last 128 numbers of a sender did not come: its first bit is the one before the newest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Skipped([u8; 16]);

/// So many senders of a link are counted by themselves: a system has a dozen components at most.
const MOST_SENDERS: usize = 4_096;
/// A sequence that goes back by no more than this may be a late frame; by more, it has gone round.
const LATE: u8 = 127;
/// By no more than this it is one, whatever the pace; after a silence it has started anew.
const SURELY_LATE: u8 = 32;

impl Account {
    /// Counts bytes that came in.
    pub fn came(&mut self, bytes: usize) {
        self.bytes += bytes as u64;
    }

    /// Counts what is no frame.
    pub fn reject(&mut self, why: Rejection, bytes: usize) {
        let count = match why {
            Rejection::NoStart => {
                self.rejected.no_start += bytes as u64;
                return;
            }
            Rejection::Truncated => &mut self.rejected.truncated,
            Rejection::Checksum => &mut self.rejected.checksum,
            Rejection::Unproven => &mut self.rejected.unproven,
            Rejection::Flags => &mut self.rejected.flags,
        };
        *count += 1;
    }

    /// Counts a frame.
    pub fn frame(&mut self, frame: Frame<'_>, now: Moment) {
        self.frames += 1;
        let sender = frame.sender();
        if let Some(known) = self.senders.get_mut(&sender) {
            known.take(frame, now);
        } else if self.senders.len() < MOST_SENDERS {
            self.senders.insert(sender, SenderAccount::new(frame, now));
        } else {
            self.frames_of_others += 1;
        }
    }

    /// Reads what [`Self::frame`] will need of a sender.
    #[inline]
    pub(super) fn fetch(&self, sender: Sender) -> u64 {
        self.senders
            .get(&sender)
            .map_or(0, |it| it.frames ^ it.heard.us())
    }

    /// Who was heard, and what of them.
    pub fn senders(&self) -> impl Iterator<Item = (Sender, &SenderAccount)> {
        self.senders
            .iter()
            .map(|(sender, account)| (*sender, account))
    }

    /// Frames that did not come, by gaps in the sequences of all senders there have been.
    pub fn lost(&self) -> u64 {
        self.lost_before + self.senders.values().map(|it| it.lost).sum::<u64>()
    }

    /// Forgets those that were not heard for so long.
    pub fn forget_before(&mut self, now: Moment, age: Duration) {
        let lost_before = &mut self.lost_before;
        self.senders.retain(|_, it| {
            let stays = now.since(it.heard) <= age;
            *lost_before += if stays { 0 } else { it.lost };
            stays
        });
    }
}

impl SenderAccount {
    fn new(frame: Frame<'_>, now: Moment) -> Self {
        let mut recent = Recent::default();
        recent.take(now, frame.bytes().len(), 0);
        Self {
            frames: 1,
            lost: 0,
            disordered: 0,
            bytes: frame.bytes().len() as u64,
            heard: now,
            recent,
            pace: Pace::default(),
            skipped: Skipped::default(),
            sequence: frame.sequence(),
        }
    }

    fn take(&mut self, frame: Frame<'_>, now: Moment) {
        self.frames += 1;
        self.bytes += frame.bytes().len() as u64;
        let since_last_us = now.us().saturating_sub(self.heard.us());
        let silence_us = self.pace.silence_us(since_last_us);
        self.heard = self.heard.max(now);
        let sequence = frame.sequence();
        // 1 for the next one; 0 for the same once more; near 256 for one that is late.
        let ahead = sequence.wrapping_sub(self.sequence);
        if self.is_disordered(ahead, silence_us) {
            self.pace.waited(silence_us);
            self.disordered += 1;
            self.recent.take(now, frame.bytes().len(), 0);
            // It was taken for lost when one after it came; what was not has come before, or counts anew.
            if self.skipped.find(ahead.wrapping_neg()) {
                self.lost = self.lost.saturating_sub(1);
                self.recent.found();
            }
            return;
        }
        self.pace.went_on(ahead, silence_us);
        let lost = self.skipped.go_on(ahead);
        self.lost += u64::from(lost);
        self.recent.take(now, frame.bytes().len(), lost);
        self.sequence = sequence;
    }

    /// Whether one whose sequence is so many on is not the newest, but late or doubled. After a silence it
    /// never is: it may count anew.
    #[inline]
    fn is_disordered(&self, ahead: u8, silence_us: u64) -> bool {
        silence_us < SILENCE_US
            && (is_little_behind(ahead)
                || (ahead > u8::MAX - LATE && !self.pace.may_be_ahead(ahead, silence_us)))
    }

    /// Part of its frames that did not come, 0…1.
    pub fn loss(&self) -> f64 {
        let sent = self.frames - self.disordered.min(self.frames) + self.lost;
        if sent == 0 {
            0.0
        } else {
            self.lost as f64 / sent as f64
        }
    }
}

/// Whether a sequence that is so many on is rather the same once more, or a little behind.
#[inline]
fn is_little_behind(ahead: u8) -> bool {
    ahead == 0 || ahead > u8::MAX - SURELY_LATE
}

impl Skipped {
    /// The newest one is so many on, and those between did not come: how many they are. One that is a little
    /// behind and the newest all the same has started anew: nothing is between.
    #[inline]
    fn go_on(&mut self, ahead: u8) -> u8 {
        if is_little_behind(ahead) {
            *self = Self::default();
            return 0;
        }
        let before = u128::from_le_bytes(self.0);
        let kept = before.checked_shl(ahead.into()).unwrap_or(0);
        let between = 1_u128.checked_shl(u32::from(ahead) - 1);
        let between = between.map_or(u128::MAX, |it| it - 1);
        self.0 = (kept | between).to_le_bytes();
        ahead - 1
    }

    /// Whether the one so far behind had not come. Now it has.
    fn find(&mut self, behind: u8) -> bool {
        let place = u32::from(behind).wrapping_sub(1);
        let Some(bit) = 1_u128.checked_shl(place) else {
            return false;
        };
        let skipped = u128::from_le_bytes(self.0);
        self.0 = (skipped & !bit).to_le_bytes();
        skipped & bit != 0
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::link::frame::{Finder, START_2};

    /// A heartbeat of 3/1 with this sequence.
    fn heartbeat(sequence: u8) -> Vec<u8> {
        let mut bytes = vec![START_2, 1, 0, 0, sequence, 3, 1, 0, 0, 0, 4];
        let sum = mavlink::calculate_crc(&bytes[1..], 50);
        bytes.extend_from_slice(&sum.to_le_bytes());
        bytes
    }

    /// What is counted when frames with these sequences come: frames, lost, disordered.
    fn counted(sequences: impl IntoIterator<Item = u8>) -> (u64, u64, u64) {
        counted_each(1_000, sequences)
    }

    /// The same where they come so many ms after each other.
    fn counted_each(ms: u64, sequences: impl IntoIterator<Item = u8>) -> (u64, u64, u64) {
        counted_at((0..).map(|count| count * ms).zip(sequences))
    }

    /// The same where each comes at so many ms.
    fn counted_at(frames: impl IntoIterator<Item = (u64, u8)>) -> (u64, u64, u64) {
        let mut account = Account::default();
        for (ms, sequence) in frames {
            let bytes = heartbeat(sequence);
            let frame = Finder::default().at_start(&bytes).unwrap();
            account.frame(frame, Moment::from_us(ms * 1_000));
        }
        let (_, sender) = account.senders().next().unwrap();
        (sender.frames, sender.lost, sender.disordered)
    }

    #[test]
    fn gaps_are_losses_also_where_the_count_begins_again() {
        assert_eq!(counted([7, 8, 9]), (3, 0, 0));
        assert_eq!(counted([7, 10]), (2, 2, 0));
        assert_eq!(counted([254, 255, 0, 1]), (4, 0, 0));
        assert_eq!(counted([250, 3]), (2, 8, 0));
    }

    #[test]
    fn what_comes_late_was_not_lost_and_what_comes_twice_is_no_second_one() {
        assert_eq!(counted([7, 9, 8, 10]), (4, 0, 1));
        assert_eq!(counted([7, 7, 8]), (3, 0, 1));
        assert_eq!(counted([1, 255, 2]), (3, 0, 1));
    }

    #[test]
    fn what_comes_twice_takes_nothing_from_what_was_lost() {
        assert_eq!(counted([7, 10, 7, 11]), (4, 2, 1));
        assert_eq!(counted([7, 10, 9, 9, 11]), (5, 1, 2));
    }

    #[test]
    fn who_starts_anew_a_little_behind_has_lost_no_less() {
        // Each third one is lost, and then it counts from 0 again.
        let until = (0..=20).filter(|it| it % 3 != 2);
        assert_eq!(counted(until.clone()), (14, 6, 0));
        assert_eq!(counted_each(500, until.chain([0, 1, 3, 4])), (18, 6, 4));
    }

    #[test]
    fn who_starts_anew_a_little_behind_after_a_silence_is_not_late() {
        for behind in [0, 1, 20, 32] {
            let anew = 100 - behind;
            let after = |ms| [(0, 100), (ms, anew), (ms, anew + 1), (ms, anew + 4)];
            // What is missing since then is lost, and nothing else.
            assert_eq!(counted_at(after(3_000)), (4, 2, 0), "{behind}");
            assert!(counted_at(after(2_999)).2 > 0, "{behind}");
        }
    }

    #[test]
    fn what_was_lost_before_its_sender_started_anew_is_not_found_afterwards() {
        let frames = [(0, 90), (10, 100), (3_010, 99), (3_011, 98), (3_012, 97)];
        assert_eq!(counted_at(frames), (5, 9, 2));
    }

    #[test]
    fn what_is_held_up_for_half_a_round_has_not_been_lost() {
        let all_but = |late: u8| (0..200).filter(move |it| *it != late);
        for late in [72, 100, 190] {
            let sequences = || all_but(late).chain([late, 200, 201]);
            assert_eq!(counted_each(5, sequences()), (202, 0, 1), "{late}");
        }
        // After seconds of silence half a round can have been lost.
        assert_eq!(counted_each(2_999, [1, 2, 158]), (3, 0, 1));
        assert_eq!(counted_each(3_000, [1, 2, 158]), (3, 155, 0));
    }

    #[test]
    fn an_account_stays_as_small_as_what_each_frame_of_a_sender_may_touch() {
        assert!(size_of::<(Sender, SenderAccount)>() <= 128);
    }

    #[test]
    fn losses_are_a_part_of_what_was_sent() {
        let mut account = Account::default();
        for sequence in [0, 2, 4, 6, 8] {
            let bytes = heartbeat(sequence);
            let frame = Finder::default().at_start(&bytes).unwrap();
            account.frame(frame, Moment::default());
        }
        let (_, sender) = account.senders().next().unwrap();
        assert!((sender.loss() - 4.0 / 9.0).abs() < 1e-9);
    }

    #[test]
    fn what_was_lost_stays_so_when_its_sender_is_forgotten() {
        let mut account = Account::default();
        let takes = |account: &mut Account, sequence, second: u64| {
            let bytes = heartbeat(sequence);
            let frame = Finder::default().at_start(&bytes).unwrap();
            account.frame(frame, Moment::from_us(second * 1_000_000));
        };
        takes(&mut account, 0, 0);
        takes(&mut account, 4, 1);
        assert_eq!(account.lost(), 3);
        let age = Duration::from_secs(600);
        account.forget_before(Moment::from_us(661_000_000), age);
        assert_eq!((account.senders().count(), account.lost()), (0, 3));
        // When it is back its count begins anew.
        takes(&mut account, 100, 700);
        takes(&mut account, 102, 701);
        assert_eq!(account.lost(), 4);
    }

    #[test]
    fn senders_that_nobody_can_count_do_not_fill_the_memory() {
        let mut account = Account::default();
        for number in 0..20_000_u32 {
            let [system, component, ..] = number.to_le_bytes();
            let mut bytes = vec![START_2, 1, 0, 0, 0, system, component, 0, 0, 0, 4];
            let sum = mavlink::calculate_crc(&bytes[1..], 50);
            bytes.extend_from_slice(&sum.to_le_bytes());
            let frame = Finder::default().at_start(&bytes).unwrap();
            account.frame(frame, Moment::from_us(number.into()));
        }
        assert_eq!(account.senders().count(), 4_096);
        assert_eq!(account.frames_of_others, 20_000 - 4_096);
        account.forget_before(Moment::from_us(30_000_000), Duration::from_secs(1));
        assert_eq!(account.senders().count(), 0);
    }
}
