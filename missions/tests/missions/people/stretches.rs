//! The most beneath a stretch.

use super::*;

/// Cells around [`CELL`], so many to each side, with a number each.
fn block(side: i32, number: impl Fn(i32, i32) -> Option<usize>) -> PeopleByHour {
    let cell: BeidouCell = CELL.parse().unwrap();
    let mut rows = String::new();
    for north in -side..=side {
        for east in -side..=side {
            let Some(number) = number(east, north) else {
                continue;
            };
            let code = cell.neighbour(east, north).unwrap();
            let numbers = hours(|_| number.to_string());
            writeln!(rows, "{code},any,{east} {north},{numbers}").unwrap();
        }
    }
    with_rows(&rows)
}

/// How far a place is from a stretch, metres, in a plane.
fn apart_m(plane: &LocalPlane, place: Coord<f64>, from: Position, until: Position) -> f64 {
    let (from, until) = (plane.metres(from.coord()), plane.metres(until.coord()));
    let place = plane.metres(place);
    let steps = 200;
    let distances = (0..=steps).map(|step| {
        let at = from + (until - from) * (f64::from(step) / f64::from(steps));
        (place.x - at.x).hypot(place.y - at.y)
    });
    distances.fold(f64::INFINITY, f64::min)
}

#[test]
fn the_most_beneath_a_stretch_is_told_with_where_and_when() {
    let crowd = |east: i32, north: i32| Some(if (east, north) == (3, 0) { 9_000 } else { 10 });
    let people = block(6, crowd);
    let times = range("2026-12-02T12:10:00+08:00", "2026-12-02T12:20:00+08:00");
    let from = middle(CELL);
    let cell: BeidouCell = CELL.parse().unwrap();
    let until = middle(&cell.neighbour(4, 0).unwrap().to_string());
    let beneath = people.beneath(from, until, 10.0, times);
    let most = beneath.most.unwrap();
    assert_eq!(most.per_km2, 9_000.0);
    assert_eq!(most.name, Some("3 0"));
    assert_eq!(most.at, times.from);
    assert!(cell.neighbour(3, 0).unwrap().contains(most.position));
    assert_eq!(beneath.unknown, None);
    // One that stays short of it, seen and not seen by its width.
    let short = middle(&cell.neighbour(2, 0).unwrap().to_string());
    let half_m = 0.5 * cell.size_deg().0 * LocalPlane::at(from.coord()).metres_per_degree().x;
    let of_width = |width_m| {
        let beneath = people.beneath(from, short, width_m, times);
        beneath.most.unwrap().per_km2
    };
    assert_eq!(of_width(half_m - 0.5), 10.0);
    assert_eq!(of_width(half_m + 0.5), 9_000.0);
}

#[test]
fn the_worst_hour_of_all_that_are_touched_counts() {
    let rows = row(CELL, "weekday", 0) + &row(CELL, "weekend", 1_000);
    let people = with_rows(&rows);
    let here = middle(CELL);
    let most = |from: &str, until: &str| {
        let beneath = people.beneath(here, here, 1.0, range(from, until));
        assert_eq!(beneath.unknown, None);
        let most = beneath.most.unwrap();
        (most.per_km2, most.at)
    };
    let first = "2026-12-02T12:30:00+08:00";
    assert_eq!(most(first, "2026-12-02T12:59:59+08:00"), (12.0, at(first)));
    let next = "2026-12-02T13:00:00+08:00";
    assert_eq!(most(first, next), (13.0, at(next)));
    let friday_night = ("2026-12-04T23:30:00+08:00", "2026-12-05T00:30:00+08:00");
    let saturday = at("2026-12-05T00:00:00+08:00");
    assert_eq!(most(friday_night.0, friday_night.1), (1_000.0, saturday));
    let weeks = most("2026-11-30T00:00:00+08:00", "2027-01-10T23:59:59+08:00");
    assert_eq!(weeks, (1_023.0, at("2026-12-05T23:00:00+08:00")));
}

#[test]
fn what_is_partly_unknown_is_told_beside_the_most_that_is_known() {
    let gap = |east: i32, north: i32| ((east, north) != (1, 0)).then_some(10);
    let people = block(4, gap);
    let times = range("2026-12-02T12:10:00+08:00", "2026-12-02T12:20:00+08:00");
    let cell: BeidouCell = CELL.parse().unwrap();
    let missing = cell.neighbour(1, 0).unwrap();
    let until = middle(&cell.neighbour(2, 0).unwrap().to_string());
    let beneath = people.beneath(middle(CELL), until, 5.0, times);
    assert_eq!(beneath.most.unwrap().per_km2, 10.0);
    assert!(missing.contains(beneath.unknown.unwrap().position));
    assert_eq!(beneath.unknown.unwrap().at, times.from);
    // Days for which nothing was told, on each side.
    let here = middle(&cell.neighbour(-2, 0).unwrap().to_string());
    for (from, until, unknown_at, is_known) in [
        (
            "2026-11-29T23:30:00+08:00",
            "2026-11-29T23:40:00+08:00",
            "2026-11-29T23:30:00+08:00",
            false,
        ),
        (
            "2026-11-29T23:30:00+08:00",
            "2026-11-30T00:00:00+08:00",
            "2026-11-29T23:30:00+08:00",
            true,
        ),
        (
            "2027-01-10T23:30:00+08:00",
            "2027-01-11T00:00:00+08:00",
            "2027-01-11T00:00:00+08:00",
            true,
        ),
        (
            "2027-01-11T00:00:00+08:00",
            "2027-01-11T00:10:00+08:00",
            "2027-01-11T00:00:00+08:00",
            false,
        ),
    ] {
        let beneath = people.beneath(here, here, 5.0, range(from, until));
        assert_eq!(beneath.unknown.unwrap().at, at(unknown_at));
        assert_eq!(beneath.most.is_some(), is_known);
    }
}

