//! A flight for people, in a few lines.

use super::inputs::Inputs;
use super::papers_text;
use super::refusal_text::aircraft;
use super::words::{length, local_time, minutes, place};
use super::writing::WrittenFile;
use crate::console::Console;
use geofences::Bilingual;
use missions::feasibility::{Feasibility, FenceProof};
use missions::formats::{Format, Loss};
use missions::plan::Plan;
use std::fmt::Write;

/// The lines of a flight.
pub(super) fn text(
    inputs: &Inputs,
    drone: &str,
    (number, count): (usize, usize),
    plan: &Plan,
    files: &[&WrittenFile],
    console: Console,
) -> String {
    let mut lines = Lines {
        text: String::new(),
        console,
    };
    let heading = match (console.pick("en", "zh"), count) {
        (_, 1) => console.pick("one flight", "单架次").to_owned(),
        ("zh", _) => format!("第 {number}/{count} 架次"),
        _ => format!("flight {number} of {count}"),
    };
    lines.text.push_str(&heading);
    lines.fact(("aircraft", "飞行器"), &aircraft(inputs, drone, console));
    let feasibility = &plan.feasibility;
    lines.fact(("take-off", "起飞"), &local_time(feasibility.departure));
    if let Some(landing) = feasibility.landing {
        lines.fact(("landing", "降落"), &local_time(landing));
    }
    lines.fact(("flight", "航线"), &flight(plan, console));
    lines.energy(feasibility);
    if let Some(seen) = plan.seen {
        lines.fact(("seen", "覆盖率"), &format!("{:.1} %", seen * 100.0));
    }
    match &feasibility.fence {
        Some(proof) => lines.fence(proof),
        None => lines.fact(
            ("fence", "围栏"),
            console.pick(
                "none: the autopilot holds none, and the controller holds all of it",
                "无：飞控不支持，全部由控制系统保障",
            ),
        ),
    }
    lines.settings(plan);
    for (index, rally) in plan.mission.rally.iter().enumerate() {
        let height_m = rally.height_above_home_m;
        let said = format!(
            "{} {height_m:.0} m {}",
            place(rally.position),
            console.pick("above home", "（相对起飞点）")
        );
        lines.fact(
            (
                &format!("rally {}", index + 1),
                &format!("备降点 {}", index + 1),
            ),
            &said,
        );
    }
    if let Some(required) = &feasibility.required {
        let said = console.pick("before and after it", "飞行前后须办理");
        lines.fact(("papers", "手续"), said);
        for line in papers_text::lines(required, console) {
            lines.more(&line);
        }
    }
    for note in &plan.notes {
        lines.fact(("note", "说明"), console.text(note));
    }
    for file in files {
        lines.file(file);
    }
    lines.text
}

fn flight(plan: &Plan, console: Console) -> String {
    let seconds = plan.feasibility.legs.last().map_or(0.0, |it| it.seconds.1);
    let (far, long) = (length(plan.feasibility.length_m()), minutes(seconds));
    let steps = plan.mission.steps.len();
    match console.pick("en", "zh") {
        "zh" => format!("{far}，{long}，{steps} 个步骤"),
        _ => format!("{far} in {long}, {steps} steps"),
    }
}

struct Lines {
    text: String,
    console: Console,
}

impl Lines {
    /// A line with its name before it, in a column.
    fn fact(&mut self, (en, zh): (&str, &str), said: &str) {
        let name = self.console.pick(en, zh);
        // Chinese letters take two columns of a terminal.
        let columns: usize = name
            .chars()
            .map(|it| if it.is_ascii() { 1 } else { 2 })
            .sum();
        let blank = " ".repeat(11_usize.saturating_sub(columns).max(1));
        let _ = write!(self.text, "\n  {name}{blank}{said}");
    }

    fn more(&mut self, said: &str) {
        let _ = write!(self.text, "\n             - {said}");
    }

