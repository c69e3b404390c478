//! Lines in data that may say that the data is over.

use cellwire_codec::find_byte;

use super::*;

/// Where in a line the data stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Marker {
    /// Before its first byte.
    Front,
    /// Behind so many bytes of this one.
    In(DataMark, u8),
    /// Behind all of this one, and a CR.
    Ended(DataMark),
    /// In a line that is none of them.
    Elsewhere,
}

impl Marker {
    /// How many bytes there are up to the end of a mark, or of the data.
    pub(super) fn scan(&mut self, data: &[u8]) -> (usize, Option<DataMark>) {
        let mut at = 0;
        while let Some(byte) = data.get(at) {
            at += 1;
            *self = match (*self, *byte) {
                (Self::Ended(mark), b'\n') => {
                    *self = Self::Front;
                    return (at, Some(mark));
                }
                (_, b'\n') => Self::Front,
                (Self::Front, b'\r') => Self::Front,
                (Self::Front, first) => {
                    let mark = DataMark::ALL.iter().find(|mark| mark.text().as_bytes()[0] == first);
                    mark.map_or(Self::Elsewhere, |mark| Self::In(*mark, 1))
                }
                (Self::In(mark, len), byte) => match mark.text().as_bytes().get(usize::from(len)) {
                    Some(next) if *next == byte => Self::In(mark, len + 1),
                    None if byte == b'\r' => Self::Ended(mark),
                    _ => Self::Elsewhere,
                },
                (Self::Ended(mark), b'\r') => Self::Ended(mark),
                _ => match find_byte(b'\n', &data[at..]) {
                    Some(end) => {
                        at += end;
                        Self::Elsewhere
                    }
                    None => {
                        *self = Self::Elsewhere;
                        return (data.len(), None);
                    }
                },
            };
        }
        (at, None)
    }
}

impl Lexer {
    pub(super) fn data<'a>(&mut self, src: &'a [u8], mut marker: Marker) -> Next<'a> {
        let window = &src[..src.len().min(self.max)];
        let (len, mark) = marker.scan(window);
        self.mode = Mode::Data(marker);
        self.before = 0;
        Decoded::frame(len, Frame::Data { data: &window[..len], mark })
    }
}
