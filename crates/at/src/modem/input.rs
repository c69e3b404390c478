use alloc::vec::Vec;
use core::mem;

use cellwire_codec::Instant;

use super::settings::Settings;

/// Finds command lines in what the host sends.
#[derive(Clone, Debug)]
pub(super) struct Input {
    scan: Scan,
    line: Vec<u8>,
    limit: usize,
    /// When the line was begun.
    started: Instant,
    /// When its last byte came.
    latest: Instant,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Scan {
    /// Not in a line.
    Between,
    /// After an `A`.
    Attention,
    /// After `AT`.
    Line,
    /// In a line that is too long.
    Overlong,
}

/// What a byte has brought.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// Nothing; it is a part of something.
    Part,
    /// Nothing at all: it is a control character that nobody has sent on purpose.
    Nothing,
    /// The last byte was taken back.
    Erased,
    /// The end of a line.
    Line,
    /// The end of a line that was too long.
    Overlong,
    /// `A/`.
    Repeat,
}

impl Input {
    pub(super) const fn new(limit: usize) -> Self {
        Self {
            scan: Scan::Between,
            line: Vec::new(),
            limit,
            started: Instant::ORIGIN,
            latest: Instant::ORIGIN,
        }
    }

    /// Since when a line is being typed, and when its last byte came.
    pub(super) fn typing(&self) -> Option<(Instant, Instant)> {
        (self.scan != Scan::Between).then_some((self.started, self.latest))
    }

    /// Forgets the line.
    pub(super) fn clear(&mut self) {
        self.scan = Scan::Between;
        self.line.clear();
    }

    /// The front of a line was lost: what comes of it up to its end is no line.
    pub(super) fn lose_front(&mut self, now: Instant) {
        self.clear();
        self.scan = Scan::Overlong;
        (self.started, self.latest) = (now, now);
    }

    /// Gives the line, and takes back its memory in exchange.
    pub(super) fn take(&mut self, memory: &mut Vec<u8>) {
        mem::swap(&mut self.line, memory);
        self.clear();
    }

    pub(super) fn put(&mut self, now: Instant, byte: u8, settings: &Settings) -> Found {
        self.latest = now;
        if byte == settings.terminator() {
            let found = match self.scan {
                Scan::Line => Found::Line,
                Scan::Overlong => Found::Overlong,
                Scan::Between | Scan::Attention => Found::Part,
            };
            self.scan = Scan::Between;
            return found;
        }
        if byte == settings.backspace() {
            return match self.scan {
                Scan::Line if self.line.pop().is_some() => Found::Erased,
                _ => Found::Nothing,
            };
        }
        if byte.is_ascii_control() {
            return Found::Nothing;
        }
        match (self.scan, byte) {
            (Scan::Between | Scan::Attention, b'A' | b'a') => {
                self.scan = Scan::Attention;
                self.started = now;
            }
            (Scan::Attention, b'T' | b't') => {
                self.scan = Scan::Line;
                self.line.clear();
            }
            (Scan::Attention, b'/') => {
                self.scan = Scan::Between;
                return Found::Repeat;
            }
            (Scan::Between | Scan::Attention, _) => self.scan = Scan::Between,
            (Scan::Line, _) if self.line.len() < self.limit => self.line.push(byte),
            (Scan::Line, _) => {
                self.scan = Scan::Overlong;
                self.line.clear();
            }
            (Scan::Overlong, _) => return Found::Nothing,
        }
        Found::Part
    }
}
