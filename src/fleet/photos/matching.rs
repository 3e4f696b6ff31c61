//! Which file is which photo, where the camera does not say.
//!
//! A picture of the wrong place is worse than none: whatever fits in two ways is left unmatched.

use super::FileAddress;
use super::record::{Photo, PhotoKey};
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};

/// A file on a camera.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedFile {
    /// Its whole path.
    pub path: String,
    /// Bytes, where it is told.
    pub size: Option<u32>,
}

/// What belongs together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Matching {
    /// Photos with their files.
    pub pairs: Vec<(PhotoKey, ListedFile)>,
    /// Photos of which no file is known.
    pub photos_without_file: Vec<PhotoKey>,
    /// Pictures of which no photo was told.
    pub files_without_photo: Vec<ListedFile>,
}

/// The name's time may differ from the photo's by so much, s.
const TIME_SLACK_S: i64 = 2;
/// Names tell the time of some zone: zones lie so far apart, s.
const ZONE_STEP_S: i64 = 900;
/// And no zone is farther from UTC than this many steps: 14 h.
const ZONE_STEPS: i64 = 56;

/// A photo by its place in the list to a file by its own.
type Pairs = BTreeMap<usize, usize>;

/// Matches the photos of one series of a camera to its files: by address, else by the numbers and times in
/// the files' names, where those fit all photos in one way only.
pub fn match_files(photos: &[Photo], files: &[ListedFile]) -> Matching {
    let pictures = pictures(files);
    let mut pairs = by_address(photos, &pictures);
    let taken: BTreeSet<usize> = pairs.values().copied().collect();
    let photos_left: Vec<usize> = (0..photos.len())
        .filter(|at| {
            photos
                .get(*at)
                .is_some_and(|photo| photo.file == FileAddress::Untold)
        })
        .collect();
    let files_left: Vec<usize> = (0..pictures.len())
        .filter(|at| !taken.contains(at))
        .collect();
    let is_one_series = photos.windows(2).all(|pair| match pair {
        [a, b] => {
            (a.key.vehicle, a.key.camera, a.key.series)
                == (b.key.vehicle, b.key.camera, b.key.series)
        }
        _ => true,
    });
    // Each series begins to count anew: numbers tell nothing of several.
    let numbers = if is_one_series {
        numbers(&pictures, &files_left)
    } else {
        BTreeMap::new()
    };
    let known = known_shift(photos, &pictures, &pairs);
    let by_number = match known {
        Some(shift) => Some(with_shift(photos, &photos_left, &numbers, shift)),
        None => by_number(photos, &photos_left, &numbers),
    };
    let by_time = by_time(photos, &photos_left, &times(&pictures, &files_left));
    match (by_number, by_time) {
        (Some(a), Some(b)) if !agree(&a, &b) => {}
        // Times that fit no photo are no times left out: they speak against the numbers.
        (Some(found), None) if contradicts(photos, &pictures, &found) => {}
        (Some(found), _) | (None, Some(found)) => pairs.extend(found),
        (None, None) => {}
    }
    matching(photos, &pictures, &pairs)
}

/// Whether there is no time zone in which all files that tell a time tell that of their photos.
fn contradicts(photos: &[Photo], pictures: &[&ListedFile], pairs: &Pairs) -> bool {
    let apart = |(photo, file): (&usize, &usize)| {
        let taken_us = photos.get(*photo)?.taken_unix_us?;
        let named_s = time_in(stem(pictures.get(*file)?))?;
        Some(named_s - i64::try_from(taken_us / 1_000_000).ok()?)
    };
    let apart: Vec<i64> = pairs.iter().filter_map(apart).collect();
    let is_of = |zone: i64| {
        let mut all = apart.iter();
        all.all(|apart| (apart - zone * ZONE_STEP_S).abs() <= TIME_SLACK_S)
    };
    !(-ZONE_STEPS..=ZONE_STEPS).any(is_of)
}

