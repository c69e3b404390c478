//! `+CIPCLOSE`: closes a connection, and says which are open (note, 3.2.1, 3.2.3, 3.3.1, 3.4.3).
//!
//! What became of it stands behind `OK`, or in front of it; a failure is `+CIPCLOSE: 0,4` and `ERROR`. In
//! transparent mode a `CLOSED` comes in front of it, or instead.

use cellwire_codec::Writer;

use super::TRANSPARENT_LINK;
use super::error::ErrCode;
use super::lines::{self, about};
use crate::command::{Command, Fields, Information, Numbers, commands, information, params};
use crate::params::{ParamError, Params, ParamsWriter, Quirk, Quirks, WriteError};
use crate::{Belongs, Line, Lines, Plan, Verdict};

type Reply<'a> = super::Reply<'a, Outcome>;
type ReadReply<'a> = super::Reply<'a, States<'a>>;

commands! { "+CIPCLOSE":
    /// Which connections there are: `(0-9)`.
    Test -> Supported, lines::listed::<Self>;
    /// Which connections are open.
    Read -> ReadReply<'l>, |plan: Plan| plan.with_lines(Lines::ChosenOfAll(belongs_to_read));
}

params! {
    /// Closes one.
    Set {
        /// Which one, 0 to 9.
        link_num: u8 = 0..=9,
    }
}

about!(Set.link_num = Set "+CIPCLOSE" -> Reply<'l>, |plan| {
    // `CLOSED` may be all.
    lines::told_of_one::<Self>(plan).with_verdict(verdict, lines::LONG)
});

/// What became of it.
#[expect(clippy::exhaustive_structs, reason = "a literal is the point")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Answer {
    /// Which connection.
    pub link_num: u8,
    /// Whether it is closed.
    pub err: ErrCode,
}

/// Two parameters: more of them are [`States`].
impl Fields<'_> for Answer {
    fn read(params: &mut Params<'_>) -> Result<Self, ParamError> {
        let answer = Self { link_num: params.u8()?, err: ErrCode(params.u16()?) };
        if params.is_done() {
            Ok(answer)
        } else {
            Err(ParamError::Strict { index: 3, quirk: Quirk::Surplus })
        }
    }

    fn write(&self, params: &mut ParamsWriter<'_, '_>) -> Result<(), WriteError> {
        params.number(self.link_num);
        params.number(self.err.0);
        Ok(())
    }
}

impl Information<'_> for Answer {
    const NAME: &'static str = "+CIPCLOSE";
}

/// A line of the answer.
#[expect(clippy::exhaustive_enums, reason = "there is no third")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(untagged))]
pub enum Outcome {
    /// `+CIPCLOSE: <link_num>,<err>`.
    Result(Answer),
    /// `CLOSED`: the connection of the transparent mode is closed. A result may follow.
    Closed,
}

impl Fields<'_> for Outcome {
    fn read(params: &mut Params<'_>) -> Result<Self, ParamError> {
        Answer::read(params).map(Self::Result)
    }

    fn write(&self, params: &mut ParamsWriter<'_, '_>) -> Result<(), WriteError> {
        match self {
            Self::Result(answer) => answer.write(params),
            Self::Closed => Ok(()),
        }
    }
}

impl<'a> Information<'a> for Outcome {
    const NAME: &'static str = "+CIPCLOSE";

    fn parse(line: Line<'a>) -> Result<Self, ParamError> {
        Self::parse_noting(line).map(|(outcome, _)| outcome)
    }

    fn parse_noting(line: Line<'a>) -> Result<(Self, Quirks), ParamError> {
        if lines::is_closed(line) {
            return Ok((Self::Closed, Quirks::NONE));
        }
        Answer::parse_noting(line).map(|(answer, quirks)| (Self::Result(answer), quirks))
    }

    fn put(&self, to: &mut Writer<'_>) -> Result<(), WriteError> {
        match self {
            Self::Result(answer) => answer.put(to),
            Self::Closed => {
                to.bytes(b"CLOSED");
                Ok(())
            }
        }
    }
}

information! {
    /// Which connections are open.
    States<'a> = "+CIPCLOSE" {
        /// Of each connection, ten of them, 1 if it is open.
        link_state: Numbers<'a>,
    }
}

