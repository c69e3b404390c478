//! The end of a pseudo-terminal at which a modem is.

use core::sync::atomic::{AtomicBool, Ordering};
use core::time::Duration;
use std::fs::File;
use std::io::{self, Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::thread;
use std::time::Instant;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::{OFlags, fcntl_getfl, fcntl_setfl};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{OptionalActions, tcgetattr, tcsetattr};

use crate::driver::Transport;

/// A pseudo-terminal. While nobody has it open, what is sent is lost, as on a serial port.
///
/// That the host has closed it is told as zero bytes.
#[derive(Debug)]
pub(in super::super) struct Terminal {
    master: File,
    path: String,
    closed: AtomicBool,
}

/// How soon it is noticed that somebody opens the terminal, or that the program ends.
const SOON: Duration = Duration::from_millis(10);
/// How long the host may leave its buffer full before something is lost.
const PATIENCE: Duration = Duration::from_secs(2);

impl Terminal {
    pub(in super::super) fn open() -> io::Result<Self> {
        let master = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY)?;
        grantpt(&master)?;
        unlockpt(&master)?;
        let path = ptsname(&master, Vec::new())?.into_string().map_err(io::Error::other)?;
        // What is echoed before the host has a chance to forbid it would be a command.
        let noctty = OFlags::NOCTTY.bits().cast_signed();
        let slave = File::options().read(true).write(true).custom_flags(noctty).open(&path)?;
        let mut attributes = tcgetattr(&slave)?;
        attributes.make_raw();
        tcsetattr(&slave, OptionalActions::Now, &attributes)?;
        fcntl_setfl(&master, fcntl_getfl(&master)? | OFlags::NONBLOCK)?;
        Ok(Self { master: master.into(), path, closed: AtomicBool::new(false) })
    }

    pub(in super::super) fn path(&self) -> &str {
        &self.path
    }

    fn poll(&self, wanted: PollFlags, time: Duration) -> io::Result<PollFlags> {
        let mut fds = [PollFd::new(&self.master, wanted)];
        let time = Timespec { tv_sec: 0, tv_nsec: time.subsec_nanos().into() };
        match poll(&mut fds, Some(&time)) {
            Ok(_) => Ok(fds[0].revents()),
            Err(rustix::io::Errno::INTR) => Ok(PollFlags::empty()),
            Err(error) => Err(error.into()),
        }
    }
}

impl Transport for Terminal {
    type Addr = ();

    const PIECE: usize = 4 * 1024;
    const LONGEST: usize = 4 * 1024;

    fn receive(&self, buffer: &mut [u8]) -> io::Result<Option<(usize, ())>> {
        let mut was_open = false;
        while !self.closed.load(Ordering::Relaxed) {
            let found = self.poll(PollFlags::IN, 10 * SOON)?;
            if found.contains(PollFlags::IN) {
                match (&self.master).read(buffer) {
                    Ok(0) => {}
                    Ok(len) => return Ok(Some((len, ()))),
                    Err(error) if is_closed(&error) => {}
                    Err(error) => return Err(error),
                }
            }
            let is_open = !found.contains(PollFlags::HUP);
            if was_open && !is_open {
                return Ok(Some((0, ())));
            }
            was_open = is_open;
            if !is_open {
                thread::sleep(SOON);
            }
        }
        Ok(None)
    }

    fn send(&self, bytes: &[u8], (): ()) -> io::Result<()> {
        let deadline = Instant::now() + PATIENCE;
        let mut rest = bytes;
        while !rest.is_empty() && Instant::now() < deadline {
            let found = self.poll(PollFlags::OUT, 10 * SOON)?;
            if found.contains(PollFlags::HUP) {
                return Ok(());
            }
            if !found.contains(PollFlags::OUT) {
                continue;
            }
            match (&self.master).write(rest) {
                Ok(len) => rest = rest.get(len..).unwrap_or_default(),
                Err(error) if is_closed(&error) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    fn close(&self) {
        self.closed.store(true, Ordering::Relaxed);
    }
}

/// Nobody has it open, or nothing can be read or written just now.
fn is_closed(error: &io::Error) -> bool {
    use io::ErrorKind::{Interrupted, WouldBlock};
    let is_io = error.raw_os_error() == Some(rustix::io::Errno::IO.raw_os_error());
    is_io || matches!(error.kind(), Interrupted | WouldBlock)
}
