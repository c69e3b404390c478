use crate::params::{ParamError, Params, ParamsWriter, WriteError};

/// What stands behind the name of a command or of a line: read on one side of the wire, and written on
/// the other.
pub trait Fields<'a>: Sized {
    /// Takes the parameters.
    ///
    /// # Errors
    ///
    /// One is missing, or is not what it should be.
    fn read(params: &mut Params<'a>) -> Result<Self, ParamError>;

    /// Appends the parameters.
    ///
    /// # Errors
    ///
    /// One cannot be written: it would break out of its place, or is not in its range.
    fn write(&self, params: &mut ParamsWriter<'_, '_>) -> Result<(), WriteError>;
}
