//! A serial line: opened raw, for us alone.

use super::address::LinkAddress;
use super::event::OpenError;
use mio::event::Source;
use mio::unix::SourceFd;
use mio::{Interest, Registry, Token};
use nix::errno::Errno;
use nix::fcntl::OFlag;
use nix::sys::termios::{
    BaudRate, ControlFlags, FlushArg, SetArg, cfmakeraw, cfsetspeed, tcflush, tcgetattr, tcsetattr,
};
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Read, Write};
use std::os::fd::AsRawFd;
use std::os::unix::fs::OpenOptionsExt;

/// The speeds that the system knows, bits a second.
pub(super) const BAUDS: [(u32, BaudRate); 20] = [
    (1_200, BaudRate::B1200),
    (2_400, BaudRate::B2400),
    (4_800, BaudRate::B4800),
    (9_600, BaudRate::B9600),
    (19_200, BaudRate::B19200),
    (38_400, BaudRate::B38400),
    (57_600, BaudRate::B57600),
    (115_200, BaudRate::B115200),
    (230_400, BaudRate::B230400),
    (460_800, BaudRate::B460800),
    (500_000, BaudRate::B500000),
    (576_000, BaudRate::B576000),
    (921_600, BaudRate::B921600),
    (1_000_000, BaudRate::B1000000),
    (1_152_000, BaudRate::B1152000),
    (1_500_000, BaudRate::B1500000),
    (2_000_000, BaudRate::B2000000),
    (2_500_000, BaudRate::B2500000),
    (3_000_000, BaudRate::B3000000),
    (4_000_000, BaudRate::B4000000),
];

pub(super) fn is_known_baud(baud: u32) -> bool {
    BAUDS.iter().any(|(known, _)| *known == baud)
}

/// An open line.
pub(super) struct SerialLine {
    /// Other programs that ask, as ours do, cannot open it.
    file: File,
}

impl SerialLine {
    pub(super) fn open(path: &str, baud: u32) -> Result<Self, OpenError> {
        let address = || LinkAddress::Serial {
            path: path.to_owned(),
            baud,
        };
        let flags = OFlag::O_NOCTTY | OFlag::O_NONBLOCK;
        let opened = OpenOptions::new()
            .read(true)
            .write(true)
            .custom_flags(flags.bits())
            .open(path);
        let file = opened.map_err(|error| OpenError::System(address(), error))?;
        file.try_lock().map_err(|error| match error {
            TryLockError::WouldBlock => OpenError::InUse(address()),
            TryLockError::Error(error) => OpenError::System(address(), error),
        })?;
        set_raw(&file, baud).map_err(|error| OpenError::System(address(), error.into()))?;
        Ok(Self { file })
    }
}

/// Bytes as they come, eight bits each, without anybody to dial or to hang up.
fn set_raw(file: &File, baud: u32) -> nix::Result<()> {
    let mut settings = tcgetattr(file)?;
    cfmakeraw(&mut settings);
    settings.control_flags |= ControlFlags::CLOCAL | ControlFlags::CREAD;
    settings.control_flags &= !(ControlFlags::CSTOPB | ControlFlags::CRTSCTS);
    let rate = BAUDS.iter().find(|(known, _)| *known == baud);
    let (_, rate) = rate.ok_or(Errno::EINVAL)?;
    cfsetspeed(&mut settings, *rate)?;
    tcsetattr(file, SetArg::TCSANOW, &settings)
}

impl Drop for SerialLine {
    fn drop(&mut self) {
        // What was not sent is given up: closing would wait for it, up to half a minute. A line that was
        // unplugged has nothing left.
        tcflush(&self.file, FlushArg::TCIOFLUSH).ok();
    }
}

impl Read for SerialLine {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        (&self.file).read(buffer)
    }
}

impl Write for SerialLine {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        (&self.file).write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Source for SerialLine {
    fn register(
        &mut self,
        registry: &Registry,
        token: Token,
        interest: Interest,
    ) -> io::Result<()> {
        SourceFd(&self.file.as_raw_fd()).register(registry, token, interest)
    }

    fn reregister(
        &mut self,
        registry: &Registry,
        token: Token,
        interest: Interest,
    ) -> io::Result<()> {
        SourceFd(&self.file.as_raw_fd()).reregister(registry, token, interest)
    }

    fn deregister(&mut self, registry: &Registry) -> io::Result<()> {
        SourceFd(&self.file.as_raw_fd()).deregister(registry)
    }
}
