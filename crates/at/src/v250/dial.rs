//! `D`: calls a number, or an entry of the phonebook (ITU-T V.250, 6.3.1; 3GPP TS 27.007, 6.2 and 6.3).
//!
//! ```
//! use cellwire_at::command::Command;
//! use cellwire_at::v250::dial::{Dial, Target};
//!
//! let mut buffer = [0; 64];
//! let len = Dial::voice("+15557654321").write_line(&mut buffer)?;
//! assert_eq!(&buffer[..len], b"ATD+15557654321;\r");
//! let len = Dial::data("*99***1#").write_line(&mut buffer)?;
//! assert_eq!(&buffer[..len], b"ATD*99***1#\r");
//!
//! let home = Dial { target: Target::Name("Home".into()), ..Dial::voice("") };
//! let len = home.write_line(&mut buffer)?;
//! assert_eq!(&buffer[..len], b"ATD>\"Home\";\r");
//!
//! let error = Dial::voice("555;H").write_line(&mut buffer).unwrap_err();
//! assert_eq!(error.to_string(), "parameter 1 holds ';' at 3, which would end it");
//! # Ok::<(), cellwire_at::params::WriteError>(())
//! ```

use cellwire_codec::Writer;

use crate::Plan;
use crate::command::{Fields, command, plan_of};
use crate::params::{ParamError, Params, ParamsWriter, Str, WriteError};

/// Calls a number, or an entry of the phonebook.
#[expect(clippy::exhaustive_structs, reason = "a literal is the point")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Dial<'a> {
    /// What is called.
    pub target: Target<'a>,
    /// Whether the own number is shown for this call; `None` for what is in force (`+CLIR`).
    pub clir: Option<Clir>,
    /// Whether this call is one of the closed user group; `None` for what is in force (`+CCUG`).
    pub cug: Option<bool>,
    /// A call for voice: a semicolon stands at the end, and the modem stays in command state.
    pub voice: bool,
}

/// What is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Target<'a> {
    /// A number: digits, `*`, `#`, `+` and `A` to `D`, with the modifiers of V.250 `,` (pause), `T` and
    /// `P` (tones or pulses), `W` (wait for the tone), `@` (wait for silence) and `!` (flash).
    Number(Str<'a>),
    /// `>SM12`: an entry of the phonebook.
    Entry {
        /// Which phonebook, as of `+CPBS`; letters only. `None` for all of them.
        memory: Option<Str<'a>>,
        /// Which entry.
        index: u32,
    },
    /// `>"Home"`: an entry of the phonebook by its name, in the character set in force.
    Name(Str<'a>),
    /// `L`: the last number once more.
    Last,
}

/// Whether the own number is shown for a call.
#[expect(clippy::exhaustive_enums, reason = "the standard has two letters")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Clir {
    /// `I`: it is not.
    Invocation,
    /// `i`: it is.
    Suppression,
}

impl<'a> Dial<'a> {
    /// A call for voice.
    pub fn voice(number: &'a str) -> Self {
        Self { voice: true, ..Self::data(number) }
    }

    /// A call for data, or the beginning of a packet data connection: `*99#`.
    pub fn data(number: &'a str) -> Self {
        Self { target: Target::Number(number.into()), clir: None, cug: None, voice: false }
    }
}

