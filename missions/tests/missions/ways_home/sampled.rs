//! Returns sampled densely: none from a legal leg is illegal, and what is illegal is so by another reckoning too.

use super::*;

/// A return of ArduCopter or PX4 as the manuals tell it, computed apart from what is tested.
fn return_path(
    rules: Return,
    places: &Targets,
    from: Position,
    amsl_m: f64,
    terrain: &dyn Terrain,
) -> Vec<(Position, f64)> {
    let to = returns_to(rules, places, from);
    return_path_to(rules, places, (from, amsl_m), to, terrain)
}

fn distance_m(from: Position, until: Position) -> f64 {
    Geodesic.distance(Point::from(from.coord()), Point::from(until.coord()))
}

/// The rally place that it returns to; home where there is none.
fn returns_to(rules: Return, places: &Targets, from: Position) -> Option<RallyPlace> {
    let far = |rally: &RallyPlace| distance_m(from, rally.position);
    let home_m = distance_m(from, places.home.position);
    let nearest = places
        .rally
        .iter()
        .min_by(|a, b| far(a).total_cmp(&far(b)))
        .copied()?;
    let is_taken = match rules {
        Return::Copter(rules) => far(&nearest) <= rules.rally_limit_m && far(&nearest) <= home_m,
        Return::Px4(_) => far(&nearest) + 2.0 < home_m,
        Return::Wing(_) | Return::Dji(_) => unreachable!("no test samples them"),
    };
    is_taken.then_some(nearest)
}

fn return_path_to(
    rules: Return,
    places: &Targets,
    (from, amsl_m): (Position, f64),
    rally: Option<RallyPlace>,
    terrain: &dyn Terrain,
) -> Vec<(Position, f64)> {
    let home = places.home;
    let target = rally.map_or(home.position, |it| it.position);
    let stored_m = rally.map_or(0.0, |it| it.height_above_home_m);
    let height_m = match rules {
        Return::Copter(rules) => {
            let now_m = amsl_m - home.ground_amsl_m;
            let wanted_m = rules.height_m.max(stored_m).max(now_m);
            let cone_m = (distance_m(from, target) * rules.cone_slope).max(now_m);
            home.ground_amsl_m + wanted_m.min(cone_m)
        }
        Return::Px4(rules) => amsl_m.max(home.ground_amsl_m + stored_m + rules.height_m),
        Return::Wing(_) | Return::Dji(_) => unreachable!("no test samples them"),
    };
    let ground_m = terrain.ground_at(target).unwrap().elevation_amsl_m;
    vec![
        (from, amsl_m),
        (from, height_m),
        (target, height_m),
        (target, ground_m.min(height_m)),
    ]
}

/// All places that it may return to when positions are up to 10 m off: distances up to 20 m and 0.4 %.
fn may_return_to(rules: Return, places: &Targets, from: Position) -> Vec<Option<RallyPlace>> {
    let doubt_m = 35.0;
    let far = |to: &Option<RallyPlace>| {
        distance_m(from, to.map_or(places.home.position, |it| it.position))
    };
    let nominal = returns_to(rules, places, from);
    let all = || std::iter::once(None).chain(places.rally.iter().copied().map(Some));
    let nearest_m = all().map(|to| far(&to)).fold(f64::INFINITY, f64::min);
    let is_at_limit =
        matches!(rules, Return::Copter(rules) if nearest_m > rules.rally_limit_m - doubt_m);
    all()
        .filter(|to| {
            *to == nominal || far(to) <= nearest_m + doubt_m || (is_at_limit && to.is_none())
        })
        .collect()
}

fn is_allowed(path: &[(Position, f64)], snapshot: &Snapshot, context: &Context) -> bool {
    let points = path.iter().map(|(position, amsl_m)| PathPoint {
        position: *position,
        altitude: Altitude::new(*amsl_m, AltitudeDatum::MeanSeaLevel).unwrap(),
        time: now(),
    });
    let path_is_allowed = {
        let path = Path::new(points.collect()).unwrap();
        snapshot.judge_path(&path, context).decision.allows_flight()
    };
    path_is_allowed && is_clear_of_ground(path, context.terrain)
}

