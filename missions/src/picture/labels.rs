//! Names beside each other: each where nothing is yet, or nowhere.

use super::sheet::{Area, Sheet, width_of};
use geo::{Contains, Coord, MultiPolygon, Point, coord};

const SIZE: f64 = 12.0;
const SIZE_EN: f64 = 10.0;
const LINE: f64 = 14.0;

/// Words in two languages, one below the other.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Label {
    zh: String,
    en: Option<String>,
    weight: Weight,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Weight {
    Faint,
    Plain,
    Strong,
}

impl Label {
    pub fn new(zh: &str, en: &str) -> Self {
        Self {
            zh: zh.to_owned(),
            en: (en != zh).then(|| en.to_owned()),
            weight: Weight::Plain,
        }
    }

    pub fn strong(self) -> Self {
        Self {
            weight: Weight::Strong,
            ..self
        }
    }

    pub fn faint(self) -> Self {
        Self {
            weight: Weight::Faint,
            ..self
        }
    }

    fn width(&self) -> f64 {
        let zh = width_of(&self.zh, SIZE);
        zh.max(self.en.as_deref().map_or(0.0, |en| width_of(en, SIZE_EN)))
    }

    fn height(&self) -> f64 {
        if self.en.is_some() { LINE + 12.0 } else { LINE }
    }
}

/// What stands on a map already.
pub(super) struct Labels {
    within: Area,
    taken: Vec<Area>,
    /// What had better stay visible.
    lines: Vec<Area>,
    placed: Vec<(Label, Area)>,
}

impl Labels {
    pub fn new(within: Area) -> Self {
        Self {
            within: within.grown(-4.0),
            taken: Vec::new(),
            lines: Vec::new(),
            placed: Vec::new(),
        }
    }

    /// Nothing is to stand there.
    pub fn take(&mut self, area: Area) {
        self.taken.push(area);
    }

    /// Nothing is to stand on a mark.
    pub fn take_around(&mut self, at: Coord<f64>, radius: f64) {
        self.take(Area::new(
            at.x - radius,
            at.y - radius,
            2.0 * radius,
            2.0 * radius,
        ));
    }

    /// Nothing had better stand on a line.
    pub fn avoid(&mut self, from: Coord<f64>, until: Coord<f64>) {
        const STEP: f64 = 10.0;
        let way = until - from;
        let steps = (way.x.hypot(way.y) / STEP).ceil().clamp(1.0, 500.0);
        for index in 0..=steps as usize {
            let at = from + way * (index as f64 / steps);
            let area = Area::new(at.x - 3.0, at.y - 3.0, 6.0, 6.0);
            if self.within.meets(&area) {
                self.lines.push(area);
            }
        }
    }

    /// Beside a mark. Whether there was room.
    pub fn beside(&mut self, at: Coord<f64>, radius: f64, label: Label) -> bool {
        let (width, height) = (label.width(), label.height());
        let far = radius + 3.0;
        let columns = [far, -far - width, -width / 2.0];
        let rows = [-height / 2.0, far, -far - height];
        let mut areas = Vec::new();
        for x in columns {
            for y in rows {
                let is_on_mark = x == columns[2] && y == rows[0];
                if !is_on_mark {
                    areas.push((Area::new(at.x + x, at.y + y, width, height), 0.0));
                }
            }
        }
        self.place(areas, label)
    }

    /// In an area, near its middle. Whether there was room.
    pub fn within(&mut self, area: &MultiPolygon<f64>, bounds: Area, label: Label) -> bool {
        let (width, height) = (label.width(), label.height());
        let mut areas = Vec::new();
        const COLUMNS: usize = 16;
        const ROWS: usize = 14;
        for column in 1..COLUMNS {
            for row in 1..ROWS {
                let part = (column as f64 / COLUMNS as f64, row as f64 / ROWS as f64);
                let middle = coord! {
                    x: bounds.left + bounds.width * part.0,
                    y: bounds.top + bounds.height * part.1,
                };
                let left = middle.x - width / 2.0;
                let top = middle.y - height / 2.0;
                let corners = [
                    (left, top),
                    (left + width, top),
                    (left, top + height),
                    (left + width, top + height),
                ];
                let inside = corners
                    .iter()
                    .filter(|it| area.contains(&Point::new(it.0, it.1)))
                    .count();
                if !area.contains(&Point(middle)) {
                    continue;
                }
                let aside = (part.0 - 0.5).hypot(part.1 - 0.5);
                let penalty = (4 - inside) as f64 * 1.5 + aside * 3.0;
                areas.push((Area::new(left, top, width, height), penalty));
            }
        }
        self.place(areas, label)
    }

    fn place(&mut self, areas: Vec<(Area, f64)>, label: Label) -> bool {
        let mut best: Option<(Area, f64)> = None;
        for (area, penalty) in areas {
            let room = area.grown(2.0);
            if !self.within.holds(&area) || self.taken.iter().any(|it| it.meets(&room)) {
                continue;
            }
            let covers = self.lines.iter().filter(|it| it.meets(&area)).count();
            let penalty = penalty + covers as f64;
            if best.is_none_or(|best| penalty < best.1) {
                best = Some((area, penalty));
            }
        }
        let Some((area, _)) = best else { return false };
        self.taken.push(area);
        self.placed.push((label, area));
        true
    }

    /// Where they stand.
    #[cfg(test)]
    pub fn areas(&self) -> Vec<Area> {
        self.placed.iter().map(|it| it.1).collect()
    }

    /// Writes all of them.
    pub fn draw(&self, sheet: &mut Sheet) {
        for (label, area) in &self.placed {
            let middle = area.left + area.width / 2.0;
            let class = match label.weight {
                Weight::Faint => "label faint",
                Weight::Plain => "label",
                Weight::Strong => "label strong",
            };
            sheet.text_middle(middle, area.top + 11.5, class, &label.zh);
            if let Some(en) = &label.en {
                sheet.text_middle(middle, area.top + 23.5, "label-en", en);
            }
        }
    }
}
