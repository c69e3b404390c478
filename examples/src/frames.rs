//! The frames of one direction, and where they stand in it.

use cellwire_codec::{Decoder, FrameBuffer, Growing, Recover};
use serde_json::{Map, Value};

/// The fields of a JSON object, in the order in which they were set.
pub type Fields = Map<String, Value>;

/// Sets fields of an object: `set!(object, "key": value, ...)`.
macro_rules! set {
    ($object:expr, $($key:literal: $value:expr),+ $(,)?) => {{
        $($object.insert($key.into(), serde_json::json!($value));)+
    }};
}
pub(crate) use set;

/// What a frame says, in words.
#[derive(Clone, Debug, Default)]
pub struct Explained {
    /// What kind of frame it is, where a protocol has several; a `frame` if it is empty.
    pub kind: &'static str,
    /// The name of the frame's message.
    pub name: String,
    /// The device that it is from or for.
    pub who: String,
    /// What the frame says, on one line.
    pub summary: String,
    /// The fields of the frame.
    pub fields: Fields,
    /// The parts of the frame, from front to back. They make up the whole of it.
    pub parts: Vec<Part>,
    /// How many bytes behind the frame were taken with it, and are no part of it: its line end.
    pub behind: usize,
    /// Whether the summary is what stands on the wire, so that nobody has to see the bytes.
    pub is_text: bool,
}

/// A part of a frame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// How many bytes it has.
    pub len: usize,
    /// What it is.
    pub note: String,
    /// Whether its bytes are not to be shown.
    pub secret: bool,
}

impl Part {
    /// A part that may be seen.
    pub fn new(len: usize, note: impl Into<String>) -> Self {
        Self { len, note: note.into(), secret: false }
    }
}

/// Puts the frames and faults of a protocol into words.
pub trait Explain {
    /// Reads the frames.
    type Decoder: Decoder;

    /// Says what a frame is. Its parts make up the whole of it.
    fn frame(&self, frame: &<Self::Decoder as Decoder>::Frame<'_>) -> Explained;

    /// Says what is wrong.
    fn fault(&self, error: &<Self::Decoder as Decoder>::Error) -> String;

    /// As much of the front of bytes that are no frame as may be shown.
    fn shown<'a>(&self, bytes: &'a [u8]) -> &'a [u8] {
        bytes
    }
}

/// A frame, or a run of bytes that is none.
#[derive(Debug)]
pub struct Entry<'a> {
    /// How many bytes of this direction stand before it.
    pub offset: u64,
    /// How many bytes it has.
    pub len: u64,
    /// The bytes; of a long run of bytes that are no frame, only the first.
    pub bytes: &'a [u8],
    /// What it is, or what is wrong with it.
    pub what: Result<Explained, String>,
}

/// Takes the bytes of one direction and gives its frames and faults; faults that stand side by side
/// are one.
#[derive(Debug)]
pub struct FrameStream<X: Explain> {
    explain: X,
    frames: FrameBuffer<X::Decoder, Growing>,
    /// What was fed from `kept_from` on, as far as it is not told yet.
    kept: Vec<u8>,
    kept_from: u64,
    run: Option<Run>,
    datagrams: bool,
}

/// Faults side by side, which are told when something else follows.
#[derive(Debug)]
struct Run {
    offset: u64,
    end: u64,
    error: String,
    /// The first of its bytes: it may never end.
    bytes: Vec<u8>,
}

/// How many bytes of a run are kept.
const SHOWN_OF_RUN: usize = 256;

impl<X: Explain> FrameStream<X> {
    /// An empty stream.
    pub const fn new(explain: X, decoder: X::Decoder) -> Self {
        let frames = FrameBuffer::growing(decoder);
        Self { explain, frames, kept: Vec::new(), kept_from: 0, run: None, datagrams: false }
    }

    /// The same, where all that is fed at once is a datagram if `datagrams`: no frame goes on in the
    /// next.
    #[must_use]
    pub const fn of_datagrams(mut self, datagrams: bool) -> Self {
        self.datagrams = datagrams;
        self
    }

