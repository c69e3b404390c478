use alloc::borrow::Cow;
use core::num::NonZeroUsize;
use core::time::Duration;

use super::command_line::Request;
use super::reply::Reply;
use crate::error::{CmeError, CmsError};
use crate::params::ParamError;
use crate::v250::dial::Dial;

/// What a product answers: everything that is not the business of a [`Modem`](super::Modem) itself.
///
/// Only [`command`](Self::command) has to be there.
pub trait Handler {
    /// Answers a command. What is not known is [passed](Answer::Pass), and the host gets `ERROR`.
    ///
    /// It gets each command but those of the [table](super#what-the-modem-answers-itself); `I`, `+GCAP`
    /// and `+FCLASS` are answered by the modem if they are passed.
    fn command(&mut self, request: &Request<'_>, reply: &mut Reply<'_>) -> Answer;

    /// Takes what the host has entered after a [prompt](Answer::Prompt). Without this, nothing becomes
    /// of it.
    fn entry(&mut self, entry: Entry<'_>, reply: &mut Reply<'_>) -> Answer {
        let _ = reply;
        match entry {
            Entry::Cancelled => Answer::Ok,
            _ => Answer::Error,
        }
    }

    /// `ATD`: makes a call. Without this, there is no carrier.
    fn dial(&mut self, dial: &Dial<'_>, reply: &mut Reply<'_>) -> Answer {
        let _ = (dial, reply);
        Answer::NoCarrier
    }

    /// `ATA`, or S0 rings: takes a call. Without this, there is no carrier.
    fn answer(&mut self, reply: &mut Reply<'_>) -> Answer {
        let _ = reply;
        Answer::NoCarrier
    }

    /// `ATH`: ends all calls. So do `ATZ`, and DTR with `&D2`, for which the answer is not used. A
    /// connection in data mode has been ended already.
    fn hang_up(&mut self, reply: &mut Reply<'_>) -> Answer {
        let _ = reply;
        Answer::Ok
    }

    /// A [pending](Answer::Pending) command is broken off; the answer is what the host gets. Without
    /// this, a call has no carrier, and all else is an error.
    fn abort(&mut self, abort: Abort, reply: &mut Reply<'_>) -> Answer {
        let _ = reply;
        match abort {
            Abort { call: true, .. } => Answer::NoCarrier,
            Abort { reason: AbortReason::Host, .. } => Answer::Cme(CmeError::COMMAND_ABORTED),
            _ => Answer::Error,
        }
    }

    /// `ATZ` or `AT&F` has reset the settings of the modem: the product does the same with its own.
    fn reset(&mut self, reset: Reset) {
        let _ = reset;
    }
}

/// What becomes of a command.
///
/// A line of several commands goes on after [`Ok`](Self::Ok), and gives one result in the end.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Answer {
    /// It is done.
    Ok,
    /// It has failed: `ERROR`.
    Error,
    /// It is not known here: `ERROR`, unless the modem knows it.
    Pass,
    /// It has failed: `ERROR`, or `+CME ERROR` with a number or a text, as `AT+CMEE` has it.
    Cme(CmeError),
    /// It has failed: `+CMS ERROR` with a number, or with a text after `AT+CMEE=2`.
    Cms(CmsError),
    /// It has failed: a result code of the product. It must have no line ends.
    Final(Cow<'static, str>),
    /// There is no connection (any more): `NO CARRIER`.
    NoCarrier,
    /// Nobody has answered: `NO ANSWER`.
    NoAnswer,
    /// The other end is busy: `BUSY`, if `ATX` has it.
    Busy,
    /// There is no network to dial in: `NO DIALTONE`, if `ATX` has it.
    NoDialtone,
    /// There is a connection, and data mode begins: `CONNECT`, with this text behind it unless `ATX0`
    /// leaves it out. The rest of the line is dropped.
    Connect(Cow<'static, str>),
    /// It takes time: see [`Modem::finish`](super::Modem::finish).
    Pending(Pending),
    /// It wants something more of the host, which is then given to [`Handler::entry`].
    Prompt(Prompt),
}

impl Answer {
    /// `CONNECT` without a text.
    pub const CONNECT: Self = Self::Connect(Cow::Borrowed(""));

    /// It takes time.
    pub const PENDING: Self = Self::Pending(Pending::new());
}

impl From<CmeError> for Answer {
    fn from(error: CmeError) -> Self {
        Self::Cme(error)
    }
}

impl From<CmsError> for Answer {
    fn from(error: CmsError) -> Self {
        Self::Cms(error)
    }
}

/// The parameters are incorrect: `+CME ERROR: 50`.
impl From<ParamError> for Answer {
    fn from(_: ParamError) -> Self {
        Self::Cme(CmeError::INCORRECT_PARAMETERS)
    }
}

/// How a command waits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Pending {
    /// How long; then it is [aborted](Handler::abort). `None` for what S7 says if it is a call, and for
    /// [`command_timeout`](super::ModemConfig::command_timeout) if it is not.
    pub deadline: Option<Duration>,
    /// Whether the host can break it off with any character, from an eighth of a second after the line
    /// on (ITU-T V.250, 5.6.1). What comes earlier, or if it cannot, is kept, and read after the result.
    pub abortable: bool,
}

