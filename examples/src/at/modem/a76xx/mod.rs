//! A SIMCom A76XX: the socket commands of the application note "A76XX Series TCPIP", with real sockets.
//!
//! | what | module |
//! |---|---|
//! | what is set | `settings` |
//! | `+NETOPEN`, `+NETCLOSE`, `+IPADDR` | `service` |
//! | `+CIPOPEN`, `+CIPCLOSE`, `+CIPACK` | `links` |
//! | `+CIPSEND`, and what is sent in transparent mode | `sending` |
//! | `+CIPRXGET`, and what is pushed | `receiving` |
//! | `+SERVERSTART`, `+SERVERSTOP` | `servers` |
//! | `+CDNSGIP` | `names` |
//! | what it does by itself | `settle` |
//!
//! All other commands are those of a [`BasicModem`]. What the note leaves open is done as
//! `docs/protocols/at-a76xx.md` has it. A local port for TCP is taken, and not used; datagrams go to
//! addresses, not to names; and what was sent counts as acknowledged.

mod links;
mod names;
mod receiving;
mod sending;
mod servers;
mod service;
mod settings;
mod settle;
#[cfg(test)]
mod tests;

use core::time::Duration;
use std::collections::VecDeque;

use cellwire_at::command::Information;
use cellwire_at::modem::{
    Abort, Answer, CommandId, Dial, Entry, Handler, Modem, Pending, Reply, Request, Reset,
};
use cellwire_at::params::ParamError;
use cellwire_at::vendor::a76xx::cipccfg::ErrMode;
use cellwire_at::vendor::a76xx::error::{
    CipError, ErrCode, ErrInfo, Failure as WhyFailed, IpError,
};
use cellwire_at::vendor::a76xx::{LINKS, SERVERS};
use cellwire_codec::Instant;

use self::links::Link;
use self::names::Lookup;
use self::sending::Sending;
use self::servers::Server;
use self::service::Service;
use self::settings::Settings;
use super::basic::{BasicModem, line_of};
use super::faults::{Faults, ResultOrder};
use super::model::{Model, ModelConfig};
use super::network::{Failure, Network};
use crate::notice::Notice;

/// The simulated modem.
#[derive(Debug)]
pub struct A76xx {
    basic: BasicModem,
    network: Network,
    /// Where results stand, if not where the note has them.
    order: Option<ResultOrder>,
    now: Instant,
    settings: Settings,
    service: Service,
    links: [Option<Link>; LINKS as usize],
    servers: [Option<Server>; SERVERS as usize],
    /// The data that the host is entering.
    sending: Option<Sending>,
    /// How many sends were taken, and not told what became of them.
    unsent: usize,
    /// What the host has sent in transparent mode and there was no room for.
    outgoing: Vec<u8>,
    /// Since when there is no room.
    stalled: Option<Instant>,
    lookup: Option<Lookup>,
    /// The link whose data is pushed next.
    turn: usize,
    tasks: Vec<(Instant, Task)>,
    actions: VecDeque<Action>,
}

/// What is done later.
#[derive(Debug)]
enum Task {
    NetOpen(Option<CommandId>),
    NetClose(Option<CommandId>),
    Sent(Vec<u8>, Option<CommandId>),
    Line(&'static str),
}

/// What is to be done with the session.
#[derive(Debug)]
enum Action {
    Tell(Vec<Piece>),
    Finish { command: CommandId, lines: Vec<Vec<u8>>, answer: Answer },
    Connect(Vec<u8>),
    HangUp(Vec<Vec<u8>>),
    Note(Notice),
}

#[derive(Debug)]
enum Piece {
    Line(Vec<u8>),
    Raw(Vec<u8>),
}

/// Why a command has failed. `ERROR` follows.
#[derive(Debug)]
enum Refusal {
    Info(ErrInfo),
    Code(ErrCode),
    /// The line of the result.
    Result(Vec<u8>),
}

type Done = Result<Answer, Refusal>;

impl From<ParamError> for Refusal {
    fn from(_: ParamError) -> Self {
        Self::Info(ErrInfo::INVALID_PARAMETER)
    }
}

/// A command that has failed with its result.
fn failed<'a>(result: &impl Information<'a>) -> Refusal {
    Refusal::Result(line_of(result))
}

