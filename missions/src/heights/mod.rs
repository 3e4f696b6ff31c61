//! Terrain following.
