//! JSON documents that are lists of features: read in parallel, tolerant, with every problem.
//!
//! [`scan`] finds where each feature starts and ends, [`document`] hands the features to all
//! cores and puts the results back in the file's order, [`tree`] is one parsed feature,
//! [`item`] the desk at which a reader works on it, [`geometry`] and [`coordinates`] its shape.

pub(crate) mod coordinates;
pub(crate) mod document;
pub(crate) mod geometry;
pub(crate) mod item;
pub(crate) mod scan;
mod text;
pub(crate) mod tree;

#[cfg(test)]
mod tests;
