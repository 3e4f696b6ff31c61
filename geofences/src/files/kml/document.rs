//! Walking through a KML document from Placemark to Placemark.

use super::tree::{Element, entity_text};
use crate::files::{AirspaceFile, ReadOptions};
use crate::{Bilingual, ProblemPlace, Severity};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// Elements nested deeper than this are refused: a tree is dropped recursively, and no KML needs
/// as much.
const DEEPEST: usize = 100;

/// How often progress is told, bytes.
const PROGRESS_STEP_BYTES: u64 = 1 << 20;

/// A Placemark as it stands in the document.
pub(super) struct Placemark {
    /// The whole element.
    pub element: Element,
    /// Whether a folder or document around it is limited in time.
    pub in_dated_folder: bool,
    /// What was not well-formed within it; the Placemark cannot be trusted then.
    pub faults: Vec<(usize, Bilingual)>,
}

/// What is found on the way.
pub(super) enum Found {
    Placemark(Placemark),
    /// A folder turned out to be limited in time after Placemarks in it were handed over: from
    /// this one on, counted over the document, up to the last.
    LateTime(usize),
}

impl Placemark {
    /// Whether a time of display stands in it or around it.
    pub(super) fn is_dated(&self) -> bool {
        let element = &self.element;
        self.in_dated_folder
            || element.child("TimeSpan").is_some()
            || element.child("TimeStamp").is_some()
    }
}

/// Walks through `text`, hands every Placemark to `take`, and reports what stands beside them.
pub(super) fn walk(
    text: &str,
    options: &ReadOptions<'_>,
    file: &mut AirspaceFile,
    take: &mut dyn FnMut(Found, &mut AirspaceFile),
) {
    let mut walker = Walker {
        text,
        counted_to: 0,
        line: 1,
        open: Vec::new(),
        placemarks: 0,
        tree: Vec::new(),
        faults: Vec::new(),
        options,
        file,
        take,
    };
    walker.run();
}

/// An element outside of Placemarks that is not closed yet.
struct Open {
    name: String,
    dated: bool,
    /// How many Placemarks stand before it.
    placemarks_before: usize,
}

struct Walker<'a> {
    text: &'a str,
    counted_to: usize,
    line: usize,
    open: Vec<Open>,
    /// How many Placemarks were handed over.
    placemarks: usize,
    /// The elements from the Placemark (or the folder's data) down to the current one.
    tree: Vec<Element>,
    faults: Vec<(usize, Bilingual)>,
    options: &'a ReadOptions<'a>,
    file: &'a mut AirspaceFile,
    take: &'a mut dyn FnMut(Found, &mut AirspaceFile),
}

