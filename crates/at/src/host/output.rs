//! What is to be sent.

use core::fmt;

use cellwire_codec::BufferTooShort;

/// Bytes to be sent: a command line and what the modem asks for behind it, or data.
#[derive(Clone)]
pub(super) struct Output<const N: usize> {
    bytes: [u8; N],
    /// `bytes[at..limit]` may be sent now, and `bytes[limit..len]` later.
    at: usize,
    limit: usize,
    len: usize,
}

impl<const N: usize> Output<N> {
    pub(super) const fn new() -> Self {
        Self { bytes: [0; N], at: 0, limit: 0, len: 0 }
    }

    pub(super) const fn clear(&mut self) {
        (self.at, self.limit, self.len) = (0, 0, 0);
    }

    /// Takes a line by what writes it, and a body behind it with the byte that ends it.
    pub(super) fn set<E: From<BufferTooShort>>(
        &mut self,
        write: impl FnOnce(&mut [u8]) -> Result<usize, E>,
        body: &[u8],
        end: &[u8],
    ) -> Result<(), E> {
        self.clear();
        let line = write(&mut self.bytes)?;
        let needed = line + body.len() + end.len();
        if needed > N {
            return Err(BufferTooShort { needed, available: N }.into());
        }
        self.bytes[line..line + body.len()].copy_from_slice(body);
        self.bytes[line + body.len()..needed].copy_from_slice(end);
        (self.limit, self.len) = (line, needed);
        Ok(())
    }

    /// The command line.
    pub(super) fn line(&self) -> &[u8] {
        &self.bytes[..self.limit]
    }

    /// What stands behind it.
    pub(super) fn body(&self) -> &[u8] {
        &self.bytes[self.limit..self.len]
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
        let Self { bytes: _, at, limit, len } = self;
        f.debug_struct("Output")
            .field("at", at)
            .field("limit", limit)
            .field("len", len)
            .finish_non_exhaustive()
    }
}
