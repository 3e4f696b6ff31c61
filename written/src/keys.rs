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

/// The keys of tables that a reference does not tell, as `title: key`. In the reference each table has a section
/// under a heading `### `title`` of any level from two, whose table rows begin with the keys in backticks.
pub fn undocumented(tables: &[&TableKeys], reference: &str) -> Vec<String> {
    let of = |table: &&TableKeys| {
        let told = documented(table.title, reference);
        let missing = table.keys.iter().filter(|key| !told.contains(*key));
        let title = table.title;
        missing
            .map(|key| format!("{title}: {key}"))
            .collect::<Vec<_>>()
    };
    tables.iter().flat_map(of).collect()
}

/// The keys that the first cells of a section's rows name in backticks.
pub fn documented<'a>(title: &str, reference: &'a str) -> BTreeSet<&'a str> {
    let heading = format!("## `{title}`\n");
    let Some((_, section)) = reference.split_once(&heading) else {
        return BTreeSet::new();
    };
    let section = section.split("\n#").next().unwrap_or_default();
    let rows = section.lines().filter(|line| line.starts_with("| `"));
    let cells = rows.filter_map(|row| row.split('|').nth(1));
    cells
        .flat_map(|cell| cell.split('`').skip(1).step_by(2))
        .collect()
}
