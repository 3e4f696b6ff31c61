//! What is wrong with an address, and what would be right.

use super::serial::BAUDS;
use geofences::Bilingual;
use std::fmt;
use std::net::IpAddr;

/// An address that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddressProblem {
    text: String,
    part: Part,
}

/// The part of an address that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// There is no `://`.
    NoScheme,
    /// What stands before `://` is no kind of link.
    Scheme(String),
    /// No host before the port.
    NoHost,
    /// The host is no IP address.
    Host(String),
    /// An IPv6 address without brackets.
    NoBrackets(String),
    /// No port.
    NoPort,
    /// The port is no number up to 65535.
    Port(String),
    /// Something behind the port.
    Rest(String),
    /// An address of all hosts, where one is needed.
    AnyHost(IpAddr),
    /// Port 0, where one is needed.
    AnyPort,
    /// A multicast or broadcast address.
    Crowd(IpAddr),
    /// No absolute path of a device.
    SerialPath(String),
    /// The system knows no such speed.
    Baud(String),
    /// An option that serial lines do not have, or have once.
    Option(String),
}

impl AddressProblem {
    pub(super) fn new(text: &str, part: Part) -> Self {
        let text = text.to_owned();
        Self { text, part }
    }

    /// What is wrong.
    pub fn part(&self) -> &Part {
        &self.part
    }

    /// The problem in both languages.
    pub fn told(&self) -> Bilingual {
        let (en, zh) = self.part.told();
        let text = &self.text;
        Bilingual::new(format!("{text}: {en}"), format!("{text}：{zh}"))
    }
}

impl fmt::Display for AddressProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.told().en)
    }
}

impl std::error::Error for AddressProblem {}

/// All kinds of links.
const KINDS: &str = "udp-listen://, udp://, tcp-listen://, tcp://, serial://";

impl Part {
    fn told(&self) -> (String, String) {
        match self {
            Self::NoScheme => (
                format!("begin with the kind of link: one of {KINDS}"),
                format!("请以链路类型开头：{KINDS} 之一"),
            ),
            Self::Scheme(scheme) => told_of_scheme(scheme),
            Self::NoHost => (
                "no host before the port; 127.0.0.1 is this machine, 0.0.0.0 or [::] all networks"
                    .to_owned(),
                "端口前缺少主机；127.0.0.1 为本机，0.0.0.0 或 [::] 表示在所有网络上监听".to_owned(),
            ),
            Self::Host(host) => (
                format!(
                    "host: {host:?} is no IP address; names are not looked up, write its numbers"
                ),
                format!("主机：{host:?} 不是 IP 地址；不解析名称，请写数字地址"),
            ),
            Self::NoBrackets(host) => (
                format!("host: an IPv6 address stands in brackets: [{host}]"),
                format!("主机：IPv6 地址须写在方括号内：[{host}]"),
            ),
            Self::NoPort => (
                "no port; MAVLink's usual ones are 14550 (UDP) and 5760 (TCP)".to_owned(),
                "缺少端口；MAVLink 常用端口为 14550（UDP）和 5760（TCP）".to_owned(),
            ),
            Self::Port(port) => (
                format!("port: {port:?} is no number from 0 to 65535"),
                format!("端口：{port:?} 不是 0 到 65535 的数字"),
            ),
            Self::Rest(rest) => (
                format!("nothing may follow the port: {rest:?}"),
                format!("端口之后不应有其他内容：{rest:?}"),
            ),
            Self::AnyHost(host) => (
                format!("host: {host} can only be listened on; write where to send to"),
                format!("主机：{host} 只能用于监听；请写发送目标"),
            ),
            Self::AnyPort => (
                "port: 0 can only be listened on; write the port to send to".to_owned(),
                "端口：0 只能用于监听；请写目标端口".to_owned(),
            ),
            Self::Crowd(host) => (
                format!("host: {host} is many machines; a link leads to addresses of single ones"),
                format!("主机：{host} 代表多台机器；链路只能使用单台机器的地址"),
            ),
            Self::SerialPath(path) => (
                format!(
                    "device: {path:?} is no absolute path; write serial:///dev/ttyUSB0?baud=57600"
                ),
                format!("设备：{path:?} 不是绝对路径；请写成 serial:///dev/ttyUSB0?baud=57600"),
            ),
            Self::Baud(baud) => {
                let known: Vec<String> = BAUDS.iter().map(|(it, _)| it.to_string()).collect();
                let known = known.join(", ");
                (
                    format!("baud: {baud:?} is no speed of serial lines; those are {known}"),
                    format!("波特率：不支持 {baud:?}；可用：{known}"),
                )
            }
            Self::Option(option) => (
                format!("option {option:?}: there is one, baud, and it stands once"),
                format!("选项 {option:?}：只有 baud 一个选项，且只能出现一次"),
            ),
        }
    }
}

fn told_of_scheme(scheme: &str) -> (String, String) {
    // MAVSDK's, MAVProxy's and pymavlink's words for the same.
    let meant = match scheme.to_ascii_lowercase().as_str() {
        "udpin" | "udp-listen" => Some("udp-listen://"),
        "udpout" | "udp" => Some("udp://"),
        "tcpin" | "tcp-listen" => Some("tcp-listen://"),
        "tcpout" | "tcp" => Some("tcp://"),
        "serial" => Some("serial://"),
        _ => None,
    };
    let meant = meant.unwrap_or(KINDS);
    (
        format!("kind of link: {scheme:?} is not known; write {meant}"),
        format!("链路类型：未知的 {scheme:?}；请写 {meant}"),
    )
}
