//! What becomes of links, in words.

use super::NewsLine;
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
