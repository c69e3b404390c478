use alloc::format;
use alloc::string::String;
use core::any::Any;
use core::panic::AssertUnwindSafe;
use std::panic::catch_unwind;

use super::{Law, Violation};
use crate::{Decoded, Decoder, Outcome, Recover, Recovery};

/// A decoder under watch: each call is held to the contract.
pub(super) struct Checked<D> {
    pub(super) decoder: D,
    pub(super) filler: Option<fn(u8) -> bool>,
    pub(super) violation: Option<Violation>,
    /// How many bytes the last `Incomplete` left.
    pub(super) left: usize,
    /// How many bytes have to be shown at least before the outcome is another.
    pub(super) promised: usize,
}

impl<D: Decoder> Checked<D> {
    /// The law that the last call has broken.
    pub(super) fn verdict(&mut self) -> Result<(), Violation> {
        self.violation.take().map_or(Ok(()), Err)
    }

    /// Calls the decoder. Where it breaks a law all is given up, so that no loop goes on for ever.
    fn call<'a>(&mut self, src: &'a [u8], last: bool) -> Decoded<D::Frame<'a>, D::Error> {
        let call = AssertUnwindSafe(|| {
            if last { self.decoder.finish(src) } else { self.decoder.decode(src) }
        });
        let decoded = match catch_unwind(call) {
            Ok(decoded) => self.verify(src, &decoded, last).map(|()| decoded),
            Err(panic) => Law::NoPanic.broken(format!(
                "\"{}\" at \"{}\"",
                panic_message(&*panic),
                src.escape_ascii()
            )),
        };
        decoded.unwrap_or_else(|violation| {
            self.violation = Some(violation);
            Decoded::skipped(src.len(), 1)
        })
    }

    fn verify<F>(
        &mut self,
        src: &[u8],
        decoded: &Decoded<F, D::Error>,
        last: bool,
    ) -> Result<(), Violation> {
        let (shown, consumed) = (src.len(), decoded.consumed);
        let max = self.decoder.max_frame_len();
        if consumed > shown {
            return Law::ConsumedInBounds.broken(format!("{consumed} of {shown} bytes"));
        }
        match &decoded.outcome {
            Outcome::Incomplete { needed } => {
                let left = shown - consumed;
                if last && left > 0 {
                    return Law::FinishEmpties.broken(format!("{left} of {shown} bytes left"));
                }
                if left >= max {
                    return Law::BoundedLeftover
                        .broken(format!("{left} bytes left with a limit of {max}"));
                }
                if consumed > 0 && self.left > 0 {
                    return Law::FillerAtOnce
                        .broken(format!("{consumed} bytes became filler of which some were left"));
                }
                self.check_dropped(&src[..consumed], 0)?;
                self.left = left;
                let promised = left.saturating_add(needed.get());
                self.promised = promised.max(self.promised.saturating_sub(consumed));
            }
            outcome => {
                if consumed == 0 {
                    return Law::Progress.broken("nothing consumed");
                }
                if !last && shown < self.promised {
                    return Law::NeededIsLowerBound.broken(format!(
                        "{shown} bytes were enough where {} were said to be needed",
                        self.promised
                    ));
                }
                if let Outcome::Fault(error) = outcome
                    && let Recovery::Resynced { skipped } = error.recovery()
                {
                    if skipped == 0 || skipped > consumed || skipped > max {
                        return Law::Accounting.broken(format!(
                            "{skipped} skipped of {consumed} consumed with a limit of {max}"
                        ));
                    }
                    self.check_dropped(&src[..consumed], skipped)?;
                }
                (self.left, self.promised) = (0, 0);
            }
        }
        Ok(())
    }

    /// Whether what was consumed is filler in front of and behind the bytes that were reported.
    fn check_dropped(&self, consumed: &[u8], reported: usize) -> Result<(), Violation> {
        let Some(is_filler) = self.filler else {
            return Ok(());
        };
        let is_other = |byte: &u8| !is_filler(*byte);
        let Some(first) = consumed.iter().position(is_other) else {
            return Ok(());
        };
        let end = consumed.iter().rposition(is_other).map_or(0, |last| last + 1);
        if end - first > reported {
            return Law::NothingDropped.broken(format!(
                "{reported} bytes reported of \"{}\"",
                consumed[first..end].escape_ascii()
            ));
        }
        Ok(())
    }
}

impl<D: Decoder> Decoder for Checked<D> {
    type Frame<'a> = D::Frame<'a>;
    type Error = D::Error;

    fn decode<'a>(&mut self, src: &'a [u8]) -> Decoded<D::Frame<'a>, D::Error> {
        self.call(src, false)
    }

    fn finish<'a>(&mut self, src: &'a [u8]) -> Decoded<D::Frame<'a>, D::Error> {
        self.call(src, true)
    }

    fn max_frame_len(&self) -> usize {
        self.decoder.max_frame_len()
    }
}

pub(super) fn panic_message(panic: &dyn Any) -> &str {
    match (panic.downcast_ref::<&str>(), panic.downcast_ref::<String>()) {
        (Some(message), _) => message,
        (_, Some(message)) => message,
        _ => "a panic",
    }
}
