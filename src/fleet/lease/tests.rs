use super::*;
use crate::fleet::order::Velocity;

fn at(s: u64) -> Moment {
    Moment::from_us(1_795_000_000_000_000 + s * 1_000_000)
}

fn person(name: &str) -> Person {
    Person::new(name).unwrap()
}

fn who(name: &str) -> Holder {
    Holder::Person(person(name))
}

fn station() -> Holder {
    Holder::Station {
        link: LinkId(1),
        peer: PeerId(2),
        system: 255,
    }
}

fn held_by_anna() -> Lease {
    let mut lease = Lease::default();
    lease.take(at(0), &who("anna"), Role::Operator).unwrap();
    lease
}

fn holder(lease: &Lease, s: u64) -> Option<Holder> {
    lease.held(at(s)).map(|held| held.by.clone())
}

#[test]
fn a_person_has_a_name_of_some_length() {
    assert!(Person::new("李雷").is_some());
    assert!(Person::new(&"a".repeat(64)).is_some());
    for name in ["", " anna", "an\nna", &"a".repeat(65)] {
        assert_eq!(Person::new(name), None, "{name:?}");
    }
}

#[test]
fn a_free_vehicle_is_taken_and_a_held_one_is_not() {
    let mut lease = held_by_anna();
    let refused = lease.take(at(1), &who("bo"), Role::Operator);
    assert_eq!(refused, Err(LeaseRefusal::HeldBy(who("anna"))));
    assert_eq!(holder(&lease, 1), Some(who("anna")));
}

#[test]
fn readers_and_inspectors_hold_nothing_and_order_nothing() {
    for role in [Role::Reader, Role::Inspector] {
        let mut lease = Lease::default();
        let refused = Err(LeaseRefusal::NoOperator);
        assert_eq!(lease.take(at(0), &who("anna"), role), refused);
        assert_eq!(lease.ask(at(0), &who("anna"), role), refused);
        let may = lease.may(at(0), &Order::Hold, &who("anna"), role);
        assert_eq!(may, Err(LeaseRefusal::NoOperator));
    }
}

#[test]
fn a_lease_lasts_a_minute_unless_it_is_renewed() {
    let mut lease = held_by_anna();
    assert_eq!(holder(&lease, 59), Some(who("anna")));
    assert_eq!(holder(&lease, 60), None);
    lease.renew(at(59), &who("anna")).unwrap();
    assert_eq!(holder(&lease, 118), Some(who("anna")));
    assert_eq!(lease.due(), Some(at(119)));
    assert_eq!(lease.wake(at(118)), None);
    assert_eq!(lease.wake(at(119)), Some(who("anna")));
    assert_eq!(lease.wake(at(119)), None);
    let refused = lease.renew(at(119), &who("anna"));
    assert_eq!(refused, Err(LeaseRefusal::HeldByNobody));
    lease.take(at(119), &who("bo"), Role::Operator).unwrap();
}

#[test]
fn a_station_holds_it_while_its_heartbeat_is_heard() {
    let mut lease = Lease::default();
    lease.take(at(0), &station(), Role::Operator).unwrap();
    lease.heard_station(at(9), LinkId(1), PeerId(2), 255);
    lease.heard_station(at(18), LinkId(1), PeerId(3), 255);
    lease.heard_station(at(18), LinkId(1), PeerId(2), 254);
    lease.renew(at(18), &station()).unwrap();
    assert_eq!(holder(&lease, 18), Some(station()));
    assert_eq!(holder(&lease, 19), None);
    lease.heard_station(at(19), LinkId(1), PeerId(2), 255);
    assert_eq!(holder(&lease, 19), None, "what lapsed does not come back");
}

#[test]
fn the_holder_hands_it_over_to_whoever_asks() {
    let mut lease = held_by_anna();
    let nobody = lease.grant(at(1), &who("anna"));
    assert_eq!(nobody, Err(LeaseRefusal::NobodyAsked));
    lease.ask(at(1), &who("bo"), Role::Operator).unwrap();
    let second = lease.ask(at(2), &who("cy"), Role::Operator);
    assert_eq!(second, Err(LeaseRefusal::AskedBy(who("bo"))));
    let not_theirs = lease.grant(at(2), &who("bo"));
    assert_eq!(not_theirs, Err(LeaseRefusal::HeldBy(who("anna"))));
    lease.grant(at(3), &who("anna")).unwrap();
    assert_eq!(holder(&lease, 3), Some(who("bo")));
    assert_eq!(lease.asked(at(3)), None);
}

#[test]
fn a_denied_or_forgotten_question_is_granted_no_more() {
    let mut lease = held_by_anna();
    lease.ask(at(1), &who("bo"), Role::Operator).unwrap();
    lease.deny(at(2), &who("anna")).unwrap();
    let denied = lease.grant(at(3), &who("anna"));
    assert_eq!(denied, Err(LeaseRefusal::NobodyAsked));
    lease.ask(at(4), &who("cy"), Role::Operator).unwrap();
    lease.renew(at(50), &who("anna")).unwrap();
    assert!(lease.asked(at(63)).is_some());
    let forgotten = lease.grant(at(64), &who("anna"));
    assert_eq!(forgotten, Err(LeaseRefusal::NobodyAsked));
}

#[test]
fn whoever_asked_has_it_when_it_is_released() {
    let mut lease = held_by_anna();
    lease.ask(at(1), &who("bo"), Role::Operator).unwrap();
    lease.release(at(2), &who("anna")).unwrap();
    assert_eq!(holder(&lease, 2), Some(who("bo")));
    lease.release(at(3), &who("bo")).unwrap();
    assert_eq!(holder(&lease, 3), None);
}

