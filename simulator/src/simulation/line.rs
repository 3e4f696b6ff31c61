//! One direction of a link, as bad as it is: what is put in comes out late, twice, broken or never.

use crate::random::Random;
use crate::time::SimTime;
use std::collections::VecDeque;
use std::time::Duration;

/// How good a link is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Quality {
    /// A packet is lost with this probability.
    pub loss: f64,
    /// A packet comes twice with this probability.
    pub duplicate: f64,
    /// A packet is overtaken by later ones with this probability.
    pub reorder: f64,
    /// A packet has a byte changed with this probability.
    pub corrupt: f64,
    /// A packet takes so long.
    pub delay: Duration,
    /// A packet takes up to so much longer, evenly spread; what follows waits behind it.
    pub jitter: Duration,
    /// Nothing passes.
    pub is_down: bool,
}

impl Quality {
    /// Everything passes at once and unharmed.
    pub const PERFECT: Self = Self {
        loss: 0.0,
        duplicate: 0.0,
        reorder: 0.0,
        corrupt: 0.0,
        delay: Duration::ZERO,
        jitter: Duration::ZERO,
        is_down: false,
    };
}

impl Default for Quality {
    fn default() -> Self {
        Self::PERFECT
    }
}

/// What became of the packets of a line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Account {
    /// Put in.
    pub taken: u64,
    /// Come out, doubles included.
    pub delivered: u64,
    /// Lost on the way.
    pub lost: u64,
    /// Come out twice.
    pub doubled: u64,
    /// Overtaken.
    pub reordered: u64,
    /// Changed.
    pub corrupted: u64,
}

/// One direction of a link.
#[derive(Clone, Debug)]
pub struct Line {
    quality: Quality,
    random: Random,
    waiting: VecDeque<Waiting>,
    /// When the last one that keeps its turn comes out.
    last_due: SimTime,
    account: Account,
}

#[derive(Clone, Debug)]
struct Waiting {
    due: SimTime,
    packet: Vec<u8>,
}

/// One that is overtaken comes between these later than it would.
const OVERTAKEN_S: (f64, f64) = (0.02, 0.2);
/// Packets on their way at once; what comes beyond is lost, as in a full queue of a modem.
const MOST_WAITING: usize = 4_096;

impl Line {
    /// A perfect line, whose chances come from `random` when it gets worse.
    pub fn new(random: Random) -> Self {
        Self {
            quality: Quality::PERFECT,
            random,
            waiting: VecDeque::new(),
            last_due: SimTime::START,
            account: Account::default(),
        }
    }

    /// Makes it better or worse; what is on its way stays so.
    pub fn set_quality(&mut self, quality: Quality) {
        self.quality = quality;
    }

    /// How good it is.
    pub fn quality(&self) -> Quality {
        self.quality
    }

    /// What became of its packets.
    pub fn account(&self) -> Account {
        self.account
    }

    /// Whether a packet can go straight through: the line is perfect, and nothing is on its way.
    fn is_clear(&self) -> bool {
        self.quality == Quality::PERFECT && self.waiting.is_empty()
    }

    /// Whether a packet is on its way.
    pub fn is_under_way(&self) -> bool {
        !self.waiting.is_empty()
    }

    /// Puts a packet in; calls `out` for it when it goes straight through.
    pub fn put(&mut self, now: SimTime, packet: &[u8], out: impl FnOnce(&[u8])) {
        self.account.taken += 1;
        if self.is_clear() {
            self.account.delivered += 1;
            out(packet);
            return;
        }
        let quality = self.quality;
        if quality.is_down || self.random.chance(quality.loss) || self.waiting.len() >= MOST_WAITING
        {
            self.account.lost += 1;
            return;
        }
        let mut packet = packet.to_vec();
        if self.random.chance(quality.corrupt) && !packet.is_empty() {
            self.account.corrupted += 1;
            let at = (self.random.number() % packet.len() as u64) as usize;
            packet[at] ^= 1 << (self.random.number() % 8);
        }
        let jitter = quality.jitter.mul_f64(self.random.unit());
        let mut due = now + quality.delay + jitter;
        if self.random.chance(quality.reorder) {
            self.account.reordered += 1;
            let (least, most) = OVERTAKEN_S;
            due = due + Duration::from_secs_f64(self.random.between(least, most));
        } else {
            due = due.max(self.last_due);
            self.last_due = due;
        }
        if self.random.chance(quality.duplicate) {
            self.account.doubled += 1;
            let packet = packet.clone();
            self.wait(Waiting { due, packet });
        }
        self.wait(Waiting { due, packet });
    }

