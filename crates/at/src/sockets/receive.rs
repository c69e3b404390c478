//! Data on its way to the application.

use core::net::SocketAddr;

use crate::charset::hex;
use crate::lexer::Encoding;

/// Whose data comes.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Origin {
    pub(super) socket: Option<u8>,
    pub(super) from: Option<SocketAddr>,
}

/// Bytes from hexadecimal digits, which may be cut between the two of a byte.
#[derive(Clone, Debug)]
pub(super) struct Digits<const N: usize> {
    bytes: [u8; N],
    half: Option<u8>,
}

impl<const N: usize> Digits<N> {
    pub(super) const fn new() -> Self {
        Self { bytes: [0; N], half: None }
    }

    /// The bytes of a piece. What is no digit is dropped: blanks, as a rule.
    pub(super) fn decode<'a>(&'a mut self, piece: &'a [u8], encoding: Encoding) -> &'a [u8] {
        if encoding == Encoding::Raw {
            return piece;
        }
        let mut len = 0;
        for digit in piece.iter().filter_map(|byte| hex::digit(*byte)) {
            match self.half.take() {
                None => self.half = Some(digit),
                Some(half) => {
                    if let Some(byte) = self.bytes.get_mut(len) {
                        *byte = half << 4 | digit;
                        len += 1;
                    }
                }
            }
        }
        &self.bytes[..len]
    }

    /// A payload begins.
    pub(super) const fn restart(&mut self) {
        self.half = None;
    }
}

/// What a line says about the data behind it.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Header {
    pub(super) socket: Option<u8>,
    pub(super) from: Option<SocketAddr>,
    /// Whether the modem has more of it.
    pub(super) more: bool,
}
