//! What has to be applied for and reported, for people and machines.

use super::words::{local_time, utc};
use crate::console::Console;
use geofences::Bilingual;
use missions::applications::{
    Application, ApplicationKind, Report, ReportDue, ReportKind, Required,
};
use serde_json::{Value, json};

/// A line for each application, report and duty.
pub(super) fn lines(required: &Required, console: Console) -> Vec<String> {
    let applications = required
        .applications
        .iter()
        .map(|it| application(it, console));
    let reports = required.reports.iter().map(|it| report(it, console));
    let duties = required.duties.iter().map(|it| console.text(it).to_owned());
    applications.chain(reports).chain(duties).collect()
}

fn application(it: &Application, console: Console) -> String {
    let (why, to) = (console.text(&it.why), console.text(&it.to.name));
    let by = local_time(it.file_by);
    match (console.pick("en", "zh"), it.is_held) {
        ("zh", true) => format!("已获批准：{why}"),
        (_, true) => format!("approved: {why}"),
        ("zh", false) => format!("须在 {by} 前向{to}申请：{why}"),
        (_, false) => format!("to apply for by {by} to {to}: {why}"),
    }
}

fn report(it: &Report, console: Console) -> String {
    let (why, to) = (console.text(&it.why), console.text(&it.to.name));
    match (it.due, console.pick("en", "zh")) {
        (ReportDue::Before(time), "zh") => format!("须在 {} 前向{to}报告：{why}", local_time(time)),
        (ReportDue::Before(time), _) => format!("to report by {} to {to}: {why}", local_time(time)),
        (ReportDue::PromptlyAfter(_), "zh") => format!("降落后及时向{to}报告：{why}"),
        (ReportDue::PromptlyAfter(_), _) => {
            format!("to report promptly after the landing to {to}: {why}")
        }
    }
}

/// The same for machines.
pub(super) fn value(required: &Required) -> Value {
    let applications = required.applications.iter().map(|it| {
        let (kind, about) = match &it.kind {
            ApplicationKind::Flight(kind) => ("flight-activity", json!(format!("{kind:?}"))),
            ApplicationKind::Zone(zone) => ("zone", json!(zone)),
            ApplicationKind::PlanUnderLongTerm { number } => {
                ("plan-under-long-term", json!(number))
            }
        };
        json!({
            "kind": kind,
            "about": about,
            "why": it.why,
            "to": party(&it.to.name, it.to.contact.as_deref()),
            "file_by": utc(it.file_by),
            "decided_by": it.decided_by.map(utc),
            "is_held": it.is_held,
            "is_late": it.is_late,
            "help": it.help,
        })
    });
    let reports = required.reports.iter().map(|it| {
        let (when, time) = match it.due {
            ReportDue::Before(time) => ("before", time),
            ReportDue::PromptlyAfter(time) => ("promptly-after", time),
        };
        let kind = match it.kind {
            ReportKind::BeforeTakeOff => "before-take-off",
            ReportKind::AfterFlight => "after-flight",
        };
        json!({
            "kind": kind,
            "why": it.why,
            "to": party(&it.to.name, it.to.contact.as_deref()),
            "due": { "when": when, "time": utc(time) },
            "is_late": it.is_late,
        })
    });
    json!({
        "applications": applications.collect::<Vec<_>>(),
        "reports": reports.collect::<Vec<_>>(),
        "duties": required.duties,
    })
}

fn party(name: &Bilingual, contact: Option<&str>) -> Value {
    json!({ "name": name, "contact": contact })
}
