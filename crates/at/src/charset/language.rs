//! The tables of TS 23.038 6.2.1 and Annex A.

cellwire_codec::wire_enum! {
    /// A national language identifier (TS 23.038 6.2.1.2.4): which tables stand in the place of the
    /// default alphabet (locking shift) or of its extension (single shift).
    ///
    /// This crate has the tables of Turkish, Spanish and Portuguese. The other languages are
    /// identified, and read with the default tables, as the standard has it for a receiver that
    /// lacks a table; [`Gsm7::is_known`](super::Gsm7::is_known) tells.
    pub struct Language(u8) {
        /// The default alphabet and its extension.
        DEFAULT = 0, "default";
        /// Both tables.
        TURKISH = 1, "Turkish";
        /// Single shift only.
        SPANISH = 2, "Spanish";
        /// Both tables.
        PORTUGUESE = 3, "Portuguese";
        /// Identified, without tables here.
        BENGALI = 4, "Bengali";
        /// Identified, without tables here.
        GUJARATI = 5, "Gujarati";
        /// Identified, without tables here.
        HINDI = 6, "Hindi";
        /// Identified, without tables here.
        KANNADA = 7, "Kannada";
        /// Identified, without tables here.
        MALAYALAM = 8, "Malayalam";
        /// Identified, without tables here.
        ORIYA = 9, "Oriya";
        /// Identified, without tables here.
        PUNJABI = 10, "Punjabi";
        /// Identified, without tables here.
        TAMIL = 11, "Tamil";
        /// Identified, without tables here.
        TELUGU = 12, "Telugu";
        /// Identified, without tables here.
        URDU = 13, "Urdu";
    }
}

impl Language {
    /// Whether the locking shift table is known here.
    pub const fn has_locking(self) -> bool {
        matches!(self, Self::DEFAULT | Self::TURKISH | Self::PORTUGUESE)
    }

    /// Whether the single shift table is known here.
    pub const fn has_single(self) -> bool {
        matches!(self, Self::DEFAULT | Self::TURKISH | Self::SPANISH | Self::PORTUGUESE)
    }

    /// The table of the characters of one septet.
    #[inline]
    pub(super) const fn locking(self) -> &'static [u16; 128] {
        match self {
            Self::TURKISH => &TURKISH,
            Self::PORTUGUESE => &PORTUGUESE,
            _ => &DEFAULT,
        }
    }

    /// The table of the characters that stand behind an escape: the septet and the character.
    #[inline]
    pub(super) const fn single(self) -> &'static [(u8, char)] {
        match self {
            Self::TURKISH => TURKISH_SINGLE,
            Self::SPANISH => SPANISH_SINGLE,
            Self::PORTUGUESE => PORTUGUESE_SINGLE,
            _ => DEFAULT_SINGLE,
        }
    }
}

/// What stands for the escape in a table: no character has this value.
const ESCAPE: u16 = 0xd800;

/// 6.2.1
static DEFAULT: [u16; 128] = table(
    "@£$¥èéùìòÇ\nØø\rÅå\
     Δ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ \
     !\"#¤%&'()*+,-./\
     0123456789:;<=>?\
     ¡ABCDEFGHIJKLMNO\
     PQRSTUVWXYZÄÖÑÜ§\
     ¿abcdefghijklmno\
     pqrstuvwxyzäöñüà",
);

/// A.3.1
static TURKISH: [u16; 128] = table(
    "@£$¥€éùıòÇ\nĞğ\rÅå\
     Δ_ΦΓΛΩΠΨΣΘΞ\x1bŞşßÉ \
     !\"#¤%&'()*+,-./\
     0123456789:;<=>?\
     İABCDEFGHIJKLMNO\
     PQRSTUVWXYZÄÖÑÜ§\
     çabcdefghijklmno\
     pqrstuvwxyzäöñüà",
);

/// A.3.3
static PORTUGUESE: [u16; 128] = table(
    "@£$¥êéúíóç\nÔô\rÁá\
     Δ_ªÇÀ∞^\\€Ó|\x1bÂâÊÉ \
     !\"#º%&'()*+,-./\
     0123456789:;<=>?\
     ÍABCDEFGHIJKLMNO\
     PQRSTUVWXYZÃÕÚÜ§\
     ~abcdefghijklmno\
     pqrstuvwxyzãõ`üà",
);

