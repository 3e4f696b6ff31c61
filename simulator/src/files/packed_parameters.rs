//! `@PARAM/param.pck`: all parameters of an ArduPilot in one file (its `AP_Filesystem_Param`).

use super::Refusal;
use crate::autopilot::parameters::{ARDUPILOT, Parameters};
use mavlink::dialects::ardupilotmega::MavParamType;
use std::collections::HashMap;
use std::sync::LazyLock;

/// The file's name.
pub const PATH: &str = "@PARAM/param.pck";
/// The file begins so.
const MAGIC: u16 = 0x671B;
/// It begins so where it tells defaults.
const MAGIC_WITH_DEFAULTS: u16 = 0x671C;
/// The size that is told beforehand counts so many bytes for each parameter.
const GUESSED_BYTES: u32 = 12;
/// Invalid argument (POSIX).
const EINVAL: u8 = 22;
/// In the flags of a parameter: its default follows.
const DEFAULT_FOLLOWS: u8 = 1 << 4;

/// Defaults of those that do not come with them.
static DEFAULTS: LazyLock<HashMap<&'static str, f64>> = LazyLock::new(|| {
    include_str!("../../parameters/ardupilot.defaults")
        .lines()
        .filter_map(|line| {
            let (name, value) = line.split_once('\t')?;
            Some((name, value.parse().ok()?))
        })
        .collect()
});

/// What is asked for behind the file's name, as in `?start=10&count=5&withdefaults=1`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Part {
    /// The first parameter.
    start: usize,
    /// At most so many; 0 for all.
    count: usize,
    /// Whether to tell defaults.
    with_defaults: bool,
}

impl Part {
    /// From a path; `None` where it is another file.
    pub fn of(path: &str) -> Option<Self> {
        let rest = path.trim_start_matches('/').strip_prefix(PATH)?;
        let mut part = Self::default();
        let arguments = match rest.strip_prefix('?') {
            Some(arguments) => arguments,
            None if rest.is_empty() => return Some(part),
            None => return None,
        };
        for argument in arguments.split('&') {
            match argument.split_once('=') {
                Some(("start", number)) => part.start = number.parse().unwrap_or(0),
                Some(("count", number)) => part.count = number.parse().unwrap_or(0),
                Some(("withdefaults", number)) => part.with_defaults = number == "1",
                _ => {}
            }
        }
        Some(part)
    }
}

/// The size that is told when the file is opened: a guess, larger than it will be.
pub fn told_bytes(parameters: &Parameters) -> u32 {
    parameters.count() as u32 * GUESSED_BYTES
}

/// The file, for a client that reads `block` bytes at a time.
///
/// # Errors
/// Where it would start behind the last parameter.
pub fn pack(parameters: &Parameters, part: Part, block: u8) -> Result<Vec<u8>, Refusal> {
    let total = parameters.count();
    let left = total.checked_sub(part.start).filter(|left| *left > 0);
    let mut count = left.ok_or(Refusal::Errno(EINVAL))?;
    if part.count > 0 {
        count = count.min(part.count);
    }
    let magic = if part.with_defaults {
        MAGIC_WITH_DEFAULTS
    } else {
        MAGIC
    };
    let mut file = Vec::with_capacity(count * GUESSED_BYTES as usize);
    for number in [magic, count as u16, total as u16] {
        file.extend_from_slice(&number.to_le_bytes());
    }
    let mut last_name = "";
    for index in part.start..part.start + count {
        let Some((name, value, kind)) = parameters.at(index) else {
            break;
        };
        let default = part.with_defaults.then(|| default_of(name, index));
        let default = default.filter(|default| *default != value);
        push(&mut file, (last_name, name), kind, (value, default), block);
        last_name = name;
    }
    Ok(file)
}

fn default_of(name: &str, index: usize) -> f64 {
    let as_it_comes = ARDUPILOT.list().get(index).map_or(0.0, |it| it.value);
    DEFAULTS.get(name).copied().unwrap_or(as_it_comes)
}

fn push(
    file: &mut Vec<u8>,
    (last_name, name): (&str, &str),
    kind: MavParamType,
    (value, default): (f64, Option<f64>),
    block: u8,
) {
    let pairs = name.bytes().zip(last_name.bytes());
    let common = pairs.take_while(|(a, b)| a == b).count();
    let rest = &name.as_bytes()[common..];
    let (number, length) = match kind {
        MavParamType::MAV_PARAM_TYPE_INT8 | MavParamType::MAV_PARAM_TYPE_UINT8 => (1, 1),
        MavParamType::MAV_PARAM_TYPE_INT16 | MavParamType::MAV_PARAM_TYPE_UINT16 => (2, 2),
        MavParamType::MAV_PARAM_TYPE_INT32 | MavParamType::MAV_PARAM_TYPE_UINT32 => (3, 4),
        _ => (4, 4),
    };
    let values = if default.is_some() {
        2 * length
    } else {
        length
    };
    let end = file.len() + 2 + rest.len() + values;
    let over = end % usize::from(block.max(1));
    if length > 1 && (1..length).contains(&over) {
        // No value lies across two blocks, so that a block that is read again later has whole values.
        file.resize(file.len() + length - over, 0);
    }
    let flags = if default.is_some() {
        DEFAULT_FOLLOWS
    } else {
        0
    };
    file.push(number | flags);
    file.push(common as u8 | ((rest.len() as u8).wrapping_sub(1) << 4));
    file.extend_from_slice(rest);
    for value in [Some(value), default].into_iter().flatten() {
        let bytes = if number == 4 {
            (value as f32).to_le_bytes()
        } else {
            (value as i64 as i32).to_le_bytes()
        };
        file.extend_from_slice(&bytes[..length]);
    }
}
