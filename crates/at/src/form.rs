/// The forms in which a command can be sent (ITU-T V.250, 5.4).
///
/// ```
/// use cellwire_at::Form;
///
/// assert_eq!(Form::Read.suffix(), "?");
/// ```
#[expect(clippy::exhaustive_enums, reason = "the standard has no other form")]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Form {
    /// `AT+CSQ`: do it.
    Action,
    /// `AT+CREG=?`: which values are supported.
    Test,
    /// `AT+CREG?`: which values are in force.
    Read,
    /// `AT+CREG=2`: with these values.
    Set,
}

impl Form {
    /// What stands behind the name of an extended command, in front of the parameters.
    pub const fn suffix(self) -> &'static str {
        match self {
            Self::Action => "",
            Self::Test => "=?",
            Self::Read => "?",
            Self::Set => "=",
        }
    }
}
