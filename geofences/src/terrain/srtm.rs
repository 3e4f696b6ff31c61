//! Ground from SRTM tiles (`.hgt` files).

use super::error::checked_uncertainty_m;
use super::post_grid::{AxisWalk, Line, NO_MOVEMENT_CELLS, PostGrid, VOID, walk_cells};
use super::{Ground, GroundPiece, GroundRange, Terrain, TerrainError};
use crate::Position;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::path::Path;

/// Heights that are believed, metres: from below the Dead Sea's shore to above Mount Everest.
/// Others, such as the spikes of unedited tiles, are missing.
const BELIEVED_M: std::ops::RangeInclusive<i16> = -500..=8_900;

/// Ground from SRTM tiles of 1° × 1°, bilinear between their posts.
///
/// A tile has 1201² posts 3″ apart or 3601² posts 1″ apart, 16-bit big-endian metres above the
/// EGM96 geoid, row by row from the north; −32768 is void. Its file name gives the south-west
/// corner (`N36E120.hgt`), and it shares its border posts with its neighbours. SRTM is a surface
/// model: in part it sees tree tops and roofs. Tiles of the open sea do not exist: there, as
/// beside a void, the ground is missing and not zero.
#[derive(Debug)]
pub struct SrtmTerrain {
    /// By longitude and latitude of the south-west corner, whole degrees.
    tiles: BTreeMap<(i16, i16), PostGrid>,
    uncertainty_m: f64,
    name: String,
}

impl SrtmTerrain {
    /// The absolute vertical error that 90 % of SRTM keeps within by specification, metres
    /// (Farr et al., The Shuttle Radar Topography Mission, Rev. Geophys. 45, 2007). Measured
    /// against GPS it was about 6 to 9 m (Rodríguez et al., 2006); the specification is the safe
    /// choice of the two.
    pub const SPECIFIED_UNCERTAINTY_M: f64 = 16.0;

    /// Reads the tiles (`*.hgt`) of a directory; other files are left alone.
    ///
    /// The true ground is taken to lie within ± `uncertainty_m` of the tiles:
    /// [`SrtmTerrain::SPECIFIED_UNCERTAINTY_M`] unless something better is known.
    ///
    /// # Errors
    /// All problems at once: files that cannot be read, are no tiles or are there twice, a
    /// directory without any tile, and the uncertainty.
    pub fn from_directory(directory: &Path, uncertainty_m: f64) -> Result<Self, Vec<TerrainError>> {
        let (paths, mut errors) = tile_paths(directory);
        let mut tiles = BTreeMap::new();
        for path in &paths {
            let result =
                read_file(path).and_then(|bytes| add_tile(&mut tiles, &file_name(path), &bytes));
            errors.extend(result.err());
        }
        if paths.is_empty() && errors.is_empty() {
            errors.push(TerrainError::NoTiles {
                name: directory.display().to_string(),
            });
        }
        Self::new(tiles, uncertainty_m, errors)
    }

    /// The tiles given as file name and content.
    ///
    /// # Errors
    /// All problems at once, as for [`SrtmTerrain::from_directory`]. No tile at all is no error:
    /// the ground is then missing everywhere.
    pub fn from_tiles<'a>(
        named_tiles: impl IntoIterator<Item = (&'a str, &'a [u8])>,
        uncertainty_m: f64,
    ) -> Result<Self, Vec<TerrainError>> {
        let mut tiles = BTreeMap::new();
        let errors = named_tiles
            .into_iter()
            .filter_map(|(name, bytes)| add_tile(&mut tiles, name, bytes).err())
            .collect();
        Self::new(tiles, uncertainty_m, errors)
    }

    fn new(
        tiles: BTreeMap<(i16, i16), PostGrid>,
        uncertainty_m: f64,
        mut errors: Vec<TerrainError>,
    ) -> Result<Self, Vec<TerrainError>> {
        errors.extend(checked_uncertainty_m(uncertainty_m).err());
        if !errors.is_empty() {
            return Err(errors);
        }
        let finest = tiles
            .values()
            .map(|tile| tile.cells_per_degree as u32)
            .max();
        let name = match finest {
            Some(3600) => "SRTM 1″",
            _ => "SRTM 3″",
        };
        Ok(Self {
            tiles,
            uncertainty_m,
            name: name.to_owned(),
        })
    }

    /// The tile whose south-west corner is given in whole degrees, or, for something on the
    /// tile's western or southern border, the neighbour that shares this border.
    fn tile(
        &self,
        longitude: i64,
        latitude: i64,
        on_western_border: bool,
        on_southern_border: bool,
    ) -> Option<&PostGrid> {
        let west = longitude - i64::from(on_western_border);
        let south = latitude - i64::from(on_southern_border);
        [
            (longitude, latitude),
            (west, latitude),
            (longitude, south),
            (west, south),
        ]
        .into_iter()
        .find_map(|(longitude, latitude)| {
            let key = (
                i16::try_from(longitude).ok()?,
                i16::try_from(latitude).ok()?,
            );
            self.tiles.get(&key)
        })
    }
}

