//! Entries by identifier, in shards that snapshots share.

use super::entry::Entry;
use crate::ZoneId;
use rustc_hash::{FxBuildHasher, FxHashMap};
use std::hash::BuildHasher;
use std::sync::Arc;

/// A change copies one shard: few enough entries in each, few enough shards to copy their list.
const SHARDS: usize = 256;

type Shard = FxHashMap<ZoneId, Arc<Entry>>;

/// Entries by identifier.
#[derive(Clone, Debug)]
pub struct IdMap {
    shards: Box<[Arc<Shard>]>,
    count: usize,
}

impl Default for IdMap {
    fn default() -> Self {
        let empty = Arc::new(Shard::default());
        Self {
            shards: vec![empty; SHARDS].into_boxed_slice(),
            count: 0,
        }
    }
}

impl IdMap {
    fn shard(id: &ZoneId) -> usize {
        // The upper bits: the maps within the shards use the lower ones.
        (FxBuildHasher.hash_one(id) >> 48) as usize % SHARDS
    }

    /// The entry of that identifier.
    pub fn get(&self, id: &ZoneId) -> Option<&Arc<Entry>> {
        self.shards[Self::shard(id)].get(id)
    }

    /// Puts an entry in and returns the one it replaces.
    pub fn insert(&mut self, entry: &Arc<Entry>) -> Option<Arc<Entry>> {
        let id = entry.subject().id();
        let shard = Arc::make_mut(&mut self.shards[Self::shard(id)]);
        let before = shard.insert(id.clone(), Arc::clone(entry));
        self.count += usize::from(before.is_none());
        before
    }

    /// Takes an entry out.
    pub fn remove(&mut self, id: &ZoneId) -> Option<Arc<Entry>> {
        let shard = Arc::make_mut(&mut self.shards[Self::shard(id)]);
        let before = shard.remove(id);
        self.count -= usize::from(before.is_some());
        before
    }

    /// How many entries there are.
    pub fn len(&self) -> usize {
        self.count
    }

    /// All entries, in no order.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<Entry>> {
        self.shards.iter().flat_map(|shard| shard.values())
    }
}
