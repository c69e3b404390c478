//! What was received, and how it goes to the host.

use core::time::Duration;

use cellwire_at::Form;
use cellwire_at::command::Information;
use cellwire_at::modem::{Answer, Reply, Request};
use cellwire_at::vendor::l610::gtset::Format;
use cellwire_at::vendor::l610::mipdata::Data;
use cellwire_at::vendor::l610::mipread::{self, Unread};
use cellwire_at::vendor::l610::{Bare, ReceivedData, TcpipError, miprtcp, miprudp};

use super::closing::saturated;
use super::socket::Connection;
use super::{Done, L610, parsed};

/// How much is read at once at most.
const MOST: usize = 8 * 1024;

/// Something for the host.
pub(super) enum Piece {
    Line(Vec<u8>),
    /// With its line ends, if it has any.
    Raw(Vec<u8>),
}

impl L610 {
    pub(super) fn receive_command(&mut self, request: &Request<'_>, reply: &mut Reply<'_>) -> Done {
        match (request.name.as_str(), request.form) {
            ("+MIPREAD", Form::Read) => {
                for id in self.ids() {
                    let unread = self.unread(id);
                    if unread > 0 {
                        let actual_data_len = saturated(unread as u64);
                        reply.information(&Unread { socket_id: id, actual_data_len });
                    }
                }
            }
            ("+MIPREAD", Form::Set) => self.read(&parsed(request)?, reply)?,
            _ => return Ok(Answer::Pass),
        }
        Ok(Answer::Ok)
    }

    fn read(&mut self, set: &mipread::Set, reply: &mut Reply<'_>) -> Result<(), TcpipError> {
        if self.stored.format != Format::READ {
            return Err(TcpipError::INVALID_OPERATION);
        }
        let (id, now) = (set.socket_id, self.now);
        let connection = self.connection_mut(id).ok_or(TcpipError::SOCKET_NOT_OPENED)?;
        let socket = connection.socket().ok_or(TcpipError::SOCKET_NOT_OPENED)?;
        if connection.is_online {
            return Err(TcpipError::INVALID_OPERATION);
        }
        let most = usize::from(set.read_data_len).min(MOST);
        let data = self.network.receive(now, socket, most).map_or(Vec::new(), |(_, data)| data);
        if data.is_empty() {
            reply.information(&Unread { socket_id: id, actual_data_len: 0 });
            return Ok(());
        }
        if let Some(connection) = self.connection_mut(id) {
            connection.told_unread = match connection.is_tcp() {
                true => connection.told_unread.saturating_sub(data.len()),
                // The host cannot know that there is another datagram.
                false => 0,
            };
        }
        reply.information(&Data { socket_id: id, length: saturated(data.len() as u64) });
        reply.raw(&data);
        Ok(())
    }

    /// How much of a socket can be read.
    pub(super) fn unread(&self, id: u8) -> usize {
        let connection = self.socket(id).connection.as_ref().filter(|found| !found.is_online);
        let socket = connection.and_then(Connection::socket);
        socket.map_or(0, |socket| self.network.available(self.now, socket))
    }

    /// Whether the other end has closed, and the host has, or knows of, all that it had sent.
    pub(super) fn has_gone(&self, id: u8) -> bool {
        let Some(connection) = &self.socket(id).connection else { return false };
        let is_handed_out = match self.stored.format {
            Format::READ => self.unread(id) <= connection.told_unread,
            _ => self.unread(id) == 0,
        };
        let has_sent = connection.stack.is_empty() || matches!(connection.closed, Some(Some(_)));
        let has_closed = connection.closed.is_some() && connection.is_open();
        has_closed && !connection.is_online && is_handed_out && has_sent
    }

    /// Takes the next thing that a socket has for the host.
    pub(super) fn next_piece(&mut self, id: u8) -> Option<Piece> {
        let (now, format) = (self.now, self.stored.format);
        let settings = self.socket(id).settings;
        let unread = self.unread(id);
        let connection = self.connection_mut(id)?;
        let (socket, is_tcp) = (connection.socket()?, connection.is_tcp());
        if format == Format::READ {
            let is_news = unread > connection.told_unread;
            connection.told_unread = connection.told_unread.max(unread);
            let actual_data_len = saturated(unread as u64);
            let line = line(&Unread { socket_id: id, actual_data_len });
            return is_news.then_some(Piece::Line(line));
        }
        connection.told_unread = 0;
        if unread == 0 || connection.next_piece > now {
            return None;
        }
        connection.next_piece = now + Duration::from_millis(settings.time_span.into());
        let (from, data) = self.network.receive(now, socket, settings.size.into())?;
        let left = saturated(self.network.available(now, socket) as u64);
        let (source_ip, source_port) = (Bare::from(from.ip()), from.port());
        let udp = |left_or_data_len, data| miprudp::Received {
            source_ip,
            source_port,
            socket_id: id,
            left_or_data_len,
            data,
        };
        let len = saturated(data.len() as u64);
        Some(match format {
            Format::RAW => {
                let line = match is_tcp {
                    true => line(&miprtcp::Received::raw(id, &data)),
                    false => line(&udp(len, ReceivedData::raw(&data))),
                };
                Piece::Raw([b"\r\n", line.as_slice(), b"\r\n"].concat())
            }
            Format::BARE => Piece::Raw(data),
            _ if is_tcp => Piece::Line(line(&miprtcp::Received::hex(id, left, &data))),
            _ => Piece::Line(line(&udp(left, ReceivedData::hex(&data)))),
        })
    }
}

/// More than the longest piece in digits, and what stands in front of it.
const LINE: usize = 8 * 1024;

/// A line that may be long.
fn line<'a>(information: &impl Information<'a>) -> Vec<u8> {
    let mut buffer = vec![0; LINE];
    let len = information.write_line(&mut buffer).unwrap_or_default();
    buffer.truncate(len);
    buffer
}
