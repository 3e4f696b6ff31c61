//! Where the ways home are not legal: which landing places as rally places make them so, or which height
//! would.

use super::answer::{FlownLeg, LegWays, Task, WaysHome};
use super::judging::{are_legal, is_part_legal, judge, judge_ways_home, length_m};
use super::landing_place::LandingPlace;
use super::return_rules::{ReturnTarget, Targets};
use super::span::distances_m;
use super::sweep::Sweep;
use crate::mission::RallyPlace;
use geofences::{Bilingual, Context, LocalPlane, Position, Snapshot};
use std::collections::HashMap;

/// Rally places are chosen for parts of legs of this length, metres.
const PART_M: f64 = 100.0;
/// Return heights are tried so far apart, metres.
const HEIGHT_STEP_M: f64 = 5.0;
/// And up to so high where no limit is given, metres: Art. 19 of the Interim Regulation.
const HIGHEST_M: f64 = 120.0;

/// Rally places that make every way home legal.
#[derive(Clone, Debug, PartialEq)]
pub struct MadeLegal {
    /// All rally places to store in the aircraft: those that were there, then those that were added.
    pub rally: Vec<RallyPlace>,
    /// Which of the landing places were added.
    pub chosen: Vec<usize>,
    /// The ways home with them.
    pub ways: WaysHome,
}

/// No choice of landing places makes every way home legal.
#[derive(Clone, Debug, PartialEq)]
pub struct NoLegalWays {
    /// The legs that are left without a legal way home under the best choice that was found.
    pub legs: Vec<LegWays>,
    /// That choice.
    pub chosen: Vec<usize>,
    /// The landing places that could not be considered, and why.
    pub closed: Vec<(usize, Bilingual)>,
    /// How many rally places the autopilot holds.
    pub most_rally_places: usize,
    /// A return height (as the autopilot's own is told) with which all would be legal under that choice or
    /// without it.
    pub other_height_m: Option<f64>,
}

impl NoLegalWays {
    /// What to tell people: the legs, what is in their way, and what would help.
    pub fn text(&self) -> Bilingual {
        let (mut en, mut zh) = (Vec::new(), Vec::new());
        for leg in &self.legs {
            let first = leg
                .verdict
                .found()
                .and_then(|found| found.obstructions.first());
            let why = first.map_or_else(|| Bilingual::new("", ""), |it| it.text());
            en.push(format!("leg {}: {}", leg.leg, why.en));
            zh.push(format!("第 {} 航段：{}", leg.leg, why.zh));
        }
        if self.legs.is_empty() {
            en.push("there is no leg to judge; give the mission's legs".to_owned());
            zh.push("没有可判断的航段，请给出任务航段".to_owned());
        }
        for (place, why) in &self.closed {
            en.push(format!("landing place {place} cannot be used: {}", why.en));
            zh.push(format!("备降点 {place} 不可用：{}", why.zh));
        }
        if let Some(height_m) = self.other_height_m {
            en.push(format!(
                "with a return height of {height_m:.0} m all would be legal"
            ));
            zh.push(format!("返航高度设为 {height_m:.0} 米即全部合法"));
        }
        Bilingual::new(
            format!("no legal way home: {}", en.join("; ")),
            format!("没有合法的返航路线：{}", zh.join("；")),
        )
    }
}

