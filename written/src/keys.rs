//! The keys that tables of a kind of file may have.

use std::collections::BTreeSet;

/// The keys of one kind of table.
#[derive(Debug)]
pub struct TableKeys {
    /// As the documentation and messages write it, such as `[weather]`, `[[vehicle]]` or `links`.
    pub title: &'static str,
    /// Whether there may be several.
    pub is_list: bool,
    /// The keys.
    pub keys: &'static [&'static str],
}

impl TableKeys {
    /// As messages write it.
    pub fn title(&self) -> &'static str {
        self.title
    }
}

/// Declares [`TableKeys`] as statics, and in tests `ALL` of them: `NAME: title, whether a list, [keys];`.
#[macro_export]
macro_rules! tables {
    ($($(#[$doc:meta])* $name:ident: $title:literal, $is_list:literal, [$($key:literal),* $(,)?];)*) => {
        $($(#[$doc])* pub static $name: $crate::TableKeys = $crate::TableKeys {
            title: $title,
            is_list: $is_list,
            keys: &[$($key),*],
        };)*

        /// All of them.
        #[cfg(test)]
        pub static ALL: &[&$crate::TableKeys] = &[$(&$name),*];
    };
}

/// Where a reference and the reader do not know the same keys, as `title: key`. In the reference each table has a
/// section under a heading `## `title`` of any level from two; the rows of its table begin with the keys in backticks.
pub fn reference_gaps(tables: &[&TableKeys], reference: &str) -> Vec<String> {
    let of = |table: &&TableKeys| {
        let told = documented(table.title, reference);
        let known: BTreeSet<&str> = table.keys.iter().copied().collect();
        let title = table.title;
        let differing: Vec<&str> = known.symmetric_difference(&told).copied().collect();
        differing
            .into_iter()
            .map(move |key| format!("{title}: {key}"))
    };
    tables.iter().flat_map(of).collect()
}

/// The keys that the first cells of a section's rows name in backticks, in tables whose first column is `key`.
fn documented<'a>(title: &str, reference: &'a str) -> BTreeSet<&'a str> {
    let heading = format!("## `{title}`\n");
    let Some((_, section)) = reference.split_once(&heading) else {
        return BTreeSet::new();
    };
    let section = section.split("\n#").next().unwrap_or_default();
    let mut told = BTreeSet::new();
    let mut is_of_keys = false;
    for row in section.lines().filter_map(|line| line.strip_prefix("| ")) {
        let cell = row.split('|').next().unwrap_or_default();
        if cell.contains('`') {
            let words = cell.split('`').skip(1).step_by(2);
            told.extend(words.filter(|_| is_of_keys));
        } else {
            is_of_keys = cell.starts_with("key");
        }
    }
    told
}
