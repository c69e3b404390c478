//! What is to be sent.

use core::fmt;

use cellwire_codec::{BufferTooShort, Writer};

use crate::command::Body;

/// Bytes to be sent: a command line and what the modem asks for behind it, or data.
#[derive(Clone)]
pub(super) struct Output<const N: usize> {
    bytes: [u8; N],
    /// `bytes[at..limit]` may be sent now, and `bytes[limit..len]` later.
    at: usize,
    limit: usize,
    len: usize,
    /// Whether what stands behind the line is there, be it nothing.
    has_body: bool,
}

impl<const N: usize> Output<N> {
    pub(super) const fn new() -> Self {
        Self { bytes: [0; N], at: 0, limit: 0, len: 0, has_body: false }
    }

    pub(super) const fn clear(&mut self) {
        (self.at, self.limit, self.len) = (0, 0, 0);
        self.has_body = false;
    }

    /// Takes a line by what writes it, and a body behind it.
    pub(super) fn set<E: From<BufferTooShort>>(
        &mut self,
        write: impl FnOnce(&mut [u8]) -> Result<usize, E>,
        body: Option<Body<'_>>,
    ) -> Result<(), E> {
        self.clear();
        let line = write(&mut self.bytes)?;
        let mut len = line;
        if let Some(body) = body {
            let mut writer = Writer::new(&mut self.bytes[line..]);
            body.put(&mut writer);
            let needed = line + writer.written();
            len += writer.finish().map_err(|_| BufferTooShort { needed, available: N })?;
        }
        (self.limit, self.len, self.has_body) = (line, len, body.is_some());
        Ok(())
    }

    /// What was set, to be [restored](Self::restore).
    #[cfg(feature = "alloc")]
    pub(super) fn parts(&self) -> (&[u8], Option<&[u8]>) {
        (self.line(), self.has_body.then_some(self.body()))
    }

    /// Takes what another one of the same size held.
    #[cfg(feature = "alloc")]
    pub(super) fn restore(&mut self, line: &[u8], body: Option<&[u8]>) {
        self.clear();
        self.push(line);
        self.push(body.unwrap_or_default());
        (self.limit, self.has_body) = (line.len(), body.is_some());
    }

    /// The command line.
    pub(super) fn line(&self) -> &[u8] {
        &self.bytes[..self.limit]
    }

    /// Whether what the modem asks for is there.
    pub(super) const fn has_body(&self) -> bool {
        self.has_body
    }

    /// What stands behind it.
    pub(super) fn body(&self) -> &[u8] {
        &self.bytes[self.limit..self.len]
    }

    /// What stands behind the line is not to be sent.
    pub(super) const fn drop_body(&mut self) {
        self.len = self.limit;
    }

    /// The modem asks for what stands behind the line.
    pub(super) const fn release(&mut self) {
        self.limit = self.len;
    }

    /// Takes data, as much as there is room for.
    pub(super) fn push(&mut self, data: &[u8]) -> usize {
        if self.at > 0 {
            self.bytes.copy_within(self.at..self.len, 0);
            self.len -= self.at;
            self.at = 0;
        }
        let taken = data.len().min(N - self.len);
        self.bytes[self.len..self.len + taken].copy_from_slice(&data[..taken]);
        self.len += taken;
        self.limit = self.len;
        taken
    }

    pub(super) fn poll(&mut self, buffer: &mut [u8]) -> usize {
        let ready = &self.bytes[self.at..self.limit];
        let len = ready.len().min(buffer.len());
        buffer[..len].copy_from_slice(&ready[..len]);
        self.at += len;
        len
    }

    /// Whether nothing has been sent yet.
    pub(super) const fn is_fresh(&self) -> bool {
        self.at == 0
    }

    /// Whether there is nothing to be sent now.
    pub(super) const fn is_sent(&self) -> bool {
        self.at == self.limit
    }
}

/// Says how much there is, and nothing of what it is: it may be a PIN.
impl<const N: usize> fmt::Debug for Output<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { bytes: _, at, limit, len, has_body } = self;
        f.debug_struct("Output")
            .field("at", at)
            .field("limit", limit)
            .field("len", len)
            .field("has_body", has_body)
            .finish_non_exhaustive()
    }
}
