//! Tests of tiles: when a directory is made anew, goes, and comes back.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::*;
use crate::{AltitudeBand, Footprint, Position, Rule, Scope, Times, Zone, ZoneId};

const FRAME: TileFrame = TileFrame {
    at: (3, 1),
    origin: Coord { x: 90.0, y: 0.0 },
    size_deg: 90.0,
    per_deg: 1.0 / 90.0,
};

fn entry(number: u32) -> Arc<Entry> {
    let center = Position::new(100.0 + f64::from(number) / 10.0, 40.0).unwrap();
    let zone = Zone {
        id: ZoneId::new(number.to_string()),
        name: Default::default(),
        rule: Rule::Prohibited,
        scope: Scope::Flight,
        footprint: Footprint::circle(center, 100_000.0).unwrap(),
        band: AltitudeBand::ALL,
        times: Times::Always,
        authority: None,
        reason: None,
        conditions: None,
        source: None,
    };
    Arc::new(Entry::new(zone.into()))
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
    let bounds = entries.iter().map(|entry| entry.bounds());
    for (local, bounds) in bounds.enumerate() {
        let touching = Rect::new(bounds.max(), bounds.max() + Coord { x: 1.0, y: 1.0 });
        let near = grown.near(&touching);
        let locals: Vec<usize> = near.map(|(outline, _)| outline.local as usize).collect();
        assert!(locals.contains(&local), "{local} is not among {locals:?}");
    }
}
