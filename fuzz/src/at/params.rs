use cellwire_at::params::{Escapes, Params, Peek, Str, Value, write};

use super::source::Source;

/// Any parameters, read in any way: nothing panics, a reader that fails stays where it was, and one that
/// succeeds goes on.
pub fn params(data: &[u8]) {
    let mut source = Source::new(data);
    let mut params = match source.bool() {
        true => Params::new(source.bytes(200)),
        false => Params::strict(source.bytes(200)),
    };
    if source.bool() {
        params = params.with_escapes(Escapes::None);
    }
    let count = params.count();
    let mut taken = 0;
    while !params.is_done() {
        let before = params;
        let is_read = match source.below(16) {
            0 => params.u8().is_ok(),
            1 => params.i64().is_ok(),
            2 => params.u64().is_ok(),
            3 => params.hex_u32().is_ok(),
            4 => params.opt_u16().is_ok(),
            5 => params.str().map(|text| format!("{text} {text:?} {}", text.len())).is_ok(),
            6 => params.opt_str().is_ok(),
            7 => params.word().is_ok(),
            8 => params.list().map(|list| list.iter().map(walk).sum::<usize>()).is_ok(),
            9 => params.value().map(walk).is_ok(),
            10 => params.ip().is_ok(),
            11 => params.socket_addr().is_ok(),
            12 => params.quantity().is_ok(),
            13 => params.ip_mask().is_ok(),
            14 => params.counted_str().is_ok(),
            _ => params.skip(),
        };
        if is_read {
            assert!(params.taken() > before.taken(), "{before:?}");
            taken += 1;
        } else {
            assert_eq!(params.as_bytes(), before.as_bytes(), "a failure moved the cursor");
            assert_ne!(params.peek(), Peek::Missing);
            params.skip();
            taken += 1;
        }
        assert!(taken <= count, "more parameters than there are");
    }
    let _ = params.end();
}

fn walk(value: Value<'_>) -> usize {
    match value {
        Value::List(list) => list.iter().map(walk).sum(),
        Value::Str(text) => text.len(),
        _ => 1,
    }
}

/// What is written a strict reader reads back, whatever stands in it.
pub fn params_round_trip(data: &[u8]) {
    #[derive(Debug)]
    enum Wrote<'a> {
        Number(i64),
        Hex(u32),
        Text(Str<'a>),
        Empty,
    }
    let mut source = Source::new(data);
    let escapes = source.pick(&[Escapes::V250, Escapes::None]);
    let mut items = Vec::new();
    for _ in 0..source.below(8) {
        items.push(match source.below(4) {
            0 => Wrote::Number(i64::from_be_bytes(source.array())),
            1 => Wrote::Hex(source.u32()),
            2 => Wrote::Text(source.bytes(30).into()),
            _ => Wrote::Empty,
        });
    }
    let mut dst = vec![0; 2048];
    let written = write(&mut dst, escapes, |params| {
        for item in &items {
            match item {
                Wrote::Number(number) => params.number(*number),
                Wrote::Hex(number) => params.hex_string(*number, 4),
                Wrote::Text(text) => params.string(*text)?,
                Wrote::Empty => params.empty(),
            }
        }
        Ok(())
    });
    let Ok(len) = written else {
        assert!(dst.iter().all(|byte| *byte == 0), "a refused parameter was written");
        return;
    };
    let line = &dst[..len];
    assert!(!line.iter().any(|byte| matches!(byte, b'\r' | b'\n')), "{}", line.escape_ascii());
    let mut params = Params::strict(line).with_escapes(escapes);
    for item in &items {
        match item {
            Wrote::Number(number) => assert_eq!(params.i64(), Ok(*number)),
            Wrote::Hex(number) => assert_eq!(params.hex_u32(), Ok(*number)),
            Wrote::Text(text) if text.is_empty() => assert!(params.skip()),
            Wrote::Text(text) => {
                let read = params.str().unwrap();
                assert!(read.bytes().eq(text.as_raw().iter().copied()), "{read:?} is not {text:?}");
            }
            // Nothing at all is no parameter.
            Wrote::Empty => assert!(params.skip() || line.is_empty()),
        }
    }
    assert!(params.is_done());
}
