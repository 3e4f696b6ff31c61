//! What vehicles do without a ground station: each starts its mission at its moment, as a test pilot
//! would.

use super::news::{News, Weight};
use crate::scenario::Scenario;
use crate::simulation::Simulation;
use crate::time::SimTime;
use std::time::Duration;

/// The starts that are still to come.
pub struct Tasks {
    waiting: Vec<Start>,
    next: SimTime,
}

struct Start {
    vehicle: u32,
    at: SimTime,
    /// What it waited for when this was last told.
    told: Option<String>,
}

/// Vehicles are tried so often.
const INTERVAL: Duration = Duration::from_millis(500);
/// One that is not in the air so long after it was to start is told of.
const PATIENCE: Duration = Duration::from_secs(90);

impl Tasks {
    /// Those of a scenario.
    pub fn new(scenario: &Scenario) -> Self {
        let starts = scenario.vehicles.iter().enumerate();
        let starts = starts.filter_map(|(vehicle, setup)| {
            let after = setup.task.as_ref()?.starts_after?;
            Some(Start {
                vehicle: vehicle as u32,
                at: SimTime::START + after,
                told: None,
            })
        });
        Self {
            waiting: starts.collect(),
            next: SimTime::START,
        }
    }

    /// Goes on with the starts that are due.
    pub fn step(
        &mut self,
        now: SimTime,
        scenario: &Scenario,
        simulation: &mut Simulation,
        news: &mut Vec<News>,
    ) {
        if now < self.next || self.waiting.is_empty() {
            return;
        }
        self.next = now + INTERVAL;
        self.waiting.retain_mut(|start| {
            if now < start.at {
                return true;
            }
            let Some((vehicle, _)) = simulation.vehicle_mut(start.vehicle) else {
                return false;
            };
            let craft = &vehicle.craft;
            let started = if vehicle.is_frozen() {
                Err("autopilot frozen".to_owned())
            } else {
                vehicle.autopilot.start_mission_by_hand(now, craft)
            };
            let Err(waits_for) = started else {
                let name = &vehicle.name;
                news.push(News::note(
                    now,
                    format!("{name} flies its mission"),
                    format!("{name} 开始执行任务"),
                ));
                return false;
            };
            if now - start.at > PATIENCE && start.told.as_ref() != Some(&waits_for) {
                let name = &scenario.vehicles[start.vehicle as usize].name;
                let told = News::note(
                    now,
                    format!("{name} has not started yet: {waits_for}"),
                    format!("{name} 尚未起飞：{waits_for}"),
                );
                news.push(told.weighing(Weight::Warning));
                start.told = Some(waits_for);
            }
            true
        });
    }
}
