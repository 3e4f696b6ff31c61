//! What may never happen: a crash, leaving an area, a mode, too little distance, an empty battery,
//! lost frames.

use super::known::Known;
use super::separation::Separation;
use super::{Finding, ends_too_early};
use crate::airframe::Contact;
use crate::scenario::{AssertionKind, HeightBand, LossLimit, ModeMoment};
use crate::time::SimTime;
use crate::truth::{TruthLinkCount, TruthRecord, TruthSample};
use geofences::Footprint;
use std::collections::HashMap;
use std::time::Duration;

/// An older count of a link leaves open how much was lost since. A running simulation counts each ten
/// seconds, and in the end.
const OLDEST_COUNT: Duration = Duration::from_secs(25);

/// Something that may never happen.
pub struct Bound {
    never: Never,
    from: SimTime,
    /// Until then; `None`: until the scenario ends, whenever that is.
    until: Option<SimTime>,
    vehicles: Vec<usize>,
    is_meant: Vec<bool>,
}

enum Never {
    Crash,
    Outside {
        area: Option<Footprint>,
        heights: HeightBand,
    },
    Mode(&'static str),
    Closer(Separation),
    Emptier(f64),
    MoreLost(Losses),
}

struct Losses {
    link: Option<usize>,
    at_most: LossLimit,
    /// Of each vehicle, its links' last counts.
    counts: HashMap<usize, Vec<TruthLinkCount>>,
}

impl Bound {
    /// What an assertion forbids, if it is of this kind.
    pub fn new(
        kind: &AssertionKind,
        vehicles: &[usize],
        vehicle_count: usize,
        end: Option<SimTime>,
    ) -> Option<Self> {
        let start = SimTime::START;
        let (never, from, until) = match kind {
            AssertionKind::NoCrash => (Never::Crash, start, None),
            AssertionKind::StaysInside {
                area,
                heights,
                from,
                until,
            } => {
                let never = Never::Outside {
                    area: area.clone(),
                    heights: *heights,
                };
                (never, *from, *until)
            }
            AssertionKind::Mode {
                mode,
                when: ModeMoment::Never(from, until),
                ..
            } => (Never::Mode(mode), *from, *until),
            AssertionKind::Separation { at_least_m } => {
                let separation = Separation::new(*at_least_m, vehicles.len());
                (Never::Closer(separation), start, None)
            }
            AssertionKind::BatteryAbove { charge } => (Never::Emptier(*charge), start, None),
            AssertionKind::MessagesLost { link, at_most } => {
                let losses = Losses {
                    link: *link,
                    at_most: *at_most,
                    counts: HashMap::new(),
                };
                (Never::MoreLost(losses), start, None)
            }
            _ => return None,
        };
        let mut is_meant = vec![false; vehicle_count];
        for vehicle in vehicles {
            *is_meant.get_mut(*vehicle)? = true;
        }
        let until = until.or(end);
        if until.is_some_and(|until| until < from) {
            // There is no moment that it is about.
            return None;
        }
        Some(Self {
            never,
            from,
            until,
            vehicles: vehicles.to_vec(),
            is_meant,
        })
    }

    /// Whether only the end of the scenario, whenever that is, can tell that it never happened.
    pub fn is_open_ended(&self) -> bool {
        self.until.is_none()
    }

    /// Takes a record in. What it decides.
    pub fn take(&mut self, record: &TruthRecord, known: &Known) -> Option<Finding> {
        let at = record.at();
        if let Some(until) = self.until.filter(|until| at > *until) {
            return Some(self.kept(until, known));
        }
        if at < self.from {
            return None;
        }
        match record {
            TruthRecord::Sample(sample) if self.is_meant(sample.vehicle) => {
                if !sample.is_sound() {
                    return Some(
                        no_number(known.name(sample.vehicle))
                            .then(at)
                            .by(sample.vehicle, None),
                    );
                }
                let broken = self.broken(sample, known)?;
                Some(broken.then(at).by(sample.vehicle, Some(sample.place)))
            }
            TruthRecord::LinkCount(count) if self.is_meant(count.vehicle) => {
                let Never::MoreLost(losses) = &mut self.never else {
                    return None;
                };
                let place = known.last(count.vehicle).map(|last| last.place);
                let broken = losses.take(*count, known)?;
                Some(broken.then(at).by(count.vehicle, place))
            }
            _ => None,
        }
    }

    fn is_meant(&self, vehicle: usize) -> bool {
        self.is_meant.get(vehicle).is_some_and(|is_meant| *is_meant)
    }

