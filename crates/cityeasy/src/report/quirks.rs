use core::fmt;

/// A field of a report, to name one that is odd.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum Field {
    /// The time of day.
    Time,
    /// The status indicator.
    Validity,
    /// Latitude, longitude, or their letters.
    Position,
    /// Speed over ground.
    Speed,
    /// Course over ground.
    Course,
    /// The date.
    Date,
    /// Horizontal dilution of precision.
    Hdop,
    /// Altitude.
    Altitude,
    /// The cell, or the list of cells.
    Cell,
    /// Inputs and outputs.
    State,
    /// The alarm.
    Alarm,
    /// Battery percentage.
    Battery,
    /// Signal percentage.
    Signal,
    /// What stands behind the last known part.
    Surplus,
}

impl Field {
    /// All of them, in the order of a report.
    pub const ALL: &'static [Self] = &[
        Self::Time,
        Self::Validity,
        Self::Position,
        Self::Speed,
        Self::Course,
        Self::Date,
        Self::Hdop,
        Self::Altitude,
        Self::Cell,
        Self::State,
        Self::Alarm,
        Self::Battery,
        Self::Signal,
        Self::Surplus,
    ];

    /// A name in lower case.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Time => "time",
            Self::Validity => "validity",
            Self::Position => "position",
            Self::Speed => "speed",
            Self::Course => "course",
            Self::Date => "date",
            Self::Hdop => "hdop",
            Self::Altitude => "altitude",
            Self::Cell => "cell",
            Self::State => "state",
            Self::Alarm => "alarm",
            Self::Battery => "battery",
            Self::Signal => "signal",
            Self::Surplus => "surplus",
        }
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The fields of a report that were not as the protocol has them.
///
/// Such a field is `None` when it could not be read, and has a value when it could: a percentage
/// above 100, more decimals than are kept.
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Quirks(u16);

impl Quirks {
    pub(super) const NONE: Self = Self(0);

    /// Whether every field was as it should be.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether a field was odd.
    pub const fn contains(self, field: Field) -> bool {
        self.0 & (1 << field as u16) != 0
    }

    /// The odd fields, in the order of a report.
    pub fn iter(self) -> impl Iterator<Item = Field> {
        Field::ALL.iter().copied().filter(move |field| self.contains(*field))
    }

    #[inline]
    pub(super) const fn insert(&mut self, field: Field) {
        self.0 |= 1 << field as u16;
    }
}

impl fmt::Debug for Quirks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}
