//! The links and the recorder at a moment, for people and programs.

use super::links::Links;
use crate::ground_control::GroundControl;
use crate::link::account::Rejected;
use crate::link::hub::Refusals;
use crate::link::names::{GroupId, LinkId};
use crate::link::recorder::RecorderAccount;
use crate::link::transport::{LinkAddress, LinkTraffic, Transport};
use crate::moment::Moment;
use std::net::SocketAddr;
use std::sync::Arc;

/// The links and the recorder at a moment.
#[derive(Clone, Debug, Default)]
pub struct LiveStatus {
    /// When it was taken.
    pub at: Moment,
    /// The groups that there have been.
    pub groups: Vec<(GroupId, Arc<str>)>,
    /// The links, in the order in which they were added.
    pub links: Vec<LinkStatus>,
    /// Vehicles in which an autopilot was heard.
    pub vehicles: usize,
    /// What was recorded, and what was not; `None` where nothing is recorded.
    pub recorder: Option<RecorderAccount>,
    /// Frames that were not sent on because too much was waiting.
    pub shed_departures: u64,
    /// News that was given up because nobody took it.
    pub shed_news: u64,
    /// How often everything waited for the disk to keep what was seen of signatures.
    pub waits_for_marks: u64,
}

/// A link at a moment.
#[derive(Clone, Debug)]
pub struct LinkStatus {
    /// Its number.
    pub link: LinkId,
    /// Its name.
    pub name: Arc<str>,
    /// Where it leads.
    pub address: LinkAddress,
    /// Whether ground stations are behind it, not vehicles.
    pub is_for_stations: bool,
    /// Whether it can be used.
    pub is_up: bool,
    /// The address that it really has.
    pub local: Option<SocketAddr>,
    /// What went over its socket.
    pub traffic: LinkTraffic,
    /// Datagrams that the system dropped because they were not read fast enough, 0 where the link is no UDP; `None`
    /// where it could not be found out, and may be any number.
    pub system_drops: Option<u64>,
    /// Frames whose checksums were right.
    pub frames: u64,
    /// Bytes that were no frame, by why.
    pub rejected: Rejected,
    /// Frames that did not come, by gaps in the sequences of all who were heard.
    pub lost: u64,
    /// Frames that had come already, over this link or another of its group.
    pub doubled: u64,
    /// What was refused, by reason.
    pub refused: Refusals,
    /// Bytes of streams for which there was no room.
    pub shed_bytes: u64,
    /// Stations behind it.
    pub stations: usize,
    /// How many of them were put out because they were silent and others came.
    pub put_out: u64,
}

impl LiveStatus {
    pub(super) fn of(
        links: &Links,
        ground: &GroundControl,
        transport: &mut Transport,
        now: Moment,
    ) -> Self {
        let drops = transport.system_drops();
        let of_link = |id: &LinkId| {
            let mut status = LinkStatus::of(*id, links, ground, transport)?;
            if let Some(drops) = drops.get(id) {
                status.system_drops = *drops;
            }
            Some(status)
        };
        Self {
            at: now,
            groups: links.groups().collect(),
            links: links.links.keys().filter_map(of_link).collect(),
            vehicles: ground.hub().vehicles().count(),
            recorder: None,
            shed_departures: ground.departures().shed,
            shed_news: 0,
            waits_for_marks: 0,
        }
    }

    /// Frames that came over links to vehicles.
    pub fn messages(&self) -> u64 {
        self.of_vehicles().map(|it| it.frames).sum()
    }

    /// Frames of vehicles that did not come.
    pub fn lost(&self) -> u64 {
        self.of_vehicles().map(|it| it.lost).sum()
    }

    /// What is lost to us though it reached this machine, or was to leave it: frames and datagrams, and what is
    /// missing in the logs.
    pub fn shed(&self) -> u64 {
        let of_link = |it: &LinkStatus| it.traffic.shed_frames + it.system_drops.unwrap_or(0);
        let of_links: u64 = self.links.iter().map(of_link).sum();
        let of_recorder = self.recorder.as_ref();
        let of_recorder = of_recorder.map_or(0, |it| it.shed_frames + it.failed_frames);
        of_links + of_recorder + self.shed_departures
    }

    /// The name of a group.
    pub fn group(&self, id: GroupId) -> Option<&str> {
        let mut groups = self.groups.iter();
        groups.find(|(it, _)| *it == id).map(|(_, name)| &**name)
    }

    /// The name of a link.
    pub fn link(&self, id: LinkId) -> Option<&str> {
        let mut links = self.links.iter();
        links.find(|it| it.link == id).map(|it| &*it.name)
    }

    fn of_vehicles(&self) -> impl Iterator<Item = &LinkStatus> {
        self.links.iter().filter(|it| !it.is_for_stations)
    }
}

impl LinkStatus {
    fn of(
        id: LinkId,
        links: &Links,
        ground: &GroundControl,
        transport: &Transport,
    ) -> Option<Self> {
        let known = links.links.get(&id)?;
        let account = ground.hub().link_account(id)?;
        Some(Self {
            link: id,
            name: known.name.clone(),
            address: known.address.clone(),
            is_for_stations: known.is_for_stations,
            is_up: known.is_up,
            local: transport.local_address(id),
            traffic: transport.traffic(id)?,
            system_drops: Some(0),
            frames: account.account.frames,
            rejected: account.account.rejected,
            lost: account.account.lost(),
            doubled: account.doubled,
            refused: *account.refused,
            shed_bytes: account.shed,
            stations: account.stations,
            put_out: account.put_out,
        })
    }
}
