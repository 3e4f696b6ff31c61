//! Reading the items of a plan, simple ones and those that others were worked out to.

use super::read::Reader;
use crate::formats::MOST_ITEMS;
use crate::formats::json::{Members, Node};
use crate::formats::mavlink::Placed;
use crate::mission::ForeignItem;
use geofences::{Bilingual, Severity};

/// What stands in an item; heights as they were typed in stand there beside `params`, which is flown.
const ITEM_MEMBERS: [&str; 9] = [
    "type",
    "command",
    "frame",
    "params",
    "autoContinue",
    "doJumpId",
    "Altitude",
    "AltitudeMode",
    "AMSLAltAboveTerrain",
];

impl Reader<'_, '_> {
    pub(super) fn items(&mut self, list: &Node<'_>, items: &mut Vec<Placed>) {
        let Some(nodes) = list.items() else {
            return self.wrong(
                list,
                "plan-malformed",
                "a list is wanted here",
                "此处应为列表",
            );
        };
        for (index, node) in nodes.iter().enumerate() {
            if let Some(item) = self.members(node, Some(index)) {
                match item.get("type").as_ref().and_then(Node::text).as_deref() {
                    Some("ComplexItem") => self.complex_item(index, &item, items),
                    Some("SimpleItem") | None => items.extend(self.simple_item(index, &item)),
                    Some(other) => {
                        let what = Bilingual::new(
                            format!("an item of type \"{other}\" is not known"),
                            format!("未知的项类型“{other}”"),
                        );
                        let at = node.place(Some(index));
                        self.findings.error("item-malformed", at, what);
                    }
                }
            }
            if items.len() > MOST_ITEMS {
                return self.wrong(
                    node,
                    "too-many-items",
                    "the mission has more than 65535 items; the rest is not read",
                    "航线超过 65535 个航点项，其余未读取",
                );
            }
        }
    }

    /// What a survey or a scan was worked out to.
    fn complex_item(&mut self, index: usize, item: &Members<'_>, items: &mut Vec<Placed>) {
        let transects = item.get("TransectStyleComplexItem");
        let transects = transects.and_then(|node| self.members(&node, Some(index)));
        let list = transects.and_then(|transects| transects.get("Items")?.items());
        let Some(list) = list.filter(|list| !list.is_empty()) else {
            let kind = item.get("complexItemType");
            let kind = kind.as_ref().and_then(Node::text).unwrap_or_default();
            self.findings.report(
                Severity::Error,
                "plan-item-not-worked-out",
                item.node().place(Some(index)),
                Bilingual::new(
                    format!(
                        "the item \"{kind}\" does not hold the waypoints that it was worked out to"
                    ),
                    format!("“{kind}”项未包含计算出的航点"),
                ),
                Some(Bilingual::new(
                    "load it into the vehicle with QGroundControl, read it back, and save that",
                    "请用 QGroundControl 上传到飞行器后读回并另存",
                )),
            );
            return;
        };
        for node in list {
            if let Some(inner) = self.members(&node, Some(index)) {
                items.extend(self.simple_item(index, &inner));
            }
            if items.len() > MOST_ITEMS {
                return;
            }
        }
    }

    fn simple_item(&mut self, index: usize, item: &Members<'_>) -> Option<Placed> {
        self.tell_others(item, &ITEM_MEMBERS, Some(index));
        let command = item.get("command").and_then(|it| it.whole(u16::MAX));
        // Items without a place were saved without a frame by older versions.
        let frame = match item.get("frame") {
            Some(frame) => frame.whole(u8::MAX.into()),
            None => Some(2),
        };
        let is_continued = match item.get("autoContinue") {
            Some(node) => node.boolean(),
            None => Some(true),
        };
        let parameters = item.get("params").and_then(|params| self.numbers(&params));
        let parameters = parameters.and_then(|list| <[Option<f64>; 7]>::try_from(list).ok());
        let at = item.node().place(Some(index));
        let (Some(command), Some(frame), Some(is_continued), Some(parameters)) =
            (command, frame, is_continued, parameters)
        else {
            for (name, is_wrong, en, zh) in [
                (
                    "command",
                    command.is_none(),
                    "a number of a command",
                    "命令编号",
                ),
                (
                    "frame",
                    frame.is_none(),
                    "a number of a frame",
                    "坐标系编号",
                ),
                (
                    "autoContinue",
                    is_continued.is_none(),
                    "true or false",
                    "true 或 false",
                ),
                (
                    "params",
                    parameters.is_none(),
                    "7 numbers, or null",
                    "7 个数字或 null",
                ),
            ] {
                if is_wrong {
                    let node = item.get(name).unwrap_or(item.node().clone());
                    let what = Bilingual::new(
                        format!("\"{name}\" has to be {en}"),
                        format!("“{name}”应为{zh}"),
                    );
                    let at = node.place(Some(index));
                    self.findings.error("item-malformed", at, what);
                }
            }
            return None;
        };
        Some(Placed {
            item: ForeignItem {
                command,
                frame: u8::try_from(frame).ok()?,
                parameters,
                is_continued,
            },
            place: at,
        })
    }
}
