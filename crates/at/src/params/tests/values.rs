//! V1 to V7, V9 to V12 and V14: what modems really send. A source is named where a line comes from one.

use alloc::format;
use alloc::string::ToString;
use alloc::vec::Vec;
use core::net::{IpAddr, SocketAddr};

use super::*;
use crate::Line;

// V1: blanks after the colon, no colon, an equals sign.

#[test]
fn v1_blanks_after_the_colon() {
    for (line, quirks) in [
        ("^NDISSTATQry:1", &[][..]),
        ("^NDISSTATQry: 1", &[]),
        ("^NDISSTATQry:   1", &[Quirk::Blank]),
        ("^NDISSTATQry 1", &[Quirk::MissingColon]),
        ("^NDISSTATQry=1", &[Quirk::EqualsSign]),
    ] {
        let mut params = of(line);
        assert_eq!(params.u8(), Ok(1), "{line}");
        assert_quirks(params, quirks);
    }
}

#[test]
fn v1_no_colon() {
    // ModemManager test-modem-helpers.c, +IFC.
    let mut params = of("+IFC (0,1,2),(0,1,2)");
    assert!(params.list().unwrap().contains(2) && params.list().unwrap().contains(1));
    assert_quirks(params, &[Quirk::MissingColon]);

    // RT-Thread sim76xx.
    let mut params = Params::of("+IPCLOSE", b"+IPCLOSE 1,2").unwrap();
    assert_eq!((params.u8(), params.u8()), (Ok(1), Ok(2)));
    assert_eq!(Params::of("+IPD", b"+IPD16").unwrap_err(), ParamError::Name { name: "+IPD" });
    assert_eq!(Params::after_name(b"16").u16(), Ok(16));
    assert_eq!(of("+MIPXOFF 1").u8(), Ok(1));
}

#[test]
fn v1_an_equals_sign() {
    // Longsung.
    let mut params = Params::of("+MIPRTCP", b"+MIPRTCP=1,4,20020000").unwrap();
    assert_eq!((params.u8(), params.u8()), (Ok(1), Ok(4)));
    assert_eq!(params.word().unwrap(), "20020000");
    assert_quirks(params, &[Quirk::EqualsSign]);
    assert_eq!(of("+CSMS=(0)").list().unwrap().iter().count(), 1);
}

#[test]
fn v1_strictly() {
    let error = Params::of("+MIPXOFF", b"+MIPXOFF 1").unwrap().strictly().unwrap_err();
    assert_eq!(error, ParamError::Strict { index: 1, quirk: Quirk::MissingColon });
    assert_eq!(Params::of("+CREG", b"+CREG:1").unwrap().strictly().unwrap().u8(), Ok(1));
}

#[test]
fn names() {
    for (line, name, rest) in [
        ("+CME ERROR: 10", "+CME ERROR", "10"),
        ("+IP ERROR: No data", "+IP ERROR", "No data"),
        ("RECV FROM:117.131.85.139:5253", "RECV FROM", "117.131.85.139:5253"),
        ("C:(4194304,1146880)", "C", "(4194304,1146880)"),
        ("*ATREADY: 1", "*ATREADY", "1"),
        ("+CCH_PEER_CLOSED: 0", "+CCH_PEER_CLOSED", "0"),
        ("+CGEV: NW DEACT IP, 123.123.123.123, 1", "+CGEV", "NW DEACT IP, 123.123.123.123, 1"),
        ("+SIM READY", "+SIM", "READY"),
        ("+CEER:", "+CEER", ""),
        ("+NETOPEN", "+NETOPEN", ""),
    ] {
        let (found, params) = Params::split(line.as_bytes()).unwrap();
        assert_eq!((found, params.as_bytes()), (name.as_bytes(), rest.as_bytes()));
    }
    for line in ["OK", "", "+", "+ CREG: 1", "NO CARRIER", "CONNECT 115200", "\"", ": 1"] {
        assert!(Params::split(line.as_bytes()).is_none(), "{line}");
    }
    assert_eq!(Params::of("+CREG", b"+creg: 1").unwrap().u8(), Ok(1));
}

