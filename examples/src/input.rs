//! What `decode` reads: raw bytes, lines of hex, or a transcript.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use clap::Args;

use crate::transcript::Side;
use crate::{hex, transcript};

/// Where the input comes from, and how it is written.
#[derive(Args, Clone, Debug, Default)]
pub struct InputArgs {
    /// Read lines of hex digits: a piece of the stream or a datagram each; # starts a comment
    #[arg(long, conflicts_with = "transcript")]
    pub hex: bool,

    /// Read a transcript: lines of `[seconds] > "text"` (what the server sent) and
    /// `[seconds] < "text"` (what the device sent), with JSON escapes and \xNN; # starts a comment
    #[arg(long)]
    pub transcript: bool,

    /// What to read; standard input if it is - or missing
    #[arg(value_name = "FILE")]
    pub file: Option<PathBuf>,
}

/// What raw bytes are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Raw {
    /// A stream, which is handed on as it comes.
    Stream,
    /// A datagram, which is handed on when all of it is there.
    Datagram,
}

/// The longest line, or datagram, that is read.
const MAX_LINE: u64 = 16 << 20;

impl InputArgs {
    /// Reads the input to its end and hands each piece to `each`, with its side if the input says it.
    ///
    /// # Errors
    ///
    /// The file cannot be read, or a line is not what it should be, which says its number; or `each`
    /// fails.
    pub fn read<E: From<InputError>>(
        &self,
        raw: Raw,
        each: &mut impl FnMut(Option<Side>, &[u8]) -> Result<(), E>,
    ) -> Result<(), E> {
        match self.file.as_deref().filter(|path| *path != Path::new("-")) {
            None => self.read_from("standard input", io::stdin().lock(), raw, each),
            Some(path) => {
                let name = path.display().to_string();
                match File::open(path) {
                    Ok(file) => self.read_from(&name, BufReader::new(file), raw, each),
                    Err(error) => Err(InputError::new(&name, None, error).into()),
                }
            }
        }
    }

    fn read_from<E: From<InputError>>(
        &self,
        name: &str,
        mut input: impl BufRead,
        raw: Raw,
        each: &mut impl FnMut(Option<Side>, &[u8]) -> Result<(), E>,
    ) -> Result<(), E> {
        if !self.hex && !self.transcript {
            return match raw {
                Raw::Stream => read_raw(name, input, each),
                Raw::Datagram => read_datagram(name, input, each),
            };
        }
        let mut line = Vec::new();
        for number in 1.. {
            line.clear();
            let read = input.by_ref().take(MAX_LINE).read_until(b'\n', &mut line);
            match read.map_err(|error| InputError::new(name, Some(number), error))? {
                0 => break,
                _ if line.len() as u64 == MAX_LINE => {
                    let error = format!("the line is longer than {} MiB", MAX_LINE >> 20);
                    return Err(InputError::new(name, Some(number), error).into());
                }
                _ => {}
            }
            let fault = |error: LineError| InputError::new(name, Some(number), error);
            let text = str::from_utf8(line.trim_ascii_end())
                .map_err(|_| fault(LineError::new("the line is not UTF-8".into())))?;
            if self.hex {
                let bytes = hex::parse_line(text).map_err(fault)?;
                if !bytes.is_empty() {
                    each(None, &bytes)?;
                }
            } else if let Some((side, bytes)) = transcript::parse_line(text).map_err(fault)? {
                each(Some(side), &bytes)?;
            }
        }
        Ok(())
    }
}

fn read_raw<E: From<InputError>>(
    name: &str,
    mut input: impl Read,
    each: &mut impl FnMut(Option<Side>, &[u8]) -> Result<(), E>,
) -> Result<(), E> {
    let mut chunk = [0; 16 * 1024];
    loop {
        match input.read(&mut chunk) {
            Ok(0) => return Ok(()),
            Ok(read) => each(None, &chunk[..read])?,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(InputError::new(name, None, error).into()),
        }
    }
}

fn read_datagram<E: From<InputError>>(
    name: &str,
    input: impl Read,
    each: &mut impl FnMut(Option<Side>, &[u8]) -> Result<(), E>,
) -> Result<(), E> {
    let mut datagram = Vec::new();
    let read = input.take(MAX_LINE).read_to_end(&mut datagram);
    match read.map_err(|error| InputError::new(name, None, error))? {
        0 => Ok(()),
        len if len as u64 == MAX_LINE => {
            let error = format!("the datagram is longer than {} MiB", MAX_LINE >> 20);
            Err(InputError::new(name, None, error).into())
        }
        _ => each(None, &datagram),
    }
}

/// What is wrong with a line, and in which column, counted from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineError {
    column: Option<usize>,
    text: String,
}

impl LineError {
    /// Something about the whole line.
    pub const fn new(text: String) -> Self {
        Self { column: None, text }
    }

    /// Something about a character.
    pub const fn at(column: usize, text: String) -> Self {
        Self { column: Some(column), text }
    }
}

impl core::fmt::Display for LineError {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        if let Some(column) = self.column {
            write!(f, "column {column}: ")?;
        }
        f.write_str(&self.text)
    }
}

impl core::error::Error for LineError {}

/// Why the input cannot be read any further.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InputError {
    text: String,
}

impl InputError {
    fn new(name: &str, line: Option<usize>, error: impl core::fmt::Display) -> Self {
        let text = match line {
            Some(line) => format!("{name}: line {line}: {error}"),
            None => format!("{name}: {error}"),
        };
        Self { text }
    }
}

impl core::fmt::Display for InputError {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(&self.text)
    }
}

impl core::error::Error for InputError {}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(args: &InputArgs, input: &[u8]) -> (Vec<Vec<u8>>, Option<String>) {
        let mut pieces = Vec::new();
        let read: Result<(), InputError> =
            args.read_from("x", input, Raw::Stream, &mut |_, piece| {
                pieces.push(piece.to_vec());
                Ok(())
            });
        (pieces, read.err().map(|error| error.to_string()))
    }

    #[test]
    fn hex_lines_and_what_is_wrong_with_them() {
        let args = InputArgs { hex: true, ..InputArgs::default() };
        let (pieces, error) = read(&args, b"# first\r\n24 24\r\n\n  0a # x\n4040");
        assert_eq!((pieces, error), (vec![b"$$".to_vec(), vec![10], b"@@".to_vec()], None));
        for (input, expected) in [
            (&b"24\n2 4 2\n25"[..], "x: line 2: the number of hex digits is odd: 3"),
            (b"24\n24 2x\n", "x: line 2: column 5: 'x' is not a hex digit"),
            (b"24\n\xff", "x: line 2: the line is not UTF-8"),
        ] {
            let (pieces, error) = read(&args, input);
            assert_eq!((pieces.len(), error.as_deref()), (1, Some(expected)));
        }
    }
}
