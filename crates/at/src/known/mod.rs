//! Which commands the crate knows, by their names and forms.

mod table;
#[cfg(test)]
mod tests;

use core::fmt;
use core::time::Duration;

use self::table::KNOWN;
use crate::command::Command;
use crate::command_line::{CommandLine, Request};
use crate::params::Params;
use crate::vendor::l610::{mipopen, mipsend};
use crate::{Belongs, Form, Line, Lines, Plan, Prompt, urc};

#[cfg(feature = "serde")]
pub use self::table::{answer_fields, command_fields};

/// Commands without a type that have more than a final result: they ask for data, or connect. Their
/// results are lines like any other.
const UNTYPED: &[(&str, Change)] = &[
    ("+CGDATA", Plan::connecting),
    ("+CASEND", greater),
    ("+CCHSEND", greater),
    ("+CMQTTTOPIC", greater),
    ("+CMQTTPAYLOAD", greater),
    ("+QISEND", greater),
    ("+USOST", at),
    ("+USOWR", at),
];

type Change = fn(Plan) -> Plan;

/// How long a command without a type may take: nobody knows.
const UNTYPED_DEADLINE: Duration = Duration::from_secs(180);

const fn greater(plan: Plan) -> Plan {
    plan.with_prompt(Prompt::Greater)
}

const fn at(plan: Plan) -> Plan {
    plan.with_prompt(Prompt::At)
}

/// The commands of one line, as far as it matters which they are.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Commands {
    /// Places in the table of commands, and behind its end in that of unsolicited lines.
    places: [u16; Self::MAX],
    len: u8,
}

impl Commands {
    /// So many are told apart. Lines of others belong to the command unless they are known to be
    /// unsolicited.
    pub const MAX: usize = 8;

    const NONE: Self = Self { places: [0; Self::MAX], len: 0 };

    fn push(&mut self, place: Option<usize>) {
        if let Some(place) = place
            && let Some(free) = self.places.get_mut(usize::from(self.len))
        {
            *free = place as u16;
            self.len += 1;
        }
    }

    fn places(&self) -> impl Iterator<Item = usize> {
        self.places.iter().take(self.len.into()).map(|place| usize::from(*place))
    }

    /// Whether a line is one of theirs.
    pub(crate) fn belongs(&self, line: Line<'_>) -> Belongs {
        let mut all = self.places().map(|place| match KNOWN.get(place) {
            Some(known) => match (known.plan)() {
                // Nobody has counted them one by one.
                plan if matches!(plan.lines(), Lines::Unnamed) => named(line, known.name),
                plan => plan.belongs(line, 0, |_| true),
            },
            None => unsolicited(place).map_or(Belongs::No, |name| named(line, name)),
        });
        all.find(|belongs| *belongs != Belongs::No).unwrap_or(Belongs::No)
    }
}

/// The name of an unsolicited line at this place.
fn unsolicited(place: usize) -> Option<&'static str> {
    urc::names().nth(place.checked_sub(KNOWN.len())?)
}

fn named(line: Line<'_>, name: &'static str) -> Belongs {
    if line.is(name) { Belongs::Yes } else { Belongs::No }
}

impl fmt::Debug for Commands {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = |place: usize| match KNOWN.get(place) {
            Some(known) => known.name,
            None => unsolicited(place).unwrap_or_default(),
        };
        f.debug_list().entries(self.places().map(name)).finish()
    }
}

/// Where a command is in the table, or, if it has no type, its name in that of unsolicited lines.
fn place_of(request: &Request<'_>) -> Option<usize> {
    let Request { name, form, .. } = request;
    let typed = KNOWN.iter().position(|known| *name == known.name && *form == known.form);
    typed.or_else(|| {
        let name = urc::names().position(|other| *name == other)?;
        Some(KNOWN.len() + name)
    })
}