/// Chooses rally places among landing places so that every way home is legal: each time the one after which
/// most parts of legs have a legal way home (greedy set cover, Chvátal 1979), until all have. An aircraft comes down
/// within `landing_margin_m` of where it means to, metres: places whose circle is smaller are not considered.
///
/// # Errors
/// The legs that are left, and what would help.
pub fn make_legal(
    task: &Task,
    landing_places: &[LandingPlace],
    landing_margin_m: f64,
    snapshot: &Snapshot,
    context: &Context,
) -> Result<MadeLegal, Box<NoLegalWays>> {
    let ways = judge_ways_home(task, snapshot, context);
    let own = task.places.rally.clone();
    if ways.is_legal() {
        return Ok(MadeLegal {
            rally: own,
            chosen: Vec::new(),
            ways,
        });
    }
    let mut closed = Vec::new();
    let mut open = Vec::new();
    for (index, place) in landing_places.iter().enumerate() {
        let rally = match place.closed_because(task.window) {
            None => rally_place(task, place, landing_margin_m, context),
            Some(why) => Err(why),
        };
        match rally {
            Ok(rally) => open.push((index, rally)),
            Err(why) => closed.push((index, why)),
        }
    }
    let chosen = choose(task, &open, snapshot, context);
    let added = chosen.iter().filter_map(|at| open.get(*at));
    let rally: Vec<RallyPlace> = own
        .into_iter()
        .chain(added.map(|(_, rally)| *rally))
        .collect();
    let places = Targets {
        rally: rally.clone(),
        ..task.places.clone()
    };
    let with_them = Task {
        places: &places,
        ..*task
    };
    let ways = judge_ways_home(&with_them, snapshot, context);
    let chosen: Vec<usize> = chosen
        .iter()
        .filter_map(|at| open.get(*at))
        .map(|(index, _)| *index)
        .collect();
    if ways.is_legal() {
        return Ok(MadeLegal {
            rally,
            chosen,
            ways,
        });
    }
    let tried = if chosen.is_empty() { 1 } else { 2 };
    Err(Box::new(NoLegalWays {
        legs: ways.not_legal().cloned().collect(),
        chosen,
        closed,
        most_rally_places: task.rules.most_rally_places(),
        other_height_m: [task, &with_them]
            .into_iter()
            .take(tried)
            .find_map(|it| other_height_m(it, task.places.rally.len(), snapshot, context)),
    }))
}

/// A landing place as the autopilot stores it.
fn rally_place(
    task: &Task,
    place: &LandingPlace,
    landing_margin_m: f64,
    context: &Context,
) -> Result<RallyPlace, Bilingual> {
    // A wing comes down in circles.
    let needed_m = landing_margin_m + task.rules.turn_radius_m();
    let radius_m = place.radius_m();
    let is_wide = radius_m >= needed_m;
    if !is_wide {
        return Err(Bilingual::new(
            format!(
                "it is clear within {radius_m} m, and the aircraft needs {needed_m} m to come down: survey a larger circle"
            ),
            format!("净空半径为 {radius_m} 米，而着陆需要 {needed_m} 米：请勘察更大的净空范围"),
        ));
    }
    let Some(ground) = context.terrain.ground_at(place.position()) else {
        return Err(Bilingual::new(
            "there is no terrain data there",
            "该处没有地形数据",
        ));
    };
    let height_above_home_m = if task.rules.adds_to_stored_heights() {
        ground.elevation_amsl_m - task.places.home.ground_amsl_m
    } else {
        task.rules
            .height_m()
            .unwrap_or_else(|| highest_above_home_m(task))
    };
    Ok(RallyPlace {
        position: place.position(),
        height_above_home_m,
    })
}

/// As high as it ever is, metres above home.
fn highest_above_home_m(task: &Task) -> f64 {
    let heights = task
        .legs
        .iter()
        .map(|leg| leg.from_amsl_m.max(leg.until_amsl_m));
    heights.fold(task.places.home.ground_amsl_m, f64::max) - task.places.home.ground_amsl_m
}

/// Which of the open places, in the order in which they were chosen.
fn choose(
    task: &Task,
    open: &[(usize, RallyPlace)],
    snapshot: &Snapshot,
    context: &Context,
) -> Vec<usize> {
    let own = task.places.rally.len();
    let added = open.iter().map(|(_, rally)| *rally);
    let all = Targets {
        rally: task.places.rally.iter().copied().chain(added).collect(),
        ..task.places.clone()
    };
    let Ok(judge) = judge(task, snapshot, context) else {
        return Vec::new();
    };
    let mut cover = Cover {
        parts: parts(
            task.legs,
            &LocalPlane::at(task.places.home.position.coord()),
        ),
        task,
        all: &all,
        sweep: Sweep::new(&judge, task.rules, &all),
        known: HashMap::new(),
    };
    let mut chosen: Vec<usize> = (0..own).collect();
    let mut legal = cover.legal_parts(&chosen);
    while legal < cover.parts.len() && chosen.len() < task.rules.most_rally_places() {
        let candidates = (own..all.rally.len()).filter(|candidate| !chosen.contains(candidate));
        let counts: Vec<(usize, usize)> = candidates
            .map(|candidate| {
                let with_it: Vec<usize> = chosen.iter().copied().chain([candidate]).collect();
                (cover.legal_parts(&with_it), candidate)
            })
            .collect();
        // Of equals the first.
        let best = counts
            .into_iter()
            .max_by_key(|(count, candidate)| (*count, std::cmp::Reverse(*candidate)));
        match best {
            Some((count, candidate)) if count > legal => {
                chosen.push(candidate);
                legal = count;
            }
            _ => break,
        }
    }
    chosen
        .into_iter()
        .filter_map(|candidate| candidate.checked_sub(own))
        .collect()
}