    fn broken(&mut self, sample: &TruthSample, known: &Known) -> Option<Finding> {
        let name = known.name(sample.vehicle);
        match &mut self.never {
            Never::Crash => (sample.contact == Contact::Wrecked)
                .then(|| Finding::not_met(format!("{name} crashed"), format!("{name} 坠毁"))),
            Never::Outside { area, heights } => {
                let is_inside = sample.contact != Contact::Airborne
                    || heights.holds(sample.place.altitude_amsl_m, sample.ground_amsl_m)
                        && area.as_ref().is_none_or(|area| {
                            let position = sample.place.position();
                            position.is_some_and(|position| area.contains(position))
                        });
                let amsl_m = sample.place.altitude_amsl_m;
                let agl_m = amsl_m - sample.ground_amsl_m;
                (!is_inside).then(|| {
                    Finding::not_met(
                        format!(
                            "{name} left it, {agl_m:.1} m above the ground and {amsl_m:.1} m above the sea"
                        ),
                        format!("{name} 越界，离地 {agl_m:.1} 米，海拔 {amsl_m:.1} 米"),
                    )
                })
            }
            Never::Mode(mode) => (sample.mode == *mode).then(|| {
                Finding::not_met(
                    format!("{name} was in mode {mode}"),
                    format!("{name} 处于 {mode} 模式"),
                )
            }),
            Never::Closer(separation) => {
                let (other, distance_m) = separation.take(sample)?;
                let other = known.name(other);
                Some(Finding::not_met(
                    format!("{name} and {other} were {distance_m:.1} m apart"),
                    format!("{name} 与 {other} 相距仅 {distance_m:.1} 米"),
                ))
            }
            Never::Emptier(charge) => (sample.charge < *charge).then(|| {
                let percent = 100.0 * sample.charge;
                Finding::not_met(
                    format!("the battery of {name} was at {percent:.1} %"),
                    format!("{name} 的电量为 {percent:.1} %"),
                )
            }),
            Never::MoreLost(_) => None,
        }
    }

    fn kept(&self, until: SimTime, known: &Known) -> Finding {
        if let Some(silence) = known.too_little(&self.vehicles, self.from, until) {
            return silence;
        }
        match &self.never {
            Never::MoreLost(losses) => losses.end(&self.vehicles, until, known),
            Never::Closer(separation) => separation
                .silence(self.from, until)
                .map_or_else(always_kept, |silence| {
                    silence.finding("all of them at one moment", "同一时刻全部飞行器")
                }),
            _ => always_kept(),
        }
    }

    /// What it comes to where nothing more is told.
    pub fn end(&self, now: SimTime, has_ended: bool, known: &Known) -> Finding {
        let until = self.until.unwrap_or(now);
        if has_ended && now >= until && now >= self.from {
            self.kept(until, known)
        } else {
            ends_too_early(now)
        }
    }
}

fn always_kept() -> Finding {
    Finding::met("it never happened otherwise", "始终满足")
}

/// A bound that is compared with no number is not kept.
fn no_number(name: &str) -> Finding {
    Finding::not_met(
        format!("the truth of {name} is no number, or no place on earth"),
        format!("{name} 的真值不是有效数值或有效位置"),
    )
}

impl Losses {
    /// Takes the counts of a link in. A number of frames is exceeded for good; a part is judged at the
    /// end.
    fn take(&mut self, count: TruthLinkCount, known: &Known) -> Option<Finding> {
        if self.link.is_some_and(|link| link != count.link) {
            return None;
        }
        let links = self.counts.entry(count.vehicle).or_default();
        match links.iter_mut().find(|last| last.link == count.link) {
            Some(last) => *last = count,
            None => links.push(count),
        }
        let LossLimit::Frames(most) = self.at_most else {
            return None;
        };
        let (_, lost) = self.sums(count.vehicle)?;
        (lost > most).then(|| {
            let name = known.name(count.vehicle);
            Finding::not_met(
                format!("{lost} frames of {name} were lost"),
                format!("{name} 丢失 {lost} 帧"),
            )
        })
    }

    /// How many frames of a vehicle were sent and lost; `None` where nothing was told.
    fn sums(&self, vehicle: usize) -> Option<(u64, u64)> {
        let links = self.counts.get(&vehicle)?.iter();
        Some(links.fold((0_u64, 0_u64), |(sent, lost), link| {
            (
                sent.saturating_add(link.sent),
                lost.saturating_add(link.lost),
            )
        }))
    }

    /// A link of a vehicle that was not counted, or long before a moment.
    fn uncounted(&self, vehicle: usize, until: SimTime, known: &Known) -> Option<usize> {
        let links = known.of(vehicle).map_or(0, |vehicle| vehicle.links);
        let counts = self.counts.get(&vehicle);
        let is_counted = |link: usize| {
            let last = counts.and_then(|counts| counts.iter().find(|last| last.link == link));
            last.is_some_and(|last| until.since(last.at) <= OLDEST_COUNT)
        };
        let mut meant = self.link.map_or(0..links, |link| link..link + 1);
        meant.find(|link| !is_counted(*link))
    }

    fn end(&self, vehicles: &[usize], until: SimTime, known: &Known) -> Finding {
        for vehicle in vehicles {
            let name = known.name(*vehicle);
            let place = known.last(*vehicle).map(|last| last.place);
            if let Some(link) = self.uncounted(*vehicle, until, known) {
                return Finding::undecided(
                    format!("the frames on link {link} of {name} were not counted in the end"),
                    format!("最后未统计 {name} 链路 {link} 的帧数"),
                )
                .by(*vehicle, place);
            }
            let Some((sent, lost)) = self.sums(*vehicle).filter(|(sent, _)| *sent > 0) else {
                return Finding::undecided(
                    format!("no frame of {name} was ever sent"),
                    format!("{name} 从未发送任何帧"),
                )
                .by(*vehicle, place);
            };
            if let LossLimit::Part(most) = self.at_most
                && lost as f64 > most * sent as f64
            {
                return Finding::not_met(
                    format!("{lost} of {sent} frames of {name} were lost"),
                    format!("{name} 的 {sent} 帧中丢失 {lost} 帧"),
                )
                .by(*vehicle, place);
            }
        }
        Finding::met("not more were lost", "丢失未超限")
    }
}
