use crate::fleet::parameters::fixture::{PX4, START, set_of};
use crate::fleet::parameters::{CacheKey, CachedList, NoCache, ParameterCache};
use crate::link::report::AutopilotVersion;
use crate::moment::Ahead;
use std::fs;
use std::path::PathBuf;

/// A folder of its own, gone at the end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("haiou-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn version(hardware: u8, patch: u8) -> AutopilotVersion {
    AutopilotVersion {
        capabilities: 0,
        firmware: [1, 17, patch, 255],
        git_hash: *b"90700977",
        board: (0, 0),
        hardware_id: vec![hardware; 12],
    }
}

fn key() -> CacheKey {
    CacheKey::of(&version(7, 0)).unwrap()
}

fn list() -> CachedList {
    let mut set = set_of(PX4, START);
    set.doubt();
    CachedList {
        hash: 0x65C7_1234,
        read: START,
        set,
    }
}

#[test]
fn a_list_comes_back_as_it_was_written_to_the_bit_and_is_confirmed_by_nobody() {
    let folder = Folder::new("cache-round");
    let cache = ParameterCache::new(&folder.0);
    assert_eq!(cache.read(&key(), Ahead::NONE), Err(NoCache::None));
    for _ in 0..2 {
        cache.write(&key(), &list(), Ahead::NONE).unwrap();
    }
    let read = cache.read(&key(), Ahead::NONE).unwrap();
    assert_eq!(read, list());
    assert_eq!(read.set.confirmed(), None);
    assert_eq!(
        fs::read_dir(&folder.0).unwrap().count(),
        1,
        "nothing is left beside it"
    );
}

#[test]
fn another_board_and_another_firmware_have_another_list_and_no_number_has_none() {
    let folder = Folder::new("cache-key");
    let cache = ParameterCache::new(&folder.0);
    cache.write(&key(), &list(), Ahead::NONE).unwrap();
    for other in [version(8, 0), version(7, 1)] {
        assert_eq!(
            cache.read(&CacheKey::of(&other).unwrap(), Ahead::NONE),
            Err(NoCache::None)
        );
    }
    assert_eq!(CacheKey::of(&version(0, 0)), None);
}

#[test]
fn each_cut_and_each_change_of_a_file_is_found() {
    let folder = Folder::new("cache-damage");
    let cache = ParameterCache::new(&folder.0);
    cache.write(&key(), &list(), Ahead::NONE).unwrap();
    let path = fs::read_dir(&folder.0)
        .unwrap()
        .next()
        .unwrap()
        .unwrap()
        .path();
    let whole = fs::read(&path).unwrap();
    let places = (0..whole.len()).step_by(211).chain([whole.len() - 1]);
    for at in places {
        fs::write(&path, &whole[..at]).unwrap();
        assert!(
            matches!(cache.read(&key(), Ahead::NONE), Err(NoCache::Unusable(_))),
            "cut at {at}"
        );
        let mut changed = whole.clone();
        changed[at] ^= 0x01;
        fs::write(&path, &changed).unwrap();
        assert!(
            matches!(cache.read(&key(), Ahead::NONE), Err(NoCache::Unusable(_))),
            "changed at {at}"
        );
    }
    fs::write(&path, vec![b'x'; 2 << 20]).unwrap();
    assert!(matches!(
        cache.read(&key(), Ahead::NONE),
        Err(NoCache::Unusable(_))
    ));
    let other = Folder::new("cache-other");
    let cache_of_others = ParameterCache::new(&other.0);
    let others = CacheKey::of(&version(9, 0)).unwrap();
    cache_of_others
        .write(&others, &list(), Ahead::NONE)
        .unwrap();
    let written = fs::read_dir(&other.0)
        .unwrap()
        .next()
        .unwrap()
        .unwrap()
        .path();
    fs::copy(written, &path).unwrap();
    let Err(NoCache::Unusable(why)) = cache.read(&key(), Ahead::NONE) else {
        panic!()
    };
    assert!(why.en.contains("another vehicle"), "{why}");
}

#[test]
fn when_a_list_was_read_is_kept_by_the_system_s_clock_and_is_as_long_ago_for_a_clock_that_is_elsewhere()
 {
    let folder = Folder::new("cache-clock");
    let cache = ParameterCache::new(&folder.0);
    let minute_us = 60_000_000;
    cache
        .write(&key(), &list(), Ahead::from_us(minute_us))
        .unwrap();
    let minute = std::time::Duration::from_secs(60);
    let read = cache.read(&key(), Ahead::NONE).unwrap();
    assert_eq!(read.read, START - minute);
    let read = cache.read(&key(), Ahead::from_us(-minute_us)).unwrap();
    assert_eq!(read.read, START - minute * 2);
}
