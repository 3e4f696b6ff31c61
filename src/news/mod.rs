//! What happens on links and to vehicles, as lines for people and JSON for machines.

mod hub;
mod link;
mod vehicle;
mod view;

pub use view::vehicle_json;

use crate::console::{Colour, Console};
use crate::fleet::told::Told;
use crate::ground_control::Tidings;
use crate::ground_control::live::LiveTidings;
use crate::link::names::{GroupId, LinkId, VehicleId};
use crate::moment::{Ahead, Moment};
use chrono::{FixedOffset, SecondsFormat};
use geofences::Bilingual;
use serde_json::{Value, json};

/// A line of news.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewsLine {
    /// When it happened, by the clock of who reads it: the system's, or that of a log.
    pub at: Moment,
    /// What kind of news it is, one word for machines.
    pub kind: &'static str,
    /// Of which vehicle, where it is of one.
    pub vehicle: Option<VehicleId>,
    /// Of which link, where it is of one, by its name.
    pub link: Option<String>,
    /// How good or bad it is; `None` for neither.
    pub colour: Option<Colour>,
    /// The news.
    pub text: Bilingual,
}

/// What things are called.
pub trait Names {
    /// A group; `None` where vehicles are told apart by their system ids alone.
    fn group(&self, group: GroupId) -> Option<String>;
    /// A link; `None` where there is only one.
    fn link(&self, link: LinkId) -> Option<String>;
}

impl NewsLine {
    /// The line for what a step told; `None` for what is no news to people: progress, and what another line
    /// tells.
    pub fn of(tidings: &Tidings, names: &impl Names) -> Option<Self> {
        match tidings {
            Tidings::Fleet(told) => Self::of_fleet(told, names),
            Tidings::Hub(at, event) => hub::line(*at, event, names),
            Tidings::NotSaid { .. } => None,
        }
    }

    /// The line for what the link thread told, whose clock is so far ahead of the system's.
    pub fn of_live(tidings: &LiveTidings, names: &impl Names, ahead: Ahead) -> Option<Self> {
        let line = Self::by_our_clock(tidings, names)?;
        let at = ahead.to_system(line.at);
        Some(Self { at, ..line })
    }

    fn by_our_clock(tidings: &LiveTidings, names: &impl Names) -> Option<Self> {
        match tidings {
            LiveTidings::Ground(tidings) => Self::of(tidings, names),
            LiveTidings::Link { at, name, news } => Some(link::line(*at, name, news)),
            LiveTidings::MarksNotKept { at, why } => {
                Some(Self::of_us(*at, "signatures-not-kept", why.clone()).coloured(Colour::Red))
            }
            LiveTidings::ClockStepped { at, by_us } => {
                let text = link::clock_stepped(*by_us);
                Some(Self::of_us(*at, "clock-stepped", text).coloured(Colour::Yellow))
            }
            LiveTidings::NotRecorded { at, why } => {
                Some(Self::of_us(*at, "not-recorded", why.clone()).coloured(Colour::Red))
            }
            LiveTidings::LogNotKept { at, why } => {
                Some(Self::of_us(*at, "log-not-kept", why.clone()).coloured(Colour::Red))
            }
            LiveTidings::RecordedAgain {
                at,
                missing,
                unsynced_files,
            } => {
                let text = recorded_again(*missing, *unsynced_files);
                Some(Self::of_us(*at, "recorded-again", text).coloured(Colour::Green))
            }
        }
    }

    fn of_fleet(told: &Told, names: &impl Names) -> Option<Self> {
        match told {
            Told::Vehicle(event) => vehicle::happened(event),
            Told::PlanChanged {
                vehicle,
                at,
                change,
            } => {
                let line = Self::of_vehicle(*vehicle, *at, "plan-changed", change.text());
                Some(line.coloured(Colour::Yellow))
            }
            Told::Photo(photo) => Some(vehicle::photo(photo)),
            Told::Lease {
                vehicle,
                at,
                by,
                result,
                ..
            } => Some(vehicle::lease(*vehicle, *at, by, result, names)),
            Told::LeaseEnded { vehicle, at, by } => {
                Some(vehicle::lease_ended(*vehicle, *at, by, names))
            }
            Told::Order { .. }
            | Told::Job { .. }
            | Told::Commission { .. }
            | Told::Safety { .. }
            | Told::Impossible { .. } => None,
        }
    }

    fn of_us(at: Moment, kind: &'static str, text: Bilingual) -> Self {
        Self {
            at,
            kind,
            vehicle: None,
            link: None,
            colour: None,
            text,
        }
    }

    fn of_vehicle(vehicle: VehicleId, at: Moment, kind: &'static str, text: Bilingual) -> Self {
        Self {
            at,
            kind,
            vehicle: Some(vehicle),
            link: None,
            colour: None,
            text,
        }
    }

