//! The writer's side: what changed is taken over into the next snapshot, all else is shared with the last
//! one.

use super::reader::{Reader, Shared};
use super::snapshot::{FleetSnapshot, Gone, PART, Part, Slot, VehicleView};
use crate::link::names::VehicleId;
use crate::moment::Moment;
use std::sync::Arc;

/// So many removed vehicles are remembered.
const MOST_GONE: usize = 4_096;

/// Publishes the fleet.
#[derive(Debug, Default)]
pub struct Publisher {
    next: FleetSnapshot,
    /// Places of removed vehicles, to be used again.
    free: Vec<usize>,
    /// What has changed since the last snapshot, by place, in the order in which it did.
    changes: Vec<(usize, Slot)>,
    shared: Arc<Shared>,
}

impl Publisher {
    /// A new reader.
    pub fn reader(&self) -> Reader {
        Reader::new(self.shared.clone())
    }

    /// A vehicle is like this now. The change is seen with the next [`Publisher::publish`].
    pub fn set(&mut self, view: VehicleView) {
        let place = match self.next.places.get(&view.id) {
            Some(place) => *place,
            None => self.add(view.id),
        };
        self.put(place, Some(Arc::new(view)));
    }

    /// A vehicle is there no more.
    pub fn remove(&mut self, id: VehicleId) {
        let Some(place) = Arc::make_mut(&mut self.next.places).remove(&id) else {
            return;
        };
        self.put(place, None);
        self.free.push(place);
        let Gone { list, forgotten } = Arc::make_mut(&mut self.next.gone);
        if list.len() >= MOST_GONE
            && let Some((version, _)) = list.pop_front()
        {
            *forgotten = version;
        }
        list.push_back((self.next.version + 1, id));
    }

    /// Shows all changes at once. Without any, nothing new is shown. Gives the version that is shown now.
    pub fn publish(&mut self, now: Moment) -> u64 {
        if !self.changes.is_empty() {
            self.next.version += 1;
            self.next.at = now;
            self.take_changes();
            self.shared.show(Arc::new(self.next.clone()));
        }
        self.next.version
    }

    fn add(&mut self, id: VehicleId) -> usize {
        let place = self.free.pop().unwrap_or_else(|| {
            let parts = &mut self.next.parts;
            let is_full = parts.last().is_none_or(|part| part.slots.len() >= PART);
            if is_full {
                parts.push(Arc::default());
            }
            let last = parts.len().saturating_sub(1);
            let Some(part) = parts.last_mut().map(Arc::make_mut) else {
                return 0;
            };
            part.slots.push(None);
            part.changed_in.push(0);
            last * PART + part.slots.len() - 1
        });
        Arc::make_mut(&mut self.next.places).insert(id, place);
        place
    }

    fn put(&mut self, place: usize, slot: Slot) {
        self.changes.push((place, slot));
    }

    /// Takes the changes into the next snapshot, part by part: of a part that readers have, what did not change
    /// is taken over, and nothing else is touched.
    fn take_changes(&mut self) {
        let version = self.next.version;
        // Of two changes in one place the later one counts: the order of equal places stays.
        self.changes.sort_by_key(|(place, _)| *place);
        let mut changes = self.changes.drain(..).peekable();
        while let Some((place, _)) = changes.peek() {
            let at = place / PART;
            let Some(part) = self.next.parts.get_mut(at) else {
                break;
            };
            let of_part = std::iter::from_fn(|| changes.next_if(|(place, _)| place / PART == at));
            let of_part = of_part.map(|(place, slot)| (place % PART, slot));
            match Arc::get_mut(part) {
                Some(part) => part.change(version, of_part),
                None => *part = Arc::new(part.changed(version, of_part)),
            }
        }
    }
}

impl Part {
    fn change(&mut self, version: u64, changes: impl Iterator<Item = (usize, Slot)>) {
        for (at, slot) in changes {
            if let (Some(held), Some(changed)) =
                (self.slots.get_mut(at), self.changed_in.get_mut(at))
            {
                *held = slot;
                *changed = version;
                self.newest = version;
            }
        }
    }

    /// A part of its own, with changes in the order of places.
    fn changed(&self, version: u64, changes: impl Iterator<Item = (usize, Slot)>) -> Self {
        let mut changes = changes.peekable();
        let mut part = Self {
            slots: Vec::with_capacity(PART),
            changed_in: Vec::with_capacity(PART),
            newest: version,
        };
        for (at, (held, changed_in)) in self.slots.iter().zip(&self.changed_in).enumerate() {
            let mut change = None;
            while let Some((_, later)) = changes.next_if(|(place, _)| *place == at) {
                change = Some(later);
            }
            let is_changed = change.is_some();
            part.slots.push(change.unwrap_or_else(|| held.clone()));
            part.changed_in
                .push(if is_changed { version } else { *changed_in });
        }
        part
    }
}
