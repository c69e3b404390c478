use alloc::format;
use alloc::string::ToString;
use alloc::vec::Vec;

use super::*;
use crate::params::Str;

#[track_caller]
fn assert_cme(text: &str, code: u16) {
    assert_eq!(CmeError::from_text(text.as_bytes()), Some(CmeError(code)), "{text}");
}

#[track_caller]
fn assert_cms(text: &str, code: u16) {
    assert_eq!(CmsError::from_text(text.as_bytes()), Some(CmsError(code)), "{text}");
}

#[test]
fn every_number_has_one_name_and_each_name_is_read() {
    let codes: Vec<u16> = CmeError::NAMED.iter().map(|code| code.0).collect();
    let mut once = codes.clone();
    once.sort_unstable();
    once.dedup();
    assert_eq!(once.len(), codes.len());
    assert_eq!((codes.len(), CmsError::NAMED.len()), (233, 108));
    for code in CmeError::NAMED {
        let name = code.name().unwrap();
        let read = CmeError::from_text(name.to_ascii_uppercase().as_bytes()).unwrap();
        // Texts such as "network failure" stand for several codes.
        assert!(read == *code || read.name().unwrap().eq_ignore_ascii_case(name), "{code}");
    }
    for code in CmsError::NAMED {
        let name = code.name().unwrap();
        let read = CmsError::from_text(name.to_ascii_lowercase().as_bytes()).unwrap();
        assert!(read == *code || read.name().unwrap().eq_ignore_ascii_case(name), "{code}");
    }
}

#[test]
fn texts_of_the_l610_manual() {
    // Section 2.1, with number 6 repaired, which is printed as 5.
    for (code, text) in [
        (0, "phone failure"),
        (6, "PH-FSIM PIN required"),
        (47, "corporate personalization\tPUK required"),
        (100, "unknown"),
        (103, "Illegal MS"),
        (132, "Service not supported"),
        (133, "Service not subscribed"),
        (135, "NS-api already used"),
        (149, "PDP authentication error"),
        (258, "APN not listed in APN Control List (ACL)"),
        (702, "max attempts reached"),
        (1016, "Normal call clearing"),
        (1283, "CCBS possible"),
    ] {
        assert_cme(text, code);
    }
    // Section 2.2.
    for (code, text) in [
        (1, "Unassigned (unallocated) number"),
        (81, "Invalid short message reference value"),
        (127, "Interworking unspecified"),
        (197, "SM Rejected-Duplicate SM"),
        (208, "SIM SMS storage full"),
        (255, "TP_FCS_UNSPECIFIED"),
        (304, "Invalid PDU mode param"),
        (312, "PH-SIM PIN necessary"),
        (317, "SIM PIN2 required"),
        (512, "MN_SMS_RP_ACK"),
        (543, "SMS rejected By SMS CONTROL"),
    ] {
        assert_cms(text, code);
    }
}

#[test]
fn vendor_codes_are_marked() {
    assert!(CmeError(19).is_vendor() && CmeError(1016).is_vendor() && CmsError(319).is_vendor());
    assert!(!CmeError(10).is_vendor() && !CmsError(500).is_vendor() && !CmeError(999).is_vendor());
}

#[test]
fn lines_of_modems() {
    type Cme<'a> = ErrorCode<'a, CmeError>;
    // F14: an empty text, a code outside of the table, another case.
    assert_eq!(Cme::parse(b""), ErrorCode::Empty);
    assert_eq!(Cme::parse(b" 515 "), ErrorCode::Number(CmeError(515)));
    assert_eq!(Cme::parse(b"Incorrect password").code(), Some(CmeError::INCORRECT_PASSWORD));
    assert_eq!(Cme::parse(b"unknown error").code(), Some(CmeError::UNKNOWN));
    assert_eq!(Cme::parse(b"SIM not inserted").code(), Some(CmeError::SIM_NOT_INSERTED));
    assert_eq!(Cme::parse(b"00010").code(), Some(CmeError::SIM_NOT_INSERTED));
    assert_eq!(Cme::parse(b"70000"), ErrorCode::Text(Str::from("70000")));
    assert_eq!(Cme::parse(b"-1"), ErrorCode::Text(Str::from("-1")));
    assert_eq!(Cme::parse(b"::"), ErrorCode::Text(Str::from("::")));
    assert_eq!(Cme::parse(b"a\rb\xff").to_string(), "a\\rb\\xff");
    assert_eq!(ErrorCode::<CmsError>::parse(b"500").to_string(), "500: unknown error");
}

#[test]
fn printing() {
    assert_eq!(format!("{:?}", CmeError::SIM_BUSY), "CmeError(14: SIM busy)");
    assert_eq!(format!("{:?}", CmsError(999)), "CmsError(999)");
}
