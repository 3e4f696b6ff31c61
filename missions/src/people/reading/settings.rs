//! The rows before the column names: where the numbers come from, for which days, and which days count as others.

use super::super::by_hour::DayKind;
use super::rows::{Field, Row, Rows};
use crate::china_time::day_number;
use chrono::{Datelike, NaiveDate, Weekday};
use std::collections::BTreeMap;
use written::{Report, Spot, closest, one_of, say};

/// Older numbers say little about today, days: three years.
const LONGEST_DAYS: i64 = 1_096;

/// What a row may begin with before the column names, and what these begin with.
const WORDS: [&str; 7] = [
    "source",
    "valid_from",
    "valid_until",
    "holiday",
    "workday",
    "cell",
    "longitude",
];

/// What the settings say.
pub(super) struct Settings {
    pub source: String,
    pub first_day: NaiveDate,
    /// From the first day to the last.
    pub days: Vec<DayKind>,
}

/// What was read of them so far.
struct Reading<'a> {
    report: &'a Report<'a>,
    source: Once<String>,
    valid_from: Once<NaiveDate>,
    valid_until: Once<NaiveDate>,
    counted_as: BTreeMap<NaiveDate, (DayKind, Spot)>,
}

/// What is given once.
enum Once<T> {
    Missing,
    /// It is there and was not understood.
    Wrong,
    Given(T, Spot),
}

impl<T> Once<T> {
    fn given(&self) -> Option<(&T, &Spot)> {
        match self {
            Self::Given(value, spot) => Some((value, spot)),
            Self::Missing | Self::Wrong => None,
        }
    }
}

/// Reads the settings, and the row of column names where there is one.
pub(super) fn read<'a>(
    report: &'a Report<'a>,
    rows: &mut Rows<'a>,
) -> (Option<Settings>, Option<Row<'a>>) {
    let mut reading = Reading {
        report,
        source: Once::Missing,
        valid_from: Once::Missing,
        valid_until: Once::Missing,
        counted_as: BTreeMap::new(),
    };
    let mut header = None;
    for row in rows.by_ref() {
        let first = row.fields.first().map_or("", |it| it.text.as_ref());
        if matches!(first, "cell" | "longitude") {
            header = Some(row);
            break;
        }
        reading.row(&row);
    }
    (reading.settings(), header)
}