fn agree(a: &Pairs, b: &Pairs) -> bool {
    a.iter()
        .all(|(photo, file)| b.get(photo).is_none_or(|other| other == file))
}

fn matching(photos: &[Photo], pictures: &[&ListedFile], pairs: &Pairs) -> Matching {
    let mut found = Matching::default();
    let taken: BTreeSet<usize> = pairs.values().copied().collect();
    for (at, photo) in photos.iter().enumerate() {
        match pairs.get(&at).and_then(|file| pictures.get(*file)) {
            Some(file) => found.pairs.push((photo.key, (*file).clone())),
            None => found.photos_without_file.push(photo.key),
        }
    }
    let left = pictures
        .iter()
        .enumerate()
        .filter(|(at, _)| !taken.contains(at));
    found.files_without_photo = left.map(|(_, file)| (*file).clone()).collect();
    found
}

/// JPEG where there is any, for a camera may store each photo twice; else other kinds of pictures.
fn pictures(files: &[ListedFile]) -> Vec<&ListedFile> {
    let of = |extensions: &[&str]| -> Vec<&ListedFile> {
        let is_one = |file: &&ListedFile| {
            let extension = file
                .path
                .rsplit_once('.')
                .map_or("", |(_, extension)| extension);
            extensions
                .iter()
                .any(|known| extension.eq_ignore_ascii_case(known))
        };
        files.iter().filter(is_one).collect()
    };
    let compressed = of(&["jpg", "jpeg"]);
    if compressed.is_empty() {
        of(&["dng", "png", "raw", "tif", "tiff"])
    } else {
        compressed
    }
}

fn by_address(photos: &[Photo], pictures: &[&ListedFile]) -> Pairs {
    let plain = |path: &str| path.trim_start_matches('/').to_owned();
    let by_path: BTreeMap<String, usize> = pictures
        .iter()
        .enumerate()
        .map(|(at, file)| (plain(&file.path), at))
        .collect();
    let mut pairs = Pairs::new();
    let mut taken = BTreeSet::new();
    for (at, photo) in photos.iter().enumerate() {
        if let FileAddress::Mavlink { path, .. } = &photo.file
            && let Some(file) = by_path.get(&plain(path))
            && taken.insert(*file)
        {
            pairs.insert(at, *file);
        }
    }
    pairs
}

