use alloc::boxed::Box;
use alloc::vec::Vec;
use core::mem;

use cellwire_codec::Instant;

use super::super::config::Gather;
use crate::message::Receive;

/// The parts of long SMS that have come to a line, by their senders.
#[derive(Debug, Default)]
pub(super) struct Gathering(Vec<Parts>);

/// The parts of one that have come.
#[derive(Debug)]
pub(super) struct Parts {
    pub(super) srcnum: Box<[u8]>,
    pub(super) msg: Vec<u8>,
    pub(super) parts: usize,
    ends: Instant,
}

/// How many senders are waited for on a line.
const SENDERS: usize = 8;

impl Gathering {
    /// Whether the SMS seems to be a part.
    pub(super) fn wants(&self, config: &Gather, sms: &Receive<'_>) -> bool {
        config.max_parts > 1 && (is_long(config, sms) || self.position(sms).is_some())
    }

    /// Takes a part, and says what is complete then: what it belongs to, and perhaps others that
    /// there is no room for.
    pub(super) fn take(&mut self, config: &Gather, now: Instant, sms: &Receive<'_>) -> Vec<Parts> {
        let mut complete = Vec::new();
        let at = self.position(sms).unwrap_or_else(|| {
            if self.0.len() >= SENDERS {
                complete.push(self.0.remove(0));
            }
            let srcnum = sms.srcnum.as_bytes().into();
            self.0.push(Parts { srcnum, msg: Vec::new(), parts: 0, ends: now });
            self.0.len() - 1
        });
        let parts = &mut self.0[at];
        parts.msg.extend_from_slice(sms.msg.as_bytes());
        parts.parts += 1;
        parts.ends = now + config.timeout;
        if parts.parts >= config.max_parts || !is_long(config, sms) {
            complete.push(self.0.remove(at));
        }
        complete
    }

    /// What has waited for long enough.
    pub(super) fn take_due(&mut self, now: Instant) -> impl Iterator<Item = Parts> + '_ {
        self.0.extract_if(.., move |parts| parts.ends <= now)
    }

    pub(super) fn take_all(&mut self) -> Vec<Parts> {
        mem::take(&mut self.0)
    }

    pub(super) fn deadline(&self) -> Option<Instant> {
        self.0.iter().map(|parts| parts.ends).min()
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn position(&self, sms: &Receive<'_>) -> Option<usize> {
        self.0.iter().position(|parts| sms.srcnum.as_bytes() == &*parts.srcnum)
    }
}

fn is_long(config: &Gather, sms: &Receive<'_>) -> bool {
    sms.msg.to_string_lossy().chars().count() >= config.min_chars
}
