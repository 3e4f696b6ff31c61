#![allow(clippy::unwrap_used, clippy::expect_used)]

mod documents;
mod round_trip;

use super::coordinates::coordinates;
use super::kmz::read_up_to;
use super::{read, read_kmz};
use crate::files::{AirspaceFile, ReadOptions};
use chrono::FixedOffset;
use std::io::{Cursor, Write};

pub(super) const SAMPLE: &str = include_str!("../../../tests/files/kml/qingdao-illustrative.kml");

pub(super) fn options() -> ReadOptions<'static> {
    ReadOptions {
        file: "test.kml",
        expected_extent: None,
        utc_offset: FixedOffset::east_opt(8 * 3600).unwrap(),
        progress: None,
    }
}

pub(super) fn read_bytes(bytes: &[u8]) -> AirspaceFile {
    read(bytes, &options())
}

pub(super) fn codes(file: &AirspaceFile) -> Vec<&'static str> {
    file.problems.iter().map(|problem| problem.code).collect()
}

fn archive(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in entries {
        writer
            .start_file(*name, zip::write::SimpleFileOptions::DEFAULT)
            .unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

#[test]
fn coordinates_are_tuples_between_blanks() {
    let read = coordinates("\n 120.1,36.1,5\t120.2,36.2,5\r\n -0.5,+36e0,5 ");
    let found: Vec<_> = read.coords.iter().map(|c| (c.x, c.y)).collect();
    assert_eq!(found, [(120.1, 36.1), (120.2, 36.2), (-0.5, 36.0)]);
    assert!(read.faults.is_empty() && !read.had_blanks_at_commas);
    assert!(coordinates("").coords.is_empty());
}

#[test]
fn blanks_beside_commas_belong_to_the_comma() {
    for text in [
        "120.1, 36.1 120.2, 36.2",
        "120.1 ,36.1 120.2\n,\n36.2",
        "120.1, 36.1, 5 120.2, 36.2, 5",
    ] {
        let read = coordinates(text);
        let found: Vec<_> = read.coords.iter().map(|c| (c.x, c.y)).collect();
        assert_eq!(found, [(120.1, 36.1), (120.2, 36.2)], "{text}");
        assert!(read.had_blanks_at_commas);
        assert!(read.faults.is_empty());
    }
}

#[test]
fn coordinates_that_can_be_understood_in_two_ways_are_a_fault() {
    for text in [
        // Comma and blank between the tuples.
        "120.1,36.1, 120.2,36.2",
        "120.1,36.1, 120.2,36.2, 120.3,36.3",
        // Three numbers and then two: the blank may be in the wrong place.
        "120.1, 36.1, 120.2 36.2,120.3",
        // A number that is missing.
        "120.0,36.0 120.1, 120.1,36.0",
        "120.0,36.0 ,36.1 120.1,36.0",
    ] {
        assert!(!coordinates(text).faults.is_empty(), "{text}");
    }
}

#[test]
fn a_tuple_that_is_not_understood_is_a_fault_with_its_index() {
    for bad in [
        "120.1",
        "120.1;36.1",
        "120,1,36,1",
        "a,b",
        "nan,36.1",
        "120.1,inf",
        "120.1，36.1",
        "120.1°,36.1",
    ] {
        let read = coordinates(&format!("120.0,36.0 {bad} 120.1,36.0"));
        let at: Vec<usize> = read.faults.iter().map(|(index, _)| *index).collect();
        assert_eq!(at, [1], "{bad}");
        assert_eq!(read.coords.len(), 2);
    }
}

#[test]
fn thousands_of_faults_are_told_in_few_words() {
    let read = coordinates(&"x ".repeat(5000));
    assert_eq!(read.faults.len(), 21);
    assert!(read.faults[20].1.en.contains("4980"));
}

#[test]
fn other_encodings_are_refused_with_help() {
    let wide: Vec<u8> = SAMPLE.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let marked: Vec<u8> = format!("\u{feff}{SAMPLE}")
        .encode_utf16()
        .flat_map(u16::to_be_bytes)
        .collect();
    let gbk = [
        b"<kml><name>".as_slice(),
        &[0xc7, 0xe0, 0xb5, 0xba],
        b"</name></kml>",
    ]
    .concat();
    let declared = SAMPLE.replace("UTF-8", "GB2312").into_bytes();
    for bytes in [wide, marked, gbk, declared] {
        let file = read_bytes(&bytes);
        assert_eq!(codes(&file), ["text-encoding"]);
        assert!(file.problems[0].help.is_some());
    }
}

#[test]
fn a_kmz_without_a_document_or_with_a_damaged_one_is_an_error() {
    let good = archive(&[("doc.kml", SAMPLE.as_bytes())]);
    let mut cut = good.clone();
    cut.truncate(good.len() / 2);
    for bytes in [
        archive(&[("readme.txt", b"x")]),
        archive(&[]),
        cut,
        b"PK".to_vec(),
        Vec::new(),
    ] {
        let file = read_kmz(&bytes, &options());
        assert_eq!(codes(&file), ["kmz-unreadable"]);
    }
}

#[test]
fn a_document_is_unpacked_up_to_the_limit_and_not_a_byte_further() {
    let bytes = archive(&[("doc.kml", SAMPLE.as_bytes())]);
    let size = SAMPLE.len() as u64;
    assert!(!codes(&read_up_to(&bytes, &options(), size)).contains(&"kmz-unreadable"));
    let file = read_up_to(&bytes, &options(), size - 1);
    assert_eq!(codes(&file), ["kmz-unreadable"]);
    assert!(file.zones.is_empty());
}

#[test]
fn the_main_document_is_doc_kml_and_others_are_not_passed_over_in_silence() {
    let other = b"<html/>";
    let entries: [(&str, &[u8]); 3] = [
        ("../../etc/first.kml", other),
        ("doc.kml", SAMPLE.as_bytes()),
        ("images/a.png", b""),
    ];
    let file = read_kmz(&archive(&entries), &options());
    assert!(!codes(&file).contains(&"kml-root"));
    let second = file
        .problems
        .iter()
        .find(|p| p.code == "kmz-second-document");
    assert_eq!(
        second.unwrap().place.id.as_deref(),
        Some("../../etc/first.kml")
    );
    let only = archive(&[("x/any.KML", SAMPLE.as_bytes())]);
    assert!(!codes(&read_kmz(&only, &options())).contains(&"kmz-unreadable"));
}
