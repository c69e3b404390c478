//! Why a command has failed: section 4.1 of the note.
//!
//! There are two tables. `<err>` is the number of a result, `+CIPOPEN: 1,2`, and of `+CIPERROR: 2`;
//! `<err_info>` stands in `+IP ERROR: No data`, as a text or as a number, as [`+CIPCCFG`](super::cipccfg)
//! has it. 2 is "Network not opened" in the one and "Port overflow" in the other.
//!
//! ```
//! use cellwire_at::Line;
//! use cellwire_at::vendor::a76xx::error::{ErrCode, ErrInfo, Failure};
//!
//! assert_eq!(ErrCode(9).name(), Some("Sockets opened"));
//!
//! let text = Failure::of(Line::new(b"+IP ERROR: No data")).unwrap();
//! let number = Failure::of(Line::new(b"+IP ERROR: 22")).unwrap();
//! assert_eq!(text.err_info(), Some(ErrInfo::NO_DATA));
//! assert_eq!(number.err_info(), Some(ErrInfo::NO_DATA));
//! assert_eq!(text.to_string(), "22: No data");
//! ```

use core::fmt;

use cellwire_codec::Writer;

use crate::Line;
use crate::command::{Fields, Information, OtherWord, information, named};
use crate::params::{ParamError, Params, ParamsWriter, Peek, Quirks, Str, WriteError};

named! {
    /// `<err>`: what became of `+NETOPEN`, `+NETCLOSE`, `+CIPOPEN`, `+CIPSEND`, `+CIPCLOSE`, `+SERVERSTART`
    /// or `+SERVERSTOP` (note, 4.1). Some modems have 255 for an unknown error.
    ErrCode(u16) {
        /// It is done.
        SUCCEEDED = 0, "operation succeeded";
        /// The network has failed.
        NETWORK_FAILURE = 1, "Network failure";
        /// There has to be an `AT+NETOPEN` first.
        NETWORK_NOT_OPENED = 2, "Network not opened";
        /// A parameter is wrong.
        WRONG_PARAMETER = 3, "Wrong parameter";
        /// It cannot be done: the connection is not there, as a rule.
        NOT_SUPPORTED = 4, "Operation not supported";
        /// There is no socket for it.
        CREATE_FAILED = 5, "Failed to create socket";
        /// The local port cannot be had.
        BIND_FAILED = 6, "Failed to bind socket";
        /// The server is there already.
        ALREADY_LISTENING = 7, "TCP server is already listening";
        /// Something else has to end first.
        BUSY = 8, "Busy";
        /// Connections have to be closed first.
        SOCKETS_OPENED = 9, "Sockets opened";
        /// It took too long.
        TIMEOUT = 10, "Timeout";
        /// The host of `AT+CIPOPEN` has no address.
        DNS_FAILED = 11, "DNS parse failed for AT+CIPOPEN";
        /// Something else.
        UNKNOWN = 12, "Unknown error";
    }
}

impl ErrCode {
    /// Whether it is no error.
    pub const fn is_ok(self) -> bool {
        self.0 == 0
    }
}

/// The number, and its text if that is known: `2: Network not opened`.
impl fmt::Display for ErrCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        put(self.0, self.name(), f)
    }
}

named! {
    /// `<err_info>`: why a command has failed (note, 4.1). The names are those that stand on the line.
    ErrInfo(u16) {
        /// The connection took too long.
        CONNECTION_TIMEOUT = 0, "Connection time out";
        /// The local port cannot be had.
        BIND_FAILED = 1, "Bind port failed";
        /// There is no such port.
        PORT_OVERFLOW = 2, "Port overflow";
        /// There is no socket for it.
        CREATE_FAILED = 3, "Create socket failed";
        /// `AT+NETOPEN` was before.
        ALREADY_OPENED = 4, "Network is already opened";
        /// `AT+NETCLOSE` was before.
        ALREADY_CLOSED = 5, "Network is already closed";
        /// A server has no client.
        NO_CLIENTS = 6, "No clients connected";
        /// There is no client.
        NO_ACTIVE_CLIENT = 7, "No active client";
        /// There has to be an `AT+NETOPEN` first.
        NETWORK_NOT_OPENED = 8, "Network not opened";
        /// There is no such connection.
        INDEX_OVERFLOW = 9, "Client index overflow";
        /// The connection is there already.
        ALREADY_CREATED = 10, "Connection is already created";
        /// The connection is not there.
        NOT_CREATED = 11, "Connection is not created";
        /// A parameter is wrong.
        INVALID_PARAMETER = 12, "Invalid parameter";
        /// It cannot be done.
        NOT_SUPPORTED = 13, "Operation not supported";
        /// The host has no address.
        DNS_FAILED = 14, "DNS query failed";
        /// Something else has to end first.
        TCP_BUSY = 15, "TCP busy";
        /// Connections have to be closed first.
        SOCKET_OPENED = 16, "Netclose failed for socket opened";
        /// Sending took too long.
        SENDING_TIMEOUT = 17, "Sending time out";
        /// The network has failed while something was sent.
        SENDING_FAILED = 18, "Sending failure for network error";
        /// The network has failed while something was opened.
        OPEN_FAILED = 19, "Open failure for network error";
        /// The server is there already.
        ALREADY_LISTENING = 20, "Server is already listening";
        /// Something else.
        FAILED = 21, "Operation failed";
        /// Nothing has been received, or there is no such connection.
        NO_DATA = 22, "No data";
    }
}

