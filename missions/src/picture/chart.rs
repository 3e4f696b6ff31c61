//! A chart: two axes, and from figures to places between them.

use super::map::round_length_m;
use super::sheet::{Area, Sheet, width_of};
use geo::{Coord, coord};

/// What an axis shows.
#[derive(Clone, Copy, Debug)]
pub(super) struct Axis {
    pub least: f64,
    pub most: f64,
    /// Figures at it are so many of its own: 1000 where it counts in metres and shows kilometres.
    pub unit: f64,
}

/// Two axes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Chart {
    /// Between the axes.
    pub area: Area,
    across: Axis,
    up: Axis,
}

impl Chart {
    /// Draws the axes of a chart in a panel, with what they show.
    pub fn draw(
        sheet: &mut Sheet,
        panel: Area,
        (across, up): (Axis, Axis),
        heading: &str,
        (across_words, up_words): (&str, &str),
    ) -> Self {
        sheet.rect("panel", panel);
        sheet.text(panel.left + 14.0, panel.top + 22.0, "heading", heading);
        let area = Area::new(
            panel.left + 64.0,
            panel.top + 56.0,
            panel.width - 64.0 - 24.0,
            panel.height - 56.0 - 40.0,
        );
        let chart = Self { area, across, up };
        for figure in ticks(across, area.width / 90.0) {
            let x = chart.at(figure, up.least).x;
            sheet.line(
                "grid",
                coord! { x: x, y: area.top },
                coord! { x: x, y: area.bottom() },
            );
            sheet.text_middle(
                x,
                area.bottom() + 15.0,
                "small",
                &shown(figure / across.unit),
            );
        }
        for figure in ticks(up, area.height / 34.0) {
            let y = chart.at(across.least, figure).y;
            sheet.line(
                "grid",
                coord! { x: area.left, y: y },
                coord! { x: area.right(), y: y },
            );
            sheet.text_end(area.left - 6.0, y + 4.0, "small", &shown(figure / up.unit));
        }
        sheet.text_end(area.right(), area.bottom() + 31.0, "small", across_words);
        sheet.text(panel.left + 14.0, panel.top + 42.0, "small", up_words);
        chart
    }

    /// Where figures lie.
    pub fn at(&self, across: f64, up: f64) -> Coord<f64> {
        let part = |axis: Axis, figure: f64| {
            let wide = axis.most - axis.least;
            if wide > 0.0 {
                (figure - axis.least) / wide
            } else {
                0.0
            }
        };
        coord! {
            x: self.area.left + self.area.width * part(self.across, across),
            y: self.area.bottom() - self.area.height * part(self.up, up),
        }
    }
}

/// What lines mean, in a row at the upper right of a panel.
pub(super) fn key(sheet: &mut Sheet, panel: Area, lines: &[(&str, &str)]) {
    let mut x = panel.right() - 18.0;
    for (class, words) in lines.iter().rev() {
        sheet.text_end(x, panel.top + 22.0, "small", words);
        x -= width_of(words, 11.0) + 8.0;
        let y = panel.top + 18.0;
        if class.starts_with("way-home") || *class == "ground" {
            sheet.rect(class, Area::new(x - 26.0, y - 6.0, 26.0, 12.0));
        } else {
            sheet.line(class, coord! { x: x - 26.0, y: y }, coord! { x: x, y: y });
        }
        x -= 26.0 + 18.0;
    }
}

/// Round figures between the ends of an axis, about so many.
fn ticks(axis: Axis, about: f64) -> Vec<f64> {
    let wide = axis.most - axis.least;
    if !(wide.is_finite() && wide > 0.0) {
        return Vec::new();
    }
    let step = round_length_m(wide / axis.unit / about.max(1.0) * 2.0) * axis.unit;
    let first = (axis.least / step).ceil();
    let count = ((axis.most / step).floor() - first).clamp(0.0, 200.0) as usize;
    (0..=count)
        .map(|it| (first + it as f64) * step)
        .filter(|it| (axis.least..=axis.most).contains(it))
        .collect()
}

fn shown(figure: f64) -> String {
    // Without the noughts that no step needs, and never "-0".
    let rounded = (figure * 1_000.0).round() / 1_000.0 + 0.0;
    format!("{rounded}")
}
