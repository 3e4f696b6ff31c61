//! The geometry records of one airspace: `DP`, `DC`, `DA`, `DB`, `V`.

use super::coordinates::{position, two_positions};
use super::outline::{Arc, Element, METRES_PER_NAUTICAL_MILE, outline};
use crate::files::rings::{checked_extent, footprint_circle, footprint_from_raw};
use crate::files::{AirspaceFile, ReadOptions};
use crate::{Bilingual, Footprint, Position, ProblemPlace, RawPolygon, Severity};

/// Ends of an arc whose distances from the centre differ by more are worth a warning, metres:
/// both are often rounded to whole seconds (31 m).
const RADII_DIFFER_M: f64 = 100.0;

/// What the geometry records have said so far.
pub(super) struct Geometry {
    place: ProblemPlace,
    elements: Vec<Element>,
    center: Option<Position>,
    clockwise: bool,
    broken: bool,
}

impl Geometry {
    /// The geometry of the airspace at `place`.
    pub(super) fn new(place: ProblemPlace) -> Self {
        Self {
            place,
            elements: Vec::new(),
            center: None,
            // "V D=" is reset to clockwise with each airspace.
            clockwise: true,
            broken: false,
        }
    }

    /// From here on problems name the airspace.
    pub(super) fn named(&mut self, name: &str) {
        self.place.id = Some(name.to_owned());
    }

    /// Takes a geometry record in; `key` is its type in capitals.
    pub(super) fn record(&mut self, key: &str, line: usize, value: &str, file: &mut AirspaceFile) {
        let understood = match key {
            "DP" => position(value).map(Element::Vertex),
            "DC" => self.circle(value),
            "DA" => self.arc_between_azimuths(value),
            "DB" => self.arc_between_places(line, value, file),
            _ => {
                if self.variable(value).is_none() {
                    self.not_understood(line, &format!("V {value}"), file);
                }
                return;
            }
        };
        match understood {
            Some(element) => self.elements.push(element),
            None => self.not_understood(line, &format!("{key} {value}"), file),
        }
    }

    /// Notes that the airspace's shape cannot be known, and why.
    pub(super) fn not_understood(&mut self, line: usize, record: &str, file: &mut AirspaceFile) {
        self.broken = true;
        file.problem(
            Severity::Error,
            "openair-geometry",
            ProblemPlace {
                line: Some(line),
                ..self.place.clone()
            },
            Bilingual::new(
                format!("{record:?} is not understood, so that the airspace has no outline"),
                format!("无法理解 {record:?}，该空域没有轮廓"),
            ),
            Some(Bilingual::new(
                "positions are written 36:05:20 N 120:18:30 E; DC, DA and DB need V X= before \
                 them; an arc needs two different ends and a radius of 1 m to 1000 km",
                "坐标格式为 36:05:20 N 120:18:30 E;DC、DA、DB 之前须有 V X=;\
                 圆弧两端须不同，半径 1 m 至 1000 km",
            )),
        );
    }

    fn circle(&self, value: &str) -> Option<Element> {
        Some(Element::Circle {
            center: self.center?,
            radius_m: number(value)? * METRES_PER_NAUTICAL_MILE,
        })
    }

    fn arc_between_azimuths(&self, value: &str) -> Option<Element> {
        let mut parts = value.split(',').map(number);
        let (radius_nm, start_deg, end_deg) = (parts.next()??, parts.next()??, parts.next()??);
        if parts.next().is_some() {
            return None;
        }
        let radius_m = radius_nm * METRES_PER_NAUTICAL_MILE;
        Arc::between_azimuths(self.center?, radius_m, start_deg, end_deg, self.clockwise)
            .map(Element::Arc)
    }

    fn arc_between_places(
        &self,
        line: usize,
        value: &str,
        file: &mut AirspaceFile,
    ) -> Option<Element> {
        let (from, until) = two_positions(value)?;
        let arc = Arc::between_places(self.center?, from, until, self.clockwise)?;
        let difference_m = arc.radius_difference_m();
        if difference_m > RADII_DIFFER_M {
            file.problem(
                Severity::Warning,
                "arc-radii-differ",
                ProblemPlace {
                    line: Some(line),
                    ..self.place.clone()
                },
                Bilingual::new(
                    format!(
                        "the ends of the arc differ by {difference_m:.0} m in their distance \
                         from the centre; the larger airspace is taken"
                    ),
                    format!("圆弧两端到圆心的距离相差 {difference_m:.0} m；取较大的空域"),
                ),
                None,
            );
        }
        Some(Element::Arc(arc))
    }

    /// `V X=` a centre, `V D=` a direction; widths, zoom levels and labels say nothing here.
    fn variable(&mut self, value: &str) -> Option<()> {
        let (name, value) = value.split_once('=')?;
        let value = value.trim();
        match name.trim().to_ascii_uppercase().as_str() {
            "X" => {
                // A centre that is not understood must not leave the one before it in force.
                self.center = position(value);
                self.center.map(|_| ())
            }
            "D" => {
                self.clockwise = match value {
                    "+" => true,
                    "-" => false,
                    _ => return None,
                };
                Some(())
            }
            "Z" | "W" | "T" => Some(()),
            _ => None,
        }
    }

    /// The footprint, or `None` after an error that says why there is none.
    pub(super) fn finish(
        self,
        options: &ReadOptions<'_>,
        file: &mut AirspaceFile,
    ) -> Option<Footprint> {
        if self.broken {
            return None;
        }
        if let [Element::Circle { center, radius_m }] = self.elements[..] {
            let center = center.coord();
            let vertices = std::iter::once(center);
            return checked_extent(vertices, options.expected_extent, &self.place, file)
                .then(|| footprint_circle(center, radius_m, &self.place, file))
                .flatten();
        }
        let is_circle = |element: &Element| matches!(element, Element::Circle { .. });
        if self.elements.iter().any(is_circle) {
            self.circle_among_others(file);
            return None;
        }
        let outline = outline(&self.elements);
        let vertices = outline.ring.iter().copied();
        let in_extent = checked_extent(vertices, options.expected_extent, &self.place, file);
        let ring = RawPolygon {
            exterior: outline.closed_ring(),
            holes: Vec::new(),
        };
        let plain = footprint_from_raw(&[ring], &self.place, file)?;
        if !in_extent {
            None
        } else if outline.has_strips() {
            footprint_from_raw(&outline.covering(), &self.place, file)
        } else {
            Some(plain)
        }
    }

    fn circle_among_others(&self, file: &mut AirspaceFile) {
        file.problem(
            Severity::Error,
            "openair-circle-among-others",
            self.place.clone(),
            Bilingual::new(
                "a circle (DC) stands beside other geometry: which of them is meant is unclear",
                "圆（DC）与其他几何记录并存：无法判断以哪个为准",
            ),
            Some(Bilingual::new(
                "make two airspaces of it",
                "请拆分为两个空域",
            )),
        );
    }
}

/// A plain decimal number.
fn number(text: &str) -> Option<f64> {
    text.trim().parse::<f64>().ok().filter(|n| n.is_finite())
}
