//! Zones: the areas that rules apply to.

use crate::footprint::CircleSide;
use crate::{AltitudeBand, Footprint, Times};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::sync::Arc;

/// The identifier of a zone or an obstacle, unique within an airspace.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ZoneId(Arc<str>);

impl ZoneId {
    /// An identifier from any text.
    pub fn new(text: impl AsRef<str>) -> Self {
        Self(Arc::from(text.as_ref()))
    }

    /// The identifier as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ZoneId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What a zone says about flying in it (ED-318 `type`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// One may fly here, as far as nothing else forbids it (适飞空域).
    Permitted,
    /// Said for information; it changes no judgement.
    Advisory,
    /// One may fly here under the zone's conditions.
    Conditional,
    /// One may fly here only with an approval for this zone.
    NeedsAuthorization,
    /// One may not fly here.
    Prohibited,
}

impl Rule {
    /// True for the rules whose footprint must not be missed: everything but [`Rule::Permitted`].
    pub fn restricts(self) -> bool {
        self != Self::Permitted
    }

    /// On which side a circle under this rule is turned into a polygon.
    pub fn circle_side(self) -> CircleSide {
        if self.restricts() {
            CircleSide::Circumscribed
        } else {
            CircleSide::Inscribed
        }
    }
}

/// Which activity a zone's rule is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// Being there.
    #[default]
    Flight,
    /// Taking pictures of it only: flying there is not touched by this zone.
    Imaging,
}

/// A name in Chinese, in English, or both.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct LocalName {
    /// 中文.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub zh: Option<String>,
    /// English.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub en: Option<String>,
}

impl LocalName {
    /// The name for English and for Chinese readers: the other language's, or the identifier,
    /// where one is missing.
    pub fn both<'a>(&'a self, id: &'a ZoneId) -> (&'a str, &'a str) {
        let (en, zh) = (self.en.as_deref(), self.zh.as_deref());
        (
            en.or(zh).unwrap_or(id.as_str()),
            zh.or(en).unwrap_or(id.as_str()),
        )
    }
}

/// Who is responsible for a zone, and how to reach them.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Authority {
    /// The name of the authority.
    pub name: String,
    /// Telephone, mail or address, as the source gives it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub contact: Option<String>,
}

/// An area, its heights and its times, and the rule that holds there.
#[derive(Clone, Debug, PartialEq)]
pub struct Zone {
    /// Identifier, unique within an airspace.
    pub id: ZoneId,
    /// What people call it.
    pub name: LocalName,
    /// What holds there.
    pub rule: Rule,
    /// Whether the rule is about flying or about imaging only.
    pub scope: Scope,
    /// The ground plan.
    pub footprint: Footprint,
    /// The heights.
    pub band: AltitudeBand,
    /// The times.
    pub times: Times,
    /// Who is responsible.
    pub authority: Option<Authority>,
    /// Why the zone exists.
    pub reason: Option<String>,
    /// Under which conditions one may fly, for [`Rule::Conditional`].
    pub conditions: Option<String>,
    /// Where the data came from: document, date, 示意 when illustrative.
    pub source: Option<String>,
}
