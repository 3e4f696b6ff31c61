//! Orders of pieces, judged by trying all of them.

use super::areas::seeded;
use missions::tour::{End, JoinTimes, SearchEffort, Tour, order_pieces, other_end, piece_of};
use rand::Rng;

/// Pieces in a plane, joined by straight lines.
struct Plane(Vec<(f64, f64)>);

impl Plane {
    fn new(seed: u64, pieces: usize) -> Self {
        let mut random = seeded(seed);
        let mut ends = Vec::new();
        for _ in 0..pieces {
            let (x, y) = (
                random.random_range(0.0..100.0),
                random.random_range(0.0..100.0),
            );
            ends.push((x, y));
            ends.push((
                x + random.random_range(-20.0..20.0),
                y + random.random_range(-20.0..20.0),
            ));
        }
        Self(ends)
    }

    fn all(&self) -> usize {
        self.0.len() / 2
    }
}

impl JoinTimes for Plane {
    fn ends(&self) -> usize {
        self.0.len()
    }

    fn join_s(&mut self, from: End, until: End) -> f32 {
        self.least_join_s(from, until)
    }

    fn least_join_s(&self, from: End, until: End) -> f32 {
        let (from, until) = (self.0[from as usize], self.0[until as usize]);
        (from.0 - until.0).hypot(from.1 - until.1) as f32
    }
}

/// The best of all orders and ways round (Held and Karp 1962).
fn best_s(plane: &mut Plane) -> f32 {
    let pieces = plane.all();
    let sets = 1 << pieces;
    let mut best = vec![f32::INFINITY; sets * 2 * pieces];
    for entry in 0..2 * pieces {
        best[(1 << (entry / 2)) * 2 * pieces + entry] = 0.0;
    }
    for set in 1..sets {
        for entry in 0..2 * pieces {
            let here = best[set * 2 * pieces + entry];
            if here.is_infinite() {
                continue;
            }
            for next in (0..2 * pieces).filter(|next| set & (1 << (next / 2)) == 0) {
                let there = (set | 1 << (next / 2)) * 2 * pieces + next;
                let join = plane.join_s(other_end(entry as End), next as End);
                best[there] = best[there].min(here + join);
            }
        }
    }
    let all = &best[(sets - 1) * 2 * pieces..];
    all.iter().copied().fold(f32::INFINITY, f32::min)
}

fn is_whole(tour: &Tour, pieces: usize) -> bool {
    let mut order: Vec<usize> = tour.entries.iter().map(|it| piece_of(*it)).collect();
    order.sort_unstable();
    order == (0..pieces).collect::<Vec<_>>()
}

fn effort(rounds: usize) -> SearchEffort {
    SearchEffort { rounds, seed: 1 }
}

#[test]
fn few_pieces_are_flown_in_the_best_of_all_orders() {
    for seed in 0..60 {
        let mut plane = Plane::new(seed, 2 + seed as usize % 7);
        let tour = order_pieces(&mut plane, Tour::default(), effort(400));
        assert!(is_whole(&tour, plane.all()), "{seed}");
        let (found, best) = (tour.joins_s(&mut plane), f64::from(best_s(&mut plane)));
        assert!(
            found >= best - 1e-2 && found <= best * 1.001 + 1e-2,
            "{seed}: {found} {best}"
        );
    }
}

#[test]
fn pieces_in_a_row_are_flown_one_after_another() {
    // Lanes of 100, 3 apart, in any order and any way round.
    let mut random = seeded(7);
    let mut order: Vec<usize> = (0..60).collect();
    for index in (1..60).rev() {
        order.swap(index, random.random_range(0..=index));
    }
    let lanes = order.iter().flat_map(|lane| {
        let x = 3.0 * *lane as f64;
        let is_turned = random.random_range(0..2) == 0;
        if is_turned {
            [(x, 100.0), (x, 0.0)]
        } else {
            [(x, 0.0), (x, 100.0)]
        }
    });
    let mut plane = Plane(lanes.collect());
    let tour = order_pieces(&mut plane, Tour::default(), effort(600));
    assert!((tour.joins_s(&mut plane) - 59.0 * 3.0).abs() < 0.1);
}

#[test]
fn the_same_seed_gives_the_same_tour_and_more_rounds_none_that_is_worse() {
    let mut plane = Plane::new(5, 80);
    let tours: Vec<Tour> = [0, 100, 2_000, 2_000]
        .map(|rounds| order_pieces(&mut plane, Tour::default(), effort(rounds)))
        .into();
    assert_eq!(tours[2], tours[3]);
    let times: Vec<f64> = tours.iter().map(|it| it.joins_s(&mut plane)).collect();
    assert!(
        times[1] <= times[0] + 1e-2 && times[2] < times[0],
        "{times:?}"
    );
}

#[test]
fn a_tour_that_lacks_pieces_is_completed_and_kept_where_it_was_good() {
    let mut plane = Plane::new(9, 40);
    let whole = order_pieces(&mut plane, Tour::default(), effort(1_000));
    let part = Tour {
        entries: whole
            .entries
            .iter()
            .copied()
            .filter(|it| !piece_of(*it).is_multiple_of(5))
            .collect(),
    };
    let again = order_pieces(&mut plane, part, effort(0));
    assert!(is_whole(&again, 40));
    assert!(again.joins_s(&mut plane) < 1.1 * whole.joins_s(&mut plane));
}

#[test]
fn nothing_one_and_two_pieces_are_ordered_too() {
    for pieces in 0..3 {
        let mut plane = Plane::new(3, pieces);
        let tour = order_pieces(&mut plane, Tour::default(), effort(10));
        assert!(is_whole(&tour, pieces));
    }
}

/// Pieces of a plane in groups between which a way is as long as what stands for none.
struct Groups(Plane, u32);

impl JoinTimes for Groups {
    fn ends(&self) -> usize {
        self.0.ends()
    }

    fn join_s(&mut self, from: End, until: End) -> f32 {
        match (from / 2) % self.1 == (until / 2) % self.1 {
            true => self.0.join_s(from, until),
            false => 1e6,
        }
    }

    fn least_join_s(&self, from: End, until: End) -> f32 {
        self.0.least_join_s(from, until)
    }
}

#[test]
fn an_order_is_found_in_the_end_where_long_joins_drown_short_ones() {
    for seed in 0..40 {
        let mut groups = Groups(Plane::new(7_000 + seed, 40), 2 + seed as u32 % 4);
        let tour = order_pieces(&mut groups, Tour::default(), effort(400));
        assert!(is_whole(&tour, 40), "{seed}");
    }
}

/// Joins that take another time whenever they are asked for.
struct Fickle(u64);

impl JoinTimes for Fickle {
    fn ends(&self) -> usize {
        60
    }

    fn join_s(&mut self, _from: End, _until: End) -> f32 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (self.0 >> 40) as f32 / 1e4
    }

    fn least_join_s(&self, _from: End, _until: End) -> f32 {
        0.0
    }
}

#[test]
fn an_order_is_found_in_the_end_where_every_change_seems_to_save() {
    for seed in 0..4 {
        let tour = order_pieces(&mut Fickle(seed), Tour::default(), effort(3));
        assert!(is_whole(&tour, 30), "{seed}");
    }
}
