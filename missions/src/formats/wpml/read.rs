//! Reading what the aircraft executes (`waylines.wpml`), and home from the template.

use super::{TEMPLATE, WAYLINES};
use crate::formats::findings::{Findings, place, text_of};
use crate::formats::xml::{self, Element};
use crate::formats::{MOST_ITEMS, archive};
use crate::mission::{Carried, Deed, FlyTo, Heading, Mission, Step};
use geofences::{Altitude, AltitudeDatum, Bilingual, Position};

/// Reads a wayline file; the mission is called `name`.
pub(in crate::formats) fn read(
    bytes: &[u8],
    name: &Bilingual,
    findings: &mut Findings<'_>,
) -> Option<Mission> {
    let (waylines, template) = documents(bytes, findings);
    let waylines = waylines?;
    let mut reader = Reader {
        findings,
        steps: Vec::new(),
        speed_mps: 0.0,
        looks_at: None,
        next_heading: Heading::Along,
        photos_end: None,
        waypoints: 0,
    };
    let config = waylines.find("missionConfig");
    let template = template.as_ref().and_then(|it| it.find("missionConfig"));
    // An aircraft that executes it has a home of its own; here it has to be said.
    let home = reader.home(&waylines, [template, config]);
    let folders: Vec<&Element> = waylines
        .find("Document")
        .into_iter()
        .flat_map(|document| document.children_named("Folder"))
        .collect();
    let folder = match folders.as_slice() {
        [only] => Some(*only),
        [] => {
            reader.wrong(&waylines, "wayline-none", "there is no wayline", "没有航线");
            None
        }
        [_, second, ..] => {
            reader.wrong(
                second,
                "wayline-second",
                "there are several waylines; give each a file of its own",
                "包含多条航线；请分别保存为单独文件",
            );
            folders.first().copied()
        }
    };
    let (config, folder) = (reader.config(config, &waylines)?, folder?);
    let speed_mps = reader.number(folder, "autoFlightSpeed", |it| it > 0.0);
    let return_height_m = reader.return_height(config);
    let begun = reader.begin(config, speed_mps);
    reader.wayline(folder);
    reader.finish(config, folder);
    reader.way_to_first(config, home);
    begun?;
    Some(Mission {
        name: name.clone(),
        home: home?,
        steps: reader.steps,
        speed_mps: speed_mps?,
        return_height_m,
        rally: Vec::new(),
        fence: Vec::new(),
        carried: Carried::default(),
    })
}

fn documents(bytes: &[u8], findings: &mut Findings<'_>) -> (Option<Element>, Option<Element>) {
    if !bytes.starts_with(b"PK") {
        let text = text_of(bytes, findings);
        return (text.and_then(|text| xml::parse(text, findings)), None);
    }
    let mut parsed = |name: &str, is_needed: bool| {
        let names = archive::names(bytes).unwrap_or_default();
        if !is_needed && !names.iter().any(|it| it == name) {
            return None;
        }
        let document = archive::document(bytes, name, findings)?;
        let text = text_of(&document, findings)?;
        xml::parse(text, findings)
    };
    (parsed(WAYLINES, true), parsed(TEMPLATE, false))
}

pub(super) struct Reader<'r, 'f> {
    pub findings: &'r mut Findings<'f>,
    pub steps: Vec<Step>,
    pub speed_mps: f64,
    pub looks_at: Option<Position>,
    /// Where the nose points on the way to the next waypoint.
    pub next_heading: Heading,
    /// The waypoint at which photos by distance end.
    pub photos_end: Option<usize>,
    /// How many waypoints the wayline has.
    pub waypoints: usize,
}

impl Reader<'_, '_> {
    pub(super) fn wrong(&mut self, element: &Element, code: &'static str, en: &str, zh: &str) {
        let at = place(None, element.name.clone(), Some(element.line));
        self.findings.error(code, at, Bilingual::new(en, zh));
    }

    pub(super) fn warn(&mut self, element: &Element, code: &'static str, en: &str, zh: &str) {
        let at = place(None, element.name.clone(), Some(element.line));
        self.findings.warning(code, at, Bilingual::new(en, zh));
    }

