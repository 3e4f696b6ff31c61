//! What has to come to pass: a place reached, a landing, a mode, an event seen.

use super::known::Known;
use super::{Finding, ends_too_early};
use crate::airframe::Contact;
use crate::place::Place;
use crate::scenario::{
    AssertionKind, Event, HeightBand, LandingPlace, ModeMoment, Quantifier, Scenario,
};
use crate::time::SimTime;
use crate::truth::{TruthImage, TruthRecord, TruthSample};
use geofences::{Footprint, Position, RawPolygon};

/// Something that has to come to pass.
pub struct Goal {
    wanted: Wanted,
    who: Quantifier,
    from: SimTime,
    /// Not later; `None`: until the scenario ends, whenever that is.
    by: Option<SimTime>,
    /// Of each vehicle of the scenario, whether it still has to do it.
    is_pending: Vec<bool>,
    pending_count: usize,
}

enum Wanted {
    Reached {
        place: Position,
        radius_m: f64,
        heights: HeightBand,
    },
    Landed {
        place: LandingPlace,
        within_m: f64,
    },
    Mode(&'static str),
    Seen(Event),
}

impl Goal {
    /// What an assertion wants, if it is of this kind.
    pub fn new(
        kind: &AssertionKind,
        vehicles: &[usize],
        scenario: &Scenario,
        end: Option<SimTime>,
    ) -> Option<Self> {
        let start = SimTime::START;
        let (wanted, who, from, by) = match kind {
            AssertionKind::Reaches {
                who,
                place,
                radius_m,
                heights,
                from,
                by,
            } => {
                let wanted = Wanted::Reached {
                    place: *place,
                    radius_m: *radius_m,
                    heights: *heights,
                };
                (wanted, *who, *from, *by)
            }
            AssertionKind::Lands {
                who,
                place,
                within_m,
                by,
            } => {
                let wanted = Wanted::Landed {
                    place: *place,
                    within_m: *within_m,
                };
                (wanted, *who, start, *by)
            }
            AssertionKind::Mode {
                who,
                mode,
                when: ModeMoment::Ever(from, by),
            } => (Wanted::Mode(mode), *who, *from, *by),
            AssertionKind::EventSeen { event, by } => {
                let event = scenario.events.get(*event)?;
                (Wanted::Seen(event.clone()), Quantifier::Any, start, *by)
            }
            _ => return None,
        };
        let mut is_pending = vec![false; scenario.vehicles.len()];
        for vehicle in vehicles {
            *is_pending.get_mut(*vehicle)? = true;
        }
        Some(Self {
            wanted,
            who,
            from,
            by: by.or(end),
            pending_count: vehicles.len(),
            is_pending,
        })
    }

    /// Takes a record in. What it decides.
    pub fn take(&mut self, record: &TruthRecord, known: &Known) -> Option<Finding> {
        let at = record.at();
        if self.by.is_some_and(|by| at > by) {
            return Some(self.missed(known));
        }
        if at < self.from {
            return None;
        }
        let (vehicle, place) = match record {
            TruthRecord::Sample(sample) if sample.is_sound() && self.is_done(sample, known) => {
                (sample.vehicle, sample.place)
            }
            TruthRecord::Image(image) if image.is_sound() && self.shows(image) => {
                (image.vehicle, image.place)
            }
            _ => return None,
        };
        let pending = self.is_pending.get_mut(vehicle)?;
        if !std::mem::take(pending) {
            return None;
        }
        self.pending_count -= 1;
        let is_met = self.who == Quantifier::Any || self.pending_count == 0;
        is_met.then(|| {
            let (name, at_s) = (known.name(vehicle), at.seconds());
            let (en, zh) = self.wanted.words();
            let finding = Finding::met(
                format!("{name} {en} at {at_s} s"),
                format!("{name} 于 {at_s} 秒{zh}"),
            );
            finding.then(at).by(vehicle, Some(place))
        })
    }

