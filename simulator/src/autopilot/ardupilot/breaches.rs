//! Which fences are broken, and which of them anew: a fence whoever breaks it and goes on breaks again a
//! little farther out (ArduPilot, `AC_Fence`).

use super::fence::FenceKind;
use mavlink::dialects::ardupilotmega::FenceBreach;

/// The fences that are broken, each with how far beyond it the vehicle was when it last broke anew, m.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Breaches(Vec<(FenceKind, f64)>);

/// The fence behind the one that is broken stands so far behind where that was noticed, m
/// (AC_FENCE_ALT_MAX_BACKUP_DISTANCE and its like).
const NEXT_FENCE_M: f64 = 20.0;

impl Breaches {
    /// Takes what is broken now, and how far beyond it the vehicle is, m. What of it is broken anew.
    pub fn take(&mut self, broken: &[(FenceKind, f64)]) -> Vec<(FenceKind, f64)> {
        let mut new = Vec::new();
        let before = std::mem::take(&mut self.0);
        for &(kind, beyond_m) in broken {
            let noticed_m = before.iter().find(|it| it.0 == kind).map(|it| it.1);
            let is_new = noticed_m.is_none_or(|noticed_m| {
                kind.has_another_behind() && beyond_m >= noticed_m + NEXT_FENCE_M
            });
            if is_new {
                new.push((kind, beyond_m));
            }
            let since_m = noticed_m.filter(|_| !is_new).unwrap_or(beyond_m);
            self.0.push((kind, since_m));
        }
        new
    }

    /// What is broken.
    pub fn kinds(&self) -> impl Iterator<Item = FenceKind> + '_ {
        self.0.iter().map(|it| it.0)
    }

    /// As FENCE_STATUS tells it, which has one kind alone: a border before a ceiling, and that before a
    /// floor (`GCS_MAVLINK::send_fence_status`).
    pub fn told(&self) -> FenceBreach {
        let rank = |kind: &FenceKind| match kind {
            FenceKind::Circle | FenceKind::Polygon => 2,
            FenceKind::AltitudeMax => 1,
            FenceKind::AltitudeMin => 0,
        };
        let first = self.kinds().max_by_key(rank);
        first.map_or(FenceBreach::FENCE_BREACH_NONE, FenceKind::breach)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use FenceKind::{AltitudeMax, Circle, Polygon};

    #[test]
    fn behind_each_fence_but_those_of_areas_stands_another_one() {
        let mut breaches = Breaches::default();
        assert_eq!(breaches.take(&[(Circle, 1.0)]), [(Circle, 1.0)]);
        assert!(breaches.take(&[(Circle, 20.9)]).is_empty());
        assert_eq!(breaches.take(&[(Circle, 21.5)]), [(Circle, 21.5)]);
        assert!(breaches.take(&[(Circle, 41.0)]).is_empty());
        // Another one breaks as well, and only that is new.
        let both = [(Circle, 30.0), (Polygon, 5.0)];
        assert_eq!(breaches.take(&both), [(Polygon, 5.0)]);
        assert!(breaches.take(&[(Polygon, 500.0)]).is_empty());
        assert_eq!(breaches.take(&[(Circle, 2.0)]), [(Circle, 2.0)]);
    }

    #[test]
    fn of_several_the_border_is_told() {
        let mut breaches = Breaches::default();
        assert_eq!(breaches.told(), FenceBreach::FENCE_BREACH_NONE);
        breaches.take(&[(AltitudeMax, 1.0)]);
        assert_eq!(breaches.told(), FenceBreach::FENCE_BREACH_MAXALT);
        breaches.take(&[(AltitudeMax, 1.0), (Circle, 1.0)]);
        assert_eq!(breaches.told(), FenceBreach::FENCE_BREACH_BOUNDARY);
    }
}