#[test]
fn tails_of_commands() {
    let (mut params, rest) = Params::split_command(b"1,\"a;b\";+CREG?");
    assert_eq!((params.u8(), params.str().unwrap()), (Ok(1), "a;b".into()));
    assert_eq!(rest, Some(&b"+CREG?"[..]));
    let (params, rest) = Params::split_command(b"");
    assert!(params.is_done() && rest.is_none());
    // A quote that is not paired takes the rest of the line.
    assert_eq!(Params::split_command(b"\"a;b").1, None);
}

// V2: hexadecimal numbers.

#[test]
fn v2_hexadecimal_numbers() {
    // ModemManager, +CREG and ^DHCP.
    for (line, numbers, quirks) in [
        ("+CREG: \"CE00\",\"01CEAD8F\"", [0xce00, 0x01ce_ad8f], &[][..]),
        ("+CREG: \"33FE\",\"a3fb477\"", [0x33fe, 0x0a3f_b477], &[]),
        ("+CREG: 84CD,00D30173", [0x84cd, 0x00d3_0173], &[]),
        ("+CREG: 00,0", [0, 0], &[]),
        ("+CREG: \"18d8\",\"ffff\"", [0x18d8, 0xffff], &[]),
        ("+CREG:  B, C2816", [0x0b, 0xc_2816], &[Quirk::Blank]),
        ("+CREG: 1F00 ,14419E ", [0x1f00, 0x14_419e], &[Quirk::Blank]),
        ("^DHCP:0xa3ec5c64,0xf8ffffff", [0xa3ec_5c64, 0xf8ff_ffff], &[Quirk::HexPrefix]),
        ("^DHCP:a3ec5c64,f8ffffff", [0xa3ec_5c64, 0xf8ff_ffff], &[]),
        ("+CPSI: \"0X3F29\",0x0", [0x3f29, 0], &[Quirk::HexPrefix]),
        // Qualcomm Gobi 1000: the area counts as 0.
        ("+CREG:  0 5, 2715", [0, 0x2715], &[Quirk::Blank, Quirk::BlankInside]),
    ] {
        let mut params = of(line);
        assert_eq!([params.hex_u32().unwrap(), params.hex_u32().unwrap()], numbers, "{line}");
        assert_quirks(params, quirks);
    }
    // Huawei, ^SYSCFG: 13 digits.
    assert_eq!(Params::new(b"2000000400380").hex_u64(), Ok(0x2_0000_0040_0380));
    assert_eq!(Params::new(b"3fffffff").hex_u32(), Ok(0x3fff_ffff));
    assert_eq!(Params::new(b"ffffffffffffffff").hex_u64(), Ok(u64::MAX));
}

#[test]
fn v2_hexadecimal_numbers_that_are_none() {
    for (text, error) in [
        ("10000", "parameter 1: 65536 is more than 65535"),
        ("\"1G\"", "parameter 1 is no number: 'G' at 1"),
        ("0x", "parameter 1 is no number: 'x' at 1"),
        ("-1", "parameter 1 is no number: '-' at 0"),
        ("\"\"", "parameter 1 is empty"),
        ("10000000000000000", "parameter 1: a number of 17 digits does not fit 64 bits"),
    ] {
        assert_eq!(Params::new(text.as_bytes()).hex_u16().unwrap_err().to_string(), error);
    }
    assert_eq!(Params::new(b"000000000000000000001").hex_u16(), Ok(1));
}

// V3: zeros in front.

#[test]
fn v3_zeros_in_front() {
    // ModemManager, Iridium.
    let mut params = of("+CREG:002,001,\"0001\",\"0010\"");
    assert_eq!((params.u8(), params.u8()), (Ok(2), Ok(1)));
    assert_eq!((params.hex_u16(), params.hex_u32()), (Ok(1), Ok(0x10)));
    assert_quirks(params, &[]);
    assert_eq!(Params::new(b"00000000000000000000000000000000255").u8(), Ok(255));
}

// V4: missing and unpaired quotes. It costs the line at most, and here not even that.

#[test]
fn v4_a_closing_quote_is_missing() {
    // gammu, at-creg-corner.
    let mut params = of("+CREG: 2,1,\"0B,\"0100701\",7");
    assert_eq!((params.u8(), params.u8()), (Ok(2), Ok(1)));
    assert_eq!(params.clone().str().unwrap(), "0B");
    assert_eq!((params.hex_u16(), params.hex_u32(), params.u8()), (Ok(0x0b), Ok(0x10_0701), Ok(7)));
    assert_quirks(params, &[Quirk::UnpairedQuote]);

    let mut params = of("+CREG: 1,\"5E25");
    params.skip();
    assert_eq!(params.hex_u16(), Ok(0x5e25));
    assert_quirks(params, &[Quirk::UnpairedQuote]);

    let mut params = of("+CREG: \"5E25,7");
    assert_eq!((params.str().unwrap(), params.u8()), ("5E25".into(), Ok(7)));
    assert_quirks(params, &[Quirk::UnpairedQuote]);
}

