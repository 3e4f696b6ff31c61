//! The patrol that is flown for several.

use super::apart::WhyApart;
use super::areas::place_of;
use super::conditions::{approvals, height, lesser, limits, open, open_together, sensor};
use super::groups::Group;
use super::patterns::{Member, merged};
use super::request::MergeRequest;
use crate::patrol::Patrol;
use geo::Coord;
use geofences::{Bilingual, LocalPlane, TimeRange};

/// An id is no longer, characters.
const LONGEST_ID: usize = 48;

/// The plane in which places of members are compared.
pub(super) fn plane(members: &[Member<'_>]) -> LocalPlane {
    let first = members.first().and_then(|it| place_of(&it.patrol.pattern));
    LocalPlane::at(first.unwrap_or(Coord::zero()))
}

/// Members flown as one.
///
/// # Errors
/// All reasons why they cannot be.
pub(super) fn as_one(
    request: &MergeRequest<'_>,
    members: &[Member<'_>],
) -> Result<Group, Vec<WhyApart>> {
    let mut why = Vec::new();
    let pattern = merged(request, &plane(members), members, &mut why);
    let windows = windows(request, members, &mut why);
    let patrol = conditions(members, &mut why);
    // Where some reason was told for several members it is one.
    let mut reasons: Vec<WhyApart> = Vec::new();
    for reason in why {
        if !reasons.contains(&reason) {
            reasons.push(reason);
        }
    }
    match (pattern, patrol) {
        (Some((pattern, asked)), Some(patrol)) if reasons.is_empty() => Ok(Group {
            members: members.iter().map(|it| it.index).collect(),
            patrol: Patrol { pattern, ..patrol },
            windows,
            asked,
        }),
        _ => Err(reasons),
    }
}

fn windows(
    request: &MergeRequest<'_>,
    members: &[Member<'_>],
    why: &mut Vec<WhyApart>,
) -> Vec<TimeRange> {
    let each = members.iter().map(|it| open(it.patrol, request.window));
    let windows = each.fold(None, open_together);
    let windows = windows.unwrap_or_else(|| vec![request.window]);
    if windows.is_empty() {
        why.push(WhyApart::WindowsDoNotMeet);
    }
    windows
}

/// All but the pattern.
fn conditions(members: &[Member<'_>], why: &mut Vec<WhyApart>) -> Option<Patrol> {
    let (first, others) = members.split_first()?;
    let mut patrol = first.patrol.clone();
    // When it is flown its windows say.
    patrol.recurrence = None;
    for Member { patrol: other, .. } in others {
        patrol.priority = patrol.priority.min(other.priority);
        patrol.may_overfly_people &= other.may_overfly_people;
        patrol.sensor = sensor(patrol.sensor.as_ref(), other.sensor.as_ref(), why);
        patrol.height = height(patrol.height, other.height, why);
        patrol.speed_mps = lesser(patrol.speed_mps, other.speed_mps);
        patrol.limits = limits(&patrol.limits, &other.limits, why);
        patrol.approvals = approvals(&patrol.approvals, &other.approvals);
    }
    let each = || members.iter().map(|it| it.patrol);
    let ids: Vec<&str> = each().map(|it| it.id.as_str()).collect();
    patrol.id = ids.join(".").chars().take(LONGEST_ID).collect();
    patrol.name = listed(each().map(|it| &it.name));
    patrol.department = listed(each().map(|it| &it.department));
    let mut sources: Vec<&str> = Vec::new();
    for source in each().filter_map(|it| it.source.as_deref()) {
        if !sources.contains(&source) {
            sources.push(source);
        }
    }
    patrol.source = (!sources.is_empty()).then(|| sources.join("; "));
    Some(patrol)
}

/// Each text once.
fn listed<'a>(texts: impl Iterator<Item = &'a Bilingual>) -> Bilingual {
    let mut distinct: Vec<&Bilingual> = Vec::new();
    for text in texts {
        if !distinct.contains(&text) {
            distinct.push(text);
        }
    }
    let en: Vec<&str> = distinct.iter().map(|it| it.en.as_str()).collect();
    let zh: Vec<&str> = distinct.iter().map(|it| it.zh.as_str()).collect();
    Bilingual::new(en.join(", "), zh.join("、"))
}
