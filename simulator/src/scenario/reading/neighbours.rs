//! What no two vehicles may have alike.

use super::given::Table;
use super::vehicles::GivenVehicle;
use crate::scenario::{LinkAddress, Stand};
use std::collections::HashMap;
use written::say;

/// Notes vehicles that cannot be told apart, or stand in each other's place.
pub fn check(file: &Table<'_>, vehicles: &[GivenVehicle]) {
    let mut ids: HashMap<(LinkAddress, u8), &str> = HashMap::new();
    let mut docks: HashMap<usize, &str> = HashMap::new();
    let mut serials: HashMap<&str, &str> = HashMap::new();
    for GivenVehicle { setup, spot } in vehicles {
        let name = setup.name.as_str();
        for link in &setup.links {
            let Some(other) = ids.insert((link.address, setup.system_id), name) else {
                continue;
            };
            let (id, port) = (setup.system_id, link.address.socket());
            let what = say(
                format!("{name} and {other} both have system id {id} on {port}"),
                format!("{name} 与 {other} 在 {port} 上的系统号同为 {id}"),
            );
            let help = say(
                "give them other ids, or other ports (vehicles_per_port is at most 254)",
                "请改用不同的系统号或端口（vehicles_per_port 至多 254）",
            );
            let report = file.report;
            report.error_once("duplicate-system-id", spot, what, Some(help));
        }
        if let Stand::Dock(dock) = setup.stand
            && let Some(other) = docks.insert(dock, name)
        {
            let what = say(
                format!("{name} and {other} begin in the same dock"),
                format!("{name} 与 {other} 起始于同一机库"),
            );
            file.report.error_once("dock-taken", spot, what, None);
        }
        if let Some(remote_id) = &setup.payload.remote_id
            && let Some(other) = serials.insert(&remote_id.serial_number, name)
        {
            let what = say(
                format!("{name} and {other} have the same serial number"),
                format!("{name} 与 {other} 的序列号相同"),
            );
            let help = say(
                "leave serial_number out: each gets its own",
                "省略 serial_number，将各自生成",
            );
            let report = file.report;
            report.error_once("duplicate-serial-number", spot, what, Some(help));
        }
    }
}
