//! The geometry of one Placemark.

use super::coordinates::coordinates;
use super::tree::Element;
use crate::files::AirspaceFile;
use crate::{Bilingual, ProblemPlace, RawPolygon, Severity};
use geo::Coord;

/// What a Placemark draws.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Geometry {
    /// Its polygons, also those within a MultiGeometry.
    pub polygons: Vec<RawPolygon>,
    /// Its points.
    pub points: Vec<Coord<f64>>,
    /// Its lines.
    pub lines: Vec<Vec<Coord<f64>>>,
    /// Whether it is drawn with heights (an altitude mode other than on the ground).
    pub has_drawn_heights: bool,
    /// Whether any part of it was not understood.
    pub is_broken: bool,
}

/// The geometry of `placemark`; what is not understood becomes a problem.
pub(super) fn geometry(
    placemark: &Element,
    place: &ProblemPlace,
    file: &mut AirspaceFile,
) -> Geometry {
    let mut collector = Collector {
        found: Geometry::default(),
        place,
        file,
    };
    collector.children(placemark);
    collector.found
}

struct Collector<'a> {
    found: Geometry,
    place: &'a ProblemPlace,
    file: &'a mut AirspaceFile,
}

impl Collector<'_> {
    fn children(&mut self, parent: &Element) {
        for child in &parent.children {
            self.element(child);
        }
    }

    fn element(&mut self, element: &Element) {
        match element.name.as_str() {
            "MultiGeometry" => self.children(element),
            "Polygon" => {
                self.drawn_heights(element);
                self.polygon(element);
            }
            "Point" => {
                self.drawn_heights(element);
                let point = self.positions(element, self.place.clone());
                self.found.points.extend(point);
            }
            "LineString" => {
                self.drawn_heights(element);
                let line = self.positions(element, self.place.clone());
                self.found.lines.push(line);
            }
            "LinearRing" | "Track" | "MultiTrack" | "Model" => self.no_area(element),
            // A misspelt or unknown element must not take its part of the drawing with it.
            _ if holds_coordinates(element) => self.no_area(element),
            _ => {}
        }
    }

    fn drawn_heights(&mut self, element: &Element) {
        let mode = element.child_text("altitudeMode").unwrap_or_default();
        self.found.has_drawn_heights |= matches!(mode, "relativeToGround" | "absolute");
    }

    fn broken(&mut self, code: &'static str, place: ProblemPlace, what: Bilingual) {
        self.found.is_broken = true;
        self.file.problem(Severity::Error, code, place, what, None);
    }

    fn no_area(&mut self, element: &Element) {
        let name = &element.name;
        let place = ProblemPlace {
            line: Some(element.line),
            ..self.place.clone()
        };
        let what = Bilingual::new(
            format!("<{name}> stands for no area here; draw a Polygon"),
            format!("此处的 <{name}> 不构成面；请绘制多边形"),
        );
        self.broken("feature-not-an-area", place, what);
    }

    fn polygon(&mut self, element: &Element) {
        let polygon = self.found.polygons.len();
        let place = ProblemPlace {
            polygon: Some(polygon),
            line: Some(element.line),
            ..self.place.clone()
        };
        let mut exteriors = Vec::new();
        for boundary in element.children_named("outerBoundaryIs") {
            exteriors.extend(boundary.children_named("LinearRing"));
        }
        let mut raw = RawPolygon::default();
        match exteriors.as_slice() {
            [exterior] => raw.exterior = self.ring(exterior, &place, 0),
            others => {
                let count = others.len();
                let what = Bilingual::new(
                    format!("the polygon has {count} outer rings instead of one"),
                    format!("多边形有 {count} 个外环，应为一个"),
                );
                self.broken("kml-outer-rings", place.clone(), what);
            }
        }
        for child in &element.children {
            let is_boundary = matches!(child.name.as_str(), "outerBoundaryIs" | "innerBoundaryIs");
            let has_ring = child.child("LinearRing").is_some();
            // A hole that gets lost would make a permission larger.
            if is_boundary != has_ring || (!is_boundary && holds_coordinates(child)) {
                self.no_area(child);
            }
        }
        // Some writers put all holes into one innerBoundaryIs.
        for boundary in element.children_named("innerBoundaryIs") {
            for hole in boundary.children_named("LinearRing") {
                let ring = raw.holes.len() + 1;
                let hole = self.ring(hole, &place, ring);
                raw.holes.push(hole);
            }
        }
        self.found.polygons.push(raw);
    }

    fn ring(&mut self, ring: &Element, place: &ProblemPlace, index: usize) -> Vec<Coord<f64>> {
        let place = ProblemPlace {
            ring: Some(index),
            ..place.clone()
        };
        self.positions(ring, place)
    }

    fn positions(&mut self, parent: &Element, place: ProblemPlace) -> Vec<Coord<f64>> {
        let mut all = Vec::new();
        let place = ProblemPlace {
            line: Some(parent.line),
            ..place
        };
        if parent.children_named("coordinates").count() != 1 {
            let what = Bilingual::new(
                "there is not exactly one <coordinates>",
                "<coordinates> 应恰好有一个",
            );
            self.broken("kml-coordinates", place.clone(), what);
        }
        for element in parent.children_named("coordinates") {
            let place = ProblemPlace {
                line: Some(element.line),
                ..place.clone()
            };
            let read = coordinates(&element.text);
            for (vertex, what) in read.faults {
                let place = ProblemPlace {
                    vertex: Some(vertex),
                    ..place.clone()
                };
                self.broken("kml-coordinates", place, what);
            }
            if read.had_blanks_at_commas {
                self.file.problem(
                    Severity::Note,
                    "kml-blanks-at-commas",
                    place.clone(),
                    Bilingual::new(
                        "there are blanks beside commas; they were taken to belong to the comma",
                        "逗号旁有空格；已视为逗号的一部分",
                    ),
                    None,
                );
            }
            all.extend(read.coords);
        }
        all
    }
}

fn holds_coordinates(element: &Element) -> bool {
    element
        .children
        .iter()
        .any(|child| child.name == "coordinates" || holds_coordinates(child))
}
