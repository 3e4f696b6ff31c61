use crate::fleet::parameters::fixture::{ARDUPILOT, Autopilot, PX4, START, set_of, told};
use crate::fleet::parameters::{
    CachedList, ListFailure, ListRequest, ListState, ParameterListRead, ParameterListReader,
};
use crate::fleet::test_line::Weather;
use crate::link::dialect::Encoding;
use crate::link::report::ParameterType;
use crate::link::say::Say;
use crate::moment::Moment;
use std::time::Duration;

fn request(autopilot: &Autopilot, weather: Weather) -> ListRequest {
    ListRequest {
        encoding: autopilot.encoding,
        tells_hash: autopilot.encoding == Encoding::Bytewise,
        cached: None,
        round_trip: weather.round_trip(),
    }
}

/// Reads until it ends; `on_the_way` happens before each thing that is heard.
fn read(
    autopilot: &mut Autopilot,
    request: ListRequest,
    mut on_the_way: impl FnMut(&mut Autopilot, &mut ParameterListReader, usize),
) -> ListState {
    let mut says = Vec::new();
    let mut reader = ParameterListReader::start(autopilot.now, request, &mut says);
    autopilot.take(says);
    let mut heard = 0;
    while let Some(due) = reader.due() {
        let mut says = Vec::new();
        for value in autopilot.next(due) {
            on_the_way(autopilot, &mut reader, heard);
            heard += 1;
            reader.hear(autopilot.now, &value, false, &mut says);
        }
        reader.wake(autopilot.now, &mut says);
        autopilot.take(says);
        assert!(
            autopilot.now.since(START) < Duration::from_secs(600),
            "{:?}",
            reader.state()
        );
    }
    reader.state().clone()
}

fn done(state: ListState) -> ParameterListRead {
    match state {
        ListState::Done(read) => *read,
        other => panic!("{other:?}"),
    }
}

#[test]
fn on_a_clear_line_the_list_is_asked_for_once_and_is_bit_for_bit_the_vehicles() {
    let mut autopilot = Autopilot::new(ARDUPILOT, Encoding::ByCast, Weather::CLEAR, "clear");
    let request = request(&autopilot, Weather::CLEAR);
    let read = done(read(&mut autopilot, request, |_, _, _| {}));
    assert_eq!(autopilot.questions, 1);
    assert_eq!(read.set.len(), 1_354);
    assert!(read.set.differences(&set_of(ARDUPILOT, START)).is_empty());
    assert_eq!(read.set.confirmed(), Some(autopilot.now));
    assert_eq!(
        (read.hash, read.is_from_cache, read.unread),
        (None, false, 0)
    );
}

#[test]
fn in_a_storm_both_lists_become_whole_and_not_by_asking_for_everything_again() {
    for seed in ["gull", "tern", "skua", "plover"] {
        for (file, encoding, count) in [
            (ARDUPILOT, Encoding::ByCast, 1_354),
            (PX4, Encoding::Bytewise, 876),
        ] {
            let mut autopilot = Autopilot::new(file, encoding, Weather::STORM, seed);
            let request = request(&autopilot, Weather::STORM);
            let read = done(read(&mut autopilot, request, |_, _, _| {}));
            assert_eq!(read.set.len(), count);
            assert!(
                read.set.differences(&set_of(file, START)).is_empty(),
                "{seed}"
            );
            assert!(
                autopilot.questions < count,
                "{seed}: {}",
                autopilot.questions
            );
            let took = autopilot.now.since(START);
            assert!(took < Duration::from_secs(150), "{seed}: {took:?}");
        }
    }
}

#[test]
fn the_hash_is_kept_only_where_it_is_the_same_before_and_after() {
    let mut autopilot = Autopilot::new(PX4, Encoding::Bytewise, Weather::CLEAR, "hash");
    let request = request(&autopilot, Weather::CLEAR);
    let read_once = done(read(&mut autopilot, request.clone(), |_, _, _| {}));
    assert_eq!(read_once.hash, autopilot.hash);
    let changes = |autopilot: &mut Autopilot, _: &mut ParameterListReader, heard| {
        if heard == 500 {
            autopilot.hash = Some(1);
        }
    };
    assert_eq!(done(read(&mut autopilot, request, changes)).hash, None);
}

