//! Command lines, and what becomes of the commands in them.

use alloc::vec::Vec;
use core::mem;
use core::time::Duration;

use super::command_line::CommandLine;
use super::engine::{Modem, State};
use super::event::{CommandId, Event};
use super::handler::{Abort, AbortReason, Answer, Entry, Handler, Pending};
use super::reply::{Lines, Reply, TextError};
use super::result_code::ResultCode;
use crate::error::{CmeError, CmsError};
use crate::log::debug;
use crate::vendor::a76xx::cipsend::Unescaper;

/// How that which was entered after a prompt has ended.
#[derive(Clone, Copy, Debug)]
pub(super) enum Ended {
    Complete,
    Cancelled,
    Time,
}

impl<H: Handler> Modem<H> {
    pub(super) fn begin_line(&mut self) {
        self.at = 0;
        self.ended = self.now;
        self.stats.lines += 1;
        self.go_on();
    }

    /// Carries out the rest of the line.
    pub(super) fn go_on(&mut self) {
        loop {
            let line = mem::take(&mut self.line);
            let mut commands = CommandLine::new(line.get(self.at..).unwrap_or_default());
            let request = commands.next();
            self.at = line.len() - commands.as_bytes().len();
            let is_end = request.is_none();
            let answer = match request {
                Some(Ok(request)) => {
                    self.begin_command(false);
                    self.dispatch(&request)
                }
                Some(Err(error)) => {
                    debug!("{error}");
                    Answer::Error
                }
                None => Answer::Ok,
            };
            self.line = line;
            if is_end {
                self.end_line(ResultCode::Ok);
                return;
            }
            if !self.conclude(answer) {
                return;
            }
        }
    }

    pub(super) fn begin_command(&mut self, is_call: bool) {
        self.command = CommandId(self.command.0 + 1);
        self.is_call = is_call;
        self.stats.commands += 1;
    }

