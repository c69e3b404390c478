//! Servers of names, and what they say. Names are looked up by the system; the servers are only kept.

use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use cellwire_at::Form;
use cellwire_at::modem::{Answer, CommandId, Reply, Request};
use cellwire_at::vendor::l610::mipdns::{self, AddressType};
use cellwire_at::vendor::l610::msdns::{v4, v6};
use cellwire_at::vendor::l610::{Address, Bare, TcpipError, V4, V6};

use super::{Action, Done, L610, parsed, wait};
use crate::at::modem::basic::line_of;
use crate::at::modem::network::QueryId;

/// Two servers for each socket, and for the number 7.
#[derive(Debug, Default)]
pub(super) struct Servers {
    v4: [Pair<Ipv4Addr>; 7],
    v6: [Pair<Ipv6Addr>; 7],
}

type Pair<T> = [Option<T>; 2];

/// `+MIPDNS` that waits for its answer.
#[derive(Debug)]
pub(super) struct Lookup {
    pub(super) command: CommandId,
    query: QueryId,
    name: Vec<u8>,
    address_type: AddressType,
}

/// Sets a server, or two, or takes both away.
fn set<T: Copy>(pair: &mut Pair<T>, new: Pair<T>) {
    match new {
        [None, None] => *pair = [None, None],
        new => {
            for (place, server) in pair.iter_mut().zip(new) {
                *place = server.or(*place);
            }
        }
    }
}

/// Without a server, what is shown is an address that is none.
fn shown<T: Copy + Into<IpAddr>>(server: Option<T>, none: T) -> Option<Address<'static>> {
    Some(Address::from(server.unwrap_or(none)))
}

impl L610 {
    pub(super) fn name_command(&mut self, request: &Request<'_>, reply: &mut Reply<'_>) -> Done {
        match (request.name.as_str(), request.form) {
            ("+MSDNS", Form::Read) => {
                for (socket_id, pair) in (1..).zip(&self.servers.v4) {
                    let [first, second] = pair.map(|one| shown(one, Ipv4Addr::UNSPECIFIED));
                    reply.information(&v4::Answer {
                        socket_id,
                        primary_dns_server_ip: first,
                        secondary_dns_server_ip: second,
                    });
                }
            }
            ("+MSV6DNS", Form::Read) => {
                for (socket_id, pair) in (1..).zip(&self.servers.v6) {
                    let [first, second] = pair.map(|one| shown(one, Ipv6Addr::UNSPECIFIED));
                    reply.information(&v6::Answer {
                        socket_id,
                        primary_dns_server_ip: first,
                        secondary_dns_server_ip: second,
                    });
                }
            }
            ("+MSDNS", Form::Set) => {
                let new: v4::Set = parsed(request)?;
                let servers = [new.primary_dns_server_ip, new.secondary_dns_server_ip];
                let pair = &mut self.servers.v4[usize::from(new.socket_id) - 1];
                set(pair, servers.map(|server| server.map(|V4(address)| address)));
            }
            ("+MSV6DNS", Form::Set) => {
                let new: v6::Set = parsed(request)?;
                let servers = [new.primary_dns_server_ip, new.secondary_dns_server_ip];
                let pair = &mut self.servers.v6[usize::from(new.socket_id) - 1];
                set(pair, servers.map(|server| server.map(|V6(address)| address)));
            }
            ("+MIPDNS", Form::Set) => {
                let ask: mipdns::Set<'_> = parsed(request)?;
                self.needs_link()?;
                let name = ask.domain_name.0;
                if name.is_empty() {
                    return Err(TcpipError::PARAM_WRONG.into());
                }
                let query = self.network.resolve(&name.to_string_lossy());
                self.lookup = Some(Lookup {
                    command: reply.id(),
                    query: query.map_err(|_| TcpipError::DNS_FAILED)?,
                    name: name.to_bytes().into_owned(),
                    address_type: ask.address_type.unwrap_or(AddressType::IPV4),
                });
                return Ok(wait());
            }
            _ => return Ok(Answer::Pass),
        }
        Ok(Answer::Ok)
    }

    /// The addresses of a name are there.
    pub(super) fn looked_up(&mut self, query: QueryId, addresses: &[IpAddr]) {
        let Some(lookup) = self.lookup.take_if(|lookup| lookup.query == query) else { return };
        let fits = |address: &&IpAddr| match lookup.address_type {
            AddressType::IPV4 => address.is_ipv4(),
            AddressType::IPV6 => address.is_ipv6(),
            _ => true,
        };
        let found = addresses.iter().find(fits);
        self.end_lookup(&lookup, found.copied());
    }

    fn end_lookup(&mut self, lookup: &Lookup, address: Option<IpAddr>) {
        let command = lookup.command;
        let line = address.map(|address| {
            let domain_name = lookup.name.as_slice().into();
            line_of(&mipdns::Resolved { domain_name, ip: Bare::from(address) })
        });
        self.actions.push_back(match line {
            Some(line) => Action::Finish { command, line: Some(line), answer: Answer::Ok },
            None => Action::Refuse { command, error: TcpipError::DNS_FAILED },
        });
    }

    /// There is nobody to be asked any more.
    pub(super) fn stop_asking(&mut self) {
        self.ping = None;
        if let Some(lookup) = self.lookup.take() {
            self.end_lookup(&lookup, None);
        }
        self.end_ntp(false);
    }
}
