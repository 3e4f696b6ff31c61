//! Which frames of strangers came just now: a frame that links of a group bring alike is recorded once. No
//! order is kept for strangers, for anybody can pretend to be many of them.

use super::path::PathKey;
use crate::link::frame::{Frame, Sender};
use crate::link::names::GroupId;
use crate::moment::Moment;
use std::time::Duration;

/// The frames of strangers that came last, each in a place that follows from what it is: one that another one
/// has pushed out is recorded twice, no more.
#[derive(Debug, Default)]
pub(super) struct Strangers(Vec<Option<Came>>);

/// A frame, and over which path it came last that was recorded.
#[derive(Clone, Copy, Debug)]
struct Came {
    what: What,
    path: PathKey,
    at: Moment,
}

/// A frame of a group, told apart from others as a component's frames are.
type What = (GroupId, Sender, u8, u16);

/// So many places.
const PLACES: usize = 1_024;
/// The same comes over another path so soon. Some do not count, and say the same once a second.
const DOUBLE: Duration = Duration::from_millis(900);

impl Strangers {
    /// Whether a frame of a stranger has come already, over another path.
    pub(super) fn is_doubled(
        &mut self,
        group: GroupId,
        path: PathKey,
        at: Moment,
        frame: Frame<'_>,
    ) -> bool {
        self.0.resize(PLACES, None);
        let (sender, sequence, checksum) = (frame.sender(), frame.sequence(), frame.checksum());
        let what = (group, sender, sequence, checksum);
        // The checksum is spread evenly already.
        let number = usize::from(checksum) ^ usize::from(sequence);
        let Some(place) = self.0.get_mut(number % PLACES) else {
            return false;
        };
        let is_doubled = place.is_some_and(|before| {
            before.what == what && before.path != path && at.since(before.at) < DOUBLE
        });
        if !is_doubled {
            *place = Some(Came { what, path, at });
        }
        is_doubled
    }
}
