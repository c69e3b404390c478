//! A modem whose product is small and knows what it was asked.

use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::time::Duration;

use cellwire_at::error::{CmeError, ErrorCode};
use cellwire_at::host::{Config, Event, Host, Outcome, SendError, Ticket};
use cellwire_at::lexer::FinalResult;
use cellwire_at::modem::{
    self, Answer, Dial, Entry, Handler, Modem, ModemConfig, Pending, Prompt, Reply, Request,
};
use cellwire_at::{Dialect, Form, Plan};
use cellwire_codec::Instant;
use cellwire_codec::test_util::link::LinkConfig;
use cellwire_codec::test_util::pair::{Pair, Peer};

/// What the host says.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Told {
    Answer(Ticket, String),
    Done(Ticket, String),
    Unsolicited(String),
    Data(Vec<u8>),
    Other(String),
}

fn told(event: Event<'_>) -> Told {
    match event {
        Event::Answer { ticket, line, .. } => Told::Answer(ticket, line.to_string()),
        Event::Done { ticket, outcome } => Told::Done(ticket, outcome_text(&outcome)),
        Event::Unsolicited(line) => Told::Unsolicited(line.to_string()),
        Event::Data(data) => Told::Data(data.to_vec()),
        event => Told::Other(format!("{event:?}")),
    }
}

fn outcome_text(outcome: &Outcome<'_>) -> String {
    match outcome {
        Outcome::Final(FinalResult::Cme(ErrorCode::Number(code))) => format!("CME {}", code.0),
        outcome => outcome.to_string(),
    }
}

/// What the modem says.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Heard {
    Data(Vec<u8>),
    Mode(modem::Mode),
    Other,
}

fn heard(event: modem::Event<'_>) -> Heard {
    match event {
        modem::Event::Data(data) => Heard::Data(data.into_owned()),
        modem::Event::Mode(mode) => Heard::Mode(mode),
        _ => Heard::Other,
    }
}

/// Repeats what it is told in several ways.
#[derive(Debug, Default)]
pub(crate) struct Parrot {
    pub(crate) entries: Vec<Vec<u8>>,
}

impl Handler for Parrot {
    fn command(&mut self, request: &Request<'_>, reply: &mut Reply<'_>) -> Answer {
        let params = request.params.as_bytes().escape_ascii();
        match (request.name.as_str(), request.form) {
            // One line, many lines, none.
            ("+SAY", Form::Set) => reply.line(format_args!("+SAY: {params}")),
            ("+SAY", Form::Read) => (0..5).for_each(|n| reply.line(format_args!("+SAY: {n}"))),
            ("+SAY", Form::Test) => {}
            ("+FAIL", _) => return Answer::Cme(CmeError::NO_NETWORK_SERVICE),
            // Later, in its own time.
            ("+LATE", _) => return Answer::Pending(Pending::new().within(Duration::from_secs(60))),
            ("+CREG", Form::Read) => reply.line("+CREG: 2,1,\"81ED\",\"1A9CEB\",2"),
            ("+BODY", Form::Set) => return Answer::Prompt(Prompt::text()),
            _ => return Answer::Pass,
        }
        Answer::Ok
    }

    fn entry(&mut self, entry: Entry<'_>, reply: &mut Reply<'_>) -> Answer {
        let Entry::Complete(body) = entry else { return Answer::Error };
        self.entries.push(body.to_vec());
        reply.line(format_args!("+BODY: {}", body.len()));
        Answer::Ok
    }

    fn dial(&mut self, _: &Dial<'_>, _: &mut Reply<'_>) -> Answer {
        Answer::Connect("115200".into())
    }
}

pub(crate) type Line = Pair<Host, Told, Modem<Parrot>, Heard>;

pub(crate) fn line(seed: u64, link: LinkConfig) -> Line {
    let link = LinkConfig { ordered: true, ..link };
    let host = Host::new(Config::new(Dialect::GENERIC)).unwrap();
    let modem = Modem::new(ModemConfig::default(), Parrot::default());
    Pair::new(
        seed,
        link,
        Peer::new(host, (), |event| told(event)),
        Peer::new(modem, (), |event| heard(event)),
    )
}

/// A serial line that cuts and delays.
pub(crate) fn cutting() -> LinkConfig {
    LinkConfig {
        max_piece: Some(9),
        delay: Duration::ZERO..=Duration::from_millis(40),
        ..LinkConfig::default()
    }
}

pub(crate) fn send(line: &mut Line, command: &str) -> Result<Ticket, SendError> {
    let now = line.now();
    let name = if command.starts_with("AT+BODY") { "+BODY" } else { "+SAY" };
    let mut plan = match command {
        "AT+CREG?" => {
            use cellwire_at::command::Command;
            cellwire_at::network::creg::Read.plan()
        }
        _ => Plan::new(name, Form::Set).with_deadline(Duration::from_secs(5)),
    };
    if name == "+BODY" {
        plan = plan.with_prompt(cellwire_at::Prompt::Greater);
    }
    if command.starts_with("ATD") || command == "ATO" {
        plan = plan.connecting();
    }
    line.left.session.send_line(now, plan, command.as_bytes())
}

/// Runs until the command is over, and says what it had to say, the result last.
pub(crate) fn finish(line: &mut Line, ticket: Ticket) -> (Vec<String>, Vec<Told>) {
    let (mut mine, mut others) = (Vec::new(), Vec::new());
    let end = line.now() + Duration::from_secs(120);
    while line.now() < end {
        while let Some(told) = line.left.next_event() {
            match told {
                Told::Answer(of, text) if of == ticket => mine.push(text),
                Told::Done(of, text) if of == ticket => {
                    mine.push(text);
                    return (mine, others);
                }
                told => others.push(told),
            }
        }
        line.run_for(Duration::from_millis(7));
    }
    panic!("{ticket} never ended: {others:?}");
}

/// Gives the modem's pending command its result.
pub(crate) fn settle_pending(line: &mut Line) {
    let now: Instant = line.now();
    if let Some(id) = line.right.session.pending() {
        line.right
            .session
            .finish(now, id, |_, reply| {
                reply.line("+SAY: late");
                Answer::Ok
            })
            .unwrap();
    }
}
