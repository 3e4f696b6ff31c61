//! Parameters: every one that the real autopilot has, with its value as it comes.

use mavlink::dialects::ardupilotmega::MavParamType;
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, LazyLock};
use std::time::Duration;

/// One parameter as it comes.
#[derive(Clone, Debug, PartialEq)]
pub struct Definition {
    /// Its name, at most 16 characters.
    pub name: &'static str,
    /// Its value.
    pub value: f64,
    /// Its type as it is told.
    pub kind: MavParamType,
}

/// All parameters of an autopilot in the order of their indices.
#[derive(Debug)]
pub struct Definitions {
    list: Vec<Definition>,
    by_name: HashMap<&'static str, usize>,
}

/// Those of ArduCopter 4.7-dev.
pub static ARDUPILOT: LazyLock<Arc<Definitions>> = LazyLock::new(|| {
    Arc::new(Definitions::read(include_str!(
        "../../parameters/ardupilot.param"
    )))
});
/// Those of PX4 1.17.
pub static PX4: LazyLock<Arc<Definitions>> = LazyLock::new(|| {
    Arc::new(Definitions::read(include_str!(
        "../../parameters/px4.param"
    )))
});
/// Those of PX4 1.17 on a survey aeroplane.
pub static PX4_WING: LazyLock<Arc<Definitions>> =
    LazyLock::new(|| Arc::new(PX4.with(include_str!("../../parameters/px4-wing.param"))));
/// Those of PX4 1.17 on a survey aeroplane that hovers.
pub static PX4_VTOL: LazyLock<Arc<Definitions>> =
    LazyLock::new(|| Arc::new(PX4.with(include_str!("../../parameters/px4-vtol.param"))));

fn kind_of(number: &str) -> Option<MavParamType> {
    Some(match number {
        "1" => MavParamType::MAV_PARAM_TYPE_UINT8,
        "2" => MavParamType::MAV_PARAM_TYPE_INT8,
        "3" => MavParamType::MAV_PARAM_TYPE_UINT16,
        "4" => MavParamType::MAV_PARAM_TYPE_INT16,
        "5" => MavParamType::MAV_PARAM_TYPE_UINT32,
        "6" => MavParamType::MAV_PARAM_TYPE_INT32,
        "9" => MavParamType::MAV_PARAM_TYPE_REAL32,
        _ => return None,
    })
}

impl Definitions {
    /// From our own files: a line each with name, value and type, `#` for remarks. A line that is none
    /// would be a mistake of ours, which the tests find.
    fn read(text: &'static str) -> Self {
        Self::of(text.lines().filter_map(definition).collect())
    }

    /// The same with what another file has besides or otherwise, in alphabetical order, as PX4 numbers
    /// them.
    fn with(&self, text: &'static str) -> Self {
        let mut all: BTreeMap<&'static str, Definition> = BTreeMap::new();
        let more = text.lines().filter_map(definition);
        for each in self.list.iter().cloned().chain(more) {
            all.insert(each.name, each);
        }
        Self::of(all.into_values().collect())
    }

    fn of(list: Vec<Definition>) -> Self {
        let by_name = list.iter().enumerate();
        let by_name = by_name.map(|(index, it)| (it.name, index)).collect();
        Self { list, by_name }
    }

    /// All of them.
    pub fn list(&self) -> &[Definition] {
        &self.list
    }
}

fn definition(line: &'static str) -> Option<Definition> {
    let mut words = line.split('\t');
    let (name, value, kind) = (words.next()?, words.next()?, words.next()?);
    Some(Definition {
        name,
        value: value.parse().ok()?,
        kind: kind_of(kind)?,
    })
}

/// The parameters of one vehicle: those of its autopilot, and what was changed of them.
#[derive(Clone, Debug)]
pub struct Parameters {
    definitions: Arc<Definitions>,
    changed: HashMap<usize, f64>,
    version: u64,
}

/// There is no such parameter.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the autopilot has no parameter {0}")]
pub struct UnknownParameter(pub String);

