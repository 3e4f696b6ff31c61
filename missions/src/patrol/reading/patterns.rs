//! What is flown.

use super::areas::{self, AREA_M2, STRUCTURE_M2};
use super::{lines, points};
use crate::patrol::{
    Corridor, Pattern, Perimeter, Search, SearchKind, Side, Structure, StructurePattern, Survey,
};
use written::{Bounds, Given, Table, bounds, say};

/// The kind of a pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Points,
    Survey,
    Corridor,
    Perimeter,
    Orbit,
    Facade,
    Search(SearchKind),
}

/// The words for them.
pub const KINDS: &[(&str, Kind)] = &[
    ("points", Kind::Points),
    ("survey", Kind::Survey),
    ("corridor", Kind::Corridor),
    ("perimeter", Kind::Perimeter),
    ("orbit", Kind::Orbit),
    ("facade", Kind::Facade),
    (
        "expanding-square",
        Kind::Search(SearchKind::ExpandingSquare),
    ),
    ("sector-search", Kind::Search(SearchKind::Sector)),
];

/// Clockwise from north.
pub const BEARING_DEG: Bounds = bounds(0.0, 360.0, "°");
/// What any height above the ground may be.
const HEIGHT_AGL_M: Bounds = bounds(2.0, 500.0, "m");
/// What is above is controlled airspace (无人驾驶航空器飞行管理暂行条例, article 19), metres.
const SUITABLE_UP_TO_M: f64 = 120.0;

/// Of which kind a pattern is.
pub fn kind(table: &Table<'_>) -> Option<Kind> {
    table.required("kind", |given| given.choice(("pattern", "航线类型"), KINDS))
}

/// Reads `[pattern]`, which is of this kind.
pub fn read(table: Table<'_>, kind: Kind, flight: Option<&Table<'_>>) -> Option<Pattern> {
    let pattern = match kind {
        Kind::Points => points::read(&table, flight).map(Pattern::Points),
        Kind::Survey => survey(&table).map(Pattern::Survey),
        Kind::Corridor => corridor(&table).map(Pattern::Corridor),
        Kind::Perimeter => perimeter(&table).map(Pattern::Perimeter),
        Kind::Orbit => structure(&table).map(Pattern::Orbit),
        Kind::Facade => structure(&table).map(Pattern::Facade),
        Kind::Search(kind) => search(&table, kind).map(Pattern::Search),
    };
    table.close(("for this pattern", "对这种航线"));
    pattern
}

/// Reads a height above the ground; one in controlled airspace is noted.
pub fn height_agl_m(given: &Given<'_>) -> Option<f64> {
    let metres = given.number(HEIGHT_AGL_M)?;
    if metres > SUITABLE_UP_TO_M {
        let what = say(
            format!("{metres} m above the ground is controlled airspace"),
            format!("真高 {metres} m 属于管制空域"),
        );
        let help = say(
            "fly at 120 m or lower, or expect to apply for it",
            "在真高 120 m 以下飞行，否则须申请",
        );
        let report = given.report;
        report.warning("controlled-height", &given.spot, what, Some(help));
    }
    Some(metres)
}

fn number(table: &Table<'_>, key: &'static str, within: Bounds) -> Option<f64> {
    table.required(key, |given| given.number(within))
}

fn optional(table: &Table<'_>, key: &'static str, within: Bounds) -> Option<f64> {
    table.optional(key, |given| given.number(within))
}

fn survey(table: &Table<'_>) -> Option<Survey> {
    let is_cross_hatched = table.optional("cross_hatch", |given| given.flag());
    let bearing_deg = optional(table, "bearing_deg", BEARING_DEG);
    let area = table.required("area", |given| areas::several(&given, AREA_M2));
    Some(Survey {
        area: area?,
        is_cross_hatched: is_cross_hatched.unwrap_or(false),
        bearing_deg,
    })
}

fn corridor(table: &Table<'_>) -> Option<Corridor> {
    let width_m = number(table, "width_m", bounds(5.0, 2_000.0, "m"));
    let line = table.required("line", |given| lines::read(&given));
    Some(Corridor {
        line: line?,
        width_m: width_m?,
    })
}

