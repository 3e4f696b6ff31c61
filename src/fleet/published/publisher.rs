//! The writer's side: what changed is taken over into the next snapshot, all else is shared with the last
//! one.

use super::reader::{Reader, Shared};
use super::snapshot::{FleetSnapshot, Gone, PART, Part, VehicleView};
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
    has_changes: bool,
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
        if std::mem::take(&mut self.has_changes) {
            self.next.version += 1;
            self.next.at = now;
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

    fn put(&mut self, place: usize, view: Option<Arc<VehicleView>>) {
        let version = self.next.version + 1;
        let Some(part) = self.next.parts.get_mut(place / PART) else {
            return;
        };
        let Part {
            slots,
            changed_in,
            newest,
        } = Arc::make_mut(part);
        if let (Some(slot), Some(changed)) = (
            slots.get_mut(place % PART),
            changed_in.get_mut(place % PART),
        ) {
            *slot = view;
            *changed = version;
            *newest = version;
            self.has_changes = true;
        }
    }
}
