//! Everything that is said to one vehicle: what it is asked for, ordered, given and read, who may, and what
//! its answers mean for each of these.

mod facts;
mod kept;
mod safety;
mod view;

pub use facts::{facts, is_observed_only, kind_of, may_be_in_air};
pub use kept::KeptPhotos;
pub use safety::SafetyState;
pub use view::DeskView;

use super::command::Directed;
use super::integrity::ExpectedHeading;
use super::interview::{Interview, of_autopilot, of_component};
use super::job::{JobDesk, JobEvent, JobId, JobNews, JobOutcome, JobRequest, JobSetting};
use super::lease::{Holder, Lease};
use super::order::{
    OrderDesk, OrderId, OrderIdUsed, OrderNews, OrderRequest, PayloadSetup, Refusal, Velocity,
};
use super::parameters::{CachedList, ParameterSet, encoding_of};
use super::plan_transfer::{Capacities, Outcome};
use super::plans_on_board::{PlanChangedBehindOurBack, PlansOnBoard};
use super::safety_profile::{SafetyProfile, Verdict};
use super::vehicle::{LifeState, Vehicle};
use crate::link::dialect::Encoding;
use crate::link::frame::Sender;
use crate::link::mav_cmd;
use crate::link::names::{Origin, VehicleId};
use crate::link::report::{AutopilotKind, ComponentKind, PlanKind, Report};
use crate::link::say::Say;
use crate::moment::Moment;
use geofences::Bilingual;
use safety::Safety;
use std::sync::Arc;
use std::time::Duration;

/// What a desk has to tell.
#[derive(Clone, Debug, PartialEq)]
pub enum DeskNews {
    /// Of an order.
    Order(OrderNews),
    /// Of a job.
    Job(JobNews),
    /// A plan on board is no longer ours.
    PlanChanged(PlanChangedBehindOurBack),
    /// A photo was taken, for the first time that we hear of it.
    Photo(Box<super::photos::Photo>),
    /// Somebody's lease ran out.
    LeaseEnded(Holder),
    /// After its parameters were read or set: whether they are what they must be.
    Safety(Verdict),
}

/// Before it is measured, a round trip is taken to be this.
const ROUND_TRIP: Duration = Duration::from_millis(500);

/// See the module.
#[derive(Clone, Debug)]
pub struct Desk {
    us: Sender,
    /// Who may command it now.
    pub lease: Lease,
    /// How what it carries is switched.
    pub payload: PayloadSetup,
    orders: OrderDesk,
    jobs: JobDesk,
    interviews: Vec<(u8, Interview)>,
    plans: PlansOnBoard,
    /// The plan that a job of ours changes now.
    in_transfer: Option<(JobId, PlanKind)>,
    parameters: Option<Box<ParameterSet>>,
    safety: Safety,
    capacities: Option<Capacities>,
    photos: KeptPhotos,
    next_photo: u32,
    round_trip: Option<Duration>,
    is_lost: bool,
    /// A recording answers nothing: it is not even asked.
    is_recording: bool,
    news: Vec<DeskNews>,
    says: Vec<Say>,
}

impl Desk {
    /// The desk of a vehicle, which `us` talks with.
    pub fn new(us: Sender, vehicle: VehicleId, origin: Origin) -> Self {
        Self {
            us,
            lease: Lease::default(),
            payload: PayloadSetup::default(),
            orders: OrderDesk::new(us),
            jobs: JobDesk::default(),
            interviews: Vec::new(),
            plans: PlansOnBoard::default(),
            in_transfer: None,
            parameters: None,
            safety: Safety::new(us.system),
            capacities: None,
            photos: KeptPhotos::new(vehicle),
            next_photo: 1,
            round_trip: None,
            is_lost: false,
            is_recording: origin == Origin::Replayed,
            news: Vec::new(),
            says: Vec::new(),
        }
    }

    /// The round trip of the vehicle's best link, as measured last.
    pub fn set_round_trip(&mut self, round_trip: Option<Duration>) {
        self.round_trip = round_trip;
        self.orders.set_round_trip(round_trip);
        self.photos.set_round_trip(self.round_trip());
    }

    fn round_trip(&self) -> Duration {
        self.round_trip.unwrap_or(ROUND_TRIP)
    }

