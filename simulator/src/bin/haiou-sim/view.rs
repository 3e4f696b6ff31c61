//! The live view as lines of text: what stands where is worked out here, and drawn by `terminal`.

use geofences::Language;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// One vehicle as it is shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    pub name: String,
    pub system_id: u8,
    pub autopilot: &'static str,
    pub mode: &'static str,
    pub is_armed: bool,
    pub is_airborne: bool,
    pub is_wrecked: bool,
    /// Above the ground beneath it, metres.
    pub height_m: f64,
    /// Over the ground, m/s.
    pub speed_mps: f64,
    /// Charge left, 0…1.
    pub charge: f64,
    pub voltage_v: f64,
    /// The item that is flown, and how many there are.
    pub mission: Option<(u16, u16)>,
    pub satellites: u8,
    /// Part of its packets that its links lost, 0…1.
    pub lost: f64,
    /// What is wrong with it by the script or by command.
    pub faults: Vec<String>,
}

/// One dock as it is shown.
#[derive(Clone, Debug, PartialEq)]
pub struct DockCell {
    pub name: String,
    /// What its lid does, and what it does to the vehicle in it.
    pub state: String,
    /// What is wrong with it by the script or by command.
    pub faults: Vec<String>,
    pub is_jammed: bool,
}

/// Everything that is shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Screen {
    pub scenario: String,
    /// The time in the simulated world, as it is shown.
    pub time: String,
    /// How long it has been going, seconds, simulated.
    pub elapsed_s: f64,
    /// How fast it goes.
    pub speed: f64,
    pub is_paused: bool,
    /// Packets sent a second.
    pub packets_per_s: f64,
    pub wind: String,
    pub airborne: usize,
    /// How many there are altogether.
    pub vehicles: usize,
    /// Those that are shown.
    pub rows: Vec<Row>,
    /// All docks.
    pub docks: Vec<DockCell>,
    /// The newest last.
    pub messages: Vec<String>,
    /// Which vehicle the first row is.
    pub first_row: usize,
    /// A command that is being typed.
    pub typing: Option<String>,
}

/// How a line looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Look {
    Dim,
    Plain,
    Heading,
    Warning,
    Bad,
}

/// A line with its look.
pub type Line = (Look, String);

/// Lines for head, columns, what is shown, and keys.
const FRAME: usize = 4;
/// At least so many lines are left to messages.
const LEAST_MESSAGES: usize = 4;
/// Below this charge a vehicle is in need, and below that it is worth a look.
const BAD_CHARGE: f64 = 0.2;
const LOW_CHARGE: f64 = 0.35;

/// So many docks stand side by side.
const DOCKS_IN_LINE: usize = 3;
/// Docks take no more lines than this: those with something wrong come first.
const MOST_DOCK_LINES: usize = 3;

/// How many lines so many docks take.
fn dock_lines_of(docks: usize) -> usize {
    docks.div_ceil(DOCKS_IN_LINE).min(MOST_DOCK_LINES)
}

/// How many rows of so many vehicles fit on a screen of `height` lines, beside so many docks.
pub fn rows_that_fit(vehicles: usize, docks: usize, height: usize) -> usize {
    vehicles.min(height.saturating_sub(FRAME + LEAST_MESSAGES + dock_lines_of(docks)))
}

/// The lines of the view, exactly `height` of them, none wider than `width` columns.
pub fn lines(screen: &Screen, language: Language, width: usize, height: usize) -> Vec<Line> {
    let pick = |en: &'static str, zh: &'static str| match language {
        Language::En => en,
        Language::Zh => zh,
    };
    let mut lines = vec![(Look::Heading, head(screen, language))];
    lines.push((Look::Heading, columns(language)));
    let shown = screen.rows.len();
    for row in &screen.rows {
        lines.push((look(row), cells(row, language)));
    }
    let (first, count) = (screen.first_row, screen.vehicles);
    let more = match language {
        Language::En if shown < count => {
            format!("{} to {} of {count} vehicles", first + 1, first + shown)
        }
        Language::Zh if shown < count => {
            format!("第 {}–{} 架，共 {count} 架", first + 1, first + shown)
        }
        _ => String::new(),
    };
    lines.push((Look::Dim, more));
    lines.extend(dock_lines(&screen.docks, width));
    let left = height.saturating_sub(lines.len() + 1);
    let from = screen.messages.len().saturating_sub(left);
    lines.extend(
        screen.messages[from..]
            .iter()
            .map(|text| (Look::Plain, text.clone())),
    );
    lines.resize(height.saturating_sub(1), (Look::Plain, String::new()));
    lines.push(match &screen.typing {
        Some(text) => (Look::Plain, format!(":{text}_")),
        None => (
            Look::Dim,
            pick(
                "q quit  space pause  + - speed  ↑ ↓ scroll  : command (:help)",
                "q 退出  空格 暂停  + - 速度  ↑ ↓ 滚动  : 命令（:help）",
            )
            .to_owned(),
        ),
    });
    lines.truncate(height);
    for (_, line) in &mut lines {
        *line = fitted(line, width);
    }
    lines
}

