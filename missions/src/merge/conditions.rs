//! In which conditions, and how, patrols are flown as one.

use super::apart::WhyApart;
use crate::patrol::{Approvals, Height, Light, Limits, Patrol, Sensor};
use geofences::TimeRange;

/// Angles that are nearer are the same, degrees: no gimbal holds them better.
pub(super) const SAME_DEG: f64 = 0.5;
/// Heights that are nearer are the same, metres.
pub(super) const SAME_HEIGHT_M: f64 = 0.5;

/// When a patrol is open within a window, spans that overlap as one; none: whenever somebody asks.
pub(super) fn open(patrol: &Patrol, window: TimeRange) -> Option<Vec<TimeRange>> {
    patrol.recurrence.as_ref()?;
    let mut spans: Vec<TimeRange> = Vec::new();
    for span in patrol.occurrences(window.from, window.until) {
        let from = span.from.max(window.from);
        let until = span.until.min(window.until);
        match spans.last_mut() {
            Some(last) if from <= last.until => last.until = last.until.max(until),
            _ if from < until => spans.push(TimeRange { from, until }),
            _ => {}
        }
    }
    Some(spans)
}

/// When both are open for longer than a moment.
pub(super) fn open_together(
    one: Option<Vec<TimeRange>>,
    other: Option<Vec<TimeRange>>,
) -> Option<Vec<TimeRange>> {
    let (one, other) = match (one, other) {
        (Some(one), Some(other)) => (one, other),
        (one, other) => return one.or(other),
    };
    let mut spans = Vec::new();
    let (mut rest, mut other_rest) = (one.iter().peekable(), other.iter().peekable());
    while let (Some(a), Some(b)) = (rest.peek(), other_rest.peek()) {
        let from = a.from.max(b.from);
        let until = a.until.min(b.until);
        if from < until {
            spans.push(TimeRange { from, until });
        }
        if a.until <= b.until {
            rest.next();
        } else {
            other_rest.next();
        }
    }
    Some(spans)
}

/// The lesser, where there are two.
pub(super) fn lesser(one: Option<f64>, other: Option<f64>) -> Option<f64> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    }
}

fn greater(one: Option<f64>, other: Option<f64>) -> Option<f64> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.max(other)),
        (one, other) => one.or(other),
    }
}

fn light(one: Light, other: Light) -> Result<Light, WhyApart> {
    match (one, other) {
        (Light::Any, light) | (light, Light::Any) => Ok(light),
        (one, other) if one == other => Ok(one),
        (Light::Day, Light::DayAndTwilight) | (Light::DayAndTwilight, Light::Day) => Ok(Light::Day),
        (one, other) => Err(WhyApart::OtherLight(one, other)),
    }
}

/// The strictest of both.
pub(super) fn limits(one: &Limits, other: &Limits, why: &mut Vec<WhyApart>) -> Limits {
    let light = light(one.light, other.light).unwrap_or_else(|it| {
        why.push(it);
        one.light
    });
    let least_temperature_c = greater(one.least_temperature_c, other.least_temperature_c);
    let highest_temperature_c = lesser(one.highest_temperature_c, other.highest_temperature_c);
    if let (Some(least_c), Some(highest_c)) = (least_temperature_c, highest_temperature_c)
        && least_c > highest_c
    {
        why.push(WhyApart::TemperaturesDoNotMeet { least_c, highest_c });
    }
    Limits {
        wind_mps: lesser(one.wind_mps, other.wind_mps),
        gust_mps: lesser(one.gust_mps, other.gust_mps),
        rain_mm_per_h: lesser(one.rain_mm_per_h, other.rain_mm_per_h),
        least_temperature_c,
        highest_temperature_c,
        visibility_m: greater(one.visibility_m, other.visibility_m),
        light,
    }
}

/// All that either needs.
pub(super) fn approvals(one: &Approvals, other: &Approvals) -> Approvals {
    Approvals {
        kinds: together(&one.kinds, &other.kinds),
        zones: together(&one.zones, &other.zones),
    }
}

/// All of one, and of the other what is new.
pub(super) fn together<T: Clone + Eq>(one: &[T], other: &[T]) -> Vec<T> {
    let mut all = one.to_vec();
    all.extend(other.iter().filter(|it| !one.contains(it)).cloned());
    all
}

/// One sensor for both, with the larger overlaps.
pub(super) fn sensor(
    one: Option<&Sensor>,
    other: Option<&Sensor>,
    why: &mut Vec<WhyApart>,
) -> Option<Sensor> {
    let (one, other) = match (one, other) {
        (Some(one), Some(other)) => (one, other),
        (one, other) => return one.or(other).cloned(),
    };
    if one.camera != other.camera {
        let cameras = (one.camera.clone(), other.camera.clone());
        why.push(WhyApart::OtherCamera(cameras.0, cameras.1));
    }
    if one.recording != other.recording {
        why.push(WhyApart::OtherRecording(one.recording, other.recording));
    }
    let pitches = (one.gimbal_pitch_deg, other.gimbal_pitch_deg);
    let is_same = match pitches {
        (Some(one), Some(other)) => (one - other).abs() <= SAME_DEG,
        (one, other) => one == other,
    };
    if !is_same {
        why.push(WhyApart::OtherGimbal(pitches.0, pitches.1));
    }
    Some(Sensor {
        forward_overlap: one.forward_overlap.max(other.forward_overlap),
        side_overlap: one.side_overlap.max(other.side_overlap),
        ..one.clone()
    })
}

/// One height for both: that of the finer resolution.
pub(super) fn height(one: Height, other: Height, why: &mut Vec<WhyApart>) -> Height {
    match (one, other) {
        (Height::ForGsd { gsd_m: one }, Height::ForGsd { gsd_m: other }) => Height::ForGsd {
            gsd_m: one.min(other),
        },
        (Height::OfPattern { gsd_m: one }, Height::OfPattern { gsd_m: other }) => {
            Height::OfPattern {
                gsd_m: lesser(one, other),
            }
        }
        (Height::AboveGround { metres: one }, Height::AboveGround { metres: other })
            if (one - other).abs() <= SAME_HEIGHT_M =>
        {
            Height::AboveGround {
                metres: one.min(other),
            }
        }
        _ => {
            why.push(WhyApart::OtherHeight);
            one
        }
    }
}
