//! A whole document: its text is decoded, its features are shared out to all cores, and what
//! they give is put together in the file's order.

use super::item::{Findings, ItemPlace, ItemReader};
use super::scan::{Scan, ScannedItem, scan};
use super::text::{decoded, report_no_features, report_scan_fault, report_too_many_problems};
use super::tree::{Json, Object};
use crate::files::{AirspaceFile, ReadOptions};
use crate::{Bilingual, Problem, ProblemPlace, Severity, ZoneId};
use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

/// What a format says about its documents.
pub(crate) struct DocumentShape<C, I> {
    /// The names that the list of features may have.
    pub(crate) list_names: &'static [&'static str],
    /// Whether the whole document may be the list.
    pub(crate) top_level_list: bool,
    /// Looks at the members beside the list (given the options and what was found so far);
    /// may tell another extent to expect.
    pub(crate) check: C,
    /// Reads one feature.
    pub(crate) item: I,
}

/// What the members beside the list of features say.
pub(crate) enum DocumentVerdict {
    /// The features can be read.
    Features,
    /// The document is itself one feature.
    OneFeature,
    /// The features must not be read; a problem says why.
    Refused,
}

/// Features that one worker takes at a time: few enough to keep all workers busy to the end,
/// enough that taking them costs nothing.
const FEATURES_AT_A_TIME: usize = 256;

/// After more problems than this the rest of a file is not read: nobody reads them all, and they
/// must not fill the memory.
const MOST_PROBLEMS: usize = 100_000;

/// Reads a document of features.
pub(crate) fn read<C, I>(
    bytes: &[u8],
    options: &ReadOptions<'_>,
    shape: &DocumentShape<C, I>,
) -> AirspaceFile
where
    C: Fn(&Object<'_>, &mut ReadOptions<'_>, &mut AirspaceFile) -> DocumentVerdict,
    I: Fn(&Json<'_>, &mut ItemReader<'_>) + Sync,
{
    let mut head = AirspaceFile::default();
    let mut options = options.clone();
    let (text, whole) = decoded(bytes, &options, &mut head);
    let mut scanned = scan(text, shape.list_names, shape.top_level_list);
    let members = parsed_members(&scanned, &options, &mut head);
    // A coordinate system that cannot be read may be any.
    let crs_unread = |p: &Problem| p.code == "not-json" && p.place.field.as_deref() == Some("crs");
    if head.problems.iter().any(crs_unread) {
        return head;
    }
    if scanned.lists > 0 || !members.0.is_empty() {
        match (shape.check)(&members, &mut options, &mut head) {
            DocumentVerdict::Features => {}
            DocumentVerdict::OneFeature if scanned.fault.is_none() => {
                scanned.items = vec![ScannedItem {
                    text: text.trim(),
                    line: 1,
                }];
            }
            DocumentVerdict::OneFeature => {}
            DocumentVerdict::Refused => return head,
        }
    }
    if scanned.items.is_empty() && scanned.fault.is_none() && head.is_clean() {
        report_no_features(&options, &mut head);
    }
    let mut findings = read_items(&scanned.items, bytes.len(), &options, &shape.item);
    if let Some(progress) = options.progress {
        progress(bytes.len() as u64);
    }
    refuse_doubled_ids(&mut findings, &options);
    add_once_notes(&mut findings, &options);
    let mut file = findings.file;
    head.problems.append(&mut file.problems);
    file.problems = head.problems;
    if let Some(fault) = scanned.fault.filter(|_| whole) {
        report_scan_fault(fault, scanned.items.len(), &options, &mut file);
    }
    file
}

