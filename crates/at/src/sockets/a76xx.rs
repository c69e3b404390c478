//! SIMCom A76XX.

use core::net::SocketAddr;

use cellwire_codec::{Instant, Writer};

use super::receive::Header;
use super::state::{Core, Heard, Next};
use super::task::{End, Said, Task};
use super::{Access, Cause, Receive};
use crate::command::{Command, Information};
use crate::host::{Host, SendError, Ticket};
use crate::packet::{PdpType, cgauth, cgdcont};
use crate::params::{ParamError, ParamsWriter, Str, WriteError};
use crate::vendor::a76xx::cipccfg::HeaderType;
use crate::vendor::a76xx::cipopen::Protocol;
use crate::vendor::a76xx::error::{ErrCode, ErrInfo, Failure};
use crate::vendor::a76xx::receive::Receive as Pushed;
use crate::vendor::a76xx::urc::CloseReason;
use crate::vendor::a76xx::{
    self, Urc, cdnsgip, cipccfg, cipclose, cipmode, cipopen, ciprxget, cipsend, cipsrip, ipaddr,
    netclose, netopen, serverstart, serverstop,
};
use crate::{Form, Line, Lines, Plan};

/// The steps of the way up. The first one is sent by [`up`].
mod step {
    pub(super) const CONTEXT: u8 = 0;
    pub(super) const MODE: u8 = 1;
    pub(super) const RECEIVE: u8 = 2;
    pub(super) const HEADER: u8 = 3;
    pub(super) const SOURCE: u8 = 4;
    pub(super) const OPEN: u8 = 5;
    pub(super) const ADDRESS: u8 = 6;
    pub(super) const LINKS: u8 = 7;
}

/// Where the way up begins after everything was closed.
pub(super) const FIRST_STEP_AGAIN: u8 = step::MODE;

/// The most that a modem gives at a time.
const FETCH: u16 = 1500;
const FETCH_HEX: u16 = 750;

/// The longest names and passwords, with escapes.
const MAX_LINE: usize = 768;
const MAX_ADDRESS: usize = 46;

pub(super) fn up<const RX: usize, const TX: usize>(
    host: &mut Host<RX, TX>,
    now: Instant,
    access: &Access<'_>,
) -> Result<Ticket, SendError> {
    let context = cgdcont::Set::new(1, PdpType::Ip, access.apn);
    let Some(user) = access.user else { return host.send(now, &context) };
    let auth = cgauth::Set {
        cid: 1,
        auth_prot: Some(cgauth::Protocol::CHAP),
        userid: Some(user.into()),
        password: access.password.map(Into::into),
    };
    // One line, so that nothing has to be kept of it.
    let mut line = [0; MAX_LINE];
    let len = context.write_line(&mut line)?;
    let (front, rest) = line.split_at_mut(len);
    let auth_len = auth.write_line(rest)?;
    front[len - 1] = b';';
    // Without the second `AT`, and without the CR.
    rest.copy_within(2..auth_len - 1, 0);
    let plan = Plan::new("", Form::Action).with_lines(Lines::Unnamed);
    host.send_line(now, plan, &line[..len + auth_len - 3])
}

pub(super) fn resolve<const RX: usize, const TX: usize>(
    host: &mut Host<RX, TX>,
    now: Instant,
    name: &str,
) -> Result<Ticket, SendError> {
    host.send(now, &cdnsgip::Set { domain_name: name.into() })
}

pub(super) fn open<const RX: usize, const TX: usize>(
    host: &mut Host<RX, TX>,
    now: Instant,
    link_num: u8,
    is_udp: bool,
    transparent: bool,
    (name, port, local_port): (&str, u16, Option<u16>),
) -> Result<Ticket, SendError> {
    let tcp = cipopen::Set { local_port, ..cipopen::Set::tcp(link_num, name, port) };
    let udp = cipopen::Set { protocol: Protocol::Udp, ..tcp };
    match (is_udp, transparent) {
        (false, _) => host.send(now, &tcp),
        (true, true) => host.send(now, &udp),
        (true, false) => {
            host.send(now, &cipopen::Set { server_ip: None, server_port: None, ..udp })
        }
    }
}

