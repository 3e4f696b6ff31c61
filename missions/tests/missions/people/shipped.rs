//! The file that is shipped.

use super::*;

#[test]
fn the_shipped_file_knows_where_and_when_qingdao_is_crowded() {
    let people = {
        let file = read("people.csv", SHIPPED);
        assert_eq!(file.problems, []);
        file.people.unwrap()
    };
    assert!(people.source().contains("示意"));
    assert!(people.cell_count() >= 36);
    let by_name = [
        ("栈桥", 120.3165, 36.0590),
        ("五四广场", 120.3795, 36.0620),
        ("奥帆中心", 120.3865, 36.0570),
        ("台东", 120.3520, 36.0840),
        ("海水浴场", 120.3390, 36.0560),
        ("浮山", 120.4180, 36.0900),
    ];
    for (name, longitude, latitude) in by_name {
        let here = place(longitude, latitude);
        let times = range("2026-12-05T15:00:00+08:00", "2026-12-05T15:30:00+08:00");
        let beneath = people.beneath(here, here, 1.0, times);
        assert_eq!(beneath.unknown, None, "{name}");
        let most = beneath.most.unwrap();
        assert!(most.name.unwrap().contains(name), "{:?}", most.name);
        let saturday = told(&people, here, "2026-12-05T15:00:00+08:00").unwrap();
        let wednesday = told(&people, here, "2026-12-02T15:00:00+08:00").unwrap();
        let night = told(&people, here, "2026-12-05T03:00:00+08:00").unwrap();
        assert!(saturday > wednesday && wednesday > night, "{name}");
        let holiday = told(&people, here, "2027-01-01T15:00:00+08:00");
        assert_eq!(holiday, Some(saturday), "{name}");
    }
    // Along the coast all is known; beyond what was told nothing is.
    let times = range("2026-12-02T10:00:00+08:00", "2026-12-02T10:20:00+08:00");
    let coast = people.beneath(place(120.30, 36.055), place(120.48, 36.085), 50.0, times);
    assert_eq!(coast.unknown, None);
    let beyond = place(119.70, 35.70);
    assert_eq!(people.beneath(beyond, beyond, 50.0, times).most, None);
}

#[test]
fn many_questions_are_answered_quickly_enough_for_a_route_planner() {
    // Not a measurement: a question that copied or searched all cells would take minutes here.
    let people = read("people.csv", SHIPPED).people.unwrap();
    let cell = cell_at(&people, place(120.38, 36.06));
    let start = at("2026-12-02T00:00:00Z");
    let mut known = 0_u32;
    for step in 0..1_000_000_i64 {
        let beside = PeopleCell {
            column: cell.column + step % 97,
            row: cell.row + step % 31,
        };
        let hour = start + TimeDelta::hours(step % 700);
        known += u32::from(people.per_km2(beside, hour).is_some());
    }
    assert!(known > 500_000);
}
