use cellwire_codec::{BufferTooShort, Writer};

use crate::charset::{Gsm7, Language};

cellwire_codec::wire_enum! {
    /// What an element of the header is (TS 23.040 9.2.3.24).
    pub struct ElementId(u8) {
        /// One of several parts; a reference of 8 bits.
        CONCATENATION_8 = 0x00, "concatenation, 8-bit reference";
        /// Messages wait elsewhere.
        SPECIAL_INDICATION = 0x01, "special SMS message indication";
        /// Ports of 8 bits.
        PORTS_8 = 0x04, "application port addressing, 8-bit";
        /// Ports of 16 bits.
        PORTS_16 = 0x05, "application port addressing, 16-bit";
        /// When the service centre is to report.
        SMSC_CONTROL = 0x06, "SMSC control parameters";
        /// Who has made which part of the header.
        SOURCE_INDICATOR = 0x07, "UDH source indicator";
        /// One of several parts; a reference of 16 bits.
        CONCATENATION_16 = 0x08, "concatenation, 16-bit reference";
        /// WCMP.
        WCMP = 0x09, "wireless control message protocol";
        /// EMS.
        TEXT_FORMATTING = 0x0a, "text formatting";
        /// An e-mail.
        EMAIL_HEADER = 0x20, "RFC 5322 e-mail header";
        /// A link.
        HYPERLINK = 0x21, "hyperlink format";
        /// Where to answer to.
        REPLY_ADDRESS = 0x22, "reply address";
        /// Voice mail.
        VOICE_MAIL = 0x23, "enhanced voice mail information";
        /// A table in the place of the extension.
        SINGLE_SHIFT = 0x24, "national language single shift";
        /// A table in the place of the default alphabet.
        LOCKING_SHIFT = 0x25, "national language locking shift";
    }
}

/// An element of the header. What this crate does not know is kept.
#[expect(clippy::exhaustive_structs, reason = "there is no more to an element")]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Element<'a> {
    /// What it is.
    pub id: ElementId,
    /// What it says.
    pub data: &'a [u8],
}

/// The number that the parts of a message have in common. The sender takes another one for the next
/// message.
#[expect(clippy::exhaustive_enums, reason = "the standard has these two")]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reference {
    /// Of 8 bits. The header of a part takes 6 octets.
    Short(u8),
    /// Of 16 bits. The header of a part takes 7 octets.
    Long(u16),
}

impl Default for Reference {
    fn default() -> Self {
        Self::Short(0)
    }
}

/// Which part of which message this is (TS 23.040 9.2.3.24.1 and 8).
#[expect(clippy::exhaustive_structs, reason = "a literal makes the element")]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Concatenation {
    /// Which message of the sender.
    pub reference: Reference,
    /// How many parts it has, 1 to 255.
    pub total: u8,
    /// Which part this is, 1 to `total`.
    pub sequence: u8,
}

impl Concatenation {
    /// Whether it has parts, and this is one of them. A receiver takes no notice of another one.
    pub const fn is_valid(&self) -> bool {
        self.sequence >= 1 && self.sequence <= self.total
    }

    fn read(element: Element<'_>) -> Option<Self> {
        let (reference, total, sequence) = match (element.id, element.data) {
            (ElementId::CONCATENATION_8, [reference, total, sequence]) => {
                (Reference::Short(*reference), *total, *sequence)
            }
            (ElementId::CONCATENATION_16, [high, low, total, sequence]) => {
                (Reference::Long(u16::from_be_bytes([*high, *low])), *total, *sequence)
            }
            _ => return None,
        };
        Some(Self { reference, total, sequence }).filter(Self::is_valid)
    }
}

/// The applications that a message is for and from (TS 23.040 9.2.3.24.3 and 4).
#[expect(clippy::exhaustive_enums, reason = "the standard has these two")]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Ports {
    /// Of 8 bits.
    Short {
        /// For.
        destination: u8,
        /// From.
        source: u8,
    },
    /// Of 16 bits.
    Long {
        /// For.
        destination: u16,
        /// From.
        source: u16,
    },
}

impl Ports {
    fn read(element: Element<'_>) -> Option<Self> {
        match (element.id, element.data) {
            (ElementId::PORTS_8, [destination, source]) => {
                Some(Self::Short { destination: *destination, source: *source })
            }
            (ElementId::PORTS_16, [d0, d1, s0, s1]) => Some(Self::Long {
                destination: u16::from_be_bytes([*d0, *d1]),
                source: u16::from_be_bytes([*s0, *s1]),
            }),
            _ => None,
        }
    }
}

