//! The judgement of a mission, all in one.

use super::airspace::{self, time_at};
use super::checks::{check_capacity, check_conditions, check_question};
use super::flying::Flying;
use super::hindrance::{Found, Hindrance, HindranceKind};
use super::paperwork::OfFlight;
use super::proof::{EnergyProof, Feasibility, LegProof};
use super::question::{Question, Surroundings};
use super::structure::with_structure;
use super::timeline::{Timeline, timeline};
use super::{ground, holding, imaging, light, paperwork, people, returning, switching};
use crate::energy::{Balance, Budget, cumulative};
use crate::ways_home::Return;
use geofences::{Bilingual, TimeRange};

/// Whether a mission may and can be flown: all that is in the way, and the proof of the rest.
pub fn judge(question: &Question<'_>) -> Feasibility {
    let airspace = question.surroundings.airspace;
    let with_structure = question.patrol.and_then(|it| with_structure(airspace, it));
    match &with_structure {
        None => judge_in_its_airspace(question),
        Some(airspace) => judge_in_its_airspace(&Question {
            surroundings: Surroundings {
                airspace,
                ..question.surroundings
            },
            ..*question
        }),
    }
}

fn judge_in_its_airspace(question: &Question<'_>) -> Feasibility {
    let mut found = Found::default();
    check_question(question, &mut found);
    let flyer = match question.aircraft.flyer() {
        Ok(flyer) => flyer,
        Err(why) => {
            found.add(Hindrance::new(HindranceKind::Performance, why.bilingual()));
            return nothing(question, found);
        }
    };
    let timeline = timeline(Flying::new(question, &flyer), &mut found);
    check_conditions(question, &mut found);
    check_capacity(question, &mut found);
    switching::check(question, &mut found);
    if let Some(until) = time_at(question.departure, timeline.duration_s()) {
        let flight = TimeRange {
            from: question.departure,
            until,
        };
        light::judge(question, flight, &mut found);
    }
    let above = ground::judge(question, &timeline.pieces, &mut found);
    let zones = airspace::judge(question, &timeline, &mut found);
    let is_in_airspace = !found.has(HindranceKind::Airspace);
    let over_gathering = people::judge(question, &timeline.pieces, &above, &mut found);
    imaging::judge(question, &timeline, &mut found);
    let budget = budget(question, &mut found);
    let balances = balances(budget.as_ref(), &timeline);
    let keep_m = holding::stopping_m(question, &timeline);
    let returning = returning::judge(
        question,
        &flyer,
        &timeline,
        keep_m,
        (budget.as_ref(), &balances),
        &mut found,
    );
    let fence = holding::compile(question, &timeline, &returning.ends, &mut found);
    let energy = budget.map(|budget| {
        let at_landing = balances.last().copied().flatten();
        let at_landing = at_landing.unwrap_or_else(|| budget.after(0.0, 0.0));
        if !at_landing.keeps_reserve {
            found.add(takes_too_much(&budget, at_landing));
        }
        EnergyProof {
            budget,
            at_landing,
            least_left_wh: returning.least_left_wh.min(at_landing.left_wh),
        }
    });
    let each = timeline.pieces.iter().zip(above).zip(zones);
    let each = each.zip(balances.iter().zip(&returning.ways));
    let legs = each.map(|(((piece, above), zones), (balance, way_home))| LegProof {
        step: piece.step,
        kind: piece.kind,
        from: piece.from,
        until: piece.until,
        seconds: (piece.begins_s, piece.ends_s()),
        above_ground_m: above.map(|it| (it.least_m, it.most_m)),
        zones,
        balance: *balance,
        way_home: *way_home,
        sensing: piece.sensing,
    });
    let legs: Vec<LegProof> = legs.collect();
    let landing = time_at(question.departure, timeline.duration_s());
    let required = landing.map(|until| {
        let of_flight = OfFlight {
            flight: TimeRange {
                from: question.departure,
                until,
            },
            legs: &legs,
            is_in_airspace,
            over_gathering,
        };
        paperwork::judge(question, &of_flight, &mut found)
    });
    Feasibility {
        legs,
        hindrances: found.into_list(),
        departure: question.departure,
        landing,
        required,
        energy,
        fence,
    }
}

/// What is in the way of any flight of an aircraft in these surroundings.
pub(crate) fn before_a_flight(question: &Question<'_>) -> Vec<Hindrance> {
    let mut found = Found::default();
    check_conditions(question, &mut found);
    let _ = budget(question, &mut found);
    let aircraft = question.aircraft;
    if let Err(why) = Return::of(aircraft.vehicle, None) {
        found.add(Hindrance::new(HindranceKind::WayHome, why.text()));
    }
    let home_m = question.mission.home.ground_amsl_m;
    let air = question.surroundings.air;
    match aircraft.flyer() {
        Ok(flyer) => {
            for why in flyer.beyond_limits(air, home_m, home_m) {
                found.add(Hindrance::new(HindranceKind::Weather, why.bilingual()));
            }
        }
        Err(why) => found.add(Hindrance::new(HindranceKind::Performance, why.bilingual())),
    }
    found.into_list()
}

fn nothing(question: &Question<'_>, found: Found) -> Feasibility {
    Feasibility {
        hindrances: found.into_list(),
        legs: Vec::new(),
        departure: question.departure,
        landing: None,
        required: None,
        energy: None,
        fence: None,
    }
}

fn budget(question: &Question<'_>, found: &mut Found) -> Option<Budget> {
    let air = question.surroundings.air;
    let home_m = question.mission.home.ground_amsl_m;
    let aircraft = question.aircraft;
    let battery = &aircraft.vehicle.battery;
    match Budget::of(battery, air.temperature_c(home_m), aircraft.battery_cycles) {
        Ok(budget) => Some(budget),
        Err(why) => {
            found.add(Hindrance::new(HindranceKind::Energy, why.bilingual()));
            None
        }
    }
}

fn balances(budget: Option<&Budget>, timeline: &Timeline) -> Vec<Option<Balance>> {
    let flown: Vec<_> = timeline.pieces.iter().map(|it| it.flown).collect();
    match budget {
        Some(budget) => cumulative(budget, &flown).into_iter().map(Some).collect(),
        None => vec![None; flown.len()],
    }
}

fn takes_too_much(budget: &Budget, at_landing: Balance) -> Hindrance {
    let (used_wh, plannable_wh) = (at_landing.used_wh, budget.plannable_wh());
    let what = Bilingual::new(
        format!(
            "it takes {used_wh:.0} Wh, and the battery gives {plannable_wh:.0} Wh over its reserve"
        ),
        format!("需 {used_wh:.0} Wh，电池扣除余量后可用 {plannable_wh:.0} Wh"),
    );
    let batteries = (used_wh / plannable_wh).ceil();
    Hindrance::new(HindranceKind::Energy, what).helped_by(
        format!("fly it with {batteries:.0} batteries or more, or with several drones, or from a nearer dock"),
        format!("请分至少 {batteries:.0} 块电池飞行，或多机执行，或从更近的机库起飞"),
    )
}
