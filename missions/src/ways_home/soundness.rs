//! Whether a task can be judged at all: what is no number, out of range or beyond the autopilot is told, not judged.

use super::answer::Task;
use geofences::{Altitude, AltitudeDatum, Bilingual, Margins};

/// Everything for which nothing of a task can be judged, with what would help; `None` where it can.
pub(super) fn unsound(task: &Task, margins: &Margins) -> Option<Bilingual> {
    let faults = [
        margins_fault(margins),
        limits_fault(task),
        rules_fault(task),
        home_fault(task),
        legs_fault(task),
        rally_heights_fault(task),
        rally_count_fault(task),
        window_fault(task),
    ];
    let faults: Vec<Bilingual> = faults.into_iter().flatten().collect();
    if faults.is_empty() {
        return None;
    }
    let (en, zh): (Vec<String>, Vec<String>) =
        faults.into_iter().map(|fault| (fault.en, fault.zh)).unzip();
    Some(Bilingual::new(en.join("; "), zh.join("；")))
}

fn margins_fault(margins: &Margins) -> Option<Bilingual> {
    (!margins.are_sound()).then(|| {
        let most_m = Margins::LARGEST_M;
        Bilingual::new(
            format!("each margin has to be a number from 0 to {most_m} m"),
            format!("各间隔余量须为 0 至 {most_m} 米之间的数"),
        )
    })
}

fn limits_fault(task: &Task) -> Option<Bilingual> {
    let limits = task.limits;
    let all = [
        Some(limits.clear_of_ground_m),
        Some(limits.landing_radius_m),
        limits.highest_above_ground_m,
    ];
    let are_sound = all
        .into_iter()
        .flatten()
        .all(|it| it.is_finite() && it >= 0.0);
    (!are_sound).then(|| {
        Bilingual::new(
            "the clearance of ground, the landing radius and the highest height above ground have to be numbers \
             from 0 on",
            "离地间隔、着陆半径和真高上限须为非负数",
        )
    })
}

fn rules_fault(task: &Task) -> Option<Bilingual> {
    (!task.rules.is_sound()).then(|| {
        Bilingual::new(
            "a parameter of the autopilot's return is not a number from 0 to 10000: read the parameters anew",
            "自动驾驶仪的某个返航参数不是 0 至 10000 之间的数：请重新读取参数",
        )
    })
}

fn is_amsl(metres: f64) -> bool {
    Altitude::new(metres, AltitudeDatum::MeanSeaLevel).is_ok()
}

fn home_fault(task: &Task) -> Option<Bilingual> {
    let ground_m = task.places.home.ground_amsl_m;
    (!is_amsl(ground_m)).then(|| {
        Bilingual::new(
            format!(
                "the ground at home, {ground_m} m AMSL, is no height from {} to {} m: survey it anew",
                Altitude::LOWEST_M,
                Altitude::HIGHEST_M
            ),
            format!(
                "起飞点地面海拔 {ground_m} 米不在 {} 至 {} 米之间：请重新测定",
                Altitude::LOWEST_M,
                Altitude::HIGHEST_M
            ),
        )
    })
}

/// The first leg that has no height, and how many there are.
fn legs_fault(task: &Task) -> Option<Bilingual> {
    let bad = |leg: &usize| {
        let flown = task.legs.get(*leg);
        flown.is_some_and(|it| !(is_amsl(it.from_amsl_m) && is_amsl(it.until_amsl_m)))
    };
    let mut legs = (0..task.legs.len()).filter(bad);
    let first = legs.next()?;
    let flown = task.legs.get(first)?;
    let count = legs.count() + 1;
    Some(Bilingual::new(
        format!(
            "leg {first} is flown from {} m to {} m AMSL, which are no heights from {} to {} m ({count} such legs): \
             correct its heights",
            flown.from_amsl_m,
            flown.until_amsl_m,
            Altitude::LOWEST_M,
            Altitude::HIGHEST_M
        ),
        format!(
            "第 {first} 航段的海拔为 {} 米至 {} 米，不在 {} 至 {} 米之间（共 {count} 个此类航段）：请更正高度",
            flown.from_amsl_m,
            flown.until_amsl_m,
            Altitude::LOWEST_M,
            Altitude::HIGHEST_M
        ),
    ))
}

fn rally_heights_fault(task: &Task) -> Option<Bilingual> {
    let home_m = task.places.home.ground_amsl_m;
    let mut rally = task.places.rally.iter().enumerate();
    let (index, place) = rally.find(|(_, place)| !is_amsl(home_m + place.height_above_home_m))?;
    let height_m = place.height_above_home_m;
    Some(Bilingual::new(
        format!("rally place {index} has no height, but {height_m} m above home: store it anew"),
        format!("备降点 {index} 相对起飞点的高度 {height_m} 米无效：请重新写入"),
    ))
}

/// Which of too many the autopilot would hold is not known.
fn rally_count_fault(task: &Task) -> Option<Bilingual> {
    let (count, most) = (task.places.rally.len(), task.rules.most_rally_places());
    (count > most).then(|| {
        Bilingual::new(
            format!(
                "there are {count} rally places, and the autopilot holds {most}: take some out"
            ),
            format!("共有 {count} 个备降点，而自动驾驶仪最多保存 {most} 个：请减少备降点"),
        )
    })
}

fn window_fault(task: &Task) -> Option<Bilingual> {
    let window = task.window;
    (window.until < window.from).then(|| {
        Bilingual::new(
            format!(
                "the mission would end at {}, before it begins at {}: correct its times",
                window.until, window.from
            ),
            format!(
                "任务结束时间 {} 早于开始时间 {}：请更正时间",
                window.until, window.from
            ),
        )
    })
}