    /// What reads the frames.
    pub const fn decoder_mut(&mut self) -> &mut X::Decoder {
        self.frames.decoder_mut()
    }

    /// Takes more bytes, and hands what is complete to `sink`.
    ///
    /// # Errors
    ///
    /// Those of `sink`.
    pub fn feed<E>(
        &mut self,
        bytes: &[u8],
        sink: &mut dyn FnMut(Entry<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        self.kept.extend_from_slice(bytes);
        let fed = self.kept_from + self.kept.len() as u64;
        let mut input = bytes;
        while let Some(next) = self.frames.pull(&mut input).map(|next| words(&self.explain, next)) {
            let end = fed - (input.len() + self.frames.len()) as u64;
            self.take(end, next, sink)?;
        }
        let rest = fed - self.frames.len() as u64;
        self.kept.drain(..(rest - self.kept_from) as usize);
        self.kept_from = rest;
        if self.datagrams { self.finish(sink) } else { Ok(()) }
    }

    /// Says that nothing follows: what is buffered becomes frames and faults too. At the end of the
    /// stream, or of a datagram.
    ///
    /// # Errors
    ///
    /// Those of `sink`.
    pub fn finish<E>(&mut self, sink: &mut dyn FnMut(Entry<'_>) -> Result<(), E>) -> Result<(), E> {
        let fed = self.kept_from + self.kept.len() as u64;
        while let Some(next) = self.frames.finish().map(|next| words(&self.explain, next)) {
            let end = fed - self.frames.len() as u64;
            self.take(end, next, sink)?;
        }
        self.tell_run(sink)?;
        self.kept.clear();
        self.kept_from = fed;
        Ok(())
    }

    fn take<E>(
        &mut self,
        end: u64,
        next: Result<(u64, Explained), (u64, String)>,
        sink: &mut dyn FnMut(Entry<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        match next {
            Ok((len, explained)) => {
                self.tell_run(sink)?;
                let end = end - explained.behind as u64;
                let offset = end - len;
                sink(Entry { offset, len, bytes: self.kept(offset, end), what: Ok(explained) })
            }
            Err((len, error)) => {
                let offset = end - len;
                if self.run.as_ref().is_some_and(|run| run.end != offset) {
                    self.tell_run(sink)?;
                }
                let mut run =
                    self.run.take().unwrap_or(Run { offset, end, error, bytes: Vec::new() });
                let shown = self.kept(offset, end);
                let room = SHOWN_OF_RUN - run.bytes.len();
                run.bytes.extend_from_slice(&shown[..shown.len().min(room)]);
                run.end = end;
                self.run = Some(run);
                Ok(())
            }
        }
    }

    fn tell_run<E>(&mut self, sink: &mut dyn FnMut(Entry<'_>) -> Result<(), E>) -> Result<(), E> {
        let Some(Run { offset, end, error, bytes }) = self.run.take() else { return Ok(()) };
        let bytes = self.explain.shown(&bytes);
        sink(Entry { offset, len: end - offset, bytes, what: Err(error) })
    }

    fn kept(&self, from: u64, to: u64) -> &[u8] {
        let at = |offset: u64| offset.saturating_sub(self.kept_from) as usize;
        self.kept.get(at(from)..at(to)).unwrap_or_default()
    }
}

/// How many bytes it takes, and what it is.
fn words<X: Explain>(
    explain: &X,
    next: Result<<X::Decoder as Decoder>::Frame<'_>, <X::Decoder as Decoder>::Error>,
) -> Result<(u64, Explained), (u64, String)> {
    match next {
        Ok(frame) => {
            let explained = explain.frame(&frame);
            let len: usize = explained.parts.iter().map(|part| part.len).sum();
            Ok((len as u64, explained))
        }
        Err(error) => Err((error.recovery().skipped() as u64, explain.fault(&error))),
    }
}
