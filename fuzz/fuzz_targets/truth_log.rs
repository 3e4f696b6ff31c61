//! Any bytes, read as a log of the truth, with and without the first line that it has to have: it is
//! judged, or refused in both languages; and what it tells is the same when it is written once more.
#![no_main]

use simulator::scenario::{ReadOptions, Scenario, read};
use simulator::truth::{Judge, TruthLogReader, TruthLogWriter, TruthRecord, judge_log};
use std::sync::LazyLock;

/// Bytes of a line that is not read any more.
const LONGEST_LINE: usize = 64 * 1024;

/// A day with two vehicles and an assertion of each kind.
const SCENARIO: &str = include_str!("../seeds/truth_log.toml");

static GIVEN: LazyLock<(Scenario, Vec<u8>)> = LazyLock::new(|| {
    let options = ReadOptions {
        file: "truth_log.toml",
        vehicle_count: None,
    };
    let scenario = read(SCENARIO, options).scenario.expect("a good scenario");
    let head = TruthLogWriter::new(Vec::new(), &scenario).expect("memory takes all");
    let head = head.finish().expect("memory takes all");
    (scenario, head)
});

/// All records of a log, up to what is refused.
fn records(log: &[u8], scenario: &Scenario) -> Vec<TruthRecord> {
    let mut records = Vec::new();
    if let Ok(mut reader) = TruthLogReader::new(log, scenario) {
        while let Ok(Some(record)) = reader.next_record() {
            records.push(record);
        }
    }
    records
}

fn written(records: &[TruthRecord], scenario: &Scenario) -> Vec<u8> {
    let mut writer = TruthLogWriter::new(Vec::new(), scenario).expect("memory takes all");
    for record in records {
        writer.write(record).expect("memory takes all");
    }
    writer.finish().expect("memory takes all")
}

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let (scenario, head) = &*GIVEN;
    let with_head = [head, bytes].concat();
    for log in [bytes, &with_head] {
        let records = records(log, scenario);
        match judge_log(log, scenario) {
            Ok(verdicts) => {
                let mut judge = Judge::new(scenario);
                records.iter().for_each(|record| judge.take(record));
                assert_eq!(format!("{verdicts:?}"), format!("{:?}", judge.verdicts()));
                assert_eq!(verdicts.len(), scenario.assertions.len());
            }
            Err(error) => {
                let told = error.told();
                assert!(!told.en.is_empty() && !told.zh.is_empty());
            }
        }
        // Numbers that are none are equal to nothing: they are compared as they are told.
        let once_more = written(&records, scenario);
        if once_more
            .split(|byte| *byte == b'\n')
            .any(|line| line.len() >= LONGEST_LINE)
        {
            // "0" becomes "0.0": a line that was just not too long now is.
            continue;
        }
        let again = written(&self::records(&once_more, scenario), scenario);
        assert_eq!(
            String::from_utf8_lossy(&once_more),
            String::from_utf8_lossy(&again)
        );
    }
});
