//! The index: tiles in levels by the size of what they hold, shared between snapshots.
//!
//! Level `n` has tiles of 360°/4ⁿ. An entry is kept at the finest level whose tiles are no
//! smaller than it, so that it touches four tiles at the most, whether it is a helipad or a
//! province: a change touches at most four tiles, and a query looks into one tile a level. Tiles are
//! held in chunks behind `Arc`s: the next snapshot copies the chunks and tiles that a change
//! touches, and shares all others.

use super::cells::{CellDirectory, TileFrame};
use super::entry::Entry;
use super::prepared::PointLocation;
use super::tile::Tile;
use geo::{Coord, Rect};
use rustc_hash::FxHashMap;
use smallvec::SmallVec;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The finest level: tiles of 360°/4⁹ = 0.00137°, about 150 m.
const FINEST: u32 = 9;
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
    chunks: FxHashMap<(i32, i32), Arc<Chunk>>,
}

#[derive(Clone, Debug)]
struct Chunk {
    tiles: [Option<TileSlot>; (CHUNK * CHUNK) as usize],
    count: usize,
}

/// A tile, and its directory beside it: one step less on the way to a cell.
#[derive(Clone, Debug)]
struct TileSlot {
    cells: Option<CellDirectory>,
    tile: Arc<Tile>,
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

    fn tiles(self) -> impl Iterator<Item = TileAt> {
        (self.south..=self.north)
            .flat_map(move |row| (self.west..=self.east).map(move |column| (column, row)))
    }
}

fn tile_size_deg(level: u32) -> f64 {
    // Exact in binary: 360 / 4ⁿ.
    360.0 / f64::from(1_u32 << (2 * level))
}

fn tile_at(level: u32, coord: Coord<f64>) -> TileAt {
    let size = tile_size_deg(level);
    (
        ((coord.x + 180.0) / size).floor() as i32,
        ((coord.y + 90.0) / size).floor() as i32,
    )
}

fn frame(level: u32, (column, row): TileAt) -> TileFrame {
    let size_deg = tile_size_deg(level);
    TileFrame {
        origin: Coord {
            x: f64::from(column) * size_deg - 180.0,
            y: f64::from(row) * size_deg - 90.0,
        },
        size_deg,
    }
}

fn level_for(rect: &Rect<f64>) -> u32 {
    let extent = rect.width().max(rect.height());
    (0..=FINEST)
        .rev()
        .find(|&level| tile_size_deg(level) >= extent)
        .unwrap_or(0)
}

fn split(at: TileAt) -> ((i32, i32), usize) {
    let chunk = (at.0.div_euclid(CHUNK), at.1.div_euclid(CHUNK));
    let within = at.1.rem_euclid(CHUNK) * CHUNK + at.0.rem_euclid(CHUNK);
    (chunk, within as usize)
}

impl Level {
    fn tile(&self, at: TileAt) -> Option<&TileSlot> {
        let (chunk, within) = split(at);
        self.chunks.get(&chunk)?.tiles[within].as_ref()
    }

    fn set(&mut self, at: TileAt, tile: Option<Tile>) {
        let tile = tile.map(|tile| TileSlot {
            cells: tile.cells().cloned(),
            tile: Arc::new(tile),
        });
        let (key, within) = split(at);
        let chunk = self.chunks.entry(key).or_insert_with(|| {
            Arc::new(Chunk {
                tiles: std::array::from_fn(|_| None),
                count: 0,
            })
        });
        let chunk = Arc::make_mut(chunk);
        chunk.count += usize::from(tile.is_some());
        chunk.count -= usize::from(chunk.tiles[within].is_some());
        chunk.tiles[within] = tile;
        if chunk.count == 0 {
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
        let groups: Vec<_> = groups.into_iter().collect();
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        let share = groups.len().div_ceil(threads).max(1);
        let mut index = Self::default();
        std::thread::scope(|scope| {
            let workers: Vec<_> = groups
                .chunks(share)
                .map(|share| {
                    scope.spawn(move || {
                        share
                            .iter()
                            .map(|((level, at), entries)| {
                                let tile = Tile::build(&frame(*level, *at), entries.clone());
                                (*level, *at, tile)
                            })
                            .collect::<Vec<_>>()
                    })
                })
                .collect();
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
                Some(slot) => slot.tile.with(&frame, entry),
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
            if let Some(slot) = level.tile(at) {
                let tile = slot.tile.without(&frame(number, at), entry);
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
            if let Some(slot) = level.tile(at) {
                let cells = slot.cells.as_ref();
                let place = cells.map(|cells| cells.find(&frame(level.number, at), point));
                places.push((slot, place));
            }
        }
        let mut opened: SmallVec<[_; LEVELS]> = SmallVec::new();
        for (slot, place) in places {
            let cell = slot.cells.as_ref().zip(place);
            opened.push((&slot.tile, cell.map(|(cells, place)| cells.open(place))));
        }
        for (tile, cell) in opened {
            tile.containing(cell, point, &mut found);
        }
    }

    /// Calls `found` once for every entry whose rectangle touches `rect`.
    pub fn touching<'a>(&'a self, rect: &Rect<f64>, mut found: impl FnMut(&'a Arc<Entry>)) {
        for level in &self.levels {
            let window = TileWindow::of(level.number, rect);
            let in_tile =
                |at: TileAt, tile: &'a Arc<Tile>, found: &mut dyn FnMut(&'a Arc<Entry>)| {
                    for entry in tile.touching(rect) {
                        // An entry stands in several tiles: it is told in the first of them that is
                        // asked for.
                        let home = TileWindow::of(level.number, &entry.bounds());
                        if at == (home.west.max(window.west), home.south.max(window.south)) {
                            found(entry);
                        }
                    }
                };
            for (&(column, row), chunk) in level.chunks_in(window) {
                for (within, tile) in chunk.tiles.iter().enumerate() {
                    let at = (
                        column * CHUNK + within as i32 % CHUNK,
                        row * CHUNK + within as i32 / CHUNK,
                    );
                    let inside = (window.west..=window.east).contains(&at.0)
                        && (window.south..=window.north).contains(&at.1);
                    if let (true, Some(slot)) = (inside, tile) {
                        in_tile(at, &slot.tile, &mut found);
                    }
                }
            }
        }
    }
}

impl Level {
    /// The chunks that a window touches: by key while they are few, else by looking at all.
    fn chunks_in(&self, window: TileWindow) -> Vec<(&(i32, i32), &Arc<Chunk>)> {
        let west = window.west.div_euclid(CHUNK);
        let east = window.east.div_euclid(CHUNK);
        let south = window.south.div_euclid(CHUNK);
        let north = window.north.div_euclid(CHUNK);
        let keys = i64::from(east - west + 1) * i64::from(north - south + 1);
        if keys <= self.chunks.len() as i64 {
            (south..=north)
                .flat_map(|row| (west..=east).map(move |column| (column, row)))
                .filter_map(|key| self.chunks.get_key_value(&key))
                .collect()
        } else {
            self.chunks
                .iter()
                .filter(|((column, row), _)| {
                    (west..=east).contains(column) && (south..=north).contains(row)
                })
                .collect()
        }
    }
}
