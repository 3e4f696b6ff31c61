//! All legs of a flight: out, along its tracks, between them, and home.

use super::heights::WholeLeg;
use super::planning::Prepared;
use super::request::PlanRequest;
use super::space::{Space, transit_mps};
use super::track::{Track, TrackLeg, Wanted};
use super::transit::{Transit, Transits, needs_one_height};
use crate::feasibility::{Hindrance, HindranceKind};
use crate::mission::Heading;
use crate::planar::distance;
use geofences::{Bilingual, Position};

/// All legs of a flight, from above home to above home.
pub(super) fn whole_legs(
    request: &PlanRequest<'_>,
    prepared: &Prepared,
    tracks: &[Track],
) -> Result<Vec<WholeLeg>, Vec<Hindrance>> {
    let looking = &prepared.looking;
    let transits = Transits {
        request,
        looking,
        only_agl_m: needs_one_height(request)
            .then_some(looking.height_agl_m)
            .flatten(),
    };
    let home = (request.home.position, home_agl_m(request));
    let mut legs = Vec::new();
    let mut here = home;
    let mut after_s = 0.0;
    for track in ordered(tracks, prepared.space.metres(request.home.position)) {
        let start = place_of(request, prepared, track.start, track.height)?;
        let transit = transits.between(here, start, after_s)?;
        after_s += transit.duration_s;
        add_transit(&mut legs, &transit, transit_mps(request, looking));
        after_s += add_track(&mut legs, &track, &prepared.space, looking.speed_mps)?;
        let (end, height) = track.end();
        here = place_of(request, prepared, end, height)?;
    }
    let back = transits.between(here, home, after_s)?;
    add_transit(&mut legs, &back, transit_mps(request, looking));
    Ok(legs)
}

/// How high the landing plate is above the ground, metres.
fn home_agl_m(request: &PlanRequest<'_>) -> f64 {
    let ground = request
        .surroundings
        .terrain
        .ground_at(request.home.position);
    ground.map_or(0.0, |it| {
        (request.home.ground_amsl_m - it.elevation_amsl_m).max(0.0)
    })
}

/// A place of a track on the earth, with its height above ground.
fn place_of(
    request: &PlanRequest<'_>,
    prepared: &Prepared,
    at: geo::Coord<f64>,
    height: Wanted,
) -> Result<(Position, f64), Vec<Hindrance>> {
    let position = position(&prepared.space, at)?;
    let height_m = match height {
        Wanted::AboveGround(metres) => metres,
        Wanted::Amsl(amsl_m) => {
            let ground = request.surroundings.terrain.ground_at(position);
            let ground = ground.ok_or_else(|| vec![no_terrain(position)])?;
            amsl_m - ground.elevation_amsl_m
        }
    };
    Ok((position, height_m))
}

fn position(space: &Space, at: geo::Coord<f64>) -> Result<Position, Vec<Hindrance>> {
    space.position(at).ok_or_else(|| {
        vec![Hindrance::new(
            HindranceKind::Request,
            Bilingual::new(
                "a place of the pattern is none on the earth",
                "图形中的位置不在地球表面",
            ),
        )]
    })
}

fn no_terrain(position: Position) -> Hindrance {
    let what = Bilingual::new("there is no terrain data here", "此处没有地形数据");
    Hindrance::new(HindranceKind::Ground, what).at(position)
}

fn add_transit(legs: &mut Vec<WholeLeg>, transit: &Transit, speed_mps: f64) {
    for place in transit.places.iter().skip(1) {
        legs.push(WholeLeg {
            until: *place,
            height: Wanted::AboveGround(transit.height_agl_m),
            speed_mps,
            is_sensing: false,
            heading: Heading::Along,
            aim: None,
            deeds: Vec::new(),
        });
    }
}

/// Adds the legs of a track, and tells about how long they take, s.
fn add_track(
    legs: &mut Vec<WholeLeg>,
    track: &Track,
    space: &Space,
    speed_mps: f64,
) -> Result<f64, Vec<Hindrance>> {
    // Up or down to where it begins.
    legs.push(WholeLeg {
        until: position(space, track.start)?,
        height: track.height,
        speed_mps,
        is_sensing: false,
        heading: track.heading,
        aim: None,
        deeds: track.deeds.clone(),
    });
    let mut here = track.start;
    let mut length_m = 0.0;
    for leg in &track.legs {
        length_m += distance(here, leg.until);
        here = leg.until;
        legs.push(WholeLeg {
            until: position(space, leg.until)?,
            height: leg.height,
            speed_mps,
            is_sensing: leg.is_sensing,
            heading: leg.heading,
            aim: leg.aim.or(track.aim),
            deeds: leg.deeds.clone(),
        });
    }
    Ok(length_m / speed_mps)
}

/// Tracks in the order in which each is begun at its end that is nearest, from home on.
fn ordered(tracks: &[Track], home: geo::Coord<f64>) -> Vec<Track> {
    let mut left: Vec<Track> = tracks.to_vec();
    let mut all = Vec::new();
    let mut here = home;
    while !left.is_empty() {
        let away_m = |track: &Track| {
            let from_start_m = distance(here, track.start);
            if track.is_reversible() {
                from_start_m.min(distance(here, track.end().0))
            } else {
                from_start_m
            }
        };
        let nearest =
            (0..left.len()).min_by(|a, b| away_m(&left[*a]).total_cmp(&away_m(&left[*b])));
        let Some(nearest) = nearest else { break };
        let mut track = left.swap_remove(nearest);
        if track.is_reversible() && distance(here, track.end().0) < distance(here, track.start) {
            track = track.reversed();
        }
        here = track.end().0;
        all.push(track);
    }
    all
}

impl Track {
    /// Whether it is as good from its end to its beginning.
    fn is_reversible(&self) -> bool {
        let is_plain =
            |leg: &TrackLeg| leg.deeds.is_empty() && leg.aim.is_none() && leg.height == self.height;
        self.deeds.is_empty() && self.legs.iter().all(is_plain)
    }

    fn reversed(self) -> Self {
        let mut places: Vec<geo::Coord<f64>> = vec![self.start];
        places.extend(self.legs.iter().map(|it| it.until));
        places.reverse();
        let legs = self.legs.iter().rev().zip(places.iter().skip(1));
        let legs = legs.map(|(leg, until)| TrackLeg {
            until: *until,
            ..leg.clone()
        });
        Self {
            start: places.first().copied().unwrap_or(self.start),
            legs: legs.collect(),
            ..self
        }
    }
}