/// The members beside the list; one that is no JSON is an error.
fn parsed_members<'a>(
    scanned: &Scan<'a>,
    options: &ReadOptions<'_>,
    head: &mut AirspaceFile,
) -> Object<'a> {
    let mut members = Object::default();
    for (key, text) in &scanned.members {
        match Json::parse(text) {
            Ok(value) => members.0.push((Cow::Borrowed(*key), value)),
            Err(error) => head.problem(
                Severity::Error,
                "not-json",
                ProblemPlace {
                    file: Some(options.file.to_owned()),
                    field: Some((*key).to_owned()),
                    ..ProblemPlace::default()
                },
                Bilingual::new(
                    format!("this member is no JSON: {error}"),
                    format!("该成员不是有效的 JSON：{error}"),
                ),
                None,
            ),
        }
    }
    let doubled = members.doubled_key().map(str::to_owned);
    let doubled = doubled.or_else(|| (scanned.lists > 1).then(|| "features".to_owned()));
    if let Some(key) = doubled {
        head.problem(
            Severity::Error,
            "duplicate-key",
            ProblemPlace {
                file: Some(options.file.to_owned()),
                field: Some(key.clone()),
                ..ProblemPlace::default()
            },
            Bilingual::new(
                format!("\"{key}\" is given twice in the document"),
                format!("文档中“{key}”出现了两次"),
            ),
            None,
        );
    }
    members
}

fn read_items<I>(
    items: &[ScannedItem<'_>],
    total_bytes: usize,
    options: &ReadOptions<'_>,
    read_item: &I,
) -> Findings
where
    I: Fn(&Json<'_>, &mut ItemReader<'_>) + Sync,
{
    let next_chunk = AtomicUsize::new(0);
    let done_bytes = AtomicU64::new(0);
    let problems = AtomicUsize::new(0);
    let done: Mutex<Vec<(usize, Findings)>> = Mutex::new(Vec::new());
    let work = || {
        loop {
            if problems.load(Ordering::Relaxed) > MOST_PROBLEMS {
                return;
            }
            let chunk = next_chunk.fetch_add(1, Ordering::Relaxed);
            let first = chunk.saturating_mul(FEATURES_AT_A_TIME);
            let Some(rest) = items.get(first..).filter(|rest| !rest.is_empty()) else {
                return;
            };
            let mut findings = Findings::default();
            let mut chunk_bytes = 0;
            for (offset, item) in rest.iter().take(FEATURES_AT_A_TIME).enumerate() {
                read_one(first + offset, *item, options, &mut findings, read_item);
                chunk_bytes += item.text.len() as u64;
            }
            if let Some(progress) = options.progress {
                let before = done_bytes.fetch_add(chunk_bytes, Ordering::Relaxed);
                progress((before + chunk_bytes).min(total_bytes as u64));
            }
            problems.fetch_add(findings.file.problems.len(), Ordering::Relaxed);
            let mut done = done
                .lock()
                .unwrap_or_else(std::sync::PoisonError::into_inner);
            done.push((chunk, findings));
        }
    };
    let chunks = items.len().div_ceil(FEATURES_AT_A_TIME);
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 1..cores.min(chunks) {
            // A thread that cannot be had is work for the others.
            let _ = std::thread::Builder::new().spawn_scoped(scope, work);
        }
        work();
    });
    let done = done.into_inner();
    let mut done = done.unwrap_or_else(std::sync::PoisonError::into_inner);
    done.sort_unstable_by_key(|(chunk, _)| *chunk);
    let all_read = done.len() == chunks;
    let mut findings = together(done);
    if !all_read {
        report_too_many_problems(options, &mut findings.file);
    }
    findings
}

fn read_one<I>(
    feature: usize,
    item: ScannedItem<'_>,
    options: &ReadOptions<'_>,
    findings: &mut Findings,
    read_item: &I,
) where
    I: Fn(&Json<'_>, &mut ItemReader<'_>) + Sync,
{
    let line = item.line;
    let mut reader = ItemReader::new(options, ItemPlace { feature, line }, findings);
    match Json::parse(item.text) {
        Ok(json) => read_item(&json, &mut reader),
        Err(error) => {
            reader.place.line = Some(line + error.line().saturating_sub(1));
            reader.error(
                "",
                "not-json",
                Bilingual::new(
                    format!("the feature is no JSON: {error} (counted from the feature's start)"),
                    format!("该要素不是有效的 JSON：{error}（从要素起始处计）"),
                ),
            );
        }
    }
}

