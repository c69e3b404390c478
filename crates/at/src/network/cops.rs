//! `+COPS`: which operator the phone uses, and which there are (3GPP TS 27.007, 7.3).
//!
//! ```
//! use cellwire_at::command::Command;
//! use cellwire_at::network::cops::{Mode, Read, Set, Test};
//! use cellwire_at::Line;
//!
//! let mut buffer = [0; 32];
//! let len = Set::numeric("26201").write_line(&mut buffer)?;
//! assert_eq!(&buffer[..len], b"AT+COPS=1,2,\"26201\"\r");
//!
//! let answer = Read::answer(Line::new(br#"+COPS: 0,0,"Telekom.de",7"#))?;
//! assert_eq!((answer.mode, answer.oper), (Mode::AUTOMATIC, Some("Telekom.de".into())));
//!
//! let line = br#"+COPS: (2,"Telekom.de","TDG","26201",7),(1,"o2 - de","o2 - de","26203",7),,(0-4),(0-2)"#;
//! let networks = Test::answer(Line::new(line))?;
//! let numbers: Vec<_> = networks.iter().map(|operator| operator.numeric).collect();
//! assert_eq!(numbers, ["26201", "26203"]);
//! assert!(networks.modes().is_some_and(|modes| modes.contains(4)));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use core::fmt;

use super::AccessTechnology;
use crate::Plan;
use crate::command::{Fields, Information, commands, information, named};
use crate::params::{Item, List, ParamError, Params, ParamsWriter, Peek, Str, Value, WriteError};

named! {
    /// How the operator is chosen.
    Mode(u8) {
        /// By the modem.
        AUTOMATIC = 0, "automatic";
        /// By the host, and no other.
        MANUAL = 1, "manual";
        /// None: the phone leaves the network.
        DEREGISTER = 2, "deregister";
        /// As it is; only the format is set.
        SET_FORMAT = 3, "set only the format";
        /// By the host; if that fails, by the modem.
        MANUAL_AUTOMATIC = 4, "manual, else automatic";
    }
}

named! {
    /// What stands for an operator.
    Format(u8) {
        /// Its name, up to 16 characters.
        LONG = 0, "long alphanumeric";
        /// Its short name, up to 8 characters.
        SHORT = 1, "short alphanumeric";
        /// The code of its country, three digits, and its own, two or three.
        NUMERIC = 2, "numeric";
    }
}

named! {
    /// What an operator is to the phone.
    Availability(u8) {
        /// It does not know.
        UNKNOWN = 0, "unknown";
        /// It can be used.
        AVAILABLE = 1, "available";
        /// It is used.
        CURRENT = 2, "current";
        /// It cannot be used.
        FORBIDDEN = 3, "forbidden";
    }
}

commands! { "+COPS":
    /// Which operators there are. The modem looks for them, which may take minutes.
    Test -> Networks<'l>, |plan| plan.within(180);
    /// The operator in use.
    Read -> Answer<'l>, |plan| plan.with_one_line().within(60);
    /// Chooses an operator, or lets the modem do it.
    Set<'a> {
        /// How it is chosen.
        mode: Mode,
        /// What stands for it, here and in answers.
        format: Option<Format>,
        /// The operator, in this format; names are in the character set in force.
        oper: Option<Str<'a>>,
        /// How to be connected to it.
        act: Option<AccessTechnology>,
    }, |plan: Plan| plan.within(180);
}

impl<'a> Set<'a> {
    /// The modem is to choose.
    pub const fn automatic() -> Self {
        Self { mode: Mode::AUTOMATIC, format: None, oper: None, act: None }
    }

    /// The operator with this number: three digits for the country, two or three for the network.
    pub fn numeric(oper: &'a str) -> Self {
        let format = Some(Format::NUMERIC);
        Self { mode: Mode::MANUAL, format, oper: Some(oper.into()), act: None }
    }

    /// Answers have operators in this format.
    pub const fn format(format: Format) -> Self {
        Self { mode: Mode::SET_FORMAT, format: Some(format), oper: None, act: None }
    }
}

information! {
    /// The operator in use.
    Answer<'a> = "+COPS" {
        /// How it was chosen.
        mode: Mode,
        /// What stands for it.
        format: Option<Format>,
        /// The operator, if there is one; a name is in the character set in force.
        oper: Option<Str<'a>>,
        /// How the phone is connected to it.
        act: Option<AccessTechnology>,
    }
}

