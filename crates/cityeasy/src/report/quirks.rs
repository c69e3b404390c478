cellwire_codec::quirk_set! {
    /// A field of a report, to name one that is odd.
    #[cfg_attr(feature = "defmt", derive(defmt::Format))]
    pub enum Field {
        /// The time of day.
        Time = "time",
        /// The status indicator.
        Validity = "validity",
        /// Latitude, longitude, or their letters.
        Position = "position",
        /// Speed over ground.
        Speed = "speed",
        /// Course over ground.
        Course = "course",
        /// The date.
        Date = "date",
        /// Horizontal dilution of precision.
        Hdop = "hdop",
        /// Altitude.
        Altitude = "altitude",
        /// The cell, or the list of cells.
        Cell = "cell",
        /// Inputs and outputs.
        State = "state",
        /// The alarm.
        Alarm = "alarm",
        /// Battery percentage.
        Battery = "battery",
        /// Signal percentage.
        Signal = "signal",
        /// What stands behind the last known part.
        Surplus = "surplus",
    }

    /// The fields of a report that were not as the protocol has them.
    ///
    /// Such a field is `None` when it could not be read, and has a value when it could: a percentage
    /// above 100, more decimals than are kept.
    #[cfg_attr(feature = "defmt", derive(defmt::Format))]
    pub struct Quirks(u16) {
        pub(super) const NONE;
        pub(super) fn insert;
    }
}
