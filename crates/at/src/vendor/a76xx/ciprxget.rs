//! `+CIPRXGET`: whether received data is pushed or kept, and fetching it (note, 1.5.4, 3.2.2, 3.3.2).
//!
//! | command | what | answer |
//! |---|---|---|
//! | `AT+CIPRXGET=<0\|1>` | [`SetMode`]: pushed, or kept | |
//! | `AT+CIPRXGET=2,<link>[,<n>]` | [`Get`]: fetches it as it is | [`Data`], and so many bytes |
//! | `AT+CIPRXGET=3,<link>[,<n>]` | [`GetHex`]: fetches it in digits | [`HexData`], and two digits for each byte |
//! | `AT+CIPRXGET=4,<link>` | [`Count`]: how much there is | [`Unread`] |
//! | `AT+CIPRXGET?` | [`Read`]: pushed, or kept | [`ReadAnswer`] |
//!
//! [`Arrived`], `+CIPRXGET: 1,<link>`, comes unsolicited, also in front of an answer.
//!
//! What stands behind a [`Data`] or a [`HexData`] is a payload of the [dialect](crate::Dialect::A76XX).
//! The note prints the number of bytes, also in front of digits.
//!
//! ```
//! use cellwire_at::Line;
//! use cellwire_at::command::Command;
//! use cellwire_at::vendor::a76xx::ciprxget::Get;
//!
//! let mut buffer = [0; 64];
//! let len = Get { link_num: 1, len: Some(5) }.write_line(&mut buffer)?;
//! assert_eq!(&buffer[..len], b"AT+CIPRXGET=2,1,5\r");
//!
//! let data = Get::answer(Line::new(b"+CIPRXGET: 2,1,5,11"))?.ok().unwrap();
//! assert_eq!((data.link_num, data.read_len, data.rest_len), (1, 5, 11));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use super::lines;
use crate::command::{
    Command, Fields, Information, Param, Ranged, command, commands, information, named,
};
use crate::params::{ParamError, Params, ParamsWriter, Quirks, WriteError};
use crate::{Belongs, Form, Line, Lines, Plan};

named! {
    /// `<mode>`: what becomes of received data.
    Mode(u8) {
        /// It is pushed: [`receive`](super::receive).
        PUSH = 0, "direct push";
        /// It is kept, and the host is told of it.
        BUFFER = 1, "buffer access";
    }
}

type Failed<'a> = super::error::Failure<'a>;
type ReadReply<'a> = super::Reply<'a, ReadAnswer>;

commands! { "+CIPRXGET":
    /// Which modes there are. Of the command manual.
    Test -> Supported, lines::listed::<Self>;
    /// What becomes of received data.
    Read -> ReadReply<'l>, |plan: Plan| plan.with_lines(Lines::ChosenOfAll(belongs_to_read));
}

command! {
    /// `AT+CIPRXGET=<mode>`: what becomes of received data; before a connection is opened.
    SetMode = Set "+CIPRXGET" {
        /// It is pushed, which is the default, or kept.
        mode: Mode = 0..=1,
    } -> Failed<'l>, lines::unanswered(Plan::new("+CIPRXGET", Form::Set))
}

information! {
    /// What becomes of received data.
    ReadAnswer = "+CIPRXGET" {
        /// It is pushed or kept.
        mode: Mode,
    }
}

