//! Serial ports, and TCP in place of them.

use core::sync::atomic::{AtomicBool, Ordering};
use core::time::Duration;
use std::io::{self, ErrorKind, Read, Write};
use std::net::TcpStream;
use std::sync::Mutex;

use serialport::SerialPort;

use crate::driver::Transport;
use crate::sync::locked;

/// Where a modem is.
pub enum Port {
    /// Behind a TCP connection.
    Tcp(TcpStream),
    /// At a serial port.
    Serial(Serial),
}

/// A serial port.
pub struct Serial {
    reader: Mutex<Box<dyn SerialPort>>,
    writer: Mutex<Box<dyn SerialPort>>,
    closed: AtomicBool,
}

/// Why a port cannot be opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PortError {
    /// It is not named as it should be.
    Name(String),
    /// It is not there, or something else is wrong with it.
    Open(String),
}

/// How long a reader waits before it looks whether it is to end.
const POLL: Duration = Duration::from_millis(50);

impl Port {
    /// Opens a serial port, `/dev/ttyUSB2`, or connects, `tcp:HOST:PORT`.
    ///
    /// # Errors
    ///
    /// It cannot be opened, and why.
    pub fn open(name: &str, baud: u32) -> Result<Self, PortError> {
        let Some(address) = name.strip_prefix("tcp:") else {
            let port = serialport::new(name, baud).timeout(POLL).open();
            let port = port.and_then(|port| Ok((port.try_clone()?, port)));
            let (reader, writer) =
                port.map_err(|error| PortError::Open(format!("{name}: {error}")))?;
            let (reader, writer) = (Mutex::new(reader), Mutex::new(writer));
            return Ok(Self::Serial(Serial { reader, writer, closed: AtomicBool::new(false) }));
        };
        let is_named = |(host, port): (&str, &str)| !host.is_empty() && port.parse::<u16>().is_ok();
        if !address.rsplit_once(':').is_some_and(is_named) {
            return Err(PortError::Name(format!("{name}: expected tcp:HOST:PORT")));
        }
        let stream = TcpStream::connect(address)
            .and_then(|stream| stream.set_nodelay(true).map(|()| stream))
            .map_err(|error| PortError::Open(format!("{name}: {error}")))?;
        Ok(Self::Tcp(stream))
    }
}

impl core::fmt::Debug for Port {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::Tcp(stream) => stream.fmt(f),
            Self::Serial(_) => f.write_str("Serial"),
        }
    }
}

impl core::fmt::Debug for Serial {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Serial")
    }
}

impl Transport for Port {
    type Addr = ();

    const PIECE: usize = 1024;
    const LONGEST: usize = 4096;

    // A modem passes data on both ways, and has room for little of it.
    const IS_DUPLEX: bool = true;

    fn receive(&self, buffer: &mut [u8]) -> io::Result<Option<(usize, ())>> {
        let Self::Serial(serial) = self else {
            let Self::Tcp(stream) = self else { return Ok(None) };
            return stream.receive(buffer);
        };
        while !serial.closed.load(Ordering::Relaxed) {
            match locked(&serial.reader).read(buffer) {
                Ok(0) => return Ok(None),
                Ok(len) => return Ok(Some((len, ()))),
                Err(error)
                    if matches!(error.kind(), ErrorKind::TimedOut | ErrorKind::Interrupted) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(None)
    }

    fn send(&self, bytes: &[u8], (): ()) -> io::Result<()> {
        match self {
            Self::Tcp(stream) => stream.send(bytes, ()),
            Self::Serial(serial) => {
                let mut writer = locked(&serial.writer);
                let mut rest = bytes;
                while !rest.is_empty() {
                    match writer.write(rest) {
                        Ok(0) => return Err(ErrorKind::WriteZero.into()),
                        Ok(len) => rest = &rest[len..],
                        // The modem holds the line, by RTS and CTS.
                        Err(error)
                            if matches!(
                                error.kind(),
                                ErrorKind::TimedOut | ErrorKind::Interrupted
                            ) && !serial.closed.load(Ordering::Relaxed) => {}
                        Err(error) => return Err(error),
                    }
                }
                writer.flush()
            }
        }
    }

    fn close(&self) {
        match self {
            Self::Tcp(stream) => stream.close(),
            Self::Serial(serial) => serial.closed.store(true, Ordering::Relaxed),
        }
    }
}
