//! DJI's numbers of an aircraft and its cameras.

use super::figures::{Keys, not_for, optional_table, whole};
use super::keys;
use crate::vehicle::dji::{NUMBERS, POSITIONS, SUB_NUMBERS};
use crate::vehicle::{DjiLens, DjiModel, DjiPayload, FlightController};

const OF_OTHERS: (&str, &str) = ("for an autopilot that is not DJI's", "在非大疆飞控中");

pub(super) fn model(file: &Keys, autopilot: Option<FlightController>) -> Option<DjiModel> {
    if autopilot.is_some_and(|it| it != FlightController::Dji) {
        not_for(file, "dji", OF_OTHERS);
        return None;
    }
    let table = optional_table(file, "dji", &keys::DJI)?;
    Some(DjiModel {
        drone: whole(&table, "drone", NUMBERS, ""),
        drone_sub: whole(&table, "drone_sub", SUB_NUMBERS, ""),
    })
}

pub(super) fn payload(camera: &Keys, autopilot: Option<FlightController>) -> Option<DjiPayload> {
    if autopilot.is_some_and(|it| it != FlightController::Dji) {
        not_for(camera, "dji", OF_OTHERS);
        return None;
    }
    let table = optional_table(camera, "dji", &keys::DJI_PAYLOAD)?;
    let lenses = [DjiLens::Wide, DjiLens::Zoom, DjiLens::Infrared].map(|it| (it.name(), it));
    Some(DjiPayload {
        payload: whole(&table, "payload", NUMBERS, ""),
        payload_sub: whole(&table, "payload_sub", SUB_NUMBERS, ""),
        position: whole(&table, "position", POSITIONS, ""),
        lens: table.optional("lens", |given| given.choice(("lens", "镜头"), &lenses)),
    })
}
