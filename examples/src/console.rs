//! What the user of a running program does: lines that are typed, and Ctrl-C.

use core::ops::ControlFlow;
use core::time::Duration;
use std::io::{self, BufRead, IsTerminal};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;

use crate::notice::complain;

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

/// Hands what is typed to `order` until that or the user wants to end; what is wrong with it is told.
/// `each_second` is called as often as its name says, and when something was typed.
pub fn obey(
    program: &str,
    console: &Receiver<Typed>,
    mut order: impl FnMut(&str) -> Result<ControlFlow<()>, String>,
    mut each_second: impl FnMut() -> ControlFlow<()>,
) {
    loop {
        let done = match console.recv_timeout(Duration::from_secs(1)) {
            Ok(Typed::Line(line)) => order(&line).unwrap_or_else(|error| {
                complain(program, &error);
                ControlFlow::Continue(())
            }),
            Ok(Typed::Stop) | Err(RecvTimeoutError::Disconnected) => return,
            Err(RecvTimeoutError::Timeout) => ControlFlow::Continue(()),
        };
        if done.is_break() || each_second().is_break() {
            return;
        }
    }
}

/// The words of a line, from left to right.
#[derive(Clone, Debug)]
pub struct Words<'a> {
    rest: &'a str,
}

impl<'a> Words<'a> {
    /// All words of a line.
    pub fn new(line: &'a str) -> Self {
        Self { rest: line.trim() }
    }

    /// Whether there are no more.
    pub const fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// The next word; empty at the end.
    pub fn word(&mut self) -> &'a str {
        let (word, rest) = self.rest.split_once(char::is_whitespace).unwrap_or((self.rest, ""));
        self.rest = rest.trim_start();
        word
    }

    /// The next word, which has to be there.
    ///
    /// # Errors
    ///
    /// It is not.
    pub fn next(&mut self, name: &str) -> Result<&'a str, String> {
        match self.word() {
            "" => Err(missing(name)),
            word => Ok(word),
        }
    }

    /// Whatever is left.
    pub fn rest(&mut self) -> &'a str {
        core::mem::take(&mut self.rest)
    }

    /// Whatever is left, of which there has to be something.
    ///
    /// # Errors
    ///
    /// There is nothing.
    pub fn text(&mut self, name: &str) -> Result<&'a str, String> {
        match self.rest() {
            "" => Err(missing(name)),
            text => Ok(text),
        }
    }

    /// Nothing may be left.
    ///
    /// # Errors
    ///
    /// Something is.
    pub fn end(&self) -> Result<(), String> {
        match self.rest {
            "" => Ok(()),
            rest => Err(format!("{rest:?} is left over; type help")),
        }
    }
}

fn missing(name: &str) -> String {
    format!("{name} is missing; type help")
}
