//! Reading how a waypoint is passed, and where the nose points after it.

use super::read::Reader;
use crate::formats::xml::Element;
use crate::mission::{Deed, Heading, Step};
use geofences::{Altitude, Position};

impl Reader<'_, '_> {
    pub(super) fn is_passed(&mut self, placemark: &Element) -> bool {
        let turn = placemark.child("waypointTurnParam");
        match turn.and_then(|turn| turn.child_text("waypointTurnMode")) {
            Some("toPointAndStopWithDiscontinuityCurvature") => false,
            Some("toPointAndPassWithContinuityCurvature")
                if placemark.child_text("useStraightLine") == Some("1") =>
            {
                true
            }
            Some(mode) => {
                self.warn(
                    turn.unwrap_or(placemark),
                    "curve-taken-for-straight",
                    "the aircraft flies curves here; legs are taken for straight ones",
                    "此处按曲线飞行；航段按直线处理",
                );
                mode != "toPointAndStopWithContinuityCurvature"
            }
            None => false,
        }
    }

    /// Where the nose points after a waypoint, on the way to the next.
    pub(super) fn nose(
        &mut self,
        placemark: &Element,
        next: Option<&Element>,
        turned_to: Option<f64>,
    ) {
        let parameters = placemark.child("waypointHeadingParam");
        let mode = parameters.and_then(|it| it.child_text("waypointHeadingMode"));
        let mut looks_at = None;
        match (mode, parameters) {
            (Some("towardPOI"), Some(parameters)) => looks_at = self.point_of_interest(parameters),
            (Some("fixed"), _) if turned_to.is_some() => {
                self.next_heading = turned_to.map_or(Heading::Along, Heading::Degrees);
            }
            (Some("smoothTransition"), Some(parameters)) => {
                let angle = next
                    .and_then(|next| next.child("waypointHeadingParam"))
                    .and_then(|it| it.child_text("waypointHeadingAngle")?.parse::<f64>().ok());
                self.next_heading = angle
                    .filter(|angle| angle.is_finite())
                    .map_or(Heading::Along, Heading::Degrees);
                self.warn(
                    parameters,
                    "heading-taken-for-fixed",
                    "the nose turns evenly along the leg; it is taken to point where it ends",
                    "机头沿航段均匀转动；按航段终点方向处理",
                );
            }
            (Some("followWayline") | None, _) => {}
            (_, parameters) => self.warn(
                parameters.unwrap_or(placemark),
                "heading-not-kept",
                "where the nose points is left to the pilot or to what was before; it is taken to point along",
                "机头方向由飞手控制或保持之前的方向；按沿航线处理",
            ),
        }
        if looks_at != self.looks_at {
            self.looks_at = looks_at;
            self.steps.push(Step::Do(match looks_at {
                Some(position) => Deed::LookAt {
                    position,
                    altitude: Altitude::ground(),
                },
                None => Deed::LookAhead,
            }));
        }
    }

    fn point_of_interest(&mut self, parameters: &Element) -> Option<Position> {
        let text = parameters
            .child_text("waypointPoiPoint")
            .unwrap_or_default();
        let mut words = text.split(',').map(|word| word.trim().parse::<f64>().ok());
        let place = match (words.next().flatten(), words.next().flatten()) {
            (Some(latitude), Some(longitude)) => Position::new(longitude, latitude).ok(),
            _ => None,
        };
        if place.is_none() {
            self.wrong(
                parameters,
                "position-out-of-range",
                "latitude and longitude of the point of interest are wanted",
                "应有兴趣点的纬度和经度",
            );
        }
        place
    }
}
