use cellwire_at::Line;
use cellwire_at::command::{Command, Information};
use cellwire_at::host::Ticket;
use cellwire_at::sockets::{SocketError, SocketId, Sockets};
use cellwire_at::vendor::a76xx::cipsend;
use cellwire_at::vendor::l610::{HexString, PromptedData, mippush, mipsend};
use cellwire_codec::Instant;

use crate::random::Random;

/// The sizes that a program has if it does not choose any.
pub(crate) type Session = Sockets;

/// How the host sends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// As [`Sockets`] do: with a length in front, or in data mode.
    Sockets,
    /// L610: digits on the command line.
    Hex,
    /// Up to a Ctrl-Z. On an A76XX it and what else would end or cancel the data is escaped.
    CtrlZ,
    /// L610: the same without the Ctrl-Z, until nothing has come for the time of `SENDTIME`.
    Silence,
}

/// What an L610 has no escape for behind a prompt.
pub(crate) const NO_ESCAPE: &[&[u8]] = &[b"\x1a", b"\x1b"];

impl Form {
    /// How much goes into the next command.
    pub(crate) fn len(self, random: &mut Random) -> usize {
        let most = match self {
            Self::Sockets => 3000,
            Self::Hex => 1024,
            // With an escape in front of each byte there has to be room for it.
            Self::CtrlZ => 1000,
            Self::Silence => return 2048,
        };
        if random.is_one_in(4) { random.len(most) } else { most }
    }

    /// Gives a command of its own. What `Silence` sends is given when it is asked for. No data stands for the
    /// end of it.
    pub(crate) fn begin(
        self,
        session: &mut Session,
        now: Instant,
        socket: SocketId,
        is_l610: bool,
        data: &[u8],
    ) -> Result<Ticket, SocketError> {
        let socket_id = socket.number();
        match self {
            // What is still accumulated would be lost when the socket is closed.
            Self::Hex if data.is_empty() => session.command(
                now,
                &mippush::Set { socket_id, destination_ip: None, destination_port: None },
            ),
            Self::Hex => {
                session.command(now, &mipsend::Hex { socket_id, data: HexString::new(data) })
            }
            Self::CtrlZ if is_l610 => {
                let data = PromptedData::new(data).unwrap();
                session.command(now, &mipsend::Prompted { socket_id, data })
            }
            Self::CtrlZ => {
                session.command(now, &cipsend::Set::tcp(socket_id, cipsend::Data::ended(data)))
            }
            Self::Silence | Self::Sockets => {
                let plan = mipsend::Prompted { socket_id, data: PromptedData::default() }.plan();
                let line = format!("AT+MIPSEND={socket_id}");
                Ok(session.host_mut().send_line(now, plan, line.as_bytes())?)
            }
        }
    }
}

/// How much of so many bytes was taken, if this line of the answer says so.
pub(crate) fn taken(line: Line<'_>, len: usize) -> Option<usize> {
    if let Ok(sent) = cipsend::Answer::parse(line) {
        return Some(usize::try_from(sent.cnf_send_length).unwrap_or(0));
    }
    let status = match mipsend::Sent::parse(line) {
        Ok(sent) => sent.status,
        Err(_) => mippush::Pushed::parse(line).ok()?.status,
    };
    Some(if status == mipsend::Status::FLOWED_OFF { 0 } else { len })
}
