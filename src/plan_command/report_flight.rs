//! A flight and its proof for machines (`docs/plan.md`).

use super::inputs::Inputs;
use super::papers_text;
use super::planning::Named;
use super::words::utc;
use super::writing::Written;
use geofences::fence::{Unenforced, UnusedReason};
use geofences::{Position, ZoneId};
use missions::feasibility::{
    Aim, FenceProof, Hindrance, LegProof, PieceKind, Place, Sensing, WayHomeProof,
};
use missions::mission::Heading;
use missions::plan::Plan;
use missions::ways_home::ReturnTarget;
use serde_json::{Value, json};

/// A flight.
pub(super) fn flight(
    inputs: &Inputs,
    drone: &str,
    index: usize,
    plan: &Plan,
    written: &Written,
) -> Value {
    let feasibility = &plan.feasibility;
    let named = Named::of(inputs, drone);
    let files = written.files.iter().filter(|it| it.flight == index);
    let files = files.map(|file| {
        let lost = file
            .lost
            .iter()
            .map(|it| json!({ "step": it.step, "what": it.what }));
        json!({
            "path": file.path.display().to_string(),
            "format": super::flight_text::format_name(file.format),
            "lost": lost.collect::<Vec<_>>(),
            "not_loaded": file.not_loaded,
        })
    });
    let energy = feasibility.energy.map(|it| {
        json!({
            "usable_wh": it.budget.usable_wh,
            "reserve_wh": it.budget.reserve_wh,
            "used_wh": it.at_landing.used_wh,
            "left_wh": it.at_landing.left_wh,
            "least_left_after_any_way_home_wh": it.least_left_wh,
        })
    });
    let rally = plan.mission.rally.iter().map(|it| {
        let mut at = position(it.position);
        at["height_above_home_m"] = json!(it.height_above_home_m);
        at
    });
    json!({
        "drone": drone,
        "class": named.as_ref().map(|it| &it.class.id),
        "dock": named.as_ref().map(|it| &it.dock.id),
        "take_off": utc(feasibility.departure),
        "landing": feasibility.landing.map(utc),
        "duration_s": feasibility.legs.last().map(|it| it.seconds.1),
        "length_m": feasibility.length_m(),
        "steps": plan.mission.steps.len(),
        "seen_part": plan.seen,
        "home": {
            "longitude_deg": plan.mission.home.position.longitude_deg(),
            "latitude_deg": plan.mission.home.position.latitude_deg(),
            "ground_amsl_m": plan.mission.home.ground_amsl_m,
        },
        "return_height_m": plan.mission.return_height_m,
        "rally": rally.collect::<Vec<_>>(),
        "energy": energy,
        "fence": feasibility.fence.as_ref().map(fence),
        "required": feasibility.required.as_ref().map(papers_text::value),
        "notes": plan.notes,
        "legs": feasibility.legs.iter().map(leg).collect::<Vec<_>>(),
        "files": files.collect::<Vec<_>>(),
    })
}

/// Something in the way.
pub(super) fn hindrance(hindrance: &Hindrance) -> Value {
    json!({
        "kind": hindrance.kind,
        "steps": hindrance.steps,
        "at": hindrance.position.map(position),
        "what": hindrance.what,
        "help": hindrance.help,
    })
}

fn position(position: Position) -> Value {
    json!({
        "longitude_deg": position.longitude_deg(),
        "latitude_deg": position.latitude_deg(),
    })
}

fn place(place: Place) -> Value {
    let mut at = position(place.position);
    at["amsl_m"] = json!(place.amsl_m);
    at
}

