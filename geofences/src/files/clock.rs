//! The words that files have for moments, days and clock times.

use crate::{SunEvent, Weekdays};
use chrono::{DateTime, FixedOffset, NaiveDateTime, Utc, Weekday};

/// Seconds in a day.
pub(crate) const DAY_S: u32 = 86_400;

/// Reads an instant: RFC 3339, also with an offset without colon, as some publishers write it.
/// An instant without an offset is none.
pub(crate) fn instant(text: &str) -> Option<DateTime<Utc>> {
    let text = text.trim();
    DateTime::parse_from_rfc3339(text)
        .or_else(|_| DateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.f%z"))
        .ok()
        .map(|moment| moment.to_utc())
}

/// Whether text is an instant that only lacks its offset, which messages say.
pub(crate) fn is_instant_without_offset(text: &str) -> bool {
    text.trim().parse::<NaiveDateTime>().is_ok()
}

/// Reads "08:30", "08:30:15", "24:00", perhaps followed by an offset as in "08:30Z": seconds of
/// the day and the offset. Fractions of a second that are zero are allowed.
pub(crate) fn clock_time(text: &str) -> Option<(u32, Option<FixedOffset>)> {
    let text = text.trim();
    let end = text
        .find(|c: char| !(c.is_ascii_digit() || matches!(c, ':' | '.')))
        .unwrap_or(text.len());
    let (clock, offset) = text.split_at_checked(end)?;
    let offset = match offset {
        "" => None,
        offset => Some(utc_offset(offset)?),
    };
    let clock = match clock.split_once('.') {
        Some((whole, fraction)) if fraction.bytes().all(|b| b == b'0') => whole,
        Some(_) => return None,
        None => clock,
    };
    let mut parts = clock.split(':');
    let hour = two_digits(parts.next()?)?;
    let minute = two_digits(parts.next()?)?;
    let second = parts.next().map_or(Some(0), two_digits)?;
    let seconds = hour * 3600 + minute * 60 + second;
    let sound = parts.next().is_none() && minute < 60 && second < 60 && seconds <= DAY_S;
    sound.then_some((seconds, offset))
}

/// Reads "Z", "+08:00", "-0330", "+08:05:43".
pub(crate) fn utc_offset(text: &str) -> Option<FixedOffset> {
    let text = text.trim();
    if text.eq_ignore_ascii_case("z") || text.eq_ignore_ascii_case("utc") {
        return FixedOffset::east_opt(0);
    }
    let (sign, rest) = match text.split_at_checked(1)? {
        ("+", rest) => (1, rest),
        ("-", rest) => (-1, rest),
        _ => return None,
    };
    let digits: String = rest.chars().filter(|c| *c != ':').collect();
    let shape = rest.len() == digits.len() || rest.split(':').all(|part| part.len() == 2);
    if !shape || !matches!(digits.len(), 2 | 4 | 6) {
        return None;
    }
    let part = |from: usize| match digits.get(from..from + 2) {
        Some(part) => two_digits(part),
        None => Some(0),
    };
    let (hour, minute, second) = (part(0)?, part(2)?, part(4)?);
    let seconds = i32::try_from(hour * 3600 + minute * 60 + second).ok()?;
    (minute < 60 && second < 60)
        .then(|| FixedOffset::east_opt(sign * seconds))
        .flatten()
}

fn two_digits(text: &str) -> Option<u32> {
    let digits = matches!(text.len(), 1 | 2) && text.bytes().all(|b| b.is_ascii_digit());
    digits.then(|| text.parse().ok()).flatten()
}

/// Reads "mon", "MON", "Monday"; "ANY" and "daily" are every day.
pub(crate) fn weekdays(text: &str) -> Option<Weekdays> {
    let day = match text.trim().to_ascii_lowercase().as_str() {
        "any" | "daily" | "all" => return Some(Weekdays::ALL),
        "mon" | "monday" => Weekday::Mon,
        "tue" | "tuesday" => Weekday::Tue,
        "wed" | "wednesday" => Weekday::Wed,
        "thu" | "thursday" => Weekday::Thu,
        "fri" | "friday" => Weekday::Fri,
        "sat" | "saturday" => Weekday::Sat,
        "sun" | "sunday" => Weekday::Sun,
        _ => return None,
    };
    Some(Weekdays::NONE.with(day))
}

/// The days in order, with the short names that files use.
pub(crate) const DAYS: [(Weekday, &str); 7] = [
    (Weekday::Mon, "mon"),
    (Weekday::Tue, "tue"),
    (Weekday::Wed, "wed"),
    (Weekday::Thu, "thu"),
    (Weekday::Fri, "fri"),
    (Weekday::Sat, "sat"),
    (Weekday::Sun, "sun"),
];

/// Our word for a moment of the sun.
pub(crate) fn sun_word(event: SunEvent) -> &'static str {
    match event {
        SunEvent::MorningCivilTwilight => "civil_dawn",
        SunEvent::Sunrise => "sunrise",
        SunEvent::Sunset => "sunset",
        SunEvent::EveningCivilTwilight => "civil_dusk",
    }
}

/// ED-318's word for a moment of the sun (ED-318 CodeDaylightEventType).
pub(crate) fn ed_sun_word(event: SunEvent) -> &'static str {
    match event {
        SunEvent::MorningCivilTwilight => "BMCT",
        SunEvent::Sunrise => "SR",
        SunEvent::Sunset => "SS",
        SunEvent::EveningCivilTwilight => "EECT",
    }
}

/// Reads our words and ED-318's for moments of the sun.
pub(crate) fn sun_event(text: &str) -> Option<SunEvent> {
    use SunEvent as E;
    let events = [
        E::MorningCivilTwilight,
        E::Sunrise,
        E::Sunset,
        E::EveningCivilTwilight,
    ];
    let text = text.trim().to_ascii_lowercase().replace(['-', ' '], "_");
    events
        .into_iter()
        .find(|event| text == sun_word(*event) || text.eq_ignore_ascii_case(ed_sun_word(*event)))
}

/// Reads how long after an event: "+30min", "-15 min", "+1h", "+90s"; seconds.
pub(crate) fn signed_duration_s(text: &str) -> Option<i32> {
    let text = text.trim();
    let (sign, rest) = match text.split_at_checked(1)? {
        ("+", rest) => (1, rest),
        ("-", rest) => (-1, rest),
        _ => return None,
    };
    let end = rest.find(|c: char| !c.is_ascii_digit())?;
    let (number, unit) = rest.split_at_checked(end)?;
    let factor = match unit.trim() {
        "s" => 1,
        "min" | "m" => 60,
        "h" => 3600,
        _ => return None,
    };
    let seconds = number.parse::<i32>().ok()?.checked_mul(factor)?;
    (seconds <= DAY_S as i32).then_some(sign * seconds)
}
