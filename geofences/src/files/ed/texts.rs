//! Texts of ED-269 and ED-318: plain, with a language, or lists of either.

use crate::files::geojson::name_in_its_language;
use crate::files::json::item::ItemReader;
use crate::files::json::tree::{Json, Object};
use crate::{Authority, Bilingual, LocalName};

/// Every text in a value, with its language in lower case where one is said.
fn texts(value: Option<&Json<'_>>) -> Vec<(String, String)> {
    match value {
        Some(Json::Text(text)) => vec![(String::new(), text.trim().to_owned())],
        Some(Json::Number(number)) => vec![(String::new(), number.to_string())],
        Some(Json::Array(list)) => list.iter().flat_map(|entry| texts(Some(entry))).collect(),
        Some(Json::Object(object)) => {
            let lang = object.get("lang").and_then(Json::as_text).unwrap_or("");
            let text = object.get("text").and_then(Json::as_text);
            text.map(|text| (lang.trim().to_lowercase(), text.trim().to_owned()))
                .into_iter()
                .collect()
        }
        _ => Vec::new(),
    }
}

/// A name: the first Chinese and the first English text; another language where there is neither.
pub(crate) fn name(value: Option<&Json<'_>>, reader: &mut ItemReader<'_>) -> LocalName {
    let mut name = LocalName::default();
    let mut other = None;
    for (lang, text) in texts(value) {
        let slot = match lang.get(..2) {
            Some("zh") => &mut name.zh,
            Some("en") => &mut name.en,
            _ => &mut other,
        };
        if slot.is_none() {
            *slot = Some((lang, text)).map(|(_, text)| text);
        }
    }
    let Some(other) = other else { return name };
    if name == LocalName::default() {
        return name_in_its_language(other);
    }
    reader.note_once("name-language-ignored", "name", || {
        Bilingual::new(
            "names in languages other than Chinese and English are not kept beside those",
            "中英文以外的名称未保留",
        )
    });
    name
}

/// All texts of a value in one, each once.
pub(crate) fn joined(value: Option<&Json<'_>>, separator: &str) -> Option<String> {
    let mut all: Vec<String> = Vec::new();
    for (_, text) in texts(value) {
        if !text.is_empty() && !all.contains(&text) {
            all.push(text);
        }
    }
    (!all.is_empty()).then(|| all.join(separator))
}

/// The reasons, with the text that explains "OTHER" in its place.
pub(crate) fn reason(zone: &Object<'_>) -> Option<String> {
    let words = joined(zone.get("reason"), ", ");
    let explained = joined(zone.get("otherReasonInfo"), " / ");
    match (words.as_deref(), explained) {
        (None | Some("OTHER"), Some(explained)) => Some(explained),
        (Some(words), Some(explained)) => Some(format!("{words}: {explained}")),
        (words, None) => words.map(str::to_owned),
    }
}

/// Conditions and the message to the pilot, in one.
pub(crate) fn conditions(zone: &Object<'_>) -> Option<String> {
    let conditions = joined(zone.get("restrictionConditions"), "; ");
    let message = joined(zone.get("message"), " / ");
    match (conditions, message) {
        (Some(conditions), Some(message)) if conditions != message => {
            Some(format!("{conditions}\n{message}"))
        }
        (conditions, message) => conditions.or(message),
    }
}

/// The authority to ask: the first one that authorizes, else the first.
pub(crate) fn authority(zone: &Object<'_>, reader: &mut ItemReader<'_>) -> Option<Authority> {
    let value = zone.get("zoneAuthority")?;
    let all: Vec<&Object<'_>> = match value {
        Json::Array(list) => list.iter().filter_map(Json::as_object).collect(),
        other => other.as_object().into_iter().collect(),
    };
    if all.len() > 1 {
        reader.note_once("authority-ignored", "zoneAuthority", || {
            Bilingual::new(
                "of several authorities one is kept: the first that authorizes, else the first",
                "有多个主管部门时只保留一个：优先保留负责审批的",
            )
        });
    }
    let authorizes = |authority: &&&Object<'_>| {
        let purpose = authority.get("purpose").and_then(Json::as_text);
        purpose.is_some_and(|purpose| purpose.to_ascii_uppercase().starts_with("AUTHORI"))
    };
    let chosen = all.iter().find(authorizes).or(all.first())?;
    if chosen.get("intervalBefore").is_some() {
        reader.note_once("property-ignored", "intervalBefore", || {
            Bilingual::new(
                "how long before a flight the authority must be asked is not kept",
                "需提前联系主管部门的时间未保留",
            )
        });
    }
    let name = [chosen.get("name"), chosen.get("service")];
    let name: Vec<String> = name
        .into_iter()
        .filter_map(|text| joined(text, " / "))
        .collect();
    let contact: Vec<String> = ["contactName", "phone", "email", "siteURL", "SiteURL"]
        .into_iter()
        .filter_map(|field| joined(chosen.get(field), " / "))
        .collect();
    Some(Authority {
        name: name.join(", "),
        contact: (!contact.is_empty()).then(|| contact.join("; ")),
    })
}

/// Where the data came from: the originator and the dates.
pub(crate) fn source(zone: &Object<'_>) -> Option<String> {
    let source = zone.get("dataSource")?;
    let Some(object) = source.as_object() else {
        return joined(Some(source), " / ");
    };
    let parts: Vec<String> = [
        "originator",
        "creationDate",
        "creationDateTime",
        "updateDateTime",
    ]
    .into_iter()
    .filter_map(|field| joined(object.get(field), " / "))
    .collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}
