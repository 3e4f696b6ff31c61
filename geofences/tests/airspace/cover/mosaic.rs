//! A mosaic of zones with gaps, against an oracle of polygons.

use super::*;

/// A rectangle cut again and again, sheared: cells with edges that end amid others' edges.
fn tessellation(rng: &mut ChaCha8Rng) -> (Polygon<f64>, Vec<Polygon<f64>>) {
    let shear = (rng.random_range(-0.4..0.4), rng.random_range(-0.4..0.4));
    let place = |x: f64, y: f64| coord(120.3 + x + shear.0 * y, 36.0 + y + shear.1 * x);
    let quad = |[west, south, east, north]: [f64; 4]| {
        let ring = vec![
            place(west, south),
            place(east, south),
            place(east, north),
            place(west, north),
        ];
        Polygon::new(LineString::new(ring), Vec::new())
    };
    let whole = [0.0, 0.0, 0.02, 0.015];
    let mut cells = vec![whole];
    for _ in 0..14 {
        let index = rng.random_range(0..cells.len());
        let [west, south, east, north] = cells[index];
        let share = rng.random_range(0.25..0.75);
        let (one, other) = if east - west > north - south {
            let cut = west + share * (east - west);
            ([west, south, cut, north], [cut, south, east, north])
        } else {
            let cut = south + share * (north - south);
            ([west, south, east, cut], [west, cut, east, north])
        };
        if f64::min(one[2] - one[0], one[3] - one[1]) > 0.001 {
            cells[index] = one;
            cells.push(other);
        }
    }
    (quad(whole), cells.into_iter().map(quad).collect())
}

/// The bands and windows in which a cell is permitted.
struct Slot {
    cell: usize,
    from_m: f64,
    until_m: f64,
    from_s: i64,
    until_s: i64,
}

struct Mosaic {
    snapshot: Arc<Snapshot>,
    whole: Polygon<f64>,
    cells: Vec<Polygon<f64>>,
    slots: Vec<Slot>,
}

impl Mosaic {
    fn random(rng: &mut ChaCha8Rng) -> Self {
        let (whole, cells) = tessellation(rng);
        let mut slots = Vec::new();
        for cell in 0..cells.len() {
            let all = Slot {
                cell,
                from_m: 0.0,
                until_m: 120.0,
                from_s: -1_000,
                until_s: 1_000,
            };
            match rng.random_range(0..8) {
                0 => {}
                1 => slots.push(Slot {
                    until_m: 60.0,
                    ..all
                }),
                2 => {
                    slots.push(Slot {
                        cell,
                        until_m: 50.0,
                        ..all
                    });
                    slots.push(Slot {
                        from_m: 50.0,
                        ..all
                    });
                }
                3 => {
                    slots.push(Slot {
                        cell,
                        until_s: 100,
                        ..all
                    });
                    slots.push(Slot { from_s: 100, ..all });
                }
                4 => slots.push(Slot { until_s: 50, ..all }),
                _ => slots.push(all),
            }
        }
        let zones = slots.iter().enumerate().map(|(index, slot)| {
            let mut ring: Vec<Coord<f64>> = cells[slot.cell].exterior().0[..4].to_vec();
            ring.rotate_left(index % 4);
            if index % 3 == 0 {
                ring.reverse();
            }
            let raw = geofences::RawPolygon {
                exterior: ring,
                holes: Vec::new(),
            };
            let mut zone = permit(&format!("{index}"), footprint(&[raw]));
            zone.band = band(agl(slot.from_m), agl(slot.until_m));
            zone.times = within(slot.from_s, slot.until_s);
            zone
        });
        let snapshot = airspace(zones);
        Self {
            snapshot,
            whole,
            cells,
            slots,
        }
    }

    /// How far it is from a place to the next cell that is not permitted at the heights from
    /// `low_m` to `high_m` at a time, or to the outside of all.
    fn distance_to_gap_m(&self, place: Position, (low_m, high_m): (f64, f64), second: f64) -> f64 {
        let outside = MultiPolygon(vec![self.whole.clone()]);
        if distance_to_polygons_m(place, &outside) > 0.0 {
            return 0.0;
        }
        let to_border = crate::support::distance_to_ring_m(place, &self.whole.exterior().0);
        // A height by itself is a span too.
        let (low_m, high_m) = (low_m.min(high_m - 1e-3), high_m);
        let is_gap = |cell: &usize| {
            let mut reached_m = low_m.max(0.0);
            let mut slots: Vec<&Slot> = self
                .slots
                .iter()
                .filter(|slot| slot.cell == *cell)
                .filter(|slot| slot.from_s as f64 <= second && second < slot.until_s as f64)
                .collect();
            slots.sort_by(|a, b| a.from_m.total_cmp(&b.from_m));
            for slot in slots {
                if slot.from_m <= reached_m {
                    reached_m = reached_m.max(slot.until_m);
                }
            }
            reached_m < high_m
        };
        (0..self.cells.len())
            .filter(is_gap)
            .map(|cell| {
                distance_to_polygons_m(place, &MultiPolygon(vec![self.cells[cell].clone()]))
            })
            .fold(to_border, f64::min)
    }
}

