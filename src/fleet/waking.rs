//! What time does to the fleet, what follows from anything for others, and what readers are shown.

use super::desk::DeskNews;
use super::event::VehicleEvent;
use super::member::HubNews;
use super::published::VehicleView;
use super::told::Told;
use super::writer::{Fleet, Saying};
use crate::link::names::{Origin, VehicleId};
use crate::moment::Moment;
use std::sync::Arc;
use std::time::Duration;

/// Snapshots come so often at most: 40 a second are more than an eye can follow, and what is decided by them is
/// no older than that.
const PUBLISHED: Duration = Duration::from_millis(25);
/// And no sooner after a snapshot than this for each vehicle that it shows anew: 200 000 a second, a city's fleet
/// twenty times. In a flood, showing what was heard must not take the time that hearing needs.
const SHOWN: Duration = Duration::from_micros(5);
/// Nothing of a vehicle stays unlooked at for longer.
const LOOKED_AT: Duration = Duration::from_secs(1);

impl Fleet {
    /// Lets time pass: whatever is due is done. It may be called as often as one likes.
    pub fn wake(&mut self, now: Moment) {
        if now < self.woken_at {
            // The clock was set back, as that of a recording may be: nobody waits until it is where it was.
            self.due.bring_all_forward(now);
        }
        self.woken_at = now;
        let mut woken = std::mem::take(&mut self.woken);
        self.due.take(now, &mut woken);
        for place in &woken {
            self.wake_one(*place, now);
        }
        self.woken = woken;
        // A clock that was put back by more does not keep readers waiting.
        if now >= self.next_published || self.next_published.since(now) > LOOKED_AT {
            self.publish(now);
        }
    }

    /// When [`Self::wake`] is due.
    pub fn due(&self) -> Option<Moment> {
        let publishing = (!self.changed.is_empty()).then_some(self.next_published);
        self.due.earliest().into_iter().chain(publishing).min()
    }

    /// Shows readers what changed.
    pub fn publish(&mut self, now: Moment) {
        let shown = u32::try_from(self.changed.len()).unwrap_or(u32::MAX);
        self.next_published = now + PUBLISHED.max(SHOWN.saturating_mul(shown).min(LOOKED_AT));
        // Neighbours share parts of what is published.
        self.changed.sort_unstable();
        for place in self.changed.drain(..) {
            if let Some(member) = self.members.get_mut(place) {
                member.is_changed = false;
                if std::mem::take(&mut member.view_is_old) {
                    member.view = Arc::new(member.desk.view(now));
                }
                let view = VehicleView::new(&member.vehicle, member.view.clone());
                self.publisher.set(view);
            }
        }
        self.publisher.publish(now);
    }

    fn wake_one(&mut self, place: usize, now: Moment) {
        let Some(member) = self.members.get_mut(place) else {
            return;
        };
        let before = member.vehicle.integrity();
        member.vehicle.wake(now, &mut self.events);
        // Its reasons say how old something is.
        let is_judged_anew = member.vehicle.integrity() != before;
        let has_happened = !self.events.is_empty();
        if has_happened {
            self.take_events(place, now);
        }
        let Some(member) = self.members.get_mut(place) else {
            return;
        };
        member.tell_heard(now);
        member.desk.wake(now, &member.vehicle, &mut self.says);
        self.due.put_off(place, next_look(place, now));
        self.tell_consequences(place, now);
        // Most are looked at and found as they were: readers have seen that.
        let Some(member) = self.members.get_mut(place) else {
            return;
        };
        let view = member.desk.view(now);
        let is_another = *member.view != view;
        if is_another {
            member.view = Arc::new(view);
        }
        member.view_is_old = false;
        if has_happened || is_judged_anew || is_another {
            self.has_changed(place);
        }
    }

    /// What happened to a vehicle has consequences for what is said to it.
    pub(super) fn take_events(&mut self, place: usize, now: Moment) {
        let Some(member) = self.members.get_mut(place) else {
            return;
        };
        for event in self.events.drain(..) {
            match &event.what {
                VehicleEvent::LifeChanged { to, .. } => {
                    member.desk.life(now, *to, &mut self.says);
                }
                VehicleEvent::Rebooted => {
                    member.desk.rebooted(now, &mut self.says);
                    self.hub.push(HubNews::Rebooted(event.vehicle));
                }
                // Another aircraft under the same name has nobody's word.
                VehicleEvent::IdentityChanged { .. } => {
                    member.vehicle.decommission();
                    member.desk.commission_changed(now, &member.vehicle);
                }
                _ => {}
            }
            self.told.push(Told::Vehicle(event));
        }
    }

    /// After anything was done with a vehicle: what follows from it, and that readers have to see it anew.
    pub(super) fn settle(&mut self, place: usize, now: Moment) {
        self.tell_consequences(place, now);
        self.has_changed(place);
    }

    /// What it says goes out, what it tells is told, and the hub learns what changed for it.
    fn tell_consequences(&mut self, place: usize, now: Moment) {
        let Some(member) = self.members.get_mut(place) else {
            return;
        };
        let id = member.vehicle.id();
        if member.vehicle.origin() == Origin::Replayed {
            // A recording answers nothing, and is told nothing.
            self.says.clear();
        }
        for directed in self.says.drain(..) {
            self.sayings.push(Saying {
                vehicle: id,
                directed,
            });
        }
        for news in member.desk.take_news() {
            member.view_is_old = true;
            self.told.push(told(id, now, news));
        }
        if member.tell_hub(now, &mut self.hub) {
            member.view_is_old = true;
        }
        member.is_idle = member.desk.is_idle();
        let due = [member.vehicle.due(), member.desk.due()];
        if let Some(next) = due.into_iter().flatten().min() {
            self.due.bring_forward(place, next);
        }
    }

    /// Readers have to see it anew.
    pub(super) fn has_changed(&mut self, place: usize) {
        if let Some(member) = self.members.get_mut(place)
            && !member.is_changed
        {
            member.is_changed = true;
            self.changed.push(place);
        }
    }
}

/// When a vehicle is looked at again, within [`LOOKED_AT`]. Those of a large fleet each have a time of their own, so
/// that they are not looked at all at once where they were first heard all at once.
fn next_look(place: usize, now: Moment) -> Moment {
    /// So many are looked at whenever it is.
    const FEW: usize = 256;
    /// Neighbours are looked at this far apart, µs.
    const APART: u64 = 61_803;
    let every = LOOKED_AT.as_micros() as u64;
    if place < FEW {
        return now + LOOKED_AT;
    }
    let phase = (place as u64).wrapping_mul(APART) % every;
    let since_last = (now.us() + every - phase) % every;
    now + Duration::from_micros(every - since_last)
}

fn told(vehicle: VehicleId, at: Moment, news: DeskNews) -> Told {
    match news {
        DeskNews::Order(news) => Told::Order { vehicle, news },
        DeskNews::Job(news) => Told::Job { vehicle, news },
        DeskNews::PlanChanged(change) => Told::PlanChanged {
            vehicle,
            at,
            change,
        },
        DeskNews::Photo(photo) => Told::Photo(photo),
        DeskNews::Safety(verdict) => Told::Safety {
            vehicle,
            at,
            verdict,
        },
        DeskNews::LeaseEnded(by) => Told::LeaseEnded { vehicle, at, by },
    }
}
