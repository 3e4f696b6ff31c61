//! What scenarios read beyond what every written file has: moments of the simulation, and names in topics.

use crate::city::is_topic_name;
use crate::time::SimTime;
use std::cell::Cell;
use written::{Bounds, bounds, say};

/// What the readers of a scenario note for each other.
#[derive(Default)]
pub struct Notes {
    /// When the scenario ends, once that is known.
    pub end: Cell<Option<SimTime>>,
}

/// What was found so far in a scenario.
pub type Report<'a> = written::Report<'a, Notes>;
/// A table of a scenario.
pub type Table<'a> = written::Table<'a, Notes>;
/// A value of a scenario.
pub type Given<'a> = written::Given<'a, Notes>;

/// A part, a probability.
pub const PART: Bounds = bounds(0.0, 1.0, "");
/// The latest moment: a month after the start.
pub const MOMENT_S: Bounds = bounds(0.0, 2_678_400.0, "s");

/// What only scenarios read.
pub trait ScenarioGiven<'a> {
    /// A moment, in seconds since the start, that the scenario reaches.
    fn moment(&self) -> Option<SimTime>;

    /// A name that can stand in a topic of `docs/sensors.md`.
    fn topic_name(&self) -> Option<&'a str>;

    /// A text of printable ASCII characters, not more than so many: what messages hold.
    fn short_ascii(&self, most: usize) -> Option<String>;

    /// A serial number: it stands in messages and in topics.
    fn serial_number(&self, most: usize) -> Option<String>;
}

impl<'a> ScenarioGiven<'a> for Given<'a> {
    fn moment(&self) -> Option<SimTime> {
        let moment = SimTime::from_us((self.number(MOMENT_S)? * 1e6).round() as u64);
        let Some(end) = self.report.notes.end.get().filter(|end| moment > *end) else {
            return Some(moment);
        };
        let end_s = end.seconds();
        let what = say(
            format!(
                "{} s is after the end of the scenario, {end_s} s",
                moment.seconds()
            ),
            format!("{} 秒晚于场景结束时刻 {end_s} 秒", moment.seconds()),
        );
        let help = say(
            "make scenario.duration_s longer, or this earlier",
            "延长 scenario.duration_s，或提前此时刻",
        );
        self.error("after-the-end", what, Some(help));
        None
    }

    fn topic_name(&self) -> Option<&'a str> {
        let name = self.name()?;
        if is_topic_name(name) {
            return Some(name);
        }
        let what = say(
            format!("{name:?} cannot stand in the topics that this publishes on"),
            format!("{name:?} 不能用于发布主题"),
        );
        let help = say(
            "use A-Z a-z 0-9 - _ . here, and name_zh for what people call it",
            "此处只用 A-Z a-z 0-9 - _ .，中文名称写在 name_zh 中",
        );
        self.error("bad-name", what, Some(help));
        None
    }

    fn short_ascii(&self, most: usize) -> Option<String> {
        let text = self.text()?;
        if text.len() <= most && text.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Some(text.to_owned());
        }
        let what = say(
            format!("this has to be at most {most} letters, digits and signs, without blanks"),
            format!("至多 {most} 个英文字母、数字或符号，不含空格"),
        );
        self.error("bad-name", what, None);
        None
    }

    fn serial_number(&self, most: usize) -> Option<String> {
        let text = self.short_ascii(most)?;
        self.topic_name()?;
        Some(text)
    }
}
