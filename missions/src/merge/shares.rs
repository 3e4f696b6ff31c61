//! What each department bears of a flight that was flown for several.
//!
//! A part of the pattern is borne by those who asked for it: what the least of them needs in equal parts by all of
//! them, what the next one needs more in equal parts by all but the first, and so on. Of parts that all need alike that
//! is an equal part each, of a part for which but one asked all. It is the Shapley value of each part (the airport
//! game: Littlechild and Owen 1973, "A simple expression for the Shapley value in a special case", Management Science
//! 20, 370–372), and so of their sum.
//!
//! The overhead is borne in proportion to what each would have had to bear alone (the proportional rule: Moulin 2002,
//! "Axiomatic cost and surplus sharing", Handbook of Social Choice and Welfare 1, chapter 6), but by nobody so much
//! that it bears more than alone: what is above that is borne by the others, in the same proportion.
//!
//! So nobody bears more than alone, equals bear equal parts, and the parts are one: they are fractions, exact.

use super::costs::{MergedCosts, ShareFault, UNITS, check};
use super::groups::{Group, MOST_MEMBERS};
use crate::patrol::Patrol;
use geofences::Bilingual;

/// A part of one, as a fraction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share {
    /// So many.
    pub numerator: u128,
    /// Of so many; the same for all shares of a flight.
    pub denominator: u128,
}

impl Share {
    /// As a number, 0…1.
    pub fn part(self) -> f64 {
        self.numerator as f64 / self.denominator as f64
    }
}

/// What a department bears.
#[derive(Clone, Debug, PartialEq)]
pub struct DepartmentShare {
    /// Which.
    pub department: Bilingual,
    /// Its part of what the flight takes. All departments' numerators add up to the denominator.
    pub share: Share,
}

/// The shares of all departments whose patrols are flown as one, as they come among the group's members. Patrols of one
/// department count as one.
///
/// # Errors
/// All faults of the costs; and that the flight takes more as one than apart.
pub fn shares(
    patrols: &[Patrol],
    group: &Group,
    costs: &MergedCosts<'_>,
) -> Result<Vec<DepartmentShare>, Vec<ShareFault>> {
    let mut faults = check(group, costs);
    let askers = group.asked.iter().flat_map(|it| &it.by);
    let strangers = askers
        .map(|it| it.patrol)
        .filter(|it| !group.members.contains(it));
    let unknown = group
        .members
        .iter()
        .copied()
        .filter(|it| *it >= patrols.len());
    let mut missing: Vec<usize> = strangers.chain(unknown).collect();
    missing.sort_unstable();
    missing.dedup();
    faults.extend(missing.into_iter().map(ShareFault::NoSuchPatrol));
    if !faults.is_empty() {
        return Err(faults);
    }
    let mut bearing = Bearing::default();
    for (&member, &alone) in group.members.iter().zip(costs.alone) {
        let who = bearing.who(&patrols[member].department);
        // Rounded so that nothing is asked of it that is not.
        bearing.departments[who].alone += (alone * UNITS).ceil() as u128;
    }
    for (asked, costs) in group.asked.iter().zip(costs.asked) {
        let askers = asked.by.iter().map(|it| &patrols[it.patrol].department);
        bearing.add_part(askers.zip(costs));
    }
    bearing.overhead = (costs.overhead * UNITS).floor() as u128;
    bearing.shares()
}

/// What is borne equally is counted in parts that all numbers of departments divide: 1, 2, … [`MOST_MEMBERS`].
const PARTS: u128 = 720_720;
const _: () = {
    let mut count = MOST_MEMBERS as u128;
    while count > 0 {
        assert!(PARTS.is_multiple_of(count));
        count -= 1;
    }
};

/// A department, with costs in thousandths.
struct Department {
    name: Bilingual,
    /// What its flights would take alone.
    alone: u128,
    /// What the parts that it asked for would take alone.
    needed: u128,
    /// What it bears of these parts, in [`PARTS`] of a thousandth.
    direct: u128,
}

impl Department {
    /// What it may bear of the overhead and not bear more than alone, in [`PARTS`] of a thousandth.
    fn slack(&self) -> u128 {
        (self.alone * PARTS).saturating_sub(self.direct)
    }
}

