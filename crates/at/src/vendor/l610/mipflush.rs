//! `+MIPFLUSH`: flushes data from buffers (Fibocom L610 TCP/UDP, 1.1.8).
//!
//! ```
//! use cellwire_at::Line;
//! use cellwire_at::command::Command;
//! use cellwire_at::vendor::l610::mipflush::Set;
//!
//! let mut buffer = [0; 32];
//! let len = Set { socket_id: 1 }.write_line(&mut buffer)?;
//! assert_eq!(&buffer[..len], b"AT+MIPFLUSH=1\r");
//! assert_eq!(Set::answer(Line::new(b"+MIPFLUSH: 1"))?.socket_id, 1);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use super::SocketIds;
use crate::command::{commands, information};

commands! { "+MIPFLUSH":
    /// Which sockets there are.
    Test -> Supported, |plan| plan.within(5);
    /// Which sockets are active.
    Read -> Answer<'l>, |plan| plan.with_one_line().within(5);
    /// Drops what is in the accumulating buffer of a socket.
    Set {
        /// Which one, 1 to 6.
        socket_id: u8 = 1..=6,
    } -> Flushed, |plan| plan.with_one_line().within(5);
}

information! {
    /// Which sockets are active.
    Answer<'a> = "+MIPFLUSH" {
        /// These.
        socket_ids: SocketIds<'a>,
    }
}

information! {
    /// The buffer is empty.
    Flushed = "+MIPFLUSH" {
        /// Of which socket.
        socket_id: u8,
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use super::*;
    use crate::command::Command;
    use crate::command::testing::{assert_command, assert_line};
    use crate::params::Params;

    #[test]
    fn forms() {
        assert_command("+MIPFLUSH=?", Test {});
        assert_command("+MIPFLUSH?", Read {});
        assert_command("+MIPFLUSH=6", Set { socket_id: 6 });
        assert_line("+MIPFLUSH: 1,2", Answer { socket_ids: SocketIds::new(&[1, 2]) });
        assert_line("+MIPFLUSH: 0", Answer { socket_ids: SocketIds::NONE });
        assert_line("+MIPFLUSH: 6", Flushed { socket_id: 6 });
        let error = Set { socket_id: 7 }.write_line(&mut [0; 32]).unwrap_err();
        assert_eq!(error.to_string(), "parameter 1: 7 is not in 1 to 6");
        assert!(Set::parse(Params::new(b"0")).is_err());
    }
}