impl ErrInfo {
    /// What a text means, in any case.
    pub fn from_text(text: &[u8]) -> Option<Self> {
        let text = text.trim_ascii();
        let is = |info: &&Self| {
            info.name().is_some_and(|name| name.as_bytes().eq_ignore_ascii_case(text))
        };
        Self::NAMED.iter().find(is).copied()
    }
}

/// The number, and its text if that is known: `22: No data`.
impl fmt::Display for ErrInfo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        put(self.0, self.name(), f)
    }
}

fn put(number: u16, name: Option<&str>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match name {
        Some(name) => write!(f, "{number}: {name}"),
        None => write!(f, "{number}"),
    }
}

/// `+IP ERROR: <err_info>`: why a command has failed, in the form that `<errMode>` of
/// [`+CIPCCFG`](super::cipccfg) asks for. `ERROR` follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum IpError<'a> {
    /// `<errMode>` is 0: the number.
    Number(ErrInfo),
    /// `<errMode>` is 1: the text.
    Text(ErrInfo),
    /// A text that is not in the table.
    Other(OtherWord<'a>),
}

impl<'a> IpError<'a> {
    /// What a text means: that of the table, a number, or another one.
    pub fn of(text: Str<'a>) -> Self {
        let raw = text.as_raw().trim_ascii();
        if let Some(number) = decimal(raw) {
            return Self::Number(ErrInfo(number));
        }
        match ErrInfo::from_text(raw) {
            Some(info) => Self::Text(info),
            None => Self::Other(OtherWord::new(text)),
        }
    }

    /// The error, if it is known by its number or its text.
    pub const fn err_info(self) -> Option<ErrInfo> {
        match self {
            Self::Number(info) | Self::Text(info) => Some(info),
            Self::Other(_) => None,
        }
    }
}

fn decimal(text: &[u8]) -> Option<u16> {
    let is_number = text.iter().all(u8::is_ascii_digit);
    Params::new(text).u16().ok().filter(|_| is_number)
}

impl<'a> Fields<'a> for IpError<'a> {
    fn read(params: &mut Params<'a>) -> Result<Self, ParamError> {
        Ok(Self::of(params.rest().into()))
    }

    fn write(&self, params: &mut ParamsWriter<'_, '_>) -> Result<(), WriteError> {
        match (self, self.err_info().and_then(ErrInfo::name)) {
            (Self::Text(_), Some(name)) => params.word(name),
            (Self::Number(info) | Self::Text(info), _) => {
                params.number(info.0);
                Ok(())
            }
            (Self::Other(text), _) => params.raw(text.text().as_raw()),
        }
    }
}

impl<'a> Information<'a> for IpError<'a> {
    const NAME: &'static str = "+IP ERROR";
}

/// The number and its text, or the text that came.
impl fmt::Display for IpError<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(info) | Self::Text(info) => info.fmt(f),
            Self::Other(text) => text.text().fmt(f),
        }
    }
}

/// As it stands in the line.
#[cfg(feature = "serde")]
impl serde::Serialize for IpError<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match (self, self.err_info().and_then(ErrInfo::name)) {
            (Self::Text(_), Some(name)) => serializer.serialize_str(name),
            (Self::Number(info) | Self::Text(info), _) => serializer.serialize_u16(info.0),
            (Self::Other(text), _) => text.text().serialize(serializer),
        }
    }
}