fn is_whole(degrees: f64) -> bool {
    degrees.fract() == 0.0
}

impl Terrain for SrtmTerrain {
    fn ground_at(&self, position: Position) -> Option<Ground> {
        let (longitude, latitude) = (position.longitude_deg(), position.latitude_deg());
        let tile = self.tile(
            longitude.floor() as i64,
            latitude.floor() as i64,
            is_whole(longitude),
            is_whole(latitude),
        )?;
        Some(Ground {
            elevation_amsl_m: tile.height_m(position)?,
            uncertainty_m: self.uncertainty_m,
        })
    }

    fn ground_along(&self, from: Position, until: Position, pieces: &mut Vec<GroundPiece>) -> bool {
        let before = pieces.len();
        let line = Line::new(from, until);
        let on_border = |start_deg, change_deg: f64| {
            is_whole(start_deg) && change_deg.abs() < NO_MOVEMENT_CELLS
        };
        let along_meridian = on_border(line.longitude_deg, line.longitude_change_deg);
        let along_parallel = on_border(line.latitude_deg, line.latitude_change_deg);
        let complete = walk_cells(
            AxisWalk::new(line.longitude_deg, line.longitude_change_deg, 0.0),
            AxisWalk::new(line.latitude_deg, line.latitude_change_deg, 0.0),
            0.0,
            1.0,
            |longitude, latitude, s_from, s_until| {
                self.tile(longitude, latitude, along_meridian, along_parallel)
                    .is_some_and(|tile| {
                        tile.append_pieces(line, s_from, s_until, self.uncertainty_m, pieces)
                    })
            },
        );
        if !complete {
            pieces.truncate(before);
        }
        complete
    }

    fn ground_range(&self, south_west: Position, north_east: Position) -> Option<GroundRange> {
        let (west, south) = (south_west.longitude_deg(), south_west.latitude_deg());
        let (east, north) = (north_east.longitude_deg(), north_east.latitude_deg());
        if east < west || north < south {
            return None;
        }
        let (mut lowest_amsl_m, mut highest_amsl_m) = (f64::INFINITY, f64::NEG_INFINITY);
        // The last tile is the one that ends at or beyond the border, so that a border on a whole
        // degree does not ask for the tile beyond it.
        let last = |first: f64, end: f64| (end.ceil() as i64 - 1).max(first.floor() as i64);
        for longitude in west.floor() as i64..=last(west, east) {
            for latitude in south.floor() as i64..=last(south, north) {
                let on_meridian = west == east && is_whole(west);
                let on_parallel = south == north && is_whole(south);
                let tile = self.tile(longitude, latitude, on_meridian, on_parallel)?;
                let (lowest_m, highest_m) = tile.lowest_and_highest_m([
                    west.max(tile.west_deg),
                    south.max(tile.south_deg),
                    east.min(tile.west_deg + 1.0),
                    north.min(tile.south_deg + 1.0),
                ])?;
                lowest_amsl_m = lowest_amsl_m.min(lowest_m);
                highest_amsl_m = highest_amsl_m.max(highest_m);
            }
        }
        Some(GroundRange {
            lowest_amsl_m,
            highest_amsl_m,
            uncertainty_m: self.uncertainty_m,
        })
    }

    fn name(&self) -> &str {
        &self.name
    }
}

fn file_name(path: &Path) -> String {
    path.file_name()
        .map_or_else(String::new, |name| name.to_string_lossy().into_owned())
}

