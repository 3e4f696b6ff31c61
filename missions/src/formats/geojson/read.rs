//! Reading a mission from our GeoJSON.

use crate::formats::MOST_ITEMS;
use crate::formats::findings::{Findings, text_of};
use crate::formats::json::{Members, Node};
use crate::formats::record::{Properties, Shape, mission_of};
use crate::mission::Mission;
use geofences::{Bilingual, Position, ProblemPlace};

pub(in crate::formats) fn read(bytes: &[u8], findings: &mut Findings<'_>) -> Option<Mission> {
    let text = text_of(bytes, findings)?;
    let document = Node::document(text, findings)?;
    let members = document.members();
    let list = members.as_ref().and_then(|it| it.get("features"));
    let list = list.and_then(|list| list.items());
    let (Some(members), Some(list)) = (members, list) else {
        let what = Bilingual::new("a FeatureCollection is wanted", "应为 FeatureCollection");
        findings.error("not-our-mission", document.place(None), what);
        return None;
    };
    only_these(
        &members,
        &["type", "mission", "features", "bbox", "name"],
        None,
        findings,
    );
    let kind = members.get("type").and_then(|it| it.text());
    if kind.as_deref() != Some("FeatureCollection") {
        let what = Bilingual::new("a FeatureCollection is wanted", "应为 FeatureCollection");
        findings.error("record-malformed", document.place(None), what);
    }
    if list.len() > 2 * MOST_ITEMS {
        let what = Bilingual::new("the file has too many features", "文件的要素过多");
        findings.error("too-many-items", document.place(None), what);
        return None;
    }
    let whole = values_of(&members, "mission", None, findings);
    let mut features = Vec::with_capacity(list.len());
    for (index, node) in list.iter().enumerate() {
        let at = node.place(Some(index));
        let Some(feature) = node.members() else {
            let what = Bilingual::new("a feature is wanted here", "此处应为要素");
            findings.error("record-malformed", at, what);
            continue;
        };
        let known = ["type", "id", "geometry", "properties", "bbox"];
        only_these(&feature, &known, Some(index), findings);
        let properties = values_of(&feature, "properties", Some(index), findings);
        let shape = shape_of(&feature, &at, findings);
        features.push((shape, properties, at));
    }
    mission_of(&whole, &features, findings)
}

/// The values in a member; none where there is none.
fn values_of(
    around: &Members<'_>,
    name: &str,
    feature: Option<usize>,
    findings: &mut Findings<'_>,
) -> Properties {
    let Some(node) = around.get(name) else {
        return Properties::default();
    };
    if let Some(values) = node.members() {
        values.refuse_doubled(feature, findings);
    }
    Properties::of_json(&node.value())
}

/// Refuses a member that is not read, and one that is given twice: part of a fence may stand there, or coordinates
/// be counted otherwise (`crs`).
fn only_these(
    members: &Members<'_>,
    known: &[&str],
    feature: Option<usize>,
    findings: &mut Findings<'_>,
) {
    members.refuse_doubled(feature, findings);
    for (_, node) in members.others_than(known) {
        let what = Bilingual::new(
            "this is not read here, and may hold part of a fence",
            "此处不读取该成员，其中可能含有围栏",
        );
        findings.error("geojson-not-read", node.place(feature), what);
    }
}

fn shape_of(feature: &Members<'_>, at: &ProblemPlace, findings: &mut Findings<'_>) -> Shape {
    let Some(node) = feature.get("geometry") else {
        return Shape::None;
    };
    let geometry = node.members();
    if let Some(geometry) = &geometry {
        let known = ["type", "coordinates", "bbox"];
        only_these(geometry, &known, at.feature, findings);
    }
    let member = |name: &str| geometry.as_ref().and_then(|it| it.get(name));
    let kind = member("type").and_then(|it| it.text()).unwrap_or_default();
    let coordinates = member("coordinates");
    let shape = match (kind.as_str(), coordinates) {
        ("Point", Some(node)) => pair(&node)
            .and_then(|(x, y)| Position::new(x, y).ok())
            .map(Shape::Point),
        ("Polygon", Some(node)) => ring(&node).map(Shape::Ring),
        // The path is to look at.
        ("LineString", _) => Some(Shape::None),
        _ => None,
    };
    if shape.is_none() {
        let at = ProblemPlace {
            field: Some("geometry".to_owned()),
            ..at.clone()
        };
        let what = Bilingual::new(
            "a point, a line or a polygon of one ring, of longitude and latitude in range, is wanted",
            "应为点、线或单环多边形，坐标为有效的经度和纬度",
        );
        findings.error("record-malformed", at, what);
    }
    shape.unwrap_or(Shape::None)
}

fn pair(node: &Node<'_>) -> Option<(f64, f64)> {
    let numbers = node.items()?;
    Some((numbers.first()?.number()?, numbers.get(1)?.number()?))
}

fn ring(node: &Node<'_>) -> Option<Vec<(f64, f64)>> {
    let rings = node.items()?;
    let [ring] = rings.as_slice() else {
        return None;
    };
    ring.items()?.iter().map(pair).collect()
}
