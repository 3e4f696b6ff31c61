//! One patrol flown by several drones at once, each a part of it, so that the longest of their flights is as short as
//! can be.

use super::fleet::{Candidate, FleetPlan, FleetRefusal, FleetRequest, candidates};
use super::planning::{Prepared, finished, prepared};
use super::request::Refusal;
use super::track::{Track, TrackLeg, Wanted};
use crate::feasibility::{Hindrance, HindranceKind};
use crate::mission::Heading;
use crate::pattern::Leg;
use crate::planar::distance;
use crate::split::{SplitDrone, SplitFault, SplitPart, SplitRequest, by_ramp, split};
use geo::Coord;
use geofences::Bilingual;

/// Lanes are cut within, into pieces no shorter than this, metres.
const SHORTEST_PIECE_M: f64 = 50.0;

/// The flights of several drones that fly a patrol together, in the order in which they are named. One that would not
/// make the longest flight shorter is not among them.
///
/// # Errors
/// For each drone what is in its way; a drone that there is not; a patrol that is not of lanes.
pub fn plan_among(
    request: &FleetRequest<'_>,
    drones: &[&str],
) -> Result<Vec<FleetPlan>, Vec<FleetRefusal>> {
    let chosen = chosen(request, drones)?;
    let refused = |candidate: &Candidate<'_>, refusal: Refusal| FleetRefusal {
        drone: Some(candidate.id().to_owned()),
        refusal,
    };
    let Some(first) = chosen.first() else {
        return Err(vec![of_fleet(
            "there is no drone to fly it: name at least one",
            "没有可用的无人机：请至少指定一架",
        )]);
    };
    let own = first
        .with_request(request, prepared)
        .map_err(|why| vec![refused(first, why)])?;
    let mut all = Vec::new();
    let mut refusals = Vec::new();
    for (candidate, part) in chosen.iter().zip(parts(&chosen, &own)?) {
        if part.is_empty() {
            continue;
        }
        let planned = candidate.with_request(request, |it| {
            // Each has a speed and a fence of its own, and flies the lanes that were drawn for all of them.
            let own = prepared(it)?;
            finished(it, &own, &part)
        });
        match planned {
            Ok(plan) => all.push(FleetPlan {
                drone: candidate.id().to_owned(),
                plans: vec![plan],
            }),
            Err(why) => refusals.push(refused(candidate, why)),
        }
    }
    if refusals.is_empty() {
        Ok(all)
    } else {
        Err(refusals)
    }
}

fn of_fleet(en: impl Into<String>, zh: impl Into<String>) -> FleetRefusal {
    FleetRefusal {
        drone: None,
        refusal: Refusal {
            hindrances: vec![Hindrance::new(
                HindranceKind::Request,
                Bilingual::new(en, zh),
            )],
            nearest: None,
        },
    }
}

/// The drones that were named, all of one class: their lanes are those of one camera in one plane.
fn chosen<'a>(
    request: &FleetRequest<'a>,
    drones: &[&str],
) -> Result<Vec<Candidate<'a>>, Vec<FleetRefusal>> {
    let mut all = candidates(&FleetRequest {
        drone: None,
        ..*request
    });
    let mut chosen: Vec<Candidate<'a>> = Vec::new();
    let mut refusals = Vec::new();
    for id in drones {
        match all.iter().position(|it| it.id() == *id) {
            Some(index) => chosen.push(all.swap_remove(index)),
            None => refusals.push(of_fleet(
                format!("there is no drone {id:?} that carries what the patrol looks with, or it is named twice"),
                format!("没有搭载所需相机的飞行器“{id}”，或其被重复指定"),
            )),
        }
    }
    if let Some(first) = chosen.first()
        && chosen.iter().any(|it| it.class() != first.class())
    {
        refusals.push(of_fleet(
            "drones that share a patrol have to be of one class, so that one camera's lanes are theirs",
            "共同执行任务的飞行器须为同一机型，以共用航线",
        ));
    }
    if refusals.is_empty() {
        Ok(chosen)
    } else {
        Err(refusals)
    }
}

