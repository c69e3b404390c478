use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::vec;
use core::mem::{self, Discriminant};

use cellwire_codec::{Instant, RetryPolicy, Secret};

use super::super::config::ServerConfig;
use super::super::debug;
use super::super::event::CommandFailure;
use super::super::ids::CommandId;
use super::hub::Hub;
use super::kept::{KeptRequest, answer};
use super::line::Line;
use super::news::News;
use super::outbox::Note;
use super::secrets::masked;
use crate::message::{Answer, Command, Request};
use crate::{GatewayMessage, ServerMessage};

/// A command whose turn has not come.
pub(super) struct Pending {
    pub(super) command: CommandId,
    pub(super) request: Box<KeptRequest>,
    /// When it has waited for too long.
    pub(super) expires: Instant,
}

/// The command that waits for its answer: one on each line, so that they are carried out in order.
pub(super) struct Asked {
    command: CommandId,
    pub(super) request: Box<KeptRequest>,
    pub(super) sendid: i64,
    attempts: u32,
    /// It is to be sent, now.
    pub(super) due: bool,
    deadline: Instant,
}

impl Asked {
    /// How it is repeated: not as others, if it may be carried out as often as it is sent.
    fn policy(&self, config: &ServerConfig) -> RetryPolicy {
        match self.request.request() {
            Request::Ussd(_) | Request::Dial { .. } | Request::Raw { .. } => config.ussd_retry,
            _ => config.command_retry,
        }
    }

    /// Whether a message has the number of the command. `GSMERROR` may have none.
    fn is_named_by(&self, message: &GatewayMessage<'_>) -> bool {
        message.id() == self.sendid
            || matches!(message, GatewayMessage::GsmError(error) if error.sendid == 0)
    }

    /// Whether a datagram is the command itself, sent back, which is no answer.
    fn is_echo(&self, password: Secret<'_>, datagram: &[u8]) -> bool {
        let request = self.request.request();
        let command = ServerMessage::Command(Command { sendid: self.sendid, password, request });
        let mut written = vec![0; command.encoded_len().unwrap_or_default()];
        command.write(&mut written).is_ok() && words(&written).eq(words(datagram))
    }

    /// The datagram, without the password where it stands in the text of an answer.
    fn masked<'a>(
        &self,
        message: &GatewayMessage<'_>,
        password: Secret<'_>,
        datagram: &'a [u8],
    ) -> Cow<'a, [u8]> {
        let masked = masked(datagram, password.expose());
        // What was a number, or some other word of the protocol, is no secret.
        let is_same = GatewayMessage::parse(&masked).is_ok_and(|masked| {
            masked.id() == message.id() && self.kind(&masked) == self.kind(message)
        });
        if is_same { masked } else { datagram.into() }
    }

    /// What kind of an answer a message is, if it is one to this.
    fn kind<'m>(&self, message: &GatewayMessage<'m>) -> Option<Option<Discriminant<Answer<'m>>>> {
        Some(answer(&self.request.request(), message)?.ok().as_ref().map(mem::discriminant))
    }

    pub(super) fn deadline(&self) -> Option<Instant> {
        (!self.due).then_some(self.deadline)
    }

    /// It was handed out; says whether that was a repeat.
    pub(super) fn sent(&mut self, config: &ServerConfig, now: Instant) -> bool {
        (self.due, self.attempts) = (false, self.attempts.saturating_add(1));
        self.left(config, now);
        self.attempts > 1
    }

    /// It has left: the wait counts from here.
    pub(super) fn left(&mut self, config: &ServerConfig, now: Instant) {
        if !self.due {
            self.deadline = now + self.policy(config).wait(self.attempts);
        }
    }
}

/// The words of a datagram, whatever stands between them.
fn words(datagram: &[u8]) -> impl Iterator<Item = &[u8]> {
    let gap = |byte: &u8| *byte == 0 || byte.is_ascii_whitespace();
    datagram.split(gap).filter(|word| !word.is_empty())
}

