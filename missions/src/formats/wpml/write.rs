//! Writing both documents of a wayline file.

use super::actions;
use super::document::Document;
use super::lay_out::lay_out;
use super::plan::{Finish, HeightMode, Nose, Plan, Waypoint};
use super::{DjiAircraft, NAMESPACE, TEMPLATE, WAYLINES};
use crate::formats::check::refusal;
use crate::formats::heights::undulation_m;
use crate::formats::{Loss, WriteOptions, Written, archive};
use crate::mission::Mission;
use geofences::{Bilingual, Problem};

/// A place that is flown through is turned at so far before it, m: the least that DJI Pilot 2 sets.
const TURN_DAMPING_M: f64 = 0.2;

/// Writes a mission for the DJI aircraft of `options`.
///
/// # Errors
/// Without an aircraft; heights above the ground, items of other autopilots, no waypoint.
pub fn write(mission: &Mission, options: &WriteOptions) -> Result<Written, Vec<Problem>> {
    let Some(aircraft) = &options.dji else {
        return Err(vec![refusal(
            None,
            "aircraft-unknown",
            Bilingual::new(
                "a wayline file names its aircraft, and none is given",
                "大疆航线文件必须注明机型，但未给出",
            ),
            Bilingual::new(
                "give the numbers of the aircraft and its camera in the vehicle's file",
                "请在飞行器文件中给出机型和负载编号",
            ),
        )]);
    };
    let (plan, mut lost) = lay_out(mission, aircraft)?;
    let writer = Writer {
        mission,
        aircraft,
        plan: &plan,
    };
    let documents = [
        (TEMPLATE, writer.document(true)),
        (WAYLINES, writer.document(false)),
    ];
    let documents = documents
        .each_ref()
        .map(|(name, text)| (*name, text.as_str()));
    let bytes = archive::packed(&documents).map_err(|what| {
        let help = Bilingual::new("write a .plan", "请写出 .plan");
        vec![refusal(None, "archive-not-written", what, help)]
    })?;
    lose_whole(mission, &mut lost);
    Ok(Written { bytes, lost })
}

fn lose_whole(mission: &Mission, lost: &mut Vec<Loss>) {
    lost.push(Loss::new(
        None,
        "the name is not in the file: DJI shows the file's own",
        "文件不含航线名称：大疆软件显示文件名",
    ));
    if !mission.fence.is_empty() {
        lost.push(Loss::new(
            None,
            "the fence is not in the file",
            "文件不含电子围栏",
        ));
    }
    if !mission.rally.is_empty() {
        lost.push(Loss::new(
            None,
            "the rally points are not in the file",
            "文件不含备降点",
        ));
    }
    if mission.carried != crate::mission::Carried::default() {
        lost.push(Loss::new(
            None,
            "what relays and servos switch, and the range of the zoom, are not in the file",
            "文件不含继电器、舵机的用途和变焦范围",
        ));
    }
    if undulation_m(mission.home.position).is_none() {
        lost.push(Loss::new(None, "home is not in the file", "文件不含起飞点"));
    }
}

struct Writer<'a> {
    mission: &'a Mission,
    aircraft: &'a DjiAircraft,
    plan: &'a Plan,
}

