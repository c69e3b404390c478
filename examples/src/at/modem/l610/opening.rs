//! Sockets that are opened, by `+MIPOPEN` or `+MIPODM`.

use core::net::{IpAddr, SocketAddr};
use core::time::Duration;

use cellwire_at::Form;
use cellwire_at::error::CmeError;
use cellwire_at::modem::{Answer, CommandId, Reply, Request};
use cellwire_at::params::Str;
use cellwire_at::vendor::l610::mipopen::{self, Opened, State};
use cellwire_at::vendor::l610::{Address, Protocol, SocketIds, TcpipError, mipodm, mipstat};

use super::link::is_v6;
use super::online::Online;
use super::socket::{Connection, Phase};
use super::{Action, Done, L610, Refusal, parsed};
use crate::at::modem::basic::line_of;
use crate::at::modem::network::{Failure, QueryId, SocketId};

/// How long it may take, with a name that has no address.
const WITHIN: Duration = Duration::from_secs(60);

/// What is to be opened.
struct Wanted<'a> {
    id: u8,
    local_port: u16,
    host: Str<'a>,
    port: u16,
    protocol: Protocol,
}

impl L610 {
    pub(super) fn open_command(&mut self, request: &Request<'_>, reply: &mut Reply<'_>) -> Done {
        match (request.name.as_str(), request.form) {
            ("+MIPOPEN", Form::Read) => {
                let free = self.socket_ids(true);
                reply.information(&mipopen::Answer { socket_ids: SocketIds::new(&free) });
                Ok(Answer::Ok)
            }
            ("+MIPODM", Form::Read) => {
                let free = self.socket_ids(true);
                reply.information(&mipodm::Answer { socket_ids: SocketIds::new(&free) });
                Ok(Answer::Ok)
            }
            ("+MIPOPEN", Form::Set) => {
                let set: mipopen::Set<'_> = parsed(request)?;
                let wanted = Wanted {
                    id: set.socket_id,
                    local_port: set.source_port.unwrap_or(0),
                    host: set.remote_ip.0,
                    port: set.remote_port,
                    protocol: set.protocol,
                };
                self.may_open(&wanted)?;
                if set.remote_port == 0 {
                    return self.listen(&wanted);
                }
                let (answer, command) = self.begin(reply);
                self.open(&wanted, command)?;
                Ok(answer)
            }
            ("+MIPODM", Form::Set) => {
                let set: mipodm::Set<'_> = parsed(request)?;
                let wanted = Wanted {
                    id: set.socket_id,
                    local_port: set.source_port.unwrap_or(0),
                    host: set.remote_ip.0,
                    port: set.remote_port,
                    protocol: set.protocol,
                };
                self.may_open(&wanted)?;
                if self.online.is_some() {
                    return Err(TcpipError::INVALID_OPERATION.into());
                }
                // Data mode cannot begin in front of `OK`.
                self.open(&wanted, None)?;
                if let Some(connection) = self.connection_mut(wanted.id) {
                    connection.is_online = true;
                }
                let can_escape =
                    set.pseudo_command_mode != Some(mipodm::PseudoCommandMode::DISABLE);
                self.online = Some(Online::new(wanted.id, can_escape));
                Ok(Answer::Ok)
            }
            _ => Ok(Answer::Pass),
        }
    }

    fn may_open(&mut self, wanted: &Wanted<'_>) -> Result<(), Refusal> {
        self.needs_link()?;
        match &self.socket(wanted.id).connection {
            Some(connection) if connection.is_ended() => self.free(wanted.id),
            Some(_) => return Err(TcpipError::SOCKET_USED.into()),
            None => {}
        }
        if matches!(wanted.protocol, Protocol::SSL_IPV4 | Protocol::SSL_IPV6) {
            return Err(CmeError::OPERATION_NOT_SUPPORTED.into());
        }
        if !self.has_family(wanted.protocol) {
            return Err(TcpipError::INVALID_OPERATION.into());
        }
        Ok(())
    }

