//! What was recorded, link by link.

use super::screen::say;
use crate::console::{Colour, Console};
use crate::fleet::published::FleetSnapshot;
use crate::ground_control::live::{LinkStatus, LiveStatus};
use crate::link::hub::Refusals;
use crate::link::recorder::{RecorderAccount, RecorderProblem};
use crate::moment::Ahead;
use crate::news::vehicle_json;
use serde_json::{Map, Value, json};
use std::path::Path;

/// For machines. Our moments are so far ahead of the system's clock.
pub(super) fn json(
    status: &LiveStatus,
    vehicles: &FleetSnapshot,
    ahead: Ahead,
    directory: &Path,
) -> Value {
    let vehicles = vehicles.vehicles().filter(|it| it.life.is_some());
    let vehicles: Vec<Value> = vehicles.map(|it| vehicle_json(it, status, ahead)).collect();
    let links: Vec<Value> = status.links.iter().map(link_json).collect();
    json!({
        "event": "end",
        "messages": status.messages(),
        "lost": status.lost(),
        "vehicles": vehicles,
        "links": links,
        "recorded": status.recorder.as_ref().map(|it| recorder_json(it, directory)),
        "shed_departures": status.shed_departures,
        "shed_news": status.shed_news,
    })
}

fn link_json(link: &LinkStatus) -> Value {
    let traffic = &link.traffic;
    let rejected = &link.rejected;
    json!({
        "name": &*link.name,
        "address": link.address.to_string(),
        "local": link.local,
        "stations": link.is_for_stations,
        "messages": link.frames,
        "received_bytes": traffic.received_bytes,
        "sent_messages": traffic.sent_frames,
        "sent_bytes": traffic.sent_bytes,
        "lost": link.lost,
        "doubled": link.doubled,
        "rejected": {
            "no_start_bytes": rejected.no_start,
            "truncated": rejected.truncated,
            "checksum": rejected.checksum,
            "unproven": rejected.unproven,
            "flags": rejected.flags,
        },
        "refused": refusals(&link.refused),
        "shed_messages": traffic.shed_frames,
        "shed_stream_bytes": link.shed_bytes,
        "put_out": link.put_out,
        "system_drops": link.system_drops,
        "peers": traffic.peers,
        "crowded_out": traffic.peers_crowded_out,
        "turned_away": traffic.refused,
        "read_errors": traffic.read_errors,
        "write_errors": traffic.write_errors,
    })
}

/// How many by reason.
fn refusals(refused: &Refusals) -> Value {
    let named = refused
        .iter()
        .map(|(why, count)| (why.word().to_owned(), count.into()));
    Value::Object(named.collect::<Map<String, Value>>())
}

fn recorder_json(account: &RecorderAccount, directory: &Path) -> Value {
    json!({
        "directory": directory.display().to_string(),
        "messages": account.written_frames,
        "bytes": account.written_bytes,
        "files": account.files,
        "left_out": account.left_out_frames,
        "shed": account.shed_frames,
        "failed": account.failed_frames,
        "unsynced_files": account.unsynced_files,
        "unsynced": account.unsynced.iter().map(problem_json).collect::<Vec<_>>(),
        "problem": account.problem.as_ref().map(problem_json),
    })
}

fn problem_json(problem: &RecorderProblem) -> Value {
    let told = problem.told();
    json!({ "en": told.en, "zh": told.zh })
}

/// For people.
pub(super) fn print(
    status: &LiveStatus,
    vehicles: &FleetSnapshot,
    directory: &Path,
    console: Console,
) {
    for link in &status.links {
        print_link(link, console);
    }
    let heard = vehicles.vehicles().filter(|it| it.life.is_some()).count();
    say(&format!(
        "{} {}, {heard} {}",
        status.messages(),
        console.pick("messages", "条消息"),
        console.pick("vehicles", "架飞行器"),
    ));
    let given_up = [
        (
            status.shed_departures,
            console.pick(
                "messages were not passed on, for too much waited",
                "条消息因等待过多未转发",
            ),
        ),
        (
            status.shed_news,
            console.pick("news were not taken in time", "条消息通知未被及时读取"),
        ),
    ];
    for (count, what) in given_up {
        if count > 0 {
            say(&console.paint(Colour::Yellow, &format!("{count} {what}")));
        }
    }
    if let Some(account) = &status.recorder {
        print_recorder(account, directory, console);
    }
}

