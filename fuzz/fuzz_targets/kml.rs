//! Any bytes, read as Kml.
#![no_main]

use geofences::files::Format;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    haiou_fuzz::read_write_and_read_again(Format::Kml, bytes);
});
