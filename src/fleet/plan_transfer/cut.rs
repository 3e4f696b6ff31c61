//! A mission too large for a vehicle, cut into parts that are flown one after the other.
//!
//! It is cut before an item that is flown to, never between such an item and the commands that follow it,
//! nor between a jump and what it goes back or on to, nor behind the start of a landing (DO_LAND_START). What is in force where a part begins (speed, camera,
//! gimbal, what is looked at) is said again at its beginning. Fences and rally points are not cut: a part
//! of a fence is another fence.

use super::home::DO_JUMP;
use crate::link::mav_cmd as commands;
use crate::link::report::{PlanItem, PlanKind};
use geofences::Bilingual;
use std::ops::Range;

/// MAV_CMD_NAV_LAST: commands up to here are flown, others are done on the way.
const NAV_LAST: u16 = 95;
/// MAV_CMD_DO_LAND_START: where a return begins to land.
const DO_LAND_START: u16 = 189;

/// A part of a mission.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// What is flown: first what is in force again, then the items; numbered from 0.
    pub items: Vec<PlanItem>,
    /// How many items at the beginning are said again.
    pub repeated: usize,
    /// Which items of the whole it holds: its beginning is where the mission is resumed.
    pub of_whole: Range<usize>,
}

/// Why it cannot be cut.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CutError {
    /// Only missions are cut.
    NotAMission,
    /// What must not be cut is larger than what the vehicle can hold.
    Indivisible {
        /// Which items of the whole.
        items: Range<usize>,
        /// How many items with what is to be said again.
        needed: usize,
        /// How many the vehicle holds.
        capacity: usize,
    },
    /// A jump names an item that there is not.
    JumpOutOfRange {
        /// Which item jumps.
        item: usize,
    },
}

impl CutError {
    /// In words, for people.
    pub fn text(&self) -> Bilingual {
        match self {
            Self::NotAMission => Bilingual::new(
                "Only missions can be cut into parts.",
                "只有航线任务可以分段。",
            ),
            Self::Indivisible {
                items,
                needed,
                capacity,
            } => {
                let (from, to) = (items.start, items.end.saturating_sub(1));
                Bilingual::new(
                    format!(
                        "Items {from} to {to} belong together and need {needed} places, \
                         the vehicle holds {capacity}."
                    ),
                    format!(
                        "第 {from} 至 {to} 项不可分割,需要 {needed} 项,飞行器最多容纳 {capacity} 项。"
                    ),
                )
            }
            Self::JumpOutOfRange { item } => Bilingual::new(
                format!("Item {item} jumps to an item that does not exist."),
                format!("第 {item} 项的跳转目标不存在。"),
            ),
        }
    }
}

/// The parts of a mission for a vehicle that holds `capacity` items (home not counted); one where it fits.
/// Jumps name items of this list.
///
/// # Errors
/// Something that must not be cut is too large by itself, or is not sound.
pub fn cut(kind: PlanKind, items: &[PlanItem], capacity: usize) -> Result<Vec<Part>, CutError> {
    if kind != PlanKind::Mission {
        return Err(CutError::NotAMission);
    }
    let mut parts = Vec::new();
    let mut open: Option<(Range<usize>, Vec<PlanItem>)> = None;
    for block in blocks(items)? {
        let fits = |range: &Range<usize>, state: &[PlanItem]| {
            block.end.saturating_sub(range.start) + state.len() <= capacity
        };
        if let Some((range, _)) = open.as_mut().filter(|(range, state)| fits(range, state)) {
            range.end = block.end;
            continue;
        }
        parts.extend(open.take().map(|(range, state)| part(items, range, &state)));
        let state = in_force_before(items, block.start);
        if !fits(&block, &state) {
            let needed = block.len() + state.len();
            return Err(CutError::Indivisible {
                items: block,
                needed,
                capacity,
            });
        }
        open = Some((block, state));
    }
    parts.extend(open.take().map(|(range, state)| part(items, range, &state)));
    Ok(parts)
}

