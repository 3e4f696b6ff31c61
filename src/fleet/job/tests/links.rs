use super::*;
use crate::fleet::plan_transfer::LINK_LOST_AT_MOST;

const KINDS: [AutopilotKind; 2] = [AutopilotKind::ArduPilot, AutopilotKind::Px4];

/// A job whose link is lost after so long, for so long.
fn interrupted(kind: AutopilotKind, job: Job, after: Duration, lost: Duration) -> (World, JobId) {
    let mut world = World::clear(kind);
    let id = world.give(job);
    world.run_for(after);
    world.is_cut = true;
    // It takes a while to be seen.
    world.run_for(secs(5));
    world.link(true);
    world.run_for(lost);
    (world, id)
}

#[test]
fn a_plan_waits_for_its_link_and_goes_on() {
    for kind in KINDS {
        let after = Duration::from_millis(100);
        let (mut world, id) = interrupted(kind, upload(40), after, secs(60));
        assert!(world.is_going_on(id));
        world.link(false);
        world.run();
        assert!(world.is_good(id), "{:?}", world.outcome(id));
        assert_eq!(
            world.plans.store(PlanKind::Mission).len(),
            40 + usize::from(kind == KINDS[0])
        );
    }
}

#[test]
fn a_file_waits_for_its_link_and_goes_on_behind_what_it_has() {
    for job in [
        fetch(CAMERA),
        Job::FetchPhotos {
            photos: vec![photo()],
            folder: "DCIM".to_owned(),
            largest: 1 << 20,
        },
    ] {
        let after = Duration::from_millis(60);
        let (mut world, id) = interrupted(KINDS[1], job, after, secs(60));
        assert!(world.is_going_on(id));
        let before = world.news.len();
        world.link(false);
        world.run();
        assert!(world.is_good(id), "{:?}", world.outcome(id));
        let again = &world.news[before..];
        assert!(again.len() < 40, "it does not begin anew");
        assert!(!world.camera.has_open_session());
    }
}

#[test]
fn a_link_that_stays_lost_is_not_waited_for_without_end() {
    for (job, is_plan) in [(upload(40), true), (fetch(CAMERA), false)] {
        let after = Duration::from_millis(60);
        let (mut world, id) = interrupted(KINDS[1], job, after, LINK_LOST_AT_MOST - secs(1));
        assert!(world.is_going_on(id));
        world.run();
        assert!(!world.is_good(id));
        assert_eq!(matches!(world.outcome(id), JobOutcome::Plan(..)), is_plan);
    }
}

#[test]
fn a_camera_that_says_nothing_over_a_good_link_holds_nobody_up() {
    let mut world = World::clear(AutopilotKind::Px4);
    world.camera.is_deaf = true;
    let photos = Job::FetchPhotos {
        photos: vec![photo()],
        folder: "DCIM".to_owned(),
        largest: 1 << 20,
    };
    let [photos, file, next] = [photos, fetch(CAMERA), fetch(AUTOPILOT)].map(|job| world.give(job));
    world.run();
    assert!(matches!(world.outcome(photos), JobOutcome::Failed(_)));
    assert!(matches!(world.outcome(file), JobOutcome::Failed(_)));
    assert!(world.is_good(next));
}

#[test]
fn what_is_given_while_the_link_is_lost_waits_for_it_too() {
    let mut world = World::clear(AutopilotKind::Px4);
    world.link(true);
    let [plan, file] = [upload(4), fetch(CAMERA)].map(|job| world.give(job));
    world.run_for(secs(90));
    world.link(false);
    world.run();
    assert!(world.is_good(plan) && world.is_good(file));
}
