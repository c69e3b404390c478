use core::net::SocketAddr;

use cellwire_codec::{Instant, Secret};

use super::super::debug;
use super::super::event::Refusal;
use super::Server;
use super::news::News;
use super::outbox::{self, Note};
use crate::message::{Event, EventBody, Keepalive, KeepaliveStatus};
use crate::{GatewayMessage, ParseError, Text};

/// No gateway sends more.
const MAX_LEN: usize = 8192;

impl Server {
    /// Takes a datagram, and says how many bytes: all, or none as long as an event of the last one
    /// waits to be polled, or too much waits to be told or sent.
    ///
    /// Of an empty datagram it is 0 either way. It is no message and need not be offered again: one
    /// that is not taken is missed by nobody.
    pub fn handle_input(&mut self, now: Instant, from: SocketAddr, datagram: &[u8]) -> usize {
        self.handle_timeout(now);
        if !self.hub.has_room() {
            return 0;
        }
        self.hub.stats.datagrams += 1;
        if self.is_flooding(from) {
            self.hub.stats.dropped += 1;
            return datagram.len();
        }
        let message = match datagram.len() {
            len @ ..=MAX_LEN => GatewayMessage::parse(&datagram[..len]),
            len => Err(ParseError::TooLong { len, limit: MAX_LEN }),
        };
        match message {
            Ok(GatewayMessage::Keepalive(keepalive)) => self.keepalive(from, &keepalive, datagram),
            Ok(message @ GatewayMessage::Event(event)) => {
                self.event(from, &message, &event, datagram);
            }
            Ok(message) => self.reply(from, &message, datagram),
            Err(error) => {
                self.hub.stats.unreadable += 1;
                self.refuse(from, Refusal::Unreadable(error), None, datagram);
            }
        }
        datagram.len()
    }

    fn is_flooding(&mut self, from: SocketAddr) -> bool {
        let Some(limit) = self.config.limits.datagrams_per_second else { return false };
        let now = self.hub.now;
        let known = self.lines.at(from).next();
        !match known.and_then(|slot| self.lines.in_slot_mut(slot)) {
            Some(line) => line.rate.allows(now, limit),
            None => self.sources.allow(now, from.ip(), limit),
        }
    }

    fn keepalive(&mut self, from: SocketAddr, keepalive: &Keepalive<'_>, datagram: &[u8]) {
        let (id, password, count) = (keepalive.id, keepalive.password, keepalive.count);
        let slot = match self.authenticate(from, id, password) {
            Ok(slot) => slot,
            Err(reason) => {
                self.hub.stats.refused += 1;
                let answer = Note::Keepalive { count, status: KeepaliveStatus::NOT_FOUND };
                return self.refuse(from, reason, Some(answer), datagram);
            }
        };
        self.hub.stats.keepalives += 1;
        self.hub.outbox.push(from, Note::Keepalive { count, status: self.config.keepalive_status });
        let Some(line) = self.lines.in_slot_mut(slot) else { return };
        if line.is_late(self.hub.now, count) {
            debug!("keepalive {count} of {:?} was overtaken", line.id());
            return;
        }
        let at = line.addr;
        let moved_from = if at == Some(from) { None } else { self.lines.set_addr(slot, from) };
        if let Some(line) = self.lines.in_slot_mut(slot) {
            let addr = (from, moved_from);
            line.handle_keepalive(&self.config, &mut self.hub, keepalive, addr, datagram);
        }
    }

    fn event(
        &mut self,
        from: SocketAddr,
        message: &GatewayMessage<'_>,
        event: &Event<'_>,
        datagram: &[u8],
    ) {
        let Some(verb) = outbox::verb(event.verb()) else {
            self.hub.stats.unreadable += 1;
            return self.refuse(from, Refusal::Unreadable(ParseError::NoMessage), None, datagram);
        };
        match self.authenticate(from, event.id, event.password) {
            Ok(slot) => {
                let Some(line) = self.lines.in_slot_mut(slot) else { return };
                let (config, hub) = (&self.config, &mut self.hub);
                if let EventBody::At { .. } = event.body {
                    line.handle_answer(config, hub, message, datagram);
                }
                line.handle_event(config, hub, (event, verb), from, datagram);
            }
            Err(reason) => {
                self.hub.stats.refused += 1;
                let refused = Some("id or password".into());
                let answer = Note::Event { verb, recvid: event.recvid, refused };
                self.refuse(from, reason, Some(answer), datagram);
            }
        }
    }

    /// The slot of the line that has shown its password.
    fn authenticate(
        &mut self,
        from: SocketAddr,
        id: Text<'_>,
        password: Secret<'_>,
    ) -> Result<u32, Refusal> {
        let slot = self.lines.find(id.as_bytes()).ok_or(Refusal::UnknownId)?;
        let line = self.lines.in_slot_mut(slot).ok_or(Refusal::UnknownId)?;
        if line.password() != password {
            return Err(Refusal::WrongPassword);
        }
        if !line.allows(from.ip()) {
            return Err(Refusal::Address);
        }
        if !self.restored.is_empty()
            && let Some(state) = self.restored.remove(line.id())
        {
            let state = state.after(self.hub.uptime());
            line.restore(&self.config, self.hub.now, state);
        }
        Ok(slot)
    }

    /// An answer, which has neither id nor password: it counts if something at its address waits for
    /// it.
    fn reply(&mut self, from: SocketAddr, message: &GatewayMessage<'_>, datagram: &[u8]) {
        let (config, hub) = (&self.config, &mut self.hub);
        let owner = match message {
            // It has no number, so it is of the line at that address, of which there mostly is one.
            GatewayMessage::GsmError(error) if error.sendid == 0 => self.lines.at(from).next(),
            message => hub.numbers.owner(message.id()),
        };
        if let Some(line) = owner.and_then(|slot| self.lines.in_slot_mut(slot))
            && line.addr == Some(from)
            && (line.handle_bulk(config, hub, message)
                || line.handle_answer(config, hub, message, datagram))
        {
            return;
        }
        debug!("{} {} of {from} answers nothing that waits", message.name(), message.id());
        hub.stats.stray += 1;
    }

    /// Something is not served. As much as is allowed of it is told and answered.
    fn refuse(&mut self, from: SocketAddr, reason: Refusal, answer: Option<Note>, datagram: &[u8]) {
        let limit = self.config.limits.strangers_per_second;
        if !self.strangers.allow(self.hub.now, from.ip(), limit) {
            return;
        }
        debug!("a datagram of {from} is refused: {reason}");
        if let Some(answer) = answer.filter(|_| self.config.answer_strangers) {
            // Nobody may be made to send more than was sent here.
            let len = answer.message().encoded_len();
            if len.is_ok_and(|len| len <= datagram.len()) {
                self.hub.outbox.push(from, answer);
            }
        }
        // One that is too long is not kept: nothing could be read from it.
        let kept = if datagram.len() > MAX_LEN { &[][..] } else { datagram };
        self.hub.news.push_of(kept, None, News::Refused { from, reason });
    }
}
