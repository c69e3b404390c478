//! `+MIPSETS`: sets size and timeout for automatic push (Fibocom L610 TCP/UDP, 1.1.4).
//!
//! When the accumulating buffer of a socket has so many bytes, or for so long no more have come, what is in it is
//! pushed into the protocol stack. The command is rejected while there is something in the buffer; some modules
//! reject it always.
//!
//! ```
//! use cellwire_at::Line;
//! use cellwire_at::command::Command;
//! use cellwire_at::vendor::l610::mipsets::{Read, Set};
//!
//! let mut buffer = [0; 32];
//! let len = Set { socket_id: 1, size: 1024, timeout: Some(50) }.write_line(&mut buffer)?;
//! assert_eq!(&buffer[..len], b"AT+MIPSETS=1,1024,50\r");
//!
//! let settings = Read::answer(Line::new(b"+MIPSETS: 1,2048,0"))?.socket().unwrap();
//! assert_eq!((settings.size, settings.timeout), (2048, Some(0)));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use super::PerSocket;
use crate::command::{commands, information, named};

named! {
    /// `<status>`: whether the values are in force.
    Status(u8) {
        /// They are.
        SUCCESS = 0, "success";
        /// They are not, since there is data in the buffer.
        NOT_ALLOWED = 3, "operation not allowed";
    }
}

commands! { "+MIPSETS":
    /// Which values there are.
    Test -> Supported, |plan| plan.within(5);
    /// The values in force, a line for each active socket.
    Read -> Answer, |plan| plan.within(5);
    /// Sets the values of a socket.
    Set {
        /// Which one, 1 to 6.
        socket_id: u8 = 1..=6,
        /// How much is accumulated, in bytes, 1 to 2048; 2048 by default.
        size: u16 = 1..=2048,
        /// After which time it is pushed; 0 for never, in milliseconds, 0 to 1000; 0 by default.
        timeout: Option<u16> = 0..=1000,
    } -> Outcome, |plan| plan.with_one_line().within(5);
}

/// The values of a socket, or none.
pub type Answer = PerSocket<Settings>;

information! {
    /// The values of a socket.
    Settings = "+MIPSETS" {
        /// Which one.
        socket_id: u8,
        /// How much is accumulated, in bytes.
        size: u16,
        /// After which time it is pushed; 0 for never, in milliseconds.
        timeout: Option<u16>,
    }
}

information! {
    /// Whether the values are in force.
    Outcome = "+MIPSETS" {
        /// Whether they are.
        status: Status,
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use super::*;
    use crate::command::Command;
    use crate::command::testing::{answer, assert_command, assert_line};
    use crate::params::Params;

    #[test]
    fn forms() {
        assert_command("+MIPSETS=?", Test {});
        assert_command("+MIPSETS?", Read {});
        let set = Set { socket_id: 6, size: 2048, timeout: None };
        assert_command("+MIPSETS=6,2048", set);
        assert_command("+MIPSETS=6,2048,1000", Set { timeout: Some(1000), ..set });
        assert_line("+MIPSETS: 0", Outcome { status: Status::SUCCESS });
        assert_line("+MIPSETS: 3", Outcome { status: Status::NOT_ALLOWED });
        let settings = Settings { socket_id: 1, size: 2048, timeout: Some(0) };
        assert_line("+MIPSETS: 1,2048,0", Answer::Socket(settings));
        assert_line("+MIPSETS: 0", Answer::NoSocket);
        assert_eq!(answer::<Read>("+MIPSETS: 1, 9999").socket().unwrap().size, 9999);
        assert!(answer::<Test>("+MIPSETS: (1-6),(1-2048),(0-1000)").allows(2, 1000));
    }

    #[test]
    fn ranges() {
        let set = Set { socket_id: 1, size: 1, timeout: Some(0) };
        let mut buffer = [0; 32];
        for (set, wire, error) in [
            (Set { socket_id: 0, ..set }, "0,1,0", "parameter 1: 0 is not in 1 to 6"),
            (Set { size: 0, ..set }, "1,0,0", "parameter 2: 0 is not in 1 to 2048"),
            (Set { size: 2049, ..set }, "1,2049,0", "parameter 2: 2049 is not in 1 to 2048"),
            (
                Set { timeout: Some(1001), ..set },
                "1,1,1001",
                "parameter 3: 1001 is not in 0 to 1000",
            ),
        ] {
            assert_eq!(set.write_line(&mut buffer).unwrap_err().to_string(), error);
            assert_eq!(Set::parse(Params::new(wire.as_bytes())).unwrap_err().to_string(), error);
        }
    }
}
