//! What has to come out.

use super::city::{City, tables};
use super::events::later;
use super::faults::{link, mode};
use super::given::{Given, PART, ScenarioGiven, Table};
use super::keys;
use super::vehicles::VehicleNames;
use crate::scenario::{
    Assertion, AssertionKind, HeightBand, LandingPlace, LossLimit, ModeMoment, Quantifier,
    VehicleCount,
};
use crate::time::SimTime;
use geofences::{Bilingual, Footprint, Position, RawPolygon};
use written::{Names, bounds, say};

/// What an assertion is, before the rest is read.
#[derive(Clone, Copy)]
pub enum Kind {
    NoCrash,
    Reaches,
    StaysInside,
    Mode,
    Lands,
    Separation,
    BatteryAbove,
    EventSeen,
    Airborne,
    MessagesLost,
}

/// The words for them.
pub const KINDS: &[(&str, Kind)] = &[
    ("no-crash", Kind::NoCrash),
    ("reaches", Kind::Reaches),
    ("stays-inside", Kind::StaysInside),
    ("mode", Kind::Mode),
    ("lands", Kind::Lands),
    ("separation", Kind::Separation),
    ("battery-above", Kind::BatteryAbove),
    ("event-seen", Kind::EventSeen),
    ("airborne", Kind::Airborne),
    ("messages-lost", Kind::MessagesLost),
];

/// More assertions than anyone reads the verdicts of.
const MOST_ASSERTIONS: usize = 200;

/// Reads all assertions.
pub fn read(file: &Table<'_>, vehicles: &VehicleNames, city: &City) -> Vec<Assertion> {
    let mut own_names = Names::new(("assertion", "断言"));
    let mut tables = tables(file, "assert", &keys::ASSERT);
    if tables.len() > MOST_ASSERTIONS {
        let what = say(
            format!(
                "{} assertions; {MOST_ASSERTIONS} are the most",
                tables.len()
            ),
            format!("{} 条断言，最多 {MOST_ASSERTIONS} 条", tables.len()),
        );
        file.report.error("out-of-range", &file.spot, what, None);
        tables.truncate(MOST_ASSERTIONS);
    }
    let assertions = tables
        .into_iter()
        .enumerate()
        .filter_map(|(index, table)| assertion(table, index, vehicles, city, &mut own_names));
    assertions.collect()
}

fn assertion(
    table: Table<'_>,
    index: usize,
    names: &VehicleNames,
    city: &City,
    own_names: &mut Names<()>,
) -> Option<Assertion> {
    let name = table.optional("name", |given| {
        let name = given.text()?;
        own_names.add(name.to_owned(), (), &given);
        Some(name.to_owned())
    });
    let vehicles = match table.given("vehicle") {
        Some(given) => names.several(&given),
        None => Some(names.all()),
    };
    if vehicles.as_ref().is_some_and(Vec::is_empty) {
        let what = say("there is no vehicle to judge", "没有可供判定的飞行器");
        let report = table.report;
        report.error("unknown-name", &table.spot, what, None);
    }
    let word = table.given("kind");
    let kind = table.required("kind", |given| given.choice(("assertion", "断言"), KINDS))?;
    let facts = Facts {
        table: &table,
        names,
        vehicles: vehicles.as_deref(),
        city,
    };
    let read = facts.read(kind);
    table.close(("for this assertion", "对这种断言"));
    let usual_name = || {
        let word = word.and_then(|word| word.text()).unwrap_or_default();
        format!("{word} #{index}")
    };
    Some(Assertion {
        name: name.unwrap_or_else(usual_name),
        vehicles: vehicles?,
        kind: read?,
    })
}

struct Facts<'a, 'b> {
    table: &'b Table<'a>,
    names: &'b VehicleNames,
    vehicles: Option<&'b [usize]>,
    city: &'b City,
}

impl Facts<'_, '_> {
    fn number(&self, key: &'static str, least: f64, most: f64, unit: &'static str) -> Option<f64> {
        let within = bounds(least, most, unit);
        self.table.optional(key, |given| given.number(within))
    }

    fn moment(&self, key: &'static str) -> Option<SimTime> {
        self.table.optional(key, |given| given.moment())
    }

    fn from(&self) -> SimTime {
        self.moment("from_s").unwrap_or(SimTime::START)
    }

