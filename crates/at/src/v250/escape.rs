//! `+++` and `A/`, which are no command lines: there is no `AT` in front of them, and no CR behind them.
//! So they are no [`Command`](crate::command::Command)s, but bytes to be sent.

/// `+++`: from online data state to online command state, the answer being `OK`
/// (TIA-602; V.250 leaves it to the modem). It is told from data by the pauses around it: nothing is sent for more than a second before
/// it, for less than that between its three bytes, and for more than a second behind it.
pub const ESCAPE: &[u8] = b"+++";

/// `A/`: the last command line once more (ITU-T V.250, 5.2.4). The modem does it as soon as the `/` is
/// there.
pub const REPEAT: &[u8] = b"A/";
