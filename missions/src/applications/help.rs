//! What helps where it is too late to apply, and by which way an emergency applies.

use super::deadlines::first_day_open;
use super::facts::FlightFacts;
use crate::patrol::ApprovalKind;
use geofences::Bilingual;

/// \[known\] Art. 29: a reason, and how late an emergency may apply.
pub(super) fn with_way(facts: &FlightFacts<'_>, why: Bilingual) -> Bilingual {
    if !facts.is_emergency() {
        return why;
    }
    Bilingual::new(
        format!(
            "{}; an emergency applies until 30 min before take-off (Art. 29)",
            why.en
        ),
        format!("{}；紧急任务可在起飞30分钟前申请（暂行条例第29条）", why.zh),
    )
}

/// What helps where it is late: another day, doing without, the ways of emergencies.
pub(super) fn late(facts: &FlightFacts<'_>, without: Option<Bilingual>) -> Bilingual {
    let parts = if facts.is_emergency() {
        vec![Some(extreme_emergency()), without]
    } else {
        vec![another_day(facts), without, Some(emergency())]
    };
    let parts: Vec<Bilingual> = parts.into_iter().flatten().collect();
    let joined = |of: fn(&Bilingual) -> &str, with| {
        let texts: Vec<&str> = parts.iter().map(of).collect();
        texts.join(with)
    };
    Bilingual::new(joined(|it| &it.en, "; or "), joined(|it| &it.zh, "；或"))
}

/// \[text\] Art. 26.
fn another_day(facts: &FlightFacts<'_>) -> Option<Bilingual> {
    let day = first_day_open(facts.now)?;
    Some(Bilingual::new(
        format!("fly on {day} or later: that can still be filed by 12:00 the day before (Art. 26)"),
        format!("改在 {day} 或以后飞行，仍可于前一日12时前申请（暂行条例第26条）"),
    ))
}

/// \[known\] Art. 29.
fn emergency() -> Bilingual {
    Bilingual::new(
        "if it serves counter-terrorism, rescue or medical aid, make it an emergency: that applies until 30 min before \
         take-off (Art. 29)",
        "如属反恐维稳、抢险救灾、医疗救护等紧急任务，设为紧急优先级，可在起飞30分钟前申请（暂行条例第29条）",
    )
}

/// \[known\] Art. 29.
fn extreme_emergency() -> Bilingual {
    Bilingual::new(
        "take off later, or, if it is an extreme emergency, apply at once: that may be done at any time (Art. 29)",
        "推迟起飞；如属特别紧急任务，可随时提出申请，请立即提出（暂行条例第29条）",
    )
}

pub(super) fn around_zone() -> Bilingual {
    Bilingual::new("fly around the zone", "绕飞该空域")
}

/// How the flight does without an approval of this kind; `None` where the patrol alone asks for it.
pub(super) fn without(facts: &FlightFacts<'_>, kind: ApprovalKind) -> Option<Bilingual> {
    let (fact, en, zh) = match kind {
        ApprovalKind::FlightActivity => (
            facts
                .weight_class
                .map(|class| !class.flies_in_suitable_airspace()),
            "take a small or lighter aircraft",
            "改用小型及以下航空器",
        ),
        ApprovalKind::ControlledAirspace => (
            None,
            "stay in published suitable airspace, at 120 m above the ground or lower",
            "全程在已公布的适飞空域内、真高120米及以下飞行",
        ),
        ApprovalKind::Network => (
            facts.over_network,
            "control it over a direct radio link",
            "改用点对点无线电链路操控",
        ),
        ApprovalKind::OverCrowds => (
            facts.over_gathering,
            "fly around the gathering or when it is over",
            "绕开集会人群或待其散去后飞行",
        ),
        ApprovalKind::Dropping => (
            facts.drops,
            "drop and carry nothing",
            "不投放、不运载危险品",
        ),
        ApprovalKind::FromMovingVehicle => (
            facts.from_moving_vehicle,
            "control it from a place that does not move",
            "在固定地点操控",
        ),
        ApprovalKind::Swarm => (facts.in_swarm, "fly one aircraft at a time", "逐架单独飞行"),
    };
    (fact != Some(false)).then(|| Bilingual::new(en, zh))
}
