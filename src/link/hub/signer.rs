//! A vehicle's key at work: whether what came is of it and new, and the stamps that we sign with. What is
//! kept of it lies ahead of what was seen, so that a crash forgets nothing.

use super::refusal::Refusal;
use crate::link::frame::Frame;
use crate::link::signing::{
    EPOCH_US, Guard, Key, Marks, Seen, Signature, Stamps, Stream, Verdict, check, stream,
};
use crate::moment::Moment;
use smallvec::SmallVec;

/// A key and its timestamps.
#[derive(Debug)]
pub(super) struct Signer {
    key: Key,
    guard: Guard,
    /// What is on the disk: before anything is done with what is later, later marks are.
    marks: Stamps,
    newest_mark: u64,
    /// Something was taken that lies beyond its mark.
    is_passed: bool,
    /// Something was taken that comes near its mark.
    is_low: bool,
    told: Option<Need>,
}

/// How soon marks have to be renewed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Need {
    /// Before something lies beyond them.
    Soon,
    /// Before anything is done with what lies beyond them.
    Now,
}

/// What a signature makes of a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Signed {
    /// It is of who holds the key, and new.
    New,
    /// It is right, and not later than what was seen just now: the same again, or out of its order.
    Again,
    /// It has none.
    Unsigned,
    /// It is wrong.
    Refused(Refusal),
}

/// Marks lie ahead by 2 s, 10 µs each.
const AHEAD: u64 = 200_000;
/// They are renewed when no more than this of it is left.
const LOW: u64 = AHEAD / 2;
/// What is kept of the newest of all, which our own are later than, lies ahead of our clock by 30 s: ours are of that,
/// which may be ahead of the vehicle's, and seldom. After a crash ours are as much ahead, and a stream that is new to
/// us may be a minute behind ([`Guard`]): so it is ahead of the clock and not of what was signed, which would grow
/// with each restart.
const AHEAD_OF_CLOCK: u64 = 3_000_000;
/// It is renewed when no more than this of it is left: we sign something each five seconds.
const LOW_OF_ALL: u64 = 1_000_000;
/// Links of a group are no more than 5 s apart, 10 µs each.
const SOON: u64 = 500_000;
/// Our link id in signatures. Ours is one stream a vehicle, for its frames go out on one path at a time.
const OUR_LINK: u8 = 0;

impl Signer {
    /// A key that begins, or goes on where its marks are.
    pub(super) fn new(key: Key, marks: Option<&Marks>) -> Self {
        let streams = marks.map(|it| it.streams.as_slice()).unwrap_or_default();
        let newest = marks.map_or(0, |it| it.newest);
        Self {
            key,
            guard: Guard::resumed(newest, streams.iter().copied()),
            marks: streams.iter().copied().collect(),
            newest_mark: newest,
            is_passed: false,
            is_low: false,
            told: None,
        }
    }

    pub(super) fn key(&self) -> &Key {
        &self.key
    }

    /// Reads what [`Self::judge`] will need.
    #[inline]
    pub(super) fn fetch(&self) -> u64 {
        let Key([first, .., last]) = &self.key;
        let (newest, mut last_stamps) = self.guard.kept();
        let stamps = last_stamps.next().zip(self.marks.iter().next());
        let stamps = stamps.map_or(0, |((_, last), (_, mark))| last ^ mark);
        u64::from(first ^ last) ^ newest ^ stamps
    }

    /// Judges a frame, and takes its timestamp where it is new.
    pub(super) fn judge(&mut self, frame: Frame<'_>) -> Signed {
        let signature = match check(frame, &self.key) {
            Verdict::Unsigned => return Signed::Unsigned,
            Verdict::Wrong => return Signed::Refused(Refusal::WrongSignature),
            Verdict::Right(signature) => signature,
        };
        let stream = stream(frame.sender(), signature);
        match self.guard.take(stream, signature) {
            Seen::New => {
                let mark = self.marks.of(stream).unwrap_or_default();
                self.compare(signature.timestamp, mark, LOW);
                Signed::New
            }
            // The same frame over another path comes soon; who sends an old one again has no way here.
            Seen::Replayed if self.is_of_late(stream, signature) => Signed::Again,
            Seen::Replayed => Signed::Refused(Refusal::Replayed),
            Seen::TooOld => Signed::Refused(Refusal::Replayed),
            Seen::TooMany => Signed::Refused(Refusal::TooMany),
        }
    }

