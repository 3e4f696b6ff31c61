//! Random missions for files, each value one that the file it is for can hold.

use geofences::fence::{FenceItem, VertexE7};
use geofences::{Altitude, AltitudeDatum, Bilingual, Position};
use missions::mission::{
    Carried, Deed, FlyTo, ForeignItem, Heading, Home, Mission, RallyPlace, Step, Switch,
};
use rand::Rng;
use rand_chacha::ChaCha8Rng;

/// Around home, 1e-7 degrees each way: half a kilometre.
const AROUND_E7: i32 = 50_000;

/// A place near home, in whole 1e-7 degrees as autopilots keep them.
pub fn place(rng: &mut ChaCha8Rng) -> Position {
    let x = 1_203_800_000 + rng.random_range(-AROUND_E7..AROUND_E7);
    let y = 360_600_000 + rng.random_range(-AROUND_E7..AROUND_E7);
    Position::new(f64::from(x) / 1e7, f64::from(y) / 1e7).unwrap()
}

/// A number in whole steps of `1 / parts`.
pub fn number(rng: &mut ChaCha8Rng, least: i32, most: i32, parts: i32) -> f64 {
    f64::from(rng.random_range(least * parts..=most * parts)) / f64::from(parts)
}

/// A height over one of these data.
pub fn height(rng: &mut ChaCha8Rng, data: &[AltitudeDatum]) -> Altitude {
    let datum = data[rng.random_range(0..data.len())];
    Altitude::new(number(rng, 20, 120, 100), datum).unwrap()
}

fn ring(rng: &mut ChaCha8Rng, is_inclusion: bool, items: &mut Vec<FenceItem>) {
    let vertex_count = rng.random_range(3..9);
    for _ in 0..vertex_count {
        let vertex = VertexE7 {
            longitude_e7: 1_203_800_000 + rng.random_range(-AROUND_E7..AROUND_E7),
            latitude_e7: 360_600_000 + rng.random_range(-AROUND_E7..AROUND_E7),
        };
        items.push(if is_inclusion {
            FenceItem::PolygonInclusionVertex {
                vertex_count,
                vertex,
            }
        } else {
            FenceItem::PolygonExclusionVertex {
                vertex_count,
                vertex,
            }
        });
    }
}

/// A mission without steps, with everything around them.
pub fn bare(rng: &mut ChaCha8Rng) -> Mission {
    let mut fence = Vec::new();
    for is_inclusion in [true, false, false] {
        ring(rng, is_inclusion, &mut fence);
    }
    let home = Home {
        position: place(rng),
        ground_amsl_m: number(rng, -5, 80, 100),
    };
    let rally_count = rng.random_range(0..3);
    let mut rally = Vec::new();
    for _ in 0..rally_count {
        rally.push(RallyPlace {
            position: place(rng),
            height_above_home_m: number(rng, 30, 100, 10),
        });
    }
    Mission {
        name: Bilingual::new("Morning <beach> & \"pier\"", "早间海滩巡查"),
        home,
        steps: Vec::new(),
        speed_mps: number(rng, 2, 15, 10),
        return_height_m: number(rng, 30, 120, 10),
        rally,
        fence,
        carried: Carried {
            light: Some(Switch::Relay(2)),
            loudspeaker: Some(Switch::Servo {
                output: 9,
                on_us: 1_900,
                off_us: 1_100,
            }),
            largest_zoom: Some(5.0),
        },
    }
}

fn deed(rng: &mut ChaCha8Rng, data: &[AltitudeDatum]) -> Deed {
    match rng.random_range(0..13) {
        0 => Deed::Speed {
            mps: number(rng, 1, 20, 10),
        },
        1 => Deed::Wait {
            seconds: number(rng, 1, 60, 1),
        },
        2 => Deed::Gimbal {
            pitch_deg: number(rng, -90, 20, 10),
            yaw_deg: number(rng, -90, 90, 10),
        },
        3 => Deed::LookAt {
            position: place(rng),
            altitude: height(rng, data),
        },
        4 => Deed::LookAhead,
        5 => Deed::Photo,
        6 => Deed::PhotosEach {
            metres: number(rng, 1, 40, 10),
        },
        7 => Deed::PhotosEnd,
        8 => Deed::VideoBegin,
        9 => Deed::VideoEnd,
        10 => Deed::Zoom {
            ratio: number(rng, 1, 5, 1),
        },
        11 => Deed::Light {
            is_on: rng.random_bool(0.5),
        },
        _ => Deed::Loudspeaker {
            is_on: rng.random_bool(0.5),
        },
    }
}

/// A leg; who stays somewhere stops there.
pub fn fly_to(rng: &mut ChaCha8Rng, data: &[AltitudeDatum]) -> FlyTo {
    let hold_s = if rng.random_bool(0.4) {
        number(rng, 1, 30, 1)
    } else {
        0.0
    };
    FlyTo {
        position: place(rng),
        altitude: height(rng, data),
        hold_s,
        is_passed: hold_s == 0.0,
        heading: if rng.random_bool(0.3) {
            Heading::Degrees(number(rng, 0, 359, 1))
        } else {
            Heading::Along
        },
    }
}

/// DO_GRIPPER means nothing to a mission.
fn foreign() -> ForeignItem {
    let none = Some(0.0);
    ForeignItem {
        command: 211,
        frame: 2,
        parameters: [Some(3.0), Some(2.0), none, none, none, none, none],
        is_continued: true,
    }
}

/// A mission all of whose steps MAVLink items hold, over these data.
pub fn in_items(rng: &mut ChaCha8Rng, data: &[AltitudeDatum]) -> Mission {
    let mut mission = bare(rng);
    mission.steps.push(Step::TakeOff {
        altitude: height(rng, data),
    });
    for _ in 0..rng.random_range(0..25) {
        mission.steps.push(match rng.random_range(0..20) {
            0 => Step::Foreign(foreign()),
            1..10 => Step::Do(deed(rng, data)),
            _ => Step::FlyTo(fly_to(rng, data)),
        });
    }
    mission.steps.push(if rng.random_bool(0.5) {
        Step::ReturnHome
    } else {
        Step::Land {
            position: place(rng),
        }
    });
    mission
}
