//! Each adapter against the simulated modem, in memory.

use core::cell::{Cell, RefCell};
use core::convert::Infallible;
use core::time::Duration;
use std::collections::VecDeque;
use std::io::{self, ErrorKind};
use std::rc::Rc;

use ::tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream};
use cellwire_at::command::{Command, Fields};
use cellwire_at::error::CmeError;
use cellwire_at::general::identity;
use cellwire_at::host::{Config, Event};
use cellwire_at::modem::{self, ModemConfig};
use cellwire_at::network::{self, creg};
use cellwire_at::params::{ParamError, Params, ParamsWriter, WriteError};
use cellwire_at::sms::{TextBody, cmgf, cmgr, cmgs, cnmi};
use cellwire_at::status::{cmee, cpin, csq};
use cellwire_at::v250::response::Echo;
use cellwire_at::{Form, Line, Plan, Urc};
use cellwire_codec::{Clock, Instant};

use super::{Failure, Said, embedded_io, embedded_io_async, std_io, tokio};
use crate::at::modem::{BasicConfig, BasicModem, settle};

/// A command that is over soon when nobody answers.
#[derive(Clone, Copy, Debug)]
struct Impatient;

impl Fields<'_> for Impatient {
    fn read(_: &mut Params<'_>) -> Result<Self, ParamError> {
        Ok(Self)
    }

    fn write(&self, _: &mut ParamsWriter<'_, '_>) -> Result<(), WriteError> {
        Ok(())
    }
}

impl Command for Impatient {
    const NAME: &'static str = "+XWAIT";
    const FORM: Form = Form::Action;
    type Answer<'a> = ();

    fn plan(&self) -> Plan {
        Self::usual_plan().with_deadline(Duration::from_millis(200))
    }

    fn answer(_: Line<'_>) -> Result<(), ParamError> {
        Ok(())
    }
}

/// A simulated modem whose port is memory.
struct Engine {
    modem: modem::Modem<BasicModem>,
    out: VecDeque<u8>,
    /// Whether it does not hear what it is told.
    deaf: Rc<Cell<bool>>,
}

impl Engine {
    fn new(deaf: &Rc<Cell<bool>>) -> Self {
        let network_time = Duration::from_millis(20);
        let config = BasicConfig { network_time, ..BasicConfig::default() };
        let modem = modem::Modem::new(ModemConfig::default(), BasicModem::new(config));
        Self { modem, out: VecDeque::new(), deaf: Rc::clone(deaf) }
    }

    fn take(&mut self, now: Instant, mut bytes: &[u8]) {
        while !self.deaf.get() && !bytes.is_empty() {
            let taken = self.modem.handle_input(now, bytes);
            bytes = &bytes[taken..];
            self.serve(now);
        }
    }

    fn serve(&mut self, now: Instant) {
        self.modem.handle_timeout(now);
        settle(&mut self.modem, now, |_| {});
        while self.modem.poll_event().is_some() {}
        let mut buffer = [0; 256];
        while let Ok(Some(sent)) = self.modem.poll_transmit(now, &mut buffer) {
            self.out.extend(&buffer[..sent.len]);
            self.modem.transmitted(now);
        }
    }

    fn give(&mut self, buffer: &mut [u8]) -> usize {
        let len = buffer.len().min(self.out.len());
        buffer.iter_mut().zip(self.out.drain(..len)).for_each(|(to, byte)| *to = byte);
        len
    }
}

/// What has come that nobody asked for.
#[derive(Default)]
struct Heard(RefCell<Vec<u16>>);

impl Heard {
    /// Where messages were stored.
    fn hear(&self, event: Event<'_>) {
        if let Event::Unsolicited(line) = event
            && let Urc::Cmti(stored) = Urc::parse(line)
        {
            self.0.borrow_mut().push(stored.index);
        }
    }
}