/// An operator that the modem has found. Names are in the character set in force; some modems have the
/// number in it, too.
#[expect(clippy::exhaustive_structs, reason = "a literal is the point")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Operator<'a> {
    /// What it is to the phone.
    pub stat: Availability,
    /// Its name; may be empty.
    pub long: Str<'a>,
    /// Its short name; may be empty.
    pub short: Str<'a>,
    /// Its number; may be empty.
    pub numeric: Str<'a>,
    /// How to be connected to it; the same operator may be there once for each.
    pub act: Option<AccessTechnology>,
}

/// Which operators there are.
///
/// Some modems print each on a line of its own, so there may be several of these.
#[derive(Clone, Copy)]
pub struct Networks<'a>(Inner<'a>);

#[derive(Clone, Copy)]
enum Inner<'a> {
    Slice(&'a [Operator<'a>]),
    Params(Params<'a>),
}

impl<'a> Networks<'a> {
    /// What a modem is to say: these operators, and all modes and formats.
    pub const fn new(operators: &'a [Operator<'a>]) -> Self {
        Self(Inner::Slice(operators))
    }

    /// The operators.
    pub fn iter(self) -> impl Iterator<Item = Operator<'a>> {
        let (slice, mut params) = match self.0 {
            Inner::Slice(operators) => (operators, Params::new(&[])),
            Inner::Params(params) => (&[][..], params),
        };
        let read = core::iter::from_fn(move || {
            while !params.is_done() {
                if let Some(operator) = Operator::take(&mut params) {
                    return Some(operator);
                }
            }
            None
        });
        slice.iter().copied().chain(read)
    }

    /// The modes that there are, if that is said.
    pub fn modes(self) -> Option<List<'a>> {
        self.list(0)
    }

    /// The formats that there are, if that is said.
    pub fn formats(self) -> Option<List<'a>> {
        self.list(1)
    }

    /// One of the lists behind the operators.
    fn list(self, index: usize) -> Option<List<'a>> {
        let Inner::Params(mut params) = self.0 else { return None };
        let lists = core::iter::from_fn(|| {
            while !params.is_done() {
                match params.peek() {
                    Peek::List => return params.list().ok(),
                    _ => params.skip(),
                };
            }
            None
        });
        lists.filter(|list| Operator::of(*list).is_none()).nth(index)
    }
}

impl<'a> Operator<'a> {
    /// Takes a parameter, which may be an operator.
    fn take(params: &mut Params<'a>) -> Option<Self> {
        if params.peek() != Peek::List {
            params.skip();
            return None;
        }
        let mut operator = Self::of(params.list().ok()?)?;
        // A parenthesis that closes too early: `(2,"","T-Mobile","310260"),2)`.
        if operator.act.is_none()
            && matches!(params.peek(), Peek::Integer | Peek::Other)
            && let Ok(act) = params.u8()
        {
            operator.act = Some(AccessTechnology(act));
        }
        Some(operator)
    }

    /// The operator of a list; a list of modes or formats is none, since it has nothing but numbers.
    fn of(list: List<'a>) -> Option<Self> {
        let mut params = list.params();
        let stat = params.opt_u8().ok()?.unwrap_or_default();
        if !params.value().is_ok_and(|value| matches!(value, Value::Str(_) | Value::Empty))
            || params.is_done()
        {
            return None;
        }
        let mut params = list.params();
        params.skip();
        let mut name = || params.opt_str().ok().flatten().unwrap_or_default();
        let (long, short, numeric) = (name(), name(), name());
        let act = params.opt_u8().unwrap_or_default().map(AccessTechnology);
        Some(Self { stat: Availability(stat), long, short, numeric, act })
    }

    fn put(&self, params: &mut ParamsWriter<'_, '_>) -> Result<(), WriteError> {
        let items = [
            Item::Number(self.stat.0.into()),
            Item::Str(self.long),
            Item::Str(self.short),
            Item::Str(self.numeric),
            self.act.map_or(Item::Empty, |act| Item::Number(act.0.into())),
        ];
        params.list(if self.act.is_some() { &items } else { &items[..4] })
    }
}

