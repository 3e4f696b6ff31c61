use super::*;
use compare::{Compared, compare};

const ARDUPILOT: AutopilotKind = AutopilotKind::ArduPilot;
const PX4: AutopilotKind = AutopilotKind::Px4;

fn compared(autopilot: AutopilotKind, sent: PlanItem, back: PlanItem) -> Compared {
    let vehicle = (autopilot, ComponentKind::Rotorcraft);
    compare(vehicle, sent.kind, &[sent], &[back])
}

/// Whether `back` is `sent` as kept, with parameters.
fn keeps(autopilot: AutopilotKind, command: u16, sent: [f32; 4], back: [f32; 4]) -> bool {
    let item = |params| PlanItem {
        command,
        params,
        ..waypoint(1)
    };
    compared(autopilot, item(sent), item(back))
        .differences
        .is_empty()
}

#[test]
fn ardupilot_keeps_parameters_in_bytes_and_words() {
    let nan = f32::NAN;
    for (command, sent, kept, another) in [
        (
            16,
            [2.7, 1.5, 0.0, nan],
            [2.0, 0.0, 0.0, 0.0],
            [3.0, 0.0, 0.0, 0.0],
        ),
        (
            19,
            [5.0, 0.0, 0.0, 0.0],
            [5.0, 0.0, 1.0, 0.0],
            [4.0, 0.0, 1.0, 0.0],
        ),
        (
            19,
            [5.0, 0.0, -7.0, 0.0],
            [5.0, 0.0, -1.0, 0.0],
            [5.0, 0.0, 1.0, 0.0],
        ),
        (
            18,
            [3.9, 0.0, -60.7, 1.0],
            [3.0, 0.0, -60.0, 1.0],
            [3.0, 0.0, 60.0, 1.0],
        ),
        (
            18,
            [1.0, 0.0, 307.0, 0.0],
            [1.0, 0.0, 300.0, 0.0],
            [1.0, 0.0, 255.0, 0.0],
        ),
        (
            178,
            [1.0, 6.5, -1.0, 0.0],
            [1.0, 6.5, -1.0, 0.0],
            [1.0, 6.0, -1.0, 0.0],
        ),
        (
            177,
            [3.0, -1.0, 0.0, 0.0],
            [3.0, -1.0, 0.0, 0.0],
            [3.0, 0.0, 0.0, 0.0],
        ),
    ] {
        assert!(keeps(ARDUPILOT, command, sent, kept), "{command}: {kept:?}");
        assert!(
            !keeps(ARDUPILOT, command, sent, another),
            "{command}: {another:?}"
        );
    }
    assert!(
        !keeps(ARDUPILOT, 31_000, [2.7; 4], [2.0; 4]),
        "no habit is known"
    );
}

#[test]
fn what_is_kept_in_another_way_is_told_though_it_is_no_difference() {
    let sent = PlanItem {
        params: [2.7, 0.0, 0.0, 0.0],
        goes_on: false,
        z: 30.126,
        ..waypoint(0)
    };
    let back = PlanItem {
        params: [2.0, 0.0, 0.0, 0.0],
        frame: mav_cmd::FRAME_GLOBAL_RELATIVE_ALT,
        goes_on: true,
        z: 30.12,
        ..sent
    };
    let compared = compared(ARDUPILOT, sent, back);
    assert_eq!(compared.differences, []);
    let fields: Vec<Field> = compared
        .as_kept
        .iter()
        .filter_map(|it| match it {
            Difference::Field { field, .. } => Some(*field),
            Difference::Count { .. } => None,
        })
        .collect();
    assert_eq!(fields, [Field::Param(1), Field::Z, Field::GoesOn]);
}

#[test]
fn ardupilot_keeps_heights_within_a_centimetre_and_not_two() {
    let sent = PlanItem {
        z: 30.126,
        ..waypoint(0)
    };
    for (z, is_kept) in [(30.12, true), (30.13, true), (30.11, false), (30.15, false)] {
        let back = PlanItem { z, ..sent };
        let compared = compared(ARDUPILOT, sent, back);
        assert_eq!(compared.differences.is_empty(), is_kept, "{z}");
    }
}

#[test]
fn wings_of_ardupilot_keep_radii_where_rotors_keep_a_delay() {
    let sent = PlanItem {
        params: [3.0, 40.0, 0.0, 0.0],
        ..waypoint(0)
    };
    let back = PlanItem {
        params: [0.0, 40.0, 0.0, 0.0],
        ..sent
    };
    for (component, is_kept) in [
        (ComponentKind::FixedWing, true),
        (ComponentKind::Vtol, true),
        (ComponentKind::Rotorcraft, false),
    ] {
        let compared = compare((ARDUPILOT, component), sent.kind, &[sent], &[back]);
        assert_eq!(compared.differences.is_empty(), is_kept);
    }
}

