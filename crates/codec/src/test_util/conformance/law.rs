use alloc::format;
use alloc::string::String;
use core::fmt::Debug;

/// A law that a codec broke.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{law}: {what}")]
#[non_exhaustive]
pub struct Violation {
    /// Which law.
    pub law: Law,
    /// How it was broken, with the numbers.
    pub what: String,
}

macro_rules! laws {
    ($($(#[$attribute:meta])* $law:ident,)*) => {
        /// The laws of the suite.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
        #[non_exhaustive]
        pub enum Law {
            $($(#[$attribute])* $law,)*
        }

        impl Law {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$law),*];
        }
    };
}

laws! {
    /// No input panics.
    #[error("no input panics")]
    NoPanic,
    /// No call consumes more than it was shown.
    #[error("consumed at most what was shown")]
    ConsumedInBounds,
    /// A frame or fault consumes at least one byte.
    #[error("progress")]
    Progress,
    /// With fewer than `needed` bytes more, the outcome does not change.
    #[error("needed is a lower bound")]
    NeededIsLowerBound,
    /// What an `Incomplete` leaves is shorter than the longest frame.
    #[error("bounded leftover")]
    BoundedLeftover,
    /// Filler is consumed at once: what an `Incomplete` leaves ends in a frame or a fault.
    #[error("filler is consumed at once")]
    FillerAtOnce,
    /// What is consumed without a frame is filler, or reported by a fault; see
    /// [`Conformance::filler`](super::Conformance::filler).
    #[error("what is dropped is filler or reported")]
    NothingDropped,
    /// A fault skips at least one byte, no more than it consumes, and no more than the longest
    /// frame.
    #[error("skipped bytes are accounted for")]
    Accounting,
    /// `finish` leaves nothing.
    #[error("finish leaves nothing")]
    FinishEmpties,
    /// Frames and faults do not depend on how the bytes were cut.
    #[error("the cut does not matter")]
    CutsDoNotMatter,
    /// What comes behind a frame does not change it.
    #[error("trailing bytes do not matter")]
    TrailingBytes,
    /// What is longer than the longest frame is a fault.
    #[error("what is too long is a fault")]
    Oversize,
    /// Once `finish` has left nothing, the decoder is as new.
    #[error("finish starts anew")]
    FinishStartsAnew,
    /// What was searched is not searched again when more comes.
    #[error("what was searched is not searched again")]
    SearchedOnce,
    /// What can be written is read back.
    #[error("round trip")]
    RoundTrip,
    /// `encoded_len` is what `encode` writes, and the rest of the buffer is left alone.
    #[error("the encoded length is exact")]
    ExactLength,
    /// A buffer that is too short is refused, with the numbers, and left alone.
    #[error("a short buffer is left alone")]
    ShortBuffer,
    /// An item that is refused is refused by all functions, and writes nothing.
    #[error("a refused item writes nothing")]
    Refused,
}

impl Law {
    pub(super) fn broken<T>(self, what: impl Into<String>) -> Result<T, Violation> {
        Err(Violation { law: self, what: what.into() })
    }

    pub(super) fn same<T: PartialEq + Debug>(
        self,
        whole: &[Seen<T>],
        seen: &[Seen<T>],
        how: impl FnOnce() -> String,
    ) -> Result<(), Violation> {
        if whole == seen {
            return Ok(());
        }
        let at = whole.iter().zip(seen).take_while(|(a, b)| a == b).count();
        self.broken(format!(
            "item {at} is {:?} as a whole, and {:?} {}",
            whole.get(at),
            seen.get(at),
            how()
        ))
    }
}

/// What came out of a decoder: a frame, or how many bytes were skipped in a row.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Seen<T> {
    /// A frame, owned.
    Frame(T),
    /// Adjacent faults, together.
    Skipped(usize),
    /// A fatal fault; nothing comes after it.
    Fatal,
}
