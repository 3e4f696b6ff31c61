//! The height limits of zones as files give them: numbers, units, datums and the words for none.

use super::heights::{LimitSide, METRES_PER_FOOT, flight_level_amsl};
use super::json::item::ItemReader;
use super::json::tree::Json;
use crate::{Altitude, AltitudeBand, AltitudeDatum, AltitudeError, Bilingual, Rule};

/// What a height is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum HeightUnit {
    Metres,
    Feet,
    FlightLevels,
}

/// What a height is measured from, as files say it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FileDatum {
    Datum(AltitudeDatum),
    /// The surface of standard pressure, 1013.25 hPa: flight levels.
    StandardPressure,
}

/// One limit as a file wrote it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum WrittenLimit {
    /// GND, SFC.
    Ground,
    /// UNL.
    Unlimited,
    /// A number, with what stood beside it.
    Height {
        number: f64,
        unit: Option<HeightUnit>,
        datum: Option<FileDatum>,
    },
}

/// One limit with the members of the file that say it.
pub(crate) struct LimitSource<'j> {
    pub(crate) side: LimitSide,
    /// The names of the members, for messages.
    pub(crate) field: &'static str,
    pub(crate) datum_field: &'static str,
    pub(crate) value: Option<&'j Json<'j>>,
    pub(crate) datum: Option<&'j Json<'j>>,
}

/// Reads "m", "FT", "fl" and their like.
pub(crate) fn unit_word(word: &str) -> Option<HeightUnit> {
    match word.trim().to_ascii_lowercase().as_str() {
        "m" | "meter" | "meters" | "metre" | "metres" | "米" => Some(HeightUnit::Metres),
        "ft" | "feet" | "foot" => Some(HeightUnit::Feet),
        "fl" => Some(HeightUnit::FlightLevels),
        _ => None,
    }
}

/// Reads "AGL", "msl", "W84", "STD" and their like.
pub(crate) fn datum_word(word: &str) -> Option<FileDatum> {
    use AltitudeDatum as D;
    Some(match word.trim().to_ascii_lowercase().as_str() {
        "agl" | "sfc" | "gnd" => FileDatum::Datum(D::AboveGround),
        "amsl" | "msl" => FileDatum::Datum(D::MeanSeaLevel),
        "wgs84" | "wgs-84" | "w84" | "hae" | "ellipsoid" => FileDatum::Datum(D::Wgs84Ellipsoid),
        "std" => FileDatum::StandardPressure,
        _ => return None,
    })
}

/// Reads "120", "400ft", "FL60", "2500 FT AMSL", "GND", "UNL".
pub(crate) fn limit_text(text: &str) -> Option<WrittenLimit> {
    let lower = text.trim().to_ascii_lowercase();
    match lower.as_str() {
        "gnd" | "sfc" | "ground" | "surface" => return Some(WrittenLimit::Ground),
        "unl" | "unlim" | "unlimited" => return Some(WrittenLimit::Unlimited),
        _ => {}
    }
    if let Some(level) = lower.strip_prefix("fl") {
        let number = finite(level)?;
        let unit = Some(HeightUnit::FlightLevels);
        return Some(WrittenLimit::Height {
            number,
            unit,
            datum: None,
        });
    }
    let digits = lower
        .find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | '-' | '+')))
        .unwrap_or(lower.len());
    let (number, rest) = lower.split_at_checked(digits)?;
    let number = finite(number)?;
    let mut words = rest.split_whitespace();
    let (mut unit, mut datum) = (None, None);
    for word in words.by_ref() {
        match (unit_word(word), datum_word(word)) {
            (Some(found), _) if unit.is_none() && datum.is_none() => unit = Some(found),
            (_, Some(found)) if datum.is_none() => datum = Some(found),
            _ => return None,
        }
    }
    Some(WrittenLimit::Height {
        number,
        unit,
        datum,
    })
}

fn finite(text: &str) -> Option<f64> {
    let number: f64 = text.trim().parse().ok()?;
    number.is_finite().then_some(number)
}

/// The band between two limits for a zone under `rule`; `None` when something is wrong, which
/// is reported. A missing upper limit means "up without end" for zones that restrict, and is
/// an error for zones that permit: for them "UNL" must be written out.
pub(crate) fn read_band(
    lower: &LimitSource<'_>,
    upper: &LimitSource<'_>,
    unit: Option<HeightUnit>,
    rule: Rule,
    reader: &mut ItemReader<'_>,
) -> Option<AltitudeBand> {
    let lower_limit = read_limit(lower, unit, rule, reader);
    let upper_limit = read_limit(upper, unit, rule, reader);
    match AltitudeBand::new(lower_limit?, upper_limit?) {
        Ok(band) => Some(band),
        Err(error) => {
            report_altitude_error(upper.field, error, reader);
            None
        }
    }
}