/// The header of user data: elements in front of the text (TS 23.040 9.2.3.24).
///
/// Where an element comes again, the last one counts, as the standard has it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Header<'a> {
    octets: &'a [u8],
}

impl<'a> Header<'a> {
    /// The header of the octets behind its length.
    pub const fn new(octets: &'a [u8]) -> Self {
        Self { octets }
    }

    /// The octets behind its length.
    pub const fn as_octets(&self) -> &'a [u8] {
        self.octets
    }

    /// The elements, in their order. What does not make an element is left out; see
    /// [`surplus`](Self::surplus).
    pub const fn elements(&self) -> Elements<'a> {
        Elements { octets: self.octets }
    }

    /// What stands behind the last whole element.
    pub fn surplus(&self) -> &'a [u8] {
        let mut elements = self.elements();
        elements.by_ref().for_each(drop);
        elements.octets
    }

    fn last<T>(&self, read: impl Fn(Element<'a>) -> Option<T>) -> Option<T> {
        self.elements().filter_map(read).last()
    }

    /// Which part of which message this is. An element whose numbers make no sense is passed over.
    pub fn concatenation(&self) -> Option<Concatenation> {
        self.last(Concatenation::read)
    }

    /// The ports.
    pub fn ports(&self) -> Option<Ports> {
        self.last(Ports::read)
    }

    /// The tables of the GSM 7-bit alphabet.
    pub fn tables(&self) -> Gsm7 {
        let language = |id| {
            self.last(|element| match element.data {
                [language] if element.id == id => Some(Language(*language)),
                _ => None,
            })
            .unwrap_or_default()
        };
        Gsm7 {
            locking: language(ElementId::LOCKING_SHIFT),
            single: language(ElementId::SINGLE_SHIFT),
        }
    }
}

/// The elements of a header; made by [`Header::elements`].
#[derive(Clone, Debug)]
pub struct Elements<'a> {
    octets: &'a [u8],
}

impl<'a> Iterator for Elements<'a> {
    type Item = Element<'a>;

    fn next(&mut self) -> Option<Element<'a>> {
        let [id, len, rest @ ..] = self.octets else { return None };
        let (data, rest) = rest.split_at_checked(usize::from(*len))?;
        self.octets = rest;
        Some(Element { id: ElementId(*id), data })
    }
}

/// A header that is to be written.
///
/// ```
/// use cellwire_at::pdu::{Concatenation, HeaderBuf, Reference};
///
/// let mut header = HeaderBuf::new();
/// header.push_concatenation(Concatenation {
///     reference: Reference::Short(0xa5),
///     total: 2,
///     sequence: 1,
/// })?;
/// assert_eq!(header.as_octets(), [0x00, 0x03, 0xa5, 2, 1]);
/// # Ok::<(), cellwire_codec::BufferTooShort>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct HeaderBuf {
    octets: [u8; Self::CAPACITY],
    len: usize,
}

impl HeaderBuf {
    /// How many octets of elements there may be.
    pub const CAPACITY: usize = 139;

    /// Without elements.
    pub const fn new() -> Self {
        Self { octets: [0; Self::CAPACITY], len: 0 }
    }

    /// The octets behind the length.
    pub fn as_octets(&self) -> &[u8] {
        self.octets.get(..self.len).unwrap_or_default()
    }