impl Parameters {
    /// As they come.
    pub fn new(definitions: &Arc<Definitions>) -> Self {
        Self {
            definitions: Arc::clone(definitions),
            changed: HashMap::new(),
            version: 0,
        }
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.definitions.list.len()
    }

    /// Counts the changes, so that what is worked out from parameters can be kept until one changes.
    pub fn version(&self) -> u64 {
        self.version
    }

    /// The index of a name.
    pub fn index_of(&self, name: &str) -> Option<usize> {
        self.definitions.by_name.get(name).copied()
    }

    /// Name, value and type of an index.
    pub fn at(&self, index: usize) -> Option<(&'static str, f64, MavParamType)> {
        let definition = self.definitions.list.get(index)?;
        let value = self.changed.get(&index).copied();
        Some((
            definition.name,
            value.unwrap_or(definition.value),
            definition.kind,
        ))
    }

    /// The value of a parameter; 0 for one that there is not.
    pub fn value(&self, name: &str) -> f64 {
        let at = self.index_of(name).and_then(|index| self.at(index));
        at.map_or(0.0, |(_, value, _)| value)
    }

    /// A parameter that counts seconds, as a time: none below 0, and no more than 1e6 s.
    pub fn seconds(&self, name: &str) -> Duration {
        Duration::from_secs_f64(self.value(name).clamp(0.0, MOST_SECONDS))
    }

    /// Sets a value, rounded and cut to what its type holds; what is no number is held as 0.
    ///
    /// # Errors
    /// Where there is no such parameter.
    pub fn set(&mut self, name: &str, value: f64) -> Result<usize, UnknownParameter> {
        let index = self
            .index_of(name)
            .ok_or_else(|| UnknownParameter(name.to_owned()))?;
        let held = hold(value, self.definitions.list[index].kind);
        self.changed.insert(index, held);
        self.version += 1;
        Ok(index)
    }
}

/// No time that a parameter counts is longer, s: eleven days.
const MOST_SECONDS: f64 = 1e6;

/// What a type holds of a value: always a finite number.
fn hold(value: f64, kind: MavParamType) -> f64 {
    if value.is_nan() {
        return 0.0;
    }
    let value = value.clamp(f32::MIN.into(), f32::MAX.into());
    let whole = |low: f64, high: f64| value.trunc().clamp(low, high);
    match kind {
        MavParamType::MAV_PARAM_TYPE_UINT8 => whole(0.0, 255.0),
        MavParamType::MAV_PARAM_TYPE_INT8 => whole(-128.0, 127.0),
        MavParamType::MAV_PARAM_TYPE_UINT16 => whole(0.0, 65_535.0),
        MavParamType::MAV_PARAM_TYPE_INT16 => whole(-32_768.0, 32_767.0),
        MavParamType::MAV_PARAM_TYPE_UINT32 => whole(0.0, f64::from(u32::MAX)),
        MavParamType::MAV_PARAM_TYPE_INT32 => whole(f64::from(i32::MIN), f64::from(i32::MAX)),
        _ => f64::from(value as f32),
    }
}

/// How values stand in the `float` of messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// The number itself, whatever the type (ArduPilot).
    Cast,
    /// The bytes of the type (PX4).
    Bytewise,
}

impl Encoding {
    /// A value as it is sent.
    pub fn encode(self, value: f64, kind: MavParamType) -> f32 {
        match (self, kind) {
            (Self::Cast, _) | (_, MavParamType::MAV_PARAM_TYPE_REAL32) => value as f32,
            (Self::Bytewise, MavParamType::MAV_PARAM_TYPE_UINT32) => f32::from_bits(value as u32),
            (Self::Bytewise, _) => f32::from_bits(value as i32 as u32),
        }
    }

