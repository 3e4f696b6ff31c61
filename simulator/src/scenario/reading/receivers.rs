//! What hears the broadcasts of other traffic.

use super::city::{publisher_name, tables};
use super::given::Table;
use super::keys;
use crate::scenario::ReceiverSetup;
use written::{Bounds, Names, bounds};

/// How far a receiver hears, metres.
const RANGE_M: Bounds = bounds(1.0, 500_000.0, "m");
/// On a roof.
const USUAL_HEIGHT_M: f64 = 10.0;
/// Customary ranges, metres: ADS-B by its power up to the horizon, Remote ID by Wi-Fi's.
const USUAL_ADSB_M: f64 = 250_000.0;
const USUAL_REMOTE_ID_M: f64 = 2_000.0;

/// Reads the receivers.
pub fn read(file: &Table<'_>) -> Vec<ReceiverSetup> {
    let mut names = Names::new(("receiver", "接收机"));
    let tables = tables(file, "receiver", &keys::RECEIVER);
    let receivers = tables.iter().filter_map(|table| one(table, &mut names));
    receivers.collect()
}

fn one(table: &Table<'_>, names: &mut Names<()>) -> Option<ReceiverSetup> {
    let name = publisher_name(table, names, ());
    let at = table.required("at", |given| given.position());
    let mast = bounds(0.0, 1_000.0, "m");
    let height_m = table.optional("height_agl_m", |given| given.number(mast));
    let adsb_m = table.optional("adsb_range_m", |given| given.number(RANGE_M));
    let remote_id_m = table.optional("remote_id_range_m", |given| given.number(RANGE_M));
    let is_said = table.has("adsb_range_m") || table.has("remote_id_range_m");
    let or_usual = |given: Option<f64>, usual| if is_said { given } else { Some(usual) };
    Some(ReceiverSetup {
        name: name?,
        at: at?,
        height_agl_m: height_m.unwrap_or(USUAL_HEIGHT_M),
        adsb_range_m: or_usual(adsb_m, USUAL_ADSB_M),
        remote_id_range_m: or_usual(remote_id_m, USUAL_REMOTE_ID_M),
    })
}
