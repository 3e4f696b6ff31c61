//! bench
mod city;
use geo::{BoundingRect, Intersects, Point};
use geofences::airspace::{entry::*, index::*};
use geofences::*;
use std::sync::Arc;
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::RTree;
use std::time::Instant;
fn main() {
    let polys = city::polygons(1, 100_000);
    let pts = city::points(1, 100_000);
    let verts: usize = polys.iter().map(|p| p.exterior().0.len()).sum();
    println!("vertices {verts}");
    let t = Instant::now();
    let tree = RTree::bulk_load(polys.iter().enumerate().map(|(i, p)| {
        let r = p.bounding_rect().unwrap();
        GeomWithData::new(Rectangle::from_corners([r.min().x, r.min().y], [r.max().x, r.max().y]), i)
    }).collect::<Vec<_>>());
    println!("tree {:?}", t.elapsed());
    for _ in 0..3 {
        let t = Instant::now();
        let mut n = 0; let mut c = 0;
        for p in &pts {
            for e in tree.locate_all_at_point([p.x, p.y]) {
                c += 1;
                if polys[e.data].intersects(&Point::from(*p)) { n += 1; }
            }
        }
        println!("baseline {:?} hits {} cand {}", t.elapsed() / 100_000, n as f64 / 1e5, c as f64 / 1e5);
    }
    let entries: Vec<_> = polys.iter().enumerate().map(|(i, p)| {
        let raw = RawPolygon { exterior: p.exterior().0.clone(), holes: vec![] };
        let (footprint, _) = Footprint::from_polygons(&[raw]).unwrap();
        Arc::new(Entry::new(Subject::from(Zone { id: ZoneId::new(format!("z{i}")), name: Default::default(), rule: Rule::Prohibited, scope: Scope::Flight, footprint, band: AltitudeBand::ALL, times: Times::Always, authority: None, reason: None, conditions: None, source: None })))
    }).collect();
    println!("prep {:?}", t.elapsed());
    let t = Instant::now();
    let mut index = TileIndex::build(&entries);
    println!("index {:?}", t.elapsed());
    for _ in 0..if std::env::args().count()>1 {1} else {3} {
        let t = Instant::now();
        let mut n = 0;
        for p in &pts {
            index.containing(*p, |_e, _| n += 1);
        }
        println!("ours {:?} hits {}", t.elapsed() / 100_000, n as f64 / 1e5);
    }
    if std::env::args().count()>1 { return; }
    let mut bad = 0;
    for p in &pts {
        let mut a: Vec<usize> = tree.locate_all_at_point([p.x, p.y]).filter(|e| polys[e.data].intersects(&Point::from(*p))).map(|e| e.data).collect();
        let mut b = vec![];
        index.containing(*p, |e, _| b.push(e.zone().unwrap().id.as_str()[1..].parse::<usize>().unwrap()));
        a.sort(); b.sort();
        if a != b { bad += 1; }
    }
    println!("bad {bad}");
    let mut times: Vec<_> = vec![];
    let mut olds = vec![];
    for k in 0..10000usize {
        let t = Instant::now();
        let mut next = index.clone();
        next.remove(&entries[k]);
        index = next;
        times.push(t.elapsed());
        olds.push(index.clone());
        let t = Instant::now();
        let mut next = index.clone();
        next.insert(&entries[k]);
        index = next;
        times.push(t.elapsed());
        if olds.len() > 100 { olds.remove(0); }
    }
    times.sort();
    println!("change p50 {:?} p99 {:?} max {:?}", times[times.len()/2], times[times.len()*99/100], times.last());
}
