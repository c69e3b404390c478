//! A console for AT commands: what is typed is sent, and what comes is decoded.

mod console;
mod port;
mod record;
mod screen;

pub use console::{Console, Options, Quit, Typing};
pub use port::{Port, PortError};
pub use record::Recorder;
pub use screen::Screen;

/// The host's side, with room for long lines.
pub type Session = cellwire_at::host::Host<{ 64 * 1024 }, { 16 * 1024 }>;

/// What can be typed.
pub const HELP: &str =
    "  AT...         a command line, sent as soon as the modem can take it; A/ repeats the last one
  abort         ends the command in flight before its time
  help          this
  quit          ends, when all that was typed before is done

  When the modem asks for data, by > or @, the next line is the answer: Ctrl-Z is put behind it,
  and \\n is a CR in it. If the command has said how long the data is, \\n is CR LF, and it may take
  several lines. An empty line is an ESC.

  In data mode each line is sent with a line end behind it. +++ alone on a line leads back to
  commands.";
