//! Reading the geofence of a QGroundControl plan.

use super::{FENCE_VERSION, FILE_TYPE, PLAN_VERSION, SHAPE_VERSION};
use crate::files::rings::{checked_extent, footprint_circle, footprint_from_raw};
use crate::files::{AirspaceFile, ReadOptions};
use crate::{
    AltitudeBand, Bilingual, Footprint, LocalName, ProblemPlace, RawPolygon, Rule, Scope, Severity,
    Times, Zone, ZoneId,
};
use geo::Coord;
use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

#[derive(Deserialize)]
struct Plan<'a> {
    #[serde(rename = "fileType")]
    file_type: Option<Value>,
    version: Option<Value>,
    #[serde(borrow, rename = "geoFence")]
    fence: Option<&'a RawValue>,
}

/// A member that is not known may be a misspelt list of keep-outs: it is refused, not passed over.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Fence<'a> {
    version: Option<Value>,
    #[serde(borrow, default)]
    polygons: Vec<&'a RawValue>,
    #[serde(borrow, default)]
    circles: Vec<&'a RawValue>,
    #[serde(rename = "breachReturn")]
    breach_return: Option<Value>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FencePolygon {
    inclusion: bool,
    polygon: Vec<Value>,
    version: Option<Value>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FenceCircle {
    inclusion: bool,
    circle: CircleOfFence,
    version: Option<Value>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CircleOfFence {
    center: Value,
    radius: f64,
}

/// Reads the geofence of a plan: keep-outs become prohibited zones at all heights, keep-ins one
/// permitted zone up to 120 m above ground.
pub fn read(bytes: &[u8], options: &ReadOptions<'_>) -> AirspaceFile {
    let mut reader = Reader {
        options,
        file: AirspaceFile::default(),
        keep_ins: Vec::new(),
        shapes_lost: 0,
    };
    reader.plan(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes));
    reader.permitted();
    if let Some(progress) = options.progress {
        progress(bytes.len() as u64);
    }
    reader.file
}

pub(super) struct Reader<'a> {
    options: &'a ReadOptions<'a>,
    pub(super) file: AirspaceFile,
    pub(super) keep_ins: Vec<(ProblemPlace, Footprint)>,
    pub(super) shapes_lost: usize,
}

