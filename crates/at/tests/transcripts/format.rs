//! How the transcripts of this folder are written: as `decode --transcript` reads them, with more in their
//! comments.
//!
//! ```text
//! # dialect: a76xx                       a setting, in front of the first line
//! #! server at 117.131.85.139:5253       what happens on the network meanwhile
//! > "AT+NETOPEN\r"                       the host
//! [1.5] < "\r\nOK\r\n"                   the modem, at the second 1.5; without it, after a silence
//! #= accepted                            what a host says of the line before
//! ```

use core::time::Duration;
use std::fs;
use std::path::Path;

/// A session, with what comes of it.
pub(crate) struct Transcript {
    /// The folder and the file.
    pub(crate) name: String,
    settings: Vec<(String, String)>,
    pub(crate) steps: Vec<Step>,
}

pub(crate) enum Step {
    Said(Said),
    Network(String),
}

/// What one side has said.
pub(crate) struct Said {
    /// Which line of the file it is.
    pub(crate) number: usize,
    pub(crate) side: Side,
    /// When it was said, if that matters.
    pub(crate) at: Option<Duration>,
    pub(crate) bytes: Vec<u8>,
    /// What a host says of it.
    pub(crate) expected: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    Host,
    Modem,
}

impl Transcript {
    /// All transcripts of a folder, by their names.
    pub(crate) fn all(folder: &Path) -> Vec<Self> {
        let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{folder:?}: {error}"));
        let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
        paths.sort();
        assert!(!paths.is_empty(), "{folder:?} is empty");
        paths.iter().map(|path| Self::read(path)).collect()
    }

    fn read(path: &Path) -> Self {
        let text = fs::read_to_string(path).unwrap();
        let folder = path.parent().and_then(Path::file_name).unwrap_or_default();
        let name = Path::new(folder).join(path.file_stem().unwrap()).display().to_string();
        let mut transcript = Self { name, settings: Vec::new(), steps: Vec::new() };
        for (number, line) in (1..).zip(text.lines()) {
            transcript.take(number, line);
        }
        assert!(transcript.setting("Source").is_some(), "{} has no source", transcript.name);
        transcript
    }

    /// `# key: value` of the head.
    pub(crate) fn setting(&self, key: &str) -> Option<&str> {
        let found = self.settings.iter().find(|(name, _)| name == key);
        found.map(|(_, value)| value.as_str())
    }

    pub(crate) fn said(&self) -> impl Iterator<Item = &Said> + Clone {
        self.steps.iter().filter_map(|step| match step {
            Step::Said(said) => Some(said),
            Step::Network(_) => None,
        })
    }

    fn take(&mut self, number: usize, line: &str) {
        let place = format!("{}, line {number}", self.name);
        if let Some(words) = line.strip_prefix("#! ") {
            self.steps.push(Step::Network(words.into()));
        } else if let Some(words) = line.strip_prefix("#= ") {
            let Some(Step::Said(said)) = self.steps.last_mut() else {
                panic!("{place}: nothing was said before");
            };
            said.expected.push(words.into());
        } else if let Some(comment) = line.strip_prefix('#') {
            if let Some((key, value)) = comment.split_once(": ") {
                self.settings.push((key.trim().into(), value.trim().into()));
            }
        } else if !line.is_empty() {
            let said = said(number, line).unwrap_or_else(|| panic!("{place}: {line}"));
            self.steps.push(Step::Said(said));
        }
    }
}

/// Reads `[seconds] > "text"`.
fn said(number: usize, line: &str) -> Option<Said> {
    let (at, said) = match line.strip_prefix('[') {
        Some(timed) => {
            let (seconds, said) = timed.split_once("] ")?;
            (Some(Duration::from_secs_f64(seconds.parse().ok()?)), said)
        }
        None => (None, line),
    };
    let (side, text) = match said.split_at_checked(2)? {
        ("> ", text) => (Side::Host, text),
        ("< ", text) => (Side::Modem, text),
        _ => return None,
    };
    Some(Said { number, side, at, bytes: quoted(text)?, expected: Vec::new() })
}

/// A text in quotes, with escapes.
pub(crate) fn quoted(text: &str) -> Option<Vec<u8>> {
    let mut rest = text.strip_prefix('"')?.strip_suffix('"')?.bytes();
    let mut bytes = Vec::new();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'\\' => match rest.next()? {
                b'r' => b'\r',
                b'n' => b'\n',
                b'x' => {
                    let digits = [rest.next()?, rest.next()?];
                    u8::from_str_radix(core::str::from_utf8(&digits).ok()?, 16).ok()?
                }
                mark @ (b'"' | b'\\') => mark,
                _ => return None,
            },
            b' '..=b'~' => byte,
            _ => return None,
        });
    }
    Some(bytes)
}
