//! Tells what a modem sends apart: what belongs to the command in flight, and what is unsolicited.
//!
//! [`Reader`] is a [`Decoder`] on top of the [lexer](crate::lexer). It needs no clock, and gives the same
//! responses however the bytes were cut. [`Host`](crate::host::Host) has one in it.
//!
//! ```
//! use cellwire_at::network::creg;
//! use cellwire_at::reader::{Reader, Response};
//! use cellwire_at::{Dialect, Plan};
//! use cellwire_at::command::Command;
//! use cellwire_codec::FrameBuffer;
//!
//! let mut responses = FrameBuffer::growing(Reader::new(Dialect::GENERIC));
//! responses.decoder_mut().begin(&creg::Read.plan(), b"AT+CREG?\r");
//!
//! // The first line is unsolicited, the second one the answer.
//! let mut input = &b"\r\n+CREG: 2,\"00C3\",\"1A2B\"\r\n\r\n+CREG: 2,1\r\n\r\nOK\r\n"[..];
//! let next = responses.pull(&mut input);
//! assert!(matches!(next, Some(Ok(Response::Unsolicited(_)))));
//! let next = responses.pull(&mut input);
//! assert!(matches!(next, Some(Ok(Response::Answer { .. }))));
//! let next = responses.pull(&mut input);
//! assert!(matches!(next, Some(Ok(Response::Final(result))) if result.is_success()));
//! ```

use cellwire_codec::{Decoded, Decoder, Outcome, find_byte};

use crate::command::Command;
use crate::lexer::{DataMark, Encoding, Extent, FinalResult, Frame, LexError, Lexer, payload};
use crate::params::Str;
use crate::sms::Behind;
use crate::v250::response;
use crate::{Belongs, CommandLine, Dialect, Line, Plan, Prompt, Verdict, urc};

