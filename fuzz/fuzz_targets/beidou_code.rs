//! Any text as a BeiDou grid code: what is a code names a cell, and that cell gives the code again.
#![no_main]

use geofences::BeidouCell;

libfuzzer_sys::fuzz_target!(|code: &str| {
    let Ok(cell) = code.parse::<BeidouCell>() else {
        return;
    };
    let written = cell.to_string();
    assert_eq!(written.parse::<BeidouCell>(), Ok(cell));
    assert_eq!(written, code);
    for neighbour in cell.neighbours() {
        assert_ne!(neighbour, cell);
        assert!(neighbour.neighbours().contains(&cell));
    }
});
