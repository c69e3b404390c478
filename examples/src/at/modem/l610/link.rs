//! The link.

use core::net::Ipv6Addr;

use cellwire_at::Form;
use cellwire_at::modem::{Answer, CommandId, Reply, Request};
use cellwire_at::vendor::l610::mipcall::{self, Context, LocalIpv6, Operation, Status};
use cellwire_at::vendor::l610::mipstat;
use cellwire_at::vendor::l610::mping::PingStatus;
use cellwire_at::vendor::l610::{Bare, Protocol, TcpipError};
use cellwire_codec::Instant;

use super::ping::summary;
use super::socket::{Closing, Phase};
use super::{Action, Done, L610, Refusal, parsed};

/// The link to the network.
#[derive(Clone, Copy, Debug)]
pub(super) enum Link {
    Down,
    Rising(Change),
    Up { operation: Operation, cid: u8 },
    Falling(Change),
}

/// What it is on its way to.
#[derive(Clone, Copy, Debug)]
pub(super) struct Change {
    at: Instant,
    operation: Operation,
    cid: u8,
    command: Option<CommandId>,
}

/// The context that is used if none is named.
const CID: u8 = 1;
const IPV6: Ipv6Addr = Ipv6Addr::new(0xfd00, 0, 0, 0, 0, 0, 0, 2);

impl L610 {
    pub(super) fn link_command(&mut self, request: &Request<'_>, reply: &mut Reply<'_>) -> Done {
        match (request.name.as_str(), request.form) {
            ("+MIPCALL", Form::Read) => {
                let (status, link) = match self.link {
                    Link::Down => (Status::DISCONNECTED, mipcall::Link::DOWN),
                    Link::Rising(_) | Link::Falling(_) => (Status::BUSY, mipcall::Link::DOWN),
                    Link::Up { operation, cid } => (Status::CONNECTED, addresses(operation, cid)),
                };
                let mipcall::Link { local_ip_address, local_ipv6_address } = link;
                reply.information(&mipcall::Answer {
                    status,
                    local_ip_address,
                    local_ipv6_address,
                });
                Ok(Answer::Ok)
            }
            ("+MIPCALL", Form::Set) => {
                let set: mipcall::Set<'_> = parsed(request)?;
                let (answer, command) = self.begin(reply);
                if set.operation == Operation::DISCONNECT {
                    self.disconnect(command)?;
                } else {
                    self.connect(&set, command)?;
                }
                Ok(answer)
            }
            _ => Ok(Answer::Pass),
        }
    }

    fn connect(
        &mut self,
        set: &mipcall::Set<'_>,
        command: Option<CommandId>,
    ) -> Result<(), Refusal> {
        if !matches!(self.link, Link::Down) {
            return Err(TcpipError::SERVICE_NOT_IN_CORRECT_STATE.into());
        }
        let operation = set.operation;
        let is_named = matches!(set.context, Some(Context::Apn(_)));
        if operation != Operation::IPV4 && !is_named {
            return Err(TcpipError::PARAM_WRONG.into());
        }
        let cid = match set.context {
            Some(Context::Cid(cid)) => cid,
            _ => CID,
        };
        if !is_named && !self.basic.has_context(cid) {
            return Err(TcpipError::PDP_NOT_DEFINED.into());
        }
        let at = self.now + self.link_time + self.network.config().delay;
        self.link = Link::Rising(Change { at, operation, cid, command });
        Ok(())
    }

    fn disconnect(&mut self, command: Option<CommandId>) -> Result<(), Refusal> {
        let Link::Up { operation, cid } = self.link else {
            return Err(match self.link {
                Link::Down => TcpipError::MIPCALL_NOT_ACTIVE,
                _ => TcpipError::SERVICE_NOT_IN_CORRECT_STATE,
            }
            .into());
        };
        self.end_online();
        for id in self.ids() {
            self.free(id);
        }
        self.stop_asking();
        let at = self.now + self.link_time / 2 + self.network.config().delay;
        self.link = Link::Falling(Change { at, operation, cid, command });
        Ok(())
    }

