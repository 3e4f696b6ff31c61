//! Components beside the autopilot: cameras, gimbals, companions; and the autopilot itself where it speaks
//! for a camera or gimbal on its wires.

use super::known::Hearing;
use crate::link::report::{
    CameraInformation, CameraSettings, CameraStatus, GimbalAttitude, GimbalManagerStatus,
    Heartbeat, Report, Storage, VideoStream,
};
use crate::observed::Observed;
use std::sync::Arc;

/// So many components are kept of a vehicle.
pub const COMPONENTS: usize = 6;
/// So many video streams of a component.
pub const STREAMS: usize = 4;
/// So many storages, and gimbals managed, of a component.
pub const STORAGES: usize = 2;

/// What a component said.
#[derive(Clone, Debug, PartialEq)]
pub struct PayloadComponent {
    /// Its number in the vehicle.
    pub component: u8,
    /// That it is there, and what it is.
    pub heartbeat: Option<Observed<Heartbeat>>,
    /// What camera it is.
    pub camera: Option<Arc<Observed<CameraInformation>>>,
    /// Its video streams, in the order of their index.
    pub streams: Arc<Vec<Observed<VideoStream>>>,
    /// What it is set to.
    pub settings: Option<Observed<CameraSettings>>,
    /// What it does.
    pub status: Option<Observed<CameraStatus>>,
    /// Where it stores, in the order in which they were first heard.
    pub storages: [Option<Observed<Storage>>; STORAGES],
    /// Who controls its gimbals, in the order in which they were first heard.
    pub gimbals: [Option<Observed<GimbalManagerStatus>>; STORAGES],
    /// Where its gimbal looks.
    pub gimbal_attitude: Option<Observed<GimbalAttitude>>,
}

/// Whether a report is of the payload, whoever says it.
pub(super) fn is_of_payload(report: &Report) -> bool {
    matches!(
        report,
        Report::CameraInformation(_)
            | Report::CameraSettings(_)
            | Report::Storage(_)
            | Report::CameraStatus(_)
            | Report::VideoStream(_)
            | Report::GimbalManagerStatus(_)
            | Report::GimbalAttitude(_)
    )
}

impl PayloadComponent {
    pub(super) fn new(component: u8) -> Self {
        Self {
            component,
            heartbeat: None,
            camera: None,
            streams: Arc::default(),
            settings: None,
            status: None,
            storages: [None; STORAGES],
            gimbals: [None; STORAGES],
            gimbal_attitude: None,
        }
    }

    /// Takes a report of the payload. Says whether there was a place for it.
    pub(super) fn hear(&mut self, hearing: Hearing, report: &Report) -> bool {
        match report {
            Report::CameraInformation(camera) => {
                if !hearing.is_late || self.camera.is_none() {
                    self.camera = Some(Arc::new(hearing.observed((**camera).clone())));
                }
            }
            Report::CameraSettings(settings) => {
                hearing.put(&mut self.settings, *settings);
            }
            Report::CameraStatus(status) => {
                hearing.put(&mut self.status, *status);
            }
            Report::Storage(storage) => {
                return hearing.put_among(&mut self.storages, *storage, |a, b| a.index == b.index);
            }
            Report::GimbalManagerStatus(gimbal) => {
                return hearing.put_among(&mut self.gimbals, *gimbal, |a, b| a.gimbal == b.gimbal);
            }
            Report::GimbalAttitude(attitude) => {
                hearing.put(&mut self.gimbal_attitude, *attitude);
            }
            Report::VideoStream(stream) => return self.hear_stream(hearing, stream),
            _ => return false,
        }
        true
    }

    fn hear_stream(&mut self, hearing: Hearing, stream: &VideoStream) -> bool {
        let streams = Arc::make_mut(&mut self.streams);
        let observed = hearing.observed(stream.clone());
        match streams.binary_search_by_key(&stream.index, |held| held.value.index) {
            Ok(place) => {
                if let Some(held) = streams.get_mut(place).filter(|_| !hearing.is_late) {
                    *held = observed;
                }
            }
            Err(_) if streams.len() >= STREAMS => return false,
            Err(place) => streams.insert(place, observed),
        }
        true
    }
}
