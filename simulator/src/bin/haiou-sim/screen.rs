//! What the live view shows, read off what is played.

use crate::pace::Pace;
use crate::view::{DockCell, Row, Screen, rows_that_fit};
use chrono::FixedOffset;
use geofences::Language;
use simulator::airframe::Contact;
use simulator::city::{City, DockTruth, LidState};
use simulator::play::{Play, fault_name};
use simulator::scenario::{Autopilot, Fault};
use simulator::simulation::LinkId;
use simulator::wire::ChannelId;

/// Screens tell the time of Qingdao (UTC+8, without summer time).
const SHANGHAI_S: i32 = 8 * 3_600;

/// The time as screens tell it.
pub fn time(play: &Play) -> String {
    let now = play.simulation().now().utc(play.simulation().started());
    match FixedOffset::east_opt(SHANGHAI_S) {
        Some(shanghai) => now
            .with_timezone(&shanghai)
            .format("%Y-%m-%d %H:%M:%S")
            .to_string(),
        None => now.to_rfc3339(),
    }
}

/// Everything but messages and what is typed; `first_row` is wanted on top of a screen of `height` lines.
pub fn screen(
    play: &Play,
    pace: &Pace,
    (speed, packets_per_s): (f64, f64),
    language: Language,
    (first_row, height): (usize, usize),
) -> Screen {
    let scenario = play.scenario();
    let wind = play.simulation().world().weather.wind;
    let name = match language {
        Language::En => &scenario.name,
        Language::Zh => &scenario.name_zh,
    };
    let vehicles = play.simulation().vehicles();
    let count = vehicles.len();
    let airborne = vehicles.filter(|it| it.craft.contact() == Contact::Airborne);
    let docks = docks(play, language);
    let room = rows_that_fit(count, docks.len(), height);
    let first_row = first_row.min(count - room);
    Screen {
        scenario: name.clone(),
        time: time(play),
        elapsed_s: play.simulation().now().seconds(),
        speed,
        is_paused: pace.is_paused(),
        packets_per_s,
        wind: format!("{:.0} m/s {:.0}°", wind.speed_mps, wind.from_deg),
        airborne: airborne.count(),
        vehicles: count,
        rows: rows(play, language, first_row, room),
        docks,
        messages: Vec::new(),
        first_row,
        typing: None,
    }
}

/// All docks, with what is wrong with each.
fn docks(play: &Play, language: Language) -> Vec<DockCell> {
    let truths = play.city().into_iter().flat_map(City::docks);
    let mut cells: Vec<DockCell> = truths
        .map(|dock| DockCell {
            name: dock.id.to_owned(),
            state: dock_state(&dock, language),
            faults: Vec::new(),
            is_jammed: dock.lid == LidState::Jammed,
        })
        .collect();
    for fault in play.active_faults() {
        if let Fault::Dock { dock, .. } = &fault.fault
            && let Some(cell) = cells.get_mut(*dock)
        {
            let name = fault_name(&fault.fault);
            cell.faults.push(name.in_language(language).to_owned());
        }
    }
    cells
}

fn dock_state(dock: &DockTruth, language: Language) -> String {
    let (en, zh) = match dock.lid {
        LidState::Closed => ("shut", "已关闭"),
        LidState::Opening => ("opening", "打开中"),
        LidState::Open => ("open", "已打开"),
        LidState::Closing => ("shutting", "关闭中"),
        LidState::Stopped => ("half-way", "半开"),
        LidState::Jammed => ("JAMMED", "卡住"),
    };
    let lid = if language == Language::Zh { zh } else { en };
    match dock.vehicle {
        None => lid.to_owned(),
        Some(vehicle) if dock.charging_power_w > 0.0 => {
            format!("{lid}, {vehicle} +{:.0} W", dock.charging_power_w)
        }
        Some(vehicle) => format!("{lid}, {vehicle}"),
    }
}

/// The rows that are seen: a large fleet has far more than that.
fn rows(play: &Play, language: Language, first_row: usize, room: usize) -> Vec<Row> {
    let mut faults: Vec<Vec<String>> = vec![Vec::new(); room];
    for fault in play.active_faults() {
        if let Fault::Vehicle { vehicle, .. } | Fault::Link { vehicle, .. } = &fault.fault
            && let Some(row) = vehicle.checked_sub(first_row)
            && let Some(of_vehicle) = faults.get_mut(row)
        {
            of_vehicle.push(fault_name(&fault.fault).in_language(language).to_owned());
        }
    }
    let vehicles = play.simulation().vehicles().zip(&play.scenario().vehicles);
    let rows = vehicles.skip(first_row).zip(faults).enumerate().map(
        |(index, ((vehicle, setup), faults))| {
            let (status, craft) = (vehicle.autopilot.status(), &vehicle.craft);
            let body = craft.body();
            Row {
                name: vehicle.name.clone(),
                system_id: status.system_id,
                autopilot: match setup.autopilot {
                    Autopilot::ArduPilotCopter => "ArduPilot",
                    Autopilot::Px4 => "PX4",
                },
                mode: status.mode,
                is_armed: status.is_armed,
                is_airborne: craft.contact() == Contact::Airborne,
                is_wrecked: craft.contact() == Contact::Wrecked,
                height_m: body.place.altitude_amsl_m - craft.ground_amsl_m(),
                speed_mps: body.velocity_mps.xy().norm(),
                charge: craft.battery().charge(),
                voltage_v: craft.battery().voltage_v(),
                mission: status.mission,
                satellites: craft.fix().satellites,
                lost: lost(play, (first_row + index) as u32, vehicle.links()),
                faults,
            }
        },
    );
    rows.collect()
}

/// The part of a vehicle's packets that its links lost, both ways.
fn lost(play: &Play, vehicle: u32, links: usize) -> f64 {
    let (mut taken, mut lost) = (0, 0);
    for channel in 0..links {
        let channel = ChannelId(channel as u8);
        if let Some((to, from)) = play.simulation().account(LinkId { vehicle, channel }) {
            taken += to.taken + from.taken;
            lost += to.lost + from.lost;
        }
    }
    if taken == 0 {
        0.0
    } else {
        lost as f64 / taken as f64
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use simulator::scenario::{ReadOptions, read};
    use std::path::Path;
    use std::sync::Arc;

    const TEXT: &str = r#"
[scenario]
name = "fleet"
start = 2026-11-24T08:00:00+08:00
duration_s = 60

[[fleet]]
name = "drone-##"
count = 30
at = [120.38, 36.06]
autopilot = "px4"
airframe = "inspection-quad"

[[fault]]
kind = "freeze"
vehicle = "drone-26"
at_s = 0
"#;

    #[test]
    fn the_rows_of_a_scrolled_view_are_those_that_it_is_scrolled_to() {
        let options = ReadOptions {
            file: "test.toml",
            vehicle_count: None,
        };
        let scenario = read(TEXT, options).scenario.unwrap();
        let mut play = Play::new(Arc::new(scenario), Path::new(".")).unwrap();
        let step = play.simulation().step_interval();
        let now = play.simulation().now() + step;
        play.step(now, [], &mut simulator::simulation::Frames::default());
        let pace = Pace::new(1.0);
        let shown = screen(&play, &pace, (1.0, 0.0), Language::En, (20, 18));
        assert_eq!(shown.first_row, 20);
        let rows: Vec<(&str, usize)> = shown
            .rows
            .iter()
            .map(|row| (row.name.as_str(), row.faults.len()))
            .collect();
        assert_eq!((rows.len(), rows[0]), (10, ("drone-21", 0)));
        assert_eq!(rows[5], ("drone-26", 1));
    }
}