/// All legs in parts: which leg, and from where to where on it.
fn parts(legs: &[FlownLeg], plane: &LocalPlane) -> Vec<(FlownLeg, (f64, f64))> {
    let of_leg = |leg: &FlownLeg| {
        let count = (length_m(plane, leg) / PART_M).ceil().max(1.0);
        let leg = *leg;
        (0..count as usize).map(move |part| {
            let at = |part: usize| part as f64 / count;
            (leg, (at(part), at(part + 1)))
        })
    };
    legs.iter().flat_map(of_leg).collect()
}

/// Which parts have a legal way home under which choice.
struct Cover<'a> {
    parts: Vec<(FlownLeg, (f64, f64))>,
    task: &'a Task<'a>,
    /// With every rally place that could be chosen.
    all: &'a Targets,
    sweep: Sweep<'a>,
    /// Whether returns from a part to a place are legal, once that was asked.
    known: HashMap<(usize, ReturnTarget), bool>,
}

impl Cover<'_> {
    fn legal_parts(&mut self, chosen: &[usize]) -> usize {
        let rally = chosen
            .iter()
            .filter_map(|index| self.all.rally.get(*index).copied());
        let places = Targets {
            rally: rally.collect(),
            ..self.all.clone()
        };
        (0..self.parts.len())
            .filter(|part| self.is_legal(*part, &places, chosen))
            .count()
    }

    fn is_legal(&mut self, index: usize, places: &Targets, chosen: &[usize]) -> bool {
        let Some((leg, part)) = self.parts.get(index).copied() else {
            return false;
        };
        let (from, until) = (leg.from.coord(), leg.until.coord());
        let ends = [(
            from + (until - from) * part.0,
            from + (until - from) * part.1,
        )];
        let plane = self.sweep.plane;
        let doubt_m = self.sweep.judge.context.margins.horizontal_m;
        let distance_m = |place: Position| distances_m(&plane, &ends, place);
        let targets = self.task.rules.targets(places, doubt_m, distance_m);
        !targets.is_empty()
            && targets.into_iter().all(|target| {
                let target = match target {
                    ReturnTarget::Rally(at) => chosen
                        .get(at)
                        .map_or(target, |index| ReturnTarget::Rally(*index)),
                    ReturnTarget::Home | ReturnTarget::Landing => target,
                };
                let sweep = &self.sweep;
                *self
                    .known
                    .entry((index, target))
                    .or_insert_with(|| is_part_legal(sweep, &leg, part, target))
            })
    }
}

/// The height nearest to the one that is set with which all ways home are legal; the rally places from
/// `added` on are stored anew with it.
fn other_height_m(
    task: &Task,
    added: usize,
    snapshot: &Snapshot,
    context: &Context,
) -> Option<f64> {
    let own_m = task
        .rules
        .height_m()
        .unwrap_or_else(|| highest_above_home_m(task));
    let highest_m = task.limits.highest_above_ground_m.unwrap_or(HIGHEST_M);
    let steps = (highest_m / HEIGHT_STEP_M).clamp(0.0, 200.0) as usize;
    let mut heights: Vec<f64> = (1..=steps)
        .map(|step| step as f64 * HEIGHT_STEP_M)
        .collect();
    heights.retain(|height_m| (height_m - own_m).abs() > f64::EPSILON);
    heights.sort_by(|a, b| (a - own_m).abs().total_cmp(&(b - own_m).abs()));
    heights.into_iter().find(|height_m| {
        let mut places = task.places.clone();
        if !task.rules.adds_to_stored_heights() {
            for rally in places.rally.iter_mut().skip(added) {
                rally.height_above_home_m = *height_m;
            }
        }
        let with_it = Task {
            rules: task.rules.at_height(*height_m),
            places: &places,
            ..*task
        };
        are_legal(&with_it, snapshot, context)
    })
}
