//! Files in memory that may be changed, as on the card of an autopilot.

use super::{Change, Entry, Files, Refusal};
use std::collections::BTreeMap;

/// A card.
#[derive(Clone, Debug, Default)]
pub struct Volume {
    /// By path without a slash at its ends; `None` is a directory.
    entries: BTreeMap<String, Option<Vec<u8>>>,
    /// What is in the files, and what the entries themselves take.
    used_bytes: usize,
}

/// The card of a simulated vehicle holds no more than this, bytes.
const ROOM_BYTES: usize = 4_000_000;
/// An entry of a directory takes this beside its path: the two of FAT that a long name begins with.
const ENTRY_BYTES: usize = 64;
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

/// What an entry takes.
fn bytes_of(path: &str, content: Option<&Vec<u8>>) -> usize {
    path.len() + ENTRY_BYTES + content.map_or(0, Vec::len)
}

impl Volume {
    /// One with these directories and nothing in them.
    pub fn with_directories(directories: &[&str]) -> Self {
        let mut volume = Self::default();
        for path in directories {
            volume.insert(plain(path), None);
        }
        volume
    }

    /// Puts a file there.
    pub fn put(&mut self, path: &str, content: Vec<u8>) {
        self.insert(plain(path), Some(content));
    }

    fn insert(&mut self, path: &str, content: Option<Vec<u8>>) {
        self.remove(path);
        self.used_bytes += bytes_of(path, content.as_ref());
        self.entries.insert(path.to_owned(), content);
    }

    fn remove(&mut self, path: &str) -> Option<Vec<u8>> {
        let content = self.entries.remove(path)?;
        self.used_bytes -= bytes_of(path, content.as_ref());
        content
    }

    fn may_grow(&self, bytes: usize) -> Result<(), Refusal> {
        if self.used_bytes + bytes > ROOM_BYTES {
            return Err(Refusal::Errno(ENOSPC));
        }
        Ok(())
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

    fn children<'a>(&'a self, path: &'a str) -> impl Iterator<Item = (&'a str, Option<u32>)> {
        self.entries
            .iter()
            .filter(move |(entry, _)| parent(entry) == path)
            .map(|(entry, content)| {
                let name = entry.rsplit_once('/').map_or(entry.as_str(), |it| it.1);
                (name, content.as_ref().map(|content| content.len() as u32))
            })
    }

    /// Whether something can be called so.
    fn check_name(&self, path: &str) -> Result<(), Refusal> {
        // Each directory has itself and the one above it in it.
        let name = path.rsplit_once('/').map_or(path, |it| it.1);
        if matches!(name, "" | "." | "..") || self.is_directory(path) {
            return Err(Refusal::FileExists);
        }
        if !self.is_directory(parent(path)) {
            return Err(Refusal::FileNotFound);
        }
        Ok(())
    }

    fn create(&mut self, path: &str, content: Option<Vec<u8>>) -> Result<(), Refusal> {
        let path = plain(path);
        self.check_name(path)?;
        if !self.entries.contains_key(path) {
            self.may_grow(bytes_of(path, content.as_ref()))?;
        }
        self.insert(path, content);
        Ok(())
    }

    fn write(&mut self, path: &str, offset: u32, data: &[u8]) -> Result<(), Refusal> {
        let end = offset as usize + data.len();
        let grows = end.saturating_sub(self.file(path)?.len());
        self.may_grow(grows)?;
        self.used_bytes += grows;
        let content = self.file_mut(path)?;
        if content.len() < end {
            content.resize(end, 0);
        }
        content[offset as usize..end].copy_from_slice(data);
        Ok(())
    }

    fn rename(&mut self, from: &str, to: &str) -> Result<(), Refusal> {
        self.file(from)?;
        let (from, to) = (plain(from), plain(to));
        if self.entries.contains_key(to) {
            return Err(Refusal::FileExists);
        }
        self.check_name(to)?;
        self.may_grow(to.len().saturating_sub(from.len()))?;
        let content = self.remove(from);
        self.insert(to, content);
        Ok(())
    }

