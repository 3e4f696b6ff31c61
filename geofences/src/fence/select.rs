//! Which zones and obstacles shape the fence of one mission, and which nobody but the controller
//! can enforce.

use super::frame::{LocalFrame, Region};
use super::heights::{BandRelation, EarthModels, MissionHeights, ground_over};
use super::outline::{Outline, footprint_outline, obstacle_outline};
use super::{FenceRequest, Surroundings};
use crate::{
    Altitude, AltitudeBand, Bilingual, Footprint, GroundRange, Obstacle, Rule, Scope, SunPlace,
    TimeRange, TimeReading, Times, Zone, ZoneId,
};
use geo::{Polygon, Rect};

/// Something near the mission that its fence cannot enforce, so that the controller must.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Unenforced {
    /// The heights of this zone: it lies above or below the mission where they meet.
    AltitudeBand {
        /// The zone.
        zone: ZoneId,
    },
    /// This obstacle lies under the mission, which passes above it.
    Overflown {
        /// The obstacle.
        obstacle: ZoneId,
    },
    /// The times of this zone: the path crosses it, and it is active in part of the window only.
    Times {
        /// The zone.
        zone: ZoneId,
    },
    /// The conditions under which this zone may be flown.
    Conditions {
        /// The zone.
        zone: ZoneId,
    },
    /// This zone is entered under an approval that is held.
    UnderApproval {
        /// The zone.
        zone: ZoneId,
    },
    /// No pictures may be taken in this zone.
    Imaging {
        /// The zone.
        zone: ZoneId,
    },
    /// A permitting zone that the fence relies on has a ceiling; autopilots know ceilings above
    /// home only.
    Ceiling {
        /// The zone.
        zone: ZoneId,
    },
    /// A permitting zone that the fence relies on has a lower limit above the ground.
    LowerLimit {
        /// The zone.
        zone: ZoneId,
    },
    /// The end of the mission's window: no fence knows the time.
    EndOfWindow,
}

impl Unenforced {
    /// What the controller has to watch, in both languages.
    pub fn text(&self) -> Bilingual {
        let of = |en: &str, zone: &ZoneId, zh: &str| {
            Bilingual::new(format!("{en} {zone}"), format!("空域 {zone} {zh}"))
        };
        match self {
            Self::AltitudeBand { zone } => of("the heights of zone", zone, "的高度限制"),
            Self::Overflown { obstacle } => Bilingual::new(
                format!("the height above obstacle {obstacle}"),
                format!("飞越障碍物 {obstacle} 的高度"),
            ),
            Self::Times { zone } => of("the times of zone", zone, "的生效时段"),
            Self::Conditions { zone } => of("the conditions of zone", zone, "的飞行条件"),
            Self::UnderApproval { zone } => of("the approval for zone", zone, "的飞行批准"),
            Self::Imaging { zone } => of("no pictures of zone", zone, "禁止拍摄"),
            Self::Ceiling { zone } => of("the ceiling of zone", zone, "的高度上限"),
            Self::LowerLimit { zone } => of("the lower limit of zone", zone, "的高度下限"),
            Self::EndOfWindow => {
                Bilingual::new("the end of the mission's window", "任务时段的结束")
            }
        }
    }
}

/// A permitting zone near the mission that the fence leaves unused, which is the safe side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnusedCover {
    /// The zone.
    pub zone: ZoneId,
    /// Why.
    pub reason: UnusedReason,
}

/// Why a permitting zone is left unused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum UnusedReason {
    /// It does not permit all heights of the mission.
    Heights,
    /// It does not permit the whole of the mission's window.
    Times,
    /// Terrain or geoid, which its limits are measured from, are not known.
    HeightsUnknown,
}

/// What a keep-out comes from.
#[derive(Clone, Debug)]
pub(super) enum KeepOutSource {
    Zone(ZoneId),
    Obstacle(ZoneId),
}

