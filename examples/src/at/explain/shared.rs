//! What the two directions of a line know of each other.

use std::sync::{Arc, Mutex, MutexGuard};

use cellwire_at::CommandLine;

use super::Texts;
use crate::sync::locked;

/// What both decoders of a line have.
#[derive(Clone, Debug, Default)]
pub struct Shared(Arc<Mutex<State>>);

/// What the host has sent and the modem has not been asked about, and in which mode they are.
#[derive(Debug, Default)]
pub struct State {
    /// What was sent since the modem was looked at last.
    pub sent: Vec<Sent>,
    /// What comes from the host next.
    pub mode: Mode,
    /// The host has sent `+++`.
    pub escaped: bool,
    /// The command line in flight, or that which was in flight last, without its CR.
    pub line: Vec<u8>,
    /// How texts are written.
    pub texts: Texts,
}

/// What the host has sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sent {
    /// A command line, with its CR.
    Line(Vec<u8>),
    /// What the modem has asked for.
    Text(Vec<u8>),
}

/// What comes from the host.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// Command lines.
    #[default]
    Commands,
    /// What the modem has asked for: so many bytes, or as many as there are up to Ctrl-Z or ESC.
    Text(Option<usize>),
    /// Data.
    Data,
}

impl Shared {
    /// What they know.
    pub fn lock(&self) -> MutexGuard<'_, State> {
        locked(&self.0)
    }
}

/// How many bytes a command says that it will send behind its prompt.
pub fn announced_len(line: &[u8]) -> Option<usize> {
    const TABLE: &[(&str, usize)] = &[
        ("+CASEND", 1),
        ("+CCHSEND", 1),
        ("+CIPSEND", 1),
        ("+CMQTTPAYLOAD", 1),
        ("+CMQTTTOPIC", 1),
        ("+MIPSEND", 1),
        ("+QISEND", 1),
        ("+USOST", 3),
        ("+USOWR", 1),
    ];
    let [b'A' | b'a', b'T' | b't', commands @ ..] = line else { return None };
    let request = CommandLine::new(commands).filter_map(Result::ok).last()?;
    let (_, index) = TABLE.iter().find(|(name, _)| request.name == **name)?;
    let mut params = request.params;
    for _ in 0..*index {
        params.skip();
    }
    params.opt_u16().ok()?.map(usize::from)
}
