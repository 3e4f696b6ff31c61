//! Our numbers against the codec's.

use super::*;

/// The names and numbers that `mav_cmd.rs` defines with one type.
fn defined(of_type: &str) -> Vec<(String, u16)> {
    let source = include_str!("../../mav_cmd.rs");
    let marker = format!(": {of_type} = ");
    source
        .lines()
        .filter_map(|line| line.strip_prefix("pub const ")?.split_once(&marker))
        .map(|(name, number)| (name.into(), number.trim_end_matches(';').parse().unwrap()))
        .collect()
}

#[test]
fn every_command_has_the_number_that_the_codec_gives_it() {
    let commands = defined("u16");
    assert!(commands.len() > 40, "{}", commands.len());
    for (name, number) in commands {
        let MavMessage::COMMAND_CANCEL(message) = parsed(80, &number.to_le_bytes()) else {
            panic!("{name}");
        };
        assert_eq!(format!("{:?}", message.command), format!("MAV_CMD_{name}"));
    }
}

#[test]
fn every_frame_has_the_number_that_the_codec_gives_it() {
    let frames = defined("u8");
    assert!(frames.len() > 5, "{}", frames.len());
    for (name, number) in frames {
        let mut whole = [0; 35];
        whole[28] = 16;
        whole[32] = number as u8;
        let MavMessage::COMMAND_INT(message) = parsed(75, &whole) else {
            panic!("{name}");
        };
        assert_eq!(format!("{:?}", message.frame), format!("MAV_{name}"));
    }
}
