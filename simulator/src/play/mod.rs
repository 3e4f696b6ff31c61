//! A scenario being played: the simulation that it describes and the city around it, its faults and tasks
//! at their moments, and what truly happens.

mod build;
mod city_setup;
mod faults;
mod news;
mod pads;
mod payloads;
pub mod plan_file;
mod surroundings;
mod tasks;
mod truths;

pub use build::ports;
pub use faults::name as fault_name;
pub use news::{News, Weight};

use crate::airframe::Touch;
use crate::city::{City, Publication, TakeError};
use crate::scenario::{FaultSetup, Scenario};
use crate::simulation::{Frames, Happening, LinkId, Simulation};
use crate::time::SimTime;
use crate::truth::TruthRecord;
use faults::{Faults, Stage};
use geofences::Bilingual;
use payloads::Scenery;
use std::path::Path;
use std::sync::Arc;
use surroundings::Surroundings;
use tasks::Tasks;
use truths::Truths;

/// A scenario as it is played.
pub struct Play {
    scenario: Arc<Scenario>,
    simulation: Simulation,
    surroundings: Option<Surroundings>,
    faults: Faults,
    tasks: Tasks,
    truths: Truths,
    scenery: Scenery,
    news: Vec<News>,
    records: Vec<TruthRecord>,
}

impl Play {
    /// Sets a scenario up; files that it names lie in `folder` or are named from there.
    ///
    /// # Errors
    /// Everything that cannot be set up.
    pub fn new(scenario: Arc<Scenario>, folder: &Path) -> Result<Self, Vec<Bilingual>> {
        let simulation = build::simulation(&scenario, folder)?;
        let surroundings = Surroundings::new(&scenario, simulation.world())?;
        Ok(Self {
            surroundings,
            faults: Faults::new(scenario.faults.clone()),
            tasks: Tasks::new(&scenario),
            truths: Truths::new(scenario.vehicles.len()),
            scenery: Scenery::default(),
            news: Vec::new(),
            records: Vec::new(),
            simulation,
            scenario,
        })
    }

    /// The scenario.
    pub fn scenario(&self) -> &Scenario {
        &self.scenario
    }

    /// The vehicles and their links.
    pub fn simulation(&self) -> &Simulation {
        &self.simulation
    }

    /// What else is in the city, as it truly is; `None` where there is nothing.
    pub fn city(&self) -> Option<&City> {
        self.surroundings.as_ref().map(Surroundings::city)
    }

    /// What docks, sensors, crews and receivers have published since this was last asked. It is kept until
    /// then, as news and records are: whoever steps asks for all three.
    pub fn take_publications(&mut self) -> Vec<Publication> {
        let surroundings = self.surroundings.as_mut();
        surroundings.map_or_else(Vec::new, Surroundings::take_publications)
    }

    /// Hands in a command that came in on a topic (docs/sensors.md). Its answer is published.
    ///
    /// # Errors
    /// There is nobody who could answer it.
    pub fn take_command(&mut self, topic: &str, payload: &[u8]) -> Result<(), TakeError> {
        let now = self.simulation.now();
        match &mut self.surroundings {
            Some(surroundings) => surroundings.take(topic, payload, now),
            None => Err(TakeError::NotACommandTopic(topic.to_owned())),
        }
    }

    /// The faults that are there now.
    pub fn active_faults(&self) -> &[FaultSetup] {
        self.faults.active()
    }

    /// Lets something go wrong beside the script.
    pub fn add_fault(&mut self, fault: FaultSetup) {
        self.faults.add(fault);
    }

    /// What happened since this was last asked, for people.
    pub fn take_news(&mut self) -> Vec<News> {
        std::mem::take(&mut self.news)
    }

    /// What truly happened since this was last asked.
    pub fn take_records(&mut self) -> Vec<TruthRecord> {
        std::mem::take(&mut self.records)
    }

    /// Whether the scenario is over.
    pub fn is_over(&self) -> bool {
        let end = self.scenario.duration.map(|it| SimTime::START + it);
        end.is_some_and(|end| self.simulation.now() >= end)
    }

    /// Goes on to `now`, or to the end of the scenario, with the frames that come in now. Adds what comes
    /// out of the links to `frames_out`.
    pub fn step<'a>(
        &mut self,
        now: SimTime,
        frames_in: impl IntoIterator<Item = (LinkId, &'a [u8])>,
        frames_out: &mut Frames,
    ) {
        let step = self.simulation.step_interval();
        // What came in is taken at once, before anything goes on.
        self.simulation
            .step(self.simulation.now(), frames_in, frames_out);
        while self.simulation.now() + step <= now && !self.is_over() {
            let next = self.simulation.now() + step;
            self.let_things_go_wrong(next);
            self.scenery
                .step(next, &self.scenario, &mut self.simulation);
            let (simulation, news) = (&mut self.simulation, &mut self.news);
            let lids = self.surroundings.as_mut();
            self.tasks
                .step(next, &self.scenario, simulation, lids, news);
            if let Some(surroundings) = &mut self.surroundings {
                surroundings.step(next, &mut self.simulation, &mut self.news);
            }
            self.simulation.step(next, [], frames_out);
            for happening in self.simulation.take_happenings() {
                self.tell(&happening);
            }
            self.truths.step(next, &self.simulation, &mut self.records);
        }
        if self.is_over() {
            self.end();
        }
    }

    /// Ends it here: what its links lost is counted up to now, and the end is noted, once.
    pub fn end(&mut self) {
        let now = self.simulation.now();
        self.truths.end(now, &self.simulation, &mut self.records);
    }

    fn let_things_go_wrong(&mut self, now: SimTime) {
        let due = self.faults.due(now);
        let has_ended = due.iter().any(|(_, stage)| *stage == Stage::Ends);
        for (fault, stage) in due {
            let news = faults::news(&fault.fault, stage, now, &self.scenario);
            self.news.push(news);
            let told = self.apply(&fault, stage, now);
            self.news.extend(told);
        }
        if has_ended {
            // What else is wrong with the same thing is still wrong.
            for other in self.faults.active().to_vec() {
                self.apply(&other, Stage::Begins, now);
            }
        }
    }

    fn apply(&mut self, fault: &FaultSetup, stage: Stage, now: SimTime) -> Option<News> {
        if let Some(surroundings) = &mut self.surroundings
            && let Err(unknown) = surroundings.apply(fault, stage, &self.scenario)
        {
            let unknown = unknown.message();
            let (en, zh) = (
                format!("the fault does nothing: {}", unknown.en),
                format!("故障未生效：{}", unknown.zh),
            );
            return Some(News::note(now, en, zh).weighing(Weight::Warning));
        }
        faults::apply(fault, stage, now, &self.scenario, &mut self.simulation)
    }

    fn tell(&mut self, happening: &Happening) {
        let Some(vehicle) = self.simulation.vehicle(happening.vehicle) else {
            return;
        };
        let (name, at) = (&vehicle.name, happening.at);
        self.news.push(match happening.touch {
            Touch::None => return,
            Touch::LeftGround => {
                News::note(at, format!("{name} takes off"), format!("{name} 起飞"))
            }
            Touch::Landed(speed) => News::note(
                at,
                format!("{name} touches down at {speed:.1} m/s"),
                format!("{name} 以 {speed:.1} m/s 着陆"),
            ),
            Touch::Crashed(speed) => News::note(
                at,
                format!("{name} crashes at {speed:.1} m/s"),
                format!("{name} 以 {speed:.1} m/s 坠毁"),
            )
            .weighing(Weight::Loss),
        });
    }
}

#[cfg(test)]
mod tests;
