//! A Fibocom L610: the commands of its manual for TCP and UDP, with real sockets.
//!
//! | what | module |
//! |---|---|
//! | `+MIPCALL` | `link` |
//! | a socket: how it is set, and what it is doing | `socket` |
//! | `+MIPOPEN`, `+MIPCLOSE` | `opening`, `closing` |
//! | `+MIPSEND`, `+MIPPUSH`, `+MIPFLUSH`, flow control | `sending`, `pushing` |
//! | `+MIPREAD`, and what is handed out by itself | `receiving` |
//! | `+MIPODM` | `online` |
//! | `+MPING` | `ping` |
//! | `+MSDNS`, `+MSV6DNS`, `+MIPDNS`, `+MIPNTP` | `names`, `ntp` |
//! | `+MIPSETS`, `+MIPDSETS`, `+MIPCONF`, `+MIPKEEPCONF`, `+GTSET` | `settings` |
//! | test forms | `tables` |
//! | what it does by itself | `settle` |
//!
//! All other commands are those of a [`BasicModem`]. What the manual leaves open is done like this:
//!
//! - Errors of TCP/IP are `ERROR`, `+TCPIP ERROR: 2031`, or `+TCPIP ERROR: TCPIP mipcall not active`, as
//!   `AT+CMEE` has it; all others are those of every modem.
//! - A socket whose other end has closed gets `+MIPSTAT` with status 2, and with 1 if the connection is
//!   broken. It can be opened anew, or closed, or read with `+MIPREAD`.
//! - In data mode, the other end hangs up with `NO CARRIER`, and `+MIPSTAT` follows a little later.
//! - SSL is not supported. A local port for TCP, servers of names and `+MIPKEEPCONF` are kept and shown, and
//!   have no effect.

mod closing;
mod link;
mod names;
mod ntp;
mod online;
mod opening;
mod ping;
mod pushing;
mod receiving;
mod sending;
mod settings;
mod settle;
mod socket;
mod tables;
#[cfg(test)]
mod tests;

use core::time::Duration;
use std::collections::VecDeque;

use cellwire_at::Form;
use cellwire_at::command::{Command, Fields, Information};
use cellwire_at::error::CmeError;
use cellwire_at::modem::{
    Abort, Answer, CommandId, Dial, Entry, Handler, Modem, Pending, Reply, Request, Reset,
};
use cellwire_at::params::ParamError;
use cellwire_at::vendor::l610::TcpipError;
use cellwire_codec::Instant;

use self::link::Link;
use self::names::{Lookup, Servers};
use self::ntp::Ntp;
use self::online::Online;
use self::ping::Ping;
use self::sending::Sending;
use self::settings::Stored;
use self::socket::{SOCKETS, Socket};
use super::basic::{BasicModem, line_of};
use super::faults::{Faults, ResultOrder};
use super::model::{Model, ModelConfig};
use super::network::Network;
use crate::notice::Notice;

/// The simulated modem.
#[derive(Debug)]
pub struct L610 {
    basic: BasicModem,
    network: Network,
    order: ResultOrder,
    /// Whether only a part of what is to be sent is taken at a time.
    is_short: bool,
    now: Instant,
    stored: Stored,
    link: Link,
    /// How long it takes to create a link.
    link_time: Duration,
    sockets: [Socket; SOCKETS],
    servers: Servers,
    /// The data that the host is entering.
    sending: Option<Sending>,
    online: Option<Online>,
    /// The character of the escape sequence, while there is none.
    escape: Option<u8>,
    ping: Option<Ping>,
    lookup: Option<Lookup>,
    ntp: Option<Ntp>,
    /// Which server of time was asked last.
    ntp_server: Option<(String, u16)>,
    /// The socket whose data is handed out next.
    turn: usize,
    /// Whether the SIM could not be used when it was last looked at.
    was_locked: bool,
    later: Vec<(Instant, Action)>,
    actions: VecDeque<Action>,
}

/// What is to be done with the session.
#[derive(Debug)]
enum Action {
    /// An unsolicited line.
    Tell(Vec<u8>),
    /// A command that is pending is done; the line stands in front of its result.
    Finish {
        command: CommandId,
        line: Option<Vec<u8>>,
        answer: Answer,
    },
    /// A command that is pending has failed.
    Refuse {
        command: CommandId,
        error: TcpipError,
    },
    /// Data mode begins behind this line.
    Connect(Vec<u8>),
    Note(Notice),
}

