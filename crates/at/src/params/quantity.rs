use super::scan::{self, Kind};
use super::{ParamError, Params, Quirk, Str};

/// A decimal number, with or without a fraction and a unit: `3800mV`, `123.456V`.
///
/// ```
/// use cellwire_at::params::Params;
///
/// let voltage = Params::of("+CBC", b"+CBC: 123.456V")?.quantity()?;
/// assert_eq!((voltage.digits, voltage.decimals), (123_456, 3));
/// assert_eq!(voltage.unit, "V");
/// assert_eq!(voltage.scaled(3), Some(123_456));
/// # Ok::<(), cellwire_at::params::ParamError>(())
/// ```
#[expect(clippy::exhaustive_structs, reason = "a number and its unit, and no more")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Quantity<'a> {
    /// The number without its point.
    pub digits: i64,
    /// How many of the digits stand behind the point.
    pub decimals: u8,
    /// What stands behind the number; empty if nothing does.
    pub unit: Str<'a>,
}

impl Quantity<'_> {
    /// The number times ten to the power of `decimals`: `3.8` scaled by 3 is 3800. What does not fit
    /// behind the point is dropped; `None` if 64 bits are too few.
    pub fn scaled(self, decimals: u8) -> Option<i64> {
        let power = |exponent: u8| 10_i64.checked_pow(exponent.into());
        if decimals >= self.decimals {
            self.digits.checked_mul(power(decimals - self.decimals)?)
        } else {
            Some(power(self.decimals - decimals).map_or(0, |power| self.digits / power))
        }
    }
}

impl<'a> Params<'a> {
    /// Takes a number that may have a fraction and a unit.
    ///
    /// # Errors
    ///
    /// The parameter is missing or empty, does not begin with a number, does not fit 64 bits, or
    /// goes on with something that is no unit, as `11:01AM` does.
    pub fn quantity(&mut self) -> Result<Quantity<'a>, ParamError> {
        let mut field = self.required()?;
        let index = self.index();
        match field.kind {
            Kind::Empty => return Err(ParamError::Empty { index }),
            Kind::Quoted => field.quirks.insert(Quirk::QuotedNumber),
            Kind::List | Kind::Plain => {}
        }
        let text = field.text;
        let mut at = usize::from(matches!(text, [b'-' | b'+', ..]));
        let negative = text.first() == Some(&b'-');
        let (mut digits, mut count) = (Some(0_i64), 0);
        let mut point = None;
        while let Some(byte) = text.get(at) {
            match byte {
                b'0'..=b'9' => {
                    let digit = i64::from(byte - b'0');
                    digits = digits.and_then(|digits| digits.checked_mul(10)).and_then(|digits| {
                        digits.checked_add(if negative { -digit } else { digit })
                    });
                    count += 1;
                }
                b'.' if point.is_none() && text.get(at + 1).is_some_and(u8::is_ascii_digit) => {
                    point = Some(count);
                }
                _ => break,
            }
            at += 1;
        }
        let unit = scan::trim_start(&text[at..]);
        let is_unit = matches!(unit, [] | [b'A'..=b'Z' | b'a'..=b'z' | b'%' | 0x80.., ..]);
        if count == 0 || field.kind == Kind::List || !is_unit {
            let byte = text.get(at).copied().unwrap_or_default().into();
            return Err(ParamError::NoDigit { index, byte, position: at });
        }
        let decimals = u8::try_from(point.map_or(0, |point| count - point));
        let (Some(digits), Ok(decimals)) = (digits, decimals) else {
            return Err(ParamError::TooManyDigits { index, digits: count });
        };
        self.accept(field.quirks, field.rest)?;
        Ok(Quantity { digits, decimals, unit: Str::new(unit, field.escaped, false) })
    }
}
