//! All positions of a file against each other: one that lies far from all others is likely a slip.

use crate::report::{Report, say};
use geofences::{Bilingual, Position};

const KM_PER_DEGREE: f64 = 111.2;

/// Notes the positions that were read and lie farther from the middle one than a distance in kilometres; `help` says
/// why that is likely a slip.
pub fn compare_positions<N>(report: &Report<'_, N>, farthest_km: f64, help: &Bilingual) {
    let positions = report.take_positions();
    let Some(middle) = middle(positions.iter().map(|(position, _)| *position)) else {
        return;
    };
    for (position, spot) in positions {
        let distance_km = rough_distance_km(position, middle);
        if distance_km <= farthest_km {
            continue;
        }
        let what = say(
            format!("{position} lies {distance_km:.0} km from the other places"),
            format!("{position} 距其他位置 {distance_km:.0} 公里"),
        );
        report.error("far-away", &spot, what, Some(help.clone()));
    }
}

/// The median of longitudes and that of latitudes: a few slips do not move it.
fn middle(positions: impl Iterator<Item = Position>) -> Option<(f64, f64)> {
    let (mut longitudes, mut latitudes): (Vec<f64>, Vec<f64>) = positions
        .map(|position| (position.longitude_deg(), position.latitude_deg()))
        .unzip();
    longitudes.sort_by(f64::total_cmp);
    latitudes.sort_by(f64::total_cmp);
    let at = longitudes.len() / 2;
    Some((*longitudes.get(at)?, *latitudes.get(at)?))
}

fn rough_distance_km(position: Position, (longitude_deg, latitude_deg): (f64, f64)) -> f64 {
    let apart_deg = (position.longitude_deg() - longitude_deg + 180.0).rem_euclid(360.0) - 180.0;
    let east = apart_deg * latitude_deg.to_radians().cos();
    let north = position.latitude_deg() - latitude_deg;
    east.hypot(north) * KM_PER_DEGREE
}
