//! The commands of vendors: their lines, and data through their sockets.

use core::fmt::Write as _;
use core::hint::black_box;

use cellwire_at::Line;
use cellwire_at::command::Information;
use cellwire_at::params::ParamError;
use cellwire_at::sockets::{Access, Config, Event, Model, Protocol, Receive, Sockets};
use cellwire_at::vendor::a76xx::{cipopen, cipsend, urc};
use cellwire_at::vendor::l610::{mippush, mipsend, mipstat};
use cellwire_codec::Instant;

use super::cases::sink;
use super::input::Inputs;
use super::peers::{Numbers, best, fields, nom};
use crate::{Case, Role};

/// What a line says, in numbers.
fn ours(line: &[u8]) -> Option<Numbers> {
    fn read(line: Line<'_>) -> Result<Option<Numbers>, ParamError> {
        Ok(Some(match line.as_bytes() {
            [b'+', b'C', b'I', b'P', b'O', ..] => {
                let opened = cipopen::Answer::parse(line)?;
                [opened.link_num.into(), opened.err.0.into(), 0]
            }
            [b'+', b'C', b'I', b'P', b'S', ..] => {
                let sent = cipsend::Answer::parse(line)?;
                [sent.link_num.into(), sent.req_send_length, sent.cnf_send_length]
            }
            [b'+', b'I', b'P', ..] => {
                let closed = urc::IpClose::parse(line)?;
                [closed.client_index.into(), closed.close_reason.0.into(), 0]
            }
            [b'+', b'M', b'I', b'P', b'P', ..] => {
                let pushed = mippush::Pushed::parse(line)?;
                [pushed.socket_id.into(), pushed.status.0.into(), 0]
            }
            [b'+', b'M', b'I', b'P', b'S', b'E', ..] => {
                let sent = mipsend::Sent::parse(line)?;
                [sent.socket_id.into(), sent.status.0.into(), sent.free_size.into()]
            }
            [b'+', b'M', b'I', b'P', b'S', b'T', ..] => {
                let report = mipstat::Report::parse(line)?;
                [report.socket_id.into(), report.status.0.into(), 0]
            }
            _ => return Ok(None),
        }))
    }
    read(Line::new(line)).ok().flatten()
}

/// What the modem says of sockets, to typed fields.
pub(super) fn lines(inputs: &Inputs) -> Case<'_> {
    type Read = fn(&[u8]) -> Option<Numbers>;
    let lines = &inputs.vendor_lines;
    let readers: [Read; 3] = [ours, nom::numbers, fields::at_commands_numbers];
    for line in lines {
        let expected = best::numbers(line);
        assert!(expected.is_some());
        for read in readers {
            assert_eq!(read(line), expected, "{}", line.escape_ascii());
        }
    }
    let each = move |read: Read| move || lines.iter().for_each(|line| sink(read(black_box(line))));
    Case::new(
        "vendor-lines",
        "the fields of +CIPOPEN, +CIPSEND, +IPCLOSE, +MIPPUSH, +MIPSEND and +MIPSTAT, each to its type",
        (lines.len(), "line"),
        "1.4 x best, no allocation",
    )
    .with(Role::Best, "by hand", each(best::numbers))
    .with(Role::Ours, "cellwire-at", each(ours))
    .with(Role::Peer, "nom", each(nom::numbers))
    .with(Role::Peer, "at-commands", each(fields::at_commands_numbers))
}

/// The most that comes at once.
const BLOCK: usize = 1024;

/// A host whose modem has one open connection, and sends data in blocks.
struct Connection {
    sockets: Box<Sockets>,
    config: Config,
    line: [u8; 512],
    block: Vec<u8>,
}

impl Connection {
    fn open(config: Config) -> Self {
        let sockets = Box::new(Sockets::new(config).expect("there is room"));
        let mut connection = Self { sockets, config, line: [0; 512], block: Vec::new() };
        let now = Instant::ORIGIN;
        connection.sockets.up(now, &Access::new("internet")).expect("it is idle");
        connection.answer(&[]);
        let opened = connection.sockets.open(now, Protocol::Tcp, "10.0.0.1", 80);
        opened.expect("it is idle");
        connection.answer(&[]);
        connection
    }