pub(super) fn listen<const RX: usize, const TX: usize>(
    host: &mut Host<RX, TX>,
    now: Instant,
    server_index: u8,
    port: u16,
) -> Result<Ticket, SendError> {
    host.send(now, &serverstart::Set { port, server_index, backlog: None })
}

pub(super) fn send<const RX: usize, const TX: usize>(
    host: &mut Host<RX, TX>,
    now: Instant,
    link_num: u8,
    to: Option<SocketAddr>,
    bytes: &[u8],
) -> Result<Ticket, SendError> {
    let data = cipsend::Data::counted(bytes);
    let Some(to) = to else { return host.send(now, &cipsend::Set::tcp(link_num, data)) };
    let mut text = [0; MAX_ADDRESS];
    let mut writer = Writer::new(&mut text);
    ParamsWriter::new(&mut writer).ip(to.ip());
    let len = writer.finish().map_err(WriteError::from)?;
    let host_name = Str::from(&text[..len]);
    host.send(now, &cipsend::Set::udp(link_num, data, host_name, to.port()))
}

/// Sends what nobody has asked for.
pub(super) fn start<const RX: usize, const TX: usize>(
    host: &mut Host<RX, TX>,
    now: Instant,
    task: Task,
    core: &Core,
) -> Result<Ticket, SendError> {
    let receive = core.config.receive;
    match task {
        Task::Up(step::MODE) => {
            let mode = match receive {
                Receive::Transparent => cipmode::Mode::TRANSPARENT,
                _ => cipmode::Mode::COMMAND,
            };
            host.send(now, &cipmode::Set { mode })
        }
        Task::Up(step::RECEIVE) => {
            let mode = match receive {
                Receive::Buffer | Receive::BufferHex => ciprxget::Mode::BUFFER,
                _ => ciprxget::Mode::PUSH,
            };
            host.send(now, &ciprxget::SetMode { mode })
        }
        Task::Up(step::HEADER) => host.send(now, &HEADER),
        Task::Up(step::SOURCE) => host.send(now, &cipsrip::Set { mode: cipsrip::Mode::SHOWN }),
        Task::Up(step::ADDRESS) => host.send(now, &ipaddr::Action {}),
        Task::Up(step::LINKS) => host.send(now, &cipclose::Read {}),
        Task::Down => host.send(now, &netclose::Action {}),
        Task::Fetch(link_num) if receive == Receive::BufferHex => {
            host.send(now, &ciprxget::GetHex { link_num, len: Some(FETCH_HEX) })
        }
        Task::Fetch(link_num) => host.send(now, &ciprxget::Get { link_num, len: Some(FETCH) }),
        Task::Close(link_num) | Task::Drop(link_num) => host.send(now, &cipclose::Set { link_num }),
        Task::Stop(server_index) => host.send(now, &serverstop::Set { server_index }),
        Task::Up(_) => host.send(now, &netopen::Action {}),
        // The application has sent these itself, and a datagram is not pushed.
        Task::Resolve | Task::Open(_) | Task::Listen(_) => Err(SendError::Busy),
        Task::Send { .. } | Task::Push(_) | Task::Flush(_) => Err(SendError::Busy),
    }
}

/// The header with the number of the connection, where the modem has it.
const HEADER: cipccfg::Set = cipccfg::Set {
    nm_retry: None,
    delay_tm: None,
    ack: None,
    err_mode: None,
    header_type: Some(HeaderType::RECEIVE),
    async_mode: None,
    timeout_val: None,
};

/// Takes down what a line of an answer says.
pub(super) fn hear(task: Task, line: Line<'_>, said: &mut Said) {
    match Failure::of(line) {
        Some(Failure::CipError(error)) => {
            said.is_gone =
                matches!(error.err, ErrCode::NETWORK_NOT_OPENED | ErrCode::NOT_SUPPORTED);
            said.refuse(error.err.0);
        }
        Some(failure) => match failure.err_info() {
            Some(info) => {
                said.is_gone = matches!(info, ErrInfo::NETWORK_NOT_OPENED | ErrInfo::NOT_CREATED);
                said.refuse(info.0);
            }
            None => said.done = Some(false),
        },
        None => {
            // What cannot be read says nothing.
            let _ = hear_answer(task, line, said);
        }
    }
}

