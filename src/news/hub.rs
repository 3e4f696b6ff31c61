//! What happens at endpoints and on paths, in words.

use super::{Names, NewsLine};
use crate::console::Colour;
use crate::link::dialect::message_name;
use crate::link::hub::{HubEvent, Refusal, StationRef};
use crate::link::names::VehicleId;
use crate::moment::Moment;
use geofences::Bilingual;

/// The line for an event; `None` for what another line says.
pub(super) fn line(at: Moment, event: &HubEvent, names: &impl Names) -> Option<NewsLine> {
    match event {
        HubEvent::StationCommanded {
            station,
            vehicle,
            message_id,
            command,
            broke_through,
        } => {
            let what = Asked {
                message_id: *message_id,
                command: *command,
            };
            commanded(at, *station, *vehicle, what, *broke_through, names)
        }
        HubEvent::StationRefused {
            station,
            vehicle,
            message_id,
            command,
            why,
        } => {
            let what = Asked {
                message_id: *message_id,
                command: *command,
            };
            Some(refused(at, *station, *vehicle, what, *why, names))
        }
        HubEvent::StationsGone { link, .. } => Some(NewsLine {
            at,
            kind: "station-gone",
            vehicle: None,
            link: names.link(*link),
            colour: None,
            text: Bilingual::new("a ground station is gone", "一个地面站已离开"),
        }),
        HubEvent::StationPutOut { link, .. } => Some(NewsLine {
            at,
            kind: "station-put-out",
            vehicle: None,
            link: names.link(*link),
            colour: Some(Colour::Yellow),
            text: Bilingual::new(
                "too many are connected: one that was silent is shown nothing until it speaks",
                "连接过多：一个沉默的连接在其发言之前不再收到数据",
            ),
        }),
        HubEvent::BestPathChanged { vehicle, link } => {
            let link = names.link(*link)?;
            let text = Bilingual::new(
                format!("is reached over {link}"),
                format!("经由 {link} 通信"),
            );
            Some(NewsLine::of_vehicle(*vehicle, at, "path", text))
        }
        // The lease and the reboot are told by the fleet.
        HubEvent::StationAsksForLease { .. } | HubEvent::Rebooted(_) => None,
    }
}

/// What a station asked for.
#[derive(Clone, Copy)]
struct Asked {
    message_id: u32,
    command: Option<u16>,
}

impl Asked {
    fn text(self) -> String {
        let message = message_name(self.message_id)
            .map_or_else(|| self.message_id.to_string(), str::to_owned);
        match self.command {
            Some(command) => format!("{message} {command}"),
            None => message,
        }
    }
}

/// Commands are news; streams of set points and transfers would be a line a message.
fn commanded(
    at: Moment,
    station: StationRef,
    vehicle: VehicleId,
    what: Asked,
    broke_through: bool,
    names: &impl Names,
) -> Option<NewsLine> {
    if what.command.is_none() && !broke_through {
        return None;
    }
    let (who, what) = (self::station(station, names), what.text());
    let (mut en, mut zh) = (
        format!("{what} from {}", who.en),
        format!("{}发出 {what}", who.zh),
    );
    if broke_through {
        en.push_str(", through another's lease");
        zh.push_str("，越过他人控制权");
    }
    let line = NewsLine::of_vehicle(vehicle, at, "commanded", Bilingual::new(en, zh));
    Some(match broke_through {
        true => line.coloured(Colour::Yellow),
        false => line,
    })
}

fn refused(
    at: Moment,
    station: StationRef,
    vehicle: Option<VehicleId>,
    what: Asked,
    why: Refusal,
    names: &impl Names,
) -> NewsLine {
    let (who, what, why_not) = (self::station(station, names), what.text(), why.in_words());
    NewsLine {
        at,
        kind: "refused",
        vehicle,
        link: names.link(station.link).filter(|_| vehicle.is_none()),
        // It is on its way to being allowed.
        colour: (why != Refusal::LeaseAsked).then_some(Colour::Yellow),
        text: Bilingual::new(
            format!("{what} from {} refused: {}", who.en, why_not.en),
            format!("已拒绝{}的 {what}：{}", who.zh, why_not.zh),
        ),
    }
}

/// A station as people call it.
pub(super) fn station(station: StationRef, names: &impl Names) -> Bilingual {
    let system = station.system;
    let Some(link) = names.link(station.link) else {
        return Bilingual::new(format!("station {system}"), format!("地面站 {system}"));
    };
    Bilingual::new(
        format!("station {system} at {link}"),
        format!("{link} 的地面站 {system}"),
    )
}
