use super::*;
use crate::fleet::safety_profile::Correction;

fn changes(world: &World) -> Vec<Job> {
    let Job::SetParameter {
        name,
        parameter_type,
        ..
    } = set(world, "RTL_ALT", 4_000.0)
    else {
        panic!()
    };
    let correction = Correction {
        parameter: name,
        from: 1_500.0,
        to: 4_000.0,
        parameter_type,
    };
    vec![
        upload(2),
        Job::UploadPlan {
            kind: PlanKind::Fence,
            items: Vec::new(),
        },
        set(world, "RTL_ALT", 4_000.0),
        Job::SetParameters(vec![correction]),
        Job::SetSafety,
    ]
}

fn reads() -> Vec<Job> {
    vec![
        DOWNLOAD,
        Job::ReadParameters,
        list(CAMERA),
        fetch(CAMERA),
        Job::FetchPhotos {
            photos: vec![photo()],
            folder: "DCIM".to_owned(),
            largest: 1 << 20,
        },
    ]
}

#[test]
fn whoever_does_not_hold_the_vehicle_may_read_and_change_nothing() {
    let mut world = World::clear(AutopilotKind::ArduPilot);
    for job in changes(&world) {
        let id = world.give_as(person("wang"), job.clone());
        assert!(
            matches!(world.of(id)[..], [JobEvent::Refused(_)]),
            "{job:?}"
        );
    }
    assert_eq!(world.said, []);
    for job in reads() {
        let id = world.give_as(person("wang"), job.clone());
        world.run();
        assert!(world.is_good(id), "{job:?}");
    }
}

#[test]
fn who_only_looks_gives_no_job_and_an_inspector_only_those_that_read() {
    let mut world = World::clear(AutopilotKind::ArduPilot);
    let jobs: Vec<Job> = changes(&world).into_iter().chain(reads()).collect();
    for role in [
        Role::Reader,
        Role::Inspector,
        Role::Operator,
        Role::Administrator,
    ] {
        for job in &jobs {
            let id = world.give_as_a(role, job.clone());
            let may = match role {
                Role::Reader => false,
                Role::Inspector => !job.changes_something(),
                Role::Operator | Role::Administrator => true,
            };
            let is_refused = matches!(world.of(id)[..], [JobEvent::Refused(_)]);
            assert_eq!(is_refused, !may, "{role:?}: {job:?}");
            world.run();
        }
    }
}

#[test]
fn a_vehicle_that_is_only_observed_is_read_and_not_changed_whoever_holds_it() {
    let mut world = World::clear(AutopilotKind::ArduPilot);
    let why = Bilingual::new("only observed", "仅供观察");
    world.observed_only = Some(why.clone());
    for job in changes(&world) {
        let id = world.give(job);
        assert_eq!(world.of(id), [&JobEvent::Refused(why.clone())]);
    }
    assert_eq!(world.said, []);
    for job in reads() {
        let id = world.give(job.clone());
        world.run();
        assert!(world.is_good(id), "{job:?}");
    }
}

#[test]
fn a_recording_is_asked_for_nothing_and_changed_in_nothing() {
    let mut world = World::clear(AutopilotKind::ArduPilot);
    world.is_replayed = true;
    for job in changes(&world).into_iter().chain(reads()) {
        let id = world.give(job);
        assert!(matches!(world.of(id)[..], [JobEvent::Refused(_)]));
    }
    assert_eq!(world.said, []);
}

#[test]
fn what_changes_something_stops_when_the_vehicle_is_only_observed_from_now_on() {
    let mut world = World::clear(AutopilotKind::Px4);
    let [upload, waiting, reading] =
        [upload(50), upload(2), Job::ReadParameters].map(|job| world.give(job));
    world.run_for(Duration::from_millis(100));
    assert!(world.is_going_on(upload));
    world.observed_only = Some(Bilingual::new("only observed", "仅供观察"));
    world.wake();
    assert!(!world.is_good(upload));
    world.run();
    assert!(matches!(world.outcome(waiting), JobOutcome::Failed(_)));
    assert!(world.is_good(reading));
}

#[test]
fn what_waited_needs_the_lease_when_it_begins() {
    let mut world = World::clear(AutopilotKind::Px4);
    let [first, second, third] = [upload(5), upload(3), DOWNLOAD].map(|job| world.give(job));
    world.keeps_lease = false;
    world.lease.release(world.now, &person("li")).unwrap();
    world.run();
    // What is half done is brought to its end: half a plan helps nobody.
    assert!(world.is_good(first));
    assert!(matches!(world.outcome(second), JobOutcome::Failed(_)));
    assert!(world.is_good(third));
    assert_eq!(world.plans.store(PlanKind::Mission).len(), 5);
}

#[test]
fn a_number_that_was_used_is_not_taken_and_nothing_is_told_of_it() {
    let mut world = World::clear(AutopilotKind::Px4);
    assert!(world.give_number(JobId(7), person("li"), DOWNLOAD));
    let (said, told) = (world.said.len(), world.news.len());
    for used in [7, 6, 0] {
        assert!(!world.give_number(JobId(used), person("li"), upload(3)));
    }
    assert_eq!((world.said.len(), world.news.len()), (said, told));
    assert!(world.give_number(JobId(8), person("li"), DOWNLOAD));
    // Of a refused one as well.
    assert!(world.give_number(JobId(9), person("wang"), upload(3)));
    assert!(!world.give_number(JobId(9), person("li"), upload(3)));
}
