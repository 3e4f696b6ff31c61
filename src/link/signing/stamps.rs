//! A timestamp for each stream of a key. There are a handful, so they lie side by side in their order.

use super::Stream;

/// Timestamps by stream. Most keys have one stream: it lies where this lies.
#[derive(Clone, Debug, Default)]
pub struct Stamps {
    /// The least of the streams.
    first: Option<(Stream, u64)>,
    /// All others, in their order.
    others: Vec<(Stream, u64)>,
}

impl Stamps {
    /// How many streams there are.
    pub fn len(&self) -> usize {
        usize::from(self.first.is_some()) + self.others.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.first.is_none()
    }

    /// The timestamp of a stream.
    #[inline]
    pub fn of(&self, stream: Stream) -> Option<u64> {
        match self.first {
            Some((of, stamp)) if of == stream => Some(stamp),
            _ => {
                let at = self.place(stream).ok()?;
                self.others.get(at).map(|(_, stamp)| *stamp)
            }
        }
    }

    /// The same, to be changed.
    #[inline]
    pub fn of_mut(&mut self, stream: Stream) -> Option<&mut u64> {
        let at = self.place(stream);
        match &mut self.first {
            Some((of, stamp)) if *of == stream => Some(stamp),
            _ => self.others.get_mut(at.ok()?).map(|(_, stamp)| stamp),
        }
    }

    /// Sets the timestamp of a stream, which is there from then on.
    pub fn set(&mut self, stream: Stream, stamp: u64) {
        if let Some(held) = self.of_mut(stream) {
            *held = stamp;
            return;
        }
        // What is less than the first takes its place.
        let later = match self.first {
            Some((first, _)) if first < stream => Some((stream, stamp)),
            _ => self.first.replace((stream, stamp)),
        };
        if let Some((stream, stamp)) = later
            && let Err(at) = self.place(stream)
        {
            self.others.insert(at, (stream, stamp));
        }
    }

    /// All, in the order of their streams.
    pub fn iter(&self) -> impl Iterator<Item = (Stream, u64)> + '_ {
        self.first.into_iter().chain(self.others.iter().copied())
    }

    fn place(&self, stream: Stream) -> Result<usize, usize> {
        self.others.binary_search_by_key(&stream, |(of, _)| *of)
    }
}

impl FromIterator<(Stream, u64)> for Stamps {
    /// Of a stream that comes more than once, the last timestamp counts.
    fn from_iter<T: IntoIterator<Item = (Stream, u64)>>(all: T) -> Self {
        let mut stamps = Self::default();
        for (stream, stamp) in all {
            stamps.set(stream, stamp);
        }
        stamps
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::link::frame::Sender;

    #[test]
    fn stamps_lie_in_the_order_of_their_streams_in_whatever_order_they_came() {
        let stream = |link| Stream {
            sender: Sender {
                system: 1,
                component: 1,
            },
            link,
        };
        for order in [[1, 2, 3], [3, 2, 1], [2, 3, 1], [2, 1, 3]] {
            let mut stamps = Stamps::default();
            assert!(stamps.is_empty());
            for link in order {
                assert_eq!(stamps.of(stream(link)), None);
                stamps.set(stream(link), 7);
                stamps.set(stream(link), link.into());
            }
            let all: Vec<_> = stamps.iter().collect();
            assert_eq!(all, [1, 2, 3].map(|link| (stream(link), link.into())));
            assert_eq!(stamps.len(), 3);
            for link in order {
                if let Some(stamp) = stamps.of_mut(stream(link)) {
                    *stamp += 10;
                }
                assert_eq!(stamps.of(stream(link)), Some(u64::from(link) + 10));
            }
        }
    }
}
