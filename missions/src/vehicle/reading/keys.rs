//! Every key that a vehicle class and a fleet may have. `docs/vehicles.md` tells each of them; a test
//! compares.

written::tables! {
    /// The file of a class.
    FILE: "the file", false, [
        "vehicle", "masses", "rotors", "wing", "vtol", "battery", "performance", "limits", "controller", "failsafe",
        "dji", "equipment",
    ];
    /// What it is.
    VEHICLE: "[vehicle]", false, ["id", "name", "name_zh", "airframe", "avionics_w"];
    /// What it weighs.
    MASSES: "[masses]", false, ["empty_kg", "take_off_kg"];
    /// What it hovers on.
    ROTORS: "[rotors]", false, [
        "count", "radius_m", "solidity", "thrust_coefficient", "profile_drag", "induced_factor", "drag_area_m2",
        "drive_efficiency", "descent_floor",
    ];
    /// What it glides on.
    WING: "[wing]", false, [
        "glide_ratio", "glide_mps", "slowest_mps", "reference_kg", "turn_radius_m", "propulsion_efficiency",
    ];
    /// How it changes between both.
    VTOL: "[vtol]", false, ["to_wing_s", "to_rotors_s", "rotor_climb_mps", "rotor_descent_mps"];
    /// What it takes its energy from.
    BATTERY: "[battery]", false, [
        "energy_wh", "usable_part", "reserve_part", "cold", "rated_cycles", "part_at_rated_cycles",
    ];
    /// A point of its table of cold.
    COLD: "cold", true, ["temperature_c", "part"];
    /// How fast it is.
    PERFORMANCE: "[performance]", false, [
        "cruise_mps", "largest_mps", "climb_mps", "descent_mps", "acceleration_mps2", "take_off_s",
        "landing_mps", "landing_below_m",
    ];
    /// In what weather it flies.
    LIMITS: "[limits]", false, ["wind_mps", "coldest_c", "warmest_c", "rain_mm_per_h", "ceiling_amsl_m"];
    /// What flies it.
    CONTROLLER: "[controller]", false, [
        "kind", "mission_items", "fence_vertices", "fence_polygon_vertices", "rally_points", "return_mps",
    ];
    /// How it comes home.
    FAILSAFE: "[failsafe]", false, [
        "height_m", "cone_slope", "least_climb_m", "final_m", "rally_limit_m", "rally_includes_home", "wait_s",
        "radius_m", "hover_m", "to", "cone_half_angle_deg", "descend_m", "least_distance_m", "acceptance_m",
    ];
    /// What it has or carries.
    EQUIPMENT: "[[equipment]]", true, [
        "name", "kind", "mass_kg", "power_w", "sensor_width_mm", "sensor_height_mm", "image_width_px",
        "image_height_px", "shortest_focal_mm", "longest_focal_mm", "least_interval_s", "exposure_s",
        "lowest_pitch_deg", "highest_pitch_deg", "relay", "servo", "on_us", "off_us", "dji",
    ];
    /// Which of DJI's aircraft it is.
    DJI: "[dji]", false, ["drone", "drone_sub"];
    /// Which of DJI's cameras a camera is.
    DJI_PAYLOAD: "[equipment.dji]", false, ["payload", "payload_sub", "position", "lens"];
    /// The file of a fleet.
    FLEET_FILE: "the fleet's file", false, ["fleet", "dock", "drone"];
    /// What it is.
    FLEET: "[fleet]", false, ["name", "name_zh", "source"];
    /// A dock.
    DOCK: "[[dock]]", true, ["id", "name", "name_zh", "at", "height_agl_m", "turnaround_s"];
    /// A vehicle of it.
    DRONE: "[[drone]]", true, ["id", "class", "dock", "battery_cycles", "carries"];
}

#[cfg(test)]
mod tests {
    use super::*;

    const DOCUMENTATION: &str =
        include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/vehicles.md"));

    #[test]
    fn the_reference_tells_the_keys_that_the_reader_knows() {
        let titled: Vec<_> = ALL
            .iter()
            .filter(|table| table.title.starts_with('['))
            .copied()
            .collect();
        assert_eq!(
            written::undocumented(&titled, DOCUMENTATION),
            Vec::<String>::new()
        );
    }
}
