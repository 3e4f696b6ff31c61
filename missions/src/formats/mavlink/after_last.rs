//! What ArduPilot does after the last place of a mission: next to nothing.

use super::commands::*;
use super::understand::{Placed, Reader};
use super::write::Writer;
use crate::mission::Step;
use geofences::Bilingual;

/// How many of a mission's items ArduPilot does.
///
/// While it flies to a place it does, one after the other, what stands before that. After the last one it begins
/// the first thing that follows, finds no place any more, and ends the mission (ArduPilot, `AP_Mission.cpp`,
/// `advance_current_nav_cmd` and `update`).
fn done_count(commands: &[u16]) -> usize {
    let leads_on = |command: &u16| is_flown(*command) || is_jump(*command);
    let last = commands.iter().rposition(leads_on);
    let first_after = last.map_or(0, |last| last + 1);
    commands.len().min(first_after + 1)
}

/// `AP_Mission.cpp`, `is_nav_cmd`.
fn is_flown(command: u16) -> bool {
    command <= NAV_LAST
        || matches!(
            command,
            NAV_SET_YAW_SPEED | NAV_SCRIPT_TIME | NAV_ATTITUDE_TIME
        )
}

/// It goes on elsewhere (`AP_Mission.cpp`, `get_next_cmd`).
fn is_jump(command: u16) -> bool {
    matches!(command, DO_JUMP | DO_JUMP_TAG)
}

impl Writer<'_> {
    /// Leaves out what ArduPilot does not do; an item that means nothing here stays, and is told.
    pub(super) fn leave_out_after_last(&mut self) {
        let commands: Vec<u16> = self.items.iter().map(|it| it.item.command).collect();
        let not_done = self.items.split_off(done_count(&commands));
        for item in not_done {
            let Some(index) = item.step else { continue };
            if matches!(self.mission.steps.get(index), Some(Step::Foreign(_))) {
                self.items.push(item);
                self.lose(
                    index,
                    "ArduPilot ends the mission after its last place, return or landing: this is not done",
                    "ArduPilot 在最后的航点、返航或降落之后即结束航线：此项不会执行",
                );
            } else {
                self.lose(
                    index,
                    "ArduPilot ends the mission after its last place, return or landing, and does only the first thing that follows: left out",
                    "ArduPilot 在最后的航点、返航或降落之后只执行一项动作即结束航线：已省略",
                );
            }
        }
    }
}

impl Reader<'_, '_> {
    /// Says what ArduPilot does not come to.
    pub(super) fn not_done(&mut self, items: &[Placed]) {
        let commands: Vec<u16> = items.iter().map(|it| it.item.command).collect();
        for placed in items.iter().skip(done_count(&commands)) {
            let command = placed.item.command;
            self.findings.warning(
                "item-never-done",
                placed.place.clone(),
                Bilingual::new(
                    format!("command {command} stands after the last place, return or landing: ArduPilot ends the mission before it; it is kept"),
                    format!("命令 {command} 位于最后的航点、返航或降落之后：ArduPilot 会在此之前结束航线；已保留"),
                ),
            );
        }
    }
}
