//! AT: a host, and a simulated modem on a pseudo-terminal.

use core::time::Duration;
use std::io::{self, Read, Write};
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::Instant;

use cellwire_at::calls::{clip, crc};
use cellwire_at::charset::{Alphabet, Charset};
use cellwire_at::command::{Command, Fields};
use cellwire_at::error::CmeError;
use cellwire_at::general::identity;
use cellwire_at::host::{Config, Disconnect, Event};
use cellwire_at::modem::ModemStats;
use cellwire_at::network::{self, cops, creg};
use cellwire_at::pdu::{Address, Direction, Message, Pdu, PduBuf, Submit, Tpdu};
use cellwire_at::sms::{PduBody, cmgd, cmgf, cmgr, cmgs, cnmi};
use cellwire_at::status::{cmee, cpin, csq};
use cellwire_at::ussd::cusd;
use cellwire_at::v250::call::HangUp;
use cellwire_at::v250::dial::Dial;
use cellwire_at::v250::response::Echo;
use cellwire_at::{Dialect, Urc};
use serde_json::{Value, json};

use super::stage::WITHIN;
use super::{Audience, Stage};
use crate::at::adapters::std_io::Modem;
use crate::at::adapters::{Failure, Said};
use crate::at::explain;
use crate::at::modem::{BasicConfig, Options, Order, Remote, Simulation};
use crate::notice::{Failure as NotStarted, Notice, Observer};
use crate::wire::Way;

/// The texts of SMS: one that the GSM alphabet has, and one that it has not.
const TEXTS: [&str; 2] = ["Grüße aus Köln: 5 € [ok]", "Zażółć gęślą jaźń; Привет, 你好 😀"];
const INCOMING: &str = "Κέρκυρα: 22 °C 🌞; OK";
/// What crosses a data call. It looks like what ends one.
const DATA: &[u8] = b"\r\nNO CARRIER? +++ \x00\xff\r\nOK: all of it is data";

const PIN: &str = "2580";
const FRIEND: &str = "+48123456789";

/// How long the host waits for bytes before it looks at its deadlines.
const READ: Duration = Duration::from_millis(10);

/// Shows it all.
///
/// # Errors
///
/// There are no pseudo-terminals, or sockets, to be had.
pub fn show(stage: &Arc<Stage>) -> Result<(), String> {
    stage.title("AT: a host, and a simulated modem");
    let mut scene = Scene::start(stage)?;
    scene.identity();
    scene.pin();
    scene.registration()?;
    scene.signal()?;
    scene.sms();
    scene.incoming_sms()?;
    scene.ussd();
    scene.ring()?;
    scene.data();
    scene.end()
}

struct Scene<'a> {
    stage: &'a Arc<Stage>,
    host: Modem<Tap>,
    heard: Heard,
    config: BasicConfig,
    remote: Remote,
    device: Arc<Audience>,
    thread: JoinHandle<Result<ModemStats, String>>,
}

/// What came besides the answers to commands.
#[derive(Default)]
struct Heard {
    lines: Vec<Vec<u8>>,
    data: Vec<u8>,
    disconnected: Option<Disconnect>,
    faults: usize,
}

impl Heard {
    fn hear(&mut self, event: Event<'_>) {
        match event {
            Event::Unsolicited(line) => self.lines.push(line.as_bytes().to_vec()),
            Event::Data(data) => self.data.extend_from_slice(data),
            Event::Disconnected(why) => self.disconnected = Some(why),
            Event::Fault(_) | Event::Late(_) | Event::Stray(_) => self.faults += 1,
            _ => {}
        }
    }
}

impl<'a> Scene<'a> {
    fn start(stage: &'a Arc<Stage>) -> Result<Self, String> {
        let config = BasicConfig {
            pin: Some(PIN.into()),
            answer_time: Duration::from_millis(200),
            network_time: Duration::from_millis(50),
            ..BasicConfig::default()
        };
        let tcp = (!cfg!(unix)).then(|| ([127, 0, 0, 1], 0).into());
        let options = Options { config: config.clone(), tcp, ..Options::default() };
        let device = Arc::new(Audience::new(stage, None));
        let simulation =
            Simulation::new(&options, device.clone()).map_err(|error| match error {
                NotStarted::Usage(error) | NotStarted::Run(error) => error,
            })?;
        let place = device.find(|notice| notice.event == "listening").map(|notice| notice.text);
        let place = place.ok_or("the modem does not say where it is")?;
        stage.line(&format!("modem on {place}; PINs are shown as ***"));
        let line = open(place.trim_start_matches("tcp ")).map_err(|error| error.to_string())?;
        let tap =
            Tap { line, audience: Audience::new(stage, Some(explain::wire(Dialect::GENERIC))) };
        let host = Modem::new(tap, Config::default()).map_err(|error| error.to_string())?;
        let remote = simulation.remote();
        let thread = thread::spawn(|| simulation.run());
        let heard = Heard::default();
        Ok(Self { stage, host, heard, config, remote, device, thread })
    }

