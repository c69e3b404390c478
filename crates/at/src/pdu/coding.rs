use crate::charset::Alphabet;

/// TP-DCS, the data coding scheme of SMS (TS 23.038 4).
///
/// ```
/// use cellwire_at::charset::Alphabet;
/// use cellwire_at::pdu::{Class, Dcs};
///
/// assert_eq!(Dcs(0xf0).alphabet(), Alphabet::GSM7);
/// assert_eq!(Dcs(0xf0).class(), Some(Class::Flash));
/// assert_eq!(Dcs::new(Alphabet::Ucs2, None), Dcs(0x08));
///
/// let waiting = Dcs(0xc8).message_waiting().unwrap();
/// assert!(waiting.is_active && !waiting.is_stored);
/// ```
#[expect(clippy::exhaustive_structs, reason = "any number may stand on the wire")]
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Dcs(pub u8);

/// The group of a coding scheme: its high bits.
#[expect(clippy::exhaustive_enums, reason = "all values have their group")]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DcsGroup {
    /// 00xx: general.
    General,
    /// 01xx: as general, and the message is to be deleted once it was read.
    AutoDelete,
    /// 1000 to 1011. The text is read as one in the GSM 7-bit default alphabet.
    Reserved,
    /// 1100: message waiting, to be discarded; GSM 7-bit default alphabet.
    WaitingDiscard,
    /// 1101: message waiting, to be stored; GSM 7-bit default alphabet.
    WaitingStore,
    /// 1110: message waiting, to be stored; UCS2.
    WaitingStoreUcs2,
    /// 1111: GSM 7-bit default alphabet or 8-bit data, and a class.
    CodingAndClass,
}

/// The class of a message: what is to be done with it (TS 23.038 4).
#[expect(clippy::exhaustive_enums, reason = "two bits have four values")]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Class {
    /// Class 0: shown at once, and not stored.
    Flash = 0,
    /// Class 1: for the phone.
    MobileEquipment = 1,
    /// Class 2: for the SIM.
    Sim = 2,
    /// Class 3: for the equipment behind the phone.
    TerminalEquipment = 3,
}

/// That messages wait elsewhere, such as on a mailbox (TS 23.038 4).
#[expect(clippy::exhaustive_structs, reason = "a literal makes the coding scheme")]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct MessageWaiting {
    /// Whether there are any.
    pub is_active: bool,
    /// Whether the message that says so is to be stored.
    pub is_stored: bool,
    /// What they are.
    pub kind: WaitingKind,
}

/// What waits.
#[expect(clippy::exhaustive_enums, reason = "two bits have four values")]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum WaitingKind {
    /// Voice mail.
    Voicemail = 0,
    /// Fax.
    Fax = 1,
    /// E-mail.
    Email = 2,
    /// Something else.
    Other = 3,
}

impl Dcs {
    /// GSM 7-bit default alphabet, no class.
    pub const GSM7: Self = Self(0x00);
    /// 8-bit data, no class.
    pub const EIGHT_BIT: Self = Self(0x04);
    /// UCS2, no class.
    pub const UCS2: Self = Self(0x08);

    /// The general coding scheme of an alphabet and a class.
    pub const fn new(alphabet: Alphabet, class: Option<Class>) -> Self {
        let alphabet = match alphabet {
            Alphabet::Gsm7(_) => 0x00,
            Alphabet::EightBit => 0x04,
            Alphabet::Ucs2 => 0x08,
        };
        match class {
            Some(class) => Self(alphabet | 0x10 | class as u8),
            None => Self(alphabet),
        }
    }

    /// The coding scheme that says that messages wait, or no longer do. A message that is not to be
    /// stored can be in the GSM 7-bit default alphabet only, which is what `ucs2` chooses against.
    pub const fn waiting(waiting: MessageWaiting, ucs2: bool) -> Self {
        let group = match (waiting.is_stored, ucs2) {
            (false, _) => 0xc0,
            (true, false) => 0xd0,
            (true, true) => 0xe0,
        };
        Self(group | (waiting.is_active as u8) << 3 | waiting.kind as u8)
    }

