use super::coordinates::{self, CoordinateFaultKind};
use super::scan::{ScanFaultKind, scan};
use geo::Coord;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde_json::Value;

/// The seed of the random documents.
const DOCUMENT_SEED: u64 = 0x0015_0915;

/// A random value whose strings hold everything that could mislead a scan.
fn random_value(random: &mut ChaCha8Rng, depth: usize) -> Value {
    let kinds = if depth == 0 { 5 } else { 7 };
    match random.random_range(0..kinds) {
        0 => Value::Null,
        1 => Value::Bool(random.random()),
        2 => Value::from(random.random_range(-1e6..1e6)),
        3 => Value::from("}]\"\\{[,:\n湾"),
        4 => Value::from(""),
        5 => {
            let count = random.random_range(0..4);
            (0..count)
                .map(|_| random_value(random, depth - 1))
                .collect()
        }
        _ => {
            let count = random.random_range(0..4);
            let member = |i| (format!("k\"{i}}}"), random_value(random, depth - 1));
            (0..count).map(member).collect()
        }
    }
}

#[test]
fn the_scan_finds_the_features_and_members_that_a_full_parse_finds() {
    let mut random = ChaCha8Rng::seed_from_u64(DOCUMENT_SEED);
    for round in 0..500 {
        let count = random.random_range(0..6);
        let items: Vec<Value> = (0..count).map(|_| random_value(&mut random, 4)).collect();
        let before = random_value(&mut random, 3);
        let after = random_value(&mut random, 3);
        let document = serde_json::json!({"a": before, "features": items, "z": after});
        let text = if round % 2 == 0 {
            document.to_string()
        } else {
            serde_json::to_string_pretty(&document).unwrap()
        };
        let found = scan(&text, &["features"], false);
        assert_eq!(found.fault, None, "{text}");
        assert_eq!(found.lists, 1);
        let parse = |text: &str| serde_json::from_str::<Value>(text).unwrap();
        let parsed: Vec<Value> = found.items.iter().map(|item| parse(item.text)).collect();
        assert_eq!(parsed, items);
        let members: Vec<(&str, Value)> = found
            .members
            .iter()
            .map(|(key, value)| (*key, parse(value)))
            .collect();
        assert_eq!(members, [("a", before), ("z", after)]);
        for item in &found.items {
            let at = item.text.as_ptr() as usize - text.as_ptr() as usize;
            assert_eq!(
                item.line,
                text[..at].lines().count().max(1) + usize::from(text[..at].ends_with('\n'))
            );
        }
    }
}

#[test]
fn a_scan_says_how_a_document_ends_wrongly() {
    for (text, kind) in [
        ("", ScanFaultKind::Empty),
        ("x", ScanFaultKind::NotJson),
        (r#"{"features":[{"#, ScanFaultKind::Truncated),
        (r#"{"features":[{}"#, ScanFaultKind::Truncated),
        (r#"{"features":["\"#, ScanFaultKind::Truncated),
        (r#"{"features":[{}}"#, ScanFaultKind::Unexpected),
        (r#"{"features":[,]}"#, ScanFaultKind::Unexpected),
        (r#"{"features"[]}"#, ScanFaultKind::Unexpected),
        (r#"{"features":[]}]"#, ScanFaultKind::Trailing),
    ] {
        let fault = scan(text, &["features"], false).fault;
        assert_eq!(fault.map(|fault| fault.kind), Some(kind), "{text}");
    }
}

#[test]
fn coordinates_are_the_numbers_that_a_full_parse_finds() {
    let mut random = ChaCha8Rng::seed_from_u64(DOCUMENT_SEED);
    for _ in 0..200 {
        let polygons: Vec<Vec<Vec<[f64; 3]>>> = (0..random.random_range(0..3))
            .map(|_| {
                (0..random.random_range(0..3))
                    .map(|_| {
                        (0..random.random_range(0..5))
                            .map(|_| random.random())
                            .collect()
                    })
                    .collect()
            })
            .collect();
        let text = serde_json::to_string_pretty(&polygons).unwrap();
        let read = coordinates::read(&text, 4);
        let expected: Vec<Vec<Vec<Coord<f64>>>> = polygons
            .iter()
            .map(|rings| {
                let ring = |ring: &Vec<[f64; 3]>| {
                    ring.iter().map(|v| Coord { x: v[0], y: v[1] }).collect()
                };
                rings.iter().map(ring).collect()
            })
            .collect();
        assert_eq!(read.nested, expected);
        assert_eq!(read.faults, []);
    }
}

#[test]
fn what_is_no_position_is_told_with_its_place() {
    use CoordinateFaultKind as Kind;
    for (text, depth, place, kind) in [
        ("[[[1,2],[3]]]", 3, (0, 0, 1), Kind::TooShort),
        ("[[[1,2]],[[1,2],[null,4]]]", 3, (0, 1, 1), Kind::NotANumber),
        ("[[[[1,2]]],[[[\"x\",2]]]]", 4, (1, 0, 0), Kind::NotANumber),
        ("[[[1,2],{\"a\":[1,2]}]]", 3, (0, 0, 1), Kind::Nesting),
        ("[[1,2]]", 3, (0, 0, 0), Kind::Nesting),
        ("[1,[2]]", 1, (0, 0, 0), Kind::Nesting),
        ("\"[1,2]\"", 1, (0, 0, 0), Kind::Nesting),
        ("[]", 1, (0, 0, 0), Kind::TooShort),
    ] {
        let fault = coordinates::read(text, depth).faults[0];
        assert_eq!((fault.polygon, fault.ring, fault.vertex), place, "{text}");
        assert_eq!(fault.kind, kind, "{text}");
    }
}
