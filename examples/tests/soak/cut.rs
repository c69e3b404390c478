use std::io;
use std::sync::Mutex;

use cellwire_examples::at::terminal::Port;
use cellwire_examples::driver::Transport;

use crate::random::Random;

/// A port that reads and writes pieces of any length.
pub(crate) struct Cut {
    port: Port,
    /// Two threads use it.
    reading: Mutex<Random>,
    writing: Mutex<Random>,
}

impl Cut {
    pub(crate) fn new(port: Port, seed: u64) -> Self {
        let (reading, writing) = (Random::new(seed), Random::new(!seed));
        Self { port, reading: Mutex::new(reading), writing: Mutex::new(writing) }
    }
}

impl Transport for Cut {
    type Addr = ();

    const PIECE: usize = Port::PIECE;
    const LONGEST: usize = Port::LONGEST;
    const IS_DUPLEX: bool = Port::IS_DUPLEX;

    fn receive(&self, buffer: &mut [u8]) -> io::Result<Option<(usize, ())>> {
        let len = self.reading.lock().unwrap().len(buffer.len());
        self.port.receive(&mut buffer[..len])
    }

    fn send(&self, bytes: &[u8], (): ()) -> io::Result<()> {
        let mut rest = bytes;
        while !rest.is_empty() {
            let len = self.writing.lock().unwrap().len(rest.len());
            self.port.send(&rest[..len], ())?;
            rest = &rest[len..];
        }
        Ok(())
    }

    fn close(&self) {
        self.port.close();
    }
}
