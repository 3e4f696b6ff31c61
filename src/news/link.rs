//! What becomes of links, in words.

use super::NewsLine;
use crate::clock::LEAP_US;
use crate::console::Colour;
use crate::ground_control::live::LinkNews;
use crate::moment::Moment;
use geofences::Bilingual;

/// The line for what became of a link.
pub(super) fn line(at: Moment, name: &str, news: &LinkNews) -> NewsLine {
    let (kind, colour, text) = match news {
        LinkNews::Added(_) => ("link-added", None, Bilingual::new("added", "已添加")),
        LinkNews::NotAdded(why) => ("link-not-added", Some(Colour::Red), why.clone()),
        LinkNews::Removed(_) => ("link-removed", None, Bilingual::new("removed", "已移除")),
        LinkNews::NoSuchLink => (
            "no-such-link",
            Some(Colour::Red),
            Bilingual::new("there is no such link", "没有该链路"),
        ),
        LinkNews::Up(Some(local)) => (
            "link-up",
            Some(Colour::Green),
            Bilingual::new(format!("open at {local}"), format!("已打开，地址 {local}")),
        ),
        LinkNews::Up(None) => (
            "link-up",
            Some(Colour::Green),
            Bilingual::new("open", "已打开"),
        ),
        LinkNews::Down(why) => (
            "link-down",
            Some(Colour::Red),
            Bilingual::new(
                format!("{}; it is tried again", why.en),
                format!("{}；将重试", why.zh),
            ),
        ),
        LinkNews::PeerGone(_, why) => (
            "peer-gone",
            None,
            Bilingual::new(
                format!("somebody behind it is gone: {}", why.en),
                format!("一个对端已离开：{}", why.zh),
            ),
        ),
        LinkNews::MorePeersGone(count) => (
            "peer-gone",
            Some(Colour::Yellow),
            Bilingual::new(
                format!("{count} more behind it are gone, within a second"),
                format!("一秒内另有 {count} 个对端离开"),
            ),
        ),
        LinkNews::MoreRefused(count) => (
            "refused",
            Some(Colour::Yellow),
            Bilingual::new(
                format!("{count} more messages of its stations were refused, within a second"),
                format!("一秒内另有 {count} 条地面站消息被拒绝"),
            ),
        ),
    };
    NewsLine {
        at,
        kind,
        vehicle: None,
        link: Some(name.to_owned()),
        colour,
        text,
    }
}

/// What a step of the system's clock means.
pub(super) fn clock_stepped(by_us: i64) -> Bilingual {
    let seconds = by_us.unsigned_abs() as f64 / 1e6;
    match by_us {
        LEAP_US.. => Bilingual::new(
            format!(
                "the system's clock was put forward by {seconds:.1} s: all that was heard is older by that"
            ),
            format!("系统时钟向前调整了 {seconds:.1} 秒：此前数据的时效随之增加"),
        ),
        0.. => Bilingual::new(
            format!(
                "the system's clock was put forward by {seconds:.1} s: ages are up to an eighth too long until \
                 eight times as much has passed"
            ),
            format!(
                "系统时钟向前调整了 {seconds:.1} 秒：在八倍时长内，数据时效的误差不超过八分之一（偏长）"
            ),
        ),
        _ => Bilingual::new(
            format!(
                "the system's clock was put back by {seconds:.1} s: ages are up to an eighth \
                 too short until eight times as much has passed"
            ),
            format!(
                "系统时钟向后调整了 {seconds:.1} 秒：在八倍时长内，数据时效的误差不超过八分之一（偏短）"
            ),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_of_the_clock_is_said_with_its_direction() {
        let forward = clock_stepped(60_000_000);
        assert!(forward.en.contains("forward by 60.0 s"), "{}", forward.en);
        assert!(forward.zh.contains("向前调整了 60.0 秒"), "{}", forward.zh);
        assert!(forward.en.contains("too long"), "{}", forward.en);
        let leapt = clock_stepped(86_400_000_000);
        assert!(leapt.en.contains("older by that"), "{}", leapt.en);
        let back = clock_stepped(-3_600_000_000);
        assert!(back.en.contains("back by 3600.0 s"), "{}", back.en);
        assert!(back.en.contains("too short"), "{}", back.en);
    }
}
