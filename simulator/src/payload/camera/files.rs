//! The pictures of a camera as files: made when they are fetched.

use super::capture::Shot;
use crate::files::{Entry, Files, Refusal};
use crate::payload::CameraSetup;
use crate::picture::{Tags, encode, render};
use geofences::Terrain;
use nalgebra::Vector3;

/// Where pictures are (Design rule for Camera File system).
const DIRECTORY: &str = "DCIM";
/// 35 mm film is so wide, mm.
const FILM_WIDTH_MM: f64 = 36.0;

/// The path of a picture.
pub(super) fn path_of(index: usize) -> String {
    format!("{DIRECTORY}/{}", name_of(index))
}

fn name_of(index: usize) -> String {
    format!("IMG_{index:05}.JPG")
}

/// All pictures on the card.
pub(super) struct Album<'a> {
    pub shots: &'a [Shot],
    pub setup: &'a CameraSetup,
    pub terrain: &'a dyn Terrain,
}

impl Album<'_> {
    fn shot(&self, path: &str) -> Result<&Shot, Refusal> {
        let name = path.trim_matches('/').strip_prefix(DIRECTORY);
        let number = name
            .and_then(|name| name.strip_prefix("/IMG_"))
            .and_then(|name| name.strip_suffix(".JPG"))
            .and_then(|number| number.parse::<usize>().ok());
        let shot = number.and_then(|index| self.shots.get(index));
        shot.filter(|shot| path_of(shot.index) == path.trim_matches('/'))
            .ok_or(Refusal::FileNotFound)
    }
}

impl Files for Album<'_> {
    fn size(&mut self, path: &str) -> Result<u32, Refusal> {
        self.shot(path).map(|_| self.setup.image_bytes)
    }

    fn read(&mut self, path: &str, _block: u8) -> Result<Vec<u8>, Refusal> {
        let shot = self.shot(path)?;
        let ahead = shot.view.attitude * Vector3::x();
        let up = shot.view.attitude * Vector3::new(0.0, 0.0, -1.0);
        // Straight down the upper edge tells the direction.
        let towards = if ahead.z.abs() > 0.99 { up } else { ahead };
        let tags = Tags {
            place: shot.believed,
            time: shot.view.time,
            direction_rad: towards.y.atan2(towards.x),
            focal_mm: shot.focal_mm,
            focal_35_mm: shot.focal_mm * FILM_WIDTH_MM / self.setup.sensor_width_mm.max(0.1),
            make: &self.setup.vendor,
            model: &self.setup.model,
        };
        let picture = render(&shot.view, self.terrain);
        Ok(encode(&picture, &tags, self.setup.image_bytes as usize))
    }

    fn list(&mut self, path: &str) -> Result<Vec<Entry>, Refusal> {
        match path.trim_matches('/') {
            "" => Ok(vec![Entry::Directory(DIRECTORY.to_owned())]),
            DIRECTORY => {
                let size = self.setup.image_bytes;
                let shots = self.shots.iter();
                Ok(shots
                    .map(|shot| Entry::File(name_of(shot.index), size))
                    .collect())
            }
            _ => Err(Refusal::FileNotFound),
        }
    }
}
