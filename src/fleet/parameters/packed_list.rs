//! ArduPilot's whole list in one file, `@PARAM/param.pck` (its `AP_Filesystem_Param`).
//!
//! Three numbers of 16 bits: magic, how many parameters are in it, how many there are. Then each: a byte with
//! type and flags, a byte with how much of the last name goes on and how long the rest is, the rest, the
//! value, and the default where a flag says so. Between two there may be zeros, so that no value lies across
//! two blocks. Values are told when the file is read; what changes meanwhile is told as ever by
//! PARAM_VALUE, and has to be heard after the file.

use super::ParameterSet;
use crate::link::report::{ParameterName, ParameterType};
use crate::moment::Moment;
use geofences::Bilingual;

/// The file's path.
pub const PACKED_LIST_PATH: &str = "@PARAM/param.pck";

const MAGIC: u16 = 0x671B;
const MAGIC_WITH_DEFAULTS: u16 = 0x671C;
const LONGEST_NAME: usize = 16;
/// In the flags: the default follows.
const DEFAULT_FOLLOWS: u8 = 1;

/// Why such a file cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PackedListFault {
    /// It begins as none.
    Magic,
    /// It ends before it is whole.
    Short,
    /// It has another count of parameters than it says, or not all of them.
    Count,
    /// At this byte stands what is no parameter.
    Entry(usize),
}

impl PackedListFault {
    /// In words.
    pub fn what(self) -> Bilingual {
        match self {
            Self::Magic => {
                Bilingual::new("It is no packed parameter list.", "不是打包的参数列表。")
            }
            Self::Short => Bilingual::new("The parameter list is cut off.", "参数列表不完整。"),
            Self::Count => Bilingual::new(
                "The parameter list does not hold as many parameters as it says.",
                "参数列表中的参数数量与声明不符。",
            ),
            Self::Entry(at) => Bilingual::new(
                format!("At byte {at} of the parameter list is no parameter."),
                format!("参数列表第 {at} 字节处不是有效参数。"),
            ),
        }
    }
}

/// Reads the file, which holds all parameters as they were at a moment.
///
/// # Errors
/// It is not whole, or no such file; then nothing of it is used.
pub fn read_packed_list(file: &[u8], at: Moment) -> Result<ParameterSet, PackedListFault> {
    let mut rest = Rest { file, at: 0 };
    let [magic, count, total] = [rest.u16()?, rest.u16()?, rest.u16()?];
    if ![MAGIC, MAGIC_WITH_DEFAULTS].contains(&magic) {
        return Err(PackedListFault::Magic);
    }
    let mut name = Vec::new();
    let mut all = Vec::new();
    for index in 0..count {
        let (bits, parameter_type) = rest.entry(&mut name)?;
        let name = std::str::from_utf8(&name).ok().and_then(ParameterName::new);
        let name = name.ok_or(PackedListFault::Entry(rest.at))?;
        all.push((name, bits, parameter_type, index));
    }
    let set = ParameterSet::whole(all, at);
    let is_over = rest
        .file
        .get(rest.at..)
        .is_some_and(|left| left.iter().all(|byte| *byte == 0));
    let is_all = count == total && set.len() == usize::from(total) && is_over;
    is_all.then_some(set).ok_or(PackedListFault::Count)
}

struct Rest<'a> {
    file: &'a [u8],
    at: usize,
}

impl<'a> Rest<'a> {
    fn take(&mut self, length: usize) -> Result<&'a [u8], PackedListFault> {
        let taken = self.file.get(self.at..).and_then(|rest| rest.get(..length));
        self.at += length;
        taken.ok_or(PackedListFault::Short)
    }

    fn byte(&mut self) -> Result<u8, PackedListFault> {
        self.take(1)?.first().copied().ok_or(PackedListFault::Short)
    }

    fn u16(&mut self) -> Result<u16, PackedListFault> {
        Ok(u16::from_le_bytes([self.byte()?, self.byte()?]))
    }

    /// A parameter; `name` is that of the one before, and becomes its own.
    fn entry(&mut self, name: &mut Vec<u8>) -> Result<(u32, ParameterType), PackedListFault> {
        let mut head = self.byte()?;
        while head == 0 {
            head = self.byte()?;
        }
        let fault = PackedListFault::Entry(self.at - 1);
        let (parameter_type, length) = match head & 0x0F {
            1 => (ParameterType::I8, 1),
            2 => (ParameterType::I16, 2),
            3 => (ParameterType::I32, 4),
            4 => (ParameterType::F32, 4),
            _ => return Err(fault),
        };
        let lengths = self.byte()?;
        let (common, more) = (usize::from(lengths & 0x0F), usize::from(lengths >> 4) + 1);
        if common > name.len() || common + more > LONGEST_NAME {
            return Err(fault);
        }
        name.truncate(common);
        name.extend_from_slice(self.take(more)?);
        let value = self.take(length)?;
        if (head >> 4) & DEFAULT_FOLLOWS != 0 {
            self.take(length)?;
        }
        Ok((signed(value, parameter_type), parameter_type))
    }
}

/// The bits of a value of one, two or four bytes, its sign carried on.
fn signed(value: &[u8], parameter_type: ParameterType) -> u32 {
    let is_negative =
        parameter_type != ParameterType::F32 && value.last().is_some_and(|it| it & 0x80 != 0);
    let mut bytes = if is_negative { [0xFF; 4] } else { [0; 4] };
    for (to, from) in bytes.iter_mut().zip(value) {
        *to = *from;
    }
    u32::from_le_bytes(bytes)
}
