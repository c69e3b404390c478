//! What the modem does by itself.

use cellwire_at::modem::{Mode, Modem};
use cellwire_at::vendor::a76xx::TRANSPARENT_LINK;
use cellwire_codec::Instant;

use super::service::Service;
use super::{A76xx, Action, CONNECT_TEXT, Piece, Task};
use crate::at::modem::basic;
use crate::at::modem::network::Event;
use crate::notice::Notice;

pub(super) fn settle(modem: &mut Modem<A76xx>, now: Instant, tell: &mut dyn FnMut(Notice)) {
    basic::settle(modem, now, &mut *tell);
    modem.handler_mut().serve(now);
    loop {
        while let Some(action) = modem.handler_mut().actions.pop_front() {
            perform(modem, now, action, tell);
        }
        let has_sent = hand_on(modem, now);
        let (mode, is_idle) = (modem.mode(), modem.waiting_urcs() == 0);
        let has_told = modem.handler_mut().receive(mode, is_idle);
        if !has_sent && !has_told {
            return;
        }
    }
}

fn perform(modem: &mut Modem<A76xx>, now: Instant, action: Action, tell: &mut dyn FnMut(Notice)) {
    // Nothing of it is a line that cannot be sent, and the host may have broken off a command.
    match action {
        Action::Tell(pieces) => {
            let _ = modem.urcs(now, |to| {
                for piece in &pieces {
                    match piece {
                        Piece::Line(line) => to.bytes(line),
                        Piece::Raw(bytes) => to.raw(bytes),
                    }
                }
            });
        }
        Action::Finish { command, lines, answer } => {
            let _ = modem.finish(now, command, |_, reply| {
                lines.iter().for_each(|line| reply.bytes(line));
                answer
            });
        }
        Action::Connect(line) => {
            let text = Some(CONNECT_TEXT.into());
            let _ = modem.connect_with(now, text, |to| to.bytes(&line));
        }
        Action::HangUp(lines) => {
            let _ = modem.hang_up_with(now, |to| lines.iter().for_each(|line| to.bytes(line)));
        }
        Action::Note(notice) => tell(notice),
    }
}

/// In data mode, what has arrived goes to the host, as far as there is room.
fn hand_on(modem: &mut Modem<A76xx>, now: Instant) -> bool {
    modem.handler_mut().flush(now);
    let mut has_sent = false;
    while modem.mode() == Mode::Data {
        let Some(link) = modem.handler().transparent_link() else { break };
        let socket = link.socket;
        let Some((_, bytes)) = modem.handler().network.front(now, socket) else { break };
        let bytes = bytes.to_vec();
        let taken = modem.send_data(now, &bytes);
        modem.handler_mut().network.consume(socket, taken);
        has_sent |= taken > 0;
        if taken < bytes.len() {
            break;
        }
    }
    has_sent
}

impl A76xx {
    /// Does what is due, and sees what has happened in the network.
    fn serve(&mut self, now: Instant) {
        self.now = self.now.max(now);
        while let Some(due) = self.tasks.iter().position(|(at, _)| *at <= now) {
            match self.tasks.remove(due).1 {
                Task::NetOpen(command) => self.net_opened(command),
                Task::NetClose(command) => self.net_closed(command),
                Task::Sent(line, command) => self.sent(line, command),
                Task::Line(line) => self.tell(line),
            }
        }
        if self.service == Service::Open && !self.basic.is_registered() {
            // It is open, so it can be lost.
            let _ = self.lose_network();
        }
        while let Some(event) = self.network.poll(now) {
            match event {
                Event::Connected { socket, .. } => self.opened(socket),
                Event::Failed { socket, failure } => self.not_opened(socket, failure),
                Event::Accepted { server, socket, peer } => self.accepted(server, socket, peer),
                Event::Resolved { query, addresses } => {
                    self.looked_up(query, &addresses.unwrap_or_default());
                }
                // Whether there is something, and whether it has ended, is looked up by `receive`.
                _ => {}
            }
        }
    }

    /// Has one connection tell what there is to be told, unless something else waits for the host: what is
    /// not told stays in its socket. Whether there was something.
    fn receive(&mut self, mode: Mode, is_idle: bool) -> bool {
        if !is_idle {
            return false;
        }
        for step in 0..self.links.len() {
            let link_num = (self.turn + step) % self.links.len();
            if let Some(pieces) = self.arrived(link_num) {
                self.turn = link_num + 1;
                self.actions.push_back(Action::Tell(pieces));
                return true;
            }
            if self.has_ended(link_num, mode) {
                self.ended(link_num);
                return true;
            }
        }
        false
    }

    /// Whether the other end has closed, and nothing is left to be received.
    fn has_ended(&self, link_num: usize, mode: Mode) -> bool {
        let Some(link) = &self.links[link_num] else { return false };
        // Data mode may not have begun.
        let may_end = link_num != usize::from(TRANSPARENT_LINK)
            || !link.is_transparent
            || mode != Mode::Command;
        may_end && self.network.has_ended(link.socket)
    }
}
