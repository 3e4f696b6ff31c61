use super::*;
use crate::fleet::parameters::fixture::set_of;
use crate::fleet::parameters::{CachedList, ParameterListRead, ParameterSet};
use crate::fleet::safety_profile::{Circumstances, SafetyProfile, Verdict, judge};
use crate::link::report::{ComponentKind, ParameterName, ParameterType};

fn read(world: &World, id: JobId) -> &ParameterListRead {
    match world.outcome(id) {
        JobOutcome::Parameters(read) => read,
        other => panic!("{other:?}"),
    }
}

fn asked_for_the_list(world: &World) -> bool {
    world
        .said
        .iter()
        .any(|it| it.say == Say::ParameterRequestList)
}

fn is_as_the_vehicle_has_it(world: &World, set: &ParameterSet) -> bool {
    let all = &world.autopilot.all;
    set.len() == all.len()
        && all.iter().all(|(name, bits, kind)| {
            let value = crate::fleet::parameters::value_of(*bits, *kind);
            set.get(name.as_str())
                .is_some_and(|it| (it.value, it.parameter_type) == (value, *kind))
        })
}

fn cached(hash: u32) -> CachedList {
    let mut set = set_of(PX4, START);
    set.doubt();
    CachedList {
        hash,
        read: START,
        set,
    }
}

#[test]
fn a_list_that_was_kept_is_used_once_where_the_hash_proves_it() {
    let mut world = World::clear(AutopilotKind::Px4);
    world.desk.know(cached(world.autopilot.hash.unwrap()));
    let id = world.give(Job::ReadParameters);
    world.run();
    assert!(read(&world, id).is_from_cache);
    assert!(!asked_for_the_list(&world));
    let again = world.give(Job::ReadParameters);
    world.run();
    assert!(!read(&world, again).is_from_cache);
    assert_eq!(
        read(&world, again).hash,
        world.autopilot.hash,
        "it can be kept"
    );
    assert!(is_as_the_vehicle_has_it(&world, &read(&world, again).set));
}

#[test]
fn a_list_that_was_kept_is_not_used_where_the_hash_is_another() {
    let mut world = World::clear(AutopilotKind::Px4);
    world.desk.know(cached(5));
    let id = world.give(Job::ReadParameters);
    world.run();
    assert!(!read(&world, id).is_from_cache);
    assert!(is_as_the_vehicle_has_it(&world, &read(&world, id).set));
}

#[test]
fn ardupilot_is_read_by_its_file_and_progress_counts_its_bytes() {
    let mut world = World::clear(AutopilotKind::ArduPilot).with_packed_list();
    let id = world.give(Job::ReadParameters);
    world.run();
    assert!(!asked_for_the_list(&world));
    assert!(is_as_the_vehicle_has_it(&world, &read(&world, id).set));
    assert!(!world.files.has_open_session());
    let of_file = |event: &&JobEvent| matches!(event, JobEvent::Progress(JobProgress::File(_)));
    let of_list =
        |event: &&JobEvent| matches!(event, JobEvent::Progress(JobProgress::Parameters(_)));
    assert!(world.of(id).iter().any(of_file) && !world.of(id).iter().any(of_list));
}

#[test]
fn whatever_is_wrong_with_the_file_the_list_is_read() {
    let path = crate::fleet::parameters::PACKED_LIST_PATH;
    let spoil: [fn(&mut Server); 5] = [
        |server| server.is_deaf = true,
        |server| server.files.clear(),
        |server| server.files.get_mut(PACKED).unwrap().truncate(200),
        |server| server.files.get_mut(PACKED).unwrap()[0] ^= 1,
        |server| {
            server
                .files
                .insert(PACKED.to_owned(), bytes("much too long", 300 * 1024));
        },
    ];
    assert_eq!(path, PACKED);
    for (number, spoil) in spoil.into_iter().enumerate() {
        let mut world = World::clear(AutopilotKind::ArduPilot).with_packed_list();
        spoil(&mut world.files);
        let id = world.give(Job::ReadParameters);
        world.run();
        assert!(asked_for_the_list(&world), "{number}");
        assert!(
            is_as_the_vehicle_has_it(&world, &read(&world, id).set),
            "{number}"
        );
        assert!(!world.files.has_open_session(), "{number}");
    }
}

#[test]
fn what_was_read_before_the_vehicle_started_anew_is_in_no_list() {
    for with_file in [false, true] {
        let mut world = World::clear(AutopilotKind::ArduPilot);
        if with_file {
            world = world.with_packed_list();
        }
        let id = world.give(Job::ReadParameters);
        let is_half_read = |world: &World| {
            let (_, progress) = world.desk.running().next().unwrap();
            match progress {
                Some(JobProgress::Parameters(list)) => list.received >= 40,
                Some(JobProgress::File(file)) => file.received > 0,
                _ => false,
            }
        };
        while !is_half_read(&world) {
            world.step();
        }
        assert!(world.is_going_on(id), "{with_file}");
        world.reboots();
        world.run();
        assert!(
            is_as_the_vehicle_has_it(&world, &read(&world, id).set),
            "{with_file}"
        );
    }
}

const PACKED: &str = "@PARAM/param.pck";

#[test]
fn without_the_word_of_the_vehicle_that_it_has_files_none_is_asked_for() {
    let mut world = World::clear(AutopilotKind::ArduPilot);
    let id = world.give(Job::ReadParameters);
    world.run();
    assert!(asked_for_the_list(&world) && world.is_good(id));
    assert!(!world.said.iter().any(|it| matches!(it.say, Say::Ftp(_))));
}