impl<'a> Target<'a> {
    /// What a number calls: digits, `+`, `*`, `#` and `A` to `D`, without modifiers, blanks and whatever
    /// else V.250 lets stand there. `None` for what is not a number.
    ///
    /// ```
    /// use cellwire_at::v250::dial::Target;
    ///
    /// let digits = Target::Number("T +1 (555) 765,4321W".into()).digits().unwrap();
    /// assert!(digits.eq(*b"+15557654321"));
    /// assert!(Target::Last.digits().is_none());
    /// ```
    pub fn digits(self) -> Option<impl Iterator<Item = u8> + Clone + 'a> {
        let Self::Number(number) = self else { return None };
        let is_digit = |byte: &u8| matches!(byte, b'0'..=b'9' | b'A'..=b'D' | b'a'..=b'd' | b'*' | b'#' | b'+');
        Some(number.bytes().filter(is_digit))
    }

    fn read(bytes: &'a [u8]) -> Result<Self, ParamError> {
        let entry = match bytes {
            [b'>', entry @ ..] => entry.trim_ascii_start(),
            [b'L' | b'l'] => return Ok(Self::Last),
            _ => return Ok(Self::Number(bytes.into())),
        };
        if let [b'"', ..] = entry {
            return Ok(Self::Name(Params::new(entry).str()?));
        }
        let letters = entry.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
        let (memory, digits) = entry.split_at(letters);
        if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
            return Ok(Self::Name(Params::new(entry).str()?));
        }
        let memory = Some(memory).filter(|memory| !memory.is_empty()).map(Str::from);
        Ok(Self::Entry { memory, index: Params::new(digits).number()? })
    }

    fn check(self) -> Result<(), WriteError> {
        let (text, is_allowed): (Str<'_>, fn(u8) -> bool) = match self {
            Self::Number(number) => (number, |byte| {
                matches!(byte, b'0'..=b'9' | b'A'..=b'D' | b'a'..=b'd' | b'*' | b'#' | b'+' | b',')
                    || matches!(byte, b'T' | b't' | b'P' | b'p' | b'W' | b'w' | b'@' | b'!')
            }),
            Self::Entry { memory: Some(memory), .. } => {
                if memory.is_empty() {
                    return Err(WriteError::Empty { index: 1 });
                }
                (memory, |byte| byte.is_ascii_alphabetic())
            }
            _ => return Ok(()),
        };
        match text.bytes().enumerate().find(|(_, byte)| !is_allowed(*byte)) {
            Some((position, byte)) => {
                Err(WriteError::Separator { index: 1, byte: byte.into(), position })
            }
            None => Ok(()),
        }
    }
}

/// A modem tolerates each byte in a number, as V.250 wants it.
impl<'a> Fields<'a> for Dial<'a> {
    fn read(params: &mut Params<'a>) -> Result<Self, ParamError> {
        let mut bytes = params.rest();
        let mut voice = false;
        if let [front @ .., b';'] = bytes {
            (bytes, voice) = (front.trim_ascii_end(), true);
        }
        let (mut clir, mut cug) = (None, None);
        loop {
            bytes = match bytes {
                [front @ .., b'I' | b'i'] if clir.is_none() && ends(front) => {
                    let is_shown = bytes.ends_with(b"i");
                    clir = Some(if is_shown { Clir::Suppression } else { Clir::Invocation });
                    front
                }
                [front @ .., b'G' | b'g'] if cug.is_none() && ends(front) => {
                    cug = Some(bytes.ends_with(b"G"));
                    front
                }
                _ => break,
            };
        }
        Ok(Self { target: Target::read(bytes)?, clir, cug, voice })
    }

    fn write(&self, params: &mut ParamsWriter<'_, '_>) -> Result<(), WriteError> {
        self.target.check()?;
        params.parts(|to| self.put(to));
        Ok(())
    }
}

/// Whether a letter behind this is not one of a name without quotes.
fn ends(front: &[u8]) -> bool {
    let last = front.iter().rev().find(|byte| !b"IiGg".contains(byte));
    !front.starts_with(b">") || matches!(last, Some(b'"' | b'0'..=b'9'))
}

impl Dial<'_> {
    fn put(&self, to: &mut Writer<'_>) {
        match self.target {
            Target::Number(number) => number.bytes().for_each(|byte| to.u8(byte)),
            Target::Entry { memory, index } => {
                to.u8(b'>');
                memory.iter().flat_map(|memory| memory.bytes()).for_each(|byte| to.u8(byte));
                to.decimal(index.into(), 0);
            }
            Target::Name(name) => {
                to.u8(b'>');
                // It has escapes for whatever is in it.
                let _ = ParamsWriter::new(to).string(name);
            }
            Target::Last => to.u8(b'L'),
        }
        if let Some(clir) = self.clir {
            to.u8(if clir == Clir::Invocation { b'I' } else { b'i' });
        }
        if let Some(cug) = self.cug {
            to.u8(if cug { b'G' } else { b'g' });
        }
        if self.voice {
            to.u8(b';');
        }
    }
}

