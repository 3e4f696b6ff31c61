//! Any bytes under any name: the format is told without a panic, and what is refused is explained.
#![no_main]

use geofences::files::{detect, format_of_name};

libfuzzer_sys::fuzz_target!(|input: (&str, &[u8])| {
    let (name, bytes) = input;
    let _ = format_of_name(name);
    if let Err(problem) = detect(bytes, name) {
        assert!(!problem.what.en.is_empty() && !problem.what.zh.is_empty());
    }
});