/// An area to stay out of.
#[derive(Clone, Debug)]
pub(super) struct KeepOut {
    pub source: KeepOutSource,
    pub outline: Outline,
    pub band: AltitudeBand,
    /// The ground under it; `None` is not known.
    pub ground: Option<GroundRange>,
    /// Active in part of the window only.
    pub in_part_only: bool,
}

/// What shapes the fence.
#[derive(Debug, Default)]
pub(super) struct Selection {
    pub permitted: Vec<Polygon<f64>>,
    pub keep_outs: Vec<KeepOut>,
    pub unenforced: Vec<Unenforced>,
    pub unused: Vec<UnusedCover>,
}

/// The frame and the area that things are looked at in.
pub(super) struct Scene<'a> {
    pub frame: LocalFrame,
    pub shrink: f64,
    pub region: Region,
    /// The region and what may matter around it, metres.
    pub clip: Rect<f64>,
    pub heights: &'a MissionHeights,
}

/// How much of a window a zone is active in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Activity {
    Whole,
    Part,
    None,
}

pub(super) fn select(
    request: &FenceRequest<'_>,
    around: &Surroundings<'_>,
    scene: &Scene<'_>,
) -> Selection {
    let mut selection = Selection::default();
    for zone in around.zones {
        selection.add_zone(zone, request, around, scene);
    }
    for obstacle in around.obstacles {
        selection.add_obstacle(obstacle, request, scene);
    }
    selection
}

impl Selection {
    fn add_zone(
        &mut self,
        zone: &Zone,
        request: &FenceRequest<'_>,
        around: &Surroundings<'_>,
        scene: &Scene<'_>,
    ) {
        let side = zone.rule.circle_side();
        let outline = footprint_outline(&zone.footprint, side, scene.frame, &scene.clip);
        if outline.polygons.is_empty() {
            return;
        }
        let id = || zone.id.clone();
        let reading = if zone.rule.restricts() {
            TimeReading::Longest
        } else {
            TimeReading::Shortest
        };
        let activity = activity(&zone.times, request.window, &zone.footprint, reading);
        if zone.scope == Scope::Imaging {
            if zone.rule.restricts() && zone.rule != Rule::Advisory && activity != Activity::None {
                self.unenforced.push(Unenforced::Imaging { zone: id() });
            }
            return;
        }
        match zone.rule {
            Rule::Permitted => self.add_permitted(zone, outline, activity, scene),
            Rule::Advisory => {}
            _ if activity == Activity::None => {}
            Rule::Conditional => self.unenforced.push(Unenforced::Conditions { zone: id() }),
            Rule::NeedsAuthorization if around.approvals.hold_through(&zone.id, request.window) => {
                self.unenforced
                    .push(Unenforced::UnderApproval { zone: id() });
            }
            Rule::NeedsAuthorization | Rule::Prohibited => self.add_keep_out(
                KeepOut {
                    source: KeepOutSource::Zone(id()),
                    ground: ground_under(&zone.footprint.bounding_rect(), request.earth, scene),
                    outline,
                    band: zone.band,
                    in_part_only: activity == Activity::Part,
                },
                scene,
            ),
        }
    }

    fn add_permitted(
        &mut self,
        zone: &Zone,
        outline: Outline,
        activity: Activity,
        scene: &Scene<'_>,
    ) {
        let unused = match (activity, scene.heights.cover_by(&zone.band)) {
            (Activity::Part | Activity::None, _) => Some(UnusedReason::Times),
            (Activity::Whole, BandRelation::Covers) => None,
            (Activity::Whole, BandRelation::Unknown) => Some(UnusedReason::HeightsUnknown),
            (Activity::Whole, _) => Some(UnusedReason::Heights),
        };
        if let Some(reason) = unused {
            self.unused.push(UnusedCover {
                zone: zone.id.clone(),
                reason,
            });
            return;
        }
        if zone.band.upper().is_some() {
            let zone = zone.id.clone();
            self.unenforced.push(Unenforced::Ceiling { zone });
        }
        if zone.band.lower_to_break().is_some() {
            let zone = zone.id.clone();
            self.unenforced.push(Unenforced::LowerLimit { zone });
        }
        self.permitted.extend(outline.polygons);
    }