impl Writer<'_> {
    fn document(&self, is_template: bool) -> String {
        let mut document = Document::default();
        document
            .text
            .push_str("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        let root =
            format!("<kml xmlns=\"http://www.opengis.net/kml/2.2\" xmlns:wpml=\"{NAMESPACE}\">\n");
        document.text.push_str(&root);
        document.begin("Document");
        if is_template {
            document.leaf("wpml:author", "Haiou");
        }
        self.config(&mut document, is_template);
        self.folder(&mut document, is_template);
        document.end();
        document.text.push_str("</kml>\n");
        document.text
    }

    fn config(&self, document: &mut Document, is_template: bool) {
        let finish = match self.plan.finish {
            Finish::GoHome => "goHome",
            Finish::Land => "autoLand",
            Finish::Nothing => "noAction",
        };
        document.begin("wpml:missionConfig");
        document.leaf("wpml:flyToWaylineMode", "pointToPoint");
        document.leaf("wpml:finishAction", finish);
        // An aircraft that nobody can reach comes home.
        document.leaf("wpml:exitOnRCLost", "executeLostAction");
        document.leaf("wpml:executeRCLostAction", "goBack");
        document.leaf("wpml:takeOffSecurityHeight", self.plan.security_height_m);
        if is_template {
            let home = self.mission.home;
            if let Some(undulation_m) = undulation_m(home.position) {
                let ellipsoid_m = home.ground_amsl_m + undulation_m;
                let (x, y) = (home.position.longitude_deg(), home.position.latitude_deg());
                document.leaf("wpml:takeOffRefPoint", format!("{y},{x},{ellipsoid_m:.3}"));
                document.leaf("wpml:takeOffRefPointAGLHeight", 0);
            }
        }
        document.leaf("wpml:globalTransitionalSpeed", self.plan.transition_mps);
        if !is_template {
            document.leaf("wpml:globalRTHHeight", self.mission.return_height_m);
        }
        document.begin("wpml:droneInfo");
        document.leaf("wpml:droneEnumValue", self.aircraft.drone);
        document.leaf("wpml:droneSubEnumValue", self.aircraft.drone_sub);
        document.end();
        document.begin("wpml:payloadInfo");
        document.leaf("wpml:payloadEnumValue", self.aircraft.payload);
        document.leaf("wpml:payloadSubEnumValue", self.aircraft.payload_sub);
        document.leaf("wpml:payloadPositionIndex", self.aircraft.payload_position);
        document.end();
        document.end();
    }

    fn folder(&self, document: &mut Document, is_template: bool) {
        let mode = match self.plan.height_mode {
            HeightMode::AboveStart => "relativeToStartPoint",
            HeightMode::Ellipsoid => "WGS84",
        };
        document.begin("Folder");
        if is_template {
            document.leaf("wpml:templateType", "waypoint");
        }
        document.leaf("wpml:templateId", 0);
        if is_template {
            document.begin("wpml:waylineCoordinateSysParam");
            document.leaf("wpml:coordinateMode", "WGS84");
            document.leaf("wpml:heightMode", mode);
            document.leaf("wpml:positioningType", "GPS");
            document.end();
        } else {
            document.leaf("wpml:executeHeightMode", mode);
            document.leaf("wpml:waylineId", 0);
        }
        document.leaf("wpml:autoFlightSpeed", self.mission.speed_mps);
        if is_template {
            self.template_defaults(document);
        }
        let mut next_group = 0;
        for (index, waypoint) in self.plan.waypoints.iter().enumerate() {
            self.placemark(document, index, waypoint, is_template, &mut next_group);
        }
        document.end();
    }

    /// What every waypoint says for itself, but a template has to have.
    fn template_defaults(&self, document: &mut Document) {
        let first_m = self
            .plan
            .waypoints
            .first()
            .map_or(0.0, |first| first.height_m);
        document.leaf("wpml:gimbalPitchMode", "manual");
        document.leaf("wpml:globalHeight", first_m);
        document.begin("wpml:globalWaypointHeadingParam");
        document.leaf("wpml:waypointHeadingMode", "followWayline");
        document.leaf("wpml:waypointHeadingPathMode", "followBadArc");
        document.end();
        document.leaf("wpml:globalWaypointTurnMode", turn_mode(false));
        document.leaf("wpml:globalUseStraightLine", 1);
    }

    fn placemark(
        &self,
        document: &mut Document,
        index: usize,
        waypoint: &Waypoint,
        is_template: bool,
        next_group: &mut usize,
    ) {
        let (x, y) = (
            waypoint.position.longitude_deg(),
            waypoint.position.latitude_deg(),
        );
        document.begin("Placemark");
        document.begin("Point");
        document.leaf("coordinates", format!("{x},{y}"));
        document.end();
        document.leaf("wpml:index", index);
        if is_template {
            document.leaf("wpml:ellipsoidHeight", waypoint.height_m);
            document.leaf("wpml:height", waypoint.height_m);
            for name in [
                "wpml:useGlobalHeight",
                "wpml:useGlobalSpeed",
                "wpml:useGlobalHeadingParam",
                "wpml:useGlobalTurnParam",
            ] {
                document.leaf(name, 0);
            }
        } else {
            document.leaf("wpml:executeHeight", waypoint.height_m);
        }
        document.leaf("wpml:waypointSpeed", waypoint.speed_mps);
        heading(document, waypoint.nose);
        document.begin("wpml:waypointTurnParam");
        document.leaf("wpml:waypointTurnMode", turn_mode(waypoint.is_passed));
        let damping_m = if waypoint.is_passed {
            TURN_DAMPING_M
        } else {
            0.0
        };
        document.leaf("wpml:waypointTurnDampingDist", damping_m);
        document.end();
        document.leaf("wpml:useStraightLine", 1);
        actions::groups(
            document,
            index,
            waypoint,
            &self.plan.photos,
            self.aircraft,
            next_group,
        );
        document.end();
    }
}

fn turn_mode(is_passed: bool) -> &'static str {
    if is_passed {
        "toPointAndPassWithContinuityCurvature"
    } else {
        "toPointAndStopWithDiscontinuityCurvature"
    }
}

fn heading(document: &mut Document, nose: Nose) {
    document.begin("wpml:waypointHeadingParam");
    let mode = match nose {
        Nose::Along => "followWayline",
        Nose::Fixed(_) => "fixed",
        Nose::Toward(_) => "towardPOI",
    };
    document.leaf("wpml:waypointHeadingMode", mode);
    match nose {
        Nose::Along => {}
        Nose::Fixed(degrees) => document.leaf("wpml:waypointHeadingAngle", degrees),
        Nose::Toward(place) => {
            // Heights are not looked at.
            let (x, y) = (place.longitude_deg(), place.latitude_deg());
            document.leaf("wpml:waypointPoiPoint", format!("{y},{x},0"));
        }
    }
    document.leaf("wpml:waypointHeadingPathMode", "followBadArc");
    document.end();
}