/// What each drone flies, in their order; nothing where it stays in its dock.
fn parts(chosen: &[Candidate<'_>], own: &Prepared) -> Result<Vec<Vec<Track>>, Vec<FleetRefusal>> {
    let Some(whole) = Whole::of(&own.tracks) else {
        return Err(vec![of_fleet(
            "only surveys, corridors, perimeters and searches are split among drones: fly points and structures by one each",
            "仅测区、带状、周界和搜索任务可分给多机：点位和构筑物请由单机执行",
        )]);
    };
    let bad = |faults: Vec<SplitFault>| -> Vec<FleetRefusal> {
        faults
            .iter()
            .map(SplitFault::text)
            .map(|it| of_fleet(it.en, it.zh))
            .collect()
    };
    let ramp = own.ramp;
    let drones: Vec<SplitDrone> = chosen
        .iter()
        .map(|it| SplitDrone {
            dock: own.space.metres(it.dock_position()),
            speed_factor: 1.0,
            longest_s: None,
        })
        .collect();
    let leg_s = by_ramp(ramp);
    let transit_s =
        |_: &SplitDrone, from: Coord<f64>, until: Coord<f64>| ramp.leg_s(distance(from, until));
    let split = split(&SplitRequest {
        legs: &whole.legs,
        drones: &drones,
        shortest_piece_m: SHORTEST_PIECE_M,
        leg_s: &leg_s,
        transit_s: &transit_s,
    })
    .map_err(bad)?;
    let part = |part: Option<SplitPart>| part.map_or_else(Vec::new, |it| whole.tracks(&it.legs));
    Ok(split.parts.into_iter().map(part).collect())
}

/// The tracks of a patrol as one line of legs.
struct Whole<'a> {
    first: &'a Track,
    legs: Vec<Leg>,
    /// What joins one track to the next, which is no leg of the pattern.
    joints: Vec<(Coord<f64>, Coord<f64>)>,
    length_m: f64,
    /// The part of what is to be seen that all of it sees.
    seen: Option<f64>,
}

impl<'a> Whole<'a> {
    /// `None` for tracks whose legs are of several heights, or on which more is done than to look.
    fn of(tracks: &'a [Track]) -> Option<Self> {
        let first = tracks.first()?;
        let is_plain = |track: &Track| {
            let is_same = |it: &TrackLeg| {
                it.height == first.height && it.deeds.is_empty() && it.aim.is_none()
            };
            track.height == first.height && track.deeds.is_empty() && track.legs.iter().all(is_same)
        };
        if !matches!(first.height, Wanted::AboveGround(_)) || !tracks.iter().all(is_plain) {
            return None;
        }
        let mut whole = Self {
            first,
            legs: Vec::new(),
            joints: Vec::new(),
            length_m: 0.0,
            seen: tracks.iter().map(|it| it.seen).sum(),
        };
        for track in tracks {
            let mut here = track.start;
            if let Some(last) = whole.legs.last().map(|it| it.until)
                && last != here
            {
                whole.joints.push((last, here));
                whole.legs.push(Leg {
                    from: last,
                    until: here,
                    is_lane: false,
                });
            }
            for leg in &track.legs {
                whole.legs.push(Leg {
                    from: here,
                    until: leg.until,
                    is_lane: leg.is_sensing,
                });
                here = leg.until;
            }
        }
        whole.length_m = lanes_m(&whole.legs);
        Some(whole)
    }

    fn is_joint(&self, leg: &Leg) -> bool {
        let (ahead, back) = ((leg.from, leg.until), (leg.until, leg.from));
        self.joints.contains(&ahead) || self.joints.contains(&back)
    }

    /// A part of the legs as tracks, each by itself where a joint is between.
    fn tracks(&self, legs: &[Leg]) -> Vec<Track> {
        let pieces = legs
            .split(|leg| self.is_joint(leg))
            .filter(|it| !it.is_empty());
        pieces
            .filter_map(|piece| {
                let start = piece.first()?.from;
                let share = if self.length_m > 0.0 {
                    lanes_m(piece) / self.length_m
                } else {
                    1.0
                };
                let legs = piece.iter().map(|leg| TrackLeg {
                    until: leg.until,
                    height: self.first.height,
                    is_sensing: leg.is_lane,
                    heading: Heading::Along,
                    aim: None,
                    deeds: Vec::new(),
                });
                Some(Track {
                    start,
                    legs: legs.collect(),
                    seen: self.seen.map(|seen| seen * share),
                    ..self.first.clone()
                })
            })
            .collect()
    }
}

/// How long the lanes are, metres.
fn lanes_m(legs: &[Leg]) -> f64 {
    legs.iter()
        .filter(|it| it.is_lane)
        .map(|it| distance(it.from, it.until))
        .sum()
}
