//! Data mode of a socket that was opened by `+MIPODM`.

use core::time::Duration;

use cellwire_at::modem::{Mode, Modem};
use cellwire_at::vendor::l610::mipdata::Data;
use cellwire_codec::Instant;

use super::L610;
use super::closing::saturated;
use super::socket::Phase;

/// The socket in data mode. There is one at most.
#[derive(Debug)]
pub(super) struct Online {
    pub(super) id: u8,
    /// Whether `+++` leads back to commands.
    can_escape: bool,
    /// Whether data mode has begun.
    has_begun: bool,
    /// How much of what waits for data mode was told.
    told: usize,
}

/// The accumulating buffer of a module for 4G, and when it is pushed though it is not full.
const BUFFER: usize = 8192;
const SPOOLING: Duration = Duration::from_millis(50);

impl Online {
    pub(super) const fn new(id: u8, can_escape: bool) -> Self {
        Self { id, can_escape, has_begun: false, told: 0 }
    }
}

impl L610 {
    /// Takes what the host has sent in data mode.
    pub(super) fn take_data(&mut self, now: Instant, bytes: &[u8]) {
        self.now = self.now.max(now);
        let Some(Online { id, .. }) = self.online else { return };
        let now = self.now;
        let Some(connection) = self.connection_mut(id) else { return };
        if !connection.is_open() {
            return;
        }
        connection.buffer.extend_from_slice(bytes);
        connection.push_at.get_or_insert(now + SPOOLING);
        if connection.buffer.len() >= BUFFER {
            connection.push_at = Some(now);
        }
        self.serve_online(id);
    }

    pub(super) fn has_room_for_data(&self) -> bool {
        let connection =
            self.online.as_ref().and_then(|online| self.socket(online.id).connection.as_ref());
        connection.is_none_or(|found| found.buffer.len() + found.stack.len() < BUFFER)
    }

    /// Pushes what has waited for long enough.
    pub(super) fn serve_online(&mut self, id: u8) {
        let now = self.now;
        let Some(connection) = self.connection_mut(id) else { return };
        if connection.push_at.is_some_and(|at| at <= now) {
            connection.push_at = None;
            let (part, target) = (core::mem::take(&mut connection.buffer), connection.target);
            connection.stack.push(part, target);
        }
        self.drain(id);
    }

    /// The host has hung up.
    pub(super) fn end_online(&mut self) {
        let Some(Online { id, .. }) = self.online.take() else { return };
        if let Some(connection) = self.connection_mut(id) {
            connection.push_at = Some(Instant::ORIGIN);
        }
        self.serve_online(id);
        self.free(id);
    }
}

/// The register that has the character of the escape sequence, and a value for none.
const S2: u8 = 2;
const NO_CHARACTER: u8 = 255;

/// Switches the escape sequence off for a connection that has none, and on again behind it.
fn switch_escape(modem: &mut Modem<L610>) {
    let online = modem.handler().online.as_ref();
    let is_off = online.is_some_and(|online| online.has_begun && !online.can_escape);
    let new = match modem.handler().escape {
        None if is_off => {
            modem.handler_mut().escape = modem.settings().register(S2);
            NO_CHARACTER
        }
        Some(character) if !is_off => {
            modem.handler_mut().escape = None;
            character
        }
        _ => return,
    };
    // Each value can be set.
    let _ = modem.settings_mut().set_register(S2, new);
}

/// Hands on what has arrived in data mode, and ends that with its connection.
pub(super) fn settle(modem: &mut Modem<L610>, now: Instant) -> bool {
    let has_done = hand_on(modem, now);
    switch_escape(modem);
    has_done
}

fn hand_on(modem: &mut Modem<L610>, now: Instant) -> bool {
    let mode = modem.mode();
    let is_quiet = modem.waiting_urcs() == 0;
    let l610 = modem.handler_mut();
    let Some(online) = &mut l610.online else { return false };
    online.has_begun |= mode != Mode::Command;
    if !online.has_begun {
        return false;
    }
    let id = online.id;
    let connection = l610.sockets[usize::from(id) - 1].connection.as_ref();
    let socket = connection.and_then(|connection| match connection.phase {
        Phase::Open { socket } => Some(socket),
        _ => None,
    });
    let Some(socket) = socket else {
        // It is closed, or gone with the network.
        l610.online = None;
        if l610.needs_link().is_ok() {
            let _ = modem.hang_up_with(now, |_| {});
        } else {
            modem.hang_up(now);
        }
        return true;
    };
    let available = l610.network.available(now, socket);
    let has_closed = connection.is_some_and(|connection| connection.closed.is_some());
    if available == 0 && has_closed {
        l610.online = None;
        l610.gone(id);
        modem.hang_up(now);
        return true;
    }
    match mode {
        Mode::Data => {
            online.told = 0;
            let mut has_sent = false;
            while let Some((_, bytes)) = modem.handler().network.front(now, socket) {
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
        Mode::OnlineCommand if is_quiet && available > online.told => {
            let length = saturated((available - online.told) as u64);
            online.told = available;
            l610.tell(&Data { socket_id: id, length });
            true
        }
        _ => false,
    }
}
