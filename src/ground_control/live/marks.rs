//! Keys given to the hub, and what was seen of signatures kept on the disk before anything is done with it.

use super::setup::{SigningSetup, StartProblem};
use crate::ground_control::marks_writer::{Kept, MarksWriter, OwnerNames};
use crate::link::hub::Hub;
use crate::link::names::{GroupId, VehicleId};
use crate::link::signing::{Key, KeyFor, Marks, NamedKey, read_marks};
use crate::moment::Moment;
use geofences::Bilingual;
use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;

/// Keys, and what is kept of them.
pub(super) struct Signatures {
    keys: Vec<NamedKey>,
    path: PathBuf,
    /// What was in the file at the beginning, also of what is not there now; of stations, also what was written
    /// since, and what was seen until their endpoints were removed.
    kept: BTreeMap<KeyFor, Marks>,
    writer: MarksWriter,
    is_written: bool,
}

impl Signatures {
    /// What was kept before.
    pub(super) fn read(setup: SigningSetup) -> Result<Self, StartProblem> {
        let SigningSetup { keys, marks: path } = setup;
        let kept = read_marks(&path).map_err(|error| StartProblem::Marks(path.clone(), error))?;
        let kept: BTreeMap<_, _> = kept.into_iter().collect();
        let writer = MarksWriter::start(path.clone(), kept.clone());
        Ok(Self {
            keys,
            path,
            kept,
            writer: writer.map_err(StartProblem::Thread)?,
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

    /// Keeps what has to be kept now of what came and was signed: when this returns, all of it is on the disk
    /// that anything follows of. What of it could not be kept.
    ///
    /// It is tried again with the next marks: to stop flying over a full disk would be worse than what might be
    /// replayed after a crash, so that this is said and no more.
    pub(super) fn keep(
        &mut self,
        hub: &mut Hub,
        now: Moment,
        names: impl Fn() -> OwnerNames,
    ) -> Option<Bilingual> {
        let mut all = Vec::new();
        self.writer.keep(hub, now, names, |kept| all.push(kept));
        self.take(all)
    }

    /// Notes what was seen at an endpoint that is about to be removed, whether or not it is on the disk: where it
    /// is added again nothing of that is taken once more.
    pub(super) fn remember(&mut self, endpoint: &str, seen: &Marks) {
        let endpoint = endpoint.to_owned();
        self.raise(KeyFor::Stations { endpoint }, seen);
    }

    fn raise(&mut self, whose: KeyFor, marks: &Marks) {
        self.kept.entry(whose).or_default().raise(marks);
    }

    /// How often the links waited for the disk.
    pub(super) fn waits(&self) -> u64 {
        self.writer.waits()
    }

    fn take(&mut self, all: Vec<Kept>) -> Option<Bilingual> {
        let mut why = None;
        for kept in all {
            let was_written =
                std::mem::replace(&mut self.is_written, matches!(kept, Kept::Written(_)));
            match kept {
                // An endpoint may have gone while it was written: what was seen there last may be later.
                Kept::Written(of_stations) => {
                    for (whose, marks) in of_stations {
                        self.raise(whose, &marks);
                    }
                }
                // The same is said once.
                Kept::Failed(error) if was_written => why = Some(self.not_kept(&error)),
                Kept::Failed(_) => {}
            }
        }
        why
    }

    fn not_kept(&self, error: &io::Error) -> Bilingual {
        let path = self.path.display();
        Bilingual::new(
            format!("{path}: what was seen of signatures cannot be kept: {error}"),
            format!("{path}：无法保存签名记录：{error}"),
        )
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn what_is_written_late_puts_back_nothing_that_was_seen_at_an_endpoint_that_is_gone() {
        let room = || KeyFor::Stations {
            endpoint: "room".to_owned(),
        };
        let marks = |newest| Marks {
            newest,
            streams: Vec::new(),
        };
        let keys = vec![NamedKey {
            whose: room(),
            key: Key([7; 32]),
        }];
        let name = format!("haiou-late-marks-{}", std::process::id());
        let path = std::env::temp_dir().join(name);
        let setup = SigningSetup { keys, marks: path };
        let mut signatures = Signatures::read(setup).unwrap();
        let known = |it: &Signatures| it.of_stations("room").unwrap().1;
        assert_eq!(known(&signatures), None);
        signatures.remember("room", &marks(20));
        for (written, newest) in [(19, 20), (21, 21)] {
            signatures.take(vec![Kept::Written(vec![(room(), marks(written))])]);
            assert_eq!(known(&signatures), Some(marks(newest)));
        }
    }
}
