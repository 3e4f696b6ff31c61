//! A running `haiou record`, read and ended as a program would, and what it left behind.

use haiou::link::tlog::{Logged, TlogReader};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use serde_json::Value;
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};

/// Our MAVLink id in these recordings.
pub const US: u8 = 247;

/// A running `haiou record`.
pub struct Recording {
    child: Child,
    lines: BufReader<ChildStdout>,
    /// What it said, line by line.
    pub said: Vec<Value>,
}

/// A folder of this test's own that is not there yet.
pub fn folder(test: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(test);
    std::fs::remove_dir_all(&folder).ok();
    folder
}

/// A capture, as bytes.
pub fn capture(name: &str) -> Vec<u8> {
    let path = crate::haiou::root().join(format!("tests/captures/{name}.tlog"));
    std::fs::read(path).unwrap()
}

/// The frames of a log, in their order.
pub fn frames(log: &[u8]) -> Vec<Vec<u8>> {
    let (mut reader, mut frames) = (TlogReader::new(log), Vec::new());
    while let Some(entry) = reader.next_entry().unwrap() {
        match entry {
            Logged::Frame(_, frame) => frames.push(frame.bytes().to_vec()),
            Logged::Damage { .. } => panic!("{entry:?}"),
        }
    }
    frames
}

/// The frames of all logs of a group that others than we said.
pub fn recorded(folder: &Path, group: &str) -> Vec<Vec<u8>> {
    let logs = std::fs::read_dir(folder.join(group)).unwrap();
    let mut paths: Vec<PathBuf> = logs.map(|log| log.unwrap().path()).collect();
    paths.sort();
    let all = paths
        .iter()
        .flat_map(|path| frames(&std::fs::read(path).unwrap()));
    all.filter(|frame| system_of(frame) != US).collect()
}

fn system_of(frame: &[u8]) -> u8 {
    frame[if frame[0] == 0xFE { 3 } else { 5 }]
}

impl Recording {
    /// Starts it with these arguments and `--json`.
    pub fn start<S: AsRef<std::ffi::OsStr>>(arguments: &[S]) -> Self {
        Self::started_by(Command::new(env!("CARGO_BIN_EXE_haiou")), arguments)
    }

    /// The same, where this signal is ignored from the beginning.
    pub fn start_ignoring<S: AsRef<std::ffi::OsStr>>(signal: &str, arguments: &[S]) -> Self {
        Self::start_after(&format!("trap '' {signal}"), arguments)
    }

    /// The same, where it may not have more than so many files open.
    pub fn start_with_files<S: AsRef<std::ffi::OsStr>>(most: u32, arguments: &[S]) -> Self {
        Self::start_after(&format!("ulimit -n {most}"), arguments)
    }

    fn start_after<S: AsRef<std::ffi::OsStr>>(first: &str, arguments: &[S]) -> Self {
        let script = format!("{first}; exec \"$0\" \"$@\"");
        let mut shell = Command::new("sh");
        shell.args(["-c", &script, env!("CARGO_BIN_EXE_haiou")]);
        Self::started_by(shell, arguments)
    }

    fn started_by<S: AsRef<std::ffi::OsStr>>(mut program: Command, arguments: &[S]) -> Self {
        let mut child = program
            .args(["--lang", "en", "record", "--json"])
            .args(arguments)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap());
        Self {
            child,
            lines,
            said: Vec::new(),
        }
    }

    /// The next line for which `is_it`. It fails where it ends before.
    pub fn until(&mut self, is_it: impl Fn(&Value) -> bool) -> Value {
        loop {
            let line = self.next().expect("it ended before it said so");
            if is_it(&line) {
                return line;
            }
        }
    }

    fn next(&mut self) -> Option<Value> {
        let mut line = String::new();
        if self.lines.read_line(&mut line).unwrap() == 0 {
            return None;
        }
        let line: Value = serde_json::from_str(&line).unwrap();
        self.said.push(line.clone());
        Some(line)
    }

    /// Where the next link that is opened listens.
    pub fn address(&mut self) -> SocketAddr {
        let line = self.until(|line| line["event"] == "link");
        line["local"].as_str().unwrap().parse().unwrap()
    }

    /// Sends it a signal.
    pub fn signal(&self, signal: Signal) {
        let process = Pid::from_raw(self.child.id().try_into().unwrap());
        kill(process, signal).unwrap();
    }

    /// Asks it to end as a service manager does. Its last line, and its exit code.
    pub fn end(mut self) -> (Value, i32) {
        self.signal(Signal::SIGTERM);
        while self.next().is_some() {}
        let code = self.child.wait().unwrap().code().unwrap();
        (self.said.last().unwrap().clone(), code)
    }
}

impl Drop for Recording {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}