    /// Whether no order and no job goes on: then what only tells of the vehicle's state need not be heard here,
    /// but has to be noted.
    pub fn is_idle(&self) -> bool {
        self.orders.is_idle() && self.jobs.is_idle()
    }

    /// Reads what [`Self::note_heard`] will need.
    #[inline]
    pub fn fetch(&self) -> u64 {
        let first = self.interviews.first();
        first.map_or(0, |(of, interview)| u64::from(*of) ^ interview.fetch())
    }

    /// Notes that a message came, so that it is not asked for.
    #[inline]
    pub fn note_heard(&mut self, now: Moment, component: u8, message_id: u32) {
        for (of, interview) in &mut self.interviews {
            if *of == component {
                interview.heard(message_id, now);
            }
        }
    }

    /// Takes what a component said, after the vehicle's state has. `is_to_another` is what is addressed to
    /// somebody else: an answer to a station is none to us.
    pub fn hear(
        &mut self,
        now: Moment,
        vehicle: &Vehicle,
        heard: HeardReport<'_>,
        out: &mut Vec<Directed>,
    ) {
        let HeardReport {
            component,
            message_id,
            report,
            is_to_another,
            is_late,
        } = heard;
        // What comes late, or over a link that stands by, does not tell that it comes over the best one.
        if !is_late {
            self.note_heard(now, component, message_id);
        }
        if is_to_another {
            let change = self.plans.hear_said_to_another(now, report);
            self.news.extend(change.map(DeskNews::PlanChanged));
            return;
        }
        match report {
            Report::Heartbeat(_) => self.begin_interview(now, vehicle, component),
            Report::MissionCurrent(current) => {
                let changes = self.plans.hear_current(now, current);
                self.news
                    .extend(changes.into_iter().map(DeskNews::PlanChanged));
            }
            Report::CommandAck(ack) => {
                let commands = self.orders.commands();
                let awaited = commands.answers_out(now, component, ack.command);
                let is_certain = awaited.is_some_and(|answers| answers <= 1);
                let mut interviews = self.interviews.iter_mut();
                let was_asked = interviews
                    .any(|(of, it)| *of == component && it.answered(*ack, is_certain, now));
                if !was_asked {
                    self.photos.hear_ack(component, ack);
                }
            }
            Report::ParameterValue(told) if Some(component) == vehicle.autopilot() => {
                if let (Some(set), Some(encoding)) = (&mut self.parameters, encoding(vehicle))
                    && set.hear(told, encoding)
                {
                    self.safety.changed();
                }
            }
            Report::CameraImageCaptured(_) | Report::CameraStatus(_) => {
                let photo = self.photos.hear(now, component, report, &mut self.says);
                self.news
                    .extend(photo.map(|it| DeskNews::Photo(Box::new(it))));
                if self.is_recording {
                    self.says.clear();
                }
                self.hand_over(component, out);
            }
            _ => {}
        }
        // What a newer one overtook does not tell how it is now; an answer or a text is one whenever it comes.
        let is_said_once = matches!(report, Report::CommandAck(_) | Report::StatusText(_));
        if concerns_orders(report) && (!is_late || is_said_once) {
            self.orders.hear(now, component, report, out);
        }
        if !self.jobs.is_idle() {
            self.jobs.hear(now, component, report, out);
        }
        self.collect(now, vehicle);
    }

    /// Lets time pass.
    pub fn wake(&mut self, now: Moment, vehicle: &Vehicle, out: &mut Vec<Directed>) {
        if let Some(holder) = self.lease.wake(now) {
            self.news.push(DeskNews::LeaseEnded(holder));
        }
        if !self.is_lost {
            self.ask(now, out);
        }
        self.orders.wake(now, out);
        if !self.jobs.is_idle() {
            let mut jobs = std::mem::take(&mut self.jobs);
            jobs.wake(now, &self.setting(now, vehicle), out);
            self.jobs = jobs;
        }
        if !self.is_recording {
            self.photos.wake(now, out);
        }
        self.collect(now, vehicle);
        self.safety
            .refresh(now, vehicle, self.parameters.as_deref());
    }

    /// When [`Self::wake`] is due.
    pub fn due(&self) -> Option<Moment> {
        let asking = self.interviews.iter().map(|(_, it)| it.due()).min();
        [
            asking.filter(|_| !self.is_lost),
            self.orders.due(),
            self.jobs.due(),
            self.photos.due().filter(|_| !self.is_recording),
            self.lease.due(),
        ]
        .into_iter()
        .flatten()
        .min()
    }

