//! The commands of a line, as a host sends it; for both sides.

use core::fmt;
use core::ops::Deref;

use crate::Form;
use crate::params::Params;

/// A command of a line, as the host sent it.
///
/// | in the line | name | form | parameters |
/// |---|---|---|---|
/// | `E`, `E0`, `&C1` | `E`, `E`, `&C` | action | none, `0`, `1` |
/// | `S3?`, `s03=13` | `S3` | read, set | none, `13` |
/// | `D*99#`, `D5551234;` | `D` | action | `*99#`, `5551234;` |
/// | `+CSQ`, `+creg=?`, `^SYSINFO` | `+CSQ`, `+CREG`, `^SYSINFO` | action, test, action | none |
/// | `+CREG=2` | `+CREG` | set | `2` |
#[derive(Clone, Copy, Debug)]
#[expect(clippy::exhaustive_structs, reason = "the standard has nothing else")]
pub struct Request<'a> {
    /// Its name, in upper case.
    pub name: Name,
    /// Which form it has. A basic command has no form, and counts as an action.
    pub form: Form,
    /// What stands behind it.
    pub params: Params<'a>,
}

/// The name of a command in upper case, with what stands in front: `+CSQ`, `E`, `&F`, `S3`.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Name {
    bytes: [u8; Self::MAX_LEN],
    len: u8,
}

impl Name {
    /// How long a name may be, in bytes.
    pub const MAX_LEN: usize = 32;

    const EMPTY: Self = Self { bytes: [0; Self::MAX_LEN], len: 0 };

    /// `None` if it is too long.
    fn new(parts: [&[u8]; 2]) -> Option<Self> {
        let mut name = Self::EMPTY;
        for byte in parts.into_iter().flatten() {
            *name.bytes.get_mut(usize::from(name.len))? = byte.to_ascii_uppercase();
            name.len += 1;
        }
        Some(name)
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        let bytes = self.bytes.get(..self.len.into()).unwrap_or_default();
        // Only letters, digits and marks of ASCII ever get there.
        core::str::from_utf8(bytes).unwrap_or_default()
    }
}

impl Deref for Name {
    type Target = str;

    fn deref(&self) -> &str {
        self.as_str()
    }
}

impl PartialEq<str> for Name {
    fn eq(&self, other: &str) -> bool {
        self.as_str() == other
    }
}

impl PartialEq<&str> for Name {
    fn eq(&self, other: &&str) -> bool {
        self.as_str() == *other
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

/// Why a line cannot be read from there on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum SyntaxError {
    /// There is a byte where a command should begin or end.
    #[error("unexpected {byte:?} at {position}")]
    Unexpected {
        /// The byte.
        byte: char,
        /// Where, in bytes behind `AT`.
        position: usize,
    },
    /// The line ends in the middle of a command.
    #[error("line ends in a command at {position}")]
    End {
        /// Where, in bytes behind `AT`.
        position: usize,
    },
    /// A name is longer than [`Name::MAX_LEN`].
    #[error("name at {position} is longer than {limit} bytes")]
    LongName {
        /// Where it begins, in bytes behind `AT`.
        position: usize,
        /// How long it may be.
        limit: usize,
    },
}

/// The commands of a line: what stands between `AT` and the carriage return (ITU-T V.250, 5.2 to 5.4).
///
/// After an error there is nothing more.
///
/// ```
/// use cellwire_at::Form;
/// use cellwire_at::CommandLine;
///
/// let line = br#"E0 s3=13 &c1 +cops=3,2;+CNMI=2,"a;b";^SBNR=?"#;
/// let names: Vec<_> = CommandLine::new(line)
///     .map(|request| request.map(|request| (request.name.to_string(), request.form)))
///     .collect::<Result<_, _>>()?;
/// let names: Vec<_> = names.iter().map(|(name, form)| (name.as_str(), *form)).collect();
/// assert_eq!(names, [
///     ("E", Form::Action),
///     ("S3", Form::Set),
///     ("&C", Form::Action),
///     ("+COPS", Form::Set),
///     ("+CNMI", Form::Set),
///     ("^SBNR", Form::Test),
/// ]);
///
/// let mut line = CommandLine::new(b"E1 +CSQ+CREG?");
/// assert!(line.next().unwrap().is_ok());
/// assert_eq!(line.next().unwrap().unwrap_err().to_string(), "unexpected '+' at 7");
/// assert!(line.next().is_none());
/// # Ok::<(), cellwire_at::SyntaxError>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct CommandLine<'a> {
    rest: &'a [u8],
    len: usize,
}

impl<'a> CommandLine<'a> {
    /// The commands of a line without the `AT` in front and the carriage return behind it.
    pub const fn new(line: &'a [u8]) -> Self {
        Self { rest: line, len: line.len() }
    }

