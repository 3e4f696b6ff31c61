//! The rules: what makes a flight need an approval.

use super::facts::FlightFacts;
use crate::patrol::ApprovalKind;
use geofences::Bilingual;

/// \[text\] Art. 19: above this true height all airspace is controlled, metres. At it, it is not.
const CONTROLLED_ABOVE_M: f64 = 120.0;

/// In the order in which they are told.
pub(super) const ALL_KINDS: [ApprovalKind; 7] = [
    ApprovalKind::FlightActivity,
    ApprovalKind::ControlledAirspace,
    ApprovalKind::Network,
    ApprovalKind::OverCrowds,
    ApprovalKind::Dropping,
    ApprovalKind::FromMovingVehicle,
    ApprovalKind::Swarm,
];

/// Why an approval of this kind is required; `None` where it is not.
pub(super) fn why(facts: &FlightFacts<'_>, kind: ApprovalKind) -> Option<Bilingual> {
    let by_rule = match kind {
        ApprovalKind::FlightActivity => by_class(facts),
        ApprovalKind::ControlledAirspace => controlled_airspace(facts),
        ApprovalKind::Network => network(facts),
        ApprovalKind::OverCrowds => over_gathering(facts),
        ApprovalKind::Dropping => dropping(facts),
        ApprovalKind::FromMovingVehicle => from_moving_vehicle(facts),
        ApprovalKind::Swarm => swarm(facts),
    };
    let by_patrol = || {
        let is_asked = facts.asked_by_patrol.contains(&kind);
        is_asked.then(|| asked_by_patrol(kind))
    };
    by_rule.or_else(by_patrol)
}

/// \[known\] Art. 31: suitable airspace serves micro, light and small aircraft only; medium and large ones always
/// apply, and so does one whose class is not known.
fn by_class(facts: &FlightFacts<'_>) -> Option<Bilingual> {
    match facts.weight_class {
        Some(class) if class.flies_in_suitable_airspace() => None,
        Some(class) => {
            let name = class.name();
            Some(Bilingual::new(
                format!("{} aircraft always need an approval (Art. 31)", name.en),
                format!("{}无人驾驶航空器飞行均须申请（暂行条例第31条）", name.zh),
            ))
        }
        None => Some(Bilingual::new(
            "the aircraft's class is not known: it counts as one that always needs an approval (Art. 31)",
            "航空器类别未知，按均须申请的类别处理（暂行条例第31条）",
        )),
    }
}

/// \[text\] Art. 19: above a true height of 120 m airspace is controlled. \[text\] Shandong, February 2026: so is all
/// that lies outside of the published suitable airspace. \[text\] Art. 19: a prohibited or restricted area's
/// surroundings and the sites that it lists, where the zones could not be looked up.
fn controlled_airspace(facts: &FlightFacts<'_>) -> Option<Bilingual> {
    let whys = [
        above_120_m(facts),
        outside_suitable(facts),
        unknown_zones(facts),
    ];
    let whys: Vec<Bilingual> = whys.into_iter().flatten().collect();
    let joined = |of: fn(&Bilingual) -> &str, with| {
        let texts: Vec<&str> = whys.iter().map(of).collect();
        texts.join(with)
    };
    (!whys.is_empty()).then(|| Bilingual::new(joined(|it| &it.en, "; "), joined(|it| &it.zh, "；")))
}

fn above_120_m(facts: &FlightFacts<'_>) -> Option<Bilingual> {
    match facts.highest_agl_m.filter(|height_m| !height_m.is_nan()) {
        Some(height_m) if height_m <= CONTROLLED_ABOVE_M => None,
        Some(height_m) => Some(Bilingual::new(
            format!(
                "it flies {height_m:.1} m above the ground, which is controlled above 120 m (Art. 19)"
            ),
            format!("最大真高 {height_m:.1} 米，真高120米以上为管制空域（暂行条例第19条）"),
        )),
        None => Some(Bilingual::new(
            "its height above the ground is not known: it counts as above 120 m (Art. 19)",
            "真高未知，按真高120米以上处理（暂行条例第19条）",
        )),
    }
}

