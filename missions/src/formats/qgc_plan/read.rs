//! Reading a plan.

use super::{FIRMWARE_ARDUPILOT, FIRMWARE_PX4, PART_VERSION, PLAN_VERSION, SHAPE_VERSION};
use crate::formats::findings::{Findings, text_of};
use crate::formats::json::{Members, Node};
use crate::formats::mavlink::{Context, understand};
use crate::formats::record::{
    LIGHT_KEYS, LOUDSPEAKER_KEYS, Properties, carried_of, unsaid_return_height, unsaid_speed,
};
use crate::mission::{Carried, Home, Mission};
use geofences::fence::Autopilot;
use geofences::{Altitude, Bilingual, Severity};

/// What stands in a plan.
const MEMBERS: [&str; 7] = [
    "fileType",
    "groundStation",
    "version",
    "mission",
    "geoFence",
    "rallyPoints",
    "haiou",
];

/// What stands in its mission.
const MISSION_MEMBERS: [&str; 8] = [
    "version",
    "firmwareType",
    "vehicleType",
    "cruiseSpeed",
    "hoverSpeed",
    "globalPlanAltitudeMode",
    "plannedHomePosition",
    "items",
];

/// What stands in our part of it, beside what is carried.
const OUR_MEMBERS: [&str; 5] = [
    "version",
    "name_en",
    "name_zh",
    "return_height_m",
    "largest_zoom",
];

/// Reads a plan; its name is `name` where it says none.
pub(in crate::formats) fn read(
    bytes: &[u8],
    name: &Bilingual,
    findings: &mut Findings<'_>,
) -> Option<Mission> {
    let text = text_of(bytes, findings)?;
    let document = Node::document(text, findings)?;
    let mut reader = Reader { findings };
    let plan = reader.members(&document, None)?;
    reader.is_plan(&plan);
    let (fence, rally) = (reader.fence(&plan), reader.rally(&plan));
    let (ours, carried) = reader.ours(&plan);
    let mission = reader.part(&plan, "mission", PART_VERSION);
    let Some(mission) = mission else {
        if plan.get("mission").is_none() {
            reader.missing(&plan, "mission");
        }
        return None;
    };
    reader.tell_others(&mission, &MISSION_MEMBERS, None);
    let home = reader.home(&mission)?;
    let context = Context {
        home,
        autopilot: autopilot_of(&mission),
        carried,
        has_wings: has_wings(&mission),
    };
    let mut items = Vec::new();
    match mission.get("items") {
        Some(node) => reader.items(&node, &mut items),
        None => reader.missing(&mission, "items"),
    }
    let understood = understand(&items, &context, reader.findings);
    let speed = understood.speed_mps;
    let speed = speed.or_else(|| reader.hinted_speed(&mission, context.has_wings));
    let speed_mps = speed.unwrap_or_else(|| unsaid_speed(context.autopilot, reader.findings));
    let is_height = |it: &f64| (Altitude::LOWEST_M..=Altitude::HIGHEST_M).contains(it);
    let return_height = ours.number("return_height_m").filter(is_height);
    let return_height_m =
        return_height.unwrap_or_else(|| unsaid_return_height(context.autopilot, reader.findings));
    let named = (ours.text("name_en"), ours.text("name_zh"));
    Some(Mission {
        name: match named {
            (Some(en), Some(zh)) => Bilingual::new(en, zh),
            _ => name.clone(),
        },
        home,
        steps: understood.steps,
        speed_mps,
        return_height_m,
        rally,
        fence,
        carried: context.carried,
    })
}

fn autopilot_of(mission: &Members<'_>) -> Option<Autopilot> {
    match mission.get("firmwareType")?.whole(u16::MAX)? {
        FIRMWARE_ARDUPILOT => Some(Autopilot::ArduPilot),
        FIRMWARE_PX4 => Some(Autopilot::Px4),
        _ => None,
    }
}

/// Whether a plan is for wings: MAV_TYPE_FIXED_WING, and MAV_TYPE_VTOL_TAILSITTER_DUOROTOR to MAV_TYPE_VTOL_RESERVED5.
fn has_wings(mission: &Members<'_>) -> bool {
    let vehicle = mission.get("vehicleType").and_then(|it| it.whole(u16::MAX));
    matches!(vehicle, Some(1 | 19..=25))
}

pub(super) struct Reader<'r, 'f> {
    pub findings: &'r mut Findings<'f>,
}

impl Reader<'_, '_> {
    pub(super) fn wrong(&mut self, node: &Node<'_>, code: &'static str, en: &str, zh: &str) {
        let what = Bilingual::new(en, zh);
        self.findings.error(code, node.place(None), what);
    }

    fn missing(&mut self, around: &Members<'_>, name: &str) {
        let what = Bilingual::new(format!("\"{name}\" is missing"), format!("缺少“{name}”"));
        let at = around.node().place(None);
        self.findings.error("plan-incomplete", at, what);
    }

