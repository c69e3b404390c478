//! Fibocom L610.

use core::net::{IpAddr, SocketAddr};

use cellwire_codec::{BufferTooShort, Instant};

use super::receive::Header;
use super::state::{Core, Heard, Next};
use super::task::{End, Said, Task};
use super::{Access, Cause};
use crate::Line;
use crate::command::Information;
use crate::host::{Host, SendError, Ticket};
use crate::params::{ParamError, WriteError};
use crate::vendor::l610::gtset::Format;
use crate::vendor::l610::mipcall::{Auth, Context, Operation};
use crate::vendor::l610::mipopen::{Outcome, State};
use crate::vendor::l610::{
    Address, Bare, CountedData, HexString, Protocol, Urc, gtset, mipcall, mipclose, mipdata,
    mipdns, mipflush, mipodm, mipopen, mippush, mipread, miprtcp, miprudp, mipsend, mipstat,
};

/// The steps of the way up. The first one is sent by [`up`].
mod step {
    pub(super) const CALL: u8 = 0;
    pub(super) const ASK: u8 = 1;
    pub(super) const FORMAT: u8 = 2;
    pub(super) const SOCKETS: u8 = 3;
}

/// The most that is fetched at a time.
const FETCH: u16 = 1500;

pub(super) fn up<const RX: usize, const TX: usize>(
    host: &mut Host<RX, TX>,
    now: Instant,
    access: &Access<'_>,
) -> Result<Ticket, SendError> {
    let call = mipcall::Set {
        context: Some(Context::Apn(access.apn.into())),
        user_name: access.user.map(Into::into),
        password: access.password.map(Into::into),
        auth: access.user.map(|_| Auth::PAP_AND_CHAP),
        ..mipcall::Set::new(Operation::IPV4)
    };
    host.send(now, &call)
}

pub(super) fn resolve<const RX: usize, const TX: usize>(
    host: &mut Host<RX, TX>,
    now: Instant,
    name: &str,
) -> Result<Ticket, SendError> {
    host.send(now, &mipdns::Set { domain_name: name.into(), address_type: None })
}

pub(super) fn open<const RX: usize, const TX: usize>(
    host: &mut Host<RX, TX>,
    now: Instant,
    socket_id: u8,
    protocol: Protocol,
    transparent: bool,
    (name, remote_port, source_port): (&str, u16, Option<u16>),
) -> Result<Ticket, SendError> {
    let remote_ip = name.into();
    if transparent {
        let pseudo_command_mode = None;
        let open = mipodm::Set {
            socket_id,
            source_port,
            remote_ip,
            remote_port,
            protocol,
            pseudo_command_mode,
        };
        return host.send(now, &open);
    }
    host.send(now, &mipopen::Set { socket_id, source_port, remote_ip, remote_port, protocol })
}

pub(super) fn listen<const RX: usize, const TX: usize>(
    host: &mut Host<RX, TX>,
    now: Instant,
    socket_id: u8,
    port: u16,
) -> Result<Ticket, SendError> {
    let listen = mipopen::Set {
        socket_id,
        source_port: Some(port),
        remote_ip: "".into(),
        remote_port: 0,
        protocol: Protocol::TCP_IPV4,
    };
    host.send(now, &listen)
}

pub(super) fn send<const RX: usize, const TX: usize>(
    host: &mut Host<RX, TX>,
    now: Instant,
    socket_id: u8,
    to: Option<SocketAddr>,
    bytes: &[u8],
) -> Result<Ticket, SendError> {
    if to.is_some() {
        // It stays in the buffer until it is pushed.
        return host.send(now, &mipsend::Hex { socket_id, data: HexString::new(bytes) });
    }
    let too_long = BufferTooShort { needed: bytes.len(), available: 2048 };
    let data = CountedData::new(bytes).map_err(|_| WriteError::from(too_long))?;
    host.send(now, &mipsend::Counted { socket_id, data })
}

/// Sends what nobody has asked for.
pub(super) fn start<const RX: usize, const TX: usize>(
    host: &mut Host<RX, TX>,
    now: Instant,
    task: Task,
    core: &Core,
) -> Result<Ticket, SendError> {
    match task {
        Task::Up(step::FORMAT) => {
            let format = Format::from(core.config.receive.format());
            host.send(now, &gtset::Set::receive_format(format))
        }
        Task::Up(step::SOCKETS) => host.send(now, &mipclose::Read {}),
        Task::Push(socket_id) => {
            let push = mippush::Set {
                socket_id,
                destination_ip: core.push_to.map(|to| to.ip()),
                destination_port: core.push_to.map(|to| to.port()),
            };
            host.send(now, &push)
        }
        Task::Flush(socket_id) => host.send(now, &mipflush::Set { socket_id }),
        Task::Fetch(socket_id) => host.send(now, &mipread::Set { socket_id, read_data_len: FETCH }),
        Task::Close(socket_id) | Task::Drop(socket_id) | Task::Stop(socket_id) => {
            host.send(now, &mipclose::Set { socket_id, mode: None })
        }
        Task::Down => host.send(now, &mipcall::Set::new(Operation::DISCONNECT)),
        Task::Up(_) => host.send(now, &mipcall::Read {}),
        // The application has sent these itself.
        Task::Resolve | Task::Open(_) | Task::Listen(_) | Task::Send { .. } => Err(SendError::Busy),
    }
}

