use cellwire_codec::{BufferTooShort, Decoded, Decoder, Encoder};

use crate::error::DatagramError;
use crate::sink::{Buffer, Len};
use crate::{GatewayMessage, ParseError, Quirks, ServerMessage, WriteError};

/// A message, and what was tolerated in reading it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Datagram<M> {
    /// The message.
    pub message: M,
    /// What was not as the protocol has it.
    pub quirks: Quirks,
}

/// The longest datagram that is read, unless a decoder is told otherwise: the longest text and more
/// than 5000 bytes around it.
pub(crate) const DEFAULT_MAX_LEN: usize = 8192;

macro_rules! decoder {
    ($(#[$doc:meta])* $decoder:ident and $encoder:ident of $message:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug)]
        pub struct $decoder {
            max_len: usize,
            strict: bool,
        }

        impl $decoder {
            /// A lenient decoder.
            pub const fn new() -> Self {
                Self { max_len: DEFAULT_MAX_LEN, strict: false }
            }

            /// Refuses what is not as the protocol has it.
            #[must_use]
            pub const fn strict(mut self) -> Self {
                self.strict = true;
                self
            }

            /// The longest datagram that is read, in bytes. Default: 8192.
            #[must_use]
            pub const fn with_max_len(mut self, max_len: usize) -> Self {
                self.max_len = if max_len == 0 { 1 } else { max_len };
                self
            }
        }

        impl Default for $decoder {
            fn default() -> Self {
                Self::new()
            }
        }

        /// A datagram is a message: `decode` takes all of it, as `finish` does.
        impl Decoder for $decoder {
            type Frame<'a> = Datagram<$message<'a>>;
            type Error = DatagramError;

            fn decode<'a>(&mut self, src: &'a [u8]) -> Decoded<Self::Frame<'a>, Self::Error> {
                if src.is_empty() {
                    return Decoded::incomplete(1);
                }
                let (len, limit) = (src.len(), self.max_len);
                let read = if len > limit {
                    Err(ParseError::TooLong { len, limit })
                } else if self.strict {
                    let message = $message::parse_strict(src);
                    message.map(|message| Datagram { message, quirks: Quirks::NONE })
                } else {
                    $message::parse_noting(src)
                };
                match read {
                    Ok(datagram) => Decoded::frame(len, datagram),
                    Err(error) => {
                        let skipped = len.min(limit);
                        Decoded::fault(len, DatagramError { skipped, error })
                    }
                }
            }

            fn finish<'a>(&mut self, src: &'a [u8]) -> Decoded<Self::Frame<'a>, Self::Error> {
                self.decode(src)
            }

            fn max_frame_len(&self) -> usize {
                self.max_len
            }
        }

        impl<'a> $message<'a> {
            /// Reads a datagram, leniently.
            ///
            /// # Errors
            ///
            /// It is no message of this direction.
            pub fn parse(datagram: &'a [u8]) -> Result<Self, ParseError> {
                Self::read::<false>(datagram, &mut Quirks::default())
            }

            /// Reads a datagram, and says what was tolerated.
            ///
            /// # Errors
            ///
            /// It is no message of this direction.
            pub fn parse_noting(datagram: &'a [u8]) -> Result<Datagram<Self>, ParseError> {
                let mut quirks = Quirks::default();
                let message = Self::read::<true>(datagram, &mut quirks)?;
                Ok(Datagram { message, quirks })
            }

            /// Reads a datagram, and tolerates nothing.
            ///
            /// # Errors
            ///
            /// It is no message of this direction, or not as the protocol has it.
            pub fn parse_strict(datagram: &'a [u8]) -> Result<Self, ParseError> {
                let Datagram { message, quirks } = Self::parse_noting(datagram)?;
                match quirks.iter().next() {
                    Some(quirk) => Err(ParseError::Strict { message: message.name(), quirk }),
                    None => Ok(message),
                }
            }

            /// Writes the message to the front of `dst`, and says how many bytes it took.
            ///
            /// # Errors
            ///
            /// It cannot be written, or `dst` is too short, which is then as it was.
            pub fn write(&self, dst: &mut [u8]) -> Result<usize, WriteError> {
                let len = self.encoded_len()?;
                self.put(&mut Buffer::new(BufferTooShort::check(dst, len)?));
                Ok(len)
            }

            /// Whether the message can be written, and how many bytes it takes.
            ///
            /// # Errors
            ///
            /// It cannot be written.
            pub fn encoded_len(&self) -> Result<usize, WriteError> {
                self.check()?;
                let mut len = Len::default();
                self.put(&mut len);
                Ok(len.0)
            }
        }

        impl<'a> Encoder<$message<'a>> for $encoder {
            type Error = WriteError;

            fn encoded_len(&self, item: &$message<'a>) -> Result<usize, WriteError> {
                item.encoded_len()
            }

            fn encode(
                &mut self,
                item: &$message<'a>,
                dst: &mut [u8],
            ) -> Result<usize, WriteError> {
                item.write(dst)
            }
        }
    };
}

decoder! {
    /// Reads what gateways send: a message in each datagram.
    GatewayDecoder and GatewayEncoder of GatewayMessage
}

decoder! {
    /// Reads what servers send: a message in each datagram.
    ServerDecoder and ServerEncoder of ServerMessage
}

/// Writes what a gateway sends.
#[expect(clippy::exhaustive_structs, reason = "there is nothing to configure")]
#[derive(Clone, Copy, Debug, Default)]
pub struct GatewayEncoder;

/// Writes what a server sends.
#[expect(clippy::exhaustive_structs, reason = "there is nothing to configure")]
#[derive(Clone, Copy, Debug, Default)]
pub struct ServerEncoder;
