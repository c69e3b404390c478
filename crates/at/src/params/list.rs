use core::fmt;

use super::range::number_or_range;
use super::scan::{self, Field, Kind};
use super::{ParamError, Params, Quirk, Quirks, Range, Str};

/// How deep lists may be nested.
pub(super) const MAX_DEPTH: usize = 8;

/// A list: `(0-3,5)`, `("SM","ME")`, `(2,"T-Mobile","TMO","31026",0)`.
///
/// The answer to a test command has a list for each parameter, of the values that it may have.
///
/// ```
/// use cellwire_at::params::Params;
///
/// let mut params = Params::of("+CGDCONT", b"+CGDCONT: (1-17,101-116),\"IP\",,,(0),(0-4)")?;
/// let cids = params.list()?;
/// assert!(cids.contains(101) && !cids.contains(100));
/// assert!(params.list()?.contains_str("IP"));
/// # Ok::<(), cellwire_at::params::ParamError>(())
/// ```
///
/// A list may also hold parameters of its own, as in the answer to `AT+COPS=?`.
///
/// ```
/// use cellwire_at::params::{Params, Peek};
///
/// let line = br#"+COPS: (2,"T-Mobile","TMO","31026",0),(1,"AT&T","AT&T","310410",2),,(0-4),(0-2)"#;
/// let mut params = Params::of("+COPS", line)?;
/// let mut names = Vec::new();
/// while params.peek() == Peek::List {
///     let mut operator = params.list()?.params();
///     operator.u8()?;
///     names.push(operator.str()?);
/// }
/// assert_eq!(names, ["T-Mobile", "AT&T"]);
/// assert!(params.opt_list()?.is_none());
/// assert!(params.list()?.contains(3));
/// # Ok::<(), cellwire_at::params::ParamError>(())
/// ```
#[derive(Clone, Copy)]
pub struct List<'a> {
    inside: Params<'a>,
}

/// A parameter or an item of a list, by what it looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Value<'a> {
    /// Nothing.
    Empty,
    /// A decimal number.
    Number(i64),
    /// Two decimal numbers and a hyphen.
    Range(Range),
    /// A string; or a word, which is not [quoted](Str::is_quoted).
    Str(Str<'a>),
    /// A list.
    List(List<'a>),
}

impl<'a> List<'a> {
    /// A list of what stands inside of the parentheses.
    pub(super) const fn new(inside: Params<'a>) -> Self {
        Self { inside }
    }

    /// Its items, as parameters.
    pub fn params(self) -> Params<'a> {
        self.inside.inside(scan::trim_start(self.inside.as_bytes()))
    }

    /// Its items, by what they look like.
    pub fn iter(self) -> Values<'a> {
        Values { params: self.params() }
    }

    /// Whether it has no items.
    pub fn is_empty(self) -> bool {
        self.params().is_done()
    }

    /// Whether a number of the list is this one, or a range has it.
    pub fn contains(self, number: i64) -> bool {
        self.iter().any(|value| match value {
            Value::Number(item) => item == number,
            Value::Range(range) => range.contains(number),
            Value::Empty | Value::Str(_) | Value::List(_) => false,
        })
    }

    /// Whether a string of the list is this one.
    pub fn contains_str(self, text: &str) -> bool {
        self.iter().any(|value| matches!(value, Value::Str(item) if item == text))
    }

    /// Looks through the list, and through those in it, for what is odd.
    pub(super) fn survey(self, index: u16) -> Result<Quirks, ParamError> {
        survey(self.params(), MAX_DEPTH).ok_or(ParamError::TooDeep { index, limit: MAX_DEPTH })
    }
}

/// `None` if lists are nested more than `depth` deep.
fn survey(mut params: Params<'_>, depth: usize) -> Option<Quirks> {
    let inner = depth.checked_sub(1)?;
    let mut quirks = Quirks::NONE;
    while let Some(field) = params.field() {
        quirks = quirks.union(field.quirks);
        match value(&field, params) {
            Value::Range(Range { first, last }) => {
                if first > last {
                    quirks.insert(Quirk::ReversedRange);
                }
                if field.text.iter().any(|byte| scan::is_blank(*byte)) {
                    quirks.insert(Quirk::Blank);
                }
            }
            Value::List(list) => quirks = quirks.union(survey(list.params(), inner)?),
            _ => {}
        }
        params.step(field.rest);
    }
    Some(quirks)
}

impl<'a> Params<'a> {
    /// Takes a parameter by what it looks like.
    ///
    /// # Errors
    ///
    /// The parameter is missing, or lists are nested too deep in it.
    pub fn value(&mut self) -> Result<Value<'a>, ParamError> {
        let mut field = self.required()?;
        let value = value(&field, *self);
        match value {
            Value::List(list) => field.quirks = field.quirks.union(list.survey(self.index())?),
            Value::Range(range) if range.first > range.last => {
                field.quirks.insert(Quirk::ReversedRange);
            }
            _ => {}
        }
        self.accept(field.quirks, field.rest)?;
        Ok(value)
    }
}