/// What stands before the extension in a name.
fn stem(file: &ListedFile) -> &str {
    let name = file
        .path
        .rsplit_once('/')
        .map_or(file.path.as_str(), |(_, name)| name);
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

/// The number at the end of a name, where it is not part of a time.
fn number(file: &ListedFile) -> Option<i64> {
    let stem = stem(file);
    let digits = stem.trim_end_matches(|letter: char| letter.is_ascii_digit());
    let is_of_a_time = time_in(stem).is_some() && time_in(digits).is_none();
    let number = stem.get(digits.len()..).filter(|_| !is_of_a_time)?;
    (1..=9)
        .contains(&number.len())
        .then(|| number.parse().ok())?
}

/// Files by the numbers at the ends of their names; a number that comes twice tells nothing.
fn numbers(pictures: &[&ListedFile], left: &[usize]) -> BTreeMap<i64, usize> {
    let mut numbers = BTreeMap::new();
    let mut twice = BTreeSet::new();
    for at in left {
        if let Some(number) = pictures.get(*at).and_then(|file| number(file))
            && numbers.insert(number, *at).is_some()
        {
            twice.insert(number);
        }
    }
    numbers.retain(|number, _| !twice.contains(number));
    numbers
}

/// By how much names are ahead of indices, by photos of which the file is known.
fn known_shift(photos: &[Photo], pictures: &[&ListedFile], pairs: &Pairs) -> Option<i64> {
    let shifts: BTreeSet<Option<i64>> = pairs
        .iter()
        .map(|(photo, file)| {
            let index = photos.get(*photo)?.key.index;
            Some(number(pictures.get(*file)?)? - i64::from(index))
        })
        .collect();
    match shifts.into_iter().collect::<Vec<_>>().as_slice() {
        [one] => *one,
        _ => None,
    }
}

fn with_shift(
    photos: &[Photo],
    left: &[usize],
    numbers: &BTreeMap<i64, usize>,
    shift: i64,
) -> Pairs {
    let pair = |at: &usize| {
        let index = i64::from(photos.get(*at)?.key.index);
        Some((*at, *numbers.get(&(index + shift))?))
    };
    left.iter().filter_map(pair).collect()
}

/// The one shift with which every photo has a file.
fn by_number(photos: &[Photo], left: &[usize], numbers: &BTreeMap<i64, usize>) -> Option<Pairs> {
    let first = i64::from(photos.get(*left.first()?)?.key.index);
    let mut fits = numbers.keys().filter_map(|number| {
        let shift = number - first;
        let has_file = |at: &usize| {
            let index = photos.get(*at).map(|photo| i64::from(photo.key.index));
            index.is_some_and(|index| numbers.contains_key(&(index + shift)))
        };
        left.iter().all(has_file).then_some(shift)
    });
    let shift = fits.next()?;
    fits.next()
        .is_none()
        .then(|| with_shift(photos, left, numbers, shift))
}

/// Files with the times in their names, s.
fn times(pictures: &[&ListedFile], left: &[usize]) -> Vec<(i64, usize)> {
    let timed = left
        .iter()
        .filter_map(|at| Some((time_in(stem(pictures.get(*at)?))?, *at)));
    let mut times: Vec<_> = timed.collect();
    times.sort_unstable();
    times
}

/// A time such as `20261124_101530` or `20261124101530` in a name, s since 1970 in its own zone.
fn time_in(stem: &str) -> Option<i64> {
    let runs: Vec<&str> = stem
        .split(|letter: char| !letter.is_ascii_digit())
        .collect();
    let whole = runs
        .iter()
        .find(|run| run.len() == 14)
        .map(|run| run.split_at(8));
    let pair = || {
        let pair = runs
            .windows(2)
            .find(|pair| matches!(pair, [a, b] if a.len() == 8 && b.len() == 6))?;
        Some((*pair.first()?, *pair.get(1)?))
    };
    let (date, time) = whole.or_else(pair)?;
    let part = |text: &str, from: usize, until: usize| text.get(from..until)?.parse::<u32>().ok();
    let year = i32::try_from(part(date, 0, 4)?).ok()?;
    let date = NaiveDate::from_ymd_opt(year, part(date, 4, 6)?, part(date, 6, 8)?)?;
    let moment = date.and_hms_opt(part(time, 0, 2)?, part(time, 2, 4)?, part(time, 4, 6)?)?;
    Some(moment.and_utc().timestamp())
}

/// The one time zone with which every photo has one file of its time, and no other photo has that.
fn by_time(photos: &[Photo], left: &[usize], times: &[(i64, usize)]) -> Option<Pairs> {
    if left.is_empty() || times.is_empty() {
        return None;
    }
    let mut fits = (-ZONE_STEPS..=ZONE_STEPS).filter_map(|zone| {
        let mut taken = BTreeSet::new();
        let pair = |at: &usize| {
            let taken_us = photos.get(*at)?.taken_unix_us?;
            let wanted = i64::try_from(taken_us / 1_000_000).ok()? + zone * ZONE_STEP_S;
            let from = times.partition_point(|(time, _)| *time < wanted - TIME_SLACK_S);
            let near = times
                .get(from..)?
                .iter()
                .take_while(|(time, _)| *time <= wanted + TIME_SLACK_S);
            let near: Vec<_> = near.collect();
            match near.as_slice() {
                [(_, file)] if taken.insert(*file) => Some((*at, *file)),
                _ => None,
            }
        };
        left.iter().map(pair).collect::<Option<Pairs>>()
    });
    let found = fits.next()?;
    fits.next().is_none().then_some(found)
}
