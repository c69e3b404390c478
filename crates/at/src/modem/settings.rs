use core::fmt;

/// What a host can set: the commands of ITU-T V.250 and 3GPP TS 27.007 that a modem answers itself.
///
/// `AT&W` stores it, `ATZ` takes what is stored, and `AT&F` takes what the
/// [configuration](super::ModemConfig::factory) has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct Settings {
    /// `E`: whether commands are echoed. Default: they are.
    pub echo: bool,
    /// `Q1`: whether result codes are left out, with the unsolicited ones. Default: they are not.
    pub quiet: bool,
    /// `V1`: whether result codes are words; else they are numbers. Default: words.
    pub verbose: bool,
    /// `X`, 0 to 4: which results a call can have. Default: 4, all of them.
    pub call_progress: u8,
    /// `L`, 0 to 3: how loud the speaker is. Default: 1.
    pub loudness: u8,
    /// `M`, 0 to 3: when the speaker is on. Default: 1.
    pub speaker: u8,
    /// `&C1`: whether the carrier detect line follows the connection; else it is always on. Default: it
    /// follows.
    pub carrier_follows: bool,
    /// `&D`: what happens when the host drops its line DTR; 0 for nothing, 1 for command state, 2 for
    /// hanging up. Default: 2.
    pub dtr: u8,
    /// `+CMEE`: 0 for `ERROR`, 1 for numbers, 2 for texts. Default: 0.
    pub error_detail: u8,
    /// `+CRC`: whether a call is told as `+CRING: VOICE`; else as `RING`. Default: `RING`.
    pub cring: bool,
    /// `+IPR`: the rate of the serial port; 0 to find it out. Default: 0.
    pub rate: u32,
    /// `+IFC`: flow control by the host, and by the modem. Default: 2 and 2, RTS and CTS.
    pub flow_control: (u8, u8),
    /// `+ICF`: the format of a character, and its parity. Default: 3 and 3, 8 bits without.
    pub format: (u8, u8),
    registers: [u8; Settings::REGISTERS],
}

impl Default for Settings {
    fn default() -> Self {
        Self::DEFAULT
    }
}

impl Settings {
    const REGISTERS: usize = 13;

    /// The defaults.
    pub const DEFAULT: Self = Self {
        echo: true,
        quiet: false,
        verbose: true,
        call_progress: 4,
        loudness: 1,
        speaker: 1,
        carrier_follows: true,
        dtr: 2,
        error_detail: 0,
        cring: false,
        rate: 0,
        flow_control: (2, 2),
        format: (3, 3),
        registers: [0, 0, b'+', b'\r', b'\n', 8, 2, 60, 2, 6, 14, 95, 50],
    };

    /// An S-register, 0 to 12; `None` if there is no such one.
    ///
    /// | register | is | default |
    /// |---|---|---|
    /// | S0 | after how many rings a call is answered; 0 for never | 0 |
    /// | S2 | the character of the escape sequence; from 128 on there is none | `+` |
    /// | S3, S4, S5 | what ends a line, what follows it, what takes a character back | 13, 10, 8 |
    /// | S7 | how many seconds a call may take to be connected | 60 |
    /// | S10 | how many tenths of a second the carrier may be lost | 14 |
    /// | S12 | the guard time of the escape sequence, in fiftieths of a second | 50 |
    pub fn register(&self, register: u8) -> Option<u8> {
        self.registers.get(usize::from(register)).copied()
    }

    /// Sets an S-register.
    ///
    /// # Errors
    ///
    /// There is no such register, it cannot be set, or not to this value.
    pub fn set_register(&mut self, register: u8, value: u8) -> Result<(), RegisterError> {
        let range = match register {
            0 | 2 | 9 | 11 | 12 => 0..=255,
            3..=5 => 0..=127,
            6 => 2..=10,
            7 | 8 => 1..=255,
            10 => 1..=254,
            _ => return Err(RegisterError::Unknown { register }),
        };
        match self.registers.get_mut(usize::from(register)) {
            Some(place) if range.contains(&value) => {
                *place = value;
                Ok(())
            }
            _ => Err(RegisterError::Range {
                register,
                value,
                first: *range.start(),
                last: *range.end(),
            }),
        }
    }

    pub(super) const fn terminator(&self) -> u8 {
        self.registers[3]
    }

    pub(super) const fn formatter(&self) -> u8 {
        self.registers[4]
    }

    pub(super) const fn backspace(&self) -> u8 {
        self.registers[5]
    }

    /// What `AT&V` prints.
    pub(super) fn print(&self, to: &mut impl fmt::Write, rings: u8) -> fmt::Result {
        write!(
            to,
            "E{} L{} M{} Q{} V{} X{} &C{} &D{} +CMEE={} +CRC={} +IPR={} +IFC={},{} +ICF={},{}",
            u8::from(self.echo),
            self.loudness,
            self.speaker,
            u8::from(self.quiet),
            u8::from(self.verbose),
            self.call_progress,
            u8::from(self.carrier_follows),
            self.dtr,
            self.error_detail,
            u8::from(self.cring),
            self.rate,
            self.flow_control.0,
            self.flow_control.1,
            self.format.0,
            self.format.1,
        )?;
        for (register, value) in self.registers.iter().enumerate() {
            let value = if register == 1 { rings } else { *value };
            write!(to, " S{register}={value:03}")?;
        }
        Ok(())
    }
}

/// Why an S-register cannot be set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum RegisterError {
    /// There is none with this number, or it is only for reading.
    #[error("register S{register} cannot be set")]
    Unknown {
        /// The number of the register.
        register: u8,
    },
    /// The value is not in its range.
    #[error("register S{register}: {value} is not in {first} to {last}")]
    Range {
        /// The number of the register.
        register: u8,
        /// The value.
        value: u8,
        /// The least value.
        first: u8,
        /// The greatest value.
        last: u8,
    },
}