/// Takes down what a line of an answer says.
pub(super) fn hear(task: Task, line: Line<'_>, said: &mut Said) {
    // What cannot be read says nothing.
    let _ = hear_answer(task, line, said);
}

fn hear_answer(task: Task, line: Line<'_>, said: &mut Said) -> Result<(), ParamError> {
    match task {
        Task::Up(step::CALL) => {
            let link = mipcall::Link::parse(line)?;
            said.address = link.local_ip_address.and_then(ip);
            said.done = Some(link.is_up());
        }
        Task::Up(step::ASK) => {
            let answer = mipcall::Answer::parse(line)?;
            said.address = answer.local_ip_address.and_then(ip);
            said.is_up = answer.status == mipcall::Status::CONNECTED;
        }
        Task::Up(step::SOCKETS) => {
            let ids = mipclose::Answer::parse(line)?.socket_ids;
            said.open =
                ids.iter().filter(|id| (1..=6).contains(id)).fold(0, |open, id| open | 1 << id);
        }
        Task::Resolve => said.address = ip(mipdns::Resolved::parse(line)?.ip),
        Task::Open(_) => {
            said.done = Some(match Outcome::parse(line) {
                Ok(outcome) => outcome.is_open(),
                Err(_) => mipodm::Outcome::parse(line)?.is_open(),
            });
        }
        Task::Send { .. } => {
            let sent = mipsend::Sent::parse(line)?;
            if sent.status != mipsend::Status::SUCCESS {
                said.taken = Some(0);
            }
        }
        Task::Push(_) => {
            said.done = Some(mippush::Pushed::parse(line)?.status == mipsend::Status::SUCCESS);
        }
        _ => {}
    }
    Ok(())
}

fn ip(address: Bare<'_>) -> Option<IpAddr> {
    address.0.ip()
}

/// What a line says that nobody has asked for.
pub(super) fn unsolicited(line: Line<'_>) -> Heard {
    match Urc::parse(line) {
        Urc::Mipread(unread) if unread.actual_data_len > 0 => Heard::Unread(unread.socket_id),
        Urc::Mipstat(report) if report.status != mipstat::Status::ACK => {
            Heard::Gone(report.socket_id, Cause::Peer)
        }
        Urc::Mipclose(closed) => Heard::Gone(closed.socket_id, Cause::Peer),
        Urc::Mipopen(opened) if opened.state == State::ACTIVE => {
            // One that does not say who calls may be a result that comes late.
            let from = opened.remote_ip.and_then(Address::ip).zip(opened.remote_port);
            Heard::Accepted {
                listener: opened.socket_id,
                socket: opened.socket_id,
                from: from.map(|(ip, port)| SocketAddr::new(ip, port)),
            }
        }
        Urc::Mipcall(link) if !link.is_up() => Heard::NetworkLost,
        Urc::Mipxoff(off) => Heard::Shut(off.socket_id),
        Urc::Mipxon(on) => Heard::Open(on.socket_id),
        _ => Heard::Nothing,
    }
}

/// What a line says about the data behind it.
pub(super) fn header(line: Line<'_>) -> Header {
    if let Ok(data) = mipdata::Data::parse(line) {
        // How much a module gives at a time, it does not say. An answer without data is the last one.
        let more = data.length > 0;
        return Header { socket: Some(data.socket_id), more, ..Header::default() };
    }
    if let Ok(received) = miprtcp::Received::parse(line) {
        return Header { socket: Some(received.socket_id), ..Header::default() };
    }
    match miprudp::Received::parse(line) {
        Ok(received) => Header {
            socket: Some(received.socket_id),
            from: ip(received.source_ip).map(|ip| SocketAddr::new(ip, received.source_port)),
            more: false,
        },
        Err(_) => Header::default(),
    }
}

/// What follows on a step of the way up.
pub(super) fn next_step(step: u8, end: End, said: &Said) -> Next {
    match (step, end) {
        (_, End::Unknown) => Next::Failed,
        // There may be a link already.
        (step::CALL, End::Refused) => Next::Step(step::ASK),
        (step::ASK, _) if !said.is_up => Next::Failed,
        (step::CALL | step::ASK, _) => Next::Step(step::FORMAT),
        (step::FORMAT, End::Refused) => Next::Failed,
        (step::FORMAT, _) => Next::Step(step::SOCKETS),
        _ => Next::UpWithout(said.open),
    }
}
