//! Patrols of several departments flown as one, and what each bears.

mod apart;
mod shares;

use chrono::{DateTime, Utc};
use geo::{Area, BooleanOps, Coord, MapCoords};
use geofences::{Bilingual, CircleSide, LocalPlane, Position, TimeRange};
use missions::merge::{
    Asked, AskedFor, Asker, Group, MergeFault, MergeRequest, Merging, WhyApart, merge,
};
use missions::patrol::{
    Action, ApprovalKind, Height, Light, Patrol, Pattern, PointOfInterest, Priority, Recording,
    read,
};
use std::fs;
use std::path::Path;

fn utc(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// A Wednesday in Qingdao.
fn day() -> TimeRange {
    TimeRange::new(utc("2027-03-02T16:00:00Z"), utc("2027-03-03T16:00:00Z")).unwrap()
}

fn patrol(id: &str, rest: &str) -> Patrol {
    let text = format!(
        "[patrol]\nid = \"{id}\"\nname = \"patrol {id}\"\nname_zh = \"任务{id}\"\n\
         department = \"department {id}\"\ndepartment_zh = \"部门{id}\"\n{rest}"
    );
    let file = read("a.toml", text.as_bytes());
    assert_eq!(file.problems, [], "{text}");
    file.patrol.unwrap()
}

const CAMERA: &str = "[sensor]\ncamera = \"wide\"\ngsd_cm = 2\n";
const SURVEY: &str = "[pattern]\nkind = \"survey\"\n";

/// A square of 0.01°, so far east of 120.40°.
fn area(east_deg: f64) -> String {
    let (west, east) = (120.40 + east_deg, 120.41 + east_deg);
    format!(
        "[[pattern.area]]\nouter = [[{west}, 36.14], [{east}, 36.14], [{east}, 36.15], [{west}, 36.15]]\n"
    )
}

fn survey(id: &str, east_deg: f64) -> Patrol {
    patrol(id, &format!("{SURVEY}{}{CAMERA}", area(east_deg)))
}

/// A point so many metres east of 120.40°.
fn point(east_m: f64, height_m: f64, rest: &str) -> String {
    let east = 120.40 + east_m / 90_000.0;
    format!(
        "[[pattern.point]]\nname = \"east {east_m}\"\nname_zh = \"东{east_m}\"\nat = [{east}, 36.14]\n\
         height_agl_m = {height_m}\n{rest}\n"
    )
}

fn points(id: &str, each: &[String]) -> Patrol {
    let each = each.concat();
    patrol(
        id,
        &format!("[pattern]\nkind = \"points\"\n{each}[sensor]\ncamera = \"wide\"\n"),
    )
}

fn merged_by(
    patrols: &[Patrol],
    may_overfly: &dyn Fn(&Patrol, Position) -> bool,
) -> Result<Merging, Vec<MergeFault>> {
    merge(&MergeRequest {
        patrols,
        window: day(),
        same_place_m: 20.0,
        may_overfly,
    })
}

fn merged(patrols: &[Patrol]) -> Merging {
    merged_by(patrols, &|_, _| true).unwrap()
}

fn one_group(patrols: &[Patrol]) -> Group {
    let merging = merged(patrols);
    assert_eq!(merging.apart, []);
    assert_eq!((merging.groups.len(), merging.alone.len()), (1, 0));
    merging.groups.into_iter().next().unwrap()
}

/// Why two patrols are not flown as one.
fn why(patrols: &[Patrol]) -> Vec<WhyApart> {
    why_by(patrols, &|_, _| true)
}

fn why_by(patrols: &[Patrol], may_overfly: &dyn Fn(&Patrol, Position) -> bool) -> Vec<WhyApart> {
    let merging = merged_by(patrols, may_overfly).unwrap();
    assert_eq!(merging.groups, []);
    let [apart] = &merging.apart[..] else {
        panic!("{merging:?}")
    };
    for reason in &apart.why {
        let text = reason.text();
        assert!(!text.en.is_empty() && !text.zh.is_ascii(), "{text:?}");
    }
    apart.why.clone()
}

fn with(patrol: &Patrol, change: impl FnOnce(&mut Patrol)) -> Patrol {
    let mut changed = patrol.clone();
    change(&mut changed);
    changed
}

#[test]
fn of_two_surveys_the_finer_the_slower_the_stricter_and_the_more_urgent_is_flown() {
    let conditions = "[flight]\nspeed_mps = 9\n[limits]\nwind_mps = 8\nleast_temperature_c = -5\n\
        visibility_m = 2000\nlight = \"any\"\n[approvals]\nkinds = [\"network\"]\nzones = [\"A\"]\n";
    let one = patrol("one", &format!("{SURVEY}{}{CAMERA}{conditions}", area(0.0)));
    let conditions = "priority = \"high\"\npeople = \"overfly\"\n[flight]\nspeed_mps = 12\n[limits]\nwind_mps = 10\n\
        gust_mps = 12\nleast_temperature_c = 0\nvisibility_m = 1000\n\
        [approvals]\nkinds = [\"flight-activity\", \"network\"]\nzones = [\"B\", \"A\"]\n";
    let (general, rest) = conditions.split_once("[flight]").unwrap();
    let camera =
        "[sensor]\ncamera = \"wide\"\ngsd_cm = 1\nforward_overlap = 0.8\nside_overlap = 0.5\n";
    let other = patrol(
        "other",
        &format!("{general}{SURVEY}{}{camera}[flight]{rest}", area(0.005)),
    );
    let group = one_group(&[one.clone(), other.clone()]);
    // The more urgent comes first.
    assert_eq!(group.members, [1, 0]);
    let flown = &group.patrol;
    assert_eq!(flown.height, Height::ForGsd { gsd_m: 0.01 });
    assert_eq!(flown.speed_mps, Some(9.0));
    assert_eq!(flown.priority, Priority::High);
    assert!(!flown.may_overfly_people);
    let sensor = flown.sensor.as_ref().unwrap();
    assert_eq!((sensor.forward_overlap, sensor.side_overlap), (0.8, 0.6));
    assert_eq!(sensor.recording, Recording::Photos);
    let limits = &flown.limits;
    assert_eq!((limits.wind_mps, limits.gust_mps), (Some(8.0), Some(12.0)));
    assert_eq!(limits.least_temperature_c, Some(0.0));
    assert_eq!(limits.visibility_m, Some(2_000.0));
    assert_eq!(limits.light, Light::Day);
    let kinds = [ApprovalKind::FlightActivity, ApprovalKind::Network];
    assert_eq!(flown.approvals.kinds, kinds);
    assert_eq!(flown.approvals.zones.len(), 2);
    assert_eq!(flown.name.zh, "任务other、任务one");
    assert_eq!(flown.department.en, "department other, department one");
    assert_eq!(
        (flown.id.as_str(), group.windows),
        ("other.one", vec![day()])
    );
    // Which comes first in the request makes no difference to what is flown.
    let other_way = one_group(&[other, one]);
    assert_eq!(other_way.patrol, group.patrol);
}

#[test]
fn the_area_flown_is_the_union_and_its_parts_say_who_asked_for_them() {
    let patrols = [survey("a", 0.0), survey("b", 0.005), survey("c", 0.0125)];
    let group = one_group(&patrols);
    let plane = LocalPlane::at(Coord { x: 120.4, y: 36.14 });
    let area_of = |patrol: &Patrol| {
        let Pattern::Survey(survey) = &patrol.pattern else {
            panic!()
        };
        let polygons = survey.area.to_polygons(CircleSide::Inscribed);
        polygons.map_coords(|coord| plane.metres(coord))
    };
    let whole = area_of(&group.patrol);
    // 0.0225° of 0.01°, the squares being 0.01° wide.
    let each_m2 = area_of(&patrols[0]).unsigned_area();
    assert!((whole.unsigned_area() / each_m2 - 2.25).abs() < 1e-6);
    let mut parts_m2 = 0.0;
    let mut asked: Vec<(Vec<usize>, f64)> = Vec::new();
    for part in &group.asked {
        let AskedFor::Area { polygons, area_m2 } = &part.what else {
            panic!()
        };
        let polygons = polygons.map_coords(|coord| plane.metres(coord));
        assert!((polygons.unsigned_area() - area_m2).abs() < 1e-3 * area_m2);
        let by: Vec<usize> = part.by.iter().map(|it| it.patrol).collect();
        for (index, patrol) in patrols.iter().enumerate() {
            let shared_m2 = polygons.intersection(&area_of(patrol)).unsigned_area();
            let expected_m2 = if by.contains(&index) { *area_m2 } else { 0.0 };
            assert!((shared_m2 - expected_m2).abs() < 1e-3 * area_m2 + 1.0);
        }
        parts_m2 += area_m2;
        asked.push((by, area_m2 / each_m2));
    }
    assert!((parts_m2 / each_m2 - 2.25).abs() < 1e-3);
    asked.sort_by(|a, b| a.0.cmp(&b.0));
    let who: Vec<Vec<usize>> = asked.iter().map(|it| it.0.clone()).collect();
    let all: [&[usize]; 5] = [&[0], &[0, 1], &[1], &[1, 2], &[2]];
    assert_eq!(who, all);
}

#[test]
fn a_corridor_and_a_survey_across_it_are_surveyed_and_corridors_of_one_line_are_flown_as_the_wider()
{
    let line = |id, width_m: f64, line: &str| {
        let line = format!("kind = \"corridor\"\nwidth_m = {width_m}\nline = [{line}]\n");
        patrol(id, &format!("[pattern]\n{line}{CAMERA}"))
    };
    let there = line("there", 60.0, "[120.39, 36.145], [120.42, 36.145]");
    let back = line("back", 100.0, "[120.42, 36.145], [120.39, 36.145]");
    let along = one_group(&[there.clone(), back.clone()]);
    let Pattern::Corridor(corridor) = &along.patrol.pattern else {
        panic!()
    };
    assert_eq!(corridor.width_m, 100.0);
    let [Asked { what, by }] = &along.asked[..] else {
        panic!()
    };
    assert_eq!((what, by.len()), (&AskedFor::Pattern, 2));
    let all = one_group(&[there, back, survey("area", 0.0)]);
    assert!(matches!(all.patrol.pattern, Pattern::Survey(_)));
    // The narrow strip inside the square, the wide one beside it there, and both outside of it, and the rest.
    assert_eq!(all.members.len(), 3);
    assert_eq!(all.asked.len(), 5);
}

#[test]
fn points_that_are_one_place_are_visited_once_for_as_long_as_the_longest_with_all_that_is_done() {
    let one = points(
        "one",
        &[
            point(0.0, 60.0, "dwell_s = 30\nactions = [\"photo\"]"),
            point(500.0, 60.0, "dwell_s = 5\nactions = [\"photo\"]"),
        ],
    );
    let other = points(
        "other",
        &[
            point(19.9, 60.0, "dwell_s = 45\nactions = [\"video\", \"photo\"]"),
            point(520.1, 60.0, "dwell_s = 5\nactions = [\"photo\"]"),
            point(0.0, 80.0, "dwell_s = 5\nactions = [\"photo\"]"),
        ],
    );
    let group = one_group(&[one.clone(), other]);
    let Pattern::Points(flown) = &group.patrol.pattern else {
        panic!()
    };
    assert_eq!(flown.len(), 4);
    let Pattern::Points(own) = &one.pattern else {
        panic!()
    };
    let shared: &PointOfInterest = &flown[0];
    assert_eq!((shared.at, &shared.name), (own[0].at, &own[0].name));
    assert_eq!(shared.dwell_s, 45.0);
    assert_eq!(shared.actions, [Action::Photo, Action::Video]);
    let asker = |patrol, point| Asker {
        patrol,
        point: Some(point),
    };
    assert_eq!(group.asked[0].what, AskedFor::Point(0));
    assert_eq!(group.asked[0].by, [asker(0, 0), asker(1, 0)]);
    assert!(group.asked[1..].iter().all(|it| it.by.len() == 1));
    // No place of one patrol is lost to another of its own.
    let twice = points(
        "twice",
        &[
            point(0.0, 60.0, "dwell_s = 5\nactions = [\"photo\"]"),
            point(1.0, 60.0, "dwell_s = 5\nactions = [\"photo\"]"),
        ],
    );
    let group = one_group(&[twice.clone(), with(&twice, |it| it.id = "again".into())]);
    assert_eq!(group.asked.len(), 2);
}

#[test]
fn it_is_flown_when_all_are_open() {
    let windows = |id, from: &str, until: &str, second: &str| {
        let rule = format!(
            "[recurrence]\nrule = \"FREQ=DAILY\"\nfirst_day = 2027-01-01\n\
             [[recurrence.window]]\nfrom = {from}\nuntil = {until}\n{second}"
        );
        patrol(id, &format!("{SURVEY}{}{CAMERA}{rule}", area(0.0)))
    };
    let afternoon = "[[recurrence.window]]\nfrom = 14:00:00\nuntil = 17:00:00\n";
    let one = windows("one", "08:00:00", "10:00:00", afternoon);
    let other = windows("other", "09:00:00", "15:30:00", "");
    let group = one_group(&[one.clone(), other, survey("always", 0.0)]);
    let spans: Vec<(DateTime<Utc>, DateTime<Utc>)> =
        group.windows.iter().map(|it| (it.from, it.until)).collect();
    assert_eq!(
        spans,
        [
            (utc("2027-03-03T01:00:00Z"), utc("2027-03-03T02:00:00Z")),
            (utc("2027-03-03T06:00:00Z"), utc("2027-03-03T07:30:00Z")),
        ]
    );
    assert_eq!(group.patrol.recurrence, None);
    // To close as the other opens is no meeting.
    let after = windows("after", "10:00:00", "14:00:00", "");
    assert_eq!(why(&[one.clone(), after]), [WhyApart::WindowsDoNotMeet]);
    let daily = windows("daily", "08:00:00", "10:00:00", "");
    let text = "[recurrence]\nrule = \"FREQ=WEEKLY;BYDAY=SU\"\nfirst_day = 2027-01-01\n\
        [[recurrence.window]]\nfrom = 08:00:00\nuntil = 10:00:00\n";
    let closed = patrol("sundays", &format!("{SURVEY}{}{CAMERA}{text}", area(0.0)));
    let merging = merged(&[one, closed, daily]);
    assert_eq!(merging.closed, [1]);
    assert_eq!(merging.groups.len(), 1);
}

#[test]
fn structures_are_flown_as_one_at_heights_that_meet() {
    let orbit = |id, lowest: f64, highest: f64| {
        patrol(
            id,
            &format!(
                "[pattern]\nkind = \"orbit\"\ncentre = [120.40, 36.14]\nradius_m = 5\nstand_off_m = 20\n\
                 lowest_agl_m = {lowest}\nhighest_agl_m = {highest}\n[sensor]\ncamera = \"wide\"\n"
            ),
        )
    };
    let group = one_group(&[orbit("low", 10.0, 40.0), orbit("high", 40.0, 70.0)]);
    let Pattern::Orbit(flown) = &group.patrol.pattern else {
        panic!()
    };
    assert_eq!((flown.lowest_agl_m, flown.highest_agl_m), (10.0, 70.0));
    let found = why(&[orbit("low", 10.0, 40.0), orbit("high", 41.0, 70.0)]);
    assert!(matches!(found[..], [WhyApart::PatternsDoNotFit(..)]));
}

/// The patrols that are shipped, by their names.
fn shipped() -> Vec<Patrol> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("qingdao/patrols");
    let mut paths: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|it| it.unwrap().path())
        .collect();
    paths.sort();
    paths
        .iter()
        .map(|path| {
            let name = path.file_name().unwrap().to_str().unwrap();
            read(name, &fs::read(path).unwrap()).patrol.unwrap()
        })
        .collect()
}