    fn is_done(&self, sample: &TruthSample, known: &Known) -> bool {
        if !self.is_pending.get(sample.vehicle).is_some_and(|it| *it) {
            return false;
        }
        match &self.wanted {
            Wanted::Reached {
                place,
                radius_m,
                heights,
            } => {
                is_near(sample.place, *place, *radius_m)
                    && heights.holds(sample.place.altitude_amsl_m, sample.ground_amsl_m)
            }
            Wanted::Landed { place, within_m } => known.of(sample.vehicle).is_some_and(|vehicle| {
                let place = match place {
                    LandingPlace::Home => vehicle.home,
                    LandingPlace::At(place) => *place,
                };
                vehicle.has_flown
                    && sample.contact == Contact::Standing
                    && is_near(sample.place, place, *within_m)
            }),
            Wanted::Mode(mode) => sample.mode == *mode,
            Wanted::Seen(_) => false,
        }
    }

    fn shows(&self, image: &TruthImage) -> bool {
        let Wanted::Seen(event) = &self.wanted else {
            return false;
        };
        let raw = RawPolygon {
            exterior: image.ground_corners.iter().map(|at| at.coord()).collect(),
            holes: Vec::new(),
        };
        event.is_there(image.at)
            && Footprint::from_polygons(&[raw]).is_ok_and(|(ground, _)| ground.contains(event.at))
    }

    fn missed(&self, known: &Known) -> Finding {
        let pending = self.is_pending.iter().position(|pending| *pending);
        let name = pending.map_or("?", |vehicle| known.name(vehicle));
        let (en, zh) = self.wanted.words();
        let (until_en, until_zh) = self.by.map_or_else(
            || (String::new(), String::new()),
            |by| {
                (
                    format!(" by {} s", by.seconds()),
                    format!("在 {} 秒前", by.seconds()),
                )
            },
        );
        let finding = match self.who {
            Quantifier::All => {
                let others = self.pending_count.saturating_sub(1);
                Finding::not_met(
                    format!(
                        "it never came to pass{until_en} that {name} {en} ({others} others neither)"
                    ),
                    format!("{name} {until_zh}未能做到“{zh}”（另有 {others} 架亦未做到）"),
                )
            }
            Quantifier::Any => Finding::not_met(
                format!("it never came to pass{until_en} that a vehicle {en}"),
                format!("没有飞行器{until_zh}做到“{zh}”"),
            ),
        };
        let last = pending.and_then(|vehicle| known.last(vehicle));
        let place = last.map(|last| last.place);
        match pending {
            Some(vehicle) if self.who == Quantifier::All => finding.by(vehicle, place),
            _ => finding,
        }
    }

    /// What it comes to where nothing more is told.
    pub fn end(&self, now: SimTime, has_ended: bool, known: &Known) -> Finding {
        let is_over = match self.by {
            Some(by) => now >= by && has_ended,
            None => has_ended,
        };
        if is_over {
            self.missed(known)
        } else {
            ends_too_early(now)
        }
    }
}

impl Wanted {
    /// What came to pass, as the end of a sentence.
    fn words(&self) -> (String, String) {
        match self {
            Self::Reached {
                place, radius_m, ..
            } => (
                format!("was within {radius_m} m of {place}"),
                format!("到达 {place} 周围 {radius_m} 米内"),
            ),
            Self::Landed { place, within_m } => match place {
                LandingPlace::Home => (
                    format!("landed within {within_m} m of where it began"),
                    format!("降落在起点 {within_m} 米内"),
                ),
                LandingPlace::At(place) => (
                    format!("landed within {within_m} m of {place}"),
                    format!("降落在 {place} 周围 {within_m} 米内"),
                ),
            },
            Self::Mode(mode) => (format!("was in mode {mode}"), format!("处于 {mode} 模式")),
            Self::Seen(event) => (
                format!("took a picture of {}", event.name),
                format!("拍到{}", event.name_zh),
            ),
        }
    }
}

fn is_near(place: Place, other: Position, within_m: f64) -> bool {
    let other = Place::new(other.latitude_deg(), other.longitude_deg(), 0.0);
    place.ground_distance_m(other) <= within_m
}
