//! Why a TCP/IP command has failed (Fibocom L610 TCP/UDP, 2.3).
//!
//! ```
//! use cellwire_at::error::ErrorCode;
//! use cellwire_at::vendor::l610::TcpipError;
//! use cellwire_at::{Line, lexer::FinalResult};
//!
//! // What an L610 says, and the same of a G510, which counts from 600.
//! for line in [&b"+TCPIP ERROR: 2031"[..], b"+TCPIP ERROR: 631", b"+TCPIP ERROR: TCPIP mipcall not active"] {
//!     let result = FinalResult::Vendor(Line::new(line));
//!     let error = TcpipError::of(&result).and_then(ErrorCode::code).unwrap();
//!     assert_eq!(error.of_l610(), TcpipError::MIPCALL_NOT_ACTIVE);
//! }
//! ```

use crate::error::table::codes;
use crate::error::{CmeError, ErrorCode};
use crate::lexer::FinalResult;

codes! {
    /// Why a TCP/IP command has failed: 2000 to 2033 of the L610.
    ///
    /// The G510 has the same errors as 600 to 633; they are kept, and [`of_l610`](Self::of_l610) counts
    /// them anew. The texts are spelled as they go over the wire.
    pub struct TcpipError {
        standard {}
        vendor {
            PARAM_WRONG = 2000, "TCPIP Param wrong";
            NOT_SUPPORTED_IN_PPP_MODE = 2001, "TCPIP not supported in ppp mode";
            DNS_FAILED = 2002, "TCPIP dns convert to ip fail";
            SOCKET_NUMBER_LIMITED = 2003, "TCPIP socket number limited";
            INVALID_OPERATION = 2004, "TCPIP invalid operation";
            PROTOCOL_ERROR = 2005, "TCPIP protol error" | "TCPIP protocol error";
            SEND_DATA_TOO_LONG = 2006, "TCPIP send data too long";
            SEND_DATA_MEMORY_FAILED = 2007, "TCPIP send data memory failed";
            SERVICE_NOT_IN_CORRECT_STATE = 2008, "TCPIP service not in correct state";
            PDP_NOT_DEFINED = 2009, "TCPIP pdp not defined";
            NEW_SOCKET_FAILED = 2010, "TCPIP new socket failed";
            SOCKET_BIND_FAILED = 2011, "TCPIP socket bind fail";
            SOCKET_CONNECT_FAILED = 2012, "TCPIP socket connect fail";
            SOCKET_SEND_FAILED = 2013, "TCPIP socket send fail";
            SOCKET_CLOSE_FAILED = 2014, "TCPIP socket close fail";
            GET_RECEIVE_BUFFER_FAILED = 2015, "TCPIP get socket receive buffer failed";
            RECEIVE_DATA_FAILED = 2016, "TCPIP receive data failed";
            SOCKET_USED = 2017, "TCPIP socket used";
            GET_SEND_BUFFER_SIZE_FAILED = 2018, "TCPIP get send buffer size failed";
            SOCKET_SEND_DATA_FAILED = 2019, "TCPIP socket send data failed";
            SEND_DATA_SIZE_LIMITED = 2020, "TCPIP socket send data size limited";
            SET_LISTENING_MODE_FAILED = 2021, "TCPIP socket set listening mode failed";
            SOCKET_LISTEN_FAILED = 2022, "TCPIP socket listen fail";
            SOCKET_ERROR = 2023, "TCPIP socket error";
            SOCKET_NOT_OPENED = 2024, "TCPIP socket not opened";
            STACK_CONFIGURATION_FAILED = 2025, "TCPIP tcp stack confige failed"
                | "TCPIP tcp stack configure failed";
            NO_DATA_TO_SEND = 2026, "TCPIP socket no data to send";
            SEND_INVALID_DATA_STATE = 2027, "TCPIP socket send invalid data state";
            SOCKET_CLOSE_CLIENT = 2028, "TCPIP socket close client";
            PING_ERROR = 2029, "TCPIP ping error";
            PPP_NOT_CONNECTED = 2030, "TCPIP ppp not connected";
            MIPCALL_NOT_ACTIVE = 2031, "TCPIP mipcall not active";
            ETCPIP_NOT_ACTIVE = 2032, "TCPIP etcpip not active";
            NOT_DEF4 = 2033, "TCPIP not def4";
        }
    }
}

/// By how much the numbers of the G510 are lower.
const G510: u16 = 1400;

