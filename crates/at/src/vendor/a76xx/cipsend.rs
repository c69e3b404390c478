//! `+CIPSEND`: sends data (note, 3.2.1, 3.3.1, 3.4.2).
//!
//! The modem asks for the data by `>`. If the command has a length, so many bytes follow. If it has none, the
//! data ends with Ctrl-Z, and an ETX stands in front of each Ctrl-Z, ESC and ETX in it; an ESC alone
//! cancels it. These escapes are those of the command manual. A client of a server takes a length only.
//!
//! ```
//! use cellwire_at::Line;
//! use cellwire_at::command::Command;
//! use cellwire_at::vendor::a76xx::cipsend::{Data, Set};
//!
//! let set = Set::tcp(1, Data::counted(b"HELLO"));
//! let mut buffer = [0; 64];
//! let len = set.write_line(&mut buffer)?;
//! assert_eq!(&buffer[..len], b"AT+CIPSEND=1,5\r");
//! assert_eq!(set.body().unwrap().data(), b"HELLO");
//!
//! let sent = Set::answer(Line::new(b"+CIPSEND: 1,5,3"))?.ok().unwrap();
//! assert!(sent.is_short());
//!
//! // With a length that the modem finds in the data:
//! let set = Set::udp(1, Data::ended(b"HELLOSERVER"), "117.131.85.139", 5254);
//! let len = set.write_line(&mut buffer)?;
//! assert_eq!(&buffer[..len], b"AT+CIPSEND=1,,\"117.131.85.139\",5254\r");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use super::lines::{self, about};
use crate::Prompt;
use crate::command::{Body, Fields, Param, commands, information};
use crate::params::{ParamError, Params, ParamsWriter, Str, WriteError};

commands! { "+CIPSEND":
    /// Which connections and lengths there are: `(0-9),(1-1500)`. Of the command manual.
    Test -> Supported, lines::listed::<Self>;
}

type Reply<'a> = super::Reply<'a, Answer>;

/// Sends data. `OK` comes behind the data, the [`Answer`] behind it within 120 s, or in front of it.
///
/// While one is pending another one gives `+CIPERROR: 8`.
#[expect(clippy::exhaustive_structs, reason = "a literal is the point")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Set<'a> {
    /// On which connection, 0 to 9.
    pub link_num: u8,
    /// `<length>`: the data.
    #[doc(alias = "length")]
    pub data: Data<'a>,
    /// To which host; of a socket for datagrams.
    pub server_ip: Option<Str<'a>>,
    /// To which port of it.
    pub server_port: Option<u16>,
}

impl<'a> Set<'a> {
    /// On a connection.
    pub const fn tcp(link_num: u8, data: Data<'a>) -> Self {
        Self { link_num, data, server_ip: None, server_port: None }
    }

    /// To a host.
    pub fn udp(link_num: u8, data: Data<'a>, host: impl Into<Str<'a>>, port: u16) -> Self {
        Self { server_ip: Some(host.into()), server_port: Some(port), ..Self::tcp(link_num, data) }
    }

    /// Which of the parameters has to be there and is not.
    fn missing(&self) -> Option<u16> {
        match (self.server_ip.filter(|host| !host.is_empty()), self.server_port) {
            (None, Some(_)) => Some(3),
            (Some(_), None) => Some(4),
            _ => None,
        }
    }
}

impl<'a> Fields<'a> for Set<'a> {
    fn read(params: &mut Params<'a>) -> Result<Self, ParamError> {
        let set = Self {
            link_num: params.number_within(0, 9)?,
            data: Param::take(params)?,
            server_ip: params.opt_str()?,
            server_port: params.opt_u16()?,
        };
        match set.missing() {
            Some(index) => Err(ParamError::Missing { index }),
            None => Ok(set),
        }
    }

    fn write(&self, params: &mut ParamsWriter<'_, '_>) -> Result<(), WriteError> {
        if let Some(index) = self.missing() {
            return Err(WriteError::Empty { index });
        }
        params.number_within(self.link_num, 0, 9)?;
        self.data.put(params)?;
        params.opt_string(self.server_ip)?;
        params.opt_number(self.server_port);
        Ok(())
    }
}