/// The same talk with each adapter: `$send!(command, said)` sends, and `$listen!()` listens for a while.
macro_rules! talk {
    ($modem:ident, $deaf:expr, $heard:ident, $listen:expr $(, $await:ident)?) => {{
        macro_rules! send {
            ($command:expr, $said:expr) => {
                $modem.send($command, $said, |event| $heard.hear(event))$(.$await)?
            };
            ($command:expr) => {
                send!($command, |_| {}).unwrap()
            };
        }
        send!(&Echo { value: false });
        send!(&cmee::Set { n: cmee::Mode::NUMERIC });
        let mut model = String::new();
        send!(&identity::Model {}, |said| {
            let Said::Answer(answer) = said else { panic!("{said:?}") };
            model += &answer.0.to_string_lossy();
        })
        .unwrap();
        assert_eq!(model, "Simulated modem");
        let (mut signal, mut stat) = (None, None);
        send!(&csq::Action {}, |said| {
            if let Said::Answer(answer) = said {
                signal = answer.rssi_dbm();
            }
        })
        .unwrap();
        send!(&creg::Read {}, |said| {
            if let Said::Answer(answer) = said {
                stat = Some(answer.registration.stat);
            }
        })
        .unwrap();
        assert!(signal.is_some_and(|dbm| (-113..=-51).contains(&dbm)), "{signal:?}");
        assert_eq!(stat, Some(network::Status::HOME));
        // What fails says why.
        let failed = send!(&cpin::Set { pin: "1234".into(), newpin: None }, |_| {});
        let Err(Failure::Cme(Some(CmeError::OPERATION_NOT_ALLOWED))) = failed else {
            panic!("{failed:?}")
        };
        // A message, to see a prompt, what nobody has asked for, and what stands behind an answer.
        send!(&cmgf::Set { mode: cmgf::Mode::TEXT });
        let (mode, mt) = (Some(cnmi::Mode::BUFFER), Some(cnmi::Deliver::INDEX));
        send!(&cnmi::Set { mode, mt, bm: None, ds: None, bfr: None });
        let text = TextBody::new(b"hello, me").unwrap();
        send!(&cmgs::Text { da: "+15557654321".into(), toda: None, text });
        for _ in 0..1000 {
            if !$heard.0.borrow().is_empty() {
                break;
            }
            $listen
        }
        let index = *$heard.0.borrow().first().expect("no +CMTI");
        let mut body = Vec::new();
        send!(&cmgr::Set { index }, |said| {
            if let Said::Text(text) = said {
                body.extend_from_slice(text);
            }
        })
        .unwrap();
        assert_eq!(body, b"hello, me");
        // Deadlines are served though nothing comes.
        $deaf;
        let failed = send!(&Impatient, |_| {});
        let Err(Failure::NoResult) = failed else { panic!("{failed:?}") };
    }};
}

/// As a serial port that waits for a millisecond.
struct StdPort(Engine, Clock);

impl io::Read for StdPort {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.serve(self.1.now());
        match self.0.give(buffer) {
            0 => {
                std::thread::sleep(Duration::from_millis(1));
                Err(ErrorKind::TimedOut.into())
            }
            len => Ok(len),
        }
    }
}

impl io::Write for StdPort {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.take(self.1.now(), bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn on_std_io() {
    let (deaf, heard) = (Rc::new(Cell::new(false)), Heard::default());
    let port = StdPort(Engine::new(&deaf), Clock::start());
    let mut modem = std_io::Modem::new(port, Config::default()).unwrap();
    talk!(modem, deaf.set(true), heard, {
        modem.listen(Duration::from_millis(5), |event| heard.hear(event)).unwrap();
    });
}

/// A port that waits for nothing, in a time that passes when somebody waits.
struct EmbeddedPort<'a>(Engine, &'a Cell<Instant>);

impl ::embedded_io::ErrorType for EmbeddedPort<'_> {
    type Error = Infallible;
}