    /// The group.
    pub const fn group(self) -> DcsGroup {
        match self.0 >> 4 {
            0b0000..=0b0011 => DcsGroup::General,
            0b0100..=0b0111 => DcsGroup::AutoDelete,
            0b1100 => DcsGroup::WaitingDiscard,
            0b1101 => DcsGroup::WaitingStore,
            0b1110 => DcsGroup::WaitingStoreUcs2,
            0b1111 => DcsGroup::CodingAndClass,
            _ => DcsGroup::Reserved,
        }
    }

    /// The alphabet; the languages of the GSM 7-bit alphabet are said by the header. Reserved
    /// codings are read as the GSM 7-bit default alphabet, as the standard has it.
    pub const fn alphabet(self) -> Alphabet {
        match self.group() {
            DcsGroup::General | DcsGroup::AutoDelete => match self.0 >> 2 & 0b11 {
                0b01 => Alphabet::EightBit,
                0b10 => Alphabet::Ucs2,
                _ => Alphabet::GSM7,
            },
            DcsGroup::WaitingStoreUcs2 => Alphabet::Ucs2,
            DcsGroup::CodingAndClass if self.0 & 0b100 != 0 => Alphabet::EightBit,
            _ => Alphabet::GSM7,
        }
    }

    /// Whether the text is compressed (TS 23.042), which this crate does not undo.
    pub const fn is_compressed(self) -> bool {
        matches!(self.group(), DcsGroup::General | DcsGroup::AutoDelete) && self.0 & 0x20 != 0
    }

    /// Whether the message is to be deleted once it was read.
    pub const fn is_auto_delete(self) -> bool {
        matches!(self.group(), DcsGroup::AutoDelete)
    }

    /// The class, if it has one.
    pub const fn class(self) -> Option<Class> {
        let has_class = match self.group() {
            DcsGroup::General | DcsGroup::AutoDelete => self.0 & 0x10 != 0,
            group => matches!(group, DcsGroup::CodingAndClass),
        };
        match self.0 & 0b11 {
            _ if !has_class => None,
            0 => Some(Class::Flash),
            1 => Some(Class::MobileEquipment),
            2 => Some(Class::Sim),
            _ => Some(Class::TerminalEquipment),
        }
    }

    /// What waits, if the coding scheme says so.
    pub const fn message_waiting(self) -> Option<MessageWaiting> {
        let is_stored = match self.group() {
            DcsGroup::WaitingDiscard => false,
            DcsGroup::WaitingStore | DcsGroup::WaitingStoreUcs2 => true,
            _ => return None,
        };
        let kind = match self.0 & 0b11 {
            0 => WaitingKind::Voicemail,
            1 => WaitingKind::Fax,
            2 => WaitingKind::Email,
            _ => WaitingKind::Other,
        };
        Some(MessageWaiting { is_active: self.0 & 0b1000 != 0, is_stored, kind })
    }
}

