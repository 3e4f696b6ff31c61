//! The index: tiles in levels by the size of what they hold, shared between snapshots.
//!
//! Level `n` has tiles of 360°/4ⁿ. An entry is kept at the finest level whose tiles are no
//! smaller than it, so that it touches four tiles at the most, whether it is a helipad or a
//! province: a change touches at most four tiles, and a query looks into one tile a level. Tiles are
//! held in chunks behind `Arc`s: the next snapshot copies the chunks and tiles that a change
//! touches, and shares all others.

use super::cells::{self, TileFrame};
use super::entry::Entry;
use super::outline::{Bounds, Outline};
use super::outline_tree::Windows;
use super::prepared::PointLocation;
use super::tile::Tile;
use geo::{Coord, Rect};
use rustc_hash::FxHashMap;
use smallvec::SmallVec;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// The finest level: tiles of 360°/4⁷ = 0.022°, about 2 km, so that what lies along a kilometre of path
/// stands in few of them.
const FINEST: u32 = 7;
/// How many levels there are.
const LEVELS: usize = FINEST as usize + 1;
/// Tiles to a side of a chunk.
const CHUNK: i32 = 8;

/// The tiles of all levels.
#[derive(Clone, Debug, Default)]
pub struct TileIndex {
    /// Only levels that hold something, coarse ones first.
    levels: Vec<Level>,
}

#[derive(Clone, Debug)]
struct Level {
    number: u32,
    chunks: FxHashMap<(i32, i32), Chunk>,
}

/// The tiles of a square, those that hold something alone.
#[derive(Clone, Debug, Default)]
struct Chunk {
    /// A bit for each tile that is there, row by row from the south-west.
    present: u64,
    /// The tiles, in the order of their bits.
    tiles: Arc<[Tile]>,
}

type TileAt = (i32, i32);

/// The tiles at one level that a rectangle touches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct TileWindow {
    west: i32,
    south: i32,
    east: i32,
    north: i32,
}

impl TileWindow {
    fn of(level: u32, rect: &Rect<f64>) -> Self {
        let (west, south) = tile_at(level, rect.min());
        let (east, north) = tile_at(level, rect.max());
        Self {
            west,
            south,
            east,
            north,
        }
    }

    /// The bits of its tiles in a chunk.
    fn bits_in(self, key: (i32, i32)) -> u64 {
        let within = |first: i32, last: i32, chunk: i32| {
            let start = chunk * CHUNK;
            first.max(start) - start..=last.min(start + CHUNK - 1) - start
        };
        let columns = within(self.west, self.east, key.0);
        let row: u64 = columns.fold(0, |row, column| row | 1 << column);
        within(self.south, self.north, key.1).fold(0, |bits, at| bits | row << (at * CHUNK))
    }

    fn tiles(self) -> impl Iterator<Item = TileAt> {
        (self.south..=self.north)
            .flat_map(move |row| (self.west..=self.east).map(move |column| (column, row)))
    }
}

/// The width and height of the tiles of each level, degrees: exact in binary.
const TILE_SIZES_DEG: [f64; LEVELS] = {
    let mut sizes = [360.0; LEVELS];
    let mut level = 1;
    while level < LEVELS {
        sizes[level] = sizes[level - 1] / 4.0;
        level += 1;
    }
    sizes
};

#[inline]
fn tile_size_deg(level: u32) -> f64 {
    TILE_SIZES_DEG[level as usize]
}

/// One over [`tile_size_deg`], good to the fifteenth digit.
#[inline]
fn tiles_per_deg(level: u32) -> f64 {
    f64::from(1_u32 << (2 * level)) * (1.0 / 360.0)
}

#[inline]
fn tile_at(level: u32, coord: Coord<f64>) -> TileAt {
    cells::tile_at(tiles_per_deg(level), coord)
}

#[inline]
fn frame(level: u32, (column, row): TileAt) -> TileFrame {
    let size_deg = tile_size_deg(level);
    TileFrame {
        at: (column, row),
        origin: Coord {
            x: f64::from(column) * size_deg - 180.0,
            y: f64::from(row) * size_deg - 90.0,
        },
        size_deg,
        per_deg: tiles_per_deg(level),
    }
}

fn level_for(rect: &Rect<f64>) -> u32 {
    let extent = rect.width().max(rect.height());
    (0..=FINEST)
        .rev()
        .find(|&level| tile_size_deg(level) >= extent)
        .unwrap_or(0)
}

