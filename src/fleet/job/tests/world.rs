//! A desk of jobs, a vehicle with its camera, and the lines between them, in a time of their own.

use super::*;
use crate::fleet::command::Directed;
use crate::fleet::parameters::ParameterSet;
use crate::fleet::plan_transfer::Capacities;
use crate::fleet::safety_profile::SafetyProfile;
use crate::link::report::{AutopilotVersion, ComponentKind, Report};

pub const START: Moment = crate::fleet::parameters::fixture::START;
pub const AUTOPILOT: u8 = 1;
pub const CAMERA: u8 = 100;
pub const LOG: &str = "logs/1.bin";
pub const PICTURE: &str = "DCIM/1.jpg";
/// Time goes on in such steps.
const STEP: Duration = Duration::from_millis(20);

pub fn person(name: &str) -> Holder {
    Holder::Person(Person::new(name).unwrap())
}

pub struct World {
    pub now: Moment,
    pub desk: JobDesk,
    pub lease: Lease,
    pub kind: AutopilotKind,
    pub capabilities: u64,
    pub is_armed: Option<bool>,
    pub observed_only: Option<Bilingual>,
    pub is_replayed: bool,
    pub parameters: Option<ParameterSet>,
    pub round_trip: Duration,
    pub plans: Peer,
    to_plans: Line<Say>,
    from_plans: Line<Report>,
    pub autopilot: Autopilot,
    pub files: Server,
    pub camera: Server,
    /// Nothing comes through.
    pub is_cut: bool,
    /// Li says now and then that he is there.
    pub keeps_lease: bool,
    pub said: Vec<Directed>,
    pub news: Vec<JobNews>,
    next: u64,
}

impl World {
    pub fn new(kind: AutopilotKind, weather: Weather, seed: &str) -> Self {
        let (habits, habit, file, encoding) = match kind {
            AutopilotKind::Px4 => (Habits::Px4, Habit::Px4, PX4, Encoding::Bytewise),
            _ => (
                Habits::ArduPilot,
                Habit::ArduPilot,
                ARDUPILOT,
                Encoding::ByCast,
            ),
        };
        let mut autopilot = Autopilot::new(file, encoding, weather, seed);
        autopilot.all.truncate(80);
        let by = match kind {
            AutopilotKind::Px4 => AutopilotVersion::PARAMETERS_BYTEWISE,
            _ => AutopilotVersion::PARAMETERS_BY_CAST,
        };
        let server = |habit, name: &str| Server::new(habit, weather, &format!("{seed} {name}"));
        let mut lease = Lease::default();
        lease.take(START, &person("li"), Role::Operator).unwrap();
        Self {
            now: START,
            desk: JobDesk::default(),
            lease,
            kind,
            capabilities: AutopilotVersion::MISSION_INT | by,
            is_armed: Some(false),
            observed_only: None,
            is_replayed: false,
            parameters: None,
            round_trip: weather.round_trip(),
            plans: Peer::new(habits),
            to_plans: Line::new(weather, &format!("{seed} to plans")),
            from_plans: Line::new(weather, &format!("{seed} from plans")),
            autopilot,
            files: server(habit, "autopilot").with(LOG, bytes("log", 3_000)),
            camera: server(Habit::Px4, "camera").with(PICTURE, bytes("picture", 3_000)),
            is_cut: false,
            keeps_lease: true,
            said: Vec::new(),
            news: Vec::new(),
            next: 1,
        }
    }

    pub fn clear(kind: AutopilotKind) -> Self {
        Self::new(kind, Weather::CLEAR, "clear")
    }

    /// With the list of its parameters in a file.
    pub fn with_packed_list(mut self) -> Self {
        self.capabilities |= AutopilotVersion::FTP;
        let packed = pack(&self.autopilot);
        let path = crate::fleet::parameters::PACKED_LIST_PATH.to_owned();
        self.files.files.insert(path, packed);
        self
    }

