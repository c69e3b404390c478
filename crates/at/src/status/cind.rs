//! `+CIND`, `+CIEV`: indicators, such as the battery and the signal (3GPP TS 27.007, 8.9 and 8.10).
//!
//! ```
//! use cellwire_at::command::Command;
//! use cellwire_at::status::cind::{Event, Indicator, Read, Test};
//! use cellwire_at::command::Information;
//! use cellwire_at::Line;
//!
//! let indicators = Test::answer(Line::new(br#"+CIND: ("battchg",(0-5)),("signal",(0-5))"#))?;
//! let names: Vec<_> = indicators.iter().map(|(name, _values)| name).collect();
//! assert_eq!(names, ["battchg", "signal"]);
//!
//! let values = Read::answer(Line::new(b"+CIND: 5,3"))?;
//! assert_eq!(values.get(2), Some(3));
//!
//! let event = Event::parse(Line::new(b"+CIEV: 2,4"))?;
//! assert_eq!((event.ind, event.number()), (Indicator::Number(2), Some(4)));
//! # Ok::<(), cellwire_at::params::ParamError>(())
//! ```

use crate::command::{Fields, Information, Param, Rest, Supported, commands, information};
use crate::params::{List, ParamError, Params, ParamsWriter, Peek, Str, WriteError};

commands! { "+CIND":
    /// Which indicators there are.
    Test -> Indicators<'l>;
    /// Their values.
    Read -> Answer<'l>;
    /// Sets those that can be set.
    Set<'a> {
        /// The values in their order, with commas between; an empty one stays as it is: `,,1`.
        ind: Rest<'a>,
    };
}

information! {
    /// The values of the indicators.
    Answer<'a> = "+CIND" {
        /// The values in the order of the test form, with commas between.
        ind: Rest<'a>,
    }
}

impl Answer<'_> {
    /// The value of an indicator, counted from 1 as `+CIEV` does.
    pub fn get(&self, number: usize) -> Option<u16> {
        let mut params = self.ind.params();
        for _ in 1..number {
            params.skip();
        }
        params.number().ok().filter(|_| number > 0)
    }
}

/// Which indicators there are, and which values each may have.
#[derive(Clone, Copy, Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Indicators<'a>(Supported<'a>);

impl<'a> Indicators<'a> {
    /// What a modem is to say: `("signal",(0-5)),("service",(0,1))`.
    pub const fn new(indicators: &'a str) -> Self {
        Self(Supported::new(indicators))
    }

    /// The name and the values of each, in the order in which they are counted.
    ///
    /// 3GPP has `"battchg"` and `"signal"` (0 to 5), `"service"`, `"sounder"`, `"message"`, `"call"`,
    /// `"vox"`, `"roam"` and `"smsfull"` (0 or 1), and more.
    pub fn iter(self) -> impl Iterator<Item = (Str<'a>, List<'a>)> {
        let mut params = self.0.params().unnested();
        core::iter::from_fn(move || {
            while !params.is_done() {
                let mut pair = match params.peek() {
                    Peek::List => params.list().ok()?.params(),
                    _ => {
                        params.skip();
                        continue;
                    }
                };
                if let (Ok(name), Ok(values)) = (pair.str(), pair.list()) {
                    return Some((name, values));
                }
            }
            None
        })
    }

    /// Which number an indicator has, counted from 1; its name may be in any case.
    pub fn number(self, name: &str) -> Option<usize> {
        self.iter().position(|(other, _)| other.eq_ignore_ascii_case(name)).map(|at| at + 1)
    }
}

impl<'a> Fields<'a> for Indicators<'a> {
    fn read(params: &mut Params<'a>) -> Result<Self, ParamError> {
        Supported::read(params).map(Self)
    }

    fn write(&self, params: &mut ParamsWriter<'_, '_>) -> Result<(), WriteError> {
        self.0.write(params)
    }
}

impl<'a> Information<'a> for Indicators<'a> {
    const NAME: &'static str = "+CIND";
}

information! {
    /// An indicator has changed. Unsolicited, after [`+CMER`](super::cmer).
    Event<'a> = "+CIEV" {
        /// Which one.
        ind: Indicator<'a>,
        /// Its value, which is a number; some makers print texts, or several values.
        value: Rest<'a>,
    }
}

impl Event<'_> {
    /// The value, if it is a number.
    pub fn number(&self) -> Option<u16> {
        self.value.params().number().ok()
    }
}

/// An indicator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(untagged))]
pub enum Indicator<'a> {
    /// By its place in the test form, counted from 1.
    Number(u8),
    /// By its name, as some makers have it, in quotes.
    Name(Str<'a>),
}

impl<'a> Param<'a> for Indicator<'a> {
    fn take(params: &mut Params<'a>) -> Result<Self, ParamError> {
        match params.peek() {
            Peek::Integer => params.u8().map(Self::Number),
            _ => params.str().map(Self::Name),
        }
    }

    fn put(&self, params: &mut ParamsWriter<'_, '_>) -> Result<(), WriteError> {
        match self {
            Self::Number(number) => number.put(params),
            Self::Name(name) => name.put(params),
        }
    }
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use super::*;
    use crate::Line;
    use crate::command::testing::{answer, assert_command, assert_line, assert_written};

    #[test]
    fn forms() {
        assert_command("+CIND=?", Test {});
        assert_command("+CIND?", Read {});
        assert_command("+CIND=,,1", Set { ind: Rest(",,1".into()) });
        assert_line("+CIND: 5,3,1", Answer { ind: Rest("5,3,1".into()) });
        let text = "(\"signal\",(0-5))";
        assert_written("+CIND: (\"signal\",(0-5))", &Indicators::new(text));
        let value = Rest("4".into());
        assert_line("+CIEV: 2,4", Event { ind: Indicator::Number(2), value });
        let ind = Indicator::Name("MESSAGE".into());
        assert_line("+CIEV: \"MESSAGE\",4", Event { ind, value });
    }

    /// The family 27007-cind.
    #[test]
    fn vectors() {
        let indicators = answer::<Test>(
            "+CIND: (\"Voice Mail\",(0,1)),(\"service\",(0,1)),(\"call\",(0,1)),(\"Roam\",(0-2)),\
             (\"signal\",(0-5)),(\"callsetup\",(0-3)),(\"smsfull\",(0,1))",
        );
        let all: Vec<_> = indicators.iter().collect();
        assert_eq!(all.len(), 7);
        assert!(all[0].0 == "Voice Mail" && all[0].1.contains(1) && !all[0].1.contains(2));
        assert_eq!(indicators.number("roam"), Some(4));
        assert_eq!(indicators.number("signal"), Some(5));
        assert!(all[4].1.contains(5));
    }

    #[test]
    fn odd_ones() {
        let values = answer::<Read>("+CIND: 1, 0,,x,7");
        let values = [0, 1, 2, 3, 4, 5, 6].map(|number| values.get(number));
        assert_eq!(values, [None, Some(1), Some(0), None, None, Some(7), None]);
        let nested = answer::<Test>("+CIND: ((\"a\",(0,1)),(\"b\",(0-3)))");
        assert_eq!(nested.number("b"), Some(2));
        let text = Event::parse(Line::new(b"+CIEV: 7,\"26201\",\"a\"")).unwrap();
        assert_eq!((text.ind, text.number()), (Indicator::Number(7), Some(26201)));
        assert_eq!(text.value.params().count(), 2);
    }
}
