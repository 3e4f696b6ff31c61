//! Lists that were read before, kept as text beside the hash that the vehicle told of them.
//!
//! A file holds a list as it was when it was read, never what changed since: only then does the same hash
//! mean the same list. What the hash does not cover (PX4 leaves out what it calls volatile: hours flown, and
//! the like) is as old as the file. It is only ever a saving: whatever is wrong with a file, it is as if
//! there were none.

use super::encoding::{bits_of, type_number, type_of_number, value_of};
use super::{NO_INDEX, ParameterSet};
use crate::link::report::{AutopilotVersion, ParameterName, ParameterType};
use crate::moment::{Ahead, Moment};
use geofences::Bilingual;
use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

/// The first line of a file.
const TITLE: &str = "haiou parameters 1";
/// A file is no longer than this.
const LONGEST_FILE: u64 = 1 << 20;

/// Of which vehicle a list is: a board, and the firmware on it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct CacheKey {
    hardware: String,
    firmware: String,
}

impl CacheKey {
    /// By what an autopilot says of itself; `None` where its hardware has no number of its own, for then it
    /// could be any.
    pub fn of(version: &AutopilotVersion) -> Option<Self> {
        let id = &version.hardware_id;
        let is_told = (1..=64).contains(&id.len()) && id.iter().any(|byte| *byte != 0);
        is_told.then(|| Self {
            hardware: hex(id),
            firmware: format!("{}-{}", hex(&version.firmware), hex(&version.git_hash)),
        })
    }

    fn file_name(&self) -> String {
        format!("{}-{}.parameters", self.hardware, self.firmware)
    }
}

/// A list that was read before.
#[derive(Clone, Debug, PartialEq)]
pub struct CachedList {
    /// What the vehicle told then as the hash over all of them.
    pub hash: u32,
    /// When it was read, by our clock.
    pub read: Moment,
    /// The list; confirmed by nobody yet.
    pub set: ParameterSet,
}

/// Why there is no list.
#[derive(Clone, Debug, PartialEq)]
pub enum NoCache {
    /// None was written.
    None,
    /// There is a file, and it is not used.
    Unusable(Bilingual),
}

/// The folder of lists.
#[derive(Clone, Debug)]
pub struct ParameterCache {
    folder: PathBuf,
}

impl ParameterCache {
    /// Lists in this folder.
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self {
            folder: folder.into(),
        }
    }

    /// The list of a vehicle. Our clock is so far ahead of the system's, by which the files are.
    ///
    /// # Errors
    /// There is none, or it is not whole.
    pub fn read(&self, key: &CacheKey, ahead: Ahead) -> Result<CachedList, NoCache> {
        let file = match File::open(self.folder.join(key.file_name())) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(NoCache::None),
            Err(error) => return Err(unreadable(&error)),
            Ok(file) => file,
        };
        let mut text = String::new();
        // One byte more than may be, so that a longer file is seen to be one.
        let read = file.take(LONGEST_FILE + 1).read_to_string(&mut text);
        read.map_err(|error| unreadable(&error))?;
        if text.len() as u64 > LONGEST_FILE {
            return Err(unusable("it is too long", "文件过长"));
        }
        parse(&text, key, ahead)
    }

    /// Writes the list of a vehicle, as it was just read: beside the old one first, then in its place, so
    /// that there is always a whole one. Our clock is so far ahead of the system's.
    ///
    /// # Errors
    /// It cannot be written; the old one stands.
    pub fn write(&self, key: &CacheKey, list: &CachedList, ahead: Ahead) -> io::Result<()> {
        fs::create_dir_all(&self.folder)?;
        let target = self.folder.join(key.file_name());
        let beside = target.with_extension("parameters-new");
        let written = write_whole(&beside, &text_of(key, list, ahead));
        match written.and_then(|()| fs::rename(&beside, &target)) {
            Ok(()) => File::open(&self.folder)?.sync_all(),
            Err(error) => {
                // What is left of it is written over the next time.
                let _ = fs::remove_file(&beside);
                Err(error)
            }
        }
    }
}

