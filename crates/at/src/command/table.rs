//! What is mechanical about commands and lines: a struct, and its parameters in their order.

/// Declares a struct whose fields are parameters, in the order of the wire. A number may have a range,
/// `field: u8 = 0..=9`; what is out of it is neither read nor written.
macro_rules! params {
    ($(#[$meta:meta])* $name:ident {}) => {
        $(#[$meta])*
        #[allow(clippy::exhaustive_structs, reason = "it has no parameters")]
        #[derive(Clone, Copy, Debug, PartialEq)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize))]
        pub struct $name;

        impl $crate::command::Fields<'_> for $name {
            fn read(
                _: &mut $crate::params::Params<'_>,
            ) -> Result<Self, $crate::params::ParamError> {
                Ok(Self)
            }

            fn write(
                &self,
                _: &mut $crate::params::ParamsWriter<'_, '_>,
            ) -> Result<(), $crate::params::WriteError> {
                Ok(())
            }
        }
    };
    (
        $(#[$meta:meta])*
        $name:ident $(<$life:lifetime>)? {
            $($(#[$doc:meta])* $field:ident: $type:ty $(= $first:literal..=$last:literal)?,)*
        }
    ) => {
        $(#[$meta])*
        #[allow(clippy::exhaustive_structs, reason = "a literal is the point")]
        #[derive(Clone, Copy, Debug, PartialEq)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize))]
        pub struct $name $(<$life>)? { $($(#[$doc])* pub $field: $type,)* }

        impl<'a> $crate::command::Fields<'a> for $name $(<$life>)? {
            fn read(
                params: &mut $crate::params::Params<'a>,
            ) -> Result<Self, $crate::params::ParamError> {
                Ok(Self { $($field: $crate::command::params!(@take params $(, $first, $last)?)?,)* })
            }

            fn write(
                &self,
                params: &mut $crate::params::ParamsWriter<'_, '_>,
            ) -> Result<(), $crate::params::WriteError> {
                $($crate::command::params!(@put &self.$field, params $(, $first, $last)?)?;)*
                Ok(())
            }
        }
    };
    (@take $params:ident) => { $crate::command::Param::take($params) };
    (@take $params:ident, $first:literal, $last:literal) => {
        $crate::command::Ranged::take_within($params, $first, $last)
    };
    (@put $value:expr, $params:ident) => { $crate::command::Param::put($value, $params) };
    (@put $value:expr, $params:ident, $first:literal, $last:literal) => {
        $crate::command::Ranged::put_within($value, $params, $first, $last)
    };
}

/// Declares a command: `Name = Form "+NAME" { fields } -> Answer, plan`.
///
/// The answer is left out if there is none, and so is the plan if it is the usual one. An answer
/// `Supported` or `Text` is that of this module.
macro_rules! command {
    (
        $(#[$meta:meta])*
        $name:ident $(<$life:lifetime>)? = $form:ident $at:literal
        $({ $($fields:tt)* })? $(-> $answer:ident $(<$of:lifetime>)?)? $(, $plan:expr)?
    ) => {
        $crate::command::params! {
            $(#[$meta])*
            $name $(<$life>)? { $($($fields)*)? }
        }
        $crate::command::command!(
            @answer $name $(<$life>)? = $form $at $(-> $answer $(<$of>)?)? $(, $plan)?
        );
    };
    (
        @answer $name:ident $(<$life:lifetime>)? = $form:ident $at:literal
        $(, $plan:expr)?
    ) => {
        impl $(<$life>)? $crate::command::Command for $name $(<$life>)? {
            const NAME: &'static str = $at;
            const FORM: $crate::Form = $crate::Form::$form;
            type Answer<'l> = $crate::command::NoAnswer;

            #[allow(unused_assignments, unused_mut, reason = "there may be no plan")]
            fn usual_plan() -> $crate::Plan {
                let mut plan = $crate::Plan::new($at, $crate::Form::$form);
                $(plan = $plan;)?
                plan.without_answer()
            }

            fn answer(
                _: $crate::Line<'_>,
            ) -> Result<$crate::command::NoAnswer, $crate::params::ParamError> {
                Err($crate::params::ParamError::Name { name: "OK" })
            }
        }
    };
    (
        @answer $name:ident $(<$life:lifetime>)? = $form:ident $at:literal
        -> Supported $(, $plan:expr)?
    ) => {
        impl $(<$life>)? $crate::command::Command for $name $(<$life>)? {
            const NAME: &'static str = $at;
            const FORM: $crate::Form = $crate::Form::$form;
            type Answer<'l> = $crate::command::Supported<'l>;

            $(fn usual_plan() -> $crate::Plan { $plan })?

            fn answer(
                line: $crate::Line<'_>,
            ) -> Result<$crate::command::Supported<'_>, $crate::params::ParamError> {
                $crate::command::Supported::of($at, line)
            }
        }
    };
    (
        @answer $name:ident $(<$life:lifetime>)? = $form:ident $at:literal
        -> Text $(, $plan:expr)?
    ) => {
        impl $(<$life>)? $crate::command::Command for $name $(<$life>)? {
            const NAME: &'static str = $at;
            const FORM: $crate::Form = $crate::Form::$form;
            type Answer<'l> = $crate::command::Text<'l>;

            #[allow(unused_assignments, unused_mut, reason = "there may be no plan")]
            fn usual_plan() -> $crate::Plan {
                let mut plan = $crate::Plan::new($at, $crate::Form::$form);
                $(plan = $plan;)?
                plan.with_unnamed_answer()
            }

            fn answer(
                line: $crate::Line<'_>,
            ) -> Result<$crate::command::Text<'_>, $crate::params::ParamError> {
                $crate::command::Text::of($at, line)
            }
        }
    };
    (
        @answer $name:ident $(<$life:lifetime>)? = $form:ident $at:literal
        -> $answer:ident $(<$of:lifetime>)? $(, $plan:expr)?
    ) => {
        impl $(<$life>)? $crate::command::Command for $name $(<$life>)? {
            const NAME: &'static str = $at;
            const FORM: $crate::Form = $crate::Form::$form;
            type Answer<'l> = $answer $(<$of>)?;

            $(fn usual_plan() -> $crate::Plan { $plan })?

            fn answer<'l>(
                line: $crate::Line<'l>,
            ) -> Result<Self::Answer<'l>, $crate::params::ParamError> {
                $crate::command::Information::parse(line)
            }

            fn answer_noting<'l>(
                line: $crate::Line<'l>,
            ) -> Result<(Self::Answer<'l>, $crate::params::Quirks), $crate::params::ParamError> {
                $crate::command::Information::parse_noting(line)
            }
        }
    };
}

/// Declares the commands of one name, each of which is called like its form.
///
/// What stands behind the comma gets the usual plan and gives that of the command.
macro_rules! commands {
    ($at:literal: $(
        $(#[$meta:meta])*
        $form:ident $(<$life:lifetime>)? $({ $($fields:tt)* })?
        $(-> $answer:ident $(<$of:lifetime>)?)? $(, $plan:expr)?;
    )*) => {$(
        $crate::command::command! {
            $(#[$meta])*
            $form $(<$life>)? = $form $at $({ $($fields)* })?
            $(-> $answer $(<$of>)?)? $(, $crate::command::plan_of::<Self>($plan))?
        }
    )*};
}

/// Declares a line: `Name = "+NAME" { fields }`.
macro_rules! information {
    (
        $(#[$meta:meta])*
        $name:ident $(<$life:lifetime>)? = $at:literal { $($fields:tt)* }
    ) => {
        $crate::command::params! {
            $(#[$meta])*
            $name $(<$life>)? { $($fields)* }
        }

        impl<'a> $crate::command::Information<'a> for $name $(<$life>)? {
            const NAME: &'static str = $at;
        }
    };
}

/// Declares numbers that have names, as a parameter: see [`wire_enum`](cellwire_codec::wire_enum).
macro_rules! named {
    ($(#[$meta:meta])* $name:ident($int:ty) { $($body:tt)* }) => {
        cellwire_codec::wire_enum! {
            $(#[$meta])*
            #[cfg_attr(feature = "defmt", derive(defmt::Format))]
            #[cfg_attr(feature = "serde", derive(serde::Serialize))]
            pub struct $name($int) { $($body)* }
        }

        impl $crate::command::Param<'_> for $name {
            fn take(
                params: &mut $crate::params::Params<'_>,
            ) -> Result<Self, $crate::params::ParamError> {
                params.number().map(Self)
            }

            fn put(
                &self,
                params: &mut $crate::params::ParamsWriter<'_, '_>,
            ) -> Result<(), $crate::params::WriteError> {
                params.number(self.0);
                Ok(())
            }
        }

        impl $crate::command::Ranged for $name {
            fn take_within(
                params: &mut $crate::params::Params<'_>,
                first: i32,
                last: i32,
            ) -> Result<Self, $crate::params::ParamError> {
                params.number_within(first, last).map(Self)
            }

            fn put_within(
                &self,
                params: &mut $crate::params::ParamsWriter<'_, '_>,
                first: i32,
                last: i32,
            ) -> Result<(), $crate::params::WriteError> {
                params.number_within(self.0, first, last)
            }
        }
    };
}

/// Declares words that have a meaning, as a parameter: `Name(take, put) { Variant = "WORD"; }`, where
/// the two are methods of [`Params`](crate::params::Params) and
/// [`ParamsWriter`](crate::params::ParamsWriter). A word is known in any case.
macro_rules! words {
    (
        $(#[$meta:meta])*
        $name:ident($take:ident, $put:ident) {
            $($(#[$doc:meta])* $variant:ident = $word:literal;)*
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[cfg_attr(feature = "defmt", derive(defmt::Format))]
        #[non_exhaustive]
        pub enum $name<'a> {
            $($(#[$doc])* $variant,)*
            /// Another one.
            Other($crate::command::OtherWord<'a>),
        }

        impl<'a> $name<'a> {
            /// The meaning of a word, in any case.
            pub fn of(word: $crate::params::Str<'a>) -> Self {
                $(if word.eq_ignore_ascii_case($word) {
                    return Self::$variant;
                })*
                Self::Other($crate::command::OtherWord::new(word))
            }

            /// The word.
            pub fn word(self) -> $crate::params::Str<'a> {
                match self {
                    $(Self::$variant => $word.into(),)*
                    Self::Other(other) => other.text(),
                }
            }
        }

        #[cfg(feature = "serde")]
        impl serde::Serialize for $name<'_> {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                self.word().serialize(serializer)
            }
        }

        impl<'a> $crate::command::Param<'a> for $name<'a> {
            fn take(
                params: &mut $crate::params::Params<'a>,
            ) -> Result<Self, $crate::params::ParamError> {
                params.$take().map(Self::of)
            }

            fn put(
                &self,
                params: &mut $crate::params::ParamsWriter<'_, '_>,
            ) -> Result<(), $crate::params::WriteError> {
                params.$put(self.word())
            }
        }
    };
}

pub(crate) use {command, commands, information, named, params, words};
