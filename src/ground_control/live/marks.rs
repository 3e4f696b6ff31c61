//! Keys given to the hub, and what was seen of signatures kept on the disk before anything is done with it.

use super::setup::{SigningSetup, StartProblem};
use crate::link::hub::KeyOwner;
use crate::link::names::{GroupId, LinkId, VehicleId};
use crate::link::signing::{Key, KeyFor, Marks, NamedKey, read_marks, write_marks};
use geofences::Bilingual;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// Keys, and what is kept of them.
pub(super) struct Signatures {
    keys: Vec<NamedKey>,
    path: PathBuf,
    /// What is in the file, also of what is not there now.
    kept: BTreeMap<KeyFor, Marks>,
    is_written: bool,
}

impl Signatures {
    /// What was kept before.
    pub(super) fn read(setup: SigningSetup) -> Result<Self, StartProblem> {
        let SigningSetup { keys, marks: path } = setup;
        let kept = read_marks(&path).map_err(|error| StartProblem::Marks(path.clone(), error))?;
        Ok(Self {
            keys,
            path,
            kept: kept.into_iter().collect(),
            is_written: true,
        })
    }

    /// The key of an endpoint, and what was kept of it.
    pub(super) fn of_stations(&self, name: &str) -> Option<(Key, Option<Marks>)> {
        let endpoint = name.to_owned();
        let whose = KeyFor::Stations { endpoint };
        let named = self.keys.iter().find(|it| it.whose == whose)?;
        Some((named.key.clone(), self.kept.get(&whose).cloned()))
    }

    /// The keys of a group's vehicles, and what was kept of them.
    pub(super) fn of_group(
        &self,
        name: &str,
        id: GroupId,
    ) -> impl Iterator<Item = (VehicleId, Key, Option<&Marks>)> {
        self.keys.iter().filter_map(move |named| {
            let KeyFor::Vehicle { group, system } = &named.whose else {
                return None;
            };
            let vehicle = VehicleId {
                group: id,
                system: *system,
            };
            let kept = self.kept.get(&named.whose);
            (group == name).then(|| (vehicle, named.key.clone(), kept))
        })
    }

    /// A key that is for none of these groups and endpoints.
    pub(super) fn for_nobody(
        &self,
        is_group: impl Fn(&str) -> bool,
        is_endpoint: impl Fn(&str) -> bool,
    ) -> Option<&KeyFor> {
        let all = self.keys.iter().map(|named| &named.whose);
        let mut nobodys = all.filter(|whose| match whose {
            KeyFor::Vehicle { group, .. } => !is_group(group),
            KeyFor::Stations { endpoint } => !is_endpoint(endpoint),
        });
        nobodys.next()
    }

    /// Keeps marks. It is on the disk when this returns.
    ///
    /// # Errors
    /// It could not be written. It is tried again with the next marks: to stop flying over a full disk would
    /// be worse than what might be replayed after a crash, so that this is said and no more.
    pub(super) fn keep(
        &mut self,
        marks: Vec<(KeyOwner, Marks)>,
        name_of: impl Fn(GroupId) -> Option<String>,
        endpoint_of: impl Fn(LinkId) -> Option<String>,
    ) -> Result<(), Bilingual> {
        for (owner, marks) in marks {
            let whose = match owner {
                KeyOwner::Vehicle(VehicleId { group, system }) => {
                    name_of(group).map(|group| KeyFor::Vehicle { group, system })
                }
                KeyOwner::Stations(link) => {
                    endpoint_of(link).map(|endpoint| KeyFor::Stations { endpoint })
                }
            };
            if let Some(whose) = whose {
                self.kept.insert(whose, marks);
            }
        }
        let all: Vec<_> = self
            .kept
            .iter()
            .map(|(whose, it)| (whose.clone(), it.clone()))
            .collect();
        let written = write_marks(&self.path, &all);
        let was_written = std::mem::replace(&mut self.is_written, written.is_ok());
        match written {
            // The same is said once.
            Err(error) if was_written => {
                let path = self.path.display();
                Err(Bilingual::new(
                    format!("{path}: what was seen of signatures cannot be kept: {error}"),
                    format!("{path}：无法保存签名记录：{error}"),
                ))
            }
            _ => Ok(()),
        }
    }
}