fn write_whole(path: &Path, text: &str) -> io::Result<()> {
    let mut file = File::create(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

fn unreadable(error: &io::Error) -> NoCache {
    unusable(
        format!("it cannot be read: {error}"),
        format!("无法读取：{error}"),
    )
}

fn unusable(en: impl AsRef<str>, zh: impl AsRef<str>) -> NoCache {
    NoCache::Unusable(Bilingual::new(
        format!("The saved parameter list is not used: {}.", en.as_ref()),
        format!("未使用已保存的参数列表：{}。", zh.as_ref()),
    ))
}

fn hex(bytes: &[u8]) -> String {
    let mut text = String::new();
    for byte in bytes {
        // A string takes what it is given.
        let _ = write!(text, "{byte:02x}");
    }
    text
}

/// The file of a list: a head, a line for each parameter (name, type, value, index), and a sum.
fn text_of(key: &CacheKey, list: &CachedList, ahead: Ahead) -> String {
    let mut text = format!(
        "{TITLE}\nhardware {}\nfirmware {}\nhash {:08x}\nread {}\ncount {}\n",
        key.hardware,
        key.firmware,
        list.hash,
        ahead.to_system(list.read).us(),
        list.set.len()
    );
    for parameter in list.set.iter() {
        let number = type_number(parameter.parameter_type);
        let index = parameter.index.unwrap_or(NO_INDEX);
        let name = parameter.name.as_str();
        let _ = writeln!(
            text,
            "{name}\t{number}\t{}\t{index}",
            value_text(list, parameter.name)
        );
    }
    let _ = writeln!(text, "sum {:08x}", crc32fast::hash(text.as_bytes()));
    text
}

/// A value so that it can be read back to the bit: what is no number by its bits.
fn value_text(list: &CachedList, name: ParameterName) -> String {
    let Some((bits, parameter_type)) = list.set.bits(name) else {
        return String::new();
    };
    let float = f32::from_bits(bits);
    match parameter_type {
        ParameterType::F32 if float.is_finite() => format!("{float}"),
        ParameterType::F32 => format!("0x{bits:08x}"),
        _ => format!("{}", value_of(bits, parameter_type)),
    }
}

fn parse(text: &str, key: &CacheKey, ahead: Ahead) -> Result<CachedList, NoCache> {
    let damaged = || unusable("it is damaged", "文件已损坏");
    let (content, sum) = text
        .strip_suffix('\n')
        .and_then(|text| text.rsplit_once("\nsum "))
        .ok_or_else(damaged)?;
    let end = content.len() + 1;
    let content = text.get(..end).ok_or_else(damaged)?;
    if u32::from_str_radix(sum, 16) != Ok(crc32fast::hash(content.as_bytes())) {
        return Err(damaged());
    }
    let mut lines = content.lines();
    if lines.next() != Some(TITLE) {
        return Err(unusable("it has another format", "格式不同"));
    }
    let mut head = |name: &str| {
        let line = lines.next().and_then(|line| line.strip_prefix(name));
        line.and_then(|rest| rest.strip_prefix(' '))
            .ok_or_else(damaged)
    };
    if head("hardware")? != key.hardware || head("firmware")? != key.firmware {
        return Err(unusable("it is of another vehicle", "属于另一架飞行器"));
    }
    let hash = u32::from_str_radix(head("hash")?, 16).map_err(|_| damaged())?;
    let read = head("read")?
        .parse()
        .map(|us| ahead.of_system(Moment::from_us(us)))
        .map_err(|_| damaged())?;
    let count: usize = head("count")?.parse().map_err(|_| damaged())?;
    let parameters = lines.map(parameter).collect::<Option<Vec<_>>>();
    let mut set = ParameterSet::whole(parameters.ok_or_else(damaged)?, read);
    set.doubt();
    if set.len() != count {
        return Err(damaged());
    }
    Ok(CachedList { hash, read, set })
}

fn parameter(line: &str) -> Option<(ParameterName, u32, ParameterType, u16)> {
    let mut fields = line.split('\t');
    let name = ParameterName::new(fields.next()?)?;
    let parameter_type = type_of_number(fields.next()?.parse().ok()?)?;
    let value = fields.next()?;
    let bits = match (value.strip_prefix("0x"), parameter_type) {
        (Some(bits), _) => u32::from_str_radix(bits, 16).ok()?,
        (None, ParameterType::F32) => value.parse::<f32>().ok()?.to_bits(),
        (None, _) => bits_of(value.parse().ok()?, parameter_type)?,
    };
    let index = fields.next()?.parse().ok()?;
    fields
        .next()
        .is_none()
        .then_some((name, bits, parameter_type, index))
}
