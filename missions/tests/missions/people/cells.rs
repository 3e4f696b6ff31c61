//! What a cell tells at an hour of a day.

use super::*;

#[test]
fn a_cell_tells_each_hour_by_the_clocks_of_china() {
    let people = with_rows(&row(CELL, "any", 100));
    let here = place(120.3826, 36.0671);
    for hour in 0..24 {
        let time = format!("2026-12-02T{hour:02}:00:00+08:00");
        assert_eq!(told(&people, here, &time), Some(f64::from(hour) + 100.0));
    }
    assert_eq!(people.most_crowded_per_km2(), 123.0);
    assert_eq!(people.source(), "示意");
    assert_eq!(people.cell_count(), 1);
}

#[test]
fn what_was_not_told_is_unknown_and_not_empty() {
    let here = middle(CELL);
    let blank_at_8 = hours(|hour| match hour {
        7 => "0".to_owned(),
        8 => String::new(),
        _ => "5".to_owned(),
    });
    let people = with_rows(&format!("{CELL},weekday,,{blank_at_8}\n"));
    let wednesday = |hour: u32| format!("2026-12-02T{hour:02}:00:00+08:00");
    assert_eq!(told(&people, here, &wednesday(7)), Some(0.0));
    assert_eq!(told(&people, here, &wednesday(8)), None);
    // On Saturday there is no row.
    assert_eq!(told(&people, here, "2026-12-05T07:00:00+08:00"), None);
    // Beside it there is no cell.
    let cell = cell_at(&people, here);
    for (column, row) in [(1, 0), (-1, 0), (0, 1), (0, -1)] {
        let beside = PeopleCell {
            column: cell.column + column,
            row: cell.row + row,
        };
        assert_eq!(people.per_km2(beside, at(&wednesday(7))), None);
    }
}

#[test]
fn weekends_holidays_and_workdays_have_their_rows() {
    let rows = row(CELL, "weekday", 0) + &row(CELL, "weekend", 1_000);
    let people = with_rows(&rows);
    for (day, number) in [
        ("2026-11-30", 12.0),    // Monday
        ("2026-12-04", 12.0),    // Friday
        ("2026-12-05", 1_012.0), // Saturday
        ("2026-12-06", 1_012.0), // Sunday
        ("2026-12-07", 12.0),    // Monday
        ("2027-01-01", 1_012.0), // Friday, a holiday
        ("2027-01-09", 12.0),    // Saturday, a workday
        ("2027-01-10", 1_012.0), // Sunday
    ] {
        let time = format!("{day}T12:00:00+08:00");
        assert_eq!(told(&people, middle(CELL), &time), Some(number), "{day}");
    }
}

#[test]
fn before_the_first_day_and_after_the_last_nothing_is_known() {
    let people = with_rows(&row(CELL, "any", 0));
    for (time, is_known) in [
        ("2026-11-29T23:59:59+08:00", false),
        ("2026-11-30T00:00:00+08:00", true),
        ("2027-01-10T23:59:59+08:00", true),
        ("2027-01-11T00:00:00+08:00", false),
    ] {
        assert_eq!(
            told(&people, middle(CELL), time).is_some(),
            is_known,
            "{time}"
        );
    }
    let days = ["2026-11-30", "2027-01-10"].map(|it| it.parse::<NaiveDate>().unwrap());
    assert_eq!(people.days(), days.into());
    for moment in [DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC] {
        assert_eq!(people.per_km2(cell_at(&people, middle(CELL)), moment), None);
    }
}

#[test]
fn the_finest_cell_says_it_all_for_its_ground() {
    let coarse = &CELL[..9];
    let fine = format!("{CELL}3");
    let blank = hours(|hour| if hour == 9 { "1" } else { "" }.to_owned());
    let rows = row(coarse, "any", 100) + &row(CELL, "any", 200);
    let people = with_rows(&format!("{rows}{fine},any,,{blank}\n"));
    let noon = "2026-12-02T12:00:00+08:00";
    assert_eq!(told(&people, middle(&fine), noon), None);
    assert_eq!(
        told(&people, middle(&fine), "2026-12-02T09:00:00+08:00"),
        Some(1.0)
    );
    assert_eq!(
        told(&people, middle(&format!("{CELL}0")), noon),
        Some(212.0)
    );
    let beside = CELL.parse::<BeidouCell>().unwrap().neighbour(0, 1).unwrap();
    let beside = middle(&beside.to_string());
    assert_eq!(told(&people, beside, noon), Some(112.0));
    // Every cell of 2″ of the coarse one is known, and none around.
    let cell: BeidouCell = coarse.parse().unwrap();
    let (south_west, north_east) = (cell.bounds().min(), cell.bounds().max());
    let size = people.cell_deg();
    let inside = |coord: Coord<f64>| {
        let position = place(coord.x, coord.y);
        told(&people, position, noon).is_some() || position == middle(&fine)
    };
    let half = size * 0.5;
    for step in 0..30 {
        let along = size * f64::from(step);
        let south = Coord {
            x: south_west.x + along.x + half.x,
            y: south_west.y + half.y,
        };
        let north = Coord {
            y: north_east.y - half.y,
            ..south
        };
        for edge in [south, north] {
            assert!(inside(edge));
        }
        assert!(!inside(Coord {
            y: south.y - size.y,
            ..south
        }));
        assert!(!inside(Coord {
            y: north.y + size.y,
            ..north
        }));
    }
}

#[test]
fn a_place_with_its_level_is_the_same_as_the_code_of_its_cell() {
    let numbers = hours(|hour| hour.to_string());
    for level in 4..=6 {
        let position = place(120.3826, 36.0671);
        let cell = BeidouCell::at(position, BeidouLevel::new(level).unwrap()).unwrap();
        let by_code = with_rows(&format!("{cell},any,here,{numbers}\n"));
        let columns = COLUMNS.replace("cell", "longitude,latitude,level");
        let by_degrees = good(&format!(
            "{SETTINGS}{columns}120.3826,36.0671,{level},any,here,{numbers}\n"
        ));
        assert_eq!(by_code, by_degrees);
        assert_eq!(by_code.cell_deg().x, cell.size_deg().0);
    }
}
