//! A [`Host`](cellwire_at::host::Host) on ports of four kinds: a page each, to be copied.
//!
//! | page | port |
//! |---|---|
//! | [`std_io`] | [`std::io::Read`] and [`Write`](std::io::Write): a serial port or a socket with a timeout |
//! | [`embedded_io`] | the traits of `embedded-io`, without an allocator or a thread |
//! | [`embedded_io_async`] | those of `embedded-io-async`, on any executor |
//! | [`tokio`] | those of tokio |
//!
//! All of them send a command, and give the lines of its answer, typed, to one function, and whatever else
//! happens to another one. What is the same in all four is here; it needs no allocator either.

pub mod embedded_io;
pub mod embedded_io_async;
pub mod std_io;
#[cfg(test)]
mod tests;
pub mod tokio;

use core::fmt;

use cellwire_at::command::Command;
use cellwire_at::error::{CmeError, CmsError};
use cellwire_at::host::{Event, Outcome, SendError, Ticket};
use cellwire_at::lexer::FinalResult;
use cellwire_at::params::ParamError;

/// What a command is told before its result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Said<'a, A> {
    /// A line of its answer.
    Answer(A),
    /// A line of the message that stands behind that.
    Text(&'a [u8]),
}

/// Why a command has failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure<E> {
    /// The port is broken.
    Port(E),
    /// The port is closed.
    Closed,
    /// The host did not take the command.
    NotTaken(SendError),
    /// The answer cannot be read.
    Answer(ParamError),
    /// `+CME ERROR`.
    Cme(Option<CmeError>),
    /// `+CMS ERROR`.
    Cms(Option<CmsError>),
    /// Another result that is not `OK`: `ERROR`, `NO CARRIER`.
    Result,
    /// There was no result: it has timed out, was aborted, or the modem has started anew.
    NoResult,
}

impl<E> From<SendError> for Failure<E> {
    fn from(error: SendError) -> Self {
        Self::NotTaken(error)
    }
}

impl<E: fmt::Display> fmt::Display for Failure<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Port(error) => write!(f, "port: {error}"),
            Self::Closed => f.write_str("the port is closed"),
            Self::NotTaken(error) => error.fmt(f),
            Self::Answer(error) => write!(f, "answer: {error}"),
            Self::Cme(Some(error)) => write!(f, "+CME ERROR {error}"),
            Self::Cms(Some(error)) => write!(f, "+CMS ERROR {error}"),
            Self::Cme(None) | Self::Cms(None) | Self::Result => f.write_str("the modem refuses"),
            Self::NoResult => f.write_str("the modem has given no result"),
        }
    }
}

impl<E: fmt::Debug + fmt::Display> core::error::Error for Failure<E> {}

/// The command in flight, and what became of it.
#[derive(Debug, Default)]
struct Flight {
    ticket: Option<Ticket>,
    /// Whether the line that came last was part of its answer.
    is_asked: bool,
    wrong: Option<ParamError>,
    /// `Err` with how to say it.
    result: Option<Result<(), Refusal>>,
}

/// A [`Failure`] of the modem, which is the same for all ports.
type Refusal = Failure<core::convert::Infallible>;

impl Flight {
    fn begin(&mut self, ticket: Ticket) {
        *self = Self { ticket: Some(ticket), ..Self::default() };
    }

    /// Gives an event to whom it belongs.
    fn tell<C: Command>(
        &mut self,
        event: Event<'_>,
        said: &mut impl FnMut(Said<'_, C::Answer<'_>>),
        other: &mut impl FnMut(Event<'_>),
    ) {
        match event {
            Event::Answer { ticket, line, .. } if self.ticket == Some(ticket) => {
                self.is_asked = true;
                match C::answer(line) {
                    Ok(answer) => said(Said::Answer(answer)),
                    Err(error) => self.wrong = self.wrong.or(Some(error)),
                }
            }
            Event::Message { text, .. } if self.is_asked => said(Said::Text(text)),
            Event::Done { ticket, outcome } if self.ticket == Some(ticket) => {
                self.result = Some(refusal(&outcome).map_or(Ok(()), Err));
            }
            event => {
                self.is_asked &= !matches!(event, Event::Unsolicited(_) | Event::Late(_));
                other(event);
            }
        }
    }

    /// What has become of it, if it is over.
    fn end<E>(&mut self) -> Option<Result<(), Failure<E>>> {
        let result = self.result.take()?;
        let Self { wrong, .. } = core::mem::take(self);
        Some(match (result, wrong) {
            (Ok(()), None) => Ok(()),
            (Ok(()), Some(error)) | (Err(Failure::Answer(error)), _) => Err(Failure::Answer(error)),
            (Err(Failure::Cme(code)), _) => Err(Failure::Cme(code)),
            (Err(Failure::Cms(code)), _) => Err(Failure::Cms(code)),
            (Err(Failure::NoResult), _) => Err(Failure::NoResult),
            (Err(_), _) => Err(Failure::Result),
        })
    }
}

fn refusal(outcome: &Outcome<'_>) -> Option<Refusal> {
    match outcome {
        outcome if outcome.is_success() => None,
        Outcome::Final(FinalResult::Cme(error)) => Some(Failure::Cme(error.code())),
        Outcome::Final(FinalResult::Cms(error)) => Some(Failure::Cms(error.code())),
        Outcome::Final(_) => Some(Failure::Result),
        _ => Some(Failure::NoResult),
    }
}