/// Why a command has failed.
#[derive(Debug)]
enum Refusal {
    Answer(Answer),
    Tcpip(TcpipError),
}

type Done = Result<Answer, Refusal>;

impl From<ParamError> for Refusal {
    fn from(error: ParamError) -> Self {
        Self::Answer(error.into())
    }
}

impl From<CmeError> for Refusal {
    fn from(error: CmeError) -> Self {
        Self::Answer(error.into())
    }
}

impl From<TcpipError> for Refusal {
    fn from(error: TcpipError) -> Self {
        Self::Tcpip(error)
    }
}

/// What waits for the network has its own time.
const LONG: Duration = Duration::from_secs(170);

/// The command that a request is, if it has the right parameters.
fn parsed<'a, C: Command + Fields<'a>>(request: &Request<'a>) -> Result<C, Refusal> {
    Ok(C::parse(request.params)?)
}

impl L610 {
    fn dispatch(&mut self, request: &Request<'_>, reply: &mut Reply<'_>) -> Done {
        type Group = fn(&mut L610, &Request<'_>, &mut Reply<'_>) -> Done;
        const GROUPS: [Group; 10] = [
            L610::link_command,
            L610::open_command,
            L610::close_command,
            L610::send_command,
            L610::push_command,
            L610::receive_command,
            L610::ping_command,
            L610::name_command,
            L610::ntp_command,
            L610::setting_command,
        ];
        if !tables::is_own(&request.name) {
            return Ok(Answer::Pass);
        }
        if request.form == Form::Test {
            let values = tables::test_values(&request.name);
            let values = values.ok_or(CmeError::OPERATION_NOT_SUPPORTED)?;
            reply.line(format_args!("{}: {values}", request.name));
            return Ok(Answer::Ok);
        }
        if let Some(refusal) = self.basic.sim_refusal() {
            return Err(refusal.into());
        }
        for group in GROUPS {
            match group(self, request, reply) {
                Ok(Answer::Pass) => {}
                done => return done,
            }
        }
        // It is there, in another form.
        Err(CmeError::OPERATION_NOT_SUPPORTED.into())
    }

    /// The answer to a command whose result comes later, and which command waits for it, if one does.
    fn begin(&self, reply: &Reply<'_>) -> (Answer, Option<CommandId>) {
        match self.order {
            ResultOrder::OkFirst => (Answer::Ok, None),
            ResultOrder::ResultFirst => (wait(), Some(reply.id())),
        }
    }

    /// The result of a command that has begun.
    fn end<'a>(&mut self, command: Option<CommandId>, result: &impl Information<'a>) {
        let line = line_of(result);
        self.actions.push_back(match command {
            Some(command) => Action::Finish { command, line: Some(line), answer: Answer::Ok },
            None => Action::Tell(line),
        });
    }

    fn tell<'a>(&mut self, line: &impl Information<'a>) {
        self.actions.push_back(Action::Tell(line_of(line)));
    }

    fn note(&mut self, event: &'static str, text: impl Into<String>) {
        self.actions.push_back(Action::Note(Notice::new(event, text)));
    }

    /// What is left when the power is switched off and on.
    fn forget(&mut self) {
        self.network.close_all();
        self.link = Link::Down;
        self.sockets = Default::default();
        self.servers = Servers::default();
        (self.sending, self.online, self.ping) = (None, None, None);
        (self.lookup, self.ntp, self.ntp_server) = (None, None, None);
        self.later.clear();
        self.actions.clear();
    }

    /// What it says when it has started.
    fn boot(&mut self) {
        let mut tell = |line: &str| self.actions.push_back(Action::Tell(line.into()));
        tell("AT READY");
        tell("+SIM: Inserted");
        // So that it is told when the card is unlocked, if it is.
        self.was_locked = true;
    }
}

const fn wait() -> Answer {
    Answer::Pending(Pending::new().within(LONG))
}

/// A TCP/IP error as the host wants to have it.
fn refuse(refusal: Refusal, reply: &Reply<'_>) -> Answer {
    match refusal {
        Refusal::Answer(answer) => answer,
        Refusal::Tcpip(error) => match (reply.settings().error_detail, error.name()) {
            (0, _) => Answer::Error,
            (2, Some(name)) => Answer::Final(format!("+TCPIP ERROR: {name}").into()),
            _ => Answer::Final(format!("+TCPIP ERROR: {}", error.0).into()),
        },
    }
}

