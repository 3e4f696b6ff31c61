//! Every key that a patrol may have. `docs/patrols.md` tells each of them; a test compares.

written::tables! {
    /// The file.
    FILE: "the file", false, [
        "patrol", "pattern", "sensor", "flight", "recurrence", "limits", "approvals",
    ];
    /// What the patrol is, and for whom.
    PATROL: "[patrol]", false, [
        "id", "name", "name_zh", "department", "department_zh", "priority", "people", "source",
    ];
    /// What is flown.
    PATTERN: "[pattern]", false, [
        "kind", "point", "area", "cross_hatch", "bearing_deg", "line", "width_m", "side",
        "distance_m", "rings", "apart_m", "centre", "radius_m", "stand_off_m", "lowest_agl_m",
        "highest_agl_m", "top_agl_m", "datum", "spacing_m",
    ];
    /// A place that is visited.
    POINT: "[[pattern.point]]", true, [
        "name", "name_zh", "at", "height_agl_m", "dwell_s", "heading_deg", "gimbal_pitch_deg",
        "look_at", "actions",
    ];
    /// A polygon.
    AREA: "[[pattern.area]]", true, ["outer", "holes"];
    /// What it looks with.
    SENSOR: "[sensor]", false, [
        "camera", "gsd_cm", "record", "forward_overlap", "side_overlap", "gimbal_pitch_deg",
    ];
    /// How it is flown.
    FLIGHT: "[flight]", false, ["height_agl_m", "speed_mps", "payload_kg"];
    /// When it is flown.
    RECURRENCE: "[recurrence]", false, ["rule", "first_day", "window", "exceptions", "extra_days"];
    /// A window of some days of the week.
    WINDOW: "[[recurrence.window]]", true, ["days", "from", "until"];
    /// In which conditions it is flown.
    LIMITS: "[limits]", false, [
        "wind_mps", "gust_mps", "rain_mm_per_h", "least_temperature_c", "highest_temperature_c",
        "visibility_m", "light",
    ];
    /// What has to be approved.
    APPROVALS: "[approvals]", false, ["kinds", "zones"];
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    const REFERENCE: &str =
        include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/patrols.md"));

    #[test]
    fn the_reference_tells_the_keys_that_the_reader_knows_and_no_others() {
        for table in ALL.iter().filter(|it| it.title != FILE.title) {
            let known: BTreeSet<&str> = table.keys.iter().copied().collect();
            let told = written::documented(table.title, REFERENCE);
            assert_eq!(told, known, "{}", table.title);
        }
        for key in FILE.keys {
            let title = format!("[{key}]");
            assert!(ALL.iter().any(|it| it.title == title), "{key}");
        }
    }
}