/// What a modem says.
#[expect(clippy::exhaustive_enums, reason = "whoever reads them has to tell them apart")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Response<'a> {
    /// What was sent, as it came back.
    Echo(&'a [u8]),
    /// A line of the answer to the command in flight.
    Answer {
        /// The line.
        line: Line<'a>,
        /// Whether it might be unsolicited: the bytes do not tell.
        unclear: bool,
    },
    /// A line that nobody asked for: an unsolicited result code.
    Unsolicited(Line<'a>),
    /// A line of the message behind a line.
    Message {
        /// How many lines of the message stand before it, empty ones included, which are not given out.
        line: u16,
        /// The line: its text, or the digits of its PDU.
        text: &'a [u8],
        /// Whether the line that it stands behind was unsolicited.
        unsolicited: bool,
    },
    /// A line that carries a payload, which follows unless the length is 0.
    PayloadHeader {
        /// The line up to its payload.
        line: Line<'a>,
        /// How long the payload is, in bytes or digits as it comes. `None` if it goes up to the line
        /// end.
        len: Option<usize>,
        /// What it is made of.
        encoding: Encoding,
        /// Whether nobody asked for it.
        unsolicited: bool,
    },
    /// The next piece of a payload.
    Payload {
        /// The piece, as it came.
        data: &'a [u8],
        /// How much is to come; 0 with the last piece. `None` if the length is not known, and there is
        /// more.
        remaining: Option<usize>,
        /// What it is made of.
        encoding: Encoding,
    },
    /// The modem waits for the data of the command in flight.
    Prompt(Prompt),
    /// The modem has taken the command in flight: `OK`. Its [verdict](Plan::with_verdict) is to come.
    Accepted(FinalResult<'a>),
    /// What became of the command that was taken.
    Verdict {
        /// The line.
        line: Line<'a>,
        /// Whether the command is over with it. If it is [`Partial`](Verdict::Partial), whoever has a
        /// clock [gives up](Reader::give_up) the command once nothing more has come for a while.
        verdict: Verdict,
    },
    /// The command in flight is over.
    Final(FinalResult<'a>),
    /// A final result that ends no command: a late one, or `NO CARRIER` after a call.
    Stray(FinalResult<'a>),
    /// The next piece of what comes in data mode.
    Data(&'a [u8]),
    /// The words that say that the data is over. Data mode is off then.
    DataEnd(DataMark),
}

/// Reads what a modem sends; see the [module](self).
#[derive(Clone, Debug)]
pub struct Reader {
    lexer: Lexer,
    in_flight: Option<InFlight>,
    /// Whether the last line was unsolicited.
    unsolicited: bool,
    quiet: bool,
}

#[derive(Clone, Copy, Debug)]
struct InFlight {
    plan: Plan,
    /// How many lines belonged to it.
    lines: u16,
    /// Whether the modem has taken it, and its verdict is to come.
    accepted: bool,
    /// What it was told before its final result.
    verdict: Verdict,
    /// Whether it says if the modem is quiet.
    sets_quiet: bool,
    /// Whether the modem has still to ask for its data: no `OK` is its own before that.
    unasked: bool,
}

impl InFlight {
    /// Whether `OK` is not all: the verdict has not come, and there is one.
    fn awaits_verdict(&self) -> bool {
        let has_one = self.plan.verdict_deadline().is_some();
        has_one && self.verdict == Verdict::No && !self.accepted
    }
}

impl Reader {
    /// Reads what a modem of this family sends.
    pub const fn new(dialect: Dialect) -> Self {
        Self::with_lexer(Lexer::new(dialect))
    }

    /// Reads with a lexer that has limits of its own.
    pub const fn with_lexer(lexer: Lexer) -> Self {
        Self { lexer, in_flight: None, unsolicited: false, quiet: false }
    }

    /// A command with this plan is in flight, and `sent` is what was sent for it.
    ///
    /// It takes the place of the one that was in flight before. Where it sets how the modem answers, `ATV0`,
    /// `ATQ1`, `ATZ` or `AT&F`, the reader follows; words are read even so, and so is a `0` that has no line
    /// end in front.
    pub fn begin(&mut self, plan: &Plan, sent: &[u8]) {
        let sets_quiet = self.follow(sent);
        self.in_flight = Some(InFlight {
            plan: *plan,
            lines: 0,
            accepted: false,
            verdict: Verdict::No,
            sets_quiet,
            unasked: plan.prompt().is_some(),
        });
        self.lexer.expect_echo(sent);
        self.lexer.expect_prompt(plan.prompt());
    }

    /// Follows what a command line sets (ITU-T V.250, 6.1.1, 6.1.2, 6.2.5 and 6.2.6). Says whether it
    /// sets whether there are result codes.
    #[inline]
    fn follow(&mut self, sent: &[u8]) -> bool {
        // Most lines are one extended command.
        let is_one = matches!(sent, [_, _, b'+', ..]) && find_byte(b';', sent).is_none();
        !is_one && self.follow_all(sent)
    }

    #[inline(never)]
    fn follow_all(&mut self, sent: &[u8]) -> bool {
        let [b'A' | b'a', b'T' | b't', commands @ ..] = sent.trim_ascii() else { return false };
        let mut sets_quiet = false;
        for request in CommandLine::new(commands).flatten() {
            match request.name.as_str() {
                "V" => {
                    let words = response::Verbose::parse(request.params);
                    self.lexer.set_numeric(words.is_ok_and(|words| !words.value));
                }
                "Q" => {
                    let quiet = response::Quiet::parse(request.params);
                    self.quiet = quiet.is_ok_and(|quiet| quiet.value);
                    sets_quiet = true;
                }
                "Z" | "&F" => {
                    self.lexer.set_numeric(false);
                    self.quiet = false;
                }
                _ => {}
            }
        }
        sets_quiet
    }

    /// Whether the modem leaves out its results, as `ATQ1` has it. One that has said a result since does
    /// not.
    pub const fn is_quiet(&self) -> bool {
        self.quiet
    }

    /// The modem has started anew: nothing is in flight, and what was set is lost.
    pub const fn restart(&mut self) {
        self.give_up();
        self.quiet = false;
        self.lexer.set_numeric(false);
    }

    /// The data that the modem asked for was sent, and may be echoed.
    pub fn answered_prompt(&mut self, sent: &[u8]) {
        self.lexer.expect_echo(sent);
    }

    /// What is in flight was told not to go on: an `OK` may end it before the modem has asked.
    pub(crate) const fn aborted(&mut self) {
        if let Some(in_flight) = &mut self.in_flight {
            in_flight.unasked = false;
        }
    }

    /// Nothing is in flight any more, though no final result has come.
    pub const fn give_up(&mut self) {
        self.in_flight = None;
        self.lexer.command_done();
    }

    /// What is in flight.
    pub const fn in_flight(&self) -> Option<&Plan> {
        match &self.in_flight {
            Some(in_flight) => Some(&in_flight.plan),
            None => None,
        }
    }

    /// The lexer, to tell it what else it is to expect.
    pub const fn lexer_mut(&mut self) -> &mut Lexer {
        &mut self.lexer
    }

    /// The lexer.
    pub const fn lexer(&self) -> &Lexer {
        &self.lexer
    }

    /// Whose a line is. Expects what stands behind it.
    fn line<'a>(&mut self, line: Line<'a>) -> Response<'a> {
        if self.in_flight.as_ref().is_some_and(|one| one.plan.verdict_deadline().is_some())
            && let Some(verdict) = self.verdict(line)
        {
            return Response::Verdict { line, verdict };
        }
        let belongs = self.belongs(line);
        self.unsolicited = belongs == Belongs::No;
        if let Some(extent) = self.behind(line) {
            self.lexer.expect_body(extent);
        }
        if belongs != Belongs::No
            && let Some((len, encoding)) = self.payload(line)
        {
            self.lexer.expect_payload_in(len, encoding);
            let len = Some(len);
            return Response::PayloadHeader { line, len, encoding, unsolicited: false };
        }
        match belongs {
            Belongs::No => Response::Unsolicited(line),
            Belongs::Yes => Response::Answer { line, unclear: false },
            Belongs::Unclear => Response::Answer { line, unclear: true },
        }
    }

    /// What a line says about a command that was taken.
    #[cold]
    fn verdict(&mut self, line: Line<'_>) -> Option<Verdict> {
        let in_flight = self.in_flight.as_mut()?;
        let verdict = in_flight.plan.verdict(line);
        if verdict == Verdict::No || in_flight.unasked {
            return None;
        }
        in_flight.verdict = verdict;
        if !in_flight.accepted {
            return None;
        }
        self.unsolicited = false;
        match verdict {
            Verdict::No | Verdict::Partial => {}
            Verdict::Whole => self.give_up(),
            Verdict::Connect => self.connect(),
        }
        Some(verdict)
    }

    fn connect(&mut self) {
        self.give_up();
        self.lexer.set_data_mode(true);
    }

    fn belongs(&mut self, line: Line<'_>) -> Belongs {
        let Some(in_flight) = &mut self.in_flight else { return Belongs::No };
        let belongs = in_flight.plan.belongs(line, in_flight.lines, urc::is_unsolicited);
        if belongs != Belongs::No {
            in_flight.lines = in_flight.lines.saturating_add(1);
        }
        belongs
    }

    /// How long a payload is that only the command in flight knows of.
    fn payload(&self, line: Line<'_>) -> Option<(usize, Encoding)> {
        payload::behind(line.as_bytes(), self.in_flight.as_ref()?.plan.payload()?)
    }

    /// Where a message ends that stands behind a line.
    fn behind(&self, line: Line<'_>) -> Option<Extent> {
        // Most lines have other letters there.
        if !matches!(
            line.as_bytes(),
            [b'+', b'C' | b'c', b'M' | b'm' | b'D' | b'd' | b'B' | b'b', ..]
        ) {
            return None;
        }
        match Behind::of(line) {
            Behind::Nothing => None,
            Behind::Pdu { .. } => Some(Extent::Pdu),
            Behind::Text { length: Some(length) } => Some(Extent::Chars(length)),
            Behind::Text { length: None } if self.unsolicited => Some(Extent::Line),
            Behind::Text { length: None } => Some(Extent::Lines { until: "+CMGL" }),
        }
    }

    fn result<'a>(&mut self, result: FinalResult<'a>) -> Response<'a> {
        match &mut self.in_flight {
            Some(in_flight) if in_flight.unasked && matches!(result, FinalResult::Ok) => {
                Response::Stray(result)
            }
            Some(in_flight) if in_flight.plan.is_ended_by(&result) => {
                let is_ok = matches!(result, FinalResult::Ok);
                self.quiet &= in_flight.sets_quiet;
                if is_ok && in_flight.awaits_verdict() {
                    in_flight.accepted = true;
                    return Response::Accepted(result);
                }
                let result = match in_flight.verdict {
                    Verdict::Connect if is_ok => FinalResult::Connect(Str::default()),
                    _ => result,
                };
                match result {
                    FinalResult::Connect(_) => self.connect(),
                    _ => self.give_up(),
                }
                Response::Final(result)
            }
            _ => Response::Stray(result),
        }
    }

    fn response<'a>(&mut self, frame: Frame<'a>) -> Response<'a> {
        match frame {
            Frame::Echo(echo) => Response::Echo(echo),
            Frame::Line(line) => self.line(line),
            Frame::Final(result) => self.result(result),
            Frame::Prompt(prompt) => {
                self.aborted();
                Response::Prompt(prompt)
            }
            Frame::Body { line, text } => {
                Response::Message { line, text, unsolicited: self.unsolicited }
            }
            Frame::PayloadHeader { line, len, encoding } => {
                let unsolicited = self.belongs(line) == Belongs::No;
                Response::PayloadHeader { line, len, encoding, unsolicited }
            }
            Frame::Payload { data, remaining, encoding } => {
                Response::Payload { data, remaining, encoding }
            }
            Frame::Data(data) => Response::Data(data),
            Frame::DataEnd(mark) => {
                self.lexer.set_data_mode(false);
                Response::DataEnd(mark)
            }
        }
    }

    fn map<'a>(
        &mut self,
        Decoded { consumed, outcome }: Decoded<Frame<'a>, LexError>,
    ) -> Decoded<Response<'a>, LexError> {
        let outcome = match outcome {
            Outcome::Frame(frame) => Outcome::Frame(self.response(frame)),
            Outcome::Incomplete { needed } => Outcome::Incomplete { needed },
            Outcome::Fault(fault) => Outcome::Fault(fault),
        };
        Decoded { consumed, outcome }
    }
}

impl Decoder for Reader {
    type Frame<'a> = Response<'a>;
    type Error = LexError;

    #[inline]
    fn decode<'a>(&mut self, src: &'a [u8]) -> Decoded<Response<'a>, LexError> {
        let decoded = self.lexer.decode(src);
        self.map(decoded)
    }

    fn finish<'a>(&mut self, src: &'a [u8]) -> Decoded<Response<'a>, LexError> {
        let decoded = self.lexer.finish(src);
        self.map(decoded)
    }

    fn max_frame_len(&self) -> usize {
        self.lexer.max_frame_len()
    }
}