    fn wait(&mut self, packet: Waiting) {
        let after = self.waiting.partition_point(|it| it.due <= packet.due);
        self.waiting.insert(after, packet);
    }

    /// Calls `out` for each packet that has come through by now.
    pub fn each_due(&mut self, now: SimTime, mut out: impl FnMut(&[u8])) {
        while self.waiting.front().is_some_and(|first| first.due <= now) {
            if let Some(first) = self.waiting.pop_front() {
                self.account.delivered += 1;
                out(&first.packet);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Puts numbered packets in, one each 10 ms; when each came out.
    fn pass(quality: Quality, count: u32) -> (Vec<(u64, u32)>, Account) {
        let mut line = Line::new(Random::new(4, "line"));
        line.set_quality(quality);
        let mut came = Vec::new();
        for ms in (0..u64::from(count) * 10 + 5_000).step_by(10) {
            let now = SimTime::from_ms(ms);
            let number = (ms / 10) as u32;
            let mut out = |packet: &[u8]| {
                let mut bytes = [0; 4];
                bytes.copy_from_slice(packet);
                came.push((ms, u32::from_le_bytes(bytes)));
            };
            line.each_due(now, &mut out);
            if number < count {
                line.put(now, &number.to_le_bytes(), &mut out);
            }
        }
        (came, line.account())
    }

    #[test]
    fn a_perfect_line_passes_everything_at_once_and_in_order() {
        let (came, account) = pass(Quality::PERFECT, 100);
        let expected: Vec<_> = (0..100).map(|at| (u64::from(at) * 10, at)).collect();
        assert_eq!(came, expected);
        assert_eq!((account.taken, account.delivered), (100, 100));
    }

    #[test]
    fn delay_and_jitter_make_packets_late_but_keep_their_order() {
        let quality = Quality {
            delay: Duration::from_millis(80),
            jitter: Duration::from_millis(60),
            ..Quality::PERFECT
        };
        let (came, _) = pass(quality, 1_000);
        assert_eq!(came.len(), 1_000);
        assert!(came.windows(2).all(|pair| pair[0].1 < pair[1].1));
        let late = |(ms, at): &(u64, u32)| ms - u64::from(*at) * 10;
        assert!(came.iter().all(|it| (80..=150).contains(&late(it))));
        assert!(came.iter().any(|it| late(it) > 120));
    }

    #[test]
    fn losses_and_doubles_come_as_often_as_was_said_and_are_counted() {
        let quality = Quality {
            loss: 0.2,
            duplicate: 0.1,
            ..Quality::PERFECT
        };
        let (came, account) = pass(quality, 10_000);
        assert!((1_850..2_150).contains(&account.lost), "{account:?}");
        assert!((700..900).contains(&account.doubled), "{account:?}");
        let expected = 10_000 - account.lost + account.doubled;
        assert_eq!((came.len() as u64, account.delivered), (expected, expected));
    }

    #[test]
    fn a_reordered_packet_is_overtaken() {
        let quality = Quality {
            reorder: 0.1,
            ..Quality::PERFECT
        };
        let (came, account) = pass(quality, 2_000);
        assert_eq!(came.len(), 2_000);
        let overtaken = came.windows(2).filter(|pair| pair[0].1 > pair[1].1).count();
        assert!((150..250).contains(&account.reordered) && overtaken > 100);
    }

    #[test]
    fn a_corrupted_packet_differs_in_one_bit() {
        let mut line = Line::new(Random::new(4, "line"));
        line.set_quality(Quality {
            corrupt: 1.0,
            ..Quality::PERFECT
        });
        let sent = [0b1010_1010_u8; 20];
        let mut different = 0;
        line.put(SimTime::START, &sent, |_| {});
        line.each_due(SimTime::START, |packet| {
            let pairs = packet.iter().zip(sent);
            different = pairs.map(|(a, b)| (a ^ b).count_ones()).sum();
        });
        assert_eq!(different, 1);
    }

    #[test]
    fn nothing_passes_a_line_that_is_down_but_what_was_on_its_way_arrives() {
        let mut line = Line::new(Random::new(4, "line"));
        let slow = Quality {
            delay: Duration::from_millis(100),
            ..Quality::PERFECT
        };
        line.set_quality(slow);
        line.put(SimTime::START, b"before", |_| {});
        line.set_quality(Quality {
            is_down: true,
            ..slow
        });
        line.put(SimTime::from_ms(50), b"within", |_| {});
        let mut came = Vec::new();
        line.each_due(SimTime::from_s(1), |packet| came.push(packet.to_vec()));
        assert_eq!(came, [b"before"]);
    }
}