fn print_link(link: &LinkStatus, console: Console) {
    say(&format!(
        "{}: {} {}, {}; {} {}",
        link.name,
        link.frames,
        console.pick("messages", "条消息"),
        size(link.traffic.received_bytes),
        link.lost,
        console.pick("lost", "条丢失"),
    ));
    let rejected = &link.rejected;
    let bad = rejected.checksum + rejected.truncated + rejected.unproven + rejected.flags;
    let counts = [
        (bad, console.pick("pieces were no frames", "段数据不是帧")),
        (
            link.traffic.shed_frames,
            console.pick("messages were not taken", "条消息未被接收"),
        ),
        (
            link.system_drops.unwrap_or(0),
            console.pick("datagrams were dropped by the system", "个数据报被系统丢弃"),
        ),
        (
            link.traffic.refused,
            console.pick(
                "connections and datagrams of newcomers were turned away",
                "个新连接或数据报被拒",
            ),
        ),
        (
            link.traffic.peers_crowded_out,
            console.pick("peers made room for others", "个对端被挤出"),
        ),
        (
            link.traffic.read_errors + link.traffic.write_errors,
            console.pick("errors of the system", "次系统错误"),
        ),
    ];
    let counts = counts.into_iter().filter(|(count, _)| *count > 0);
    let counts = counts.map(|(count, what)| format!("{count} {what}"));
    let unknown = link.system_drops.is_none().then(|| {
        let what = "it is not known whether the system dropped datagrams";
        console.pick(what, "无法得知系统是否丢弃数据报").to_owned()
    });
    let refused = link.refused.iter();
    let refused =
        refused.map(|(why, count)| format!("{count} × {}", console.text(&why.in_words())));
    for line in counts.chain(unknown).chain(refused) {
        say(&format!("  {line}"));
    }
}

fn print_recorder(account: &RecorderAccount, directory: &Path, console: Console) {
    let text = format!(
        "{} {} ({}, {} {}) → {}",
        account.written_frames,
        console.pick("recorded", "条已记录"),
        size(account.written_bytes),
        account.files,
        console.pick("logs", "个日志"),
        directory.display(),
    );
    say(&console.paint(Colour::Green, &text));
    let missing = account.shed_frames + account.failed_frames;
    if missing > 0 {
        let what = console.pick("messages are missing in the logs", "条消息未能记录");
        let text = format!("{missing} {what}");
        say(&console.paint(Colour::Red, &text));
    }
    if account.unsynced_files > 0 {
        let what = console.pick("logs may not be on the disk", "个日志可能未写入磁盘");
        let text = format!("{} {what}", account.unsynced_files);
        say(&console.paint(Colour::Red, &text));
    }
    for problem in account.unsynced.iter().chain(&account.problem) {
        say(&console.paint(Colour::Red, console.text(&problem.told())));
    }
}

/// Bytes as people read them.
pub(super) fn size(bytes: u64) -> String {
    let units = ["B", "kB", "MB", "GB"];
    let mut value = bytes as f64;
    let mut unit = 0;
    while value >= 1_000.0 && unit + 1 < units.len() {
        value /= 1_000.0;
        unit += 1;
    }
    match unit {
        0 => format!("{bytes} B"),
        _ => format!("{value:.1} {}", units.get(unit).unwrap_or(&"")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::link::hub::Refusal;
    use std::collections::BTreeSet;

    #[test]
    fn each_refusal_has_a_word_of_its_own_for_machines() {
        let words: BTreeSet<&str> = Refusal::ALL.iter().map(|it| it.word()).collect();
        assert_eq!(words.len(), Refusal::ALL.len());
        let is_plain = |word: &str| word.bytes().all(|it| it == b'-' || it.is_ascii_lowercase());
        assert!(words.iter().all(|word| is_plain(word)), "{words:?}");
        assert!(words.contains("no-such-vehicle") && words.contains("unsigned"));
    }

    #[test]
    fn sizes_are_short() {
        assert_eq!(size(999), "999 B");
        assert_eq!(size(1_000), "1.0 kB");
        assert_eq!(size(64_500_000), "64.5 MB");
        assert_eq!(size(7_000_000_000_000), "7000.0 GB");
    }
}
