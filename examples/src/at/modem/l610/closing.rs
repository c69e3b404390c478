//! Sockets that are closed, by `+MIPCLOSE` or by the other end.

use core::time::Duration;

use cellwire_at::Form;
use cellwire_at::modem::{Answer, Reply, Request};
use cellwire_at::vendor::l610::mipclose::{self, CloseType, Mode};
use cellwire_at::vendor::l610::mipconf::Indication;
use cellwire_at::vendor::l610::{SocketIds, TcpipError, mipstat};

use super::socket::{Closing, Connection, Phase};
use super::{Action, Done, L610, parsed};
use crate::at::modem::basic::line_of;

/// Twice the lifetime of a segment, in a network that is as near as this one.
const TWO_MSL: Duration = Duration::from_secs(1);
/// How long `+MIPSTAT` comes behind `NO CARRIER`, which has to stand alone.
const BEHIND: Duration = Duration::from_millis(300);

impl L610 {
    pub(super) fn close_command(&mut self, request: &Request<'_>, reply: &mut Reply<'_>) -> Done {
        match (request.name.as_str(), request.form) {
            ("+MIPCLOSE", Form::Read) => {
                let active = self.socket_ids(false);
                reply.information(&mipclose::Answer { socket_ids: SocketIds::new(&active) });
                Ok(Answer::Ok)
            }
            ("+MIPCLOSE", Form::Set) => {
                let set: mipclose::Set = parsed(request)?;
                let (answer, command) = self.begin(reply);
                let id = set.socket_id;
                let until = self.now + self.socket(id).settings.max_close_delay.duration();
                let connection = self.connection_mut(id).ok_or(TcpipError::SOCKET_NOT_OPENED)?;
                // What was accumulated is lost.
                connection.buffer.clear();
                connection.push_at = None;
                let is_tcp = connection.is_tcp();
                match connection.phase {
                    Phase::Open { socket } if is_tcp => {
                        let mode = set.mode.unwrap_or(Mode::WAIT_FOR_ACK);
                        connection.phase = Phase::Closing(Closing {
                            socket,
                            mode,
                            command,
                            until,
                            done: None,
                            acknowledged: 0,
                        });
                        self.serve_closing(id);
                    }
                    Phase::Closing(_) => return Err(TcpipError::SOCKET_CLOSE_FAILED.into()),
                    _ => {
                        self.free(id);
                        self.end(command, &self.closed_line(id, None, CloseType::CORRECT));
                    }
                }
                Ok(answer)
            }
            _ => Ok(Answer::Pass),
        }
    }

    /// A socket that is closed goes when what was pushed has left, or when that takes too long.
    pub(super) fn serve_closing(&mut self, id: u8) {
        let (now, network) = (self.now, &mut self.network);
        let delay = network.config().delay;
        let Some(connection) = &mut self.sockets[usize::from(id) - 1].connection else { return };
        let is_empty = connection.stack.is_empty();
        let is_broken = matches!(connection.closed, Some(Some(_)));
        let Phase::Closing(closing) = &mut connection.phase else { return };
        if closing.done.is_none() {
            let (waits, close_type) = match closing.mode {
                _ if is_broken => (Duration::ZERO, CloseType::OTHER),
                Mode::NO_WAIT => (Duration::ZERO, CloseType::CORRECT),
                _ if !is_empty && now < closing.until => return,
                _ if !is_empty => (Duration::ZERO, CloseType::TIMEOUT),
                Mode::WAIT_2MSL => (TWO_MSL + delay, CloseType::CORRECT),
                _ => (delay, CloseType::CORRECT),
            };
            closing.done = Some((now + waits, close_type));
            closing.acknowledged = network.counts(closing.socket).sent;
            network.close(now, closing.socket);
        }
        if let Some((at, close_type)) = closing.done
            && at <= now
        {
            let (command, acknowledged) = (closing.command, closing.acknowledged);
            self.socket_mut(id).connection = None;
            self.end(command, &self.closed_line(id, Some(acknowledged), close_type));
            self.note("socket-closed", id.to_string());
        }
    }

    fn closed_line(&self, id: u8, acked: Option<u64>, close_type: CloseType) -> mipclose::Closed {
        let is_told = self.socket(id).settings.indication != Indication::OFF;
        let acknowledged_bytes = acked.filter(|_| is_told).map(saturated);
        mipclose::Closed { socket_id: id, acknowledged_bytes, close_type }
    }

    /// The other end has closed, and all that it had sent was handed out.
    pub(super) fn gone(&mut self, id: u8) {
        let acknowledged_bytes = self.acked_at_loss(id);
        let Some(connection) = self.connection_mut(id) else { return };
        let Phase::Open { socket } = connection.phase else { return };
        let status = match connection.closed {
            Some(Some(_)) => mipstat::Status::BROKEN,
            _ => mipstat::Status::CLOSED,
        };
        connection.phase = Phase::Ended { socket };
        connection.buffer.clear();
        connection.push_at = None;
        let is_online = core::mem::take(&mut connection.is_online);
        let report = mipstat::Report { socket_id: id, status, acknowledged_bytes };
        if is_online {
            self.later.push((self.now + BEHIND, Action::Tell(line_of(&report))));
        } else {
            self.tell(&report);
        }
        self.note("socket-gone", id.to_string());
    }

    /// What is told of it when a connection is lost.
    pub(super) fn acked_at_loss(&self, id: u8) -> Option<u32> {
        let is_told = self.socket(id).settings.indication == Indication::NACK;
        is_told.then(|| saturated(self.acknowledged(id)))
    }

    /// How many bytes the other end has acknowledged.
    pub(super) fn acknowledged(&self, id: u8) -> u64 {
        let socket = self.socket(id).connection.as_ref().and_then(Connection::socket);
        socket.map_or(0, |socket| self.network.counts(socket).sent)
    }

    /// A socket is no longer used, and nothing is said about it.
    pub(super) fn free(&mut self, id: u8) {
        let Some(connection) = self.socket_mut(id).connection.take() else { return };
        let command = match connection.phase {
            Phase::Connecting { socket, command } => {
                self.network.close(self.now, socket);
                command
            }
            Phase::Open { socket }
            | Phase::Ended { socket }
            | Phase::Listening { server: socket } => {
                self.network.close(self.now, socket);
                None
            }
            Phase::Closing(Closing { socket, command, .. }) => {
                self.network.close(self.now, socket);
                command
            }
            Phase::Resolving { command, .. } => command,
        };
        if let Some(command) = command {
            let answer = Answer::Error;
            self.actions.push_back(Action::Finish { command, line: None, answer });
        }
    }
}

pub(super) fn saturated(number: u64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