    /// With a remote port of 0, a socket waits until somebody calls. One for datagrams has not to wait.
    fn listen(&mut self, wanted: &Wanted<'_>) -> Done {
        if wanted.local_port == 0 {
            return Err(TcpipError::PARAM_WRONG.into());
        }
        let is_udp = wanted.protocol == Protocol::UDP_IPV4;
        let opened = match wanted.protocol {
            Protocol::UDP_IPV4 => self.network.bind(wanted.local_port),
            Protocol::TCP_IPV4 => self.network.listen(wanted.local_port),
            _ => return Err(TcpipError::SET_LISTENING_MODE_FAILED.into()),
        };
        let socket = opened.map_err(|_| TcpipError::SOCKET_BIND_FAILED)?;
        let phase =
            if is_udp { Phase::Open { socket } } else { Phase::Listening { server: socket } };
        let connection = Connection::new(wanted.protocol, phase, self.now);
        self.socket_mut(wanted.id).connection = Some(connection);
        if is_udp {
            self.tell(&opened_line(wanted.id, None));
        }
        Ok(Answer::Ok)
    }

    fn open(&mut self, wanted: &Wanted<'_>, command: Option<CommandId>) -> Result<(), Refusal> {
        if wanted.host.is_empty() {
            return Err(TcpipError::PARAM_WRONG.into());
        }
        let Wanted { id, local_port, port, protocol, .. } = *wanted;
        if let Some(address) = address_of(wanted.host) {
            let phase = if address.is_ipv6() == is_v6(protocol) {
                self.connect_to(SocketAddr::new(address, port), local_port, protocol, command)
            } else {
                Err(Failure::NoAddress)
            };
            return self.opening(id, protocol, command, phase);
        }
        let name = wanted.host.to_string_lossy();
        let phase = self.network.resolve(&name);
        let phase =
            phase.map(|query| (Phase::Resolving { query, local_port, port, command }, None));
        self.opening(id, protocol, command, phase)
    }

    /// Begins with the address.
    fn connect_to(
        &mut self,
        to: SocketAddr,
        local_port: u16,
        protocol: Protocol,
        command: Option<CommandId>,
    ) -> Result<(Phase, Option<SocketAddr>), Failure> {
        let (now, host) = (self.now, to.ip().to_string());
        match protocol {
            Protocol::UDP_IPV4 => {
                let socket = self.network.bind(local_port)?;
                Ok((Phase::Open { socket }, Some(to)))
            }
            Protocol::UDP_IPV6 => {
                let socket = self.network.bind_to(now, &host, to.port(), local_port, WITHIN)?;
                Ok((Phase::Connecting { socket, command }, Some(to)))
            }
            _ => {
                let socket = self.network.connect(now, &host, to.port(), WITHIN)?;
                Ok((Phase::Connecting { socket, command }, None))
            }
        }
    }

    /// What becomes of a socket that was begun. That it has failed is told later.
    fn opening(
        &mut self,
        id: u8,
        protocol: Protocol,
        command: Option<CommandId>,
        phase: Result<(Phase, Option<SocketAddr>), Failure>,
    ) -> Result<(), Refusal> {
        match phase {
            Ok((phase, target)) => {
                let is_open = matches!(phase, Phase::Open { .. });
                let is_online = self.connection_mut(id).is_some_and(|found| found.is_online);
                let connection = Connection::new(protocol, phase, self.now);
                let connection = Connection { target, is_online, ..connection };
                self.socket_mut(id).connection = Some(connection);
                if is_open {
                    self.opened(id, command);
                }
            }
            Err(_) => self.not_opened(id, command),
        }
        Ok(())
    }

    /// The addresses of a name are there.
    pub(super) fn resolved(&mut self, query: QueryId, addresses: &[IpAddr]) -> bool {
        let found = self.ids().find_map(|id| match &self.socket(id).connection {
            Some(Connection {
                phase: Phase::Resolving { query: asked, local_port, port, command },
                protocol,
                ..
            }) if *asked == query => Some((id, *local_port, *port, *command, *protocol)),
            _ => None,
        });
        let Some((id, local_port, port, command, protocol)) = found else { return false };
        let address = addresses.iter().find(|address| address.is_ipv6() == is_v6(protocol));
        let phase = match address {
            Some(address) => {
                self.connect_to(SocketAddr::new(*address, port), local_port, protocol, command)
            }
            None => Err(Failure::NoAddress),
        };
        // It cannot be refused any more.
        let _ = self.opening(id, protocol, command, phase);
        true
    }

