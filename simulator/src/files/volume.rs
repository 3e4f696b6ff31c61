//! Files in memory that may be changed, as on the card of an autopilot.

use super::{Change, Entry, Files, Refusal};
use std::collections::BTreeMap;

/// A card.
#[derive(Clone, Debug, Default)]
pub struct Volume {
    /// By path without a slash at its ends; `None` is a directory.
    entries: BTreeMap<String, Option<Vec<u8>>>,
}

/// The card of a simulated vehicle holds no more than this, bytes.
const ROOM_BYTES: usize = 4_000_000;
/// No space left on device (POSIX).
const ENOSPC: u8 = 28;
/// Directory not empty (Linux).
const ENOTEMPTY: u8 = 39;

fn plain(path: &str) -> &str {
    path.trim_matches('/')
}

fn parent(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(parent, _)| parent)
}

impl Volume {
    /// One with these directories and nothing in them.
    pub fn with_directories(directories: &[&str]) -> Self {
        Self {
            entries: directories
                .iter()
                .map(|path| (plain(path).to_owned(), None))
                .collect(),
        }
    }

    /// Puts a file there.
    pub fn put(&mut self, path: &str, content: Vec<u8>) {
        self.entries.insert(plain(path).to_owned(), Some(content));
    }

    fn is_directory(&self, path: &str) -> bool {
        path.is_empty() || matches!(self.entries.get(path), Some(None))
    }

    fn file(&self, path: &str) -> Result<&Vec<u8>, Refusal> {
        let entry = self.entries.get(plain(path));
        entry.and_then(Option::as_ref).ok_or(Refusal::FileNotFound)
    }

    fn file_mut(&mut self, path: &str) -> Result<&mut Vec<u8>, Refusal> {
        let entry = self.entries.get_mut(plain(path));
        entry.and_then(Option::as_mut).ok_or(Refusal::FileNotFound)
    }

    fn used_bytes(&self) -> usize {
        self.entries.values().flatten().map(Vec::len).sum()
    }

    fn children<'a>(&'a self, path: &'a str) -> impl Iterator<Item = (&'a str, Option<u32>)> {
        self.entries
            .iter()
            .filter(move |(entry, _)| parent(entry) == path)
            .map(|(entry, content)| {
                let name = entry.rsplit_once('/').map_or(entry.as_str(), |it| it.1);
                (name, content.as_ref().map(|content| content.len() as u32))
            })
    }

    fn create(&mut self, path: &str, content: Option<Vec<u8>>) -> Result<(), Refusal> {
        let path = plain(path);
        if path.is_empty() || self.is_directory(path) {
            return Err(Refusal::FileExists);
        }
        if !self.is_directory(parent(path)) {
            return Err(Refusal::FileNotFound);
        }
        self.entries.insert(path.to_owned(), content);
        Ok(())
    }

    fn write(&mut self, path: &str, offset: u32, data: &[u8]) -> Result<(), Refusal> {
        let end = offset as usize + data.len();
        let grows = end.saturating_sub(self.file(path)?.len());
        if self.used_bytes() + grows > ROOM_BYTES {
            return Err(Refusal::Errno(ENOSPC));
        }
        let content = self.file_mut(path)?;
        if content.len() < end {
            content.resize(end, 0);
        }
        content[offset as usize..end].copy_from_slice(data);
        Ok(())
    }

    fn rename(&mut self, from: &str, to: &str) -> Result<(), Refusal> {
        let content = self.file(from)?.clone();
        if self.entries.contains_key(plain(to)) {
            return Err(Refusal::FileExists);
        }
        self.create(to, Some(content))?;
        self.entries.remove(plain(from));
        Ok(())
    }

    fn remove_directory(&mut self, path: &str) -> Result<(), Refusal> {
        let path = plain(path);
        if !matches!(self.entries.get(path), Some(None)) {
            return Err(Refusal::FileNotFound);
        }
        if self.children(path).next().is_some() {
            return Err(Refusal::Errno(ENOTEMPTY));
        }
        self.entries.remove(path);
        Ok(())
    }
}

impl Files for Volume {
    fn size(&mut self, path: &str) -> Result<u32, Refusal> {
        Ok(self.file(path)?.len() as u32)
    }

    fn read(&mut self, path: &str, _block: u8) -> Result<Vec<u8>, Refusal> {
        self.file(path).cloned()
    }

    fn list(&mut self, path: &str) -> Result<Vec<Entry>, Refusal> {
        let path = plain(path);
        if !self.is_directory(path) {
            return Err(Refusal::FileNotFound);
        }
        let children = self.children(path).map(|(name, size)| match size {
            Some(size) => Entry::File(name.to_owned(), size),
            None => Entry::Directory(name.to_owned()),
        });
        Ok(children.collect())
    }

    fn change(&mut self, change: Change<'_>) -> Result<(), Refusal> {
        match change {
            Change::Create(path) => self.create(path, Some(Vec::new())),
            Change::Write { path, offset, data } => self.write(path, offset, data),
            Change::Truncate { path, length } => {
                self.file_mut(path)?.truncate(length as usize);
                Ok(())
            }
            Change::Remove(path) => {
                self.file(path)?;
                self.entries.remove(plain(path));
                Ok(())
            }
            Change::Rename { from, to } => self.rename(from, to),
            Change::CreateDirectory(path) => {
                if self.entries.contains_key(plain(path)) {
                    return Err(Refusal::FileExists);
                }
                self.create(path, None)
            }
            Change::RemoveDirectory(path) => self.remove_directory(path),
        }
    }
}
