//! What a patrol is to look at, as its file says it, beneath what is flown.

use super::frame::Frame;
use super::labels::{Label, Labels};
use super::sheet::Sheet;
use super::zones::rings;
use crate::patrol::{Look, Pattern, Structure};
use geo::{Coord, CoordsIter, MapCoords, MultiPolygon};
use geofences::{Bilingual, CircleSide, Footprint, Position};

/// What is to be looked at, degrees.
pub(super) struct LookedAt<'a> {
    areas: Vec<MultiPolygon<f64>>,
    /// A line, and how wide the strip along it is, metres.
    strip: Option<(Vec<Coord<f64>>, f64)>,
    points: Vec<(Coord<f64>, Option<&'a Bilingual>)>,
    /// From where to where it looks.
    sights: Vec<[Coord<f64>; 2]>,
}

impl<'a> LookedAt<'a> {
    pub fn of(pattern: &'a Pattern) -> Self {
        let mut all = Self {
            areas: Vec::new(),
            strip: None,
            points: Vec::new(),
            sights: Vec::new(),
        };
        match pattern {
            Pattern::Points(points) => {
                for point in points {
                    let at = point.at.coord();
                    all.points.push((at, point.name.as_ref()));
                    if let Look::At(there) = point.look {
                        all.sights.push([at, there.coord()]);
                    }
                }
            }
            Pattern::Survey(survey) => all.area(&survey.area),
            Pattern::Perimeter(perimeter) => all.area(&perimeter.area),
            Pattern::Corridor(corridor) => {
                let line = corridor.line.iter().map(|it| it.coord()).collect();
                all.strip = Some((line, corridor.width_m));
            }
            Pattern::Orbit(it) | Pattern::Facade(it) => match &it.structure {
                Structure::Round { centre, radius_m } => all.circle(*centre, *radius_m),
                Structure::Outline(outline) => all.area(outline),
            },
            Pattern::Search(search) => all.circle(search.datum, search.radius_m),
        }
        all
    }

    fn area(&mut self, area: &Footprint) {
        self.areas.push(area.to_polygons(CircleSide::Circumscribed));
    }

    fn circle(&mut self, middle: Position, radius_m: f64) {
        match Footprint::circle(middle, radius_m) {
            Ok(circle) => self.area(&circle),
            // Too small or too large to be drawn to scale.
            Err(_) => self.points.push((middle.coord(), None)),
        }
    }

    /// All its places, degrees.
    pub fn places(&self) -> impl Iterator<Item = Coord<f64>> + '_ {
        let areas = self.areas.iter().flat_map(|it| it.coords_iter());
        let strip = self.strip.iter().flat_map(|it| it.0.iter().copied());
        let sights = self.sights.iter().flatten().copied();
        areas
            .chain(strip)
            .chain(sights)
            .chain(self.points.iter().map(|it| it.0))
    }

    pub fn draw(&self, sheet: &mut Sheet, frame: &Frame) {
        for area in &self.areas {
            let area = area.map_coords(|it| frame.at(it));
            sheet.closed("looked-at", rings(&area));
        }
        if let Some((line, width_m)) = &self.strip {
            let line: Vec<Coord<f64>> = line.iter().map(|it| frame.at(*it)).collect();
            let width = (width_m * frame.px_per_m).max(2.0);
            sheet.wide("looked-at-strip", &line, width);
        }
        for sight in &self.sights {
            sheet.line("sight", frame.at(sight[0]), frame.at(sight[1]));
            sheet.circle("sight-end", frame.at(sight[1]), 3.0);
        }
        for (at, _) in &self.points {
            sheet.circle("looked-at", frame.at(*at), 5.0);
        }
    }

    pub fn name(&self, labels: &mut Labels, frame: &Frame) {
        for (at, name) in &self.points {
            if let Some(name) = name {
                labels.beside(frame.at(*at), 9.0, Label::new(&name.zh, &name.en));
            }
        }
    }
}