/// Samples the way across each 5 m.
fn is_clear_of_ground(path: &[(Position, f64)], terrain: &dyn Terrain) -> bool {
    let (from, until) = (
        Point::from(path[1].0.coord()),
        Point::from(path[2].0.coord()),
    );
    let length_m = Geodesic.distance(from, until);
    let count = (length_m / 5.0).ceil().max(1.0) as usize;
    (0..=count).all(|step| {
        let part = step as f64 / count as f64;
        let at = Geodesic.point_at_ratio_between(from, until, part);
        let ground = terrain
            .ground_at(Position::try_from(at.0).unwrap())
            .unwrap();
        let above_m = path[1].1 - ground.elevation_amsl_m;
        let is_landing = (1.0 - part) * length_m <= LIMITS.landing_radius_m;
        above_m + ground.uncertainty_m <= 120.0
            && (is_landing || above_m - ground.uncertainty_m >= LIMITS.clear_of_ground_m)
    })
}

fn random_city(random: &mut ChaCha8Rng) -> Arc<Snapshot> {
    let mut subjects: Vec<Subject> = vec![permit().into()];
    for index in 0..35 {
        let middle = (
            random.random_range(-1_500.0..1_500.0),
            random.random_range(-1_500.0..1_500.0),
        );
        let far = random.random_range(20.0..150.0);
        let count = random.random_range(3..9);
        let corner = |corner: i32| {
            let angle = std::f64::consts::TAU * f64::from(corner) / f64::from(count);
            (middle.0 + far * angle.cos(), middle.1 + far * angle.sin())
        };
        let corners: Vec<(f64, f64)> = (0..count).map(corner).collect();
        let rule = [
            Rule::Prohibited,
            Rule::NeedsAuthorization,
            Rule::Conditional,
        ][random.random_range(0..3)];
        let datum = [
            AltitudeDatum::AboveGround,
            AltitudeDatum::MeanSeaLevel,
            AltitudeDatum::Wgs84Ellipsoid,
        ][random.random_range(0..3)];
        let band = if random.random_bool(0.6) {
            (f64::NAN, random.random_range(20.0..110.0))
        } else {
            (random.random_range(70.0..140.0), f64::NAN)
        };
        if index % 3 > 0 {
            subjects.push(zone(&format!("zone-{index}"), rule, &corners, band, datum).into());
            continue;
        }
        let obstacle = Obstacle {
            id: ZoneId::new(format!("obstacle-{index}")),
            name: Default::default(),
            kind: ObstacleKind::Building,
            shape: ObstacleShape::Point {
                position: at(middle.0, middle.1),
                radius_m: 0.3 * far,
            },
            top: Altitude::new(random.random_range(20.0..90.0), AltitudeDatum::AboveGround)
                .unwrap(),
            vertical_uncertainty_m: 1.0,
            horizontal_uncertainty_m: 1.0,
            surveyed: None,
            source: None,
        };
        subjects.push(obstacle.into());
    }
    Airspace::new(subjects).unwrap().snapshot()
}

