//! The checksums of the frames of a component that came lately on a path, by their sequence: what tells whether one
//! comes twice.

use super::order::LATE;

/// Checksums by sequence; 0 for a frame that did not come.
#[derive(Clone, Debug)]
pub(super) struct Sums {
    /// Of the last 256, where paths are compared, of which one may be far behind: then these alone are kept.
    far: Option<Box<[u16; 256]>>,
    /// Of the last few. They lie with the rest of what each frame needs, and tell what is late or doubled on a
    /// path.
    near: [u16; NEAR],
}

/// More than what may be late, and a divisor of the round of sequences.
const NEAR: usize = 128;
const _: () = assert!(NEAR > LATE as usize && 256 % NEAR == 0);

impl Default for Sums {
    fn default() -> Self {
        Self {
            far: None,
            near: [0; NEAR],
        }
    }
}

impl Sums {
    /// That of a sequence, where the newest is `last`.
    #[inline]
    pub(super) fn of(&self, sequence: u8, last: u8) -> u16 {
        let at = usize::from(sequence);
        let sum = match &self.far {
            Some(far) => far.get(at),
            None if usize::from(last.wrapping_sub(sequence)) < NEAR => self.near.get(at % NEAR),
            None => None,
        };
        sum.copied().unwrap_or_default()
    }

    /// Sets that of a sequence, which is the newest or no more than [`LATE`] behind it.
    #[inline]
    pub(super) fn set(&mut self, sequence: u8, sum: u16) {
        let at = usize::from(sequence);
        let place = match &mut self.far {
            Some(far) => far.get_mut(at),
            None => self.near.get_mut(at % NEAR),
        };
        if let Some(place) = place {
            *place = sum;
        }
    }

    /// Nothing came.
    pub(super) fn clear(&mut self) {
        match &mut self.far {
            Some(far) => far.fill(0),
            None => self.near.fill(0),
        }
    }

    /// Keeps the last 256 from here on, where the newest is `last`.
    #[inline]
    pub(super) fn widen(&mut self, last: u8) {
        if self.far.is_none() {
            self.become_far(last);
        }
    }

    fn become_far(&mut self, last: u8) {
        let far = std::array::from_fn(|at| self.of(at as u8, last));
        self.far = Some(Box::new(far));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is told of all sequences after these came in their order.
    fn told(sums: &Sums, last: u8) -> Vec<u16> {
        (0..=u8::MAX).map(|at| sums.of(at, last)).collect()
    }

    #[test]
    fn near_ones_are_those_of_the_far_ones_that_came_last_also_after_the_round() {
        let mut near = Sums::default();
        let mut far = Sums::default();
        far.widen(0);
        for count in 0..700_u16 {
            let last = count as u8;
            near.set(last, count + 1);
            far.set(last, count + 1);
            for sequence in 0..=u8::MAX {
                let behind = last.wrapping_sub(sequence);
                let expected = match usize::from(behind) < NEAR {
                    true => far.of(sequence, last),
                    false => 0,
                };
                assert_eq!(near.of(sequence, last), expected, "{count} {sequence}");
            }
        }
    }

    #[test]
    fn what_was_near_is_there_when_more_is_kept() {
        let mut sums = Sums::default();
        for sequence in 200..=255_u8 {
            sums.set(sequence, u16::from(sequence) + 1);
        }
        sums.set(3, 77);
        sums.set(230, 5);
        let before = told(&sums, 3);
        sums.widen(3);
        assert_eq!(told(&sums, 3), before);
        assert_eq!((before[230], before[3], before[4]), (5, 77, 0));
        sums.clear();
        assert_eq!(told(&sums, 3), [0; 256]);
    }
}
