//! What is required, and how it follows from the facts.

use super::deadlines::{Deadlines, is_late};
use super::facts::{FlightFacts, Term, ZoneTouched};
use super::help;
use super::rules::{ALL_KINDS, why};
use crate::patrol::{ApprovalKind, Light};
use chrono::{DateTime, Utc};
use geofences::{Bilingual, ZoneId};

/// All that is required of a flight.
#[derive(Clone, Debug, PartialEq)]
pub struct Required {
    /// What has to be applied for or filed, held or not. Those to the air traffic management body may go into one
    /// application that names all of them.
    pub applications: Vec<Application>,
    /// What has to be reported; none where nothing has to be applied for.
    pub reports: Vec<Report>,
    /// What has to be kept to in flight.
    pub duties: Vec<Bilingual>,
}

/// Something that has to be approved or filed before the flight.
#[derive(Clone, Debug, PartialEq)]
pub struct Application {
    /// What it is.
    pub kind: ApplicationKind,
    /// Why it is required, with the article.
    pub why: Bilingual,
    /// Who decides.
    pub to: Addressee,
    /// It is filed before this moment.
    pub file_by: DateTime<Utc>,
    /// It is decided by this moment; none where a filing is not decided.
    pub decided_by: Option<DateTime<Utc>>,
    /// Whether it is held: approved for the whole flight, or filed.
    pub is_held: bool,
    /// Whether it is not held, and too late to be filed.
    pub is_late: bool,
    /// Where it is late: what helps.
    pub help: Option<Bilingual>,
}

/// What is applied for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ApplicationKind {
    /// Flight activity, by what makes it need an approval.
    Flight(ApprovalKind),
    /// The authorization of a zone.
    Zone(ZoneId),
    /// The plan of one flight under a long-term approval, which is filed (备案) and not decided.
    PlanUnderLongTerm {
        /// The number of the approval.
        number: String,
    },
}

/// Who is applied or reported to.
#[derive(Clone, Debug, PartialEq)]
pub struct Addressee {
    /// What it is called.
    pub name: Bilingual,
    /// How it is reached, where that is known.
    pub contact: Option<String>,
}

/// A report to the air traffic management body.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// Which one.
    pub kind: ReportKind,
    /// Why it is required, with the article.
    pub why: Bilingual,
    /// Who is reported to.
    pub to: Addressee,
    /// When.
    pub due: ReportDue,
    /// Whether it is too late for it.
    pub is_late: bool,
}

/// Which report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReportKind {
    /// When it takes off and that it is ready; its confirmation is waited for.
    BeforeTakeOff,
    /// That it has ended.
    AfterFlight,
}

/// When a report is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReportDue {
    /// Before this moment.
    Before(DateTime<Utc>),
    /// Promptly after this moment.
    PromptlyAfter(DateTime<Utc>),
}

impl Addressee {
    fn air_traffic_management() -> Self {
        Self {
            name: Bilingual::new("air traffic management body", "空中交通管理机构"),
            contact: None,
        }
    }

    fn of(zone: &ZoneTouched) -> Self {
        let named = |it: &&geofences::Authority| !it.name.trim().is_empty();
        let Some(authority) = zone.authority.as_ref().filter(named) else {
            return Self::air_traffic_management();
        };
        Self {
            name: Bilingual::new(&authority.name, &authority.name),
            contact: authority.contact.clone(),
        }
    }
}

pub(super) fn required(facts: &FlightFacts<'_>) -> Required {
    let deadlines = Deadlines::of(facts.flight.from, facts.is_emergency());
    let mut applications: Vec<Application> = ALL_KINDS
        .into_iter()
        .filter_map(|kind| Some(of_kind(facts, &deadlines, kind, why(facts, kind)?)))
        .collect();
    let plan = plan_under_long_term(facts, &deadlines, &applications);
    let zones = facts.zones.unwrap_or_default();
    applications.extend(zones.iter().map(|zone| of_zone(facts, &deadlines, zone)));
    applications.extend(plan);
    let reports = if applications.is_empty() {
        Vec::new()
    } else {
        reports(facts, &deadlines)
    };
    Required {
        applications,
        reports,
        duties: duties(facts),
    }
}

fn of_kind(
    facts: &FlightFacts<'_>,
    deadlines: &Deadlines,
    kind: ApprovalKind,
    why: Bilingual,
) -> Application {
    let is_held = facts.held(kind).next().is_some();
    let is_late = !is_held && is_late(facts.now, deadlines.filed_by);
    Application {
        why: help::with_way(facts, why),
        to: Addressee::air_traffic_management(),
        file_by: deadlines.filed_by,
        decided_by: Some(deadlines.decided_by),
        is_held,
        is_late,
        help: is_late.then(|| help::late(facts, help::without(facts, kind))),
        kind: ApplicationKind::Flight(kind),
    }
}

