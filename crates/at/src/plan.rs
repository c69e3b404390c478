//! What may come while a command is in flight.

use core::time::Duration;

use crate::lexer::FinalResult;
use crate::{Commands, Form, Line, PayloadHeader};

/// What may come while a command is in flight, and how long that may take.
///
/// Each [`Command`](crate::command::Command) has one; an own command seldom needs more than a deadline.
///
/// ```
/// use core::time::Duration;
///
/// use cellwire_at::{Form, Plan};
///
/// let plan = Plan::new("+XSCAN", Form::Action).with_deadline(Duration::from_secs(90));
/// assert_eq!(plan.name(), "+XSCAN");
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    name: &'static str,
    form: Form,
    lines: Lines,
    prompt: Option<Prompt>,
    connects: bool,
    deadline: Duration,
    verdict: Option<VerdictRule>,
    payload: Option<PayloadHeader>,
}

/// Which line is the verdict, and when it has to be there.
#[derive(Clone, Copy, Debug)]
struct VerdictRule {
    of: fn(Line<'_>, Option<u8>) -> Verdict,
    subject: Option<u8>,
    deadline: Duration,
}

/// Whether a line tells what became of a command whose `OK` only says that it was taken.
#[expect(
    clippy::exhaustive_enums,
    reason = "whoever has a command in flight has to tell them apart"
)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Verdict {
    /// It does not.
    No,
    /// It may be all, or one more line or a second final result follows. It is all if nothing follows
    /// for a short time.
    Partial,
    /// It does, and the command is over.
    Whole,
    /// It does, and data mode begins right behind the line.
    Connect,
}

