//! Data mode, and the words that may say that it is over.

use cellwire_codec::find_byte;

use super::*;

/// Where in the data the next byte stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Online {
    /// At the front of a line.
    front: bool,
    /// `+++` was sent.
    escaped: bool,
    /// What is held back.
    held: Held,
}

/// What is held back of the data, since it may not be any.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum Held {
    /// Nothing, or a line end.
    Nothing,
    /// The first letters of words that may say that it is over.
    Letters,
    /// All of them: [`finish`](Decoder::finish) gives them out as the end of the data, and more bytes behind
    /// them as data.
    Words(DataMark),
}

/// What may be a mark.
enum Candidate {
    /// Its first bytes, behind which nothing has come yet.
    Begun,
    /// All of it, with its line ends.
    Whole { mark: DataMark, len: usize },
}

impl Online {
    pub(super) const NEW: Self = Self { front: true, escaped: false, held: Held::Nothing };

    /// The first place where something may be a mark.
    fn find(self, data: &[u8]) -> Option<(usize, Candidate)> {
        if self.front
            && let Some(candidate) = self.candidate(data, b"")
        {
            return Some((0, candidate));
        }
        let mut from = 0;
        while let Some(found) = find_byte(b'\n', &data[from..]) {
            let end = from + found;
            from = end + 1;
            let candidate = match data[..end] {
                [.., b'\r'] => self.candidate(&data[end - 1..], b"\r\n").map(|is| (end - 1, is)),
                _ => self.candidate(&data[from..], b"").map(|is| (from, is)),
            };
            if candidate.is_some() {
                return candidate;
            }
        }
        data.ends_with(b"\r").then(|| (data.len() - 1, Candidate::Begun))
    }

    fn candidate(self, data: &[u8], ahead: &[u8]) -> Option<Candidate> {
        let mut marks =
            DataMark::ALL.into_iter().filter(|mark| self.escaped || *mark != DataMark::Ok);
        marks.find_map(|mark| {
            let mut left = data;
            for part in [ahead, mark.text().as_bytes(), b"\r\n"] {
                let len = left.len().min(part.len());
                let (front, rest) = left.split_at(len);
                if front != &part[..len] {
                    return None;
                }
                if len < part.len() {
                    return Some(Candidate::Begun);
                }
                left = rest;
            }
            // With something behind it, it was data.
            let is_mark = left.is_empty() || mark == DataMark::Ok;
            is_mark.then_some(Candidate::Whole { mark, len: data.len() - left.len() })
        })
    }
}

impl Lexer {
    pub(super) fn data<'a>(&mut self, src: &'a [u8], mut online: Online, last: bool) -> Next<'a> {
        self.before = 0;
        online.held = Held::Nothing;
        let len = match online.find(src) {
            Some((0, Candidate::Begun)) if !last => {
                if src.iter().any(u8::is_ascii_uppercase) {
                    online.held = Held::Letters;
                }
                0
            }
            Some((0, Candidate::Whole { mark, len })) => {
                if last || mark == DataMark::Ok {
                    return Decoded::frame(len, Frame::DataEnd(mark));
                }
                online.held = Held::Words(mark);
                0
            }
            None | Some((0, Candidate::Begun)) => src.len(),
            Some((at, _)) => at,
        };
        let data = &src[..len.min(self.max)];
        online.front = data.last().map_or(online.front, |last| *last == b'\n');
        self.mode = Mode::Data(online);
        if data.is_empty() {
            Decoded::incomplete(1)
        } else {
            Decoded::frame(data.len(), Frame::Data(data))
        }
    }

    /// `+++` was sent, or was not heard: whether `OK` ends the data. It is to stand alone on its line.
    pub const fn expect_escape(&mut self, on: bool) {
        if let Mode::Data(online) = &mut self.mode {
            online.escaped = on;
        }
    }

    /// What is held back of the data.
    pub const fn held(&self) -> Held {
        match self.mode {
            Mode::Data(online) => online.held,
            _ => Held::Nothing,
        }
    }
}
