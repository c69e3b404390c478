//! What the modem does by itself.

use core::time::Duration;

use cellwire_at::modem::{Mode, Modem};
use cellwire_at::vendor::l610::sim::{Card, State};
use cellwire_codec::Instant;

use super::receiving::Piece;
use super::{Action, L610, online, refuse};
use crate::at::modem::basic;
use crate::at::modem::network::Event;
use crate::notice::Notice;

/// While so many lines wait for the host, the others wait here, where none is dropped.
const MAX_WAITING: usize = 16;
/// How soon it is looked again whether they can go.
const SOON: Duration = Duration::from_millis(10);

pub(super) fn settle(modem: &mut Modem<L610>, now: Instant, tell: &mut dyn FnMut(Notice)) {
    basic::settle(modem, now, &mut *tell);
    modem.handler_mut().serve(now);
    loop {
        let mut has_done = false;
        while let Some(action) = next_action(modem) {
            perform(modem, now, action, tell);
            has_done = true;
        }
        has_done |= online::settle(modem, now);
        has_done |= hand_out(modem, now);
        if !has_done {
            return;
        }
    }
}

pub(super) fn next_timeout(modem: &Modem<L610>, now: Instant) -> Option<Instant> {
    let l610 = modem.handler();
    let waiting = (!l610.actions.is_empty()).then_some(now + SOON);
    let later = l610.later.iter().map(|(at, _)| *at).min();
    let times = [
        basic::next_timeout(modem),
        l610.network.next_poll(now),
        l610.next_of_link(),
        l610.next_of_ping(),
        l610.next_of_ntp(),
        later,
        waiting,
    ];
    times.into_iter().flatten().min()
}

fn next_action(modem: &mut Modem<L610>) -> Option<Action> {
    let may_tell = modem.waiting_urcs() < MAX_WAITING;
    let actions = &mut modem.handler_mut().actions;
    match actions.front() {
        Some(Action::Tell(_) | Action::Connect(_)) if !may_tell => None,
        _ => actions.pop_front(),
    }
}

fn perform(modem: &mut Modem<L610>, now: Instant, action: Action, tell: &mut dyn FnMut(Notice)) {
    // Nothing of it is a line that cannot be sent, and the host may have broken off a command.
    match action {
        Action::Tell(line) => {
            let _ = modem.urcs(now, |to| to.bytes(&line));
        }
        Action::Finish { command, line, answer } => {
            let _ = modem.finish(now, command, |_, reply| {
                line.iter().for_each(|line| reply.bytes(line));
                answer
            });
        }
        Action::Refuse { command, error } => {
            let _ = modem.finish(now, command, |_, reply| refuse(error.into(), reply));
        }
        Action::Connect(line) => {
            let _ = modem.connect_with(now, None, |to| to.bytes(&line));
        }
        Action::Note(notice) => tell(notice),
    }
}

/// Has one socket hand out what it has, if nothing else waits for the host: what is not handed out stays
/// in the socket.
fn hand_out(modem: &mut Modem<L610>, now: Instant) -> bool {
    // Without result codes there are no unsolicited lines.
    let is_free = modem.waiting_urcs() == 0 && !modem.settings().quiet;
    if !is_free || modem.mode() == Mode::Data || !modem.handler().actions.is_empty() {
        return false;
    }
    let l610 = modem.handler_mut();
    let turn = l610.turn;
    let count = l610.sockets.len();
    for step in 0..count {
        let id = ((turn + step) % count) as u8 + 1;
        if let Some(piece) = l610.next_piece(id) {
            l610.turn = usize::from(id);
            let _ = modem.urcs(now, |to| match &piece {
                Piece::Line(line) => to.bytes(line),
                Piece::Raw(bytes) => to.raw(bytes),
            });
            return true;
        }
        if l610.has_gone(id) {
            l610.gone(id);
            return true;
        }
    }
    l610.ids().for_each(|id| l610.tell_acknowledged(id));
    !l610.actions.is_empty()
}

impl L610 {
    /// Does what is due, and sees what has happened in the network.
    fn serve(&mut self, now: Instant) {
        self.now = self.now.max(now);
        while let Some(due) = self.later.iter().position(|(at, _)| *at <= now) {
            let (_, action) = self.later.remove(due);
            self.actions.push_back(action);
        }
        let is_locked = self.basic.sim_refusal().is_some();
        if core::mem::replace(&mut self.was_locked, is_locked) && !is_locked {
            self.tell(&Card { state: State::Ready });
        }
        self.serve_link();
        while let Some(event) = self.network.poll(now) {
            self.take_event(event);
        }
        self.serve_ping();
        self.serve_ntp();
        for id in self.ids() {
            match self.connection_mut(id).map(|connection| connection.is_online) {
                Some(true) => self.serve_online(id),
                Some(false) => self.serve_pushing(id),
                None => {}
            }
            self.serve_closing(id);
        }
    }

    fn take_event(&mut self, event: Event) {
        match event {
            Event::Connected { socket, .. } => {
                self.connected(socket);
                self.ask_for_time(socket);
            }
            Event::Failed { socket, .. } => {
                self.failed(socket);
                self.no_server(socket);
            }
            Event::Accepted { server, socket, peer } => self.accepted(server, socket, peer),
            Event::Closed { socket, failure } => {
                if let Some(id) = self.owner(socket)
                    && let Some(connection) = self.connection_mut(id)
                {
                    connection.closed.get_or_insert(failure);
                }
            }
            Event::Resolved { query, addresses } => {
                let addresses = addresses.unwrap_or_default();
                if !self.resolved(query, &addresses) {
                    self.looked_up(query, &addresses);
                }
            }
            Event::Pong { query, answer } => self.ponged(query, answer),
            // Whether there is something is looked up.
            _ => {}
        }
    }
}
