cellwire_codec::wire_enum! {
    /// The command code of a frame (section II of the protocol).
    ///
    /// The same code has different bodies in the two directions.
    pub struct Command(u16) {
        /// Heart beat, and its answer.
        HEARTBEAT = 0x0001, "heartbeat";
        /// Get IP and port of the server, and the answer.
        GET_IP = 0x0002, "get IP and port";
        /// The answer to [`LOGIN`](Self::LOGIN) in the Meiligao family.
        LOGIN_REPLY = 0x4000, "login reply";
        /// Request one single location report.
        REQUEST_LOCATION = 0x4101, "request location";
        /// Set the time interval for continuous tracking.
        SET_INTERVAL = 0x4102, "set interval";
        /// Set the authorized phone numbers of a button, and the answer.
        SET_AUTHORIZED_PHONE = 0x4103, "set authorized phone";
        /// Set the telephone number for wiretapping, and the answer.
        SET_WIRETAP_PHONE = 0x4130, "set wiretap phone";
        /// Login, in the Meiligao family. Not in the CityEasy list, though its example uses it.
        LOGIN = 0x5000, "login";
        /// The answer to [`SET_INTERVAL`](Self::SET_INTERVAL).
        SET_INTERVAL_REPLY = 0x5100, "set interval reply";
        /// Read the authorized phone numbers, and the answer.
        READ_AUTHORIZED_PHONE = 0x9003, "read authorized phone";
        /// Single location report.
        LOCATION = 0x9955, "location";
        /// Black box report, and its answer.
        BLACK_BOX = 0x9956, "black box";
        /// Send SMS, and the answer.
        SEND_SMS = 0x9957, "send SMS";
        /// Get plain address, and the answer.
        GET_ADDRESS = 0x9958, "get address";
        /// Alarm, in the Meiligao family: a byte in front of a report.
        ALARM = 0x9999, "alarm";
    }
}
