//! Why nobody flies a patrol, for people.

use super::inputs::Inputs;
use super::planning::Named;
use super::words::{numbers, place};
use crate::console::Console;
use geofences::Bilingual;
use missions::feasibility::{Hindrance, HindranceKind};
use missions::plan::FleetRefusal;
use std::fmt::Write;

/// What has come nearest to a plan: that of the nearest dock that has come to a flight at all; they are asked in
/// this order.
pub(super) fn nearest(refusals: &[FleetRefusal]) -> Option<&FleetRefusal> {
    refusals
        .iter()
        .min_by_key(|it| it.refusal.nearest.is_none())
}

/// All that is in the way: aircraft that the same holds for together, grouped by what it is about.
pub(super) fn text(inputs: &Inputs, refusals: &[FleetRefusal], console: Console) -> String {
    let mut groups: Vec<(Vec<&FleetRefusal>, &[Hindrance])> = Vec::new();
    for refusal in refusals {
        let hindrances = refusal.refusal.hindrances.as_slice();
        match groups.iter_mut().find(|it| it.1 == hindrances) {
            Some(group) => group.0.push(refusal),
            None => groups.push((vec![refusal], hindrances)),
        }
    }
    let mut text = String::new();
    for (who, hindrances) in groups {
        let names: Vec<String> = who
            .iter()
            .filter_map(|it| it.drone.as_deref())
            .map(|id| aircraft(inputs, id, console))
            .collect();
        if !names.is_empty() {
            let _ = write!(text, "\n{}", names.join("\n"));
        }
        add_hindrances(&mut text, hindrances, console);
    }
    text
}

/// As `sc-1 (Dock quadrotor, from Olympic sailing centre dock)`.
pub(super) fn aircraft(inputs: &Inputs, id: &str, console: Console) -> String {
    let Some(named) = Named::of(inputs, id) else {
        return id.to_owned();
    };
    let class = console.text(&named.class.name);
    let dock = console.text(&named.dock.name);
    match console.pick("en", "zh") {
        "zh" => format!("{id}（{class}，{dock}）"),
        _ => format!("{id} ({class}, from {dock})"),
    }
}

fn add_hindrances(text: &mut String, hindrances: &[Hindrance], console: Console) {
    let mut kinds: Vec<HindranceKind> = hindrances.iter().map(|it| it.kind).collect();
    kinds.sort();
    kinds.dedup();
    for kind in kinds {
        let _ = write!(text, "\n  {}", console.text(&kind.name()));
        for hindrance in hindrances.iter().filter(|it| it.kind == kind) {
            let _ = write!(text, "\n    - {}", console.text(&hindrance.what));
            if let Some(position) = hindrance.position {
                let at = place(position);
                let _ = write!(text, "\n      {} {at}", console.pick("at", "位置"));
            }
            if !hindrance.steps.is_empty() {
                let steps = numbers(&hindrance.steps);
                let _ = write!(
                    text,
                    "\n      {} {steps}",
                    console.pick("in step", "航线步骤")
                );
            }
            if let Some(help) = &hindrance.help {
                let _ = write!(text, "\n      → {}", console.text(help));
            }
        }
    }
}

/// How a flight that has come nearest would have been.
pub(super) fn nearest_text(refusals: &[FleetRefusal]) -> Option<Bilingual> {
    let it = nearest(refusals)?;
    let plan = it.refusal.nearest.as_deref()?;
    let drone = it.drone.as_deref().unwrap_or("?");
    let (steps, count) = (plan.mission.steps.len(), it.refusal.hindrances.len());
    Some(Bilingual::new(
        format!("nearest to a plan comes {drone}: {steps} steps with {count} things in the way"),
        format!("最接近可行的是 {drone}：{steps} 个步骤，{count} 项问题"),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use geofences::{Language, Position};

    fn console(language: Language) -> Console {
        Console {
            language,
            coloured: false,
            shows_progress: false,
        }
    }

    fn told(language: Language) -> String {
        let what = |en: &str, zh: &str| Bilingual::new(en, zh);
        let mut near = Hindrance::new(HindranceKind::Airspace, what("a zone", "空域"))
            .at(Position::new(120.3, 36.05).unwrap())
            .helped_by("go around", "请绕飞");
        near.steps = vec![4, 5, 6, 9];
        let far = Hindrance::new(HindranceKind::Energy, what("too far", "过远"));
        let mut text = String::new();
        add_hindrances(&mut text, &[far, near], console(language));
        text
    }

    #[test]
    fn hindrances_are_grouped_with_where_they_are_and_what_helps() {
        let expected = "\n  Airspace\n    - a zone\n      at 120.300000,36.050000\n      in step 4–6, 9\
                        \n      → go around\n  Energy\n    - too far";
        assert_eq!(told(Language::En), expected);
    }

    #[test]
    fn the_same_is_told_in_chinese() {
        let said = told(Language::Zh);
        assert!(
            said.contains("空域\n    - 空域\n      位置 120.300000,36.050000"),
            "{said}"
        );
        assert!(said.contains("→ 请绕飞"), "{said}");
        assert!(!said.contains("step"), "{said}");
    }
}
