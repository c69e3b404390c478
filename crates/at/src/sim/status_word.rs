use core::fmt;

/// SW1 and SW2: how a SIM has ended a command (TS 51.011, 9.4; TS 102 221, 10.2).
///
/// ```
/// use cellwire_at::sim::StatusWord;
///
/// assert!(StatusWord(0x9000).is_success());
/// assert_eq!(StatusWord(0x63c1).retries(), Some(1));
/// assert_eq!(StatusWord(0x6283).to_string(), "6283");
/// ```
#[expect(clippy::exhaustive_structs, reason = "any number may stand on the wire")]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct StatusWord(pub u16);

impl StatusWord {
    /// Done.
    pub const OK: Self = Self(0x9000);

    /// That of its two octets.
    pub const fn new(sw1: u8, sw2: u8) -> Self {
        Self(u16::from_be_bytes([sw1, sw2]))
    }

    /// The first octet.
    pub const fn sw1(self) -> u8 {
        self.0.to_be_bytes()[0]
    }

    /// The second octet.
    pub const fn sw2(self) -> u8 {
        self.0.to_be_bytes()[1]
    }

    /// Whether the command was done: `9000`, `91xx` (the SIM has a command of its own), `61xx` and `9Fxx`
    /// (there is more to fetch), `920x` (after some retries).
    pub const fn is_success(self) -> bool {
        self.0 == 0x9000
            || matches!(self.sw1(), 0x61 | 0x91 | 0x9f)
            || matches!(self.0, 0x9200..=0x920f)
    }

    /// How many octets there are to fetch by GET RESPONSE, if the SIM says so: `61xx`, `9Fxx`. 0 in
    /// `61xx` is 256.
    pub const fn more(self) -> Option<u16> {
        match self.0.to_be_bytes() {
            [0x61, 0] => Some(256),
            [0x61 | 0x9f, len] => Some(len as u16),
            _ => None,
        }
    }

    /// How often a PIN may still be tried, if the SIM says so: `63Cx`.
    pub const fn retries(self) -> Option<u8> {
        match self.0 {
            0x63c0..=0x63cf => Some(self.sw2() & 0x0f),
            _ => None,
        }
    }
}

/// Four hexadecimal digits.
impl fmt::Display for StatusWord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04X}", self.0)
    }
}
