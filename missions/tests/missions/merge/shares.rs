//! What each department bears, judged by hand and by the Shapley value over all orders.

use super::super::areas::seeded;
use super::{day, survey, with};
use geofences::Bilingual;
use missions::merge::{Asked, AskedFor, Asker, Group, MergedCosts, ShareFault, shares};
use missions::patrol::Patrol;
use rand::Rng;

/// A group of patrols of departments told by numbers, with parts that some of them asked for.
fn group_of(departments: &[usize], parts: &[Vec<usize>]) -> (Vec<Patrol>, Group) {
    let base = survey("base", 0.0);
    let named = |number: &usize| {
        with(&base, |it| {
            it.department = Bilingual::new(format!("d{number}"), format!("部{number}"));
        })
    };
    let patrols: Vec<Patrol> = departments.iter().map(named).collect();
    let asked = parts.iter().map(|by| Asked {
        what: AskedFor::Pattern,
        by: by
            .iter()
            .map(|patrol| Asker {
                patrol: *patrol,
                point: None,
            })
            .collect(),
    });
    let group = Group {
        members: (0..departments.len()).collect(),
        patrol: base,
        windows: vec![day()],
        asked: asked.collect(),
    };
    (patrols, group)
}

fn parts(patrols: &[Patrol], group: &Group, costs: &MergedCosts<'_>) -> Vec<f64> {
    let shares = shares(patrols, group, costs).unwrap();
    let sum: u128 = shares.iter().map(|it| it.share.numerator).sum();
    assert!(shares.iter().all(|it| it.share.denominator == sum));
    shares.iter().map(|it| it.share.part()).collect()
}

fn assert_near(found: &[f64], expected: &[f64]) {
    assert_eq!(found.len(), expected.len());
    let is_near = |it: (&f64, &f64)| (it.0 - it.1).abs() < 1e-12;
    assert!(
        found.iter().zip(expected).all(is_near),
        "{found:?} {expected:?}"
    );
}

#[test]
fn by_hand_own_places_are_borne_alone_shared_ones_equally_and_the_way_in_proportion() {
    let (patrols, group) = group_of(&[0, 1], &[vec![0], vec![0, 1]]);
    // Own 100, shared 60, way 40; alone 220 and 110: 100 + 30 + 40 · 2/3, and 30 + 40 · 1/3.
    let costs = MergedCosts {
        asked: &[vec![100.0], vec![60.0, 60.0]],
        overhead: 40.0,
        alone: &[220.0, 110.0],
    };
    let expected = [(130.0 + 80.0 / 3.0) / 200.0, (30.0 + 40.0 / 3.0) / 200.0];
    assert_near(&parts(&patrols, &group, &costs), &expected);
    // Three who need alike have exactly a third each.
    let (patrols, group) = group_of(&[0, 1, 2], &[vec![0, 1, 2]]);
    let costs = MergedCosts {
        asked: &[vec![70.0; 3]],
        overhead: 30.0,
        alone: &[90.0; 3],
    };
    let shares = shares(&patrols, &group, &costs).unwrap();
    assert!(
        shares
            .iter()
            .all(|it| 3 * it.share.numerator == it.share.denominator)
    );
}

#[test]
fn who_needs_less_of_a_place_bears_half_of_that_and_the_other_the_rest() {
    let (patrols, group) = group_of(&[0, 1], &[vec![0, 1]]);
    let costs = MergedCosts {
        asked: &[vec![100.0, 500.0]],
        overhead: 0.0,
        alone: &[100.0, 500.0],
    };
    assert_near(&parts(&patrols, &group, &costs), &[0.1, 0.9]);
}

#[test]
fn who_would_bear_more_of_the_way_than_alone_bears_as_much_as_alone() {
    // One has a large place next to the dock, the other a small one far off.
    let (patrols, group) = group_of(&[0, 1], &[vec![0], vec![1]]);
    let costs = MergedCosts {
        asked: &[vec![100.0], vec![1.0]],
        overhead: 10.5,
        alone: &[101.0, 11.0],
    };
    let expected = [101.0 / 111.5, 10.5 / 111.5];
    assert_near(&parts(&patrols, &group, &costs), &expected);
}

#[test]
fn patrols_of_one_department_bear_as_one() {
    let (patrols, group) = group_of(&[0, 1, 0], &[vec![0, 1, 2]]);
    let costs = MergedCosts {
        asked: &[vec![80.0; 3]],
        overhead: 0.0,
        alone: &[90.0; 3],
    };
    assert_near(&parts(&patrols, &group, &costs), &[0.5, 0.5]);
}

