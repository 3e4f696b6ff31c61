//! What happens to vehicles, in words.

use super::{Names, NewsLine, hub};
use crate::console::Colour;
use crate::fleet::event::{FleetEvent, VehicleEvent};
use crate::fleet::integrity::{Level, PositionIntegrity};
use crate::fleet::lease::Holder;
use crate::fleet::photos::Photo;
use crate::fleet::vehicle::{LifeState, TextLine};
use crate::link::hub::StationRef;
use crate::link::names::VehicleId;
use crate::link::report::{FenceBreach, LandedState, Severity, VtolState};
use crate::moment::Moment;
use geofences::Bilingual;

/// The line for an event; `None` for what another line says already.
pub(super) fn happened(event: &FleetEvent) -> Option<NewsLine> {
    let (kind, colour, text) = words(&event.what)?;
    let line = NewsLine::of_vehicle(event.vehicle, event.at, kind, text);
    Some(NewsLine { colour, ..line })
}

fn words(what: &VehicleEvent) -> Option<(&'static str, Option<Colour>, Bilingual)> {
    let plain = |kind, en: String, zh: String| Some((kind, None, Bilingual::new(en, zh)));
    match what {
        VehicleEvent::Discovered => plain("discovered", "discovered".into(), "已发现".into()),
        VehicleEvent::LifeChanged { to, .. } => {
            let (colour, en, zh) = life(*to);
            Some(("life", colour, Bilingual::new(en, zh)))
        }
        VehicleEvent::Rebooted => Some((
            "rebooted",
            Some(Colour::Yellow),
            Bilingual::new("started anew", "已重新启动"),
        )),
        VehicleEvent::IdentityChanged { .. } => Some((
            "identity",
            Some(Colour::Red),
            Bilingual::new("is another aircraft than before", "已换为另一架飞行器"),
        )),
        VehicleEvent::ModeChanged { to, .. } => {
            let name = to.name();
            plain(
                "mode",
                format!("mode {}", name.en),
                format!("模式：{}", name.zh),
            )
        }
        VehicleEvent::ArmedChanged { is_armed: true } => {
            plain("armed", "armed".into(), "已解锁".into())
        }
        VehicleEvent::ArmedChanged { is_armed: false } => {
            plain("disarmed", "disarmed".into(), "已上锁".into())
        }
        VehicleEvent::LandedChanged { to, .. } => {
            let (en, zh) = landed(*to);
            plain("landed", en.into(), zh.into())
        }
        VehicleEvent::VtolChanged { to } => {
            let (en, zh) = vtol(*to);
            plain("vtol", en.into(), zh.into())
        }
        VehicleEvent::StatusText(line) => Some(text(line)),
        VehicleEvent::IntegrityChanged { to, .. } => Some(integrity(to)),
        VehicleEvent::MissionItemReached(item) => plain(
            "item-reached",
            format!("reached item {item}"),
            format!("已到达任务项 {item}"),
        ),
        VehicleEvent::PlansChanged { .. } => plain(
            "plans",
            "has other plans on board".into(),
            "机上航线数据已变更".into(),
        ),
        VehicleEvent::FenceBreachBegan(breach) => {
            let (en, zh) = fence(*breach);
            Some(("fence-breach", Some(Colour::Red), Bilingual::new(en, zh)))
        }
        VehicleEvent::FenceBreachEnded => Some((
            "fence-breach-ended",
            Some(Colour::Green),
            Bilingual::new("is inside its fence again", "已回到围栏内"),
        )),
        VehicleEvent::ComponentDiscovered(component) => plain(
            "component",
            format!("component {component} discovered"),
            format!("已发现部件 {component}"),
        ),
        // The photo is told.
        VehicleEvent::CameraImageCaptured { .. } => None,
    }
}

fn life(to: LifeState) -> (Option<Colour>, &'static str, &'static str) {
    match to {
        LifeState::Discovered => (None, "one heartbeat heard", "收到首个心跳"),
        LifeState::Connected => (Some(Colour::Green), "connected", "已连接"),
        LifeState::Stale => (
            Some(Colour::Yellow),
            "stale: heartbeats are missing",
            "数据过期：心跳缺失",
        ),
        LifeState::Lost => (Some(Colour::Red), "lost", "失联"),
        LifeState::Back => (Some(Colour::Yellow), "heard again", "重新收到心跳"),
    }
}

fn landed(to: LandedState) -> (&'static str, &'static str) {
    match to {
        LandedState::OnGround => ("on the ground", "在地面"),
        LandedState::InAir => ("in the air", "在空中"),
        LandedState::TakingOff => ("taking off", "正在起飞"),
        LandedState::Landing => ("landing", "正在降落"),
        LandedState::Unknown => ("does not say whether it is in the air", "未说明是否在空中"),
    }
}

