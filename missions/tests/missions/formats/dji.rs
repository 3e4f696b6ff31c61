//! Wayline files as DJI Pilot 2 writes them, made by hand from DJI's description, and what we write.

use super::{COPTER, codes, flown, mission_of, written};
use geofences::{AltitudeDatum, Severity};
use missions::formats::{DjiAircraft, Format, WriteOptions, read};
use missions::mission::{Deed, Heading, Step};
use missions::vehicle::DjiLens;
use std::io::{Cursor, Read, Write};
use zip::write::SimpleFileOptions;

const TEMPLATE: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<kml xmlns="http://www.opengis.net/kml/2.2" xmlns:wpml="http://www.dji.com/wpmz/1.0.2">
<Document><wpml:createTime>1637600807044</wpml:createTime>
<wpml:missionConfig><wpml:takeOffRefPoint>36.06,120.38,20.000</wpml:takeOffRefPoint></wpml:missionConfig>
</Document></kml>"#;

fn placemark(index: usize, more: &str) -> String {
    format!(
        "<Placemark><Point><coordinates>120.38{index},36.06{index}</coordinates></Point>
        <wpml:index>{index}</wpml:index><wpml:executeHeight>8{index}.5</wpml:executeHeight>
        <wpml:waypointSpeed>{}</wpml:waypointSpeed>{more}</Placemark>",
        7 + index
    )
}

fn heading(mode: &str) -> String {
    format!(
        "<wpml:waypointHeadingParam><wpml:waypointHeadingMode>{mode}</wpml:waypointHeadingMode>
        <wpml:waypointPoiPoint>36.0611,120.3812,0</wpml:waypointPoiPoint></wpml:waypointHeadingParam>
        <wpml:waypointTurnParam><wpml:waypointTurnMode>coordinateTurn</wpml:waypointTurnMode>
        </wpml:waypointTurnParam>"
    )
}

fn group(first: usize, last: usize, trigger: &str, actions: &[&str]) -> String {
    let actions = actions.iter().map(|action| {
        let (name, parameters) = action.split_once(' ').unwrap_or((action, ""));
        format!(
            "<wpml:action><wpml:actionActuatorFunc>{name}</wpml:actionActuatorFunc>
            <wpml:actionActuatorFuncParam>{parameters}</wpml:actionActuatorFuncParam></wpml:action>"
        )
    });
    format!(
        "<wpml:actionGroup><wpml:actionGroupStartIndex>{first}</wpml:actionGroupStartIndex>
        <wpml:actionGroupEndIndex>{last}</wpml:actionGroupEndIndex>
        <wpml:actionTrigger><wpml:actionTriggerType>{trigger}</wpml:actionTriggerType>
        <wpml:actionTriggerParam>15</wpml:actionTriggerParam></wpml:actionTrigger>{}</wpml:actionGroup>",
        actions.collect::<String>()
    )
}

fn waylines(placemarks: &str) -> String {
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?>
<kml xmlns="http://www.opengis.net/kml/2.2" xmlns:wpml="http://www.dji.com/wpmz/1.0.2"><Document>
<wpml:missionConfig><wpml:flyToWaylineMode>safely</wpml:flyToWaylineMode>
<wpml:finishAction>goHome</wpml:finishAction><wpml:exitOnRCLost>goContinue</wpml:exitOnRCLost>
<wpml:takeOffSecurityHeight>20</wpml:takeOffSecurityHeight>
<wpml:globalTransitionalSpeed>10</wpml:globalTransitionalSpeed></wpml:missionConfig>
<Folder><wpml:templateId>0</wpml:templateId><wpml:executeHeightMode>WGS84</wpml:executeHeightMode>
<wpml:waylineId>0</wpml:waylineId><wpml:autoFlightSpeed>7</wpml:autoFlightSpeed>
{placemarks}
</Folder></Document></kml>"#
    )
}

