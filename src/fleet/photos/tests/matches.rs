use super::{key, photo};
use crate::fleet::photos::{FileAddress, ListedFile, Matching, Photo, match_files};

fn files(paths: &[&str]) -> Vec<ListedFile> {
    let file = |path: &&str| ListedFile {
        path: (*path).to_owned(),
        size: Some(1),
    };
    paths.iter().map(file).collect()
}

fn pairs(found: &Matching) -> Vec<(u32, &str)> {
    found
        .pairs
        .iter()
        .map(|(key, file)| (key.index, file.path.as_str()))
        .collect()
}

#[test]
fn addresses_are_read_in_all_their_forms() {
    let mavlink = |component, path: &str| FileAddress::Mavlink {
        component,
        path: path.to_owned(),
    };
    for (url, address) in [
        ("", FileAddress::Untold),
        ("  ", FileAddress::Untold),
        ("DCIM/A.JPG", mavlink(None, "DCIM/A.JPG")),
        ("mftp://DCIM/A.JPG", mavlink(None, "DCIM/A.JPG")),
        ("MFTP:///DCIM/A.JPG", mavlink(None, "/DCIM/A.JPG")),
        ("mavlinkftp://A%20B.JPG", mavlink(None, "A B.JPG")),
        ("mavftp://100%.JPG", mavlink(None, "100%.JPG")),
        (
            "mftp://[;comp=101]DCIM/A.JPG",
            mavlink(Some(101), "DCIM/A.JPG"),
        ),
        (
            "mftp://[;comp=999]A.JPG",
            FileAddress::Elsewhere("mftp://[;comp=999]A.JPG".to_owned()),
        ),
        ("mftp://", FileAddress::Elsewhere("mftp://".to_owned())),
        (
            "mftp://%FF",
            FileAddress::Elsewhere("mftp://%FF".to_owned()),
        ),
        (
            "http://10.0.0.2/A.JPG",
            FileAddress::Elsewhere("http://10.0.0.2/A.JPG".to_owned()),
        ),
    ] {
        assert_eq!(FileAddress::of(url), address, "{url}");
    }
}

#[test]
fn files_are_matched_by_their_addresses_and_what_is_over_is_told() {
    let photos = [
        photo(0, "mftp:///DCIM/A.JPG"),
        photo(1, "mftp:///DCIM/B.JPG"),
    ];
    let found = match_files(&photos, &files(&["DCIM/A.JPG", "DCIM/Z.JPG", "DCIM/A.DNG"]));
    assert_eq!(pairs(&found), [(0, "DCIM/A.JPG")]);
    assert_eq!(found.photos_without_file, [key(0, 1)]);
    assert_eq!(found.files_without_photo, files(&["DCIM/Z.JPG"]));
}

#[test]
fn files_are_matched_by_the_numbers_of_their_names_only_where_there_is_one_way() {
    let photos = [photo(3, ""), photo(4, ""), photo(6, "")];
    let found = match_files(
        &photos,
        &files(&["IMG_0104.JPG", "IMG_0105.JPG", "IMG_0107.JPG"]),
    );
    assert_eq!(
        pairs(&found),
        [
            (3, "IMG_0104.JPG"),
            (4, "IMG_0105.JPG"),
            (6, "IMG_0107.JPG")
        ]
    );
    // With one more at either end there are two ways.
    let two_ways = [
        "IMG_1.JPG",
        "IMG_2.JPG",
        "IMG_3.JPG",
        "IMG_4.JPG",
        "IMG_5.JPG",
    ];
    let found = match_files(&photos, &files(&two_ways));
    assert!(found.pairs.is_empty());
    assert_eq!(found.photos_without_file.len(), 3);
    // The same number in two folders is none.
    let found = match_files(&photos[..1], &files(&["100/IMG_3.JPG", "101/IMG_3.JPG"]));
    assert!(found.pairs.is_empty());
}

