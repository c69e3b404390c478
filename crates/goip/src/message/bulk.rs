use cellwire_codec::Secret;

use super::CmsError;
use crate::sink::Sink;
use crate::words::{LineEnd, Words, note_end, white_at_end};
use crate::{ParseError, Quirk, Quirks, Text, WriteError, check, number};

/// A text, and that it will be sent to several numbers: `MSG $sendid $length $msg\n` (section 3,
/// step 1). It opens a bulk SMS session.
#[expect(clippy::exhaustive_structs, reason = "a server writes it as a literal")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Msg<'a> {
    /// Names the session, in every message of it.
    pub sendid: i64,
    /// The text; at most 3000 bytes. It may hold anything, line ends too: the message says how many
    /// bytes it has.
    pub msg: Text<'a>,
}

/// The password for a bulk SMS session: `PASSWORD $sendid $password\n` (section 3, step 3).
#[expect(clippy::exhaustive_structs, reason = "a server writes it as a literal")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Password<'a> {
    /// The session.
    pub sendid: i64,
    /// The password of the line.
    pub password: Secret<'a>,
}

/// Asks to send the text to a number, or what has become of that: `SEND $sendid $telid $telnum\n`
/// (section 3, step 5). A gateway that knows the `telid`, one of the last ten, does not send again.
#[expect(clippy::exhaustive_structs, reason = "a server writes it as a literal")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Submit<'a> {
    /// The session.
    pub sendid: i64,
    /// Names the submission within the session.
    pub telid: i64,
    /// `telnum`: the number. Empty in one that was read without it.
    pub telnum: Text<'a>,
}

/// One text for one number, without a session: `SMS $sendid $telid $password $number $text`.
///
/// It is not in the specification; the vendor's server and others send it.
#[expect(clippy::exhaustive_structs, reason = "a server writes it as a literal")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OneShot<'a> {
    /// Names the message.
    pub sendid: i64,
    /// Names the submission.
    pub telid: i64,
    /// The password of the line.
    pub password: Secret<'a>,
    /// The number.
    pub telnum: Text<'a>,
    /// The text, which takes the rest.
    pub msg: Text<'a>,
}

/// The text was sent to the number: `OK $sendid $telid $sms_no\n` (section 3, step 6).
#[expect(clippy::exhaustive_structs, reason = "a gateway writes it as a literal")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SubmitOk {
    /// The session.
    pub sendid: i64,
    /// The submission.
    pub telid: i64,
    /// The reference that the network gave, which a [`DELIVER`](super::EventBody::Deliver) event
    /// names: 0 to 255. Old firmware does not say it; −1 where it is not known.
    pub sms_no: Option<i64>,
}

/// Something went wrong: `ERROR $sendid ...`. What stands behind the number is kept as it is, since
/// only the request tells its shape.
#[expect(clippy::exhaustive_structs, reason = "a gateway writes it as a literal")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ErrorReply<'a> {
    /// The session or the request.
    pub sendid: i64,
    /// Why, and at a submission for whom.
    pub tail: Text<'a>,
}

/// Why a bulk SMS session, or a submission in it, has failed; see [`ErrorReply::bulk`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum BulkError<'a> {
    /// `PASSWORD`: the password was wrong. The session stays open for another one.
    Password,
    /// `SENDID`: the gateway does not know the session: begin anew with `MSG`.
    SendId,
    /// `GSM_LOGOUT`: the line is not registered with the mobile network. Try again later.
    GsmLogout,
    /// `too_many_sends_in_server`: five sessions are open. Try again later.
    TooManySends,
    /// `$telid errorstatus:$errorid`: the submission has failed.
    Submission {
        /// The submission.
        telid: i64,
        /// The code; usually 1.
        status: CmsError,
    },
    /// `$telid` and other words: the submission has failed.
    SubmissionText {
        /// The submission.
        telid: i64,
        /// The words.
        reason: Text<'a>,
    },
    /// Any other words.
    Other(Text<'a>),
}

