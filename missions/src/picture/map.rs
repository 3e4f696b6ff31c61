//! The map: where a flight goes, and what is around it.

use super::Picture;
use super::findings::Findings;
use super::flight::{Flight, Strand};
use super::frame::Frame;
use super::labels::{Label, Labels};
use super::looked_at::LookedAt;
use super::sheet::{Area, Sheet, width_of};
use super::{obstacles, zones};
use geo::{Coord, coord};
use std::collections::HashMap;

/// From arrow to arrow along the way, pixels.
const ARROWS_PX: f64 = 130.0;
/// Single photos are drawn where they are so far apart at least, pixels.
const PHOTOS_PX: f64 = 5.0;
const MARK: f64 = 8.0;

/// Draws a map with a name of its own.
pub(super) fn draw(
    sheet: &mut Sheet,
    name: &str,
    frame: &Frame,
    picture: &Picture<'_>,
    flight: &Flight,
    findings: &Findings,
) {
    let area = frame.area;
    let zones = zones::on_map(picture, frame);
    let obstacles = obstacles::on_map(picture, frame);
    let mut labels = Labels::new(area);
    sheet.begin_cut(name, area);
    sheet.rect("sea", area);
    zones::draw(sheet, &zones);
    obstacles::draw(sheet, &obstacles);
    let looked_at = LookedAt::of(picture.pattern);
    looked_at.draw(sheet, frame);
    draw_fence(sheet, picture, frame);
    for strand in &flight.strands {
        draw_strand(sheet, strand, frame, &mut labels);
    }
    draw_furniture(sheet, frame, &mut labels);
    draw_marks(sheet, picture, flight, frame, &mut labels);
    draw_found(sheet, picture, findings, frame, &mut labels);
    looked_at.name(&mut labels, frame);
    obstacles::name(&mut labels, &obstacles, area);
    zones::name(&mut labels, &zones, area);
    labels.draw(sheet);
    sheet.end_cut();
    sheet.rect("panel", area);
    if name == "detail" {
        sheet.text(area.left + 14.0, area.top + 22.0, "heading", "详图 Detail");
    }
}

fn draw_fence(sheet: &mut Sheet, picture: &Picture<'_>, frame: &Frame) {
    let fence = picture
        .plan
        .and_then(|it| it.feasibility.fence.as_ref())
        .map(|it| &it.fence);
    let Some(fence) = fence else { return };
    let rings = std::iter::once(&fence.inclusion).chain(&fence.exclusions);
    let rings: Vec<Vec<Coord<f64>>> = rings
        .map(|it| it.exterior().coords().map(|at| frame.at(*at)).collect())
        .collect();
    sheet.closed("fence", rings.iter().map(Vec::as_slice));
}

fn draw_strand(sheet: &mut Sheet, strand: &Strand, frame: &Frame, labels: &mut Labels) {
    let mut places: Vec<Coord<f64>> = strand
        .places
        .iter()
        .map(|it| frame.at(it.0.position.coord()))
        .collect();
    places.dedup();
    for pair in places.windows(2) {
        if let [from, until] = pair {
            labels.avoid(*from, *until);
        }
    }
    sheet.open("halo", [places.as_slice()]);
    let (line, arrow) = if strand.is_on {
        ("on", "arrow-on")
    } else {
        ("off", "arrow")
    };
    sheet.open(line, [places.as_slice()]);
    let apart_px = strand.photos_each_m.map(|it| it * frame.px_per_m);
    if let Some(apart_px) = apart_px.filter(|it| *it >= PHOTOS_PX) {
        along(&places, 0.0, apart_px, |at, _| {
            sheet.circle("photo", at, 2.0)
        });
    }
    draw_arrows(sheet, arrow, &places);
}

fn draw_arrows(sheet: &mut Sheet, class: &str, places: &[Coord<f64>]) {
    let mut heads: Vec<[Coord<f64>; 3]> = Vec::new();
    along(places, ARROWS_PX / 2.0, ARROWS_PX, |at, ahead| {
        let side = coord! { x: -ahead.y, y: ahead.x };
        heads.push([
            at + ahead * 7.0,
            at - ahead * 4.0 + side * 4.5,
            at - ahead * 4.0 - side * 4.5,
        ]);
    });
    sheet.closed(class, heads.iter().map(|it| it.as_slice()));
}

/// Places along a line from `first` on, each so far after the one before, pixels, with the direction there.
fn along(
    places: &[Coord<f64>],
    first: f64,
    apart: f64,
    mut at: impl FnMut(Coord<f64>, Coord<f64>),
) {
    let mut next = first;
    for pair in places.windows(2) {
        let [from, until] = pair else { continue };
        let way = *until - *from;
        let length = way.x.hypot(way.y);
        if length <= 0.0 {
            continue;
        }
        let ahead = way / length;
        while next <= length {
            at(*from + ahead * next, ahead);
            next += apart;
        }
        next -= length;
    }
}

