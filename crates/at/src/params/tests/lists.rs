//! V8 and V13: lists and ranges in every form.

use super::*;

fn number(number: i64) -> Value<'static> {
    Value::Number(number)
}

fn range(first: i64, last: i64) -> Value<'static> {
    Value::Range(Range { first, last })
}

fn str(text: &'static str) -> Value<'static> {
    Value::Str(text.into())
}

/// The list at the front of `text`, with what was tolerated.
#[track_caller]
fn assert_list(text: &'static str, items: &[Value<'static>], quirks: &[Quirk]) {
    let mut params = Params::new(text.as_bytes());
    let list = params.list().unwrap();
    assert_eq!(list.iter().collect::<Vec<_>>(), items, "{text}");
    assert_eq!(list.is_empty(), items.is_empty());
    assert_quirks(params, quirks);
}

#[test]
fn v8_numbers_and_ranges() {
    // ModemManager, +WS46, +CGDCONT.
    assert_list("(29-31)", &[range(29, 31)], &[]);
    assert_list("(12,22,28-31)", &[number(12), number(22), range(28, 31)], &[]);
    assert_list("(1-17,101-116)", &[range(1, 17), range(101, 116)], &[]);
    assert_list("(-5-3,-7--6,-1)", &[range(-5, 3), range(-7, -6), number(-1)], &[]);
    assert_list("(\"SM\",\"ME\")", &[str("SM"), str("ME")], &[]);
    assert_list(
        "(-,1-,24-11-08,1-2x,+86)",
        &[str("-"), str("1-"), str("24-11-08"), str("1-2x"), str("+86")],
        &[],
    );
}

#[test]
fn v8_no_parentheses() {
    // gammu, at-cpms.
    let mut params = of("+CPMS: \"SM\",\"ME\",\"SM\"");
    assert!(params.list().unwrap().contains_str("SM"));
    assert!(params.list().unwrap().contains_str("ME"));
    assert!(params.list().unwrap().iter().eq([str("SM")]));
    assert_quirks(params, &[Quirk::BareList]);
    assert_list("0-3", &[range(0, 3)], &[Quirk::BareList]);
    // ModemManager: some of each.
    let mut params = of("+CMER: 1,0,0,(0-1),0");
    assert!(params.list().unwrap().contains(1) && !params.list().unwrap().contains(1));
}

#[test]
fn v8_empty_lists() {
    assert_list("()", &[], &[]);
    assert_list("( )", &[], &[]);
    assert_list("(,)", &[Value::Empty, Value::Empty], &[]);
    assert_eq!(Params::new(b",").opt_list(), Ok(None));
    assert_eq!(Params::new(b"").list(), Err(ParamError::Missing { index: 1 }));
}

#[test]
fn v8_reversed_ranges() {
    assert_list("(1-0)", &[range(1, 0)], &[Quirk::ReversedRange]);
    let list = Params::new(b"(7-3)").list().unwrap();
    assert!(list.contains(3) && list.contains(5) && list.contains(7) && !list.contains(8));
    assert!(Params::strict(b"(7-3)").list().is_err());
    assert!(Params::strict(b"((1,(7-3)))").value().is_err());
}

#[test]
fn v8_blanks() {
    // ModemManager, +XLCSLSR and +CGDCONT.
    assert_list("(0 -7200)", &[range(0, 7200)], &[Quirk::Blank]);
    let mut params = of("+CGDCONT: ( 1 ) , \"IP\" ,,, (0-2),(0-3)");
    assert!(params.list().unwrap().iter().eq([number(1)]));
    assert_eq!(params.str().unwrap(), "IP");
    assert_eq!((params.opt_str(), params.opt_str()), (Ok(None), Ok(None)));
    assert!(params.list().unwrap().contains(2) && params.list().unwrap().contains(3));
    assert_quirks(params, &[Quirk::Blank]);
    // A line break in a list.
    assert_list("(1,\r\n\"a\"\r\n)", &[number(1), str("a")], &[Quirk::Blank]);
}

#[test]
fn v8_two_ranges_and_empty_parameters() {
    // ModemManager, u-blox +UAUTHREQ.
    let mut params = of("+UAUTHREQ: (1-4),(0-2),,");
    assert_eq!(params.count(), 4);
    assert!(params.list().unwrap().contains(4) && params.list().unwrap().contains(0));
    assert_quirks(params, &[Quirk::TrailingComma]);
}

#[test]
fn v8_nested_lists() {
    // ModemManager, ^SYSCFG.
    let mut params = of("^SYSCFG:(2,13,14,16),(0-3),((400000,\"WCDMA2100\")),(0-2),(0-4)");
    params.skip();
    params.skip();
    let bands = params.list().unwrap();
    let mut band = bands.params().list().unwrap().params();
    assert_eq!((band.hex_u64(), band.str().unwrap()), (Ok(0x40_0000), "WCDMA2100".into()));
    assert!(params.list().unwrap().contains(1) && params.list().unwrap().contains(4));
    assert_quirks(params, &[]);

    // ModemManager, +CIND.
    let mut params = of("+CIND: (\"Voice Mail\",(0,1)),(\"signal\",(0-5))");
    let first = params.list().unwrap();
    assert!(matches!(first.iter().collect::<Vec<_>>()[..], [Value::Str(name), Value::List(values)]
        if name == "Voice Mail" && values.contains(1)));
}

