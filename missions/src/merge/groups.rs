//! Which patrols are flown as one.

use super::apart::{Apart, WhyApart};
use super::areas::Looks;
use super::conditions::open;
use super::flown::{as_one, plane};
use super::patterns::{Asked, Member};
use super::request::{MergeFault, MergeRequest, check};
use crate::patrol::Patrol;
use geofences::TimeRange;

/// Which patrols are flown as one, and which are not.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Merging {
    /// Two or more patrols each.
    pub groups: Vec<Group>,
    /// Patrols that are flown by themselves.
    pub alone: Vec<usize>,
    /// Patrols that are not open in the window.
    pub closed: Vec<usize>,
    /// Patrols that look at the same places and are not flown as one, with all reasons.
    pub apart: Vec<Apart>,
}

/// Patrols that are flown as one.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// Which, as they stand in the request; the most urgent first.
    pub members: Vec<usize>,
    /// What is flown for all of them. It has no recurrence of its own: `windows` say when.
    pub patrol: Patrol,
    /// When all of them are open within the window asked for, each longer than a moment.
    pub windows: Vec<TimeRange>,
    /// Who asked for which part of it; all parts together are the pattern.
    pub asked: Vec<Asked>,
}

/// So many patrols are flown as one at the most: a share of each in a place is told exactly.
pub(super) const MOST_MEMBERS: usize = 16;

/// Merges patrols that look at the same places.
///
/// The most urgent come first, those as urgent as each other as they stand in the request; each joins the first of the
/// groups before it with which it looks at a place and can be flown.
///
/// # Errors
/// All faults of the request.
pub fn merge(request: &MergeRequest<'_>) -> Result<Merging, Vec<MergeFault>> {
    check(request)?;
    let mut merging = Merging::default();
    let all = request.patrols.iter().enumerate();
    let mut members: Vec<Member<'_>> = all
        .map(|(index, patrol)| Member { index, patrol })
        .collect();
    members.sort_by_key(|it| (it.patrol.priority, it.index));
    let mut forming: Vec<Forming<'_>> = Vec::new();
    for member in members {
        let spans = open(member.patrol, request.window);
        if spans.is_some_and(|it| it.is_empty()) {
            merging.closed.push(member.index);
        } else if !joins(request, &mut forming, member, &mut merging.apart) {
            forming.push(Forming {
                members: vec![member],
                group: None,
            });
        }
    }
    for it in forming {
        match it.group {
            Some(group) => merging.groups.push(group),
            None => merging.alone.extend(it.members.iter().map(|it| it.index)),
        }
    }
    merging.alone.sort_unstable();
    merging.closed.sort_unstable();
    Ok(merging)
}

/// A group to which others may still come.
struct Forming<'a> {
    members: Vec<Member<'a>>,
    group: Option<Group>,
}

impl Forming<'_> {
    fn meets(&self, request: &MergeRequest<'_>, member: &Member<'_>) -> bool {
        let plane = plane(&self.members);
        let looks = Looks::of(&plane, &member.patrol.pattern);
        self.members.iter().any(|it| {
            let others = Looks::of(&plane, &it.patrol.pattern);
            looks.meets(&others, request.same_place_m)
        })
    }
}

/// Whether a patrol comes to one of the groups; those with which it looks at a place and to which it does not are told.
fn joins<'a>(
    request: &MergeRequest<'_>,
    forming: &mut [Forming<'a>],
    member: Member<'a>,
    apart: &mut Vec<Apart>,
) -> bool {
    for it in forming.iter_mut() {
        if !it.meets(request, &member) {
            continue;
        }
        let mut members = it.members.clone();
        members.push(member);
        let found = match members.len() > MOST_MEMBERS {
            true => Err(vec![WhyApart::GroupFull { most: MOST_MEMBERS }]),
            false => as_one(request, &members),
        };
        match found {
            Ok(group) => {
                it.members = members;
                it.group = Some(group);
                return true;
            }
            Err(why) => apart.push(Apart {
                patrol: member.index,
                from: it.members.iter().map(|it| it.index).collect(),
                why,
            }),
        }
    }
    false
}