impl ::embedded_io::ReadReady for EmbeddedPort<'_> {
    fn read_ready(&mut self) -> Result<bool, Infallible> {
        self.0.serve(self.1.get());
        Ok(!self.0.out.is_empty())
    }
}

impl ::embedded_io::Read for EmbeddedPort<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize, Infallible> {
        assert!(!self.0.out.is_empty(), "it waits for ever");
        Ok(self.0.give(buffer))
    }
}

impl ::embedded_io::Write for EmbeddedPort<'_> {
    fn write(&mut self, bytes: &[u8]) -> Result<usize, Infallible> {
        // A small FIFO.
        let len = bytes.len().min(7);
        self.0.take(self.1.get(), &bytes[..len]);
        Ok(len)
    }

    fn flush(&mut self) -> Result<(), Infallible> {
        Ok(())
    }
}

impl ::embedded_io_async::Read for EmbeddedPort<'_> {
    async fn read(&mut self, buffer: &mut [u8]) -> Result<usize, Infallible> {
        self.0.serve(self.1.get());
        match self.0.give(buffer) {
            0 => core::future::pending().await,
            len => Ok(len),
        }
    }
}

impl ::embedded_io_async::Write for EmbeddedPort<'_> {
    async fn write(&mut self, bytes: &[u8]) -> Result<usize, Infallible> {
        ::embedded_io::Write::write(self, bytes)
    }

    async fn flush(&mut self) -> Result<(), Infallible> {
        Ok(())
    }
}

const STEP: Duration = Duration::from_millis(1);

#[test]
fn on_embedded_io() {
    let (deaf, heard) = (Rc::new(Cell::new(false)), Heard::default());
    let time = Cell::new(Instant::ORIGIN);
    let port = EmbeddedPort(Engine::new(&deaf), &time);
    let idle = || time.set(time.get() + STEP);
    let mut modem = embedded_io::Modem::new(port, || time.get(), idle, Config::default()).unwrap();
    talk!(modem, deaf.set(true), heard, modem.poll(|event| heard.hear(event)).unwrap());
}

#[test]
fn on_embedded_io_async() {
    let (deaf, heard) = (Rc::new(Cell::new(false)), Heard::default());
    let time = Cell::new(Instant::ORIGIN);
    let port = EmbeddedPort(Engine::new(&deaf), &time);
    let sleep = async |at: Instant| time.set(time.get().max(at));
    let now = || time.get();
    let mut modem = embedded_io_async::Modem::new(port, now, sleep, Config::default()).unwrap();
    embassy_futures::block_on(async {
        talk!(
            modem,
            deaf.set(true),
            heard,
            modem.listen(time.get() + STEP, |event| heard.hear(event)).await.unwrap(),
            await
        );
    });
}

async fn serve(mut engine: Engine, mut port: DuplexStream) {
    let clock = Clock::start();
    let mut buffer = [0; 64];
    loop {
        match ::tokio::time::timeout(STEP, port.read(&mut buffer)).await {
            Ok(Ok(0) | Err(_)) => return,
            Ok(Ok(len)) => engine.take(clock.now(), &buffer[..len]),
            Err(_) => engine.serve(clock.now()),
        }
        let out: Vec<u8> = engine.out.drain(..).collect();
        if port.write_all(&out).await.is_err() {
            return;
        }
    }
}

#[test]
fn on_tokio() {
    let runtime = ::tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    let (deaf, heard) = (Rc::new(Cell::new(false)), Heard::default());
    let (port, other_end) = ::tokio::io::duplex(32);
    let engine = Engine::new(&deaf);
    let local = ::tokio::task::LocalSet::new();
    local.block_on(&runtime, async {
        ::tokio::task::spawn_local(serve(engine, other_end));
        let mut modem = tokio::Modem::new(port, Config::default()).unwrap();
        talk!(
            modem,
            deaf.set(true),
            heard,
            modem.listen(Duration::from_millis(5), |event| heard.hear(event)).await.unwrap(),
            await
        );
    });
}
