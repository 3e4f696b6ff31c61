//! The airspace as it is at one moment, and the one place where it changes.

use super::entry::{Entry, Subject};
use super::id_map::IdMap;
use super::index::TileIndex;
use super::outline::{Bounds, Outline};
use super::prepared::PointLocation;
use crate::{Position, ZoneId};
use geo::Rect;
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

/// An airspace at one moment: never changed, shared by all who read it.
#[derive(Clone, Debug, Default)]
pub struct Snapshot {
    version: u64,
    index: TileIndex,
    ids: IdMap,
}

impl Snapshot {
    /// Counts the changes since the airspace was empty.
    pub fn version(&self) -> u64 {
        self.version
    }

    /// How many zones and obstacles there are.
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Whether there is nothing, so that nothing is permitted.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The zone or obstacle of that identifier.
    pub fn get(&self, id: &ZoneId) -> Option<&Arc<Entry>> {
        self.ids.get(id)
    }

    /// All zones and obstacles, in no order.
    pub fn entries(&self) -> impl Iterator<Item = &Arc<Entry>> {
        self.ids.iter()
    }

    /// Calls `found` for every zone and obstacle whose area contains the position, whatever its
    /// heights and times, boundary included.
    #[inline]
    pub fn for_each_containing<'a>(
        &'a self,
        position: Position,
        found: impl FnMut(&'a Arc<Entry>, PointLocation),
    ) {
        self.index.containing(position.coord(), found);
    }

    /// Calls `found` once for every zone and obstacle whose bounding rectangle touches `rect`
    /// (degrees).
    pub fn for_each_touching<'a>(&'a self, rect: &Rect<f64>, found: impl FnMut(&'a Arc<Entry>)) {
        self.index.touching(rect, found);
    }

    /// As [`Self::for_each_touching`] for several rectangles at once, but some may be among them that
    /// all of these miss by the last digits, or that lie between them; beside each its bounds and outline,
    /// so that most need not be visited.
    pub(crate) fn for_each_near<'a>(
        &'a self,
        windows: &[Rect<f64>],
        found: impl FnMut(Bounds, &Outline, &'a Arc<Entry>),
    ) {
        self.index.near(windows, found);
    }
}

/// One change of an airspace.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// Adds a zone or an obstacle, or puts it in the place of the one with its identifier.
    Put(Subject),
    /// Takes away the zone or obstacle with this identifier.
    Withdraw(ZoneId),
}

/// What one change changed.
#[derive(Clone, Debug, PartialEq)]
pub enum Changed {
    /// Something new came in.
    Added(Subject),
    /// Something took the place of what had its identifier.
    Replaced {
        /// What was there.
        before: Subject,
        /// What is there now.
        after: Subject,
    },
    /// Something was taken away.
    Withdrawn(Subject),
}

/// What a set of changes changed, and the snapshot that shows it.
#[derive(Clone, Debug)]
pub struct Published {
    /// The snapshot with the changes.
    pub snapshot: Arc<Snapshot>,
    /// One for each change, in their order.
    pub changed: Vec<Changed>,
}

/// Changes that cannot be made; none of the set was.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("no zone or obstacle has the identifier: {}", unknown_ids.iter().map(ZoneId::as_str).collect::<Vec<_>>().join(", "))]
pub struct ChangeError {
    /// The identifiers to withdraw that nothing has.
    pub unknown_ids: Vec<ZoneId>,
}

/// Several zones or obstacles have one identifier; there is no airspace of them.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("more than one zone or obstacle has the identifier: {}", ids.iter().map(ZoneId::as_str).collect::<Vec<_>>().join(", "))]
pub struct DoubledIds {
    /// The identifiers, sorted.
    pub ids: Vec<ZoneId>,
}

/// An airspace that changes while others read it.
///
/// Readers take a [`Snapshot`] and keep it as long as they like. Changes are made one set at a
/// time; each set is seen whole or not at all.
#[derive(Debug, Default)]
pub struct Airspace {
    current: RwLock<Arc<Snapshot>>,
    writing: Mutex<()>,
}

impl Airspace {
    /// An airspace of many zones and obstacles at once.
    ///
    /// # Errors
    /// [`DoubledIds`] names every identifier that more than one has: none of them may silently
    /// take the place of another.
    pub fn new(subjects: impl IntoIterator<Item = Subject>) -> Result<Self, DoubledIds> {
        let mut ids = IdMap::default();
        let mut doubled = BTreeSet::new();
        for subject in subjects {
            let before = ids.insert(&Arc::new(Entry::new(subject)));
            doubled.extend(before.map(|before| before.subject().id().clone()));
        }
        if !doubled.is_empty() {
            return Err(DoubledIds {
                ids: doubled.into_iter().collect(),
            });
        }
        let entries: Vec<Arc<Entry>> = ids.iter().cloned().collect();
        let snapshot = Snapshot {
            version: 0,
            index: TileIndex::build(&entries),
            ids,
        };
        Ok(Self {
            current: RwLock::new(Arc::new(snapshot)),
            writing: Mutex::default(),
        })
    }

    /// The airspace as it is now.
    pub fn snapshot(&self) -> Arc<Snapshot> {
        // The lock guards one pointer that is always whole: poison means nothing here.
        Arc::clone(&self.current.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Makes a set of changes, all or none, and publishes the snapshot that shows them.
    ///
    /// # Errors
    /// [`ChangeError`] names every identifier to withdraw that nothing has.
    pub fn apply(&self, changes: Vec<Change>) -> Result<Published, ChangeError> {
        let _writing = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        let mut next = Snapshot::clone(&self.snapshot());
        let mut changed = Vec::with_capacity(changes.len());
        let mut unknown_ids = Vec::new();
        for change in changes {
            match change {
                Change::Put(subject) => changed.push(next.put(subject)),
                Change::Withdraw(id) => match next.withdraw(&id) {
                    Some(subject) => changed.push(Changed::Withdrawn(subject)),
                    None => unknown_ids.push(id),
                },
            }
        }
        if !unknown_ids.is_empty() {
            return Err(ChangeError { unknown_ids });
        }
        next.version += 1;
        let snapshot = Arc::new(next);
        let before = {
            let mut current = self.current.write().unwrap_or_else(PoisonError::into_inner);
            std::mem::replace(&mut *current, Arc::clone(&snapshot))
        };
        // Not under the lock: what nobody holds any more is taken apart here.
        drop(before);
        Ok(Published { snapshot, changed })
    }
}

impl Snapshot {
    fn put(&mut self, subject: Subject) -> Changed {
        let entry = Arc::new(Entry::new(subject.clone()));
        let before = self.ids.insert(&entry);
        if let Some(before) = &before {
            self.index.remove(before);
        }
        self.index.insert(&entry);
        match before {
            Some(before) => Changed::Replaced {
                before: before.subject().clone(),
                after: subject,
            },
            None => Changed::Added(subject),
        }
    }

    fn withdraw(&mut self, id: &ZoneId) -> Option<Subject> {
        let entry = self.ids.remove(id)?;
        self.index.remove(&entry);
        Some(entry.subject().clone())
    }
}
