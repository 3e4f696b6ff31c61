//! The answer to a query, for people and for machines.

use super::LoadedFiles;
use super::query::Answer;
use super::read_files::local_offset;
use crate::console::{Colour, Console};
use chrono::{DateTime, SecondsFormat, Utc};
use geofences::airspace::{Cause, Decision, Finding, Subject};
use geofences::{Bilingual, Zone};
use serde_json::{Value, json};
use std::fmt::Write;

/// The answer as lines for people: the verdict, the question, the reasons, the next window.
pub fn answer_text(answer: &Answer, console: Console) -> String {
    let decision = answer.windows.now.decision;
    let (verdict, colour) = verdict(decision);
    let mut text = console.paint(colour, console.text(&verdict));
    let point = &answer.point;
    let _ = write!(
        text,
        "\n  {},{} {}, {}",
        point.position.longitude_deg(),
        point.position.latitude_deg(),
        point.altitude,
        local_time(point.time)
    );
    if let Some(name) = &answer.terrain_name {
        let _ = write!(text, ", {} {name}", console.pick("ground:", "地形："));
    }
    for finding in &answer.windows.now.findings {
        let _ = write!(text, "\n  - {}", finding_text(finding, console));
    }
    for zone in &answer.windows.now.imaging {
        let what = console.pick("imaging is restricted in", "拍摄受限：");
        let _ = write!(text, "\n  - {what} {}", zone_text(zone, console));
    }
    if decision == Decision::Unknown && answer.terrain_name.is_none() {
        text.push_str(console.pick(
            "\n  → give the ground with --terrain DIR, flat:METRES or synthetic",
            "\n  → 请用 --terrain 目录、flat:米 或 synthetic 给出地形",
        ));
    }
    let _ = write!(text, "\n  {}", console.text(&window(answer)));
    text
}

fn verdict(decision: Decision) -> (Bilingual, Colour) {
    let (en, zh, colour) = match decision {
        Decision::Permitted => ("YES", "可以飞行", Colour::Green),
        Decision::Conditional => ("YES, under conditions", "有条件可以飞行", Colour::Yellow),
        Decision::NeedsAuthorization => (
            "NO, an approval is needed",
            "不可飞行：需经批准",
            Colour::Red,
        ),
        Decision::Unknown => (
            "UNKNOWN, and therefore no",
            "无法判断，因此不可飞行",
            Colour::Red,
        ),
        Decision::Prohibited => ("NO", "不可飞行", Colour::Red),
    };
    (Bilingual::new(en, zh), colour)
}

fn finding_text(finding: &Finding, console: Console) -> String {
    let mut text = console.text(&finding.text()).to_owned();
    let Some(subject) = subject_of(&finding.cause) else {
        return text;
    };
    let _ = write!(text, " [{}]", subject.id());
    if let Subject::Zone(zone) = subject {
        add_zone_details(&mut text, zone);
    }
    text
}

fn zone_text(zone: &Zone, console: Console) -> String {
    let name = console.pick(
        zone.name.en.as_deref().unwrap_or(zone.id.as_str()),
        zone.name.zh.as_deref().unwrap_or(zone.id.as_str()),
    );
    let mut text = format!("{name} [{}]", zone.id);
    add_zone_details(&mut text, zone);
    text
}

/// Why the zone is there and who is asked about it, as its source says so.
fn add_zone_details(text: &mut String, zone: &Zone) {
    if let Some(reason) = &zone.reason {
        let _ = write!(text, "; {reason}");
    }
    if let Some(authority) = &zone.authority {
        let _ = write!(text, "; {}", authority.name);
        if let Some(contact) = &authority.contact {
            let _ = write!(text, " {contact}");
        }
    }
}

/// Until when, from when, or not at all.
fn window(answer: &Answer) -> Bilingual {
    let until = |time: DateTime<Utc>| {
        let time_text = local_time(time);
        if time >= answer.windows.looked_until {
            let or_later = format!("{time_text} at least");
            (or_later, format!("至少到 {time_text}"))
        } else {
            (time_text.clone(), format!("到 {time_text}"))
        }
    };
    match answer.windows.next {
        Some(range) if range.from <= answer.point.time => {
            let (en, zh) = until(range.until);
            Bilingual::new(format!("open until {en}"), format!("可飞时段{zh}"))
        }
        Some(range) => {
            let (en, zh) = until(range.until);
            let from = local_time(range.from);
            Bilingual::new(
                format!("next open from {from} until {en}"),
                format!("下一个可飞时段：从 {from} {zh}"),
            )
        }
        None => {
            let looked = local_time(answer.windows.looked_until);
            Bilingual::new(
                format!("not open up to {looked}"),
                format!("到 {looked} 为止没有可飞时段"),
            )
        }
    }
}

fn subject_of(cause: &Cause) -> Option<&Subject> {
    match cause {
        Cause::Subject(subject) => Some(subject),
        Cause::Unknown { about, .. } => about.as_ref(),
        _ => None,
    }
}

/// The answer for machines; all times are UTC.
pub fn report(answer: &Answer, loaded: &LoadedFiles) -> Value {
    let now = &answer.windows.now;
    let point = &answer.point;
    let problems: Vec<_> = loaded.problems().collect();
    json!({
        "decision": now.decision,
        "may_fly": now.decision.allows_flight(),
        "at": {
            "longitude_deg": point.position.longitude_deg(),
            "latitude_deg": point.position.latitude_deg(),
            "altitude": point.altitude,
        },
        "time": utc(point.time),
        "terrain": answer.terrain_name,
        "findings": now.findings.iter().map(finding_report).collect::<Vec<_>>(),
        "imaging": now.imaging.iter().map(|zone| zone_report(zone)).collect::<Vec<_>>(),
        "next_window": answer.windows.next.map(|range| {
            json!({ "from": utc(range.from), "until": utc(range.until) })
        }),
        "looked_until": utc(answer.windows.looked_until),
        "problems": problems,
    })
}

fn finding_report(finding: &Finding) -> Value {
    let subject = subject_of(&finding.cause);
    let zone = match subject {
        Some(Subject::Zone(zone)) => Some(zone_report(zone)),
        _ => None,
    };
    json!({
        "decision": finding.decision,
        "what": finding.text(),
        "id": subject.map(Subject::id),
        "zone": zone,
    })
}

fn zone_report(zone: &Zone) -> Value {
    json!({
        "id": zone.id,
        "name": zone.name,
        "rule": zone.rule,
        "scope": zone.scope,
        "reason": zone.reason,
        "conditions": zone.conditions,
        "authority": zone.authority,
        "source": zone.source,
    })
}

fn utc(time: DateTime<Utc>) -> String {
    time.to_rfc3339_opts(SecondsFormat::AutoSi, true)
}

fn local_time(time: DateTime<Utc>) -> String {
    time.with_timezone(&local_offset())
        .to_rfc3339_opts(SecondsFormat::Secs, false)
}