information! {
    /// Why `+CIPSEND` and others have failed. `ERROR` follows. The note does not have it, devices do.
    CipError = "+CIPERROR" {
        /// Why.
        err: ErrCode,
    }
}

/// A line that says why a command has failed, whatever command that was. `ERROR` follows.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Failure<'a> {
    /// `+IP ERROR: <err_info>`.
    IpError(IpError<'a>),
    /// `+CIPERROR: <err>`.
    CipError(CipError),
    /// `+IPADDR: <err_info>`: "Network not opened" in the place of an address (note, 3.1.4).
    IpAddr(IpError<'a>),
}

impl<'a> Failure<'a> {
    /// What a line says, if it is one of these.
    pub fn of(line: Line<'a>) -> Option<Self> {
        Self::parse(line).ok()
    }

    /// Whether a line is one of these.
    pub(super) fn is(line: Line<'_>) -> bool {
        Failure::of(line).is_some()
    }

    /// The error of `+IP ERROR` or `+IPADDR`, if it is known by its number or its text.
    pub const fn err_info(self) -> Option<ErrInfo> {
        match self {
            Self::IpError(error) | Self::IpAddr(error) => error.err_info(),
            Self::CipError(_) => None,
        }
    }

    /// What `+IPADDR` says if it is no address.
    fn of_address(line: Line<'a>) -> Result<IpError<'a>, ParamError> {
        let mut params = line.params("+IPADDR")?;
        let is_text = params.peek_byte().is_some_and(|byte| byte.is_ascii_alphabetic());
        // An address of IPv6 may begin with a letter.
        if !is_text || params.peek() != Peek::Other || { params }.ip().is_ok() {
            return Err(ParamError::Name { name: "+IP ERROR" });
        }
        IpError::read(&mut params)
    }
}

/// By its text alone: the name of the line tells which one it is, see [`parse`](Information::parse).
impl<'a> Fields<'a> for Failure<'a> {
    fn read(params: &mut Params<'a>) -> Result<Self, ParamError> {
        IpError::read(params).map(Self::IpError)
    }

    fn write(&self, params: &mut ParamsWriter<'_, '_>) -> Result<(), WriteError> {
        match self {
            Self::IpError(error) | Self::IpAddr(error) => error.write(params),
            Self::CipError(error) => error.write(params),
        }
    }
}

impl<'a> Information<'a> for Failure<'a> {
    /// There are several.
    const NAME: &'static str = "";

    fn parse(line: Line<'a>) -> Result<Self, ParamError> {
        if let Ok(error) = IpError::parse(line) {
            return Ok(Self::IpError(error));
        }
        if let Ok(error) = CipError::parse(line) {
            return Ok(Self::CipError(error));
        }
        Self::of_address(line).map(Self::IpAddr)
    }

    fn put(&self, to: &mut Writer<'_>) -> Result<(), WriteError> {
        match self {
            Self::IpError(error) => error.put(to),
            Self::CipError(error) => error.put(to),
            Self::IpAddr(error) => {
                to.bytes(b"+IPADDR: ");
                error.write(&mut ParamsWriter::new(to))
            }
        }
    }
}

impl fmt::Display for Failure<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::IpError(error) | Self::IpAddr(error) => error.fmt(f),
            Self::CipError(error) => error.err.fmt(f),
        }
    }
}

/// A line of the answer to a command: what was asked for, or why there is nothing.
#[expect(clippy::exhaustive_enums, reason = "there is no third")]
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(untagged))]
pub enum Reply<'a, T> {
    /// What was asked for.
    Answer(T),
    /// Why there is nothing. `ERROR` follows.
    Failure(Failure<'a>),
}

impl<'a, T> Reply<'a, T> {
    /// What was asked for.
    ///
    /// # Errors
    ///
    /// There is nothing.
    pub fn ok(self) -> Result<T, Failure<'a>> {
        match self {
            Self::Answer(answer) => Ok(answer),
            Self::Failure(failure) => Err(failure),
        }
    }
}

impl<'a, T: Fields<'a>> Fields<'a> for Reply<'a, T> {
    fn read(params: &mut Params<'a>) -> Result<Self, ParamError> {
        T::read(params).map(Self::Answer)
    }

    fn write(&self, params: &mut ParamsWriter<'_, '_>) -> Result<(), WriteError> {
        match self {
            Self::Answer(answer) => answer.write(params),
            Self::Failure(failure) => failure.write(params),
        }
    }
}

