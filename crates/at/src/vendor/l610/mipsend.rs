//! `+MIPSEND`: sends data (Fibocom L610 TCP/UDP, 1.1.6 and 1.2.1 to 1.2.3).
//!
//! There are three ways, and a type for each:
//!
//! | type | command | data | what may be in it |
//! |---|---|---|---|
//! | [`Hex`] | `AT+MIPSEND=1,"4444"` | digits on the command line, up to 1024 bytes | any bytes |
//! | [`Counted`] | `AT+MIPSEND=1,5` | raw bytes behind a prompt, as many as announced, up to 2048 | any bytes |
//! | [`Prompted`] | `AT+MIPSEND=1` | raw bytes behind a prompt, up to a Ctrl-Z, up to 2048 | neither Ctrl-Z nor ESC |
//!
//! The manual calls the last two HEX mode, though the data is raw. The last one also ends when nothing has come
//! for the time that [`+GTSET`](super::gtset) sets; the body that is sent here has a Ctrl-Z. The L610 has no
//! escape for a Ctrl-Z in the data.
//!
//! Data that was sent behind a prompt gets `OK`, `+MIPPUSH` for TCP, `+MIPSEND`, and a second `OK`. Not every
//! module prints all of that, so each of the lines is a [part](crate::Verdict::Partial) of the result, which is
//! over with the second `OK` or with a short time of quiet.
//!
//! ```
//! use cellwire_at::Line;
//! use cellwire_at::command::{Body, Command};
//! use cellwire_at::vendor::l610::{CountedData, HexString, mipsend};
//!
//! let mut buffer = [0; 32];
//! let send = mipsend::Counted { socket_id: 1, data: CountedData::new(b"a\x1ab")? };
//! let len = send.write_line(&mut buffer)?;
//! assert_eq!(&buffer[..len], b"AT+MIPSEND=1,3\r");
//! assert_eq!(send.body(), Some(Body::counted(b"a\x1ab")));
//!
//! let send = mipsend::Hex { socket_id: 1, data: HexString::new(b"DD") };
//! let len = send.write_line(&mut buffer)?;
//! assert_eq!(&buffer[..len], b"AT+MIPSEND=1,\"4444\"\r");
//! let sent = mipsend::Hex::answer(Line::new(b"+MIPSEND: 1,0,2046"))?;
//! assert_eq!((sent.status, sent.free_size), (mipsend::Status::SUCCESS, 2046));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use core::time::Duration;

use super::table::{awaited, one_of, params};
use super::{CountedData, HexString, PerSocket, PromptedData, mippush};
use crate::command::{Body, Command, Information, commands, information, named, params};
use crate::params::{ParamError, Quirks};
use crate::{Belongs, Form, Line, Lines, Plan, Prompt, Verdict};

/// How long the lines behind `OK` may take.
const DEADLINE: Duration = Duration::from_secs(10);

/// The longest time of silence that `AT+GTSET="SENDTIME"` knows, and a second.
const SEND_TIME: Duration = Duration::from_secs(31);

named! {
    /// `<status>`: whether the data is in the buffer, or with `+MIPPUSH` in the protocol stack. The manual
    /// has 0 and 1 for `+MIPSEND` in section 1.1.6, and 0 to 2 elsewhere.
    Status(u8) {
        /// It is.
        SUCCESS = 0, "success";
        /// It is not: the socket does not take anything before `+MIPXON`.
        FLOWED_OFF = 1, "socket is flowed off";
        /// There is none.
        NO_DATA = 2, "no data to send";
    }
}

commands! { "+MIPSEND":
    /// How much each active socket can take.
    Read -> Answer, |plan| plan.with_lines(Lines::Chosen(belongs_to_read)).within(5);
}

params! {
    /// `AT+MIPSEND=<socket_id>,"<data>"`: sends a string of digits.
    Hex<'a> {
        /// Which socket, 1 to 6.
        socket_id: u8 = 1..=6,
        /// The data.
        data: HexString<'a>,
    }
}

params! {
    /// `AT+MIPSEND=<socket_id>,<data_len>`: sends data whose length is announced.
    Counted<'a> {
        /// Which socket, 1 to 6.
        socket_id: u8 = 1..=6,
        /// The data.
        data: CountedData<'a>,
    }
}

params! {
    /// `AT+MIPSEND=<socket_id>`: sends data up to a Ctrl-Z.
    Prompted<'a> {
        /// Which socket, 1 to 6.
        socket_id: u8 = 1..=6,
        /// The data.
        data: PromptedData<'a>,
    }
}

impl Command for Hex<'_> {
    const NAME: &'static str = "+MIPSEND";
    const FORM: Form = Form::Set;
    type Answer<'l> = Sent;

    fn usual_plan() -> Plan {
        Plan::new(Self::NAME, Self::FORM).with_lines(Lines::Chosen(belongs_to_hex)).within(5)
    }

    fn answer(line: Line<'_>) -> Result<Sent, ParamError> {
        Sent::parse(line)
    }

    fn answer_noting(line: Line<'_>) -> Result<(Sent, Quirks), ParamError> {
        Sent::parse_noting(line)
    }
}

