use core::time::Duration;

use cellwire_at::sockets::Receive;
use cellwire_codec::Instant;
use cellwire_codec::test_util::link::Rng;

/// A modem of both vendors that echoes what its sockets are sent, and fails when it is told to.
pub(crate) struct Chaos {
    rng: Rng,
    /// One of so many answers is wrong; none if it is 0.
    pub(crate) chance: u64,
    receive: Receive,
    line: Vec<u8>,
    state: State,
    /// What is to be said, and when.
    said: Vec<(Duration, Vec<u8>)>,
    now: Instant,
    queue: Vec<(Instant, Vec<u8>)>,
    unread: Vec<u8>,
}

#[derive(Clone, Debug)]
enum State {
    Commands,
    /// So many bytes for this socket.
    Entry {
        socket: u8,
        left: usize,
        len: usize,
        is_l610: bool,
    },
    Data,
}

impl Chaos {
    pub(crate) fn new(receive: Receive, seed: u64) -> Self {
        Self {
            rng: Rng::new(!seed),
            chance: 0,
            receive,
            line: Vec::new(),
            state: State::Commands,
            said: Vec::new(),
            now: Instant::ORIGIN,
            queue: Vec::new(),
            unread: Vec::new(),
        }
    }

    fn later(&mut self, time: Duration, text: impl AsRef<[u8]>) {
        self.said.push((time, text.as_ref().to_vec()));
    }

    fn lines(&mut self, lines: &[&str]) {
        for line in lines {
            let time = Duration::from_millis(self.rng.below(40));
            self.later(time, format!("\r\n{line}\r\n"));
        }
    }

    /// Something that nobody has asked for.
    pub(crate) fn say(&mut self, _: &mut usize) {
        if self.chance == 0 || matches!(self.state, State::Data) {
            return;
        }
        let lines = [
            "+IPCLOSE: 0,1",
            "+IPCLOSE: 3,0",
            "+CIPEVENT: NETWORK CLOSED UNEXPECTEDLY",
            "+MIPSTAT: 1,1",
            "+MIPSTAT: 1,0,5",
            "+MIPCALL: 0",
            "+MIPXOFF: 1",
            "+MIPXON: 1",
            "+CIPRXGET: 1,0",
            "+MIPREAD: 1,5",
            "+CREG: 1",
            "+CLIENT: 4,0,1.2.3.4:5",
        ];
        let line = lines[self.rng.below(lines.len() as u64) as usize];
        self.lines(&[line]);
    }

    pub(crate) fn due(&self) -> Option<Instant> {
        self.queue.iter().map(|(at, _)| *at).min()
    }

    /// What it says by now.
    pub(crate) fn take(&mut self, now: Instant) -> Vec<u8> {
        self.now = now;
        for (time, text) in self.said.drain(..) {
            // One after the other, each after a while.
            let behind = self.queue.last().map_or(now, |(at, _)| *at);
            self.queue.push((behind.max(now) + time, text));
        }
        let due = self.queue.iter().take_while(|(at, _)| *at <= now).count();
        self.queue.drain(..due).flat_map(|(_, text)| text).collect()
    }

    pub(crate) fn hear(&mut self, bytes: &[u8]) {
        // The host alone knows how long the silence was; it sends them by themselves then.
        if matches!(self.state, State::Data) && bytes == b"+++" {
            self.state = State::Commands;
            return self.lines(&["OK"]);
        }
        for byte in bytes {
            match self.state {
                State::Commands => self.hear_command(*byte),
                State::Entry { .. } => self.hear_entry(*byte),
                State::Data => self.later(Duration::from_millis(1), [*byte]),
            }
        }
    }

    fn hear_command(&mut self, byte: u8) {
        if byte != b'\r' {
            self.line.push(byte);
            return;
        }
        let line = core::mem::take(&mut self.line);
        let line = String::from_utf8_lossy(&line).into_owned();
        let at = line.find("AT").unwrap_or(0);
        self.answer(line[at..].trim_start_matches('\u{1b}'));
    }

    fn hear_entry(&mut self, byte: u8) {
        let State::Entry { socket, left, len, is_l610 } = &mut self.state else { return };
        *left -= 1;
        self.line.push(byte);
        if *left > 0 {
            return;
        }
        let (socket, len, is_l610) = (*socket, *len, *is_l610);
        self.state = State::Commands;
        let entered = core::mem::take(&mut self.line);
        if self.fails() {
            return;
        }
        if is_l610 {
            let push = format!("+MIPPUSH: {socket},0");
            let send = format!("+MIPSEND: {socket},0,2048");
            self.lines(&["OK", &push, &send, "OK"]);
        } else {
            self.lines(&["OK", &format!("+CIPSEND: {socket},{len},{len}")]);
        }
        self.echo(socket, is_l610, &entered);
    }

    /// The other side sends back what it got.
    fn echo(&mut self, socket: u8, is_l610: bool, data: &[u8]) {
        let len = data.len();
        let hex: String = data.iter().map(|byte| format!("{byte:02X}")).collect();
        let head = match (self.receive, is_l610) {
            (Receive::PushHex, true) => {
                let line = format!("\r\n+MIPRTCP: {socket},0,{hex}\r\n");
                return self.later(Duration::from_millis(100), line);
            }
            (Receive::Push, true) => format!("\r\n+MIPRTCP: {socket},{len},"),
            (Receive::Push | Receive::PushHex, false) => {
                format!("\r\nRECV FROM:1.2.3.4:80\r\n+RECEIVE,{socket},{len}\r\n")
            }
            (_, true) => {
                self.unread.extend(data);
                return self.lines(&[&format!("+MIPREAD: {socket},{len}")]);
            }
            (_, false) => {
                self.unread.extend(data);
                return self.lines(&[&format!("+CIPRXGET: 1,{socket}")]);
            }
        };
        let end = if is_l610 { &b"\r\n"[..] } else { b"" };
        self.later(Duration::from_millis(100), [head.as_bytes(), data, end].concat());
    }