fn archive(files: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in files {
        writer
            .start_file(*name, SimpleFileOptions::DEFAULT)
            .unwrap();
        writer.write_all(content.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn of_pilot(placemarks: &str) -> Vec<u8> {
    archive(&[
        ("wpmz/template.kml", TEMPLATE),
        ("wpmz/waylines.wpml", &waylines(placemarks)),
    ])
}

#[test]
fn a_wayline_of_dji_pilot_is_read_with_its_actions() {
    let gimbal = "gimbalRotate <wpml:gimbalPitchRotateEnable>1</wpml:gimbalPitchRotateEnable>\
        <wpml:gimbalPitchRotateAngle>-90</wpml:gimbalPitchRotateAngle>";
    let turn = "rotateYaw <wpml:aircraftHeading>-120</wpml:aircraftHeading>";
    let stay = "hover <wpml:hoverTime>3</wpml:hoverTime>";
    let first = [
        heading("fixed"),
        group(0, 0, "reachPoint", &[stay, gimbal, "startRecord", turn]),
        group(0, 1, "multipleDistance", &["takePhoto"]),
    ];
    let second = [
        heading("towardPOI"),
        group(1, 1, "reachPoint", &["focus", "stopRecord"]),
    ];
    let file = of_pilot(&format!(
        "{}{}{}",
        placemark(0, &first.concat()),
        placemark(1, &second.concat()),
        placemark(2, &heading("followWayline")),
    ));
    let (mission, problems) = mission_of(&file, "M30 patrol.kmz");
    assert_eq!(
        (mission.name.en.as_str(), mission.speed_mps),
        ("M30 patrol", 7.0)
    );
    // EGM96 lies about 7 m above the ellipsoid in Qingdao.
    assert!(
        (10.0..16.0).contains(&mission.home.ground_amsl_m),
        "{:?}",
        mission.home
    );
    let flown = flown(&mission);
    assert_eq!(flown[0].altitude.datum(), AltitudeDatum::Wgs84Ellipsoid);
    assert_eq!((flown[0].hold_s, flown[0].is_passed), (3.0, false));
    assert_eq!(flown[1].heading, Heading::Degrees(-120.0));
    assert!(flown[1].is_passed);
    let deeds = mission.steps.iter().filter_map(|step| match step {
        Step::Do(deed) => Some(*deed),
        _ => None,
    });
    let deeds: Vec<Deed> = deeds.collect();
    let down = Deed::Gimbal {
        pitch_deg: -90.0,
        yaw_deg: 0.0,
    };
    let (fast, slow) = (Deed::Speed { mps: 10.0 }, Deed::Speed { mps: 7.0 });
    let each = Deed::PhotosEach { metres: 15.0 };
    assert_eq!(deeds[..5], [fast, down, Deed::VideoBegin, slow, each]);
    assert_eq!(deeds[5..7], [Deed::VideoEnd, Deed::Speed { mps: 8.0 }]);
    assert!(matches!(deeds[7], Deed::LookAt { .. }));
    assert_eq!(
        deeds[8..],
        [Deed::PhotosEnd, Deed::Speed { mps: 9.0 }, Deed::LookAhead]
    );
    assert_eq!(mission.steps.last(), Some(&Step::ReturnHome));
    let mut warnings = codes(&problems, Severity::Warning);
    warnings.sort_unstable();
    warnings.dedup();
    assert_eq!(
        warnings,
        [
            "action-not-kept",
            "curve-taken-for-straight",
            "goes-on-without-link",
            "return-height-not-said"
        ]
    );
}

#[test]
fn all_that_is_wrong_with_a_wayline_is_told_at_once() {
    let wrong = group(0, 0, "reachPoint", &["dropCargo", "hover"]);
    let timed = group(1, 2, "multipleTiming", &["takePhoto"]);
    let second = placemark(1, &timed)
        .replace("36.061", "96.061")
        .replace("81.5", "high");
    let file = archive(&[(
        "wpmz/waylines.wpml",
        &waylines(&(placemark(0, &wrong) + &second)),
    )]);
    let (mission, problems) = read(&file, "a.kmz");
    assert!(mission.is_none());
    assert_eq!(
        codes(&problems, Severity::Error),
        [
            "home-unknown",
            "action-not-understood",
            "wayline-number",
            "position-out-of-range",
            "wayline-number",
        ]
    );
    assert!(problems.iter().all(|it| it.place.line.is_some()));
}

#[test]
fn both_documents_name_the_aircraft_and_bring_it_home_without_a_link() {
    use rand::SeedableRng;
    let mut rng = rand_chacha::ChaCha8Rng::seed_from_u64(3);
    let mission = super::samples::in_wayline(&mut rng, AltitudeDatum::AboveHome);
    let file = written(&mission, Format::Wpml, &COPTER).bytes;
    let mut archive = zip::ZipArchive::new(Cursor::new(file)).unwrap();
    for name in ["wpmz/template.kml", "wpmz/waylines.wpml"] {
        let mut text = String::new();
        archive
            .by_name(name)
            .unwrap()
            .read_to_string(&mut text)
            .unwrap();
        for element in [
            "xmlns:wpml=\"http://www.dji.com/wpmz/1.0.6\"",
            "<wpml:droneEnumValue>67</wpml:droneEnumValue>",
            "<wpml:payloadEnumValue>53</wpml:payloadEnumValue>",
            "<wpml:exitOnRCLost>executeLostAction</wpml:exitOnRCLost>",
            "<wpml:executeRCLostAction>goBack</wpml:executeRCLostAction>",
        ] {
            assert!(text.contains(element), "{element} in {name}");
        }
    }
    let mut nobody = COPTER;
    nobody.dji = None;
    assert!(missions::formats::write(&mission, Format::Wpml, &nobody).is_err());
}

/// What it does until it is at the first waypoint, deeds left out.
fn first_steps(waylines: &str) -> Vec<Step> {
    let file = archive(&[
        ("wpmz/template.kml", TEMPLATE),
        ("wpmz/waylines.wpml", waylines),
    ]);
    let steps = mission_of(&file, "a.kmz").0.steps;
    let steps = steps.into_iter().filter(|it| !matches!(it, Step::Do(_)));
    steps.take(3).collect()
}

#[test]
fn a_wayline_that_is_begun_safely_climbs_before_it_flies_to_its_first_waypoint() {
    // The first waypoint is at 80.5 m.
    let places = placemark(0, "") + &placemark(1, "");
    let above_start = waylines(&places).replace("WGS84", "relativeToStartPoint");
    let with_security = |metres: &str| {
        let security = format!("SecurityHeight>{metres}<");
        first_steps(&above_start.replace("SecurityHeight>20<", &security))
    };
    for below in ["20", "80.5"] {
        let steps = with_security(below);
        let (Step::TakeOff { altitude }, Step::FlyTo(first)) = (&steps[0], &steps[1]) else {
            panic!("{steps:?}");
        };
        assert_eq!((altitude.metres(), *altitude), (80.5, first.altitude));
        assert!(matches!(steps[2], Step::FlyTo(second) if second.altitude.metres() == 81.5));
    }
    let steps = with_security("80.6");
    let (Step::TakeOff { altitude }, Step::FlyTo(above), Step::FlyTo(first)) =
        (&steps[0], &steps[1], &steps[2])
    else {
        panic!("{steps:?}");
    };
    assert_eq!((altitude.metres(), above.altitude), (80.6, *altitude));
    assert_eq!((above.position, above.is_passed), (first.position, false));
    assert_eq!(first.altitude.metres(), 80.5);

    // Above the ellipsoid, of which home is 20 m above: 80.5 m are 60.5 m above home.
    for (security, is_lower) in [("60", false), ("61", true)] {
        let security = format!("SecurityHeight>{security}<");
        let steps = first_steps(&waylines(&places).replace("SecurityHeight>20<", &security));
        let datum_is = |step: &Step, datum| matches!(step, Step::TakeOff { altitude } if altitude.datum() == datum);
        assert_eq!(datum_is(&steps[0], AltitudeDatum::AboveHome), is_lower);
        assert_eq!(
            datum_is(&steps[0], AltitudeDatum::Wgs84Ellipsoid),
            !is_lower
        );
    }
}

#[test]
fn a_wayline_is_begun_point_to_point_or_safely_and_no_other_way() {
    let good = waylines(&(placemark(0, "") + &placemark(1, "")));
    let straight = first_steps(&good.replace("safely", "pointToPoint"));
    assert!(matches!(straight[0], Step::TakeOff { altitude } if altitude.metres() == 20.0));
    let codes_of = |waylines: &str| {
        let file = archive(&[
            ("wpmz/template.kml", TEMPLATE),
            ("wpmz/waylines.wpml", waylines),
        ]);
        super::errors(&file, "a.kmz")
    };
    let mode = "<wpml:flyToWaylineMode>safely</wpml:flyToWaylineMode>";
    for bad in [good.replace("safely", "fast"), good.replace(mode, "")] {
        assert_eq!(codes_of(&bad), ["wayline-fly-to-mode"]);
    }
    let above_ground = good.replace("WGS84", "realTimeFollowSurface");
    assert_eq!(codes_of(&above_ground), ["wayline-fly-to-height"]);
}

#[test]
fn photos_that_end_beyond_the_last_waypoint_are_refused() {
    for (last, is_read) in [(1, true), (2, false), (9_999, false)] {
        let photos = group(0, last, "multipleDistance", &["takePhoto"]);
        let file = of_pilot(&(placemark(0, &photos) + &placemark(1, "")));
        let (mission, problems) = read(&file, "a.kmz");
        assert_eq!(mission.is_some(), is_read, "{last}");
        let is_told = codes(&problems, Severity::Error) == ["action-group-range"];
        assert_eq!(is_told, !is_read, "{problems:?}");
    }
}

#[test]
fn photos_by_distance_that_begin_before_others_end_and_a_group_of_no_photo_are_refused() {
    let photos = |first, last| group(first, last, "multipleDistance", &["takePhoto"]);
    let codes_of = |first: &str, second: &str| {
        let waypoints = [placemark(0, first), placemark(1, second), placemark(2, "")];
        let (_, problems) = read(&of_pilot(&waypoints.concat()), "a.kmz");
        codes(&problems, Severity::Error)
    };
    assert_eq!(codes_of(&photos(0, 1), &photos(1, 2)), [""; 0]);
    assert_eq!(
        codes_of(&photos(0, 2), &photos(1, 2)),
        ["action-group-overlap"]
    );
    let twice = photos(0, 1) + &photos(0, 2);
    assert_eq!(codes_of(&twice, ""), ["action-group-overlap"]);
    let none = group(0, 1, "multipleDistance", &[]);
    assert_eq!(codes_of(&none, ""), ["action-group-range"]);
}

#[test]
fn the_lens_that_takes_the_pictures_is_named() {
    let (mission, _) = mission_of(
        &of_pilot(&format!(
            "{}{}",
            placemark(0, &group(0, 0, "reachPoint", &["takePhoto", "startRecord"])),
            placemark(1, &group(1, 1, "reachPoint", &["stopRecord"])),
        )),
        "a.kmz",
    );
    let lens_of = |lens| {
        let dji = Some(DjiAircraft {
            lens,
            ..super::M30T
        });
        let file = written(&mission, Format::Wpml, &WriteOptions { dji, ..COPTER }).bytes;
        let mut archive = zip::ZipArchive::new(Cursor::new(file)).unwrap();
        let mut text = String::new();
        let mut waylines = archive.by_name("wpmz/waylines.wpml").unwrap();
        waylines.read_to_string(&mut text).unwrap();
        text
    };
    let zoom = lens_of(Some(DjiLens::Zoom));
    assert!(zoom.contains("<wpml:payloadLensIndex>zoom</wpml:payloadLensIndex>"));
    assert!(!zoom.contains("<wpml:useGlobalPayloadLensIndex>1<"));
    let as_set = lens_of(None);
    assert!(!as_set.contains("payloadLensIndex"));
    assert!(as_set.contains("<wpml:useGlobalPayloadLensIndex>1<"));
}