/// `<err>` of what the network says.
const fn code_of(failure: Failure) -> ErrCode {
    match failure {
        Failure::NoAddress => ErrCode::DNS_FAILED,
        Failure::Refused | Failure::Unreachable => ErrCode::NETWORK_FAILURE,
        Failure::TimedOut => ErrCode::TIMEOUT,
        Failure::PortTaken => ErrCode::BIND_FAILED,
        Failure::TooMany => ErrCode::CREATE_FAILED,
        _ => ErrCode::UNKNOWN,
    }
}

/// What waits for the network has its own time.
const LONG: Duration = Duration::from_secs(170);
/// What stands behind `CONNECT`.
const CONNECT_TEXT: &str = "115200";

impl A76xx {
    fn dispatch(&mut self, request: &Request<'_>, reply: &mut Reply<'_>) -> Done {
        type Group = fn(&mut A76xx, &Request<'_>, &mut Reply<'_>) -> Done;
        const GROUPS: [Group; 7] = [
            A76xx::service_command,
            A76xx::link_command,
            A76xx::send_command,
            A76xx::receive_command,
            A76xx::server_command,
            A76xx::name_command,
            A76xx::setting_command,
        ];
        for group in GROUPS {
            match group(self, request, reply) {
                Ok(Answer::Pass) => {}
                done => return done,
            }
        }
        Ok(Answer::Pass)
    }

    fn refuse(&self, refusal: Refusal, reply: &mut Reply<'_>) -> Answer {
        match refusal {
            Refusal::Info(info) if self.settings.err_mode == ErrMode::NUMERIC => {
                reply.information(&IpError::Number(info));
            }
            Refusal::Info(info) => reply.information(&IpError::Text(info)),
            Refusal::Code(err) => reply.information(&WhyFailed::CipError(CipError { err })),
            Refusal::Result(line) => reply.bytes(&line),
        }
        Answer::Error
    }

    /// The result of a command that is done, behind `OK` or in front of it.
    fn conclude<'a>(
        &self,
        result: &impl Information<'a>,
        usual: ResultOrder,
        reply: &mut Reply<'_>,
    ) -> Answer {
        let line = line_of(result);
        match self.order.unwrap_or(usual) {
            // It has been written by `line_of`, and cannot be wrong.
            ResultOrder::OkFirst => {
                let _ = reply.after(|lines| lines.bytes(&line));
            }
            ResultOrder::ResultFirst => reply.bytes(&line),
        }
        Answer::Ok
    }

    /// The answer to a command whose result comes later, and which command waits for it, if one does.
    fn begin(&self, usual: ResultOrder, reply: &Reply<'_>) -> (Answer, Option<CommandId>) {
        match self.order.unwrap_or(usual) {
            ResultOrder::OkFirst => (Answer::Ok, None),
            ResultOrder::ResultFirst => (wait(), Some(reply.id())),
        }
    }

    /// The result of a command that has begun.
    fn end(&mut self, command: Option<CommandId>, line: Vec<u8>, is_ok: bool) {
        let answer = if is_ok { Answer::Ok } else { Answer::Error };
        self.actions.push_back(match command {
            Some(command) => Action::Finish { command, lines: vec![line], answer },
            None => Action::Tell(vec![Piece::Line(line)]),
        });
    }

    fn tell(&mut self, line: impl Into<Vec<u8>>) {
        self.actions.push_back(Action::Tell(vec![Piece::Line(line.into())]));
    }

    fn note(&mut self, event: &'static str, text: String) {
        self.actions.push_back(Action::Note(Notice::new(event, text)));
    }

    /// After so long, and longer if the network is slow.
    fn later(&mut self, after: Duration, task: Task) {
        self.tasks.push((self.now + after + self.network.config().delay, task));
    }
}

const fn wait() -> Answer {
    Answer::Pending(Pending::new().within(LONG))
}

impl AsMut<BasicModem> for A76xx {
    fn as_mut(&mut self) -> &mut BasicModem {
        &mut self.basic
    }
}

