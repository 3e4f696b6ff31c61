//! The column beside the map: what the flight is, and what the signs mean.

use super::Picture;
use super::flight::Flight;
use super::sheet::{Area, Sheet, in_lines};
use super::zones::Look;
use geo::{Coord, coord};

const LINE: f64 = 17.0;
const SIGN: f64 = 34.0;

pub(super) fn draw(sheet: &mut Sheet, area: Area, picture: &Picture<'_>, flight: &Flight) {
    sheet.rect("panel", area);
    let left = area.left + 14.0;
    let mut y = area.top + 24.0;
    let bottom = area.bottom() - legend_height(flight);
    for fact in picture.facts {
        let lines = in_lines(&fact.zh, 12.0, area.width - 28.0);
        let lines_en = in_lines(&fact.en, 11.0, area.width - 28.0);
        let is_same = fact.zh == fact.en;
        let count = lines.len() + if is_same { 0 } else { lines_en.len() };
        if y + count as f64 * LINE > bottom - 8.0 {
            break;
        }
        for line in lines {
            sheet.text(left, y, "strong", &line);
            y += LINE - 1.0;
        }
        for line in lines_en.iter().filter(|_| !is_same) {
            sheet.text(left, y, "small", line);
            y += LINE - 2.0;
        }
        y += 5.0;
    }
    draw_legend(sheet, left, bottom, flight);
}

/// A row of the legend.
struct Row {
    sign: Sign,
    zh: &'static str,
    en: &'static str,
}

#[derive(Clone, Copy)]
enum Sign {
    Box(&'static str),
    Line(&'static str),
    Mark(&'static str, &'static str),
    House,
    Triangle,
}

fn rows(flight: &Flight) -> Vec<Row> {
    let zones = Look::ALL.into_iter().map(|look| {
        let (zh, en) = look.words();
        let sign = Sign::Box(look.class());
        Row { sign, zh, en }
    });
    let mut rows: Vec<Row> = zones.collect();
    rows.push(row(
        Sign::Box("looked-at"),
        "巡查对象",
        "what is to be looked at",
    ));
    rows.push(row(
        Sign::Box("sea"),
        "无适飞空域：不可飞行",
        "nothing permits it: not to be flown",
    ));
    rows.push(row(
        Sign::Box("obstacle"),
        "障碍物",
        "obstacle, with its top",
    ));
    rows.push(row(
        Sign::Line("fence"),
        "飞行器自身的电子围栏",
        "the aircraft's own fence",
    ));
    rows.push(row(
        Sign::Line("off"),
        "航线，相机关闭",
        "flown with the camera off",
    ));
    rows.push(row(
        Sign::Line("on"),
        "航线，相机拍摄",
        "flown with the camera on",
    ));
    if flight.strands.iter().any(|it| it.photos_each_m.is_some()) {
        rows.push(row(
            Sign::Mark("photo", ""),
            "照片（间距过密时不绘）",
            "photo, where there is room",
        ));
    }
    rows.push(row(
        Sign::Mark("stop", "1"),
        "停留点，拍摄",
        "stays and takes pictures",
    ));
    rows.push(row(Sign::Mark("stop-plain", "1"), "停留点", "stays"));
    rows.push(row(Sign::House, "机库", "dock"));
    rows.push(row(Sign::Triangle, "备降点", "rally place"));
    rows.push(row(
        Sign::Mark("found", "1"),
        "问题，编号见下",
        "what is in the way, listed below",
    ));
    rows
}

fn row(sign: Sign, zh: &'static str, en: &'static str) -> Row {
    Row { sign, zh, en }
}

fn legend_height(flight: &Flight) -> f64 {
    38.0 + rows(flight).len() as f64 * (LINE + 3.0)
}

fn draw_legend(sheet: &mut Sheet, left: f64, top: f64, flight: &Flight) {
    sheet.text(left, top + 16.0, "heading", "图例 Legend");
    let mut y = top + 36.0;
    for row in rows(flight) {
        let middle = coord! { x: left + SIGN / 2.0, y: y - 4.0 };
        draw_sign(sheet, row.sign, middle);
        sheet.text(left + SIGN + 10.0, y, "", row.zh);
        let zh = super::sheet::width_of(row.zh, 12.0);
        sheet.text(left + SIGN + 18.0 + zh, y, "small", row.en);
        y += LINE + 3.0;
    }
}

fn draw_sign(sheet: &mut Sheet, sign: Sign, middle: Coord<f64>) {
    let half = SIGN / 2.0;
    match sign {
        Sign::Box(class) => sheet.rect(
            class,
            Area::new(middle.x - half, middle.y - 6.0, SIGN, 12.0),
        ),
        Sign::Line(class) => {
            let side = coord! { x: half, y: 0.0 };
            sheet.line(class, middle - side, middle + side);
        }
        Sign::Mark(class, inside) => {
            let radius = if inside.is_empty() { 2.5 } else { 8.0 };
            sheet.circle(class, middle, radius);
            sheet.text_middle(middle.x, middle.y + 4.0, "in-mark", inside);
        }
        Sign::House => draw_shape(
            sheet,
            "dock",
            middle,
            &[
                (-7.0, 6.0),
                (-7.0, -2.0),
                (0.0, -8.0),
                (7.0, -2.0),
                (7.0, 6.0),
            ],
        ),
        Sign::Triangle => draw_shape(
            sheet,
            "rally",
            middle,
            &[(0.0, -8.0), (8.0, 6.0), (-8.0, 6.0)],
        ),
    }
}

fn draw_shape(sheet: &mut Sheet, class: &str, middle: Coord<f64>, corners: &[(f64, f64)]) {
    let corners: Vec<Coord<f64>> = corners
        .iter()
        .map(|it| middle + coord! { x: it.0, y: it.1 })
        .collect();
    sheet.closed(class, [corners.as_slice()]);
}
