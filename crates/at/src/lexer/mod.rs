//! Turns the bytes that a modem sends into frames, the same ones however the bytes were cut.
//!
//! [`Lexer`] is a [`Decoder`]. It knows no commands: what the bytes alone cannot tell, the layer above
//! says between two frames, by what it has sent and read.
//!
//! | what it says | when |
//! |---|---|
//! | [`expect_echo`](Lexer::expect_echo) | a command, or the text behind a prompt, is sent |
//! | [`expect_prompt`](Lexer::expect_prompt) | the command is one that asks for data |
//! | [`expect_body`](Lexer::expect_body) | it has read a line such as `+CMGR: ...` that has a body |
//! | [`expect_payload`](Lexer::expect_payload) | it has read a line that has a payload, which the dialect does not know |
//! | [`set_data_mode`](Lexer::set_data_mode) | it has read `CONNECT`, or escapes with `+++` |
//! | [`set_numeric`](Lexer::set_numeric) | `ATV` is sent |
//! | [`command_done`](Lexer::command_done) | the command is over |
//!
//! Since [`decode`](Decoder::decode) gives one frame at a time, that is as good as if it had been said
//! before the bytes came.
//!
//! ```
//! use cellwire_at::Dialect;
//! use cellwire_at::lexer::{FinalResult, Frame, Lexer};
//! use cellwire_codec::FrameBuffer;
//!
//! let mut frames = FrameBuffer::growing(Lexer::new(Dialect::A76XX));
//! frames.decoder_mut().expect_echo(b"AT+CSQ\r");
//! let mut input = &b"AT+CSQ\r\r\n+CSQ: 17,99\r\n\r\nOK\r\n+IPD4\r\nO"[..];
//!
//! assert_eq!(frames.pull(&mut input), Some(Ok(Frame::Echo(b"AT+CSQ"))));
//! let Some(Ok(Frame::Line(line))) = frames.pull(&mut input) else { panic!() };
//! assert_eq!(line.params("+CSQ")?.u8()?, 17);
//! assert_eq!(frames.pull(&mut input), Some(Ok(Frame::Final(FinalResult::Ok))));
//! frames.decoder_mut().command_done();
//!
//! // A payload comes in pieces, and may look like anything.
//! let Some(Ok(Frame::PayloadHeader { len: Some(4), .. })) = frames.pull(&mut input) else { panic!() };
//! let Some(Ok(Frame::Payload { data: b"O", .. })) = frames.pull(&mut input) else { panic!() };
//! input = b"K\r\n\r\n";
//! let Some(Ok(Frame::Payload { data: b"K\r\n", remaining: Some(0), .. })) = frames.pull(&mut input) else { panic!() };
//! assert_eq!(frames.pull(&mut input), None);
//! # Ok::<(), cellwire_at::params::ParamError>(())
//! ```
//!
//! # Rules
//!
//! - **Lines.** A CR ends a line, and so does an LF. A line comes out with the first of them, so that no
//!   answer waits for a byte that may not come; what is left of a line end is filler. Empty lines are
//!   no lines.
//! - **Filler.** Line ends, NUL, XON and XOFF (DC1, DC3) are dropped in silence where a line begins or
//!   ends. Other control characters in front of a line are a fault, and the line is read. Whatever
//!   stands within a line belongs to it.
//! - **Quotes** do not hold a line together, so that an unpaired one costs one line at most. For the
//!   names in [`Dialect::texts`] they do, within the limit for lines; without a closing quote such a line
//!   ends where any other would, once the limit or [`finish`](Decoder::finish) is reached.
//! - **Results** are told by the whole line, in capitals. `RING` is a line.
//! - **Numeric results** are one digit: with [`set_numeric`](Lexer::set_numeric) any line of one digit,
//!   without it one that a CR ends, while a command is in flight, and no LF stands before it
//!   that came with the answer.
//! - **Payloads** have the length that their header says, whatever stands in them. A header of more
//!   than 65535 bytes, or with something else than numbers, is a line. After `finish` has
//!   found nothing more, the rest of a payload or body is not waited for.
//! - **Too long a line** is a fault of at most [`max_frame_len`](Decoder::max_frame_len) bytes, and so
//!   is what follows, up to the line end.

use cellwire_codec::{Decoded, Decoder, Outcome};

use self::data::Online;
use self::echo::Echo;
use self::line::{plain, prompt_byte};
use self::result::Numeric;
use self::search::{find_line_end, is_line_end};
use crate::{Dialect, Line, Prompt};

mod body;
mod data;
mod echo;
mod error;
mod frame;
mod line;
pub(crate) mod payload;
mod quick;
mod result;
mod search;
mod special;
#[cfg(test)]
mod tests;

pub use data::Held;
pub use error::LexError;
pub use frame::{DataMark, Encoding, Extent, FinalResult, Frame};

