//! Everything that is said to one vehicle: what it is asked for, ordered, given and read, who may, and what
//! its answers mean for each of these.

mod facts;
mod given;
mod hearing;
mod kept;
mod safety;
mod view;

pub use facts::{facts, is_observed_only, kind_of, may_be_in_air};
pub use hearing::{HeardReport, Place};
pub use kept::KeptPhotos;
pub use safety::SafetyState;
pub use view::DeskView;

use super::command::Directed;
use super::interview::Interview;
use super::job::{JobDesk, JobId, JobNews};
use super::lease::{Holder, Lease};
use super::order::{OrderDesk, OrderNews, PayloadSetup};
use super::parameters::{CachedList, ParameterSet, encoding_of};
use super::plan_transfer::Capacities;
use super::plans_on_board::{PlanChangedBehindOurBack, PlansOnBoard};
use super::safety_profile::{SafetyProfile, Verdict};
use super::vehicle::{LifeState, Vehicle};
use crate::link::dialect::Encoding;
use crate::link::frame::Sender;
use crate::link::names::{Origin, VehicleId};
use crate::link::report::PlanKind;
use crate::link::say::Say;
use crate::moment::Moment;
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
    /// Where the newest value of a parameter stands.
    newest_value: Option<Place>,
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
            newest_value: None,
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
            self.ask_for_photos(now, out);
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
    pub fn rebooted(&mut self, now: Moment, out: &mut Vec<Directed>) {
        self.plans.rebooted(now);
        self.jobs.rebooted(now, out);
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
}

/// How a vehicle encodes its parameters, by its capabilities.
fn encoding(vehicle: &Vehicle) -> Option<Encoding> {
    let version = vehicle.known().version.as_ref()?;
    encoding_of(version.value.capabilities)
}

#[cfg(test)]
mod tests;
