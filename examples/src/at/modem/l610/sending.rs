//! `+MIPSEND`, in its three forms.

use core::num::NonZeroUsize;
use core::time::Duration;

use cellwire_at::Form;
use cellwire_at::modem::{Answer, Entry, Prompt, PromptEnd, Reply, Request};
use cellwire_at::params::Peek;
use cellwire_at::vendor::l610::mipsend::{self, Counted, Free, Hex, Prompted, Sent, Status};
use cellwire_at::vendor::l610::{TcpipError, mippush};

use super::socket::{BUFFER, Connection};
use super::{Done, L610, parsed};
use crate::at::modem::basic::line_of;
use crate::at::modem::faults::ResultOrder;

/// What the host is entering.
#[derive(Debug)]
pub(super) struct Sending {
    id: u8,
    part: Part,
}

#[derive(Debug)]
enum Part {
    UpToCtrlZ,
    SoManyBytes,
    /// What is too much behind this data. It is lost.
    Surplus(Vec<u8>),
}

const PROMPT: &str = "\r\n>\r\n";
/// What comes sooner than this behind the last byte is too much.
const SURPLUS: Duration = Duration::from_millis(20);

impl L610 {
    pub(super) fn send_command(&mut self, request: &Request<'_>, reply: &mut Reply<'_>) -> Done {
        match (request.name.as_str(), request.form) {
            ("+MIPSEND", Form::Read) => {
                let mut is_none = true;
                for id in self.ids() {
                    let connection = self.socket(id).connection.as_ref();
                    if let Some(connection) = connection.filter(|found| found.is_open()) {
                        is_none = false;
                        let free_size = connection.free_size();
                        let free = Free { socket_id: id, free_size };
                        reply.information(&mipsend::Answer::Socket(free));
                    }
                }
                if is_none {
                    reply.information(&mipsend::Answer::NoSocket);
                }
                Ok(Answer::Ok)
            }
            ("+MIPSEND", Form::Set) => {
                let mut params = request.params;
                params.skip();
                match params.peek() {
                    Peek::Quoted => self.send_hex(request, reply),
                    Peek::Missing | Peek::Empty => {
                        let send: Prompted<'_> = parsed(request)?;
                        self.open_socket(send.socket_id)?;
                        Ok(self.ask(send.socket_id, PromptEnd::CtrlZ))
                    }
                    _ => {
                        let send: Counted<'_> = parsed(request)?;
                        let id = send.socket_id;
                        self.open_socket(id)?;
                        match NonZeroUsize::new(send.data.data_len().into()) {
                            Some(len) => Ok(self.ask(id, PromptEnd::Length(len))),
                            None => self.send(id, &[], reply),
                        }
                    }
                }
            }
            _ => Ok(Answer::Pass),
        }
    }

    fn send_hex(&mut self, request: &Request<'_>, reply: &mut Reply<'_>) -> Done {
        let send: Hex<'_> = parsed(request)?;
        let id = send.socket_id;
        let connection = self.open_socket(id)?;
        let data: Vec<_> = send.data.bytes().collect();
        if data.is_empty() {
            return Err(TcpipError::NO_DATA_TO_SEND.into());
        }
        let may_push = connection.is_tcp() || connection.target.is_some();
        if !may_push && connection.buffer.len() + data.len() > BUFFER {
            return Err(TcpipError::SEND_DATA_SIZE_LIMITED.into());
        }
        let status = if connection.is_off { Status::FLOWED_OFF } else { Status::SUCCESS };
        if status == Status::SUCCESS {
            self.accumulate(id, &data);
        }
        reply.information(&self.sent(id, status));
        Ok(Answer::Ok)
    }

    fn ask(&mut self, id: u8, end: PromptEnd) -> Answer {
        let part = match end {
            PromptEnd::Length(_) => Part::SoManyBytes,
            _ => Part::UpToCtrlZ,
        };
        self.sending = Some(Sending { id, part });
        let mut prompt = Prompt::data(NonZeroUsize::MIN)
            .with_text(PROMPT)
            .with_timeout(Duration::from_secs(self.stored.send_time.into()));
        prompt.end = end;
        Answer::Prompt(prompt)
    }

    /// The host has entered something.
    pub(super) fn entered(
        &mut self,
        sending: Sending,
        entry: Entry<'_>,
        reply: &mut Reply<'_>,
    ) -> Done {
        let id = sending.id;
        match (sending.part, entry) {
            (Part::Surplus(data), _) => self.send(id, &data, reply),
            (Part::SoManyBytes, Entry::Complete(data)) => {
                self.sending = Some(Sending { id, part: Part::Surplus(data.to_vec()) });
                let prompt = Prompt::data(NonZeroUsize::MAX).with_text("").with_timeout(SURPLUS);
                Ok(Answer::Prompt(prompt))
            }
            (_, Entry::Complete(data) | Entry::TimedOut(data)) => self.send(id, data, reply),
            (_, Entry::Cancelled) => Ok(Answer::Ok),
            _ => Err(TcpipError::SEND_DATA_TOO_LONG.into()),
        }
    }

    /// Sends what was entered, and what was accumulated before it.
    fn send(&mut self, id: u8, data: &[u8], reply: &mut Reply<'_>) -> Done {
        let connection = self.open_socket(id)?;
        if data.len() > BUFFER {
            return Err(TcpipError::SEND_DATA_TOO_LONG.into());
        }
        let is_tcp = connection.is_tcp();
        if !is_tcp && connection.target.is_none() {
            return Err(TcpipError::SOCKET_SEND_FAILED.into());
        }
        let status = match (connection.is_off, data) {
            (_, []) => Status::NO_DATA,
            (true, _) => Status::FLOWED_OFF,
            _ => {
                connection.buffer.extend_from_slice(data);
                self.push(id)
            }
        };
        let mut lines = Vec::new();
        if is_tcp {
            let accumulated_sent_length = None;
            let pushed = mippush::Pushed { socket_id: id, status, accumulated_sent_length };
            lines.push(line_of(&pushed));
        }
        lines.push(line_of(&self.sent(id, status)));
        match self.order {
            ResultOrder::ResultFirst => lines.iter().for_each(|line| reply.bytes(line)),
            ResultOrder::OkFirst => {
                let is_verbose = reply.settings().verbose;
                for line in &lines {
                    // It has been written already, and cannot be wrong.
                    let _ = reply.after(|to| to.bytes(line));
                }
                let _ = reply.after(|to| match is_verbose {
                    true => to.line("OK"),
                    false => to.raw(b"0\r"),
                });
            }
        }
        Ok(Answer::Ok)
    }

    fn sent(&self, id: u8, status: Status) -> Sent {
        let connection = self.socket(id).connection.as_ref();
        let free_size = connection.map_or(0, Connection::free_size);
        Sent { socket_id: id, status, free_size }
    }
}