impl Pending {
    /// It cannot be broken off.
    pub const fn new() -> Self {
        Self { deadline: None, abortable: false }
    }

    /// It takes no longer than this.
    pub const fn within(mut self, deadline: Duration) -> Self {
        self.deadline = Some(deadline);
        self
    }

    /// It can be broken off.
    pub const fn abortable(mut self) -> Self {
        self.abortable = true;
        self
    }
}

/// How the host is asked for more.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Prompt {
    /// What is written, as it is.
    pub text: Cow<'static, str>,
    /// What ends it.
    pub end: PromptEnd,
    /// After this time without a byte, [`Entry::TimedOut`] comes.
    pub timeout: Duration,
    /// Whether what is entered is echoed, if commands are.
    pub echo: bool,
}

/// What ends that which is entered after a [`Prompt`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum PromptEnd {
    /// Ctrl-Z; ESC cancels it.
    CtrlZ,
    /// The same, but an ETX stands in front of each Ctrl-Z, ESC and ETX that is part of it, and is taken
    /// away, as `AT+CIPSEND` of SIMCom has it.
    EscapedCtrlZ,
    /// So many bytes, whatever they are.
    Length(NonZeroUsize),
}

impl Prompt {
    /// The prompt of 3GPP TS 27.005, for a text or a PDU that ends with Ctrl-Z; a minute for each byte.
    pub const fn text() -> Self {
        Self {
            text: Cow::Borrowed("\r\n> "),
            end: PromptEnd::CtrlZ,
            timeout: Duration::from_secs(60),
            echo: true,
        }
    }

    /// The same, for this many bytes, which are not echoed.
    pub const fn data(len: NonZeroUsize) -> Self {
        let mut prompt = Self::text();
        prompt.end = PromptEnd::Length(len);
        prompt.echo = false;
        prompt
    }

    /// The same for data that ends with Ctrl-Z, and has [escapes](PromptEnd::EscapedCtrlZ).
    pub const fn escaped_data() -> Self {
        let mut prompt = Self::text();
        prompt.end = PromptEnd::EscapedCtrlZ;
        prompt.echo = false;
        prompt
    }

    /// With another text, as it stands on the wire.
    #[must_use]
    pub fn with_text(mut self, text: impl Into<Cow<'static, str>>) -> Self {
        self.text = text.into();
        self
    }

    /// With another time without a byte.
    #[must_use]
    pub const fn with_timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }
}

/// What the host has entered after a [`Prompt`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Entry<'a> {
    /// All of it, without the Ctrl-Z.
    Complete(&'a [u8]),
    /// The host has cancelled it.
    Cancelled,
    /// Nothing more has come; this is what there was.
    TimedOut(&'a [u8]),
    /// It was longer than [`max_body`](super::ModemConfig::max_body).
    TooLong,
}

/// A pending command is broken off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Abort {
    /// Why.
    pub reason: AbortReason,
    /// Whether it is a call: `ATD`, `ATA`.
    pub call: bool,
}

/// Why a command is broken off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum AbortReason {
    /// The host has sent a character.
    Host,
    /// The host has dropped DTR.
    Dtr,
    /// Its time is over.
    Deadline,
}

/// What a reset goes back to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum Reset {
    /// `ATZ`: what `AT&W` has stored.
    Stored,
    /// `AT&F`: how it came from the factory.
    Factory,
}
