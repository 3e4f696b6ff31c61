//! The options behind the question mark of a link.

use crate::command_line::value_error;
use crate::link::transport::LinkAddress;
use geofences::Bilingual;

/// An address, and the options that were written behind it.
pub(super) struct Options<'a> {
    pub(super) address: LinkAddress,
    /// Name and value, in their order.
    pub(super) given: Vec<(&'a str, &'a str)>,
}

/// The option that belongs to the address.
const BAUD: &str = "baud";

/// Takes a link apart, where its options are among these and each stands once.
pub(super) fn read<'a>(text: &'a str, known: &[&str]) -> Result<Options<'a>, String> {
    let (address, options) = text.split_once('?').unwrap_or((text, ""));
    let mut address = address.to_owned();
    let is_serial = address.starts_with("serial://");
    let mut given: Vec<(&str, &str)> = Vec::new();
    for option in options.split('&').filter(|it| !it.is_empty()) {
        let (name, value) = option.split_once('=').unwrap_or((option, ""));
        let is_second = given.iter().any(|(before, _)| *before == name);
        if is_second {
            return Err(error(
                &format!("{name} stands twice"),
                &format!("{name} 重复"),
            ));
        }
        if name == BAUD && is_serial {
            address = format!("{address}?{option}");
        } else if !known.contains(&name) {
            return Err(unknown(name, known, is_serial));
        } else if value.is_empty() {
            return Err(error(
                &format!("{name} has no value"),
                &format!("{name} 缺少取值"),
            ));
        }
        given.push((name, value));
    }
    let address = address
        .parse::<LinkAddress>()
        .map_err(|problem| value_error(&problem.told()))?;
    Ok(Options { address, given })
}

impl<'a> Options<'a> {
    /// The value of an option, where it is given.
    pub(super) fn value(&self, name: &str) -> Option<&'a str> {
        let mut given = self.given.iter();
        given.find(|(it, _)| *it == name).map(|(_, value)| *value)
    }

    /// The one of some values that an option has; the first one where it is not given.
    pub(super) fn one_of<T: Copy>(&self, name: &str, values: &[(&str, T)]) -> Result<T, String> {
        let given = self.value(name).or(values.first().map(|(word, _)| *word));
        let found = values.iter().find(|(word, _)| Some(*word) == given);
        found.map(|(_, value)| *value).ok_or_else(|| {
            let words: Vec<&str> = values.iter().map(|(word, _)| *word).collect();
            let (given, words) = (given.unwrap_or_default(), words.join(", "));
            error(
                &format!("{name}: \"{given}\" is none of {words}"),
                &format!("{name}：“{given}”无效，可选：{words}"),
            )
        })
    }
}

fn unknown(name: &str, known: &[&str], is_serial: bool) -> String {
    let of_address = is_serial.then_some(BAUD);
    let known: Vec<&str> = known.iter().copied().chain(of_address).collect();
    let known = known.join(", ");
    error(
        &format!("there is no option \"{name}\"; there are {known}"),
        &format!("没有选项“{name}”；可用：{known}"),
    )
}

pub(super) fn error(en: &str, zh: &str) -> String {
    value_error(&Bilingual::new(en, zh))
}