fn head(screen: &Screen, language: Language) -> String {
    let (airborne, count) = (screen.airborne, screen.vehicles);
    let (hours, minutes) = (
        screen.elapsed_s as u64 / 3_600,
        screen.elapsed_s as u64 / 60 % 60,
    );
    let seconds = screen.elapsed_s as u64 % 60;
    let elapsed = format!("{hours}:{minutes:02}:{seconds:02}");
    let speed = match (screen.is_paused, language) {
        (true, Language::En) => "paused".to_owned(),
        (true, Language::Zh) => "已暂停".to_owned(),
        _ => format!("×{:.1}", screen.speed),
    };
    match language {
        Language::En => format!(
            "{}  {} (+{elapsed})  {speed}  {airborne} of {count} in the air  {:.0} packets/s  {}",
            screen.scenario, screen.time, screen.packets_per_s, screen.wind
        ),
        Language::Zh => format!(
            "{}  {}（+{elapsed}）  {speed}  空中 {airborne}/{count}  {:.0} 包/秒  {}",
            screen.scenario, screen.time, screen.packets_per_s, screen.wind
        ),
    }
}

fn dock_lines(docks: &[DockCell], width: usize) -> Vec<Line> {
    let mut cells: Vec<&DockCell> = docks.iter().collect();
    cells.sort_by_key(|dock| std::cmp::Reverse(dock_look(dock)));
    let lines = cells.chunks(DOCKS_IN_LINE).take(MOST_DOCK_LINES);
    let lines = lines.map(|docks| {
        let look = docks.iter().map(|dock| dock_look(dock)).max();
        let texts = docks.iter().map(|dock| {
            let faults = dock.faults.join(", ");
            let text = format!("{}: {}  {faults}", dock.name, dock.state);
            fitted(text.trim_end(), (width / DOCKS_IN_LINE).saturating_sub(1))
        });
        let line = texts.collect::<Vec<_>>().join(" ");
        (look.unwrap_or(Look::Dim), line)
    });
    lines.collect()
}

fn dock_look(dock: &DockCell) -> Look {
    if dock.is_jammed {
        Look::Bad
    } else if dock.faults.is_empty() {
        Look::Plain
    } else {
        Look::Warning
    }
}

/// Columns: their headings in both languages and their widths.
const COLUMNS: [(&str, &str, usize); 11] = [
    ("vehicle", "飞行器", 18),
    ("id", "编号", 4),
    ("autopilot", "飞控", 10),
    ("mode", "模式", 14),
    ("state", "状态", 8),
    ("height", "离地高", 8),
    ("speed", "地速", 8),
    ("battery", "电池", 14),
    ("mission", "任务", 8),
    ("sats", "卫星", 5),
    ("lost", "丢包", 6),
];

fn columns(language: Language) -> String {
    let mut line = String::new();
    for (en, zh, width) in COLUMNS {
        line += &fitted(if language == Language::Zh { zh } else { en }, width);
        line.push(' ');
    }
    line + if language == Language::Zh {
        "故障"
    } else {
        "faults"
    }
}

fn state(row: &Row, language: Language) -> &'static str {
    let (en, zh) = match (row.is_wrecked, row.is_airborne, row.is_armed) {
        (true, _, _) => ("WRECKED", "坠毁"),
        (_, true, _) => ("in air", "空中"),
        (_, _, true) => ("armed", "已解锁"),
        _ => ("ground", "地面"),
    };
    if language == Language::Zh { zh } else { en }
}

fn cells(row: &Row, language: Language) -> String {
    let cells = [
        row.name.clone(),
        row.system_id.to_string(),
        row.autopilot.to_owned(),
        row.mode.to_owned(),
        state(row, language).to_owned(),
        format!("{:.0} m", row.height_m),
        format!("{:.1} m/s", row.speed_mps),
        format!("{:3.0} % {:.1} V", row.charge * 100.0, row.voltage_v),
        row.mission
            .map_or("–".to_owned(), |(at, of)| format!("{at}/{of}")),
        row.satellites.to_string(),
        format!("{:.1}%", row.lost * 100.0),
    ];
    let mut line = String::new();
    for (cell, (_, _, width)) in cells.iter().zip(COLUMNS) {
        line += &fitted(cell, width);
        line.push(' ');
    }
    line + &row.faults.join(", ")
}

fn look(row: &Row) -> Look {
    if row.is_wrecked || row.charge < BAD_CHARGE {
        Look::Bad
    } else if !row.faults.is_empty() || row.charge < LOW_CHARGE {
        Look::Warning
    } else if row.is_armed {
        Look::Plain
    } else {
        Look::Dim
    }
}

