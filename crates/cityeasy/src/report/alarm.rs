cellwire_codec::wire_enum! {
    /// The alarm of a report (annex 1, item 7).
    ///
    /// The names are those of the protocol, which calls the button that the state knows as "button
    /// 1" the second one here; do not derive inputs from alarms. The protocol gives 0x05, 0x13 and
    /// 0x35 as reserved.
    pub struct Alarm(u8) {
        /// No alarm.
        NONE = 0x00, "none";
        /// SOS button is pressed.
        SOS_PRESSED = 0x01, "SOS button pressed";
        /// 2nd button is pressed.
        SECOND_BUTTON_PRESSED = 0x02, "2nd button pressed";
        /// 3rd button is pressed.
        THIRD_BUTTON_PRESSED = 0x03, "3rd button pressed";
        /// First button is pressed.
        FIRST_BUTTON_PRESSED = 0x04, "first button pressed";
        /// Low battery alarm.
        LOW_BATTERY = 0x10, "low battery";
        /// Over speed alarm.
        OVER_SPEED = 0x11, "over speed";
        /// Movement alarm.
        MOVEMENT = 0x12, "movement";
        /// Alarm of tracking unit being turned on.
        TURNED_ON = 0x14, "tracker turned on";
        /// Alarm of tracking unit entering blind area.
        ENTERING_BLIND_AREA = 0x15, "entering blind area";
        /// Alarm of tracking unit leaving blind area.
        LEAVING_BLIND_AREA = 0x16, "leaving blind area";
        /// SOS button is released.
        SOS_RELEASED = 0x31, "SOS button released";
        /// 2nd button is released.
        SECOND_BUTTON_RELEASED = 0x32, "2nd button released";
        /// 3rd button is released.
        THIRD_BUTTON_RELEASED = 0x33, "3rd button released";
        /// First button is released.
        FIRST_BUTTON_RELEASED = 0x34, "first button released";
        /// Vibrate alarm.
        VIBRATION = 0x40, "vibration";
    }
}
