//! Standard gravity.

/// Standard gravity, m/s² (ISO 80000-3, item 3-9.2).
pub(super) const GRAVITY_MPS2: f64 = 9.806_65;
