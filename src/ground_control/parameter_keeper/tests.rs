#![allow(clippy::unwrap_used)]

use super::*;
use crate::fleet::job::JobId;
use crate::fleet::lease::{Holder, Person};
use crate::fleet::parameters::{ParameterListRead, ParameterSet, bits_of};
use crate::link::names::GroupId;
use crate::link::report::{ParameterName, ParameterType};
use crate::moment::{Ahead, Moment};

/// A folder of its own, gone with the test.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let name = format!("haiou-keeper-{name}-{}", std::process::id());
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

const VEHICLE: VehicleId = VehicleId {
    group: GroupId(3),
    system: 7,
};
const NOW: Moment = Moment::from_us(1_795_000_000_000_000);

fn version(hardware: u8) -> AutopilotVersion {
    AutopilotVersion {
        capabilities: AutopilotVersion::PARAMETERS_BYTEWISE,
        firmware: [1, 17, 0, 255],
        git_hash: [1; 8],
        board: (1, 2),
        hardware_id: vec![hardware; 18],
    }
}

fn set() -> ParameterSet {
    let value = |name, value, kind, index| {
        let bits = bits_of(value, kind).unwrap();
        (ParameterName::new(name).unwrap(), bits, kind, index)
    };
    let all = [
        value("NAV_DLL_ACT", 2.0, ParameterType::I32, 0),
        value("RTL_RETURN_ALT", 40.0, ParameterType::F32, 1),
    ];
    ParameterSet::whole(all, NOW)
}

fn told(hash: Option<u32>, is_from_cache: bool) -> Told {
    let read = ParameterListRead {
        set: set(),
        hash,
        is_from_cache,
        unread: 0,
    };
    Told::Job {
        vehicle: VEHICLE,
        news: JobNews {
            id: JobId(1),
            by: Holder::Person(Person::new("li").unwrap()),
            at: NOW,
            event: JobEvent::Ended(JobOutcome::Parameters(Box::new(read))),
        },
    }
}

#[test]
fn what_was_read_with_a_hash_is_kept_and_handed_in_the_next_time() {
    let folder = Folder::new("kept");
    let keeper = ParameterKeeper::new(folder.0.join("parameters"));
    assert_eq!(
        keeper.request_for(VEHICLE, &version(1), Ahead::NONE),
        Ok(None)
    );
    let is_kept = keeper.keep(&told(Some(0x1234), false), Ahead::NONE, |id| {
        (id == VEHICLE).then(|| version(1))
    });
    assert!(is_kept.unwrap());
    let request = keeper
        .request_for(VEHICLE, &version(1), Ahead::NONE)
        .unwrap()
        .unwrap();
    let Wanted::KnownParameters(list) = request.wanted else {
        panic!("{request:?}")
    };
    assert_eq!((list.hash, list.read), (0x1234, NOW));
    assert_eq!(list.set.differences(&set()), []);
    assert_eq!(list.set.confirmed(), None, "nobody has confirmed it yet");
    assert_eq!(
        keeper.request_for(VEHICLE, &version(2), Ahead::NONE),
        Ok(None)
    );
}

#[test]
fn what_has_no_hash_came_from_the_files_or_is_of_nobody_is_not_kept() {
    let folder = Folder::new("not-kept");
    let keeper = ParameterKeeper::new(&folder.0);
    let nameless = |_| Some(version(0));
    assert!(
        !keeper
            .keep(&told(None, false), Ahead::NONE, |_| Some(version(1)))
            .unwrap()
    );
    assert!(
        !keeper
            .keep(&told(Some(5), true), Ahead::NONE, |_| Some(version(1)))
            .unwrap()
    );
    assert!(
        !keeper
            .keep(&told(Some(5), false), Ahead::NONE, nameless)
            .unwrap()
    );
    assert!(
        !keeper
            .keep(&told(Some(5), false), Ahead::NONE, |_| None)
            .unwrap()
    );
    assert_eq!(folder.0.read_dir().unwrap().count(), 0);
}

#[test]
fn a_damaged_file_is_told_of_and_not_used() {
    let folder = Folder::new("damaged");
    let keeper = ParameterKeeper::new(&folder.0);
    keeper
        .keep(&told(Some(5), false), Ahead::NONE, |_| Some(version(1)))
        .unwrap();
    let file = folder.0.read_dir().unwrap().next().unwrap().unwrap();
    let text = std::fs::read_to_string(file.path()).unwrap();
    std::fs::write(file.path(), text.replace("40", "41")).unwrap();
    let why = keeper
        .request_for(VEHICLE, &version(1), Ahead::NONE)
        .unwrap_err();
    assert!(!why.en.is_empty() && !why.zh.is_empty());
}