impl AsMut<BasicModem> for L610 {
    fn as_mut(&mut self) -> &mut BasicModem {
        &mut self.basic
    }
}

impl AsRef<BasicModem> for L610 {
    fn as_ref(&self) -> &BasicModem {
        &self.basic
    }
}

impl Handler for L610 {
    fn command(&mut self, request: &Request<'_>, reply: &mut Reply<'_>) -> Answer {
        self.now = self.now.max(reply.now());
        match self.dispatch(request, reply) {
            Ok(Answer::Pass) => {
                let answer = self.basic.command(request, reply);
                if answer == Answer::Ok && resets(request) {
                    self.forget();
                    self.boot();
                }
                answer
            }
            Ok(answer) => answer,
            Err(refusal) => refuse(refusal, reply),
        }
    }

    fn entry(&mut self, entry: Entry<'_>, reply: &mut Reply<'_>) -> Answer {
        self.now = self.now.max(reply.now());
        match self.sending.take() {
            Some(sending) => {
                self.entered(sending, entry, reply).unwrap_or_else(|refusal| refuse(refusal, reply))
            }
            None => self.basic.entry(entry, reply),
        }
    }

    fn dial(&mut self, dial: &Dial<'_>, reply: &mut Reply<'_>) -> Answer {
        match self.online {
            Some(_) => Answer::Busy,
            None => self.basic.dial(dial, reply),
        }
    }

    fn answer(&mut self, reply: &mut Reply<'_>) -> Answer {
        self.basic.answer(reply)
    }

    fn hang_up(&mut self, reply: &mut Reply<'_>) -> Answer {
        self.end_online();
        self.basic.hang_up(reply)
    }

    fn abort(&mut self, abort: Abort, reply: &mut Reply<'_>) -> Answer {
        let command = reply.id();
        self.lookup.take_if(|lookup| lookup.command == command);
        self.basic.abort(abort, reply)
    }

    fn reset(&mut self, reset: Reset) {
        self.basic.reset(reset);
    }
}

/// `AT+CFUN=1,1`
fn resets(request: &Request<'_>) -> bool {
    let mut params = request.params;
    request.name == "+CFUN" && params.skip() && params.opt_u8() == Ok(Some(1))
}

impl Model for L610 {
    fn switch_on(config: &ModelConfig) -> Self {
        let mut modem = Self {
            basic: BasicModem::new(config.basic.clone()),
            network: Network::new(config.network.clone()),
            order: ResultOrder::OkFirst,
            is_short: false,
            now: Instant::ORIGIN,
            stored: Stored::default(),
            link: Link::Down,
            link_time: config.basic.network_time,
            sockets: Default::default(),
            servers: Servers::default(),
            sending: None,
            online: None,
            escape: None,
            ping: None,
            lookup: None,
            ntp: None,
            ntp_server: None,
            turn: 0,
            was_locked: config.basic.pin.is_some(),
            later: Vec::new(),
            actions: VecDeque::new(),
        };
        modem.set_faults(&config.faults);
        modem
    }

    fn switch_off_and_on(&self, config: &ModelConfig) -> Self {
        Self { stored: self.stored, ..Self::switch_on(config) }
    }

    fn restarted(modem: &mut Modem<Self>, _: Instant) {
        modem.handler_mut().boot();
    }

    fn settle(modem: &mut Modem<Self>, now: Instant, tell: &mut dyn FnMut(Notice)) {
        settle::settle(modem, now, tell);
    }

    fn next_timeout(modem: &Modem<Self>, now: Instant) -> Option<Instant> {
        settle::next_timeout(modem, now)
    }

    fn data(modem: &mut Modem<Self>, now: Instant, bytes: &[u8]) {
        match modem.handler().online {
            Some(_) => modem.handler_mut().take_data(now, bytes),
            // A call for data: the other end sends it back.
            None => {
                let _ = modem.send_data(now, bytes);
            }
        }
    }

    fn has_room(&self) -> bool {
        self.has_room_for_data()
    }

    fn drop_network(modem: &mut Modem<Self>, _: Instant) -> Result<(), String> {
        modem.handler_mut().lose_network()
    }

    fn set_faults(&mut self, faults: &Faults) {
        faults.apply(self.network.config_mut());
        self.order = faults.order.unwrap_or(ResultOrder::OkFirst);
        self.is_short = faults.short.is_some();
    }
}