/// Which lines belong to the command.
#[derive(Clone, Copy, Debug)]
#[expect(
    clippy::exhaustive_enums,
    reason = "whoever has a command in flight has to tell them apart"
)]
pub enum Lines {
    /// Those with its name, at most so many.
    Named {
        /// How many there are at most; a further one is unsolicited.
        at_most: u16,
    },
    /// Those with its name for which the function says so. It gets the line, and how many belonged to the
    /// command before it.
    Chosen(fn(Line<'_>, u16) -> Belongs),
    /// Those for which the function says so, whatever their name is.
    ChosenOfAll(fn(Line<'_>, u16) -> Belongs),
    /// Each line that is not a known unsolicited one: the answer has no name in front, or nobody knows
    /// the command.
    Unnamed,
    /// Those of several commands in one line, and each line that is not a known unsolicited one.
    Several(Commands),
}

/// Whether a line belongs to the command in flight.
#[expect(clippy::exhaustive_enums, reason = "there is no fourth answer")]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Belongs {
    /// It is part of the answer.
    Yes,
    /// It is unsolicited.
    No,
    /// The bytes do not tell. It is taken for a part of the answer, and marked.
    Unclear,
}

/// What a modem prints when it waits for data.
#[expect(clippy::exhaustive_enums, reason = "whoever reads lines has to tell them apart")]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Prompt {
    /// `> `, of 3GPP TS 27.005 and most others.
    Greater,
    /// `@`.
    At,
}

impl Plan {
    /// How long a command may take if its plan does not say otherwise.
    pub const DEADLINE: Duration = Duration::from_secs(10);

    /// Lines with this name, and a final result within [`DEADLINE`](Self::DEADLINE).
    pub const fn new(name: &'static str, form: Form) -> Self {
        Self {
            name,
            form,
            lines: Lines::Named { at_most: u16::MAX },
            prompt: None,
            connects: false,
            deadline: Self::DEADLINE,
            verdict: None,
            payload: None,
        }
    }

    /// Which lines belong to the command.
    pub const fn with_lines(mut self, lines: Lines) -> Self {
        self.lines = lines;
        self
    }

    /// There is no answer but the final result: a line with the name of the command is unsolicited,
    /// unless the plan says otherwise.
    pub(crate) const fn without_answer(self) -> Self {
        match self.lines {
            Lines::Named { at_most: u16::MAX } => self.with_lines(Lines::Named { at_most: 0 }),
            _ => self,
        }
    }

    /// The answer has no name, unless the plan says otherwise.
    pub(crate) const fn with_unnamed_answer(self) -> Self {
        match self.lines {
            Lines::Named { at_most: u16::MAX } => self.with_lines(Lines::Unnamed),
            _ => self,
        }
    }

    /// The answer is one line; a further one with this name is unsolicited.
    pub(crate) const fn with_one_line(self) -> Self {
        self.with_lines(Lines::Named { at_most: 1 })
    }

    /// The final result comes within so many seconds.
    pub(crate) const fn within(self, seconds: u64) -> Self {
        self.with_deadline(Duration::from_secs(seconds))
    }

    /// The final result comes within this time, counted from the last byte that was sent.
    pub const fn with_deadline(mut self, deadline: Duration) -> Self {
        self.deadline = deadline;
        self
    }

    /// The modem asks for data with this.
    pub const fn with_prompt(mut self, prompt: Prompt) -> Self {
        self.prompt = Some(prompt);
        self
    }

    /// The modem asks for nothing.
    pub(crate) const fn without_prompt(mut self) -> Self {
        self.prompt = None;
        self
    }

    /// `CONNECT`, `NO CARRIER`, `BUSY`, `NO ANSWER` and `NO DIALTONE` end the command. For all others
    /// they are unsolicited. Where a [line](Self::with_verdict) says what becomes of it, it says so too if
    /// that is nothing: only `CONNECT` ends the command then, and the others are about a call.
    pub const fn connecting(mut self) -> Self {
        self.connects = true;
        self
    }

    /// `OK` only says that the command was taken: what became of it is told by a line, `+CIPOPEN: 1,0`,
    /// which comes within this time behind `OK`, or in front of the final result. The command is over with
    /// both; it is over at once with another final result than `OK`.
    ///
    /// `of` gets a line, and what the command is [about](Self::about).
    ///
    /// ```
    /// use core::time::Duration;
    ///
    /// use cellwire_at::{Form, Line, Plan, Verdict};
    ///
    /// fn opened(line: Line<'_>, link: Option<u8>) -> Verdict {
    ///     match line.params("+XOPEN").and_then(|mut params| params.u8()) {
    ///         Ok(number) if link.is_none_or(|link| link == number) => Verdict::Whole,
    ///         _ => Verdict::No,
    ///     }
    /// }
    ///
    /// let plan = Plan::new("+XOPEN", Form::Set).with_verdict(opened, Duration::from_secs(60)).about(1);
    /// assert_eq!(plan.verdict(Line::new(b"+XOPEN: 1,0")), Verdict::Whole);
    /// assert_eq!(plan.verdict(Line::new(b"+XOPEN: 2,0")), Verdict::No);
    /// ```
    pub const fn with_verdict(
        mut self,
        of: fn(Line<'_>, Option<u8>) -> Verdict,
        deadline: Duration,
    ) -> Self {
        self.verdict = Some(VerdictRule { of, subject: None, deadline });
        self
    }

    /// The command is over with its final result, and what else is said about it is unsolicited.
    pub const fn without_verdict(mut self) -> Self {
        self.verdict = None;
        self
    }

    /// What becomes of it is told as it is for this one, if that is told at all.
    pub(crate) const fn with_verdict_of(mut self, other: &Self) -> Self {
        if other.verdict.is_some() {
            self.verdict = other.verdict;
        }
        self
    }

    /// The answer carries a payload behind this line, which the dialect does not know since the same line
    /// has none when nobody asked for it: the `+MIPDATA` of `AT+MIPREAD`.
    pub const fn with_payload(mut self, header: PayloadHeader) -> Self {
        self.payload = Some(header);
        self
    }

    /// Only a [verdict](Self::with_verdict) about this connection counts.
    pub const fn about(mut self, connection: u8) -> Self {
        if let Some(rule) = &mut self.verdict {
            rule.subject = Some(connection);
        }
        self
    }

    /// What a line says about the command.
    pub fn verdict(&self, line: Line<'_>) -> Verdict {
        self.verdict.map_or(Verdict::No, |rule| (rule.of)(line, rule.subject))
    }

    /// Within which time behind `OK` the verdict comes; `None` if the command has none.
    pub fn verdict_deadline(&self) -> Option<Duration> {
        self.verdict.map(|rule| rule.deadline)
    }

    /// The line that carries a payload, if the answer has one that the dialect does not know.
    pub const fn payload(&self) -> Option<&PayloadHeader> {
        self.payload.as_ref()
    }

    /// The name of the command: `+CREG`, `D`.
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// Its form.
    pub const fn form(&self) -> Form {
        self.form
    }

    /// Which lines belong to it.
    pub const fn lines(&self) -> Lines {
        self.lines
    }

    /// What the modem asks for data with.
    pub const fn prompt(&self) -> Option<Prompt> {
        self.prompt
    }

    /// Whether a call or a connection may come of it.
    pub const fn connects(&self) -> bool {
        self.connects
    }

    /// Whether this result is its own.
    pub(crate) const fn is_ended_by(&self, result: &FinalResult<'_>) -> bool {
        match result {
            FinalResult::Connect(_) => self.connects,
            _ if result.is_of_connection() => self.connects && self.verdict.is_none(),
            _ => true,
        }
    }

    /// Within which time the final result comes.
    pub const fn deadline(&self) -> Duration {
        self.deadline
    }

    /// Whether a line belongs to the command, if so many did before it. `is_known` says whether the
    /// line is known to be unsolicited when nothing is in flight.
    pub fn belongs(
        &self,
        line: Line<'_>,
        before: u16,
        is_known: impl FnOnce(Line<'_>) -> bool,
    ) -> Belongs {
        if self.verdict(line) != Verdict::No {
            return Belongs::Yes;
        }
        let belongs = match self.lines {
            Lines::Named { at_most } => before < at_most && self.is_named(line),
            Lines::Chosen(choose) if self.is_named(line) => return choose(line, before),
            Lines::Chosen(_) => false,
            Lines::ChosenOfAll(choose) => return choose(line, before),
            Lines::Unnamed => self.is_named(line) || !is_known(line),
            Lines::Several(commands) => match commands.belongs(line) {
                Belongs::No => !is_known(line),
                belongs => return belongs,
            },
        };
        if belongs { Belongs::Yes } else { Belongs::No }
    }

    fn is_named(&self, line: Line<'_>) -> bool {
        !self.name.is_empty() && line.is(self.name)
    }
}