fn hear_answer(task: Task, line: Line<'_>, said: &mut Said) -> Result<(), ParamError> {
    match task {
        Task::Up(step::OPEN) => said.judge(netopen::Answer::parse(line)?.err),
        Task::Up(step::ADDRESS) => said.address = Some(ipaddr::Answer::parse(line)?.ip_address),
        Task::Up(step::LINKS) => {
            let states = cipclose::States::parse(line)?;
            said.open = (0..a76xx::LINKS)
                .filter(|link| states.is_open(*link))
                .fold(0, |open, link| open | 1 << link);
        }
        Task::Resolve => match cdnsgip::Answer::parse(line)? {
            cdnsgip::Answer::Found { ip_addresses, .. } => {
                said.address = ip_addresses.iter().next();
            }
            cdnsgip::Answer::Failed { err } => said.refuse(err),
        },
        Task::Open(_) => said.judge(cipopen::Answer::parse(line)?.err),
        Task::Listen(_) => said.judge(serverstart::Refused::parse(line)?.err),
        Task::Send { .. } => {
            let sent = cipsend::Answer::parse(line)?;
            said.taken = Some(sent.cnf_send_length);
            said.done = Some(true);
        }
        _ => {}
    }
    Ok(())
}

impl Said {
    fn judge(&mut self, err: ErrCode) {
        self.done = Some(err.is_ok());
        self.error = (!err.is_ok()).then_some(err.0);
    }

    const fn refuse(&mut self, number: u16) {
        self.done = Some(false);
        self.error = Some(number);
    }
}

/// What a line says that nobody has asked for.
pub(super) fn unsolicited(line: Line<'_>) -> Heard {
    match Urc::parse(line) {
        Urc::CipRxGet(arrived) => Heard::Unread(arrived.link_num),
        Urc::RecvFrom(from) => Heard::From(from.address),
        Urc::IpClose(closed) => {
            let cause = match closed.close_reason {
                CloseReason::LOCAL => Cause::Local,
                CloseReason::TIMEOUT => Cause::TimedOut,
                _ => Cause::Peer,
            };
            Heard::Gone(closed.client_index, cause)
        }
        Urc::Client(client) => Heard::Accepted {
            listener: client.server_index,
            socket: client.link_num,
            from: Some(client.client),
        },
        Urc::CipOpen(opened) if opened.err.is_ok() => Heard::OpenedLate(opened.link_num),
        Urc::CipEvent(_) => Heard::NetworkLost,
        _ => Heard::Nothing,
    }
}

/// What a line says about the data behind it.
pub(super) fn header(line: Line<'_>) -> Header {
    if let Ok(data) = ciprxget::Data::parse(line) {
        return Header {
            socket: Some(data.link_num),
            more: data.rest_len > 0,
            ..Header::default()
        };
    }
    if let Ok(data) = ciprxget::HexData::parse(line) {
        return Header {
            socket: Some(data.link_num),
            more: data.rest_len > 0,
            ..Header::default()
        };
    }
    let socket = Pushed::parse(line).ok().map(|pushed| pushed.link_num);
    Header { socket, ..Header::default() }
}

/// What follows on a step of the way up.
pub(super) fn next_step(step: u8, end: End, said: &Said, receive: Receive, again: bool) -> Next {
    let is_push = matches!(receive, Receive::Push | Receive::PushHex);
    match (step, end) {
        (_, End::Unknown) => Next::Failed,
        // Some refuse what is so already.
        (step::CONTEXT, _) => Next::Step(step::MODE),
        (step::MODE, End::Refused) if !again => Next::Step(step::LINKS),
        (step::MODE, End::Refused) => Next::Failed,
        (step::MODE, _) => Next::Step(step::RECEIVE),
        (step::RECEIVE, _) if is_push => Next::Step(step::HEADER),
        (step::HEADER, _) => Next::Step(step::SOURCE),
        (step::RECEIVE | step::SOURCE, _) => Next::Step(step::OPEN),
        (step::OPEN, End::Refused) if !again => Next::Step(step::LINKS),
        (step::OPEN, End::Refused) => Next::Failed,
        (step::OPEN, _) => Next::Step(step::ADDRESS),
        (step::LINKS, _) => Next::Again(said.open),
        (step::ADDRESS, End::Refused) if said.error.is_some() => Next::Failed,
        _ => Next::Up,
    }
}
