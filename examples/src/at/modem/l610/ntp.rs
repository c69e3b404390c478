//! `+MIPNTP`, which asks a real server.

use core::time::Duration;

use cellwire_at::Form;
use cellwire_at::modem::{Answer, CommandId, Reply, Request};
use cellwire_at::vendor::l610::{TcpipError, mipntp};
use cellwire_codec::Instant;

use super::{Done, L610, parsed};
use crate::at::modem::network::SocketId;

/// A server that was asked.
#[derive(Debug)]
pub(super) struct Ntp {
    socket: SocketId,
    until: Instant,
    command: Option<CommandId>,
}

/// How long the server may take.
const WITHIN: Duration = Duration::from_secs(10);
/// A request has this in front, for version 4 of a client, and nothing else (RFC 4330, 5).
const CLIENT: u8 = 0x23;
const LEN: usize = 48;
const SERVER_MODE: u8 = 4;
/// Where the time stands in the answer.
const TRANSMITTED: usize = 40;
/// From 1900 to 1970.
const TO_UNIX: i64 = 2_208_988_800;

impl L610 {
    pub(super) fn ntp_command(&mut self, request: &Request<'_>, reply: &mut Reply<'_>) -> Done {
        match (request.name.as_str(), request.form) {
            ("+MIPNTP", Form::Read) => {
                if let Some((host, remote_port)) = &self.ntp_server {
                    let remote_ip = host.as_str().into();
                    reply.information(&mipntp::Server { remote_ip, remote_port: *remote_port });
                }
                Ok(Answer::Ok)
            }
            ("+MIPNTP", Form::Set) => {
                let set: mipntp::Set<'_> = parsed(request)?;
                self.needs_link()?;
                if self.ntp.is_some() {
                    return Err(TcpipError::INVALID_OPERATION.into());
                }
                let (answer, command) = self.begin(reply);
                let host = set.remote_ip.0.to_string_lossy().into_owned();
                let until = self.now + WITHIN + 2 * self.network.config().delay;
                let socket = self.network.bind_to(self.now, &host, set.remote_port, 0, WITHIN);
                let socket = socket.map_err(|_| TcpipError::NEW_SOCKET_FAILED)?;
                self.ntp = Some(Ntp { socket, until, command });
                self.ntp_server = Some((host, set.remote_port));
                Ok(answer)
            }
            _ => Ok(Answer::Pass),
        }
    }

    /// The address of the server is there.
    pub(super) fn ask_for_time(&mut self, socket: SocketId) {
        if self.ntp.as_ref().is_some_and(|ntp| ntp.socket == socket) {
            let mut request = [0; LEN];
            request[0] = CLIENT;
            if self.network.send(socket, &request).is_err() {
                self.end_ntp(false);
            }
        }
    }

    pub(super) fn serve_ntp(&mut self) {
        let now = self.now;
        let Some(ntp) = &self.ntp else { return };
        let (socket, until) = (ntp.socket, ntp.until);
        if let Some((_, answer)) = self.network.receive(now, socket, usize::MAX) {
            let time = unix_seconds(&answer);
            if let Some(time) = time {
                self.basic.set_time(time);
            }
            self.end_ntp(time.is_some());
        } else if until <= now {
            self.end_ntp(false);
        }
    }

    /// The server does not answer.
    pub(super) fn no_server(&mut self, socket: SocketId) {
        if self.ntp.as_ref().is_some_and(|ntp| ntp.socket == socket) {
            self.end_ntp(false);
        }
    }

    pub(super) fn end_ntp(&mut self, result: bool) {
        if let Some(ntp) = self.ntp.take() {
            self.network.close(self.now, ntp.socket);
            self.end(ntp.command, &mipntp::Synchronized { result });
        }
    }

    pub(super) fn next_of_ntp(&self) -> Option<Instant> {
        self.ntp.as_ref().map(|ntp| ntp.until)
    }
}

/// The time that a server says, if it says one. After 2036, its numbers begin anew.
fn unix_seconds(answer: &[u8]) -> Option<i64> {
    let is_server = answer.first()? & 7 == SERVER_MODE && answer.get(1)? != &0;
    let seconds: [u8; 4] = answer.get(TRANSMITTED..TRANSMITTED + 4)?.try_into().ok()?;
    let seconds = i64::from(u32::from_be_bytes(seconds));
    let era = if seconds < TO_UNIX { 1 << 32 } else { 0 };
    (is_server && answer.len() >= LEN && seconds != 0).then_some(seconds + era - TO_UNIX)
}
