//! A document as text: its encoding, and what is wrong with it as a whole.

use super::scan::{MOST_FEATURES, ScanFault, ScanFaultKind};
use crate::files::{AirspaceFile, ReadOptions};
use crate::{Bilingual, ProblemPlace, Severity};

/// The text of a file, and whether it is the whole file: what follows the first byte that is no
/// UTF-8 is left out, with an error.
pub(super) fn decoded<'a>(
    bytes: &'a [u8],
    options: &ReadOptions<'_>,
    head: &mut AirspaceFile,
) -> (&'a str, bool) {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let help = Bilingual::new("save the file as UTF-8", "请将文件另存为 UTF-8 编码");
    let place = ProblemPlace {
        file: Some(options.file.to_owned()),
        ..ProblemPlace::default()
    };
    let zero_in_front = bytes.iter().take(4).any(|byte| *byte == 0);
    if zero_in_front || bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
        head.problem(
            Severity::Error,
            "utf16",
            place,
            Bilingual::new("the file is UTF-16 text", "文件是 UTF-16 编码"),
            Some(help),
        );
        return ("", false);
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => (text, true),
        Err(error) => {
            let sound = bytes.get(..error.valid_up_to()).unwrap_or_default();
            let line = 1 + memchr::memchr_iter(b'\n', sound).count();
            head.problem(
                Severity::Error,
                "not-utf8",
                ProblemPlace { line: Some(line), ..place },
                Bilingual::new(
                    "here is a byte that is no UTF-8 text (perhaps the file is GBK); what follows is not read",
                    "此处的字节不是 UTF-8 文本（文件可能是 GBK 编码）；其后的内容未读取",
                ),
                Some(help),
            );
            (std::str::from_utf8(sound).unwrap_or_default(), false)
        }
    }
}

/// Reports a document without features: an empty airspace is said, never passed over.
pub(super) fn report_no_features(options: &ReadOptions<'_>, head: &mut AirspaceFile) {
    head.problem(
        Severity::Error,
        "no-features",
        ProblemPlace {
            file: Some(options.file.to_owned()),
            ..ProblemPlace::default()
        },
        Bilingual::new("the file holds no features", "文件中没有任何要素"),
        Some(Bilingual::new(
            "an airspace without zones permits nothing; if that is meant, leave the file out",
            "没有空域的文件不允许任何飞行；若确实如此，请不要加载该文件",
        )),
    );
}

/// Reports where and why the scan ended before the document did.
pub(super) fn report_scan_fault(
    fault: ScanFault,
    items: usize,
    options: &ReadOptions<'_>,
    file: &mut AirspaceFile,
) {
    let (code, en, zh) = match fault.kind {
        ScanFaultKind::Empty => ("empty-file", "the file is empty".into(), "文件为空".into()),
        ScanFaultKind::NotJson => (
            "not-json",
            "the file does not start as a JSON document of features does".into(),
            "文件开头不是要素 JSON 文档".into(),
        ),
        ScanFaultKind::Truncated => (
            "truncated",
            format!(
                "the file ends in the middle of a value that starts here, after {items} whole features"
            ),
            format!("文件在此处开始的值中间中断；此前有 {items} 个完整要素"),
        ),
        ScanFaultKind::Unexpected => (
            "not-json",
            format!(
                "a comma, a bracket or a key is wrong or missing here, after {items} features; what follows is not read"
            ),
            format!("此处的逗号、括号或键有误或缺失；此前有 {items} 个要素，其后的内容未读取"),
        ),
        ScanFaultKind::TooMany => (
            "too-many-features",
            format!("the file has more than {MOST_FEATURES} features; the rest is not read"),
            format!("文件的要素超过 {MOST_FEATURES} 个，其余未读取"),
        ),
        ScanFaultKind::Trailing => (
            "trailing-data",
            "something follows the end of the document; it is not read".into(),
            "文档结束后还有内容，未读取".into(),
        ),
    };
    file.problem(
        Severity::Error,
        code,
        ProblemPlace {
            file: Some(options.file.to_owned()),
            line: Some(fault.line),
            ..ProblemPlace::default()
        },
        Bilingual::new(en, zh),
        None,
    );
}

/// Reports that features were left unread because of the many problems before them.
pub(super) fn report_too_many_problems(options: &ReadOptions<'_>, file: &mut AirspaceFile) {
    file.problem(
        Severity::Error,
        "too-many-problems",
        ProblemPlace {
            file: Some(options.file.to_owned()),
            ..ProblemPlace::default()
        },
        Bilingual::new(
            "there are so many problems that the rest of the features was not read",
            "问题过多，其余要素未读取",
        ),
        None,
    );
}