    /// A moment that has to be later than another one.
    fn later(&self, key: &'static str, from: SimTime) -> Option<SimTime> {
        self.table.optional(key, |given| later(&given, from))
    }

    fn who(&self) -> Quantifier {
        let any = self.table.optional("any", |given| given.flag());
        if any == Some(true) {
            Quantifier::Any
        } else {
            Quantifier::All
        }
    }

    fn within_m(&self) -> Option<f64> {
        let far = bounds(0.1, 1_000_000.0, "m");
        self.table.required("within_m", |given| given.number(far))
    }

    fn heights(&self) -> HeightBand {
        let height = |key| self.number(key, -500.0, 15_000.0, "m");
        let band = HeightBand {
            lowest_agl_m: height("lowest_agl_m"),
            highest_agl_m: height("highest_agl_m"),
            lowest_amsl_m: height("lowest_amsl_m"),
            highest_amsl_m: height("highest_amsl_m"),
        };
        let is_turned = |low: Option<f64>, high: Option<f64>| {
            low.zip(high).is_some_and(|(low, high)| low >= high)
        };
        if is_turned(band.lowest_agl_m, band.highest_agl_m)
            || is_turned(band.lowest_amsl_m, band.highest_amsl_m)
        {
            let what = say(
                "the lowest height is not below the highest one",
                "最低高度不低于最高高度",
            );
            self.contradiction(what);
        }
        band
    }

    fn contradiction(&self, what: Bilingual) {
        let table = self.table;
        table.report.error("contradiction", &table.spot, what, None);
    }

    fn read(&self, kind: Kind) -> Option<AssertionKind> {
        let table = self.table;
        Some(match kind {
            Kind::NoCrash => AssertionKind::NoCrash,
            Kind::Reaches => self.reaches()?,
            Kind::StaysInside => self.stays_inside()?,
            Kind::Mode => self.mode()?,
            Kind::Lands => self.lands()?,
            Kind::Separation => {
                let far = bounds(0.1, 10_000.0, "m");
                AssertionKind::Separation {
                    at_least_m: table.required("at_least_m", |given| given.number(far))?,
                }
            }
            Kind::BatteryAbove => AssertionKind::BatteryAbove {
                charge: table.required("charge", |given| given.number(PART))?,
            },
            Kind::EventSeen => {
                let event = table.required("event", |given| self.city.events.one(&given));
                let by = self.moment("by_s");
                AssertionKind::EventSeen { event: event?, by }
            }
            Kind::Airborne => self.airborne()?,
            Kind::MessagesLost => self.messages_lost()?,
        })
    }

    fn reaches(&self) -> Option<AssertionKind> {
        let place = self.table.required("place", |given| given.position());
        let radius_m = self.within_m();
        let (who, heights, from) = (self.who(), self.heights(), self.from());
        let by = self.later("by_s", from);
        Some(AssertionKind::Reaches {
            who,
            place: place?,
            radius_m: radius_m?,
            heights,
            from,
            by,
        })
    }

    fn stays_inside(&self) -> Option<AssertionKind> {
        let table = self.table;
        let heights = self.heights();
        let from = self.from();
        let until = self.later("until_s", from);
        let area = match (table.has("circle"), table.has("polygon")) {
            (true, true) => {
                let what = say(
                    "a circle or a polygon, not both",
                    "circle 与 polygon 只能选一",
                );
                self.contradiction(what);
                None
            }
            (true, false) => Some(table.optional("circle", |given| circle(&given))?),
            (false, true) => Some(table.optional("polygon", |given| polygon(&given))?),
            (false, false) if heights == HeightBand::default() => {
                let what = say(
                    "nothing is said of what to stay inside",
                    "未说明应保持在何处之内",
                );
                self.contradiction(what);
                None
            }
            (false, false) => None,
        };
        Some(AssertionKind::StaysInside {
            area,
            heights,
            from,
            until,
        })
    }