    fn truncate(&mut self, path: &str, length: u32) -> Result<(), Refusal> {
        let content = self.file_mut(path)?;
        let cut = content.len().saturating_sub(length as usize);
        content.truncate(length as usize);
        self.used_bytes -= cut;
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
        self.remove(path);
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
            Change::Truncate { path, length } => self.truncate(path, length),
            Change::Remove(path) => {
                self.file(path)?;
                self.remove(plain(path));
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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    const FULL: Result<(), Refusal> = Err(Refusal::Errno(ENOSPC));

    #[test]
    fn names_take_room_as_well_and_it_comes_back_when_they_go() {
        let mut volume = Volume::with_directories(&["logs"]);
        let empty = volume.used_bytes;
        let long = |number: usize| format!("logs/{number:0>200}");
        let mut count = 0;
        while volume.change(Change::Create(&long(count))).is_ok() {
            count += 1;
            assert!(count <= 4_000_000 / 269, "{count}");
        }
        assert!(count > 4_000_000 / 269 - 2, "{count}");
        assert_eq!(volume.change(Change::Create(&long(count))), FULL);
        assert_eq!(volume.change(Change::CreateDirectory(&long(count))), FULL);
        // One that is there is emptied, not made.
        assert_eq!(volume.change(Change::Create(&long(0))), Ok(()));
        let (from, to) = (&long(0), &format!("{}{}", long(0), "x".repeat(300)));
        assert_eq!(volume.change(Change::Rename { from, to }), FULL);
        assert!(volume.size(from).is_ok());
        let (from, to) = (&long(0), "logs/short");
        assert_eq!(volume.change(Change::Rename { from, to }), Ok(()));
        assert_eq!(volume.size(to), Ok(0));
        volume.change(Change::Remove(to)).unwrap();
        assert_eq!(volume.change(Change::Create(&long(count))), Ok(()));
        for number in 1..=count {
            volume.change(Change::Remove(&long(number))).unwrap();
        }
        assert_eq!(volume.used_bytes, empty);
    }

    #[test]
    fn nothing_can_be_called_as_directories_call_themselves() {
        let mut volume = Volume::with_directories(&["logs"]);
        volume.change(Change::Create("logs/a")).unwrap();
        for path in ["..", "logs/..", "/logs/./"] {
            let exists = Err(Refusal::FileExists);
            assert_eq!(volume.change(Change::Create(path)), exists, "{path}");
            assert_eq!(volume.change(Change::CreateDirectory(path)), exists);
            let (from, to) = ("logs/a", path);
            assert_eq!(volume.change(Change::Rename { from, to }), exists);
        }
        assert_eq!(volume.list("logs").unwrap().len(), 1);
    }

    #[test]
    fn what_is_written_cut_and_replaced_is_counted_once() {
        let mut volume = Volume::with_directories(&["logs"]);
        let write = |volume: &mut Volume, offset: u32| {
            let (path, data) = ("logs/a", &[1; 1_000][..]);
            volume.change(Change::Write { path, offset, data })
        };
        volume.change(Change::Create("logs/a")).unwrap();
        for _ in 0..2 {
            for offset in (0..3_999_000).step_by(1_000) {
                assert_eq!(write(&mut volume, offset), Ok(()), "{offset}");
            }
            assert_eq!(write(&mut volume, 3_999_500), FULL);
        }
        let (path, length) = ("logs/a", 1_000);
        volume.change(Change::Truncate { path, length }).unwrap();
        assert_eq!(write(&mut volume, 3_900_000), Ok(()));
        volume.change(Change::Create("logs/a")).unwrap();
        volume.put("logs/a", vec![0; 10]);
        let expected = "logs".len() + "logs/a".len() + 2 * ENTRY_BYTES + 10;
        assert_eq!(volume.used_bytes, expected);
    }
}
