use super::table::codes;

codes! {
    /// Why a command for messages has failed: the number in `+CMS ERROR: N` (3GPP TS 27.005, section
    /// 3.2.5, with the causes of TS 24.011, annex E, and TS 23.040, 9.2.3.22).
    pub struct CmsError {
        standard {
            UNASSIGNED_NUMBER = 1, "Unassigned (unallocated) number" | "unassigned number";
            OPERATOR_DETERMINED_BARRING = 8, "Operator determined barring";
            CALL_BARRED = 10, "Call barred";
            NETWORK_FAILURE = 17, "Network failure";
            SHORT_MESSAGE_TRANSFER_REJECTED = 21, "Short message transfer rejected";
            NETWORK_CONGESTION = 22, "Congestion" | "memory capacity exceeded";
            DESTINATION_OUT_OF_SERVICE = 27, "Destination out of service";
            UNIDENTIFIED_SUBSCRIBER = 28, "Unidentified subscriber";
            FACILITY_REJECTED = 29, "Facility rejected";
            UNKNOWN_SUBSCRIBER = 30, "Unknown subscriber";
            NETWORK_OUT_OF_ORDER = 38, "Network out of order";
            TEMPORARY_FAILURE = 41, "Temporary failure";
            CONGESTION = 42, "Congestion";
            RESOURCES_UNAVAILABLE = 47, "Resources unavailable, unspecified";
            FACILITY_NOT_SUBSCRIBED = 50, "Requested facility not subscribed";
            FACILITY_NOT_IMPLEMENTED = 69, "Requested facility not implemented";
            INVALID_REFERENCE = 81, "Invalid short message transfer reference value"
                | "invalid short message reference value";
            INVALID_MESSAGE = 95, "Invalid message, unspecified" | "semantically incorrect message";
            INVALID_MANDATORY_INFORMATION = 96, "Invalid mandatory information";
            MESSAGE_TYPE_NOT_IMPLEMENTED = 97, "Message type non-existent or not implemented";
            MESSAGE_NOT_COMPATIBLE = 98, "Message not compatible with short message protocol state";
            ELEMENT_NOT_IMPLEMENTED = 99, "Information element non-existent or not implemented";
            PROTOCOL_ERROR = 111, "Protocol error, unspecified";
            INTERWORKING = 127, "Interworking, unspecified";
            TELEMATIC_INTERWORKING_NOT_SUPPORTED = 128, "Telematic interworking not supported";
            SHORT_MESSAGE_TYPE_0_NOT_SUPPORTED = 129, "Short message type 0 not supported";
            CANNOT_REPLACE_SHORT_MESSAGE = 130, "Cannot replace short message";
            UNSPECIFIED_TP_PID_ERROR = 143, "Unspecified TP-PID error";
            CODING_SCHEME_NOT_SUPPORTED = 144, "Data coding scheme (alphabet) not supported";
            MESSAGE_CLASS_NOT_SUPPORTED = 145, "Message class not supported";
            UNSPECIFIED_TP_DCS_ERROR = 159, "Unspecified TP-DCS error";
            COMMAND_CANNOT_BE_ACTIONED = 160, "Command cannot be actioned";
            COMMAND_UNSUPPORTED = 161, "Command unsupported";
            UNSPECIFIED_TP_COMMAND_ERROR = 175, "Unspecified TP-Command error";
            TPDU_NOT_SUPPORTED = 176, "TPDU not supported";
            SC_BUSY = 192, "SC busy";
            NO_SC_SUBSCRIPTION = 193, "No SC subscription";
            SC_SYSTEM_FAILURE = 194, "SC system failure";
            INVALID_SME_ADDRESS = 195, "Invalid SME address";
            DESTINATION_SME_BARRED = 196, "Destination SME barred";
            DUPLICATE_SM = 197, "SM rejected - duplicate SM";
            TP_VPF_NOT_SUPPORTED = 198, "TP-VPF not supported";
            TP_VP_NOT_SUPPORTED = 199, "TP-VP not supported";
            SIM_STORAGE_FULL = 208, "(U)SIM SMS storage full" | "SIM SMS storage full";
            NO_SIM_STORAGE = 209, "No SMS storage capability in (U)SIM"
                | "no SMS storage capability in SIM";
            ERROR_IN_MS = 210, "Error in MS";
            MEMORY_CAPACITY_EXCEEDED = 211, "Memory capacity exceeded";
            SIM_TOOLKIT_BUSY = 212, "(U)SIM application toolkit busy"
                | "SIM application toolkit busy";
            SIM_DATA_DOWNLOAD_ERROR = 213, "(U)SIM data download error" | "SIM data download error";
            UNSPECIFIED_ERROR_CAUSE = 255, "Unspecified error cause" | "TP_FCS_UNSPECIFIED";
            ME_FAILURE = 300, "ME failure";
            SMS_SERVICE_OF_ME_RESERVED = 301, "SMS service of ME reserved";
            OPERATION_NOT_ALLOWED = 302, "operation not allowed";
            OPERATION_NOT_SUPPORTED = 303, "operation not supported";
            INVALID_PDU_MODE_PARAMETER = 304, "invalid PDU mode parameter"
                | "invalid PDU mode param";
            INVALID_TEXT_MODE_PARAMETER = 305, "invalid text mode parameter";
            SIM_NOT_INSERTED = 310, "(U)SIM not inserted" | "SIM not inserted";
            SIM_PIN_REQUIRED = 311, "(U)SIM PIN required"
                | "SIM PIN required"
                | "SIM PIN necessary";
            PH_SIM_PIN_REQUIRED = 312, "PH-(U)SIM PIN required"
                | "PH-SIM PIN required"
                | "PH-SIM PIN necessary";
            SIM_FAILURE = 313, "(U)SIM failure" | "SIM failure";
            SIM_BUSY = 314, "(U)SIM busy" | "SIM busy";
            SIM_WRONG = 315, "(U)SIM wrong" | "SIM wrong";
            SIM_PUK_REQUIRED = 316, "(U)SIM PUK required" | "SIM PUK required";
            SIM_PIN2_REQUIRED = 317, "(U)SIM PIN2 required" | "SIM PIN2 required";
            SIM_PUK2_REQUIRED = 318, "(U)SIM PUK2 required" | "SIM PUK2 required";
            MEMORY_FAILURE = 320, "memory failure";
            INVALID_MEMORY_INDEX = 321, "invalid memory index";
            MEMORY_FULL = 322, "memory full";
            SMSC_ADDRESS_UNKNOWN = 330, "SMSC address unknown";
            NO_NETWORK_SERVICE = 331, "no network service";
            NETWORK_TIMEOUT = 332, "network timeout";
            NO_CNMA_EXPECTED = 340, "no +CNMA acknowledgement expected";
            UNKNOWN_ERROR = 500, "unknown error" | "unknown";
        }
        vendor {
            TP_FCS_APPL_ERR_START = 224, "TP_FCS_APPL_ERR_START";
            TP_FCS_APPL_ERR_STOP = 254, "TP_FCS_APPL_ERR_STOP";
            INCORRECT_PUK1 = 319, "incorrect PUK1";
            MN_SMS_RP_ACK = 512, "MN_SMS_RP_ACK";
            MN_SMS_TIMER_EXPIRED = 513, "MN_SMS_TIMER_EXPIRED";
            MN_SMS_FORW_AVAIL_FAILED = 514, "MN_SMS_FORW_AVAIL_FAILED";
            MN_SMS_FORW_AVAIL_ABORTED = 515, "MN_SMS_FORW_AVAIL_ABORTED";
            MS_INVALID_MESSAGE_TYPE_INDICATOR = 516, "MS invalid TP-Message-Type-Indicator";
            MS_NO_STATUS_REPORT = 517, "MS no TP-Status-Report in Phase 1";
            MS_NO_REJECT_DUPLICATE = 518, "MS no TP-Reject-Duplicate in Phase 1";
            MS_NO_REPLY_PATH = 519, "MS no TP-Reply-Path in Phase 1";
            MS_NO_USER_DATA_HEADER = 520, "MS no TP-User-Data-Header in Phase 1";
            MS_MISSING_VALIDITY_PERIOD = 521, "MS missing TP-Validity-Period";
            MS_INVALID_SERVICE_CENTRE_TIME_STAMP = 522, "MS invalid TP-Service-Centre-Time-Stamp";
            MS_MISSING_DESTINATION_ADDRESS = 523, "MS missing TP-Destination-Address";
            MS_INVALID_DESTINATION_ADDRESS = 524, "MS invalid TP-Destination-Address";
            MS_MISSING_SERVICE_CENTRE_ADDRESS = 525, "MS missing Service-Centre-Address";
            MS_INVALID_SERVICE_CENTRE_ADDRESS = 526, "MS invalid Service-Centre-Address";
            MS_INVALID_ALPHABET = 527, "MS invalid alphabet";
            MS_INVALID_USER_DATA_LENGTH = 528, "MS invalid TP-User-Data-Length";
            MS_MISSING_USER_DATA = 529, "MS missing TP-User-Data";
            MS_USER_DATA_TOO_LONG = 530, "MS TP-User-Data too long";
            MS_NO_COMMAND_REQUEST = 531, "MS no Command-Request in Phase 1";
            MS_CMD_REQ_INVALID_DESTINATION_ADDRESS = 532, "MS Cmd-Req invalid TP-Destination-Address";
            MS_CMD_REQ_INVALID_USER_DATA_LENGTH = 533, "MS Cmd-Req invalid TP-User-Data-Length";
            MS_CMD_REQ_INVALID_USER_DATA = 534, "MS Cmd-Req invalid TP-User-Data";
            MS_CMD_REQ_INVALID_COMMAND_TYPE = 535, "MS Cmd-Req invalid TP-Command-Type";
            MN_MNR_CREATION_FAILED = 536, "MN MNR creation failed";
            MS_CMM_CREATION_FAILED = 537, "MS CMM creation failed";
            MS_NETWORK_CONNECTION_LOST = 538, "MS network connection lost";
            MS_PENDING_MO_SM_TRANSFER = 539, "MS pending MO SM transfer";
            RP_ERROR_OK = 540, "RP-Error OK";
            RP_ERROR_OK_NO_ICON_DISPLAY = 541, "RP-Error OK no icon display";
            SMS_PP_UNSPECIFIED = 542, "SMS-PP unspecified";
            SMS_REJECTED_BY_SMS_CONTROL = 543, "SMS rejected by SMS CONTROL";
        }
    }
}