    /// Lets the desk do something with the vehicle as it is.
    fn with<T>(
        &mut self,
        act: impl FnOnce(&mut JobDesk, Moment, &JobSetting<'_>, &mut Vec<Directed>) -> T,
    ) -> T {
        let encoding = self.autopilot.encoding;
        let setting = JobSetting {
            autopilot: self.kind,
            kind: ComponentKind::Rotorcraft,
            autopilot_component: AUTOPILOT,
            capabilities: Some(self.capabilities),
            encoding: Some(encoding),
            capacities: Capacities::default_for(self.kind),
            is_armed: self.is_armed,
            safety: SafetySetting {
                profile: SafetyProfile::shipped(self.kind, ComponentKind::Rotorcraft, false),
                parameters: self.parameters.as_ref(),
                our_system: 250,
            },
            round_trip: self.round_trip,
            round_trip_is_measured: true,
            lease: &self.lease,
            observed_only: self.observed_only.clone(),
            is_replayed: self.is_replayed,
        };
        let mut out = Vec::new();
        let done = act(&mut self.desk, self.now, &setting, &mut out);
        self.news.extend(self.desk.take_news());
        self.say(out);
        done
    }

    pub fn give_as(&mut self, by: Holder, job: Job) -> JobId {
        let id = JobId(self.next);
        self.next += 1;
        assert!(self.give_number(id, by, job));
        id
    }

    pub fn give(&mut self, job: Job) -> JobId {
        self.give_as(person("li"), job)
    }

    pub fn give_number(&mut self, id: JobId, by: Holder, job: Job) -> bool {
        self.give_in_role(id, by, Role::Operator, job)
    }

    fn give_in_role(&mut self, id: JobId, by: Holder, role: Role, job: Job) -> bool {
        let request = JobRequest { id, by, role, job };
        self.with(|desk, now, setting, out| desk.give(now, request, setting, out))
    }

    /// Li gives it, in another role than theirs.
    pub fn give_as_a(&mut self, role: Role, job: Job) -> JobId {
        let id = JobId(self.next);
        self.next += 1;
        assert!(self.give_in_role(id, person("li"), role, job));
        id
    }

    pub fn cancel(&mut self, id: JobId) -> bool {
        self.with(|desk, now, _, out| desk.cancel(now, id, out))
    }

    pub fn link(&mut self, is_lost: bool) {
        self.is_cut = is_lost;
        self.with(|desk, now, _, out| desk.link(now, is_lost, out));
    }

    /// The autopilot starts anew, with other values of all parameters.
    pub fn reboots(&mut self) {
        for (_, bits, kind) in &mut self.autopilot.all {
            *bits = match kind {
                ParameterType::F32 => (f32::from_bits(*bits) + 1.0).to_bits(),
                _ => *bits ^ 1,
            };
        }
        let path = crate::fleet::parameters::PACKED_LIST_PATH;
        if self.files.files.contains_key(path) {
            self.files
                .files
                .insert(path.to_owned(), pack(&self.autopilot));
        }
        self.with(|desk, now, _, out| desk.rebooted(now, out));
    }

    pub fn close(&mut self) {
        self.with(|desk, now, _, _| desk.close(now));
    }

    fn say(&mut self, out: Vec<Directed>) {
        for directed in out {
            self.said.push(directed.clone());
            if self.is_cut {
                continue;
            }
            let Directed { component, say } = directed;
            match (&say, component) {
                (Say::Ftp(_), AUTOPILOT) => self.files.take(vec![say]),
                (Say::Ftp(_), CAMERA) => self.camera.take(vec![say]),
                (
                    Say::ParameterRequestList
                    | Say::ParameterRequestIndex(_)
                    | Say::ParameterRequestName(_)
                    | Say::ParameterSet { .. },
                    AUTOPILOT,
                ) => self.autopilot.take(vec![say]),
                (_, AUTOPILOT) => self.to_plans.send(self.now, say),
                other => panic!("{other:?}"),
            }
        }
    }

    fn answers(&mut self) -> Vec<(u8, Report)> {
        let mut answers = Vec::new();
        for say in self.to_plans.arrived(self.now) {
            let mut out = Vec::new();
            self.plans.hear(self.now, &say, &mut out);
            for report in out {
                self.from_plans.send(self.now, report);
            }
        }
        let mut out = Vec::new();
        self.plans.wake(self.now, &mut out);
        for report in out {
            self.from_plans.send(self.now, report);
        }
        let plans = self.from_plans.arrived(self.now).into_iter();
        answers.extend(plans.map(|report| (AUTOPILOT, report)));
        while self.autopilot.now < self.now {
            let heard = self.autopilot.next(self.now).into_iter();
            answers.extend(heard.map(|told| (AUTOPILOT, Report::ParameterValue(told))));
        }
        for (component, server) in [(AUTOPILOT, &mut self.files), (CAMERA, &mut self.camera)] {
            while server.now < self.now {
                let heard = server.next(self.now).into_iter();
                answers.extend(heard.map(|packet| (component, Report::Ftp(Box::new(packet)))));
            }
        }
        answers
    }

    /// Time goes on by a step.
    pub fn step(&mut self) {
        self.now = self.now + STEP;
        if self.keeps_lease {
            let _ = self.lease.renew(self.now, &person("li"));
        }
        for (component, report) in self.answers() {
            if self.is_cut {
                continue;
            }
            if let (Report::ParameterValue(told), Some(set)) = (&report, &mut self.parameters) {
                set.hear(told, self.autopilot.encoding);
            }
            self.with(|desk, now, _, out| desk.hear(now, component, &report, false, out));
        }
        if self.desk.due().is_some_and(|due| due <= self.now) {
            self.wake();
        }
    }

    pub fn wake(&mut self) {
        self.with(|desk, now, setting, out| desk.wake(now, setting, out));
    }

    pub fn run_for(&mut self, time: Duration) {
        let until = self.now + time;
        while self.now < until {
            self.step();
        }
    }

    /// Until nothing goes on or waits.
    pub fn run(&mut self) {
        let until = self.now + Duration::from_secs(1_200);
        while !self.desk.is_idle() {
            assert!(self.now < until, "it never ends: {:?}", self.desk);
            self.step();
        }
    }

    pub fn of(&self, id: JobId) -> Vec<&JobEvent> {
        let of = self.news.iter().filter(|news| news.id == id);
        of.map(|news| &news.event).collect()
    }

    /// How a job ended.
    pub fn outcome(&self, id: JobId) -> &JobOutcome {
        match self.of(id).last() {
            Some(JobEvent::Ended(outcome)) => outcome,
            other => panic!("{id:?}: {other:?}"),
        }
    }

    pub fn is_good(&self, id: JobId) -> bool {
        self.outcome(id).is_good()
    }

    pub fn is_going_on(&self, id: JobId) -> bool {
        self.desk.running().any(|(running, _)| running == id)
    }
}

/// ArduPilot's file of all parameters.
pub fn pack(autopilot: &Autopilot) -> Vec<u8> {
    let count = u16::try_from(autopilot.all.len()).unwrap();
    let mut file = Vec::new();
    for number in [0x671B, count, count] {
        file.extend_from_slice(&u16::to_le_bytes(number));
    }
    for (name, bits, kind) in &autopilot.all {
        let (number, length) = match kind {
            ParameterType::I8 => (1, 1),
            ParameterType::I16 => (2, 2),
            ParameterType::I32 => (3, 4),
            ParameterType::F32 => (4, 4),
            other => panic!("{other:?}"),
        };
        let name = name.as_str().as_bytes();
        file.push(number);
        file.push(u8::try_from(name.len() - 1).unwrap() << 4);
        file.extend_from_slice(name);
        file.extend_from_slice(&bits.to_le_bytes()[..length]);
    }
    file
}

pub fn upload(count: u16) -> Job {
    Job::UploadPlan {
        kind: PlanKind::Mission,
        items: waypoints(count),
    }
}

pub const DOWNLOAD: Job = Job::DownloadPlan {
    kind: PlanKind::Mission,
};

pub fn fetch(component: u8) -> Job {
    let path = if component == CAMERA { PICTURE } else { LOG };
    Job::FetchFile {
        component,
        path: path.to_owned(),
        largest: 1 << 20,
    }
}

pub fn list(component: u8) -> Job {
    Job::ListFolder {
        component,
        path: "DCIM".to_owned(),
    }
}

/// Sets a parameter that the autopilot has to another value.
pub fn set(world: &World, name: &str, value: f64) -> Job {
    let at = world.autopilot.find(name).unwrap();
    let (name, _, parameter_type) = world.autopilot.all[at];
    Job::SetParameter {
        name,
        value,
        parameter_type,
    }
}

/// A photo of the camera with the address of its file.
pub fn photo() -> Photo {
    use crate::fleet::photos::{FileAddress, PhotoKey};
    use crate::link::names::{GroupId, VehicleId};
    let key = PhotoKey {
        vehicle: VehicleId {
            group: GroupId(1),
            system: 1,
        },
        camera: CAMERA,
        series: 1,
        index: 0,
    };
    Photo {
        key,
        heard: START,
        taken_unix_us: None,
        boot_ms: 0,
        place: None,
        altitude_amsl_m: 60.0,
        above_home_m: 40.0,
        orientation: None,
        file: FileAddress::Mavlink {
            component: Some(CAMERA),
            path: PICTURE.to_owned(),
        },
    }
}
