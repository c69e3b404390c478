use crate::command::Param;
use crate::params::{ParamError, Params, ParamsWriter, SecretStr, Str, WriteError};

/// A text in quotes of so many bytes at most; a longer one is neither read nor written.
///
/// ```
/// use cellwire_at::command::Param;
/// use cellwire_at::params::Params;
/// use cellwire_at::vendor::l610::UpTo;
///
/// assert_eq!(UpTo::<3>::take(&mut Params::new(b"\"net\""))?, "net".into());
/// let error = UpTo::<3>::take(&mut Params::new(b"\"nets\"")).unwrap_err();
/// assert_eq!(error.to_string(), "parameter 1: 4 is more than 3");
/// # Ok::<(), cellwire_at::params::ParamError>(())
/// ```
#[expect(clippy::exhaustive_structs, reason = "it is no more than its text")]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct UpTo<'a, const MAX: usize>(pub Str<'a>);

/// The name or the address of a host, up to 255 bytes.
pub type Host<'a> = UpTo<'a, 255>;

impl<'a, T: Into<Str<'a>>, const MAX: usize> From<T> for UpTo<'a, MAX> {
    fn from(text: T) -> Self {
        Self(text.into())
    }
}

impl<'a, const MAX: usize> Param<'a> for UpTo<'a, MAX> {
    fn take(params: &mut Params<'a>) -> Result<Self, ParamError> {
        take(params, MAX).map(Self)
    }

    fn put(&self, params: &mut ParamsWriter<'_, '_>) -> Result<(), WriteError> {
        put(self.0, params, MAX)
    }
}

/// A password of so many bytes at most.
pub(super) fn take_secret<'a>(
    params: &mut Params<'a>,
    limit: usize,
) -> Result<Option<SecretStr<'a>>, ParamError> {
    let mut ahead = *params;
    if ahead.opt_str()?.is_none() {
        *params = ahead;
        return Ok(None);
    }
    take(params, limit).map(|text| Some(text.into()))
}

pub(super) fn put_secret(
    secret: Option<SecretStr<'_>>,
    params: &mut ParamsWriter<'_, '_>,
    limit: usize,
) -> Result<(), WriteError> {
    match secret {
        Some(secret) => put(secret.expose(), params, limit),
        None => {
            params.empty();
            Ok(())
        }
    }
}

fn take<'a>(params: &mut Params<'a>, limit: usize) -> Result<Str<'a>, ParamError> {
    let mut ahead = *params;
    let text = ahead.str()?;
    if text.len() > limit {
        let index = ahead.taken();
        return Err(ParamError::TooLarge { index, number: text.len() as u64, limit: limit as u64 });
    }
    *params = ahead;
    Ok(text)
}

fn put(text: Str<'_>, params: &mut ParamsWriter<'_, '_>, limit: usize) -> Result<(), WriteError> {
    if text.len() > limit {
        return Err(WriteError::TooLong { index: params.index(), len: text.len(), limit });
    }
    params.string(text)
}