fn outside_suitable(facts: &FlightFacts<'_>) -> Option<Bilingual> {
    match facts.in_suitable_airspace {
        Some(true) => None,
        Some(false) => Some(Bilingual::new(
            "it leaves the published suitable airspace, outside of which all is controlled (Art. 19; Shandong notice, \
             2026-02)",
            "飞出已公布的适飞空域，其外均为管制空域（暂行条例第19条；山东省2026年2月公告）",
        )),
        None => Some(Bilingual::new(
            "it is not known to stay in published suitable airspace, outside of which all is controlled (Art. 19; \
             Shandong notice, 2026-02)",
            "不能确认全程在已公布的适飞空域内，其外均为管制空域（暂行条例第19条；山东省2026年2月公告）",
        )),
    }
}

fn unknown_zones(facts: &FlightFacts<'_>) -> Option<Bilingual> {
    facts.zones.is_none().then(|| {
        Bilingual::new(
            "which zones on its way need authorization is not known (Art. 19)",
            "航路上须经批准的空域未知（暂行条例第19条）",
        )
    })
}

/// \[text\] Art. 31: control over cell stations or the internet.
fn network(facts: &FlightFacts<'_>) -> Option<Bilingual> {
    unless_known_not(
        facts.over_network,
        (
            "it is controlled over cell stations or the internet",
            "通过通信基站或者互联网进行中继飞行",
        ),
        (
            "whether it is controlled over cell stations or the internet is not known",
            "是否通过通信基站或者互联网进行中继飞行未知",
        ),
    )
}

/// \[text\] Art. 31: over gatherings of people.
fn over_gathering(facts: &FlightFacts<'_>) -> Option<Bilingual> {
    unless_known_not(
        facts.over_gathering,
        ("it flies over a gathering of people", "飞越集会人群上空"),
        (
            "whether it flies over a gathering of people is not known",
            "是否飞越集会人群上空未知",
        ),
    )
}

/// \[text\] Art. 31: dropping; \[known\] carrying dangerous goods.
fn dropping(facts: &FlightFacts<'_>) -> Option<Bilingual> {
    unless_known_not(
        facts.drops,
        (
            "it drops something or carries dangerous goods",
            "投放物品或者运载危险品",
        ),
        (
            "whether it drops something or carries dangerous goods is not known",
            "是否投放物品或者运载危险品未知",
        ),
    )
}

/// \[text\] Art. 31: control from a moving vehicle or vessel.
fn from_moving_vehicle(facts: &FlightFacts<'_>) -> Option<Bilingual> {
    unless_known_not(
        facts.from_moving_vehicle,
        (
            "it is controlled from a moving vehicle or vessel",
            "在移动的车辆、船舶上操控",
        ),
        (
            "whether it is controlled from a moving vehicle or vessel is not known",
            "是否在移动的车辆、船舶上操控未知",
        ),
    )
}

/// \[text\] Art. 31: swarms.
fn swarm(facts: &FlightFacts<'_>) -> Option<Bilingual> {
    unless_known_not(
        facts.in_swarm,
        ("it is part of a swarm", "实施集群飞行"),
        (
            "whether it is part of a swarm is not known",
            "是否实施集群飞行未知",
        ),
    )
}

/// A situation of Art. 31, in which an approval is needed even in suitable airspace.
fn unless_known_not(
    fact: Option<bool>,
    so: (&str, &str),
    unknown: (&str, &str),
) -> Option<Bilingual> {
    let ((en, zh), more) = match fact {
        Some(false) => return None,
        Some(true) => (so, ("", "")),
        None => (unknown, (", and counts as so", "，按是处理")),
    };
    Some(Bilingual::new(
        format!("{en}{} (Art. 31)", more.0),
        format!("{zh}{}（暂行条例第31条）", more.1),
    ))
}

/// What no rule requires of this flight, and the patrol still asks for.
fn asked_by_patrol(kind: ApprovalKind) -> Bilingual {
    let article = match kind {
        ApprovalKind::FlightActivity => 26,
        ApprovalKind::ControlledAirspace => 19,
        ApprovalKind::Network
        | ApprovalKind::OverCrowds
        | ApprovalKind::Dropping
        | ApprovalKind::FromMovingVehicle
        | ApprovalKind::Swarm => 31,
    };
    Bilingual::new(
        format!("the patrol asks for it (Art. {article})"),
        format!("任务要求申请（暂行条例第{article}条）"),
    )
}
