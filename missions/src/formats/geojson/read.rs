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
    members.refuse_doubled(None, findings);
    if list.len() > 2 * MOST_ITEMS {
        let what = Bilingual::new("the file has too many features", "文件的要素过多");
        findings.error("too-many-items", document.place(None), what);
        return None;
    }
    let whole = members
        .get("mission")
        .map(|node| Properties::of_json(&node.value()));
    let mut features = Vec::with_capacity(list.len());
    for (index, node) in list.iter().enumerate() {
        let at = node.place(Some(index));
        let Some(feature) = node.members() else {
            let what = Bilingual::new("a feature is wanted here", "此处应为要素");
            findings.error("record-malformed", at, what);
            continue;
        };
        let properties = feature
            .get("properties")
            .map(|node| Properties::of_json(&node.value()));
        let shape = shape_of(&feature, &at, findings);
        features.push((shape, properties.unwrap_or_default(), at));
    }
    mission_of(&whole.unwrap_or_default(), &features, findings)
}

fn shape_of(feature: &Members<'_>, at: &ProblemPlace, findings: &mut Findings<'_>) -> Shape {
    let Some(geometry) = feature.get("geometry").and_then(|it| it.members()) else {
        return Shape::None;
    };
    let kind = geometry
        .get("type")
        .and_then(|it| it.text())
        .unwrap_or_default();
    let coordinates = geometry.get("coordinates");
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