/// The chunk of a tile, and its bit there.
#[inline]
fn split(at: TileAt) -> ((i32, i32), u32) {
    let chunk = (at.0.div_euclid(CHUNK), at.1.div_euclid(CHUNK));
    let bit = at.1.rem_euclid(CHUNK) * CHUNK + at.0.rem_euclid(CHUNK);
    (chunk, bit as u32)
}

/// The tile of a bit in a chunk.
#[inline]
fn tile_of(key: (i32, i32), bit: u32) -> TileAt {
    let bit = bit as i32;
    (key.0 * CHUNK + bit % CHUNK, key.1 * CHUNK + bit / CHUNK)
}

impl Chunk {
    /// Where the tile of that bit stands or would stand.
    #[inline]
    fn place(&self, bit: u32) -> usize {
        (self.present & ((1 << bit) - 1)).count_ones() as usize
    }

    #[inline]
    fn tile(&self, bit: u32) -> Option<&Tile> {
        if self.present & 1 << bit == 0 {
            return None;
        }
        self.tiles.get(self.place(bit))
    }

    fn with(&self, bit: u32, tile: Option<Tile>) -> Self {
        let (before, after) = self.tiles.split_at(self.place(bit));
        let replaced = (self.present >> bit & 1) as usize;
        let present = self.present & !(1 << bit) | u64::from(tile.is_some()) << bit;
        let others = (before.iter().cloned(), after.iter().skip(replaced).cloned());
        Self {
            present,
            tiles: others.0.chain(tile).chain(others.1).collect(),
        }
    }

    /// The tiles among those of `bits`, with their bits.
    fn tiles(&self, bits: u64) -> impl Iterator<Item = (u32, &Tile)> {
        let mut left = self.present & bits;
        std::iter::from_fn(move || {
            let bit = left.trailing_zeros();
            left &= left.checked_sub(1)?;
            Some((bit, self.tiles.get(self.place(bit))?))
        })
    }
}

impl Level {
    #[inline]
    fn tile(&self, at: TileAt) -> Option<&Tile> {
        let (chunk, bit) = split(at);
        self.chunks.get(&chunk)?.tile(bit)
    }

    fn set(&mut self, at: TileAt, tile: Option<Tile>) {
        let (key, bit) = split(at);
        let chunk = self.chunks.entry(key).or_default();
        *chunk = chunk.with(bit, tile);
        if chunk.present == 0 {
            self.chunks.remove(&key);
        }
    }
}

impl TileIndex {
    /// An index of many entries at once, built on as many threads as the machine has.
    pub fn build(entries: &[Arc<Entry>]) -> Self {
        let mut groups: BTreeMap<(u32, TileAt), Vec<Arc<Entry>>> = BTreeMap::new();
        for entry in entries {
            let level = level_for(&entry.bounds());
            for at in TileWindow::of(level, &entry.bounds()).tiles() {
                groups
                    .entry((level, at))
                    .or_default()
                    .push(Arc::clone(entry));
            }
        }
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        // One queue for all: some tiles hold a hundred times as much as others.
        let queue = Mutex::new(groups.into_iter());
        let next = || queue.lock().unwrap_or_else(PoisonError::into_inner).next();
        let build_some = || {
            let tiles = std::iter::from_fn(next).map(|((level, at), entries)| {
                let tile = Tile::build(&frame(level, at), entries);
                (level, at, tile)
            });
            tiles.collect::<Vec<_>>()
        };
        let mut index = Self::default();
        std::thread::scope(|scope| {
            let workers: Vec<_> = (0..threads).map(|_| scope.spawn(build_some)).collect();
            for worker in workers {
                match worker.join() {
                    Ok(tiles) => {
                        for (level, at, tile) in tiles {
                            index.level_mut(level).set(at, Some(tile));
                        }
                    }
                    Err(panic) => std::panic::resume_unwind(panic),
                }
            }
        });
        index
    }

    fn level_mut(&mut self, number: u32) -> &mut Level {
        let at = match self
            .levels
            .binary_search_by_key(&number, |level| level.number)
        {
            Ok(at) => at,
            Err(at) => {
                self.levels.insert(
                    at,
                    Level {
                        number,
                        chunks: FxHashMap::default(),
                    },
                );
                at
            }
        };
        &mut self.levels[at]
    }

    /// Puts an entry in.
    pub fn insert(&mut self, entry: &Arc<Entry>) {
        let number = level_for(&entry.bounds());
        let level = self.level_mut(number);
        for at in TileWindow::of(number, &entry.bounds()).tiles() {
            let frame = frame(number, at);
            let tile = match level.tile(at) {
                Some(tile) => tile.with(&frame, entry),
                None => Tile::build(&frame, vec![Arc::clone(entry)]),
            };
            level.set(at, Some(tile));
        }
    }