    /// Gives an order.
    ///
    /// # Errors
    /// Its number was used.
    pub fn order(
        &mut self,
        now: Moment,
        vehicle: &Vehicle,
        request: OrderRequest,
        out: &mut Vec<Directed>,
    ) -> Result<(), OrderIdUsed> {
        let in_doubt = self.plans.is_in_doubt(PlanKind::Mission);
        let (payload, photo) = (&self.payload, self.next_photo);
        let facts = facts(vehicle, payload, photo, in_doubt, self.us, now);
        let is_photo = request.order == super::order::Order::TakePhoto;
        self.orders
            .give(now, request, &mut self.lease, &facts, out)?;
        self.next_photo = self.next_photo.wrapping_add(u32::from(is_photo)).max(1);
        self.collect(now, vehicle);
        Ok(())
    }

    /// Gives an order up. Whether it was going on.
    pub fn cancel_order(
        &mut self,
        now: Moment,
        vehicle: &Vehicle,
        id: OrderId,
        out: &mut Vec<Directed>,
    ) -> bool {
        let was_going_on = self.orders.cancel(now, id, out);
        self.collect(now, vehicle);
        was_going_on
    }

    /// Repeats a nudge.
    ///
    /// # Errors
    /// It has ended, or is too fast, or is no longer allowed.
    pub fn renew_nudge(
        &mut self,
        now: Moment,
        id: OrderId,
        velocity: Velocity,
        out: &mut Vec<Directed>,
    ) -> Result<(), Refusal> {
        self.orders.renew_nudge(now, id, velocity, &self.lease, out)
    }

    /// Gives a job. Whether its number was not used before.
    pub fn job(
        &mut self,
        now: Moment,
        vehicle: &Vehicle,
        request: JobRequest,
        out: &mut Vec<Directed>,
    ) -> bool {
        let mut jobs = std::mem::take(&mut self.jobs);
        let is_new = jobs.give(now, request, &self.setting(now, vehicle), out);
        self.jobs = jobs;
        self.collect(now, vehicle);
        is_new
    }

    /// What was kept of its parameters, for the next time that they are read.
    pub fn know_parameters(&mut self, cached: CachedList) {
        self.jobs.know(cached);
    }

    /// What it must have set, in the place of what is laid down for its class.
    pub fn set_profile(&mut self, profile: Option<Arc<SafetyProfile>>) {
        self.safety.set_profile(profile);
    }

    /// Whether it has set what it must, with everything that is not so. [`DeskView::safety`] has it in short.
    pub fn judge_safety(&self, now: Moment, vehicle: &Vehicle) -> Verdict {
        let parameters = self.parameters.as_deref();
        self.safety.setting(vehicle, parameters).judge(now)
    }

    /// Calls a job off. Whether there was one.
    pub fn cancel_job(
        &mut self,
        now: Moment,
        vehicle: &Vehicle,
        id: JobId,
        out: &mut Vec<Directed>,
    ) -> bool {
        let was_there = self.jobs.cancel(now, id, out);
        self.collect(now, vehicle);
        was_there
    }

    /// Its life goes on differently.
    pub fn life(&mut self, now: Moment, state: LifeState, out: &mut Vec<Directed>) {
        let is_lost = state == LifeState::Lost;
        if is_lost != self.is_lost {
            self.is_lost = is_lost;
            self.jobs.link(now, is_lost, out);
            // Nobody saw what was changed meanwhile.
            self.doubt_parameters();
        }
    }

    fn doubt_parameters(&mut self) {
        if let Some(set) = &mut self.parameters {
            set.doubt();
            self.safety.changed();
        }
    }

    /// It started anew: what it was told before may not hold.
    pub fn rebooted(&mut self, now: Moment) {
        self.plans.rebooted(now);
        self.doubt_parameters();
        // It is asked for everything again.
        self.interviews.clear();
    }

    /// It is heard over another link from now on.
    pub fn over_another_link(&mut self, now: Moment) {
        for (_, interview) in &mut self.interviews {
            interview.over_another_link(now);
        }
    }

    /// Whether more may be asked of it has changed: it is commissioned, or no longer.
    pub fn commission_changed(&mut self, now: Moment, vehicle: &Vehicle) {
        self.interviews.clear();
        if is_observed_only(vehicle) {
            // What was ordered of it before is not to reach whoever is commissioned next.
            self.orders.close(now);
            self.collect(now, vehicle);
        }
    }