#[test]
fn what_changes_while_the_file_is_read_is_in_what_was_read() {
    let mut world = World::clear(AutopilotKind::ArduPilot).with_packed_list();
    let id = world.give(Job::ReadParameters);
    // The file has been made: the change is not in it.
    let at = world.autopilot.find("RTL_ALT").unwrap();
    let (_, bits, kind) = &mut world.autopilot.all[at];
    *bits = crate::fleet::parameters::bits_of(4_200.0, *kind).unwrap();
    world.autopilot.tell(at);
    world.run();
    assert!(!asked_for_the_list(&world));
    assert!(is_as_the_vehicle_has_it(&world, &read(&world, id).set));
}

#[test]
fn files_of_the_autopilot_wait_while_its_parameters_are_read_by_file_and_those_of_a_camera_do_not()
{
    let mut world = World::clear(AutopilotKind::ArduPilot).with_packed_list();
    let parameters = world.give(Job::ReadParameters);
    let file = world.give(fetch(AUTOPILOT));
    assert!(world.is_going_on(parameters) && !world.is_going_on(file));
    assert!(
        world.desk.due() > Some(world.now),
        "nothing is to be done at once"
    );
    world.run();
    assert!(world.is_good(parameters) && world.is_good(file));

    let mut world = World::clear(AutopilotKind::ArduPilot).with_packed_list();
    world.give(Job::ReadParameters);
    let photo = world.give(fetch(CAMERA));
    assert!(world.is_going_on(photo));
    world.run();
    assert!(world.is_good(photo));
}

#[test]
fn while_a_file_of_the_autopilot_is_fetched_its_parameters_are_read_by_the_list() {
    let mut world = World::clear(AutopilotKind::ArduPilot).with_packed_list();
    let file = world.give(fetch(AUTOPILOT));
    let parameters = world.give(Job::ReadParameters);
    world.run();
    assert!(asked_for_the_list(&world));
    assert!(world.is_good(parameters) && world.is_good(file));
}

#[test]
fn called_off_at_any_moment_reading_by_file_closes_its_session() {
    for ms in (0..300).step_by(20) {
        let mut world = World::clear(AutopilotKind::ArduPilot).with_packed_list();
        let id = world.give(Job::ReadParameters);
        world.run_for(Duration::from_millis(ms));
        let is_cancelled = world.cancel(id);
        world.run();
        assert_eq!(
            world.outcome(id) == &JobOutcome::Cancelled,
            is_cancelled,
            "{ms}"
        );
        assert!(!world.files.has_open_session(), "{ms}");
        assert!(!asked_for_the_list(&world), "{ms}");
    }
}

fn safety(world: &World) -> Verdict {
    let profile = SafetyProfile::shipped(world.kind, ComponentKind::Rotorcraft, false).unwrap();
    let around = Circumstances {
        now: world.now,
        our_system: 250,
    };
    judge(world.parameters.as_ref().unwrap(), profile, around)
}

#[test]
fn the_safety_profile_is_set_on_board_and_met_then() {
    for (kind, file) in [
        (AutopilotKind::ArduPilot, ARDUPILOT),
        (AutopilotKind::Px4, PX4),
    ] {
        let mut world = World::clear(kind);
        world.autopilot.all = crate::fleet::parameters::fixture::all_of(file);
        world.parameters = Some(set_of(file, START));
        assert!(matches!(safety(&world), Verdict::NotMet { .. }));
        let id = world.give(Job::SetSafety);
        world.run();
        assert!(matches!(world.outcome(id), JobOutcome::ParametersSet(7..)));
        if kind == AutopilotKind::ArduPilot {
            // Which voltage is critical depends on the pack: that is for a person to say.
            let Verdict::NotMet { shortfalls, .. } = safety(&world) else {
                panic!("{:?}", safety(&world));
            };
            let by_hand: Vec<&str> = shortfalls.iter().map(|it| it.parameter.as_str()).collect();
            assert_eq!(by_hand, ["BATT_CRT_VOLT"]);
            world.give(Job::SetParameter {
                name: ParameterName::new("BATT_CRT_VOLT").unwrap(),
                value: 10.2,
                parameter_type: ParameterType::F32,
            });
            world.run();
        }
        assert_eq!(safety(&world), Verdict::Met);
        let again = world.give(Job::SetSafety);
        assert_eq!(world.outcome(again), &JobOutcome::ParametersSet(0));
    }
}

#[test]
fn the_safety_profile_is_not_set_by_parameters_that_are_not_known_or_too_old() {
    let mut world = World::clear(AutopilotKind::Px4);
    let unread = world.give(Job::SetSafety);
    assert!(matches!(world.outcome(unread), JobOutcome::Failed(_)));
    world.parameters = Some(set_of(PX4, START));
    world.now = START + secs(3_601);
    world
        .lease
        .take(world.now, &person("li"), Role::Operator)
        .unwrap();
    let stale = world.give(Job::SetSafety);
    assert!(matches!(world.outcome(stale), JobOutcome::Failed(_)));
    world.kind = AutopilotKind::Other(9);
    let without = world.give(Job::SetSafety);
    assert!(matches!(world.outcome(without), JobOutcome::Failed(_)));
    assert_eq!(world.said, []);
}
