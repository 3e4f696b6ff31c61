//! Ways home that are not legal, told by what is in their way.

use super::hindrance::{Found, Hindrance, HindranceKind};
use crate::ways_home::{Blocked, Obstruction, Verdict};
use geofences::Bilingual;

/// What is said of one kind of thing in the way: what was found worst of it.
struct NotLegal {
    /// What tells things apart.
    key: String,
    obstruction: Option<Obstruction>,
    steps: Vec<usize>,
}

/// What is in the way of returns, each thing once.
#[derive(Default)]
pub(super) struct AllNotLegal(Vec<NotLegal>);

impl AllNotLegal {
    pub fn add(&mut self, verdict: &Verdict, step: usize) {
        let obstructions = verdict.found().map_or(&[][..], |it| &it.obstructions);
        if obstructions.is_empty() {
            self.add_one(None, step);
        }
        for obstruction in obstructions {
            self.add_one(Some(obstruction), step);
        }
    }

    fn add_one(&mut self, obstruction: Option<&Obstruction>, step: usize) {
        let key = obstruction.map_or_else(String::new, |it| key(&it.what));
        match self.0.iter_mut().find(|it| it.key == key) {
            Some(known) => {
                if known.steps.last() != Some(&step) {
                    known.steps.push(step);
                }
                if obstruction.map(|it| badness(&it.what))
                    > known.obstruction.as_ref().map(|it| badness(&it.what))
                {
                    known.obstruction = obstruction.cloned();
                }
            }
            None => self.0.push(NotLegal {
                key,
                obstruction: obstruction.cloned(),
                steps: vec![step],
            }),
        }
    }

    pub fn tell(self, found: &mut Found) {
        for one in self.0 {
            let why = match &one.obstruction {
                Some(obstruction) => obstruction.text(),
                None => Bilingual::new("nothing tells why", "原因未知"),
            };
            let what = Bilingual::new(
                format!("the autopilot's own way home is not legal: {}", why.en),
                format!("自动驾驶仪自行返航的航路不合法：{}", why.zh),
            );
            let mut hindrance = Hindrance::new(HindranceKind::WayHome, what).helped_by(
                "another return height, a rally place that was surveyed, or another dock",
                "请调整返航高度、增设已勘察的备降点或更换机库",
            );
            hindrance.steps = one.steps;
            hindrance.position = one.obstruction.map(|it| it.position);
            found.add(hindrance);
        }
    }
}

fn key(what: &Blocked) -> String {
    match what {
        Blocked::Airspace(finding) => finding.text().en,
        Blocked::Ground { .. } => "ground".to_owned(),
        Blocked::TooHigh { .. } => "too high".to_owned(),
        Blocked::NoTerrain => "no terrain".to_owned(),
        Blocked::NotJudged(why) => why.en.clone(),
    }
}

/// The more, the worse.
fn badness(what: &Blocked) -> f64 {
    match what {
        Blocked::Ground { clear_m } => -clear_m,
        Blocked::TooHigh { above_ground_m } => *above_ground_m,
        Blocked::Airspace(_) | Blocked::NoTerrain | Blocked::NotJudged(_) => 0.0,
    }
}
