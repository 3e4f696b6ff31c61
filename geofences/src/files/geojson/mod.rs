//! GeoJSON (RFC 7946) with Haiou's properties: the format that GIS tables can edit.
//!
//! The properties, their words and what a missing one means are described in
//! `docs/formats/geojson.md`. The principle: what narrows nothing may be missing, what could
//! widen a permission may not, and no word is guessed.

pub(crate) mod names;
mod obstacle;
mod times;
pub(crate) mod write;
mod zone;

use super::json::document::{self, DocumentShape, DocumentVerdict};
use super::json::item::ItemReader;
use super::json::tree::{Json, Object};
use super::{AirspaceFile, ReadOptions};
use crate::{Bilingual, LocalName, Problem, ProblemPlace, Severity, ZoneId};
use std::path::Path;

pub use write::write;

/// Reads GeoJSON with our properties. Features are parsed and checked on all cores.
pub fn read(bytes: &[u8], options: &ReadOptions<'_>) -> AirspaceFile {
    let shape = DocumentShape {
        list_names: &["features"],
        top_level_list: false,
        check: |members: &Object<'_>, options: &mut ReadOptions<'_>, file: &mut AirspaceFile| {
            check_document(members, options, file)
        },
        item: |json: &Json<'_>, reader: &mut ItemReader<'_>| read_feature(json, reader),
    };
    document::read(bytes, options, &shape)
}

/// Looks at a document's own members: what it is, and in which coordinates.
pub(crate) fn check_document(
    members: &Object<'_>,
    options: &ReadOptions<'_>,
    file: &mut AirspaceFile,
) -> DocumentVerdict {
    let place = |field: &str| ProblemPlace {
        file: Some(options.file.to_owned()),
        field: Some(field.to_owned()),
        ..ProblemPlace::default()
    };
    if let Some(crs) = members.get("crs")
        && !is_wgs84(crs)
    {
        let name = crs_name(crs).unwrap_or("(without name)").to_owned();
        file.problem(
            Severity::Error,
            "crs-not-supported",
            place("crs"),
            Bilingual::new(
                format!("the coordinates are in {name}; no feature is read"),
                format!("坐标系为 {name}；未读取任何要素"),
            ),
            Some(Bilingual::new(
                "convert to longitude and latitude in WGS 84 (EPSG:4326) or CGCS2000 (EPSG:4490)",
                "请转换为 WGS 84（EPSG:4326）或 CGCS2000（EPSG:4490）经纬度",
            )),
        );
        return DocumentVerdict::Refused;
    }
    match members.get("type").and_then(Json::as_text) {
        Some("FeatureCollection") => DocumentVerdict::Features,
        Some("Feature") => DocumentVerdict::OneFeature,
        None => {
            file.problem(
                Severity::Warning,
                "not-a-feature-collection",
                place("type"),
                Bilingual::new(
                    "the document does not say that it is a FeatureCollection",
                    "文档没有写明是 FeatureCollection",
                ),
                None,
            );
            DocumentVerdict::Features
        }
        Some(other) => {
            file.problem(
                Severity::Error,
                "not-a-feature-collection",
                place("type"),
                Bilingual::new(
                    format!("the document is a {other}, not a FeatureCollection or Feature"),
                    format!("文档类型是 {other}，不是 FeatureCollection 或 Feature"),
                ),
                Some(Bilingual::new(
                    "a bare geometry has no rule: wrap it in a Feature with properties",
                    "单独的几何图形没有规则：请放入带属性的 Feature 中",
                )),
            );
            DocumentVerdict::Refused
        }
    }
}

fn crs_name<'j>(crs: &'j Json<'_>) -> Option<&'j str> {
    let object = crs.as_object()?;
    let properties = object.get("properties").and_then(Json::as_object)?;
    properties.get("name")?.as_text()
}