about!(Set<'a>.link_num = Set "+CIPSEND" -> Reply<'l>, |plan| {
    lines::told_of_one::<Self>(plan).with_prompt(Prompt::Greater)
}; fn body(&self) -> Option<Body<'_>> {
    Some(match self.data.length {
        Some(_) => Body::counted(self.data.bytes),
        None => Body::escaped(self.data.bytes),
    })
});

/// The data, which is sent once the modem asks for it, and its length if the command has one.
///
/// A modem reads the length only; what it gets behind its prompt is read by [`Unescaped`] if there is none.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Data<'a> {
    length: Option<u32>,
    bytes: &'a [u8],
}

impl<'a> Data<'a> {
    /// The highest length there may be, in bytes.
    pub const MAX: usize = 1500;

    /// Data with its length, which is 1 to [`MAX`](Self::MAX): the command cannot be written else.
    pub const fn counted(bytes: &'a [u8]) -> Self {
        let length = if bytes.len() > u32::MAX as usize { u32::MAX } else { bytes.len() as u32 };
        Self { length: Some(length), bytes }
    }

    /// Data that ends with Ctrl-Z, which is added.
    pub const fn ended(bytes: &'a [u8]) -> Self {
        Self { length: None, bytes }
    }

    /// How long it is, if the command has a length.
    pub const fn length(self) -> Option<u32> {
        self.length
    }

    /// The data; none if it was read.
    pub const fn as_bytes(&self) -> &'a [u8] {
        self.bytes
    }
}

/// The data may be anything, a password, too.
impl core::fmt::Debug for Data<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Data").field("length", &self.length).finish_non_exhaustive()
    }
}

/// Its length.
impl Param<'_> for Data<'_> {
    fn take(params: &mut Params<'_>) -> Result<Self, ParamError> {
        let mut ahead = *params;
        if ahead.opt_u32() == Ok(None) {
            *params = ahead;
            return Ok(Self { length: None, bytes: &[] });
        }
        let length = params.number_within(1, Self::MAX as i32)?;
        Ok(Self { length: Some(length), bytes: &[] })
    }

    fn put(&self, params: &mut ParamsWriter<'_, '_>) -> Result<(), WriteError> {
        match self.length {
            Some(length) => params.number_within(length, 1, Self::MAX as i32),
            None => {
                // The comma stands there in any case.
                params.parts(|_| {});
                Ok(())
            }
        }
    }
}

/// Its length, which is what stands in the line.
#[cfg(feature = "serde")]
impl serde::Serialize for Data<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.length.serialize(serializer)
    }
}

information! {
    /// What became of it.
    Answer = "+CIPSEND" {
        /// On which connection.
        link_num: u8,
        /// How many bytes were to be sent.
        req_send_length: i32,
        /// How many bytes are: less than that is a short write, 0 says that the modem has no room, -1 that
        /// the connection is gone.
        cnf_send_length: i32,
    }
}

impl Answer {
    /// Whether the connection is gone.
    pub const fn is_gone(&self) -> bool {
        self.cnf_send_length < 0
    }

    /// Whether the modem has taken nothing, since it has no room.
    pub const fn is_full(&self) -> bool {
        self.cnf_send_length == 0 && self.req_send_length != 0
    }

    /// Whether something was not taken, and has to be sent once more.
    pub const fn is_short(&self) -> bool {
        self.cnf_send_length < self.req_send_length
    }
}

/// Takes away the escapes of data without a length, byte by byte, as the modem gets it.
///
/// ```
/// use cellwire_at::vendor::a76xx::cipsend::{Taken, Unescaper};
///
/// let mut unescaper = Unescaper::new();
/// let taken = b"a\x03\x1a\x1a".map(|byte| unescaper.take(byte));
/// assert_eq!(taken, [Taken::Byte(b'a'), Taken::Nothing, Taken::Byte(0x1a), Taken::End]);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Unescaper {
    escapes: bool,
}