command!(@answer Dial<'a> = Action "D", plan_of::<Self>(Plan::connecting).within(90));

#[cfg(test)]
mod tests {
    use alloc::string::String;

    use proptest::prelude::*;

    use super::*;
    use crate::command::Command;
    use crate::command::testing::assert_command;

    #[test]
    fn forms() {
        assert_command("D", Dial::data(""));
        assert_command("D*99#", Dial::data("*99#"));
        assert_command("DT+1555,,123W45;", Dial::voice("T+1555,,123W45"));
        let dial = Dial { clir: Some(Clir::Invocation), cug: Some(true), ..Dial::voice("112") };
        assert_command("D112IG;", dial);
        let dial = Dial { clir: Some(Clir::Suppression), cug: Some(false), ..dial };
        assert_command("D112ig;", dial);
        assert_command("DL;", Dial { target: Target::Last, ..Dial::voice("") });
        for (wire, memory) in [("D>12;", None), ("D>SM12;", Some("SM".into()))] {
            let target = Target::Entry { memory, index: 12 };
            assert_command(wire, Dial { target, ..Dial::voice("") });
        }
        let target = Target::Name("a \"b\"; c".into());
        assert_command(
            "D>\"a \\22b\\22; c\"i;",
            Dial { target, clir: dial.clir, ..Dial::voice("") },
        );
        assert!(Dial::voice("1").plan().connects());
    }

    #[test]
    fn odd_ones_are_read() {
        let read = |wire: &'static str| Dial::parse(Params::new(wire.as_bytes())).unwrap();
        assert_eq!(read(" 555-1234 ; "), Dial::voice("555-1234"));
        assert_eq!(read(">Gigi").target, Target::Name("Gigi".into()));
        assert_eq!(read(">\"Gigi\"").clir, None);
        assert_eq!(read(">ME3I").clir, Some(Clir::Invocation));
    }

    #[test]
    fn nothing_gets_out_of_the_number() {
        let mut buffer = [0; 64];
        for number in ["1;H", "1\rATH", "1\"", "1 2", ">1", "L", "1I"] {
            assert!(Dial::voice(number).write_line(&mut buffer).is_err(), "{number}");
        }
        let target = Target::Entry { memory: Some("S M".into()), index: 1 };
        assert!(Dial { target, ..Dial::voice("") }.write_line(&mut buffer).is_err());
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(
            number in "[0-9*#+A-D,TPW@!]{0,20}",
            name: String,
            memory in prop::option::of("[A-Z]{1,3}"),
            index: u32,
            which in 0..3,
            clir in prop::option::of(any::<bool>()),
            cug: Option<bool>,
            voice: bool,
        ) {
            let target = match which {
                0 => Target::Number(number.as_str().into()),
                1 => Target::Entry { memory: memory.as_deref().map(Str::from), index },
                _ => Target::Name(name.as_str().into()),
            };
            let clir = clir.map(|is_hidden| if is_hidden { Clir::Invocation } else { Clir::Suppression });
            let dial = Dial { target, clir, cug, voice };
            let mut buffer = [0; 400];
            prop_assume!(name.len() < 100);
            let len = dial.write_line(&mut buffer).unwrap();
            prop_assert_eq!(Dial::parse(Params::new(&buffer[3..len - 1])), Ok(dial));
        }

        #[test]
        fn any_bytes_can_be_read(bytes: alloc::vec::Vec<u8>) {
            let _ = Dial::parse(Params::new(&bytes));
        }
    }
}
