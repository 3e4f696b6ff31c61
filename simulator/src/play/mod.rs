//! A scenario being played: the simulation that it describes, its faults and tasks at their moments, and
//! what truly happens.

mod build;
mod faults;
mod news;
mod pads;
mod payloads;
pub mod plan_file;
mod tasks;
mod truths;

pub use build::ports;
pub use faults::name as fault_name;
pub use news::{News, Weight};

use crate::airframe::Touch;
use crate::scenario::{FaultSetup, Scenario};
use crate::simulation::{Frames, Happening, LinkId, Simulation};
use crate::time::SimTime;
use crate::truth::TruthRecord;
use faults::{Faults, Stage};
use geofences::Bilingual;
use payloads::Scenery;
use std::path::Path;
use std::sync::Arc;
use tasks::Tasks;
use truths::Truths;

/// A scenario as it is played.
pub struct Play {
    scenario: Arc<Scenario>,
    simulation: Simulation,
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
        Ok(Self {
            faults: Faults::new(scenario.faults.clone()),
            tasks: Tasks::new(&scenario),
            truths: Truths::new(scenario.vehicles.len()),
            scenery: Scenery::default(),
            news: not_played(&scenario),
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
            self.tasks
                .step(next, &self.scenario, &mut self.simulation, &mut self.news);
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
            let told = faults::apply(&fault, stage, now, &self.scenario, &mut self.simulation);
            self.news.extend(told);
        }
        if has_ended {
            // What else is wrong with the same thing is still wrong.
            for other in self.faults.active() {
                let stage = Stage::Begins;
                faults::apply(other, stage, now, &self.scenario, &mut self.simulation);
            }
        }
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

/// What stands in the scenario and is not simulated: nobody may take its silence for health.
fn not_played(scenario: &Scenario) -> Vec<News> {
    let parts = [
        (
            !scenario.docks.is_empty(),
            "docks (vehicles stand on their pads)",
            "机库（仅作停机位）",
        ),
        (!scenario.sensors.is_empty(), "ground sensors", "地面传感器"),
        (!scenario.crews.is_empty(), "crews", "地面人员"),
        (
            !scenario.traffic.is_empty(),
            "other traffic",
            "其他空中目标",
        ),
    ];
    let missing: Vec<_> = parts.iter().filter(|part| part.0).collect();
    if missing.is_empty() {
        return Vec::new();
    }
    let join = |names: Vec<&str>, between: &str| names.join(between);
    let en = join(missing.iter().map(|part| part.1).collect(), ", ");
    let zh = join(missing.iter().map(|part| part.2).collect(), "、");
    let news = News::note(
        SimTime::START,
        format!("in the scenario but not simulated yet: {en}"),
        format!("情景中有、但尚未模拟：{zh}"),
    );
    vec![news.weighing(Weight::Warning)]
}

#[cfg(test)]
mod tests;
