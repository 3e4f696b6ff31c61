//! Heights over the distance flown, with the ground beneath.

use super::Picture;
use super::chart::{Axis, Chart, key};
use super::flight::Flight;
use super::sheet::{Area, Sheet};
use crate::plan::Plan;
use geo::{Coord, coord};

/// The ground is asked at so many places.
const GROUND_PLACES: usize = 900;

pub(super) fn draw(
    sheet: &mut Sheet,
    panel: Area,
    picture: &Picture<'_>,
    plan: &Plan,
    flight: &Flight,
) {
    let ground = ground(picture, flight);
    let home_m = plan.mission.home.ground_amsl_m;
    let return_m = home_m + plan.mission.return_height_m;
    let known = ground.iter().flatten().map(|it| it.1);
    let flown = flight.places().map(|it| it.0.amsl_m);
    let all: Vec<f64> = flown.chain(known).chain([home_m, return_m]).collect();
    let least = all.iter().copied().fold(f64::INFINITY, f64::min);
    let most = all.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let limits = ground.iter().flatten();
    let limit = limits.map(|it| it.1 + picture.highest_agl_m);
    let most = limit.fold(most, f64::max);
    let pad = ((most - least) * 0.06).max(2.0);
    let across = Axis {
        least: 0.0,
        most: flight.length_m.max(1.0),
        unit: if flight.length_m >= 3_000.0 {
            1_000.0
        } else {
            1.0
        },
    };
    let unit = if across.unit > 1.0 { "km" } else { "m" };
    let up = Axis {
        least: least - pad,
        most: most + pad,
        unit: 1.0,
    };
    let chart = Chart::draw(
        sheet,
        panel,
        (across, up),
        "高度剖面 Heights",
        (
            &format!("飞行距离 distance flown, {unit}"),
            "海拔 above mean sea level, m",
        ),
    );
    draw_ground(sheet, &chart, &ground, least - pad);
    for run in &ground {
        let limit: Vec<Coord<f64>> = run
            .iter()
            .map(|it| chart.at(it.0, it.1 + picture.highest_agl_m))
            .collect();
        sheet.open("limit", [limit.as_slice()]);
    }
    sheet.line(
        "return",
        chart.at(0.0, return_m),
        chart.at(across.most, return_m),
    );
    for strand in &flight.strands {
        let places: Vec<Coord<f64>> = strand
            .places
            .iter()
            .map(|it| chart.at(it.1, it.0.amsl_m))
            .collect();
        let class = if strand.is_on { "flown-on" } else { "flown" };
        sheet.open(class, [places.as_slice()]);
    }
    draw_stops(sheet, &chart, flight);
    let limit = format!(
        "真高 {:.0} 米 · {:.0} m above ground",
        picture.highest_agl_m, picture.highest_agl_m
    );
    let back = format!(
        "返航高度 return height {:.0} m",
        plan.mission.return_height_m
    );
    key(
        sheet,
        panel,
        &[
            ("flown", "航线 flown"),
            ("flown-on", "拍摄 camera on"),
            ("limit", &limit),
            ("return", &back),
            ("ground", "地形 ground"),
        ],
    );
}

/// The ground along the way, distance and height: a run for each part where it is known.
type Runs = Vec<Vec<(f64, f64)>>;

fn ground(picture: &Picture<'_>, flight: &Flight) -> Runs {
    let mut runs: Runs = Vec::new();
    let mut run: Vec<(f64, f64)> = Vec::new();
    for index in 0..=GROUND_PLACES {
        let after_m = flight.length_m * index as f64 / GROUND_PLACES as f64;
        let place = flight.place_at(after_m);
        let ground = place.and_then(|it| picture.terrain.ground_at(it));
        match ground {
            Some(ground) => run.push((after_m, ground.elevation_amsl_m)),
            None if !run.is_empty() => runs.push(std::mem::take(&mut run)),
            None => {}
        }
    }
    if !run.is_empty() {
        runs.push(run);
    }
    runs
}

fn draw_ground(sheet: &mut Sheet, chart: &Chart, ground: &Runs, bottom_m: f64) {
    for run in ground {
        let (Some(first), Some(last)) = (run.first(), run.last()) else {
            continue;
        };
        let mut ring: Vec<Coord<f64>> = vec![chart.at(first.0, bottom_m)];
        ring.extend(run.iter().map(|it| chart.at(it.0, it.1)));
        ring.push(chart.at(last.0, bottom_m));
        sheet.closed("ground", [ring.as_slice()]);
    }
}

/// The stops above the flight, as far as there is room.
fn draw_stops(sheet: &mut Sheet, chart: &Chart, flight: &Flight) {
    let mut free_from = f64::NEG_INFINITY;
    for (index, stop) in flight.stops.iter().enumerate() {
        let at = chart.at(stop.after_m, stop.place.amsl_m) - coord! { x: 0.0, y: 14.0 };
        if at.x < free_from {
            continue;
        }
        free_from = at.x + 18.0;
        let class = if stop.is_recording {
            "stop"
        } else {
            "stop-plain"
        };
        sheet.circle(class, at, 8.0);
        sheet.text_middle(at.x, at.y + 4.0, "in-mark", &(index + 1).to_string());
    }
}