fn read_limit(
    source: &LimitSource<'_>,
    unit: Option<HeightUnit>,
    rule: Rule,
    reader: &mut ItemReader<'_>,
) -> Option<Option<Altitude>> {
    let Some(value) = source.value else {
        return missing_limit(source, rule, reader);
    };
    let written = match value {
        Json::Number(number) => number.as_f64().map(|number| WrittenLimit::Height {
            number,
            unit: None,
            datum: None,
        }),
        Json::Text(text) => limit_text(text),
        _ => None,
    };
    match (written, source.side) {
        (Some(WrittenLimit::Ground), LimitSide::Lower)
        | (Some(WrittenLimit::Unlimited), LimitSide::Upper) => Some(None),
        (
            Some(WrittenLimit::Height {
                number,
                unit: own_unit,
                datum: own_datum,
            }),
            _,
        ) => {
            let datum = read_datum(source, own_datum, reader)?;
            let unit = agreed_unit(source, unit, own_unit, reader)?;
            height(source, number, unit, datum, rule, reader).map(Some)
        }
        _ => {
            let shown = value.excerpt();
            reader.error_with_help(
                source.field,
                "not-a-height",
                Bilingual::new(
                    format!("{shown} is no height for this limit"),
                    format!("{shown} 不是该限高的有效值"),
                ),
                Bilingual::new(
                    "write a number such as 120; GND for the ground as lower limit, UNL for no upper limit",
                    "请写数字，例如 120；下限为地面写 GND，上限不限写 UNL",
                ),
            );
            None
        }
    }
}

fn missing_limit(
    source: &LimitSource<'_>,
    rule: Rule,
    reader: &mut ItemReader<'_>,
) -> Option<Option<Altitude>> {
    if source.side == LimitSide::Upper && !rule.restricts() {
        reader.error_with_help(
            source.field,
            "permitted-without-upper-limit",
            Bilingual::new(
                "a permitted zone needs an upper limit",
                "适飞空域必须有上限高度",
            ),
            Bilingual::new(
                "write the height with its datum, or UNL if it is meant to be without end",
                "请写明高度及其基准；若确实不限高，请写 UNL",
            ),
        );
        return None;
    }
    Some(None)
}

/// `Some(None)` is a datum that the flight level implies.
fn read_datum(
    source: &LimitSource<'_>,
    own: Option<FileDatum>,
    reader: &mut ItemReader<'_>,
) -> Option<Option<FileDatum>> {
    let Some(value) = source.datum else {
        return Some(own);
    };
    let given = value.as_text().and_then(datum_word);
    if given.is_none() || own.is_some_and(|own| Some(own) != given) {
        let shown = value.excerpt();
        reader.error_with_help(
            source.datum_field,
            "datum-unknown",
            Bilingual::new(
                format!("{shown} is no datum, or another one than the height itself says"),
                format!("{shown} 不是高度基准，或与高度本身所写的基准不一致"),
            ),
            datum_help(),
        );
        return None;
    }
    Some(given)
}

fn agreed_unit(
    source: &LimitSource<'_>,
    of_feature: Option<HeightUnit>,
    own: Option<HeightUnit>,
    reader: &mut ItemReader<'_>,
) -> Option<HeightUnit> {
    // A unit that stands at the number is nearer to it than the feature's.
    let unit = own.or(of_feature);
    if unit.is_none() {
        reader.error_with_help(
            source.field,
            "unit-missing",
            Bilingual::new("the height has no unit", "高度没有单位"),
            Bilingual::new("write m or ft", "请写 m 或 ft"),
        );
    }
    unit
}