awaited! {
    Counted<'a> = Set "+MIPSEND" -> Progress,
    |plan| prompted(plan).with_deadline(DEADLINE),
    |send: &Counted<'_>, plan: Plan| {
        let plan = plan.about(send.socket_id);
        // No data is not asked for.
        if send.data.data_len() == 0 { plan.without_prompt() } else { plan }
    },
    |send: &Counted<'a>| Body::counted(send.data.as_bytes())
}

awaited! {
    Prompted<'a> = Set "+MIPSEND" -> Progress,
    |plan| prompted(plan).with_deadline(SEND_TIME),
    |send: &Prompted<'_>, plan: Plan| plan.about(send.socket_id),
    |send: &Prompted<'a>| Body::text(send.data.as_bytes())
}

fn prompted(plan: Plan) -> Plan {
    plan.with_lines(Lines::Named { at_most: 0 })
        .with_prompt(Prompt::Greater)
        .with_verdict(verdict, DEADLINE)
}

/// How much a socket can take, or none.
pub type Answer = PerSocket<Free>;

information! {
    /// How much a socket can take.
    Free = "+MIPSEND" {
        /// Which one.
        socket_id: u8,
        /// How many bytes, 0 to 2048.
        free_size: u16,
    }
}

information! {
    /// The data is in the buffer, or is not.
    Sent = "+MIPSEND" {
        /// Of which socket.
        socket_id: u8,
        /// Whether it is.
        status: Status,
        /// How many bytes are free, 0 to 2048.
        free_size: u16,
    }
}

one_of! {
    /// What becomes of data that was sent behind a prompt.
    Progress {
        /// It is in the buffer, or is not.
        Sent(Sent),
        /// It is in the protocol stack, or is not.
        Pushed(mippush::Pushed),
    }
}

/// The answer has two numbers or one, a result has three.
fn belongs_to_read(line: Line<'_>, _: u16) -> Belongs {
    match params(line).map(|params| params.count()) {
        Some(1 | 2) => Belongs::Yes,
        _ => Belongs::No,
    }
}

fn belongs_to_hex(line: Line<'_>, before: u16) -> Belongs {
    if before == 0 && Sent::parse(line).is_ok() { Belongs::Yes } else { Belongs::No }
}

