use cellwire_codec::wire_enum;

wire_enum! {
    /// Why an SMS was not sent: the number in `errorstatus:N`, which is that of `+CMS ERROR` (3GPP TS
    /// 27.005, section 3.2.5).
    ///
    /// Up to 127 it is the cause of TS 24.011, annex E; from 128 to 255 that of TS 23.040, section
    /// 9.2.3.22; above that it comes from the GSM module. Some firmware says 1 whatever the cause.
    pub struct CmsError(i64) {
        /// The number has not been assigned to anybody.
        UNASSIGNED_NUMBER = 1, "unassigned number";
        /// The operator has barred the subscriber.
        OPERATOR_BARRING = 8, "operator determined barring";
        /// Outgoing messages are barred.
        CALL_BARRED = 10, "call barred";
        /// The other end could take it, and does not want to.
        TRANSFER_REJECTED = 21, "short message transfer rejected";
        /// The other end has no room.
        MEMORY_EXCEEDED = 22, "memory capacity exceeded";
        /// The other end cannot be reached.
        DESTINATION_OUT_OF_ORDER = 27, "destination out of order";
        /// The network does not know the SIM card.
        UNIDENTIFIED_SUBSCRIBER = 28, "unidentified subscriber";
        /// The network cannot provide what was asked for.
        FACILITY_REJECTED = 29, "facility rejected";
        /// The home network does not know the SIM card.
        UNKNOWN_SUBSCRIBER = 30, "unknown subscriber";
        /// The network does not work, and will not for some time.
        NETWORK_OUT_OF_ORDER = 38, "network out of order";
        /// The network does not work, but will soon.
        TEMPORARY_FAILURE = 41, "temporary failure";
        /// The service is congested.
        CONGESTION = 42, "congestion";
        /// Something else is not to be had.
        RESOURCES_UNAVAILABLE = 47, "resources unavailable";
        /// The subscriber may not do that.
        NOT_SUBSCRIBED = 50, "requested facility not subscribed";
        /// The network cannot do that.
        NOT_IMPLEMENTED = 69, "requested facility not implemented";
        /// The reference of the message is not in use.
        INVALID_REFERENCE = 81, "invalid short message transfer reference";
        /// The message is semantically incorrect.
        INVALID_MESSAGE = 95, "invalid message";
        /// A mandatory part is missing or wrong.
        INVALID_MANDATORY = 96, "invalid mandatory information";
        /// The type of the message is not known.
        MESSAGE_TYPE = 97, "message type not implemented";
        /// The message does not belong there.
        INCOMPATIBLE_STATE = 98, "message not compatible with the protocol state";
        /// A part of the message is not known.
        INFORMATION_ELEMENT = 99, "information element not implemented";
        /// A protocol error.
        PROTOCOL = 111, "unspecified protocol error";
        /// Another network has failed, and does not say why.
        INTERWORKING = 127, "unspecified interworking error";
        /// No interworking with telematic services.
        TELEMATIC_INTERWORKING = 128, "telematic interworking not supported";
        /// Messages of type 0 are not supported.
        TYPE_0 = 129, "short message type 0 not supported";
        /// The message cannot be replaced.
        CANNOT_REPLACE = 130, "cannot replace short message";
        /// Something is wrong with TP-PID.
        PROTOCOL_IDENTIFIER = 143, "unspecified protocol identifier error";
        /// The alphabet is not supported.
        ALPHABET = 144, "data coding scheme not supported";
        /// The message class is not supported.
        MESSAGE_CLASS = 145, "message class not supported";
        /// Something is wrong with TP-DCS.
        DATA_CODING = 159, "unspecified data coding scheme error";
        /// The service centre cannot do what was asked.
        COMMAND_REFUSED = 160, "command cannot be actioned";
        /// The service centre does not know what was asked.
        COMMAND_UNSUPPORTED = 161, "command unsupported";
        /// Something is wrong with the command.
        COMMAND = 175, "unspecified command error";
        /// The kind of TPDU is not supported.
        TPDU = 176, "tpdu not supported";
        /// The service centre is busy.
        CENTRE_BUSY = 192, "service centre busy";
        /// The service centre does not serve the subscriber.
        NO_CENTRE_SUBSCRIPTION = 193, "no service centre subscription";
        /// The service centre has failed.
        CENTRE_FAILURE = 194, "service centre system failure";
        /// The address is invalid.
        INVALID_ADDRESS = 195, "invalid short message entity address";
        /// The destination is barred.
        DESTINATION_BARRED = 196, "destination barred";
        /// The service centre has the message already.
        DUPLICATE = 197, "duplicate short message rejected";
        /// The format of the validity period is not supported.
        VALIDITY_FORMAT = 198, "validity period format not supported";
        /// The validity period is not supported.
        VALIDITY = 199, "validity period not supported";
        /// The SIM card has no room for messages.
        SIM_FULL = 208, "sim sms storage full";
        /// The SIM card cannot keep messages.
        SIM_NO_STORAGE = 209, "no sms storage capability in sim";
        /// The phone has failed.
        MOBILE = 210, "error in mobile station";
        /// The phone has no room.
        MOBILE_MEMORY_EXCEEDED = 211, "memory capacity exceeded in mobile station";
        /// The SIM application toolkit is busy.
        TOOLKIT_BUSY = 212, "sim application toolkit busy";
        /// Data for the SIM card could not be loaded.
        SIM_DOWNLOAD = 213, "sim data download error";
        /// No cause is given.
        UNSPECIFIED = 255, "unspecified error cause";
        /// The GSM module has failed.
        MODULE_FAILURE = 300, "module failure";
        /// Something else uses the SMS service of the module.
        SERVICE_RESERVED = 301, "sms service of module reserved";
        /// The operation is not allowed.
        NOT_ALLOWED = 302, "operation not allowed";
        /// The operation is not supported.
        NOT_SUPPORTED = 303, "operation not supported";
        /// A parameter of the PDU mode is invalid.
        PDU_PARAMETER = 304, "invalid pdu mode parameter";
        /// A parameter of the text mode is invalid.
        TEXT_PARAMETER = 305, "invalid text mode parameter";
        /// There is no SIM card.
        SIM_NOT_INSERTED = 310, "sim not inserted";
        /// The SIM card wants its PIN.
        SIM_PIN = 311, "sim pin required";
        /// The module wants the PIN that ties it to its SIM card.
        PHONE_SIM_PIN = 312, "phone to sim pin required";
        /// The SIM card has failed.
        SIM_FAILURE = 313, "sim failure";
        /// The SIM card is busy.
        SIM_BUSY = 314, "sim busy";
        /// It is the wrong SIM card.
        SIM_WRONG = 315, "sim wrong";
        /// The SIM card wants its PUK.
        SIM_PUK = 316, "sim puk required";
        /// The SIM card wants its PIN2.
        SIM_PIN2 = 317, "sim pin2 required";
        /// The SIM card wants its PUK2.
        SIM_PUK2 = 318, "sim puk2 required";
        /// The memory of the module has failed.
        MODULE_MEMORY_FAILURE = 320, "memory failure";
        /// There is no such place in the memory.
        MODULE_MEMORY_INDEX = 321, "invalid memory index";
        /// The memory of the module is full.
        MODULE_MEMORY_FULL = 322, "memory full";
        /// The module has no number of a service centre.
        CENTRE_ADDRESS_UNKNOWN = 330, "service centre address unknown";
        /// The module has no network.
        NO_NETWORK = 331, "no network service";
        /// The network did not answer in time.
        NETWORK_TIMEOUT = 332, "network timeout";
        /// There is nothing to be acknowledged with `+CNMA`.
        NO_ACKNOWLEDGEMENT_EXPECTED = 340, "no acknowledgement expected";
        /// The module does not know why.
        UNKNOWN = 500, "unknown error";
        /// From here on codes are the manufacturer's.
        MANUFACTURER = 512, "manufacturer specific";
    }
}
