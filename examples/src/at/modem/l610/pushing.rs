//! What was pushed into the protocol stack, and flow control.

use core::net::SocketAddr;
use core::time::Duration;

use cellwire_at::Form;
use cellwire_at::modem::{Answer, Reply, Request};
use cellwire_at::vendor::l610::mipconf::Indication;
use cellwire_at::vendor::l610::mipsend::Status;
use cellwire_at::vendor::l610::mipxoff::Xoff;
use cellwire_at::vendor::l610::mipxon::Xon;
use cellwire_at::vendor::l610::{SocketIds, TcpipError, mipflush, mippush, mipstat};

use super::closing::saturated;
use super::socket::{BUFFER, Phase};
use super::{Done, L610, parsed};

/// With so many bytes in the stack, a socket takes no more: what is accumulated still fits then.
const XOFF_AT: usize = 3 * BUFFER;
/// With so many, it takes more again.
const XON_AT: usize = BUFFER;

impl L610 {
    pub(super) fn push_command(&mut self, request: &Request<'_>, reply: &mut Reply<'_>) -> Done {
        match (request.name.as_str(), request.form) {
            ("+MIPPUSH", Form::Read) => {
                let active = self.socket_ids(false);
                reply.information(&mippush::Answer { socket_ids: SocketIds::new(&active) });
            }
            ("+MIPFLUSH", Form::Read) => {
                let active = self.socket_ids(false);
                reply.information(&mipflush::Answer { socket_ids: SocketIds::new(&active) });
            }
            ("+MIPFLUSH", Form::Set) => {
                let set: mipflush::Set = parsed(request)?;
                let connection = self.open_socket(set.socket_id)?;
                connection.buffer.clear();
                connection.push_at = None;
                reply.information(&mipflush::Flushed { socket_id: set.socket_id });
            }
            ("+MIPPUSH", Form::Set) => {
                let set: mippush::Set = parsed(request)?;
                let id = set.socket_id;
                let connection = self.open_socket(id)?;
                let is_tcp = connection.is_tcp();
                match (set.destination_ip, set.destination_port) {
                    (None, None) => {}
                    (Some(ip), Some(port @ 1..)) if !is_tcp => {
                        connection.target = Some(SocketAddr::new(ip, port));
                    }
                    _ => return Err(TcpipError::PARAM_WRONG.into()),
                }
                if !is_tcp && connection.target.is_none() {
                    return Err(TcpipError::SOCKET_SEND_FAILED.into());
                }
                let status = self.push(id);
                let pushed = self.connection_mut(id).map(|connection| connection.pushed);
                let accumulated_sent_length = pushed.filter(|_| status == Status::SUCCESS);
                reply.information(&mippush::Pushed {
                    socket_id: id,
                    status,
                    accumulated_sent_length,
                });
            }
            _ => return Ok(Answer::Pass),
        }
        Ok(Answer::Ok)
    }

    /// Pushes all that was accumulated.
    pub(super) fn push(&mut self, id: u8) -> Status {
        let len = self.connection_mut(id).map_or(0, |connection| connection.buffer.len());
        self.push_part(id, len)
    }

    /// Pushes so many bytes of what was accumulated.
    pub(super) fn push_part(&mut self, id: u8, len: usize) -> Status {
        let Some(connection) = self.connection_mut(id) else { return Status::NO_DATA };
        let target = connection.target;
        if connection.buffer.is_empty() {
            return Status::NO_DATA;
        }
        if connection.is_off || !connection.is_tcp() && target.is_none() {
            return Status::FLOWED_OFF;
        }
        let part: Vec<_> = connection.buffer.drain(..len.min(connection.buffer.len())).collect();
        if connection.buffer.is_empty() {
            connection.push_at = None;
        }
        connection.pushed = connection.pushed.wrapping_add(part.len() as u32);
        connection.stack.push(part, target);
        self.drain(id);
        Status::SUCCESS
    }

    /// Adds to what was accumulated, and pushes what has reached the watermark.
    pub(super) fn accumulate(&mut self, id: u8, bytes: &[u8]) {
        let settings = self.socket(id).settings;
        let watermark = usize::from(settings.watermark);
        let now = self.now;
        if let Some(connection) = self.connection_mut(id) {
            connection.buffer.extend_from_slice(bytes);
        }
        while self.connection_mut(id).is_some_and(|found| found.buffer.len() >= watermark)
            && self.push_part(id, watermark) == Status::SUCCESS
        {}
        let timeout = Duration::from_millis(settings.timeout.into());
        if let Some(connection) = self.connection_mut(id) {
            let is_timed = !timeout.is_zero() && !connection.buffer.is_empty();
            connection.push_at = is_timed.then_some(now + timeout);
        }
    }

    /// Has the network take what it takes now, and tells the host whether there is room for more.
    pub(super) fn drain(&mut self, id: u8) {
        let is_short = self.is_short;
        let Some(connection) = self.sockets[usize::from(id) - 1].connection.as_mut() else {
            return;
        };
        let socket = match &connection.phase {
            Phase::Open { socket } => *socket,
            Phase::Closing(closing) if closing.done.is_none() => closing.socket,
            _ => return,
        };
        while let Some((bytes, to)) = connection.stack.front() {
            let sent = match to {
                // A socket of IPv6 has its only target from the beginning.
                Some(to) if to.is_ipv4() => self.network.send_to(socket, bytes, to),
                _ => self.network.send(socket, bytes),
            };
            match sent {
                Ok(0) => break,
                Ok(len) => connection.stack.consume(len),
                // A datagram that cannot be sent is lost; so is everything if the connection is.
                Err(_) if to.is_some() => {
                    let len = bytes.len();
                    connection.stack.consume(len);
                }
                Err(failure) => {
                    connection.stack.clear();
                    connection.closed.get_or_insert(Some(failure));
                }
            }
            if is_short {
                break;
            }
        }
        let len = connection.stack.len();
        let is_told = connection.is_open() && !connection.is_online;
        if !connection.is_off && len >= XOFF_AT {
            connection.is_off = true;
            if is_told {
                self.tell(&Xoff { socket_id: id });
            }
        } else if connection.is_off && len <= XON_AT {
            connection.is_off = false;
            if is_told {
                self.tell(&Xon { socket_id: id });
                // There may be enough of it by now.
                self.accumulate(id, &[]);
            }
        }
    }

    /// Goes on with what was pushed, and with what is pushed by itself.
    pub(super) fn serve_pushing(&mut self, id: u8) {
        self.drain(id);
        let now = self.now;
        let timeout = Duration::from_millis(self.socket(id).settings.timeout.into());
        let Some(connection) = self.connection_mut(id) else { return };
        if connection.push_at.is_some_and(|at| at <= now) {
            connection.push_at = Some(now + timeout.max(Duration::from_millis(1)));
            self.push(id);
        }
    }

    /// Tells what was acknowledged, if the host wants that.
    pub(super) fn tell_acknowledged(&mut self, id: u8) {
        let is_wanted = self.socket(id).settings.indication == Indication::ACK;
        let acked = self.acknowledged(id);
        let Some(connection) = self.connection_mut(id) else { return };
        let is_told = is_wanted && connection.is_open() && connection.is_tcp();
        if is_told && !connection.is_online && connection.told_acked < acked {
            connection.told_acked = acked;
            self.tell(&mipstat::Report {
                socket_id: id,
                status: mipstat::Status::ACK,
                acknowledged_bytes: Some(saturated(acked)),
            });
        }
    }
}
