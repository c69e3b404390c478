use std::collections::VecDeque;

use crate::random::Random;

/// What means something elsewhere on the line, or to a terminal.
const WORDS: &[&[u8]] = &[
    b"\r\nOK\r\n",
    b"\r\nERROR\r\n",
    b"> ",
    b"\r\n>",
    b"\r\n> ",
    b"\r\n>\r\n",
    b"0\r",
    b"\r\n+MIPRTCP: 1,0,31\r\n",
    b"\r\n+MIPRTCP: 1,300,",
    b"\r\n+MIPRUDP: 127.0.0.1,80,1,5,",
    b"\r\n+MIPDATA: 1,5\r\nhello",
    b"\r\n+MIPREAD: 1,100\r\n",
    b"\r\n+MIPREAD: 1,0\r\n\r\nOK\r\n",
    b"\r\n+MIPSTAT: 1,2\r\n",
    b"\r\n+MIPSEND: 1,0,2048\r\n",
    b"\r\n+MIPPUSH: 1,0\r\n\r\nOK\r\n",
    b"\r\n+MIPXOFF: 1\r\n",
    b"+IPD3",
    b"\r\n+IPD1400\r\n",
    b"\r\nRECV FROM:127.0.0.1:80\r\n\r\n+IPD5\r\nhello",
    b"\r\n+RECEIVE,0,700\r\n",
    b"\r\n+CIPRXGET: 1,0\r\n",
    b"\r\n+CIPRXGET: 2,0,100,0\r\n",
    b"\r\n+CIPRXGET: 3,0,50,0\r\n",
    b"\r\n+CIPSEND: 0,10,5\r\n",
    b"\r\n+IPCLOSE: 0,1\r\n",
    b"\r\nCLOSED\r\n",
    b"\r\nNO CARRIER\r\n",
    b"NO CARRIER\r\n",
    b"\r\nCONNECT 115200\r\n",
    b"\r\n+CME ERROR: 3\r\n",
    b"\r\nRING\r\n",
    b"\r\n*ATREADY: 1\r\n",
    b"\r\nAT READY\r\n",
    b"+++",
    b"\r\n+++\r\n",
    b"AT+CIPCLOSE=0\r",
    b"ATH\r\n",
    b"\x1a",
    b"\x1b",
    b"\x03",
    b"\x03\x1a\x03\x03",
    b"\x11\x13",
    b"\x08\x7f\0\xff",
];

/// The end of each stream. In transparent mode a stream must not end with what ends that mode.
const END: &[u8] = b"<and that is the end of it>\r\n";

/// A stream of so many bytes, which its seed decides.
#[derive(Clone, Debug)]
pub(crate) struct Stream {
    random: Random,
    /// What is not in it.
    without: &'static [&'static [u8]],
    made: VecDeque<u8>,
    left: usize,
}

impl Stream {
    pub(crate) fn new(seed: u64, len: usize, without: &'static [&'static [u8]]) -> Self {
        Self { random: Random::new(seed), without, made: VecDeque::new(), left: len }
    }

    /// How much of it is to come.
    pub(crate) const fn left(&self) -> usize {
        self.left
    }

    /// The next bytes, as many as there are up to `len`.
    pub(crate) fn take(&mut self, len: usize) -> Vec<u8> {
        let len = len.min(self.left);
        while self.made.len() < len {
            self.make();
        }
        let mut taken: Vec<_> = self.made.drain(..len).collect();
        for (at, byte) in taken.iter_mut().enumerate() {
            if let Some(from_end) = END.len().checked_sub(self.left - at) {
                *byte = END[from_end];
            }
        }
        self.left -= len;
        taken
    }

    fn make(&mut self) {
        let random = &mut self.random;
        let mut part = match random.below(4) {
            0 => (0..random.len(600)).map(|_| random.next() as u8).collect(),
            1 => vec![b"\r\n+>0\x1a\x1b\0"[random.below(8)]; random.len(40)],
            _ => WORDS[random.below(WORDS.len())].to_vec(),
        };
        for unwanted in self.without {
            while let Some(at) = part.windows(unwanted.len()).position(|found| found == *unwanted) {
                part[at] = b'.';
            }
        }
        self.made.extend(part);
    }
}

/// Compares what comes with what was to come.
#[derive(Clone, Debug)]
pub(crate) struct Check {
    expected: Stream,
    offset: usize,
    /// What has come last.
    before: Vec<u8>,
}

/// How much is shown around a difference.
const CONTEXT: usize = 60;

impl Check {
    pub(crate) const fn new(expected: Stream) -> Self {
        Self { expected, offset: 0, before: Vec::new() }
    }

    /// How much is still to come.
    pub(crate) const fn left(&self) -> usize {
        self.expected.left()
    }

    /// Takes what has come, and says where it begins to differ.
    pub(crate) fn take(&mut self, data: &[u8]) -> Result<(), String> {
        let ahead = self.expected.clone();
        let expected = self.expected.take(data.len());
        let same = data.iter().zip(&expected).take_while(|(one, other)| one == other).count();
        self.before.extend(&data[..same]);
        self.before.drain(..self.before.len().saturating_sub(CONTEXT));
        if same == data.len() {
            self.offset += same;
            return Ok(());
        }
        let mut ahead = ahead;
        ahead.take(same);
        let wanted = ahead.take(CONTEXT);
        let found = &data[same..data.len().min(same + CONTEXT)];
        let offset = self.offset + same;
        Err(format!(
            "byte {offset}:\n  behind    {}\n  should be {}\n  is        {}",
            self.before.escape_ascii(),
            wanted.escape_ascii(),
            found.escape_ascii(),
        ))
    }
}

#[test]
fn both_ends_make_the_same_stream() {
    let stream = Stream::new(7, 20_000, &[b"\x1a", b"CLOSED"]);
    let (mut one, mut other) = (stream.clone(), stream);
    let whole = one.take(usize::MAX);
    let mut pieces = Vec::new();
    while other.left() > 0 {
        pieces.extend(other.take(17));
    }
    assert_eq!(whole, pieces);
    assert!(whole.ends_with(END) && !whole.contains(&0x1a));
    assert!(whole.windows(6).any(|word| word == b".LOSED"));
}

#[test]
fn a_difference_is_found() {
    let data = Stream::new(1, 1000, &[]).take(1000);
    let mut check = Check::new(Stream::new(1, 1000, &[]));
    check.take(&data[..700]).unwrap();
    let mut wrong = data[700..].to_vec();
    wrong[33] ^= 1;
    assert!(check.clone().take(&wrong).unwrap_err().starts_with("byte 733:"));
    check.take(&data[700..]).unwrap();
    assert!(check.take(b"x").unwrap_err().starts_with("byte 1000:"));
}