/// CGCS2000 and WGS 84 are the same for overlays (they differ by centimetres).
fn is_wgs84(crs: &Json<'_>) -> bool {
    let Some(name) = crs_name(crs) else {
        return false;
    };
    let name = name.trim().to_ascii_uppercase().replace(' ', "");
    let last = name.rsplit(':').next().unwrap_or("");
    match last {
        "4326" | "4490" | "4979" => name.contains("EPSG"),
        "CRS84" | "CRS84H" | "WGS84" | "CGCS2000" => true,
        _ => false,
    }
}

fn read_feature(json: &Json<'_>, reader: &mut ItemReader<'_>) {
    let Some(feature) = json.as_object() else {
        let (en, zh) = json.kind();
        reader.error(
            "",
            "not-a-feature",
            Bilingual::new(
                format!("a feature is expected, not {en}"),
                format!("应为要素，而不是{zh}"),
            ),
        );
        return;
    };
    reader.refuse_doubled_keys(feature);
    check_feature(feature, reader);
    let none = Object::default();
    let properties = feature.get("properties").and_then(Json::as_object);
    let properties = properties.unwrap_or(&none);
    reader.refuse_doubled_keys(properties);
    let id = read_id(&["id"], feature, properties, reader);
    let kind = properties
        .get("kind")
        .map(|kind| kind.as_text().unwrap_or(""));
    let kind = kind.map(str::trim).map(str::to_ascii_lowercase);
    match kind.as_deref() {
        None | Some("zone") => {
            names::check(properties, names::Kind::Zone, reader);
            names::check_beside_properties(feature, properties, reader);
            zone::read(id, feature, properties, reader);
        }
        Some("obstacle") => {
            names::check(properties, names::Kind::Obstacle, reader);
            obstacle::read(&id, feature, properties, reader);
        }
        Some(other) => reader.error_with_help(
            "kind",
            "kind-unknown",
            Bilingual::new(
                format!("\"{other}\" is no kind of feature"),
                format!("“{other}”不是要素种类"),
            ),
            Bilingual::new("write zone or obstacle", "请写 zone 或 obstacle"),
        ),
    }
}

fn check_feature(feature: &Object<'_>, reader: &mut ItemReader<'_>) {
    match feature.get("type").and_then(Json::as_text) {
        Some("Feature") => {}
        None => reader.warning(
            "type",
            "not-a-feature",
            Bilingual::new(
                "the feature does not say that it is a Feature",
                "要素没有写明类型为 Feature",
            ),
        ),
        Some(other) => reader.error(
            "type",
            "not-a-feature",
            Bilingual::new(
                format!("\"{other}\" stands where a Feature is expected"),
                format!("此处应为 Feature，而不是“{other}”"),
            ),
        ),
    }
    if let Some(crs) = feature.get("crs")
        && !is_wgs84(crs)
    {
        reader.error(
            "crs",
            "crs-not-supported",
            Bilingual::new(
                "the feature has a coordinate system of its own",
                "该要素使用了自己的坐标系",
            ),
        );
    }
    if let Some(properties) = feature.get("properties")
        && properties.as_object().is_none()
    {
        let (en, zh) = properties.kind();
        reader.error(
            "properties",
            "not-an-object",
            Bilingual::new(
                format!("the properties are {en}, not an object"),
                format!("properties 是{zh}，不是对象"),
            ),
        );
    }
}