    /// What the modem says to the commands that are sent, if it has this data. Says how much was received.
    fn answer(&mut self, mut data: &[u8]) -> usize {
        let now = Instant::ORIGIN;
        let mut received = 0;
        for _ in 0..8 {
            let len = self.sockets.poll_transmit(now, &mut self.line);
            if len == 0 {
                return received;
            }
            self.sockets.transmitted(now);
            self.block.clear();
            let sent = &self.line[..len];
            let len = data.len();
            match sent {
                sent if sent.starts_with(b"AT+CIPRXGET=2") => {
                    front(&mut self.block, format_args!("+CIPRXGET: 2,0,{len},0\r\n"));
                }
                sent if sent.starts_with(b"AT+MIPREAD=") && data.is_empty() => {
                    self.block.extend_from_slice(b"+MIPREAD: 1,0\r\n");
                }
                sent if sent.starts_with(b"AT+MIPREAD=") => {
                    front(&mut self.block, format_args!("+MIPDATA: 1,{len}\r\n"));
                }
                sent => {
                    let result = match sent {
                        sent if sent.starts_with(b"AT+NETOPEN") => "+NETOPEN: 0\r\n",
                        sent if sent.starts_with(b"AT+CIPOPEN") => "+CIPOPEN: 0,0\r\n",
                        sent if sent.starts_with(b"AT+MIPCALL") => "+MIPCALL: 10.1.2.3\r\n",
                        sent if sent.starts_with(b"AT+MIPOPEN") => "+MIPOPEN: 1,1\r\n",
                        _ => "",
                    };
                    front(&mut self.block, format_args!("\r\nOK\r\n{result}"));
                    received += self.take();
                    continue;
                }
            }
            self.block.extend_from_slice(core::mem::take(&mut data));
            self.block.extend_from_slice(b"\r\nOK\r\n");
            received += self.take();
        }
        panic!("it sends one command after the other");
    }

    /// A block that the modem sends, or says that it has, and how much of it was received.
    fn receive(&mut self, data: &[u8]) -> usize {
        self.block.clear();
        let len = data.len();
        match (self.config.model, self.config.receive) {
            (Model::A76xx, Receive::Push) => {
                front(&mut self.block, format_args!("\r\n+RECEIVE,0,{len}:\r\n"));
                self.block.extend_from_slice(data);
            }
            (_, Receive::Push) => {
                front(&mut self.block, format_args!("\r\n+MIPRTCP: 1,{len},"));
                self.block.extend_from_slice(data);
            }
            (_, Receive::PushHex) => {
                front(&mut self.block, format_args!("\r\n+MIPRTCP: 1,0,"));
                for byte in data {
                    self.block.extend(
                        [byte >> 4, byte & 0xf].map(|four| b"0123456789ABCDEF"[usize::from(four)]),
                    );
                }
                self.block.extend_from_slice(b"\r\n");
            }
            (Model::A76xx, _) => {
                self.block.extend_from_slice(b"\r\n+CIPRXGET: 1,0\r\n");
            }
            _ => front(&mut self.block, format_args!("\r\n+MIPREAD: 1,{len}\r\n")),
        }
        self.take() + self.answer(data)
    }

    fn take(&mut self) -> usize {
        let mut received = 0;
        let mut rest = &self.block[..];
        while !rest.is_empty() {
            let room = rest.len().min(1460);
            self.sockets.handle_input(Instant::ORIGIN, &rest[..room]);
            rest = &rest[room..];
            while let Some(event) = self.sockets.poll_event() {
                if let Event::Data { data, .. } = event {
                    received += data.len();
                    sink(data);
                }
            }
        }
        received
    }
}

fn front(block: &mut Vec<u8>, text: core::fmt::Arguments<'_>) {
    struct To<'a>(&'a mut Vec<u8>);
    impl core::fmt::Write for To<'_> {
        fn write_str(&mut self, text: &str) -> core::fmt::Result {
            self.0.extend_from_slice(text.as_bytes());
            Ok(())
        }
    }
    To(block).write_fmt(text).expect("a vector takes all");
}

/// What a connection receives, through the whole of it.
pub(super) fn sockets(inputs: &Inputs) -> Case<'_> {
    let data = &inputs.received;
    let mut case = Case::new(
        "sockets",
        "data that a modem gets from the network, up to the application, in blocks of 1024 bytes",
        (data.len(), "byte"),
        "no allocation",
    )
    .with(Role::Best, "memcpy", {
        let mut to = Vec::with_capacity(BLOCK);
        move || {
            for block in data.chunks(BLOCK) {
                to.clear();
                to.extend_from_slice(block);
                sink(&to);
            }
        }
    });
    for (name, config) in [
        ("A76XX-push", Config::a76xx(Receive::Push)),
        ("A76XX-buffer", Config::a76xx(Receive::Buffer)),
        ("L610-push", Config::l610(Receive::Push)),
        ("L610-hex", Config::l610(Receive::PushHex)),
        ("L610-buffer", Config::l610(Receive::Buffer)),
    ] {
        let mut connection = Connection::open(config);
        let mut all =
            move || data.chunks(BLOCK).map(|block| connection.receive(block)).sum::<usize>();
        assert_eq!(all(), data.len(), "{name}");
        case = case.with(Role::Ours, name, move || sink(all()));
    }
    case
}
