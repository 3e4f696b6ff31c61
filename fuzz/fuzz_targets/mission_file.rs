//! Any text, read as a mission that a simulated vehicle has on board: there is a plan or a problem, and
//! each problem is told in both languages.
#![no_main]

use simulator::play::plan_file::read;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    match read(&String::from_utf8_lossy(bytes)) {
        Ok(plan) => {
            let items = plan.mission.iter().chain(&plan.fence).chain(&plan.rally);
            assert!(items.into_iter().all(|item| item.z.is_finite()));
        }
        Err(problems) => {
            assert!(!problems.is_empty());
            assert!(
                problems
                    .iter()
                    .all(|it| !it.en.is_empty() && !it.zh.is_empty())
            );
        }
    }
});
