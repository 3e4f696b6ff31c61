//! The pictures of a camera as files: made when they are fetched.

use super::capture::Shot;
use crate::files::{Entry, Files, MOST_ENTRIES, Refusal};
use crate::payload::CameraSetup;
use crate::picture::{Tags, encode, render};
use geofences::Terrain;
use nalgebra::Vector3;

/// Where pictures are (Design rule for Camera File system).
const DIRECTORY: &str = "DCIM";
/// 35 mm film is so wide, mm.
const FILM_WIDTH_MM: f64 = 36.0;

/// A picture as it was drawn last, so that it is not drawn again for each session that reads it and
/// for its sum.
#[derive(Clone, Debug)]
pub(super) struct Drawn {
    index: usize,
    content: Vec<u8>,
}

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
    pub drawn: &'a mut Option<Drawn>,
}

/// The entries of so many pictures from one on: no more than can go into one message.
fn page(shots: usize, from: u32, size: u32) -> Vec<Entry> {
    (from as usize..shots)
        .take(MOST_ENTRIES)
        .map(|index| Entry::File(name_of(index), size))
        .collect()
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

    fn draw(&self, shot: &Shot) -> Vec<u8> {
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
        encode(&picture, &tags, self.setup.image_bytes as usize)
    }
}

impl Files for Album<'_> {
    fn size(&mut self, path: &str) -> Result<u32, Refusal> {
        self.shot(path).map(|_| self.setup.image_bytes)
    }

    fn read(&mut self, path: &str, _block: u8) -> Result<Vec<u8>, Refusal> {
        let shot = self.shot(path)?;
        let index = shot.index;
        if let Some(drawn) = self.drawn.as_ref().filter(|drawn| drawn.index == index) {
            return Ok(drawn.content.clone());
        }
        let content = self.draw(shot);
        *self.drawn = Some(Drawn {
            index,
            content: content.clone(),
        });
        Ok(content)
    }

    fn list(&mut self, path: &str) -> Result<Vec<Entry>, Refusal> {
        self.list_from(path, 0)
    }

    fn list_from(&mut self, path: &str, from: u32) -> Result<Vec<Entry>, Refusal> {
        match path.trim_matches('/') {
            "" if from == 0 => Ok(vec![Entry::Directory(DIRECTORY.to_owned())]),
            "" => Ok(Vec::new()),
            DIRECTORY => Ok(page(self.shots.len(), from, self.setup.image_bytes)),
            _ => Err(Refusal::FileNotFound),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_of_a_full_card_is_no_longer_than_a_message() {
        let all: Vec<Entry> = (0..200)
            .map(|index| Entry::File(format!("IMG_{index:05}.JPG"), 7))
            .collect();
        for from in [0, 5, 150, 199, 200, 201, u32::MAX] {
            let rest = all.get(from as usize..).unwrap_or_default();
            let expected = &rest[..rest.len().min(MOST_ENTRIES)];
            assert_eq!(page(200, from, 7), expected, "{from}");
        }
        assert_eq!(page(99_999, 0, 7).len(), MOST_ENTRIES);
    }
}
