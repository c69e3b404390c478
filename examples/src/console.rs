//! What the user of a running program does: lines that are typed, and Ctrl-C.

use core::ops::ControlFlow;
use core::time::Duration;
use std::io::{self, BufRead, IsTerminal};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::Instant;

use crate::notice::complain;

/// What the user did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Typed {
    /// A line, without its end.
    Line(String),
    /// Ctrl-C, or the end of input at a terminal.
    Stop,
}

/// What `--help` says of Ctrl-C, of the end of input and of exit codes.
pub const ENDING: &str = "\
Ending:
  quit, Ctrl-C, and Ctrl-D at a terminal end in good order. A second Ctrl-C, half a second later or
  more, ends at once. The end of input that is no terminal, a pipe or a file, ends nothing.

Exit codes:
  0    it has ended in good order
  1    something went wrong: a file, an address, a socket
  2    an option is not as it should be
  130  a second Ctrl-C";

/// How soon after a Ctrl-C another one is the same: npm and cargo, for example, hand on what the
/// terminal has sent already.
const SAME: Duration = Duration::from_millis(500);

/// Listens to standard input and to Ctrl-C (and the signals that ask a program to end). A second
/// Ctrl-C, half a second later or more, ends the program at once.
///
/// The end of input that is no terminal ends nothing: it may never have been there.
///
/// # Errors
///
/// The handler of Ctrl-C cannot be set.
pub fn listen() -> Result<Receiver<Typed>, ctrlc::Error> {
    let (sender, receiver) = channel();
    let stop = sender.clone();
    let mut first = None;
    ctrlc::set_handler(move || {
        let ends_at_once = match first {
            Some(first) => is_another(first, Instant::now()),
            None => stop.send(Typed::Stop).is_err(),
        };
        if ends_at_once {
            // As if there were no handler.
            std::process::exit(130);
        }
        first.get_or_insert_with(Instant::now);
    })?;
    thread::spawn(move || read_lines(&sender));
    Ok(receiver)
}

fn is_another(first: Instant, now: Instant) -> bool {
    now.saturating_duration_since(first) >= SAME
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

/// A text that was typed: `\\n` is a line end, and `\\\\` a backslash. Any other backslash is one.
pub fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((front, behind)) = rest.split_once('\\') {
        out.push_str(front);
        let (char, skipped) = match behind.as_bytes().first() {
            Some(b'n') => ('\n', 1),
            Some(b'\\') => ('\\', 1),
            _ => ('\\', 0),
        };
        out.push(char);
        rest = &behind[skipped..];
    }
    out.push_str(rest);
    out
}

fn missing(name: &str) -> String {
    format!("{name} is missing; type help")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_ends_and_backslashes_can_be_typed() {
        for (typed, meant) in [
            ("a\\nb", "a\nb"),
            ("a\\\\nb", "a\\nb"),
            ("\\\\\\n\\", "\\\n\\"),
            ("C:\\temp ż\\ą", "C:\\temp ż\\ą"),
            ("", ""),
        ] {
            assert_eq!(unescaped(typed), meant, "{typed}");
        }
    }

    #[test]
    fn a_signal_that_comes_twice_at_once_is_one() {
        let first = Instant::now();
        assert!(!is_another(first, first + Duration::from_millis(499)));
        assert!(is_another(first, first + Duration::from_millis(500)));
    }
}
