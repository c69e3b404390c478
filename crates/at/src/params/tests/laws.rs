use alloc::vec;
use core::net::{IpAddr, SocketAddr};

use proptest::prelude::*;

use super::*;

/// Bytes as lines have them, with many marks.
fn line() -> impl Strategy<Value = Vec<u8>> {
    let byte = prop_oneof![
        6 => prop::sample::select(&b",\"() -\\\r\n:=01"[..]),
        2 => any::<u8>(),
        2 => prop::sample::select(&b"09afAFx+."[..]),
    ];
    prop::collection::vec(byte, 0..60)
}

/// What is written, and read by a strict reader.
fn round_trip(
    escapes: Escapes,
    put: impl Fn(&mut ParamsWriter<'_, '_>) -> Result<(), WriteError>,
    check: impl FnOnce(Params<'_>),
) {
    let mut dst = vec![0; 4000];
    let len = write(&mut dst, escapes, put).unwrap();
    check(Params::strict(&dst[..len]).with_escapes(escapes));
}

fn items() -> impl Strategy<Value = Tree> {
    let leaf = prop_oneof![
        any::<i64>().prop_map(Tree::Number),
        any::<(i64, i64)>().prop_map(|(a, b)| Tree::Range(a.min(b), a.max(b))),
        prop::collection::vec(any::<u8>(), 0..8).prop_map(Tree::Str),
        Just(Tree::Empty),
    ];
    leaf.prop_recursive(3, 30, 5, |inner| prop::collection::vec(inner, 0..5).prop_map(Tree::List))
}

#[derive(Clone, Debug)]
enum Tree {
    Empty,
    Number(i64),
    Range(i64, i64),
    Str(Vec<u8>),
    List(Vec<Tree>),
}

impl Tree {
    fn with_item(&self, then: &mut dyn FnMut(Item<'_>)) {
        match self {
            Self::Empty => then(Item::Empty),
            Self::Number(number) => then(Item::Number(*number)),
            Self::Range(first, last) => then(Item::range(*first, *last)),
            Self::Str(text) => then(Item::Str(text.as_slice().into())),
            Self::List(trees) => with_items(trees, &mut Vec::new(), then),
        }
    }

    fn matches(&self, value: Value<'_>) -> bool {
        match (self, value) {
            (Self::Empty, Value::Empty) => true,
            (Self::Number(number), Value::Number(read)) => *number == read,
            (Self::Range(first, last), Value::Range(read)) => {
                (read.first, read.last) == (*first, *last)
            }
            (Self::Str(text), Value::Str(read)) => read == **text,
            (Self::List(trees), Value::List(list)) => {
                let read: Vec<_> = list.iter().collect();
                read.len() == trees.len()
                    && trees.iter().zip(read).all(|(tree, value)| tree.matches(value))
            }
            _ => false,
        }
    }

    /// Whether the writer has to refuse it.
    fn is_refused(&self) -> bool {
        match self {
            Self::List(trees) => {
                matches!(trees[..], [Self::Empty]) || trees.iter().any(Self::is_refused)
            }
            _ => false,
        }
    }
}

/// Items borrow from each other, so they are built from the inside.
fn with_items(trees: &[Tree], done: &mut Vec<Item<'_>>, then: &mut dyn FnMut(Item<'_>)) {
    match trees.split_first() {
        None => then(Item::List(done)),
        Some((first, rest)) => first.with_item(&mut |item| {
            let mut next: Vec<Item<'_>> = done.clone();
            next.push(item);
            with_items(rest, &mut next, then);
        }),
    }
}

proptest! {
    #[test]
    fn any_bytes(line in line(), strict: bool) {
        let params = if strict { Params::strict(&line) } else { Params::new(&line) };
        let _ = (params.peek(), params.count(), params.unnested().count(), params.end());
        let _ = (Params::split(&line), Params::split_command(&line), Params::of("+A", &line));
        // Each way to read a parameter takes it, or leaves all as it was.
        let tries: [fn(&mut Params<'_>) -> bool; 17] = [
            |p| p.u8().is_ok(),
            |p| p.i64().is_ok(),
            |p| p.hex_u32().is_ok(),
            |p| p.binary::<u16>().is_ok(),
            |p| p.number_and_tail::<u16>().is_ok(),
            |p| p.str().map(|s| (s.len(), s.list().contains(1), s.to_string_lossy().len())).is_ok(),
            |p| p.word().is_ok(),
            |p| p.rest_str().is_ok(),
            |p| p.counted_str().is_ok(),
            |p| p.data(3).is_ok(),
            |p| p.list().map(|l| l.contains(1)).is_ok(),
            |p| p.value().is_ok(),
            |p| p.ip().is_ok(),
            |p| p.ip_mask().map(IpMask::prefix_len).is_ok(),
            |p| p.socket_addr().is_ok(),
            |p| p.quantity().map(|q| q.scaled(3)).is_ok(),
            |p| p.skip(),
        ];
        let mut params = params;
        let mut steps = 0;
        while !params.is_done() {
            for read in tries {
                let mut ahead = params;
                if read(&mut ahead) {
                    prop_assert!(ahead.taken() == params.taken() + 1);
                    prop_assert!(ahead.is_done() || ahead.as_bytes().len() < params.as_bytes().len());
                } else {
                    prop_assert_eq!(ahead.as_bytes(), params.as_bytes());
                    prop_assert_eq!(ahead.taken(), params.taken());
                    prop_assert_eq!(ahead.quirks(), params.quirks());
                }
            }
            prop_assert!(params.skip());
            steps += 1;
            prop_assert!(steps <= line.len() + 1);
        }
    }

    #[test]
    fn a_strict_reader_reads_no_more_and_nothing_else(line in line()) {
        let (mut lenient, mut strict) = (Params::new(&line), Params::strict(&line));
        while let Ok(value) = strict.value() {
            prop_assert_eq!(lenient.value(), Ok(value));
        }
        prop_assert!(strict.quirks().is_empty());
    }

    #[test]
    fn numbers(a: u8, b: u16, c: u32, d: u64, e: i8, f: i16, g: i32, h: i64, width in 0..20_usize) {
        round_trip(Escapes::V250, |p| {
            p.number(a);
            p.number(b);
            p.number(c);
            p.number(d);
            p.number(e);
            p.number(f);
            p.number(g);
            p.number(h);
            p.opt_number(None::<u8>);
            p.hex(b, width.min(16));
            p.hex_string(d, width.min(16));
            p.hex_string(c, width);
            p.binary(a, width);
            Ok(())
        }, |mut p| {
            assert_eq!((p.u8(), p.u16(), p.u32(), p.u64()), (Ok(a), Ok(b), Ok(c), Ok(d)));
            assert_eq!((p.i8(), p.i16(), p.i32(), p.i64()), (Ok(e), Ok(f), Ok(g), Ok(h)));
            assert_eq!(p.opt_u8(), Ok(None));
            assert_eq!((p.hex_u16(), p.hex_u64(), p.hex_u32()), (Ok(b), Ok(d), Ok(c)));
            assert_eq!(p.binary(), Ok(a));
            assert!(p.end().unwrap().is_empty());
        });
    }

    #[test]
    fn strings(bytes: Vec<u8>, none: bool) {
        let escapes = if none { Escapes::None } else { Escapes::V250 };
        let refused = |byte: &u8| *byte == b'"' || byte.is_ascii_control();
        let mut dst = vec![0; 3 * bytes.len() + 10];
        let put = |p: &mut ParamsWriter<'_, '_>| {
            p.string(bytes.as_slice())?;
            p.number(7_u8);
            p.string(bytes.as_slice())
        };
        let mut dst2 = dst.repeat(2);
        match write(&mut dst2, escapes, put) {
            Err(error) => {
                let position = bytes.iter().position(refused);
                prop_assert!(none && position.is_some(), "{}", error);
            }
            Ok(len) => {
                let written = &dst2[..len];
                prop_assert!(!none || !bytes.iter().any(refused));
                prop_assert!(!written.iter().any(u8::is_ascii_control));
                let (command, rest) = Params::split_command(written);
                prop_assert_eq!((command.as_bytes(), rest), (written, None));
                let mut params = Params::strict(written).with_escapes(escapes);
                let read = params.str().unwrap();
                prop_assert_eq!(read, bytes.as_slice());
                prop_assert_eq!(read.unescape_into(&mut dst).unwrap(), &bytes[..]);
                prop_assert_eq!(&read.to_bytes()[..], &bytes[..]);
                prop_assert_eq!(read.len(), bytes.len());
                prop_assert_eq!(params.u8(), Ok(7));
                prop_assert_eq!(params.rest_str().unwrap(), read);
                prop_assert!(params.end().unwrap().is_empty());
            }
        }
    }

    #[test]
    fn words(word in "[ -~]{0,12}") {
        let mut dst = [0; 40];
        if let Ok(len) = write(&mut dst, Escapes::V250, |p| {
            p.word(word.as_str())?;
            p.word(word.as_str())
        }) {
            let mut params = Params::strict(&dst[..len]);
            prop_assert_eq!(params.word().unwrap(), word.as_str());
            prop_assert_eq!(params.opt_word().unwrap().unwrap(), word.as_str());
            prop_assert!(params.end().unwrap().is_empty());
        }
    }

    #[test]
    fn raw(bytes in line()) {
        let mut dst = [0; 100];
        if let Ok(len) = write(&mut dst, Escapes::V250, |p| {
            p.number(1_u8);
            p.raw(&bytes)
        }) {
            let (mut params, rest) = Params::split_command(&dst[..len]);
            prop_assert_eq!((params.u8(), rest), (Ok(1), None));
            prop_assert_eq!(params.as_bytes(), &bytes[..]);
        }
    }

    #[test]
    fn lists(trees in prop::collection::vec(items(), 0..5), before: Option<u8>) {
        let tree = Tree::List(trees.clone());
        let refused = tree.is_refused();
        tree.with_item(&mut |item| {
            let Item::List(items) = item else { unreachable!() };
            let mut dst = vec![0; 10_000];
            let put = |p: &mut ParamsWriter<'_, '_>| {
                p.opt_number(before);
                p.list(items)
            };
            match write(&mut dst, Escapes::V250, put) {
                Err(_) => assert!(refused),
                Ok(len) => {
                    let mut params = Params::strict(&dst[..len]);
                    assert_eq!(params.opt_u8(), Ok(before));
                    assert!(!refused && tree.matches(params.value().unwrap()), "{tree:?}");
                    assert!(params.end().unwrap().is_empty());
                }
            }
        });
    }

    #[test]
    fn addresses(address: IpAddr, port: u16, prefix in 0..=32_u32) {
        let mask = match address {
            IpAddr::V4(_) => IpAddr::from(((u64::MAX << (32 - prefix)) as u32).to_be_bytes()),
            IpAddr::V6(_) => IpAddr::from((u128::MAX << (128 - prefix * 4).min(127)).to_be_bytes()),
        };
        let socket = SocketAddr::new(address, port);
        let (with, without) = (IpMask { address, mask: Some(mask) }, IpMask { address, mask: None });
        round_trip(Escapes::V250, |p| {
            p.ip(address);
            p.ip_string(address);
            p.socket_addr(socket);
            p.ip_mask(with)?;
            p.ip_mask(without)
        }, |mut p| {
            assert_eq!((p.ip(), p.opt_ip()), (Ok(address), Ok(Some(address))));
            assert_eq!(p.socket_addr(), Ok(socket));
            assert_eq!((p.ip_mask(), p.opt_ip_mask()), (Ok(with), Ok(Some(without))));
        });
    }

    #[test]
    fn empty_ones(present: Vec<bool>, omits: bool) {
        let mut dst = [0; 400];
        let mut to = cellwire_codec::Writer::new(&mut dst);
        let mut writer = ParamsWriter::new(&mut to);
        if omits {
            writer = writer.omitting_last();
        }
        present.iter().for_each(|there| writer.opt_number(there.then_some(1_u8)));
        let mut params = Params::strict(to.as_written());
        let last = present.iter().rposition(|there| *there).map_or(0, |last| last + 1);
        let len = if omits { last } else { present.len() };
        // One empty parameter is none.
        prop_assert_eq!(params.count(), if len == 1 && last == 0 { 0 } else { len });
        for there in &present {
            prop_assert_eq!(params.opt_u8(), Ok(there.then_some(1)));
        }
        prop_assert!(params.is_done());
    }
}