impl Reader<'_> {
    fn place(&self) -> ProblemPlace {
        ProblemPlace {
            file: Some(self.options.file.to_owned()),
            ..ProblemPlace::default()
        }
    }

    pub(super) fn error(&mut self, code: &'static str, place: ProblemPlace, what: Bilingual) {
        self.file.problem(Severity::Error, code, place, what, None);
    }

    fn malformed(&mut self, place: ProblemPlace, error: &serde_json::Error) {
        let what = Bilingual::new(
            format!("this is not what a plan holds here: {error}"),
            format!("此处内容不符合 .plan 格式：{error}"),
        );
        self.error("plan-malformed", place, what);
    }

    fn plan(&mut self, bytes: &[u8]) {
        let plan: Plan<'_> = match serde_json::from_slice(bytes) {
            Ok(plan) => plan,
            Err(error) => {
                let place = ProblemPlace {
                    line: Some(error.line()),
                    ..self.place()
                };
                self.malformed(place, &error);
                return;
            }
        };
        let is_plan = plan.file_type.as_ref().and_then(Value::as_str) == Some(FILE_TYPE);
        if !is_plan {
            let what = Bilingual::new("\"fileType\" is not \"Plan\"", "\"fileType\" 不是 \"Plan\"");
            self.error("plan-file-type", self.place_of("fileType"), what);
        }
        let known = self.version(
            plan.version.as_ref(),
            PLAN_VERSION,
            self.place_of("version"),
        );
        let Some(fence) = plan.fence else {
            let what = Bilingual::new("the plan has no \"geoFence\"", "计划中没有 \"geoFence\"");
            self.error("no-features", self.place_of("geoFence"), what);
            return;
        };
        if !is_plan || !known {
            return;
        }
        match serde_json::from_str::<Fence<'_>>(fence.get()) {
            Ok(fence) => self.fence(&fence),
            Err(error) => self.malformed(self.place_of("geoFence"), &error),
        }
    }

    fn place_of(&self, field: &str) -> ProblemPlace {
        ProblemPlace {
            field: Some(field.to_owned()),
            ..self.place()
        }
    }

    fn version(&mut self, found: Option<&Value>, known: u64, place: ProblemPlace) -> bool {
        if found.and_then(Value::as_u64) == Some(known) {
            return true;
        }
        let shown = found.map_or_else(|| "(missing)".to_owned(), Value::to_string);
        let what = Bilingual::new(
            format!("version {shown} is not the version {known} that is understood"),
            format!("版本为 {shown}，只支持版本 {known}"),
        );
        let help = Bilingual::new(
            "open the plan in a current QGroundControl and save it again",
            "请用新版 QGroundControl 打开并重新保存",
        );
        self.file
            .problem(Severity::Error, "plan-version", place, what, Some(help));
        false
    }

    fn fence(&mut self, fence: &Fence<'_>) {
        let place = self.place_of("geoFence.version");
        if !self.version(fence.version.as_ref(), FENCE_VERSION, place) {
            return;
        }
        for (index, polygon) in fence.polygons.iter().enumerate() {
            let place = self.place_of_shape(index, "polygon", index);
            match serde_json::from_str::<FencePolygon>(polygon.get()) {
                Ok(polygon) => self.polygon(place, &polygon),
                Err(error) => self.shape_malformed(place, &error),
            }
        }
        for (index, circle) in fence.circles.iter().enumerate() {
            let place = self.place_of_shape(fence.polygons.len() + index, "circle", index);
            match serde_json::from_str::<FenceCircle>(circle.get()) {
                Ok(circle) => self.circle(place, &circle),
                Err(error) => self.shape_malformed(place, &error),
            }
        }
        if fence.polygons.is_empty() && fence.circles.is_empty() {
            let what = Bilingual::new(
                "the fence is empty: it says nothing about where one may fly",
                "围栏为空：没有说明何处可以飞行",
            );
            self.error("no-features", self.place_of("geoFence"), what);
        }
        if fence.breach_return.is_some() {
            self.file.problem(
                Severity::Note,
                "plan-breach-return-not-read",
                self.place_of("geoFence.breachReturn"),
                Bilingual::new(
                    "the place to return to after a breach is no airspace and was not read",
                    "越界返回点不是空域，未读取",
                ),
                None,
            );
        }
    }

    fn place_of_shape(&self, feature: usize, kind: &str, index: usize) -> ProblemPlace {
        // Two plans are often loaded together: the file's name keeps their zones apart.
        let file = self.options.file;
        let name = file.rsplit(['/', '\\']).next().unwrap_or(file);
        ProblemPlace {
            feature: Some(feature),
            id: Some(format!("{name} {kind} {index}")),
            ..self.place()
        }
    }

    fn shape_malformed(&mut self, place: ProblemPlace, error: &serde_json::Error) {
        self.shapes_lost += 1;
        self.malformed(place, error);
    }

    fn polygon(&mut self, place: ProblemPlace, shape: &FencePolygon) {
        let known = self.version(shape.version.as_ref(), SHAPE_VERSION, place.clone());
        let mut ring = Vec::with_capacity(shape.polygon.len() + 1);
        let mut understood = known;
        for (vertex, value) in shape.polygon.iter().enumerate() {
            let place = ProblemPlace {
                vertex: Some(vertex),
                ..place.clone()
            };
            match self.latitude_longitude(value, place) {
                Some(coord) => ring.push(coord),
                None => understood = false,
            }
        }
        let vertices = ring.iter().copied();
        understood &= checked_extent(
            vertices,
            self.options.expected_extent,
            &place,
            &mut self.file,
        );
        // Plans do not repeat the first vertex.
        if ring.first() != ring.last() {
            ring.extend(ring.first().copied());
        }
        let raw = RawPolygon {
            exterior: ring,
            holes: Vec::new(),
        };
        let footprint = understood
            .then(|| footprint_from_raw(&[raw], &place, &mut self.file))
            .flatten();
        self.shape(place, shape.inclusion, footprint);
    }

    fn circle(&mut self, place: ProblemPlace, shape: &FenceCircle) {
        let known = self.version(shape.version.as_ref(), SHAPE_VERSION, place.clone());
        let extent = self.options.expected_extent;
        let footprint = self
            .latitude_longitude(&shape.circle.center, place.clone())
            .filter(|center| {
                let vertices = std::iter::once(*center);
                known && checked_extent(vertices, extent, &place, &mut self.file)
            })
            .and_then(|center| {
                footprint_circle(center, shape.circle.radius, &place, &mut self.file)
            });
        self.shape(place, shape.inclusion, footprint);
    }

    fn latitude_longitude(&mut self, value: &Value, place: ProblemPlace) -> Option<Coord<f64>> {
        if let Some([latitude, longitude]) = value.as_array().map(Vec::as_slice)
            && let (Some(y), Some(x)) = (latitude.as_f64(), longitude.as_f64())
        {
            return Some(Coord { x, y });
        }
        let what = Bilingual::new(
            format!("{value} is not [latitude, longitude]"),
            format!("{value} 不是 [纬度, 经度]"),
        );
        self.error("plan-position", place, what);
        None
    }

    fn shape(&mut self, place: ProblemPlace, inclusion: bool, footprint: Option<Footprint>) {
        match (inclusion, footprint) {
            (true, Some(footprint)) => self.keep_ins.push((place, footprint)),
            (false, Some(footprint)) => {
                let zone = zone(&place, Rule::Prohibited, footprint, AltitudeBand::ALL);
                self.file.zones.push(zone);
            }
            (_, None) => self.shapes_lost += 1,
        }
    }
}

pub(super) fn zone(
    place: &ProblemPlace,
    rule: Rule,
    footprint: Footprint,
    band: AltitudeBand,
) -> Zone {
    Zone {
        id: ZoneId::new(place.id.as_deref().unwrap_or_default()),
        name: LocalName::default(),
        rule,
        scope: Scope::Flight,
        footprint,
        band,
        times: Times::Always,
        authority: None,
        reason: Some("QGroundControl geofence".to_owned()),
        conditions: None,
        source: place.file.clone(),
    }
}