#[test]
fn nobody_asks_for_what_is_free_or_their_own() {
    let mut lease = Lease::default();
    let free = lease.ask(at(0), &who("bo"), Role::Operator);
    assert_eq!(free, Err(LeaseRefusal::HeldByNobody));
    let own = held_by_anna().ask(at(0), &who("anna"), Role::Operator);
    assert_eq!(own, Err(LeaseRefusal::HeldByYou));
}

#[test]
fn an_administrator_takes_over_after_asking_and_waiting() {
    let boss = person("boss");
    let mut lease = held_by_anna();
    let operator = lease.take_over(at(1), &boss, Role::Operator);
    assert_eq!(operator, Err(LeaseRefusal::NoAdministrator));
    let at_once = lease.take_over(at(1), &boss, Role::Administrator);
    assert_eq!(at_once, Err(LeaseRefusal::AskFirst));
    lease.ask(at(1), &who("bo"), Role::Operator).unwrap();
    lease.ask(at(2), &who("boss"), Role::Administrator).unwrap();
    lease.ask(at(9), &who("boss"), Role::Administrator).unwrap();
    let too_soon = lease.take_over(at(11), &boss, Role::Administrator);
    assert_eq!(too_soon, Err(LeaseRefusal::Wait { until: at(12) }));
    lease.take_over(at(12), &boss, Role::Administrator).unwrap();
    assert_eq!(holder(&lease, 12), Some(who("boss")));
}

#[test]
fn an_administrator_who_is_denied_need_not_wait() {
    let mut lease = held_by_anna();
    lease.ask(at(2), &who("boss"), Role::Administrator).unwrap();
    lease.deny(at(3), &who("anna")).unwrap();
    let boss = person("boss");
    lease.take_over(at(3), &boss, Role::Administrator).unwrap();
    assert_eq!(holder(&lease, 3), Some(who("boss")));
}

#[test]
fn hold_return_and_land_break_through_and_nothing_else_does() {
    let altitude = geofences::Altitude::new(50.0, geofences::AltitudeDatum::MeanSeaLevel).unwrap();
    let orders = [
        Order::Arm,
        Order::Disarm,
        Order::TakeOff { above_home_m: 10.0 },
        Order::GoTo {
            to: geofences::Position::ORIGIN,
            altitude,
        },
        Order::Hold,
        Order::ReturnHome,
        Order::Land,
        Order::StartMission { from_item: 0 },
        Order::ResumeMission,
        Order::SetSpeed { speed_mps: 5.0 },
        Order::ChangeAltitude { altitude },
        Order::TakeGimbalControl,
        Order::Zoom { level: 0.5 },
        Order::TakePhoto,
        Order::StopPhotos,
        Order::StartRecording,
        Order::StopRecording,
        Order::Loudspeaker(Some(0)),
        Order::Light(true),
        Order::Nudge(Velocity::default()),
        Order::RebootAutopilot,
        Order::SetMessageRates(Vec::new()),
    ];
    for order in orders {
        let is_stop = matches!(order, Order::Hold | Order::ReturnHome | Order::Land);
        let mut lease = held_by_anna();
        let by_bo = lease.may(at(1), &order, &who("bo"), Role::Administrator);
        assert_eq!(by_bo.is_ok(), is_stop, "{order:?}");
        let by_anna = lease.may(at(1), &order, &who("anna"), Role::Operator);
        assert_eq!(by_anna, Ok(None), "{order:?}");
        let by_anna = lease.may(at(60), &order, &who("anna"), Role::Operator);
        assert_eq!(by_anna.is_ok(), is_stop, "{order:?} when it has run out");
    }
}

fn disarm(lease: &mut Lease, s: u64, by: &str) -> Result<Option<Person>, LeaseRefusal> {
    lease.may(at(s), &Order::DisarmInAir, &who(by), Role::Operator)
}

#[test]
fn disarming_in_the_air_takes_two_people_within_half_a_minute() {
    let mut lease = held_by_anna();
    let second_person = Err(LeaseRefusal::SecondPerson { until: at(31) });
    assert_eq!(disarm(&mut lease, 1, "anna"), second_person);
    assert_eq!(
        disarm(&mut lease, 2, "anna"),
        second_person,
        "twice is no two"
    );
    assert_eq!(disarm(&mut lease, 31, "bo"), Ok(Some(person("anna"))));
    let anew = disarm(&mut lease, 32, "bo");
    assert!(anew.is_err(), "one word is used once");
}

#[test]
fn a_word_of_more_than_half_a_minute_ago_counts_no_more() {
    let mut lease = held_by_anna();
    disarm(&mut lease, 1, "bo").unwrap_err();
    let late = disarm(&mut lease, 32, "anna");
    assert_eq!(late, Err(LeaseRefusal::SecondPerson { until: at(62) }));
    assert_eq!(disarm(&mut lease, 40, "bo"), Ok(Some(person("anna"))));
}

#[test]
fn one_of_the_two_holds_the_vehicle_and_both_are_people() {
    let mut lease = held_by_anna();
    disarm(&mut lease, 1, "bo").unwrap_err();
    let neither = disarm(&mut lease, 2, "cy");
    assert_eq!(neither, Err(LeaseRefusal::NeitherHolds));
    let station = lease.may(at(3), &Order::DisarmInAir, &station(), Role::Operator);
    assert_eq!(station, Err(LeaseRefusal::NoPerson));
    assert_eq!(disarm(&mut lease, 4, "anna"), Ok(Some(person("bo"))));
}
