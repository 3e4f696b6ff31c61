//! Heights of a mission over another datum than they are given over.

use crate::mission::{Deed, Home, Mission, Step};
use geofences::{Altitude, AltitudeDatum, Egm96Geoid, Geoid, Position};

/// What heights of one mission are converted with.
pub(super) struct Heights {
    home: Home,
    /// Over all its places; only where some height is above the ellipsoid.
    geoid: Option<Egm96Geoid>,
}

/// The places of a mission whose heights are above the ellipsoid.
fn places_above_ellipsoid(mission: &Mission) -> Vec<Position> {
    let home = mission.home.position;
    let places = mission.steps.iter().filter_map(|step| match *step {
        Step::TakeOff { altitude } => Some((home, altitude)),
        Step::FlyTo(to) => Some((to.position, to.altitude)),
        Step::Do(Deed::LookAt { position, altitude }) => Some((position, altitude)),
        _ => None,
    });
    places
        .filter(|(_, altitude)| altitude.datum() == AltitudeDatum::Wgs84Ellipsoid)
        .map(|(position, _)| position)
        .collect()
}

impl Heights {
    /// For the heights of `mission`.
    pub(super) fn of(mission: &Mission) -> Self {
        Self {
            home: mission.home,
            geoid: geoid_over(&places_above_ellipsoid(mission)),
        }
    }

    /// Metres AMSL; `None` above unknown ground, or too far about for a geoid.
    pub(super) fn amsl_m(&self, altitude: Altitude, position: Position) -> Option<f64> {
        let metres = altitude.metres();
        match altitude.datum() {
            AltitudeDatum::MeanSeaLevel => Some(metres),
            AltitudeDatum::AboveHome => Some(metres + self.home.ground_amsl_m),
            AltitudeDatum::AboveGround => None,
            AltitudeDatum::Wgs84Ellipsoid => {
                let geoid = self.geoid.as_ref()?;
                Some(metres - geoid.undulation_at(position)?.height_m)
            }
        }
    }

    /// Metres above home.
    pub(super) fn above_home_m(&self, altitude: Altitude, position: Position) -> Option<f64> {
        match altitude.datum() {
            AltitudeDatum::AboveHome => Some(altitude.metres()),
            _ => Some(self.amsl_m(altitude, position)? - self.home.ground_amsl_m),
        }
    }
}

/// The geoid's height above the ellipsoid at a place, metres.
pub(super) fn undulation_m(position: Position) -> Option<f64> {
    let geoid = geoid_over(&[position])?;
    Some(geoid.undulation_at(position)?.height_m)
}

fn geoid_over(places: &[Position]) -> Option<Egm96Geoid> {
    let first = places.first()?;
    let (mut west, mut east) = (first.longitude_deg(), first.longitude_deg());
    let (mut south, mut north) = (first.latitude_deg(), first.latitude_deg());
    for place in places {
        west = west.min(place.longitude_deg());
        east = east.max(place.longitude_deg());
        south = south.min(place.latitude_deg());
        north = north.max(place.latitude_deg());
    }
    let corner = |longitude, latitude| Position::new(longitude, latitude).ok();
    Egm96Geoid::for_extent(corner(west, south)?, corner(east, north)?).ok()
}