    /// What has not been read yet.
    pub const fn as_bytes(&self) -> &'a [u8] {
        self.rest
    }

    const fn offset(&self) -> usize {
        self.len - self.rest.len()
    }

    fn skip_blanks(&mut self) {
        self.rest = self.rest.trim_ascii_start();
    }

    /// Takes the bytes up to the first for which `is` does not hold.
    fn take_while(&mut self, is: impl Fn(u8) -> bool) -> &'a [u8] {
        let len = self.rest.iter().position(|byte| !is(*byte)).unwrap_or(self.rest.len());
        let (taken, rest) = self.rest.split_at(len);
        self.rest = rest;
        taken
    }

    fn unexpected(&self) -> SyntaxError {
        let position = self.offset();
        match self.rest.first() {
            Some(byte) => SyntaxError::Unexpected { byte: char::from(*byte), position },
            None => SyntaxError::End { position },
        }
    }

    /// A command, of which there is at least one byte.
    fn request(&mut self) -> Result<Request<'a>, SyntaxError> {
        let start = self.offset();
        let long_name = SyntaxError::LongName { position: start, limit: Name::MAX_LEN };
        match self.rest {
            [mark, rest @ ..] if is_mark(*mark) => {
                let whole = self.rest;
                self.rest = rest;
                let letters = self.take_while(is_name_byte);
                if letters.is_empty() {
                    return Err(self.unexpected());
                }
                let name = whole.get(..1).unwrap_or_default();
                let name = Name::new([name, letters]).ok_or(long_name)?;
                self.extended(name)
            }
            [b'D' | b'd', rest @ ..] => {
                let mut in_string = false;
                let end = rest.iter().position(|byte| {
                    in_string ^= *byte == b'"';
                    *byte == b';' && !in_string
                });
                let (text, rest) = rest.split_at(end.map_or(rest.len(), |end| end + 1));
                self.rest = rest;
                let name = Name::new([b"D", b""]).ok_or(long_name)?;
                Ok(Request { name, form: Form::Action, params: Params::new(text) })
            }
            [b'S' | b's', rest @ ..] => {
                self.rest = rest;
                self.skip_blanks();
                let digits = self.take_while(|byte| byte.is_ascii_digit());
                if digits.is_empty() {
                    return Err(self.unexpected());
                }
                let zeros = digits.iter().take_while(|digit| **digit == b'0').count();
                let number = digits.get(zeros.min(digits.len() - 1)..).unwrap_or_default();
                let name = Name::new([b"S", number]).ok_or(long_name)?;
                self.skip_blanks();
                let form = match self.rest {
                    [b'=', b'?', rest @ ..] => {
                        self.rest = rest;
                        Form::Test
                    }
                    [b'=', rest @ ..] => {
                        self.rest = rest;
                        self.skip_blanks();
                        Form::Set
                    }
                    [b'?', rest @ ..] => {
                        self.rest = rest;
                        Form::Read
                    }
                    _ => Form::Action,
                };
                let value = match form {
                    Form::Set => self.take_while(|byte| byte.is_ascii_digit()),
                    _ => &[],
                };
                Ok(Request { name, form, params: Params::new(value) })
            }
            [b'&' | b'\\', letter, rest @ ..] if letter.is_ascii_alphabetic() => {
                let (name, _) = self.rest.split_at(2);
                self.rest = rest;
                self.basic(Name::new([name, b""]).ok_or(long_name)?)
            }
            [letter, rest @ ..] if letter.is_ascii_alphabetic() => {
                let (name, _) = self.rest.split_at(1);
                self.rest = rest;
                self.basic(Name::new([name, b""]).ok_or(long_name)?)
            }
            _ => Err(self.unexpected()),
        }
    }

    /// What stands behind the name of a basic command: a number.
    fn basic(&mut self, name: Name) -> Result<Request<'a>, SyntaxError> {
        self.skip_blanks();
        let number = self.take_while(|byte| byte.is_ascii_digit());
        self.skip_blanks();
        if let Some(b'=' | b'?') = self.rest.first() {
            return Err(self.unexpected());
        }
        Ok(Request { name, form: Form::Action, params: Params::new(number) })
    }

    /// What stands behind the name of an extended command.
    fn extended(&mut self, name: Name) -> Result<Request<'a>, SyntaxError> {
        self.skip_blanks();
        let (form, behind) = match self.rest {
            [b'=', b'?', behind @ ..] if is_end(behind) => (Form::Test, behind),
            [b'=', fields @ ..] => {
                let (params, rest) = Params::split_command(fields);
                self.rest = rest.unwrap_or_default();
                return Ok(Request { name, form: Form::Set, params });
            }
            [b'?', behind @ ..] => (Form::Read, behind),
            behind => (Form::Action, behind),
        };
        self.rest = behind.trim_ascii_start();
        match self.rest {
            [] => {}
            [b';', rest @ ..] => self.rest = rest,
            _ => return Err(self.unexpected()),
        }
        Ok(Request { name, form, params: Params::new(&[]) })
    }
}

