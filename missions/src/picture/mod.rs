//! A picture of a plan as SVG: where it goes among zones and obstacles, how high over the ground, and what is left in
//! the battery.
//!
//! It decides nothing: what was judged is drawn as it was judged. Data flows one way: the flight is taken apart into
//! what is drawn (`flight`); the map (`frame`, `zones`, `obstacles`, `looked_at`, `map`, with `labels` beside each other), the two
//! charts (`chart`, `profile`, `energy`), the column beside the map (`legend`) and the list below (`findings`) write
//! into one sheet (`sheet`, `style`).

mod sheet;
mod style;
mod flight;
mod frame;
mod labels;
mod zones;
mod obstacles;
mod looked_at;
mod map;
mod legend;
mod chart;
mod profile;
mod energy;
mod findings;
#[cfg(test)]
mod tests;

use self::findings::Findings;
use self::flight::Flight;
use self::frame::Frame;
use self::sheet::{Area, Sheet};
use crate::feasibility::Hindrance;
use crate::patrol::Pattern;
use crate::plan::Plan;
use chrono::{DateTime, Utc};
use geofences::{Approvals, Bilingual, Position, Snapshot, Terrain};

/// What is drawn.
#[derive(Clone, Copy)]
pub struct Picture<'a> {
    /// What the flight is called.
    pub title: &'a Bilingual,
    /// Lines about it, which stand beside the map.
    pub facts: &'a [Bilingual],
    /// What is to be looked at.
    pub pattern: &'a Pattern,
    /// The flight, or what has come nearest to one; `None` where there is none at all.
    pub plan: Option<&'a Plan>,
    /// What is in the way; nothing where it may and can be flown.
    pub hindrances: &'a [Hindrance],
    /// Where it takes off.
    pub home: Position,
    /// What people call that.
    pub home_name: &'a Bilingual,
    /// When it takes off.
    pub departure: DateTime<Utc>,
    /// Zones and obstacles.
    pub airspace: &'a Snapshot,
    /// The approvals held.
    pub approvals: &'a Approvals,
    /// The ground.
    pub terrain: &'a dyn Terrain,
    /// How high above it one may be, metres.
    pub highest_agl_m: f64,
}

const WIDTH: f64 = 1_600.0;
const EDGE: f64 = 24.0;
const TITLE: Area = Area::new(EDGE, 20.0, WIDTH - 2.0 * EDGE, 62.0);
const MAP: Area = Area::new(EDGE, 96.0, 1_160.0, 760.0);
const BESIDE: Area = Area::new(
    MAP.right() + 20.0,
    96.0,
    WIDTH - MAP.right() - 20.0 - EDGE,
    760.0,
);
/// What stands below the map, from above to below.
const DETAIL_HEIGHT: f64 = 560.0;
const PROFILE_HEIGHT: f64 = 270.0;
const ENERGY_HEIGHT: f64 = 250.0;
const GAP: f64 = 24.0;

/// The picture as an SVG file.
pub fn draw(picture: &Picture<'_>) -> String {
    let flight = picture.plan.map(Flight::of).unwrap_or_default();
    let findings = Findings::of(picture, WIDTH - 2.0 * EDGE);
    let whole = Frame::of(MAP, picture, &flight);
    let mut below = MAP.bottom();
    let mut next = |height: f64| {
        let area = Area::new(EDGE, below + GAP, WIDTH - 2.0 * EDGE, height);
        below = area.bottom();
        area
    };
    let aside = Area::new(EDGE, MAP.bottom() + GAP, WIDTH - 2.0 * EDGE, DETAIL_HEIGHT);
    let detail = Frame::of_detail(aside, &whole, &flight);
    if detail.is_some() {
        next(DETAIL_HEIGHT);
    }
    let charts = picture
        .plan
        .map(|plan| (plan, next(PROFILE_HEIGHT), next(ENERGY_HEIGHT)));
    let mut sheet = Sheet::new(WIDTH, below + findings.height() + EDGE);
    title(&mut sheet, picture);
    map::draw(&mut sheet, "map", &whole, picture, &flight, &findings);
    legend::draw(&mut sheet, BESIDE, picture, &flight);
    if let Some(detail) = &detail {
        map::draw(&mut sheet, "detail", detail, picture, &flight, &findings);
    }
    if let Some((plan, profile, energy)) = charts {
        profile::draw(&mut sheet, profile, picture, plan, &flight);
        energy::draw(&mut sheet, energy, plan, &flight);
    }
    findings.draw(&mut sheet, EDGE, below);
    sheet.into_text()
}

fn title(sheet: &mut Sheet, picture: &Picture<'_>) {
    let Bilingual { en, zh } = picture.title;
    sheet.text(TITLE.left, TITLE.top + 24.0, "title", zh);
    if en != zh {
        sheet.text(TITLE.left, TITLE.top + 48.0, "subtitle", en);
    }
    let (class, says) = if picture.hindrances.is_empty() && picture.plan.is_some() {
        ("good", "可飞 · may and can be flown")
    } else {
        ("bad", "不可飞 · not to be flown")
    };
    sheet.text_end(
        TITLE.right(),
        TITLE.top + 28.0,
        &format!("verdict {class}"),
        says,
    );
}
