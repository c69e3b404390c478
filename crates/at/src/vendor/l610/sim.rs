//! `+SIM`: what a module says of its card, most of all when it starts. It is in no section of the manual; logs
//! and drivers have it.
//!
//! ```
//! use cellwire_at::Line;
//! use cellwire_at::command::Information;
//! use cellwire_at::vendor::l610::sim::{Card, State};
//!
//! assert_eq!(Card::parse(Line::new(b"+SIM READY"))?.state, State::Ready);
//! assert_eq!(Card::parse(Line::new(b"+SIM: Inserted"))?.state, State::Inserted);
//! # Ok::<(), cellwire_at::params::ParamError>(())
//! ```

use cellwire_codec::Writer;

use crate::command::{Fields, Information, Param, words};
use crate::params::{ParamError, Params, ParamsWriter, WriteError};

words! {
    /// What there is to say of a card.
    State(word, word) {
        /// It can be used.
        Ready = "READY";
        /// It has been inserted.
        Inserted = "Inserted";
        /// It has been removed.
        Removed = "Removed";
        /// It is gone.
        Drop = "DROP";
    }
}

/// The state of the card.
#[expect(clippy::exhaustive_structs, reason = "a literal is the point")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Card<'a> {
    /// Its state.
    pub state: State<'a>,
}

impl<'a> Fields<'a> for Card<'a> {
    fn read(params: &mut Params<'a>) -> Result<Self, ParamError> {
        Ok(Self { state: Param::take(params)? })
    }

    fn write(&self, params: &mut ParamsWriter<'_, '_>) -> Result<(), WriteError> {
        self.state.put(params)
    }
}

impl<'a> Information<'a> for Card<'a> {
    const NAME: &'static str = "+SIM";

    /// `+SIM READY` and `+SIM DROP` have no colon.
    fn put(&self, to: &mut Writer<'_>) -> Result<(), WriteError> {
        to.bytes(Self::NAME.as_bytes());
        let separator: &[u8] = match self.state {
            State::Ready | State::Drop => b" ",
            _ => b": ",
        };
        to.bytes(separator);
        self.write(&mut ParamsWriter::new(to))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::testing::assert_line;

    /// L20.
    #[test]
    fn lines() {
        assert_line("+SIM READY", Card { state: State::Ready });
        assert_line("+SIM DROP", Card { state: State::Drop });
        assert_line("+SIM: Inserted", Card { state: State::Inserted });
        assert_line("+SIM: Removed", Card { state: State::Removed });
        assert_line("+SIM: Busy", Card { state: State::of("Busy".into()) });
    }
}