/// Reads what a modem sends; see the [module](self).
#[derive(Clone, Debug)]
pub struct Lexer {
    dialect: Dialect,
    /// The longest line with the byte that ends it.
    max: usize,
    mode: Mode,
    /// How many bytes at the front of the input have been searched for the end of the frame.
    searched: usize,
    /// The last byte that was consumed, if it matters what it was.
    before: u8,
    /// A set of the constants below.
    flags: u8,
    prompt: Option<Prompt>,
    /// Which bytes may begin something else than a plain line; see [`Self::refresh`].
    stop: u64,
    numeric: bool,
    in_flight: bool,
    echo: Echo,
    text: Text,
}

/// The echo has come. It may come again at once, and at no other time.
const AGAIN: u8 = 1;
/// The prompt has come: blanks are filler.
const AFTER_PROMPT: u8 = 2;

/// A command was begun behind a CR. If an LF comes first, it still belongs to the line before.
const LATE_LF: u8 = 4;

/// What the next bytes are.
#[derive(Clone, Copy, Debug)]
enum Mode {
    Lines,
    /// The rest of an echo that was too long to be kept.
    EchoRest {
        left: usize,
        is_line: bool,
    },
    /// So much of a payload.
    Payload {
        left: usize,
        encoding: Encoding,
    },
    /// A payload in digits up to the line end.
    HexRest,
    /// A body. `units` are still to come, and so many lines have come.
    Body {
        extent: Extent,
        units: u16,
        line: u16,
    },
    Data(Online),
    /// The rest of a line that is too long.
    TooLong,
}

/// How far the search for the end of a line went that may have quoted line ends.
#[derive(Clone, Copy, Debug, Default)]
struct Text {
    is_quoted: bool,
    /// The first line end within quotes.
    first_end: Option<usize>,
}

type Next<'a> = Decoded<Frame<'a>, LexError>;

impl Lexer {
    /// How long a line may be if nobody says otherwise.
    pub const DEFAULT_MAX_LINE: usize = 2048;

    /// Reads what a modem of this family sends.
    pub const fn new(dialect: Dialect) -> Self {
        Self {
            dialect,
            max: Self::DEFAULT_MAX_LINE + 1,
            mode: Mode::Lines,
            searched: 0,
            before: 0,
            flags: 0,
            prompt: None,
            stop: 0,
            numeric: false,
            in_flight: false,
            echo: Echo::NONE,
            text: Text { is_quoted: false, first_end: None },
        }
    }

    /// Takes lines of up to `max_line` bytes without their line end, from 64 on.
    ///
    /// To be set before the first byte is read.
    #[must_use]
    pub const fn with_max_line(mut self, max_line: usize) -> Self {
        self.max = if max_line < 64 { 64 } else { max_line }.saturating_add(1);
        self
    }

    /// The longest line that is taken, without its line end.
    pub const fn max_line(&self) -> usize {
        self.max - 1
    }

    /// What the modem speaks.
    pub const fn dialect(&self) -> &Dialect {
        &self.dialect
    }

    /// The modem speaks otherwise from the next line on: `AT+GTSET="IPRFMT",2` makes it so.
    pub const fn set_dialect(&mut self, dialect: Dialect) {
        self.dialect = dialect;
        self.search_anew();
        self.refresh();
    }

    /// These bytes are sent, and a command is in flight, until [`command_done`](Self::command_done).
    ///
    /// The echo may be absent, or come twice. The first bytes of it may be lost; line ends may break
    /// it, also where a line comes between; and it is read in any case. Of a long one, 128 bytes are
    /// compared, and the rest is taken up to the line end or by its length.
    ///
    /// What was sent without a line end, as the text behind a prompt, has none in the echo either. It is
    /// expected only if the line before came back, and then it may read `OK`; no echo of a line that reads
    /// so is told from that result. Call it with nothing for a command whose echo is off.
    pub fn expect_echo(&mut self, sent: &[u8]) {
        self.in_flight = true;
        self.flags &= !AGAIN;
        // The answer does not stand behind the LF of the one before.
        if matches!(self.mode, Mode::Lines) {
            if self.before == b'\r' {
                self.flags |= LATE_LF;
            }
            self.before = 0;
        }
        self.echo.expect(sent, self.max - 2);
        self.search_anew();
        self.refresh();
    }

    /// Only from here on is this a prompt, at the beginning of a line. Blanks and line ends behind it
    /// are filler.
    ///
    /// It holds until another call or [`command_done`](Self::command_done), for a text of many lines has
    /// a prompt for each.
    pub const fn expect_prompt(&mut self, prompt: Option<Prompt>) {
        self.prompt = prompt;
        self.search_anew();
        self.refresh();
    }

    /// A body stands behind the line that has just come.
    ///
    /// Its lines come as [`Frame::Body`]; they are not longer than other lines.
    pub const fn expect_body(&mut self, extent: Extent) {
        let units = match extent {
            Extent::Bytes(units) | Extent::Chars(units) => units,
            Extent::Pdu | Extent::Line | Extent::Lines { .. } => 0,
        };
        self.mode = Mode::Body { extent, units, line: 0 };
        self.forget_search();
        self.refresh();
    }

    /// So many raw bytes stand behind the line that has just come.
    pub const fn expect_payload(&mut self, len: usize) {
        self.expect_payload_in(len, Encoding::Raw);
    }

