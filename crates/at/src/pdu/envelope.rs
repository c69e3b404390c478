use cellwire_codec::{BufferTooShort, Writer};

use super::cursor::Cursor;
use super::{Address, Direction, ParseError, Tpdu, WriteError};
use crate::charset::hex;

/// A PDU as it stands on the AT interface (TS 27.005 3.1): the address of the service centre, and
/// the TPDU behind it.
///
/// ```
/// use cellwire_at::pdu::{Direction, PduBuf, Tpdu};
///
/// let octets = PduBuf::from_hex(b"07917283010010F5040BC87238880900F10000993092516195800AE8329BFD4697D9EC37")?;
/// let pdu = octets.pdu(Direction::ToMobile)?;
/// assert_eq!(pdu.smsc.unwrap().to_string(), "+27381000015");
/// assert_eq!(pdu.tpdu_len(), 28);
/// let Tpdu::Deliver(deliver) = pdu.tpdu else { panic!() };
/// assert_eq!(deliver.originating_address.to_string(), "27838890001");
/// assert_eq!(deliver.scts.to_string(), "1999-03-29T15:16:59+02:00");
/// assert_eq!(deliver.text().unwrap(), "hellohello");
/// # Ok::<(), cellwire_at::pdu::ParseError>(())
/// ```
#[expect(clippy::exhaustive_structs, reason = "a literal makes the PDU")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pdu<'a> {
    /// The service centre. `None`, on the wire a length of 0, is the one that the SIM names.
    pub smsc: Option<Address>,
    /// The message.
    pub tpdu: Tpdu<'a>,
    /// Octets behind the last field, which some modems have. They are not written again.
    pub surplus: &'a [u8],
    /// How many octets of user data TP-UDL promises that are not there. Only
    /// [`parse_announced`](Self::parse_announced) tolerates that some are missing; such a PDU cannot
    /// be written.
    pub missing: usize,
}

impl<'a> Pdu<'a> {
    /// A message by way of the service centre that the SIM names.
    pub fn new(tpdu: impl Into<Tpdu<'a>>) -> Self {
        Self { smsc: None, tpdu: tpdu.into(), surplus: &[], missing: 0 }
    }

    /// A PDU with the address of the service centre in front, as TS 27.005 has it.
    ///
    /// # Errors
    ///
    /// The octets end too early, an address or a header is too long, or the type is reserved.
    pub fn parse(direction: Direction, octets: &'a [u8]) -> Result<Self, ParseError> {
        Self::read(direction, Cursor::new(octets))
    }

    fn read(direction: Direction, mut from: Cursor<'a>) -> Result<Self, ParseError> {
        let smsc = Address::parse_smsc(&mut from)?;
        Self::read_tpdu(direction, smsc, from)
    }

    fn read_tpdu(
        direction: Direction,
        smsc: Option<Address>,
        mut from: Cursor<'a>,
    ) -> Result<Self, ParseError> {
        let tpdu = Tpdu::read(direction, &mut from)?;
        Ok(Self { smsc, tpdu, surplus: from.rest(), missing: from.missing() })
    }

    /// A PDU whose `<length>` is known, from the line in front of it.
    ///
    /// If the octets are just as many, the service centre may be missing, as it is on some old
    /// modems; it is if a TPDU fits them. If they are as many as the modem says, and still less than
    /// TP-UDL asks for, then it is the modem that has cut the text: what there is of it is read, and
    /// [`missing`](Self::missing) says how much is not.
    ///
    /// # Errors
    ///
    /// As those of [`parse`](Self::parse).
    pub fn parse_announced(
        direction: Direction,
        length: usize,
        octets: &'a [u8],
    ) -> Result<Self, ParseError> {
        let smsc_len = octets.first().map_or(0, |len| 1 + usize::from(*len));
        if octets.len() == length + smsc_len {
            return Self::read(direction, Cursor::new_cut(octets));
        }
        if octets.len() != length {
            return Self::read(direction, Cursor::new(octets));
        }
        let bare = Self::read_tpdu(direction, None, Cursor::new(octets));
        match bare {
            Ok(pdu) if pdu.surplus.is_empty() => Ok(pdu),
            // A modem that counts the service centre as well.
            _ => Self::read(direction, Cursor::new_cut(octets)).or(bare),
        }
    }