#[test]
fn a_list_that_was_kept_is_taken_when_the_vehicle_tells_its_hash_and_is_not_when_it_tells_another()
{
    for (hash, is_from_cache) in [(0x65C7_1234, true), (0x65C7_1235, false)] {
        let mut autopilot = Autopilot::new(PX4, Encoding::Bytewise, Weather::STORM, "cached");
        let mut set = set_of(PX4, START);
        set.doubt();
        let cached = CachedList {
            hash,
            read: START,
            set,
        };
        let request = ListRequest {
            cached: Some(cached),
            ..request(&autopilot, Weather::STORM)
        };
        let read = done(read(&mut autopilot, request, |_, _, _| {}));
        assert_eq!(read.is_from_cache, is_from_cache);
        assert_eq!(read.set.confirmed(), Some(autopilot.now));
        assert_eq!(read.set.len(), 876);
        assert_eq!(autopilot.questions < 6, is_from_cache);
    }
}

#[test]
fn a_vehicle_that_says_it_has_a_hash_and_tells_none_is_read_by_its_list() {
    let mut autopilot = Autopilot::new(PX4, Encoding::Bytewise, Weather::CLEAR, "no hash");
    autopilot.hash = None;
    let request = request(&autopilot, Weather::CLEAR);
    let read = done(read(&mut autopilot, request, |_, _, _| {}));
    assert_eq!((read.set.len(), read.hash), (876, None));
}

#[test]
fn a_value_that_changes_while_the_list_is_read_is_in_it() {
    let mut autopilot = Autopilot::new(ARDUPILOT, Encoding::ByCast, Weather::CLEAR, "change");
    let request = request(&autopilot, Weather::CLEAR);
    let at = autopilot.find("RTL_ALT").unwrap();
    let changes = |autopilot: &mut Autopilot, reader: &mut ParameterListReader, heard| {
        if heard == 700 {
            autopilot.all[at].1 = 4_000;
            // ArduPilot tells changes without an index.
            let value = told(
                "RTL_ALT",
                4_000.0,
                ParameterType::I32,
                Encoding::ByCast,
                (u16::MAX, 1_354),
            );
            reader.hear(autopilot.now, &value, false, &mut Vec::new());
        }
    };
    let read = done(read(&mut autopilot, request, changes));
    assert_eq!(read.set.get("RTL_ALT").unwrap().value, 4_000.0);
    assert_eq!(read.set.get("RTL_ALT").unwrap().index, Some(5));
}

#[test]
fn a_value_that_a_newer_one_overtook_does_not_take_the_place_of_one_and_is_asked() {
    let mut autopilot = Autopilot::new(ARDUPILOT, Encoding::ByCast, Weather::CLEAR, "behind");
    let request = request(&autopilot, Weather::CLEAR);
    let mut asked = Vec::new();
    let comes = |autopilot: &mut Autopilot, reader: &mut ParameterListReader, heard| {
        if heard == 700 {
            for (value, index) in [(9.0, 5), (9.0, u16::MAX), (1_500.0, 5)] {
                let (kind, place) = (ParameterType::I32, (index, 1_354));
                let old = told("RTL_ALT", value, kind, Encoding::ByCast, place);
                reader.hear(autopilot.now, &old, true, &mut asked);
            }
        }
    };
    let read = done(read(&mut autopilot, request, comes));
    let name = crate::link::report::ParameterName::new("RTL_ALT").unwrap();
    let question = Say::ParameterRequestName(name);
    assert_eq!(asked, [question.clone(), question]);
    assert_eq!(read.set.get("RTL_ALT").unwrap().value, 1_500.0);
}