impl Reading<'_> {
    fn row(&mut self, row: &Row<'_>) {
        let [word, values @ ..] = row.fields.as_slice() else {
            return;
        };
        match word.text.as_ref() {
            "source" => {
                let text = self.one(word, values);
                let text = text.map(|it| (it.text.clone().into_owned(), it.spot("source")));
                self.once(word, text, |it| &mut it.source);
            }
            "valid_from" => self.day(word, values, |it| &mut it.valid_from),
            "valid_until" => self.day(word, values, |it| &mut it.valid_until),
            "holiday" => self.count_as(word, values, DayKind::Weekend),
            "workday" => self.count_as(word, values, DayKind::Weekday),
            other => {
                let what = say(
                    format!("{other:?} is no setting, and no column name that comes first"),
                    format!("{other:?} 既不是设置，也不是首列列名"),
                );
                let help = closest(self.report, other, &WORDS).unwrap_or_else(|| one_of(&WORDS));
                let spot = word.spot("");
                self.report.error("unknown-key", &spot, what, Some(help));
            }
        }
    }

    /// The only value of a setting.
    fn one<'v>(&self, word: &Field<'_>, values: &'v [Field<'v>]) -> Option<&'v Field<'v>> {
        let key = word.text.as_ref();
        if let [value] = values {
            return Some(value);
        }
        let what = say(
            format!("{key} has one value, not {}", values.len()),
            format!("{key} 应有 1 个值，此处有 {} 个", values.len()),
        );
        let help = say("put a text with commas in quotes", "含逗号的文本请加引号");
        self.report
            .error("wrong-count", &word.spot(key), what, Some(help));
        None
    }

    fn day(
        &mut self,
        word: &Field<'_>,
        values: &[Field<'_>],
        place: fn(&mut Self) -> &mut Once<NaiveDate>,
    ) {
        let key = word.text.as_ref();
        let value = self.one(word, values);
        let day = value.and_then(|it| Some((it.date(self.report, key)?, it.spot(key))));
        self.once(word, day, place);
    }

    fn once<T>(
        &mut self,
        word: &Field<'_>,
        value: Option<(T, Spot)>,
        place: impl Fn(&mut Self) -> &mut Once<T>,
    ) {
        let key = word.text.as_ref();
        if !matches!(place(self), Once::Missing) {
            let what = say(format!("{key} is given twice"), format!("{key} 重复"));
            let help = say("take one out", "请删去其一");
            let spot = word.spot(key);
            self.report.error("duplicate-key", &spot, what, Some(help));
            return;
        }
        *place(self) = value.map_or(Once::Wrong, |(value, spot)| Once::Given(value, spot));
    }

    fn count_as(&mut self, word: &Field<'_>, values: &[Field<'_>], kind: DayKind) {
        let key = word.text.as_ref();
        if values.is_empty() {
            let what = say(format!("{key} names no day"), format!("{key} 未列出日期"));
            self.report.error("empty", &word.spot(key), what, None);
        }
        for value in values.iter().filter(|it| !it.text.is_empty()) {
            let Some(day) = value.date(self.report, key) else {
                continue;
            };
            let spot = value.spot(key);
            if self.counted_as.contains_key(&day) {
                let what = say(format!("{day} is listed twice"), format!("{day} 重复列出"));
                let help = say("take one out", "请删去其一");
                self.report.error("duplicate-day", &spot, what, Some(help));
                continue;
            }
            self.counted_as.insert(day, (kind, spot));
        }
    }

    fn settings(self) -> Option<Settings> {
        let missing = [
            ("source", matches!(self.source, Once::Missing)),
            ("valid_from", matches!(self.valid_from, Once::Missing)),
            ("valid_until", matches!(self.valid_until, Once::Missing)),
        ];
        for (key, _) in missing.into_iter().filter(|(_, is_missing)| *is_missing) {
            let what = say(
                format!("{key} is missing before the column names"),
                format!("列名行之前缺少 {key}"),
            );
            let spot = Spot::new(0, key);
            self.report.error("missing-key", &spot, what, None);
        }
        let (first_day, _) = self.valid_from.given()?;
        let (last_day, until) = self.valid_until.given()?;
        let days = self.days(*first_day, *last_day, until)?;
        let (source, _) = self.source.given()?;
        Some(Settings {
            source: source.clone(),
            first_day: *first_day,
            days,
        })
    }

    fn days(&self, first: NaiveDate, last: NaiveDate, until: &Spot) -> Option<Vec<DayKind>> {
        let count = day_number(last) - day_number(first) + 1;
        if count < 1 {
            let what = say(
                format!("{last} is before valid_from, {first}"),
                format!("{last} 早于 valid_from 的 {first}"),
            );
            self.report.error("contradiction", until, what, None);
            return None;
        }
        if count > LONGEST_DAYS {
            let what = say(
                format!("{count} days; numbers hold for {LONGEST_DAYS} days at the most"),
                format!("共 {count} 天，数据最长有效 {LONGEST_DAYS} 天"),
            );
            let help = say("count anew by then", "届时请重新统计");
            self.report.error("out-of-range", until, what, Some(help));
            return None;
        }
        for (day, (_, spot)) in &self.counted_as {
            if !(first..=last).contains(day) {
                let what = say(
                    format!("{day} is not from {first} to {last}: it changes nothing"),
                    format!("{day} 不在 {first} 至 {last} 之间，不起作用"),
                );
                self.report.warning("useless-day", spot, what, None);
            }
        }
        let days = first.iter_days().take(usize::try_from(count).ok()?);
        let kind = |day: NaiveDate| {
            let counted = self.counted_as.get(&day).map(|(kind, _)| *kind);
            counted.unwrap_or(match day.weekday() {
                Weekday::Sat | Weekday::Sun => DayKind::Weekend,
                _ => DayKind::Weekday,
            })
        };
        Some(days.map(kind).collect())
    }
}
