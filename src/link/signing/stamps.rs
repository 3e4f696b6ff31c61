//! A timestamp for each stream of a key. There are a handful, so they lie side by side in their order.

use super::Stream;

/// Timestamps by stream.
#[derive(Clone, Debug, Default)]
pub struct Stamps(Vec<(Stream, u64)>);

impl Stamps {
    /// How many streams there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The timestamp of a stream.
    #[inline]
    pub fn of(&self, stream: Stream) -> Option<u64> {
        let at = self.place(stream).ok()?;
        self.0.get(at).map(|(_, stamp)| *stamp)
    }

    /// The same, to be changed.
    #[inline]
    pub fn of_mut(&mut self, stream: Stream) -> Option<&mut u64> {
        let at = self.place(stream).ok()?;
        self.0.get_mut(at).map(|(_, stamp)| stamp)
    }

    /// Sets the timestamp of a stream, which is there from then on.
    pub fn set(&mut self, stream: Stream, stamp: u64) {
        match self.place(stream) {
            Ok(at) => {
                if let Some((_, held)) = self.0.get_mut(at) {
                    *held = stamp;
                }
            }
            Err(at) => self.0.insert(at, (stream, stamp)),
        }
    }

    /// All, in the order of their streams.
    pub fn iter(&self) -> impl Iterator<Item = (Stream, u64)> + '_ {
        self.0.iter().copied()
    }

    fn place(&self, stream: Stream) -> Result<usize, usize> {
        self.0.binary_search_by_key(&stream, |(of, _)| *of)
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