/// Some group, and what it takes.
struct Sample {
    departments: Vec<usize>,
    parts: Vec<Vec<usize>>,
    asked: Vec<Vec<f64>>,
    overhead: f64,
    alone: Vec<f64>,
}

impl Sample {
    fn of(seed: u64) -> Self {
        let mut random = seeded(seed);
        let members = random.random_range(2..6);
        let departments: Vec<usize> = (0..members)
            .map(|_| random.random_range(0..members))
            .collect();
        let (mut parts, mut asked) = (Vec::new(), Vec::new());
        let mut alone: Vec<f64> = vec![0.0; members];
        for _ in 0..random.random_range(1..7) {
            let by: Vec<usize> = (0..members).filter(|_| random.random_bool(0.5)).collect();
            let costs: Vec<f64> = by
                .iter()
                .map(|_| f64::from(random.random_range(0..4)) * 25.0 + 0.125)
                .collect();
            for (member, cost) in by.iter().zip(&costs) {
                alone[*member] += cost;
            }
            parts.push(by);
            asked.push(costs);
        }
        let ways: Vec<f64> = alone
            .iter()
            .map(|_| random.random_range(1.0..200.0))
            .collect();
        let overhead = random.random_range(0.0..1.0) * ways.iter().sum::<f64>();
        for (alone, way) in alone.iter_mut().zip(&ways) {
            *alone += way;
        }
        Self {
            departments,
            parts,
            asked,
            overhead,
            alone,
        }
    }

    fn costs(&self) -> MergedCosts<'_> {
        MergedCosts {
            asked: &self.asked,
            overhead: self.overhead,
            alone: &self.alone,
        }
    }

    fn total(&self) -> f64 {
        let parts = self.asked.iter();
        let most = parts.map(|it| it.iter().copied().fold(0.0, f64::max));
        most.sum::<f64>() + self.overhead
    }
}

#[test]
fn parts_are_one_and_nobody_bears_more_than_alone_or_less_than_nothing() {
    for seed in 0..2_000 {
        let some = Sample::of(seed);
        let (patrols, group) = group_of(&some.departments, &some.parts);
        let shares = shares(&patrols, &group, &some.costs()).unwrap();
        let sum: u128 = shares.iter().map(|it| it.share.numerator).sum();
        assert!(
            shares.iter().all(|it| it.share.denominator == sum),
            "{seed}"
        );
        for it in &shares {
            let members = patrols.iter().zip(&some.alone);
            let own = members.filter(|(patrol, _)| patrol.department == it.department);
            let alone: f64 = own.map(|(_, alone)| alone).sum();
            let borne = it.share.part() * some.total();
            // Costs are counted in thousandths.
            assert!(borne <= alone + 0.01, "{seed}: {borne} {alone}");
        }
    }
}

#[test]
fn equals_bear_equal_parts_and_their_order_makes_no_difference() {
    for seed in 0..500 {
        let mut some = Sample::of(seed);
        // A twin of the first, of a department of its own.
        let twin = some.departments.len();
        some.departments
            .iter_mut()
            .enumerate()
            .for_each(|it| *it.1 = it.0);
        some.departments.push(twin);
        some.alone.push(some.alone[0]);
        for (by, costs) in some.parts.iter_mut().zip(&mut some.asked) {
            if by.first() == Some(&0) {
                by.push(twin);
                costs.push(costs[0]);
            }
        }
        let (patrols, group) = group_of(&some.departments, &some.parts);
        let of = shares(&patrols, &group, &some.costs()).unwrap();
        assert_eq!(of[0].share, of[twin].share, "{seed}");
        let mut turned = group.clone();
        turned.members.reverse();
        turned.asked.reverse();
        let asked: Vec<Vec<f64>> = some.asked.iter().rev().cloned().collect();
        let alone: Vec<f64> = some.alone.iter().rev().copied().collect();
        let costs = MergedCosts {
            asked: &asked,
            overhead: some.overhead,
            alone: &alone,
        };
        let mut turned = shares(&patrols, &turned, &costs).unwrap();
        turned.reverse();
        assert_eq!(turned, of, "{seed}");
    }
}

