//! What the link thread tells: of links and fleet, of what was left out of that, and of what it does not keep.

use super::link_thread::LinkThread;
use super::tidings::LiveTidings;
use crate::ground_control::Tidings;
use crate::link::hub::HubEvent;
use crate::link::recorder::Recorder;
use crate::moment::Moment;

impl LinkThread {
    pub(super) fn tell_tidings(&mut self) {
        let mut tidings = self.ground.take_tidings();
        tidings.retain(|told| match told {
            Tidings::Hub(_, HubEvent::StationRefused { station, .. }) => {
                self.quota.takes_refused(station.link)
            }
            Tidings::Hub(_, HubEvent::StationsGone { link, peer }) => {
                self.quota.takes_station_gone(*link, *peer)
            }
            _ => true,
        });
        self.quota.end_step();
        self.teller
            .tell(tidings.into_iter().map(LiveTidings::Ground));
    }

    pub(super) fn tell_what_was_left_out(&mut self, now: Moment) {
        for (link, news) in self.quota.renew() {
            self.tell(link, now, news);
        }
    }

    pub(super) fn watch_clock(&mut self, at: Moment, stepped_us: i64) {
        let by_us = stepped_us.saturating_sub(self.stepped_us);
        if by_us != 0 {
            self.stepped_us = stepped_us;
            self.teller.tell([LiveTidings::ClockStepped { at, by_us }]);
        }
    }

    pub(super) fn watch_recorder(&mut self, now: Moment) {
        let Some(account) = self.logs.recorder.as_ref().map(Recorder::account) else {
            return;
        };
        self.teller.tell(self.recording.look(&account, now));
        self.teller.tell(self.recording.look_at_logs(&account, now));
    }

    pub(super) fn keep_marks(&mut self, at: Moment) {
        let Some(signatures) = &mut self.signatures else {
            return;
        };
        let names = || self.links.owner_names();
        if let Some(why) = signatures.keep(self.ground.hub_mut(), at, names) {
            self.teller.tell([LiveTidings::MarksNotKept { at, why }]);
        }
    }
}
