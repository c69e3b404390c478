use crate::params::{ParamError, Params, ParamsWriter, Peek, WriteError};

/// A number that has to be in a range: what the table declares as `field: u8 = 0..=9`.
pub(crate) trait Ranged: Sized {
    fn take_within(params: &mut Params<'_>, first: i32, last: i32) -> Result<Self, ParamError>;

    fn put_within(
        &self,
        params: &mut ParamsWriter<'_, '_>,
        first: i32,
        last: i32,
    ) -> Result<(), WriteError>;
}

macro_rules! numbers {
    ($($type:ty)*) => {$(
        impl Ranged for $type {
            fn take_within(
                params: &mut Params<'_>,
                first: i32,
                last: i32,
            ) -> Result<Self, ParamError> {
                params.number_within(first, last)
            }

            fn put_within(
                &self,
                params: &mut ParamsWriter<'_, '_>,
                first: i32,
                last: i32,
            ) -> Result<(), WriteError> {
                params.number_within(*self, first, last)
            }
        }
    )*};
}

numbers!(u8 u16 u32);

/// `0` or `1` and nothing else.
impl Ranged for bool {
    fn take_within(params: &mut Params<'_>, first: i32, last: i32) -> Result<Self, ParamError> {
        params.number_within::<u32>(first, last).map(|number| number != 0)
    }

    fn put_within(
        &self,
        params: &mut ParamsWriter<'_, '_>,
        first: i32,
        last: i32,
    ) -> Result<(), WriteError> {
        params.number_within(u8::from(*self), first, last)
    }
}

impl<T: Ranged> Ranged for Option<T> {
    fn take_within(params: &mut Params<'_>, first: i32, last: i32) -> Result<Self, ParamError> {
        match params.peek() {
            Peek::Missing | Peek::Empty => {
                params.skip();
                Ok(None)
            }
            _ => T::take_within(params, first, last).map(Some),
        }
    }

    fn put_within(
        &self,
        params: &mut ParamsWriter<'_, '_>,
        first: i32,
        last: i32,
    ) -> Result<(), WriteError> {
        match self {
            Some(value) => value.put_within(params, first, last),
            None => {
                params.empty();
                Ok(())
            }
        }
    }
}