impl core::fmt::Debug for Dcs {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Dcs({:#04x})", self.0)
    }
}

cellwire_codec::wire_enum! {
    /// TP-PID, the protocol of the message (TS 23.040 9.2.3.9).
    pub struct Pid(u8) {
        /// A short message of the ordinary kind.
        DEFAULT = 0x00, "short message";
        /// Telex.
        TELEX = 0x21, "telex";
        /// Group 3 fax.
        FAX3 = 0x22, "group 3 telefax";
        /// Internet e-mail.
        EMAIL = 0x32, "internet e-mail";
        /// Acknowledged, and thrown away.
        TYPE_0 = 0x40, "short message type 0";
        /// Replaces the last message of the same type and sender.
        REPLACE_1 = 0x41, "replace short message type 1";
        /// As type 1.
        REPLACE_2 = 0x42, "replace short message type 2";
        /// As type 1.
        REPLACE_3 = 0x43, "replace short message type 3";
        /// As type 1.
        REPLACE_4 = 0x44, "replace short message type 4";
        /// As type 1.
        REPLACE_5 = 0x45, "replace short message type 5";
        /// As type 1.
        REPLACE_6 = 0x46, "replace short message type 6";
        /// As type 1.
        REPLACE_7 = 0x47, "replace short message type 7";
        /// For a device trigger.
        DEVICE_TRIGGERING = 0x48, "device triggering";
        /// Enhanced message service.
        ENHANCED = 0x5e, "enhanced message service";
        /// The number to call back.
        RETURN_CALL = 0x5f, "return call message";
        /// ANSI-136 R-DATA.
        ANSI136_R_DATA = 0x7c, "ANSI-136 R-DATA";
        /// For the phone itself.
        ME_DATA_DOWNLOAD = 0x7d, "ME data download";
        /// Depersonalization of the phone.
        ME_DEPERSONALIZATION = 0x7e, "ME de-personalization";
        /// For an application on the SIM.
        SIM_DATA_DOWNLOAD = 0x7f, "(U)SIM data download";
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups() {
        use Alphabet::{EightBit, Ucs2};
        const GSM7: Alphabet = Alphabet::GSM7;
        for (dcs, group, alphabet, class) in [
            (0x00, DcsGroup::General, GSM7, None),
            (0x04, DcsGroup::General, EightBit, None),
            (0x08, DcsGroup::General, Ucs2, None),
            (0x0c, DcsGroup::General, GSM7, None),
            (0x03, DcsGroup::General, GSM7, None),
            (0x10, DcsGroup::General, GSM7, Some(Class::Flash)),
            (0x15, DcsGroup::General, EightBit, Some(Class::MobileEquipment)),
            (0x1a, DcsGroup::General, Ucs2, Some(Class::Sim)),
            (0x48, DcsGroup::AutoDelete, Ucs2, None),
            (0x53, DcsGroup::AutoDelete, GSM7, Some(Class::TerminalEquipment)),
            (0x84, DcsGroup::Reserved, GSM7, None),
            (0xb9, DcsGroup::Reserved, GSM7, None),
            (0xc8, DcsGroup::WaitingDiscard, GSM7, None),
            (0xd1, DcsGroup::WaitingStore, GSM7, None),
            (0xe8, DcsGroup::WaitingStoreUcs2, Ucs2, None),
            (0xf0, DcsGroup::CodingAndClass, GSM7, Some(Class::Flash)),
            (0xf1, DcsGroup::CodingAndClass, GSM7, Some(Class::MobileEquipment)),
            (0xf6, DcsGroup::CodingAndClass, EightBit, Some(Class::Sim)),
            (0xf7, DcsGroup::CodingAndClass, EightBit, Some(Class::TerminalEquipment)),
        ] {
            let dcs = Dcs(dcs);
            assert_eq!(
                (dcs.group(), dcs.alphabet(), dcs.class()),
                (group, alphabet, class),
                "{dcs:?}"
            );
        }
        assert!(Dcs(0x20).is_compressed() && Dcs(0x60).is_compressed());
        assert!(!Dcs(0xe0).is_compressed() && !Dcs(0xa0).is_compressed());
    }

    #[test]
    fn made_and_read() {
        for alphabet in [Alphabet::GSM7, Alphabet::EightBit, Alphabet::Ucs2] {
            for class in [None, Some(Class::Flash), Some(Class::TerminalEquipment)] {
                let dcs = Dcs::new(alphabet, class);
                assert_eq!((dcs.alphabet(), dcs.class()), (alphabet, class));
            }
        }
        for value in 0xc0..=0xef_u8 {
            let waiting = Dcs(value).message_waiting().unwrap();
            let ucs2 = Dcs(value).alphabet() == Alphabet::Ucs2;
            assert_eq!(Dcs::waiting(waiting, ucs2).0, value & !0b100);
        }
        assert_eq!(Dcs(0xf0).message_waiting(), None);
    }
}