    /// What is to be told.
    pub fn take_news(&mut self) -> Vec<DeskNews> {
        std::mem::take(&mut self.news)
    }

    /// What readers see of it.
    pub fn view(&self, now: Moment) -> DeskView {
        DeskView {
            holder: self.lease.held(now).map(|held| held.by.clone()),
            asked_by: self.lease.asked(now).map(|asked| asked.by.clone()),
            plans: PlanKind::ALL.map(|kind| self.plans.of(kind)),
            orders: self.orders.running().collect(),
            jobs: self.jobs.running().collect(),
            round_trip: self.round_trip,
            parameters: self.parameters.as_ref().map(|set| set.len()),
            safety: self.safety.state(now),
            missing_photos: self.photos.missing(),
            refused: self
                .interviews
                .iter()
                .flat_map(|(_, it)| it.refused())
                .collect(),
        }
    }

    /// Its parameters, where they were read.
    pub fn parameters(&self) -> Option<&ParameterSet> {
        self.parameters.as_deref()
    }

    /// The photos of its cameras.
    pub fn photos(&self) -> &KeptPhotos {
        &self.photos
    }

    /// What is known of its plans.
    pub fn plans(&self) -> &PlansOnBoard {
        &self.plans
    }

    /// The vehicle is gone for good: whatever goes on ends.
    pub fn close(&mut self, now: Moment, vehicle: &Vehicle) {
        self.orders.close(now);
        self.jobs.close(now);
        self.collect(now, vehicle);
    }

    fn begin_interview(&mut self, now: Moment, vehicle: &Vehicle, component: u8) {
        let is_asked = self.interviews.iter().any(|(of, _)| *of == component);
        if is_asked || self.is_recording {
            return;
        }
        let may_set_rates = vehicle.is_commandable();
        let wants = if vehicle.autopilot() == Some(component) {
            kind_of(vehicle).map_or(&[][..], |(autopilot, _)| of_autopilot(autopilot))
        } else {
            let payload = vehicle.known().payload.iter();
            let mut beats = payload.filter_map(|it| Some((it.component, it.heartbeat.as_ref()?)));
            let found = beats.find(|(of, _)| *of == component);
            of_component(found.map_or(ComponentKind::Other, |(_, beat)| beat.value.component))
        };
        if !wants.is_empty() && self.interviews.len() < MOST_INTERVIEWS {
            let interview = Interview::new(wants, may_set_rates, now);
            self.interviews.reserve_exact(1);
            self.interviews.push((component, interview));
        }
    }

    fn ask(&mut self, now: Moment, out: &mut Vec<Directed>) {
        let round_trip = self.round_trip();
        let commands = self.orders.commands();
        for (component, interview) in &mut self.interviews {
            let component = *component;
            let is_free = |command| commands.answers_out(now, component, command).is_some();
            if !QUESTIONS.into_iter().all(is_free) {
                interview.put_off(now);
                continue;
            }
            interview.wake(now, round_trip, &mut self.says);
            for say in &self.says {
                if let Say::CommandLong { command, .. } = say {
                    let until = now + Interview::answer_within(round_trip) * 2;
                    commands.expect_answer(now, component, *command, until);
                }
            }
            out.extend(self.says.drain(..).map(|say| Directed { component, say }));
        }
    }