#[test]
fn a_mosaic_is_permitted_up_to_its_gaps() {
    let mut rng = rng(SEED);
    let mut decided = [0, 0];
    for _ in 0..rounds(25) {
        let mosaic = Mosaic::random(&mut rng);
        for _ in 0..20 {
            let margin_m = [0.0, 5.0, 40.0, 150.0][rng.random_range(0..4)];
            let vertical_m = [0.0, 8.0][rng.random_range(0..2)];
            let world = World::flat().with_margins(margin_m, vertical_m);
            let place = {
                let at = |t: f64, u: f64| {
                    mosaic.whole.exterior().0[0]
                        + (mosaic.whole.exterior().0[1] - mosaic.whole.exterior().0[0]) * t
                        + (mosaic.whole.exterior().0[3] - mosaic.whole.exterior().0[0]) * u
                };
                if rng.random_bool(0.4) {
                    // On an edge or a vertex.
                    let ring = &mosaic.cells[rng.random_range(0..mosaic.cells.len())]
                        .exterior()
                        .0;
                    let edge = rng.random_range(0..4);
                    let share = [0.0, 0.5, rng.random_range(0.0..1.0)][rng.random_range(0..3)];
                    ring[edge] + (ring[edge + 1] - ring[edge]) * share
                } else {
                    at(rng.random_range(-0.1..1.1), rng.random_range(-0.1..1.1))
                }
            };
            let place = position(place.x, place.y);
            let height_m = rng.random_range(0.5..119.0);
            let second = rng.random_range(0..200);
            let point = at(place, agl(height_m), after_noon_s(second));
            let decision = mosaic
                .snapshot
                .judge_point(&point, &world.context())
                .decision;
            let heights = (height_m - vertical_m, height_m + vertical_m);
            let to_gap_m = mosaic.distance_to_gap_m(place, heights, second as f64);
            let told = format!("{point:?} margin {margin_m}, {to_gap_m} m to a gap");
            if to_gap_m <= margin_m {
                assert_eq!(decision, Decision::Prohibited, "{told}");
                decided[0] += 1;
            } else if to_gap_m > margin_m * 1.004 + 0.001 {
                assert_eq!(decision, Decision::Permitted, "{told}");
                decided[1] += 1;
            }
        }
    }
    assert!(decided.iter().all(|count| *count > 100), "{decided:?}");
}

#[test]
fn a_path_over_a_mosaic_is_outside_where_a_gap_is_near() {
    let mut rng = rng(SEED + 1);
    let mut decided = [0, 0];
    for _ in 0..rounds(40) {
        let mosaic = Mosaic::random(&mut rng);
        let margin_m = [0.0, 5.0, 40.0, 150.0][rng.random_range(0..4)];
        let world = World::flat().with_margins(margin_m, 3.0);
        let corner = mosaic.whole.exterior().0[0];
        let opposite = mosaic.whole.exterior().0[2];
        let ends = [0, 1].map(|_| {
            position(
                rng.random_range(corner.x.min(opposite.x)..corner.x.max(opposite.x)),
                rng.random_range(corner.y.min(opposite.y)..corner.y.max(opposite.y)),
            )
        });
        let heights = [rng.random_range(5.0..110.0), rng.random_range(5.0..110.0)];
        let path = Path::new(vec![
            at(ends[0], agl(heights[0]), noon()),
            at(ends[1], agl(heights[1]), after_noon_s(200)),
        ])
        .unwrap();
        let judgement = mosaic.snapshot.judge_path(&path, &world.context());
        let leg = crate::support::GeodesicLeg::new(ends[0], ends[1]);
        for sample in 0..=60 {
            let fraction = f64::from(sample) / 60.0;
            let height_m = heights[0] + fraction * (heights[1] - heights[0]);
            let second = 200.0 * fraction;
            let place = leg.at(fraction);
            let to_gap_m = |slack_m: f64| {
                mosaic.distance_to_gap_m(
                    place,
                    (height_m - 3.0 - slack_m, height_m + 3.0 + slack_m),
                    second,
                )
            };
            let is_outside = judgement.stretches.iter().any(|stretch| {
                stretch.from.fraction <= fraction && fraction <= stretch.until.fraction
            });
            let told = format!("{fraction} of {ends:?} at {heights:?}, margin {margin_m}");
            if to_gap_m(-0.01) <= margin_m - 0.001 && second != 50.0 && second != 100.0 {
                assert!(is_outside, "{told}");
                decided[0] += 1;
            } else if to_gap_m(0.01) > margin_m * 1.004 + 0.2 {
                assert!(!is_outside, "{told}");
                decided[1] += 1;
            }
        }
    }
    assert!(decided.iter().all(|count| *count > 300), "{decided:?}");
}
