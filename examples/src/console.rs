//! What the user of a running program does: lines that are typed, and Ctrl-C.

use std::io::{self, BufRead, IsTerminal};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

/// What the user did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Typed {
    /// A line, without its end.
    Line(String),
    /// Ctrl-C, or the end of input at a terminal.
    Stop,
}

/// Listens to standard input and to Ctrl-C (and the signals that ask a program to end). A second
/// Ctrl-C ends the program at once.
///
/// The end of input that is no terminal ends nothing: it may never have been there.
///
/// # Errors
///
/// The handler of Ctrl-C cannot be set.
pub fn listen() -> Result<Receiver<Typed>, ctrlc::Error> {
    let (sender, receiver) = channel();
    let stop = sender.clone();
    let mut stopping = false;
    ctrlc::set_handler(move || {
        if stopping || stop.send(Typed::Stop).is_err() {
            // As if there were no handler.
            std::process::exit(130);
        }
        stopping = true;
    })?;
    thread::spawn(move || read_lines(&sender));
    Ok(receiver)
}

fn read_lines(sender: &Sender<Typed>) {
    let stdin = io::stdin();
    for line in stdin.lock().split(b'\n') {
        let Ok(line) = line else { return };
        let line = String::from_utf8_lossy(&line).trim().to_owned();
        if sender.send(Typed::Line(line)).is_err() {
            return;
        }
    }
    if stdin.is_terminal() {
        // If nobody listens any more, the program ends anyway.
        let _ = sender.send(Typed::Stop);
    }
}