#[test]
fn of_what_cannot_be_looked_at_nothing_is_known() {
    let people = block(2, |_, _| Some(10));
    let here = middle(CELL);
    let times = range("2026-12-02T12:10:00+08:00", "2026-12-02T12:20:00+08:00");
    let reversed = TimeRange {
        from: times.until,
        until: times.from,
    };
    let ever = TimeRange {
        from: DateTime::<Utc>::MIN_UTC,
        until: DateTime::<Utc>::MAX_UTC,
    };
    for (until, half_width_m, times) in [
        (here, f64::NAN, times),
        (here, -1.0, times),
        (here, 1_001.0, times),
        (here, f64::INFINITY, times),
        (here, 5.0, reversed),
        (place(-59.6, -36.0), 5.0, times),
        (place(122.0, 36.0), 5.0, times),
        (place(120.3, 90.0), 5.0, times),
    ] {
        let beneath = people.beneath(here, until, half_width_m, times);
        assert_eq!(beneath.most, None);
        assert_eq!(beneath.unknown.unwrap().position, here);
    }
    let beneath = people.beneath(here, here, 5.0, ever);
    assert_eq!(beneath.most.unwrap().per_km2, 10.0);
    assert_eq!(beneath.unknown.unwrap().at, ever.from);
}

#[test]
fn the_most_beneath_is_that_of_an_oracle_over_random_stretches() {
    let mut random = ChaCha8Rng::seed_from_u64(20_261_201);
    let numbers: Vec<usize> = (0..441)
        .map(|_| random.random_range(0..1_000_000))
        .collect();
    let index = |east: i32, north: i32| ((north + 10) * 21 + east + 10) as usize;
    let people = block(10, |east, north| Some(numbers[index(east, north)]));
    let cell: BeidouCell = CELL.parse().unwrap();
    let centre = middle(CELL).coord();
    let plane = LocalPlane::at(centre);
    let times = range("2026-12-02T12:10:00+08:00", "2026-12-02T12:20:00+08:00");
    for round in 0..30 {
        let mut end = || {
            let m = |it: &mut ChaCha8Rng| it.random_range(-600.0..600.0);
            let metres = Coord {
                x: m(&mut random),
                y: m(&mut random),
            };
            Position::try_from(plane.coord(metres)).unwrap()
        };
        let (from, until) = (end(), end());
        let half_width_m = random.random_range(0.0..150.0);
        let beneath = people.beneath(from, until, half_width_m, times);
        // The cells within the width for sure, and those that may be: by points on a lattice of each cell.
        let (mut least, mut most) = (0.0_f64, 0.0_f64);
        for north in -10..=10 {
            for east in -10..=10 {
                let bounds = cell.neighbour(east, north).unwrap().bounds();
                // Half a cell is 80 m across.
                if apart_m(&plane, bounds.center(), from, until) > half_width_m + 100.0 {
                    continue;
                }
                let lattice = (0..=8).flat_map(|x| (0..=8).map(move |y| (x, y)));
                let nearest = lattice.map(|(x, y)| {
                    let share = |it: i32| f64::from(it) / 8.0;
                    let place = Coord {
                        x: bounds.min().x + bounds.width() * share(x),
                        y: bounds.min().y + bounds.height() * share(y),
                    };
                    apart_m(&plane, place, from, until)
                });
                let nearest_m = nearest.fold(f64::INFINITY, f64::min);
                let number = numbers[index(east, north)] as f64;
                if nearest_m <= half_width_m {
                    least = least.max(number);
                }
                // Between the points of the lattice something may be nearer by half their distance, 10 m, and so may
                // the stretch be between its own, 4 m.
                if nearest_m <= half_width_m + 14.0 {
                    most = most.max(number);
                }
            }
        }
        let told = beneath.most.unwrap();
        assert!(told.per_km2 >= least, "round {round}");
        assert!(told.per_km2 <= most, "round {round}");
        assert_eq!(beneath.unknown, None, "round {round}");
    }
}

#[test]
fn a_geodesic_bends_and_what_it_crosses_is_beneath() {
    // 80 km along a parallel of 60° N: the geodesic runs 217 m north of the straight line in its middle.
    let (from, until) = (place(120.0, 60.0), place(121.433, 60.0));
    let level = BeidouLevel::new(5).unwrap();
    let plane = LocalPlane::at(from.coord());
    let bent_deg = plane.degrees(217.0).y;
    let north = BeidouCell::at(place(120.7165, 60.0 + bent_deg), level).unwrap();
    let people = with_rows(&row(&north.to_string(), "any", 0));
    let times = range("2026-12-02T12:10:00+08:00", "2026-12-02T12:20:00+08:00");
    assert!(people.beneath(from, until, 0.0, times).most.is_some());
}
