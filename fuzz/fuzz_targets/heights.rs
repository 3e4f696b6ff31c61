//! Flight levels: whatever number a file gives, a restricting zone grows and a permitting one shrinks.
#![no_main]

use geofences::files::heights::{LimitSide, flight_level_amsl};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|level: f64| {
    for side in [LimitSide::Lower, LimitSide::Upper] {
        let restricting = flight_level_amsl(level, side, true);
        let permitting = flight_level_amsl(level, side, false);
        assert_eq!(restricting.is_ok(), permitting.is_ok());
        let (Ok(restricting), Ok(permitting)) = (restricting, permitting) else {
            // -1000 m and 100 km are the limits of what is believed.
            assert!(!(-32.0..3_280.0).contains(&level));
            continue;
        };
        match side {
            LimitSide::Lower => assert!(restricting.metres() <= permitting.metres()),
            LimitSide::Upper => assert!(restricting.metres() >= permitting.metres()),
        }
    }
});
