use super::table::codes;

codes! {
    /// Why a command has failed: the number in `+CME ERROR: N` (3GPP TS 27.007, section 9.2).
    ///
    /// The names are those of the packet domain of GSM and UMTS; where the standard has another text
    /// for EPS or 5GS, that one is read, too.
    pub struct CmeError {
        standard {
            PHONE_FAILURE = 0, "phone failure";
            NO_CONNECTION_TO_PHONE = 1, "no connection to phone";
            PHONE_ADAPTOR_LINK_RESERVED = 2, "phone-adaptor link reserved";
            OPERATION_NOT_ALLOWED = 3, "operation not allowed";
            OPERATION_NOT_SUPPORTED = 4, "operation not supported";
            PH_SIM_PIN_REQUIRED = 5, "PH-SIM PIN required";
            PH_FSIM_PIN_REQUIRED = 6, "PH-FSIM PIN required";
            PH_FSIM_PUK_REQUIRED = 7, "PH-FSIM PUK required";
            SIM_NOT_INSERTED = 10, "SIM not inserted";
            SIM_PIN_REQUIRED = 11, "SIM PIN required";
            SIM_PUK_REQUIRED = 12, "SIM PUK required";
            SIM_FAILURE = 13, "SIM failure";
            SIM_BUSY = 14, "SIM busy";
            SIM_WRONG = 15, "SIM wrong";
            INCORRECT_PASSWORD = 16, "incorrect password";
            SIM_PIN2_REQUIRED = 17, "SIM PIN2 required";
            SIM_PUK2_REQUIRED = 18, "SIM PUK2 required";
            MEMORY_FULL = 20, "memory full";
            INVALID_INDEX = 21, "invalid index";
            NOT_FOUND = 22, "not found";
            MEMORY_FAILURE = 23, "memory failure";
            TEXT_STRING_TOO_LONG = 24, "text string too long";
            INVALID_CHARACTERS_IN_TEXT_STRING = 25, "invalid characters in text string";
            DIAL_STRING_TOO_LONG = 26, "dial string too long";
            INVALID_CHARACTERS_IN_DIAL_STRING = 27, "invalid characters in dial string";
            NO_NETWORK_SERVICE = 30, "no network service";
            NETWORK_TIMEOUT = 31, "network timeout";
            NETWORK_NOT_ALLOWED = 32, "network not allowed - emergency calls only";
            NETWORK_PIN_REQUIRED = 40, "network personalization PIN required";
            NETWORK_PUK_REQUIRED = 41, "network personalization PUK required";
            NETWORK_SUBSET_PIN_REQUIRED = 42, "network subset personalization PIN required";
            NETWORK_SUBSET_PUK_REQUIRED = 43, "network subset personalization PUK required";
            SERVICE_PROVIDER_PIN_REQUIRED = 44, "service provider personalization PIN required";
            SERVICE_PROVIDER_PUK_REQUIRED = 45, "service provider personalization PUK required";
            CORPORATE_PIN_REQUIRED = 46, "corporate personalization PIN required";
            CORPORATE_PUK_REQUIRED = 47, "corporate personalization PUK required";
            HIDDEN_KEY_REQUIRED = 48, "hidden key required";
            EAP_METHOD_NOT_SUPPORTED = 49, "EAP method not supported";
            INCORRECT_PARAMETERS = 50, "Incorrect parameters";
            COMMAND_DISABLED = 51, "command implemented but currently disabled";
            COMMAND_ABORTED = 52, "command aborted by user";
            NOT_ATTACHED_RESTRICTED = 53, "not attached to network due to MT functionality restrictions";
            EMERGENCY_CALLS_ONLY = 54, "modem not allowed - MT restricted to emergency calls only";
            OPERATION_RESTRICTED = 55, "operation not allowed because of MT functionality restrictions";
            FIXED_DIAL_NUMBER_ONLY = 56, "fixed dial number only allowed - called number is not a fixed dial number";
            TEMPORARILY_OUT_OF_SERVICE = 57, "temporarily out of service due to other MT usage";
            LANGUAGE_ALPHABET_NOT_SUPPORTED = 58, "language/alphabet not supported";
            UNEXPECTED_DATA_VALUE = 59, "unexpected data value";
            SYSTEM_FAILURE = 60, "system failure";
            DATA_MISSING = 61, "data missing";
            CALL_BARRED = 62, "call barred";
            MESSAGE_WAITING_SUBSCRIPTION_FAILURE = 63, "message waiting indication subscription failure";
            UNKNOWN = 100, "unknown" | "unknown error";
            IMSI_UNKNOWN_IN_HLR = 102, "IMSI unknown in HLR" | "IMSI unknown in HSS";
            ILLEGAL_MS = 103, "Illegal MS" | "illegal UE";
            IMSI_UNKNOWN_IN_VLR = 104, "IMSI unknown in VLR";
            IMEI_NOT_ACCEPTED = 105, "IMEI not accepted" | "PEI not accepted";
            ILLEGAL_ME = 106, "Illegal ME";
            GPRS_SERVICES_NOT_ALLOWED = 107, "GPRS services not allowed"
                | "EPS services not allowed"
                | "5GS services not allowed";
            GPRS_SERVICES_AND_NON_GPRS_SERVICES_NOT_ALLOWED = 108, "GPRS services and non-GPRS services not allowed"
                | "EPS services and non-EPS services not allowed";
            IDENTITY_UNKNOWN = 109, "MS identity cannot be derived by the network"
                | "UE identity cannot be derived by the network";
            IMPLICITLY_DETACHED = 110, "Implicitly detached" | "implicitly de-registered";
            PLMN_NOT_ALLOWED = 111, "PLMN not allowed";
            LOCATION_AREA_NOT_ALLOWED = 112, "Location area not allowed"
                | "tracking area not allowed";
            ROAMING_NOT_ALLOWED = 113, "Roaming not allowed in this location area"
                | "roaming not allowed in this tracking area";
            GPRS_NOT_ALLOWED_IN_PLMN = 114, "GPRS services not allowed in this PLMN"
                | "EPS services not allowed in this PLMN";
            NO_SUITABLE_CELLS = 115, "No suitable cells in location area"
                | "no suitable cells in tracking area";
            MSC_TEMPORARILY_NOT_REACHABLE = 116, "MSC temporarily not reachable";
            NETWORK_FAILURE = 117, "Network failure";
            CS_DOMAIN_NOT_AVAILABLE = 118, "CS domain not available";
            ESM_FAILURE = 119, "ESM failure";
            CONGESTION = 122, "Congestion";
            MBMS_CAPABILITIES_INSUFFICIENT = 124, "MBMS bearer capabilities insufficient for the service";
            NOT_AUTHORIZED_FOR_CSG = 125, "Not authorized for this CSG";
            INSUFFICIENT_RESOURCES = 126, "insufficient resources";
            MISSING_OR_UNKNOWN_APN = 127, "missing or unknown APN";
            UNKNOWN_PDP_TYPE = 128, "unknown PDP address or PDP type"
                | "unknown PDN type"
                | "unknown PDU session type";
            USER_AUTHENTICATION_FAILED = 129, "user authentication failed"
                | "user authentication or authorization failed";
            REJECTED_BY_GATEWAY = 130, "activation rejected by GGSN, Serving GW or PDN GW"
                | "activation rejected by Serving GW or PDN GW";
            ACTIVATION_REJECTED = 131, "activation rejected, unspecified"
                | "request rejected, unspecified";
            SERVICE_OPTION_NOT_SUPPORTED = 132, "service option not supported"
                | "service not supported";
            SERVICE_OPTION_NOT_SUBSCRIBED = 133, "requested service option not subscribed"
                | "service not subscribed";
            SERVICE_OPTION_OUT_OF_ORDER = 134, "service option temporarily out of order";
            NSAPI_ALREADY_USED = 135, "NSAPI already used"
                | "NS-api already used"
                | "PTI already in use";
            REGULAR_DEACTIVATION = 136, "regular deactivation";
            QOS_NOT_ACCEPTED = 137, "EPS QoS not accepted" | "5GS QoS not accepted";
            CALL_CANNOT_BE_IDENTIFIED = 138, "call cannot be identified";
            CS_SERVICE_TEMPORARILY_NOT_AVAILABLE = 139, "CS service temporarily not available";
            FEATURE_NOT_SUPPORTED = 140, "feature not supported";
            SEMANTIC_ERROR_IN_THE_TFT_OPERATION = 141, "semantic error in the TFT operation";
            SYNTACTICAL_ERROR_IN_THE_TFT_OPERATION = 142, "syntactical error in the TFT operation";
            UNKNOWN_PDP_CONTEXT = 143, "unknown PDP context"
                | "invalid EPS bearer identity"
                | "invalid PDU session identity";
            SEMANTIC_ERRORS_IN_PACKET_FILTER_S = 144, "semantic errors in packet filter(s)";
            SYNTACTICAL_ERRORS_IN_PACKET_FILTER_S = 145, "syntactical errors in packet filter(s)";
            CONTEXT_WITHOUT_TFT_ACTIVATED = 146, "PDP context without TFT already activated";
            MULTICAST_GROUP_MEMBERSHIP_TIME_OUT = 147, "multicast group membership time-out";
            UNSPECIFIED_GPRS_ERROR = 148, "unspecified GPRS error";
            PDP_AUTHENTICATION_FAILURE = 149, "PDP authentication failure"
                | "PDP authentication error";
            INVALID_MOBILE_CLASS = 150, "invalid mobile class";
            VBS_NOT_SUPPORTED_BY_NETWORK = 151, "VBS/VGCS not supported by the network";
            NO_SERVICE_SUBSCRIPTION_ON_SIM = 152, "No service subscription on SIM";
            NO_SUBSCRIPTION_FOR_GROUP_ID = 153, "No subscription for group ID";
            GROUP_ID_NOT_ACTIVATED_ON_SIM = 154, "Group ID not activated on SIM";
            NO_MATCHING_NOTIFICATION = 155, "No matching notification";
            VBS_CALL_ALREADY_PRESENT = 156, "VBS/VGCS call already present";
            VBS_CONGESTION = 157, "Congestion";
            VBS_NETWORK_FAILURE = 158, "Network failure";
            UPLINK_BUSY = 159, "Uplink busy";
            NO_ACCESS_RIGHTS_FOR_SIM_FILE = 160, "No access rights for SIM file";
            NO_SUBSCRIPTION_FOR_PRIORITY = 161, "No subscription for priority";
            OPERATION_NOT_APPLICABLE = 162, "operation not applicable or not possible";
            GROUP_ID_PREFIXES_NOT_SUPPORTED = 163, "Group ID prefixes not supported";
            GROUP_ID_PREFIXES_NOT_USABLE_FOR_VBS = 164, "Group ID prefixes not usable for VBS";
            GROUP_ID_PREFIX_VALUE_INVALID = 165, "Group ID prefix value invalid";
            LAST_PDN_DISCONNECTION_NOT_ALLOWED = 171, "Last PDN disconnection not allowed";
            SEMANTICALLY_INCORRECT_MESSAGE = 172, "Semantically incorrect message";
            INVALID_MANDATORY_INFORMATION = 173, "Invalid mandatory information"
                | "mandatory information element error";
            MESSAGE_TYPE_NOT_IMPLEMENTED = 174, "Message type non-existent or not implemented";
            CONDITIONAL_IE_ERROR = 175, "Conditional IE error";
            PROTOCOL_ERROR = 176, "Protocol error, unspecified";
            OPERATOR_DETERMINED_BARRING = 177, "Operator determined barring";
            TOO_MANY_CONTEXTS = 178, "maximum number of PDP contexts reached"
                | "maximum number of EPS bearers reached"
                | "maximum number of PDU sessions reached";
            APN_NOT_SUPPORTED_HERE = 179, "requested APN not supported in current RAT and PLMN combination";
            BEARER_CONTROL_MODE_VIOLATION = 180, "request rejected, bearer control mode violation";
            UNSUPPORTED_QCI_VALUE = 181, "unsupported QCI value" | "unsupported 5QI value";
            CONTROL_PLANE_CONGESTED = 182, "user data transmission via control plane is congested";
            SMS_PROVIDED_VIA_GPRS = 183, "SMS provided via GPRS in this routing area";
            INVALID_PTI_VALUE = 184, "invalid PTI value";
            NO_PDP_CONTEXT_ACTIVATED = 185, "no PDP context activated"
                | "no EPS bearer context activated";
            MESSAGE_NOT_COMPATIBLE = 186, "message not compatible with protocol state";
            RECOVERY_ON_TIMER_EXPIRY = 187, "recovery on timer expiry";
            INVALID_TRANSACTION_IDENTIFIER = 188, "invalid transaction identifier value";
            SERVICE_OPTION_NOT_AUTHORIZED = 189, "requested service option not authorized in this PLMN";
            ACTIVATION_NETWORK_FAILURE = 190, "network failure";
            REACTIVATION_REQUESTED = 191, "reactivation requested";
            IPV4_ONLY = 192, "PDP type IPv4 only allowed"
                | "PDN type IPv4 only allowed"
                | "PDU session type IPv4 only allowed";
            IPV6_ONLY = 193, "PDP type IPv6 only allowed"
                | "PDN type IPv6 only allowed"
                | "PDU session type IPv6 only allowed";
            SINGLE_ADDRESS_ONLY = 194, "single address bearers only allowed";
            COLLISION = 195, "collision with network initiated request";
            IPV4V6_ONLY = 196, "PDP type IPv4v6 only allowed"
                | "PDN type IPv4v6 only allowed"
                | "PDU session type IPv4v6 only allowed";
            NON_IP_ONLY = 197, "PDP type non IP only allowed"
                | "PDN type non IP only allowed"
                | "PDU session type Unstructured only allowed";
            BEARER_HANDLING_NOT_SUPPORTED = 198, "bearer handling not supported";
            APN_RESTRICTION = 199, "APN restriction value incompatible with active PDP context"
                | "APN restriction value incompatible with active EPS bearer context";
            MULTIPLE_ACCESSES_NOT_ALLOWED = 200, "multiple accesses to a PDN connection not allowed";
            ESM_INFORMATION_NOT_RECEIVED = 201, "ESM information not received";
            PDN_CONNECTION_DOES_NOT_EXIST = 202, "PDN connection does not exist"
                | "PDU session does not exist";
            MULTIPLE_CONNECTIONS_NOT_ALLOWED = 203, "multiple PDN connections for a given APN not allowed";
            SEVERE_NETWORK_FAILURE = 204, "severe network failure";
            NO_RESOURCES_FOR_SLICE_AND_DNN = 205, "insufficient resources for specific slice and DNN";
            NOT_SUPPORTED_SSC_MODE = 206, "not supported SSC mode";
            NO_RESOURCES_FOR_SLICE = 207, "insufficient resources for specific slice";
            MESSAGE_TYPE_NOT_COMPATIBLE = 208, "message type not compatible with protocol state";
            ELEMENT_NOT_IMPLEMENTED = 209, "information element non-existent or not implemented";
            N1_MODE_NOT_ALLOWED = 210, "N1 mode not allowed";
            RESTRICTED_SERVICE_AREA = 211, "restricted service area";
            LADN_NOT_AVAILABLE = 212, "LADN not available";
            MISSING_OR_UNKNOWN_DNN_IN_A_SLICE = 213, "missing or unknown DNN in a slice";
            NGKSI_ALREADY_IN_USE = 214, "ngKSI already in use";
            PAYLOAD_WAS_NOT_FORWARDED = 215, "payload was not forwarded";
            NON_3GPP_ACCESS_NOT_ALLOWED = 216, "non-3GPP access to 5GCN not allowed";
            SERVING_NETWORK_NOT_AUTHORIZED = 217, "serving network not authorized";
            DNN_NOT_SUPPORTED = 218, "DNN not supported or not subscribed in the slice";
            NO_USER_PLANE_RESOURCES = 219, "insufficient user-plane resources for the PDU session";
            OUT_OF_LADN_SERVICE_AREA = 220, "out of LADN service area";
            PTI_MISMATCH = 221, "PTI mismatch";
            INTEGRITY_DATA_RATE_TOO_LOW = 222, "maximum data rate per UE for user-plane integrity protection is too low";
            SEMANTIC_ERROR_IN_THE_QOS_OPERATION = 223, "semantic error in the QoS operation";
            SYNTACTICAL_ERROR_IN_THE_QOS_OPERATION = 224, "syntactical error in the QoS operation";
            INVALID_MAPPED_EPS_BEARER_IDENTITY = 225, "invalid mapped EPS bearer identity";
            REDIRECTION_TO_5GCN_REQUIRED = 226, "redirection to 5GCN required";
            REDIRECTION_TO_EPC_REQUIRED = 227, "redirection to EPC required";
            TEMPORARILY_NOT_AUTHORIZED_FOR_SNPN = 228, "temporarily not authorized for this SNPN";
            PERMANENTLY_NOT_AUTHORIZED_FOR_SNPN = 229, "permanently not authorized for this SNPN";
            ETHERNET_ONLY = 230, "PDN type Ethernet only allowed"
                | "PDU session type Ethernet only allowed";
            NOT_AUTHORIZED_FOR_CAG = 231, "not authorized for this CAG or authorized for CAG cells only";
            NO_NETWORK_SLICES_AVAILABLE = 232, "no network slices available";
            WIRELINE_ACCESS_AREA_NOT_ALLOWED = 233, "wireline access area not allowed";
        }
        vendor {
            INCORRECT_PUK1 = 19, "incorrect PUK1";
            ATTACH_FAILURE = 244, "attach failure";
            INVALID_ERROR_MAPPING = 257, "invalid error mapping";
            APN_NOT_LISTED = 258, "APN not listed in APN Control List (ACL)";
            INCORRECT_SECURITY_CODE = 701, "incorrect security code";
            MAX_ATTEMPTS_REACHED = 702, "max attempts reached";
            CALL_UNASSIGNED_NUMBER = 1001, "unassigned (unallocated) number";
            CALL_NO_ROUTE_TO_DESTINATION = 1003, "no route to destination";
            CALL_CHANNEL_UNACCEPTABLE = 1006, "channel unacceptable";
            CALL_OPERATOR_DETERMINED_BARRING = 1008, "operator determined barring";
            CALL_NORMAL_CALL_CLEARING = 1016, "normal call clearing";
            CALL_USER_BUSY = 1017, "user busy";
            CALL_NO_USER_RESPONDING = 1018, "no user responding";
            CALL_USER_ALERTING_NO_ANSWER = 1019, "user alerting, no answer";
            CALL_REJECTED = 1021, "call rejected";
            CALL_NUMBER_CHANGED = 1022, "number changed";
            CALL_NON_SELECTED_USER_CLEARING = 1026, "non selected user clearing";
            CALL_DESTINATION_OUT_OF_ORDER = 1027, "destination out of order";
            CALL_INVALID_NUMBER_FORMAT = 1028, "invalid number format (incomplete number)";
            CALL_FACILITY_REJECTED = 1029, "facility rejected";
            CALL_RESPONSE_TO_STATUS_ENQUIRY = 1030, "response to STATUS ENQUIRY";
            CALL_NORMAL = 1031, "normal, unspecified";
            CALL_NO_CIRCUIT_CHANNEL_AVAILABLE = 1034, "no circuit/channel available";
            CALL_NETWORK_OUT_OF_ORDER = 1038, "network out of order";
            CALL_TEMPORARY_FAILURE = 1041, "temporary failure";
            CALL_SWITCHING_EQUIPMENT_CONGESTION = 1042, "switching equipment congestion";
            CALL_ACCESS_INFORMATION_DISCARDED = 1043, "access information discarded";
            CALL_CHANNEL_NOT_AVAILABLE = 1044, "requested circuit/channel not available";
            CALL_RESOURCES_UNAVAILABLE = 1047, "resources unavailable, unspecified";
            CALL_QUALITY_OF_SERVICE_UNAVAILABLE = 1049, "quality of service unavailable";
            CALL_FACILITY_NOT_SUBSCRIBED = 1050, "requested facility not subscribed";
            CALL_BARRED_WITHIN_CUG = 1055, "incoming calls barred within the CUG";
            CALL_BEARER_NOT_AUTHORIZED = 1057, "bearer capability not authorized";
            CALL_BEARER_NOT_AVAILABLE = 1058, "bearer capability not presently available";
            CALL_SERVICE_NOT_AVAILABLE = 1063, "service or option not available, unspecified";
            CALL_BEARER_SERVICE_NOT_IMPLEMENTED = 1065, "bearer service not implemented";
            CALL_ACM_MAX = 1068, "ACM equal to or greater than ACMmax";
            CALL_FACILITY_NOT_IMPLEMENTED = 1069, "requested facility not implemented";
            CALL_RESTRICTED_BEARER_ONLY = 1070, "only restr. digital information bearer capability";
            CALL_SERVICE_NOT_IMPLEMENTED = 1079, "service or option not implemented, unspecified";
            CALL_INVALID_TRANSACTION_IDENTIFIER = 1081, "invalid transaction identifier value";
            CALL_USER_NOT_MEMBER_OF_CUG = 1087, "user not member of CUG";
            CALL_INCOMPATIBLE_DESTINATION = 1088, "incompatible destination";
            CALL_INVALID_TRANSIT_NETWORK_SELECTION = 1091, "invalid transit network selection";
            CALL_SEMANTICALLY_INCORRECT_MESSAGE = 1095, "semantically incorrect message";
            CALL_INVALID_MANDATORY_INFORMATION = 1096, "invalid mandatory information";
            CALL_MESSAGE_TYPE_NOT_IMPLEMENTED = 1097, "message type non-existent or not implemented";
            CALL_MESSAGE_TYPE_NOT_COMPATIBLE = 1098, "message type not compatible with protocol state";
            CALL_ELEMENT_NOT_IMPLEMENTED = 1099, "information element non-existent or not implemented";
            CALL_CONDITIONAL_IE_ERROR = 1100, "conditional IE error";
            CALL_MESSAGE_NOT_COMPATIBLE = 1101, "message not compatible with protocol state";
            CALL_RECOVERY_ON_TIMER_EXPIRY = 1102, "recovery on timer expiry";
            CALL_PROTOCOL_ERROR = 1111, "protocol error, unspecified";
            CALL_INTERWORKING = 1127, "interworking, unspecified";
            CALL_NUMBER_NOT_ALLOWED = 1279, "number not allowed";
            CALL_CCBS_POSSIBLE = 1283, "CCBS possible";
        }
    }
}