    /// Whether something goes wrong, which is said then, or not.
    fn fails(&mut self) -> bool {
        if self.chance == 0 || self.rng.below(self.chance) != 0 {
            return false;
        }
        match self.rng.below(8) {
            0 | 1 => self.lines(&["ERROR"]),
            2 => self.lines(&["+CME ERROR: 3"]),
            3 => {
                self.unread.clear();
                self.state = State::Commands;
                self.lines(&["*ATREADY: 1"]);
            }
            4 => self.lines(&["OK"]),
            5 => self.lines(&["+IP ERROR: Network not opened", "ERROR"]),
            6 => self.later(Duration::from_secs(200), "\r\nOK\r\n"),
            _ => {}
        }
        true
    }

    fn answer(&mut self, line: &str) {
        let Some(command) = line.strip_prefix("AT") else { return };
        if self.fails() {
            return;
        }
        let (name, fields) = command.split_once('=').unwrap_or((command, ""));
        let fields: Vec<&str> = fields.split(',').collect();
        let field = |index: usize| fields.get(index).copied().unwrap_or_default();
        let id = field(0);
        let is_transparent = self.receive == Receive::Transparent;
        if matches!(name, "+CIPOPEN" | "+MIPOPEN" | "+MIPODM") {
            self.unread.clear();
        }
        match name {
            "+NETOPEN" => self.lines(&["OK", "+NETOPEN: 0"]),
            "+NETCLOSE" => self.lines(&["OK", "+NETCLOSE: 0"]),
            "+IPADDR" => self.lines(&["+IPADDR: 10.0.0.1", "OK"]),
            "+CIPCLOSE?" => self.lines(&["+CIPCLOSE: 1,0,0,0,0,0,0,0,0,0", "OK"]),
            "+CIPCLOSE" => self.lines(&["OK", &format!("+CIPCLOSE: {id},0")]),
            "+CIPOPEN" if is_transparent => self.connect("CONNECT 115200", &[]),
            "+CIPOPEN" if field(1) == "\"UDP\"" => {
                self.lines(&[&format!("+CIPOPEN: {id},0"), "OK"]);
            }
            "+CIPOPEN" => self.lines(&["OK", &format!("+CIPOPEN: {id},0")]),
            "+CDNSGIP" => self.lines(&["+CDNSGIP: 1,\"a.b\",\"1.2.3.4\"", "OK"]),
            "+MIPDNS" => self.lines(&["+MIPDNS: \"a.b\",1.2.3.4", "OK"]),
            "+MIPCALL" if id == "0" => self.lines(&["OK", "+MIPCALL: 0"]),
            "+MIPCALL" => self.lines(&["OK", "+MIPCALL: 10.0.0.1"]),
            "+MIPCALL?" => self.lines(&["+MIPCALL: 1,10.0.0.1", "OK"]),
            "+MIPCLOSE?" => self.lines(&["+MIPCLOSE: 2,3", "OK"]),
            "+MIPCLOSE" => self.lines(&["OK", &format!("+MIPCLOSE: {id},0")]),
            "+MIPOPEN" => self.lines(&["OK", &format!("+MIPOPEN: {id},1")]),
            "+MIPODM" => self.connect(&format!("+MIPODM: {id},1"), &["OK"]),
            "+CIPSEND" => self.ask(id, field(1), false),
            "+MIPSEND" => self.ask(id, field(1), true),
            "+CIPRXGET" if id == "2" || id == "3" => self.fetch(field(1), id == "3"),
            "+MIPREAD" => {
                let data = core::mem::take(&mut self.unread);
                let head = match data.len() {
                    0 => format!("\r\n+MIPREAD: {id},0"),
                    len => format!("\r\n+MIPDATA: {id},{len}\r\n"),
                };
                let text = [head.as_bytes(), &data, b"\r\n\r\nOK\r\n"].concat();
                self.later(Duration::from_millis(3), text);
            }
            _ => self.lines(&["OK"]),
        }
    }

    fn fetch(&mut self, socket: &str, is_hex: bool) {
        let data = core::mem::take(&mut self.unread);
        if data.is_empty() {
            return self.lines(&["+IP ERROR: No data", "ERROR"]);
        }
        let (mode, shown) = match is_hex {
            true => (3, data.iter().flat_map(|byte| format!("{byte:02x}").into_bytes()).collect()),
            false => (2, data.clone()),
        };
        let head = format!("\r\n+CIPRXGET: {mode},{socket},{},0\r\n", data.len());
        let text = [head.as_bytes(), &shown, b"\r\nOK\r\n"].concat();
        self.later(Duration::from_millis(3), text);
    }

    fn connect(&mut self, line: &str, before: &[&str]) {
        self.lines(before);
        self.lines(&[line]);
        self.state = State::Data;
    }

    fn ask(&mut self, socket: &str, len: &str, is_l610: bool) {
        let (Ok(socket), Ok(len)) = (socket.parse(), len.parse::<usize>()) else {
            return self.lines(&["+MIPSEND: 1,0,2048", "OK"]);
        };
        self.state = State::Entry { socket, left: len, len, is_l610 };
        self.later(Duration::from_millis(2), "\r\n> ");
    }
}
