//! What spans several waypoints, or the whole wayline.

use super::lay_out::Layout;
use super::plan::{Action, Finish, HeightMode, Photos, Plan};
use super::{FASTEST_TRANSITION_MPS, SECURITY_HEIGHTS_M};
use crate::formats::Loss;
use crate::mission::Step;
use geofences::AltitudeDatum;

impl Layout<'_> {
    pub(super) fn begin_photos(&mut self, index: usize, metres: f64) {
        self.end_photos(index);
        let first = self.waypoints.len().saturating_sub(1);
        if self.waypoints.is_empty() {
            self.before_first(index);
        }
        self.open_photos = Some((first, metres, index));
    }

    pub(super) fn end_photos(&mut self, index: usize) {
        let last = self.waypoints.len().saturating_sub(1);
        match self.open_photos.take() {
            Some((first, metres, _)) if first < last => self.photos.push(Photos {
                first,
                last,
                metres,
            }),
            // Nothing was flown: the first photo is the only one.
            Some(_) => {
                self.act(index, Action::Photo);
                self.lose(
                    index,
                    "photos that end where they begin are written as one photo",
                    "起止于同一航点的连续拍照写为单张拍照",
                );
            }
            None => {}
        }
    }

    pub(super) fn close_photos(&mut self) {
        if let Some((_, _, step)) = self.open_photos {
            self.end_photos(step);
            self.lose(
                step,
                "photos end at the last waypoint",
                "连续拍照在最后航点结束",
            );
        }
    }

    pub(super) fn finished(mut self) -> (Plan, Vec<Loss>) {
        let first_m = self.waypoints.first().map_or(0.0, |first| first.height_m);
        let take_off_m = self.take_off_m;
        if take_off_m.is_none() {
            self.lose(
                None,
                "a wayline always takes off: it climbs to the height of the first waypoint",
                "大疆航线总是从起飞开始：爬升至首个航点的高度",
            );
        }
        if self.height_mode == HeightMode::AboveStart && !self.all_above_home() {
            self.lose(
                None,
                "heights are written above the take-off place",
                "高度写为相对起飞点的高度",
            );
        }
        let transition = self.transition_mps.unwrap_or(self.mission.speed_mps);
        if transition > FASTEST_TRANSITION_MPS {
            self.lose(
                None,
                "it flies to the first waypoint with 15 m/s at most",
                "飞往首个航点的速度最高为 15 m/s",
            );
        }
        let (lowest, highest) = SECURITY_HEIGHTS_M;
        let plan = Plan {
            waypoints: self.waypoints,
            photos: self.photos,
            finish: self.finish.unwrap_or(Finish::Nothing),
            height_mode: self.height_mode,
            security_height_m: take_off_m.unwrap_or(first_m.clamp(lowest, highest)),
            transition_mps: transition.min(FASTEST_TRANSITION_MPS),
        };
        (plan, self.lost)
    }

    fn all_above_home(&self) -> bool {
        let heights = self.mission.steps.iter().filter_map(|step| match step {
            Step::TakeOff { altitude } => Some(altitude.datum()),
            Step::FlyTo(to) => Some(to.altitude.datum()),
            _ => None,
        });
        let mut heights = heights;
        heights.all(|datum| datum == AltitudeDatum::AboveHome)
    }
}
