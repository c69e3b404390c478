use core::num::NonZeroUsize;
use core::time::Duration;
use std::io;
use std::sync::{Arc, Mutex};
use std::thread;

use crate::driver::Transport;
use crate::sync::locked;

/// How long the pieces at most that go to the host; it may change at any time.
pub(in super::super) type Pieces = Arc<Mutex<Option<NonZeroUsize>>>;

/// A port that sends in pieces.
#[derive(Debug)]
pub(in super::super) struct Cut<'a, T> {
    pub(in super::super) port: &'a T,
    pub(in super::super) pieces: Pieces,
}

/// So that the host reads each piece by itself.
const PAUSE: Duration = Duration::from_micros(500);

impl<T: Transport> Transport for Cut<'_, T> {
    type Addr = T::Addr;

    const PIECE: usize = T::PIECE;
    const LONGEST: usize = T::LONGEST;

    // What the host sends comes when it comes, however slowly it reads.
    const IS_DUPLEX: bool = true;

    fn receive(&self, buffer: &mut [u8]) -> io::Result<Option<(usize, T::Addr)>> {
        self.port.receive(buffer)
    }

    fn send(&self, bytes: &[u8], to: T::Addr) -> io::Result<()> {
        let Some(len) = *locked(&self.pieces) else { return self.port.send(bytes, to) };
        for (number, piece) in bytes.chunks(len.get()).enumerate() {
            if number > 0 {
                thread::sleep(PAUSE);
            }
            self.port.send(piece, to)?;
        }
        Ok(())
    }

    fn close(&self) {
        self.port.close();
    }
}