impl States<'_> {
    /// Whether a connection is open.
    pub fn is_open(&self, link_num: u8) -> bool {
        self.link_state.iter().nth(link_num.into()).is_some_and(|state| state != 0)
    }
}

fn verdict(line: Line<'_>, subject: Option<u8>) -> Verdict {
    if lines::is_closed(line) && subject.is_none_or(|link_num| link_num == TRANSPARENT_LINK) {
        return Verdict::Partial;
    }
    match line.params(Set::NAME) {
        // The answer to a read form that is late.
        Ok(params) if params.count() > 2 => Verdict::No,
        _ => lines::verdict_of_one::<Set>(line, subject),
    }
}

/// The result of a command has two parameters, the answer to the read form ten.
fn belongs_to_read(line: Line<'_>, before: u16) -> Belongs {
    match line.params(Read::NAME) {
        Ok(params) if before == 0 && params.count() > 2 => Belongs::Yes,
        Ok(_) => Belongs::No,
        Err(_) => lines::why_failed(line),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::testing::{answer, assert_command, assert_line};
    use crate::vendor::a76xx::testing::{belongs, refused, unwritable, verdict};

    #[test]
    fn forms() {
        assert_command("+CIPCLOSE=?", Test {});
        assert_command("+CIPCLOSE?", Read {});
        assert_command("+CIPCLOSE=9", Set { link_num: 9 });
        let text = "parameter 1: 10 is not in 0 to 9";
        assert_eq!(unwritable(Set { link_num: 10 }), text);
        assert_eq!(refused::<Set>("10"), text);
    }

    /// S2: behind `OK`, in front of it, in front of `ERROR`.
    #[test]
    fn results() {
        let closed = Answer { link_num: 1, err: ErrCode::SUCCEEDED };
        assert_line("+CIPCLOSE: 1,0", closed);
        assert_line("+CIPCLOSE: 1,0", Outcome::Result(closed));
        let failed = answer::<Set>("+CIPCLOSE: 0,4").ok().unwrap();
        let err = ErrCode::NOT_SUPPORTED;
        assert_eq!(failed, Outcome::Result(Answer { link_num: 0, err }));
        let plan = Set { link_num: 1 }.plan();
        assert_eq!(verdict(plan, "+CIPCLOSE: 1,0"), Verdict::Whole);
        assert_eq!(verdict(plan, "+CIPCLOSE: 0,0"), Verdict::No);
        assert_eq!(belongs(plan, "+IPCLOSE: 1,1", 0), Belongs::No);
    }

    /// S14: `CLOSED` and then a result, or alone.
    #[test]
    fn transparent() {
        assert_line("CLOSED", Outcome::Closed);
        assert_eq!(answer::<Set>("CLOSED").ok().unwrap(), Outcome::Closed);
        let plan = Set { link_num: 0 }.plan();
        assert_eq!(verdict(plan, "CLOSED"), Verdict::Partial);
        assert_eq!(verdict(plan, "+CIPCLOSE: 0,0"), Verdict::Whole);
        assert_eq!(verdict(Set::usual_plan(), "CLOSED"), Verdict::Partial);
        assert_eq!(verdict(Set { link_num: 1 }.plan(), "CLOSED"), Verdict::No);
    }

    /// S17.
    #[test]
    fn states() {
        let line = "+CIPCLOSE: 0,1,0,0,0,0,0,0,0,0";
        let states = States { link_state: Numbers::new(&[0, 1, 0, 0, 0, 0, 0, 0, 0, 0]) };
        assert_line(line, states);
        assert!(states.is_open(1) && !states.is_open(0) && !states.is_open(10));
        assert_eq!(belongs(Read {}.plan(), line, 0), Belongs::Yes);
        assert_eq!(belongs(Read {}.plan(), line, 1), Belongs::No);
        assert_eq!(belongs(Read {}.plan(), "+CIPCLOSE: 1,0", 0), Belongs::No);
        assert!(Set::answer(Line::new(line.as_bytes())).is_err());
        assert_eq!(verdict(Set { link_num: 0 }.plan(), line), Verdict::No);
    }
}
