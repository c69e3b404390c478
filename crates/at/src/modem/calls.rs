//! Calls and connections.

use alloc::borrow::Cow;
use core::mem;

use super::engine::{Modem, State};
use super::escape::Escape;
use super::event::{Event, Mode};
use super::handler::{Answer, Handler};
use super::result_code::ResultCode;
use super::running::has_line_end;
use super::urc::Urc;
use crate::v250::dial::Dial;

impl<H: Handler> Modem<H> {
    pub(super) fn dial(&mut self, dial: &Dial<'_>) -> Answer {
        self.is_call = true;
        self.act(|handler, reply| handler.dial(dial, reply))
    }

    pub(super) fn answer(&mut self) -> Answer {
        self.is_call = true;
        self.rings = 0;
        self.act(H::answer)
    }

    /// Ends the connection, and has the handler end all other calls.
    pub(super) fn end_calls(&mut self) -> Answer {
        self.drop_connection();
        self.act(H::hang_up)
    }

    pub(super) fn resume(&self) -> Answer {
        match self.connected {
            true => Answer::Connect(self.connect_text.clone()),
            false => Answer::NoCarrier,
        }
    }

    pub(super) const fn is_connected(&self) -> bool {
        self.connected
    }

    pub(super) fn connect(&mut self, text: Cow<'static, str>) {
        self.connect_text = if has_line_end(&text) { Cow::Borrowed("") } else { text };
        let shown = self.settings.call_progress > 0 && self.settings.verbose;
        if shown && !self.connect_text.is_empty() && !self.settings.quiet {
            let text = alloc::format!("CONNECT {}", self.connect_text);
            self.write_ends();
            self.output.push(text.as_bytes());
            self.write_ends();
        } else {
            self.write_result(ResultCode::Connect);
        }
        let text = mem::take(&mut self.connect_text);
        self.go_online(text);
    }

    /// Data mode begins; `ATO` comes back to it with this text.
    pub(super) fn go_online(&mut self, connect_text: Cow<'static, str>) {
        (self.connected, self.connect_text) = (true, connect_text);
        self.rings = 0;
        self.auto_answer = false;
        self.state = State::Data(Escape::new(self.now));
        self.events.push(Event::Mode(Mode::Data));
        self.update_carrier();
    }

    /// From data mode to command mode. Whether it was data mode.
    pub(super) fn leave_data(&mut self) -> bool {
        self.release_held();
        let was_data = matches!(self.state, State::Data(_));
        if was_data {
            self.state = State::Command;
            self.input.clear();
        }
        was_data
    }

    /// In command mode the host may just be typing.
    pub(super) fn tell_no_carrier(&mut self, had_connection: bool, was_data: bool) {
        if was_data {
            self.write_result(ResultCode::NoCarrier);
        } else if had_connection {
            self.urcs.push(Urc::Result(ResultCode::NoCarrier));
        }
    }

    pub(super) fn drop_connection(&mut self) {
        if mem::take(&mut self.connected) {
            self.events.push(Event::Mode(Mode::Command));
            self.update_carrier();
        }
    }

    pub(super) fn update_carrier(&mut self) {
        let carrier = self.connected || !self.settings.carrier_follows;
        if mem::replace(&mut self.carrier, carrier) != carrier {
            self.events.push(Event::Carrier(carrier));
        }
    }
}
