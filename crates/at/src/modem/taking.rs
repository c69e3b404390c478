//! What the host sends.

use core::mem;

use super::engine::{ABORT_AFTER, Modem, State};
use super::event::{Event, Mode};
use super::handler::{AbortReason, Handler, PromptEnd};
use super::input::Found;
use super::result_code::ResultCode;
use super::running::Ended;
use crate::vendor::a76xx::cipsend::Taken;

const CTRL_Z: u8 = 0x1a;
const ESC: u8 = 0x1b;

impl<H: Handler> Modem<H> {
    pub(super) fn take_byte(&mut self, byte: u8) {
        let follows_line = mem::take(&mut self.after_line) && byte == b'\n';
        match &mut self.state {
            State::Command => self.take_command_byte(byte),
            State::Busy { abortable, .. } => {
                let abortable = *abortable;
                if follows_line {
                    // It belongs to the line.
                } else if abortable && self.ended + ABORT_AFTER <= self.now {
                    self.abort(AbortReason::Host);
                } else {
                    self.keep(byte);
                }
            }
            State::Entry { prompt, .. } => {
                // With the prompt not even on its way, a line feed can only belong to the line. Later
                // it may be the first byte of data, but a text, which is echoed, does not begin with it.
                let is_text = prompt.end == PromptEnd::CtrlZ && prompt.echo;
                let is_part = !self.output.is_empty() || is_text;
                if !(follows_line && is_part) {
                    self.take_entry_byte(byte);
                }
            }
            State::Data(_) => {
                self.take_data(&[byte]);
            }
        }
    }

    /// Keeps a byte until the command is answered. A line of which there is only a part could be another
    /// command, so if there is no room for one, all of it is dropped.
    pub(super) fn keep(&mut self, byte: u8) {
        let is_end = byte == self.settings.terminator();
        let mut dropped = 0;
        if !self.typed_lost && self.typed.len() < self.config.max_typed_ahead {
            self.typed.push_back(byte);
            return;
        }
        while !self.typed_lost
            && let Some(latest) = self.typed.pop_back()
        {
            if latest == self.settings.terminator() {
                self.typed.push_back(latest);
                break;
            }
            dropped += 1;
        }
        self.typed_lost = !is_end;
        dropped += 1;
        self.stats.dropped += dropped;
        self.events.push(Event::InputDropped(dropped));
    }

    /// What comes next may be the rest of a line of which the front was dropped.
    pub(super) fn mind_lost_line(&mut self) {
        let is_busy = matches!(self.state, State::Busy { .. });
        if !is_busy && mem::take(&mut self.typed_lost) && matches!(self.state, State::Command) {
            self.input.lose_front(self.now);
        }
    }

    pub(super) fn take_command_byte(&mut self, byte: u8) {
        let found = self.input.put(self.now, byte, &self.settings);
        if self.settings.echo {
            match found {
                Found::Nothing => {}
                Found::Erased => self.output.push(&[byte, b' ', byte]),
                _ => self.output.push(&[byte]),
            }
        }
        match found {
            Found::Part | Found::Nothing | Found::Erased => {}
            Found::Line => {
                self.input.take(&mut self.line);
                self.after_line = true;
                self.begin_line();
            }
            Found::Repeat => self.begin_line(),
            Found::Overlong => {
                self.after_line = true;
                self.input.clear();
                self.events.push(Event::LineTooLong);
                self.stats.lines += 1;
                self.end_line(ResultCode::Error);
            }
        }
    }

    pub(super) fn take_entry_byte(&mut self, byte: u8) {
        let State::Entry { prompt, bytes, received, deadline, unescaper } = &mut self.state else {
            return;
        };
        *deadline = self.now + prompt.timeout;
        let taken = match (prompt.end, byte) {
            (PromptEnd::CtrlZ, CTRL_Z) => Taken::End,
            (PromptEnd::CtrlZ, ESC) => Taken::Cancel,
            (PromptEnd::EscapedCtrlZ, _) => unescaper.take(byte),
            _ => Taken::Byte(byte),
        };
        let ended = match taken {
            Taken::Nothing => None,
            Taken::End => Some(Ended::Complete),
            Taken::Cancel => Some(Ended::Cancelled),
            Taken::Byte(byte) => {
                *received = received.saturating_add(1);
                if bytes.len() < self.config.max_body {
                    bytes.push(byte);
                    if prompt.echo && self.settings.echo {
                        self.output.push(&[byte]);
                    }
                }
                matches!(prompt.end, PromptEnd::Length(len) if len.get() == *received)
                    .then_some(Ended::Complete)
            }
        };
        if let Some(ended) = ended {
            self.end_entry(ended);
        }
    }

    pub(super) fn take_data(&mut self, bytes: &[u8]) -> usize {
        let guard = self.guard();
        let character = self.settings.register(2).filter(|byte| *byte < 128);
        let State::Data(escape) = &mut self.state else { return 0 };
        let room = self.config.max_data.saturating_sub(self.events.data_len()).max(1);
        let bytes = bytes.get(..room.min(bytes.len())).unwrap_or_default();
        self.after_line = false;
        let events = &mut self.events;
        let data = &mut self.stats.data_in;
        let taken = escape.take(self.now, bytes, guard, character, |bytes| {
            *data += bytes.len() as u64;
            events.push_data(bytes);
        });
        if guard.is_zero() {
            self.serve_escape();
        }
        taken
    }

    pub(super) fn serve_escape(&mut self) {
        let guard = self.guard();
        let State::Data(escape) = &mut self.state else { return };
        if escape.is_complete(self.now, guard) {
            self.state = State::Command;
            self.input.clear();
            self.events.push(Event::Mode(Mode::OnlineCommand));
            self.write_result(ResultCode::Ok);
        } else if escape.timeout(guard).is_some_and(|due| due <= self.now) {
            self.release_held();
        }
    }

    /// What was held as it might have been an escape sequence is data.
    pub(super) fn release_held(&mut self) {
        let State::Data(escape) = &mut self.state else { return };
        let events = &mut self.events;
        let data = &mut self.stats.data_in;
        escape.release(|bytes| {
            *data += bytes.len() as u64;
            events.push_data(bytes);
        });
    }
}