impl TcpipError {
    /// The same by the numbers of the L610, if it is one of the G510.
    pub const fn of_l610(self) -> Self {
        match self.0 {
            600..=633 => Self(self.0 + G510),
            _ => self,
        }
    }

    /// The same by the numbers of the G510, if it is one of the L610.
    pub const fn of_g510(self) -> Self {
        match self.0 {
            2000..=2033 => Self(self.0 - G510),
            _ => self,
        }
    }

    /// The TCP/IP error that a result tells of: a vendor's line with a number or a text behind its colon,
    /// or a `+CME ERROR` with one of these numbers or texts. `None` if it is something else.
    pub fn of<'a>(result: &FinalResult<'a>) -> Option<ErrorCode<'a, Self>> {
        match result {
            FinalResult::Vendor(line) => {
                let line = line.as_bytes();
                let colon = line.iter().position(|byte| *byte == b':')?;
                let text = match &line[colon + 1..] {
                    // `+MIP:ERROR` has its colon elsewhere.
                    b"ERROR" => &[],
                    text => text,
                };
                Some(ErrorCode::parse(text))
            }
            FinalResult::Cme(ErrorCode::Number(CmeError(number))) => {
                let code = Self(*number);
                code.of_l610().name().map(|_| ErrorCode::Number(code))
            }
            FinalResult::Cme(ErrorCode::Text(text)) => {
                Self::from_text(text.as_raw()).map(ErrorCode::Number)
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use super::*;
    use crate::Line;
    use crate::error::CmsError;

    fn vendor(line: &str) -> Option<ErrorCode<'_, TcpipError>> {
        TcpipError::of(&FinalResult::Vendor(Line::new(line.as_bytes())))
    }

    #[test]
    fn table() {
        let numbers = TcpipError::NAMED.iter().map(|error| error.0);
        assert!(numbers.eq(2000..=2033));
        for error in TcpipError::NAMED {
            let name = error.name().unwrap();
            assert_eq!(TcpipError::from_text(name.as_bytes()), Some(*error));
            assert!(error.is_vendor() && !error.of_g510().is_vendor());
            assert_eq!(error.of_g510().of_l610(), *error);
            assert_eq!(error.of_l610(), *error);
        }
        // The manual has a blank at the end of some.
        assert_eq!(TcpipError::from_text(b"TCPIP Param wrong "), Some(TcpipError::PARAM_WRONG));
        let corrected = TcpipError::from_text(b"TCPIP protocol error");
        assert_eq!(corrected, Some(TcpipError::PROTOCOL_ERROR));
        assert_eq!(TcpipError::SOCKET_USED.to_string(), "2017: TCPIP socket used");
        assert_eq!(TcpipError(634).of_l610(), TcpipError(634));
    }

    /// L4, L5, and the family fibocom-g510.
    #[test]
    fn lines() {
        assert_eq!(vendor("+TCPIP ERROR: 631"), Some(ErrorCode::Number(TcpipError(631))));
        let code = vendor("+TCPIP ERROR: 631").and_then(ErrorCode::code).unwrap();
        assert_eq!(code.of_l610(), TcpipError::MIPCALL_NOT_ACTIVE);
        assert_eq!(TcpipError::SOCKET_USED.of_g510(), TcpipError(617));
        let used = Some(ErrorCode::Number(TcpipError::SOCKET_USED));
        assert_eq!(vendor("+TCPIP ERROR: TCPIP socket used"), used);
        assert_eq!(vendor("ERROR: 2017"), used);
        assert_eq!(vendor("+TCPIP ERROR: 9999"), Some(ErrorCode::Number(TcpipError(9999))));
        assert_eq!(vendor("+TCPIP ERROR: what"), Some(ErrorCode::Text("what".into())));
        assert_eq!(vendor("+MIP:ERROR"), Some(ErrorCode::Empty));
        assert_eq!(vendor("COMMAND NOT SUPPORT"), None);

        let cme = |text: &'static [u8]| TcpipError::of(&FinalResult::Cme(ErrorCode::parse(text)));
        assert_eq!(cme(b"2017"), used);
        assert_eq!(cme(b"TCPIP socket used"), used);
        assert_eq!(cme(b"10"), None);
        assert_eq!(cme(b"SIM busy"), None);
        let cms = ErrorCode::<CmsError>::parse(b"2017");
        assert_eq!(TcpipError::of(&FinalResult::Cms(cms)), None);
        assert_eq!(TcpipError::of(&FinalResult::Ok), None);
    }
}