#[test]
fn a_value_that_was_told_before_its_turn_is_kept_where_the_listed_one_was_overtaken() {
    let mut autopilot = Autopilot::new(ARDUPILOT, Encoding::ByCast, Weather::CLEAR, "early");
    let request = request(&autopilot, Weather::CLEAR);
    let mut asked = Vec::new();
    let comes = |autopilot: &mut Autopilot, reader: &mut ParameterListReader, heard| {
        if heard == 1 {
            for (value, index, is_overtaken) in [(2_000.0, u16::MAX, false), (9.0, 5, true)] {
                let (kind, place) = (ParameterType::I32, (index, 1_354));
                let told = told("RTL_ALT", value, kind, Encoding::ByCast, place);
                reader.hear(autopilot.now, &told, is_overtaken, &mut asked);
            }
            let at = autopilot.find("RTL_ALT").unwrap();
            autopilot.all[at].1 = 2_000;
        }
    };
    let read = done(read(&mut autopilot, request, comes));
    let name = crate::link::report::ParameterName::new("RTL_ALT").unwrap();
    assert_eq!(asked, [Say::ParameterRequestName(name)]);
    assert_eq!(read.set.get("RTL_ALT").unwrap().value, 2_000.0);
}

#[test]
fn a_listed_value_that_was_overtaken_and_is_the_same_as_the_one_before_it_gives_that_its_place() {
    let (kind, encoding) = (ParameterType::I32, Encoding::ByCast);
    let request = ListRequest {
        encoding,
        tells_hash: false,
        cached: None,
        round_trip: Weather::CLEAR.round_trip(),
    };
    let mut says = Vec::new();
    let mut reader = ParameterListReader::start(START, request, &mut says);
    let mut hear = |name, index, is_overtaken| {
        let told = told(name, 1_500.0, kind, encoding, (index, 2));
        reader.hear(START, &told, is_overtaken, &mut says);
    };
    hear("LAND_ALT", 0, false);
    hear("RTL_ALT", u16::MAX, false);
    // The list came out of its order.
    hear("RTL_ALT", 1, true);
    let read = done(reader.state().clone());
    assert_eq!(read.set.get("RTL_ALT").unwrap().index, Some(1));
    assert_eq!(says, [Say::ParameterRequestList], "and is read once");
}

#[test]
fn where_the_count_changes_the_list_is_begun_anew_and_one_late_value_does_not_do_that() {
    let mut autopilot = Autopilot::new(PX4, Encoding::Bytewise, Weather::CLEAR, "more");
    let request = request(&autopilot, Weather::CLEAR);
    let grows = |autopilot: &mut Autopilot, reader: &mut ParameterListReader, heard| {
        if heard == 100 {
            let late = told(
                "WV_GAIN",
                9.0,
                ParameterType::F32,
                Encoding::Bytewise,
                (700, 875),
            );
            reader.hear(autopilot.now, &late, false, &mut Vec::new());
        }
        if heard == 400 {
            let first = autopilot.all[0];
            let name = crate::link::report::ParameterName::new("AAA_NEW").unwrap();
            autopilot.all.insert(0, (name, first.1, first.2));
        }
    };
    let read = done(read(&mut autopilot, request, grows));
    assert_eq!(read.set.len(), 877);
    assert_eq!(read.set.get("WV_GAIN").unwrap().value, 1.0);
    assert_eq!(read.set.get("AAA_NEW").unwrap().index, Some(0));
}

#[test]
fn a_list_that_changes_each_time_is_given_up() {
    let mut autopilot = Autopilot::new(PX4, Encoding::Bytewise, Weather::CLEAR, "restless");
    let request = request(&autopilot, Weather::CLEAR);
    let grows = |autopilot: &mut Autopilot, _: &mut ParameterListReader, heard: usize| {
        if heard % 300 == 299 {
            autopilot.all.push(autopilot.all[0]);
            let at = autopilot.all.len() - 1;
            autopilot.all[at].0.0[15] = b'!';
        }
    };
    assert_eq!(
        read(&mut autopilot, request, grows),
        ListState::Failed(ListFailure::Changing)
    );
}