    fn coloured(self, colour: Colour) -> Self {
        Self {
            colour: Some(colour),
            ..self
        }
    }

    /// The line as people read it.
    pub fn for_people(&self, names: &impl Names, console: Console) -> String {
        let about = match (&self.vehicle, &self.link) {
            (Some(vehicle), _) => {
                let name = vehicle_name(*vehicle, names);
                format!("{} {name}: ", console.pick("vehicle", "飞行器"))
            }
            (None, Some(link)) => format!("{} {link}: ", console.pick("link", "链路")),
            (None, None) => String::new(),
        };
        let text = console.text(&self.text);
        let text = self
            .colour
            .map_or_else(|| text.to_owned(), |it| console.paint(it, text));
        format!("{}  {about}{text}", clock_time(self.at))
    }

    /// The line as machines read it.
    pub fn json(&self, names: &impl Names) -> Value {
        let mut json = json!({
            "event": "news",
            "at": date(self.at),
            "kind": self.kind,
            "en": self.text.en,
            "zh": self.text.zh,
        });
        if let (Some(vehicle), Some(object)) = (self.vehicle, json.as_object_mut()) {
            object.insert("system".to_owned(), vehicle.system.into());
            if let Some(group) = names.group(vehicle.group) {
                object.insert("group".to_owned(), group.into());
            }
        }
        if let (Some(link), Some(object)) = (&self.link, json.as_object_mut()) {
            object.insert("link".to_owned(), link.as_str().into());
        }
        json
    }
}

/// What is recorded again, and what is not in the logs for all that.
fn recorded_again(missing: u64, unsynced_files: u64) -> Bilingual {
    let mut text = Bilingual::new(
        format!("everything is recorded again; {missing} messages are missing"),
        format!("已恢复记录；共缺少 {missing} 条消息"),
    );
    if unsynced_files > 0 {
        let more = format!(", and {unsynced_files} logs may not be on the disk");
        text.en.push_str(&more);
        let more = format!("，{unsynced_files} 个日志可能未写入磁盘");
        text.zh.push_str(&more);
    }
    text
}

/// A vehicle as people call it: its system id, after its group where there are several.
fn vehicle_name(vehicle: VehicleId, names: &impl Names) -> String {
    match names.group(vehicle.group) {
        Some(group) => format!("{group}/{}", vehicle.system),
        None => vehicle.system.to_string(),
    }
}

/// A moment for machines: RFC 3339, UTC. `None` for one that dates cannot say.
pub fn date(at: Moment) -> Option<String> {
    let date = at.date()?;
    Some(date.to_rfc3339_opts(SecondsFormat::Millis, true))
}

/// Clock times are shown as in Asia/Shanghai, UTC+8 all year since 1992.
const LOCAL_OFFSET_S: i32 = 8 * 3600;

/// A moment for people: date and time there.
pub fn clock_time(at: Moment) -> String {
    let offset = FixedOffset::east_opt(LOCAL_OFFSET_S);
    match (at.date(), offset) {
        (Some(date), Some(offset)) => date
            .with_timezone(&offset)
            .format("%Y-%m-%d %H:%M:%S%.3f")
            .to_string(),
        _ => "?".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Nobody;

    impl Names for Nobody {
        fn group(&self, _: GroupId) -> Option<String> {
            None
        }

        fn link(&self, _: LinkId) -> Option<String> {
            None
        }
    }

    /// When news is said to be, ours being 2026-11-30, 10:15 UTC, and so far ahead of the system's clock.
    fn said_at(ahead: Ahead) -> Value {
        let at = Moment::from_us(1_796_033_700_000_000);
        let tidings = LiveTidings::ClockStepped { at, by_us: 1 };
        let line = NewsLine::of_live(&tidings, &Nobody, ahead).unwrap();
        line.json(&Nobody)["at"].clone()
    }

    #[test]
    fn news_has_the_time_that_the_system_s_clock_shows() {
        assert_eq!(said_at(Ahead::NONE), "2026-11-30T10:15:00.000Z");
        let minute_us = 60_000_000;
        let (behind, ahead) = (Ahead::from_us(-minute_us), Ahead::from_us(minute_us));
        assert_eq!(said_at(behind), "2026-11-30T10:16:00.000Z");
        assert_eq!(said_at(ahead), "2026-11-30T10:14:00.000Z");
    }

    #[test]
    fn what_is_not_in_the_logs_is_said_when_everything_is_recorded_again() {
        let told = recorded_again(9, 0);
        assert!(told.en.ends_with("9 messages are missing"), "{}", told.en);
        assert!(told.zh.ends_with("9 条消息"), "{}", told.zh);
        let told = recorded_again(0, 2);
        let en = ", and 2 logs may not be on the disk";
        assert!(told.en.ends_with(en), "{}", told.en);
        assert!(told.zh.ends_with("2 个日志可能未写入磁盘"), "{}", told.zh);
    }
}