impl AsRef<BasicModem> for A76xx {
    fn as_ref(&self) -> &BasicModem {
        &self.basic
    }
}

impl Handler for A76xx {
    fn command(&mut self, request: &Request<'_>, reply: &mut Reply<'_>) -> Answer {
        self.now = self.now.max(reply.now());
        match self.dispatch(request, reply) {
            Ok(Answer::Pass) => self.basic.command(request, reply),
            Ok(answer) => answer,
            Err(refusal) => self.refuse(refusal, reply),
        }
    }

    fn entry(&mut self, entry: Entry<'_>, reply: &mut Reply<'_>) -> Answer {
        self.now = self.now.max(reply.now());
        match self.sending.take() {
            Some(sending) => {
                self.send(&sending, entry, reply).unwrap_or_else(|error| self.refuse(error, reply))
            }
            None => self.basic.entry(entry, reply),
        }
    }

    fn dial(&mut self, dial: &Dial<'_>, reply: &mut Reply<'_>) -> Answer {
        match self.transparent_link() {
            Some(_) => Answer::Busy,
            None => self.basic.dial(dial, reply),
        }
    }

    fn answer(&mut self, reply: &mut Reply<'_>) -> Answer {
        self.basic.answer(reply)
    }

    fn hang_up(&mut self, reply: &mut Reply<'_>) -> Answer {
        if self.transparent_link().is_some() {
            self.close_link(0);
            self.tell("CLOSED");
        }
        self.basic.hang_up(reply)
    }

    fn abort(&mut self, abort: Abort, reply: &mut Reply<'_>) -> Answer {
        if abort.call {
            return self.basic.abort(abort, reply);
        }
        let command = reply.id();
        for link in 0..self.links.len() {
            if self.links[link].as_ref().is_some_and(|link| link.waiting == Some(command)) {
                self.close_link(link);
            }
        }
        self.lookup.take_if(|lookup| lookup.command == command);
        self.basic.abort(abort, reply)
    }

    fn reset(&mut self, reset: Reset) {
        self.basic.reset(reset);
    }
}

impl Model for A76xx {
    fn switch_on(config: &ModelConfig) -> Self {
        let mut modem = Self {
            basic: BasicModem::new(config.basic.clone()),
            network: Network::new(config.network.clone()),
            order: None,
            now: Instant::ORIGIN,
            settings: Settings::default(),
            service: Service::Closed,
            links: [const { None }; LINKS as usize],
            servers: [const { None }; SERVERS as usize],
            sending: None,
            unsent: 0,
            outgoing: Vec::new(),
            stalled: None,
            lookup: None,
            turn: 0,
            tasks: Vec::new(),
            actions: VecDeque::new(),
        };
        modem.set_faults(&config.faults);
        modem
    }

    fn restarted(modem: &mut Modem<Self>, now: Instant) {
        modem.handler_mut().boot(now);
    }

    fn settle(modem: &mut Modem<Self>, now: Instant, tell: &mut dyn FnMut(Notice)) {
        settle::settle(modem, now, tell);
    }

    fn next_timeout(modem: &Modem<Self>, now: Instant) -> Option<Instant> {
        let tasks = modem.handler().tasks.iter().map(|(at, _)| *at).min();
        let network = modem.handler().network.next_poll(now);
        [super::basic::next_timeout(modem), tasks, network].into_iter().flatten().min()
    }

    fn data(modem: &mut Modem<Self>, now: Instant, bytes: &[u8]) {
        if modem.handler().transparent_link().is_none() {
            // A call for data: the other end sends it back.
            let _ = modem.send_data(now, bytes);
            return;
        }
        modem.handler_mut().outgoing.extend_from_slice(bytes);
        modem.handler_mut().flush(now);
    }

    fn has_room(&self) -> bool {
        self.outgoing.len() < sending::MAX_OUTGOING
    }

    fn drop_network(modem: &mut Modem<Self>, _: Instant) -> Result<(), String> {
        modem.handler_mut().lose_network()
    }

    fn set_faults(&mut self, faults: &Faults) {
        faults.apply(self.network.config_mut());
        self.order = faults.order;
    }
}
