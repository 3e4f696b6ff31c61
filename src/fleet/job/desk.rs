//! All jobs with one vehicle: one of each lane at a time, others wait in order.

mod ending;

use super::begin::Beginnings;
use super::event::{JobEvent, JobNews, JobOutcome};
use super::running::Running;
use super::setting::{JobSetting, may, may_give};
use super::{Job, JobId, JobRequest, Lane};
use crate::fleet::command::Directed;
use crate::fleet::file_transfer::TransferNumbers;
use crate::fleet::parameters::CachedList;
use crate::link::report::{PlanKind, Report};
use crate::moment::Moment;
use geofences::Bilingual;
use std::collections::VecDeque;

/// So many jobs of a lane wait behind the one that goes on.
pub const MOST_WAITING: usize = 8;

/// The jobs of one vehicle.
#[derive(Clone, Debug, Default)]
pub struct JobDesk {
    lanes: [LaneDesk; 3],
    news: Vec<JobNews>,
    /// Where the next transfer of files with each component begins.
    numbers: Vec<(u8, TransferNumbers)>,
    /// Parameters that were kept of the vehicle, for the next time that they are read.
    cached: Option<Box<CachedList>>,
    is_lost: bool,
    last: Option<JobId>,
}

#[derive(Clone, Debug, Default)]
struct LaneDesk {
    running: Option<Box<Running>>,
    waiting: VecDeque<(JobNews, Job)>,
}

const PLANS: usize = 0;
const PARAMETERS: usize = 1;
const FILES: usize = 2;

impl JobDesk {
    /// What was kept of the vehicle's parameters: the next reading spares itself the list where the vehicle's
    /// hash proves it.
    pub fn know(&mut self, cached: CachedList) {
        self.cached = Some(Box::new(cached));
    }

    /// Takes a job. What becomes of it is told by [`Self::take_news`]. Whether its number was not used before:
    /// else it is not taken, and nothing is told of it.
    pub fn give(
        &mut self,
        now: Moment,
        request: JobRequest,
        setting: &JobSetting<'_>,
        out: &mut Vec<Directed>,
    ) -> bool {
        if self.last >= Some(request.id) {
            return false;
        }
        self.last = Some(request.id);
        let lane = lane_at(request.job.lane());
        let waiting = self.lanes.get(lane).map_or(0, |lane| lane.waiting.len());
        let allowed = may_give(&request.job, request.role)
            .and_then(|()| may(now, &request.job, &request.by, setting));
        let event = match allowed {
            Err(why) => JobEvent::Refused(why),
            Ok(()) if waiting >= MOST_WAITING => JobEvent::Refused(Bilingual::new(
                "Too many jobs of this kind wait for this vehicle.",
                "该飞行器等待中的同类作业过多。",
            )),
            Ok(()) => JobEvent::Accepted {
                what: request.job.name(),
            },
        };
        let is_accepted = !event.is_final();
        let news = JobNews {
            id: request.id,
            by: request.by,
            at: now,
            event,
        };
        self.news.push(news.clone());
        if let Some(lane) = self.lanes.get_mut(lane).filter(|_| is_accepted) {
            lane.waiting.push_back((news, request.job));
        }
        self.go_on(now, setting, out);
        true
    }

    /// Takes what a component says to us. `is_overtaken` is a value of a parameter after a newer one.
    pub fn hear(
        &mut self,
        now: Moment,
        component: u8,
        report: &Report,
        is_overtaken: bool,
        out: &mut Vec<Directed>,
    ) {
        for lane in 0..self.lanes.len() {
            self.on(now, lane, |running, events| {
                if running.component == component {
                    running.hear(now, report, is_overtaken, out, events);
                }
            });
        }
    }

    /// Lets time pass.
    pub fn wake(&mut self, now: Moment, setting: &JobSetting<'_>, out: &mut Vec<Directed>) {
        // What waits behind a job begins after whoever keeps the vehicle has heard how that ended.
        self.go_on(now, setting, out);
        let is_lost = self.is_lost;
        for lane in 0..self.lanes.len() {
            self.on(now, lane, |running, events| {
                if setting.observed_only.is_some() && running.changes_something() {
                    running.cancel(now, out);
                    return;
                }
                running.may_fly(setting.is_armed, is_lost);
                if running.due().is_some_and(|due| due <= now) {
                    running.wake(now, out, events);
                }
            });
        }
    }

    /// The link is lost, or back.
    pub fn link(&mut self, now: Moment, is_lost: bool, out: &mut Vec<Directed>) {
        self.is_lost = is_lost;
        for lane in 0..self.lanes.len() {
            self.on(now, lane, |running, events| {
                running.link(now, is_lost, out, events);
            });
        }
    }

    /// The vehicle has started anew.
    pub fn rebooted(&mut self, now: Moment, out: &mut Vec<Directed>) {
        for lane in 0..self.lanes.len() {
            self.on(now, lane, |running, _| running.rebooted(now, out));
        }
    }

    /// Whether anything goes on or waits.
    pub fn is_idle(&self) -> bool {
        let mut lanes = self.lanes.iter();
        lanes.all(|lane| lane.running.is_none() && lane.waiting.is_empty())
    }

    /// When [`Self::wake`] is due.
    pub fn due(&self) -> Option<Moment> {
        let lanes = self.lanes.iter().enumerate();
        let due = lanes.filter_map(|(at, lane)| match &lane.running {
            Some(running) => running.due(),
            // It can begin at once.
            None => self.may_begin(at).then(Moment::default),
        });
        due.min()
    }