impl<'a> ErrorReply<'a> {
    /// The error, if it is the answer to a message of a bulk SMS session.
    pub fn bulk(&self) -> BulkError<'a> {
        let tail = self.tail.as_bytes().trim_ascii();
        let is = |word: &str| tail.eq_ignore_ascii_case(word.as_bytes());
        if is("PASSWORD") {
            return BulkError::Password;
        } else if is("SENDID") {
            return BulkError::SendId;
        } else if is("GSM_LOGOUT") {
            return BulkError::GsmLogout;
        } else if is("too_many_sends_in_server") {
            return BulkError::TooManySends;
        }
        let len = tail.iter().position(u8::is_ascii_whitespace).unwrap_or(tail.len());
        let (word, reason) = tail.split_at(len);
        let Some(telid) = number::parse(word) else {
            return BulkError::Other(Text::new(tail));
        };
        let reason = reason.trim_ascii_start();
        let status = reason.strip_prefix(b"errorstatus:").map(<[u8]>::trim_ascii);
        match status.and_then(number::parse) {
            Some(status) => BulkError::Submission { telid, status: CmsError(status) },
            None => BulkError::SubmissionText { telid, reason: Text::new(reason) },
        }
    }

    /// Reads what stands behind the verb.
    pub(super) fn read(
        message: &'static str,
        rest: &'a [u8],
        line_end: LineEnd,
        quirks: &mut Quirks,
    ) -> Result<Self, ParseError> {
        let mut words = Words::new(message, rest, line_end, quirks);
        Ok(Self { sendid: words.number("sendid")?, tail: Text::new(words.tail()) })
    }

    /// Reads what stands behind `GSMERROR`: perhaps no number, which is 0 then.
    pub(super) fn read_gsm(rest: &'a [u8], quirks: &mut Quirks) -> Self {
        const MESSAGE: &str = "gsm_error";
        let before = *quirks;
        Self::read(MESSAGE, rest, LineEnd::None, quirks).unwrap_or_else(|_| {
            *quirks = before;
            quirks.insert(Quirk::MissingField);
            let tail = Words::new(MESSAGE, rest, LineEnd::None, quirks).tail();
            Self { sendid: 0, tail: Text::new(tail) }
        })
    }

    pub(super) fn check(&self) -> Result<(), WriteError> {
        check::words("errmsg", self.tail.as_bytes())
    }

    /// Writes what stands behind the verb.
    pub(super) fn put(&self, to: &mut impl Sink) {
        put_words(self.sendid, self.tail, to);
    }
}

/// ` $sendid $words`, without the last blank where there are no words.
pub(super) fn put_words(sendid: i64, words: Text<'_>, to: &mut impl Sink) {
    to.u8(b' ');
    number::put(sendid, to);
    if !words.is_empty() {
        to.u8(b' ');
        to.bytes(words.as_bytes());
    }
}

impl SubmitOk {
    pub(super) fn read(rest: &[u8], quirks: &mut Quirks) -> Result<Self, ParseError> {
        let mut words = Words::new("submit_ok", rest, LineEnd::One, quirks);
        let (sendid, telid) = (words.number("sendid")?, words.number("telid")?);
        let word = words.next();
        let sms_no = word.and_then(number::parse);
        if word.is_some() && sms_no.is_none() {
            words.note(Quirk::Surplus);
        }
        words.end();
        Ok(Self { sendid, telid, sms_no })
    }

    pub(super) fn put(&self, to: &mut impl Sink) {
        to.bytes(b"OK ");
        number::put(self.sendid, to);
        to.u8(b' ');
        number::put(self.telid, to);
        if let Some(sms_no) = self.sms_no {
            to.u8(b' ');
            number::put(sms_no, to);
        }
        to.u8(b'\n');
    }
}

