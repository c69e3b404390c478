cellwire_codec::wire_enum! {
    /// The button of a tracker that dials an authorized phone number (sections III.5 and III.7).
    ///
    /// The protocol speaks of up to 4 buttons; other numbers are kept as they are.
    pub struct Button(u8) {
        /// The SOS button.
        SOS = 0x01, "SOS";
        /// Button 1.
        BUTTON_1 = 0x02, "button 1";
        /// Button 2.
        BUTTON_2 = 0x03, "button 2";
        /// Button 3.
        BUTTON_3 = 0x04, "button 3";
        /// All of them: to read every authorized number.
        ALL = 0xff, "all";
    }
}
