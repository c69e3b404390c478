//! `+CIPSEND`, and what is sent in transparent mode.

use core::net::{IpAddr, SocketAddr};
use core::num::NonZeroUsize;
use core::time::Duration;

use cellwire_at::Form;
use cellwire_at::command::Command;
use cellwire_at::modem::{Answer, CommandId, Entry, Prompt, Reply, Request};
use cellwire_at::vendor::a76xx::error::ErrCode;
use cellwire_at::vendor::a76xx::{TRANSPARENT_LINK, cipsend, cipsendmode};
use cellwire_codec::Instant;

use super::{A76xx, Action, Done, Refusal, Task, line_of};
use crate::at::modem::faults::ResultOrder;

/// The data that is entered: where it goes to.
#[derive(Debug)]
pub(super) struct Sending {
    link_num: u8,
    to: Option<SocketAddr>,
}

/// With so much that there is no room for, the host has to wait.
pub(super) const MAX_OUTGOING: usize = 8 * 1024;
/// The longest piece that is sent in transparent mode.
const PIECE: usize = 1460;
/// How long the other end takes to acknowledge.
const ROUND_TRIP: Duration = Duration::from_millis(20);

impl A76xx {
    pub(super) fn send_command(&mut self, request: &Request<'_>, _: &mut Reply<'_>) -> Done {
        if (request.name.as_str(), request.form) != ("+CIPSEND", Form::Set) {
            return Ok(Answer::Pass);
        }
        let set = cipsend::Set::parse(request.params)?;
        if self.why_closed() == Some(ErrCode::NETWORK_NOT_OPENED) {
            return Err(Refusal::Code(ErrCode::NETWORK_NOT_OPENED));
        }
        if self.unsent > 0 {
            return Err(Refusal::Code(ErrCode::BUSY));
        }
        let link = self.link(set.link_num).ok_or(Refusal::Code(ErrCode::NOT_SUPPORTED))?;
        let length = set.data.length().and_then(|length| NonZeroUsize::new(length as usize));
        if link.is_transparent || (link.server.is_some() && length.is_none()) {
            return Err(Refusal::Code(ErrCode::NOT_SUPPORTED));
        }
        let to = match (link.is_udp, set.server_ip, set.server_port) {
            (false, ..) => None,
            (true, Some(host), Some(port)) => {
                let host = host.to_string_lossy().parse::<IpAddr>();
                let host = host.map_err(|_| Refusal::Code(ErrCode::WRONG_PARAMETER))?;
                Some(SocketAddr::new(host, port))
            }
            (true, ..) => return Err(Refusal::Code(ErrCode::WRONG_PARAMETER)),
        };
        self.sending = Some(Sending { link_num: set.link_num, to });
        let prompt = length.map_or_else(Prompt::escaped_data, Prompt::data);
        Ok(Answer::Prompt(prompt.with_text("\r\n>")))
    }

    pub(super) fn send(
        &mut self,
        sending: &Sending,
        entry: Entry<'_>,
        reply: &mut Reply<'_>,
    ) -> Done {
        let bytes = match entry {
            Entry::Complete(bytes) => bytes,
            Entry::TimedOut(_) => return Err(Refusal::Code(ErrCode::TIMEOUT)),
            Entry::TooLong => return Err(Refusal::Code(ErrCode::WRONG_PARAMETER)),
            _ => return Ok(Answer::Error),
        };
        let Sending { link_num, to } = *sending;
        let sent = match (self.link(link_num).map(|link| link.socket), to) {
            (Some(socket), Some(to)) => self.network.send_to(socket, bytes, to),
            (Some(socket), None) => self.network.send(socket, bytes),
            (None, _) => return Err(Refusal::Code(ErrCode::NOT_SUPPORTED)),
        };
        let cnf_send_length = sent.map_or(-1, |sent| sent as i32);
        let answer =
            cipsend::Answer { link_num, req_send_length: bytes.len() as i32, cnf_send_length };
        let waits = self.settings.send_mode == cipsendmode::Mode::WAIT;
        let time = if waits { ROUND_TRIP } else { Duration::ZERO };
        if time.is_zero() && self.network.config().delay.is_zero() {
            return Ok(self.conclude(&answer, ResultOrder::OkFirst, reply));
        }
        let (done, command) = self.begin(ResultOrder::OkFirst, reply);
        self.unsent += 1;
        self.later(time, Task::Sent(line_of(&answer), command));
        Ok(done)
    }

    pub(super) fn sent(&mut self, line: Vec<u8>, command: Option<CommandId>) {
        self.unsent = self.unsent.saturating_sub(1);
        self.end(command, line, true);
    }

    /// Sends what waits in transparent mode.
    pub(super) fn flush(&mut self, now: Instant) {
        let Some(socket) = self.transparent_link().map(|link| link.socket) else {
            self.outgoing.clear();
            return;
        };
        let mut is_broken = false;
        let mut sent = 0;
        while let Some(rest) = self.outgoing.get(sent..).filter(|rest| !rest.is_empty()) {
            match self.network.send(socket, rest.get(..PIECE).unwrap_or(rest)) {
                Ok(0) => break,
                Ok(len) => sent += len,
                Err(_) => {
                    is_broken = true;
                    break;
                }
            }
        }
        self.outgoing.drain(..sent);
        if sent > 0 || self.outgoing.is_empty() {
            self.stalled = None;
        }
        if self.outgoing.is_empty() {
            return;
        }
        let stalled = *self.stalled.get_or_insert(now);
        let patience = Duration::from_millis(self.settings.cipsend_timeout.into());
        if is_broken {
            // What the other end had sent is still received; see `ended`.
            self.outgoing.clear();
        } else if stalled + patience <= now {
            self.close_link(TRANSPARENT_LINK.into());
            self.actions.push_back(Action::HangUp(vec![b"CLOSED".to_vec()]));
        }
    }
}
