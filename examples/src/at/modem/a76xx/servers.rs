//! `+SERVERSTART`, `+SERVERSTOP`, and who connects.

use core::net::SocketAddr;

use cellwire_at::Form;
use cellwire_at::command::Command;
use cellwire_at::modem::{Answer, Reply, Request};
use cellwire_at::vendor::a76xx::error::ErrCode;
use cellwire_at::vendor::a76xx::urc::Client;
use cellwire_at::vendor::a76xx::{TRANSPARENT_LINK, cipmode, serverstart, serverstop};

use super::links::Link;
use super::{A76xx, Action, Done, code_of, failed, line_of};
use crate::at::modem::faults::ResultOrder;
use crate::at::modem::network::SocketId;

#[derive(Debug)]
pub(super) struct Server {
    pub(super) socket: SocketId,
    port: u16,
}

impl A76xx {
    pub(super) fn server_command(&mut self, request: &Request<'_>, reply: &mut Reply<'_>) -> Done {
        match (request.name.as_str(), request.form) {
            ("+SERVERSTART", Form::Set) => {
                self.start_server(serverstart::Set::parse(request.params)?)?;
            }
            ("+SERVERSTART", Form::Read) => {
                for (server_index, server) in (0..).zip(&self.servers) {
                    if let Some(Server { port, .. }) = *server {
                        reply.information(&serverstart::Server { server_index, port });
                    }
                }
            }
            ("+SERVERSTOP", Form::Action) => return self.stop_server(0, reply),
            ("+SERVERSTOP", Form::Set) => {
                let index = serverstop::Set::parse(request.params)?.server_index;
                return self.stop_server(index, reply);
            }
            _ => return Ok(Answer::Pass),
        }
        Ok(Answer::Ok)
    }

    fn start_server(&mut self, set: serverstart::Set) -> Result<(), super::Refusal> {
        let refuse = |err| failed(&serverstart::Refused { server_index: None, err });
        if let Some(err) = self.why_closed() {
            return Err(refuse(err));
        }
        let index = usize::from(set.server_index);
        if self.servers[index].is_some() {
            return Err(refuse(ErrCode::ALREADY_LISTENING));
        }
        let socket = self.network.listen(set.port);
        let socket = socket.map_err(|failure| refuse(code_of(failure)))?;
        let port = self.network.local(socket).map_or(set.port, |address| address.port());
        self.servers[index] = Some(Server { socket, port });
        self.note("server", format!("{index} listens on port {port}"));
        Ok(())
    }

    fn stop_server(&mut self, server_index: u8, reply: &mut Reply<'_>) -> Done {
        let refuse = |err| failed(&serverstop::Answer { server_index, err });
        let index = usize::from(server_index);
        let Some(server) = &self.servers[index] else {
            return Err(refuse(ErrCode::NOT_SUPPORTED));
        };
        let is_client = |link: &Link| link.server == Some(server_index);
        if self.links.iter().flatten().any(is_client) {
            return Err(refuse(ErrCode::SOCKETS_OPENED));
        }
        self.network.close(self.now, server.socket);
        self.servers[index] = None;
        let answer = serverstop::Answer { server_index, err: ErrCode::SUCCEEDED };
        Ok(self.conclude(&answer, ResultOrder::ResultFirst, reply))
    }

    /// Somebody has connected to a server. Without a free connection, they are not wanted.
    pub(super) fn accepted(&mut self, server: SocketId, socket: SocketId, client: SocketAddr) {
        let is = |known: &Option<Server>| known.as_ref().is_some_and(|it| it.socket == server);
        let index = self.servers.iter().position(is);
        let is_transparent = index == Some(0) && self.settings.mode == cipmode::Mode::TRANSPARENT;
        let free = if is_transparent {
            Some(usize::from(TRANSPARENT_LINK)).filter(|link| self.links[*link].is_none())
        } else {
            let first = usize::from(self.settings.mode == cipmode::Mode::TRANSPARENT);
            (first..self.links.len()).find(|link| self.links[*link].is_none())
        };
        let (Some(index), Some(link_num)) = (index, free) else {
            self.network.close(self.now, socket);
            return;
        };
        let (link_num, server_index) = (link_num as u8, index as u8);
        self.links[usize::from(link_num)] = Some(Link {
            socket,
            is_udp: false,
            host: client.ip().to_string(),
            port: client.port(),
            server: Some(server_index),
            is_open: true,
            is_transparent,
            waiting: None,
            is_told: false,
        });
        self.note("socket", format!("{link_num} is a client of server {server_index}: {client}"));
        let line = line_of(&Client { link_num, server_index, client });
        if is_transparent {
            self.actions.push_back(Action::Connect(line));
        } else {
            self.tell(line);
        }
    }
}