impl<'a> Iterator for CommandLine<'a> {
    type Item = Result<Request<'a>, SyntaxError>;

    fn next(&mut self) -> Option<Self::Item> {
        // A semicolon has no business in front of a basic command, and does no harm.
        self.take_while(|byte| byte.is_ascii_whitespace() || byte == b';');
        if self.rest.is_empty() {
            return None;
        }
        let request = self.request();
        if request.is_err() {
            self.rest = &[];
        }
        Some(request)
    }
}

const fn is_mark(byte: u8) -> bool {
    matches!(byte, b'+' | b'^' | b'$' | b'%' | b'*' | b'#' | b'_' | b'@' | b'!' | b'-')
}

const fn is_name_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'!' | b'%' | b'-' | b'.' | b'/' | b':' | b'_')
}

fn is_end(bytes: &[u8]) -> bool {
    matches!(bytes.trim_ascii_start(), [] | [b';', ..])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn one(line: &[u8]) -> Request<'_> {
        let mut commands = CommandLine::new(line);
        let request = commands.next().unwrap().unwrap();
        assert!(commands.next().is_none());
        request
    }

    #[test]
    fn basic_commands_follow_each_other_without_anything_between() {
        let line = CommandLine::new(b"Z0V1x4&FQ").map(Result::unwrap);
        let line: alloc::vec::Vec<_> =
            line.map(|request| (request.name, request.params.as_bytes())).collect();
        assert_eq!(line.len(), 5);
        for ((name, number), expected) in
            line.into_iter().zip([("Z", "0"), ("V", "1"), ("X", "4"), ("&F", ""), ("Q", "")])
        {
            assert_eq!((name.as_str(), number), (expected.0, expected.1.as_bytes()));
        }
    }

    #[test]
    fn an_extended_command_may_follow_a_basic_one_at_once() {
        let mut line = CommandLine::new(b"E0+CMEE=1;V1");
        for name in ["E", "+CMEE", "V"] {
            assert_eq!(line.next().unwrap().unwrap().name, name);
        }
        assert!(line.next().is_none());
    }

    #[test]
    fn a_dial_string_takes_the_line_up_to_its_semicolon() {
        assert_eq!(one(b"DT 5551234;").params.as_bytes(), b"T 5551234;");
        assert_eq!(one(b"d*99***1#").params.as_bytes(), b"*99***1#");
        assert_eq!(one(br#"D>"a;b";"#).params.as_bytes(), br#">"a;b";"#);
        assert_eq!(CommandLine::new(b"D1;H").count(), 2);
    }

    #[test]
    fn what_a_test_form_is() {
        assert_eq!(one(b"+CREG=?").form, Form::Test);
        assert_eq!(one(b"+CREG =? ").form, Form::Test);
        let request = one(b"+CREG=?,1");
        assert_eq!((request.form, request.params.as_bytes()), (Form::Set, &b"?,1"[..]));
        assert_eq!(one(b"+CREG=").form, Form::Set);
        assert!(one(b"+CREG=").params.is_done());
    }

    #[test]
    fn what_cannot_be_read() {
        for (line, error) in [
            (&b"+"[..], "line ends in a command at 1"),
            (b"1", "unexpected '1' at 0"),
            (b"S=1", "unexpected '=' at 1"),
            (b"E?", "unexpected '?' at 1"),
            (b"+CSQ? 1", "unexpected '1' at 6"),
            (b"+CREG2=2 +CSQ", ""),
            (b"&", "unexpected '&' at 0"),
            (&[b'E', 0xff], ""),
        ] {
            let found = CommandLine::new(line).find_map(Result::err);
            match found {
                Some(found) if !error.is_empty() => {
                    assert_eq!(alloc::string::ToString::to_string(&found), error);
                }
                found => assert_eq!(found.is_some(), line.starts_with(b"E"), "{line:?}"),
            }
        }
        let long = [b'+'; 1].into_iter().chain([b'A'; 40]).collect::<alloc::vec::Vec<_>>();
        assert_eq!(
            CommandLine::new(&long).next().unwrap().unwrap_err(),
            SyntaxError::LongName { position: 0, limit: 32 }
        );
    }

    proptest! {
        #[test]
        fn any_bytes_come_to_an_end(bytes: alloc::vec::Vec<u8>) {
            let mut line = CommandLine::new(&bytes);
            let mut left = bytes.len() + 1;
            while let Some(request) = line.next() {
                prop_assert!(line.as_bytes().len() < left);
                left = line.as_bytes().len();
                if let Ok(request) = request {
                    prop_assert!(!request.name.is_empty());
                    let _ = request.params.count();
                }
            }
        }
    }
}