    fn is_of_late(&self, stream: Stream, signature: Signature) -> bool {
        let last = self.guard.last(stream);
        last.is_some_and(|last| signature.timestamp + SOON >= last)
    }

    /// What the next frame of ours is signed with.
    pub(super) fn sign(&mut self, now: Moment) -> Signature {
        let clock = stamp_of(now);
        let timestamp = self.guard.next(clock);
        let link = OUR_LINK;
        // Where the vehicle's clock is ahead of ours, the mark may lie ahead by no more than that of its streams.
        let low = if timestamp > clock { LOW } else { LOW_OF_ALL };
        // Ours is newer than all, which is what is kept of it.
        self.compare(timestamp, self.newest_mark, low);
        Signature { link, timestamp }
    }

    #[inline]
    fn compare(&mut self, timestamp: u64, mark: u64, low: u64) {
        self.is_passed |= timestamp > mark;
        self.is_low |= timestamp + low > mark;
    }

    /// Whether something passed its mark.
    pub(super) fn is_passed(&self) -> bool {
        self.is_passed
    }

    /// How soon its marks have to be renewed, where that was not told yet.
    #[inline]
    pub(super) fn take_need(&mut self) -> Option<Need> {
        let need = match (self.is_passed, self.is_low) {
            (true, _) => Some(Need::Now),
            (false, true) => Some(Need::Soon),
            (false, false) => None,
        };
        let is_news = need.is_some() && need != self.told && self.told != Some(Need::Now);
        if is_news {
            self.told = need;
        }
        need.filter(|_| is_news)
    }

    /// What was seen and signed, whether or not it is kept.
    pub(super) fn seen(&self) -> Marks {
        let (newest, streams) = self.guard.kept();
        Marks {
            newest,
            streams: streams.collect(),
        }
    }

    /// Marks ahead of all that was seen, to be kept. They count once they are ([`Self::keep`]).
    pub(super) fn marks_ahead(&mut self, now: Moment) -> Marks {
        let (newest, streams) = self.guard.kept();
        let mut marks = self.marks.clone();
        for (stream, last) in streams {
            let mark = marks.of(stream).unwrap_or_default();
            marks.set(stream, (last + AHEAD).max(mark));
        }
        Marks {
            newest: (newest + AHEAD)
                .max(stamp_of(now) + AHEAD_OF_CLOCK)
                .max(self.newest_mark),
            streams: marks.iter().collect(),
        }
    }

    /// These marks are on the disk.
    pub(super) fn keep(&mut self, kept: &Marks) {
        self.newest_mark = kept.newest.max(self.newest_mark);
        for (stream, mark) in &kept.streams {
            let before = self.marks.of(*stream).unwrap_or_default();
            self.marks.set(*stream, before.max(*mark));
        }
        (self.is_passed, self.is_low) = (false, false);
        let (newest, streams) = self.guard.kept();
        let of_streams: SmallVec<[_; 4]> = streams.collect();
        for (stream, last) in of_streams {
            let mark = self.marks.of(stream).unwrap_or_default();
            self.compare(last, mark, LOW);
        }
        self.compare(newest, self.newest_mark, 0);
        // It is told again when it is used again; what is passed is known to be.
        self.told = self.is_passed.then_some(Need::Now);
    }
}

/// A moment as signatures count it.
fn stamp_of(now: Moment) -> u64 {
    now.us().saturating_sub(EPOCH_US) / 10
}