impl Line {
    /// Asks what is next, if nothing is asked.
    pub(super) fn next_request(&mut self, hub: &mut Hub) {
        let line = self.line;
        let Some(work) = &mut self.work else { return };
        while let Some(Pending { command, expires, .. }) = work.requests.front()
            && *expires <= hub.now
        {
            let (command, failure) = (*command, CommandFailure::Expired);
            work.requests.pop_front();
            hub.open_commands -= 1;
            hub.news.push(line, News::NoAnswer { command, failure });
        }
        if self.is_up
            && work.asked.is_none()
            && let Some(Pending { command, request, .. }) = work.requests.pop_front()
        {
            let sendid = match request.request() {
                Request::Ussd(_) | Request::UssdExit => hub.numbers.take_ussd(line.slot),
                _ => hub.numbers.take(line.slot),
            };
            let deadline = hub.now;
            work.asked = Some(Asked { command, request, sendid, attempts: 0, due: true, deadline });
        }
    }

    pub(super) fn request_times_out(&mut self, config: &ServerConfig, hub: &mut Hub) {
        let Some(work) = &mut self.work else { return };
        let due = |asked: &&mut Asked| asked.deadline().is_some_and(|at| at <= hub.now);
        let Some(asked) = work.asked.as_mut().filter(due) else { return };
        if asked.attempts < asked.policy(config).attempts() {
            asked.due = true;
            return;
        }
        debug!("{:?} has not answered {}", self.line, asked.request.request().verb());
        self.give_up_request(hub);
        self.not_answered(config, hub);
    }

    /// The command under way has no answer.
    fn give_up_request(&mut self, hub: &mut Hub) {
        let line = self.line;
        let asked = self.work.as_mut().and_then(|work| work.asked.take());
        let Some(Asked { command, sendid, attempts, .. }) = asked else { return };
        hub.numbers.give_back(sendid);
        hub.open_commands -= 1;
        let failure = match attempts {
            0 => CommandFailure::Cancelled,
            attempts => CommandFailure::NoAnswer { attempts },
        };
        hub.news.push(line, News::NoAnswer { command, failure });
    }

    /// Whether the message is the answer to the command under way.
    pub(super) fn handle_answer(
        &mut self,
        config: &ServerConfig,
        hub: &mut Hub,
        message: &GatewayMessage<'_>,
        datagram: &[u8],
    ) -> bool {
        let password = self.password().into_owned();
        let Some(work) = &mut self.work else { return false };
        let is_asked = |asked: &mut Asked| {
            asked.attempts > 0
                && asked.is_named_by(message)
                && answer(&asked.request.request(), message).is_some()
                && !asked.is_echo(password.as_secret(), datagram)
        };
        let Some(asked) = work.asked.take_if(is_asked) else { return false };
        let datagram = asked.masked(message, password.as_secret(), datagram);
        let Asked { command, request, sendid, .. } = asked;
        hub.numbers.give_back(sendid);
        hub.open_commands -= 1;
        hub.stats.answers += 1;
        if let (
            Some(to),
            Request::Ussd(_) | Request::CallForward { .. } | Request::CallWaiting(_),
        ) = (self.addr, request.request())
        {
            hub.outbox.push(to, Note::Done { sendid });
        }
        hub.news.push_of(&datagram, Some(self.line), News::Answer { command, request });
        self.answered(hub);
        self.settle(config, hub);
        true
    }

    /// The gateway was rebooted: if it was asked to, it need not be asked again.
    pub(super) fn reboot_is_done(&mut self, hub: &mut Hub) {
        let line = self.line;
        let Some(work) = &mut self.work else { return };
        let is_reboot = |asked: &mut Asked| {
            let request = asked.request.request();
            asked.attempts > 0 && matches!(request, Request::RebootModule | Request::RebootDevice)
        };
        let Some(Asked { command, sendid, .. }) = work.asked.take_if(is_reboot) else { return };
        hub.numbers.give_back(sendid);
        hub.open_commands -= 1;
        hub.stats.answers += 1;
        hub.news.push(line, News::Done { command });
    }

    /// Takes all commands back.
    pub(super) fn cancel_commands(&mut self, hub: &mut Hub) {
        self.give_up_request(hub);
        let line = self.line;
        let Some(work) = &mut self.work else { return };
        for Pending { command, .. } in work.requests.drain(..) {
            hub.open_commands -= 1;
            let failure = CommandFailure::Cancelled;
            hub.news.push(line, News::NoAnswer { command, failure });
        }
    }
}