fn vtol(to: VtolState) -> (&'static str, &'static str) {
    match to {
        VtolState::TransitionToFixedWing => ("becomes a fixed wing", "正转换为固定翼"),
        VtolState::TransitionToMultirotor => ("becomes a multirotor", "正转换为多旋翼"),
        VtolState::Multirotor => ("flies as a multirotor", "多旋翼飞行"),
        VtolState::FixedWing => ("flies as a fixed wing", "固定翼飞行"),
        VtolState::None => ("does not say how it flies", "未说明飞行构型"),
    }
}

fn fence(breach: FenceBreach) -> (&'static str, &'static str) {
    match breach {
        FenceBreach::MinimumAltitude => ("is below its fence", "低于围栏下限"),
        FenceBreach::MaximumAltitude => ("is above its fence", "高于围栏上限"),
        FenceBreach::Boundary => ("is beyond the border of its fence", "越出围栏边界"),
        FenceBreach::None | FenceBreach::Other(_) => ("is outside of its fence", "在围栏之外"),
    }
}

fn text(line: &TextLine) -> (&'static str, Option<Colour>, Bilingual) {
    let colour = match line.severity {
        bad if bad <= Severity::ERROR => Some(Colour::Red),
        bad if bad <= Severity::WARNING => Some(Colour::Yellow),
        _ => None,
    };
    // What a vehicle says is shown as it says it, in whatever language, and moves no cursor.
    let said: String = line.text.chars().filter(|it| !it.is_control()).collect();
    let text = Bilingual::new(format!("says: {said}"), format!("消息：{said}"));
    ("text", colour, text)
}

fn integrity(to: &PositionIntegrity) -> (&'static str, Option<Colour>, Bilingual) {
    let (colour, en, zh) = match to.level() {
        Level::Good => (Colour::Green, "knows well where it is", "定位良好"),
        Level::Degraded => (Colour::Yellow, "its position is doubtful", "定位可疑"),
        Level::Unknown => (
            Colour::Yellow,
            "its position cannot be judged",
            "定位状态未知",
        ),
        Level::Lost => (
            Colour::Red,
            "its position cannot be relied on",
            "定位不可用",
        ),
    };
    let (mut en, mut zh) = (en.to_owned(), zh.to_owned());
    let reasons: Vec<Bilingual> = to.reasons().iter().map(|reason| reason.say()).collect();
    if !reasons.is_empty() {
        let each = |pick: fn(&Bilingual) -> &str| reasons.iter().map(pick).collect::<Vec<_>>();
        en = format!("{en}: {}", each(|it| &it.en).join(", "));
        zh = format!("{zh}：{}", each(|it| &it.zh).join("、"));
    }
    ("integrity", Some(colour), Bilingual::new(en, zh))
}

/// The line for a photo.
pub(super) fn photo(photo: &Photo) -> NewsLine {
    let text = Bilingual::new("took a photo", "已拍照");
    NewsLine::of_vehicle(photo.key.vehicle, photo.heard, "photo", text)
}

/// The line for what was wanted of a lease.
pub(super) fn lease(
    vehicle: VehicleId,
    at: Moment,
    by: &Holder,
    result: &Result<(), Bilingual>,
    names: &impl Names,
) -> NewsLine {
    let who = holder(by, names);
    match result {
        Ok(()) => {
            let text = Bilingual::new(format!("held by {}", who.en), format!("由{}控制", who.zh));
            NewsLine::of_vehicle(vehicle, at, "lease", text).coloured(Colour::Green)
        }
        Err(why) => {
            let text = Bilingual::new(
                format!("not given to {}: {}", who.en, why.en),
                format!("未将控制权交给{}：{}", who.zh, why.zh),
            );
            NewsLine::of_vehicle(vehicle, at, "lease-refused", text).coloured(Colour::Yellow)
        }
    }
}

/// The line for a lease that ran out.
pub(super) fn lease_ended(
    vehicle: VehicleId,
    at: Moment,
    by: &Holder,
    names: &impl Names,
) -> NewsLine {
    let who = holder(by, names);
    let text = Bilingual::new(
        format!("no longer held by {}", who.en),
        format!("不再由{}控制", who.zh),
    );
    NewsLine::of_vehicle(vehicle, at, "lease-ended", text)
}

fn holder(by: &Holder, names: &impl Names) -> Bilingual {
    match by {
        Holder::Person(person) => Bilingual::new(person.name(), person.name()),
        Holder::Station { link, peer, system } => {
            let (link, peer, system) = (*link, *peer, *system);
            hub::station(StationRef { link, peer, system }, names)
        }
    }
}