/// \[text\] Art. 19: over the sites that it lists, and in the surroundings of prohibited and restricted areas, one
/// flies only with an approval. That the authority of a zone keeps the same deadlines is taken from Art. 26.
fn of_zone(facts: &FlightFacts<'_>, deadlines: &Deadlines, zone: &ZoneTouched) -> Application {
    let is_late = !zone.is_held && is_late(facts.now, deadlines.filed_by);
    let (en, zh) = zone.name.both(&zone.id);
    let why = Bilingual::new(
        format!("zone {en} needs authorization (Art. 19)"),
        format!("空域“{zh}”须经批准（暂行条例第19条）"),
    );
    Application {
        why: help::with_way(facts, why),
        to: Addressee::of(zone),
        file_by: deadlines.filed_by,
        decided_by: Some(deadlines.decided_by),
        is_held: zone.is_held,
        is_late,
        help: is_late.then(|| help::late(facts, Some(help::around_zone()))),
        kind: ApplicationKind::Zone(zone.id.clone()),
    }
}

/// \[known\] Art. 26: who holds a long-term approval for regular flights in fixed airspace files the plan of each by
/// 12:00 of the day before. Required where a kind is held by nothing else.
fn plan_under_long_term(
    facts: &FlightFacts<'_>,
    deadlines: &Deadlines,
    applications: &[Application],
) -> Vec<Application> {
    let mut plans: Vec<Application> = Vec::new();
    for application in applications {
        let ApplicationKind::Flight(kind) = application.kind else {
            continue;
        };
        if facts.held(kind).any(|it| it.term == Term::OneFlight) {
            continue;
        }
        // Of several, one whose plan is filed will do.
        let Some(approval) = facts.held(kind).max_by_key(|it| it.term.is_ready()) else {
            continue;
        };
        let kind = ApplicationKind::PlanUnderLongTerm {
            number: approval.number.clone(),
        };
        if plans.iter().any(|plan| plan.kind == kind) {
            continue;
        }
        let is_held = approval.term.is_ready();
        let is_late = !is_held && is_late(facts.now, deadlines.plan_filed_by);
        let number = &approval.number;
        plans.push(Application {
            kind,
            why: Bilingual::new(
                format!(
                    "long-term approval {number}: the plan of each flight is filed by 12:00 the day before \
                     (Art. 26)"
                ),
                format!("长期飞行活动批准 {number}：每次飞行计划应于前一日12时前报备（暂行条例第26条）"),
            ),
            to: Addressee::air_traffic_management(),
            file_by: deadlines.plan_filed_by,
            decided_by: None,
            is_held,
            is_late,
            help: is_late.then(|| help::late(facts, None)),
        });
    }
    plans
}

fn reports(facts: &FlightFacts<'_>, deadlines: &Deadlines) -> Vec<Report> {
    vec![before_take_off(facts, deadlines), after_flight(facts)]
}

/// \[text\] Art. 30: take-off is reported 1 h before, and its confirmation waited for; \[known\] in an emergency,
/// whose application is filed until 30 min before (Art. 29), with it.
fn before_take_off(facts: &FlightFacts<'_>, deadlines: &Deadlines) -> Report {
    let why = if facts.is_emergency() {
        Bilingual::new(
            "take-off is reported, in an emergency 30 min before, and confirmed before it happens (Art. 29, 30)",
            "应报告起飞时刻和准备情况（紧急任务提前30分钟），经确认后方可起飞（暂行条例第29、30条）",
        )
    } else {
        Bilingual::new(
            "take-off is reported 1 h before, and confirmed before it happens (Art. 30)",
            "应在起飞1小时前报告起飞时刻和准备情况，经确认后方可起飞（暂行条例第30条）",
        )
    };
    Report {
        kind: ReportKind::BeforeTakeOff,
        why,
        to: Addressee::air_traffic_management(),
        due: ReportDue::Before(deadlines.reported_by),
        is_late: is_late(facts.now, deadlines.reported_by),
    }
}

/// \[known\] Art. 32: the end of a flight that needed an approval is reported promptly.
fn after_flight(facts: &FlightFacts<'_>) -> Report {
    Report {
        kind: ReportKind::AfterFlight,
        why: Bilingual::new(
            "the end of the flight is reported promptly (Art. 32)",
            "飞行结束后应及时报告（暂行条例第32条）",
        ),
        to: Addressee::air_traffic_management(),
        due: ReportDue::PromptlyAfter(facts.flight.until),
        is_late: false,
    }
}

/// \[known\] Art. 32: at night the lights are on. Twilight is not day: when night begins, the regulation does not say.
fn duties(facts: &FlightFacts<'_>) -> Vec<Bilingual> {
    let lights = || {
        Bilingual::new(
            "at night its lights are on and seen to work (Art. 32)",
            "夜间飞行应开启灯光系统并确保其工作良好（暂行条例第32条）",
        )
    };
    let may_be_night = facts.light != Light::Day;
    may_be_night.then(lights).into_iter().collect()
}