    /// Has the handler do something.
    pub(super) fn act(&mut self, act: impl FnOnce(&mut H, &mut Reply<'_>) -> Answer) -> Answer {
        let mut text = mem::take(&mut self.scratch);
        text.clear();
        let most = self.config.max_output.saturating_add(self.config.max_reply);
        let limit = most.saturating_sub(self.output.len()).min(self.config.max_reply);
        let lines = Lines::new(&mut text, &self.settings, self.settings.verbose, limit);
        let (now, id) = (self.now, self.command);
        let mut reply = Reply { lines, urcs: &mut self.urcs, now, id };
        let answer = act(&mut self.handler, &mut reply);
        let answer = match reply.lines.finish() {
            Ok(_) => {
                self.output.push(&text);
                answer
            }
            Err(error) => {
                debug!("the answer cannot be sent: {error}");
                self.events.push(Event::Refused { command: id, error });
                Answer::Error
            }
        };
        if text.capacity() <= 4096 {
            self.scratch = text;
        }
        answer
    }

    pub(super) fn conclude_and_go_on(&mut self, answer: Answer) {
        if self.conclude(answer) {
            self.state = State::Command;
            self.go_on();
        }
    }

    /// Whether the line goes on.
    pub(super) fn conclude(&mut self, answer: Answer) -> bool {
        match answer {
            Answer::Ok => return true,
            Answer::Pass | Answer::Error => self.end_line(ResultCode::Error),
            Answer::NoCarrier => self.end_line(ResultCode::NoCarrier),
            Answer::NoAnswer => self.end_line(ResultCode::NoAnswer),
            Answer::Busy => self.end_line(ResultCode::Busy),
            Answer::NoDialtone => self.end_line(ResultCode::NoDialtone),
            Answer::Cme(code) => self.end_line_with_cme(code),
            Answer::Cms(code) => self.end_line_with_cms(code),
            Answer::Final(text) if has_line_end(&text) => {
                let error = TextError::LineEnd { position: 0 };
                self.events.push(Event::Refused { command: self.command, error });
                self.end_line(ResultCode::Error);
            }
            Answer::Final(text) => self.end_line_with(&text),
            Answer::Connect(text) => self.connect(text),
            Answer::Pending(Pending { deadline, abortable }) => {
                let call = Duration::from_secs(self.settings.register(7).unwrap_or(60).into());
                let usual = if self.is_call { call } else { self.config.command_timeout };
                let time = deadline.unwrap_or(usual).max(Duration::from_millis(1));
                self.state = State::Busy { deadline: self.now + time, abortable };
            }
            Answer::Prompt(prompt) => {
                self.output.push(prompt.text.as_bytes());
                let deadline = self.now + prompt.timeout.max(Duration::from_millis(1));
                let (bytes, unescaper) = (Vec::new(), Unescaper::new());
                self.state = State::Entry { prompt, bytes, received: 0, deadline, unescaper };
            }
        }
        false
    }

    pub(super) fn end_line(&mut self, code: ResultCode) {
        let code = code.limited(self.settings.call_progress);
        self.note_end(code != ResultCode::Ok);
        self.write_result(code);
    }

    pub(super) fn end_line_with(&mut self, text: &str) {
        self.note_end(true);
        if self.settings.quiet {
            return;
        }
        if self.settings.verbose {
            self.write_ends();
        }
        self.output.push(text.as_bytes());
        self.write_ends();
    }

    pub(super) fn end_line_with_cme(&mut self, code: CmeError) {
        match (self.settings.error_detail, code.name()) {
            (0, _) => self.end_line(ResultCode::Error),
            (2, Some(name)) => self.end_line_with(&alloc::format!("+CME ERROR: {name}")),
            _ => self.end_line_with(&alloc::format!("+CME ERROR: {}", code.0)),
        }
    }

    pub(super) fn end_line_with_cms(&mut self, code: CmsError) {
        match (self.settings.error_detail, code.name()) {
            (0, _) => self.end_line(ResultCode::Error),
            (2, Some(name)) => self.end_line_with(&alloc::format!("+CMS ERROR: {name}")),
            _ => self.end_line_with(&alloc::format!("+CMS ERROR: {}", code.0)),
        }
    }

    pub(super) fn note_end(&mut self, is_error: bool) {
        self.state = State::Command;
        self.stats.errors += u64::from(is_error);
    }

    pub(super) fn abort(&mut self, reason: AbortReason) {
        self.stats.aborted += 1;
        self.events.push(match reason {
            AbortReason::Deadline => Event::TimedOut(self.command),
            AbortReason::Host | AbortReason::Dtr => Event::Aborted(self.command),
        });
        let abort = Abort { reason, call: self.is_call };
        let answer = self.act(|handler, reply| handler.abort(abort, reply));
        self.conclude_and_go_on(answer);
    }

    pub(super) fn end_entry(&mut self, ended: Ended) {
        let State::Entry { bytes, received, .. } = mem::replace(&mut self.state, State::Command)
        else {
            return;
        };
        self.ended = self.now;
        let entry = match ended {
            Ended::Cancelled => Entry::Cancelled,
            _ if received > bytes.len() => Entry::TooLong,
            Ended::Complete => Entry::Complete(&bytes),
            Ended::Time => Entry::TimedOut(&bytes),
        };
        let answer = self.act(|handler, reply| handler.entry(entry, reply));
        self.conclude_and_go_on(answer);
    }

    pub(super) fn write_ends(&mut self) {
        self.output.push(&[self.settings.terminator(), self.settings.formatter()]);
    }

    pub(super) fn write_result(&mut self, code: ResultCode) {
        if self.settings.quiet {
            return;
        }
        if self.settings.verbose {
            self.write_ends();
            self.output.push(code.text().as_bytes());
            self.write_ends();
        } else {
            self.output.push(code.digit().as_bytes());
            self.output.push(&[self.settings.terminator()]);
        }
    }
}

pub(super) fn has_line_end(text: &str) -> bool {
    text.bytes().any(|byte| matches!(byte, b'\r' | b'\n'))
}