#[test]
fn without_overhead_it_is_the_shapley_value_reckoned_over_all_orders() {
    for seed in 0..200 {
        let mut some = Sample::of(seed);
        some.overhead = 0.0;
        some.departments
            .iter_mut()
            .enumerate()
            .for_each(|it| *it.1 = it.0);
        let (patrols, group) = group_of(&some.departments, &some.parts);
        let total = some.total();
        if total == 0.0 {
            continue;
        }
        let count = some.departments.len();
        let mut value = vec![0.0; count];
        let mut orders = 0.0;
        permuted(&mut (0..count).collect(), 0, &mut |order| {
            orders += 1.0;
            let mut before = 0.0;
            for (position, member) in order.iter().enumerate() {
                let after = cost_of(&some, &order[..=position]);
                value[*member] += after - before;
                before = after;
            }
        });
        let expected: Vec<f64> = value.iter().map(|it| it / orders / total).collect();
        assert_near(&parts(&patrols, &group, &some.costs()), &expected);
    }
}

/// What is asked for by some takes.
fn cost_of(some: &Sample, members: &[usize]) -> f64 {
    let of_part = |(by, costs): (&Vec<usize>, &Vec<f64>)| {
        let needed = by
            .iter()
            .zip(costs)
            .filter(|(who, _)| members.contains(who));
        needed.map(|(_, cost)| *cost).fold(0.0, f64::max)
    };
    some.parts.iter().zip(&some.asked).map(of_part).sum()
}

fn permuted(order: &mut Vec<usize>, from: usize, tell: &mut impl FnMut(&[usize])) {
    if from == order.len() {
        tell(order);
        return;
    }
    for other in from..order.len() {
        order.swap(from, other);
        permuted(order, from + 1, tell);
        order.swap(from, other);
    }
}

#[test]
fn costs_that_cannot_be_shared_are_refused_with_all_reasons() {
    let (patrols, group) = group_of(&[0, 1], &[vec![0, 1]]);
    let refused = |asked: &[Vec<f64>], overhead, alone: &[f64]| {
        let costs = MergedCosts {
            asked,
            overhead,
            alone,
        };
        let faults = shares(&patrols, &group, &costs).unwrap_err();
        assert!(faults.iter().all(|it| !it.text().zh.is_ascii()));
        faults
    };
    let found = refused(&[vec![1.0]], -1.0, &[f64::NAN, 2.0, 3.0]);
    assert_eq!(found.len(), 4);
    let count = |costs, needed| ShareFault::Count { costs, needed };
    assert_eq!(found[..2], [count(3, 2), count(1, 2)]);
    assert!(matches!(
        found[2..],
        [ShareFault::NotACost { .. }, ShareFault::NotACost { .. }]
    ));
    let alike = vec![50.0, 50.0];
    assert_eq!(
        refused(std::slice::from_ref(&alike), 60.0, &[54.0, 55.0]),
        [ShareFault::CostsMore {
            together: 110.0,
            apart: 109.0
        }]
    );
    let costs = MergedCosts {
        asked: std::slice::from_ref(&alike),
        overhead: 60.0,
        alone: &[55.0, 55.0],
    };
    assert_near(&parts(&patrols, &group, &costs), &[0.5, 0.5]);
    let department = patrols[1].department.clone();
    assert_eq!(
        refused(&[alike], 0.0, &[60.0, 49.9]),
        [ShareFault::AloneBelowOwn { department }]
    );
    assert_eq!(
        refused(&[vec![0.0, 0.0]], 0.0, &[0.0, 0.0]),
        [ShareFault::Nothing]
    );
    let missing = shares(
        &patrols[..1],
        &group,
        &MergedCosts {
            asked: &[vec![1.0, 1.0]],
            overhead: 0.0,
            alone: &[1.0, 1.0],
        },
    );
    assert_eq!(missing.unwrap_err(), [ShareFault::NoSuchPatrol(1)]);
}

#[test]
fn more_than_can_share_exactly_do_not_share() {
    let (patrols, mut group) = group_of(&(0..17).collect::<Vec<_>>(), &[(0..17).collect()]);
    let costs = MergedCosts {
        asked: &[vec![1.0; 17]],
        overhead: 0.0,
        alone: &[1.0; 17],
    };
    let faults = shares(&patrols, &group, &costs).unwrap_err();
    let members = 17;
    assert_eq!(faults, [ShareFault::TooManyMembers { members, most: 16 }]);
    // Nor does who asks and is no member.
    group.members.pop();
    let costs = MergedCosts {
        alone: &[1.0; 16],
        ..costs
    };
    let faults = shares(&patrols, &group, &costs).unwrap_err();
    assert_eq!(faults, [ShareFault::NoSuchPatrol(16)]);
}