/// The file's content, unless it is larger than any tile and not worth the memory.
fn read_file(path: &Path) -> Result<Vec<u8>, TerrainError> {
    let unreadable = |error| unreadable(path, &error);
    let bytes = std::fs::metadata(path).map_err(unreadable)?.len();
    if bytes > 2 * 3601 * 3601 {
        let name = file_name(path);
        return Err(TerrainError::Size { name, bytes });
    }
    std::fs::read(path).map_err(unreadable)
}

fn unreadable(path: &Path, error: &std::io::Error) -> TerrainError {
    TerrainError::Unreadable {
        name: path.display().to_string(),
        reason: error.to_string(),
    }
}

/// The `.hgt` files of the directory in the order of their names, and what could not be listed.
fn tile_paths(directory: &Path) -> (Vec<std::path::PathBuf>, Vec<TerrainError>) {
    let entries = match std::fs::read_dir(directory) {
        Ok(entries) => entries,
        Err(error) => return (Vec::new(), vec![unreadable(directory, &error)]),
    };
    let (mut paths, mut errors) = (Vec::new(), Vec::new());
    for entry in entries {
        match entry {
            Ok(entry) => paths.push(entry.path()),
            Err(error) => errors.push(unreadable(directory, &error)),
        }
    }
    paths.retain(|path| {
        path.extension()
            .is_some_and(|end| end.eq_ignore_ascii_case("hgt"))
    });
    paths.sort();
    (paths, errors)
}

fn add_tile(
    tiles: &mut BTreeMap<(i16, i16), PostGrid>,
    name: &str,
    bytes: &[u8],
) -> Result<(), TerrainError> {
    let corner = corner_of(name).ok_or_else(|| TerrainError::Name {
        name: name.to_owned(),
    })?;
    let tile = read_tile(name, corner, bytes)?;
    match tiles.entry(corner) {
        Entry::Occupied(_) => Err(TerrainError::Duplicate {
            name: name.to_owned(),
        }),
        Entry::Vacant(place) => {
            place.insert(tile);
            Ok(())
        }
    }
}

/// Longitude and latitude of the south-west corner that a name such as `N36E120.hgt` gives.
fn corner_of(name: &str) -> Option<(i16, i16)> {
    let name = name.to_ascii_uppercase();
    let corner = name.strip_suffix(".HGT")?;
    let number = |digits: &str| {
        let all_digits = digits.bytes().all(|byte| byte.is_ascii_digit());
        all_digits.then(|| digits.parse::<i16>().ok())?
    };
    let latitude = match (corner.get(..1)?, number(corner.get(1..3)?)?) {
        ("N", latitude) => latitude,
        ("S", latitude) => -latitude,
        _ => return None,
    };
    let longitude = match (corner.get(3..4)?, number(corner.get(4..)?)?) {
        ("E", longitude) => longitude,
        ("W", longitude) => -longitude,
        _ => return None,
    };
    let on_globe = (-180..180).contains(&longitude) && (-90..90).contains(&latitude);
    (corner.len() == 7 && on_globe).then_some((longitude, latitude))
}

fn read_tile(
    name: &str,
    (longitude, latitude): (i16, i16),
    bytes: &[u8],
) -> Result<PostGrid, TerrainError> {
    let cells = [1200_usize, 3600]
        .into_iter()
        .find(|cells| bytes.len() == 2 * (cells + 1) * (cells + 1))
        .ok_or_else(|| TerrainError::Size {
            name: name.to_owned(),
            bytes: bytes.len() as u64,
        })?;
    let columns = cells + 1;
    let mut posts = Vec::with_capacity(columns * columns);
    for row in bytes.rchunks_exact(2 * columns) {
        posts.extend(row.as_chunks().0.iter().map(|post| {
            let post_m = i16::from_be_bytes(*post);
            if BELIEVED_M.contains(&post_m) {
                post_m
            } else {
                VOID
            }
        }));
    }
    Ok(PostGrid {
        west_deg: f64::from(longitude),
        south_deg: f64::from(latitude),
        cells_per_degree: cells as f64,
        columns,
        rows: columns,
        posts,
        metres_per_step: 1.0,
    })
}