#[test]
fn v4_an_opening_quote_is_missing() {
    // ModemManager, +CSIM.
    let mut params = of("+CSIM:000063CF\"");
    assert_eq!(params.str().unwrap(), "000063CF");
    assert_quirks(params, &[Quirk::UnquotedString, Quirk::UnpairedQuote]);

    // gammu, at-cpms-sr.
    let mut params = of("+CPMS: (ME\", \"SR\"), (\"ME\", \"SR\"), (\"ME\")");
    for (first, second) in [(true, true), (true, true), (true, false)] {
        let storages = params.list().unwrap();
        assert_eq!((storages.contains_str("ME"), storages.contains_str("SR")), (first, second));
    }
    assert_quirks(params, &[Quirk::Blank, Quirk::UnpairedQuote]);
}

#[test]
fn v4_other_quotes_are_text() {
    let mut params = Params::new(b"\"5\" TV\",\"a \"b\" c\",\"foo\"\"bar\",1");
    assert_eq!(params.str().unwrap(), "5\" TV");
    assert_eq!(params.str().unwrap(), "a \"b\" c");
    assert_eq!(params.str().unwrap(), "foo\"\"bar");
    assert_eq!(params.u8(), Ok(1));
    assert_quirks(params, &[Quirk::RawQuote]);

    // A quote alone.
    assert_eq!(Params::new(b"\"").str().unwrap(), "");
    assert_eq!(Params::new(b"\",1").str().unwrap(), "");
    assert_eq!(Params::new(b"\"a\")").str().unwrap(), "a");
}

// V5: quotes where none belong, and none where they do.

#[test]
fn v5_numbers_in_quotes() {
    // gammu, +SPBR.
    let mut params = of("+SPBR:\"1\",\"2\"");
    assert_eq!((params.u8(), params.opt_u8()), (Ok(1), Ok(Some(2))));
    assert_quirks(params, &[Quirk::QuotedNumber]);
}

#[test]
fn v5_strings_without_quotes() {
    // ModemManager, +CNUM.
    let mut params = of("+CNUM: something,\"1234567890\",161");
    assert_eq!(params.str().unwrap(), "something");
    assert_eq!(params.str().unwrap(), "1234567890");
    assert_eq!(params.u8(), Ok(161));
    assert_quirks(params, &[Quirk::UnquotedString]);

    // ModemManager, +CCLK: the string has a comma.
    let mut params = of("+CCLK: 17/07/26,11:42:15+01");
    assert_eq!(params.rest_str().unwrap(), "17/07/26,11:42:15+01");
    assert_quirks(params, &[Quirk::UnquotedString]);
    let mut params = of("+CCLK: \"14/08/05,04:00:21+40\"");
    assert_eq!(params.rest_str().unwrap(), "14/08/05,04:00:21+40");
    assert_quirks(params, &[]);

    let mut params = of("^HCSQ: LTE,30,19,66,0");
    assert_eq!(params.word().unwrap(), "LTE");
    assert_eq!(params.u8(), Ok(30));
    assert_eq!(of("+CPIN: SIM PIN").strictly().unwrap().word().unwrap(), "SIM PIN");
    assert_eq!(of("+CPIN: \"SIM PIN\"").word().unwrap(), "SIM PIN");
    assert!(of("+CPIN: \"SIM PIN\"").strictly().unwrap().word().is_err());
    assert!(of("+CPIN: SIM PIN").strictly().unwrap().str().is_err());
}

// V6: anything in quotes.

#[test]
fn v6_anything_in_quotes() {
    let mut params = Params::new(b"\"a,b\",\"\r\nOK\r\n\",\"OK\",\"> \",\"(\",\"\x01\n\",1");
    for text in ["a,b", "\r\nOK\r\n", "OK", "> ", "(", "\x01\n"] {
        assert_eq!(params.str().unwrap(), text);
    }
    assert_eq!(params.u8(), Ok(1));
    assert_quirks(params, &[Quirk::Control]);

    // cairn.
    let mut params = of("+COPS: 0,0,\"OKLAHOMA MOBILE\",7");
    assert_eq!((params.u8(), params.u8()), (Ok(0), Ok(0)));
    assert_eq!((params.str().unwrap(), params.u8()), ("OKLAHOMA MOBILE".into(), Ok(7)));
    assert_quirks(params, &[]);
}