    fn add_obstacle(&mut self, obstacle: &Obstacle, request: &FenceRequest<'_>, scene: &Scene<'_>) {
        let outline = obstacle_outline(
            &obstacle.shape,
            obstacle.horizontal_uncertainty_m,
            scene.frame,
            scene.shrink,
            &scene.clip,
        );
        if outline.polygons.is_empty() {
            return;
        }
        let top_m =
            obstacle.top.metres() + obstacle.vertical_uncertainty_m + request.obstacle_clearance_m;
        // A top that is no limit (above home, or beyond belief) leaves the obstacle without end.
        let band = Altitude::new(top_m, obstacle.top.datum())
            .ok()
            .and_then(|top| AltitudeBand::new(None, Some(top)).ok())
            .unwrap_or(AltitudeBand::ALL);
        self.add_keep_out(
            KeepOut {
                source: KeepOutSource::Obstacle(obstacle.id.clone()),
                ground: ground_under_obstacle(obstacle, request.earth),
                outline,
                band,
                in_part_only: false,
            },
            scene,
        );
    }

    fn add_keep_out(&mut self, keep_out: KeepOut, scene: &Scene<'_>) {
        let relation = scene
            .heights
            .misses(&keep_out.band, scene.heights.amsl, keep_out.ground);
        if relation == BandRelation::Misses {
            self.unenforced.push(keep_out.missed_in_height());
        } else {
            self.keep_outs.push(keep_out);
        }
    }
}

impl KeepOut {
    /// The report that the keep-out lies above or below the mission.
    pub fn missed_in_height(&self) -> Unenforced {
        match &self.source {
            KeepOutSource::Zone(zone) => Unenforced::AltitudeBand { zone: zone.clone() },
            KeepOutSource::Obstacle(obstacle) => Unenforced::Overflown {
                obstacle: obstacle.clone(),
            },
        }
    }
}

/// The ground under a rectangle (degrees).
fn ground_under(
    bounds: &Rect<f64>,
    earth: EarthModels<'_>,
    scene: &Scene<'_>,
) -> Option<GroundRange> {
    // Only what lies in the region can be met, and asking for more may leave the model.
    let shared = Region {
        west_deg: bounds.min().x.max(scene.region.west_deg),
        south_deg: bounds.min().y.max(scene.region.south_deg),
        east_deg: bounds.max().x.min(scene.region.east_deg),
        north_deg: bounds.max().y.min(scene.region.north_deg),
    };
    let apart = shared.west_deg > shared.east_deg || shared.south_deg > shared.north_deg;
    ground_over(earth, if apart { &scene.region } else { &shared })
}

/// The ground under an obstacle and all places where it may stand. Its top is above that ground
/// wherever the mission is, so that nothing is left out for being outside of the region.
fn ground_under_obstacle(obstacle: &Obstacle, earth: EarthModels<'_>) -> Option<GroundRange> {
    let bounds = obstacle.outline().bounds();
    let under = Region {
        west_deg: bounds.min().x,
        south_deg: bounds.min().y,
        east_deg: bounds.max().x,
        north_deg: bounds.max().y,
    };
    ground_over(earth, &under)
}

fn activity(
    times: &Times,
    window: TimeRange,
    footprint: &Footprint,
    reading: TimeReading,
) -> Activity {
    if *times == Times::Always {
        return Activity::Whole;
    }
    let sun = SunPlace::over(&footprint.bounding_rect());
    let ranges = times.active_ranges(window, &sun, reading);
    if ranges
        .iter()
        .any(|range| range.from <= window.from && range.until >= window.until)
    {
        Activity::Whole
    } else if ranges.is_empty() {
        Activity::None
    } else {
        Activity::Part
    }
}
