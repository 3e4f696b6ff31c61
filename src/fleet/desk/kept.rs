//! The photos of a vehicle's cameras: a book each, and the records that were told.

use super::{HeardReport, Place};
use crate::fleet::command::Directed;
use crate::fleet::photos::{Photo, PhotoBook, PhotoKey};
use crate::link::names::VehicleId;
use crate::link::report::{CommandAck, Report};
use crate::link::say::Say;
use crate::moment::Moment;
use std::collections::VecDeque;
use std::time::Duration;

/// So many cameras have a book.
const MOST_CAMERAS: usize = 4;
/// So many records are kept, the latest: whoever keeps them for good has been told of each.
const MOST_RECORDS: usize = 2_048;

/// See the module.
#[derive(Clone, Debug)]
pub struct KeptPhotos {
    vehicle: VehicleId,
    books: Vec<Camera>,
    records: VecDeque<Photo>,
    round_trip: Duration,
}

#[derive(Clone, Debug)]
struct Camera {
    component: u8,
    book: PhotoBook,
    /// Where its newest count stands.
    newest_count: Option<Place>,
}

impl KeptPhotos {
    /// None yet.
    pub(super) fn new(vehicle: VehicleId) -> Self {
        Self {
            vehicle,
            books: Vec::new(),
            records: VecDeque::new(),
            round_trip: super::ROUND_TRIP,
        }
    }

    /// The records that are kept, the oldest first.
    pub fn records(&self) -> impl Iterator<Item = &Photo> {
        self.records.iter()
    }

    /// Photos that were taken and of which nothing was told, however often they were asked for.
    pub fn missing_keys(&self) -> impl Iterator<Item = PhotoKey> + '_ {
        self.books.iter().flat_map(|it| it.book.missing())
    }

    pub(super) fn missing(&self) -> usize {
        self.missing_keys().count()
    }

    pub(super) fn set_round_trip(&mut self, round_trip: Duration) {
        self.round_trip = round_trip;
        for camera in &mut self.books {
            camera.book.set_round_trip(round_trip);
        }
    }

    /// Takes what a camera tells. The record, where it is a new one. An older count than what it said last, or
    /// one over a link that stands by, is none of now: it would look as if the camera had begun anew.
    pub(super) fn hear(
        &mut self,
        now: Moment,
        heard: HeardReport<'_>,
        says: &mut Vec<Say>,
    ) -> Option<Photo> {
        let component = heard.component;
        let at = match self.books.iter().position(|it| it.component == component) {
            Some(at) => at,
            None if self.books.len() < MOST_CAMERAS => {
                self.books.push(Camera {
                    component,
                    book: PhotoBook::new(self.vehicle, component, self.round_trip),
                    newest_count: None,
                });
                self.books.len() - 1
            }
            None => return None,
        };
        let camera = self.books.get_mut(at)?;
        let book = &mut camera.book;
        match heard.report {
            Report::CameraStatus(status) => {
                let newest = &mut camera.newest_count;
                if !heard.place.is_overtaken(heard.is_late, newest) {
                    book.hear_status(now, status, says);
                }
                None
            }
            Report::CameraImageCaptured(told) => {
                let photo = book.hear_captured(now, told, says)?;
                if self.records.len() >= MOST_RECORDS {
                    self.records.pop_front();
                }
                self.records.push_back(photo.clone());
                Some(photo)
            }
            _ => None,
        }
    }

    /// How many questions by REQUEST_MESSAGE to a camera are open.
    pub(super) fn asked_by_message(&self, camera: u8) -> usize {
        let of = self.books.iter().find(|it| it.component == camera);
        of.map_or(0, |it| it.book.asked_by_message())
    }

    pub(super) fn hear_ack(&mut self, camera: u8, ack: &CommandAck) {
        for of in &mut self.books {
            if of.component == camera {
                of.book.hear_ack(ack);
            }
        }
    }

    pub(super) fn wake(&mut self, now: Moment, out: &mut Vec<Directed>) {
        let mut says = Vec::new();
        for Camera {
            component, book, ..
        } in &mut self.books
        {
            if book.due().is_none_or(|due| due > now) {
                continue;
            }
            book.wake(now, &mut says);
            let component = *component;
            out.extend(says.drain(..).map(|say| Directed { component, say }));
        }
    }

    pub(super) fn due(&self) -> Option<Moment> {
        self.books.iter().filter_map(|it| it.book.due()).min()
    }
}
