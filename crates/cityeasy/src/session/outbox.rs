use alloc::collections::VecDeque;
use alloc::vec::Vec;

use cellwire_codec::BufferTooShort;

/// Frames on their way out, in order.
#[derive(Clone, Debug)]
pub(super) struct Outbox<T> {
    frames: VecDeque<(Vec<u8>, T)>,
    /// How many bytes of the first have been polled.
    polled: usize,
    bytes: usize,
    limit: usize,
}

impl<T> Outbox<T> {
    pub(super) const fn new(limit: usize) -> Self {
        Self { frames: VecDeque::new(), polled: 0, bytes: 0, limit }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.frames.is_empty()
    }

    /// Whether a frame with such a mark has not left yet.
    pub(super) fn holds(&self, mut is: impl FnMut(&T) -> bool) -> bool {
        self.frames.iter().any(|(_, mark)| is(mark))
    }

    /// Takes back the frames with such a mark of which nothing has been polled.
    pub(super) fn take_back(&mut self, mut is: impl FnMut(&T) -> bool) {
        let mut first = self.polled > 0;
        let bytes = &mut self.bytes;
        self.frames.retain(|(frame, mark)| {
            let keep = core::mem::take(&mut first) || !is(mark);
            if !keep {
                *bytes -= frame.len();
            }
            keep
        });
    }

    /// Says whether there was room.
    pub(super) fn push(&mut self, frame: Vec<u8>, mark: T) -> bool {
        let fits = self.bytes + frame.len() <= self.limit;
        if fits {
            self.bytes += frame.len();
            self.frames.push_back((frame, mark));
        }
        fits
    }

    /// Writes as much of the stream as `buffer` takes, and the marks of the frames that are then out
    /// to `done`.
    pub(super) fn poll_stream(&mut self, buffer: &mut [u8], mut done: impl FnMut(T)) -> usize {
        let mut written = 0;
        while let Some((frame, _)) = self.frames.front()
            && written < buffer.len()
        {
            let rest = frame.get(self.polled..).unwrap_or_default();
            let len = rest.len().min(buffer.len() - written);
            buffer[written..written + len].copy_from_slice(&rest[..len]);
            written += len;
            self.polled += len;
            if len == rest.len() {
                self.pop(&mut done);
            }
        }
        written
    }

    /// Writes as many whole frames as `buffer` takes.
    pub(super) fn poll_datagram(
        &mut self,
        buffer: &mut [u8],
        mut done: impl FnMut(T),
    ) -> Result<usize, BufferTooShort> {
        let mut written = 0;
        while let Some((frame, _)) = self.frames.front() {
            match buffer.get_mut(written..written + frame.len()) {
                Some(place) => place.copy_from_slice(frame),
                None if written == 0 => {
                    return Err(BufferTooShort { needed: frame.len(), available: buffer.len() });
                }
                None => break,
            }
            written += frame.len();
            self.pop(&mut done);
        }
        Ok(written)
    }

    fn pop(&mut self, done: &mut impl FnMut(T)) {
        if let Some((frame, mark)) = self.frames.pop_front() {
            self.bytes -= frame.len();
            self.polled = 0;
            done(mark);
        }
    }

    /// What has not left whole, oldest first; nothing is left then.
    pub(super) fn drain(&mut self) -> impl Iterator<Item = (Vec<u8>, T)> + '_ {
        (self.polled, self.bytes) = (0, 0);
        self.frames.drain(..)
    }
}