#[test]
fn one_address_tells_by_how_much_all_names_are_ahead() {
    let photos = [photo(3, "mftp://IMG_0013.JPG"), photo(4, ""), photo(5, "")];
    let found = match_files(
        &photos,
        &files(&[
            "IMG_0012.JPG",
            "IMG_0013.JPG",
            "IMG_0014.JPG",
            "IMG_0016.JPG",
        ]),
    );
    assert_eq!(pairs(&found), [(3, "IMG_0013.JPG"), (4, "IMG_0014.JPG")]);
    assert_eq!(found.photos_without_file, [key(0, 5)]);
}

/// Names by the times of photos, so many seconds and hours off.
fn named_by_time(photos: &[Photo], hours: i64, seconds: i64) -> Vec<String> {
    let name = |photo: &Photo| {
        let at = photo.taken_unix_us.unwrap() as i64 / 1_000_000 + hours * 3_600 + seconds;
        let date = chrono::DateTime::from_timestamp(at, 0).unwrap();
        format!("DCIM/{}_cam.jpg", date.format("%Y%m%d_%H%M%S"))
    };
    photos.iter().map(name).collect()
}

#[test]
fn files_are_matched_by_times_of_any_zone_within_two_seconds() {
    let photos: Vec<Photo> = [0, 1, 3, 8].map(|index| photo(index, "")).into();
    for (hours, seconds, is_matched) in [
        (0, 0, true),
        (8, 2, true),
        (8, -2, true),
        (8, 3, false),
        (15, 0, false),
    ] {
        let names = named_by_time(&photos, hours, seconds);
        let paths: Vec<&str> = names.iter().map(String::as_str).collect();
        let found = match_files(&photos, &files(&paths));
        assert_eq!(
            found.pairs.len(),
            if is_matched { 4 } else { 0 },
            "{hours} {seconds}"
        );
        for ((_, file), path) in found.pairs.iter().zip(&paths) {
            assert_eq!(file.path, *path);
        }
    }
}

#[test]
fn where_numbers_and_times_say_otherwise_nothing_is_matched() {
    let photos = [photo(0, ""), photo(1, "")];
    let times = named_by_time(&photos, 0, 0);
    let stem = |name: &String| name.trim_end_matches("_cam.jpg").to_owned();
    let agreeing = [
        format!("{}_001.jpg", stem(&times[0])),
        format!("{}_002.jpg", stem(&times[1])),
    ];
    let crossed = [
        format!("{}_002.jpg", stem(&times[0])),
        format!("{}_001.jpg", stem(&times[1])),
    ];
    for (names, count) in [(agreeing, 2), (crossed, 0)] {
        let found = match_files(&photos, &files(&[&names[0], &names[1]]));
        assert_eq!(found.pairs.len(), count);
    }
}

#[test]
fn a_file_of_another_day_is_no_photo_whatever_its_number() {
    let photos = [photo(0, "")];
    let day = named_by_time(&photos, 0, 0);
    let names = [
        ("DCIM/20261120_090000.jpg".to_owned(), 0),
        ("DCIM/20261120_090000_001.jpg".to_owned(), 0),
        ("DCIM/20261120090000_001.jpg".to_owned(), 0),
        (day[0].replace("_cam", "_001"), 1),
        (day[0].replace("_cam", ""), 1),
    ];
    for (name, count) in names {
        let found = match_files(&photos, &files(&[&name]));
        assert_eq!(found.pairs.len(), count, "{name}");
    }
}

#[test]
fn numbers_tell_nothing_of_photos_of_two_series() {
    let mut photos = [photo(0, ""), photo(1, "")];
    let names = ["IMG_1.JPG", "IMG_2.JPG"];
    assert_eq!(match_files(&photos, &files(&names)).pairs.len(), 2);
    photos[1].key.series = 1;
    assert!(match_files(&photos, &files(&names)).pairs.is_empty());
}
