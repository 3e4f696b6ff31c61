//! Reading action groups.

use super::read::Reader;
use crate::formats::xml::Element;
use crate::mission::{Deed, Step};

/// Actions that only concern what is carried, and have no place in a mission here.
const PASSED_OVER: [&str; 7] = [
    "focus",
    "customDirName",
    "gimbalEvenlyRotate",
    "accurateShoot",
    "orientedShoot",
    "panoShot",
    "recordPointCloud",
];

fn trigger_of(group: &Element) -> Option<&str> {
    group
        .child("actionTrigger")?
        .child_text("actionTriggerType")
}

fn waypoint_number(group: &Element, name: &str) -> Option<usize> {
    group.child_text(name)?.parse().ok()
}

impl Reader<'_, '_> {
    /// What is done when a waypoint is reached; gives where the nose was turned to last.
    pub(super) fn reached(&mut self, index: usize, placemark: &Element) -> Option<f64> {
        let mut turned_to = None;
        for group in placemark.children_named("actionGroup") {
            match trigger_of(group) {
                Some("multipleDistance") => {}
                Some("reachPoint") => {
                    let ends_here = waypoint_number(group, "actionGroupEndIndex") == Some(index);
                    if waypoint_number(group, "actionGroupStartIndex") != Some(index) || !ends_here
                    {
                        self.wrong(
                            group,
                            "action-group-range",
                            "actions at a waypoint have to begin and end at it",
                            "航点动作组的起止序号应为该航点",
                        );
                    }
                    turned_to = self.actions_of(group).or(turned_to);
                }
                Some("betweenAdjacentPoints") => self.passed_over(group),
                _ => self.wrong(
                    group,
                    "action-trigger",
                    "only reachPoint and multipleDistance are understood here",
                    "此处只支持 reachPoint 和 multipleDistance 触发",
                ),
            }
        }
        turned_to
    }

    fn passed_over(&mut self, element: &Element) {
        self.warn(
            element,
            "action-not-kept",
            "what the camera does here has no place in a mission; it is not kept",
            "此处的相机动作无法写入航线，未保留",
        );
    }

    /// The actions of a group, one after the other; gives where the nose is turned to last.
    pub(super) fn actions_of(&mut self, group: &Element) -> Option<f64> {
        let mut turned_to = None;
        for action in group.children_named("action") {
            let parameters = action.child("actionActuatorFuncParam").unwrap_or(action);
            let deed = match action.child_text("actionActuatorFunc") {
                Some("takePhoto") => Some(Deed::Photo),
                Some("startRecord") => Some(Deed::VideoBegin),
                Some("stopRecord") => Some(Deed::VideoEnd),
                Some("hover") => self
                    .number(parameters, "hoverTime", |it| it > 0.0)
                    .map(|seconds| Deed::Wait { seconds }),
                Some("gimbalRotate") => self.gimbal(parameters),
                Some("rotateYaw") => {
                    turned_to = self.number(parameters, "aircraftHeading", |it| it.abs() <= 360.0);
                    None
                }
                Some("zoom") => {
                    self.warn(
                        action,
                        "zoom-not-kept",
                        "zoom is told as a focal length, and the camera's widest is not in the file; it is not kept",
                        "变焦以焦距表示，而文件不含相机最短焦距，未保留",
                    );
                    None
                }
                Some(name) if PASSED_OVER.contains(&name) => {
                    self.passed_over(action);
                    None
                }
                _ => {
                    self.wrong(
                        action,
                        "action-not-understood",
                        "this action is not known",
                        "未知动作",
                    );
                    None
                }
            };
            self.steps.extend(deed.map(Step::Do));
        }
        turned_to
    }

    fn gimbal(&mut self, parameters: &Element) -> Option<Deed> {
        let is_on = |name: &str| parameters.child_text(name) == Some("1");
        if is_on("gimbalYawRotateEnable") || is_on("gimbalRollRotateEnable") {
            self.warn(
                parameters,
                "gimbal-not-kept",
                "yaw and roll of the gimbal are not kept",
                "云台偏航角和横滚角未保留",
            );
        }
        if parameters.child_text("gimbalRotateMode") == Some("relativeAngle") {
            self.warn(
                parameters,
                "gimbal-taken-for-absolute",
                "the pitch is told from where the gimbal is; it is taken from the horizon",
                "俯仰角为相对角度；按相对水平面处理",
            );
        }
        if !is_on("gimbalPitchRotateEnable") {
            return None;
        }
        let pitch_deg = self.number(parameters, "gimbalPitchRotateAngle", |_| true)?;
        Some(Deed::Gimbal {
            pitch_deg,
            yaw_deg: 0.0,
        })
    }

    /// Photos by distance that end or begin at a waypoint.
    pub(super) fn photos(&mut self, index: usize, placemark: &Element) {
        if self.photos_end == Some(index) {
            self.photos_end = None;
            self.steps.push(Step::Do(Deed::PhotosEnd));
        }
        for group in placemark.children_named("actionGroup") {
            if trigger_of(group) != Some("multipleDistance") {
                continue;
            }
            let trigger = group.child("actionTrigger").unwrap_or(group);
            let metres = self.number(trigger, "actionTriggerParam", |it| it > 0.0);
            let last = waypoint_number(group, "actionGroupEndIndex");
            let last = last.filter(|last| *last > index && *last < self.waypoints);
            let begins_here = waypoint_number(group, "actionGroupStartIndex") == Some(index);
            let mut actions = group.children_named("action").peekable();
            // A group of none takes none.
            let takes_photos = actions.peek().is_some()
                && actions.all(|it| it.child_text("actionActuatorFunc") == Some("takePhoto"));
            match (metres, last) {
                (Some(_), Some(_)) if self.photos_end.is_some() => self.wrong(
                    group,
                    "action-group-overlap",
                    "photos by distance begin before others have ended",
                    "前一组等距拍照尚未结束，又开始了另一组",
                ),
                (Some(metres), Some(last)) if begins_here && takes_photos => {
                    self.steps.push(Step::Do(Deed::PhotosEach { metres }));
                    self.photos_end = Some(last);
                }
                _ => self.wrong(
                    group,
                    "action-group-range",
                    "photos by distance begin at their waypoint and end at a later one of the wayline",
                    "等距拍照应从该航点开始，在航线中之后的航点结束",
                ),
            }
        }
    }
}
