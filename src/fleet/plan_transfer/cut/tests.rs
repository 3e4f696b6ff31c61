#![allow(clippy::unwrap_used, clippy::single_range_in_vec_init)]

use super::*;

fn item(command: u16, params: [f32; 4]) -> PlanItem {
    PlanItem {
        kind: PlanKind::Mission,
        sequence: 0,
        frame: commands::FRAME_GLOBAL_RELATIVE_ALT_INT,
        command,
        is_current: false,
        goes_on: true,
        params,
        x: 360_671_000,
        y: 1_203_826_000,
        z: 30.0,
    }
}

fn waypoint() -> PlanItem {
    item(16, [0.0; 4])
}

fn jump(to: f32) -> PlanItem {
    item(DO_JUMP, [to, 2.0, 0.0, 0.0])
}

fn speed(mps: f32) -> PlanItem {
    item(178, [1.0, mps, -1.0, 0.0])
}

fn ranges(items: &[PlanItem], capacity: usize) -> Result<Vec<Range<usize>>, CutError> {
    let parts = cut(PlanKind::Mission, items, capacity)?;
    Ok(parts.into_iter().map(|part| part.of_whole).collect())
}

#[test]
fn what_fits_is_one_part_and_one_more_makes_two() {
    let items = vec![waypoint(); 10];
    assert_eq!(ranges(&items, 10), Ok(vec![0..10]));
    assert_eq!(ranges(&items, 9), Ok(vec![0..9, 9..10]));
    assert_eq!(ranges(&items, 4), Ok(vec![0..4, 4..8, 8..10]));
    assert_eq!(ranges(&[], 4), Ok(Vec::new()));
}

#[test]
fn the_start_of_a_landing_and_all_behind_it_lie_in_one_part() {
    let start = item(DO_LAND_START, [0.0; 4]);
    let items = [
        waypoint(),
        waypoint(),
        waypoint(),
        start,
        waypoint(),
        waypoint(),
    ];
    assert_eq!(ranges(&items, 4), Ok(vec![0..3, 3..6]));
    assert_eq!(ranges(&items, 3), Ok(vec![0..3, 3..6]));
    assert_eq!(
        ranges(&items, 2).unwrap_err(),
        CutError::Indivisible {
            items: 3..6,
            needed: 3,
            capacity: 2,
        }
    );
}

#[test]
fn what_is_done_at_a_waypoint_stays_with_it() {
    let photo = item(2_000, [0.0, 0.0, 1.0, 0.0]);
    let items = [waypoint(), waypoint(), photo, photo, waypoint(), photo];
    assert_eq!(ranges(&items, 4), Ok(vec![0..4, 4..6]));
    assert_eq!(ranges(&items, 3), Ok(vec![0..1, 1..4, 4..6]));
    let error = ranges(&items, 2).unwrap_err();
    let expected = CutError::Indivisible {
        items: 1..4,
        needed: 3,
        capacity: 2,
    };
    assert_eq!(error, expected);
    assert!(error.text().en.contains("Items 1 to 3"));
}

#[test]
fn a_jump_and_all_up_to_its_target_stay_together_and_it_finds_its_target() {
    let mut items = vec![waypoint(); 4];
    items.extend([waypoint(), waypoint(), jump(4.0), waypoint(), waypoint()]);
    assert_eq!(ranges(&items, 5), Ok(vec![0..4, 4..9]));
    let parts = cut(PlanKind::Mission, &items, 5).unwrap();
    assert_eq!(parts[1].items[2].params[0], 0.0);
    assert_eq!(ranges(&items, 3), Ok(vec![0..3, 3..4, 4..7, 7..9]));
    assert!(matches!(
        ranges(&items, 2),
        Err(CutError::Indivisible { items, .. }) if items == (4..7)
    ));
    // On to what follows, too.
    let ahead = [waypoint(), jump(3.0), waypoint(), waypoint(), waypoint()];
    assert_eq!(ranges(&ahead, 4), Ok(vec![0..4, 4..5]));
    for target in [5.0, -1.0, 1.5, f32::NAN] {
        let astray = [waypoint(), jump(target)];
        let error = CutError::JumpOutOfRange { item: 1 };
        assert_eq!(ranges(&astray, 1), Err(error), "{target}");
    }
}

#[test]
fn what_is_in_force_is_said_again_where_a_part_begins() {
    let zoom = item(531, [2.0, 3.0, 0.0, 0.0]);
    let video = item(2_500, [0.0; 4]);
    let stop = item(2_501, [0.0; 4]);
    let items = [
        waypoint(),
        speed(5.0),
        zoom,
        video,
        waypoint(),
        speed(7.0),
        stop,
        waypoint(),
        waypoint(),
        jump(8.0),
        waypoint(),
    ];
    let parts = cut(PlanKind::Mission, &items, 7).unwrap();
    assert_eq!((parts.len(), parts[1].of_whole.clone()), (2, 7..11));
    let part = &parts[1];
    assert_eq!(
        part.repeated, 2,
        "the zoom and the last speed, and no video"
    );
    assert_eq!(part.items[0].command, zoom.command);
    assert_eq!(part.items[1].params[1], 7.0);
    assert_eq!(part.items[4].params[0], 3.0, "the jump to itself before");
    let sequences: Vec<u16> = part.items.iter().map(|it| it.sequence).collect();
    assert_eq!(sequences, [0, 1, 2, 3, 4, 5]);
    // What is said again needs room too.
    assert_eq!(ranges(&items, 6), Ok(vec![0..4, 4..7, 7..11]));
    assert!(matches!(
        ranges(&items, 5),
        Err(CutError::Indivisible { items, needed: 6, .. }) if items == (4..7)
    ));
}

#[test]
fn every_part_fits_and_together_they_are_the_whole() {
    for seed in 0..200_usize {
        let kinds = [
            waypoint(),
            speed(seed as f32),
            waypoint(),
            item(206, [9.0; 4]),
        ];
        let items: Vec<PlanItem> = (0..60)
            .map(|index| kinds[(seed * 7 + index * (seed % 5 + 1)) % 4])
            .collect();
        for capacity in 1..70 {
            let Ok(parts) = cut(PlanKind::Mission, &items, capacity) else {
                continue;
            };
            let whole: Vec<PlanItem> = parts
                .iter()
                .flat_map(|part| part.items[part.repeated..].to_vec())
                .map(|it| PlanItem { sequence: 0, ..it })
                .collect();
            assert_eq!(whole, items, "seed {seed}, {capacity}");
            assert!(parts.iter().all(|part| part.items.len() <= capacity));
        }
    }
}

#[test]
fn a_fence_is_not_cut() {
    for kind in [PlanKind::Fence, PlanKind::Rally] {
        assert_eq!(cut(kind, &[waypoint()], 9), Err(CutError::NotAMission));
    }
}