    fn energy(&mut self, feasibility: &Feasibility) {
        let Some(energy) = feasibility.energy else {
            return;
        };
        let (used, usable) = (energy.at_landing.used_wh, energy.budget.usable_wh);
        let (left, least) = (energy.at_landing.left_wh, energy.least_left_wh);
        let reserve = energy.budget.reserve_wh;
        let said = Bilingual::new(
            format!(
                "{used:.0} of {usable:.0} Wh; left {left:.0} Wh at the landing, {least:.0} Wh at least after any way home; reserve {reserve:.0} Wh"
            ),
            format!(
                "耗电 {used:.0}/{usable:.0} Wh；降落剩余 {left:.0} Wh，任一处返航后至少剩余 {least:.0} Wh；储备 {reserve:.0} Wh"
            ),
        );
        let said = self.console.text(&said).to_owned();
        self.fact(("energy", "电量"), &said);
    }

    fn fence(&mut self, proof: &FenceProof) {
        let fence = &proof.fence;
        let (vertices, margin_m) = (fence.items.len(), fence.margin_m);
        let said = Bilingual::new(
            format!(
                "{vertices} vertices, {margin_m:.0} m from what is forbidden; what it does not hold, the controller has to:"
            ),
            format!("{vertices} 个顶点，距禁飞边界 {margin_m:.0} 米；以下由控制系统保障："),
        );
        let console = self.console;
        self.fact(("fence", "围栏"), console.text(&said));
        for unenforced in &fence.unenforced {
            self.more(console.text(&unenforced.text()));
        }
        for obstacle in &proof.near {
            let near = Bilingual::new(
                format!("the distance from obstacle {obstacle}, which is flown near to on purpose"),
                format!("与障碍物 {obstacle} 的间距（任务需近距离飞行）"),
            );
            self.more(console.text(&near));
        }
    }

    fn settings(&mut self, plan: &Plan) {
        let console = self.console;
        let return_m = plan.mission.return_height_m;
        let said = Bilingual::new(
            format!("return height {return_m:.0} m above home, as judged: read it back"),
            format!("返航高度 {return_m:.0} 米（相对起飞点），起飞前须回读确认"),
        );
        self.fact(("to be set", "须设置"), console.text(&said));
        let fence = plan.feasibility.fence.as_ref().map(|it| &it.fence);
        for setting in fence.iter().flat_map(|it| &it.settings) {
            let why = console.text(&setting.why);
            self.more(&format!("{} = {}: {why}", setting.name, setting.value));
        }
    }

    fn file(&mut self, file: &WrittenFile) {
        let console = self.console;
        let said = format!("{} ({})", file.path.display(), format_name(file.format));
        self.fact(("written", "已写出"), &said);
        if let Some(why) = &file.not_loaded {
            self.more(console.text(why));
        }
        for (what, count) in counted(&file.lost) {
            let what = console.text(what);
            let said = match console.pick("en", "zh") {
                "zh" => format!("未包含：{what}（{count} 处）"),
                _ => format!("not in it: {what} ({count} ×)"),
            };
            self.more(&said);
        }
    }
}

/// What is lost, each once, with how often.
fn counted(lost: &[Loss]) -> Vec<(&Bilingual, usize)> {
    let mut all: Vec<(&Bilingual, usize)> = Vec::new();
    for loss in lost {
        match all.iter_mut().find(|it| *it.0 == loss.what) {
            Some(known) => known.1 += 1,
            None => all.push((&loss.what, 1)),
        }
    }
    all
}

/// What a format is called.
pub(super) fn format_name(format: Format) -> &'static str {
    match format {
        Format::QgcPlan => "QGroundControl plan",
        Format::Waypoints => "ArduPilot waypoints",
        Format::Kml => "KML",
        Format::Kmz => "KMZ",
        Format::Wpml => "DJI WPML",
        Format::GeoJson => "GeoJSON",
    }
}
