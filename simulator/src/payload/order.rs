//! Something that the payload is to do, whether a command or an item of a mission says so.

use crate::autopilot::missions::Item;
use crate::place::Place;
use mavlink::dialects::ardupilotmega::{COMMAND_INT_DATA, COMMAND_LONG_DATA, MavCmd, MavFrame};

/// What a parameter counts or chooses: a whole number from 0 on. `None` for nonsense, which is denied.
pub(super) fn whole(value: f64) -> Option<u32> {
    let is_whole = (0.0..=f64::from(u32::MAX)).contains(&value) && value.fract() == 0.0;
    is_whole.then_some(value as u32)
}

/// An order.
#[derive(Clone, Copy, Debug)]
pub(super) struct Order {
    pub command: MavCmd,
    /// Parameters 1 to 4.
    pub params: [f32; 4],
    /// Parameters 5 to 7 as plain numbers.
    pub fifth: f64,
    pub seventh: f64,
    lat_lon_deg: (f64, f64),
    frame: MavFrame,
}

impl From<&COMMAND_LONG_DATA> for Order {
    fn from(long: &COMMAND_LONG_DATA) -> Self {
        Self {
            command: long.command,
            params: [long.param1, long.param2, long.param3, long.param4],
            fifth: long.param5.into(),
            seventh: long.param7.into(),
            lat_lon_deg: (long.param5.into(), long.param6.into()),
            frame: MavFrame::MAV_FRAME_GLOBAL_RELATIVE_ALT,
        }
    }
}

impl From<&COMMAND_INT_DATA> for Order {
    fn from(int: &COMMAND_INT_DATA) -> Self {
        Self {
            command: int.command,
            params: [int.param1, int.param2, int.param3, int.param4],
            fifth: int.x.into(),
            seventh: int.z.into(),
            lat_lon_deg: (f64::from(int.x) * 1e-7, f64::from(int.y) * 1e-7),
            frame: int.frame,
        }
    }
}

impl From<&Item> for Order {
    fn from(item: &Item) -> Self {
        Self {
            command: item.command,
            params: item.params,
            fifth: item.x.into(),
            seventh: item.z.into(),
            lat_lon_deg: (f64::from(item.x) * 1e-7, f64::from(item.y) * 1e-7),
            frame: item.frame,
        }
    }
}

impl Order {
    /// The number in a parameter that counts or chooses something; `None` for nonsense.
    pub fn number(&self, which: usize) -> Option<u32> {
        whole(self.params[which].into())
    }

    /// The place that it names, above the ground that home stands on where it does not say otherwise.
    pub fn place(&self, home: Option<Place>) -> Option<Place> {
        let (latitude_deg, longitude_deg) = self.lat_lon_deg;
        let is_given = latitude_deg != 0.0 || longitude_deg != 0.0;
        let is_sane = latitude_deg.abs() <= 90.0 && longitude_deg.abs() <= 180.0;
        if !is_given || !is_sane || !self.seventh.is_finite() {
            return None;
        }
        let is_amsl = matches!(
            self.frame,
            MavFrame::MAV_FRAME_GLOBAL | MavFrame::MAV_FRAME_GLOBAL_INT
        );
        let from_m = if is_amsl {
            0.0
        } else {
            home.map_or(0.0, |home| home.altitude_amsl_m)
        };
        Some(Place::new(
            latitude_deg,
            longitude_deg,
            self.seventh + from_m,
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::whole;

    #[test]
    fn only_whole_numbers_from_zero_on_count() {
        for (value, expected) in [
            (0.0, Some(0)),
            (-0.0, Some(0)),
            (271.0, Some(271)),
            (4_294_967_295.0, Some(u32::MAX)),
            (4_294_967_296.0, None),
            (0.5, None),
            (-1.0, None),
            (f64::NAN, None),
            (f64::INFINITY, None),
        ] {
            assert_eq!(whole(value), expected, "{value}");
        }
    }
}
