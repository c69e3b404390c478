use core::fmt;

use super::Param;
use crate::params::{ParamError, Params, ParamsWriter, WriteError};

/// All the parameters that are left, which are numbers: the contexts of `AT+CGACT=1,1,2`.
///
/// ```
/// use cellwire_at::command::{Numbers, Param};
/// use cellwire_at::params::Params;
///
/// let numbers = Numbers::take(&mut Params::new(b"1,2,5"))?;
/// assert!(numbers.iter().eq([1, 2, 5]));
/// assert_eq!(numbers, Numbers::new(&[1, 2, 5]));
/// # Ok::<(), cellwire_at::params::ParamError>(())
/// ```
#[derive(Clone, Copy)]
pub struct Numbers<'a>(Inner<'a>);

#[derive(Clone, Copy)]
enum Inner<'a> {
    Slice(&'a [u8]),
    Params(Params<'a>),
}

impl<'a> Numbers<'a> {
    /// None at all.
    pub const NONE: Self = Self::new(&[]);

    /// These numbers.
    pub const fn new(numbers: &'a [u8]) -> Self {
        Self(Inner::Slice(numbers))
    }

    /// The numbers in their order.
    pub fn iter(self) -> impl Iterator<Item = u8> + 'a {
        let (slice, mut params) = match self.0 {
            Inner::Slice(numbers) => (numbers, Params::new(&[])),
            Inner::Params(params) => (&[][..], params),
        };
        let taken = core::iter::from_fn(move || {
            while !params.is_done() {
                // They have been read before.
                if let Some(number) = params.opt_u8().ok()? {
                    return Some(number);
                }
            }
            None
        });
        slice.iter().copied().chain(taken)
    }

    /// Whether there are none.
    pub fn is_empty(self) -> bool {
        self.iter().next().is_none()
    }
}

/// Empty parameters are left out.
impl<'a> Param<'a> for Numbers<'a> {
    fn take(params: &mut Params<'a>) -> Result<Self, ParamError> {
        let all = *params;
        while !params.is_done() {
            params.opt_u8()?;
        }
        Ok(Self(Inner::Params(all)))
    }

    fn put(&self, params: &mut ParamsWriter<'_, '_>) -> Result<(), WriteError> {
        self.iter().for_each(|number| params.number(number));
        Ok(())
    }
}

/// The same numbers in the same order.
impl PartialEq for Numbers<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl Eq for Numbers<'_> {}

impl fmt::Debug for Numbers<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}