#[derive(Default)]
struct Bearing {
    departments: Vec<Department>,
    /// What all parts take, in thousandths.
    direct: u128,
    overhead: u128,
}

impl Bearing {
    fn who(&mut self, name: &Bilingual) -> usize {
        let known = self.departments.iter().position(|it| it.name == *name);
        known.unwrap_or_else(|| {
            self.departments.push(Department {
                name: name.clone(),
                alone: 0,
                needed: 0,
                direct: 0,
            });
            self.departments.len() - 1
        })
    }

    /// A part of the pattern, borne by those who need it as far as they do.
    fn add_part<'a>(&mut self, needs: impl Iterator<Item = (&'a Bilingual, &'a f64)>) {
        let mut each: Vec<(u128, usize)> = Vec::new();
        for (name, &cost) in needs {
            let (cost, who) = ((cost * UNITS).floor() as u128, self.who(name));
            match each.iter_mut().find(|it| it.1 == who) {
                Some(need) => need.0 = need.0.max(cost),
                None => each.push((cost, who)),
            }
        }
        each.sort_unstable();
        let (mut borne, mut before) = (0, 0);
        let count = each.len();
        for (index, &(need, who)) in each.iter().enumerate() {
            borne += (need - before) * (PARTS / (count - index) as u128);
            before = need;
            self.departments[who].direct += borne;
            self.departments[who].needed += need;
        }
        self.direct += before;
    }

    fn shares(self) -> Result<Vec<DepartmentShare>, Vec<ShareFault>> {
        self.check()?;
        let overhead = Overhead::shared(&self.departments, self.overhead * PARTS);
        let denominator = (self.direct + self.overhead) * PARTS * overhead.of;
        let each = self.departments.into_iter().zip(overhead.borne);
        let shares = each.map(|(it, overhead_borne)| DepartmentShare {
            share: Share {
                numerator: it.direct * overhead.of + overhead_borne,
                denominator,
            },
            department: it.name,
        });
        Ok(shares.collect())
    }

    fn check(&self) -> Result<(), Vec<ShareFault>> {
        let short = self.departments.iter().filter(|it| it.alone < it.needed);
        let mut faults: Vec<ShareFault> = short
            .map(|it| ShareFault::AloneBelowOwn {
                department: it.name.clone(),
            })
            .collect();
        let together = self.direct + self.overhead;
        let apart: u128 = self.departments.iter().map(|it| it.alone).sum();
        if together > apart {
            faults.push(ShareFault::CostsMore {
                together: together as f64 / UNITS,
                apart: apart as f64 / UNITS,
            });
        }
        if together == 0 {
            faults.push(ShareFault::Nothing);
        }
        match faults.is_empty() {
            true => Ok(()),
            false => Err(faults),
        }
    }
}

/// What each bears of the overhead, in parts `of` as many as those of what is borne directly.
struct Overhead {
    borne: Vec<u128>,
    of: u128,
}

impl Overhead {
    /// In proportion to what each would bear alone, those who would then bear more than alone up to that.
    fn shared(departments: &[Department], overhead: u128) -> Self {
        let mut is_full = vec![false; departments.len()];
        loop {
            let (mut left, mut weight) = (overhead, 0);
            for (it, is_full) in departments.iter().zip(&is_full) {
                if *is_full {
                    left = left.saturating_sub(it.slack());
                } else {
                    weight += it.alone;
                }
            }
            let is_over = |it: &Department| left * it.alone > it.slack() * weight;
            let over: Vec<usize> = (0..departments.len())
                .filter(|index| !is_full[*index] && is_over(&departments[*index]))
                .collect();
            if over.is_empty() {
                let of = weight.max(1);
                let each = departments.iter().zip(&is_full);
                let borne = each.map(|(it, is_full)| match is_full {
                    true => it.slack() * of,
                    false => left * it.alone,
                });
                let borne = borne.collect();
                return Self { borne, of };
            }
            over.into_iter().for_each(|index| is_full[index] = true);
        }
    }
}