#[test]
fn v8_a_list_around_everything() {
    // Wavecom, fakemodems.py.
    let mut params = of("+CPMS: ((\"SM\",\"BM\",\"SR\"),(\"SM\"))").unnested();
    assert!(params.list().unwrap().contains_str("BM"));
    assert!(params.list().unwrap().iter().eq([str("SM")]));
    assert_quirks(params, &[Quirk::NestedList]);
    // These stay as they are.
    assert_eq!(of("+CSCS: (\"GSM\",\"UCS2\")").unnested().count(), 1);
    assert_eq!(of("+CPMS: ((\"SM\")),(\"SM\")").unnested().count(), 2);
}

#[test]
fn v8_glued_groups() {
    // ModemManager, *E2IPCFG.
    let mut params = of("*E2IPCFG: (1,\"fe80::1\")(3,\"2001:4600:4:fff::54\")(3,\"::1\")");
    for (kind, address) in [(1, "fe80::1"), (3, "2001:4600:4:fff::54"), (3, "::1")] {
        let mut group = params.list().unwrap().params();
        assert_eq!(group.u8(), Ok(kind));
        assert_eq!(group.ip().unwrap(), address.parse::<core::net::IpAddr>().unwrap());
    }
    assert_quirks(params, &[Quirk::MissingComma]);

    // ModemManager, +COPS: no separator before the list of modes.
    let mut params = of("+COPS: (1,\"o2 - de\",\"o2 - de\",\"26203\",7)(0,1,2,3,4),(0,1,2)");
    assert_eq!(params.count(), 3);
    params.skip();
    assert!(params.list().unwrap().contains(4));
    assert!(params.list().unwrap().contains(2));
    assert_quirks(params, &[Quirk::MissingComma]);
}

#[test]
fn v8_parentheses_that_do_not_pair() {
    // ModemManager, +COPS: closed too early.
    let mut params = of("+COPS: (1,\"Cingular\",\"Cinglr\",\"310260\"),2),(0-4)");
    assert_eq!(params.list().unwrap().params().count(), 4);
    assert_eq!(params.u8(), Ok(2));
    assert!(params.list().unwrap().contains(3));
    assert_quirks(params, &[Quirk::StrayParenthesis]);

    // A tail of ",,)" and of ",,(0, 1,)".
    let mut params = of("+COPS: (1,\"a\",\"b\",\"310410\",0),,)");
    params.skip();
    assert_eq!((params.opt_list(), params.opt_list()), (Ok(None), Ok(None)));
    assert_quirks(params, &[Quirk::StrayParenthesis]);
    let mut params = of("+COPS: ,(0, 1,)");
    params.skip();
    assert!(params.list().unwrap().iter().eq([number(0), number(1), Value::Empty]));

    assert_list(
        "(1,(2,3)",
        &[number(1), Value::List(Params::new(b"(2,3)").list().unwrap())],
        &[Quirk::UnclosedList],
    );
    assert_list("(1))", &[number(1)], &[Quirk::StrayParenthesis]);
    assert_list("(1) )", &[number(1)], &[Quirk::Blank, Quirk::StrayParenthesis]);
}

#[test]
fn v8_parentheses_in_strings() {
    assert_list("(\"a)b\",\"(\",1)", &[str("a)b"), str("("), number(1)], &[]);
    assert_list("(\"0B,\"01\")", &[str("0B"), str("01")], &[Quirk::UnpairedQuote]);
    assert_list("(\"0B)", &[str("0B")], &[Quirk::UnpairedQuote]);
}

#[test]
fn v8_ranges_in_a_string() {
    // ModemManager, +CSCB.
    let mut params = of("+CSCB: 0, \"4383,4400,4370,4371-4378,4384-4391,4396-4397\",\"\"");
    params.skip();
    let channels = params.str().unwrap().list();
    assert!(channels.contains(4400) && channels.contains(4375) && !channels.contains(4392));
    assert_eq!(channels.iter().count(), 6);
    assert!(params.str().unwrap().list().is_empty());
}

#[test]
fn v8_too_deep() {
    let deep = "((((((((1))))))))";
    assert!(Params::new(deep.as_bytes()).list().is_ok());
    let mut params = Params::new(b"(((((((((1))))))))),2");
    assert_eq!(params.list(), Err(ParamError::TooDeep { index: 1, limit: 8 }));
    assert!(params.value().is_err() && params.skip());
    assert_eq!(params.u8(), Ok(2));
    let bytes = alloc::vec![b'('; 100_000];
    assert!(Params::new(&bytes).list().is_err() && Params::new(&bytes).count() == 1);
}

#[test]
fn v13_the_test_form_for_the_read_form() {
    // fakemodems.py: AT+CFUN? answered with +CFUN: (0-1,4-7),(0-1).
    let mut params = of("+CFUN: (0-1,4-7),(0-1)");
    assert_eq!(params.peek(), Peek::List);
    assert_eq!(params.u8(), Err(ParamError::NoDigit { index: 1, byte: '(', position: 0 }));
    // It is still there, and can be read as what it is.
    assert!(params.list().unwrap().contains(7) && params.list().unwrap().contains(1));
    assert_quirks(params, &[]);
    assert_eq!(of("+CVHU: (0-1)").peek(), Peek::List);
}

#[test]
fn values() {
    let mut params = Params::new(b"7,0-3,\"a\",READY,(1,(2)),,-1");
    let inner = Params::new(b"(1,(2))").list().unwrap();
    for value in [
        number(7),
        range(0, 3),
        str("a"),
        str("READY"),
        Value::List(inner),
        Value::Empty,
        number(-1),
    ] {
        assert_eq!(params.value(), Ok(value));
    }
    assert_eq!(params.value(), Err(ParamError::Missing { index: 8 }));
    assert_eq!(Params::new(b"99999999999999999999").value(), Ok(str("99999999999999999999")));
}
