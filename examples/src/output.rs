//! Where `decode` prints to: JSON lines, or an annotated dump.

use std::io::{self, IsTerminal, Write};

use clap::Args;
use serde_json::json;

use crate::dump;
use crate::frames::{Entry, Explained, Fields};

/// How frames are printed.
#[derive(Args, Clone, Debug, Default)]
pub struct OutputArgs {
    /// Print one JSON object per frame on a line; the default unless standard output is a terminal
    #[arg(long, conflicts_with = "dump")]
    pub json: bool,

    /// Print an annotated dump; the default on a terminal
    #[arg(long)]
    pub dump: bool,
}

/// Prints frames to standard output.
#[derive(Debug)]
pub struct Output {
    json: bool,
    out: io::BufWriter<anstream::Stdout>,
}

impl Output {
    /// Prints as was asked for, or as fits where standard output goes.
    pub fn new(args: &OutputArgs) -> Self {
        let json = args.json || !args.dump && !io::stdout().is_terminal();
        Self { json, out: io::BufWriter::new(anstream::stdout()) }
    }

    /// Prints a frame or fault; `from` is who sent it, where that has to be said.
    ///
    /// # Errors
    ///
    /// Standard output is gone.
    pub fn print(&mut self, from: Option<&str>, entry: &Entry<'_>) -> io::Result<()> {
        if !self.json {
            return dump::write(&mut self.out, from, entry);
        }
        serde_json::to_writer(&mut self.out, &object(from, entry))?;
        self.out.write_all(b"\n")
    }

    /// Lets go of what was printed.
    ///
    /// # Errors
    ///
    /// Standard output is gone.
    pub fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// An entry as the contract of `decode` has it.
pub fn object(from: Option<&str>, entry: &Entry<'_>) -> Fields {
    let mut object = Fields::new();
    let mut set = |key: &str, value| object.insert(key.into(), value);
    set("offset", json!(entry.offset));
    set("len", json!(entry.len));
    let kind = match &entry.what {
        Ok(Explained { kind: "", .. }) => "frame",
        Ok(frame) => frame.kind,
        Err(_) => "fault",
    };
    set("kind", kind.into());
    set("name", entry.what.as_ref().map_or("fault", |frame| &frame.name).into());
    if let Some(from) = from {
        set("from", from.into());
    }
    match &entry.what {
        Ok(frame) => object.extend(frame.fields.clone()),
        Err(error) => {
            set("error", error.as_str().into());
            set("skipped", json!(entry.len));
        }
    }
    object
}