/// What must not be cut, in order.
fn blocks(items: &[PlanItem]) -> Result<Vec<Range<usize>>, CutError> {
    let mut may_begin: Vec<bool> = items.iter().map(|it| it.command <= NAV_LAST).collect();
    // A start of a landing without what follows it leads nowhere.
    if let Some(start) = items.iter().position(|it| it.command == DO_LAND_START) {
        may_begin.iter_mut().skip(start).for_each(|it| *it = false);
        if let Some(it) = may_begin.get_mut(start) {
            *it = true;
        }
    }
    // What stands before the first item that is flown belongs to it.
    if let Some(first) = may_begin.iter().position(|it| *it) {
        may_begin
            .iter_mut()
            .take(first + 1)
            .for_each(|it| *it = false);
    }
    for (index, item) in items.iter().enumerate() {
        if item.command != DO_JUMP {
            continue;
        }
        let target = target_of(item).filter(|target| *target < items.len());
        let target = target.ok_or(CutError::JumpOutOfRange { item: index })?;
        let (from, to) = (target.min(index), target.max(index));
        may_begin
            .iter_mut()
            .take(to + 1)
            .skip(from + 1)
            .for_each(|it| *it = false);
    }
    let mut blocks: Vec<Range<usize>> = Vec::new();
    for (index, may_begin) in may_begin.into_iter().enumerate() {
        match blocks.last_mut().filter(|_| !may_begin) {
            Some(block) => block.end = index + 1,
            None => blocks.push(index..index + 1),
        }
    }
    Ok(blocks)
}

fn target_of(item: &PlanItem) -> Option<usize> {
    let target = item.params[0];
    let is_sound = (0.0..f32::from(u16::MAX)).contains(&target) && target.fract() == 0.0;
    is_sound.then_some(target as usize)
}

fn part(items: &[PlanItem], of_whole: Range<usize>, state: &[PlanItem]) -> Part {
    let repeated = state.len();
    let own = items.get(of_whole.clone()).unwrap_or_default();
    let moved = |item: &PlanItem| {
        let mut item = *item;
        if item.command == DO_JUMP {
            // A target lies within its part, so that it stays a number.
            item.params[0] += repeated as f32 - of_whole.start as f32;
        }
        item
    };
    let mut all: Vec<PlanItem> = state.iter().copied().chain(own.iter().map(moved)).collect();
    for (sequence, item) in (0..=u16::MAX).zip(&mut all) {
        item.sequence = sequence;
    }
    Part {
        items: all,
        repeated,
        of_whole,
    }
}

/// What was said last of everything that stays in force, in the order in which it was said.
fn in_force_before(items: &[PlanItem], until: usize) -> Vec<PlanItem> {
    let mut in_force: Vec<(Slot, PlanItem)> = Vec::new();
    for item in items.iter().take(until) {
        if let Some((slot, is_on)) = slot_of(item) {
            in_force.retain(|(other, _)| *other != slot);
            if is_on {
                in_force.push((slot, *item));
            }
        }
    }
    in_force.into_iter().map(|(_, item)| item).collect()
}

/// What replaces each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Slot {
    /// A speed, by its type.
    Speed(u32),
    LooksAt,
    Gimbal,
    CameraMode,
    Zoom,
    Focus,
    Photos,
    Video,
}

/// What an item keeps in force, and whether it does so or ends it.
fn slot_of(item: &PlanItem) -> Option<(Slot, bool)> {
    let [first, _, third, _] = item.params;
    Some(match item.command {
        commands::DO_CHANGE_SPEED => (Slot::Speed(first.to_bits()), true),
        // DO_SET_ROI_WPNEXT_OFFSET, DO_SET_ROI.
        commands::DO_SET_ROI_LOCATION | 196 | 201 => (Slot::LooksAt, true),
        commands::DO_SET_ROI_NONE => (Slot::LooksAt, false),
        // DO_MOUNT_CONTROL.
        commands::DO_GIMBAL_MANAGER_PITCHYAW | 205 => (Slot::Gimbal, true),
        commands::SET_CAMERA_MODE => (Slot::CameraMode, true),
        commands::SET_CAMERA_ZOOM => (Slot::Zoom, true),
        commands::SET_CAMERA_FOCUS => (Slot::Focus, true),
        // DO_SET_CAM_TRIGG_DIST, DO_SET_CAM_TRIGG_INTERVAL: a distance or time of 0 ends it.
        206 | 214 => (Slot::Photos, first > 0.0),
        // A count of 0 goes on until it is stopped; others end by themselves.
        commands::IMAGE_START_CAPTURE => (Slot::Photos, third == 0.0),
        commands::IMAGE_STOP_CAPTURE => (Slot::Photos, false),
        commands::VIDEO_START_CAPTURE => (Slot::Video, true),
        commands::VIDEO_STOP_CAPTURE => (Slot::Video, false),
        _ => return None,
    })
}

#[cfg(test)]
mod tests;
