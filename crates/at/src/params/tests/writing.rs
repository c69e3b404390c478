use alloc::string::{String, ToString};

use super::*;

#[track_caller]
fn assert_writes(
    expected: &str,
    put: impl Fn(&mut ParamsWriter<'_, '_>) -> Result<(), WriteError>,
) {
    let mut dst = [0; 200];
    let len = write(&mut dst, Escapes::V250, put).unwrap();
    assert_eq!(String::from_utf8_lossy(&dst[..len]), expected);
}

#[test]
fn every_kind_of_parameter() {
    assert_writes(r#"-5,,00F3,"1A9CEB",0101,READY,10.1.2.3,"::1",1.2.3.4:80,0-3"#, |params| {
        params.number(-5_i8);
        params.opt_number(None::<u8>);
        params.hex(0xf3_u8, 4);
        params.hex_string(0x1a_9ceb_u32, 4);
        params.binary(5_u8, 4);
        params.word("READY")?;
        params.ip([10, 1, 2, 3].into());
        params.ip_string("::1".parse().unwrap());
        params.socket_addr("1.2.3.4:80".parse().unwrap());
        params.range(Range { first: 0, last: 3 });
        Ok(())
    });
    assert_writes(r#""","a","b",1,"(2)""#, |params| {
        params.string("")?;
        params.opt_string(Some("a"))?;
        params.raw(br#""b",1,"(2)""#)
    });
    assert_writes(r#"()"#, |params| params.list(&[]));
    assert_writes(r#"((0-3,"\22"),(,-1)),(1)"#, |params| {
        let first = [Item::range(0, 3), Item::str("\"")];
        params.list(&[Item::List(&first), Item::List(&[Item::Empty, Item::Number(-1)])])?;
        params.list(&[Item::Number(1)])
    });
}

#[test]
fn addresses_with_masks() {
    let value = |address: &str, mask: Option<&str>| IpMask {
        address: address.parse().unwrap(),
        mask: mask.map(|mask| mask.parse().unwrap()),
    };
    assert_writes(r#""2.197.17.49.255.255.255.255","1.2.3.4""#, |params| {
        params.ip_mask(value("2.197.17.49", Some("255.255.255.255")))?;
        params.ip_mask(value("1.2.3.4", None))
    });
    assert_writes(r#""254.128.0.0.0.0.0.0.0.0.0.0.0.0.0.1""#, |params| {
        params.ip_mask(value("fe80::1", None))
    });
    let mixed = |params: &mut ParamsWriter<'_, '_>| params.ip_mask(value("::1", Some("1.2.3.4")));
    assert!(write(&mut [0; 200], Escapes::V250, mixed).is_err());
}

#[test]
fn empty_parameters() {
    assert_writes(",,1,,", |params| {
        params.empty();
        params.empty();
        params.number(1_u8);
        params.empty();
        params.empty();
        Ok(())
    });
    let mut dst = [0; 20];
    let mut to = cellwire_codec::Writer::new(&mut dst);
    let mut params = ParamsWriter::new(&mut to).omitting_last();
    params.empty();
    params.number(1_u8);
    params.empty();
    params.empty();
    params.number(2_u8);
    params.empty();
    assert_eq!(to.as_written(), b",1,,,2");
}

#[test]
fn what_would_break_out_is_refused() {
    type Put = fn(&mut ParamsWriter<'_, '_>) -> Result<(), WriteError>;
    let mut dst = [7; 20];
    let cases: [(Put, &str); 16] = [
        (|p| p.string("a\"b"), "parameter 1 holds '\"' at 1, which would end it"),
        (|p| p.string("\r"), "parameter 1 holds '\\r' at 0, which would end it"),
        (|p| p.string("a\x1a"), "parameter 1 holds '\\u{1a}' at 1, which would end it"),
        (|p| p.list(&[Item::str("\"")]), "parameter 1 holds '\"' at 0, which would end it"),
        (|p| p.list(&[Item::Empty]), "parameter 1 is empty"),
        (|p| p.word("a,b"), "parameter 1 holds ',' at 1, which would end it"),
        (|p| p.word("a;b"), "parameter 1 holds ';' at 1, which would end it"),
        (|p| p.word(" a"), "parameter 1 holds ' ' at 0, which would end it"),
        (|p| p.word("a "), "parameter 1 holds ' ' at 1, which would end it"),
        (|p| p.word(""), "parameter 1 is empty"),
        (|p| p.raw(b"1;+CFUN=0"), "parameter 1 holds ';' at 1, which would end it"),
        (|p| p.raw(b"1\r"), "parameter 1 holds '\\r' at 1, which would end it"),
        (|p| p.raw(b"1,\"a"), "parameter 1 holds '\"' at 2, which would end it"),
        (|p| p.raw(b""), "parameter 1 is empty"),
        (
            |p| {
                p.number(1_u8);
                p.word("")
            },
            "parameter 2 is empty",
        ),
        (
            |p| {
                (0..21).for_each(|_| p.number(0_u8));
                Ok(())
            },
            "buffer of 20 bytes is too short for 41",
        ),
    ];
    for (put, error) in cases {
        assert_eq!(write(&mut dst, Escapes::None, put).unwrap_err().to_string(), error);
        assert_eq!(dst, [7; 20]);
    }
    let nest = |items: &[Item<'_>]| write(&mut [0; 80], Escapes::V250, |p| p.list(items));
    let l1 = [Item::Number(1)];
    let l2 = [Item::List(&l1)];
    let l3 = [Item::List(&l2)];
    let l4 = [Item::List(&l3)];
    let l5 = [Item::List(&l4)];
    let l6 = [Item::List(&l5)];
    let l7 = [Item::List(&l6)];
    let l8 = [Item::List(&l7)];
    assert_eq!(nest(&l8), Ok(17));
    assert_eq!(nest(&[Item::List(&l8)]), Err(WriteError::TooDeep { index: 1, limit: 8 }));
}