impl<'a, T: Information<'a>> Information<'a> for Reply<'a, T> {
    const NAME: &'static str = T::NAME;

    fn parse(line: Line<'a>) -> Result<Self, ParamError> {
        match Failure::of(line) {
            Some(failure) => Ok(Self::Failure(failure)),
            None => T::parse(line).map(Self::Answer),
        }
    }

    fn parse_noting(line: Line<'a>) -> Result<(Self, Quirks), ParamError> {
        match Failure::of(line) {
            Some(failure) => Ok((Self::Failure(failure), Quirks::NONE)),
            None => T::parse_noting(line).map(|(answer, quirks)| (Self::Answer(answer), quirks)),
        }
    }

    fn put(&self, to: &mut Writer<'_>) -> Result<(), WriteError> {
        match self {
            Self::Answer(answer) => answer.put(to),
            Self::Failure(failure) => failure.put(to),
        }
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use proptest::prelude::*;

    use super::*;
    use crate::command::testing::assert_line;

    fn of(line: &str) -> Option<Failure<'_>> {
        Failure::of(Line::new(line.as_bytes()))
    }

    /// S12: the whole table, in number and text.
    #[test]
    fn err_info() {
        for (number, info) in (0..).zip(ErrInfo::NAMED) {
            assert_eq!(info.0, number);
            let text = IpError::Text(*info);
            let mut buffer = [0; 80];
            let len = text.write_line(&mut buffer).unwrap();
            let line = str::from_utf8(&buffer[..len]).unwrap();
            assert_line(line, text);
            assert_line(&alloc::format!("+IP ERROR: {number}"), IpError::Number(*info));
        }
        assert_eq!(ErrInfo::NAMED.len(), 23);
        assert_line("+IP ERROR: No data", IpError::Text(ErrInfo::NO_DATA));
        let lower = of("+IP ERROR: no data").unwrap();
        assert_eq!(lower.err_info(), Some(ErrInfo::NO_DATA));
        assert_eq!(of("+IP ERROR: 99").unwrap().err_info(), Some(ErrInfo(99)));
        assert_eq!(lower.to_string(), "22: No data");
    }

    /// S21: numbers and texts that nobody knows are kept.
    #[test]
    fn unknown() {
        for line in ["+IP ERROR: PDP lost, again", "+IP ERROR: 65536", "+IP ERROR: 1x"] {
            let failure = of(line).unwrap();
            assert_eq!(failure.err_info(), None);
            assert_line(line, failure);
        }
        assert_eq!(of("+IP ERROR: PDP lost").unwrap().to_string(), "PDP lost");
        assert_eq!(of("+IP ERROR:").unwrap().to_string(), "");
        assert_eq!(ErrCode(255).name(), None);
        assert_eq!(ErrCode(255).to_string(), "255");
        assert_line("+CIPERROR: 255", Failure::CipError(CipError { err: ErrCode(255) }));
        assert_eq!(ErrCode::NAMED.len(), 13);
        assert!((0..).zip(ErrCode::NAMED).all(|(number, code)| code.0 == number));
    }

    #[test]
    fn others() {
        for line in [
            "OK",
            "ERROR",
            "+IPADDR: 10.1.2.3",
            "+IPADDR: fe80::1",
            "+IPADDR: (0-9)",
            "+IPADDR:",
            "+IPCLOSE: 1,1",
            "+CIPERROR: x",
            "+CME ERROR: 3",
        ] {
            assert_eq!(of(line), None, "{line}");
        }
    }

    #[test]
    fn replies() {
        let reply: Reply<'_, CipError> = Reply::parse(Line::new(b"+IP ERROR: 22")).unwrap();
        assert_eq!(reply.ok().unwrap_err().err_info(), Some(ErrInfo::NO_DATA));
        assert_line("+IP ERROR: 22", reply);
    }

    proptest! {
        #[test]
        fn any_text(text in "[ -~&&[^;\"]]{1,40}") {
            let error = IpError::of(text.trim().into());
            prop_assume!(!text.trim().is_empty());
            let mut buffer = [0; 100];
            let len = error.write_line(&mut buffer).unwrap();
            let read = IpError::parse(Line::new(&buffer[..len])).unwrap();
            prop_assert_eq!(read.err_info(), error.err_info());
            prop_assert_eq!(read, error);
        }
    }
}
