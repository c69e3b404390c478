//! Where at-commands and atat fail: a panic, a wrong value, or a whole line lost.

use alloc::string::ToString;

use super::*;

#[test]
fn a_declared_length_above_the_data() {
    let mut params = Params::new(b"\"16,test\",1");
    assert_eq!(params.counted_str().unwrap(), "test");
    assert_eq!(params.u8(), Ok(1));
    assert_quirks(params, &[Quirk::Length]);
    assert!(Params::strict(b"\"16,test\"").counted_str().is_err());
    assert_eq!(
        Params::new(b"\"18446744073709551615,test\"").counted_str().unwrap_err(),
        ParamError::NoDigit { index: 1, byte: ',', position: 20 }
    );

    for fields in ["\"4 bytes\"", "4 bytes"] {
        let error = Params::new(fields.as_bytes()).data(16).unwrap_err();
        assert_eq!(error.to_string(), "parameter 1: 16 bytes expected, 7 left");
    }
    assert!(Params::new(b"\"abc\"").data(usize::MAX).is_err());
    // And below it.
    let mut params = Params::new(b"\"abcdef\",1");
    assert_eq!(params.data(3), Ok(&b"abc"[..]));
    assert!(params.quirks().contains(Quirk::UnpairedQuote));
}

#[test]
fn a_number_of_more_than_32_bits() {
    let mut params = Params::new(b"1,4294967297");
    params.skip();
    let error = params.u32().unwrap_err();
    assert_eq!(error.to_string(), "parameter 2: 4294967297 is more than 4294967295");
    assert_eq!(params.u16().unwrap_err().to_string(), "parameter 2: 4294967297 is more than 65535");
    assert_eq!(
        params.i32().unwrap_err().to_string(),
        "parameter 2: 4294967297 is more than 2147483647"
    );
    // It has not moved.
    assert_eq!(params.u64(), Ok(4_294_967_297));
    let error = Params::new(b"1234567890123456789012345").u32().unwrap_err();
    assert_eq!(error.to_string(), "parameter 1: a number of 25 digits does not fit 64 bits");
}

#[test]
fn a_wrong_prefix() {
    for line in [&b"+CREG: 1"[..], b"+CSQQ: 1", b"+CSQ1: 1", b"+CS", b"", b"OK", b" +CSQ: 1"] {
        let error = Params::of("+CSQ", line).unwrap_err();
        assert_eq!(error.to_string(), "line does not begin with +CSQ");
    }
}

#[test]
fn an_unquoted_string_before_a_comma() {
    let mut params = Params::of("+CNUM", b"+CNUM: something,\"123\",161").unwrap();
    assert_eq!(params.opt_str().unwrap().unwrap(), "something");
    assert_eq!(params.str().unwrap(), "123");
    assert_eq!(params.u8(), Ok(161));
}

#[test]
fn a_phone_number_in_an_optional_field() {
    let mut params = Params::new(b"+8613800100500,145");
    assert_eq!(params.opt_str().unwrap().unwrap(), "+8613800100500");
    assert_eq!(params.opt_u8(), Ok(Some(145)));
    let mut params = Params::new(b"1,+8613800100500");
    params.skip();
    assert!(params.opt_u32().is_err());
    assert_eq!(params.opt_str().unwrap().unwrap(), "+8613800100500");
    let mut params = Params::new(b",145");
    assert_eq!((params.opt_str(), params.u8()), (Ok(None), Ok(145)));
}

#[test]
fn a_backslash_before_the_closing_quote() {
    let mut params = Params::new(b"\"C:\\\",\"a\\\"b\",1");
    assert_eq!(params.str().unwrap(), "C:\\");
    assert_eq!(params.str().unwrap(), "a\\\"b");
    assert_eq!(params.u8(), Ok(1));
    assert_quirks(params, &[Quirk::RawQuote, Quirk::BadEscape]);
    assert_eq!(Params::new(b"\"\\").str().unwrap(), "\\");
    assert_eq!(Params::new(b"\"\\2").str().unwrap(), "\\2");
}