    /// Goes on with what takes time.
    pub(super) fn serve_link(&mut self) {
        match self.link {
            Link::Rising(change) if change.at <= self.now => {
                let Change { operation, cid, command, .. } = change;
                if !self.basic.is_registered() {
                    self.link = Link::Down;
                    self.end(command, &mipcall::Link::DOWN);
                    return;
                }
                self.link = Link::Up { operation, cid };
                self.basic.switch_context(cid, true);
                self.end(command, &addresses(operation, cid));
            }
            Link::Falling(change) if change.at <= self.now => {
                self.link = Link::Down;
                self.basic.switch_context(change.cid, false);
                self.end(change.command, &mipcall::Link::DOWN);
            }
            Link::Up { .. } if !self.basic.is_registered() => {
                // It is up, so it can be lost.
                let _ = self.lose_network();
            }
            _ => {}
        }
    }

    pub(super) fn next_of_link(&self) -> Option<Instant> {
        match self.link {
            Link::Rising(change) | Link::Falling(change) => Some(change.at),
            _ => None,
        }
    }

    /// The link is gone, and all sockets with it.
    pub(super) fn lose_network(&mut self) -> Result<(), String> {
        let Link::Up { cid, .. } = self.link else { return Err("there is no link".into()) };
        for id in self.ids() {
            let acked = self.acked_at_loss(id);
            let Some(connection) = self.socket_mut(id).connection.take() else { continue };
            let acked = acked.filter(|_| connection.is_tcp() && connection.is_open());
            let command = match connection.phase {
                Phase::Closing(Closing { command: Some(command), .. }) => {
                    let answer = Answer::Error;
                    self.actions.push_back(Action::Finish { command, line: None, answer });
                    continue;
                }
                Phase::Resolving { command, .. } | Phase::Connecting { command, .. } => command,
                _ => None,
            };
            if acked.is_some() || command.is_some() {
                let status = mipstat::Status::BROKEN;
                let report = mipstat::Report { socket_id: id, status, acknowledged_bytes: acked };
                self.end(command, &report);
            }
        }
        if self.ping.is_some() {
            self.tell(&summary(PingStatus::TERMINATED));
        }
        self.stop_asking();
        self.network.close_all();
        self.link = Link::Down;
        self.basic.switch_context(cid, false);
        self.tell(&mipcall::Link::DOWN);
        self.note("network-lost", "the link and all sockets are gone");
        Ok(())
    }

    pub(super) fn needs_link(&self) -> Result<Operation, TcpipError> {
        match self.link {
            Link::Up { operation, .. } => Ok(operation),
            _ => Err(TcpipError::MIPCALL_NOT_ACTIVE),
        }
    }

    /// Whether the link has the family of a protocol.
    pub(super) fn has_family(&self, protocol: Protocol) -> bool {
        let wanted = if is_v6(protocol) { Operation::IPV6 } else { Operation::IPV4 };
        self.needs_link().is_ok_and(|there| there == wanted || there == Operation::IPV4V6)
    }
}

pub(super) const fn is_v6(protocol: Protocol) -> bool {
    protocol.0 >= Protocol::TCP_IPV6.0
}

fn addresses(operation: Operation, cid: u8) -> mipcall::Link<'static> {
    let v4 = Bare::from([10, 0, 0, cid.saturating_add(1)]);
    let v6 = Bare::from(IPV6);
    match operation {
        Operation::IPV6 => mipcall::Link { local_ip_address: Some(v6), local_ipv6_address: None },
        Operation::IPV4V6 => {
            let local_ipv6_address = Some(LocalIpv6(v6));
            mipcall::Link { local_ip_address: Some(v4), local_ipv6_address }
        }
        _ => mipcall::Link { local_ip_address: Some(v4), local_ipv6_address: None },
    }
}
