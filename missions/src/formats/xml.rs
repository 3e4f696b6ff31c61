//! XML as a bounded tree of elements with their lines.

use super::findings::{Findings, place};
use geofences::Bilingual;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

/// Elements nested deeper than this are refused: a tree is dropped recursively.
const DEEPEST: usize = 64;
/// A mission of 65 535 items with a dozen elements each stays below.
const MOST_ELEMENTS: usize = 2_000_000;

/// An element; names without their namespace prefix.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Element {
    /// The local name.
    pub name: String,
    /// The line of its start tag, from 1.
    pub line: usize,
    /// The value of its attribute `name`.
    pub name_attribute: Option<String>,
    /// All text directly within it.
    pub text: String,
    /// The elements directly within it.
    pub children: Vec<Element>,
}

impl Element {
    /// The first child of that name.
    pub(super) fn child(&self, name: &str) -> Option<&Element> {
        self.children.iter().find(|child| child.name == name)
    }

    /// All children of that name.
    pub(super) fn children_named<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Element> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// The text without surrounding blanks of the first child of that name; `None` when empty.
    pub(super) fn child_text(&self, name: &str) -> Option<&str> {
        let text = self.child(name)?.text.trim();
        (!text.is_empty()).then_some(text)
    }

    /// The first element of that name in it, itself included, in document order.
    pub(super) fn find(&self, name: &str) -> Option<&Element> {
        if self.name == name {
            return Some(self);
        }
        self.children.iter().find_map(|child| child.find(name))
    }
}

/// The root of a document; a problem where it is not well formed or too large.
pub(super) fn parse(text: &str, findings: &mut Findings<'_>) -> Option<Element> {
    match (Parser::new(text)).run() {
        Ok(root) => Some(root),
        Err((line, what)) => {
            findings.error("xml-not-well-formed", place(None, None, Some(line)), what);
            None
        }
    }
}

type Fault = (usize, Bilingual);

struct Parser<'a> {
    text: &'a str,
    counted_to: usize,
    line: usize,
    elements: usize,
    open: Vec<Element>,
}

impl<'a> Parser<'a> {
    fn new(text: &'a str) -> Self {
        Self {
            text,
            counted_to: 0,
            line: 1,
            elements: 0,
            open: Vec::new(),
        }
    }

    fn count_lines_to(&mut self, position: u64) {
        let position = usize::try_from(position).unwrap_or(usize::MAX);
        if let Some(passed) = self.text.as_bytes().get(self.counted_to..position) {
            self.line += passed.iter().filter(|byte| **byte == b'\n').count();
            self.counted_to = position;
        }
    }

    fn fault(&self, en: impl Into<String>, zh: impl Into<String>) -> Fault {
        (self.line, Bilingual::new(en, zh))
    }

    fn malformed(&self, error: &dyn std::fmt::Display) -> Fault {
        self.fault(
            format!("no well-formed XML from here on: {error}"),
            format!("从此处起不是格式正确的 XML：{error}"),
        )
    }

    fn run(mut self) -> Result<Element, Fault> {
        let mut reader = Reader::from_str(self.text);
        loop {
            self.count_lines_to(reader.buffer_position());
            let event = match reader.read_event() {
                Ok(event) => event,
                Err(error) => {
                    self.count_lines_to(reader.error_position());
                    return Err(self.malformed(&error));
                }
            };
            let closed = match event {
                Event::Start(tag) => {
                    self.start(&tag)?;
                    None
                }
                Event::Empty(tag) => {
                    self.start(&tag)?;
                    self.end()
                }
                Event::End(_) => self.end(),
                Event::Text(text) => self.add_text(&text.xml10_content()),
                Event::CData(text) => self.add_text(&text.xml10_content()),
                Event::GeneralRef(reference) => {
                    let text = self.entity(&reference)?;
                    self.add_text(&text)
                }
                Event::Eof => {
                    return Err(self.fault(
                        "the document ends in the middle of an element; it seems to be cut off",
                        "文档在元素中间结束，文件可能不完整",
                    ));
                }
                Event::Comment(_) | Event::PI(_) | Event::Decl(_) | Event::DocType(_) => None,
            };
            if let Some(root) = closed {
                return self.nothing_after(&mut reader).map(|()| root);
            }
        }
    }

    /// Passes the end of a document: what stands after its root would not be read.
    fn nothing_after(&mut self, reader: &mut Reader<&[u8]>) -> Result<(), Fault> {
        loop {
            self.count_lines_to(reader.buffer_position());
            match reader.read_event() {
                Ok(Event::Eof) => return Ok(()),
                Ok(Event::Comment(_) | Event::PI(_)) => {}
                Ok(Event::Text(text)) if text.trim().is_empty() => {}
                Ok(_) => {
                    return Err(self.fault(
                        "the document has ended before this; what follows is not read",
                        "文档在此之前已结束，其后内容未读取",
                    ));
                }
                Err(error) => {
                    self.count_lines_to(reader.error_position());
                    return Err(self.malformed(&error));
                }
            }
        }
    }

    fn start(&mut self, tag: &BytesStart<'_>) -> Result<(), Fault> {
        self.elements += 1;
        if self.open.len() >= DEEPEST || self.elements > MOST_ELEMENTS {
            return Err(self.fault(
                format!(
                    "more than {DEEPEST} elements within each other, or {MOST_ELEMENTS} in all"
                ),
                format!("元素嵌套超过 {DEEPEST} 层，或总数超过 {MOST_ELEMENTS}"),
            ));
        }
        let mut name_attribute = None;
        for attribute in tag.attributes() {
            let attribute = attribute.map_err(|error| self.malformed(&error))?;
            if attribute.key.local_name().as_ref() == "name" {
                let value = attribute.normalized_value(XmlVersion::default());
                let value = value.map_err(|error| self.malformed(&error))?;
                name_attribute = Some(value.into_owned());
            }
        }
        self.open.push(Element {
            name: tag.local_name().as_ref().to_owned(),
            line: self.line,
            name_attribute,
            ..Element::default()
        });
        Ok(())
    }

    /// Closes the innermost element; gives it when it is the root.
    fn end(&mut self) -> Option<Element> {
        let element = self.open.pop()?;
        match self.open.last_mut() {
            Some(around) => {
                around.children.push(element);
                None
            }
            None => Some(element),
        }
    }

    fn add_text(&mut self, text: &str) -> Option<Element> {
        if let Some(element) = self.open.last_mut() {
            element.text.push_str(text);
        }
        None
    }

    /// A character reference or one of XML's five own entities; those of a document type are never expanded.
    fn entity(&self, reference: &BytesRef<'_>) -> Result<String, Fault> {
        let name: &str = reference;
        match reference.resolve_char_ref() {
            Ok(Some(character)) => return Ok(character.to_string()),
            Ok(None) => {}
            Err(error) => return Err(self.malformed(&error)),
        }
        let known = quick_xml::escape::resolve_predefined_entity(name);
        known.map(str::to_owned).ok_or_else(|| {
            self.fault(
                format!("the entity &{name}; is not known; entities of a DTD are not expanded"),
                format!("未知实体 &{name};：不展开 DTD 中定义的实体"),
            )
        })
    }
}

/// Text for XML 1.0, without the control characters that it cannot hold.
pub(super) fn escaped(text: &str) -> String {
    let is_kept = |c: &char| !c.is_control() || matches!(c, '\t' | '\n' | '\r');
    let kept: String = text.chars().filter(is_kept).collect();
    quick_xml::escape::escape(kept.as_str()).replace('\r', "&#13;")
}