    /// So many bytes or digits stand behind the line that has just come.
    pub const fn expect_payload_in(&mut self, len: usize, encoding: Encoding) {
        self.mode = if len == 0 { Mode::Lines } else { Mode::Payload { left: len, encoding } };
        self.forget_search();
        self.refresh();
    }

    /// How many bytes of a payload are still to come.
    pub const fn payload_left(&self) -> usize {
        match self.mode {
            Mode::Payload { left, .. } => left,
            _ => 0,
        }
    }

    /// Whether the modem answers in numbers: `ATV0`.
    pub const fn set_numeric(&mut self, numeric: bool) {
        self.numeric = numeric;
    }

    /// Everything is data from here on, or nothing is.
    ///
    /// The line end of the `CONNECT` line is no data, however it was cut. Words that may say that the data
    /// is over are held back until that is known: see [`DataMark`].
    pub const fn set_data_mode(&mut self, on: bool) {
        self.mode = if on { Mode::Data(Online::NEW) } else { Mode::Lines };
        self.forget_search();
        self.refresh();
    }

    /// Whether everything is data.
    pub const fn is_data_mode(&self) -> bool {
        matches!(self.mode, Mode::Data(_))
    }

    /// No command is in flight: neither an echo nor a prompt is expected.
    ///
    /// A body or a payload that has begun goes on.
    pub const fn command_done(&mut self) {
        self.in_flight = false;
        self.flags &= !AGAIN;
        self.prompt = None;
        self.echo.disarm();
        self.refresh();
    }

    /// What has begun as a line may now be something else. Elsewhere the search goes on: what it has
    /// passed in a body was counted.
    const fn search_anew(&mut self) {
        if matches!(self.mode, Mode::Lines) {
            self.forget_search();
        }
    }

    const fn forget_search(&mut self) {
        self.searched = 0;
        self.text = Text { is_quoted: false, first_end: None };
    }

    /// Nothing more comes of what has begun.
    const fn reset(&mut self) {
        if !self.is_data_mode() {
            self.mode = Mode::Lines;
        }
        self.before = 0;
        self.flags &= !AFTER_PROMPT;
        self.forget_search();
    }

    #[inline(never)]
    fn scan<'a>(&mut self, src: &'a [u8], last: bool) -> Next<'a> {
        if self.flags & LATE_LF != 0 && !src.is_empty() {
            self.flags &= !LATE_LF;
            self.refresh();
            if let [b'\n', rest @ ..] = src {
                let Decoded { consumed, outcome } = self.scan(rest, last);
                return Decoded { consumed: consumed + 1, outcome };
            }
        }
        let is_over = self.flags == AGAIN && self.is_no_echo(src);
        if is_over {
            self.flags = 0;
            self.echo.disarm();
            self.refresh();
        }
        if !last
            && (is_over || self.may_be_quick(src))
            && let Some(next) = self.quick::<true>(src)
        {
            return next;
        }
        let next = match self.mode {
            Mode::Lines => self.line(src, last),
            _ => self.other(src, last),
        };
        self.refresh();
        next
    }

    /// Whether a line begins here that is not the echo once more.
    fn is_no_echo(&self, src: &[u8]) -> bool {
        let ([b'\r', b'\n', first, ..] | [first, ..]) = src else { return false };
        let is_line = matches!(self.mode, Mode::Lines) && *first > b' ';
        is_line && !self.echo.may_begin_with(*first)
    }

    /// What is no line.
    fn other<'a>(&mut self, src: &'a [u8], last: bool) -> Next<'a> {
        let settled = match self.mode {
            Mode::Payload { .. } | Mode::Body { .. } | Mode::Data(_) => self.settle(src),
            _ => 0,
        };
        let rest = &src[settled..];
        if rest.is_empty() {
            if last {
                self.reset();
            }
            return Decoded::skipped(settled, 1);
        }
        let Decoded { consumed, outcome } = match self.mode {
            Mode::Lines => self.line(rest, last),
            Mode::EchoRest { left, is_line } => self.echo_rest(rest, last, left, is_line),
            Mode::Payload { left, encoding } => self.payload(rest, left, encoding),
            Mode::HexRest => self.hex_rest(rest),
            Mode::Body { extent: Extent::Pdu, .. } => self.pdu(rest, last),
            Mode::Body { extent, units, line } => self.body(rest, last, extent, units, line),
            Mode::Data(online) => self.data(rest, online, last),
            Mode::TooLong => self.skip_line(rest, last),
        };
        Decoded { consumed: settled + consumed, outcome }
    }
}

impl Decoder for Lexer {
    type Frame<'a> = Frame<'a>;
    type Error = LexError;

    // What takes the result apart is the caller.
    #[inline(always)]
    fn decode<'a>(&mut self, src: &'a [u8]) -> Next<'a> {
        match self.quick::<false>(src) {
            Some(next) => next,
            None => self.scan(src, false),
        }
    }

    fn finish<'a>(&mut self, src: &'a [u8]) -> Next<'a> {
        self.scan(src, true)
    }

    fn max_frame_len(&self) -> usize {
        self.max
    }
}
