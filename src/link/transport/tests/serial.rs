//! Serial lines, by pseudo terminals.

use super::*;
use crate::link::transport::dialled::FIRST_WAIT;
use nix::pty::{OpenptyResult, openpty};
use std::fs::{self, File};
use std::io::{Read, Write};
use std::os::fd::AsRawFd;
use std::path::{Path, PathBuf};

/// The radio's end of a line, and the name of ours.
struct Line {
    radio: File,
    name: PathBuf,
}

fn line() -> Line {
    let OpenptyResult { master, slave } = openpty(None, None).unwrap();
    let name = fs::read_link(format!("/proc/self/fd/{}", slave.as_raw_fd())).unwrap();
    let radio = File::from(master);
    Line { radio, name }
}

/// A name that leads to a line, as udev makes them.
fn link_to(line: &Line, name: &Path) {
    fs::remove_file(name).ok();
    std::os::unix::fs::symlink(&line.name, name).unwrap();
}

fn read(radio: &mut File, length: usize) -> Vec<u8> {
    let mut bytes = vec![0; length];
    radio.read_exact(&mut bytes).unwrap();
    bytes
}

#[test]
fn every_byte_goes_over_a_serial_line_as_it_is() {
    let mut far = line();
    let mut rig = Rig::with(&format!("serial://{}?baud=115200", far.name.display()));
    rig.until_told("up 1");
    let all: Vec<u8> = (0..=255).collect();
    far.radio.write_all(&all).unwrap();
    rig.until(|it| it.bytes_of(PeerId::ONLY).len() == 256);
    assert_eq!(rig.bytes_of(PeerId::ONLY), all);
    assert!(rig.framings.iter().all(|it| *it == Framing::Stream));
    rig.send(LINK, To::All, &all);
    assert_eq!(read(&mut far.radio, 256), all);
    assert_eq!(rig.transport.address_of(LINK, PeerId::ONLY), None);
}

#[test]
fn a_line_that_is_not_read_gets_the_newest_frames_whole_when_it_is() {
    let mut far = line();
    let mut rig = Rig::with(&format!("serial://{}?baud=9600", far.name.display()));
    rig.until_told("up 1");
    for number in 0..=255 {
        rig.send(LINK, To::All, &[number; 250]);
    }
    rig.poll(Duration::ZERO);
    let traffic = rig.traffic(LINK);
    assert!(traffic.shed_frames > 0);
    let length = (256 - traffic.shed_frames as usize) * 250;
    let mut all = Vec::new();
    while all.len() < length {
        let some = (length - all.len()).min(500);
        all.extend(read(&mut far.radio, some));
        rig.poll(Duration::from_millis(1));
    }
    assert!(all.chunks(250).all(|it| it == [it[0]; 250]));
    assert_eq!(all.last(), Some(&255));
}

#[test]
fn a_line_that_was_unplugged_is_opened_when_it_is_back() {
    let folder = std::env::temp_dir().join(format!("haiou-serial-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    let name = folder.join("radio");
    let mut rig = Rig::with(&format!("serial://{}", name.display()));
    rig.until_told("down 1: serial://");
    let first = line();
    link_to(&first, &name);
    rig.now = rig.now + FIRST_WAIT;
    rig.until_told("up 1");
    drop(first);
    rig.until_told("down 1: c");
    rig.news.clear();
    let mut second = line();
    link_to(&second, &name);
    rig.now = rig.now + Duration::from_secs(10);
    rig.until_told("up 1");
    second.radio.write_all(b"back").unwrap();
    rig.until(|it| it.bytes_of(PeerId::ONLY) == b"back");
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_line_has_one_reader_and_what_is_no_line_is_none() {
    let far = line();
    let address = format!("serial://{}", far.name.display());
    let mut rig = Rig::with(&address);
    rig.until_told("up 1");
    rig.add(OTHER, &address);
    rig.until_told("down 2");
    assert!(
        rig.news
            .iter()
            .any(|it| it.contains("used by another program"))
    );
    let mut rig = Rig::with("serial:///dev/null");
    rig.until_told("down 1: serial:///dev/null");
}