impl<'a> Msg<'a> {
    pub(super) fn read(rest: &'a [u8], quirks: &mut Quirks) -> Result<Self, ParseError> {
        let mut words = Words::before_text("bulk_sms_request", rest, quirks);
        let (sendid, length) = (words.number("sendid")?, words.number("length")?);
        let rest = words.text();
        let declared = usize::try_from(length).ok().and_then(|len| rest.split_at_checked(len));
        if let Some((msg, end)) = declared
            && white_at_end(end) == end.len()
        {
            note_end(end, LineEnd::One, quirks);
            return Ok(Self { sendid, msg: Text::new(msg) });
        }
        quirks.insert(Quirk::TextLength);
        Ok(Self { sendid, msg: Text::new(rest.strip_suffix(b"\n").unwrap_or(rest)) })
    }

    pub(super) fn check(&self) -> Result<(), WriteError> {
        check::text_len("msg", self.msg.as_bytes())
    }

    pub(super) fn put(&self, to: &mut impl Sink) {
        to.bytes(b"MSG ");
        number::put(self.sendid, to);
        to.u8(b' ');
        to.decimal(self.msg.len() as u64);
        to.u8(b' ');
        to.bytes(self.msg.as_bytes());
        to.u8(b'\n');
    }
}

impl<'a> Password<'a> {
    pub(super) fn read(rest: &'a [u8], quirks: &mut Quirks) -> Result<Self, ParseError> {
        let mut words = Words::new("auth_request", rest, LineEnd::One, quirks);
        let sendid = words.number("sendid")?;
        let password = Secret::new(words.word("password")?);
        words.end();
        Ok(Self { sendid, password })
    }

    pub(super) fn check(&self) -> Result<(), WriteError> {
        check::token("password", self.password.expose())
    }

    pub(super) fn put(&self, to: &mut impl Sink) {
        to.bytes(b"PASSWORD ");
        number::put(self.sendid, to);
        to.u8(b' ');
        to.bytes(self.password.expose());
        to.u8(b'\n');
    }
}

impl<'a> Submit<'a> {
    pub(super) fn read(rest: &'a [u8], quirks: &mut Quirks) -> Result<Self, ParseError> {
        let mut words = Words::new("submit_number", rest, LineEnd::One, quirks);
        let (sendid, telid) = (words.number("sendid")?, words.number("telid")?);
        let telnum = words.next().unwrap_or_else(|| {
            words.note(Quirk::MissingField);
            &[]
        });
        words.end();
        Ok(Self { sendid, telid, telnum: Text::new(telnum) })
    }

    pub(super) fn check(&self) -> Result<(), WriteError> {
        check::token("telnum", self.telnum.as_bytes())
    }

    pub(super) fn put(&self, to: &mut impl Sink) {
        to.bytes(b"SEND ");
        number::put(self.sendid, to);
        to.u8(b' ');
        number::put(self.telid, to);
        to.u8(b' ');
        to.bytes(self.telnum.as_bytes());
        to.u8(b'\n');
    }
}

impl<'a> OneShot<'a> {
    pub(super) fn read(rest: &'a [u8], quirks: &mut Quirks) -> Result<Self, ParseError> {
        let mut words = Words::before_text("one_shot_sms", rest, quirks);
        Ok(Self {
            sendid: words.number("sendid")?,
            telid: words.number("telid")?,
            password: Secret::new(words.word("password")?),
            telnum: Text::new(words.word("telnum")?),
            msg: Text::new(words.text()),
        })
    }

    pub(super) fn check(&self) -> Result<(), WriteError> {
        check::token("password", self.password.expose())?;
        check::token("telnum", self.telnum.as_bytes())?;
        check::text_len("msg", self.msg.as_bytes())?;
        check::last_text("msg", self.msg.as_bytes())
    }

    pub(super) fn put(&self, to: &mut impl Sink) {
        to.bytes(b"SMS ");
        number::put(self.sendid, to);
        to.u8(b' ');
        number::put(self.telid, to);
        for word in [self.password.expose(), self.telnum.as_bytes(), self.msg.as_bytes()] {
            to.u8(b' ');
            to.bytes(word);
        }
    }
}
