//! Names of folders and logs.

use crate::moment::Moment;

/// The longest name of a folder, bytes.
pub(super) const LONGEST: usize = 100;
/// What no name has on some file system.
pub(super) const NOT_IN_NAMES: &str = "/\\:*?\"<>|";

/// Whether a name can be a folder's: it stays one level below where it is put, on any file system.
pub(super) fn is_folder_name(name: &str) -> bool {
    let is_bad = |it: char| it.is_control() || NOT_IN_NAMES.contains(it);
    let is_plain = !name.contains(is_bad) && name.trim() == name && !name.starts_with('.');
    is_plain && !name.is_empty() && name.len() <= LONGEST && !name.ends_with('.')
}

/// The name of a log that begins at a moment, the first with it or a later one.
pub(super) fn log_name(start: Moment, attempt: u32) -> String {
    let date = start.date();
    let date = date.map_or_else(
        || "00000000T000000.000Z".to_owned(),
        |date| date.format("%Y%m%dT%H%M%S%.3fZ").to_string(),
    );
    match attempt {
        0 => format!("{date}.tlog"),
        // So many that sorting them by name is sorting them by time.
        _ => format!("{date}_{attempt:04}.tlog"),
    }
}

/// Whether a name may be one that [`log_name`] gave: anything else is not ours to delete.
pub(super) fn is_log_name(name: &str) -> bool {
    let Some(stem) = name.strip_suffix(".tlog") else {
        return false;
    };
    let (date, attempt) = stem.split_once('_').unwrap_or((stem, "0001"));
    let form = "dddddddd'T'dddddd.ddd'Z'".replace('\'', "");
    let is_date = date.len() == form.len()
        && date.chars().zip(form.chars()).all(|(it, like)| match like {
            'd' => it.is_ascii_digit(),
            _ => it == like,
        });
    is_date && attempt.len() == 4 && attempt.bytes().all(|it| it.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_log_is_called_by_the_moment_at_which_it_begins() {
        let start = Moment::from_us(1_796_033_700_250_999);
        assert_eq!(log_name(start, 0), "20261130T101500.250Z.tlog");
        assert_eq!(log_name(start, 7), "20261130T101500.250Z_0007.tlog");
        assert!(is_log_name(&log_name(start, 0)) && is_log_name(&log_name(start, 7)));
        assert!(log_name(start, 0) < log_name(Moment::from_us(1_796_033_700_251_000), 0));
        assert!(log_name(start, 9) < log_name(start, 10));
        for other in [
            "flight.tlog",
            "20261130T101500.250Z.tlog.gz",
            "20261130T101500Z.tlog",
            ".tlog",
        ] {
            assert!(!is_log_name(other), "{other}");
        }
    }

    #[test]
    fn a_folder_stays_where_it_is_put() {
        for good in ["main", "Laoshan north 4G", "崂山", "a.b"] {
            assert!(is_folder_name(good), "{good}");
        }
        for bad in [
            "", ".", "..", "a/b", "../a", ".hidden", " a", "a ", "a\n", "a\\b", "c:", "a.",
        ] {
            assert!(!is_folder_name(bad), "{bad}");
        }
        assert!(is_folder_name(&"a".repeat(100)) && !is_folder_name(&"a".repeat(101)));
    }
}
