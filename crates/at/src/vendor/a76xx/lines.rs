//! Which lines belong to a command, and which of them says what became of it.

use core::time::Duration;

use super::error::Failure;
use crate::command::Command;
use crate::params::Peek;
use crate::{Belongs, Line, Lines, Plan, Verdict};

/// How long the modem may take to open, to close and to send.
pub(super) const LONG: Duration = Duration::from_secs(120);

const fn yes_if(belongs: bool) -> Belongs {
    if belongs { Belongs::Yes } else { Belongs::No }
}

/// The command has no answer, but a line may say why it has failed.
pub(super) fn unanswered(plan: Plan) -> Plan {
    plan.with_lines(Lines::ChosenOfAll(|line, _| why_failed(line)))
}

/// The answer is lines with the name of the command, or one that says why it has failed.
pub(super) fn answered<C: Command>(plan: Plan) -> Plan {
    plan.with_lines(Lines::ChosenOfAll(|line, _| yes_if(line.is(C::NAME) || Failure::is(line))))
}

/// The answer is one line with the name of the command, or one that says why it has failed.
pub(super) fn answered_once<C: Command>(plan: Plan) -> Plan {
    plan.with_lines(Lines::ChosenOfAll(|line, before| {
        yes_if((before == 0 && line.is(C::NAME)) || Failure::is(line))
    }))
}

/// The answer to the test form has a list.
pub(super) fn listed<C: Command>(plan: Plan) -> Plan {
    plan.with_lines(Lines::Chosen(|line, before| {
        let is_list = line.params(C::NAME).is_ok_and(|params| params.peek() == Peek::List);
        yes_if(before == 0 && is_list)
    }))
}

/// What became of it is told by `+NAME: <err>`, behind `OK` or in front of the final result.
pub(super) fn told<C: Command>(plan: Plan) -> Plan {
    fn verdict<C: Command>(line: Line<'_>, _: Option<u8>) -> Verdict {
        match line.params(C::NAME).and_then(|mut params| params.i32()) {
            Ok(_) => Verdict::Whole,
            Err(_) => failed(line),
        }
    }
    unanswered(plan).with_deadline(LONG).with_verdict(verdict::<C>, LONG)
}

/// The same with `+NAME: <link_num>,<number>`, or with the index of a server.
pub(super) fn told_of_one<C: Command>(plan: Plan) -> Plan {
    unanswered(plan).with_deadline(LONG).with_verdict(verdict_of_one::<C>, LONG)
}

pub(super) fn verdict_of_one<C: Command>(line: Line<'_>, subject: Option<u8>) -> Verdict {
    let numbers = line.params(C::NAME).and_then(|mut params| Ok((params.u8()?, params.i32()?)));
    match numbers {
        Ok((number, _)) if subject.is_none_or(|subject| subject == number) => Verdict::Whole,
        Ok(_) => Verdict::No,
        Err(_) => failed(line),
    }
}

/// A line that says why it has failed; `ERROR` follows as a rule.
pub(super) fn failed(line: Line<'_>) -> Verdict {
    if Failure::is(line) { Verdict::Partial } else { Verdict::No }
}

/// Whether it is a line that says why a command has failed.
pub(super) fn why_failed(line: Line<'_>) -> Belongs {
    yes_if(Failure::is(line))
}

/// Whether the line is `CLOSED`: the connection of the transparent mode is.
pub(super) fn is_closed(line: Line<'_>) -> bool {
    line.as_bytes().trim_ascii().eq_ignore_ascii_case(b"CLOSED")
}

/// Implements [`Command`] for a command about one connection, or about one server.
macro_rules! about {
    (
        $name:ident $(<$life:lifetime>)?.$field:ident = $form:ident $at:literal -> $answer:ident<'l>,
        $plan:expr $(; $item:item)?
    ) => {
        impl $(<$life>)? $crate::command::Command for $name $(<$life>)? {
            const NAME: &'static str = $at;
            const FORM: $crate::Form = $crate::Form::$form;
            type Answer<'l> = $answer<'l>;

            fn usual_plan() -> $crate::Plan {
                $crate::command::plan_of::<Self>($plan)
            }

            fn plan(&self) -> $crate::Plan {
                Self::usual_plan().about(self.$field)
            }

            $($item)?

            fn answer(
                line: $crate::Line<'_>,
            ) -> Result<Self::Answer<'_>, $crate::params::ParamError> {
                $crate::command::Information::parse(line)
            }

            fn answer_noting(
                line: $crate::Line<'_>,
            ) -> Result<(Self::Answer<'_>, $crate::params::Quirks), $crate::params::ParamError>
            {
                $crate::command::Information::parse_noting(line)
            }
        }
    };
}

pub(super) use about;