    /// The header.
    pub fn as_header(&self) -> Header<'_> {
        Header::new(self.as_octets())
    }

    /// How many octets of user data it takes, with its length; none if it is empty.
    pub const fn user_data_octets(&self) -> usize {
        if self.len == 0 { 0 } else { self.len + 1 }
    }

    /// Appends an element.
    ///
    /// # Errors
    ///
    /// There is no room for it. The header is then as it was.
    pub fn push(&mut self, element: Element<'_>) -> Result<(), BufferTooShort> {
        let available = Self::CAPACITY - self.len;
        let needed = 2 + element.data.len();
        let room = self.octets.get_mut(self.len..).unwrap_or_default();
        let (Some(room), Ok(len)) = (room.get_mut(..needed), u8::try_from(element.data.len()))
        else {
            return Err(BufferTooShort { needed, available });
        };
        let mut writer = Writer::new(room);
        writer.bytes(&[element.id.0, len]);
        writer.bytes(element.data);
        self.len += needed;
        Ok(())
    }

    /// Appends which part of which message this is.
    ///
    /// # Errors
    ///
    /// There is no room for it.
    pub fn push_concatenation(&mut self, part: Concatenation) -> Result<(), BufferTooShort> {
        let Concatenation { reference, total, sequence } = part;
        match reference {
            Reference::Short(reference) => self.push(Element {
                id: ElementId::CONCATENATION_8,
                data: &[reference, total, sequence],
            }),
            Reference::Long(reference) => {
                let [high, low] = reference.to_be_bytes();
                self.push(Element {
                    id: ElementId::CONCATENATION_16,
                    data: &[high, low, total, sequence],
                })
            }
        }
    }

    /// Appends the ports.
    ///
    /// # Errors
    ///
    /// There is no room for them.
    pub fn push_ports(&mut self, ports: Ports) -> Result<(), BufferTooShort> {
        match ports {
            Ports::Short { destination, source } => {
                self.push(Element { id: ElementId::PORTS_8, data: &[destination, source] })
            }
            Ports::Long { destination, source } => {
                let ([d0, d1], [s0, s1]) = (destination.to_be_bytes(), source.to_be_bytes());
                self.push(Element { id: ElementId::PORTS_16, data: &[d0, d1, s0, s1] })
            }
        }
    }

    /// Appends the languages of tables that are not the default ones.
    ///
    /// # Errors
    ///
    /// There is no room for them.
    pub fn push_tables(&mut self, tables: Gsm7) -> Result<(), BufferTooShort> {
        for (id, language) in
            [(ElementId::SINGLE_SHIFT, tables.single), (ElementId::LOCKING_SHIFT, tables.locking)]
        {
            if language != Language::DEFAULT {
                self.push(Element { id, data: &[language.0] })?;
            }
        }
        Ok(())
    }
}

impl Default for HeaderBuf {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn elements() {
        let octets =
            [0x00, 3, 1, 2, 1, 0x05, 4, 0x0b, 0x84, 0x23, 0xf0, 0x70, 0, 0x24, 1, 3, 0x25, 1, 1];
        let header = Header::new(&octets);
        let ids: Vec<u8> = header.elements().map(|element| element.id.0).collect();
        assert_eq!(ids, [0x00, 0x05, 0x70, 0x24, 0x25]);
        assert_eq!(
            header.concatenation(),
            Some(Concatenation { reference: Reference::Short(1), total: 2, sequence: 1 })
        );
        assert_eq!(header.ports(), Some(Ports::Long { destination: 2948, source: 9200 }));
        assert_eq!(
            header.tables(),
            Gsm7 { single: Language::PORTUGUESE, locking: Language::TURKISH }
        );
        assert!(header.surplus().is_empty());
    }

    #[test]
    fn odd_elements() {
        // Cut short.
        let header = Header::new(&[0x00, 3, 1, 2]);
        assert_eq!((header.elements().count(), header.surplus()), (0, &[0x00, 3, 1, 2][..]));
        // Part 0, and part 3 of 2: no notice is taken of it.
        assert_eq!(Header::new(&[0x00, 3, 1, 2, 0]).concatenation(), None);
        assert_eq!(Header::new(&[0x08, 4, 0, 1, 2, 3]).concatenation(), None);
        // A wrong length.
        assert_eq!(Header::new(&[0x00, 2, 1, 2]).concatenation(), None);
        // The last one counts.
        let twice = Header::new(&[0x00, 3, 1, 2, 1, 0x08, 4, 0, 9, 2, 2]);
        assert_eq!(twice.concatenation().unwrap().reference, Reference::Long(9));
    }

    proptest! {
        #[test]
        fn any_octets(octets: Vec<u8>) {
            let header = Header::new(&octets);
            let _ = (header.concatenation(), header.ports(), header.tables());
            let read: usize = header.elements().map(|element| 2 + element.data.len()).sum();
            prop_assert_eq!(read + header.surplus().len(), octets.len());
            let mut written = HeaderBuf::new();
            for element in header.elements() {
                let before = written;
                if written.push(element).is_err() {
                    prop_assert_eq!(written.as_octets(), before.as_octets());
                    return Ok(());
                }
            }
            prop_assert_eq!(written.as_octets(), &octets[..read]);
        }
    }
}