/// Lists: see [`List`].
impl<'a> Params<'a> {
    /// Takes a list in parentheses, such as `(0-3,5)`. A parameter without parentheses is a list of
    /// one value.
    ///
    /// # Errors
    ///
    /// The parameter is missing or empty, or lists are nested too deep in it.
    pub fn list(&mut self) -> Result<List<'a>, ParamError> {
        let mut field = self.required()?;
        let inner = match field.kind {
            Kind::Empty => return Err(ParamError::Empty { index: self.index() }),
            Kind::List => field.text,
            Kind::Quoted | Kind::Plain => {
                field.quirks.insert(Quirk::BareList);
                field.raw
            }
        };
        let list = List::new(self.inside(inner));
        field.quirks = field.quirks.union(list.survey(self.index())?);
        self.accept(field.quirks, field.rest)?;
        Ok(list)
    }

    /// Takes a list, if there is one.
    ///
    /// # Errors
    ///
    /// Lists are nested too deep.
    pub fn opt_list(&mut self) -> Result<Option<List<'a>>, ParamError> {
        if self.take_nothing()? { Ok(None) } else { self.list().map(Some) }
    }

    /// The parameters of a list, if there is one around all of them, as some modems have it:
    /// `+CPMS: (("SM","BM"),("SM"))`.
    pub fn unnested(self) -> Self {
        match self.field() {
            Some(Field { kind: Kind::List, rest: None, text, mut quirks, .. })
                if scan::trim_start(text).first() == Some(&b'(') =>
            {
                quirks.insert(Quirk::NestedList);
                self.inside(text).with_quirks(self.quirks().union(quirks))
            }
            _ => self,
        }
    }
}

fn value<'a>(field: &Field<'a>, params: Params<'a>) -> Value<'a> {
    match field.kind {
        Kind::Empty => Value::Empty,
        Kind::Quoted => Value::Str(Str::new(field.text, field.escaped, true)),
        Kind::List => Value::List(List::new(params.inside(field.text))),
        Kind::Plain => match number_or_range(field.text) {
            Ok((_, value)) => value,
            Err(_) => Value::Str(Str::new(field.text, false, false)),
        },
    }
}

/// The items of a list; see [`List::iter`].
#[derive(Clone, Debug)]
pub struct Values<'a> {
    params: Params<'a>,
}

impl<'a> Iterator for Values<'a> {
    type Item = Value<'a>;

    fn next(&mut self) -> Option<Value<'a>> {
        let field = self.params.field()?;
        let value = value(&field, self.params);
        self.params.step(field.rest);
        Some(value)
    }
}

impl<'a> IntoIterator for List<'a> {
    type Item = Value<'a>;
    type IntoIter = Values<'a>;

    fn into_iter(self) -> Values<'a> {
        self.iter()
    }
}

/// The same items in the same order.
impl PartialEq for List<'_> {
    fn eq(&self, other: &Self) -> bool {
        same_items(*self, *other, 4 * MAX_DEPTH)
    }
}

impl Eq for List<'_> {}

/// Compares what is nested deeper as it stands.
fn same_items(one: List<'_>, other: List<'_>, depth: usize) -> bool {
    let Some(depth) = depth.checked_sub(1) else {
        return one.inside.as_bytes() == other.inside.as_bytes();
    };
    let (mut items, mut others) = (one.iter(), other.iter());
    loop {
        match (items.next(), others.next()) {
            (None, None) => return true,
            (Some(Value::List(item)), Some(Value::List(other))) => {
                if !same_items(item, other, depth) {
                    return false;
                }
            }
            (item, other) if item.is_none() || other.is_none() => return false,
            (Some(Value::List(_)), _) | (_, Some(Value::List(_))) => return false,
            (item, other) if item == other => {}
            _ => return false,
        }
    }
}

impl fmt::Debug for List<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "({})", Str::from(self.inside.as_bytes()))
    }
}

#[cfg(feature = "defmt")]
impl defmt::Format for List<'_> {
    fn format(&self, f: defmt::Formatter<'_>) {
        defmt::write!(f, "({})", Str::from(self.inside.as_bytes()));
    }
}

#[cfg(feature = "defmt")]
impl defmt::Format for Value<'_> {
    fn format(&self, f: defmt::Formatter<'_>) {
        match self {
            Value::Empty => defmt::write!(f, "Empty"),
            Value::Number(number) => defmt::write!(f, "{}", number),
            Value::Range(range) => defmt::write!(f, "{}", range),
            Value::Str(text) => defmt::write!(f, "{}", text),
            Value::List(list) => defmt::write!(f, "{}", list),
        }
    }
}