/// What a byte behind the prompt is.
#[expect(clippy::exhaustive_enums, reason = "whoever takes data has to tell them apart")]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Taken {
    /// The first half of an escape.
    Nothing,
    /// A byte of the data.
    Byte(u8),
    /// The end of the data.
    End,
    /// The data is not to be sent.
    Cancel,
}

impl Unescaper {
    /// In front of the first byte.
    pub const fn new() -> Self {
        Self { escapes: false }
    }

    /// Takes the next byte. One behind an ETX is data, whatever it is.
    pub const fn take(&mut self, byte: u8) -> Taken {
        if self.escapes {
            self.escapes = false;
            return Taken::Byte(byte);
        }
        match byte {
            0x03 => {
                self.escapes = true;
                Taken::Nothing
            }
            0x1a => Taken::End,
            0x1b => Taken::Cancel,
            byte => Taken::Byte(byte),
        }
    }
}

/// The bytes of data without a length, up to its end, without escapes.
///
/// ```
/// use cellwire_at::vendor::a76xx::cipsend::Unescaped;
///
/// assert!(Unescaped::new(b"a\x03\x03b\x1aAT").eq(*b"a\x03b"));
/// ```
#[derive(Clone, Debug)]
pub struct Unescaped<'a> {
    rest: &'a [u8],
    unescaper: Unescaper,
}

impl<'a> Unescaped<'a> {
    /// What was received behind the prompt. It may be without its end.
    pub const fn new(received: &'a [u8]) -> Self {
        Self { rest: received, unescaper: Unescaper::new() }
    }
}

