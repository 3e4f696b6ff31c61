//! The simulator from outside: what it says, by what others understand.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod broker;
mod city;
mod publishing_http;
mod publishing_mqtt;
mod sensors_contract;
