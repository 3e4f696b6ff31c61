//! The links by their names: added to and removed from hub, transport and recorder alike.

use super::marks::Signatures;
use super::setup::{LinkProblem, LinkSetup, LinkUse};
use crate::ground_control::GroundControl;
use crate::ground_control::marks_writer::OwnerNames;
use crate::link::hub::{Endpoint, LinkRole, VehicleLink, Visible};
use crate::link::names::{GroupId, LinkId};
use crate::link::recorder::Recorder;
use crate::link::transport::{LinkAddress, Transport};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The links, and the groups that there have been.
#[derive(Default)]
pub(super) struct Links {
    pub(super) links: BTreeMap<LinkId, KnownLink>,
    /// By their numbers. A group stays when its links are gone, for its vehicles do.
    groups: Vec<Arc<str>>,
    next: u16,
}

/// A link.
pub(super) struct KnownLink {
    pub(super) name: Arc<str>,
    pub(super) address: LinkAddress,
    pub(super) is_for_stations: bool,
    pub(super) leads_to_one: bool,
    pub(super) is_up: bool,
}

/// All that a link is added to.
pub(super) struct Sides<'a> {
    pub(super) ground: &'a mut GroundControl,
    pub(super) transport: &'a mut Transport,
    pub(super) recorder: &'a mut Option<Recorder>,
    pub(super) signatures: Option<&'a Signatures>,
}

impl Links {
    /// All groups.
    pub(super) fn groups(&self) -> impl Iterator<Item = (GroupId, Arc<str>)> {
        let numbered = (0..=u16::MAX).zip(&self.groups);
        numbered.map(|(number, name)| (GroupId(number), name.clone()))
    }

    /// The names under which is kept what was seen of signatures.
    pub(super) fn owner_names(&self) -> OwnerNames {
        let all = self.links.iter();
        let endpoints = all.filter(|(_, it)| it.is_for_stations);
        OwnerNames {
            groups: self.groups().collect(),
            endpoints: endpoints.map(|(id, it)| (*id, it.name.clone())).collect(),
        }
    }

    /// The name of a link.
    pub(super) fn name(&self, id: LinkId) -> Option<Arc<str>> {
        self.links.get(&id).map(|it| it.name.clone())
    }

    /// The link of this name.
    pub(super) fn id_of(&self, name: &str) -> Option<LinkId> {
        let mut links = self.links.iter();
        links.find(|(_, it)| &*it.name == name).map(|(id, _)| *id)
    }

    /// Whether there is an endpoint of this name.
    pub(super) fn is_endpoint(&self, name: &str) -> bool {
        let mut links = self.links.values();
        links.any(|it| it.is_for_stations && &*it.name == name)
    }

    fn group_id(&self, name: &str) -> Option<GroupId> {
        let mut groups = self.groups();
        groups.find(|(_, it)| &**it == name).map(|(id, _)| id)
    }

    /// Adds a link.
    pub(super) fn add(
        &mut self,
        setup: LinkSetup,
        mut sides: Sides<'_>,
    ) -> Result<LinkId, LinkProblem> {
        if self.id_of(&setup.name).is_some() {
            return Err(LinkProblem::SameName);
        }
        let id = LinkId(self.next);
        let next = self.next.checked_add(1).ok_or(LinkProblem::NoNumberLeft)?;
        let leads_to_one = setup.leads_to_one();
        let is_for_stations = matches!(setup.of, LinkUse::Stations { .. });
        let role = self.role(&setup, leads_to_one, &mut sides)?;
        let added = sides.ground.add_link(id, &setup.name, role);
        added.map_err(|why| LinkProblem::Refused(why.in_words(&setup.name)))?;
        // Where it is not opened its number is used all the same.
        self.next = next;
        if let Err(error) = sides.transport.add(id, &setup.address) {
            sides.ground.remove_link(id);
            return Err(LinkProblem::NotOpened(error));
        }
        sides.ground.hub_mut().set_up(id, false);
        let known = KnownLink {
            name: setup.name.into(),
            address: setup.address,
            is_for_stations,
            leads_to_one,
            is_up: false,
        };
        self.links.insert(id, known);
        Ok(id)
    }

    fn role(
        &mut self,
        setup: &LinkSetup,
        leads_to_one: bool,
        sides: &mut Sides<'_>,
    ) -> Result<LinkRole, LinkProblem> {
        match &setup.of {
            LinkUse::Vehicles {
                group,
                origin,
                priority,
                unsigned,
            } => Ok(LinkRole::Vehicles(VehicleLink {
                group: self.group_of(group, sides)?,
                origin: *origin,
                unsigned: *unsigned,
                priority: *priority,
                leads_to_one,
            })),
            LinkUse::Stations { access, sees } => {
                let sees = match sees {
                    None => Visible::All,
                    Some(names) => Visible::Groups(self.ids_of(names)?),
                };
                let signed = sides
                    .signatures
                    .and_then(|it| it.of_stations(&setup.name))
                    .unzip();
                Ok(LinkRole::Stations(Endpoint {
                    sees,
                    access: *access,
                    key: signed.0,
                    marks: signed.1.flatten(),
                    leads_to_one,
                }))
            }
        }
    }

    fn ids_of(&self, names: &[String]) -> Result<Vec<GroupId>, LinkProblem> {
        let id_of = |name: &String| {
            let id = self.group_id(name);
            id.ok_or_else(|| LinkProblem::NoSuchGroup(name.clone()))
        };
        names.iter().map(id_of).collect()
    }

    /// The number of a group; of one that is new it is recorded from then on, and its keys are known.
    fn group_of(&mut self, name: &str, sides: &mut Sides<'_>) -> Result<GroupId, LinkProblem> {
        if let Some(id) = self.group_id(name) {
            return Ok(id);
        }
        let number = u16::try_from(self.groups.len()).map_err(|_| LinkProblem::NoNumberLeft)?;
        let id = GroupId(number);
        if let Some(recorder) = sides.recorder {
            let added = recorder.add_group(id, name);
            added.map_err(LinkProblem::NotRecorded)?;
        }
        self.groups.push(name.into());
        if let Some(recorder) = sides.recorder {
            // A log each, and clients do not take it from them.
            let (logs, open) = (self.groups.len(), recorder.open_logs());
            sides.transport.leave_files(logs, open);
        }
        if let Some(signatures) = sides.signatures {
            for (vehicle, key, kept) in signatures.of_group(name, id) {
                sides.ground.hub_mut().set_key(vehicle, key, kept);
            }
        }
        Ok(id)
    }

    /// Removes a link.
    pub(super) fn remove(&mut self, id: LinkId, sides: Sides<'_>) {
        sides.transport.remove(id);
        sides.ground.remove_link(id);
        self.links.remove(&id);
    }
}
