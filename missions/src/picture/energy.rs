//! What is left in the battery over time, and what is left at home from each part of the flight.

use super::chart::{Axis, Chart, key};
use super::flight::Flight;
use super::sheet::{Area, Sheet};
use crate::feasibility::LegProof;
use crate::plan::Plan;
use geo::{Coord, coord};

pub(super) fn draw(sheet: &mut Sheet, panel: Area, plan: &Plan, flight: &Flight) {
    let Some(energy) = plan.feasibility.energy else {
        sheet.rect("panel", panel);
        sheet.text(
            panel.left + 14.0,
            panel.top + 22.0,
            "heading",
            "电量未知 Energy is not known",
        );
        return;
    };
    let legs = &plan.feasibility.legs;
    let duration_s = legs.last().map_or(1.0, |it| it.seconds.1).max(1.0);
    let across = Axis {
        least: 0.0,
        most: duration_s,
        unit: 60.0,
    };
    let least_wh = energy.least_left_wh.min(energy.at_landing.left_wh).min(0.0);
    let up = Axis {
        least: least_wh,
        most: energy.budget.usable_wh * 1.04,
        unit: 1.0,
    };
    let chart = Chart::draw(
        sheet,
        panel,
        (across, up),
        "电量 Energy",
        (
            "起飞后 after take-off, min",
            "剩余可用 left to be flown on, Wh",
        ),
    );
    let reserve_wh = energy.budget.reserve_wh;
    let corner = chart.at(0.0, reserve_wh);
    let under = Area::new(
        corner.x,
        corner.y,
        chart.area.width,
        chart.area.bottom() - corner.y,
    );
    sheet.rect("under-reserve", under);
    draw_ways_home(sheet, &chart, legs, energy.budget.usable_wh);
    sheet.line("reserve", corner, chart.at(duration_s, reserve_wh));
    let mut left: Vec<Coord<f64>> = vec![chart.at(0.0, energy.budget.usable_wh)];
    left.extend(legs.iter().filter_map(|leg| {
        let balance = leg.balance?;
        Some(chart.at(leg.seconds.1, balance.left_wh))
    }));
    sheet.open("left", [left.as_slice()]);
    draw_stops(sheet, &chart, flight, legs);
    key(
        sheet,
        panel,
        &[
            ("left", "剩余电量 left"),
            ("way-home", "自该处返航所需 the way home from there"),
            ("after-home", "返航后剩余 left after it"),
            ("reserve", &format!("储备 reserve {reserve_wh:.0} Wh")),
        ],
    );
}

/// From what is left down to what would be left at the end of the way home that takes most.
fn draw_ways_home(sheet: &mut Sheet, chart: &Chart, legs: &[LegProof], full_wh: f64) {
    let mut before_wh = full_wh;
    let mut steps: Vec<Coord<f64>> = Vec::new();
    for leg in legs {
        let after_wh = leg.balance.map_or(before_wh, |it| it.left_wh);
        if let Some(way) = leg.way_home {
            let (begins_s, ends_s) = leg.seconds;
            let ring = [
                chart.at(begins_s, before_wh),
                chart.at(ends_s, after_wh),
                chart.at(ends_s, way.left_wh),
                chart.at(begins_s, way.left_wh),
            ];
            sheet.closed("way-home", [ring.as_slice()]);
            steps.push(ring[3]);
            steps.push(ring[2]);
        }
        before_wh = after_wh;
    }
    sheet.open("after-home", [steps.as_slice()]);
}

fn draw_stops(sheet: &mut Sheet, chart: &Chart, flight: &Flight, legs: &[LegProof]) {
    let mut free_from = f64::NEG_INFINITY;
    for (index, stop) in flight.stops.iter().enumerate() {
        let leg = legs.iter().find(|it| it.seconds.1 >= stop.seconds);
        let Some(left_wh) = leg.and_then(|it| it.balance).map(|it| it.left_wh) else {
            continue;
        };
        let at = chart.at(stop.seconds, left_wh) - coord! { x: 0.0, y: 13.0 };
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
