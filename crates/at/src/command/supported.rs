use crate::params::{List, ParamError, Params, ParamsWriter, Str, WriteError};

use super::Fields;

/// The answer to a test command: which values each parameter may have.
///
/// Modems print this in every shape: lists, ranges, bare numbers, lists in lists. It is kept as it came,
/// and looked into when asked.
///
/// ```
/// use cellwire_at::Line;
/// use cellwire_at::command::Supported;
///
/// let supported = Supported::of("+CREG", Line::new(b"+CREG: (0-2)"))?;
/// assert!(supported.allows(0, 2));
/// assert!(!supported.allows(0, 3));
/// # Ok::<(), cellwire_at::params::ParamError>(())
/// ```
#[derive(Clone, Copy, Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Supported<'a> {
    params: Params<'a>,
}

impl<'a> Supported<'a> {
    /// What a modem is to say: `(0-2)`, `(0,1),(0-7)`.
    pub const fn new(values: &'a str) -> Self {
        Self { params: Params::new(values.as_bytes()) }
    }

    /// What a line with this name says.
    ///
    /// # Errors
    ///
    /// The line has another name.
    pub fn of(name: &'static str, line: crate::Line<'a>) -> Result<Self, ParamError> {
        Ok(Self { params: line.params(name)? })
    }

    /// All of it, as parameters of which most are lists.
    pub const fn params(self) -> Params<'a> {
        self.params
    }

    /// The values of a parameter, counted from 0. `None` if that parameter is not there, or is empty.
    ///
    /// # Errors
    ///
    /// Lists are nested too deep.
    pub fn list(self, index: usize) -> Result<Option<List<'a>>, ParamError> {
        let mut params = self.params.unnested();
        for _ in 0..index {
            params.skip();
        }
        params.opt_list()
    }

    /// Whether a parameter, counted from 0, may have this value.
    pub fn allows(self, index: usize, value: i64) -> bool {
        matches!(self.list(index), Ok(Some(list)) if list.contains(value))
    }

    /// Whether a parameter, counted from 0, may be this string.
    pub fn allows_str(self, index: usize, value: &str) -> bool {
        matches!(self.list(index), Ok(Some(list)) if list.contains_str(value))
    }

    /// All of it, as it stands in the line.
    pub fn text(self) -> Str<'a> {
        self.params.as_bytes().into()
    }
}

impl<'a> Fields<'a> for Supported<'a> {
    fn read(params: &mut Params<'a>) -> Result<Self, ParamError> {
        let all = *params;
        params.rest();
        Ok(Self { params: all })
    }

    fn write(&self, params: &mut ParamsWriter<'_, '_>) -> Result<(), WriteError> {
        params.raw(self.params.as_bytes())
    }
}