#[test]
fn a_vehicle_that_does_not_answer_is_asked_so_often_and_no_more() {
    let mut autopilot = Autopilot::new(ARDUPILOT, Encoding::ByCast, Weather::CLEAR, "deaf");
    autopilot.is_deaf = true;
    let request = request(&autopilot, Weather::CLEAR);
    let state = read(&mut autopilot, request, |_, _, _| {});
    assert_eq!(state, ListState::Failed(ListFailure::NoAnswer));
    assert_eq!(autopilot.questions, 8);
}

#[test]
fn what_is_missing_for_good_is_counted() {
    let mut autopilot = Autopilot::new(ARDUPILOT, Encoding::ByCast, Weather::CLEAR, "cut");
    let request = request(&autopilot, Weather::CLEAR);
    let goes_dark = |autopilot: &mut Autopilot, _: &mut ParameterListReader, heard| {
        if heard == 353 {
            autopilot.down.set_weather(Weather {
                loss: 1.1,
                ..Weather::CLEAR
            });
        }
    };
    let state = read(&mut autopilot, request, goes_dark);
    let ListState::Failed(ListFailure::Missing {
        missing,
        count: 1_354,
    }) = state
    else {
        panic!("{state:?}")
    };
    assert!((990..=1_001).contains(&missing), "{missing}");
}

#[test]
fn cancelled_at_any_point_it_says_and_hears_nothing_more() {
    for stop in [0, 1, 2, 400, 875, 876, 877] {
        let mut autopilot = Autopilot::new(PX4, Encoding::Bytewise, Weather::CLEAR, "cancel");
        let request = request(&autopilot, Weather::CLEAR);
        let cancels = |_: &mut Autopilot, reader: &mut ParameterListReader, heard| {
            if heard == stop {
                reader.cancel();
            }
        };
        let state = read(&mut autopilot, request, cancels);
        assert_eq!(state, ListState::Cancelled, "{stop}");
    }
}

#[test]
fn answers_of_a_wrong_type_number_or_name_do_no_harm() {
    let mut says = Vec::new();
    let request = ListRequest {
        encoding: Encoding::Bytewise,
        tells_hash: true,
        cached: None,
        round_trip: Duration::ZERO,
    };
    let mut reader = ParameterListReader::start(START, request, &mut says);
    let hear = |reader: &mut ParameterListReader, value| {
        reader.hear(START, &value, false, &mut Vec::new())
    };
    let real = |name, at| told(name, 1.5, ParameterType::F32, Encoding::Bytewise, at);
    // A hash that is a float is none.
    hear(&mut reader, real("_HASH_CHECK", (u16::MAX, 3)));
    assert_eq!(
        says,
        [Say::ParameterRequestName(
            crate::link::report::ParameterName::new("_HASH_CHECK").unwrap()
        )]
    );
    let mut woken = Vec::new();
    for tries in 1..=4 {
        reader.wake(START + Duration::from_secs(60 * tries), &mut woken);
    }
    assert_eq!(woken.last(), Some(&Say::ParameterRequestList));
    let mut nameless = real("X", (0, 3));
    nameless.name.0 = [0xFF; 16];
    hear(&mut reader, nameless);
    hear(&mut reader, real("B", (3, 3)));
    hear(&mut reader, real("B", (1, 3)));
    let mut untyped = real("C", (2, 3));
    untyped.parameter_type = None;
    hear(&mut reader, untyped);
    let ListState::Done(read) = reader.state() else {
        panic!("{:?}", reader.state())
    };
    assert_eq!((read.set.len(), read.unread), (1, 2));
    assert_eq!(read.set.get("B").unwrap().index, Some(1));
}

#[test]
fn a_set_does_not_grow_without_end() {
    let mut set = crate::fleet::parameters::ParameterSet::default();
    for number in 0..20_000 {
        let value = told(
            &format!("P{number}"),
            1.0,
            ParameterType::F32,
            Encoding::ByCast,
            (u16::MAX, 3),
        );
        set.hear(&value, Encoding::ByCast);
    }
    assert_eq!((set.len(), set.shed()), (8_192, 20_000 - 8_192));
    assert_eq!(set.confirmed(), None::<Moment>);
}
