//! Which intents a change of the airspace affects.

use super::{IntentId, Intents, axis, time_axis};
use crate::airspace::judgement::volume::{height_span, is_active};
use crate::{Changed, CircleSide, Context, Entry, Subject, TimeRange, UnknownWhy};
use chrono::{DateTime, Utc};
use geo::Intersects;
use rstar::AABB;
use std::collections::HashMap;
use std::sync::Arc;

/// An intent that a change of the airspace affects.
#[derive(Clone, Debug, PartialEq)]
pub struct AffectedIntent {
    /// The intent.
    pub id: IntentId,
    /// Its first volume, in the order of its list, that the changed zone or obstacle touches.
    pub first_volume: usize,
    /// Why it is not sure that it touches; `None` when it is.
    pub unsure: Option<UnknownWhy>,
}

impl Intents {
    /// Every intent with a volume that ends at `now` or later and touches, in ground plan,
    /// height and time, a zone or obstacle as it was before the change or is after it: a permitted
    /// zone that goes affects those in it as much as a prohibited one that comes. Sorted by identifier.
    ///
    /// The context's margins are not added: a volume of an intent already holds every place where the
    /// aircraft may be (ASTM F3548-21, 3.2).
    pub fn affected_by(
        &self,
        changed: &Changed,
        now: DateTime<Utc>,
        context: &Context,
    ) -> Vec<AffectedIntent> {
        let mut found: HashMap<u32, AffectedIntent> = HashMap::new();
        let subjects: &[&Subject] = match changed {
            Changed::Added(subject) | Changed::Withdrawn(subject) => &[subject],
            Changed::Replaced { before, after } => &[before, after],
        };
        for subject in subjects {
            let entry = Arc::new(Entry::new((*subject).clone()));
            self.add_affected(&entry, now, context, &mut found);
        }
        let mut affected: Vec<AffectedIntent> = found.into_values().collect();
        affected.sort_by(|a, b| a.id.cmp(&b.id));
        affected
    }

    fn add_affected(
        &self,
        entry: &Entry,
        now: DateTime<Utc>,
        context: &Context,
        found: &mut HashMap<u32, AffectedIntent>,
    ) {
        let (low, high) = (entry.bounds().min(), entry.bounds().max());
        let window = AABB::from_corners(
            [
                low.x / axis::DEGREES,
                low.y / axis::DEGREES,
                f64::NEG_INFINITY,
                time_axis(now),
            ],
            [
                high.x / axis::DEGREES,
                high.y / axis::DEGREES,
                f64::INFINITY,
                f64::INFINITY,
            ],
        );
        let area = entry.area().rings().to_polygons();
        for (at, intent, volume) in self.volumes_in(window) {
            let earlier = found.get(&at.slot).is_some_and(|known| {
                known.unsure.is_none() && known.first_volume <= at.volume as usize
            });
            let times = TimeRange {
                from: volume.time_start().max(now),
                until: volume.time_end(),
            };
            if earlier || times.until < now || !is_active(entry, times) {
                continue;
            }
            let unsure = match height_span(entry, &volume.bounds(), context) {
                Ok(span)
                    if span.upper_m < volume.altitude_lower_wgs84_m()
                        || span.lower_m > volume.altitude_upper_wgs84_m() =>
                {
                    continue;
                }
                Ok(_) => None,
                Err(why) => Some(why),
            };
            if !volume
                .footprint()
                .to_polygons(CircleSide::Circumscribed)
                .intersects(&area)
            {
                continue;
            }
            let touched = AffectedIntent {
                id: intent.id.clone(),
                first_volume: at.volume as usize,
                unsure,
            };
            found
                .entry(at.slot)
                .and_modify(|known| {
                    known.first_volume = known.first_volume.min(touched.first_volume);
                    // One sure touch makes the intent surely affected.
                    known.unsure = known.unsure.and(touched.unsure);
                })
                .or_insert(touched);
        }
    }
}