/// The feature's identifier, which also goes into the place of its problems. Without one, a
/// stable one is made from the file's name and the feature's index.
pub(crate) fn read_id(
    names: &[&'static str],
    feature: &Object<'_>,
    properties: &Object<'_>,
    reader: &mut ItemReader<'_>,
) -> String {
    let as_id = |value: Option<&Json<'_>>| match value {
        Some(Json::Text(text)) => Some(text.trim().to_owned()),
        Some(Json::Number(number)) => Some(number_as_id(number)),
        _ => None,
    };
    let own = as_id(feature.get("id"));
    let property = names.iter().find_map(|name| as_id(properties.get(name)));
    if let (Some(own), Some(property)) = (&own, &property)
        && own != property
    {
        reader.note(
            "id",
            "two-ids",
            Bilingual::new(
                format!("the property's id \"{property}\" counts, not the feature's \"{own}\""),
                format!("采用属性中的 id“{property}”，而不是要素的“{own}”"),
            ),
        );
    }
    if let Some(id) = property.or(own) {
        reader.place.id = Some(id.clone());
        return id;
    }
    let stem = Path::new(reader.options.file).file_stem();
    let stem = stem.map_or("file".into(), |stem| stem.to_string_lossy());
    let id = format!("{stem}#{}", reader.index());
    reader.place.id = Some(id.clone());
    reader.warning(
        "id",
        "id-missing",
        Bilingual::new(
            format!("the feature has no id; it is called \"{id}\", after its place in the file"),
            format!("要素没有 id；按其在文件中的位置命名为“{id}”"),
        ),
    );
    id
}

/// Tables write 12 as 12.0.
fn number_as_id(number: &serde_json::Number) -> String {
    let text = number.to_string();
    text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
}

/// The name in both languages: `name` as text or as an object, `name_zh`, `name_en`.
fn read_name(properties: &Object<'_>, reader: &mut ItemReader<'_>) -> LocalName {
    let mut name = match properties.get("name") {
        Some(Json::Object(object)) => LocalName {
            zh: reader.text(object, "zh"),
            en: reader.text(object, "en"),
        },
        Some(_) => reader
            .text(properties, "name")
            .map_or_else(LocalName::default, name_in_its_language),
        None => LocalName::default(),
    };
    let zh = reader.text(properties, "name_zh");
    let en = reader.text(properties, "name_en");
    name.zh = zh.or(name.zh);
    name.en = en.or(name.en);
    name
}

/// A name without a language: Chinese when it has a Chinese character, else English.
pub(crate) fn name_in_its_language(text: String) -> LocalName {
    // CJK Unified Ideographs and their extension A (Unicode 15, blocks 3400 and 4E00).
    let chinese = text
        .chars()
        .any(|c| matches!(c, '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}'));
    if chinese {
        LocalName {
            zh: Some(text),
            en: None,
        }
    } else {
        LocalName {
            zh: None,
            en: Some(text),
        }
    }
}

/// A zone that is active at no time, which files cannot say.
pub(crate) fn lost_never_active(id: &ZoneId) -> Problem {
    lost(
        "lost-never-active",
        id,
        "times",
        Bilingual::new(
            "the zone is active at no time, which the format cannot say; it is not written",
            "该空域没有生效时间，本格式无法表达；未写出",
        ),
    )
}

/// A restriction with a window on no day, which judgements read as active always.
pub(crate) fn lost_days(id: &ZoneId) -> Problem {
    lost(
        "lost-days",
        id,
        "times",
        Bilingual::new(
            "a window recurs on no day, so that the restriction counts as always active; it is written so",
            "有时间窗口不含任何一天，该限制按始终有效处理，并据此写出",
        ),
    )
}

/// A feature that could not be written.
fn lost_feature(id: &ZoneId, why: &str) -> Problem {
    lost(
        "lost-feature",
        id,
        "",
        Bilingual::new(
            format!("the feature could not be written: {why}"),
            format!("该要素无法写出：{why}"),
        ),
    )
}

/// A warning that something of `id` is not in the file that was written.
pub(crate) fn lost(code: &'static str, id: &ZoneId, field: &str, what: Bilingual) -> Problem {
    Problem {
        severity: Severity::Warning,
        code,
        place: ProblemPlace {
            id: Some(id.as_str().to_owned()),
            field: (!field.is_empty()).then(|| field.to_owned()),
            ..ProblemPlace::default()
        },
        what,
        help: None,
    }
}

#[cfg(test)]
pub(crate) mod tests;
