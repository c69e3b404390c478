//! What is made of what the modem says.

use cellwire_codec::Secret;

use super::data::Online;
use super::flight::{Link, Stage};
use super::state::Core;
use super::{Disconnect, Event, Outcome, Ticket};
use crate::lexer::FinalResult;
use crate::log::debug;
use crate::reader::Response;
use crate::{Belongs, Line, Verdict};

impl<const TX: usize> Core<TX> {
    pub(super) fn handle<'a>(&mut self, response: Response<'a>) -> Event<'a> {
        match response {
            Response::Echo(echo) => Event::Echo(Secret::new(echo)),
            Response::Answer { line, unclear } => match &mut self.link {
                Link::InFlight(flight) => {
                    if flight.silent && flight.stage == Stage::Answer {
                        flight.deadline = Some(self.now + self.config.response);
                    }
                    Event::Answer { ticket: flight.ticket, line, unclear }
                }
                _ => self.late(line),
            },
            Response::Unsolicited(line) => self.unsolicited(line),
            Response::Message { line, text, .. } => Event::Message { line, text },
            Response::PayloadHeader { line, len, encoding, unsolicited } => {
                let ticket = match &self.link {
                    Link::InFlight(flight) if !unsolicited => Some(flight.ticket),
                    _ => None,
                };
                Event::PayloadHeader { ticket, line, len, encoding }
            }
            Response::Payload { data, remaining, encoding } => {
                Event::Payload { data, remaining, encoding }
            }
            Response::Prompt(_) => self.prompt(),
            Response::Accepted(result) => self.accepted(result),
            Response::Verdict { line, verdict } => self.verdict(line, verdict),
            Response::Final(result) => self.result(result),
            Response::Stray(result) => self.stray(result),
            Response::Data(data) => Event::Data(data),
            Response::DataEnd(mark) => self.data_end(mark),
        }
    }

    pub(super) fn prompt(&mut self) -> Event<'static> {
        let Link::InFlight(flight) = &mut self.link else { return Event::Prompt { ticket: None } };
        let ticket = Some(flight.ticket);
        if flight.stage == Stage::Prompt && !flight.aborted {
            flight.deadline = None;
            if self.output.has_body() {
                flight.stage = Stage::Answer;
                self.todo.answered = true;
            } else {
                flight.stage = Stage::Asked;
            }
        }
        Event::Prompt { ticket }
    }

    pub(super) fn accepted<'a>(&mut self, result: FinalResult<'a>) -> Event<'a> {
        let Link::InFlight(flight) = &mut self.link else { return self.stray(result) };
        if flight.aborted {
            // There is nothing left that could be aborted.
            self.todo.give_up = true;
            return self.result(result);
        }
        flight.stage = Stage::Verdict;
        flight.deadline = flight.plan.verdict_deadline().map(|deadline| self.now + deadline);
        Event::Accepted { ticket: flight.ticket }
    }

    pub(super) fn verdict<'a>(&mut self, line: Line<'a>, verdict: Verdict) -> Event<'a> {
        let Link::InFlight(flight) = &mut self.link else { return self.late(line) };
        let ticket = flight.ticket;
        match verdict {
            Verdict::No | Verdict::Partial => {
                flight.stage = Stage::Judged;
                flight.deadline = Some(self.now + self.config.quiet);
            }
            Verdict::Whole => self.judged(ticket, Outcome::Final(FinalResult::Ok)),
            Verdict::Connect => {
                self.judged(ticket, Outcome::Final(FinalResult::Connect("".into())));
                self.link = Link::Data(Online::new(self.now));
            }
        }
        Event::Answer { ticket, line, unclear: false }
    }

    /// A command is over behind its verdict.
    pub(super) fn judged(&mut self, ticket: Ticket, outcome: Outcome<'static>) {
        self.not_before = self.now + self.config.gap;
        self.output.clear();
        self.link = Link::Idle;
        self.pending = Some(Event::Done { ticket, outcome });
    }

    pub(super) fn result<'a>(&mut self, result: FinalResult<'a>) -> Event<'a> {
        self.not_before = self.now + self.config.gap;
        match core::mem::replace(&mut self.link, Link::Idle) {
            Link::InFlight(flight) => {
                self.urgent = &[];
                self.output.clear();
                if matches!(result, FinalResult::Connect(_)) {
                    self.link = Link::Data(Online::new(self.now));
                }
                let outcome = match flight.aborted {
                    true => Outcome::Aborted(Some(result)),
                    false => Outcome::Final(result),
                };
                Event::Done { ticket: flight.ticket, outcome }
            }
            link => {
                self.link = link;
                self.stray(result)
            }
        }
    }

    pub(super) fn stray<'a>(&mut self, result: FinalResult<'a>) -> Event<'a> {
        self.not_before = self.now + self.config.gap;
        match &self.link {
            Link::Quarantine(quarantine) if quarantine.gave_up().is_ended_by(&result) => {
                self.late_result();
                if matches!(result, FinalResult::Connect(_)) {
                    // So be it: the modem takes no commands now.
                    self.go_online();
                }
            }
            Link::Idle if result.begins_data() => self.go_online(),
            _ => {}
        }
        Event::Stray(result)
    }

    /// The modem passes on data without having been asked to. A command that waits must not become data.
    pub(super) fn go_online(&mut self) {
        if let Some((ticket, _)) = self.held.take() {
            self.output.clear();
            self.pending = Some(Event::Done { ticket, outcome: Outcome::Aborted(None) });
        }
        self.link = Link::Data(Online::new(self.now));
        self.todo.data_mode = Some(true);
    }

    pub(super) fn unsolicited<'a>(&mut self, line: Line<'a>) -> Event<'a> {
        self.not_before = self.now + self.config.gap;
        if crate::urc::is_boot(line) {
            self.reset();
            return Event::Reset(line);
        }
        self.late(line)
    }

    /// The modem has started anew.
    pub(super) fn reset(&mut self) {
        debug!("the modem has started anew");
        self.todo.restart = true;
        self.urgent = &[];
        match core::mem::replace(&mut self.link, Link::Idle) {
            Link::InFlight(flight) => {
                self.output.clear();
                self.pending = Some(Event::Done { ticket: flight.ticket, outcome: Outcome::Reset });
            }
            Link::Data(_) => {
                self.leave_data();
                self.pending = Some(Event::Disconnected(Disconnect::Reset));
            }
            Link::Idle | Link::Quarantine(_) => {
                // One that has not left is one of before.
                if let Some((ticket, _)) = self.held.take() {
                    self.output.clear();
                    self.pending = Some(Event::Done { ticket, outcome: Outcome::Reset });
                }
            }
        }
    }

    /// Whether a line belongs to what was given up.
    pub(super) fn late<'a>(&mut self, line: Line<'a>) -> Event<'a> {
        match &mut self.link {
            Link::Quarantine(quarantine) => {
                quarantine.heard(self.now, &self.config);
                match quarantine.gave_up().belongs(line, 0, crate::urc::is_unsolicited) {
                    Belongs::No => Event::Unsolicited(line),
                    Belongs::Yes | Belongs::Unclear => Event::Late(line),
                }
            }
            _ => Event::Unsolicited(line),
        }
    }
}
