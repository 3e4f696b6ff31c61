//! Any bytes, read as a telemetry log: every byte is accounted for, and what was read is read again from
//! what is written of it.
#![no_main]

use haiou::link::tlog::{Logged, TlogReader, TlogWriter};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let mut reader = TlogReader::new(bytes);
    let mut writer = TlogWriter::new(Vec::new());
    let (mut accounted, mut written) = (0, 0);
    while let Some(entry) = reader.next_entry().expect("memory can be read") {
        match entry {
            Logged::Frame(at, frame) => {
                accounted += 8 + frame.bytes().len() as u64;
                written += u64::from(writer.write(at, frame).expect("memory takes all"));
            }
            Logged::Damage { offset, length } => {
                assert_eq!(offset, accounted);
                accounted += length;
            }
        }
    }
    assert_eq!(accounted, bytes.len() as u64);
    let log = writer.finish().expect("memory takes all");
    let mut reader = TlogReader::new(&log[..]);
    let mut again = 0;
    while let Some(entry) = reader.next_entry().expect("memory can be read") {
        assert!(matches!(entry, Logged::Frame(..)), "{entry:?}");
        again += 1;
    }
    assert_eq!(again, written);
});
