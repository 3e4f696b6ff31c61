//! The keep-ins of a plan as one permitted zone.

use super::PERMITTED_UP_TO_AGL_M;
use super::read::{Reader, zone};
use crate::files::rings::footprint_from_raw;
use crate::{
    Altitude, AltitudeBand, AltitudeDatum, Bilingual, CircleSide, Footprint, ProblemPlace,
    RawPolygon, Rule, Severity,
};
use geo::BooleanOps;

impl Reader<'_> {
    /// Makes one permitted zone of all keep-ins: a vehicle must be inside every one of them.
    pub(super) fn permitted(&mut self) {
        let keep_ins = std::mem::take(&mut self.keep_ins);
        let Some((place, first)) = keep_ins.first() else {
            return;
        };
        // Without a keep-in the others, and without a keep-out all of them, permit too much.
        if self.shapes_lost > 0 {
            let what = Bilingual::new(
                "a shape of the fence is unusable; without it the keep-ins would permit more than \
                 the plan does, so that nothing is read as permitted",
                "围栏中有图形无法使用；缺少它时允许范围会大于计划，因此不读取任何允许区",
            );
            self.error("plan-keep-in-incomplete", place.clone(), what);
            return;
        }
        let footprint = if keep_ins.len() == 1 {
            Some(first.clone())
        } else {
            self.common_part(place, &keep_ins)
        };
        let upper = Altitude::new(PERMITTED_UP_TO_AGL_M, AltitudeDatum::AboveGround).ok();
        let band = AltitudeBand::new(None, upper)
            .ok()
            .filter(|_| upper.is_some());
        let (Some(footprint), Some(band)) = (footprint, band) else {
            return;
        };
        self.file.problem(
            Severity::Warning,
            "plan-without-heights",
            place.clone(),
            Bilingual::new(
                format!("a plan's fence has no heights; the keep-in is read as permitted up to {PERMITTED_UP_TO_AGL_M} m above ground"),
                format!("计划围栏没有高度；允许区按真高 {PERMITTED_UP_TO_AGL_M} m 以下处理"),
            ),
            None,
        );
        let zone = zone(place, Rule::Permitted, footprint, band);
        self.file.zones.push(zone);
    }

    fn common_part(
        &mut self,
        place: &ProblemPlace,
        keep_ins: &[(ProblemPlace, Footprint)],
    ) -> Option<Footprint> {
        self.file.problem(
            Severity::Warning,
            "plan-several-keep-ins",
            place.clone(),
            Bilingual::new(
                format!(
                    "the fence has {} keep-ins; autopilots demand to be inside all of them, so \
                     that only what they have in common is read as permitted",
                    keep_ins.len()
                ),
                format!(
                    "围栏有 {} 个允许区；自驾仪要求同时位于所有允许区内，因此只将其公共部分读作允许区",
                    keep_ins.len()
                ),
            ),
            None,
        );
        let mut polygons = keep_ins
            .iter()
            .map(|(_, footprint)| footprint.to_polygons(CircleSide::Inscribed));
        let first = polygons.next()?;
        let common = polygons.fold(first, |common, next| common.intersection(&next));
        if common.0.is_empty() {
            let what = Bilingual::new(
                "the keep-ins have nothing in common: a vehicle may fly nowhere",
                "各允许区没有公共部分：飞行器无处可飞",
            );
            self.error("plan-keep-ins-apart", place.clone(), what);
            return None;
        }
        let raw: Vec<RawPolygon> = common
            .into_iter()
            .map(|polygon| {
                let (exterior, holes) = polygon.into_inner();
                RawPolygon {
                    exterior: exterior.0,
                    holes: holes.into_iter().map(|hole| hole.0).collect(),
                }
            })
            .collect();
        footprint_from_raw(&raw, place, &mut self.file)
    }
}
