//! XML elements of one Placemark, as a small tree with line numbers.

use crate::Bilingual;
use quick_xml::XmlVersion;
use quick_xml::events::{BytesRef, BytesStart};

/// An element with what it holds; names without their namespace prefix.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Element {
    /// The local name.
    pub name: String,
    /// The line of its start tag, counted from 1.
    pub line: usize,
    /// Attributes by local name.
    pub attributes: Vec<(String, String)>,
    /// All text directly within it, one piece after the other.
    pub text: String,
    /// The elements directly within it.
    pub children: Vec<Element>,
}

impl Element {
    /// The element of a start tag.
    pub(super) fn new(tag: &BytesStart<'_>, line: usize) -> Result<Self, Bilingual> {
        let mut attributes = Vec::new();
        for attribute in tag.attributes() {
            let attribute = attribute.map_err(|error| attribute_fault(&error.to_string()))?;
            let value = attribute
                .normalized_value(XmlVersion::default())
                .map_err(|error| attribute_fault(&error.to_string()))?;
            let name = attribute.key.local_name();
            attributes.push((name.as_ref().to_owned(), value.into_owned()));
        }
        Ok(Self {
            name: tag.local_name().as_ref().to_owned(),
            line,
            attributes,
            ..Self::default()
        })
    }

    /// The first child of that name.
    pub(super) fn child(&self, name: &str) -> Option<&Element> {
        self.children.iter().find(|child| child.name == name)
    }

    /// All children of that name.
    pub(super) fn children_named<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Element> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// The text of the first child of that name, without surrounding blanks; `None` when there
    /// is none or it is empty.
    pub(super) fn child_text(&self, name: &str) -> Option<&str> {
        let text = self.child(name)?.text.trim();
        (!text.is_empty()).then_some(text)
    }

    /// An attribute's value.
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }
}

fn attribute_fault(error: &str) -> Bilingual {
    Bilingual::new(
        format!("an attribute is no well-formed XML: {error}"),
        format!("属性不是格式正确的 XML：{error}"),
    )
}

/// What an `&entity;` stands for: a character reference or one of XML's five own entities.
///
/// Entities that a document type declares are never expanded; they are a fault.
pub(super) fn entity_text(reference: &BytesRef<'_>) -> Result<String, Bilingual> {
    let unknown = || {
        let name: &str = reference;
        Bilingual::new(
            format!("the entity &{name}; is not known; entities of a DTD are not expanded"),
            format!("未知实体 &{name};：不展开 DTD 中定义的实体"),
        )
    };
    match reference.resolve_char_ref() {
        Ok(Some(character)) => return Ok(character.to_string()),
        Ok(None) => {}
        Err(_) => return Err(unknown()),
    }
    let name: &str = reference;
    quick_xml::escape::resolve_predefined_entity(name)
        .map(str::to_owned)
        .ok_or_else(unknown)
}
