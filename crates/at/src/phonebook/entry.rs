use crate::command::{Fields, Param, params};
use crate::params::{ParamError, Params, ParamsWriter, Peek, Str, WriteError};
use crate::pdu::TypeOfAddress;

/// An entry of a phonebook.
#[expect(clippy::exhaustive_structs, reason = "a literal is the point")]
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Entry<'a> {
    /// Its number in the phonebook.
    pub index: u16,
    /// The telephone number, or with type 128 another address.
    pub number: Option<Str<'a>>,
    /// `<type>` of the number.
    pub number_type: Option<TypeOfAddress>,
    /// The name, in the character set of `+CSCS`.
    pub text: Option<Str<'a>>,
    /// What else there is.
    pub more: More<'a>,
}

/// What an entry has behind the name.
#[expect(clippy::exhaustive_enums, reason = "it can be told by the first quote")]
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(untagged))]
pub enum More<'a> {
    /// What the standard has, all of which may be missing.
    Details(Details<'a>),
    /// When the call was, in a list of calls of some phones.
    Time {
        /// The day: `08/07/04`.
        date: Str<'a>,
        /// The time: `17:24:55`.
        time: Option<Str<'a>>,
    },
}

params! {
    /// What the standard has behind the name.
    #[derive(Default)]
    Details<'a> {
        /// Whether the entry is hidden.
        hidden: Option<bool>,
        /// The group that it is in.
        group: Option<Str<'a>>,
        /// `<adnumber>`: another number.
        adnumber: Option<Str<'a>>,
        /// `<adtype>`: the type of that.
        adtype: Option<TypeOfAddress>,
        /// `<secondtext>`: another name.
        secondtext: Option<Str<'a>>,
        /// An e-mail address.
        email: Option<Str<'a>>,
        /// `<sip_uri>`.
        sip_uri: Option<Str<'a>>,
        /// `<tel_uri>`.
        tel_uri: Option<Str<'a>>,
    }
}

impl<'a> Entry<'a> {
    /// An entry without anything else.
    pub fn new(index: u16, number: &'a str, number_type: TypeOfAddress, text: &'a str) -> Self {
        Self {
            index,
            number: Some(number.into()),
            number_type: Some(number_type),
            text: Some(text.into()),
            more: More::Details(Details::default()),
        }
    }
}

impl<'a> Fields<'a> for Entry<'a> {
    fn read(params: &mut Params<'a>) -> Result<Self, ParamError> {
        Ok(Self {
            index: params.u16()?,
            number: Param::take(params)?,
            number_type: Param::take(params)?,
            text: Param::take(params)?,
            more: match params.peek() {
                Peek::Quoted => More::Time { date: params.str()?, time: Param::take(params)? },
                _ => More::Details(Fields::read(params)?),
            },
        })
    }

    fn write(&self, params: &mut ParamsWriter<'_, '_>) -> Result<(), WriteError> {
        params.number(self.index);
        self.number.put(params)?;
        self.number_type.put(params)?;
        self.text.put(params)?;
        match &self.more {
            More::Details(details) => details.write(params),
            More::Time { date, time } => {
                date.put(params)?;
                time.put(params)
            }
        }
    }
}

/// A line that is an entry.
macro_rules! entry {
    ($at:literal) => {
        /// An entry; one a line.
        #[expect(clippy::exhaustive_structs, reason = "it is no more than its entry")]
        #[derive(Clone, Copy, Debug, PartialEq)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize))]
        pub struct Answer<'a>(pub $crate::phonebook::Entry<'a>);

        impl<'a> $crate::command::Fields<'a> for Answer<'a> {
            fn read(
                params: &mut $crate::params::Params<'a>,
            ) -> Result<Self, $crate::params::ParamError> {
                $crate::command::Fields::read(params).map(Self)
            }

            fn write(
                &self,
                params: &mut $crate::params::ParamsWriter<'_, '_>,
            ) -> Result<(), $crate::params::WriteError> {
                self.0.write(params)
            }
        }

        impl<'a> $crate::command::Information<'a> for Answer<'a> {
            const NAME: &'static str = $at;
        }
    };
}

pub(super) use entry;
