//! Commands that are typed while it runs.

use crate::pace::{SPEEDS, SPEEDS_ZH, is_speed};
use geofences::{Bilingual, Severity};
use simulator::scenario::{FaultSetup, ReadOptions, read};
use simulator::time::SimTime;
use std::fmt::Write as _;

/// What is to be done.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Faults that begin now.
    Faults(Vec<FaultSetup>),
    /// Another speed.
    Speed(f64),
    /// Stand, or go on.
    Pause,
    /// The end.
    Quit,
    /// What there is.
    Help,
}

/// The scenario that is played, as text: faults by command are read as if they stood in it.
pub struct Script<'a> {
    pub text: &'a str,
    pub file: &'a str,
    pub vehicles: Option<usize>,
}

/// What `help` tells.
pub fn help() -> Bilingual {
    Bilingual::new(
        "fault KIND vehicle=NAME [for_s=30] [key=value …] · speed N · pause · quit; \
         kinds and keys of faults as in docs/scenarios.md: fault gnss-dead vehicle=drone-1 for_s=30",
        "fault 类型 vehicle=名称 [for_s=30] [键=值 …] · speed N · pause · quit；\
         类型与键见 docs/scenarios.md，例如：fault gnss-dead vehicle=drone-1 for_s=30",
    )
}

/// Reads a line.
///
/// # Errors
/// What is wrong with it, all at once.
pub fn parse(line: &str, now: SimTime, script: &Script) -> Result<Command, Vec<Bilingual>> {
    let mut words = line.split_whitespace();
    match words.next() {
        Some("help") => Ok(Command::Help),
        Some("pause") => Ok(Command::Pause),
        Some("quit") => Ok(Command::Quit),
        Some("speed") => match words.next().and_then(|it| it.parse::<f64>().ok()) {
            Some(speed) if is_speed(speed) => Ok(Command::Speed(speed)),
            _ => Err(vec![Bilingual::new(SPEEDS, SPEEDS_ZH)]),
        },
        Some("fault") => faults(words, now, script).map(Command::Faults),
        other => {
            let other = other.unwrap_or_default();
            let known = help();
            Err(vec![Bilingual::new(
                format!("there is no command {other:?}: {}", known.en),
                format!("没有命令 {other:?}：{}", known.zh),
            )])
        }
    }
}

/// The words of a fault become a table of the scenario, so that the same is understood and the same is
/// refused as there.
fn faults<'a>(
    words: impl Iterator<Item = &'a str>,
    now: SimTime,
    script: &Script,
) -> Result<Vec<FaultSetup>, Vec<Bilingual>> {
    let at_s = now.seconds();
    let mut table = format!("\n[[fault]]\nat_s = {at_s}\n");
    for word in words {
        let (key, value) = word.split_once('=').unwrap_or(("kind", word));
        // A name may look like a number.
        let is_name = ["vehicle", "dock", "sensor", "traffic", "mode", "kind"].contains(&key);
        let number = value.parse::<f64>().ok();
        let number = number.filter(|it| it.is_finite() && !is_name);
        // Writing to a string does not fail.
        let _ = match (key, number) {
            ("for_s", Some(for_s)) => writeln!(table, "until_s = {}", at_s + for_s),
            (_, Some(number)) => writeln!(table, "{key} = {number}"),
            (_, None) => writeln!(table, "{key} = {value:?}"),
        };
    }
    let lines_before = script.text.lines().count();
    let text = format!("{}{table}", script.text);
    let options = ReadOptions {
        file: script.file,
        vehicle_count: script.vehicles,
    };
    let found = read(&text, options);
    let ours = found
        .problems
        .iter()
        .filter(|problem| problem.place.line > lines_before && problem.severity == Severity::Error);
    let problems: Vec<Bilingual> = ours
        .map(|problem| match &problem.help {
            Some(help) => Bilingual::new(
                format!("{} ({})", problem.what.en, help.en),
                format!("{}（{}）", problem.what.zh, help.zh),
            ),
            None => problem.what.clone(),
        })
        .collect();
    let Some(scenario) = found.scenario else {
        return Err(problems);
    };
    let before = read(
        script.text,
        ReadOptions {
            file: script.file,
            vehicle_count: script.vehicles,
        },
    );
    let known = before.scenario.map(|it| it.faults).unwrap_or_default();
    let is_new = |fault: &FaultSetup| !known.contains(fault);
    Ok(scenario.faults.into_iter().filter(is_new).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use simulator::scenario::{Fault, VehicleFault};

    const TEXT: &str = r#"
[scenario]
name = "small"
seed = 1
start = 2026-11-24T08:00:00+08:00
duration_s = 600

[[vehicle]]
name = "drone-1"
autopilot = "ardupilot-copter"
airframe = "inspection-quad"
system_id = 1
at = [120.3826, 36.0671]
"#;

    fn read(line: &str) -> Result<Command, Vec<Bilingual>> {
        let script = Script {
            text: TEXT,
            file: "small.toml",
            vehicles: None,
        };
        parse(line, SimTime::from_s(100), &script)
    }

    #[test]
    fn a_fault_by_command_is_that_of_a_scenario_and_begins_now() {
        let read = read("fault gnss-jammed vehicle=drone-1 strength=0.5 for_s=30");
        let fault = VehicleFault::GnssJammed { strength: 0.5 };
        let expected = FaultSetup {
            at: SimTime::from_s(100),
            until: Some(SimTime::from_s(130)),
            fault: Fault::Vehicle { vehicle: 0, fault },
        };
        assert_eq!(read, Ok(Command::Faults(vec![expected])));
    }

    #[test]
    fn a_name_may_look_like_a_number() {
        let text = format!(
            "{TEXT}\n[[traffic]]\nname = \"007\"\nkind = \"remote-id-drone\"\nserial_number = \"S1\"\n\
             route = [{{ at = [120.38, 36.06], altitude_amsl_m = 90, speed_mps = 5 }}, \
             {{ at = [120.39, 36.06], altitude_amsl_m = 90, speed_mps = 5 }}]\n"
        );
        let script = Script {
            text: &text,
            file: "small.toml",
            vehicles: None,
        };
        let read = parse(
            "fault traffic-silent traffic=007",
            SimTime::from_s(9),
            &script,
        );
        assert!(matches!(read, Ok(Command::Faults(faults)) if faults.len() == 1));
    }

    #[test]
    fn everything_that_is_wrong_with_a_fault_is_told() {
        let problems = read("fault gnss-jamed vehicle=drone-7 strenght=2").unwrap_err();
        let told: Vec<String> = problems.into_iter().map(|it| it.en).collect();
        let told = told.join("\n");
        assert!(told.contains("gnss-jammed"), "{told}");
        let problems = read("fault gnss-dead vehicle=drone-7").unwrap_err();
        assert!(
            problems.iter().any(|it| it.en.contains("drone-7")),
            "{problems:?}"
        );
        assert!(problems.iter().all(|it| !it.zh.is_empty()));
    }

    #[test]
    fn a_command_that_is_none_is_answered_with_those_that_are() {
        assert_eq!(read("speed 4"), Ok(Command::Speed(4.0)));
        assert_eq!(read("pause"), Ok(Command::Pause));
        assert!(read("speed fast").is_err());
        // So slow that no clock could wait for a step.
        assert!(read("speed 1e-300").is_err());
        let problems = read("explode").unwrap_err();
        assert!(problems[0].en.contains("fault KIND"), "{problems:?}");
    }
}