impl Walker<'_> {
    fn run(&mut self) {
        let mut reader = Reader::from_str(self.text);
        let mut told = 0;
        loop {
            let position = reader.buffer_position();
            if let Some(progress) = self.options.progress
                && position >= told + PROGRESS_STEP_BYTES
            {
                told = position;
                progress(position);
            }
            self.count_lines_to(position);
            let event = match reader.read_event() {
                Ok(Event::Eof) => break,
                Ok(event) => event,
                Err(error) => {
                    self.count_lines_to(reader.error_position());
                    self.not_well_formed(&error);
                    return;
                }
            };
            if !self.event(event) {
                return;
            }
        }
        if !self.open.is_empty() || !self.tree.is_empty() {
            self.error(
                "xml-ends-early",
                Bilingual::new(
                    "the document ends in the middle of an element; it seems to be cut off",
                    "文档在元素中间结束，文件可能不完整",
                ),
            );
        }
    }

    fn count_lines_to(&mut self, position: u64) {
        let position = usize::try_from(position).unwrap_or(usize::MAX);
        if let Some(passed) = self.text.as_bytes().get(self.counted_to..position) {
            self.line += passed.iter().filter(|&&byte| byte == b'\n').count();
            self.counted_to = position;
        }
    }

    fn error(&mut self, code: &'static str, what: Bilingual) {
        let place = ProblemPlace {
            file: Some(self.options.file.to_owned()),
            line: Some(self.line),
            ..ProblemPlace::default()
        };
        self.file.problem(Severity::Error, code, place, what, None);
    }

    fn not_well_formed(&mut self, error: &quick_xml::Error) {
        self.error(
            "xml-not-well-formed",
            Bilingual::new(
                format!("no well-formed XML from here on: {error}; what follows was not read"),
                format!("从此处起不是格式正确的 XML：{error}；后面的内容未读取"),
            ),
        );
    }

    /// Takes one event in; false when the rest of the document must not be read.
    fn event(&mut self, event: Event<'_>) -> bool {
        match event {
            Event::Start(tag) => return self.start(&tag),
            Event::Empty(tag) => return self.start(&tag) && self.end(),
            Event::End(_) => return self.end(),
            Event::Text(text) => self.add_text(&text.xml10_content()),
            Event::CData(text) => self.add_text(&text.xml10_content()),
            Event::GeneralRef(reference) => match entity_text(&reference) {
                Ok(text) => self.add_text(&text),
                Err(fault) => self.fault(fault),
            },
            Event::DocType(_) => self.doctype(),
            Event::Comment(_) | Event::PI(_) | Event::Decl(_) | Event::Eof => {}
        }
        true
    }

    fn doctype(&mut self) {
        let place = ProblemPlace {
            file: Some(self.options.file.to_owned()),
            line: Some(self.line),
            ..ProblemPlace::default()
        };
        self.file.problem(
            Severity::Note,
            "xml-doctype-not-read",
            place,
            Bilingual::new(
                "the document type declaration is not read; its entities are not expanded",
                "不读取文档类型声明（DTD），也不展开其中的实体",
            ),
            None,
        );
    }

    fn add_text(&mut self, text: &str) {
        if let Some(element) = self.tree.last_mut() {
            element.text.push_str(text);
        }
    }

    fn fault(&mut self, fault: Bilingual) {
        if !self.tree.is_empty() {
            self.faults.push((self.line, fault));
        }
    }

    fn start(&mut self, tag: &BytesStart<'_>) -> bool {
        if self.open.len() + self.tree.len() >= DEEPEST {
            self.error(
                "xml-too-deep",
                Bilingual::new(
                    format!("elements are nested deeper than {DEEPEST}; the rest was not read"),
                    format!("元素嵌套超过 {DEEPEST} 层；其余内容未读取"),
                ),
            );
            return false;
        }
        let name = tag.local_name();
        let name = name.as_ref();
        if self.open.is_empty() && self.tree.is_empty() && !is_root(name) {
            self.error(
                "kml-root",
                Bilingual::new(
                    format!("the document is a <{name}>, no <kml>"),
                    format!("文档根元素是 <{name}>，不是 <kml>"),
                ),
            );
            return false;
        }
        if !self.tree.is_empty() || name == "Placemark" || self.is_data_of_folder(name) {
            match Element::new(tag, self.line) {
                Ok(element) => self.tree.push(element),
                Err(fault) => {
                    self.tree.push(Element {
                        name: name.to_owned(),
                        line: self.line,
                        ..Element::default()
                    });
                    self.fault(fault);
                }
            }
        } else {
            self.beside_placemarks(name);
            self.open.push(Open {
                name: name.to_owned(),
                dated: false,
                placemarks_before: self.placemarks,
            });
        }
        true
    }

    fn is_data_of_folder(&self, name: &str) -> bool {
        name == "ExtendedData"
            && self
                .open
                .last()
                .is_some_and(|open| matches!(open.name.as_str(), "Folder" | "Document"))
    }

    /// Reports what holds, or changes, areas without being a Placemark.
    fn beside_placemarks(&mut self, name: &str) {
        match name {
            "NetworkLink" => self.error(
                "kml-network-link",
                Bilingual::new(
                    "a network link is not followed: what it links to was not read",
                    "不跟随网络链接：其指向的内容未读取",
                ),
            ),
            "GroundOverlay" | "ScreenOverlay" | "PhotoOverlay" => self.error(
                "kml-overlay",
                Bilingual::new(
                    format!("a picture ({name}) gives no zone"),
                    format!("图片叠加层（{name}）不能形成区域"),
                ),
            ),
            "Polygon" | "MultiGeometry" | "LineString" | "LinearRing" | "Point" => self.error(
                "kml-geometry-outside-placemark",
                Bilingual::new(
                    format!("a <{name}> outside of a Placemark gives no zone"),
                    format!("Placemark 之外的 <{name}> 不能形成区域"),
                ),
            ),
            "TimeSpan" | "TimeStamp" => self.folder_dated(),
            _ => {}
        }
    }

    /// KML wants a folder's time before its Placemarks, but nobody checks that.
    fn folder_dated(&mut self) {
        let Some(open) = self.open.last_mut() else {
            return;
        };
        open.dated = true;
        let first = open.placemarks_before;
        if first < self.placemarks {
            (self.take)(Found::LateTime(first), self.file);
        }
    }

    fn end(&mut self) -> bool {
        let Some(element) = self.tree.pop() else {
            self.open.pop();
            return true;
        };
        if let Some(parent) = self.tree.last_mut() {
            parent.children.push(element);
            return true;
        }
        let faults = std::mem::take(&mut self.faults);
        if element.name == "Placemark" {
            let placemark = Placemark {
                in_dated_folder: self.open.iter().any(|open| open.dated),
                element,
                faults,
            };
            self.placemarks += 1;
            (self.take)(Found::Placemark(placemark), self.file);
        } else {
            self.data_of_folder();
        }
        true
    }

    fn data_of_folder(&mut self) {
        self.error(
            "kml-folder-data",
            Bilingual::new(
                "ExtendedData of a folder or document is not passed on to its Placemarks",
                "文件夹或文档的 ExtendedData 不会传给其中的 Placemark",
            ),
        );
    }
}

fn is_root(name: &str) -> bool {
    matches!(name, "kml" | "Document" | "Folder" | "Placemark")
}
