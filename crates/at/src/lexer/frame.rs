use core::fmt;

use crate::error::{CmeError, CmsError, ErrorCode};
use crate::params::Str;
use crate::{Line, Prompt};

/// What stands next in what a modem sends.
#[expect(clippy::exhaustive_enums, reason = "whoever reads them has to tell them apart")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Frame<'a> {
    /// What was sent, as it came back: all of it or a part, without its line end.
    Echo(&'a [u8]),
    /// A line that is nothing else: part of an answer, or unsolicited.
    Line(Line<'a>),
    /// A line that ends a command, if it is one for that command.
    Final(FinalResult<'a>),
    /// The modem waits for data.
    Prompt(Prompt),
    /// A line of the body that was expected; see [`Lexer::expect_body`](super::Lexer::expect_body).
    Body {
        /// How many lines of the body stand before it, empty ones included. Those are not given
        /// out: where the number grows by more than one, there were some.
        line: u16,
        /// The line.
        text: &'a [u8],
    },
    /// A line that carries a payload. [`Frame::Payload`] follows, unless the length is 0.
    PayloadHeader {
        /// The line up to its payload.
        line: Line<'a>,
        /// How long the payload is, in bytes or digits as it comes. `None` if it goes up to the line
        /// end.
        len: Option<usize>,
        /// What it is made of.
        encoding: Encoding,
    },
    /// The next piece of a payload.
    Payload {
        /// The piece, as it came. It can be empty only where it is the last one.
        data: &'a [u8],
        /// How much is to come; 0 with the last piece. `None` if the length is not known, and there
        /// is more.
        remaining: Option<usize>,
        /// What it is made of.
        encoding: Encoding,
    },
    /// The next piece of what comes in data mode.
    Data(&'a [u8]),
    /// The words that say that the data is over, which are no data. Whoever believes them turns data mode
    /// [off](super::Lexer::set_data_mode).
    DataEnd(DataMark),
}

/// What a payload is made of.
#[expect(clippy::exhaustive_enums, reason = "a payload is raw, or it is not")]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Encoding {
    /// Bytes.
    Raw,
    /// Hexadecimal digits, as far as the modem keeps to its manual.
    Hex,
}

/// Words on a line of their own that may say that the data is over.
///
/// It may be data that looks so. They are taken for what they say if `+++` was sent and it is `OK`, or if
/// nothing has come behind them for a while. DCD is more certain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum DataMark {
    /// `OK`, the answer to `+++`.
    Ok,
    /// `NO CARRIER`.
    NoCarrier,
    /// `CLOSED`, of SIMCom.
    Closed,
}

impl DataMark {
    pub(super) const ALL: [Self; 3] = [Self::Ok, Self::NoCarrier, Self::Closed];

    /// The line.
    pub const fn text(self) -> &'static str {
        match self {
            Self::Ok => "OK",
            Self::NoCarrier => "NO CARRIER",
            Self::Closed => "CLOSED",
        }
    }
}

/// Where the body behind a line ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Extent {
    /// It is the next line that consists of hexadecimal digits, two or more. Other lines before it
    /// are read as usual, and a final result says that there is none.
    Pdu,
    /// It is the next line, whatever it is, also if it is empty.
    Line,
    /// So many bytes, and what else is on the line with the last one.
    Bytes(u16),
    /// The same, counted in characters of UTF-8.
    Chars(u16),
    /// It is the next line, whatever it is, and further lines up to a final result or a line with
    /// this name, which may be empty. A final result in the text ends it too early.
    Lines {
        /// The name, such as `+CMGL`.
        until: &'static str,
    },
}

/// A line that ends a command.
///
/// `CONNECT`, `NO CARRIER`, `NO DIALTONE`, `BUSY` and `NO ANSWER` do so only for commands that make a
/// connection, and are unsolicited for all others: see [`Plan::connects`](crate::Plan::connects).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum FinalResult<'a> {
    /// `OK`.
    Ok,
    /// `CONNECT`, with what stands behind it: a rate as a rule, as a number or a text. As a numeric
    /// code it is the code, if that is not 1.
    Connect(Str<'a>),
    /// `ERROR`.
    Error,
    /// `+CME ERROR: <err>`.
    Cme(ErrorCode<'a, CmeError>),
    /// `+CMS ERROR: <err>`.
    Cms(ErrorCode<'a, CmsError>),
    /// `NO CARRIER`.
    NoCarrier,
    /// `NO DIALTONE`.
    NoDialtone,
    /// `BUSY`.
    Busy,
    /// `NO ANSWER`.
    NoAnswer,
    /// An error in the words of a vendor: see [`Dialect::errors`](crate::Dialect::errors).
    Vendor(Line<'a>),
}

impl FinalResult<'_> {
    /// Whether all went well: `OK` or `CONNECT`.
    pub const fn is_success(&self) -> bool {
        matches!(self, Self::Ok | Self::Connect(_))
    }

    /// Whether it ends only a command that makes a connection.
    pub const fn is_of_connection(&self) -> bool {
        matches!(
            self,
            Self::Connect(_) | Self::NoCarrier | Self::NoDialtone | Self::Busy | Self::NoAnswer
        )
    }

    /// Whether data begins behind it if nobody has asked for it: `CONNECT`, but neither `CONNECT OK` nor
    /// `CONNECT FAIL`, which are what some modems say of a socket.
    pub fn begins_data(&self) -> bool {
        matches!(self, Self::Connect(text) if *text != "OK" && *text != "FAIL")
    }
}

/// As it stands in the line, but for errors whose number is known, which are told in words.
impl fmt::Display for FinalResult<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ok => f.write_str("OK"),
            Self::Connect(text) if text.is_empty() => f.write_str("CONNECT"),
            Self::Connect(text) => write!(f, "CONNECT {text}"),
            Self::Error => f.write_str("ERROR"),
            Self::Cme(code) => write!(f, "+CME ERROR: {code}"),
            Self::Cms(code) => write!(f, "+CMS ERROR: {code}"),
            Self::NoCarrier => f.write_str("NO CARRIER"),
            Self::NoDialtone => f.write_str("NO DIALTONE"),
            Self::Busy => f.write_str("BUSY"),
            Self::NoAnswer => f.write_str("NO ANSWER"),
            Self::Vendor(line) => line.fmt(f),
        }
    }
}
