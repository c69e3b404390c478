//! What a host says: command lines, what a modem has asked for, and data.

use cellwire_at::lexer::LexError;
use cellwire_codec::{Decoded, Decoder, Outcome};

use super::Texts;
use super::shared::{Mode, Sent, Shared};

/// The longest that is taken for one.
const MAX: usize = 64 * 1024;

/// Reads what a host says.
#[derive(Clone, Debug)]
pub struct HostDecoder {
    shared: Shared,
    /// How much of a text has come whose end has not.
    begun: usize,
}

/// Something that a host has said.
#[derive(Clone, Debug)]
pub struct HostSaid<'a> {
    /// What it is.
    pub what: Said,
    /// The bytes, without those that end them.
    pub bytes: &'a [u8],
    /// How many bytes were taken behind it.
    pub behind: usize,
    /// The command line that it belongs to.
    pub line: Vec<u8>,
    /// How texts are written.
    pub texts: Texts,
}

/// What a host can say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Said {
    /// A command line.
    Command,
    /// What the modem has asked for.
    Text,
    /// An ESC, which says that there is nothing to come.
    Abort,
    /// Data.
    Data,
    /// `+++`.
    Escape,
}

impl HostDecoder {
    /// Reads the host's side of a line.
    pub const fn new(shared: Shared) -> Self {
        Self { shared, begun: 0 }
    }

    fn said<'a>(
        &self,
        what: Said,
        bytes: &'a [u8],
        consumed: usize,
        behind: usize,
    ) -> Decoded<HostSaid<'a>, LexError> {
        let end = if behind > 0 && what == Said::Text { &[0x1a][..] } else { &[] };
        let mut state = self.shared.lock();
        match what {
            Said::Command => {
                // Whatever was repeated stays as it was.
                if !bytes.eq_ignore_ascii_case(b"A/") {
                    state.line = bytes.trim_ascii().to_vec();
                }
                let mut sent = bytes.to_vec();
                sent.push(b'\r');
                state.sent.push(Sent::Line(sent));
            }
            Said::Text | Said::Abort => {
                state.mode = Mode::Commands;
                // What ends it may be echoed, too.
                state.sent.push(Sent::Text([bytes, end].concat()));
            }
            Said::Escape => state.escaped = true,
            Said::Data => {}
        }
        let (line, texts) = (state.line.clone(), state.texts);
        Decoded::frame(consumed, HostSaid { what, bytes, behind, line, texts })
    }

    fn command<'a>(&self, src: &'a [u8], last: bool) -> Decoded<HostSaid<'a>, LexError> {
        let is_filler = |byte: &u8| matches!(byte, b'\r' | b'\n' | 0 | b' ' | 0x1a | 0x1b);
        let start = src.iter().position(|byte| !is_filler(byte)).unwrap_or(src.len());
        let text = &src[start..];
        if text.is_empty() {
            return Decoded::skipped(start, 1);
        }
        if let Some(repeat) = text.get(..2).filter(|text| text.eq_ignore_ascii_case(b"A/")) {
            return self.said(Said::Command, repeat, start + 2, 0);
        }
        if text.starts_with(b"+++") {
            return self.said(Said::Escape, &text[..3], start + 3, 0);
        }
        match text.iter().take(MAX).position(|byte| matches!(byte, b'\r' | b'\n')) {
            Some(end) => self.said(Said::Command, &text[..end], start + end + 1, 1),
            None if last => self.said(Said::Command, text, src.len(), 0),
            None if text.len() >= MAX => {
                let error = LexError::TooLong { limit: MAX, skipped: MAX };
                Decoded::fault(start + MAX, error)
            }
            None => Decoded::skipped(start, 1),
        }
    }

    fn text<'a>(
        &self,
        src: &'a [u8],
        last: bool,
        len: Option<usize>,
    ) -> Decoded<HostSaid<'a>, LexError> {
        if let Some(len) = len.filter(|len| *len > 0) {
            return match src.get(..len) {
                Some(text) => self.said(Said::Text, text, len, 0),
                None if last && !src.is_empty() => self.said(Said::Text, src, src.len(), 0),
                None => Decoded::incomplete(len - src.len().min(len - 1)),
            };
        }
        match src.iter().take(MAX).position(|byte| matches!(byte, 0x1a | 0x1b)) {
            Some(0) if src[0] == 0x1b => self.said(Said::Abort, &src[..1], 1, 0),
            Some(end) => self.said(Said::Text, &src[..end], end + 1, 1),
            None if src.is_empty() => Decoded::incomplete(1),
            None if last || src.len() >= MAX => {
                let len = src.len().min(MAX);
                self.said(Said::Text, &src[..len], len, 0)
            }
            None => Decoded::incomplete(1),
        }
    }

    fn next<'a>(&mut self, src: &'a [u8], last: bool) -> Decoded<HostSaid<'a>, LexError> {
        let mode = self.shared.lock().mode;
        let begun = core::mem::take(&mut self.begun);
        match mode {
            // The modem did not wait for its end.
            Mode::Commands if begun > 0 && begun <= src.len() => {
                self.said(Said::Text, &src[..begun], begun, 0)
            }
            Mode::Commands => self.command(src, last),
            Mode::Text(len) => {
                let decoded = self.text(src, last, len);
                if matches!(decoded.outcome, Outcome::Incomplete { .. }) {
                    self.begun = src.len();
                }
                decoded
            }
            Mode::Data if src.is_empty() => Decoded::incomplete(1),
            Mode::Data if src == b"+++" => self.said(Said::Escape, src, 3, 0),
            Mode::Data => {
                let len = src.len().min(MAX);
                self.said(Said::Data, &src[..len], len, 0)
            }
        }
    }
}

impl Decoder for HostDecoder {
    type Frame<'a> = HostSaid<'a>;
    type Error = LexError;

    fn decode<'a>(&mut self, src: &'a [u8]) -> Decoded<HostSaid<'a>, LexError> {
        self.next(src, false)
    }

    fn finish<'a>(&mut self, src: &'a [u8]) -> Decoded<HostSaid<'a>, LexError> {
        self.next(src, true)
    }

    fn max_frame_len(&self) -> usize {
        MAX
    }
}