/// Declares structs whose first parameter is always the same number.
macro_rules! moded {
    ($(
        $(#[$meta:meta])*
        $name:ident = $mode:literal {
            $($(#[$doc:meta])* $field:ident: $type:ty $(= $first:literal..=$last:literal)?,)*
        }
    )*) => {$(
        $(#[$meta])*
        #[expect(clippy::exhaustive_structs, reason = "a literal is the point")]
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize))]
        pub struct $name { $($(#[$doc])* pub $field: $type,)* }

        impl Fields<'_> for $name {
            fn read(params: &mut Params<'_>) -> Result<Self, ParamError> {
                params.number_within::<u8>($mode, $mode)?;
                Ok(Self { $($field: moded!(@take params $(, $first, $last)?)?,)* })
            }

            fn write(&self, params: &mut ParamsWriter<'_, '_>) -> Result<(), WriteError> {
                params.number($mode);
                $(moded!(@put &self.$field, params $(, $first, $last)?)?;)*
                Ok(())
            }
        }
    )*};
    (@take $params:ident) => { Param::take($params) };
    (@take $params:ident, $first:literal, $last:literal) => {
        Ranged::take_within($params, $first, $last)
    };
    (@put $value:expr, $params:ident) => { Param::put($value, $params) };
    (@put $value:expr, $params:ident, $first:literal, $last:literal) => {
        Ranged::put_within($value, $params, $first, $last)
    };
}

moded! {
    /// `AT+CIPRXGET=2,<link_num>[,<len>]`: fetches data as it is.
    Get = 2 {
        /// Of which connection, 0 to 9.
        link_num: u8 = 0..=9,
        /// How much at most, 1 to 1500 bytes; as much as there is up to that, if it is not said.
        len: Option<u16> = 1..=1500,
    }

    /// `AT+CIPRXGET=3,<link_num>[,<len>]`: fetches data in hexadecimal digits.
    GetHex = 3 {
        /// Of which connection, 0 to 9.
        link_num: u8 = 0..=9,
        /// How much at most, 1 to 750 bytes; as much as there is up to that, if it is not said.
        len: Option<u16> = 1..=750,
    }

    /// `AT+CIPRXGET=4,<link_num>`: how much there is.
    Count = 4 {
        /// Of which connection, 0 to 9.
        link_num: u8 = 0..=9,
    }

    /// `+CIPRXGET: 1,<link_num>`: there is data to be fetched, unsolicited.
    Arrived = 1 {
        /// Of which connection.
        link_num: u8,
    }

    /// `+CIPRXGET: 2,<link_num>,<read_len>,<rest_len>`: the data is behind the line end.
    Data = 2 {
        /// Of which connection.
        link_num: u8,
        /// How many bytes follow.
        read_len: u16,
        /// How many bytes are left.
        rest_len: u32,
    }

    /// `+CIPRXGET: 3,<link_num>,<read_len>,<rest_len>`: the data is behind the line end, in hexadecimal
    /// digits.
    HexData = 3 {
        /// Of which connection.
        link_num: u8,
        /// How many bytes follow, of two digits each.
        read_len: u16,
        /// How many bytes are left.
        rest_len: u32,
    }

    /// `+CIPRXGET: 4,<link_num>,<rest_len>`: how much there is.
    Unread = 4 {
        /// Of which connection.
        link_num: u8,
        /// How many bytes.
        rest_len: u32,
    }
}

macro_rules! fetching {
    ($($name:ident = $mode:literal -> $answer:ident;)*) => {$(
        impl Command for $name {
            const NAME: &'static str = "+CIPRXGET";
            const FORM: Form = Form::Set;
            type Answer<'l> = super::Reply<'l, $answer>;

            /// Of those with parameters, the mode tells which one it is: the lines of all.
            fn usual_plan() -> Plan {
                Plan::new(Self::NAME, Self::FORM).with_lines(Lines::ChosenOfAll(belongs_to_any))
            }

            fn plan(&self) -> Plan {
                Self::usual_plan().with_lines(Lines::ChosenOfAll(|line, _| {
                    belongs_to(line, |mode| mode == $mode)
                }))
            }

            fn answer(line: Line<'_>) -> Result<Self::Answer<'_>, ParamError> {
                Information::parse(line)
            }

            fn answer_noting(line: Line<'_>) -> Result<(Self::Answer<'_>, Quirks), ParamError> {
                Information::parse_noting(line)
            }
        }

        impl Information<'_> for $answer {
            const NAME: &'static str = "+CIPRXGET";
        }
    )*};
}

fetching! {
    Get = 2 -> Data;
    GetHex = 3 -> HexData;
    Count = 4 -> Unread;
}

impl Information<'_> for Arrived {
    const NAME: &'static str = "+CIPRXGET";
}

/// The first parameter of an answer is that of the command; with 1, the line is unsolicited.
fn belongs_to(line: Line<'_>, is_asked: impl Fn(u8) -> bool) -> Belongs {
    match line.params(Get::NAME).and_then(|mut params| params.u8()) {
        Ok(mode) if is_asked(mode) => Belongs::Yes,
        Ok(_) => Belongs::No,
        Err(_) => lines::why_failed(line),
    }
}

fn belongs_to_any(line: Line<'_>, _: u16) -> Belongs {
    belongs_to(line, |mode| matches!(mode, 2..=4))
}

/// The answer to the read form has one parameter.
fn belongs_to_read(line: Line<'_>, before: u16) -> Belongs {
    match line.params(Read::NAME) {
        Ok(params) if before == 0 && params.count() == 1 => Belongs::Yes,
        Ok(_) => Belongs::No,
        Err(_) => lines::why_failed(line),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::testing::{answer, assert_command, assert_line};
    use crate::vendor::a76xx::error::{ErrInfo, Failure};
    use crate::vendor::a76xx::testing::{belongs, refused, unwritable};

    #[test]
    fn forms() {
        assert_command("+CIPRXGET=?", Test {});
        assert_command("+CIPRXGET?", Read {});
        assert_command("+CIPRXGET=0", SetMode { mode: Mode::PUSH });
        assert_command("+CIPRXGET=1", SetMode { mode: Mode::BUFFER });
        assert_command("+CIPRXGET=2,1", Get { link_num: 1, len: None });
        assert_command("+CIPRXGET=2,1,1500", Get { link_num: 1, len: Some(1500) });
        assert_command("+CIPRXGET=3,1", GetHex { link_num: 1, len: None });
        assert_command("+CIPRXGET=3,9,750", GetHex { link_num: 9, len: Some(750) });
        assert_command("+CIPRXGET=4,1", Count { link_num: 1 });
    }

    #[test]
    fn refusals() {
        let text = "parameter 1: 2 is not in 0 to 1";
        assert_eq!(unwritable(SetMode { mode: Mode(2) }), text);
        assert_eq!(refused::<SetMode>("2,1"), text);
        let text = "parameter 1: 3 is not in 2 to 2";
        assert_eq!(refused::<Get>("3,1"), text);
        let text = "parameter 2: 10 is not in 0 to 9";
        assert_eq!(unwritable(Count { link_num: 10 }), text);
        assert_eq!(refused::<Count>("4,10"), text);
        let text = "parameter 3: 1501 is not in 1 to 1500";
        assert_eq!(unwritable(Get { link_num: 0, len: Some(1501) }), text);
        assert_eq!(refused::<Get>("2,0,1501"), text);
        let text = "parameter 3: 751 is not in 1 to 750";
        assert_eq!(unwritable(GetHex { link_num: 0, len: Some(751) }), text);
        let text = "parameter 3: 0 is not in 1 to 750";
        assert_eq!(refused::<GetHex>("3,0,0"), text);
    }

    #[test]
    fn lines() {
        assert_line("+CIPRXGET: 0", ReadAnswer { mode: Mode::PUSH });
        assert_line("+CIPRXGET: 1,1", Arrived { link_num: 1 });
        assert_line("+CIPRXGET: 2,1,5,11", Data { link_num: 1, read_len: 5, rest_len: 11 });
        assert_line("+CIPRXGET: 3,1,5,6", HexData { link_num: 1, read_len: 5, rest_len: 6 });
        assert_line("+CIPRXGET: 4,1,16", Unread { link_num: 1, rest_len: 16 });
        let data = answer::<Get>("+CIPRXGET: 2,0,6,10").ok().unwrap();
        assert_eq!(data, Data { link_num: 0, read_len: 6, rest_len: 10 });
        assert!(Get::answer(Line::new(b"+CIPRXGET: 3,0,6,10")).is_err());
    }

    /// S9: the unsolicited line of another connection, while the answer is awaited.
    #[test]
    fn answer_or_unsolicited() {
        let (get, hex) = (Get { link_num: 1, len: None }, GetHex { link_num: 1, len: None });
        let plans = [get.plan(), hex.plan(), Count { link_num: 1 }.plan()];
        let lines = ["+CIPRXGET: 2,1,5,11", "+CIPRXGET: 3,1,5,6", "+CIPRXGET: 4,1,16"];
        for (asked, plan) in plans.into_iter().enumerate() {
            assert_eq!(belongs(plan, "+CIPRXGET: 1,2", 0), Belongs::No);
            assert_eq!(belongs(plan, "+IP ERROR: No data", 0), Belongs::Yes);
            for (said, line) in lines.into_iter().enumerate() {
                let expected = if asked == said { Belongs::Yes } else { Belongs::No };
                assert_eq!(belongs(plan, line, 0), expected);
                assert_eq!(belongs(Get::usual_plan(), line, 0), Belongs::Yes);
            }
        }
        let plan = SetMode { mode: Mode::BUFFER }.plan();
        assert_eq!(belongs(plan, "+CIPRXGET: 1,0", 0), Belongs::No);
        let plan = Read {}.plan();
        assert_eq!(belongs(plan, "+CIPRXGET: 1,0", 0), Belongs::No);
        assert_eq!(belongs(plan, "+CIPRXGET: 1", 0), Belongs::Yes);
        let plan = Test {}.plan();
        assert_eq!(belongs(plan, "+CIPRXGET: 1,0", 0), Belongs::No);
        assert_eq!(belongs(plan, "+CIPRXGET: (0-4),(0-9),(1-1500)", 0), Belongs::Yes);
    }

    /// S12.
    #[test]
    fn no_data() {
        for line in ["+IP ERROR: No data", "+IP ERROR: 22"] {
            let failure = answer::<Get>(line).ok().unwrap_err();
            assert_eq!(failure.err_info(), Some(ErrInfo::NO_DATA));
        }
        let failure = answer::<SetMode>("+IP ERROR: Operation not supported");
        assert!(matches!(failure, Failure::IpError(_)));
    }
}
