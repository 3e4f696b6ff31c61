//! What others' items do that fly nowhere.

use super::others_files::{item, plan_for, warnings_for};
use super::{codes, mission_of};
use geofences::Severity;
use missions::mission::{Deed, Step};

fn steps_of(items: &[String]) -> Vec<Step> {
    mission_of(plan_for(2, items).as_bytes(), "a.plan").0.steps
}

fn plain(command: u16, params: &str) -> String {
    item(command, 2, params)
}

fn go_home() -> String {
    plain(20, "0, 0, 0, 0, 0, 0, 0")
}

#[test]
fn the_end_of_photos_ends_none_by_distance() {
    let each = plain(206, "12.5, 0, 1, 0, 0, 0, 0");
    let end = || plain(2001, "0, 0, 0, 0, 0, 0, 0");
    let items = [end(), each, end(), go_home()];
    let photos = Step::Do(Deed::PhotosEach { metres: 12.5 });
    assert_eq!(steps_of(&items), [photos, Step::ReturnHome]);
    assert_eq!(warnings_for(2, &items), ["photos-not-begun"; 2]);
}

#[test]
fn the_end_of_photos_by_time_means_as_little_here_as_they_do() {
    let end = plain(2001, "0, 0, 0, 0, 0, 0, 0");
    for begin in ["0, 5, 0, 0, 0, 0, 0", "0, 0, 7, 0, 0, 0, 0"] {
        let items = [plain(2000, begin), end.clone(), go_home()];
        assert_eq!(warnings_for(2, &items), ["item-not-understood"; 2]);
        let steps = steps_of(&items);
        assert!(matches!(steps[1], Step::Foreign(item) if item.command == 2001));
    }
    let one = [plain(2000, "0, 0, 1, 0, 0, 0, 0"), end, go_home()];
    assert_eq!(warnings_for(2, &one), ["photos-not-begun"]);
}

#[test]
fn what_stands_after_the_last_place_is_told_for_ardupilot() {
    let photo = || plain(2000, "0, 0, 1, 0, 0, 0, 0");
    let jump = plain(177, "1, 2, 0, 0, 0, 0, 0");
    let one = [go_home(), photo()];
    assert_eq!(warnings_for(2, &one), [""; 0]);
    let two = [go_home(), photo(), photo()];
    assert_eq!(warnings_for(2, &two), ["item-never-done"]);
    let text = plan_for(2, &two);
    let (mission, problems) = mission_of(text.as_bytes(), "a.plan");
    assert_eq!(mission.steps.len(), 3);
    let told = problems.iter().find(|it| it.code == "item-never-done");
    assert_eq!(told.unwrap().place.feature, Some(2));
    // It jumps back.
    let jumps = [go_home(), photo(), photo(), jump];
    assert_eq!(warnings_for(2, &jumps), ["item-not-understood"]);
    let px4 = text.replace("\"firmwareType\": 3", "\"firmwareType\": 12");
    let (_, problems) = mission_of(px4.as_bytes(), "a.plan");
    assert!(!codes(&problems, Severity::Warning).contains(&"item-never-done"));
}

#[test]
fn a_parameter_of_a_deed_that_is_not_kept_is_told() {
    for (command, params, told) in [
        (93, "4, -1, -1, -1, 0, 0, 0", 0),
        (93, "4, 12, 30, 0, 0, 0, 0", 2),
        (178, "1, 7, -1, 0, 0, 0, 0", 0),
        (178, "1, 7, -1, 1, 0, 0, 0", 1),
        (203, "0, 0, 0, 0, 1, 0, 0", 0),
        (203, "1, 4, 0, 0, 1, 0, 0", 2),
        (2000, "0, 0, 1, 9, null, null, null", 0),
        (2000, "2, 0, 1, 9, null, null, null", 1),
        (2501, "0, null, null, null, null, null, null", 0),
        (2501, "3, null, null, null, null, null, null", 1),
        (19, "5, 0, 1, 0, 36.061, 120.381, 30", 0),
        (19, "5, 1, 1, 1, 36.061, 120.381, 30", 2),
        (21, "0, 0, 0, null, 36.06, 120.38, 0", 0),
        (21, "0, 0, 0, 90, 36.06, 120.38, 0", 1),
    ] {
        let items = [item(command, 3, params), go_home()];
        assert_eq!(warnings_for(2, &items).len(), told, "{command}: {params}");
    }
}

#[test]
fn a_wait_in_the_air_with_wings_is_told_for_ardupilot() {
    let items = [plain(93, "4, -1, -1, -1, 0, 0, 0"), go_home()];
    assert_eq!(warnings_for(1, &items), ["wait-not-done"]);
    assert_eq!(warnings_for(22, &items), ["wait-not-done"]);
    assert_eq!(warnings_for(2, &items), [""; 0]);
    let px4 = plan_for(1, &items).replace("\"firmwareType\": 3", "\"firmwareType\": 12");
    let (_, problems) = mission_of(px4.as_bytes(), "a.plan");
    assert!(!codes(&problems, Severity::Warning).contains(&"wait-not-done"));
}

#[test]
fn waypoints_with_a_take_off_of_vtols_are_for_wings() {
    let warnings = |take_off: u16| {
        let text = format!(
            "QGC WPL 110\n\
             0 1 0 16 0 0 0 0 36.06 120.38 12.5 1\n\
             1 0 3 {take_off} 0 0 0 0 36.06 120.38 30 1\n\
             2 0 3 178 1 15 -1 0 0 0 0 1\n\
             3 0 3 20 0 0 0 0 0 0 0 1\n"
        );
        let (_, problems) = mission_of(text.as_bytes(), "a.waypoints");
        codes(&problems, Severity::Warning)
    };
    assert_eq!(warnings(22), ["return-height-not-said"]);
    let told = ["speed-taken-for-airspeed", "return-height-not-said"];
    assert_eq!(warnings(84), told);
}
