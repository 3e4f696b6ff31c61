//! The simulator from outside: as a library, against recorded flights and against foreign peers.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    deprecated,
    reason = "a test that cannot go on has failed; vehicles still speak what the standard would have them forget"
)]

mod broker;
mod captures;
mod city;
mod energy;
mod program;
mod publishing_http;
mod publishing_mqtt;
mod sensors_contract;