/// Nobody knows which of the two lines is the last one.
fn verdict(line: Line<'_>, socket: Option<u8>) -> Verdict {
    let about = match Progress::parse(line) {
        Ok(Progress::Sent(sent)) => sent.socket_id,
        Ok(Progress::Pushed(pushed)) => pushed.socket_id,
        Err(_) => return Verdict::No,
    };
    if socket.is_none_or(|socket| socket == about) { Verdict::Partial } else { Verdict::No }
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use super::*;
    use crate::command::testing::{answer, assert_command, assert_line, assert_written};
    use crate::params::Params;

    fn sent(status: Status, free_size: u16) -> Sent {
        Sent { socket_id: 1, status, free_size }
    }

    /// L9: digits in quotes are data, a number without them is a length.
    #[test]
    fn forms() {
        assert_command("+MIPSEND?", Read {});
        assert_command("+MIPSEND=1,\"4444\"", Hex { socket_id: 1, data: HexString::new(b"DD") });
        assert_command("+MIPSEND=6,\"\"", Hex { socket_id: 6, data: HexString::new(b"") });
        let data = PromptedData::default();
        assert_command("+MIPSEND=1", Prompted { socket_id: 1, data });
        let send = Counted { socket_id: 1, data: CountedData::new(b"hello").unwrap() };
        let mut buffer = [0; 32];
        let len = send.write_line(&mut buffer).unwrap();
        assert_eq!(&buffer[..len], b"AT+MIPSEND=1,5\r");
        let read = Counted::parse(Params::strict(b"1,5")).unwrap();
        assert_eq!((read.data.data_len(), read.data.as_bytes()), (5, &b""[..]));

        assert!(Hex::parse(Params::new(b"1,5")).is_err());
        assert!(Hex::parse(Params::new(b"1")).is_err());
        assert!(Counted::parse(Params::strict(b"1,\"4444\"")).is_err());
        assert!(Counted::parse(Params::new(b"1")).is_err());
        assert!(Prompted::parse(Params::strict(b"1,5")).is_err());
    }

    #[test]
    fn bodies() {
        let send = Counted { socket_id: 1, data: CountedData::new(b"a\x1a\x1b\r\n").unwrap() };
        assert_eq!(send.body(), Some(Body::counted(b"a\x1a\x1b\r\n")));
        let send = Prompted { socket_id: 1, data: PromptedData::new(b"hello").unwrap() };
        assert_eq!(send.body(), Some(Body::text(b"hello")));
        assert!(Hex { socket_id: 1, data: HexString::new(b"a") }.body().is_none());
    }

    #[test]
    fn ranges() {
        let mut buffer = [0; 32];
        let range = "parameter 1: 7 is not in 1 to 6";
        let hex = Hex { socket_id: 7, data: HexString::new(b"") };
        assert_eq!(hex.write_line(&mut buffer).unwrap_err().to_string(), range);
        let counted = Counted { socket_id: 7, data: CountedData::new(b"").unwrap() };
        assert_eq!(counted.write_line(&mut buffer).unwrap_err().to_string(), range);
        let prompted = Prompted { socket_id: 7, data: PromptedData::default() };
        assert_eq!(prompted.write_line(&mut buffer).unwrap_err().to_string(), range);
        assert_eq!(Hex::parse(Params::new(b"7,\"00\"")).unwrap_err().to_string(), range);
        assert_eq!(Prompted::parse(Params::new(b"7")).unwrap_err().to_string(), range);
        let error = Counted::parse(Params::new(b"1,2049")).unwrap_err();
        assert_eq!(error.to_string(), "parameter 2: 2049 is not in 0 to 2048");
    }

    #[test]
    fn lines() {
        assert_line("+MIPSEND: 1,2048", Answer::Socket(Free { socket_id: 1, free_size: 2048 }));
        // L18.
        assert_line("+MIPSEND: 0", Answer::NoSocket);
        assert_line("+MIPSEND: 1,0,2046", sent(Status::SUCCESS, 2046));
        assert_line("+MIPSEND: 1,2,2048", sent(Status::NO_DATA, 2048));
        assert_line("+MIPSEND: 1,1,0", Progress::Sent(sent(Status::FLOWED_OFF, 0)));
        let status = Status::SUCCESS;
        let pushed = mippush::Pushed { socket_id: 1, status, accumulated_sent_length: None };
        assert_line("+MIPPUSH: 1,0", Progress::Pushed(pushed));
        assert_written("+MIPPUSH: 1,0", &Progress::Pushed(pushed));
        assert_eq!(answer::<Counted<'_>>("+MIPPUSH: 1,0"), Progress::Pushed(pushed));
        assert_eq!(answer::<Hex<'_>>("+MIPSEND: 1,7,0").status, Status(7));
    }

    #[test]
    fn whose_lines() {
        let belongs = |plan: Plan, line: &'static str, before| {
            plan.belongs(Line::new(line.as_bytes()), before, |_| true)
        };
        for line in ["+MIPSEND: 1,2048", "+MIPSEND: 0"] {
            assert_eq!(belongs(Read.plan(), line, 3), Belongs::Yes, "{line}");
        }
        assert_eq!(belongs(Read.plan(), "+MIPSEND: 1,0,2048", 0), Belongs::No);
        let plan = Hex { socket_id: 1, data: HexString::new(b"") }.plan();
        assert_eq!(belongs(plan, "+MIPSEND: 1,0,2046", 0), Belongs::Yes);
        assert_eq!(belongs(plan, "+MIPSEND: 1,0,2046", 1), Belongs::No);
        assert_eq!(belongs(plan, "+MIPSEND: 1,2046", 0), Belongs::No);
        assert!(plan.prompt().is_none() && plan.verdict_deadline().is_none());

        let counted = Counted { socket_id: 1, data: CountedData::new(b"hello").unwrap() }.plan();
        let prompted = Prompted { socket_id: 1, data: PromptedData::default() }.plan();
        assert_eq!(counted.deadline(), Duration::from_secs(10));
        assert_eq!(prompted.deadline(), Duration::from_secs(31));
        for plan in [counted, prompted] {
            assert_eq!(plan.prompt(), Some(Prompt::Greater));
            // L7.
            for line in
                ["+MIPPUSH: 1,0", "+MIPPUSH: 1,0,5", "+MIPSEND: 1,0,2048", "+MIPSEND: 1,1,0"]
            {
                assert_eq!(plan.verdict(Line::new(line.as_bytes())), Verdict::Partial, "{line}");
                assert_eq!(belongs(plan, line, 0), Belongs::Yes, "{line}");
            }
            for line in ["+MIPPUSH: 2,0", "+MIPSEND: 2,0,2048", "+MIPSEND: 1,2048", "+MIPXOFF: 1"] {
                assert_eq!(plan.verdict(Line::new(line.as_bytes())), Verdict::No, "{line}");
                assert_eq!(belongs(plan, line, 0), Belongs::No, "{line}");
            }
        }
        let usual = Counted::usual_plan();
        assert_eq!(usual.verdict(Line::new(b"+MIPPUSH: 2,0")), Verdict::Partial);
    }
}
