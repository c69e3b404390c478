//! The same work in other ways.

pub(super) mod atat;
pub(super) mod best;
pub(super) mod fields;
pub(super) mod nom;

/// What an event is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    Echo,
    Line,
    Prompt,
    Ok,
    Error,
    NetworkError,
    Connection,
}

/// An event, and the line that it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Event<'a> {
    pub(super) class: Class,
    pub(super) text: &'a [u8],
}

impl<'a> Event<'a> {
    pub(super) const fn new(class: Class, text: &'a [u8]) -> Self {
        Self { class, text }
    }
}

/// The fields of a line of numbers, 0 for what it does not have.
pub(super) type Numbers = [i32; 3];

/// The fields of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fields<'a> {
    Signal { rssi: u8, ber: u8 },
    Registration { mode: u8, stat: u8, area: u16, cell: u32, technology: u8 },
    Stored { mem: &'a [u8], index: u16 },
    Operator { mode: u8, format: u8, name: &'a [u8], technology: u8 },
}