    /// Takes an entry out.
    pub fn remove(&mut self, entry: &Arc<Entry>) {
        let number = level_for(&entry.bounds());
        let level = self.level_mut(number);
        for at in TileWindow::of(number, &entry.bounds()).tiles() {
            if let Some(tile) = level.tile(at) {
                let tile = tile.without(&frame(number, at), entry);
                level.set(at, tile);
            }
        }
        self.levels.retain(|level| !level.chunks.is_empty());
    }

    /// Calls `found` for every entry that contains the point, boundary included.
    #[inline]
    pub fn containing<'a>(
        &'a self,
        point: Coord<f64>,
        mut found: impl FnMut(&'a Arc<Entry>, PointLocation),
    ) {
        // Three passes over the levels instead of one: what is waited for is memory, and the
        // waits of one pass overlap.
        let mut places: SmallVec<[_; LEVELS]> = SmallVec::new();
        for level in &self.levels {
            let at = tile_at(level.number, point);
            if let Some(tile) = level.tile(at) {
                places.push((tile, tile.find(frame(level.number, at), point)));
            }
        }
        let mut opened: SmallVec<[_; LEVELS]> = SmallVec::new();
        for (tile, place) in places {
            opened.push((tile, tile.open(place)));
        }
        for (tile, cell) in opened {
            tile.containing(cell, point, &mut found);
        }
    }

    /// Calls `found` once for every entry whose rectangle touches one of `windows`, and for some that
    /// they miss by the last digits or, where they are many, lie between them; with its bounds and
    /// outline.
    pub fn near<'a>(
        &'a self,
        windows: &[Rect<f64>],
        mut found: impl FnMut(Bounds, &Outline, &'a Arc<Entry>),
    ) {
        let Some(all) = windows.iter().copied().reduce(around) else {
            return;
        };
        let windows = Windows::around(windows);
        for level in &self.levels {
            let window = TileWindow::of(level.number, &all);
            level.for_each_chunk_in(window, |key, chunk| {
                for (bit, tile) in chunk.tiles(window.bits_in(key)) {
                    let at = tile_of(key, bit);
                    tile.near(&windows, |bounds, outline, entry| {
                        if outline.is_told_in(at, (window.west, window.south)) {
                            found(bounds, outline, entry);
                        }
                    });
                }
            });
        }
    }

    /// Calls `found` once for every entry whose rectangle touches `rect`.
    pub fn touching<'a>(&'a self, rect: &Rect<f64>, mut found: impl FnMut(&'a Arc<Entry>)) {
        self.near(std::slice::from_ref(rect), |_, _, entry| {
            if touch(&entry.bounds(), rect) {
                found(entry);
            }
        });
    }
}

/// The smallest rectangle around two.
pub fn around(a: Rect<f64>, b: Rect<f64>) -> Rect<f64> {
    let (low, high) = (a.min(), a.max());
    Rect::new(
        Coord {
            x: low.x.min(b.min().x),
            y: low.y.min(b.min().y),
        },
        Coord {
            x: high.x.max(b.max().x),
            y: high.y.max(b.max().y),
        },
    )
}

fn touch(a: &Rect<f64>, b: &Rect<f64>) -> bool {
    a.min().x <= b.max().x
        && b.min().x <= a.max().x
        && a.min().y <= b.max().y
        && b.min().y <= a.max().y
}

impl Level {
    /// Calls `found` for the chunks that a window touches: by key while they are few, else by looking
    /// at all.
    fn for_each_chunk_in<'a>(
        &'a self,
        window: TileWindow,
        mut found: impl FnMut((i32, i32), &'a Chunk),
    ) {
        let west = window.west.div_euclid(CHUNK);
        let east = window.east.div_euclid(CHUNK);
        let south = window.south.div_euclid(CHUNK);
        let north = window.north.div_euclid(CHUNK);
        let keys = i64::from(east - west + 1) * i64::from(north - south + 1);
        if keys <= self.chunks.len() as i64 {
            for key in
                (south..=north).flat_map(|row| (west..=east).map(move |column| (column, row)))
            {
                if let Some(chunk) = self.chunks.get(&key) {
                    found(key, chunk);
                }
            }
        } else {
            for (&key, chunk) in &self.chunks {
                if (west..=east).contains(&key.0) && (south..=north).contains(&key.1) {
                    found(key, chunk);
                }
            }
        }
    }
}