    /// A value as it was received.
    pub fn decode(self, sent: f32, kind: MavParamType) -> f64 {
        match (self, kind) {
            (Self::Cast, _) | (_, MavParamType::MAV_PARAM_TYPE_REAL32) => sent.into(),
            (Self::Bytewise, MavParamType::MAV_PARAM_TYPE_UINT32) => sent.to_bits().into(),
            (Self::Bytewise, _) => f64::from(sent.to_bits() as i32),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn every_parameter_of_both_autopilots_is_there() {
        // As counted in what was read off the real ones; the file of PX4 has its hash as well.
        assert_eq!(ARDUPILOT.list().len(), 1_354);
        assert_eq!(PX4.list().len(), 876);
        for definitions in [&ARDUPILOT, &PX4, &PX4_WING, &PX4_VTOL] {
            assert_eq!(definitions.list().len(), definitions.by_name.len());
            assert!(definitions.list().iter().all(|it| it.name.len() <= 16));
        }
    }

    #[test]
    fn those_of_aeroplanes_are_those_of_px4_with_their_own_in_between() {
        for (definitions, kind, transition) in
            [(&PX4_WING, 1.0, None), (&PX4_VTOL, 22.0, Some(15.0))]
        {
            assert!(definitions.list().is_sorted_by(|a, b| a.name < b.name));
            assert!(
                PX4.list()
                    .iter()
                    .all(|it| definitions.by_name.contains_key(it.name))
            );
            let mine = Parameters::new(definitions);
            assert_eq!(mine.value("MAV_TYPE"), kind);
            let timeout = mine
                .index_of("VT_TRANS_TIMEOUT")
                .and_then(|index| mine.at(index));
            assert_eq!(timeout.map(|(_, value, _)| value), transition);
        }
        assert!(PX4.list().is_sorted_by(|a, b| a.name < b.name));
        assert_eq!(Parameters::new(&PX4).value("MAV_TYPE"), 2.0);
    }

    #[test]
    fn failsafes_are_off_where_they_come_so() {
        let copter = Parameters::new(&ARDUPILOT);
        for name in ["FS_GCS_ENABLE", "BATT_FS_LOW_ACT", "FENCE_ENABLE"] {
            assert_eq!(copter.value(name), 0.0, "{name}");
        }
        assert_eq!(Parameters::new(&PX4).value("NAV_DLL_ACT"), 0.0);
    }

    #[test]
    fn a_change_is_one_vehicles_own() {
        let (mut mine, other) = (Parameters::new(&ARDUPILOT), Parameters::new(&ARDUPILOT));
        mine.set("RTL_ALT", 3_000.4).unwrap();
        assert_eq!(
            (mine.value("RTL_ALT"), other.value("RTL_ALT")),
            (3_000.0, 1_500.0)
        );
        assert_eq!(
            mine.set("NO_SUCH", 1.0),
            Err(UnknownParameter("NO_SUCH".to_owned()))
        );
    }

    #[test]
    fn a_type_holds_what_it_can() {
        let mut copter = Parameters::new(&ARDUPILOT);
        copter.set("FENCE_ENABLE", 300.0).unwrap();
        assert_eq!(copter.value("FENCE_ENABLE"), 127.0);
    }

    #[test]
    fn what_is_no_time_and_no_number_does_no_harm() {
        let mut copter = Parameters::new(&ARDUPILOT);
        let cases = [
            (1e20, Duration::from_secs(1_000_000)),
            (-3.0, Duration::ZERO),
            (f64::NAN, Duration::ZERO),
            (f64::INFINITY, Duration::from_secs(1_000_000)),
            (2.5, Duration::from_millis(2_500)),
        ];
        for (value, expected) in cases {
            copter.set("GUID_TIMEOUT", value).unwrap();
            assert_eq!(copter.seconds("GUID_TIMEOUT"), expected, "{value}");
            assert!(copter.value("GUID_TIMEOUT").is_finite());
        }
    }

    #[test]
    fn values_survive_both_encodings() {
        let int = MavParamType::MAV_PARAM_TYPE_INT32;
        for encoding in [Encoding::Cast, Encoding::Bytewise] {
            for value in [0.0, -7.0, 42.0] {
                assert_eq!(encoding.decode(encoding.encode(value, int), int), value);
            }
        }
        assert_eq!(Encoding::Bytewise.encode(1.0, int).to_bits(), 1);
        assert_eq!(Encoding::Cast.encode(1.0, int), 1.0);
    }
}