    fn setting(&self, now: Moment, vehicle: &Vehicle) -> JobSetting<'_> {
        let (autopilot, kind) =
            kind_of(vehicle).unwrap_or((AutopilotKind::Other(0), ComponentKind::Other));
        let capacities = self
            .capacities
            .unwrap_or_else(|| Capacities::default_for(autopilot));
        JobSetting {
            autopilot,
            kind,
            autopilot_component: vehicle.autopilot().unwrap_or(1),
            capabilities: vehicle
                .known()
                .version
                .as_ref()
                .map(|it| it.value.capabilities),
            encoding: encoding(vehicle),
            capacities,
            is_armed: facts::may_fly(vehicle.known(), now),
            safety: self.safety.setting(vehicle, self.parameters.as_deref()),
            round_trip: self.round_trip(),
            round_trip_is_measured: self.round_trip.is_some(),
            lease: &self.lease,
            observed_only: is_observed_only(vehicle).then(observed_only),
            is_replayed: vehicle.origin() == Origin::Replayed,
        }
    }

    /// Takes what orders and jobs have to tell, and what it means for plans and parameters.
    fn collect(&mut self, now: Moment, vehicle: &Vehicle) {
        while let Some(news) = self.orders.take_news() {
            self.news.push(DeskNews::Order(news));
        }
        if !self.jobs.has_news() {
            return;
        }
        for news in self.jobs.take_news() {
            self.consequences(now, vehicle, &news);
            self.news.push(DeskNews::Job(news));
        }
        // Before anything that it says has gone out: its number may come back before its acknowledgement.
        if self.in_transfer.is_none()
            && let Some((id, kind)) = self.jobs.changing()
        {
            self.in_transfer = Some((id, kind));
            self.plans.transfer_begins(kind);
        }
    }

    fn consequences(&mut self, now: Moment, vehicle: &Vehicle, news: &JobNews) {
        match &news.event {
            JobEvent::Ended(JobOutcome::Plan(kind, outcome)) => {
                if self.in_transfer.is_some_and(|(id, _)| id == news.id) {
                    self.in_transfer = None;
                    self.plans.transfer_ended(now, *kind, outcome);
                }
                if let Outcome::Refused { refusal, .. } = outcome
                    && let Some((autopilot, _)) = kind_of(vehicle)
                {
                    let known = self
                        .capacities
                        .unwrap_or_else(|| Capacities::default_for(autopilot));
                    self.capacities = Some(known.learn(autopilot, *kind, refusal));
                }
            }
            JobEvent::Ended(JobOutcome::Parameters(read)) => {
                self.parameters = Some(Box::new(read.set.clone()));
                self.tell_safety(now, vehicle);
            }
            JobEvent::Ended(JobOutcome::ParameterSet(_) | JobOutcome::ParametersSet(_)) => {
                self.tell_safety(now, vehicle);
            }
            _ => {}
        }
    }

    fn tell_safety(&mut self, now: Moment, vehicle: &Vehicle) {
        self.safety.changed();
        let verdict = self.judge_safety(now, vehicle);
        self.news.push(DeskNews::Safety(verdict));
    }

    fn hand_over(&mut self, component: u8, out: &mut Vec<Directed>) {
        out.extend(self.says.drain(..).map(|say| Directed { component, say }));
    }
}

/// What an interview asks by.
const QUESTIONS: [u16; 2] = [mav_cmd::SET_MESSAGE_INTERVAL, mav_cmd::REQUEST_MESSAGE];
/// So many components are asked for things.
const MOST_INTERVIEWS: usize = 7;

/// What a component said.
#[derive(Clone, Copy, Debug)]
pub struct HeardReport<'a> {
    /// Which component.
    pub component: u8,
    /// Which message.
    pub message_id: u32,
    /// What.
    pub report: &'a Report,
    /// Whether it is addressed to somebody else.
    pub is_to_another: bool,
    /// Whether something newer came before it, or it came over a link that stands by.
    pub is_late: bool,
}

/// Says which way a vehicle must look while it stands in its dock.
pub fn expect_heading(vehicle: &mut Vehicle, expected: Option<ExpectedHeading>) {
    vehicle.expect_heading(expected);
}

/// Whether orders have to see a report: what only tells of health costs them nothing.
fn concerns_orders(report: &Report) -> bool {
    matches!(
        report,
        Report::Heartbeat(_)
            | Report::CommandAck(_)
            | Report::StatusText(_)
            | Report::ExtendedState { .. }
            | Report::GlobalPosition(_)
            | Report::SystemTime(_)
            | Report::Attitude(_)
            | Report::HomePosition(_)
            | Report::PositionTarget(_)
            | Report::MissionCurrent(_)
            | Report::GimbalManagerStatus(_)
    )
}

/// How a vehicle encodes its parameters, by its capabilities.
fn encoding(vehicle: &Vehicle) -> Option<Encoding> {
    let version = vehicle.known().version.as_ref()?;
    encoding_of(version.value.capabilities)
}

fn observed_only() -> Bilingual {
    Bilingual::new(
        "The vehicle is only observed: an administrator has not commissioned it, or it is a recording.",
        "该飞行器仅供观察：尚未由管理员启用，或为回放记录。",
    )
}

#[cfg(test)]
mod tests;