    /// A number in a child.
    pub(super) fn number(
        &mut self,
        element: &Element,
        name: &str,
        is_good: impl Fn(f64) -> bool,
    ) -> Option<f64> {
        let text = element.child_text(name);
        let number = text.and_then(|text| text.parse::<f64>().ok());
        let number = number.filter(|number| number.is_finite() && is_good(*number));
        if number.is_none() {
            let shown: String = text.unwrap_or("(missing)").chars().take(40).collect();
            let line = element.child(name).map_or(element.line, |child| child.line);
            self.findings.error(
                "wayline-number",
                place(None, name.to_owned(), Some(line)),
                Bilingual::new(
                    format!("a number that makes sense is wanted, not {shown}"),
                    format!("应为合理的数字，而不是 {shown}"),
                ),
            );
        }
        number
    }

    fn wayline(&mut self, folder: &Element) {
        let datum = match folder.child_text("executeHeightMode") {
            Some("WGS84") => AltitudeDatum::Wgs84Ellipsoid,
            Some("relativeToStartPoint") => AltitudeDatum::AboveHome,
            Some("realTimeFollowSurface") => AltitudeDatum::AboveGround,
            _ => {
                self.wrong(
                    folder,
                    "wayline-height-mode",
                    "WGS84, relativeToStartPoint or realTimeFollowSurface is wanted as executeHeightMode",
                    "executeHeightMode 应为 WGS84、relativeToStartPoint 或 realTimeFollowSurface",
                );
                AltitudeDatum::AboveHome
            }
        };
        if let Some(group) = folder.child("startActionGroup") {
            self.actions_of(group);
        }
        let placemarks: Vec<&Element> = folder.children_named("Placemark").collect();
        if placemarks.is_empty() || placemarks.len() > MOST_ITEMS {
            self.wrong(
                folder,
                "wayline-waypoints",
                "a wayline has 1 to 65535 waypoints",
                "航线应有 1 至 65535 个航点",
            );
            return;
        }
        self.waypoints = placemarks.len();
        for (index, placemark) in placemarks.iter().enumerate() {
            let next = placemarks.get(index + 1).copied();
            self.waypoint(index, placemark, next, datum);
        }
    }

    fn waypoint(
        &mut self,
        index: usize,
        placemark: &Element,
        next: Option<&Element>,
        datum: AltitudeDatum,
    ) {
        let number = self.number(placemark, "index", |it| it >= 0.0);
        if number.is_some_and(|number| number != index as f64) {
            self.wrong(
                placemark,
                "wayline-order",
                "waypoints have to be numbered from 0 on, in order",
                "航点序号应从 0 开始连续递增",
            );
        }
        let position = self.position(placemark);
        let height_m = self.number(placemark, "executeHeight", |_| true);
        let altitude = height_m.and_then(|metres| Altitude::new(metres, datum).ok());
        if height_m.is_some() && altitude.is_none() {
            self.wrong(
                placemark,
                "height-out-of-range",
                "the height is none that is believed",
                "高度不可信",
            );
        }
        let speed = match placemark.child("waypointSpeed") {
            Some(_) => self.number(placemark, "waypointSpeed", |it| it > 0.0),
            None => Some(self.speed_mps),
        };
        let is_passed = self.is_passed(placemark);
        let heading = std::mem::replace(&mut self.next_heading, Heading::Along);
        let (Some(position), Some(altitude), Some(speed)) = (position, altitude, speed) else {
            return;
        };
        let at = self.steps.len();
        self.steps.push(Step::FlyTo(FlyTo {
            position,
            altitude,
            hold_s: 0.0,
            is_passed,
            heading,
        }));
        let turned_to = self.reached(index, placemark);
        self.stay(at);
        self.fly_with(speed);
        self.nose(placemark, next, turned_to);
        self.photos(index, placemark);
    }

    /// A wait that comes first at a waypoint is its hold.
    fn stay(&mut self, at: usize) {
        if let Some(Step::Do(Deed::Wait { seconds })) = self.steps.get(at + 1).cloned() {
            self.steps.remove(at + 1);
            if let Some(Step::FlyTo(to)) = self.steps.get_mut(at) {
                to.hold_s = seconds;
                to.is_passed = false;
            }
        }
    }

    pub(super) fn position(&mut self, placemark: &Element) -> Option<Position> {
        let coordinates = placemark.find("coordinates");
        let position = coordinates.and_then(|coordinates| {
            let mut words = coordinates
                .text
                .split(',')
                .map(|word| word.trim().parse::<f64>());
            let (x, y) = (words.next()?.ok()?, words.next()?.ok()?);
            Position::new(x, y).ok()
        });
        if position.is_none() {
            self.wrong(
                coordinates.unwrap_or(placemark),
                "position-out-of-range",
                "longitude and latitude in range are wanted, separated by a comma",
                "应为以逗号分隔的有效经度和纬度",
            );
        }
        position
    }
}
