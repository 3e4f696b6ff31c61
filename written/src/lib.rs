//! TOML and JSON that people write, read as values with their places, so that all problems of a file come at once:
//! each with its line, column and key, in both languages, and with what would help.
//!
//! A JSON document says the same as the TOML one of the same shape, by the same rules. A reader opens a [`Report`],
//! parses the text to a tree of [`Node`]s, and walks it by hand as [`Table`]s and [`Given`] values, so that one
//! mistake hides no other:
//!
//! ```
//! use written::{Notation, Report, Table, bounds, parse, tables};
//!
//! tables! {
//!     /// The file.
//!     FILE: "the file", false, ["height_m"];
//! }
//! let report = Report::new("kite.toml", "heigth_m = 50", Notation::Toml, ());
//! let tree = parse(&report);
//! let file = Table::of_file(&report, &tree, &FILE);
//! let height_m = file.required("height_m", |given| given.number(bounds(0.0, 120.0, "m")));
//! let problems = report.into_problems();
//! assert_eq!(height_m, None);
//! assert_eq!(problems[0].code, "unknown-key");
//! assert_eq!(problems[0].help.as_ref().unwrap().en, "did you mean height_m?");
//! assert_eq!(problems[1].code, "missing-key");
//! ```

mod given;
mod json_tree;
mod keys;
mod names;
mod positions;
mod problem;
mod report;
mod suggestion;
mod table;
#[cfg(test)]
mod tests;
mod times;
mod toml_tree;
mod tree;

pub use given::{Bounds, Given, bounds};
pub use keys::{TableKeys, documented, undocumented};
pub use names::Names;
pub use positions::compare_positions;
pub use problem::{Place, Problem};
pub use report::{Report, Spot, say};
pub use suggestion::{closest, one_of};
pub use table::Table;
pub use tree::{Entry, Node, Notation, Value, parse, text_of};
