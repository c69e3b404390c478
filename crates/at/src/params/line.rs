//! Where the parameters of a line begin, and where those of a command end.

use super::scan::trim_start;
use super::{ParamError, Params, Quirk, Quirks};

impl<'a> Params<'a> {
    /// The parameters of a line that begins with this name, in any case.
    ///
    /// ```
    /// use cellwire_at::params::Params;
    ///
    /// assert_eq!(Params::of("+CSQ", b"+CSQ: 17,99")?.u8()?, 17);
    /// assert_eq!(
    ///     Params::of("+CSQ", b"+CREG: 1").unwrap_err().to_string(),
    ///     "line does not begin with +CSQ",
    /// );
    /// # Ok::<(), cellwire_at::params::ParamError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The line begins with another name.
    #[inline]
    pub fn of(name: &'static str, line: &'a [u8]) -> Result<Self, ParamError> {
        match line.split_at_checked(name.len()) {
            Some((front, [b':', b' ', fields @ ..]))
                if front == name.as_bytes() && !matches!(fields, [0..=b' ', ..]) =>
            {
                Ok(Self::new(fields))
            }
            // Most names differ in the last letter at the latest, `+CREG` and `+CSQ`.
            Some((front, _)) if !ends_alike(front, name.as_bytes()) => {
                Err(ParamError::Name { name })
            }
            _ => Self::of_odd(name, line),
        }
    }

    #[cold]
    fn of_odd(name: &'static str, line: &'a [u8]) -> Result<Self, ParamError> {
        match line.split_at_checked(name.len()) {
            Some((front, behind))
                if front.eq_ignore_ascii_case(name.as_bytes())
                    && !matches!(behind, [b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'_', ..]) =>
            {
                Ok(Self::after_name(behind))
            }
            _ => Err(ParamError::Name { name }),
        }
    }

    /// What stands behind a name: a colon and a blank as a rule; many blanks, none, an equals sign, or
    /// nothing at all, if it has to be.
    pub fn after_name(bytes: &'a [u8]) -> Self {
        let mut quirks = Quirks::NONE;
        let behind = match bytes {
            [b':', behind @ ..] => behind,
            [b'=', behind @ ..] => {
                quirks.insert(Quirk::EqualsSign);
                behind
            }
            [] => bytes,
            _ => {
                quirks.insert(Quirk::MissingColon);
                bytes
            }
        };
        let behind = behind.strip_prefix(b" ").unwrap_or(behind);
        let fields = trim_start(behind);
        if fields.len() != behind.len() {
            quirks.insert(Quirk::Blank);
        }
        Self::new(fields).with_quirks(quirks)
    }

    /// The name of a line and its parameters, whatever they are: `+CME ERROR` and `10`. `None` if it
    /// does not look like a name.
    ///
    /// ```
    /// use cellwire_at::params::Params;
    ///
    /// let (name, params) = Params::split(b"+IFC (0,1,2),(0,1,2)").unwrap();
    /// assert_eq!((name, params.count()), (&b"+IFC"[..], 2));
    /// assert!(Params::split(b"OK").is_none());
    /// ```
    pub fn split(line: &'a [u8]) -> Option<(&'a [u8], Self)> {
        let is_mark = |byte: &u8| matches!(byte, b'+' | b'^' | b'%' | b'*' | b'$' | b'#' | b'@');
        let is_name = |byte: &u8| matches!(byte, b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'_' | b'-' | b'!' | b'.');
        let marks = usize::from(line.first().is_some_and(is_mark));
        let letters = line[marks..].iter().take_while(|byte| is_name(byte)).count();
        let mut len = marks + letters;
        // A name of several words ends with a colon.
        let words = line[len..]
            .iter()
            .take_while(|byte| matches!(byte, b' ' | b'A'..=b'Z' | b'a'..=b'z'))
            .count();
        if line.get(len + words) == Some(&b':') {
            len += words;
        }
        let (name, behind) = line.split_at_checked(len)?;
        let is_one = letters > 0 && (marks > 0 || behind.first() == Some(&b':'));
        is_one.then(|| (name, Self::after_name(behind)))
    }

    /// The parameters of a command in a line of several, as `1,"a;b"` in `1,"a;b";+CREG?`, and what
    /// stands behind the semicolon, if there is one.
    pub fn split_command(tail: &'a [u8]) -> (Self, Option<&'a [u8]>) {
        let mut in_string = false;
        let end = tail.iter().position(|byte| {
            in_string ^= *byte == b'"';
            *byte == b';' && !in_string
        });
        let (fields, rest) = match end {
            Some(end) => (&tail[..end], tail.get(end + 1..)),
            None => (tail, None),
        };
        (Self::new(fields), rest)
    }
}

/// Whether two texts may be the same in any case, by their last bytes.
#[inline]
const fn ends_alike(one: &[u8], other: &[u8]) -> bool {
    match (one, other) {
        ([.., one], [.., other]) => (*one ^ *other) & !0x20 == 0,
        _ => true,
    }
}