impl Iterator for Unescaped<'_> {
    type Item = u8;

    fn next(&mut self) -> Option<u8> {
        while let Some((first, rest)) = self.rest.split_first() {
            self.rest = rest;
            match self.unescaper.take(*first) {
                Taken::Byte(byte) => return Some(byte),
                Taken::Nothing => {}
                Taken::End | Taken::Cancel => self.rest = &[],
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;
    use core::time::Duration;

    use cellwire_codec::Writer;
    use proptest::prelude::*;

    use super::*;
    use crate::Verdict;
    use crate::command::Command;
    use crate::command::testing::{answer, assert_command, assert_line};
    use crate::vendor::a76xx::error::{ErrCode, Failure};
    use crate::vendor::a76xx::testing::{belongs, refused, unwritable, verdict};

    fn written(set: Set<'_>) -> Vec<u8> {
        let mut buffer = [0; 100];
        let len = set.write_line(&mut buffer).unwrap();
        buffer[..len].to_vec()
    }

    fn of(length: Option<u32>) -> Data<'static> {
        Data { length, bytes: &[] }
    }

    #[test]
    fn forms() {
        assert_command("+CIPSEND=?", Test {});
        assert_command("+CIPSEND=1,5", Set::tcp(1, of(Some(5))));
        assert_command("+CIPSEND=1,", Set::tcp(1, of(None)));
        let set = Set::udp(1, of(None), "117.131.85.139", 5254);
        assert_command("+CIPSEND=1,,\"117.131.85.139\",5254", set);
        let set = Set { data: of(Some(1500)), ..set };
        assert_command("+CIPSEND=1,1500,\"117.131.85.139\",5254", set);
        assert_eq!(written(Set::tcp(0, Data::counted(b"HELLO"))), b"AT+CIPSEND=0,5\r");
        assert_eq!(written(Set::tcp(0, Data::ended(b"HELLO"))), b"AT+CIPSEND=0,\r");
        let set = Set::parse(Params::new(b"0")).unwrap();
        assert_eq!(set.data.length(), None);
    }

    #[test]
    fn refusals() {
        let long = [0; 1501];
        let text = "parameter 2: 1501 is not in 1 to 1500";
        assert_eq!(unwritable(Set::tcp(0, Data::counted(&long))), text);
        assert_eq!(refused::<Set<'_>>("0,1501"), text);
        let text = "parameter 2: 0 is not in 1 to 1500";
        assert_eq!(unwritable(Set::tcp(0, Data::counted(b""))), text);
        let text = "parameter 1: 10 is not in 0 to 9";
        assert_eq!(unwritable(Set::tcp(10, Data::counted(b"a"))), text);
        assert_eq!(refused::<Set<'_>>("1,5,,7"), "parameter 3 is missing");
        assert_eq!(refused::<Set<'_>>("1,5,\"a\""), "parameter 4 is missing");
        let set = Set { server_port: Some(7), ..Set::tcp(1, of(Some(1))) };
        assert_eq!(unwritable(set), "parameter 3 is empty");
    }

    #[test]
    fn bodies() {
        let sent = |data| {
            let mut buffer = [0; 20];
            let mut writer = Writer::new(&mut buffer);
            Set::tcp(0, data).body().unwrap().put(&mut writer);
            let len = writer.finish().unwrap();
            buffer[..len].to_vec()
        };
        assert_eq!(sent(Data::counted(b"a\x1ab")), b"a\x1ab");
        assert_eq!(sent(Data::ended(b"HELLOSERVER")), b"HELLOSERVER\x1a");
        assert_eq!(sent(Data::ended(b"\x1a\x1b\x03")), b"\x03\x1a\x03\x1b\x03\x03\x1a");
    }

    /// S4: behind `OK`, in front of it, and short.
    #[test]
    fn results() {
        let whole = Answer { link_num: 1, req_send_length: 5, cnf_send_length: 5 };
        assert_line("+CIPSEND: 1,5,5", whole);
        assert!(!whole.is_short() && !whole.is_full() && !whole.is_gone());
        let of = |line| answer::<Set<'_>>(line).ok().unwrap();
        let short = of("+CIPSEND: 0,1024,512");
        assert!(short.is_short() && !short.is_full());
        let full = of("+CIPSEND: 0,1024,0");
        assert!(full.is_short() && full.is_full() && !full.is_gone());
        let gone = Answer { link_num: 0, req_send_length: 5, cnf_send_length: -1 };
        assert_line("+CIPSEND: 0,5,-1", gone);
        assert!(gone.is_gone() && gone.is_short() && !gone.is_full());

        let plan = Set::tcp(1, Data::counted(b"HELLO")).plan();
        assert_eq!(plan.prompt(), Some(Prompt::Greater));
        assert_eq!(plan.deadline(), Duration::from_secs(120));
        assert_eq!(verdict(plan, "+CIPSEND: 1,5,5"), Verdict::Whole);
        assert_eq!(verdict(plan, "+CIPSEND: 0,5,5"), Verdict::No);
        assert_eq!(verdict(Set::usual_plan(), "+CIPSEND: 0,5,5"), Verdict::Whole);
    }

    #[test]
    fn failures() {
        let plan = Set::tcp(1, Data::counted(b"HELLO")).plan();
        for line in ["+CIPERROR: 8", "+IP ERROR: Sending time out"] {
            assert_eq!(belongs(plan, line, 0), crate::Belongs::Yes);
            assert_eq!(verdict(plan, line), Verdict::Partial);
        }
        let failure = answer::<Set<'_>>("+CIPERROR: 8").ok().unwrap_err();
        assert!(matches!(failure, Failure::CipError(error) if error.err == ErrCode::BUSY));
    }

    #[test]
    fn cancelled() {
        let mut unescaper = Unescaper::new();
        assert_eq!(unescaper.take(0x1b), Taken::Cancel);
        assert_eq!(unescaper.take(0x03), Taken::Nothing);
        assert_eq!(unescaper.take(0x1b), Taken::Byte(0x1b));
        assert!(Unescaped::new(b"ab\x1bcd").eq(*b"ab"));
        assert!(Unescaped::new(b"ab\x03").eq(*b"ab"));
    }

    proptest! {
        #[test]
        fn what_is_escaped_is_unescaped(data in prop::collection::vec(
            prop_oneof![Just(0x03), Just(0x1a), Just(0x1b), any::<u8>()],
            0..50,
        ), behind: Vec<u8>) {
            let mut buffer = [0; 200];
            let mut writer = Writer::new(&mut buffer);
            Body::escaped(&data).put(&mut writer);
            let len = writer.finish().unwrap();
            let received = [&buffer[..len], &behind].concat();
            prop_assert!(Unescaped::new(&received).eq(data));
        }
    }
}
