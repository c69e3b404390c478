//! Transcripts of what crosses the line.

use core::ops::Range;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;
use std::time::Instant;

use crate::at::explain::secrets;
use crate::transcript::{self, Side};

/// Writes a transcript. What a modem sends is written line by line, so that secrets can be found in it.
#[derive(Debug)]
pub struct Recorder<W: Write = BufWriter<File>> {
    out: W,
    since: Instant,
    secrets: bool,
    /// What has come of a line whose end has not.
    begun: Vec<u8>,
    /// The secrets of the command in flight, each with the byte in front of it.
    needles: Vec<Vec<u8>>,
    /// Whether the line passes on data, which has neither lines nor secrets.
    pub data_mode: bool,
}

impl Recorder {
    /// Writes to a file, which nobody but its owner can read where there are such modes.
    ///
    /// # Errors
    ///
    /// It cannot be made.
    pub fn create(path: &Path, secrets: bool) -> io::Result<Self> {
        let mut options = File::options();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        Recorder::new(BufWriter::new(options.open(path)?), secrets)
    }
}

impl<W: Write> Recorder<W> {
    /// Writes to `out`, where `***` stands for secrets unless `secrets`.
    ///
    /// # Errors
    ///
    /// Those of `out`.
    pub fn new(mut out: W, secrets: bool) -> io::Result<Self> {
        writeln!(out, "# cellwire at-terminal")?;
        let (begun, needles) = (Vec::new(), Vec::new());
        Ok(Self { out, since: Instant::now(), secrets, begun, needles, data_mode: false })
    }

    /// The host has sent this.
    ///
    /// # Errors
    ///
    /// It cannot be written.
    pub fn sent(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.finish()?;
        let mut masked = bytes.to_vec();
        if !self.secrets && !self.data_mode {
            let line = bytes.trim_ascii_end();
            let ranges = secrets::in_command_line(line);
            if line.get(..2).is_some_and(|front| front.eq_ignore_ascii_case(b"AT")) {
                let needle = |range: &Range<usize>| bytes[range.start - 1..range.end].to_vec();
                self.needles = ranges.iter().map(needle).collect();
            }
            masked = hidden(bytes, &ranges);
        }
        self.line(Side::Host, &masked)
    }

    /// The modem has sent this.
    ///
    /// # Errors
    ///
    /// It cannot be written.
    pub fn received(&mut self, bytes: &[u8]) -> io::Result<()> {
        if self.secrets || self.data_mode {
            self.finish()?;
            return self.line(Side::Device, bytes);
        }
        self.begun.extend_from_slice(bytes);
        let is_end = |byte: &u8| matches!(byte, b'\r' | b'\n' | b'>' | b'@');
        let end = self.begun.iter().rposition(is_end).map_or(0, |end| end + 1);
        // A blank stands behind a prompt.
        let end =
            if self.begun[end..].iter().all(|byte| *byte == b' ') { self.begun.len() } else { end };
        let whole: Vec<_> = self.begun.drain(..end).collect();
        self.lines(&whole)
    }

    /// Writes what has come of a line whose end has not.
    ///
    /// # Errors
    ///
    /// It cannot be written.
    pub fn finish(&mut self) -> io::Result<()> {
        let begun = core::mem::take(&mut self.begun);
        self.lines(&begun)
    }

    /// Lines of the modem, written as one piece.
    fn lines(&mut self, bytes: &[u8]) -> io::Result<()> {
        let mut masked = Vec::new();
        for line in bytes.split_inclusive(|byte| matches!(byte, b'\r' | b'\n')) {
            let mut ranges = secrets::in_line(line.trim_ascii_end());
            if ranges.is_empty() {
                for needle in &self.needles {
                    let found = line.windows(needle.len()).position(|part| part == needle);
                    ranges.extend(found.map(|at| at + 1..at + needle.len()));
                }
                ranges.sort_unstable_by_key(|range| range.start);
            }
            masked.extend(hidden(line, &ranges));
        }
        self.line(Side::Device, &masked)
    }

    fn line(&mut self, side: Side, bytes: &[u8]) -> io::Result<()> {
        if bytes.is_empty() {
            return Ok(());
        }
        let seconds = self.since.elapsed().as_secs_f64();
        writeln!(self.out, "[{seconds:.3}] {}", transcript::line(side, bytes))?;
        self.out.flush()
    }
}

fn hidden(bytes: &[u8], ranges: &[Range<usize>]) -> Vec<u8> {
    let mut masked = Vec::with_capacity(bytes.len());
    let mut at = 0;
    for range in ranges {
        masked.extend_from_slice(bytes.get(at..range.start).unwrap_or_default());
        masked.extend_from_slice(secrets::SECRET.as_bytes());
        at = range.end;
    }
    masked.extend_from_slice(bytes.get(at..).unwrap_or_default());
    masked
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(secrets: bool, said: &[(char, &[u8])]) -> Vec<(Side, Vec<u8>)> {
        let mut recorder = Recorder::new(Vec::new(), secrets).unwrap();
        for (side, bytes) in said {
            match side {
                '>' => recorder.sent(bytes).unwrap(),
                _ => recorder.received(bytes).unwrap(),
            }
        }
        recorder.finish().unwrap();
        let text = String::from_utf8(recorder.out).unwrap();
        text.lines().filter_map(|line| transcript::parse_line(line).unwrap()).collect()
    }

    fn said(lines: &[(Side, Vec<u8>)], side: Side) -> String {
        let bytes = lines.iter().filter(|(of, _)| *of == side).flat_map(|(_, bytes)| bytes.clone());
        bytes.collect::<Vec<_>>().escape_ascii().to_string()
    }

    #[test]
    fn secrets_are_masked_however_the_echo_is_cut() {
        let echo = b"AT+CPIN=\"1234\"\r\r\nOK\r\n";
        for cut in 0..echo.len() {
            let lines = record(
                false,
                &[('>', b"AT+CPIN=\"1234\"\r"), ('<', &echo[..cut]), ('<', &echo[cut..])],
            );
            assert_eq!(said(&lines, Side::Host), "AT+CPIN=***\\r");
            assert_eq!(said(&lines, Side::Device), "AT+CPIN=***\\r\\r\\nOK\\r\\n", "cut at {cut}");
        }
        let lines = record(true, &[('>', b"AT+CPIN=\"1234\"\r"), ('<', echo)]);
        assert_eq!(said(&lines, Side::Device), echo.escape_ascii().to_string());
    }

    #[test]
    fn an_echo_that_lost_its_front_is_masked_too() {
        let lines = record(false, &[('>', b"AT+CPIN=1234\r"), ('<', b"+CPIN=1234\r\r\nOK\r\n")]);
        assert_eq!(said(&lines, Side::Device), "+CPIN=***\\r\\r\\nOK\\r\\n");
    }

    #[test]
    fn all_bytes_survive() {
        let all: Vec<u8> = (0..=255).collect();
        let lines = record(true, &[('>', &all), ('<', b"\"\\ \x1a\xff")]);
        assert_eq!(lines[0], (Side::Host, all));
        assert_eq!(lines[1], (Side::Device, b"\"\\ \x1a\xff".to_vec()));
    }
}
