//! Tests of tiles: when a directory is made anew, goes, and comes back.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::*;
use crate::airspace::support::{self, circle};
use crate::{AltitudeBand, Rule};

const FRAME: TileFrame = TileFrame {
    at: (3, 1),
    origin: Coord { x: 90.0, y: 0.0 },
    size_deg: 90.0,
    per_deg: 1.0 / 90.0,
};

fn entry(number: u32) -> Arc<Entry> {
    let (id, longitude_deg) = (number.to_string(), 100.0 + f64::from(number) / 10.0);
    let footprint = circle(longitude_deg, 40.0, 100_000.0);
    Arc::new(support::entry(
        &id,
        Rule::Prohibited,
        footprint,
        AltitudeBand::ALL,
    ))
}

fn entries(count: u32) -> Vec<Arc<Entry>> {
    (0..count).map(entry).collect()
}

fn found(tile: &Tile, point: Coord<f64>) -> usize {
    let mut found = 0;
    let cell = tile.open(tile.find(FRAME, point));
    tile.containing(cell, point, |_, _| found += 1);
    found
}

const CENTER: Coord<f64> = Coord { x: 100.0, y: 40.0 };

#[test]
fn a_tile_is_cut_more_finely_as_it_fills_and_less_as_it_empties() {
    let entries = entries(12);
    let mut tile = Tile::build(&FRAME, entries[..1].to_vec());
    for (count, entry) in entries.iter().enumerate().skip(1) {
        tile = tile.with(&FRAME, entry);
        assert!(suits(tile.cells.as_ref().unwrap(), count + 1));
        assert_eq!(
            found(&tile, CENTER),
            entries[..=count]
                .iter()
                .filter(|entry| contains(entry))
                .count()
        );
    }
    assert!(tile.cells.as_ref().unwrap().side() > side_for(1));
    for (count, entry) in entries.iter().enumerate().skip(1).rev() {
        tile = tile.without(&FRAME, entry).unwrap();
        assert!(suits(tile.cells.as_ref().unwrap(), count));
    }
    assert!(tile.without(&FRAME, &entries[0]).is_none());
}

fn contains(entry: &Entry) -> bool {
    entry.area().locate(CENTER) != PointLocation::Outside
}

#[test]
fn a_directory_that_went_for_too_many_entries_stays_away_until_there_are_few() {
    let entries = entries(4);
    let mut tile = Tile::build(&FRAME, entries[..3].to_vec());
    tile.cells = None;
    assert_eq!(found(&tile, CENTER), 3);
    let fuller = tile.with(&FRAME, &entries[3]);
    assert!(fuller.cells.is_none());
    assert_eq!(found(&fuller, CENTER), 4);
    let emptier = fuller.without(&FRAME, &entries[0]).unwrap();
    assert!(emptier.cells.is_some());
    assert_eq!(found(&emptier, CENTER), 3);
}

#[test]
fn an_entry_is_near_a_window_that_touches_it_whether_the_tree_holds_it_or_not() {
    let entries = entries(2);
    let grown = Tile::build(&FRAME, entries[..1].to_vec()).with(&FRAME, &entries[1]);
    assert_eq!(grown.beside_tree.len(), 1);
    for entry in &entries {
        let corner = entry.bounds().max();
        let touching = Rect::new(corner, corner + Coord { x: 1.0, y: 1.0 });
        let id = entry.subject().id().to_string();
        let times = near(&grown, touching)
            .into_iter()
            .filter(|near| *near == id);
        assert_eq!(times.count(), 1, "{id}");
    }
}

/// The ids of all entries near a window, in the order in which they are told.
fn near(tile: &Tile, window: Rect<f64>) -> Vec<String> {
    let mut near = Vec::new();
    tile.near(&Windows::around(&[window]), |bounds, _, entry| {
        assert_eq!(bounds, Bounds::of(&entry.bounds()));
        near.push(entry.subject().id().to_string());
    });
    near
}

#[test]
fn what_was_taken_away_is_near_no_window_whether_the_tree_holds_it_or_not() {
    let entries = entries(40);
    let mut tile = Tile::build(&FRAME, entries[..30].to_vec());
    for added in &entries[30..] {
        tile = tile.with(&FRAME, added);
    }
    assert!(!tile.beside_tree.is_empty());
    let (of_tree, beside) = (&entries[29], entries.last().unwrap());
    let tile = tile.without(&FRAME, of_tree).unwrap();
    let tile = tile.without(&FRAME, beside).unwrap();
    let corner = |x, y| Coord { x, y };
    let mut near = near(&tile, Rect::new(corner(-180.0, -90.0), corner(180.0, 90.0)));
    near.sort_by_key(|id| id.parse::<u32>().unwrap());
    let held = (0..39).filter(|number| *number != 29);
    assert_eq!(
        near,
        held.map(|number| number.to_string()).collect::<Vec<_>>()
    );
}
