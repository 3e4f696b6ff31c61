use crate::fleet::parameters::fixture::{ARDUPILOT, START, set_of, told};
use crate::fleet::parameters::{
    PackedListFault, ParameterSet, bits_of, read_packed_list, value_of,
};
use crate::link::dialect::Encoding;
use crate::link::report::ParameterType;

#[test]
fn every_type_holds_its_ends_and_nothing_beyond() {
    let whole = [
        (ParameterType::U8, 0.0, 255.0),
        (ParameterType::I8, -128.0, 127.0),
        (ParameterType::U16, 0.0, 65_535.0),
        (ParameterType::I16, -32_768.0, 32_767.0),
        (ParameterType::U32, 0.0, 4_294_967_295.0),
        (ParameterType::I32, -2_147_483_648.0, 2_147_483_647.0),
    ];
    for (kind, lowest, highest) in whole {
        for value in [lowest, highest, 1.0] {
            assert_eq!(value_of(bits_of(value, kind).unwrap(), kind), value);
        }
        for value in [lowest - 1.0, highest + 1.0, 0.5, f64::NAN, f64::INFINITY] {
            assert_eq!(bits_of(value, kind), None, "{kind:?} {value}");
        }
    }
}

#[test]
fn a_change_that_is_told_is_news_once_and_keeps_the_index() {
    let mut set = set_of(ARDUPILOT, START);
    let change = told(
        "RTL_ALT",
        4_000.0,
        ParameterType::I32,
        Encoding::ByCast,
        (u16::MAX, 1_354),
    );
    assert!(set.hear(&change, Encoding::ByCast));
    assert!(!set.hear(&change, Encoding::ByCast));
    assert_eq!(set.get("RTL_ALT").unwrap().index, Some(5));
    let differences = set_of(ARDUPILOT, START).differences(&set);
    let [only] = differences.as_slice() else {
        panic!("{differences:?}")
    };
    assert_eq!(
        (only.name.as_str(), only.before, only.after),
        ("RTL_ALT", Some(1_500.0), Some(4_000.0))
    );
}

#[test]
fn differences_are_told_of_what_only_one_of_two_sets_has() {
    let one = |name, value| {
        let mut set = ParameterSet::default();
        set.hear(
            &told(name, value, ParameterType::F32, Encoding::ByCast, (0, 1)),
            Encoding::ByCast,
        );
        set
    };
    let found = one("A", 1.0).differences(&one("B", 2.0));
    let found: Vec<_> = found
        .iter()
        .map(|it| (it.name.as_str(), it.before, it.after))
        .collect();
    assert_eq!(found, [("A", Some(1.0), None), ("B", None, Some(2.0))]);
    assert_eq!(one("A", 0.0).differences(&one("A", -0.0)).len(), 1);
}

/// Two parameters, padded, the second with a default.
const PACKED: &[u8] = &[
    0x1C, 0x67, 2, 0, 2, 0, 0x02, 0x20, b'A', b'B', b'C', 0xFE, 0xFF, 0, 0, 0x14, 0x02, b'X', 0, 0,
    0x80, 0x3F, 0, 0, 0, 0,
];

#[test]
fn a_packed_list_is_read_over_padding_and_defaults() {
    let set = read_packed_list(PACKED, START).unwrap();
    assert_eq!(set.get("ABC").unwrap().value, -2.0);
    let second = set.get("ABX").unwrap();
    assert_eq!(
        (second.value, second.index, second.parameter_type),
        (1.0, Some(1), ParameterType::F32)
    );
}

#[test]
fn a_packed_list_that_is_cut_or_damaged_is_none() {
    for length in 0..PACKED.len() {
        assert!(
            read_packed_list(&PACKED[..length], START).is_err(),
            "{length}"
        );
    }
    let with = |at: usize, byte| {
        let mut packed = PACKED.to_vec();
        packed[at] = byte;
        read_packed_list(&packed, START)
    };
    assert_eq!(with(0, 0), Err(PackedListFault::Magic));
    assert_eq!(with(2, 1), Err(PackedListFault::Count));
    assert_eq!(with(4, 3), Err(PackedListFault::Count));
    assert_eq!(with(6, 9), Err(PackedListFault::Entry(6)));
    // More of the last name than it has.
    assert_eq!(with(16, 0x04), Err(PackedListFault::Entry(15)));
}

#[test]
fn whatever_stands_in_a_packed_list_it_is_read_or_refused() {
    let mut dice = crate::fleet::test_line::Dice::named("packed nonsense");
    let mut read = 0;
    for _ in 0..20_000 {
        let mut packed = PACKED.to_vec();
        for _ in 0..3 {
            let at = (dice.part() * packed.len() as f64) as usize;
            packed[at] = (dice.part() * 256.0) as u8;
        }
        if let Ok(set) = read_packed_list(&packed, START) {
            read += 1;
            assert_eq!(set.len(), 2);
        }
    }
    assert!((1..10_000).contains(&read), "{read}");
}
