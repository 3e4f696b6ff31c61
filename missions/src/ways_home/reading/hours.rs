//! What is on the ground of a place at each hour of the day, written in stretches of hours.

use super::keys;
use crate::ways_home::landing_place::GroundUse;
use written::{Given, Table, bounds, say};

const HOURS: usize = 24;

const USES: [(&str, GroundUse); 4] = [
    ("clear", GroundUse::Clear),
    ("few", GroundUse::Few),
    ("crowd", GroundUse::Crowd),
    ("not-surveyed", GroundUse::NotSurveyed),
];

/// The use of each hour; those that nothing is said of were not surveyed. No hour is said twice.
pub(super) fn ground_use(given: &Given<'_>) -> Option<[GroundUse; HOURS]> {
    let stretches = given.elements()?;
    if stretches.len() > HOURS {
        let count = stretches.len();
        let what = say(
            format!("{count} stretches of a day that has {HOURS} hours"),
            format!("一天只有 {HOURS} 小时，此处有 {count} 段"),
        );
        given.error("too-many", what, None);
        return None;
    }
    let mut uses = [None; HOURS];
    let mut all_are_good = true;
    for stretch in stretches {
        let read = stretch.table(&keys::HOURS).and_then(|it| of_stretch(&it));
        let Some((from, until, ground_use)) = read else {
            all_are_good = false;
            continue;
        };
        let mut twice = None;
        for (hour, known) in uses.iter_mut().enumerate().take(until).skip(from) {
            if known.replace(ground_use).is_some() {
                twice = twice.or(Some(hour));
            }
        }
        if let Some(hour) = twice {
            let what = say(
                format!("the hour from {hour}:00 on is said already"),
                format!("{hour}:00 起的一小时已经给出"),
            );
            let help = say("give each hour once", "每个小时只给一次");
            stretch.error("hour-twice", what, Some(help));
            all_are_good = false;
        }
    }
    all_are_good.then(|| uses.map(|it| it.unwrap_or(GroundUse::NotSurveyed)))
}

fn of_stretch(table: &Table) -> Option<(usize, usize, GroundUse)> {
    let from = table.required("from", |given| given.whole(bounds(0.0, 23.0, "h")));
    let until = table.required("until", |given| given.whole(bounds(1.0, 24.0, "h")));
    let ground_use = table.required("use", |given| {
        given.choice(("use of the ground", "地面状况"), &USES)
    });
    let (from, until) = (from?, until?);
    if until <= from {
        let what = say(
            format!("it ends at {until}:00, which is not after {from}:00"),
            format!("结束时刻 {until}:00 不晚于开始时刻 {from}:00"),
        );
        let help = say(
            "write two stretches where it goes over midnight: one until 24, one from 0",
            "跨午夜请分两段书写：一段至 24，一段自 0",
        );
        if let Some(given) = table.given("until") {
            given.error("bad-hours", what, Some(help));
        }
        return None;
    }
    Some((
        usize::try_from(from).ok()?,
        usize::try_from(until).ok()?,
        ground_use?,
    ))
}
