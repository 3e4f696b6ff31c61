//! Where the city publishes.

use super::given::{Given, Table};
use super::keys;
use crate::scenario::Publication;
use std::net::Ipv6Addr;
use written::say;

/// Reads `[publish]`.
pub fn read(file: &Table<'_>) -> Option<Publication> {
    let table = file.optional("publish", |given| given.table(&keys::PUBLISH))?;
    let mqtt = table.optional("mqtt", |given| broker(&given));
    let http = table.optional("http", |given| http_address(&given));
    if table.has("mqtt") == table.has("http") {
        let what = say(
            "it publishes to mqtt or to http: give one of them",
            "发布目标为 mqtt 或 http，须给出其中之一",
        );
        let report = table.report;
        report.error("contradiction", &table.spot, what, None);
    }
    mqtt.or(http)
}

/// A host and a port.
fn host_and_port(text: &str) -> Option<(&str, u16)> {
    let (host, port) = text.rsplit_once(':')?;
    let port = port.parse().ok().filter(|port| *port != 0)?;
    let is_address = match host.strip_prefix('[') {
        Some(rest) => rest
            .strip_suffix(']')
            .is_some_and(|rest| rest.parse::<Ipv6Addr>().is_ok()),
        None => {
            let is_good = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
            !host.is_empty() && host.chars().all(is_good)
        }
    };
    is_address.then_some((host, port))
}

fn broker(given: &Given<'_>) -> Option<Publication> {
    let text = given.text()?;
    let Some((host, port)) = host_and_port(text) else {
        let what = say(
            format!("{text:?} is no broker"),
            format!("{text:?} 不是代理服务器地址"),
        );
        let help = say("write \"127.0.0.1:1883\"", "写作 \"127.0.0.1:1883\"");
        given.error("bad-address", what, Some(help));
        return None;
    };
    let host = host.to_owned();
    Some(Publication::Mqtt { host, port })
}

fn http_address(given: &Given<'_>) -> Option<Publication> {
    let url = given.text()?;
    let rest = url.strip_prefix("http://");
    let authority = rest.map(|rest| rest.split('/').next().unwrap_or_default());
    let is_good = authority.is_some_and(|authority| {
        let with_port = format!("{authority}:80");
        host_and_port(authority)
            .or(host_and_port(&with_port))
            .is_some()
    }) && url.bytes().all(|byte| byte.is_ascii_graphic());
    if !is_good {
        let what = say(
            format!("{url:?} is no HTTP address"),
            format!("{url:?} 不是 HTTP 地址"),
        );
        let help = say(
            "write \"http://127.0.0.1:8080/sensors\"",
            "写作 \"http://127.0.0.1:8080/sensors\"",
        );
        given.error("bad-address", what, Some(help));
        return None;
    }
    Some(Publication::Http {
        url: url.to_owned(),
    })
}