fn together(parts: Vec<(usize, Findings)>) -> Findings {
    let mut all = Findings::default();
    for (_, mut part) in parts {
        all.file.zones.append(&mut part.file.zones);
        all.file.obstacles.append(&mut part.file.obstacles);
        all.file.problems.append(&mut part.file.problems);
        all.zone_places.append(&mut part.zone_places);
        all.obstacle_places.append(&mut part.obstacle_places);
        for (key, note) in part.once {
            let entry = all.once.entry(key);
            entry
                .and_modify(|first| first.count += note.count)
                .or_insert(note);
        }
    }
    all
}

/// Takes out every zone and obstacle whose identifier stands earlier in the file, with an error.
fn refuse_doubled_ids(findings: &mut Findings, options: &ReadOptions<'_>) {
    let mut entries: Vec<(ItemPlace, ZoneId)> = Vec::new();
    for (zone, place) in findings.file.zones.iter().zip(&findings.zone_places) {
        entries.push((*place, zone.id.clone()));
    }
    let obstacles = findings.file.obstacles.iter();
    for (obstacle, place) in obstacles.zip(&findings.obstacle_places) {
        entries.push((*place, obstacle.id.clone()));
    }
    // Stable: several zones of one feature keep their order.
    entries.sort_by_key(|(place, _)| place.feature);
    let mut first_of: HashMap<ZoneId, usize> = HashMap::with_capacity(entries.len());
    let mut doubled: HashMap<(ZoneId, usize), ()> = HashMap::new();
    for (place, id) in entries {
        match first_of.get(&id) {
            None => {
                first_of.insert(id, place.feature);
            }
            Some(first) => {
                findings.file.problem(
                    Severity::Error,
                    "duplicate-id",
                    ProblemPlace {
                        file: Some(options.file.to_owned()),
                        feature: Some(place.feature),
                        line: Some(place.line),
                        id: Some(id.as_str().to_owned()),
                        ..ProblemPlace::default()
                    },
                    Bilingual::new(
                        format!("feature {first} has the same id; this one is left out"),
                        format!("要素 {first} 已使用相同的 id；此要素未采用"),
                    ),
                    Some(Bilingual::new(
                        "give each feature an id of its own",
                        "请为每个要素设置不同的 id",
                    )),
                );
                doubled.insert((id, place.feature), ());
            }
        }
    }
    if doubled.is_empty() {
        return;
    }
    let keep_zones: Vec<bool> = (findings.file.zones.iter().zip(&findings.zone_places))
        .map(|(zone, place)| !doubled.contains_key(&(zone.id.clone(), place.feature)))
        .collect();
    let keep_obstacles: Vec<bool> = (findings.file.obstacles.iter())
        .zip(&findings.obstacle_places)
        .map(|(obstacle, place)| !doubled.contains_key(&(obstacle.id.clone(), place.feature)))
        .collect();
    retain_by(&mut findings.file.zones, &keep_zones);
    retain_by(&mut findings.file.obstacles, &keep_obstacles);
    sort_by_feature(&mut findings.file.problems);
}

fn retain_by<T>(values: &mut Vec<T>, keep: &[bool]) {
    let mut keep = keep.iter();
    values.retain(|_| keep.next().copied().unwrap_or(true));
}

fn add_once_notes(findings: &mut Findings, options: &ReadOptions<'_>) {
    if findings.once.is_empty() {
        return;
    }
    for ((code, subject), note) in std::mem::take(&mut findings.once) {
        let count = note.count;
        let what = Bilingual::new(
            format!("{} (features concerned: {count})", note.what.en),
            format!("{}（涉及 {count} 个要素）", note.what.zh),
        );
        let place = ProblemPlace {
            file: Some(options.file.to_owned()),
            feature: Some(note.first.feature),
            line: Some(note.first.line),
            field: Some(subject),
            ..ProblemPlace::default()
        };
        findings
            .file
            .problem(Severity::Note, code, place, what, None);
    }
    sort_by_feature(&mut findings.file.problems);
}

/// Stable, so that the problems of one feature keep their order.
fn sort_by_feature(problems: &mut [Problem]) {
    problems.sort_by_key(|problem| problem.place.feature.unwrap_or(usize::MAX));
}