fn assert_no_sampled_return_is_illegal(terrain: &dyn Terrain, seed: u64, rounds: usize) {
    let mut random = seeded(seed);
    let (mut legal, mut illegal, mut close, mut sampled, mut confirmed) = (0, 0, 0, 0, 0);
    for round in 0..rounds {
        let snapshot = random_city(&mut random);
        let home_ground_m = terrain.ground_at(at(0.0, 0.0)).unwrap().elevation_amsl_m;
        let rally = (0..random.random_range(0..4)).map(|_| RallyPlace {
            position: at(
                random.random_range(-1_000.0..1_000.0),
                random.random_range(-1_000.0..1_000.0),
            ),
            height_above_home_m: random.random_range(0.0..30.0),
        });
        let places = places(home_ground_m, rally.collect());
        let height_m = random.random_range(40.0..100.0);
        let rules = if round % 2 == 0 {
            Return::Copter(CopterReturn {
                height_m,
                rally_limit_m: 700.0,
                ..copter()
            })
        } else {
            Return::Px4(Px4Return { height_m, ..px4() })
        };
        let mut corner = |_| {
            let place = (
                random.random_range(-1_200.0..1_200.0),
                random.random_range(-1_200.0..1_200.0),
            );
            let ground_m = terrain
                .ground_at(at(place.0, place.1))
                .unwrap()
                .elevation_amsl_m;
            (
                at(place.0, place.1),
                ground_m + random.random_range(30.0..90.0),
            )
        };
        let corners: Vec<(Position, f64)> = (0..12).map(&mut corner).collect();
        let legs: Vec<FlownLeg> = corners
            .windows(2)
            .map(|pair| {
                // Short legs: most long ones meet something.
                let until = Geodesic.point_at_ratio_between(
                    Point::from(pair[0].0.coord()),
                    Point::from(pair[1].0.coord()),
                    0.15,
                );
                FlownLeg {
                    from: pair[0].0,
                    from_amsl_m: pair[0].1,
                    until: Position::try_from(until.0).unwrap(),
                    until_amsl_m: pair[0].1 + 0.15 * (pair[1].1 - pair[0].1),
                }
            })
            .collect();
        with_context(terrain, |context| {
            let ways = judge_ways_home(&task(&legs, &places, rules), &snapshot, context);
            for (leg, ways) in legs.iter().zip(&ways.legs) {
                let path_from = |part: f64| {
                    let (from, until) = (
                        Point::from(leg.from.coord()),
                        Point::from(leg.until.coord()),
                    );
                    let at = Geodesic.point_at_ratio_between(from, until, part);
                    let amsl_m = leg.from_amsl_m + part * (leg.until_amsl_m - leg.from_amsl_m);
                    return_path(
                        rules,
                        &places,
                        Position::try_from(at.0).unwrap(),
                        amsl_m,
                        terrain,
                    )
                };
                match &ways.verdict {
                    Verdict::Legal => {
                        legal += 1;
                        for _ in 0..30 {
                            let part = random.random_range(0.0..=1.0);
                            let path = path_from(part);
                            assert!(
                                is_allowed(&path, &snapshot, context),
                                "round {round}, leg {}, {part}: {path:?}",
                                ways.leg
                            );
                            sampled += 1;
                        }
                    }
                    Verdict::Illegal(found) => {
                        illegal += 1;
                        let [start, ..] = path_from(found.fraction)[..] else {
                            panic!()
                        };
                        let is_illegal = |to| {
                            let path = return_path_to(rules, &places, start, to, terrain);
                            !is_allowed(&path, &snapshot, context)
                        };
                        let targets = may_return_to(rules, &places, start.0);
                        confirmed += usize::from(targets.into_iter().any(is_illegal));
                    }
                    Verdict::TooClose(_) => close += 1,
                    Verdict::Unknown(found) => panic!("{found:?}"),
                }
            }
        });
    }
    println!(
        "{legal} legal, {illegal} illegal, {confirmed} confirmed, {close} too close, {sampled} sampled"
    );
    // Where it may return to either of two places, both ways have to be legal, and it is asked for one alone.
    assert!(
        20 * confirmed >= 19 * illegal,
        "{confirmed} of {illegal} are"
    );
    assert!(
        legal > 2 * rounds && illegal > rounds,
        "{legal} legal, {illegal} illegal"
    );
    assert!(
        10 * close < illegal + legal,
        "{close} too close of {legal} and {illegal}"
    );
}

#[test]
fn over_level_ground_no_sampled_return_from_a_legal_leg_is_illegal() {
    assert_no_sampled_return_is_illegal(&FLAT, SEED, 60);
}

#[test]
fn over_hills_no_sampled_return_from_a_legal_leg_is_illegal() {
    assert_no_sampled_return_is_illegal(&hills(), SEED + 1, 60);
}

/// The synthetic mountains moved to here, a tenth as high.
struct Hills(geofences::GridTerrain);

fn hills() -> Hills {
    Hills(synthetic_qingdao(1.0).unwrap())
}

impl Hills {
    fn there(position: Position) -> Position {
        Position::new(
            position.longitude_deg() + 0.35,
            position.latitude_deg() - 0.02,
        )
        .unwrap()
    }
}

impl Terrain for Hills {
    fn ground_at(&self, position: Position) -> Option<geofences::Ground> {
        let ground = self.0.ground_at(Self::there(position))?;
        Some(geofences::Ground {
            elevation_amsl_m: 0.1 * ground.elevation_amsl_m,
            ..ground
        })
    }

    fn ground_along(
        &self,
        from: Position,
        until: Position,
        pieces: &mut Vec<geofences::GroundPiece>,
    ) -> bool {
        let before = pieces.len();
        let is_told = self
            .0
            .ground_along(Self::there(from), Self::there(until), pieces);
        for piece in pieces.iter_mut().skip(before) {
            piece.constant *= 0.1;
            piece.linear *= 0.1;
            piece.quadratic *= 0.1;
        }
        is_told
    }

    fn ground_range(
        &self,
        south_west: Position,
        north_east: Position,
    ) -> Option<geofences::GroundRange> {
        let range = self
            .0
            .ground_range(Self::there(south_west), Self::there(north_east))?;
        Some(geofences::GroundRange {
            lowest_amsl_m: 0.1 * range.lowest_amsl_m,
            highest_amsl_m: 0.1 * range.highest_amsl_m,
            ..range
        })
    }

    fn name(&self) -> &str {
        "hills"
    }
}
