use super::*;
use crate::link::report::SystemState;

fn heartbeat(autopilot: AutopilotKind, component: ComponentKind, mav_type: u8) -> Heartbeat {
    Heartbeat {
        component,
        mav_type,
        autopilot: Some(autopilot),
        is_armed: false,
        base_mode: 81,
        custom_mode: 3,
        state: SystemState::Standby,
    }
}

const FAMILIES: [ModeFamily; 7] = [
    ModeFamily::Copter,
    ModeFamily::Plane,
    ModeFamily::QuadPlane,
    ModeFamily::Rover,
    ModeFamily::Sub,
    ModeFamily::Px4,
    ModeFamily::Other,
];

#[test]
fn a_heartbeat_tells_which_table_applies() {
    use AutopilotKind::{ArduPilot, Px4};
    let families = [
        (ArduPilot, ComponentKind::Rotorcraft, 2, ModeFamily::Copter),
        (ArduPilot, ComponentKind::Rotorcraft, 4, ModeFamily::Copter),
        (ArduPilot, ComponentKind::FixedWing, 1, ModeFamily::Plane),
        (ArduPilot, ComponentKind::Vtol, 20, ModeFamily::QuadPlane),
        (
            ArduPilot,
            ComponentKind::OtherVehicle,
            10,
            ModeFamily::Rover,
        ),
        (
            ArduPilot,
            ComponentKind::OtherVehicle,
            11,
            ModeFamily::Rover,
        ),
        (ArduPilot, ComponentKind::OtherVehicle, 12, ModeFamily::Sub),
        (ArduPilot, ComponentKind::OtherVehicle, 7, ModeFamily::Other),
        (Px4, ComponentKind::FixedWing, 1, ModeFamily::Px4),
        (
            AutopilotKind::Other(5),
            ComponentKind::Rotorcraft,
            2,
            ModeFamily::Other,
        ),
    ];
    for (autopilot, component, mav_type, family) in families {
        let heartbeat = heartbeat(autopilot, component, mav_type);
        assert_eq!(ModeFamily::of(&heartbeat), family, "{heartbeat:?}");
    }
}

#[test]
fn names_and_numbers_lead_to_each_other() {
    for family in FAMILIES {
        for line in family.lines() {
            let mode = family.named(line.english).expect(line.english);
            assert_eq!(mode.number, line.number, "{family:?} {}", line.english);
            assert_eq!(mode.name().en, line.english);
            assert!(!mode.name().zh.is_empty());
            assert_ne!(mode.meaning(), ModeMeaning::Unknown);
        }
    }
}

#[test]
fn numbers_are_those_of_the_autopilots() {
    let copter = [
        (0, "STABILIZE"),
        (3, "AUTO"),
        (4, "GUIDED"),
        (5, "LOITER"),
        (6, "RTL"),
    ];
    let plane = [
        (10, "AUTO"),
        (11, "RTL"),
        (12, "LOITER"),
        (15, "GUIDED"),
        (20, "QLAND"),
    ];
    let rover = [
        (0, "MANUAL"),
        (4, "HOLD"),
        (10, "AUTO"),
        (11, "RTL"),
        (15, "GUIDED"),
    ];
    let px4 = [
        (50_593_792, "LOITER"),
        (67_371_008, "MISSION"),
        (84_148_224, "RTL"),
    ];
    let tables: [(ModeFamily, &[(u32, &str)]); 4] = [
        (ModeFamily::Copter, &copter),
        (ModeFamily::QuadPlane, &plane),
        (ModeFamily::Rover, &rover),
        (ModeFamily::Px4, &px4),
    ];
    for (family, modes) in tables {
        for (number, name) in modes {
            assert_eq!(family.with(*number).name().en, *name, "{family:?} {number}");
        }
    }
}

#[test]
fn an_unknown_number_has_a_name_and_no_meaning() {
    let mode = ModeFamily::Copter.with(12);
    assert_eq!(mode.name(), Bilingual::new("mode 12", "模式 12"));
    assert_eq!(mode.meaning(), ModeMeaning::Unknown);
    let mode = ModeFamily::Px4.with(0x1509_0000 | 0x0400_0000);
    assert_eq!(mode.name().en, "mode 9.21");
    assert_eq!(ModeFamily::Other.with(3).name().en, "mode 3");
    assert_eq!(ModeFamily::Other.named("AUTO"), None);
}

#[test]
fn what_is_wished_for_means_what_was_wished() {
    use ModeWish::{Guided, Hold, Land, Mission, Return};
    for family in FAMILIES {
        for wish in [Hold, Return, Land, Guided, Mission] {
            let Some(mode) = family.that_does(wish) else {
                continue;
            };
            let meaning = match wish {
                Hold => ModeMeaning::Hold,
                Return => ModeMeaning::Return,
                Land => ModeMeaning::Land,
                // PX4 goes to where it is told in its hold mode.
                Guided if family == ModeFamily::Px4 => ModeMeaning::Hold,
                Guided => ModeMeaning::Guided,
                Mission => ModeMeaning::Mission,
            };
            assert_eq!(mode.meaning(), meaning, "{family:?} {wish:?}");
        }
    }
}

#[test]
fn a_copter_holds_without_sticks_and_a_wing_has_no_landing_on_the_spot() {
    let hold = ModeFamily::Copter.that_does(ModeWish::Hold).unwrap();
    assert_eq!(hold.name().en, "BRAKE");
    assert_eq!(ModeFamily::Plane.that_does(ModeWish::Land), None);
    let land = ModeFamily::QuadPlane.that_does(ModeWish::Land).unwrap();
    assert_eq!(land.name().en, "QLAND");
    let hold = ModeFamily::Px4.that_does(ModeWish::Hold).unwrap();
    assert_eq!(hold.px4_main_and_sub(), Some((4, 3)));
    assert_eq!(ModeFamily::Other.that_does(ModeWish::Hold), None);
}
