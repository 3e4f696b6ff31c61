//! Reading a large GeoJSON file: ours, parsed and validated, beside a plain parse of its JSON.

use crate::city;
use crate::report::{Report, Row, show};
use chrono::FixedOffset;
use geofences::Zone;
use geofences::files::{ReadOptions, geojson};
use std::hint::black_box;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

const ROUNDS: usize = 5;

/// Measures reading `count` zones.
pub fn measure(report: &mut Report, seed: u64, count: usize) {
    let zones = city::zones(seed, count);
    let none: [&geofences::Obstacle; 0] = [];
    let (text, _) = geojson::write(&zones, none);
    let megabytes = text.len() as f64 / 1e6;
    let told = AtomicU64::new(0);
    let progress = |bytes| {
        told.fetch_max(bytes, Ordering::Relaxed);
    };
    let Some(utc_offset) = FixedOffset::east_opt(8 * 3600) else {
        return;
    };
    let options = ReadOptions {
        file: "city.geojson",
        expected_extent: None,
        utc_offset,
        progress: Some(&progress),
    };
    let (mut ours, mut baseline) = (Vec::new(), Vec::new());
    let mut right = true;
    for _ in 0..ROUNDS {
        let started = Instant::now();
        let file = geojson::read(text.as_bytes(), &options);
        ours.push(started.elapsed());
        right &= file.is_clean() && same(&file.zones, &zones);
        drop(file);
        let started = Instant::now();
        black_box(serde_json::from_slice::<serde_json::Value>(text.as_bytes()).is_ok());
        baseline.push(started.elapsed());
    }
    ours.sort();
    baseline.sort();
    let (ours, baseline) = (ours[ROUNDS / 2], baseline[ROUNDS / 2]);
    let rate = megabytes / ours.as_secs_f64();
    report.row(Row {
        what: format!(
            "GeoJSON of {count} zones ({megabytes:.0} MB) parsed and validated, median of {ROUNDS}, all zones as written: {right}"
        ),
        ours: format!("{rate:.0} MB/s ({})", show(ours)),
        baseline: format!(
            "{:.0} MB/s (serde_json into a tree, nothing validated)",
            megabytes / baseline.as_secs_f64()
        ),
        ratio: Some(baseline.as_secs_f64() / ours.as_secs_f64()),
        goal: "≥ 100 MB/s on two cores".into(),
        met: right && rate >= 100.0,
    });
}

fn same(read: &[Zone], written: &[Zone]) -> bool {
    read.len() == written.len() && read.iter().zip(written).all(|(a, b)| a == b)
}