fn draw_marks(
    sheet: &mut Sheet,
    picture: &Picture<'_>,
    flight: &Flight,
    frame: &Frame,
    labels: &mut Labels,
) {
    let home = frame.at(picture.home.coord());
    let mut names: Vec<(Coord<f64>, Label)> = vec![(
        home,
        Label::new(&picture.home_name.zh, &picture.home_name.en).strong(),
    )];
    for (index, stop) in flight.stops.iter().enumerate() {
        let at = frame.at(stop.place.position.coord());
        let class = if stop.is_recording {
            "stop"
        } else {
            "stop-plain"
        };
        sheet.circle(class, at, MARK);
        sheet.text_middle(at.x, at.y + 4.0, "in-mark", &(index + 1).to_string());
        labels.take_around(at, MARK + 1.0);
    }
    let rally = picture.plan.map(|it| it.mission.rally.as_slice());
    for (index, place) in rally.unwrap_or_default().iter().enumerate() {
        let at = frame.at(place.position.coord());
        sheet.closed(
            "rally",
            [corners(at, [(0.0, -10.0), (10.0, 8.0), (-10.0, 8.0)]).as_slice()],
        );
        let number = index + 1;
        names.push((
            at,
            Label::new(&format!("备降点 {number}"), &format!("rally {number}")),
        ));
    }
    let house = [
        (-9.0, 8.0),
        (-9.0, -2.0),
        (0.0, -11.0),
        (9.0, -2.0),
        (9.0, 8.0),
    ];
    sheet.closed("dock", [corners(home, house).as_slice()]);
    for (at, _) in &names {
        labels.take_around(*at, 10.0);
    }
    for (at, label) in names {
        labels.beside(at, 11.0, label);
    }
}

fn corners<const N: usize>(at: Coord<f64>, of: [(f64, f64); N]) -> Vec<Coord<f64>> {
    of.iter()
        .map(|it| at + coord! { x: it.0, y: it.1 })
        .collect()
}

/// What was found in the way, with its number in the list below; several at one place beside each other.
fn draw_found(
    sheet: &mut Sheet,
    picture: &Picture<'_>,
    findings: &Findings,
    frame: &Frame,
    labels: &mut Labels,
) {
    let mut there: HashMap<(i64, i64), usize> = HashMap::new();
    for (index, hindrance) in picture.hindrances.iter().enumerate() {
        let Some(position) = hindrance.position else {
            continue;
        };
        let at = frame.at(position.coord());
        let cell = ((at.x / 18.0) as i64, (at.y / 18.0) as i64);
        let before = there.entry(cell).or_default();
        let shown = at + coord! { x: 19.0 * *before as f64, y: 0.0 };
        *before += 1;
        if let Some(number) = findings.number_of(index) {
            sheet.circle("found", shown, 9.0);
            sheet.text_middle(shown.x, shown.y + 4.0, "in-mark", &number.to_string());
            labels.take_around(shown, 10.0);
        }
    }
}

/// How far a centimetre is, and where north is.
fn draw_furniture(sheet: &mut Sheet, frame: &Frame, labels: &mut Labels) {
    let area = frame.area;
    let length_m = round_length_m(180.0 / frame.px_per_m);
    let words = if length_m >= 1_000.0 {
        format!("{} km", length_m / 1_000.0)
    } else {
        format!("{length_m} m")
    };
    let length = length_m * frame.px_per_m;
    let (left, bottom) = (area.left + 18.0, area.bottom() - 18.0);
    let plate = Area::new(
        left - 10.0,
        bottom - 28.0,
        length + width_of(&words, 12.0) + 30.0,
        40.0,
    );
    sheet.rect("plate", plate);
    labels.take(plate);
    let ends = [
        coord! { x: left, y: bottom - 8.0 },
        coord! { x: left, y: bottom },
        coord! { x: left + length, y: bottom },
        coord! { x: left + length, y: bottom - 8.0 },
    ];
    sheet.open("scale", [ends.as_slice()]);
    sheet.text(left + length + 8.0, bottom + 2.0, "label", &words);
    sheet.text(left, bottom - 13.0, "small", "0");
    let north = coord! { x: area.right() - 32.0, y: area.top + 40.0 };
    labels.take_around(north, 30.0);
    let needle = [(0.0, -18.0), (8.0, 14.0), (0.0, 8.0), (-8.0, 14.0)];
    sheet.closed("north", [corners(north, needle).as_slice()]);
    sheet.text_middle(north.x, north.y + 28.0, "label strong", "北 N");
}

/// 1, 2 or 5 with noughts, not above a length.
pub(super) fn round_length_m(most_m: f64) -> f64 {
    let ten = 10_f64.powf(most_m.max(1e-6).log10().floor());
    [5.0, 2.0, 1.0]
        .into_iter()
        .map(|it| it * ten)
        .find(|it| *it <= most_m)
        .unwrap_or(ten)
}