#[test]
fn each_shipped_patrol_is_in_one_place_of_the_answer() {
    let patrols = shipped();
    for days in 0..14 {
        let span = TimeRange::new(
            day().from + chrono::Duration::days(days),
            day().until + chrono::Duration::days(days),
        )
        .unwrap();
        let merging = merge(&MergeRequest {
            patrols: &patrols,
            window: span,
            same_place_m: 20.0,
            may_overfly: &|_, _| true,
        })
        .unwrap();
        let members = merging.groups.iter().flat_map(|it| &it.members);
        let mut all: Vec<usize> = members
            .chain(&merging.alone)
            .chain(&merging.closed)
            .copied()
            .collect();
        all.sort_unstable();
        assert_eq!(all, (0..patrols.len()).collect::<Vec<_>>());
        assert!(merging.alone.iter().all(|it| !merging.closed.contains(it)));
    }
}

#[test]
fn each_shipped_patrol_is_flown_with_one_that_another_department_asks_for_as_it_is() {
    for patrol in shipped() {
        let one = with(&patrol, |it| it.recurrence = None);
        let twin = with(&one, |it| {
            it.id = "twin".into();
            it.department = Bilingual::new("another department", "另一部门");
        });
        let group = one_group(&[one.clone(), twin]);
        assert!(group.asked.iter().all(|it| it.by.len() == 2), "{}", one.id);
        let flown = with(&group.patrol, |it| {
            it.id.clone_from(&one.id);
            it.department.clone_from(&one.department);
        });
        assert_eq!(flown, one);
    }
}
