use cellwire_codec::{Recover, Recovery};

/// Bytes that are nothing a modem says. Reading goes on behind them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum LexError {
    /// A line is longer than the limit. It is skipped up to its end, which may take several of these.
    #[error("line of more than {limit} bytes; bytes skipped: {skipped}")]
    TooLong {
        /// The limit, see [`Lexer::with_max_line`](super::Lexer::with_max_line).
        limit: usize,
        /// How many bytes were given up.
        skipped: usize,
    },
    /// Control characters stand where a line begins.
    #[error("control character {byte:02x} before a line; bytes skipped: {skipped}")]
    Control {
        /// The first one.
        byte: u8,
        /// How many there are in a row.
        skipped: usize,
    },
}

impl Recover for LexError {
    fn recovery(&self) -> Recovery {
        let (Self::TooLong { skipped, .. } | Self::Control { skipped, .. }) = *self;
        Recovery::Resynced { skipped }
    }
}
