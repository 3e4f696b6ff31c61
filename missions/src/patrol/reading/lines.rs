//! Lines.

use geofences::{LocalPlane, Position};
use written::{Given, say};

const MOST_PLACES: usize = 2_000;
/// Nearer places of a line are the same one, metres.
const NEAREST_M: f64 = 0.1;
const SHORTEST_M: f64 = 10.0;
const LONGEST_M: f64 = 200_000.0;

/// Reads a line.
pub fn read(given: &Given<'_>) -> Option<Vec<Position>> {
    let elements = given.elements()?;
    let count = elements.len();
    if !(2..=MOST_PLACES).contains(&count) {
        let what = say(
            format!("the line has {count} places; it has 2 to {MOST_PLACES}"),
            format!("线有 {count} 个点，应有 2 至 {MOST_PLACES} 个"),
        );
        given.error("out-of-range", what, None);
        return None;
    }
    let places: Vec<_> = elements.iter().map(Given::position).collect();
    let places: Vec<Position> = places.into_iter().collect::<Option<_>>()?;
    let mut length_m = 0.0;
    for (pair, element) in places.windows(2).zip(elements.iter().skip(1)) {
        let &[from, to] = pair else { continue };
        let step_m = distance_m(from, to);
        length_m += step_m;
        if step_m < NEAREST_M {
            let what = say("this is the place before it once more", "此点与前一点相同");
            element.error("doubled-place", what, Some(say("take it out", "请删去")));
        }
    }
    is_long(given, length_m).then_some(places)
}

fn is_long(given: &Given<'_>, length_m: f64) -> bool {
    if length_m < SHORTEST_M {
        let what = say(
            format!("the line is {length_m:.1} m long; {SHORTEST_M} m are the least"),
            format!("线长 {length_m:.1} m，至少 {SHORTEST_M} m"),
        );
        let help = say(
            "draw it longer, or look at the place as a point: kind = \"points\"",
            "请画长一些，或作为兴趣点查看：kind = \"points\"",
        );
        given.error("line-too-short", what, Some(help));
        return false;
    }
    if length_m > LONGEST_M {
        let (km, most_km) = (length_m / 1e3, LONGEST_M / 1e3);
        let what = say(
            format!("the line is {km:.0} km long; {most_km} km are the most"),
            format!("线长 {km:.0} km，至多 {most_km} km"),
        );
        let help = say("divide it among several patrols", "请拆分为多个巡查任务");
        given.error("line-too-long", what, Some(help));
        return false;
    }
    true
}

fn distance_m(from: Position, to: Position) -> f64 {
    let metres = LocalPlane::at(from.coord()).metres(to.coord());
    metres.x.hypot(metres.y)
}