/// The text cut or filled up to so many columns; Chinese characters take two. Control characters are
/// left out: a name must not move the cursor.
fn fitted(text: &str, columns: usize) -> String {
    let (mut fitted, mut used) = (String::new(), 0);
    let is_longer = text.width() > columns;
    let room = columns.saturating_sub(usize::from(is_longer));
    for character in text.chars().filter(|it| !it.is_control()) {
        let width = character.width().unwrap_or(0);
        if used + width > room {
            break;
        }
        fitted.push(character);
        used += width;
    }
    if is_longer && columns > 0 {
        fitted.push('…');
        used += 1;
    }
    fitted.extend(std::iter::repeat_n(' ', columns.saturating_sub(used)));
    fitted
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(name: &str) -> Row {
        Row {
            name: name.to_owned(),
            system_id: 7,
            autopilot: "ArduPilot",
            mode: "AUTO",
            is_armed: true,
            is_airborne: true,
            is_wrecked: false,
            height_m: 60.4,
            speed_mps: 8.0,
            charge: 0.74,
            voltage_v: 15.3,
            mission: Some((3, 9)),
            satellites: 18,
            lost: 0.0,
            faults: Vec::new(),
        }
    }

    fn screen(rows: Vec<Row>) -> Screen {
        Screen {
            airborne: rows.iter().filter(|row| row.is_airborne).count(),
            vehicles: rows.len(),
            scenario: "calm day".to_owned(),
            time: "2026-11-24 08:00:00".to_owned(),
            elapsed_s: 3_725.0,
            speed: 1.0,
            is_paused: false,
            packets_per_s: 180.0,
            wind: "3 m/s 320°".to_owned(),
            rows,
            docks: Vec::new(),
            messages: (0..50).map(|at| format!("message {at}")).collect(),
            first_row: 0,
            typing: None,
        }
    }

    #[test]
    fn every_line_fills_its_width_in_both_languages_and_there_are_as_many_as_asked_for() {
        let rows = ["drone-1", "海鸥一号巡查无人机（备用）", "\u{1b}[2Jtricky"].map(row);
        for language in [Language::En, Language::Zh] {
            for (width, height) in [(80, 24), (120, 40), (20, 5), (3, 1), (0, 0)] {
                let lines = lines(&screen(rows.to_vec()), language, width, height);
                assert_eq!(lines.len(), height);
                for (_, line) in lines {
                    assert_eq!(line.width(), width, "{line:?}");
                    assert!(!line.contains('\u{1b}'));
                }
            }
        }
    }

    #[test]
    fn a_fleet_larger_than_the_screen_is_scrolled_and_says_what_is_shown() {
        let fits = rows_that_fit(100, 0, 24);
        assert_eq!(fits, 16);
        let rows: Vec<Row> = (84..100).map(|at| row(&format!("drone-{at}"))).collect();
        let mut screen = screen(rows);
        (screen.first_row, screen.vehicles) = (84, 100);
        let shown = lines(&screen, Language::En, 160, 24);
        let text: Vec<&str> = shown.iter().map(|it| it.1.trim_end()).collect();
        assert!(text.iter().any(|line| line.starts_with("drone-99")));
        assert!(text.contains(&"85 to 100 of 100 vehicles"));
        assert!(text.contains(&"message 49"));
    }

    #[test]
    fn docks_stand_below_the_vehicles_and_what_is_wrong_comes_first() {
        let dock = |at: usize| DockCell {
            name: format!("机库-{at}"),
            state: "open".to_owned(),
            faults: Vec::new(),
            is_jammed: at == 17,
        };
        let mut screen = screen(vec![row("a")]);
        screen.docks = (0..20).map(dock).collect();
        let shown = lines(&screen, Language::En, 120, 24);
        assert_eq!(shown.len(), 24);
        assert!(shown.iter().all(|(_, line)| line.width() == 120));
        let of_docks: Vec<_> = shown.iter().filter(|it| it.1.contains("机库")).collect();
        assert_eq!(of_docks.len(), 3);
        let (look, line) = of_docks[0];
        assert_eq!(*look, Look::Bad);
        assert!(line.starts_with("机库-17: open"), "{line}");
        assert_eq!(rows_that_fit(100, 20, 24), 13);
    }

    #[test]
    fn a_vehicle_in_need_is_shown_so() {
        let mut wrecked = row("a");
        wrecked.is_wrecked = true;
        let mut faulty = row("b");
        faulty.faults.push("gnss dead".to_owned());
        let mut empty = row("c");
        empty.charge = 0.1;
        let looks = [wrecked, faulty, empty, row("d")].map(|row| look(&row));
        assert_eq!(looks, [Look::Bad, Look::Warning, Look::Bad, Look::Plain]);
    }

    #[test]
    fn the_head_tells_time_speed_and_how_many_fly() {
        let mut screen = screen(vec![row("a"), row("b")]);
        screen.airborne = 1;
        let head = head(&screen, Language::En);
        assert!(
            head.contains("(+1:02:05)") && head.contains("1 of 2 in the air"),
            "{head}"
        );
        screen.is_paused = true;
        assert!(super::head(&screen, Language::Zh).contains("已暂停"));
    }
}
