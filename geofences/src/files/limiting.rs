//! Words with which files limit a zone in time, whoever's words they are.
//!
//! A permission whose time limit stands where nothing reads it would hold always, so that readers
//! look for these words wherever their format does not have them.

/// The words themselves, in lower case and without separators.
const WORDS: [&str; 46] = [
    "times",
    "time",
    "timespan",
    "timewindow",
    "timewindows",
    "applicability",
    "limitedapplicability",
    "permanent",
    "start",
    "starts",
    "starttime",
    "startdate",
    "startdatetime",
    "startevent",
    "begin",
    "begins",
    "begintime",
    "begindate",
    "end",
    "ends",
    "endtime",
    "enddate",
    "enddatetime",
    "endevent",
    "from",
    "fromdate",
    "until",
    "untildate",
    "till",
    "days",
    "dayofweek",
    "daysofweek",
    "utcoffset",
    "valid",
    "validfrom",
    "validuntil",
    "validtill",
    "validto",
    "validthru",
    "validthrough",
    "period",
    "periods",
    "hours",
    "openinghours",
    "operatinghours",
    "activefrom",
];

/// How such words begin where they have many endings: "expiryDate", "schedule_text".
const BEGINNINGS: [&str; 6] = [
    "daily",
    "weekday",
    "schedul",
    "expir",
    "validity",
    "effective",
];

/// Chinese names are compounds: 生效时间, 有效期至, 飞行时段.
const CHINESE: [&str; 12] = [
    "生效",
    "失效",
    "有效",
    "到期",
    "截止",
    "时段",
    "时间段",
    "开放时间",
    "开始时间",
    "结束时间",
    "开始日期",
    "结束日期",
];

/// Whether `name` says that something holds at some times only.
pub(crate) fn limits_time(name: &str) -> bool {
    let plain = plain(name);
    WORDS.contains(&plain.as_str())
        || BEGINNINGS.iter().any(|start| plain.starts_with(start))
        || CHINESE.iter().any(|part| plain.contains(part))
}

/// A name in lower case and without what separates its words.
pub(crate) fn plain(name: &str) -> String {
    let letters = name
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '_' | '-' | ':' | '.'));
    letters.flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::limits_time;

    #[test]
    fn words_for_times_are_known_in_every_spelling_and_others_are_left_alone() {
        for name in [
            "daily_from",
            "startDateTime",
            "START-TIME",
            " Valid Until ",
            "expires_at",
            "effectiveDate",
            "有效期至",
            "生效时间",
        ] {
            assert!(limits_time(name), "{name}");
        }
        for name in [
            "name",
            "source",
            "description",
            "timestamp",
            "updated",
            "validated_by",
            "endangered",
            "surveyed",
            "名称",
            "更新时间",
        ] {
            assert!(!limits_time(name), "{name}");
        }
    }
}