/// The proof of a piece of a flight.
pub(super) fn leg(leg: &LegProof) -> Value {
    let zones = leg
        .zones
        .iter()
        .map(|it| json!({ "id": it.id, "decision": it.decision, "what": it.what }));
    json!({
        "step": leg.step,
        "kind": match leg.kind {
            PieceKind::TakeOff => "take-off",
            PieceKind::Leg => "leg",
            PieceKind::Stay => "stay",
            PieceKind::Landing => "landing",
        },
        "from": place(leg.from),
        "until": place(leg.until),
        "begins_s": leg.seconds.0,
        "ends_s": leg.seconds.1,
        "above_ground_m": leg.above_ground_m.map(|(least, most)| json!({ "least": least, "most": most })),
        "zones": zones.collect::<Vec<_>>(),
        "energy": leg.balance.map(|it| json!({
            "used_wh": it.used_wh,
            "left_wh": it.left_wh,
            "left_part": it.left_part,
            "keeps_reserve": it.keeps_reserve,
        })),
        "way_home": leg.way_home.as_ref().map(way_home),
        "sensor": sensor(&leg.sensing),
    })
}

fn way_home(way: &WayHomeProof) -> Value {
    let (to, rally) = match way.target {
        ReturnTarget::Home => ("home", None),
        ReturnTarget::Landing => ("landing", None),
        ReturnTarget::Rally(index) => ("rally", Some(index)),
    };
    json!({
        "to": to,
        "rally": rally,
        "energy_wh": way.energy_wh,
        "duration_s": way.seconds,
        "left_wh": way.left_wh,
    })
}

fn sensor(sensing: &Sensing) -> Value {
    let aim = match sensing.aim {
        Aim::Untold => Value::Null,
        Aim::Gimbal { pitch_deg, yaw_deg } => json!({ "pitch_deg": pitch_deg, "yaw_deg": yaw_deg }),
        Aim::At(at, altitude) => json!({ "at": position(at), "altitude": altitude }),
    };
    json!({
        "is_recording": sensing.is_recording(),
        "photos_each_m": sensing.photos_each_m,
        "is_photo": sensing.is_photo,
        "is_video": sensing.is_video,
        "aim": aim,
        "heading_deg": match sensing.heading {
            Heading::Along => None,
            Heading::Degrees(degrees) => Some(degrees),
        },
        "zoom": sensing.zoom,
    })
}

fn fence(proof: &FenceProof) -> Value {
    let fence = &proof.fence;
    let unenforced = fence.unenforced.iter().map(|it| {
        let (kind, id) = unenforced_kind(it);
        json!({ "kind": kind, "id": id, "what": it.text() })
    });
    let unused = fence.unused_cover.iter().map(|it| {
        let why = match it.reason {
            UnusedReason::Heights => "heights",
            UnusedReason::Times => "times",
            UnusedReason::HeightsUnknown => "heights-unknown",
        };
        json!({ "id": it.zone, "why": why })
    });
    let settings = fence
        .settings
        .iter()
        .map(|it| json!({ "name": it.name, "value": it.value, "why": it.why }));
    json!({
        "vertices": fence.items.len(),
        "margin_m": fence.margin_m,
        "unenforced": unenforced.collect::<Vec<_>>(),
        "near_on_purpose": proof.near,
        "unused_cover": unused.collect::<Vec<_>>(),
        "settings": settings.collect::<Vec<_>>(),
    })
}
fn unenforced_kind(it: &Unenforced) -> (&'static str, Option<&ZoneId>) {
    match it {
        Unenforced::AltitudeBand { zone } => ("altitude-band", Some(zone)),
        Unenforced::Overflown { obstacle } => ("overflown", Some(obstacle)),
        Unenforced::Times { zone } => ("times", Some(zone)),
        Unenforced::Conditions { zone } => ("conditions", Some(zone)),
        Unenforced::UnderApproval { zone } => ("under-approval", Some(zone)),
        Unenforced::Imaging { zone } => ("imaging", Some(zone)),
        Unenforced::Ceiling { zone } => ("ceiling", Some(zone)),
        Unenforced::LowerLimit { zone } => ("lower-limit", Some(zone)),
        Unenforced::EndOfWindow => ("end-of-window", None),
        // What is new there is told in words.
        _ => ("other", None),
    }
}
