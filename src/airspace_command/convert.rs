//! `haiou airspace convert`: an airspace file in another format.

use super::LoadedFiles;
use super::problem_text::{content_text, problem_text, unreadable_text};
use crate::command_line::Outcome;
use crate::console::{Console, complain, say};
use clap::{Args, ValueEnum};
use geofences::files::{self, Format};
use geofences::{Bilingual, Problem};
use serde_json::json;
use std::path::{Path, PathBuf};

/// What `convert` is told.
#[derive(Debug, Args)]
pub struct ConvertArguments {
    /// The file to read; its format is known by its content 输入文件
    #[arg(value_name = "IN")]
    input: PathBuf,
    /// The file to write: .geojson, .ed318.json, .kml, .kmz, .plan 输出文件
    #[arg(value_name = "OUT")]
    output: PathBuf,
    /// The format to write, whatever the extension is 输出格式
    #[arg(long, value_enum, value_name = "FORMAT")]
    to: Option<WrittenFormat>,
    /// Convert what can be read of a file with errors 忽略有错误的要素
    #[arg(long)]
    partial: bool,
    /// Print JSON for machines 输出 JSON
    #[arg(long)]
    json: bool,
}

/// The formats that can be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum WrittenFormat {
    Geojson,
    Ed269,
    Ed318,
    Kml,
    Kmz,
    Plan,
}

impl WrittenFormat {
    fn format(self) -> Format {
        match self {
            Self::Geojson => Format::GeoJson,
            Self::Ed269 => Format::Ed269,
            Self::Ed318 => Format::Ed318,
            Self::Kml => Format::Kml,
            Self::Kmz => Format::Kmz,
            Self::Plan => Format::QgcPlan,
        }
    }
}

/// The format that the name of the output asks for. `.json` alone is GeoJSON; what stands before it
/// may say otherwise, as in `zones.ed318.json`.
fn format_of_output(output: &Path) -> Option<Format> {
    let name = output.file_name()?.to_str()?;
    let inner = name.strip_suffix(".json").and_then(files::format_of_name);
    inner
        .filter(|format| matches!(format, Format::Ed269 | Format::Ed318))
        .or_else(|| files::format_of_name(name))
}

/// What became of a conversion.
struct Conversion {
    outcome: Outcome,
    /// What was wrong with the input, and what the output cannot hold.
    problems: Vec<Problem>,
    /// Why nothing was written, where no problem says so.
    refusal: Option<Bilingual>,
    /// How many zones were read; what became of each, the problems say.
    zones: usize,
    /// How many obstacles were read.
    obstacles: usize,
}

/// Reads one file and writes another; says what the other format cannot hold.
pub fn run(arguments: &ConvertArguments, console: Console) -> Outcome {
    let conversion = convert(arguments, console);
    if arguments.json {
        say(&format!(
            "{}",
            json!({
                "good": conversion.outcome == Outcome::Good,
                "written": conversion.outcome == Outcome::Good,
                "file": arguments.output.display().to_string(),
                "read": { "zones": conversion.zones, "obstacles": conversion.obstacles },
                "refusal": conversion.refusal,
                "problems": conversion.problems,
            })
        ));
        return conversion.outcome;
    }
    for problem in &conversion.problems {
        say(&problem_text(problem, console));
    }
    match &conversion.refusal {
        Some(refusal) => complain(console.text(refusal)),
        None if conversion.outcome == Outcome::Good => say(&format!(
            "{} {} {} {}",
            console.pick("wrote", "已写出"),
            arguments.output.display(),
            console.pick("from", "，来自"),
            content_text(conversion.zones, conversion.obstacles, console),
        )),
        None => {}
    }
    conversion.outcome
}

fn in_part(output: &Path) -> Bilingual {
    let name = output.display();
    Bilingual::new(
        format!("wrote {name}, which is a part of the airspace alone: do not judge by it"),
        format!("已写出 {name}，但仅为空域的一部分：不得据此判断"),
    )
}

