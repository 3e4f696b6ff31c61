//! Every key that a scenario may have. `docs/scenarios.md` tells each of them; a test compares.

written::tables! {
    /// The file.
    FILE: "the file", false, [
        "scenario", "weather", "terrain", "dock", "vehicle", "fleet", "sensor", "crew",
        "receiver", "traffic", "publish", "event", "fault", "assert",
    ];
    /// What the scenario is.
    SCENARIO: "[scenario]", false, [
        "name", "name_zh", "seed", "start", "duration_s", "step_ms",
    ];
    /// The weather at the start.
    WEATHER: "[weather]", false, [
        "wind_speed_mps", "wind_from_deg", "turbulence", "temperature_c", "qnh_hpa",
        "visibility_m", "rain_mm_per_h", "change",
    ];
    /// A change of the weather.
    WEATHER_CHANGE: "[[weather.change]]", true, [
        "at_s", "over_s", "wind_speed_mps", "wind_from_deg", "turbulence", "temperature_c",
        "qnh_hpa", "visibility_m", "rain_mm_per_h",
    ];
    /// The ground.
    TERRAIN: "[terrain]", false, ["kind", "elevation_amsl_m", "folder"];
    /// A dock.
    DOCK: "[[dock]]", true, [
        "name", "name_zh", "at", "height_agl_m", "charger_w", "weather_station", "lid_open",
    ];
    /// One vehicle.
    VEHICLE: "[[vehicle]]", true, [
        "name", "system_id", "at", "dock", "autopilot", "airframe", "height_agl_m", "heading_deg",
        "charge", "parameters", "camera", "gimbal", "remote_id", "links", "signing_key",
        "mission_file", "patrol", "auto_start_s",
    ];
    /// Many vehicles that are alike.
    FLEET: "[[fleet]]", true, [
        "name", "count", "first_system_id", "at", "spread", "docks", "auto_start_interval_s",
        "autopilot", "airframe", "height_agl_m", "heading_deg", "charge", "parameters", "camera",
        "gimbal", "remote_id", "links", "signing_key", "mission_file", "patrol", "auto_start_s",
    ];
    /// How a fleet is spread.
    SPREAD: "spread", false, ["kind", "spacing_m", "radius_m"];
    /// A link.
    LINK: "links", true, [
        "udp_to", "udp_listen", "tcp_listen", "vehicles_per_port", "port_step", "loss", "delay_ms",
        "jitter_ms", "duplicate", "reorder", "corrupt", "radio",
    ];
    /// A telemetry radio.
    RADIO: "radio", false, ["station", "station_height_agl_m", "power_dbm", "frequency_mhz"];
    /// A camera.
    CAMERA: "camera", false, ["image_width_px", "image_height_px", "horizontal_view_deg"];
    /// A broadcaster of Remote ID.
    REMOTE_ID: "remote_id", false, ["serial_number", "operator_id"];
    /// A pattern to fly.
    PATROL: "patrol", false, ["shape", "radius_m", "height_m", "speed_mps"];
    /// A sensor.
    SENSOR: "[[sensor]]", true, [
        "name", "name_zh", "kind", "at", "interval_s", "baseline", "noise", "tide_amplitude_m",
        "high_tide_s",
    ];
    /// A crew.
    CREW: "[[crew]]", true, ["name", "name_zh", "route", "speed_mps", "members"];
    /// What hears other traffic.
    RECEIVER: "[[receiver]]", true, [
        "name", "at", "height_agl_m", "adsb_range_m", "remote_id_range_m",
    ];
    /// Something else that flies.
    TRAFFIC: "[[traffic]]", true, [
        "name", "kind", "from_s", "route", "repeat", "icao_address", "callsign", "serial_number",
    ];
    /// A point of its way.
    ROUTE: "route", true, ["at", "altitude_amsl_m", "speed_mps"];
    /// Where the city publishes.
    PUBLISH: "[publish]", false, ["mqtt", "http"];
    /// Something that happens.
    EVENT: "[[event]]", true, [
        "name", "name_zh", "kind", "at", "from_s", "until_s", "radius_m", "strength",
    ];
    /// Something that goes wrong.
    FAULT: "[[fault]]", true, [
        "kind", "at_s", "until_s", "vehicle", "link", "dock", "sensor", "traffic", "loss",
        "delay_ms", "jitter_ms", "duplicate", "reorder", "corrupt", "strength", "north_mps", "east_mps",
        "up_mps", "offset_deg", "motor", "thrust_left", "power_w", "course_deg", "speed_mps",
        "climb_mps", "north_m", "east_m", "up_m", "mode", "per_hour",
    ];
    /// Something that has to come out.
    ASSERT: "[[assert]]", true, [
        "kind", "name", "vehicle", "any", "place", "dock", "home", "within_m", "circle", "polygon",
        "lowest_agl_m", "highest_agl_m", "lowest_amsl_m", "highest_amsl_m", "mode", "never",
        "at_least_m", "charge", "event", "link", "at_least", "at_most", "at_least_part",
        "at_most_part", "at_s", "from_s", "until_s", "by_s",
    ];
    /// A circle to stay in.
    CIRCLE: "circle", false, ["centre", "radius_m"];
}

#[cfg(test)]
mod tests {
    use super::*;

    const DOCUMENTATION: &str =
        include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/scenarios.md"));

    #[test]
    fn the_reference_tells_the_keys_that_the_reader_knows() {
        let titled = ALL.iter().filter(|table| table.title.starts_with('['));
        let titled: Vec<_> = titled.copied().collect();
        assert_eq!(
            written::undocumented(&titled, DOCUMENTATION),
            Vec::<String>::new()
        );
    }
}