impl<'a> Fields<'a> for Networks<'a> {
    fn read(params: &mut Params<'a>) -> Result<Self, ParamError> {
        let all = params.unnested();
        params.rest();
        Ok(Self(Inner::Params(all)))
    }

    fn write(&self, params: &mut ParamsWriter<'_, '_>) -> Result<(), WriteError> {
        match self.0 {
            Inner::Slice(operators) => {
                operators.iter().try_for_each(|operator| operator.put(params))?;
                if !operators.is_empty() {
                    params.empty();
                }
                params.list(&[Item::range(0, 4)])?;
                params.list(&[Item::range(0, 2)])
            }
            Inner::Params(all) => params.raw(all.as_bytes()),
        }
    }
}

impl<'a> Information<'a> for Networks<'a> {
    const NAME: &'static str = "+COPS";
}

/// The same operators in the same order.
impl PartialEq for Networks<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl Eq for Networks<'_> {}

impl fmt::Debug for Networks<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use proptest::prelude::*;

    use super::*;
    use crate::Line;
    use crate::command::testing::{answer, assert_command, assert_line};

    #[test]
    fn forms() {
        assert_command("+COPS=?", Test {});
        assert_command("+COPS?", Read {});
        assert_command("+COPS=0", Set::automatic());
        assert_command("+COPS=3,2", Set::format(Format::NUMERIC));
        let set = Set { act: Some(AccessTechnology::E_UTRAN), ..Set::numeric("26201") };
        assert_command("+COPS=1,2,\"26201\",7", set);
        let none = Answer { mode: Mode::AUTOMATIC, format: None, oper: None, act: None };
        assert_line("+COPS: 0", none);
        let operators = [
            Operator {
                stat: Availability::CURRENT,
                long: "a".into(),
                short: "".into(),
                numeric: "26201".into(),
                act: Some(AccessTechnology::GSM),
            },
            Operator {
                stat: Availability::FORBIDDEN,
                long: "b (c), d".into(),
                short: "b".into(),
                numeric: "310410".into(),
                act: None,
            },
        ];
        let line =
            "+COPS: (2,\"a\",\"\",\"26201\",0),(3,\"b (c), d\",\"b\",\"310410\"),,(0-4),(0-2)";
        assert_line(line, Networks::new(&operators));
        assert_line("+COPS: (0-4),(0-2)", Networks::new(&[]));
    }

    fn numbers(line: &str) -> Vec<(u8, Str<'_>, Option<u8>)> {
        let operators = answer::<Test>(line).iter();
        operators.map(|found| (found.stat.0, found.numeric, found.act.map(|act| act.0))).collect()
    }

    /// The family 27007-cops.
    #[test]
    fn lists_of_operators() {
        let line = "+COPS: (2,\"T-Mobile US\",\"TMO US\",\"31026\",0),(1,\"AT&T\",\"AT&T\",\"310410\",2),(1,\"AT&T\",\"AT&T\",\"310410\",0),,(0, 1,)";
        assert_eq!(
            numbers(line),
            [
                (2, "31026".into(), Some(0)),
                (1, "310410".into(), Some(2)),
                (1, "310410".into(), Some(0)),
            ]
        );
        let networks = answer::<Test>(line);
        assert!(networks.modes().unwrap().contains(1) && networks.formats().is_none());

        let line = "+COPS: (2,\"T-Mobile\",\"TMO\",\"31026\",0),(1,\"Cingular\",\"Cinglr\",\"310410\",2),(1,\"Cingular\",\"Cinglr\",\"310410\",0),,)";
        assert_eq!(numbers(line).len(), 3);
        assert!(answer::<Test>(line).modes().is_none());

        let line = "+COPS: (2,\"AT&T@\",\"AT&TD\",\"310410\",0),(3,\"Vstream Wireless\",\"VSTREAM\",\"31026\",0),";
        assert_eq!(numbers(line), [(2, "310410".into(), Some(0)), (3, "31026".into(), Some(0))]);

        let line = "+COPS: (2,\"T-Mobile\",\"TMO\",\"31026\",0),(1,\"AT&T\",\"AT&T\",\"310410\",0),,(0,1,2,3,4),(0,1,2)";
        let networks = answer::<Test>(line);
        assert_eq!(numbers(line).len(), 2);
        assert!(networks.modes().unwrap().contains(4));
        assert!(
            networks.formats().unwrap().contains(2) && !networks.formats().unwrap().contains(3)
        );

        let line = "+COPS: (2,\"AT&T\",\"\",\"310410\",0),(2,\"\",\"\",\"3104100\",2),(1,\"AT&T\",\"\",\"310260\",0),,(0-4),(0-2)";
        assert_eq!(numbers(line)[1], (2, "3104100".into(), Some(2)));

        let line = "+COPS: (2,\"blau\",\"\",\"26203\"),(2,\"blau\",\"\",\"26203\"),(3,\"\",\"\",\"26201\"),(3,\"\",\"\",\"26202\"),(3,\"\",\"\",\"26207\"),(3,\"\",\"\",\"26201\"),(3,\"\",\"\",\"26207\")";
        assert_eq!(numbers(line).len(), 7);
        assert_eq!(numbers(line)[6], (3, "26207".into(), None));

        // UCS2 throughout.
        let line = "+COPS: (2,\"004D006F\",\"004D006F\",\"00320031003400300037\",7)";
        assert_eq!(numbers(line), [(2, "00320031003400300037".into(), Some(7))]);

        // The lists are glued to the operators.
        let line = "+COPS: (1,\"Telekom.de\",\"TDG\",\"26201\",12),(1,\"vodafone.de\",\"Vodafone\",\"26202\",7)(0,1,2,3,4),(0,1,2)";
        assert_eq!(numbers(line), [(1, "26201".into(), Some(12)), (1, "26202".into(), Some(7))]);
        assert!(answer::<Test>(line).formats().unwrap().contains(2));

        // No operators.
        let line = "+COPS: (0,1,2,3,4),(1,2,3,4,5)";
        assert!(numbers(line).is_empty());
        assert!(answer::<Test>(line).formats().unwrap().contains(5));
    }

    /// V8 of the wire facts.
    #[test]
    fn odd_lists() {
        let line =
            "+COPS: (2,\"\",\"T-Mobile\",\"310260\"),2),(1,\"\",\"AT&T\",\"310410\"),0),,(0-4)";
        assert_eq!(numbers(line), [(2, "310260".into(), Some(2)), (1, "310410".into(), Some(0))]);
        assert!(answer::<Test>(line).modes().unwrap().contains(3));
        let line = "+COPS: ((2,\"a\",\"b\",\"26201\",7),(1,\"c\",\"d\",\"26202\",7))";
        assert_eq!(numbers(line).len(), 2);
        let line = "+COPS: (2,,,\"26201\",7),\r\n(1,Telekom,TDG,26202,7)";
        assert_eq!(numbers(line), [(2, "26201".into(), Some(7)), (1, "26202".into(), Some(7))]);
        for line in ["+COPS: ()", "+COPS: (,)", "+COPS:", "+COPS: ,,,", "+COPS: (("] {
            assert!(numbers(line).is_empty(), "{line}");
        }
    }

    #[test]
    fn operator_in_use() {
        let found = answer::<Read>("+COPS: 1,2,\"46000\"");
        assert_eq!((found.mode, found.oper, found.act), (Mode::MANUAL, Some("46000".into()), None));
        let found = answer::<Read>("+COPS: 1,2,\"46000\",7");
        assert_eq!(found.act, Some(AccessTechnology::E_UTRAN));
        assert_eq!(answer::<Read>("+COPS: 0,,").oper, None);
        assert_eq!(answer::<Read>("+COPS: 0,0,Telekom.de,7").oper, Some("Telekom.de".into()));
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(
            operators in prop::collection::vec(
                (0..4_u8, "[ -~é]{0,10}", "[ -~]{0,8}", "[0-9]{5,6}", prop::option::of(0..17_u8)),
                0..4,
            ),
        ) {
            let operators: Vec<_> = operators
                .iter()
                .map(|(stat, long, short, numeric, act)| Operator {
                    stat: Availability(*stat),
                    long: long.as_str().into(),
                    short: short.as_str().into(),
                    numeric: numeric.as_str().into(),
                    act: act.map(AccessTechnology),
                })
                .collect();
            let mut buffer = [0; 400];
            let len = Networks::new(&operators).write_line(&mut buffer).unwrap();
            let line = Line::new(&buffer[..len]);
            prop_assert_eq!(Networks::parse(line).unwrap(), Networks::new(&operators));
        }

        #[test]
        fn any_bytes_come_to_an_end(bytes: Vec<u8>) {
            let networks = Networks::read(&mut Params::new(&bytes)).unwrap();
            let _ = (networks.iter().count(), networks.modes(), networks.formats());
        }
    }
}