fn height(
    source: &LimitSource<'_>,
    number: f64,
    unit: HeightUnit,
    datum: Option<FileDatum>,
    rule: Rule,
    reader: &mut ItemReader<'_>,
) -> Option<Altitude> {
    let level = match (unit, datum) {
        (HeightUnit::FlightLevels, None | Some(FileDatum::StandardPressure)) => number,
        (HeightUnit::Feet, Some(FileDatum::StandardPressure)) => number / 100.0,
        (HeightUnit::Metres, Some(FileDatum::StandardPressure)) => number / METRES_PER_FOOT / 100.0,
        (HeightUnit::FlightLevels, Some(FileDatum::Datum(_))) => {
            reader.error(
                source.datum_field,
                "datum-unknown",
                Bilingual::new(
                    "a flight level has the datum STD and no other",
                    "飞行高度层的基准只能是 STD",
                ),
            );
            return None;
        }
        (HeightUnit::Metres | HeightUnit::Feet, None) => {
            reader.error_with_help(
                source.datum_field,
                "datum-missing",
                Bilingual::new(
                    format!(
                        "the height {number} has no datum, so that it could mean several heights"
                    ),
                    format!("高度 {number} 没有基准，含义不明确"),
                ),
                datum_help(),
            );
            return None;
        }
        (_, Some(FileDatum::Datum(datum))) => {
            let metres = match unit {
                HeightUnit::Feet => number * METRES_PER_FOOT,
                _ => number,
            };
            let altitude = checked(source, Altitude::new(metres, datum), reader)?;
            return restricting_upper(source, altitude, rule, reader);
        }
    };
    let altitude = flight_level_amsl(level, source.side, rule.restricts());
    let altitude = checked(source, altitude, reader)?;
    reader.warning(
        source.field,
        "flight-level-converted",
        Bilingual::new(
            format!("flight level {level} moves with air pressure; it is taken as {altitude}, which is on the safe side"),
            format!("飞行高度层 {level} 随气压变化；按偏安全的一侧取为 {altitude}"),
        ),
    );
    Some(altitude)
}

/// Refuses an upper limit that leaves nothing of a restriction: tables hold 0 where nothing was
/// filled in.
fn restricting_upper(
    source: &LimitSource<'_>,
    altitude: Altitude,
    rule: Rule,
    reader: &mut ItemReader<'_>,
) -> Option<Altitude> {
    if source.side == LimitSide::Lower || !rule.restricts() {
        return Some(altitude);
    }
    if altitude.datum() != AltitudeDatum::AboveGround {
        warn_of_zero(source, altitude, reader);
        return Some(altitude);
    }
    if altitude.metres() > 0.0 {
        return Some(altitude);
    }
    reader.error_with_help(
        source.field,
        "upper-limit-at-ground",
        Bilingual::new(
            format!("with the upper limit {altitude} the zone would restrict nothing"),
            format!("上限为 {altitude} 时，该空域不限制任何飞行"),
        ),
        Bilingual::new(
            "if no upper limit was filled in, leave it out or write UNL",
            "若未填写上限，请删除该值或写 UNL",
        ),
    );
    None
}

/// Above the sea a limit of 0 or less can be meant, where the ground is lower; it seldom is.
fn warn_of_zero(source: &LimitSource<'_>, altitude: Altitude, reader: &mut ItemReader<'_>) {
    if altitude.metres() <= 0.0 {
        reader.warning(
            source.field,
            "upper-limit-zero",
            Bilingual::new(
                format!("with the upper limit {altitude} the zone restricts nothing wherever the ground is higher"),
                format!("上限为 {altitude} 时，凡地面更高处该空域不限制任何飞行"),
            ),
        );
    }
}

fn checked(
    source: &LimitSource<'_>,
    altitude: Result<Altitude, AltitudeError>,
    reader: &mut ItemReader<'_>,
) -> Option<Altitude> {
    match altitude {
        Ok(altitude) => Some(altitude),
        Err(error) => {
            report_altitude_error(source.field, error, reader);
            None
        }
    }
}

/// Reports why numbers are no height or no band.
pub(crate) fn report_altitude_error(
    field: &str,
    error: AltitudeError,
    reader: &mut ItemReader<'_>,
) {
    let (code, zh) = match error {
        AltitudeError::OutOfRange(metres) => (
            "height-out-of-range",
            format!("高度 {metres} m 不在 -1000 至 100000 之间"),
        ),
        AltitudeError::Inverted { lower, upper } => (
            "limits-inverted",
            format!("下限 {lower} 不低于上限 {upper}"),
        ),
        AltitudeError::AboveHome(limit) => (
            "datum-unknown",
            format!("限高 {limit} 以起飞点为基准，而空域没有起飞点"),
        ),
    };
    reader.error(field, code, Bilingual::new(error.to_string(), zh));
}

fn datum_help() -> Bilingual {
    Bilingual::new(
        "write agl (above ground), amsl (above mean sea level) or wgs84 (above the ellipsoid)",
        "请写 agl（真高）、amsl（海拔）或 wgs84（椭球高）",
    )
}
