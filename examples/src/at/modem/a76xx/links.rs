//! Connections: `+CIPOPEN`, `+CIPCLOSE`, `+CIPACK`.

use core::time::Duration;

use cellwire_at::Form;
use cellwire_at::command::{Command, Numbers};
use cellwire_at::modem::{Answer, CommandId, Reply, Request};
use cellwire_at::vendor::a76xx::cipopen::{Connection, Protocol};
use cellwire_at::vendor::a76xx::error::{ErrCode, ErrInfo};
use cellwire_at::vendor::a76xx::urc::{CloseReason, IpClose};
use cellwire_at::vendor::a76xx::{TRANSPARENT_LINK, cipack, cipclose, cipmode, cipopen, ciprxget};

use super::{A76xx, Action, CONNECT_TEXT, Done, Refusal, code_of, failed, line_of, wait};
use crate::at::modem::faults::ResultOrder;
use crate::at::modem::network::{Failure, SocketId};

/// A connection, or a socket for datagrams.
#[derive(Debug)]
pub(super) struct Link {
    pub(super) socket: SocketId,
    pub(super) is_udp: bool,
    /// As the host has written it; empty for datagrams to anybody.
    pub(super) host: String,
    pub(super) port: u16,
    /// The server that has accepted it.
    pub(super) server: Option<u8>,
    pub(super) is_open: bool,
    pub(super) is_transparent: bool,
    /// The command that waits until it is open.
    pub(super) waiting: Option<CommandId>,
    /// Whether the host was told that there is something to be fetched.
    pub(super) is_told: bool,
}

impl A76xx {
    pub(super) fn link_command(&mut self, request: &Request<'_>, reply: &mut Reply<'_>) -> Done {
        let params = request.params;
        match (request.name.as_str(), request.form) {
            ("+CIPOPEN", Form::Set) => return self.open(&cipopen::Set::parse(params)?, reply),
            ("+CIPOPEN", Form::Read) => {
                for (link_num, link) in (0..).zip(&self.links) {
                    let link = link.as_ref().filter(|link| link.is_open);
                    let connection = link.map(|link| Connection {
                        protocol: if link.is_udp { Protocol::Udp } else { Protocol::Tcp },
                        server_ip: match link.host.as_str() {
                            "" => "0.0.0.0".into(),
                            host => host.into(),
                        },
                        server_port: link.port,
                        index: link.server.map_or(-1, |server| server as i8),
                    });
                    reply.information(&cipopen::Link { link_num, connection });
                }
            }
            ("+CIPCLOSE", Form::Set) => return self.close(cipclose::Set::parse(params)?, reply),
            ("+CIPCLOSE", Form::Read) => {
                let is_open = |link: &Option<Link>| link.as_ref().is_some_and(|link| link.is_open);
                let states: Vec<_> = self.links.iter().map(|link| is_open(link).into()).collect();
                let link_state = Numbers::new(&states);
                reply.information(&cipclose::States { link_state });
            }
            ("+CIPACK", Form::Set) => {
                let link_num = cipack::Set::parse(params)?.link_num;
                let not_created = Refusal::Info(ErrInfo::NOT_CREATED);
                let link = self.link(link_num).ok_or(not_created)?;
                let counts = self.network.counts(link.socket);
                reply.information(&cipack::Answer {
                    sent_data_size: counts.sent,
                    ack_data_size: counts.sent,
                    recv_data_size: counts.received,
                });
            }
            _ => return Ok(Answer::Pass),
        }
        Ok(Answer::Ok)
    }

    /// A connection that is open.
    pub(super) fn link(&self, link_num: u8) -> Option<&Link> {
        self.links.get(usize::from(link_num))?.as_ref().filter(|link| link.is_open)
    }

    /// The connection of the transparent mode, if it is open.
    pub(super) fn transparent_link(&self) -> Option<&Link> {
        self.link(TRANSPARENT_LINK).filter(|link| link.is_transparent)
    }

    pub(super) fn number_of(&self, socket: SocketId) -> Option<usize> {
        let is = |link: &Option<Link>| link.as_ref().is_some_and(|link| link.socket == socket);
        self.links.iter().position(is)
    }

    /// Whether what is opened as this connection is transparent.
    pub(super) fn is_transparent(&self, link_num: u8) -> bool {
        link_num == TRANSPARENT_LINK && self.settings.mode == cipmode::Mode::TRANSPARENT
    }

