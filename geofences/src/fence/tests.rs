#![allow(clippy::unwrap_used, clippy::expect_used)]

mod budget;
mod checking;
mod heights_and_times;
mod random_city;
mod rounding;
mod shapes;
mod support;