    /// As [`parse`](Self::parse), and nothing is tolerated: neither surplus nor a field that the
    /// standard does not have, nor octets that would be written in another way.
    ///
    /// # Errors
    ///
    /// There is something of the kind.
    pub fn parse_strict(direction: Direction, octets: &'a [u8]) -> Result<Self, ParseError> {
        let pdu = Self::parse(direction, octets)?;
        if !pdu.surplus.is_empty() {
            return Err(ParseError::Surplus { len: pdu.surplus.len() });
        }
        pdu.check()?;
        let mut dst = [0; PduBuf::CAPACITY];
        let mut writer = Writer::new(&mut dst);
        pdu.write(&mut writer);
        let written = writer.as_written();
        let differs = octets.iter().zip(written).position(|(read, written)| read != written);
        let shorter = octets.len().min(written.len());
        match differs.or((octets.len() != written.len()).then_some(shorter)) {
            Some(offset) => Err(ParseError::NotCanonical { offset }),
            None => Ok(pdu),
        }
    }

    /// Whether it can be written.
    ///
    /// # Errors
    ///
    /// A field holds what the standard does not have.
    pub fn check(&self) -> Result<(), super::FieldError> {
        if let Some(smsc) = self.smsc {
            smsc.check_field("SMSC")?;
        }
        self.tpdu.check()
    }

    fn write(&self, to: &mut Writer<'_>) {
        match self.smsc {
            Some(smsc) => smsc.write_smsc(to),
            None => to.u8(0),
        }
        self.tpdu.write(to);
    }

    /// The `<length>` of `+CMGS`, `+CMGR` and the like: the octets without those of the service
    /// centre.
    pub fn tpdu_len(&self) -> usize {
        self.tpdu.encoded_len()
    }

    /// How many octets it takes with the service centre. In hexadecimal, it is twice as many digits.
    pub fn encoded_len(&self) -> usize {
        let mut writer = Writer::measuring();
        self.write(&mut writer);
        writer.written()
    }

    /// Writes the octets, and says how many they are.
    ///
    /// # Errors
    ///
    /// A field holds what the standard does not have, or there is no room. `dst` is then as it was.
    pub fn encode(&self, dst: &mut [u8]) -> Result<usize, WriteError> {
        self.check()?;
        let dst = BufferTooShort::check(dst, self.encoded_len())?;
        let mut writer = Writer::new(dst);
        self.write(&mut writer);
        Ok(writer.finish()?)
    }

    /// Writes it in hexadecimal digits, as it follows the prompt of `+CMGS`, and gives the text.
    /// 352 bytes of room are enough for any.
    ///
    /// # Errors
    ///
    /// A field holds what the standard does not have, or there is no room. `dst` is then as it was.
    pub fn encode_hex<'d>(&self, dst: &'d mut [u8]) -> Result<&'d str, WriteError> {
        let octets = PduBuf::new(self)?;
        let dst = BufferTooShort::check(dst, octets.len * 2)?;
        Ok(hex::encode(octets.as_octets(), dst)?)
    }
}

/// The octets of a PDU in a place of their own: what was read out of hexadecimal digits, or what is
/// to be kept. It needs no allocator.
#[derive(Clone, Copy)]
pub struct PduBuf {
    octets: [u8; Self::CAPACITY],
    len: usize,
}

impl PduBuf {
    /// How many octets there may be. The standard has at most 176, with the service centre.
    pub const CAPACITY: usize = 256;

    /// The octets that are written for a PDU.
    ///
    /// # Errors
    ///
    /// A field holds what the standard does not have.
    pub fn new(pdu: &Pdu<'_>) -> Result<Self, WriteError> {
        let mut octets = [0; Self::CAPACITY];
        let len = pdu.encode(&mut octets)?;
        Ok(Self { octets, len })
    }

    /// The octets of hexadecimal digits in either case. Blanks and line ends between them are passed
    /// over.
    ///
    /// # Errors
    ///
    /// There is something else, an odd number of digits, or more than 256 octets.
    pub fn from_hex(digits: &[u8]) -> Result<Self, hex::HexError> {
        let mut octets = [0; Self::CAPACITY];
        let len = hex::decode(digits, &mut octets)?.len();
        Ok(Self { octets, len })
    }

    /// The octets.
    pub fn as_octets(&self) -> &[u8] {
        self.octets.get(..self.len).unwrap_or_default()
    }

    /// The PDU, with the service centre in front; see [`Pdu::parse`].
    ///
    /// # Errors
    ///
    /// It is none.
    pub fn pdu(&self, direction: Direction) -> Result<Pdu<'_>, ParseError> {
        Pdu::parse(direction, self.as_octets())
    }
}

impl core::fmt::Debug for PduBuf {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("PduBuf(")?;
        self.as_octets().iter().try_for_each(|octet| write!(f, "{octet:02X}"))?;
        f.write_str(")")
    }
}

impl PartialEq for PduBuf {
    fn eq(&self, other: &Self) -> bool {
        self.as_octets() == other.as_octets()
    }
}

impl Eq for PduBuf {}
