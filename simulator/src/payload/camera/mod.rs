//! A camera: pictures when it is told to, at intervals or after distances; zoom, focus, modes, a card
//! that fills up; and its pictures as files.

mod capture;
mod files;
mod messages;
mod orders;
mod storage;

use super::component::Component;
use super::gimbal::DEVICE_COMPONENT;
use super::moment::Moment;
use super::setup::CameraSetup;
use crate::autopilot::missions::Partner;
use crate::autopilot::streams::Streams;
use crate::craft::{Craft, World};
use crate::files::{FileServer, FtpHabits};
use crate::picture::{Lens, Scene, View};
use crate::random::Random;
use crate::time::SimTime;
use capture::{Capture, Shot};
use chrono::{DateTime, Utc};
use files::{Album, Drawn};
use mavlink::dialects::ardupilotmega::*;
use messages::CameraMessage;
use nalgebra::UnitQuaternion;
use std::sync::Arc;
use std::time::Duration;
use storage::Storage;

/// How fast the lens zooms and focuses, of its whole range in a second.
const LENS_RATE: f64 = 0.4;
const HEARTBEAT_INTERVAL: Duration = Duration::from_secs(1);

/// A part of a lens that moves: from 0 to 1.
#[derive(Clone, Copy, Debug, Default)]
struct Ring {
    at: f64,
    rate: f64,
}

impl Ring {
    fn step(&mut self, dt_s: f64) {
        self.at = (self.at + self.rate * dt_s).clamp(0.0, 1.0);
    }
}

/// A video that is being recorded.
#[derive(Clone, Copy, Debug)]
struct Recording {
    since: SimTime,
    /// The state is told so often meanwhile.
    tells_every: Option<Duration>,
    next: SimTime,
}

/// A camera.
pub(super) struct Camera {
    setup: CameraSetup,
    /// The gimbal that it sits on; 0 for none.
    gimbal_id: u8,
    pub component: Component,
    streams: Vec<Streams<CameraMessage>>,
    pub files: FileServer,
    mode: CameraMode,
    zoom: Ring,
    focus: Ring,
    capture: Capture,
    shots: Vec<Shot>,
    /// The picture that was fetched last.
    drawn: Option<Drawn>,
    storage: Storage,
    recording: Option<Recording>,
    is_streaming: bool,
    random: Random,
}

fn default_interval(message: CameraMessage) -> Option<Duration> {
    (message == CameraMessage::Heartbeat).then_some(HEARTBEAT_INTERVAL)
}

impl Camera {
    pub fn new(
        setup: CameraSetup,
        gimbal_id: Option<u8>,
        identity: (u8, u8),
        (seed, name): (u64, &str),
    ) -> Self {
        let regular = CameraMessage::ALL.map(|message| (message, default_interval(message)));
        Self {
            gimbal_id: gimbal_id.map_or(0, |_| DEVICE_COMPONENT),
            component: Component::new(setup.component_id, identity),
            streams: vec![Streams::new(regular, SimTime::START); usize::from(identity.1)],
            files: FileServer::new(FtpHabits::CAMERA),
            mode: CameraMode::CAMERA_MODE_IMAGE,
            zoom: Ring::default(),
            focus: Ring::default(),
            capture: Capture::default(),
            shots: Vec::new(),
            drawn: None,
            storage: Storage::new(setup.storage_mib),
            recording: None,
            is_streaming: setup.video_uri.is_some(),
            random: Random::new(seed, &format!("{name}/camera")),
            setup,
        }
    }

    /// Where it looks where it sits on no gimbal.
    pub fn mounted(&self, craft: &Craft) -> UnitQuaternion<f64> {
        let tilt = -self.setup.tilt_deg.to_radians();
        craft.body().attitude * UnitQuaternion::from_euler_angles(0.0, tilt, 0.0)
    }

    fn focal_mm(&self) -> f64 {
        self.setup.focal_mm * self.setup.most_zoom.max(1.0).powf(self.zoom.at)
    }

    fn lens(&self) -> Lens {
        Lens {
            width: self.setup.width,
            height: self.setup.height,
            horizontal_view_rad: 2.0 * (0.5 * self.setup.sensor_width_mm / self.focal_mm()).atan(),
        }
    }

    /// What it sees now.
    pub fn view(
        &self,
        attitude: UnitQuaternion<f64>,
        craft: &Craft,
        world: &World,
        time: DateTime<Utc>,
        scene: &Arc<Scene>,
    ) -> View {
        View {
            place: craft.body().place,
            attitude,
            lens: self.lens(),
            time,
            weather: world.weather,
            scene: Arc::clone(scene),
            seed: 0,
        }
    }

    pub fn step(&mut self, attitude: UnitQuaternion<f64>, scene: &Arc<Scene>, moment: &mut Moment) {
        self.zoom.step(moment.dt_s);
        self.focus.step(moment.dt_s);
        self.storage.step(moment.now);
        self.record(moment);
        self.take_pictures(attitude, scene, moment);
        for channel in self.component.channels() {
            let mut due = [false; CameraMessage::ALL.len()];
            self.streams[usize::from(channel.0)].each_due(moment.now, |message| {
                due[message as usize] = true;
            });
            for message in CameraMessage::ALL {
                if due[message as usize] {
                    self.say(message, channel, attitude, moment);
                }
            }
        }
        self.serve_files(moment);
    }

    fn record(&mut self, moment: &mut Moment) {
        let Some(mut recording) = self.recording else {
            return;
        };
        let bytes = f64::from(self.setup.video_bitrate) / 8.0 * moment.dt_s;
        let fits = self.storage.take(bytes);
        if let Some(every) = recording.tells_every
            && moment.now >= recording.next
        {
            recording.next = recording.next + every;
            let status = self.capture_status(moment.now);
            moment.say_everywhere(&mut self.component, &status);
        }
        self.recording = fits.then_some(recording);
    }

    fn serve_files(&mut self, moment: &mut Moment) {
        let mut album = Album {
            shots: &self.shots,
            setup: &self.setup,
            terrain: moment.world.terrain.as_ref(),
            drawn: &mut self.drawn,
        };
        while let Some(reply) = self.files.next_reply(moment.now, &mut album) {
            moment.say(&mut self.component, reply.channel, &reply.message);
        }
    }

    /// Answers a command that is for the camera.
    pub fn command(&mut self, order: &super::Order, partner: Partner, moment: &mut Moment) {
        let answer = self.answer(order, partner.channel, moment);
        moment.acknowledge(&mut self.component, partner, order.command, answer.result);
        match answer.then {
            orders::Then::Nothing => {}
            orders::Then::Say(message) => {
                let attitude = self.last_attitude();
                self.say(message, partner.channel, attitude, moment);
            }
            orders::Then::SayShot(index) => {
                if let Some(shot) = self.shots.get(index) {
                    let told = shot.told();
                    moment.say(&mut self.component, partner.channel, &told);
                }
            }
        }
    }
}
