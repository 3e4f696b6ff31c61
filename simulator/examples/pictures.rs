//! Draws what a camera over the city would see, for people to look at: `pictures FOLDER`.

use geofences::FlatTerrain;
use nalgebra::{UnitQuaternion, Vector3};
use simulator::environment::Weather;
use simulator::picture::{EventKind, Lens, Scene, SceneEvent, Tags, View, encode, render};
use simulator::place::{DegreeLengths, Place};
use std::error::Error;
use std::path::Path;
use std::sync::Arc;

const GROUND: FlatTerrain = FlatTerrain {
    elevation_amsl_m: 20.0,
    uncertainty_m: 0.0,
};
const TOWN: Place = Place::new(36.0671, 120.3826, 20.0);
const NOON: &str = "2026-11-24T04:30:00Z";
const EVENING: &str = "2026-11-24T08:10:00Z";
const NIGHT: &str = "2026-11-24T14:30:00Z";
/// Where a camera points: yaw and pitch, degrees.
const DOWN: (f64, f64) = (20.0, -90.0);
/// Every file is filled up to so many bytes.
const FILE_BYTES: usize = 500_000;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args().nth(1).ok_or("pictures FOLDER")?;
    let folder = Path::new(&folder);
    let high = from_town(0.0, 0.0, 80.0);
    let near = from_town(14.0, -9.0, 0.0);
    let fire = from_town(60.0, 20.0, 0.0);
    let look = |name, from, to, time, event| draw(folder, name, view(from, to, time, event)?);
    look("town", high, DOWN, NOON, None)?;
    look("dump", high, DOWN, NOON, Some((EventKind::Dump, near, 7.0)))?;
    look(
        "algae",
        high,
        DOWN,
        NOON,
        Some((EventKind::Algae, near, 22.0)),
    )?;
    look(
        "crowd",
        high,
        DOWN,
        NOON,
        Some((EventKind::Crowd, near, 20.0)),
    )?;
    look(
        "high-water",
        high,
        DOWN,
        NOON,
        Some((EventKind::HighWater, near, 40.0)),
    )?;
    let (over, aside) = (from_town(40.0, 20.0, 90.0), from_town(-60.0, 0.0, 70.0));
    look(
        "smoke-from-above",
        over,
        DOWN,
        NOON,
        Some((EventKind::Smoke, fire, 4.0)),
    )?;
    look(
        "smoke-ahead",
        aside,
        (10.0, -25.0),
        NOON,
        Some((EventKind::Smoke, fire, 4.0)),
    )?;
    look("night", high, (20.0, -50.0), NIGHT, None)?;
    look("evening", high, (250.0, -12.0), EVENING, None)
}

fn from_town(north_m: f64, east_m: f64, up_m: f64) -> Place {
    let step = Vector3::new(north_m, east_m, -up_m);
    TOWN.moved_ned(step, DegreeLengths::at(TOWN.latitude_deg))
}

fn view(
    place: Place,
    (yaw_deg, pitch_deg): (f64, f64),
    time: &str,
    event: Option<(EventKind, Place, f64)>,
) -> Result<View, Box<dyn Error>> {
    let (yaw_rad, pitch_rad) = (yaw_deg.to_radians(), pitch_deg.to_radians());
    let events = event.map(|(kind, place, radius_m)| SceneEvent {
        kind,
        place,
        radius_m,
        strength: 1.0,
    });
    Ok(View {
        place,
        attitude: UnitQuaternion::from_euler_angles(0.0, pitch_rad, yaw_rad),
        lens: Lens {
            width: 1_280,
            height: 960,
            horizontal_view_rad: 70.0_f64.to_radians(),
        },
        time: time.parse()?,
        weather: Weather::default(),
        scene: Arc::new(Scene {
            events: events.into_iter().collect(),
            ..Scene::default()
        }),
        seed: 1,
    })
}

fn draw(folder: &Path, name: &str, view: View) -> Result<(), Box<dyn Error>> {
    let picture = render(&view, &GROUND);
    let tags = Tags {
        place: view.place,
        time: view.time,
        direction_rad: 0.0,
        focal_mm: 8.8,
        focal_35_mm: 24.0,
        make: "Haiou",
        model: "simulated",
    };
    let file = folder.join(format!("{name}.jpg"));
    std::fs::write(&file, encode(&picture, &tags, FILE_BYTES))?;
    println!("{}", file.display());
    Ok(())
}