/// 6.2.1.1
const DEFAULT_SINGLE: &[(u8, char)] = &[
    (0x0a, '\x0c'),
    (0x14, '^'),
    (0x28, '{'),
    (0x29, '}'),
    (0x2f, '\\'),
    (0x3c, '['),
    (0x3d, '~'),
    (0x3e, ']'),
    (0x40, '|'),
    (0x65, '€'),
];

/// A.2.1
const TURKISH_SINGLE: &[(u8, char)] = &[
    (0x0a, '\x0c'),
    (0x14, '^'),
    (0x28, '{'),
    (0x29, '}'),
    (0x2f, '\\'),
    (0x3c, '['),
    (0x3d, '~'),
    (0x3e, ']'),
    (0x40, '|'),
    (0x47, 'Ğ'),
    (0x49, 'İ'),
    (0x53, 'Ş'),
    (0x63, 'ç'),
    (0x65, '€'),
    (0x67, 'ğ'),
    (0x69, 'ı'),
    (0x73, 'ş'),
];

/// A.2.2
const SPANISH_SINGLE: &[(u8, char)] = &[
    (0x09, 'ç'),
    (0x0a, '\x0c'),
    (0x14, '^'),
    (0x28, '{'),
    (0x29, '}'),
    (0x2f, '\\'),
    (0x3c, '['),
    (0x3d, '~'),
    (0x3e, ']'),
    (0x40, '|'),
    (0x41, 'Á'),
    (0x49, 'Í'),
    (0x4f, 'Ó'),
    (0x55, 'Ú'),
    (0x61, 'á'),
    (0x65, '€'),
    (0x69, 'í'),
    (0x6f, 'ó'),
    (0x75, 'ú'),
];

/// A.2.3
const PORTUGUESE_SINGLE: &[(u8, char)] = &[
    (0x05, 'ê'),
    (0x09, 'ç'),
    (0x0a, '\x0c'),
    (0x0b, 'Ô'),
    (0x0c, 'ô'),
    (0x0e, 'Á'),
    (0x0f, 'á'),
    (0x12, 'Φ'),
    (0x13, 'Γ'),
    (0x14, '^'),
    (0x15, 'Ω'),
    (0x16, 'Π'),
    (0x17, 'Ψ'),
    (0x18, 'Σ'),
    (0x19, 'Θ'),
    (0x1f, 'Ê'),
    (0x28, '{'),
    (0x29, '}'),
    (0x2f, '\\'),
    (0x3c, '['),
    (0x3d, '~'),
    (0x3e, ']'),
    (0x40, '|'),
    (0x41, 'À'),
    (0x49, 'Í'),
    (0x4f, 'Ó'),
    (0x55, 'Ú'),
    (0x5b, 'Ã'),
    (0x5c, 'Õ'),
    (0x61, 'Â'),
    (0x65, '€'),
    (0x69, 'í'),
    (0x6f, 'ó'),
    (0x75, 'ú'),
    (0x7b, 'ã'),
    (0x7c, 'õ'),
    (0x7f, 'â'),
];

/// The UTF-16 units of 128 characters, which all take one. A table of another length does not
/// compile.
const fn table(text: &str) -> [u16; 128] {
    let bytes = text.as_bytes();
    let mut units = [0; 128];
    let (mut from, mut to) = (0, 0);
    while from < bytes.len() {
        let lead = bytes[from] as u16;
        let (unit, len) = if lead < 0x80 {
            (lead, 1)
        } else if lead < 0xe0 {
            ((lead & 0x1f) << 6 | (bytes[from + 1] & 0x3f) as u16, 2)
        } else {
            let (middle, last) = (bytes[from + 1] & 0x3f, bytes[from + 2] & 0x3f);
            ((lead & 0xf) << 12 | (middle as u16) << 6 | last as u16, 3)
        };
        units[to] = if unit == 0x1b { ESCAPE } else { unit };
        from += len;
        to += 1;
    }
    assert!(to == 128, "a table has 128 characters");
    units
}
