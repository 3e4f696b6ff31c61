//! Runs the program and keeps what it said.

use std::path::{Path, PathBuf};
use std::process::Command;

/// What a run of the program said and how it ended.
pub struct Ran {
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
    /// The exit code.
    pub code: i32,
}

/// Runs `haiou` with these arguments, in English unless they say otherwise.
pub fn haiou<S: AsRef<std::ffi::OsStr>>(arguments: &[S]) -> Ran {
    let output = Command::new(env!("CARGO_BIN_EXE_haiou"))
        .args(arguments)
        .current_dir(root())
        .env_remove("HAIOU_LANG")
        .env("LC_ALL", "C.UTF-8")
        .output()
        .unwrap();
    Ran {
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
        code: output.status.code().unwrap(),
    }
}

/// The top of the project.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The shipped airspace files, as paths from the top of the project.
pub fn shipped_airspace() -> Vec<String> {
    let folder = root().join("geofences/qingdao");
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .map(|name| format!("geofences/qingdao/{name}"))
        .collect();
    names.sort();
    names
}

/// A file with this content, in a folder of this test's own.
pub fn written(test: &str, name: &str, content: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(test);
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join(name);
    std::fs::write(&path, content).unwrap();
    path
}