    /// Sends a command.
    fn send<'c, C: Command + Fields<'c>>(
        &mut self,
        command: &C,
        said: impl FnMut(Said<'_, C::Answer<'_>>),
    ) -> Result<(), Failure<io::Error>> {
        self.host.send(command, said, |event| self.heard.hear(event))
    }

    /// Sends a command that is to succeed.
    fn order<'c, C: Command + Fields<'c>>(&mut self, command: &C) {
        self.ask(command, |_| Some(()));
    }

    /// The same, and gives what `read` finds in its answer.
    fn ask<'c, C: Command + Fields<'c>, T>(
        &mut self,
        command: &C,
        mut read: impl FnMut(C::Answer<'_>) -> Option<T>,
    ) -> Option<T> {
        let mut found = None;
        let done = self.send(command, |said| {
            if let Said::Answer(answer) = said {
                found = read(answer).or(found.take());
            }
        });
        if let Err(error) = done {
            self.stage.check(&format!("AT{}: {error}", C::NAME), false);
        }
        found
    }

    /// Listens until `found` finds something.
    fn listen<T>(
        &mut self,
        what: &str,
        mut found: impl FnMut(&mut Heard) -> Option<T>,
    ) -> Option<T> {
        let deadline = Instant::now() + WITHIN;
        let mut now = found(&mut self.heard);
        while now.is_none() && Instant::now() < deadline {
            if self.host.listen(READ, |event| self.heard.hear(event)).is_err() {
                break;
            }
            now = found(&mut self.heard);
        }
        self.stage.check(what, now.is_some());
        now
    }

    /// Waits for a line that nobody has asked for.
    fn urc<T>(&mut self, what: &str, read: impl Fn(Urc<'_>) -> Option<T>) -> Option<T> {
        self.listen(what, |heard| {
            let read = |line: &Vec<u8>| read(Urc::parse(cellwire_at::Line::new(line)));
            let (at, found) = heard
                .lines
                .iter()
                .enumerate()
                .find_map(|(at, line)| read(line).map(|found| (at, found)))?;
            heard.lines.remove(at);
            Some(found)
        })
    }

    fn identity(&mut self) {
        self.order(&Echo { value: false });
        self.order(&cmee::Set { n: cmee::Mode::NUMERIC });
        let text = |answer: cellwire_at::command::Text<'_>| Some(answer.0.to_string_lossy().into());
        let maker: Option<String> = self.ask(&identity::Manufacturer {}, text);
        let model = self.ask(&identity::Model {}, text);
        let imei = self.ask(&identity::SerialNumber {}, text);
        let stage = self.stage;
        stage.equal("the maker", &maker.unwrap_or_default(), &self.config.manufacturer);
        stage.equal("the model", &model.unwrap_or_default(), &self.config.model);
        stage.equal("the IMEI", &imei.unwrap_or_default(), &self.config.imei);
    }

    fn pin(&mut self) {
        self.stage.title("The PIN");
        let is = |answer: cpin::Answer<'_>| Some(answer.code == cpin::Code::SimPin);
        let asked = self.ask(&cpin::Read {}, is);
        self.stage.check("the SIM asks for it", asked == Some(true));
        let refused = self.send(&cpin::Set { pin: "0000".into(), newpin: None }, |_| {});
        let is_wrong = matches!(refused, Err(Failure::Cme(Some(CmeError::INCORRECT_PASSWORD))));
        self.stage.check("a wrong one is refused, and the host knows why", is_wrong);
        self.order(&cpin::Set { pin: PIN.into(), newpin: None });
        let is = |answer: cpin::Answer<'_>| Some(answer.code == cpin::Code::Ready);
        let ready = self.ask(&cpin::Read {}, is);
        self.stage.check("the right one opens it", ready == Some(true));
        let imsi = |answer: cellwire_at::command::Text<'_>| Some(answer.0.to_string_lossy().into());
        let imsi: Option<String> = self.ask(&identity::Imsi {}, imsi);
        self.stage.equal("the IMSI", &imsi.unwrap_or_default(), &self.config.imsi);
    }

    fn registration(&mut self) -> Result<(), String> {
        self.stage.title("Registration, asked for and told");
        self.order(&creg::Set { n: network::Mode::LOCATION });
        let place = self.ask(&creg::Read {}, |answer| {
            let registration = answer.registration;
            Some((registration.stat, registration.lac?, registration.ci?))
        });
        let expected = (network::Status::HOME, 0x00c3, 0x0001_a2b3);
        self.stage.equal("registered, and where", place.unwrap_or_default(), expected);
        let operator: Option<String> = self
            .ask(&cops::Read {}, |answer| answer.oper.map(|name| name.to_string_lossy().into()));
        self.stage.equal("the operator", &operator.unwrap_or_default(), &self.config.operator);
        self.remote.order(Order::Registration(5))?;
        self.urc("the modem tells that it roams", |urc| match urc {
            Urc::Creg(urc) => (urc.registration.stat == network::Status::ROAMING).then_some(()),
            _ => None,
        });
        Ok(())
    }

    fn signal(&mut self) -> Result<(), String> {
        self.remote.order(Order::Signal(20))?;
        let dbm = self.ask(&csq::Action {}, |answer| answer.rssi_dbm());
        self.stage.equal("the signal in dBm", dbm.unwrap_or_default(), -73);
        Ok(())
    }

    /// To the own number, so that it comes back.
    fn sms(&mut self) {
        self.stage.title("SMS as PDUs, to the own number");
        self.order(&cmgf::Set { mode: cmgf::Mode::PDU });
        let (mode, mt) = (Some(cnmi::Mode::BUFFER), Some(cnmi::Deliver::INDEX));
        self.order(&cnmi::Set { mode, mt, bm: None, ds: None, bfr: None });
        for text in TEXTS {
            let number = self.config.number.clone();
            match submit(&number, text) {
                Ok((digits, alphabet)) => {
                    self.stage.line(&format!("{text:?} goes as {alphabet}"));
                    let Ok(pdu) = PduBody::new(&digits) else { continue };
                    let reference = self.ask(&cmgs::Pdu { pdu }, |answer| Some(answer.mr));
                    self.stage.check("it is on its way", reference.is_some());
                }
                Err(error) => self.stage.check(&error, false),
            }
            self.stage.wait("the network has the text", || {
                let is = |notice: &Notice| {
                    notice.event == "sms-sent" && notice.fields.get("text") == Some(&json!(text))
                };
                self.device.find(is)
            });
            self.read_sms(&number, text);
        }
    }

    /// Waits for a message, reads and deletes it.
    fn read_sms(&mut self, from: &str, text: &str) {
        let stored = |urc: Urc<'_>| match urc {
            Urc::Cmti(stored) => Some(stored.index),
            _ => None,
        };
        let Some(index) = self.urc("a message has come, +CMTI says where", stored) else { return };
        let mut digits = Vec::new();
        let read = self.send(&cmgr::Set { index }, |said| {
            if let Said::Text(line) = said {
                digits.extend_from_slice(line);
            }
        });
        self.stage.check("it is read", read.is_ok());
        let expected = (from.to_owned(), text.to_owned());
        let found = deliver(&digits).unwrap_or_default();
        self.stage.equal("from whom, and its text", found, expected);
        self.order(&cmgd::Set { index, delflag: None });
    }

    fn incoming_sms(&mut self) -> Result<(), String> {
        self.stage.title("An SMS comes in");
        self.remote.order(Order::Sms { from: FRIEND.into(), text: INCOMING.into() })?;
        self.read_sms(FRIEND, INCOMING);
        Ok(())
    }

    fn ussd(&mut self) {
        self.stage.title("USSD");
        for (code, mode, expected) in [
            ("*100#", cusd::Mode::DONE, "Your balance is 12.34 EUR."),
            ("*150#", cusd::Mode::ACTION_REQUIRED, "1 Balance\n2 Recharge\n0 Exit"),
            ("1", cusd::Mode::DONE, "Your balance is 12.34 EUR."),
        ] {
            let mut buffer = [0; 32];
            match cusd::Set::request(code, Charset::Ira, &mut buffer) {
                Ok(request) => self.order(&request),
                Err(error) => self.stage.check(&error.to_string(), false),
            }
            let answer = self.urc(&format!("the network answers to {code}"), |urc| {
                let Urc::Cusd(said) = urc else { return None };
                let mut text = [0; 512];
                let text = said.decode_into(Charset::Ira, cusd::Coding::Standard, &mut text);
                Some((said.m.0, text.ok()?.to_owned()))
            });
            let expected = (mode.0, expected.to_owned());
            self.stage.equal("mode and text", answer.unwrap_or_default(), expected);
        }
    }

    fn ring(&mut self) -> Result<(), String> {
        self.stage.title("A call comes in");
        self.order(&clip::Set { n: true });
        self.order(&crc::Set { mode: false });
        self.remote.order(Order::Ring { number: FRIEND.into() })?;
        self.urc("it rings", |urc| matches!(urc, Urc::Ring).then_some(()));
        let caller = self.urc("and +CLIP says who calls", |urc| match urc {
            Urc::Clip(caller) => Some(caller.number?.to_string_lossy().into_owned()),
            _ => None,
        });
        self.stage.equal("who", &*caller.unwrap_or_default(), FRIEND);
        self.order(&HangUp {});
        self.stage.wait("the call is over", || {
            let is = |notice: &Notice| {
                notice.event == "call-ended"
                    && notice.fields.get("how").and_then(Value::as_str) == Some("by the host")
            };
            self.device.find(is)
        });
        Ok(())
    }

    fn data(&mut self) {
        self.stage.title("A data call: the other end echoes");
        self.order(&Dial::data("5551234"));
        self.stage.check("connected", self.host.host.is_data_mode());
        let now = self.host.now();
        let sent = self.host.host.send_data(now, DATA);
        self.stage.equal("bytes sent", sent.unwrap_or_default(), DATA.len());
        self.listen("as many come back", |heard| (heard.data.len() >= DATA.len()).then_some(()));
        self.stage.check("and are the same", self.heard.data == DATA);
        let escaped = self.host.host.escape(self.host.now());
        self.stage.check("+++, with a second of silence around it", escaped.is_ok());
        self.listen("is heard", |heard| {
            (heard.disconnected == Some(Disconnect::Escaped)).then_some(())
        });
        self.order(&HangUp {});
        let is = |notice: &Notice| notice.event == "call-ended";
        self.stage.wait("the call is over", || self.device.nth(1, is));
    }

    /// What was counted on both sides agrees.
    fn end(self) -> Result<(), String> {
        let Self { stage, heard, remote, thread, .. } = self;
        stage.title("All ends, and what was counted agrees");
        remote.order(Order::Quit)?;
        let stats = thread.join().map_err(|_| "the modem has panicked")??;
        stage.equal("commands that the modem has refused", stats.errors, 1);
        let len = DATA.len() as u64;
        stage.equal("bytes in the call", (stats.data_in, stats.data_out), (len, len));
        stage.equal("lines of the modem that were lost", stats.dropped, 0);
        stage.equal("lines that nobody has waited for", heard.lines.len(), 0);
        stage.equal("lines that nobody can place", heard.faults, 0);
        Ok(())
    }
}

/// The PDU of a text that fits into one, and its alphabet.
fn submit(number: &str, text: &str) -> Result<(String, &'static str), String> {
    let to = Address::new(number).map_err(|error| error.to_string())?;
    let mut parts = Message::new(text).parts().map_err(|error| error.to_string())?;
    let part = parts.next().ok_or("no part")?;
    let submit = Submit::new(to, &part);
    let alphabet = match submit.dcs.alphabet() {
        Alphabet::Gsm7(_) => "GSM 7-bit",
        Alphabet::Ucs2 => "UCS2",
        _ => "octets",
    };
    let mut buffer = [0; 352];
    let digits = Pdu::new(submit).encode_hex(&mut buffer).map_err(|error| error.to_string())?;
    Ok((digits.to_owned(), alphabet))
}

/// From whom a message is, and its text.
fn deliver(digits: &[u8]) -> Option<(String, String)> {
    let octets = PduBuf::from_hex(digits).ok()?;
    let Tpdu::Deliver(message) = octets.pdu(Direction::ToMobile).ok()?.tpdu else { return None };
    Some((message.originating_address.to_string(), message.text()?.chars().collect()))
}

/// Where the modem is.
#[cfg(unix)]
type Line = Box<dyn serialport::SerialPort>;
#[cfg(not(unix))]
type Line = std::net::TcpStream;

#[cfg(unix)]
fn open(path: &str) -> io::Result<Line> {
    // A pseudo-terminal has no speed, and that of macOS takes none.
    let baud = if cfg!(target_os = "macos") { 0 } else { 115_200 };
    Ok(serialport::new(path, baud).timeout(READ).open()?)
}

#[cfg(not(unix))]
fn open(address: &str) -> io::Result<Line> {
    let stream = std::net::TcpStream::connect(address)?;
    stream.set_read_timeout(Some(READ))?;
    stream.set_nodelay(true)?;
    Ok(stream)
}

/// Shows what crosses a line.
#[derive(Debug)]
struct Tap {
    line: Line,
    audience: Audience,
}

impl Read for Tap {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let len = self.line.read(buffer)?;
        self.audience.wire("modem", Way::Up, buffer.get(..len).unwrap_or_default());
        Ok(len)
    }
}

impl Write for Tap {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let len = self.line.write(bytes)?;
        self.audience.wire("modem", Way::Down, bytes.get(..len).unwrap_or_default());
        Ok(len)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.line.flush()
    }
}
