//! What is flown: a scenario as text, as the simulator reads it.

use haiou::link::names::Origin;
use haiou::link::signing::Key;

/// Whose autopilot it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flavour {
    Copter,
    Px4,
}

/// How good a link is, as a scenario says it.
pub type Quality = &'static str;

/// Nothing is lost; a few ms on the way.
pub const CLEAN: Quality = "delay_ms = 10, jitter_ms = 5";
/// A fifth is lost, half a second on the way, some comes twice, out of order or broken.
pub const BAD: Quality =
    "loss = 0.2, delay_ms = 500, jitter_ms = 100, reorder = 0.1, duplicate = 0.05, corrupt = 0.01";

/// One vehicle and its links.
#[derive(Clone, Debug)]
pub struct Setup {
    pub flavour: Flavour,
    pub links: Vec<Quality>,
    pub seed: u64,
    pub origin: Origin,
    /// More lines of the vehicle.
    pub vehicle: String,
    /// Parameters that are not as they come.
    pub parameters: Vec<(&'static str, f64)>,
    /// More of the scenario.
    pub more: String,
    /// The key that the controller has of it.
    pub key: Option<Key>,
    /// Whether its last link does not lead to the controller.
    pub is_last_link_foreign: bool,
}

impl Setup {
    pub fn new(flavour: Flavour, quality: Quality) -> Self {
        Self {
            flavour,
            links: vec![quality],
            seed: 7,
            origin: Origin::Simulated,
            vehicle: String::new(),
            parameters: Vec::new(),
            more: String::new(),
            key: None,
            is_last_link_foreign: false,
        }
    }

    /// A second link of the same group.
    pub fn and_link(mut self, quality: Quality) -> Self {
        self.links.push(quality);
        self
    }

    /// A link that leads to somebody else.
    pub fn and_foreign_link(mut self) -> Self {
        self.is_last_link_foreign = true;
        self.and_link(CLEAN)
    }

    pub fn seeded(self, seed: u64) -> Self {
        Self { seed, ..self }
    }

    pub fn of_origin(self, origin: Origin) -> Self {
        Self { origin, ..self }
    }

    pub fn with(mut self, line: &str) -> Self {
        self.vehicle.push_str(line);
        self.vehicle.push('\n');
        self
    }

    pub fn with_parameter(mut self, name: &'static str, value: f64) -> Self {
        self.parameters.push((name, value));
        self
    }

    pub fn known_by(self, key: Key) -> Self {
        Self {
            key: Some(key),
            ..self
        }
    }

    /// The text.
    pub fn text(&self) -> String {
        let autopilot = match self.flavour {
            Flavour::Copter => "ardupilot-copter",
            Flavour::Px4 => "px4",
        };
        let links: Vec<String> = self
            .links
            .iter()
            .enumerate()
            .map(|(at, quality)| {
                let port = 14_550 + at;
                format!("{{ udp_to = \"127.0.0.1:{port}\", {quality} }}")
            })
            .collect();
        let parameters: Vec<String> = self
            .parameters
            .iter()
            .map(|(name, value)| format!("{name} = {value}"))
            .collect();
        format!(
            r#"
[scenario]
name = "flight"
seed = {seed}
start = 2026-11-24T08:00:00+08:00

[weather]
wind_speed_mps = 3
wind_from_deg = 320

[terrain]
kind = "flat"
elevation_amsl_m = 20

[[vehicle]]
name = "one"
system_id = 1
at = [120.3826, 36.0671]
autopilot = "{autopilot}"
airframe = "inspection-quad"
parameters = {{ {parameters} }}
links = [{links}]
{vehicle}
{more}
"#,
            seed = self.seed,
            parameters = parameters.join(", "),
            links = links.join(", "),
            vehicle = self.vehicle,
            more = self.more,
        )
    }
}