#[test]
fn px4_keeps_numbers_and_another_turn_of_a_yaw() {
    let nan = f32::NAN;
    assert!(keeps(PX4, 16, [0.0, 1.5, 0.0, nan], [0.0, 1.5, 0.0, nan]));
    assert!(keeps(
        PX4,
        16,
        [0.0, 1.5, 0.0, -10.0],
        [0.0, 1.5, 0.0, 350.0]
    ));
    assert!(!keeps(PX4, 16, [0.0, 1.5, 0.0, nan], [0.0, 1.5, 0.0, 0.0]));
    assert!(!keeps(
        PX4,
        16,
        [0.0, 1.5, 0.0, 10.0],
        [0.0, 1.5, 0.0, 10.1]
    ));
    assert!(!keeps(PX4, 16, [0.0, 1.5, 0.0, nan], [0.0, 1.4, 0.0, nan]));
}

#[test]
fn a_frame_is_its_twin_and_no_other() {
    let sent = waypoint(0);
    for (frame, is_same) in [(3, true), (6, true), (0, false), (10, false), (2, false)] {
        for autopilot in [ARDUPILOT, PX4] {
            let back = PlanItem { frame, ..sent };
            let compared = compared(autopilot, sent, back);
            assert_eq!(compared.differences.is_empty(), is_same, "{frame}");
        }
    }
}

#[test]
fn every_field_is_looked_at() {
    let sent = PlanItem {
        params: [1.0, 2.0, 3.0, 4.0],
        ..waypoint(0)
    };
    type Change = fn(&mut PlanItem);
    let changes: [(Field, Change); 9] = [
        (Field::Command, |it| it.command = 17),
        (Field::Frame, |it| it.frame = 0),
        (Field::Param(1), |it| it.params[0] = 9.0),
        (Field::Param(2), |it| it.params[1] = 9.0),
        (Field::Param(3), |it| it.params[2] = 9.0),
        (Field::Param(4), |it| it.params[3] = 9.0),
        (Field::X, |it| it.x += 2),
        (Field::Y, |it| it.y -= 2),
        (Field::Z, |it| it.z += 0.02),
    ];
    for autopilot in [ARDUPILOT, PX4, AutopilotKind::Other(8)] {
        for (field, change) in changes {
            let mut back = sent;
            change(&mut back);
            let differences = compared(autopilot, sent, back).differences;
            let [Difference::Field { field: found, .. }] = differences[..] else {
                panic!("{field:?}: {differences:?}");
            };
            assert_eq!(found, field);
        }
    }
    let back = PlanItem {
        goes_on: false,
        ..sent
    };
    assert_eq!(compared(PX4, sent, back).differences.len(), 1);
}

#[test]
fn rally_points_of_ardupilot_are_kept_in_whole_metres() {
    let sent = PlanItem {
        z: 30.7,
        ..plan(PlanKind::Rally, 1, 0)[0]
    };
    for (z, is_kept) in [(30.0, true), (30.7, true), (31.0, false), (29.0, false)] {
        let back = PlanItem { z, ..sent };
        assert_eq!(
            compared(ARDUPILOT, sent, back).differences.is_empty(),
            is_kept
        );
    }
}

#[test]
fn fences_become_items_with_their_vertex_counts_and_rally_points_stand_above_home() {
    use geofences::fence::{FenceItem, VertexE7};
    let vertex = |latitude_e7| VertexE7 {
        longitude_e7: 1_203_826_000,
        latitude_e7,
    };
    let fence: Vec<FenceItem> = (1..=3)
        .map(|number| FenceItem::PolygonInclusionVertex {
            vertex_count: 3,
            vertex: vertex(number),
        })
        .chain((4..=7).map(|number| FenceItem::PolygonExclusionVertex {
            vertex_count: 4,
            vertex: vertex(number),
        }))
        .collect();
    let items = fence_items(&fence);
    let shown: Vec<(u16, u16, f32, i32)> = items
        .iter()
        .map(|it| (it.sequence, it.command, it.params[0], it.x))
        .collect();
    assert_eq!(shown[..2], [(0, 5_001, 3.0, 1), (1, 5_001, 3.0, 2)]);
    assert_eq!(shown[3..5], [(3, 5_002, 4.0, 4), (4, 5_002, 4.0, 5)]);
    let place = crate::link::report::Place {
        latitude_e7: 360_671_000,
        longitude_e7: 1_203_826_000,
    };
    let point = RallyPoint {
        place,
        above_home_m: 40.0,
    };
    let rally = rally_items(&[point; 2]);
    assert_eq!((rally[1].sequence, rally[1].command), (1, 5_100));
    assert_eq!(
        (rally[1].frame, rally[1].z, rally[1].x),
        (3, 40.0, 360_671_000)
    );
}