#[test]
fn v6_escapes() {
    let text = Params::new(br#""\22a\0d\0A\5c\FF""#).str().unwrap();
    assert!(text.is_escaped() && text.is_quoted());
    assert_eq!(text, b"\"a\r\n\\\xff"[..]);
    assert_eq!((text.len(), text.to_str()), (6, Err(StrError::Escaped)));
    assert_eq!(text.to_string_lossy(), "\"a\r\n\\\u{fffd}");
    assert_eq!(text.unescape_into(&mut [0; 5]).unwrap_err().needed, 6);

    let mut params = Params::new(br#""C:\WS\zz\","\2",1"#);
    assert_eq!(params.str().unwrap(), r"C:\WS\zz\");
    assert_eq!((params.str().unwrap(), params.u8()), (r"\2".into(), Ok(1)));
    assert_quirks(params, &[Quirk::BadEscape]);

    let params = Params::new(br#""a\22b""#).with_escapes(Escapes::None);
    assert_eq!(params.clone().str().unwrap(), r"a\22b");
}

// Whoever sends an SMS chooses its sender's name.
#[test]
fn what_could_fool_a_terminal_is_escaped() {
    for (name, shown) in [
        ("a\u{202e}b", "a\\u{202e}b"),
        ("a\u{2028}b\u{2069}", "a\\u{2028}b\\u{2069}"),
        ("\u{61c}\u{200e}\u{200f}", "\\u{61c}\\u{200e}\\u{200f}"),
        ("a\x1b[31m\u{85}\u{7f}\0", "a\\u{1b}[31m\\u{85}\\u{7f}\\u{0}"),
        ("👩\u{200d}🚀 ż", "👩\u{200d}🚀 ż"),
    ] {
        let line = format!("+CMGL: 1,\"{name}\"");
        let mut params = Params::new(&line.as_bytes()["+CMGL: ".len()..]);
        assert_eq!(params.u8(), Ok(1));
        let text = params.str().unwrap();
        assert_eq!((text, text.to_string().as_str()), (name.into(), shown));
        let line = Line::new(line.as_bytes());
        assert_eq!(line.to_string(), format!("+CMGL: 1,\"{shown}\""));

        let debug = format!("{text:?} {line:?}");
        let steers = |char: char| char.is_control() || "\u{202e}\u{2028}\u{200e}".contains(char);
        assert!(!debug.contains(steers), "{}", debug.escape_unicode());
    }
    assert_eq!(Str::from(b"cut \xd0").to_string(), "cut \\xd0");
}

// V7: empty parameters.

#[test]
fn v7_empty_parameters() {
    // ModemManager, +CGDCONT.
    let mut params = of("+CGDCONT: 1,\"IP\",,,0,0");
    assert_eq!((params.count(), params.u8()), (6, Ok(1)));
    assert_eq!(params.opt_str().unwrap().unwrap(), "IP");
    assert_eq!((params.opt_str(), params.opt_ip()), (Ok(None), Ok(None)));
    assert_eq!(
        (params.opt_u8(), params.opt_u8(), params.opt_u8()),
        (Ok(Some(0)), Ok(Some(0)), Ok(None))
    );
    assert_quirks(params, &[]);

    // Nokia N79: nine of them.
    assert_eq!(of("+CPMS: ,,,,,,,,").count(), 9);
    assert_eq!(of("+CEER:").count(), 0);
    assert_eq!(of("+CTZU: ").count(), 0);

    // ModemManager, +CREG: 2,, and ^SYSINFO.
    let mut params = of("+CREG: 2,,");
    assert_eq!(
        (params.u8(), params.opt_hex_u16(), params.opt_hex_u32()),
        (Ok(2), Ok(None), Ok(None))
    );
    assert!(params.is_done());
    let mut params = of("^SYSINFO:2,4,5,3,1,");
    (0..5).for_each(|_| assert!(params.skip()));
    assert_quirks(params, &[Quirk::TrailingComma]);

    // A blank is nothing, too: +XLCSLSR.
    let mut params = Params::new(b"1, ,2");
    assert_eq!((params.u8(), params.opt_u8(), params.u8()), (Ok(1), Ok(None), Ok(2)));
    assert_quirks(params, &[Quirk::Blank]);
}

#[test]
fn v7_missing_and_empty_are_told_apart() {
    let mut params = Params::new(b",\"\",");
    assert_eq!(params.peek(), Peek::Empty);
    assert_eq!(params.u8(), Err(ParamError::Empty { index: 1 }));
    assert!(params.skip());
    assert_eq!(params.peek(), Peek::Quoted);
    assert_eq!(params.clone().opt_u8(), Ok(None));
    assert_eq!(params.str().unwrap(), "");
    assert_eq!(params.peek(), Peek::Empty);
    assert_eq!(params.str(), Err(ParamError::Empty { index: 3 }));
    assert_eq!(params.opt_u8(), Ok(None));
    assert_eq!(params.peek(), Peek::Missing);
    assert_eq!(params.str(), Err(ParamError::Missing { index: 4 }));
    assert_eq!((params.opt_u8(), params.skip()), (Ok(None), false));
}

// V9: units.

#[test]
fn v9_units() {
    for (line, digits, decimals, unit) in [
        ("+CBC: 3800mV", 3800, 0, "mV"),
        ("+CBC: 123.456V", 123_456, 3, "V"),
        ("+CBC: -0.5 %", -5, 1, "%"),
        ("+CBC: 42", 42, 0, ""),
    ] {
        let quantity = of(line).quantity().unwrap();
        assert_eq!((quantity.digits, quantity.decimals), (digits, decimals), "{line}");
        assert_eq!(quantity.unit, unit);
    }
    let scaled = |text: &'static str, decimals| {
        Params::new(text.as_bytes()).quantity().unwrap().scaled(decimals)
    };
    assert_eq!(
        (scaled("3.8V", 3), scaled("3.8V", 0), scaled("-1.99", 1)),
        (Some(3800), Some(3), Some(-19))
    );
    assert_eq!((scaled("1", 30), scaled("0.00000000000000000000000001", 0)), (None, Some(0)));
    for text in ["11:01AM", "V", "", "-", "(1)", "1.2.3", "99999999999999999999V"] {
        assert!(Params::new(text.as_bytes()).quantity().is_err(), "{text}");
    }
    assert_eq!(Params::new(b"11:01AM").word().unwrap(), "11:01AM");
    assert!(Params::new(b"3800mV").u16().is_err());
}

// V10: strings with their own length.

#[test]
fn v10_samsung_strings() {
    // gammu, at-parser.c.
    let mut params = Params::new("\"16,Абакумов\",\"5,test1\",\"0,\"".as_bytes());
    assert_eq!(params.counted_str().unwrap(), "Абакумов");
    assert_eq!(params.counted_str().unwrap(), "test1");
    assert_eq!(params.counted_str().unwrap(), "");
    assert_quirks(params, &[]);
    for text in ["\"\"", "", "\"test\"", "\"5\"", "(1,2)", "5,a"] {
        assert!(Params::new(text.as_bytes()).counted_str().is_err() || text == "(1,2)", "{text}");
    }
}

#[test]
fn data_of_a_known_length() {
    // u-blox.
    let mut params = of("+USORD: 3,16,\"16 bytes of data\"");
    params.skip();
    let len = params.u16().unwrap();
    assert_eq!(params.data(len.into()), Ok(&b"16 bytes of data"[..]));
    assert_quirks(params, &[]);

    let mut params = Params::new(b"\"\",\",\",1");
    assert_eq!((params.data(4), params.u8()), (Ok(&b"\",\","[..]), Ok(1)));
    let mut params = Params::new(b"<RZ*ACK*3>,1");
    assert_eq!((params.data(10), params.u8()), (Ok(&b"<RZ*ACK*3>"[..]), Ok(1)));
    assert_quirks(params, &[]);
    assert_eq!(Params::new(b"").data(0), Ok(&b""[..]));
}

// V11: 64 bits.

#[test]
fn v11_64_bits() {
    // ModemManager, u-blox.
    let mut params = of("+UGCNTRD: 2,1397316870,113728263578,1397316870,113728263578");
    params.skip();
    assert_eq!((params.u32(), params.u64()), (Ok(1_397_316_870), Ok(113_728_263_578)));
    assert_eq!(Params::new(b"18446744073709551615").u64(), Ok(u64::MAX));
    assert_eq!(Params::new(b"-9223372036854775808").i64(), Ok(i64::MIN));
    assert!(Params::new(b"18446744073709551616").u64().is_err());
    assert!(Params::new(b"-9223372036854775809").i64().is_err());
}

#[test]
fn signs() {
    let mut params = Params::new(b"-1,+32,-0,-128,-129");
    assert_eq!(
        (params.i8(), params.i32(), params.u8(), params.i8()),
        (Ok(-1), Ok(32), Ok(0), Ok(-128))
    );
    let error = params.i8().unwrap_err();
    assert_eq!(error.to_string(), "parameter 5: -129 is less than -128");
    assert_eq!(params.u8().unwrap_err().to_string(), "parameter 5: -129 is less than 0");
    for text in ["--1", "-", "+", "1-", "1.0", "0x10", "a"] {
        assert!(Params::new(text.as_bytes()).i32().is_err(), "{text}");
    }
    assert_eq!(Params::new(b"\"101\",102").binary::<u8>(), Ok(5));
    assert!(Params::new(b"102").opt_binary::<u8>().is_err());
}

// V12: IP addresses.

#[test]
fn v12_addresses() {
    let ip = |text: &str| text.parse::<IpAddr>().unwrap();
    for (text, expected) in [
        ("10.172.4.91", "10.172.4.91"),
        ("\"10.172.4.91\"", "10.172.4.91"),
        ("010.001.002.003", "10.1.2.3"),
        ("fe80::f:9135:5901", "fe80::f:9135:5901"),
        ("::", "::"),
        ("\"32.1.13.184.0.0.0.0.0.0.0.0.0.0.0.1\"", "2001:db8::1"),
        // The Fibocom L610 manual prints blanks.
        (
            "ABCD: EF01: 2345: 6789: ABCD: EF01: 2345: 6789",
            "abcd:ef01:2345:6789:abcd:ef01:2345:6789",
        ),
    ] {
        assert_eq!(Params::new(text.as_bytes()).ip(), Ok(ip(expected)), "{text}");
    }
    for text in
        ["1.2.3", "1.2.3.4.5", "1.2.3.256", "1.2.3.", "Network not opened", "1.2.3.4/8", ":", "(1)"]
    {
        let error = Params::new(text.as_bytes()).ip().unwrap_err();
        assert_eq!(error, ParamError::Address { index: 1 }, "{text}");
    }
    assert_eq!(Params::new(b"\"\"").ip(), Err(ParamError::Empty { index: 1 }));
    assert_eq!(Params::new(b"\"\"").opt_ip(), Ok(None));

    // ModemManager, +IPDPADDR.
    let mut params = of("%IPDPADDR: 2, 21.93.217.11, 0.0.0.0");
    params.skip();
    assert_eq!((params.ip(), params.ip()), (Ok(ip("21.93.217.11")), Ok(ip("0.0.0.0"))));
    assert_quirks(params, &[Quirk::Blank]);
}

#[test]
fn v12_addresses_with_a_mask() {
    for (text, address, mask, len) in [
        // ModemManager, +CGCONTRDP and +UIPADDR.
        ("\"2.197.17.49.255.255.255.255\"", "2.197.17.49", Some("255.255.255.255"), Some(32)),
        ("\"2.197.17.49\"", "2.197.17.49", None, None),
        (
            "\"FE80::200:FF:FE00:0/64\"",
            "fe80::200:ff:fe00:0",
            Some("ffff:ffff:ffff:ffff::"),
            Some(64),
        ),
        (
            "\"254.128.0.0.0.0.0.0.0.0.0.0.0.0.0.1.255.255.0.0.0.0.0.0.0.0.0.0.0.0.0.0\"",
            "fe80::1",
            Some("ffff::"),
            Some(16),
        ),
        ("10.0.0.1/0", "10.0.0.1", Some("0.0.0.0"), Some(0)),
        ("10.0.0.1.255.0.255.0", "10.0.0.1", Some("255.0.255.0"), None),
    ] {
        let value = Params::new(text.as_bytes()).ip_mask().unwrap();
        assert_eq!(value.address.to_string(), address);
        assert_eq!(value.mask.map(|mask| mask.to_string()).as_deref(), mask);
        assert_eq!(value.prefix_len(), len, "{text}");
    }
    for text in ["10.0.0.1/33", "::/129", "10.0.0.1/", "1.2.3.4.5.6.7", "/8"] {
        assert!(Params::new(text.as_bytes()).ip_mask().is_err(), "{text}");
    }
}

#[test]
fn addresses_with_a_port() {
    // SIMCom A76XX manual 3.4.1.
    let mut params = of("+CLIENT: 0,0,192.168.108.5:57202");
    params.skip();
    params.skip();
    let expected: SocketAddr = "192.168.108.5:57202".parse().unwrap();
    assert_eq!(params.socket_addr(), Ok(expected));
    assert_eq!(of("RECV FROM:117.131.85.139:5253").socket_addr().unwrap().port(), 5253);
    assert!(Params::new(b"[fe80::1]:80").socket_addr().unwrap().is_ipv6());
    for text in ["1.2.3.4", "1.2.3.4:65536", "1.2.3.4:", ":80", "fe80::1:80", "[1.2.3.4]:80"] {
        assert!(Params::new(text.as_bytes()).socket_addr().is_err(), "{text}");
    }
}

// V14: headers with one to four parameters, and a PDU in the header's line.

#[test]
fn v14_a_pdu_behind_a_blank() {
    // ModemManager.
    let mut params = of("+CMGR: 1,,147 07914306073011F00405812261F7");
    assert_eq!((params.u8(), params.opt_str()), (Ok(1), Ok(None)));
    let (len, pdu) = params.number_and_tail::<u16>().unwrap();
    assert_eq!((len, pdu), (147, Some(&b"07914306073011F00405812261F7"[..])));
    assert_quirks(params, &[Quirk::BlankInside]);

    let mut params = Params::new(b"147");
    assert_eq!(params.number_and_tail::<u8>(), Ok((147, None)));
    assert!(Params::new(b"999 07").number_and_tail::<u8>().is_err());
}

#[test]
fn v14_headers() {
    // gammu, at-sms: one, two, three parameters, empty ones in front.
    for (line, count) in
        [("+CMGR: 24", 1), ("+CMGR: 0,23", 2), ("+CMGR: 3,,16", 3), ("+CMGR: ,,92", 3)]
    {
        let mut params = of(line);
        assert_eq!(params.count(), count);
        (1..count).for_each(|_| assert!(params.skip()));
        assert!(params.u8().is_ok(), "{line}");
        assert_quirks(params, &[]);
    }
}

// The rules of 3.3: what a cursor can look ahead at.

#[test]
fn looking_ahead() {
    let second = |line| {
        let mut ahead = of(line);
        ahead.skip();
        ahead.peek()
    };
    assert_eq!(second("+CREG: 2,5,\"9E9A\",\"019624BD\",2"), Peek::Integer);
    assert_eq!(second("+CREG: 5,\"9E9A\",\"0196BDB0\",2"), Peek::Quoted);
    assert_eq!(second("+CREG: 1,0001,0010,0"), Peek::Integer);
    assert_eq!(second("+CEREG: 1, 1F00, 79D903 ,7"), Peek::Other);
    assert_eq!(second("+CREG: 11"), Peek::Missing);
    assert_eq!(second("+CCHRECV: 0,0"), Peek::Integer);
    assert_eq!(of("+CCHRECV: DATA,0,5").peek(), Peek::Other);
    assert_eq!(of("+CFUN: (0-1,4-7),(0-1)").peek(), Peek::List);
    assert_eq!(of("+MPING: \"1.2.3.4\",0,0,95").peek_byte(), Some(b'"'));
    assert!(of("+MIPCALL: 10.1.2.3").ip().is_ok() && of("+MIPCALL: 0").ip().is_err());
}

#[test]
fn the_rest() {
    let mut params = of("+MIPRTCP: 1,0, 3132,33 ");
    params.skip();
    params.skip();
    assert_eq!((params.taken(), params.rest()), (2, &b"3132,33"[..]));
    assert!(params.is_done());
    let mut params = Params::new(b"1,2,3");
    params.skip();
    assert_eq!(params.end().unwrap().iter().collect::<Vec<_>>(), [Quirk::Surplus]);
    let mut params = Params::strict(b"1,2,3");
    params.skip();
    assert_eq!(params.end().unwrap_err().to_string(), "parameter 2: surplus");
}
