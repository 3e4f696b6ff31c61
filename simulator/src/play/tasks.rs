//! What vehicles do without a ground station: each starts its mission at its moment, as a test pilot
//! would, who opens the lid of a dock first.

use super::news::{News, Weight};
use super::surroundings::Surroundings;
use crate::scenario::{Scenario, Stand};
use crate::simulation::Simulation;
use crate::time::SimTime;
use geofences::Bilingual;
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
    told: Option<Bilingual>,
}

/// Vehicles are tried so often.
const INTERVAL: Duration = Duration::from_millis(500);
/// The lid of a dock is opened so long before: it takes 12 s.
const OPENS_LID_BEFORE: Duration = Duration::from_secs(15);
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
        mut lids: Option<&mut Surroundings>,
        news: &mut Vec<News>,
    ) {
        if now < self.next || self.waiting.is_empty() {
            return;
        }
        self.next = now + INTERVAL;
        self.waiting.retain_mut(|start| {
            let dock = match scenario
                .vehicles
                .get(start.vehicle as usize)
                .map(|it| it.stand)
            {
                Some(Stand::Dock(dock)) => scenario.docks.get(dock),
                _ => None,
            };
            let lid_opens_at = start
                .at
                .us()
                .saturating_sub(OPENS_LID_BEFORE.as_micros() as u64);
            if let (Some(dock), Some(lids)) = (dock, &mut lids)
                && now.us() >= lid_opens_at
            {
                lids.open_lid_by_hand(&dock.name);
            }
            if now < start.at {
                return true;
            }
            let is_shut_in =
                dock.filter(|dock| lids.as_ref().is_some_and(|it| !it.lid_is_open(&dock.name)));
            let Some((vehicle, _)) = simulation.vehicle_mut(start.vehicle) else {
                return false;
            };
            let craft = &vehicle.craft;
            let started = if vehicle.is_frozen() {
                Err(Bilingual::new("autopilot frozen", "飞控死机"))
            } else if let Some(dock) = is_shut_in {
                Err(Bilingual::new(
                    format!("the lid of {} is not open", dock.name),
                    format!("{} 舱盖未打开", dock.name),
                ))
            } else {
                let started = vehicle.autopilot.start_mission_by_hand(now, craft);
                // What an autopilot says is English.
                started.map_err(|said| Bilingual::new(said.clone(), said))
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
                    format!("{name} has not started yet: {}", waits_for.en),
                    format!("{name} 尚未起飞：{}", waits_for.zh),
                );
                news.push(told.weighing(Weight::Warning));
                start.told = Some(waits_for);
            }
            true
        });
    }
}
