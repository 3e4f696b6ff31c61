//! What a patrol looks with, from how high, and how fast.

use super::keys;
use super::patterns::{Kind, height_agl_m};
use crate::patrol::{Action, Height, Pattern, Recording, Sensor};
use written::{Bounds, Given, Spot, Table, bounds, say};

/// What is customary where nothing is said: 75 % along the track and 60 % to the side, as photogrammetry asks of
/// ordinary ground (Pix4Dmapper manual, "how to select the image acquisition plan type", general case).
const USUAL_FORWARD: f64 = 0.75;
const USUAL_SIDE: f64 = 0.6;
/// With more overlap nothing is left to go on.
const OVERLAP: Bounds = bounds(0.0, 0.95, "");
const GSD_CM: Bounds = bounds(0.1, 200.0, "cm");

/// What `[sensor]` and `[flight]` say.
pub struct Sensing {
    pub sensor: Option<Sensor>,
    pub height: Height,
}

/// The speed that `[flight]` says, m/s.
pub fn speed_mps(flight: &Table<'_>) -> Option<f64> {
    flight.optional("speed_mps", |given| given.number(bounds(0.5, 40.0, "m/s")))
}

/// The load that `[flight]` says, kg.
pub fn payload_kg(flight: &Table<'_>) -> Option<f64> {
    flight.optional("payload_kg", |given| {
        given.number(bounds(0.0, 1_000.0, "kg"))
    })
}

/// Reads what it looks with and from how high; what it flies decides which keys mean something.
pub fn read(
    file: &Table<'_>,
    kind: Kind,
    pattern: Option<&Pattern>,
    flight: Option<Table<'_>>,
) -> Option<Sensing> {
    let given = file.given("sensor");
    if given.is_none() && needs_camera(kind, pattern) {
        file.missing("sensor");
    }
    let is_given = given.is_some();
    let table = given.and_then(|given| given.table(&keys::SENSOR));
    let gsd = table.as_ref().and_then(|table| table.given("gsd_cm"));
    let height = height(file, kind, gsd, flight.as_ref());
    let sensor = table.and_then(|table| sensor(table, kind));
    if let Some(flight) = flight {
        flight.close(("for this pattern", "对这种航线"));
    }
    // What is given and could not be read is none that may be left out.
    (sensor.is_some() || !is_given).then_some(Sensing {
        sensor,
        height: height?,
    })
}

fn needs_camera(kind: Kind, pattern: Option<&Pattern>) -> bool {
    if kind != Kind::Points {
        return true;
    }
    let Some(Pattern::Points(points)) = pattern else {
        return false;
    };
    let mut actions = points.iter().flat_map(|point| &point.actions);
    actions.any(|action| matches!(action, Action::Photo | Action::Video))
}

fn sensor(table: Table<'_>, kind: Kind) -> Option<Sensor> {
    let camera = table.required("camera", |given| given.name());
    let camera = camera.map(str::to_owned);
    let swept = if kind == Kind::Points {
        AT_POINTS
    } else {
        swept(&table, kind)
    };
    table.close(("for this pattern", "对这种航线"));
    Some(Sensor {
        camera: camera?,
        recording: swept.recording,
        forward_overlap: swept.forward_overlap,
        side_overlap: swept.side_overlap,
        gimbal_pitch_deg: swept.gimbal_pitch_deg,
    })
}

/// What a camera does on its way over or around something.
struct Swept {
    recording: Recording,
    forward_overlap: f64,
    side_overlap: f64,
    gimbal_pitch_deg: Option<f64>,
}

/// Points say themselves what is done.
const AT_POINTS: Swept = Swept {
    recording: Recording::AtPoints,
    forward_overlap: 0.0,
    side_overlap: 0.0,
    gimbal_pitch_deg: None,
};

fn swept(table: &Table<'_>, kind: Kind) -> Swept {
    let recording = table.optional("record", |given| {
        given.choice(
            ("way to record", "记录方式"),
            &[("photos", Recording::Photos), ("video", Recording::Video)],
        )
    });
    let overlap = |key, usual| {
        let given = table.optional(key, |given| given.number(OVERLAP));
        given.unwrap_or(usual)
    };
    // Around a structure the camera points at it.
    let gimbal_pitch_deg = if matches!(kind, Kind::Orbit | Kind::Facade) {
        None
    } else {
        let pitch = bounds(-90.0, 20.0, "°");
        table.optional("gimbal_pitch_deg", |given| given.number(pitch))
    };
    Swept {
        recording: recording.unwrap_or(Recording::Photos),
        forward_overlap: overlap("forward_overlap", USUAL_FORWARD),
        side_overlap: overlap("side_overlap", USUAL_SIDE),
        gimbal_pitch_deg,
    }
}

fn height(
    file: &Table<'_>,
    kind: Kind,
    gsd: Option<Given<'_>>,
    flight: Option<&Table<'_>>,
) -> Option<Height> {
    match kind {
        Kind::Points => {
            if let Some(gsd) = gsd {
                let what = say(
                    "gsd_cm means nothing here: points say how high they are visited",
                    "gsd_cm 在此没有意义：兴趣点的高度由其自身给出",
                );
                gsd.error("useless-key", what, Some(say("take it out", "请删去")));
            }
            Some(Height::OfPattern { gsd_m: None })
        }
        Kind::Orbit | Kind::Facade => {
            let gsd_m = match gsd {
                Some(given) => Some(gsd_m(&given)?),
                None => None,
            };
            Some(Height::OfPattern { gsd_m })
        }
        _ => height_of_sweep(file, gsd, flight),
    }
}

fn gsd_m(given: &Given<'_>) -> Option<f64> {
    given.number(GSD_CM).map(|gsd_cm| gsd_cm / 100.0)
}

/// The height of what is swept: by the ground sampling distance, or as it is said.
fn height_of_sweep(
    file: &Table<'_>,
    gsd: Option<Given<'_>>,
    flight: Option<&Table<'_>>,
) -> Option<Height> {
    let height = flight.and_then(|flight| flight.given("height_agl_m"));
    match (gsd, height) {
        (Some(gsd), Some(height)) => {
            let what = say(
                "the height follows from gsd_cm, and height_agl_m says one too",
                "高度由 gsd_cm 决定，而 height_agl_m 又给出一个高度",
            );
            let help = say("keep one of them", "只保留其中之一");
            height.error("contradiction", what, Some(help));
            let _ = (gsd_m(&gsd), height_agl_m(&height));
            None
        }
        (Some(gsd), None) => gsd_m(&gsd).map(|gsd_m| Height::ForGsd { gsd_m }),
        (None, Some(height)) => {
            let metres = height_agl_m(&height)?;
            Some(Height::AboveGround { metres })
        }
        (None, None) => {
            let what = say("nothing says how high it is flown", "未说明飞行高度");
            let help = say(
                "add gsd_cm to [sensor], or height_agl_m to [flight]",
                "在 [sensor] 中添加 gsd_cm，或在 [flight] 中添加 height_agl_m",
            );
            let spot = Spot::new(file.spot.offset, "flight.height_agl_m");
            let report = file.report;
            report.error("missing-key", &spot, what, Some(help));
            None
        }
    }
}
