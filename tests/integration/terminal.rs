//! `haiou record` when nobody looks at it any more: a terminal that is closed, a reader that stops.

use crate::recording::{folder, recorded};
use haiou::link::frame::{Sender, frame_up};
use nix::fcntl::{FcntlArg, OFlag, fcntl};
use nix::pty::openpty;
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use std::fs::File;
use std::io::{PipeReader, PipeWriter, Read, Write, pipe};
use std::net::{SocketAddr, UdpSocket};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// A vehicle that the program calls upon by itself.
struct Called(UdpSocket);

impl Called {
    fn new() -> Self {
        let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
        let patience = Duration::from_secs(20);
        socket.set_read_timeout(Some(patience)).unwrap();
        Self(socket)
    }

    fn link(&self) -> String {
        let address: SocketAddr = self.0.local_addr().unwrap();
        format!("udp://{address}?group=main")
    }

    /// Waits for the call, and answers it with a heartbeat.
    fn answer(&self) -> Vec<u8> {
        let (_, from) = self.0.recv_from(&mut [0; 2_048]).unwrap();
        let (system, component) = (7, 1);
        let sender = Sender { system, component };
        let quadrotor = [0, 0, 0, 0, 2, 3, 81, 3, 3];
        let mut beat = Vec::new();
        frame_up(sender, 0, 0, &quadrotor, None, &mut beat).unwrap();
        self.0.send_to(&beat, from).unwrap();
        beat
    }
}

fn recording(link: &str, folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_haiou"));
    command
        .args(["--lang", "en", "record", "--link", link, "-o"])
        .arg(folder)
        .stdin(Stdio::null());
    command
}

fn signal(child: &Child, signal: Signal) {
    kill(Pid::from_raw(child.id().try_into().unwrap()), signal).unwrap();
}

/// Its exit code, where it ends within twenty seconds.
fn code(mut child: Child) -> Option<i32> {
    for _ in 0..400 {
        if let Some(status) = child.try_wait().unwrap() {
            return status.code();
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    child.kill().ok();
    child.wait().ok();
    None
}

/// Reads until this was said.
fn until(from: &mut File, what: &str) {
    let (mut said, mut room) = (String::new(), [0; 4_096]);
    while !said.contains(what) {
        let count = from.read(&mut room).unwrap();
        said.push_str(&String::from_utf8_lossy(&room[..count]));
    }
}

#[test]
fn a_terminal_that_is_closed_ends_it_and_the_log_is_whole() {
    let (folder, vehicle) = (folder("record-terminal"), Called::new());
    let pty = openpty(None, None).unwrap();
    let (mut master, slave) = (File::from(pty.master), pty.slave);
    let child = recording(&vehicle.link(), &folder)
        .stdout(slave.try_clone().unwrap())
        .stderr(slave)
        .env_remove("TERM")
        .spawn()
        .unwrap();
    let beat = vehicle.answer();
    until(&mut master, "1 vehicles");
    drop(master);
    // Both the system and the shell say so, one a little later than the other.
    for _ in 0..50 {
        signal(&child, Signal::SIGHUP);
        std::thread::sleep(Duration::from_millis(1));
    }
    assert_eq!(code(child), Some(0));
    assert_eq!(recorded(&folder, "main"), [beat]);
}

/// A pipe that takes nothing more.
fn full_pipe() -> (PipeReader, PipeWriter) {
    let (reader, mut writer) = pipe().unwrap();
    fcntl(&writer, FcntlArg::F_SETFL(OFlag::O_NONBLOCK)).unwrap();
    while writer.write(&[b'x'; 512]).is_ok() {}
    fcntl(&writer, FcntlArg::F_SETFL(OFlag::empty())).unwrap();
    (reader, writer)
}

#[test]
fn a_reader_that_has_stopped_keeps_it_neither_from_its_time_nor_from_its_end() {
    for is_asked in [false, true] {
        let (folder, vehicle) = (folder("record-unread"), Called::new());
        let (_reader, writer) = full_pipe();
        let mut child = recording(&vehicle.link(), &folder)
            .args(["--duration", if is_asked { "600" } else { "2" }])
            .stdout(writer)
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let beat = vehicle.answer();
        if is_asked {
            // The next call comes after what was heard is taken.
            vehicle.0.recv_from(&mut [0; 2_048]).unwrap();
            signal(&child, Signal::SIGTERM);
        }
        let mut stderr = child.stderr.take().unwrap();
        assert_eq!(code(child), Some(0), "asked: {is_asked}");
        assert_eq!(recorded(&folder, "main"), [beat]);
        let mut said = String::new();
        stderr.read_to_string(&mut said).unwrap();
        assert!(said.contains("nobody reads standard output"), "{said}");
    }
}