    /// The members of an object; a problem where it is none, or says a key twice.
    pub(super) fn members<'a>(
        &mut self,
        node: &Node<'a>,
        feature: Option<usize>,
    ) -> Option<Members<'a>> {
        let members = node.members();
        match &members {
            Some(members) => members.refuse_doubled(feature, self.findings),
            None => {
                let what = Bilingual::new("an object is wanted here", "此处应为对象");
                self.findings
                    .error("plan-malformed", node.place(feature), what);
            }
        }
        members
    }

    /// A part of a plan with its version; `None` where it is not there, or not understood.
    pub(super) fn part<'a>(
        &mut self,
        plan: &Members<'a>,
        name: &str,
        version: u16,
    ) -> Option<Members<'a>> {
        let node = plan.get(name)?;
        let part = self.members(&node, None)?;
        self.version(&part, version).then_some(part)
    }

    pub(super) fn version(&mut self, part: &Members<'_>, known: u16) -> bool {
        let found = part.get("version");
        let is_known = (found.as_ref().and_then(|it| it.whole(u16::MAX))) == Some(known);
        if !is_known {
            let shown = found.as_ref().map_or("(missing)".to_owned(), Node::excerpt);
            let node = found.as_ref().unwrap_or(part.node());
            self.wrong(
                node,
                "plan-version",
                &format!("version {shown} is not the version {known} that is understood; save the plan again with a current QGroundControl"),
                &format!("版本为 {shown}，只支持版本 {known}；请用新版 QGroundControl 重新保存"),
            );
        }
        is_known
    }

    fn is_plan(&mut self, plan: &Members<'_>) {
        let kind = plan.get("fileType");
        if kind.as_ref().and_then(Node::text).as_deref() != Some("Plan") {
            let node = kind.as_ref().unwrap_or(plan.node());
            self.wrong(
                node,
                "plan-file-type",
                "\"fileType\" is not \"Plan\"",
                "“fileType”不是“Plan”",
            );
        }
        self.version(plan, PLAN_VERSION);
        self.tell_others(plan, &MEMBERS, None);
    }

    /// Says which members are not read: a warning; an error where one is only spelt otherwise, for it may hold a
    /// fence, or the items.
    pub(super) fn tell_others(
        &mut self,
        part: &Members<'_>,
        known: &[&str],
        feature: Option<usize>,
    ) {
        for (key, node) in part.others_than(known) {
            let severity = if known.iter().any(|it| it.eq_ignore_ascii_case(key)) {
                Severity::Error
            } else {
                Severity::Warning
            };
            let what = Bilingual::new(
                format!("\"{key}\" is nothing that a plan holds here; it is not read"),
                format!("计划中此处没有“{key}”，未读取"),
            );
            let at = node.place(feature);
            self.findings
                .report(severity, "plan-member-unknown", at, what, None);
        }
    }

    /// What a plan of ours says beside what others know.
    fn ours(&mut self, plan: &Members<'_>) -> (Properties, Carried) {
        let Some(part) = self.part(plan, "haiou", SHAPE_VERSION) else {
            return <(Properties, Carried)>::default();
        };
        let known = [
            OUR_MEMBERS.as_slice(),
            LIGHT_KEYS.as_slice(),
            LOUDSPEAKER_KEYS.as_slice(),
        ];
        self.tell_others(&part, &known.concat(), None);
        let values = Properties::of_json(&part.node().value());
        let carried = carried_of(&values, &part.node().place(None), self.findings);
        (values, carried)
    }

    /// The values of a list in an object; none where it is not there, and a problem where it is no list.
    pub(super) fn list<'a>(&mut self, around: &Members<'a>, name: &str) -> Vec<Node<'a>> {
        let Some(node) = around.get(name) else {
            return Vec::new();
        };
        let items = node.items();
        if items.is_none() {
            self.wrong(
                &node,
                "plan-malformed",
                "a list is wanted here",
                "此处应为列表",
            );
        }
        items.unwrap_or_default()
    }

    /// The numbers of a list, `None` where one is null; `None` in all where something else stands in it.
    pub(super) fn numbers(&self, node: &Node<'_>) -> Option<Vec<Option<f64>>> {
        let items = node.items()?;
        let number = |item: &Node<'_>| {
            if item.is_null() {
                Some(None)
            } else {
                item.number().map(Some)
            }
        };
        items.iter().map(number).collect()
    }

    /// What a plan says of its speed for its own reckoning: it is flown only where an item says it.
    fn hinted_speed(&mut self, mission: &Members<'_>, has_wings: bool) -> Option<f64> {
        let keys = if has_wings {
            ["cruiseSpeed", "hoverSpeed"]
        } else {
            ["hoverSpeed", "cruiseSpeed"]
        };
        let is_speed = |node: &Node<'_>| node.number().filter(|mps| *mps > 0.0);
        let (node, mps) = keys.into_iter().find_map(|key| {
            let node = mission.get(key)?;
            let mps = is_speed(&node)?;
            Some((node, mps))
        })?;
        self.findings.warning(
            "speed-hinted",
            node.place(None),
            Bilingual::new(
                format!("no item sets the speed; {mps} m/s is what the plan reckons with, and the autopilot flies as it is set"),
                format!("没有设置速度的航点项；{mps} m/s 仅为计划的估算值，自驾仪按自身设置飞行"),
            ),
        );
        Some(mps)
    }

    fn home(&mut self, mission: &Members<'_>) -> Option<Home> {
        let Some(node) = mission.get("plannedHomePosition") else {
            self.missing(mission, "plannedHomePosition");
            return None;
        };
        match self.numbers(&node).as_deref() {
            Some(&[Some(latitude), Some(longitude), Some(ground_amsl_m)])
                if (Altitude::LOWEST_M..=Altitude::HIGHEST_M).contains(&ground_amsl_m) =>
            {
                let position = self.checked_position(&node, longitude, latitude)?;
                Some(Home {
                    position,
                    ground_amsl_m,
                })
            }
            _ => {
                self.wrong(
                    &node,
                    "home-unknown",
                    "latitude, longitude and height AMSL of the take-off place are wanted",
                    "应为起飞点的纬度、经度和海拔高度",
                );
                None
            }
        }
    }
}