    fn mode(&self) -> Option<AssertionKind> {
        let table = self.table;
        let mode = table.required("mode", |given| mode(&given, self.names, self.vehicles));
        let is_never = table.optional("never", |given| given.flag()) == Some(true);
        let who = if is_never {
            Quantifier::All
        } else {
            self.who()
        };
        let when = if table.has("at_s") && !is_never {
            ModeMoment::At(self.moment("at_s")?)
        } else {
            let from = self.from();
            if is_never {
                ModeMoment::Never(from, self.later("until_s", from))
            } else {
                ModeMoment::Ever(from, self.later("by_s", from))
            }
        };
        Some(AssertionKind::Mode {
            who,
            mode: mode?,
            when,
        })
    }

    fn lands(&self) -> Option<AssertionKind> {
        let table = self.table;
        let within_m = self.within_m();
        let (who, by) = (self.who(), self.moment("by_s"));
        let is_home = table.optional("home", |given| given.flag()) == Some(true);
        let place = table.optional("place", |given| given.position());
        let dock = table.optional("dock", |given| {
            let dock = self.city.docks.one(&given)?;
            self.city.docks.about(dock)?.at
        });
        let given = [is_home, table.has("place"), table.has("dock")];
        if given.into_iter().filter(|is_given| *is_given).count() != 1 {
            let what = say(
                "say where with one of place, dock and home = true",
                "请用 place、dock、home = true 之一说明地点",
            );
            self.contradiction(what);
        }
        let there = place.or(dock).map(LandingPlace::At);
        Some(AssertionKind::Lands {
            who,
            place: there.or(is_home.then_some(LandingPlace::Home))?,
            within_m: within_m?,
            by,
        })
    }

    fn airborne(&self) -> Option<AssertionKind> {
        let table = self.table;
        let at = table.required("at_s", |given| given.moment());
        let many = bounds(0.0, 1_000_000.0, "");
        let whole = |key| table.optional(key, |given| given.whole(many));
        let least = whole("at_least").map(|count| VehicleCount::AtLeast(count as usize));
        let most = whole("at_most").map(|count| VehicleCount::AtMost(count as usize));
        let part = table.optional("at_least_part", |given| given.number(PART));
        let part = part.map(VehicleCount::AtLeastPart);
        self.exactly_one(&["at_least", "at_most", "at_least_part"]);
        Some(AssertionKind::Airborne {
            at: at?,
            count: least.or(most).or(part)?,
        })
    }

    fn messages_lost(&self) -> Option<AssertionKind> {
        let table = self.table;
        let link = table.optional("link", |given| link(&given, self.names, self.vehicles));
        let many = bounds(0.0, 1e12, "");
        let frames = table.optional("at_most", |given| given.whole(many));
        let part = table.optional("at_most_part", |given| given.number(PART));
        self.exactly_one(&["at_most", "at_most_part"]);
        let frames = frames.map(LossLimit::Frames);
        Some(AssertionKind::MessagesLost {
            link,
            at_most: frames.or(part.map(LossLimit::Part))?,
        })
    }

    fn exactly_one(&self, keys: &[&'static str]) {
        if keys.iter().filter(|key| self.table.has(key)).count() != 1 {
            let listed = keys.join(", ");
            let what = say(
                format!("give one of {listed}"),
                format!("须给出 {listed} 之一"),
            );
            self.contradiction(what);
        }
    }
}

fn circle(given: &Given<'_>) -> Option<Footprint> {
    let table = given.table(&keys::CIRCLE)?;
    let centre = table.required("centre", |given| given.position());
    let far = bounds(0.1, 500_000.0, "m");
    let radius_m = table.required("radius_m", |given| given.number(far));
    let circle = Footprint::circle(centre?, radius_m?);
    if let Err(fault) = &circle {
        given.error("bad-area", say(fault.to_string(), "圆形区域无效"), None);
    }
    circle.ok()
}

fn polygon(given: &Given<'_>) -> Option<Footprint> {
    let corners: Vec<_> = given.elements()?.iter().map(Given::position).collect();
    let corners = corners.into_iter().collect::<Option<Vec<Position>>>()?;
    let raw = RawPolygon {
        exterior: corners.into_iter().map(Position::coord).collect(),
        holes: Vec::new(),
    };
    match Footprint::from_polygons(&[raw]) {
        Ok((footprint, _)) => Some(footprint),
        Err(faults) => {
            for fault in faults {
                let what = say(
                    fault.kind.to_string(),
                    "多边形无效：顶点不足、自相交或没有面积",
                );
                given.error("bad-area", what, None);
            }
            None
        }
    }
}