/// The same name, which lives for ever, if it is one that lines have.
fn static_name(request: &Request<'_>) -> &'static str {
    let known = KNOWN.iter().map(|known| known.name);
    let untyped = UNTYPED.iter().map(|(name, _)| *name);
    let mut names = known.chain(untyped).chain(urc::names());
    names.find(|name| request.name == *name).unwrap_or_default()
}

fn plan_of(request: &Request<'_>) -> Plan {
    let Request { name, form, params } = request;
    let is_it = |known: &&table::Known| *name == known.name && *form == known.form;
    if let Some(known) = KNOWN.iter().find(is_it) {
        let plan = match (known.name, form) {
            // The modem asks for a report only if it was announced.
            ("+CNMA", Form::Set) if params.count() > 1 => greater((known.plan)()),
            ("+MIPSEND", Form::Set) if is_string_last(*params) => mipsend::Hex::usual_plan(),
            ("+MIPSEND", Form::Set) if params.count() == 1 => mipsend::Prompted::usual_plan(),
            // A socket that listens is told of when somebody calls.
            ("+MIPOPEN", Form::Set) => match mipopen::Set::parse(*params) {
                Ok(open) => open.plan(),
                Err(_) => (known.plan)(),
            },
            _ => (known.plan)(),
        };
        // Where a line tells what has become of it, that begins with what the command begins with.
        return match { *params }.u8() {
            Ok(subject) => plan.about(subject),
            Err(_) => plan,
        };
    }
    let plan = untyped(static_name(request), *form);
    // A string in the place of the data is sent at once.
    let asks = *form == Form::Set && !is_string_last(*params);
    match UNTYPED.iter().find(|(untyped, _)| *name == **untyped) {
        Some((_, change)) if asks => change(plan),
        _ => plan,
    }
}

fn is_string_last(params: Params<'_>) -> bool {
    params.as_bytes().ends_with(b"\"")
}

const fn untyped(name: &'static str, form: Form) -> Plan {
    Plan::new(name, form).with_lines(Lines::Unnamed).with_deadline(UNTYPED_DEADLINE)
}

impl Plan {
    /// What may come while a command line is in flight that nobody has made of types: `AT+CREG?`,
    /// `ATD*99#`, `AT+CMEE=1;+CLIP=1`, with or without the CR at its end.
    ///
    /// A single command that has a type gets the plan of that type. For others, and for several commands
    /// in one line, all lines that are not known to be unsolicited belong to it, and those with the names
    /// on the line.
    ///
    /// ```
    /// use cellwire_at::{Form, Plan, Prompt};
    ///
    /// let plan = Plan::of_line(b"AT+CMGS=22");
    /// assert_eq!((plan.name(), plan.form()), ("+CMGS", Form::Set));
    /// assert_eq!(plan.prompt(), Some(Prompt::Greater));
    /// assert!(Plan::of_line(b"ATE0;D*99#").connects());
    /// ```
    pub fn of_line(line: &[u8]) -> Self {
        let line = line.trim_ascii();
        let commands = match line {
            [b'A' | b'a', b'T' | b't', commands @ ..] => commands,
            // Whatever was repeated.
            [b'A' | b'a', b'/', ..] => return untyped("", Form::Action).connecting(),
            _ => return untyped("", Form::Action),
        };
        let mut requests = CommandLine::new(commands);
        match (requests.next(), requests.next()) {
            (None, _) => Self::new("", Form::Action).without_answer(),
            (Some(Ok(request)), None) => plan_of(&request),
            _ => Self::of_several(CommandLine::new(commands)),
        }
    }

    fn of_several(requests: CommandLine<'_>) -> Self {
        let mut commands = Commands::NONE;
        let mut plan = Self::new("", Form::Action);
        let mut deadline = Duration::ZERO;
        for request in requests {
            let Ok(request) = request else {
                // The modem will not read it either.
                deadline += Self::DEADLINE;
                continue;
            };
            let one = plan_of(&request);
            commands.push(place_of(&request));
            deadline += one.deadline();
            if one.connects() {
                plan = plan.connecting();
            }
            if let Some(prompt) = one.prompt() {
                plan = plan.with_prompt(prompt);
            }
            plan = plan.with_verdict_of(&one);
        }
        plan.with_lines(Lines::Several(commands)).with_deadline(deadline)
    }
}
