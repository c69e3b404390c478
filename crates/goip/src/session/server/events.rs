use core::net::SocketAddr;

use super::super::config::{AckMode, ServerConfig};
use super::super::ids::EventTicket;
use super::hub::{Hub, Open};
use super::line::{Line, ages};
use super::news::News;
use super::outbox::{Note, Verb};
use super::secrets::masked_fields;
use super::seen::{Sight, fingerprint};
use crate::message::{Event, EventBody, Receive};

impl Line {
    /// Takes an event with the right password, from an address that the line may have. That may be
    /// another than where it is: the answer goes there, and nothing else does.
    pub(super) fn handle_event(
        &mut self,
        config: &ServerConfig,
        hub: &mut Hub,
        (event, verb): (&Event<'_>, Verb),
        from: SocketAddr,
        datagram: &[u8],
    ) {
        // A copy of an old one, from anywhere, is no sign of life.
        if self.addr == Some(from) {
            (self.last_seen, self.was_seen) = (hub.now, true);
        }
        if let EventBody::At { .. } = event.body {
            // It is not repeated, and nobody waits for an answer.
            hub.stats.events += 1;
            let news = News::Event { ticket: None, delivered: None };
            return hub.news.push_of(&masked_fields(event, datagram), Some(self.line), news);
        }
        let part = match (&event.body, &config.gather) {
            (EventBody::Receive(sms), Some(gather)) if !hub.closing => {
                let wants = |work: &Self| match &work.work {
                    Some(work) => work.gathering.wants(gather, sms),
                    None => super::gather::Gathering::default().wants(gather, sms),
                };
                wants(self).then_some(sms)
            }
            _ => None,
        };
        let at_once = config.ack == AckMode::AtOnce || part.is_some();
        let ticket = if at_once { 0 } else { hub.next_ticket };
        let (now, limit, recvid) = (hub.now, config.limits.seen, event.recvid);
        let fingerprint = fingerprint(event);
        let lost = |ticket| drop(hub.tickets.remove(&ticket));
        match self.memory().seen.see(fingerprint, now, ages(config), limit, ticket, lost) {
            Sight::New if at_once => acknowledge(hub, from, verb, recvid),
            Sight::New => {
                hub.next_ticket += 1;
                hub.tickets.insert(ticket, Open { line: self.line, verb, recvid, from });
            }
            Sight::Acknowledged => {
                hub.stats.repeated_events += 1;
                return acknowledge(hub, from, verb, recvid);
            }
            Sight::Open(ticket) => {
                hub.stats.repeated_events += 1;
                if let Some(open) = hub.tickets.get_mut(&ticket) {
                    open.from = from;
                }
                return;
            }
        }
        hub.stats.events += 1;
        if let Some(sms) = part {
            return self.gather(config, hub, sms);
        }
        let delivered = match event.body {
            EventBody::Deliver { sms_no, state, num } => {
                let is_open = |ticket| hub.tickets.contains_key(&ticket);
                let about = (sms_no, state, num);
                self.memory().reports.find(now, about, ticket, is_open)
            }
            _ => None,
        };
        let ticket = (!at_once).then_some(EventTicket(ticket));
        let datagram = masked_fields(event, datagram);
        hub.news.push_of(&datagram, Some(self.line), News::Event { ticket, delivered });
    }

    fn gather(&mut self, config: &ServerConfig, hub: &mut Hub, sms: &Receive<'_>) {
        let (line, now) = (self.line, hub.now);
        let Some(gather) = &config.gather else { return };
        for parts in self.work().gathering.take(gather, now, sms) {
            hub.news.push(line, parts.into());
        }
        self.settle(config, hub);
    }

    /// Tells of what has been gathered for long enough, or of all if there is no time to wait.
    pub(super) fn tell_gathered(&mut self, hub: &mut Hub) {
        let line = self.line;
        let Some(work) = &mut self.work else { return };
        if hub.closing {
            for parts in work.gathering.take_all() {
                hub.news.push(line, parts.into());
            }
        }
        for parts in work.gathering.take_due(hub.now) {
            hub.news.push(line, parts.into());
        }
    }
}

fn acknowledge(hub: &mut Hub, to: SocketAddr, verb: Verb, recvid: i64) {
    hub.outbox.push(to, Note::Event { verb, recvid, refused: None });
}

impl From<super::gather::Parts> for News {
    fn from(parts: super::gather::Parts) -> Self {
        Self::Gathered { srcnum: parts.srcnum, msg: parts.msg.into(), parts: parts.parts }
    }
}