    /// Which jobs go on, with how far they are.
    pub fn running(&self) -> impl Iterator<Item = (JobId, Option<super::JobProgress>)> + '_ {
        let running = self.lanes.iter().filter_map(|lane| lane.running.as_ref());
        running.map(|running| (running.news.id, running.progress()))
    }

    /// Which plan a job that goes on changes.
    pub fn changing(&self) -> Option<(JobId, PlanKind)> {
        let running = self.lanes.get(PLANS)?.running.as_ref()?;
        Some((running.news.id, running.changes_plan()?))
    }

    /// Everything that was not told yet, in its order.
    pub fn take_news(&mut self) -> Vec<JobNews> {
        std::mem::take(&mut self.news)
    }

    /// Whether there is something to tell.
    pub fn has_news(&self) -> bool {
        !self.news.is_empty()
    }

    /// Lets the running job of a lane do something, and tells what came of it.
    fn on(&mut self, now: Moment, lane: usize, act: impl FnOnce(&mut Running, &mut Vec<JobEvent>)) {
        let Some(desk) = self.lanes.get_mut(lane) else {
            return;
        };
        let Some(running) = &mut desk.running else {
            return;
        };
        let mut events = Vec::new();
        act(running, &mut events);
        events.extend(running.take_progress().map(JobEvent::Progress));
        let has_ended = running.is_over();
        if has_ended {
            events.extend(running.outcome().map(JobEvent::Ended));
        }
        let news = running.news.clone();
        if has_ended && let Some(ended) = desk.running.take() {
            self.keep_numbers(&ended);
        }
        let told = events.into_iter().map(|event| JobNews {
            at: now,
            event,
            ..news.clone()
        });
        self.news.extend(told);
    }

    /// Begins what waits, where nothing goes on in its lane.
    fn go_on(&mut self, now: Moment, setting: &JobSetting<'_>, out: &mut Vec<Directed>) {
        for lane in 0..self.lanes.len() {
            while let Some((news, job)) = self.next(lane) {
                // It may have waited for long.
                let begun = may(now, &job, &news.by, setting)
                    .and_then(|()| self.begin(now, &news, job, setting, out));
                match begun {
                    Ok(running) => {
                        if let Some(desk) = self.lanes.get_mut(lane) {
                            desk.running = Some(Box::new(running));
                        }
                        let is_lost = self.is_lost;
                        self.on(now, lane, |running, events| {
                            if is_lost {
                                running.link(now, true, out, events);
                            }
                        });
                    }
                    Err(why) => self.end(now, news, JobOutcome::Failed(why)),
                }
            }
        }
    }

    fn begin(
        &mut self,
        now: Moment,
        news: &JobNews,
        job: Job,
        setting: &JobSetting<'_>,
        out: &mut Vec<Directed>,
    ) -> Result<Running, Bilingual> {
        let autopilot = setting.autopilot_component;
        let with = job.component().unwrap_or(autopilot);
        let numbers = self.numbers.iter().find(|(of, _)| *of == with);
        let beginnings = Beginnings {
            numbers: numbers.map_or(TransferNumbers::default(), |(_, numbers)| *numbers),
            files_are_free: self.reading_files_of(FILES) != Some(autopilot),
            cached: match job {
                // Without its encoding it does not begin, and what is kept is for the next time.
                Job::ReadParameters if setting.encoding.is_some() => self.cached.take(),
                _ => None,
            },
        };
        let mut events = Vec::new();
        let begun = Running::start(
            now,
            news.clone(),
            job,
            setting,
            beginnings,
            out,
            &mut events,
        );
        let told = events.into_iter().map(|event| JobNews {
            at: now,
            event,
            ..news.clone()
        });
        self.news.extend(told);
        begun
    }

    /// The component whose files the running job of a lane reads.
    fn reading_files_of(&self, lane: usize) -> Option<u8> {
        let running = self.lanes.get(lane)?.running.as_ref()?;
        running.is_reading_a_file().then_some(running.component)
    }

    /// Whether what waits first in a lane may begin. An autopilot has one session for files.
    fn may_begin(&self, lane: usize) -> bool {
        let desk = self.lanes.get(lane).filter(|desk| desk.running.is_none());
        let Some((_, job)) = desk.and_then(|desk| desk.waiting.front()) else {
            return false;
        };
        let is_taken = || job.component() == self.reading_files_of(PARAMETERS);
        lane != FILES || job.component().is_none() || !is_taken()
    }

    fn next(&mut self, lane: usize) -> Option<(JobNews, Job)> {
        if !self.may_begin(lane) {
            return None;
        }
        self.lanes.get_mut(lane)?.waiting.pop_front()
    }

    fn keep_numbers(&mut self, ended: &Running) {
        let (with, Some(numbers)) = (ended.component, ended.numbers()) else {
            return;
        };
        match self.numbers.iter_mut().find(|(of, _)| *of == with) {
            Some((_, known)) => *known = numbers,
            None => self.numbers.push((with, numbers)),
        }
    }

    fn end(&mut self, now: Moment, news: JobNews, outcome: JobOutcome) {
        self.news.push(JobNews {
            at: now,
            event: JobEvent::Ended(outcome),
            ..news
        });
    }
}

fn lane_at(lane: Lane) -> usize {
    match lane {
        Lane::Plans => PLANS,
        Lane::Parameters => PARAMETERS,
        Lane::Files => FILES,
    }
}
