//! Whether those who say where the vehicle is agree: two receivers, receiver and estimator.

use super::receivers::usable;
use super::{Reason, Reasons};
use crate::fleet::vehicle::Known;
use crate::link::report::{GlobalPosition, GnssReceiver, Place};
use crate::moment::Moment;
use crate::observed::Observed;

/// Antennas stand apart from each other and from the middle, m. Own choice.
const APART: f32 = 5.0;
/// What is assumed of a receiver that does not tell its doubt, m. Own choice.
const DOUBT_UNTOLD: f32 = 5.0;
/// Doubts are told as one standard deviation: two of them.
const DEVIATIONS: f32 = 2.0;
/// Receivers and estimators are this much behind each other, s, besides when they arrive. Own choice:
/// receivers' usual delay is 0.1…0.3 s.
const BEHIND: f32 = 0.4;
/// So many times what doubt explains is a contradiction. Own choice.
const CONTRADICTION: f32 = 3.0;
/// Metres a 1e-7 degree of latitude.
const METRES_PER_UNIT: f64 = 0.011_131_949;

/// Compares all that say where it is.
pub(super) fn judge(known: &Known, now: Moment, out: &mut Reasons) {
    let [first, second] = &known.gnss;
    let (first, second) = (usable(first, now), usable(second, now));
    if let (Some(first), Some(second)) = (first, second)
        && let Some((metres, limit)) = between_receivers(first, second)
    {
        if metres > limit * CONTRADICTION {
            out.add(Reason::ReceiversContradict(metres, limit));
        } else if metres > limit {
            out.add(Reason::ReceiversDisagree(metres, limit));
        }
    }
    let Some(position) = known.position.as_ref() else {
        return;
    };
    let receivers = [first, second].into_iter().flatten();
    let nearest = receivers
        .filter_map(|receiver| to_estimator(receiver, position))
        .min_by(|a, b| a.0.total_cmp(&b.0));
    if let Some((metres, limit)) = nearest {
        if metres > limit * CONTRADICTION {
            out.add(Reason::EstimatorContradicts(metres, limit));
        } else if metres > limit {
            out.add(Reason::EstimatorDisagrees(metres, limit));
        }
    }
}

/// How far two receivers are apart, and how far they may be, m.
fn between_receivers(
    first: &Observed<GnssReceiver>,
    second: &Observed<GnssReceiver>,
) -> Option<(f32, f32)> {
    let metres = distance(first.value.place?, second.value.place?);
    let speeds = [first.value.ground_speed_mps, second.value.ground_speed_mps];
    let speed = speeds.into_iter().flatten().fold(0.0, f32::max);
    let doubt = doubt(&first.value) + doubt(&second.value);
    let limit = APART + DEVIATIONS * doubt + speed * apart_s(first.at, second.at);
    Some((metres, limit))
}

/// How far a receiver and the estimator are apart, and how far they may be, m.
fn to_estimator(
    receiver: &Observed<GnssReceiver>,
    position: &Observed<GlobalPosition>,
) -> Option<(f32, f32)> {
    let metres = distance(receiver.value.place?, position.value.place?);
    let [north, east, _] = position.value.velocity_mps;
    let speed = north
        .hypot(east)
        .max(receiver.value.ground_speed_mps.unwrap_or(0.0));
    let doubt = doubt(&receiver.value);
    let limit = APART + DEVIATIONS * doubt + speed * apart_s(receiver.at, position.at);
    Some((metres, limit))
}

fn doubt(receiver: &GnssReceiver) -> f32 {
    receiver.horizontal_accuracy_m.unwrap_or(DOUBT_UNTOLD)
}

fn apart_s(one: Moment, other: Moment) -> f32 {
    let apart = one.since(other).max(other.since(one));
    apart.as_secs_f32() + BEHIND
}

/// Metres between places that are near each other; far ones are far in any case.
fn distance(one: Place, other: Place) -> f32 {
    let north = f64::from(one.latitude_e7) - f64::from(other.latitude_e7);
    let mut east = f64::from(one.longitude_e7) - f64::from(other.longitude_e7);
    if east.abs() > 1_800_000_000.0 {
        east -= 3_600_000_000.0 * east.signum();
    }
    let shrink = one.latitude_deg().to_radians().cos();
    (north.hypot(east * shrink) * METRES_PER_UNIT) as f32
}