fn perimeter(table: &Table<'_>) -> Option<Perimeter> {
    let area = table.required("area", |given| areas::one(&given, AREA_M2));
    let side = table.required("side", |given| {
        given.choice(
            ("side of a border", "边界的一侧"),
            &[("inside", Side::Inside), ("outside", Side::Outside)],
        )
    });
    let distance_m = optional(table, "distance_m", bounds(0.0, 1_000.0, "m"));
    let rings = table.optional("rings", |given| given.whole(bounds(1.0, 20.0, "")));
    let rings = rings.map_or(1, |rings| rings as usize);
    let apart = bounds(1.0, 1_000.0, "m");
    let apart_m = if rings > 1 {
        number(table, "apart_m", apart)?
    } else {
        0.0
    };
    Some(Perimeter {
        area: area?,
        side: side?,
        distance_m: distance_m.unwrap_or(0.0),
        rings,
        apart_m,
    })
}

fn structure(table: &Table<'_>) -> Option<StructurePattern> {
    let structure = if table.has("area") {
        let outline = table.optional("area", |given| areas::one(&given, STRUCTURE_M2));
        if table.has("centre") || table.has("radius_m") {
            let what = say(
                "a structure is round or has an outline, not both",
                "结构物为圆形或由轮廓给出，二者只能选一",
            );
            let help = say(
                "take out centre and radius_m, or area",
                "请删去 centre 与 radius_m，或删去 area",
            );
            let report = table.report;
            report.error("contradiction", &table.spot, what, Some(help));
            // They are told already.
            let _ = (table.given("centre"), table.given("radius_m"));
        }
        outline.map(Structure::Outline)
    } else {
        let centre = table.required("centre", |given| given.position());
        let radius_m = number(table, "radius_m", bounds(0.0, 500.0, "m"));
        centre
            .zip(radius_m)
            .map(|(centre, radius_m)| Structure::Round { centre, radius_m })
    };
    let stand_off_m = number(table, "stand_off_m", bounds(2.0, 500.0, "m"));
    let lowest_agl_m = number(table, "lowest_agl_m", HEIGHT_AGL_M);
    let highest_agl_m = table.required("highest_agl_m", |given| {
        let highest = height_agl_m(&given)?;
        let Some(lowest) = lowest_agl_m.filter(|lowest| *lowest > highest) else {
            return Some(highest);
        };
        let what = say(
            format!("the highest, {highest} m, is beneath the lowest, {lowest} m"),
            format!("最高高度 {highest} m 低于最低高度 {lowest} m"),
        );
        given.error("contradiction", what, None);
        None
    });
    let top_agl_m = optional(table, "top_agl_m", bounds(0.0, 1_000.0, "m"));
    Some(StructurePattern {
        structure: structure?,
        stand_off_m: stand_off_m?,
        lowest_agl_m: lowest_agl_m?,
        highest_agl_m: highest_agl_m?,
        top_agl_m,
    })
}

fn search(table: &Table<'_>, kind: SearchKind) -> Option<Search> {
    let datum = table.required("datum", |given| given.position());
    let radius_m = number(table, "radius_m", bounds(20.0, 20_000.0, "m"));
    let spacing_m = table.optional("spacing_m", |given| {
        let spacing_m = given.number(bounds(2.0, 5_000.0, "m"))?;
        if let Some(radius_m) = radius_m.filter(|radius_m| *radius_m < spacing_m) {
            let what = say(
                format!("tracks {spacing_m} m apart do not fit into {radius_m} m"),
                format!("间距 {spacing_m} m 的航线放不进 {radius_m} m 的半径"),
            );
            let help = say(
                "make radius_m larger, or this less",
                "增大 radius_m，或减小此值",
            );
            given.error("contradiction", what, Some(help));
        }
        Some(spacing_m)
    });
    let bearing_deg = optional(table, "bearing_deg", BEARING_DEG);
    Some(Search {
        kind,
        datum: datum?,
        radius_m: radius_m?,
        spacing_m,
        bearing_deg: bearing_deg.unwrap_or(0.0),
    })
}
