//! Messages that no dialect here knows: their checksums can be proven only against each other.

use std::collections::HashMap;

/// The seeds that strange messages seemed to have. A message's seed never changes: when two frames of one
/// message are right with the same seed, both are whole, but for once in 2¹⁶ chances.
#[derive(Clone, Debug, Default)]
pub struct Strangers {
    seeds: HashMap<u32, Seed>,
}

#[derive(Clone, Copy, Debug)]
struct Seed {
    seed: u8,
    is_proven: bool,
}

/// So many strange messages are remembered; rubbish makes up many.
const MOST: usize = 1_024;

impl Strangers {
    /// Whether a message with this seed has been seen before with the same one.
    pub fn are_met(&mut self, message_id: u32, seed: u8) -> bool {
        match self.seeds.get_mut(&message_id) {
            Some(known) if known.seed == seed => {
                known.is_proven = true;
                true
            }
            Some(known) => {
                // Rubbish does not take away what is proven.
                if !known.is_proven {
                    known.seed = seed;
                }
                false
            }
            None => {
                if self.seeds.len() >= MOST {
                    self.seeds.retain(|_, known| known.is_proven);
                }
                if self.seeds.len() < MOST {
                    let is_proven = false;
                    self.seeds.insert(message_id, Seed { seed, is_proven });
                }
                false
            }
        }
    }
}
