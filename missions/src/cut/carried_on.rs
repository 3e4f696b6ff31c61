//! What the deeds of a mission have brought about by some step, and goes on from then on.

use crate::mission::{Deed, Mission, Step};

/// What goes on.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct CarriedOn {
    speed: Option<Deed>,
    zoom: Option<Deed>,
    pointing: Option<Deed>,
    light: Option<Deed>,
    loudspeaker: Option<Deed>,
    video: Option<Deed>,
    photos: Option<Deed>,
}

impl CarriedOn {
    /// What goes on before a step.
    pub(super) fn before(mission: &Mission, step: usize) -> Self {
        let mut on = Self::default();
        for step in mission.steps.iter().take(step) {
            if let Step::Do(deed) = step {
                on.does(*deed);
            }
        }
        on
    }

    fn does(&mut self, deed: Deed) {
        match deed {
            Deed::Speed { .. } => self.speed = Some(deed),
            Deed::Zoom { .. } => self.zoom = Some(deed),
            Deed::Gimbal { .. } | Deed::LookAt { .. } | Deed::LookAhead => {
                self.pointing = Some(deed)
            }
            Deed::Light { is_on } => self.light = is_on.then_some(deed),
            Deed::Loudspeaker { is_on } => self.loudspeaker = is_on.then_some(deed),
            Deed::VideoBegin => self.video = Some(deed),
            Deed::VideoEnd => self.video = None,
            Deed::PhotosEach { .. } => self.photos = Some(deed),
            Deed::PhotosEnd => self.photos = None,
            // Once done, done.
            Deed::Photo | Deed::Wait { .. } => {}
        }
    }

    /// What has to be done for it to go on again: the camera looks and zooms before it takes anything.
    pub(super) fn restoring(self) -> impl Iterator<Item = Deed> {
        let all = [
            self.speed,
            self.zoom,
            self.pointing,
            self.light,
            self.loudspeaker,
            self.video,
            self.photos,
        ];
        all.into_iter().flatten()
    }

    /// What has to be done for none of it to go on.
    pub(super) fn ending(self) -> impl Iterator<Item = Deed> {
        let all = [
            self.photos.map(|_| Deed::PhotosEnd),
            self.video.map(|_| Deed::VideoEnd),
            self.loudspeaker.map(|_| Deed::Loudspeaker { is_on: false }),
            self.light.map(|_| Deed::Light { is_on: false }),
        ];
        all.into_iter().flatten()
    }
}