    fn open(&mut self, set: &cipopen::Set<'_>, reply: &mut Reply<'_>) -> Done {
        let link_num = set.link_num;
        let refuse = |err| failed(&cipopen::Answer { link_num, err });
        if let Some(err) = self.why_closed() {
            return Err(refuse(err));
        }
        // Back to data (note, 3.3.3).
        if link_num == TRANSPARENT_LINK && self.transparent_link().is_some() {
            return Ok(Answer::Connect(CONNECT_TEXT.into()));
        }
        if self.links[usize::from(link_num)].is_some() {
            return Err(refuse(ErrCode::NOT_SUPPORTED));
        }
        let is_udp = match set.protocol {
            Protocol::Tcp => false,
            Protocol::Udp => true,
            _ => return Err(refuse(ErrCode::WRONG_PARAMETER)),
        };
        let is_transparent = self.is_transparent(link_num);
        let host = set.server_ip.map_or_else(String::new, |host| host.to_string_lossy().into());
        let port = set.server_port.unwrap_or_default();
        let local_port = set.local_port.unwrap_or_default();
        let within = Duration::from_millis(self.settings.cipopen_timeout.into());
        let socket = match (is_udp, is_transparent) {
            // In command mode, each datagram says to whom.
            (true, false) => self.network.bind(local_port),
            (true, true) if host.is_empty() => return Err(refuse(ErrCode::WRONG_PARAMETER)),
            (true, true) => self.network.bind_to(self.now, &host, port, local_port, within),
            (false, _) => self.network.connect(self.now, &host, port, within),
        };
        let socket = socket.map_err(|failure| refuse(code_of(failure)))?;
        let is_open = is_udp && !is_transparent;
        let (host, port) = if is_open { (String::new(), 0) } else { (host, port) };
        let (answer, waiting) = match (is_transparent, is_open) {
            (true, _) => (wait(), Some(reply.id())),
            (_, true) => {
                let answer = cipopen::Answer { link_num, err: ErrCode::SUCCEEDED };
                (self.conclude(&answer, ResultOrder::ResultFirst, reply), None)
            }
            (..) => self.begin(ResultOrder::OkFirst, reply),
        };
        self.links[usize::from(link_num)] = Some(Link {
            socket,
            is_udp,
            host,
            port,
            server: None,
            is_open,
            is_transparent,
            waiting,
            is_told: false,
        });
        Ok(answer)
    }

    pub(super) fn opened(&mut self, socket: SocketId) {
        let Some(link_num) = self.number_of(socket) else { return };
        let Some(link) = &mut self.links[link_num] else { return };
        link.is_open = true;
        let (waiting, is_transparent) = (link.waiting.take(), link.is_transparent);
        let text = format!("{link_num} is connected with {}:{}", link.host, link.port);
        self.note("socket", text);
        match waiting {
            Some(command) if is_transparent => {
                let answer = Answer::Connect(CONNECT_TEXT.into());
                self.actions.push_back(Action::Finish { command, lines: Vec::new(), answer });
            }
            waiting => {
                let err = ErrCode::SUCCEEDED;
                let answer = cipopen::Answer { link_num: link_num as u8, err };
                self.end(waiting, line_of(&answer), true);
            }
        }
    }

    pub(super) fn not_opened(&mut self, socket: SocketId, failure: Failure) {
        let Some(link_num) = self.number_of(socket) else { return };
        let Some(link) = self.links[link_num].take() else { return };
        let text =
            format!("{link_num} is not connected with {}:{}: {failure}", link.host, link.port);
        self.note("socket", text);
        let answer = cipopen::Answer { link_num: link_num as u8, err: code_of(failure) };
        self.end(link.waiting, line_of(&answer), false);
    }

    fn close(&mut self, set: cipclose::Set, reply: &mut Reply<'_>) -> Done {
        let link_num = set.link_num;
        let refuse = |err| failed(&cipclose::Answer { link_num, err });
        let Some(link) = &self.links[usize::from(link_num)] else {
            let is_closed = self.why_closed() == Some(ErrCode::NETWORK_NOT_OPENED);
            let err = if is_closed { ErrCode::NETWORK_NOT_OPENED } else { ErrCode::NOT_SUPPORTED };
            return Err(refuse(err));
        };
        if !link.is_open {
            return Err(refuse(ErrCode::BUSY));
        }
        let (is_udp, is_transparent) = (link.is_udp, link.is_transparent);
        self.close_link(link_num.into());
        let answer = cipclose::Answer { link_num, err: ErrCode::SUCCEEDED };
        if is_transparent {
            let lines = vec![b"CLOSED".to_vec(), line_of(&answer)];
            if self.order == Some(ResultOrder::ResultFirst) {
                lines.iter().for_each(|line| reply.bytes(line));
                self.actions.push_back(Action::HangUp(Vec::new()));
            } else {
                self.actions.push_back(Action::HangUp(lines));
            }
            return Ok(Answer::Ok);
        }
        // As the note prints it: 3.3.1 against 3.3.2.
        let is_pushed = self.settings.receive == ciprxget::Mode::PUSH;
        let usual =
            if is_udp && is_pushed { ResultOrder::ResultFirst } else { ResultOrder::OkFirst };
        Ok(self.conclude(&answer, usual, reply))
    }

    pub(super) fn close_link(&mut self, link_num: usize) {
        let Some(link) = self.links[link_num].take() else { return };
        self.network.close(self.now, link.socket);
        if link.is_transparent {
            self.outgoing.clear();
            self.stalled = None;
        }
    }

    /// The other end has closed, and the host has got all that it had sent.
    pub(super) fn ended(&mut self, link_num: usize) {
        let is_transparent = self.links[link_num].as_ref().is_some_and(|link| link.is_transparent);
        self.close_link(link_num);
        self.note("socket", format!("{link_num} was closed by the other end"));
        if is_transparent {
            self.actions.push_back(Action::HangUp(vec![b"CLOSED".to_vec()]));
            return;
        }
        let close_reason = CloseReason::REMOTE;
        self.tell(line_of(&IpClose { client_index: link_num as u8, close_reason }));
    }
}
