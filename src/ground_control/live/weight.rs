//! How much it matters that something is told, and how much of each weight may wait.

use super::tidings::{LinkNews, LiveTidings};
use crate::fleet::event::VehicleEvent;
use crate::fleet::job::JobEvent;
use crate::fleet::lease::Holder;
use crate::fleet::order::OrderEvent;
use crate::fleet::told::Told;
use crate::ground_control::Tidings;
use crate::link::hub::HubEvent;

/// How much it matters that something is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Weight {
    /// Somebody asked for it.
    Answer,
    /// What happens to vehicles, links and ourselves.
    News,
    /// What vehicles and stations say, as often as they like.
    Talk,
    /// What strangers bring about, as often as they like.
    Noise,
}

/// News waits until there is so much of it.
pub(super) const MOST_WAITING: usize = 65_536;
/// The same of what vehicles and stations say.
pub(super) const MOST_TALK: usize = 16_384;
/// The same of what strangers bring about.
pub(super) const MOST_NOISE: usize = 1_024;

/// How many of each weight wait.
#[derive(Debug, Default)]
pub(super) struct Counts {
    answers: usize,
    news: usize,
    talk: usize,
    noise: usize,
}

impl Counts {
    /// Whether nothing more is asked for until some are taken.
    pub(super) fn has_most_answers(&self) -> bool {
        self.answers >= MOST_WAITING
    }

    /// How many of a weight wait.
    pub(super) fn of(&mut self, weight: Weight) -> &mut usize {
        match weight {
            Weight::Answer => &mut self.answers,
            Weight::News => &mut self.news,
            Weight::Talk => &mut self.talk,
            Weight::Noise => &mut self.noise,
        }
    }

    /// Counts one more, where there is room for it.
    pub(super) fn take(&mut self, weight: Weight) -> bool {
        let most = match weight {
            Weight::Answer => usize::MAX,
            Weight::News => MOST_WAITING,
            Weight::Talk => MOST_TALK,
            Weight::Noise => MOST_NOISE,
        };
        let count = self.of(weight);
        let has_room = *count < most;
        *count += usize::from(has_room);
        has_room
    }
}

impl Weight {
    /// Of something.
    pub(super) fn of(tidings: &LiveTidings) -> Self {
        match tidings {
            LiveTidings::Ground(Tidings::Fleet(told)) => Self::of_fleet(told),
            LiveTidings::Ground(Tidings::Hub(_, event)) => match event {
                HubEvent::BestPathChanged { .. } | HubEvent::Rebooted(_) => Self::News,
                HubEvent::StationAsksForLease { .. } | HubEvent::StationCommanded { .. } => {
                    Self::Talk
                }
                HubEvent::StationRefused { .. }
                | HubEvent::StationsGone { .. }
                | HubEvent::StationPutOut { .. } => Self::Noise,
            },
            LiveTidings::Ground(Tidings::NotSaid { .. }) => Self::Talk,
            LiveTidings::Link { news, .. } => match news {
                LinkNews::Added(_)
                | LinkNews::NotAdded(_)
                | LinkNews::Removed(_)
                | LinkNews::NoSuchLink => Self::Answer,
                LinkNews::Up(_) | LinkNews::Down(_) => Self::News,
                LinkNews::PeerGone(..) | LinkNews::MorePeersGone(_) | LinkNews::MoreRefused(_) => {
                    Self::Noise
                }
            },
            LiveTidings::MarksNotKept { .. }
            | LiveTidings::ClockStepped { .. }
            | LiveTidings::NotRecorded { .. }
            | LiveTidings::LogNotKept { .. }
            | LiveTidings::RecordedAgain { .. } => Self::News,
        }
    }

    /// How far something is, is said again.
    fn of_fleet(told: &Told) -> Self {
        let is_answer = match told {
            Told::Order { news, .. } => !matches!(news.event, OrderEvent::Progress(_)),
            Told::Job { news, .. } => !matches!(news.event, JobEvent::Progress(_)),
            Told::Lease { by, .. } => matches!(by, Holder::Person(_)),
            Told::Commission { .. } | Told::Safety { .. } | Told::Impossible { .. } => true,
            Told::Vehicle(event) if matches!(event.what, VehicleEvent::StatusText(_)) => {
                return Self::Talk;
            }
            Told::Vehicle(_)
            | Told::PlanChanged { .. }
            | Told::Photo(_)
            | Told::LeaseEnded { .. } => false,
        };
        match is_answer {
            true => Self::Answer,
            false => Self::News,
        }
    }
}