fn convert(arguments: &ConvertArguments, console: Console) -> Conversion {
    let told = arguments.to.map(WrittenFormat::format);
    let format = told.or_else(|| format_of_output(&arguments.output));
    let Some(format) = format else {
        return refused(
            Outcome::Unusable,
            Vec::new(),
            unknown_extension(&arguments.output),
        );
    };
    if is_same_file(&arguments.input, &arguments.output) {
        let why = Bilingual::new(
            "the output is the input: choose another name, so that nothing is lost",
            "输出文件与输入文件相同：请换一个文件名，以免丢失数据",
        );
        return refused(Outcome::Unusable, Vec::new(), why);
    }
    let mut loaded = LoadedFiles::read(std::slice::from_ref(&arguments.input), console);
    if let Some(file) = loaded.unreadable.first() {
        let in_language = |language| {
            unreadable_text(
                file,
                Console {
                    language,
                    ..console
                },
            )
        };
        let why = Bilingual::new(
            in_language(geofences::Language::En),
            in_language(geofences::Language::Zh),
        );
        return refused(Outcome::Unusable, Vec::new(), why);
    }
    let (readable, clean) = (loaded.are_readable(), loaded.are_clean());
    let content = loaded
        .files
        .pop()
        .map(|file| file.content)
        .unwrap_or_default();
    let (zones, obstacles) = (content.zones, content.obstacles);
    let mut problems = content.problems;
    if zones.is_empty() && obstacles.is_empty() || !clean && !arguments.partial {
        let why = Bilingual::new(
            "nothing was written: the input has errors (--partial writes what could be read)",
            "未写出：输入文件有错误（--partial 可写出能读取的部分）",
        );
        let outcome = if readable {
            Outcome::No
        } else {
            Outcome::Unusable
        };
        return refused(outcome, problems, why);
    }
    match files::write(format, &zones, &obstacles) {
        Ok((bytes, lost)) => {
            problems.extend(
                lost.into_iter()
                    .map(|problem| in_output(problem, &arguments.output)),
            );
            match write_whole(&arguments.output, &bytes) {
                // What was left out cannot be seen in the output: whoever goes on from here must know.
                Ok(()) => Conversion {
                    outcome: if clean { Outcome::Good } else { Outcome::No },
                    problems,
                    refusal: (!clean).then(|| in_part(&arguments.output)),
                    zones: zones.len(),
                    obstacles: obstacles.len(),
                },
                Err(error) => refused(
                    Outcome::Unusable,
                    problems,
                    not_written(&arguments.output, &error),
                ),
            }
        }
        Err(faults) => {
            problems.extend(
                faults
                    .into_iter()
                    .map(|problem| in_output(problem, &arguments.output)),
            );
            let why = Bilingual::new(
                "nothing was written: the format cannot hold this airspace safely",
                "未写出：该格式无法安全地表达此空域",
            );
            refused(Outcome::No, problems, why)
        }
    }
}

fn refused(outcome: Outcome, problems: Vec<Problem>, why: Bilingual) -> Conversion {
    Conversion {
        outcome,
        problems,
        refusal: Some(why),
        zones: 0,
        obstacles: 0,
    }
}

/// What a writer says is about the file to be written, whose name it does not know.
fn in_output(mut problem: Problem, output: &Path) -> Problem {
    let name = || output.display().to_string();
    problem.place.file.get_or_insert_with(name);
    problem
}

fn unknown_extension(output: &Path) -> Bilingual {
    let output = output.display();
    Bilingual::new(
        format!(
            "{output}: the extension names no format that can be written; use .geojson, .ed318.json, .kml, .kmz or .plan, or --to"
        ),
        format!(
            "{output}：无法从扩展名得知输出格式；请使用 .geojson、.ed318.json、.kml、.kmz 或 .plan，或用 --to 指定"
        ),
    )
}

fn not_written(output: &Path, error: &std::io::Error) -> Bilingual {
    let output = output.display();
    Bilingual::new(
        format!("{output} cannot be written: {error}"),
        format!("无法写出 {output}：{error}"),
    )
}

fn is_same_file(one: &Path, other: &Path) -> bool {
    match (one.canonicalize(), other.canonicalize()) {
        (Ok(one), Ok(other)) => one == other,
        _ => false,
    }
}

/// Writes beside the target, then moves it there: a reader sees the old file or the new one, and
/// never a part.
pub(crate) fn write_whole(output: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut beside = output.as_os_str().to_owned();
    beside.push(format!(".{}.part", std::process::id()));
    let beside = PathBuf::from(beside);
    let written = std::fs::write(&beside, bytes).and_then(|()| std::fs::rename(&beside, output));
    if written.is_err() {
        // The error that counts is the first; a part that stays behind carries its name.
        let _ = std::fs::remove_file(&beside);
    }
    written
}
