//! The file with the keys: apart from the configuration, and for its owner's eyes only.
//!
//! A line is a name, whose key it is, and the key, apart by spaces: `GROUP SYSTEM HEX` for a vehicle, or
//! `ENDPOINT stations HEX` for the stations at an endpoint. Empty lines, and lines that begin with `#`, say
//! nothing.

use super::Key;
use geofences::Bilingual;
use std::fmt;
use std::fs;
use std::path::Path;

/// Whose key it is, by the names of the configuration.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum KeyFor {
    /// A vehicle.
    Vehicle {
        /// The name of its group of links.
        group: String,
        /// Its system id.
        system: u8,
    },
    /// The stations at an endpoint.
    Stations {
        /// The endpoint's name.
        endpoint: String,
    },
}

/// A key, and whose it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedKey {
    /// Whose.
    pub whose: KeyFor,
    /// The key.
    pub key: Key,
}

/// What is wrong with the file. It never says what a key is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyProblem {
    /// In which line, from 1; `None` for the file as a whole.
    pub line: Option<usize>,
    /// What.
    pub what: Bilingual,
}

/// Who stands in the second place of an endpoint's line.
const STATIONS: &str = "stations";
const KEY_BYTES: usize = 32;
/// Permissions of others than the owner.
#[cfg(unix)]
const OF_OTHERS: u32 = 0o077;

impl fmt::Display for KeyFor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Vehicle { group, system } => write!(f, "{group} {system}"),
            Self::Stations { endpoint } => write!(f, "{endpoint} {STATIONS}"),
        }
    }
}

impl KeyFor {
    /// What stands before a key, or before what is kept of it.
    pub(super) fn parse(name: &str, who: &str) -> Option<Self> {
        if who == STATIONS {
            let endpoint = name.to_owned();
            return Some(Self::Stations { endpoint });
        }
        let system = who.parse().ok().filter(|system| *system != 0)?;
        let group = name.to_owned();
        Some(Self::Vehicle { group, system })
    }
}

/// Reads the file with the keys.
///
/// # Errors
/// All problems: it cannot be read, others may read it, and what is wrong in which line.
pub fn read_keys(path: &Path) -> Result<Vec<NamedKey>, Vec<KeyProblem>> {
    let mut problems = Vec::new();
    let of_the_file = |what| KeyProblem { line: None, what };
    let unreadable = |error: std::io::Error| {
        of_the_file(Bilingual::new(
            format!("the keys cannot be read: {error}"),
            format!("无法读取密钥文件：{error}"),
        ))
    };
    let file = fs::File::open(path).map_err(|error| vec![unreadable(error)])?;
    // Asked of what was opened, so that it cannot be exchanged in between.
    match file.metadata() {
        Ok(about) if is_open_to_others(&about) => problems.push(of_the_file(Bilingual::new(
            "others than its owner may read or write the file with the keys: chmod 600",
            "密钥文件对其他用户可读或可写：请执行 chmod 600",
        ))),
        Ok(_) => {}
        Err(error) => problems.push(unreadable(error)),
    }
    let text = std::io::read_to_string(file).map_err(|error| vec![unreadable(error)])?;
    match parse_keys(&text) {
        Ok(keys) if problems.is_empty() => Ok(keys),
        Ok(_) => Err(problems),
        Err(more) => {
            problems.extend(more);
            Err(problems)
        }
    }
}

#[cfg(unix)]
fn is_open_to_others(about: &fs::Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt;
    about.permissions().mode() & OF_OTHERS != 0
}

#[cfg(not(unix))]
fn is_open_to_others(_: &fs::Metadata) -> bool {
    false
}

/// Reads keys from a text.
///
/// # Errors
/// All problems, each with its line.
pub fn parse_keys(text: &str) -> Result<Vec<NamedKey>, Vec<KeyProblem>> {
    let (mut keys, mut problems) = (Vec::<NamedKey>::new(), Vec::new());
    for (number, line) in text.lines().enumerate() {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let key = parse_line(line).and_then(|key| {
            let is_second = keys.iter().any(|known| known.whose == key.whose);
            if is_second {
                Err(twice(&key.whose))
            } else {
                Ok(key)
            }
        });
        match key {
            Ok(key) => keys.push(key),
            Err(what) => problems.push(KeyProblem {
                line: Some(number + 1),
                what,
            }),
        }
    }
    if problems.is_empty() {
        Ok(keys)
    } else {
        Err(problems)
    }
}

fn twice(whose: &KeyFor) -> Bilingual {
    Bilingual::new(
        format!("a second key for {whose}"),
        format!("{whose} 的密钥重复"),
    )
}

fn parse_line(line: &str) -> Result<NamedKey, Bilingual> {
    let mut words = line.split_whitespace();
    let (Some(name), Some(who), Some(hex), None) =
        (words.next(), words.next(), words.next(), words.next())
    else {
        return Err(Bilingual::new(
            "a line is a name, a system id or \"stations\", and a key",
            "每行应为：名称、系统编号或 stations、密钥",
        ));
    };
    let whose = KeyFor::parse(name, who).ok_or_else(|| {
        Bilingual::new(
            "the second word is neither a system id (1 to 255) nor \"stations\"",
            "第二项应为系统编号（1 至 255）或 stations",
        )
    })?;
    let key = parse_hex(hex).ok_or_else(|| {
        Bilingual::new(
            "the key is not 64 hexadecimal digits",
            "密钥应为 64 位十六进制数字",
        )
    })?;
    if key.0 == [0; KEY_BYTES] {
        return Err(Bilingual::new("the key is all zeros", "密钥全为零"));
    }
    Ok(NamedKey { whose, key })
}

fn parse_hex(hex: &str) -> Option<Key> {
    let mut key = [0; KEY_BYTES];
    let digits = hex.as_bytes();
    if digits.len() != 2 * KEY_BYTES {
        return None;
    }
    for (byte, pair) in key.iter_mut().zip(digits.chunks_exact(2)) {
        let digit = |at: usize| char::from(*pair.get(at)?).to_digit(16);
        *byte = u8::try_from(digit(0)? << 4 | digit(1)?).ok()?;
    }
    Some(Key(key))
}

#[cfg(test)]
mod tests;
