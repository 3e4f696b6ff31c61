//! A class of vehicles.

use super::figures::{Keys, Places, count, id, names, note, number, table};
use super::{airframes, controllers, dji, equipment, keys};
use crate::vehicle::{Battery, ColdPoint, Limits, Masses, Performance, Vehicle, VehicleFigures};
use geofences::Severity;
use written::{Notation, Problem, Report, Table, parse};

/// Reads a class of vehicles. `file` is its name as the user gave it; one that ends with `.json` is JSON.
///
/// All problems come at once, in the order of the file; with an error there is no class.
pub fn read_vehicle(file: &str, text: &str) -> (Option<Vehicle>, Vec<Problem>) {
    let report = Report::new(file, text, Notation::of_file(file), Places::default());
    let tree = parse(&report);
    let vehicle = read(&Table::of_file(&report, &tree, &keys::FILE));
    let problems = report.into_problems();
    let is_bad = problems
        .iter()
        .any(|problem| problem.severity == Severity::Error);
    (vehicle.filter(|_| !is_bad), problems)
}

fn read(file: &Keys) -> Option<Vehicle> {
    // Each part is read before any is missed, so that what is wrong with another is told too.
    let about = table(file, "vehicle", &keys::VEHICLE);
    let kind = about.as_ref().and_then(airframes::kind);
    let airframe = airframes::airframe(file, kind);
    let masses = table(file, "masses", &keys::MASSES).map(|table| Masses {
        empty_kg: number(&table, "empty_kg"),
        take_off_kg: number(&table, "take_off_kg"),
    });
    let battery = table(file, "battery", &keys::BATTERY).map(|table| battery(&table));
    let performance =
        table(file, "performance", &keys::PERFORMANCE).map(|table| performance(&table));
    let limits = table(file, "limits", &keys::LIMITS).map(|table| limits(&table));
    let (autopilot, controller) = controllers::controller(file, kind);
    let dji = dji::model(file, autopilot);
    let equipment = equipment::all(file, autopilot);
    let about = about.map(|table| {
        (
            id(&table, "id"),
            names(&table),
            number(&table, "avionics_w"),
        )
    });
    let (id, name, avionics_w) = about?;
    let figures = VehicleFigures {
        id,
        name,
        airframe: airframe?,
        avionics_w,
        masses: masses?,
        battery: battery?,
        performance: performance?,
        limits: limits?,
        controller: controller?,
        dji,
        equipment,
    };
    match Vehicle::new(figures) {
        Ok(vehicle) => Some(vehicle),
        Err(faults) => {
            note(file.report, "", &faults);
            None
        }
    }
}

fn battery(table: &Keys) -> Battery {
    let cold = table.required("cold", |given| {
        let points = given.tables(&keys::COLD);
        let point = |point: &Keys| ColdPoint {
            temperature_c: number(point, "temperature_c"),
            part: number(point, "part"),
        };
        Some(points.iter().map(point).collect())
    });
    Battery {
        energy_wh: number(table, "energy_wh"),
        usable_part: number(table, "usable_part"),
        reserve_part: number(table, "reserve_part"),
        cold: cold.unwrap_or_default(),
        rated_cycles: count(table, "rated_cycles"),
        part_at_rated_cycles: number(table, "part_at_rated_cycles"),
    }
}

fn performance(table: &Keys) -> Performance {
    Performance {
        cruise_mps: number(table, "cruise_mps"),
        largest_mps: number(table, "largest_mps"),
        climb_mps: number(table, "climb_mps"),
        descent_mps: number(table, "descent_mps"),
        acceleration_mps2: number(table, "acceleration_mps2"),
        take_off_s: number(table, "take_off_s"),
        landing_mps: number(table, "landing_mps"),
        landing_below_m: number(table, "landing_below_m"),
    }
}

fn limits(table: &Keys) -> Limits {
    Limits {
        wind_mps: number(table, "wind_mps"),
        coldest_c: number(table, "coldest_c"),
        warmest_c: number(table, "warmest_c"),
        rain_mm_per_h: number(table, "rain_mm_per_h"),
        ceiling_amsl_m: number(table, "ceiling_amsl_m"),
    }
}
