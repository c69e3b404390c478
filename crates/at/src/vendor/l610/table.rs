//! What the commands of this manual have in common.

use crate::params::{Params, Peek};
use crate::{Belongs, Line};

/// Implements [`Command`](crate::command::Command) for a set command whose result is a line of its own:
/// `plan` changes the usual plan, and `narrowed` changes that one for the command at hand.
macro_rules! awaited {
    (
        $name:ident $(<$life:lifetime>)? = $form:ident $at:literal
        -> $answer:ident $(<$of:lifetime>)?, $plan:expr, $narrowed:expr $(, $body:expr)?
    ) => {
        impl $(<$life>)? $crate::command::Command for $name $(<$life>)? {
            const NAME: &'static str = $at;
            const FORM: $crate::Form = $crate::Form::$form;
            type Answer<'l> = $answer $(<$of>)?;

            fn usual_plan() -> $crate::Plan {
                $crate::command::plan_of::<Self>($plan)
            }

            fn plan(&self) -> $crate::Plan {
                ($narrowed)(self, Self::usual_plan())
            }

            $(fn body(&self) -> Option<$crate::command::Body<'_>> {
                Some(($body)(self))
            })?

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

/// Declares a line that is one of several with names of their own. Without a name it is the first one.
macro_rules! one_of {
    (
        $(#[$meta:meta])*
        $name:ident $(<$life:lifetime>)? {
            $(#[$first_doc:meta])*
            $first:ident($first_type:ty),
            $($(#[$doc:meta])* $variant:ident($type:ty),)*
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize))]
        #[cfg_attr(feature = "serde", serde(untagged))]
        #[expect(clippy::exhaustive_enums, reason = "whoever waits for it has to tell them apart")]
        pub enum $name $(<$life>)? {
            $(#[$first_doc])*
            $first($first_type),
            $($(#[$doc])* $variant($type),)*
        }

        impl<'a> $crate::command::Fields<'a> for $name $(<$life>)? {
            fn read(
                params: &mut $crate::params::Params<'a>,
            ) -> Result<Self, $crate::params::ParamError> {
                $crate::command::Fields::read(params).map(Self::$first)
            }

            fn write(
                &self,
                params: &mut $crate::params::ParamsWriter<'_, '_>,
            ) -> Result<(), $crate::params::WriteError> {
                match self {
                    Self::$first(line) => $crate::command::Fields::write(line, params),
                    $(Self::$variant(line) => $crate::command::Fields::write(line, params),)*
                }
            }
        }

        impl<'a> $crate::command::Information<'a> for $name $(<$life>)? {
            const NAME: &'static str =
                <$first_type as $crate::command::Information<'a>>::NAME;

            fn parse(line: $crate::Line<'a>) -> Result<Self, $crate::params::ParamError> {
                Self::parse_noting(line).map(|(found, _)| found)
            }

            fn parse_noting(
                line: $crate::Line<'a>,
            ) -> Result<(Self, $crate::params::Quirks), $crate::params::ParamError> {
                use $crate::command::Information;
                $(if line.is(<$type as Information<'a>>::NAME) {
                    return Information::parse_noting(line)
                        .map(|(found, quirks)| (Self::$variant(found), quirks));
                })*
                Information::parse_noting(line)
                    .map(|(found, quirks)| (Self::$first(found), quirks))
            }

            fn put(
                &self,
                to: &mut cellwire_codec::Writer<'_>,
            ) -> Result<(), $crate::params::WriteError> {
                use $crate::command::Information;
                match self {
                    Self::$first(line) => Information::put(line, to),
                    $(Self::$variant(line) => Information::put(line, to),)*
                }
            }
        }
    };
}

pub(super) use {awaited, one_of};

/// The answer to a test command begins with a list.
pub(super) fn belongs_to_test(line: Line<'_>, before: u16) -> Belongs {
    let is_list = params(line).is_some_and(|params| params.peek() == Peek::List);
    if is_list && before == 0 { Belongs::Yes } else { Belongs::No }
}

/// The answer to a read command is a list of sockets: one number, or several that ascend. A result begins
/// alike, and a state of 0 or 1 behind the number of a socket never makes it ascend.
pub(super) fn belongs_to_list(line: Line<'_>, before: u16) -> Belongs {
    match ascending(line) {
        Some(_) if before == 0 => Belongs::Yes,
        _ => Belongs::No,
    }
}

/// The numbers of a line, if there is one at most, or if they ascend from 1 on: the first two, and how many
/// there are.
pub(super) fn ascending(line: Line<'_>) -> Option<([u8; 2], usize)> {
    let mut params = params(line)?;
    let (mut front, mut count) = ([0; 2], 0);
    let mut last = 0;
    while !params.is_done() {
        let number = params.u8().ok()?;
        if count > 0 && (last == 0 || number <= last) {
            return None;
        }
        if let Some(place) = front.get_mut(count) {
            *place = number;
        }
        last = number;
        count += 1;
    }
    Some((front, count))
}

/// What stands behind the name.
pub(super) fn params(line: Line<'_>) -> Option<Params<'_>> {
    Params::split(line.as_bytes()).map(|(_, params)| params)
}
