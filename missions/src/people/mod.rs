//! People on the ground by cell and hour: a file that a city's data officer makes from a spreadsheet
//! (`docs/formats/people.md`), and the questions that routes and feasibility ask of it.

mod beneath;
mod by_hour;
mod reading;
mod swath;

pub use beneath::{Beneath, MostPeople, UnknownPeople};
pub use by_hour::PeopleByHour;
pub use reading::{PeopleFile, read};
