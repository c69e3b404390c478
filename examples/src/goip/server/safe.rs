use core::time::Duration;
use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::time::Instant;

use cellwire_goip::session::EventTicket;

use crate::frames::Fields;
use crate::notice::complain;
use crate::store::Store;

/// How soon a file is tried again that could not be written.
const PAUSE: Duration = Duration::from_secs(1);

/// How many SMS may wait. More are lost, unless the gateway sends them again.
const MAX_WAITING: usize = 10_000;

/// Where SMS are safe before they are acknowledged. Those that cannot be written wait, and are not
/// acknowledged before they are.
#[derive(Debug)]
pub(super) struct Safe {
    path: PathBuf,
    store: Store,
    waiting: VecDeque<(EventTicket, Fields)>,
    next: Instant,
}

impl Safe {
    pub(super) fn new(path: &Path, store: Store) -> Self {
        let (waiting, next) = (VecDeque::new(), Instant::now());
        Self { path: path.into(), store, waiting, next }
    }

    /// Writes an SMS, or has it wait until that can be done.
    ///
    /// # Errors
    ///
    /// It waits; the text says why, if it is the first.
    pub(super) fn keep(&mut self, ticket: EventTicket, sms: Fields) -> Result<(), Option<String>> {
        let is_first = self.waiting.is_empty();
        if is_first {
            match self.store.append(core::slice::from_ref(&sms), true) {
                Ok(()) => return Ok(()),
                Err(error) => {
                    self.waiting.push_back((ticket, sms));
                    self.next = Instant::now() + PAUSE;
                    let error = format!("{}: {error}", self.path.display());
                    complain("goip-server", &format!("{error}; SMS are not acknowledged"));
                    return Err(Some(error));
                }
            }
        }
        if self.waiting.len() < MAX_WAITING {
            self.waiting.push_back((ticket, sms));
        }
        Err(None)
    }

    /// Tries again what waits, if it is time to. Says what has been written.
    pub(super) fn try_again(&mut self) -> Vec<EventTicket> {
        let mut written = Vec::new();
        if self.waiting.is_empty() || Instant::now() < self.next {
            return written;
        }
        while let Some((ticket, sms)) = self.waiting.front() {
            if self.store.append(core::slice::from_ref(sms), true).is_err() {
                break;
            }
            written.push(*ticket);
            self.waiting.pop_front();
        }
        if self.waiting.is_empty() {
            complain("goip-server", &format!("{}: it is written again", self.path.display()));
        }
        self.next = Instant::now() + PAUSE;
        written
    }

    /// Tries what waits for the last time. Says what has been written; what has not is told.
    pub(super) fn try_at_last(&mut self) -> Vec<EventTicket> {
        self.next = Instant::now();
        let written = self.try_again();
        if !self.waiting.is_empty() {
            let (path, waiting) = (self.path.display(), self.waiting.len());
            complain("goip-server", &format!("{path}: {waiting} SMS not stored, nor acknowledged"));
        }
        written
    }
}
