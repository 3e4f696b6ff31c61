//! Which of DJI's aircraft and cameras something is, by DJI's numbers (Cloud API, "Product Support").

use crate::camera::{Faults, within};

/// What a number of an aircraft or a camera may be: none has 0.
pub(super) const NUMBERS: (f64, f64) = (1.0, 65_535.0);
/// What a number of a kind within a family may be.
pub(super) const SUB_NUMBERS: (f64, f64) = (0.0, 65_535.0);
/// Where a camera may hang: 0 is the main gimbal or the front left one, 1 front right, 2 on top.
pub(super) const POSITIONS: (f64, f64) = (0.0, 2.0);

/// One of DJI's aircraft.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DjiModel {
    /// `type`, in wayline files `droneEnumValue`; 67 for M30 and M30T.
    pub drone: u16,
    /// `sub_type`, in wayline files `droneSubEnumValue`; 1 for the M30T.
    pub drone_sub: u16,
}

/// One of DJI's cameras, where it hangs, and which of its lenses is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DjiPayload {
    /// `type`, in wayline files `payloadEnumValue`; 53 for the M30T's.
    pub payload: u16,
    /// `sub_type`, in wayline files `payloadSubEnumValue`.
    pub payload_sub: u16,
    /// `gimbalindex`, in wayline files `payloadPositionIndex`: 0 is the main gimbal or the front left one, 1 front
    /// right, 2 on top.
    pub position: u8,
    /// `payloadLensIndex`; `None` where the camera has one lens.
    pub lens: Option<DjiLens>,
}

/// A lens of a camera that has several, as wayline files name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DjiLens {
    /// `wide`.
    Wide,
    /// `zoom`; the tele of the M3D too.
    Zoom,
    /// `ir`.
    Infrared,
}

impl DjiLens {
    /// Its name in wayline files and in those of vehicles.
    pub fn name(self) -> &'static str {
        match self {
            Self::Wide => "wide",
            Self::Zoom => "zoom",
            Self::Infrared => "ir",
        }
    }
}

impl DjiModel {
    pub(super) fn check(self, faults: &mut Faults) {
        let (least, most) = NUMBERS;
        faults.number("dji.drone", self.drone.into(), within(least, most, ""));
    }
}

impl DjiPayload {
    pub(super) fn check(self, field: &str, faults: &mut Faults) {
        let (least, most) = NUMBERS;
        faults.number(
            &format!("{field}.payload"),
            self.payload.into(),
            within(least, most, ""),
        );
        let (least, most) = POSITIONS;
        faults.number(
            &format!("{field}.position"),
            self.position.into(),
            within(least, most, ""),
        );
    }
}
