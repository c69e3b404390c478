use alloc::borrow::Cow;
use alloc::collections::VecDeque;
use alloc::vec::Vec;

use super::event::Event;

/// Events that nobody has polled yet.
#[derive(Clone, Debug, Default)]
pub(super) struct Events {
    queue: VecDeque<Event<'static>>,
    /// How many bytes of data there are among them.
    data: usize,
}

impl Events {
    /// With so many, no input is taken.
    const ENOUGH: usize = 64;
    /// More than this are only there if the application asks for more and more and polls nothing.
    const LIMIT: usize = 1024;

    pub(super) fn is_full(&self, max_data: usize) -> bool {
        self.queue.len() >= Self::ENOUGH || self.data >= max_data
    }

    pub(super) const fn data_len(&self) -> usize {
        self.data
    }

    pub(super) fn push(&mut self, event: Event<'static>) {
        let has_room = self.queue.len() < Self::LIMIT;
        match (self.queue.back_mut(), &event) {
            (Some(Event::UrcsDropped(count)), Event::UrcsDropped(more))
            | (Some(Event::InputDropped(count)), Event::InputDropped(more)) => *count += more,
            _ if has_room => self.queue.push_back(event),
            _ => {}
        }
    }

    pub(super) fn push_data(&mut self, bytes: &[u8]) {
        if bytes.is_empty() {
            return;
        }
        self.data += bytes.len();
        match self.queue.back_mut() {
            Some(Event::Data(data)) => data.to_mut().extend_from_slice(bytes),
            _ => self.queue.push_back(Event::Data(Cow::Owned(bytes.into()))),
        }
    }

    pub(super) fn pop(&mut self) -> Option<Event<'static>> {
        let event = self.queue.pop_front()?;
        if let Event::Data(data) = &event {
            self.data -= data.len();
        }
        Some(event)
    }
}

/// Bytes on their way to the host.
#[derive(Clone, Debug, Default)]
pub(super) struct Output {
    bytes: Vec<u8>,
    polled: usize,
}

impl Output {
    pub(super) const fn len(&self) -> usize {
        self.bytes.len() - self.polled
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.len() == 0
    }

    pub(super) fn push(&mut self, bytes: &[u8]) {
        if self.polled > 0 && self.polled >= self.bytes.len() / 2 {
            self.bytes.drain(..self.polled);
            self.polled = 0;
        }
        self.bytes.extend_from_slice(bytes);
    }

    pub(super) fn clear(&mut self) {
        self.bytes.clear();
        self.polled = 0;
    }

    pub(super) fn poll(&mut self, buffer: &mut [u8]) -> usize {
        let waiting = self.bytes.get(self.polled..).unwrap_or_default();
        let len = waiting.len().min(buffer.len());
        let (place, waiting) = (buffer.get_mut(..len), waiting.get(..len));
        if let (Some(place), Some(waiting)) = (place, waiting) {
            place.copy_from_slice(waiting);
        }
        self.polled += len;
        if self.is_empty() {
            self.clear();
        }
        len
    }
}
