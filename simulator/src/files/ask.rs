//! What a request asks for.

use super::{Change, Entry, Packet, Refusal, opcode};

/// A request, understood.
pub(super) enum Ask<'a> {
    Nothing,
    Terminate,
    Reset,
    List(&'a str),
    Open(&'a str),
    OpenToWrite { path: &'a str, is_new: bool },
    Crc32(&'a str),
    Read,
    Burst,
    Write(&'a [u8]),
    Change(Change<'a>),
}

impl<'a> Ask<'a> {
    pub fn of(request: &'a Packet) -> Result<Self, Refusal> {
        let content = request.content().ok_or(Refusal::InvalidDataSize)?;
        Ok(match request.opcode {
            opcode::NONE => Self::Nothing,
            opcode::TERMINATE_SESSION => Self::Terminate,
            opcode::RESET_SESSIONS => Self::Reset,
            // An empty path is the root.
            opcode::LIST_DIRECTORY if content.is_empty() => Self::List(""),
            opcode::LIST_DIRECTORY => Self::List(path(content)?),
            opcode::OPEN_FILE_RO => Self::Open(path(content)?),
            opcode::CREATE_FILE => Self::OpenToWrite {
                path: path(content)?,
                is_new: true,
            },
            opcode::OPEN_FILE_WO => Self::OpenToWrite {
                path: path(content)?,
                is_new: false,
            },
            opcode::CALC_FILE_CRC32 => Self::Crc32(path(content)?),
            opcode::READ_FILE => Self::Read,
            opcode::BURST_READ_FILE => Self::Burst,
            opcode::WRITE_FILE => Self::Write(content),
            opcode::REMOVE_FILE => Self::Change(Change::Remove(path(content)?)),
            opcode::CREATE_DIRECTORY => Self::Change(Change::CreateDirectory(path(content)?)),
            opcode::REMOVE_DIRECTORY => Self::Change(Change::RemoveDirectory(path(content)?)),
            opcode::TRUNCATE_FILE => Self::Change(Change::Truncate {
                path: path(content)?,
                length: request.offset,
            }),
            opcode::RENAME => {
                let mut names = content.splitn(2, |byte| *byte == 0);
                Self::Change(Change::Rename {
                    from: path(names.next().unwrap_or_default())?,
                    to: path(names.next().unwrap_or_default())?,
                })
            }
            _ => return Err(Refusal::UnknownCommand),
        })
    }
}

/// A path, with or without a zero at its end.
fn path(content: &[u8]) -> Result<&str, Refusal> {
    let end = content.iter().position(|byte| *byte == 0);
    let bytes = &content[..end.unwrap_or(content.len())];
    match std::str::from_utf8(bytes) {
        Ok(path) if !path.is_empty() => Ok(path),
        _ => Err(Refusal::InvalidDataSize),
    }
}

/// Writes as many entries as fit: `F` name, tab, size, or `D` name, each with a zero.
pub(super) fn write_entries(entries: &[Entry], reply: &mut Packet) -> Result<(), Refusal> {
    let mut text = Vec::new();
    for entry in entries {
        let line = match entry {
            Entry::File(name, size) => format!("F{name}\t{size}\0"),
            Entry::Directory(name) => format!("D{name}\0"),
        };
        if text.len() + line.len() > reply.data.len() {
            break;
        }
        text.extend_from_slice(line.as_bytes());
    }
    if text.is_empty() {
        return Err(Refusal::EndOfFile);
    }
    reply.set_content(&text);
    Ok(())
}

/// The sum of this protocol: CRC-32 of IEEE 802.3, but from 0 and not inverted at its end.
pub(super) fn crc32(content: &[u8]) -> u32 {
    let mut hasher = crc32fast::Hasher::new_with_initial(u32::MAX);
    hasher.update(content);
    !hasher.finalize()
}
