use super::*;

#[test]
fn jobs_of_one_lane_go_on_one_after_another_in_their_order_and_those_of_others_beside_them() {
    let mut world = World::clear(AutopilotKind::Px4);
    let plans = [
        world.give(upload(5)),
        world.give(DOWNLOAD),
        world.give(upload(3)),
    ];
    let parameters = [
        world.give(Job::ReadParameters),
        world.give(Job::ReadParameters),
    ];
    let files = [world.give(fetch(CAMERA)), world.give(list(CAMERA))];
    let going_on: Vec<_> = world.desk.running().map(|(id, _)| id).collect();
    assert_eq!(going_on, [plans[0], parameters[0], files[0]]);
    let mut most = 0;
    while !world.desk.is_idle() {
        world.step();
        most = most.max(world.desk.running().count());
    }
    assert_eq!(most, 3);
    for lane in [&plans[..], &parameters, &files] {
        assert!(lane.iter().all(|id| world.is_good(*id)));
        let ends = world
            .news
            .iter()
            .filter(|it| lane.contains(&it.id) && it.event.is_final());
        let ends: Vec<_> = ends.map(|it| it.id).collect();
        assert_eq!(ends, lane);
    }
}

#[test]
fn so_many_wait_and_one_more_is_refused_without_a_word_to_the_vehicle() {
    let mut world = World::clear(AutopilotKind::Px4);
    let taken: Vec<_> = (0..=MOST_WAITING).map(|_| world.give(DOWNLOAD)).collect();
    let said = world.said.len();
    let refused = world.give(DOWNLOAD);
    assert!(matches!(world.of(refused)[..], [JobEvent::Refused(_)]));
    assert_eq!(world.said.len(), said);
    // Another lane has room of its own.
    let other = world.give(Job::ReadParameters);
    world.run();
    assert!(taken.iter().all(|id| world.is_good(*id)));
    assert!(world.is_good(other));
}

#[test]
fn one_that_waits_can_be_called_off_and_the_next_takes_its_place() {
    let mut world = World::clear(AutopilotKind::ArduPilot);
    let [first, second, third] = [upload(5), upload(2), DOWNLOAD].map(|job| world.give(job));
    assert!(world.cancel(second));
    assert!(!world.cancel(second), "it is gone");
    assert_eq!(world.outcome(second), &JobOutcome::Cancelled);
    world.run();
    assert!(world.is_good(first) && world.is_good(third));
    assert!(!world.cancel(third), "it has ended");
}

#[test]
fn one_that_cannot_even_begin_ends_at_once_and_the_next_begins() {
    let mut world = World::clear(AutopilotKind::Px4);
    let path = "x".repeat(300);
    let largest = 10;
    let pathless = world.give(Job::FetchFile {
        component: CAMERA,
        path,
        largest,
    });
    assert!(matches!(world.outcome(pathless), JobOutcome::Failed(_)));
    world.is_armed = None;
    let [set_all, set_safety] = [Job::SetParameters(Vec::new()), Job::SetSafety];
    let set_all = world.give(set_all);
    assert!(matches!(world.outcome(set_all), JobOutcome::Failed(_)));
    let set_safety = world.give(set_safety);
    assert!(matches!(world.outcome(set_safety), JobOutcome::Failed(_)));
    let too_large = world.give(upload(60_000));
    assert!(!world.is_good(too_large));
    assert!(world.desk.is_idle());
    assert_eq!(world.said, []);
    let next = world.give(fetch(CAMERA));
    world.run();
    assert!(world.is_good(next));
}

#[test]
fn progress_is_told_by_the_per_cent() {
    let mut world = World::clear(AutopilotKind::Px4);
    world.autopilot.all = crate::fleet::parameters::fixture::all_of(PX4);
    world.camera =
        Server::new(Habit::Px4, Weather::CLEAR, "long").with(PICTURE, bytes("long", 200_000));
    let jobs = [
        world.give(upload(300)),
        world.give(Job::ReadParameters),
        world.give(fetch(CAMERA)),
    ];
    world.run();
    for (id, most) in jobs.into_iter().zip([210, 110, 110]) {
        assert!(world.is_good(id));
        let told = world.of(id);
        let progress = told
            .iter()
            .filter(|it| matches!(it, JobEvent::Progress(_)))
            .count();
        assert!((20..=most).contains(&progress), "{id:?}: {progress}");
    }
}

#[test]
fn what_is_told_of_one_is_accepted_progress_and_an_end_with_who_gave_it() {
    let mut world = World::clear(AutopilotKind::ArduPilot);
    let id = world.give(upload(4));
    world.run();
    let told = world.of(id);
    assert!(matches!(told[0], JobEvent::Accepted { .. }));
    assert!(
        told[1..told.len() - 1]
            .iter()
            .all(|it| matches!(it, JobEvent::Progress(_)))
    );
    assert!(world.news.iter().all(|news| news.by == person("li")));
    assert!(world.news.is_sorted_by_key(|news| news.at));
}
