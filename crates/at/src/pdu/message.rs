use core::iter::FusedIterator;

use super::{Class, Concatenation, Dcs, HeaderBuf, Ports, Reference, UserData, UserDataBuf};
use crate::charset::{Alphabet, EncodeError, Parts, Unencodable};

/// A text to be sent, in as many parts as it needs.
///
/// It chooses the alphabet, unless told: the GSM 7-bit default one if that has all characters, else
/// UCS2. A text that does not fit into one message is cut into parts, each of which says to which
/// message it belongs by a [`Reference`]; take another one for each message to the same number, say
/// by counting.
///
/// ```
/// use cellwire_at::pdu::{Address, Message, Pdu, Reference, Submit, ValidityPeriod};
///
/// let to = Address::new("+491711234567")?;
/// let text = "The quick brown fox jumps over the lazy dog. ".repeat(5);
/// let parts = Message::new(&text).reference(Reference::Short(7)).parts()?;
/// assert_eq!(parts.total(), 2);
///
/// let mut buffer = [0; 352];
/// for part in parts {
///     let pdu = Pdu::new(Submit {
///         status_report_request: true,
///         validity_period: Some(ValidityPeriod::Relative(167)),
///         ..Submit::new(to, &part)
///     });
///     let command = format!("AT+CMGS={}\r", pdu.tpdu_len()); // wait for the prompt
///     let hex = pdu.encode_hex(&mut buffer)?; // and Ctrl-Z
///     assert_eq!(hex.len() / 2, pdu.tpdu_len() + 1);
/// #   drop(command);
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Message<'t> {
    text: &'t str,
    alphabet: Option<Alphabet>,
    class: Option<Class>,
    reference: Reference,
    ports: Option<Ports>,
}

impl<'t> Message<'t> {
    /// The most parts that a message has.
    pub const MAX_PARTS: usize = 255;

    /// A text.
    pub const fn new(text: &'t str) -> Self {
        Self { text, alphabet: None, class: None, reference: Reference::Short(0), ports: None }
    }

    /// In this alphabet. The header says which tables the GSM 7-bit one has.
    #[must_use]
    pub const fn alphabet(self, alphabet: Alphabet) -> Self {
        Self { alphabet: Some(alphabet), ..self }
    }

    /// Of this class.
    #[must_use]
    pub const fn class(self, class: Class) -> Self {
        Self { class: Some(class), ..self }
    }

    /// With this reference in its parts, if there are several. The shortest and default one is 0 of
    /// 8 bits.
    #[must_use]
    pub const fn reference(self, reference: Reference) -> Self {
        Self { reference, ..self }
    }

    /// For and from these applications.
    #[must_use]
    pub const fn ports(self, ports: Ports) -> Self {
        Self { ports: Some(ports), ..self }
    }

    /// The parts.
    ///
    /// # Errors
    ///
    /// The text holds a character that the chosen alphabet does not have, or needs more than 255
    /// parts.
    pub fn parts(&self) -> Result<MessageParts<'t>, MessageError> {
        let alphabet = self.alphabet.unwrap_or_else(|| Alphabet::for_text(self.text));
        let units = alphabet.count(self.text)?;
        let header = self.header(alphabet, None)?;
        let capacity = alphabet.capacity(header.user_data_octets());
        let (parts, total) = if units <= capacity {
            (Parts::new(self.text, alphabet, capacity), 1)
        } else {
            let part = Concatenation { reference: self.reference, total: 0, sequence: 0 };
            let header = self.header(alphabet, Some(part))?;
            let limit = alphabet.capacity(header.user_data_octets());
            let parts = Parts::new(self.text, alphabet, limit);
            let total = parts.clone().count();
            (parts, total)
        };
        let total = u8::try_from(total)
            .map_err(|_| MessageError::TooManyParts { parts: total, limit: Self::MAX_PARTS })?;
        let dcs = Dcs::new(alphabet, self.class);
        Ok(MessageParts { message: *self, alphabet, dcs, parts, total, sequence: 0 })
    }

    /// The header of a part.
    fn header(
        &self,
        alphabet: Alphabet,
        part: Option<Concatenation>,
    ) -> Result<HeaderBuf, EncodeError> {
        let mut header = HeaderBuf::new();
        if let Some(part) = part {
            header.push_concatenation(part)?;
        }
        if let Some(ports) = self.ports {
            header.push_ports(ports)?;
        }
        if let Alphabet::Gsm7(tables) = alphabet {
            header.push_tables(tables)?;
        }
        Ok(header)
    }
}

/// The parts of a message; made by [`Message::parts`].
#[derive(Clone, Debug)]
pub struct MessageParts<'t> {
    message: Message<'t>,
    alphabet: Alphabet,
    dcs: Dcs,
    parts: Parts<'t>,
    total: u8,
    /// How many parts were given.
    sequence: u8,
}

impl MessageParts<'_> {
    /// How many there are in all.
    pub const fn total(&self) -> u8 {
        self.total
    }

    /// The alphabet.
    pub const fn alphabet(&self) -> Alphabet {
        self.alphabet
    }
}

impl Iterator for MessageParts<'_> {
    type Item = MessagePart;

    fn next(&mut self) -> Option<MessagePart> {
        let text = self.parts.next()?;
        self.sequence = self.sequence.checked_add(1)?;
        let concatenation = (self.total > 1).then_some(Concatenation {
            reference: self.message.reference,
            total: self.total,
            sequence: self.sequence,
        });
        // The text was counted and cut so that it fits.
        let header = self.message.header(self.alphabet, concatenation).ok()?;
        let user_data = UserDataBuf::text(self.alphabet, &header, text).ok()?;
        Some(MessagePart { dcs: self.dcs, user_data, concatenation })
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = usize::from(self.total - self.sequence);
        (left, Some(left))
    }
}

impl ExactSizeIterator for MessageParts<'_> {}
impl FusedIterator for MessageParts<'_> {}

/// A part of a message, of which [`Submit::new`](super::Submit::new) or
/// [`Deliver::new`](super::Deliver::new) makes a PDU.
#[derive(Clone, Copy, Debug)]
pub struct MessagePart {
    dcs: Dcs,
    user_data: UserDataBuf,
    concatenation: Option<Concatenation>,
}

impl MessagePart {
    /// TP-DCS.
    pub const fn dcs(&self) -> Dcs {
        self.dcs
    }

    /// TP-UD.
    pub fn user_data(&self) -> UserData<'_> {
        self.user_data.as_user_data()
    }

    /// Which part it is, if there are several.
    pub const fn concatenation(&self) -> Option<Concatenation> {
        self.concatenation
    }
}

/// Why a text cannot be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum MessageError {
    /// It cannot be written in its alphabet.
    #[error(transparent)]
    Encode(#[from] EncodeError),
    /// It is too long.
    #[error("{parts} parts are more than {limit}")]
    TooManyParts {
        /// How many parts it needs.
        parts: usize,
        /// How many there may be.
        limit: usize,
    },
}

impl From<Unencodable> for MessageError {
    fn from(error: Unencodable) -> Self {
        Self::Encode(error.into())
    }
}