    pub(super) fn connected(&mut self, socket: SocketId) {
        let Some(id) = self.owner(socket) else { return };
        let Some(connection) = self.connection_mut(id) else { return };
        if let Phase::Connecting { command, .. } = connection.phase {
            connection.phase = Phase::Open { socket };
            self.opened(id, command);
        }
    }

    pub(super) fn failed(&mut self, socket: SocketId) {
        let Some(id) = self.owner(socket) else { return };
        let Some(connection) = self.connection_mut(id) else { return };
        if let Phase::Connecting { command, .. } = connection.phase {
            self.not_opened(id, command);
        }
    }

    /// Somebody calls a socket that listens: it is open, and listens no more.
    pub(super) fn accepted(&mut self, server: SocketId, socket: SocketId, peer: SocketAddr) {
        let now = self.now;
        let listening = self.owner(server).filter(|id| {
            let connection = self.socket(*id).connection.as_ref();
            connection.is_some_and(|found| matches!(found.phase, Phase::Listening { .. }))
        });
        let Some(id) = listening else {
            self.network.close(now, socket);
            return;
        };
        self.network.close(now, server);
        if let Some(connection) = self.connection_mut(id) {
            connection.phase = Phase::Open { socket };
        }
        self.tell(&opened_line(id, Some(peer)));
        self.note("socket-accepted", format!("{id}: {peer}"));
    }

    fn opened(&mut self, id: u8, command: Option<CommandId>) {
        let is_online = self.connection_mut(id).is_some_and(|found| found.is_online);
        if is_online {
            let opened = mipodm::Opened {
                socket_id: id,
                state: State::ACTIVE,
                remote_ip: None,
                remote_port: None,
            };
            self.actions.push_back(Action::Connect(line_of(&opened)));
        } else {
            self.end(command, &opened_line(id, None));
        }
        self.note("socket-open", id.to_string());
    }

    fn not_opened(&mut self, id: u8, command: Option<CommandId>) {
        self.socket_mut(id).connection = None;
        self.online.take_if(|online| online.id == id);
        let status = mipstat::Status::BROKEN;
        let report = mipstat::Report { socket_id: id, status, acknowledged_bytes: None };
        self.end(command, &report);
        self.note("socket-failed", id.to_string());
    }
}

fn opened_line(id: u8, peer: Option<SocketAddr>) -> Opened<'static> {
    Opened {
        socket_id: id,
        state: State::ACTIVE,
        remote_ip: peer.map(|peer| Address::from(peer.ip())),
        remote_port: peer.map(|peer| peer.port()),
    }
}

/// An address, whose numbers may have zeros in front of them.
fn address_of(host: Str<'_>) -> Option<IpAddr> {
    let text = host.to_string_lossy();
    let mut parts = text.split('.').map(|part| {
        let is_number = (1..=3).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
        is_number.then(|| part.parse::<u8>().ok()).flatten()
    });
    let mut next = || parts.next().flatten();
    if let (Some(a), Some(b), Some(c), Some(d), None) =
        (next(), next(), next(), next(), text.split('.').nth(4))
    {
        return Some([a, b, c, d].into());
    }
    let text: String = text.split_whitespace().collect();
    text.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        let read = |text: &str| address_of(text.into()).map(|address| address.to_string());
        assert_eq!(read("127.000.00.1").as_deref(), Some("127.0.0.1"));
        assert_eq!(read("010.0.0.9").as_deref(), Some("10.0.0.9"));
        assert_eq!(read("fe80: 0: 0: 0: 0: 0: 0: 1").as_deref(), Some("fe80::1"));
        for name in ["127.0.0", "127.0.0.1.2", "256.0.0.1", "1.2.3.x", "example.com", ""] {
            assert_eq!(read(name), None, "{name}");
        }
    }
}
